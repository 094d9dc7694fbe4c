//! Emits the documentation of methods that wait, and the links to them from the actions that start what
//! they wait for.

use serde_json::Value;
use teo_specs::Argument;

use super::context::FileEmitter;
use super::docs::Docs;
use super::request_example::{format_statement, lower_first};
use super::waiters::{Method, methods};
use crate::generate::options::ClientMethods;
use crate::model::{ActionModel, request_member};

impl FileEmitter<'_> {
    pub(super) fn waiter_docs(&self, method: &Method<'_, '_>) -> Docs {
        let waiter = method.waiter;
        let name = &waiter.resource.name;
        let end = any_of(&waiter.waiter.succeeds, "or");
        let mut docs =
            Docs::new(&format!("Waits until {} is {end}.", subject(method, "every")), None);
        if !waiter.resource.summary.is_empty() {
            docs.paragraph(format!("`{name}`: {}", lower_first(&waiter.resource.summary)));
        }
        let actions: Vec<String> =
            waiter.started_by.iter().map(|action| format!("[`{action}`]")).collect();
        if !actions.is_empty() {
            docs.paragraph(format!("The state follows on {}.", joined(&actions, "or")));
        }
        if waiter.is_for_all() {
            docs.paragraph(
                "What the list does not show yet does not count, so compare how many came with how many \
                 were started. If the action that started them returned all targets as failed, there is \
                 nothing to wait for.",
            );
        } else if waiter.can_be_there_before {
            docs.paragraph(
                "The first poll may show the state before the change. If it can be the same as after it, \
                 compare what else the change sets, such as an identifier.",
            );
        }
        docs.paragraph(format!(
            "It polls [`{}`], and stops after {} unless another [`timeout`](codegen::Wait::timeout) is \
             set. [`Wait`](codegen::Wait) says how often.",
            method.action.spec.name,
            timeout(waiter.timeout_seconds)
        ));
        let failed = match waiter.fails.is_empty() {
            true => "If".to_owned(),
            false => {
                let (subject, failed) = (subject(method, "any"), any_of(&waiter.fails, "or"));
                format!("If {subject} is {failed}, if")
            }
        };
        docs.paragraph(format!(
            "# Errors\n\n{failed} there is no such item, after the timeout, or if a call fails for good: \
             [`WaitErrorKind`](codegen::WaitErrorKind)."
        ));
        self.add_waiter_example(&mut docs, method);
        self.with_links(docs)
    }

    fn add_waiter_example(&self, docs: &mut Docs, method: &Method<'_, '_>) {
        let Some(public_path) = &self.context.options.public_path else { return };
        let arguments = method.waiter.poll.arguments.iter();
        let arguments =
            arguments.map(|argument| format!("{:?}", self.example_of(method, argument)));
        let call = format_statement(&format!(
            "let found = client.{}({}).await?;",
            method.waiter.method,
            arguments.collect::<Vec<_>>().join(", ")
        ));
        let code = format!("{call}\nprintln!(\"{{found:#?}}\");");
        docs.paragraph(self.context.in_async_function(public_path, "Example", &code));
    }

    /// Returns an example of what an argument can be: that of the parameter, the filter or the member
    /// with the value.
    fn example_of(&self, method: &Method<'_, '_>, argument: &Argument<'_>) -> String {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let parameter = argument.parameter.as_ref();
        let parameter = parameter.and_then(|name| request_member(method.action, name));
        let parameter = parameter.and_then(|member| member.spec.example.as_ref());
        // The example of a list is a list.
        let parameter = parameter.and_then(|value| text(value).or_else(|| text(&value[0])));
        let filters = method.action.spec.filters.iter().flat_map(|filters| &filters.names);
        let mut filters = filters.filter(|filter| Some(filter.name.as_str()) == argument.filter);
        let filter = filters.find_map(|filter| filter.example.clone());
        let members = self.context.model.spec.item_members(method.waiter.resource);
        let member = members.iter().find(|member| member.name == argument.member);
        let member = member.and_then(|member| text(member.example.as_ref()?));
        parameter.or(filter).or(member).unwrap_or_else(|| "...".to_owned())
    }

    /// Returns the line of an action that starts what waiters wait for.
    pub(super) fn waits_after(&self, action: &ActionModel<'_>, client: &str) -> Option<String> {
        if self.context.options.client_methods == ClientMethods::None {
            return None;
        }
        let methods = methods(self.context);
        let waiters = methods.iter().map(|method| method.waiter);
        let waiters = waiters.filter(|w| w.started_by.contains(action.spec.name.as_str()));
        let links: Vec<String> = waiters
            .map(|waiter| format!("[`{method}`]({client}::{method})", method = waiter.method))
            .collect();
        (!links.is_empty()).then(|| format!("Wait with {}.", joined(&links, "or")))
    }
}

/// Returns what has the state; `each` stands before what there are several of.
fn subject(method: &Method<'_, '_>, each: &str) -> String {
    let (member, name) = (&method.waiter.waiter.member, &method.waiter.resource.name);
    if method.waiter.is_for_all() {
        let shared = any_of(method.identifiers(), "and");
        return format!("the `{member}` of {each} `{name}` with this {shared}");
    }
    let article = if member.contains('.') { each } else { "the" };
    format!("{article} `{member}` of the `{name}`")
}

/// Returns the timeout in words.
fn timeout(seconds: u32) -> String {
    match seconds {
        seconds if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

fn any_of(values: &[impl std::fmt::Display], word: &str) -> String {
    joined(&values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>(), word)
}

fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
