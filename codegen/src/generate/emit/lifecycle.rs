//! Emits the section of a request's page that links the other actions of the same lifecycles: what
//! creates, lists, changes and deletes the items that the action is about.

use serde_json::Value;

use super::context::FileEmitter;
use super::docs::Docs;
use crate::model::{Effect, Lifecycle, StageAction};

impl FileEmitter<'_> {
    /// Adds the lifecycles that the action shares with others, one in each line.
    pub(super) fn add_lifecycles(&self, docs: &mut Docs, action: &str) {
        let lifecycles = self.context.model.lifecycles_of(action);
        if !lifecycles.is_empty() {
            docs.paragraph("# Lifecycle");
            docs.list(lifecycles.into_iter().map(|lifecycle| self.lifecycle(lifecycle, action)));
        }
    }

    /// Returns the line of a lifecycle on the page of an action.
    fn lifecycle(&self, lifecycle: &Lifecycle<'_>, page: &str) -> String {
        let stages = lifecycle.stages.iter();
        let stages = stages.map(|(effect, actions)| self.stage(*effect, actions, page));
        let stages = stages.collect::<Vec<_>>().join("; ");
        let mut text = format!("{} {}.", lifecycle.resource.summary, capitalized(&stages));
        let parent = lifecycle.resource.parent.as_deref();
        if let Some(parent) = parent.and_then(|name| self.context.model.lifecycle(name))
            && let Some((effect, actions)) = parent.view()
        {
            let view = self.stage(effect, actions, page);
            text.push_str(&format!(" Parent: `{}`, {view}.", parent.resource.name));
        }
        text
    }

    fn stage(&self, effect: Effect, actions: &[StageAction<'_>], page: &str) -> String {
        let verb = match effect {
            Effect::Create => "created",
            Effect::CreateOrReplace => "created or replaced",
            Effect::List => "listed",
            Effect::Read => "read",
            Effect::Change => "changed",
            Effect::Switch => "switched to another state",
            Effect::Order => "put in order",
            Effect::Delete => "deleted",
        };
        let actions = actions.iter().map(|action| self.stage_action(action, page));
        format!("{verb} by {}", any_of(&actions.collect::<Vec<_>>()))
    }

    fn stage_action(&self, action: &StageAction<'_>, page: &str) -> String {
        let mut text = match action.name {
            name if name == page => "this action".to_owned(),
            name => self.request_link(name),
        };
        for (parameter, values) in &action.verbs {
            let values = values.iter().map(|value| match value {
                Value::String(text) => format!("`{text}`"),
                other => format!("`{other}`"),
            });
            let values: Vec<String> = values.collect();
            text.push_str(&format!(" (`{parameter}`: {})", any_of(&values)));
        }
        text
    }

    /// Returns a link to the page of an action, by the action's name unless that is the name of a type
    /// too.
    fn request_link(&self, name: &str) -> String {
        let mention = format!("[`{name}`]");
        let action = self.context.model.actions.iter().find(|action| action.spec.name == name);
        let Some(request) = action.map(|action| &action.request.rust_name) else { return mention };
        match self.context.mentioned_types(&mention)[..] {
            [target] if target.rust_name == request => mention,
            _ => format!("[`{request}`]({}{request})", self.scope.types_path),
        }
    }
}

fn any_of(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(chars).collect()
}

#[cfg(test)]
mod tests;
