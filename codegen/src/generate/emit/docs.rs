//! Emits documentation comments: the texts of the spec, and the facts about each item.

use proc_macro2::TokenStream;
use quote::quote;
use teo_specs::{Action, Constraint, Member, Site};

use super::context::{Context, FileEmitter};
use crate::model::{FiltersModel, MemberModel, Shape};

/// Paragraphs of one documentation comment.
#[derive(Default)]
pub(super) struct Docs(Vec<String>);

impl Docs {
    pub(super) fn new(summary: &str, docs: Option<&str>) -> Self {
        let mut paragraphs = Self::default();
        // Items of a new spec have no summary yet.
        if !summary.is_empty() {
            paragraphs.paragraph(summary);
        }
        if let Some(docs) = docs {
            paragraphs.paragraph(docs);
        }
        paragraphs
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.0.push(text.into());
    }

    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = items.into_iter().map(|item| format!("- {item}")).collect();
        if !lines.is_empty() {
            self.paragraph(lines.join("\n"));
        }
    }

    /// Returns the paragraphs as one text.
    pub(super) fn into_text(self) -> String {
        self.0.join("\n\n")
    }

    pub(super) fn tokens(self) -> TokenStream {
        let lines = self.lines();
        quote!(#(#[doc = #lines])*)
    }

    pub(super) fn inner_tokens(self) -> TokenStream {
        let lines = self.lines();
        quote!(#(#![doc = #lines])*)
    }

    fn lines(self) -> Vec<String> {
        let indent = |line: &str| {
            if line.is_empty() { String::new() } else { format!(" {line}") }
        };
        self.into_text().lines().map(indent).collect()
    }
}

impl Context<'_> {
    /// Adds the vendor's prose about a subject, if the options have it.
    pub(super) fn add_prose(&self, docs: &mut Docs, subject: &str) {
        if let Some(text) = self.options.prose.get(subject) {
            docs.paragraph(format!("The vendor says:\n\n{text}"));
        }
    }
}

impl FileEmitter<'_> {
    /// Adds a definition for each link `[`Name`]` to a type that is not in scope under this name.
    pub(super) fn with_links(&self, mut docs: Docs) -> Docs {
        let targets = self.context.mentioned_types(&docs.0.join("\n"));
        let definitions: Vec<String> = targets
            .iter()
            .filter(|target| {
                target.name != target.rust_name || !self.scope.contains(target.rust_name)
            })
            .map(|target| {
                format!("[`{}`]: {}{}", target.name, self.scope.types_path, target.rust_name)
            })
            .collect();
        if !definitions.is_empty() {
            docs.paragraph(definitions.join("\n"));
        }
        docs
    }

    /// Emits the documentation of a field. `owner` is the wire name of the structure, or the type
    /// of the request or response. `sent` is whether callers send the owner.
    pub(super) fn member_docs(
        &self,
        owner: &str,
        member: &MemberModel<'_>,
        sent: bool,
    ) -> TokenStream {
        let spec = member.spec;
        let mut docs = Docs::new(&spec.summary, spec.docs.as_deref());
        self.context.add_prose(&mut docs, &format!("{owner}.{}", spec.name));
        let filters = self.context.filters.get(owner);
        if let Some(filters) = filters.filter(|filters| filters.spec.parameter == spec.name) {
            docs.paragraph(format!("[`{}`] has a constructor for each filter.", filters.rust_name));
        }
        if let Some(why) = &spec.not_enforced {
            docs.paragraph(why);
        }
        let mut facts = vec![format!("Wire name `{}`", spec.name)];
        facts.extend(presence(member, sent));
        facts.extend(limits(spec));
        if let Some(example) = &spec.example {
            let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            facts.push(format!("for example `{example}`"));
        }
        docs.paragraph(facts.join("; ") + ".");
        self.with_links(docs).tokens()
    }

    /// Returns the facts about an action, except the facts about its members.
    pub(super) fn action_docs(&self, action: &Action, filters: Option<&FiltersModel<'_>>) -> Docs {
        let mut docs = Docs::default();
        let mut facts = vec![format!("Action `{}`", action.name)];
        facts.push(if action.read_only { "read-only" } else { "mutating" }.to_owned());
        if let Some(rate) = action.requests_per_second {
            facts.push(format!("at most {rate} requests a second"));
        }
        if let [only] = action.sites[..] {
            facts.push(format!("on the {} site only", site(only)));
        }
        docs.paragraph(facts.join("; ") + ".");
        docs.list(action.constraints.iter().map(constraint));
        if let Some(filters) = filters {
            docs.paragraph(format!("Filters, constructed by [`{}`]:", filters.rust_name));
            docs.list(filters.constructors.iter().map(|(_, filter, values)| {
                let max_values = filter
                    .max_values
                    .or(filters.spec.max_values)
                    .map(|max_values| format!(" At most {}.", count(max_values, "value")))
                    .unwrap_or_default();
                let fuzzy = match filter.fuzzy {
                    Some(true) => " Can match fuzzily.",
                    Some(false) => " Matches whole values only.",
                    None => "",
                };
                let values =
                    values.as_ref().map(|v| format!(" Values: [`{v}`].")).unwrap_or_default();
                format!("`{}`: {}{values}{max_values}{fuzzy}", filter.name, filter.summary)
            }));
        }
        self.add_lifecycles(&mut docs, &action.name);
        let service = &self.context.model.spec.service;
        // Without any codes of actions, nobody has looked for them.
        if action.errors.is_empty() && !service.specific_errors.is_empty() {
            docs.paragraph(format!(
                "# Errors\n\nThe vendor lists no codes for this action; see [those that any action may return]({}error_codes).",
                self.scope.types_path
            ));
        }
        if !action.errors.is_empty() {
            docs.paragraph(format!(
                "# Errors\n\nCodes documented for this action, in addition to [those that any action may return]({}error_codes):",
                self.scope.types_path
            ));
            let errors = action.errors.iter().map(|error| {
                let service_entry = service.error(&error.code).filter(|_| !error.says_anything());
                service_entry.unwrap_or(error)
            });
            // A list can be long, so the codes that a caller can act on come first.
            let (actionable, others): (Vec<_>, Vec<_>) =
                errors.partition(|error| error.hint.is_some() || error.transient);
            docs.list(actionable.into_iter().chain(others).map(|error| {
                let transient = if error.transient { " Transient." } else { "" };
                let hint = error.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
                format!("`{}`: {}{transient}{hint}", error.code, error.summary)
            }));
        }
        let pages = [
            ("international", &action.documentation.international),
            ("China", &action.documentation.china),
        ];
        let mut links: Vec<String> = pages
            .iter()
            .filter_map(|(site, page)| page.as_ref().map(|page| format!("[{site} site]({page})")))
            .collect();
        if let Some(explorer) = &service.explorer {
            links.push(format!("[API explorer]({})", explorer.replace("{action}", &action.name)));
        }
        if !links.is_empty() {
            docs.paragraph(format!("The vendor's pages: {}.", links.join(", ")));
        }
        docs
    }
}

/// Returns whether a member is required or always returned, as facts.
fn presence(member: &MemberModel<'_>, sent: bool) -> Vec<String> {
    let spec = member.spec;
    if sent {
        let mut facts = vec![match (&spec.not_enforced, spec.required) {
            (Some(_), _) => "required, but the client does not check it".to_owned(),
            (None, true) => "required".to_owned(),
            (None, false) => "optional".to_owned(),
        }];
        if let Some(day) = &spec.announced_required {
            facts.push(format!("announced as required from {day}"));
        }
        return facts;
    }
    match member.shape {
        Shape::Plain => vec!["always returned".to_owned()],
        Shape::List if spec.always_returned => vec!["always returned".to_owned()],
        Shape::Optional if spec.always_returned => {
            vec!["the vendor says always returned; `None` if missing or null".to_owned()]
        }
        _ => vec!["may be missing".to_owned()],
    }
}

/// Returns the default, the limits and the values of a member, as facts.
fn limits(spec: &Member) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(default) = &spec.default {
        facts.push(format!(
            "default `{}`",
            default.as_str().map_or_else(|| default.to_string(), str::to_owned)
        ));
    }
    if let Some(minimum) = spec.minimum {
        facts.push(format!("minimum {minimum}"));
    }
    if let Some(maximum) = spec.maximum {
        facts.push(format!("maximum {maximum}"));
    }
    if let Some(unset) = &spec.unset {
        facts.push(format!("or `{unset}` for a setting that is off"));
    }
    if spec.identifier {
        let each = if spec.wire_type.starts_with('[') { "each " } else { "" };
        facts.push(format!("{each}not empty, and without white space at its ends"));
    }
    if let Some(items) = spec.min_items {
        facts.push(format!("at least {}", count(items, "item")));
    }
    if let Some(items) = spec.max_items {
        facts.push(format!("at most {}", count(items, "item")));
    }
    if let Some(length) = spec.max_length {
        facts.push(format!("at most {}", count(length, "character")));
    }
    if let Some(values) = &spec.values {
        facts.push(format!("values [`{values}`]"));
    }
    if spec.sensitive {
        facts.push("a secret, which Debug does not show".to_owned());
    }
    facts
}

fn count(number: u32, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn constraint(constraint: &Constraint) -> String {
    match constraint {
        Constraint::AnyOf(groups) => {
            let part = |part: &String| match part.split_once(':') {
                Some((_, filter)) => format!("a filter `{filter}`"),
                None => format!("`{part}`"),
            };
            let group =
                |group: &Vec<String>| group.iter().map(part).collect::<Vec<_>>().join(" and ");
            format!("Give {}.", groups.iter().map(group).collect::<Vec<_>>().join(", or "))
        }
        Constraint::Interval(interval) => {
            let limit = interval.longest_seconds.map(|seconds| match seconds {
                s if s % 86_400 == 0 => format!(", at most {} after it", count(s / 86_400, "day")),
                s if s % 3_600 == 0 => format!(", at most {} after it", count(s / 3_600, "hour")),
                s => format!(", at most {} after it", count(s, "second")),
            });
            format!(
                "`{}` is not before `{}`{}.",
                interval.end,
                interval.start,
                limit.unwrap_or_default()
            )
        }
    }
}

fn site(site: Site) -> &'static str {
    match site {
        Site::International => "international",
        Site::China => "China",
    }
}
