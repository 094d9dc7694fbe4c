//! Waits for a state: which values of it end a wait, and which action is polled until one comes. The
//! client has a method for each. What a wait shares with the states and steps of its resource is taken
//! from there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Resource, Role, Set, Step};
use crate::model::{Action, Member, Spec};
use crate::wire_type::WireType;

/// A wait for a state of an item. It ends badly with the `failed` values of the state; any other value
/// that does not end it well is not the end. Its usual time is that of the steps that lead to the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Waiter {
    /// Path of the member with the state. Every value of a path through a list counts.
    pub member: String,
    /// Values that end the wait well.
    pub succeeds: Vec<String>,
    /// The first of the identifiers, to wait for all items that share them; if absent, the wait is for
    /// the one item that all identifiers tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
}

/// How a wait sees the items: the read-only action that it calls again and again.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Poll<'a> {
    /// The action.
    pub action: &'a Action,
    /// Path in the response to the items; empty if the response is the item.
    pub items: &'a str,
    /// Structure of an item; `None` if the response is the item.
    pub structure: Option<&'a str>,
    /// What selects the items: the identifiers, then what else the action needs to be told.
    pub arguments: Vec<Argument<'a>>,
}

/// A value that selects the items of a wait.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Argument<'a> {
    /// The member of the item that has the value.
    pub member: &'a str,
    /// The parameter of the request that carries it.
    pub parameter: Option<String>,
    /// The filter of the request that carries it, if no parameter does.
    pub filter: Option<&'a str>,
}

impl Argument<'_> {
    /// Returns whether items must be compared with the value, since no parameter selects by it. A filter
    /// does not make this needless: it may match more than the whole value.
    #[must_use]
    pub fn is_compared(&self) -> bool {
        self.parameter.is_none()
    }
}

impl Resource {
    /// Returns the identifiers that select the items of a wait.
    #[must_use]
    pub fn identifiers_of<'a>(&'a self, waiter: &'a Waiter) -> &'a [String] {
        if waiter.identifiers.is_empty() { &self.identifiers } else { &waiter.identifiers }
    }

    /// Returns the values that end a wait badly.
    #[must_use]
    pub fn failures_of(&self, waiter: &Waiter) -> Vec<&str> {
        let failed = self.states.get(&waiter.member).map(|states| &states.failed);
        let failed = failed.into_iter().flatten().map(String::as_str);
        failed.filter(|value| !waiter.succeeds.iter().any(|good| good == value)).collect()
    }
}

impl Spec {
    /// Returns the steps that lead to what a wait is for, each with what it sets.
    #[must_use]
    pub fn starts_of<'a>(
        &self,
        resource: &'a Resource,
        waiter: &Waiter,
    ) -> Vec<(Step<'a>, &'a Set)> {
        let steps = resource.steps().into_iter();
        let sets = steps.flat_map(|step| step.sets.iter().map(move |set| (step, set)));
        sets.filter(|(step, set)| {
            set.member == waiter.member
                && self.values_of(step.action, set).iter().any(|v| waiter.succeeds.contains(v))
        })
        .collect()
    }

    /// Returns the values that a step can set, as far as they are known.
    fn values_of(&self, action: &str, set: &Set) -> Vec<String> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let Some(from) = &set.from else { return set.value.iter().filter_map(text).collect() };
        if !set.values.is_empty() {
            return set.values.values().filter_map(text).collect();
        }
        let action = self.actions.get(action);
        let parameter = action.and_then(|action| self.find(&action.parameters, from));
        let values = parameter.and_then(|found| found.member.values.as_ref());
        let values = values.and_then(|name| self.values.get(name)).map(|set| &set.values);
        values.into_iter().flatten().map(|value| value.value.clone()).collect()
    }

    /// Returns the seconds within which a wait usually ends: the most that a step documents.
    #[must_use]
    pub fn usual_seconds(&self, resource: &Resource, waiter: &Waiter) -> Option<u32> {
        self.starts_of(resource, waiter).iter().filter_map(|(_, set)| set.usual_seconds).max()
    }

    /// Returns how a wait sees the items; `None` if no action shows them by the identifiers. A read is
    /// preferred to a list, and an action that needs nothing but the identifiers to any other.
    #[must_use]
    pub fn poll<'a>(&'a self, resource: &'a Resource, waiter: &'a Waiter) -> Option<Poll<'a>> {
        let mut steps = resource.steps();
        steps.retain(|step| {
            let is_view =
                step.role == Role::List || step.role == Role::Read && waiter.identifiers.is_empty();
            is_view && step.when.is_empty()
        });
        steps.sort_by_key(|step| step.role != Role::Read);
        let polls = steps.iter().filter_map(|step| self.poll_by(resource, waiter, step));
        polls.min_by_key(|poll| poll.arguments.len())
    }

    fn poll_by<'a>(
        &'a self,
        resource: &'a Resource,
        waiter: &'a Waiter,
        step: &Step<'a>,
    ) -> Option<Poll<'a>> {
        let action =
            self.actions.get(step.action).filter(|a| !a.deprecated && a.withdrawn.is_none())?;
        let arguments = self.arguments(resource, waiter, step, action);
        let paging = action.paging.as_ref();
        let counts = paging.map(|paging| [Some(&paging.limit), paging.offset.as_ref()]);
        let is_given = |parameter: &Member| {
            counts.iter().flatten().any(|name| *name == Some(&parameter.name))
                || arguments.iter().any(|a| a.parameter.as_ref() == Some(&parameter.name))
        };
        let is_callable = action.parameters.iter().all(|p| !p.required || is_given(p));
        let is_read = step.role == Role::Read;
        if !is_callable || (is_read && arguments.iter().any(Argument::is_compared)) {
            return None;
        }
        let items = match step.role {
            Role::Read => resource.read[step.index].item.as_deref().unwrap_or_default(),
            _ => {
                let items = resource.list[step.index].items.as_deref();
                items.or(paging.map(|paging| paging.items.as_str()))?
            }
        };
        let structure = if items.is_empty() { None } else { Some(self.shown(action, items)?) };
        Some(Poll { action, items, structure, arguments })
    }

    /// Returns the structure that a path in a response leads to.
    fn shown<'a>(&'a self, action: &'a Action, path: &str) -> Option<&'a str> {
        let found = self.find(&action.response, path)?;
        let WireType::Structure(name) =
            found.member.wire_type.parse::<WireType>().ok()?.item().clone()
        else {
            return None;
        };
        self.structures.get(&name).map(|structure| structure.name.as_str())
    }

    fn arguments<'a>(
        &'a self,
        resource: &'a Resource,
        waiter: &'a Waiter,
        step: &Step<'a>,
        action: &'a Action,
    ) -> Vec<Argument<'a>> {
        let bindings = self.bindings(resource, step);
        let filters = self.filters_by_member(resource, step, action);
        let identifiers = resource.identifiers_of(waiter).iter().map(|member| {
            let binding = bindings.iter().find(|binding| binding.member == *member);
            // The name is enough, also where the item does not have the member.
            let same = action.parameters.iter().find(|parameter| parameter.name == *member);
            let parameter = binding.map(|b| &b.parameter).or(same.map(|p| &p.name)).cloned();
            let filter = filters.get(member.as_str()).copied().filter(|_| parameter.is_none());
            Argument { member, parameter, filter }
        });
        let identifiers: Vec<Argument<'_>> = identifiers.collect();
        let others = step.parameters.iter().filter(|(_, member)| {
            !identifiers.iter().any(|identifier| identifier.member == member.as_str())
        });
        let others = others.map(|(parameter, member)| {
            let parameter = Some(parameter.clone());
            Argument { member, parameter, filter: None }
        });
        identifiers.iter().cloned().chain(others).collect()
    }

    /// Returns the filters of a list by the members that they select by. In a nested list, those of the
    /// outer items count too.
    fn filters_by_member<'a>(
        &'a self,
        resource: &'a Resource,
        step: &Step<'_>,
        action: &'a Action,
    ) -> BTreeMap<&'a str, &'a str> {
        let parent = resource.parent.as_ref().and_then(|name| self.resources.get(name));
        let lists = parent.into_iter().flat_map(|parent| &parent.list);
        let lists = lists.filter(|list| list.action == action.name);
        let own = resource.list.get(step.index).filter(|_| step.role == Role::List);
        let filters = lists.chain(own).flat_map(|list| &list.filters);
        filters.map(|(filter, member)| (member.as_str(), filter.as_str())).collect()
    }
}
