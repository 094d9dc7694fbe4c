//! Sets the states and other members that a step gives to an item by itself, and shows them. A state that
//! takes a while takes as long as a task.

use std::borrow::Cow;

use serde_json::{Map, Value};
use teo_specs::{Resource, Set, UntilParent};

use super::rows::Row;
use crate::actions::ActionContext;
use crate::state::item::Item;
use crate::state::items::Identifiers;
use crate::state::member_path;
use crate::times::whole_seconds;

/// What a step does to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Create,
    /// It changes members, so that the service deploys the item again.
    Update,
    /// It leads to a state. An item that is in it, or on its way, stays as it is.
    Switch,
}

impl ActionContext<'_> {
    pub(super) fn apply_sets(
        &self,
        item: &mut Item,
        resource: &Resource,
        sets: &[Set],
        row: &Row,
        change: Change,
    ) {
        for set in sets {
            if let Some(value) = value_of(set, row, item) {
                self.apply_set(item, resource, set, &value, change);
            }
        }
    }

    fn apply_set(
        &self,
        item: &mut Item,
        resource: &Resource,
        set: &Set,
        value: &Value,
        change: Change,
    ) {
        let old = member_path::values(item.members(), &set.member);
        let is_same = !old.is_empty() && old.iter().all(|old| *old == value);
        if is_same && (change == Change::Switch || set.through.is_none()) {
            return;
        }
        let shown = match (&set.through, change) {
            (Some(through), _) => Some(Value::from(through.as_str())),
            // A state keeps its value until the change is over; any other member changes at once.
            (None, Change::Update | Change::Switch)
                if resource.states.contains_key(&set.member) =>
            {
                let shown = item.at(self.now);
                member_path::values(&shown, &set.member).first().map(|value| (*value).clone())
            }
            (None, _) => None,
        };
        let end = self.now.checked_add(self.task_duration);
        item.pass_to(&set.member, value, shown.map(|shown| (shown, end)));
    }

    /// Returns an item as it is now. A state that waits for the parent shows so.
    pub(in crate::actions) fn shown<'i>(
        &self,
        resource: &Resource,
        item: &'i Item,
    ) -> Cow<'i, Map<String, Value>> {
        let mut members = item.at(self.now);
        for (path, states) in &resource.states {
            if let Some(until) = &states.until_parent
                && self.waits_for_parent(resource, item, until)
            {
                let shown = Value::from(until.value.as_str());
                member_path::overwrite(members.to_mut(), path, &shown);
            }
        }
        members
    }

    fn waits_for_parent(&self, resource: &Resource, item: &Item, until: &UntilParent) -> bool {
        let Some(parent) = self.parent_of(resource, item.members()) else { return false };
        let states = member_path::values(&parent, &until.member);
        states.iter().any(|state| !until.values.iter().any(|value| *state == value))
    }

    /// Returns the parent of an item as it is now.
    pub(super) fn parent_of(
        &self,
        resource: &Resource,
        identifiers: &Map<String, Value>,
    ) -> Option<Cow<'_, Map<String, Value>>> {
        let parent = self.synthesis.spec.resources.get(resource.parent.as_ref()?)?;
        let names = parent.identifiers.iter();
        let identifiers: Option<Identifiers> =
            names.map(|name| Some((name.clone(), identifiers.get(name)?.clone()))).collect();
        let parent = self.resources.items.find(&parent.name, &identifiers?).next()?;
        Some(parent.at(self.now))
    }

    /// Sets the time of the last change, and for a new item the time at which it was created.
    pub(super) fn touch(&self, item: &mut Item, resource: &Resource, change: Change) {
        let time = Value::from(whole_seconds(self.now).to_string());
        if let Some(created) = resource.created.as_deref().filter(|_| change == Change::Create) {
            item.put(created, time.clone());
        }
        if let Some(modified) = &resource.modified {
            item.put(modified, time);
        }
    }
}

/// Returns the value that a step sets: its constant, its pattern, or that of a parameter.
fn value_of(set: &Set, row: &Row, item: &Item) -> Option<Value> {
    let Some(parameter) = &set.from else {
        return set.value.clone().or_else(|| item.fill_pattern(set));
    };
    let given = row.get(parameter)?;
    let text = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
    Some(set.values.get(&text).unwrap_or(given).clone())
}
