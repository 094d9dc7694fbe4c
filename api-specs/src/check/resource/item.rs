//! Checks of the item of a resource: its structure, unique members, times, states and error codes.

use serde_json::Value;

use super::Context;
use crate::check::Checker;
use crate::model::{Found, Member, Resource, States};
use crate::problem::Place;

impl<'s> Checker<'s> {
    pub(super) fn check_item(&mut self, place: &Place, context: Context<'_>) {
        let resource = context.resource;
        for (index, name) in resource.output_only.iter().enumerate() {
            self.check_member(&place.at("output_only").at(index), context, name);
        }
        for (key, name) in [("created", &resource.created), ("modified", &resource.modified)] {
            if let Some(name) = name {
                self.check_member(&place.at(key), context, name);
            }
        }
        for (index, unique) in resource.unique.iter().enumerate() {
            let place = place.at("unique").at(index);
            for (index, name) in unique.members.iter().enumerate() {
                self.check_member(&place.at("members").at(index), context, name);
            }
            if let Some(code) = &unique.error {
                self.check_code(&place.at("error"), resource, code);
            }
        }
        if let Some(code) = &resource.not_found {
            self.check_code(&place.at("not_found"), resource, code);
        }
        for (name, states) in &resource.states {
            self.check_states(&place.at("states").at(name), context, name, states);
        }
    }

    /// Checks that the structure of the item exists. Returns false if the item is not known.
    pub(super) fn check_structure_of(&mut self, place: &Place, resource: &Resource) -> bool {
        let Some(name) = &resource.structure else {
            if resource.read.is_empty() {
                self.report(
                    place,
                    "has neither `structure` nor `read`",
                    "name the structure of the item in its list",
                );
            }
            return !resource.read.is_empty();
        };
        let Some(structure) = self.spec.structures.get(name) else {
            if !self.unreadable.contains(name) {
                self.report(
                    &place.at("structure"),
                    format!("there is no structure {name:?}"),
                    format!("add structures/{name}.json or name another"),
                );
            }
            return false;
        };
        for (index, unlisted) in resource.unlisted.iter().enumerate() {
            if structure.members.iter().any(|member| member.name == *unlisted) {
                self.report(
                    &place.at("unlisted").at(index),
                    format!("{unlisted} is a member of {name}"),
                    "remove it",
                );
            }
        }
        true
    }

    fn check_states(&mut self, place: &Place, context: Context<'_>, name: &str, states: &States) {
        let Some(found) = self.check_member(place, context, name) else { return };
        let kinds = [("passing", &states.passing), ("failed", &states.failed)];
        for (key, values) in kinds {
            for (index, value) in values.iter().enumerate() {
                self.check_value(&place.at(key).at(index), found.member, value);
            }
        }
        if let Some(until) = &states.until_parent {
            let place = place.at("until_parent");
            let values: Vec<_> = until.values.iter().map(|value| Value::from(&**value)).collect();
            self.check_parent_state(&place, context, &until.member, &values);
            self.check_value(&place.at("value"), found.member, &until.value);
        }
        for (index, value) in states.failed.iter().enumerate() {
            if states.passing.contains(value) {
                self.report(
                    &place.at("failed").at(index),
                    format!("{value:?} is passing too"),
                    "keep one of the two",
                );
            }
        }
    }

    /// Checks that the parent has a member, and that it can have the values.
    pub(super) fn check_parent_state(
        &mut self,
        place: &Place,
        context: Context<'_>,
        member: &str,
        values: &[Value],
    ) {
        let spec = self.spec;
        let parent = context.resource.parent.as_ref().and_then(|name| spec.resources.get(name));
        let members = parent.map(|parent| spec.item_members(parent)).unwrap_or_default();
        match spec.find(&members, member) {
            Some(found) => self.check_values(&place.at("values"), found.member, values),
            None => self.report(
                &place.at("member"),
                format!("the parent has no member {member:?}"),
                "name a member of the structure of the parent",
            ),
        }
    }

    /// Checks that an item has the member, and returns it.
    pub(super) fn check_member<'a>(
        &mut self,
        place: &Place,
        context: Context<'a>,
        path: &str,
    ) -> Option<Found<'a>>
    where
        's: 'a,
    {
        let spec = self.spec;
        let found = spec.find(context.item, path);
        if found.is_none() {
            self.report(
                place,
                format!("the item has no member {path:?}"),
                "name a member of its structure, or add it to `unlisted`",
            );
        }
        found
    }

    /// Checks that a member can have each of these values.
    pub(super) fn check_values(&mut self, place: &Place, member: &Member, values: &[Value]) {
        for (index, value) in values.iter().enumerate() {
            if let Value::String(value) = value {
                self.check_value(&place.at(index), member, value);
            }
        }
    }

    /// Checks that a value is one of those that a member can have.
    pub(super) fn check_value(&mut self, place: &Place, member: &Member, value: &str) {
        let set = member.values.as_ref().and_then(|name| self.spec.values.get(name));
        if let Some(set) = set
            && set.others.is_none()
            && !set.values.iter().any(|known| known.value == value)
        {
            self.report(
                place,
                format!("{value:?} is none of the values {}", set.name),
                format!("correct it, or add it to values/{}.json", set.name),
            );
        }
    }

    /// Checks that the service documents an error code.
    pub(super) fn check_code(&mut self, place: &Place, resource: &Resource, code: &str) {
        let steps = resource.steps();
        let mut actions = steps.iter().filter_map(|step| self.spec.actions.get(step.action));
        let is_listed = actions.any(|action| action.errors.iter().any(|e| e.code == code));
        if !is_listed && self.spec.service.error(code).is_none() {
            self.report(
                place,
                format!("no action of the resource lists the code {code:?}"),
                "name a documented code, or remove the key",
            );
        }
    }
}
