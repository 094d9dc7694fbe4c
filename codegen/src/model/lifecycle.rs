//! Resolves the lifecycles of resources for the documentation: which actions create, list, change and
//! delete an item. Steps that mean the same to a reader, such as an update and the addition of an
//! element, are one stage. Actions that the spec does not have are left out.

use std::collections::BTreeMap;

use serde_json::Value;
use teo_specs::{Resource, Role, Spec, Step};

use super::types::Model;

/// A page with more lifecycles than this is hard to read.
const MAX_OF_ONE_ACTION: usize = 5;

/// The lifecycle of one resource.
#[derive(Debug)]
pub(crate) struct Lifecycle<'a> {
    pub(crate) resource: &'a Resource,
    pub(crate) stages: BTreeMap<Effect, Vec<StageAction<'a>>>,
}

/// What a stage does to an item, in the order of the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    Create,
    CreateOrReplace,
    List,
    Read,
    Change,
    Switch,
    Order,
    Delete,
}

/// An action of a stage.
#[derive(Debug)]
pub(crate) struct StageAction<'a> {
    pub(crate) name: &'a str,
    /// Values by parameter. Without them a reader cannot know when the action has this effect, since
    /// it has others too.
    pub(crate) verbs: BTreeMap<&'a str, Vec<&'a Value>>,
}

impl Effect {
    fn new(resource: &Resource, step: &Step<'_>) -> Option<Self> {
        Some(match step.role {
            Role::Create => match resource.create.get(step.index)?.replaces {
                None => Self::Create,
                Some(_) => Self::CreateOrReplace,
            },
            Role::List => Self::List,
            Role::Read => Self::Read,
            Role::Update | Role::Add | Role::Remove => Self::Change,
            Role::Switch => Self::Switch,
            Role::Order => Self::Order,
            Role::Delete => Self::Delete,
            _ => return None,
        })
    }
}

/// A step with its resource and its effect.
struct Resolved<'a> {
    resource: &'a Resource,
    effect: Effect,
    step: Step<'a>,
}

/// Resolves the lifecycle of every resource.
pub(super) fn resolve_lifecycles(spec: &Spec) -> Vec<Lifecycle<'_>> {
    let steps = spec.resources.values().flat_map(|resource| {
        let steps = resource.steps().into_iter();
        let steps = steps.filter(|step| spec.actions.contains_key(step.action));
        steps.filter_map(move |step| {
            Some(Resolved { resource, effect: Effect::new(resource, &step)?, step })
        })
    });
    let steps: Vec<_> = steps.collect();
    let lifecycle = |resource| Lifecycle { resource, stages: resolve_stages(resource, &steps) };
    spec.resources.values().map(lifecycle).collect()
}

fn resolve_stages<'a>(
    resource: &Resource,
    steps: &[Resolved<'a>],
) -> BTreeMap<Effect, Vec<StageAction<'a>>> {
    let mut stages: BTreeMap<Effect, Vec<StageAction<'_>>> = BTreeMap::new();
    for Resolved { effect, step, .. } in steps.iter().filter(|s| s.resource.name == resource.name) {
        let actions = stages.entry(*effect).or_default();
        if !actions.iter().any(|action| action.name == step.action) {
            let verbs = resolve_verbs(resource, *effect, step.action, steps);
            actions.push(StageAction { name: step.action, verbs });
        }
    }
    stages
}

/// Returns the values of parameters that an action needs for this effect, and that its other effects
/// do not need.
fn resolve_verbs<'a>(
    resource: &Resource,
    effect: Effect,
    action: &str,
    steps: &[Resolved<'a>],
) -> BTreeMap<&'a str, Vec<&'a Value>> {
    let steps = steps.iter().filter(|resolved| resolved.step.action == action);
    let (these, others): (Vec<_>, Vec<_>) =
        steps.partition(|s| s.resource.name == resource.name && s.effect == effect);
    let mut verbs: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for (parameter, values) in these.iter().flat_map(|resolved| resolved.step.when) {
        let told = verbs.entry(parameter).or_default();
        let new = values.iter().filter(|value| !told.contains(value)).collect::<Vec<_>>();
        told.extend(new);
    }
    verbs.retain(|parameter, values| {
        let differs = |other: &&Resolved<'_>| {
            let others = other.step.when.get(*parameter);
            others.is_none_or(|others| others.iter().any(|value| !values.contains(&value)))
        };
        these.iter().all(|resolved| resolved.step.when.contains_key(*parameter))
            && others.iter().any(differs)
    });
    verbs
}

impl Lifecycle<'_> {
    /// Returns the stage that shows items of the resource: the list, or the read if there is none.
    pub(crate) fn view(&self) -> Option<(Effect, &[StageAction<'_>])> {
        let mut views = [Effect::List, Effect::Read].into_iter();
        views.find_map(|view| Some((view, self.stages.get(&view)?.as_slice())))
    }

    fn actions(&self) -> impl Iterator<Item = &str> {
        self.stages.values().flatten().map(|action| action.name)
    }
}

impl<'a> Model<'a> {
    /// Returns the lifecycle of a resource.
    pub(crate) fn lifecycle(&self, resource: &str) -> Option<&Lifecycle<'a>> {
        self.lifecycles.iter().find(|lifecycle| lifecycle.resource.name == resource)
    }

    /// Returns the lifecycles that an action shares with other actions. Parents come before what belongs
    /// to them.
    pub(crate) fn lifecycles_of(&self, action: &str) -> Vec<&Lifecycle<'a>> {
        let lifecycles = self.lifecycles.iter().filter(|lifecycle| {
            lifecycle.actions().any(|name| name == action)
                && lifecycle.actions().any(|name| name != action)
        });
        let mut lifecycles: Vec<_> = lifecycles.collect();
        lifecycles.sort_by_key(|lifecycle| lifecycle.resource.identifiers.len());
        lifecycles.truncate(MAX_OF_ONE_ACTION);
        lifecycles
    }
}

#[cfg(test)]
mod tests {
    use super::super::resolve;
    use super::*;

    #[test]
    fn an_action_of_many_resources_shows_the_outermost_ones() {
        let mut spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let record = spec.resources["DnsRecord"].clone();
        for name in ["A", "B", "C", "D", "E"] {
            let mut inner = record.clone();
            inner.name = name.to_owned();
            inner.identifiers.push("Name".to_owned());
            spec.resources.insert(name.to_owned(), inner);
        }
        let model = resolve(&spec).unwrap();
        let lifecycles = model.lifecycles_of("CreateDnsRecord");
        let names: Vec<_> = lifecycles.iter().map(|l| l.resource.name.as_str()).collect();
        assert_eq!(names, ["DnsRecord", "A", "B", "C", "D"]);
    }
}
