//! Checks of the parameters of a step: those that tell it from other steps, and those that carry
//! identifiers and members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Context;
use crate::check::Checker;
use crate::model::{Action, Found, Member, Role, Step, fits};
use crate::problem::Place;

impl<'s> Checker<'s> {
    pub(super) fn check_when(
        &mut self,
        place: &Place,
        action: &Action,
        when: &BTreeMap<String, Vec<Value>>,
    ) {
        for (path, values) in when {
            let place = place.at("when").at(path);
            let Some(found) = self.check_parameter(&place, action, path) else { continue };
            if values.is_empty() {
                self.report(&place, "is empty", "list the values, or remove it");
            }
            for (index, value) in values.iter().enumerate() {
                match (value, found.member.wire_type.trim_matches(['[', ']'])) {
                    (Value::String(value), "string") => {
                        self.check_value(&place.at(index), found.member, value);
                    }
                    (Value::Bool(_), "bool") => {}
                    (_, wire_type) => {
                        let message = format!("{value} is not a value of a {wire_type} to compare");
                        self.report(&place.at(index), message, "write a string or a bool");
                    }
                }
            }
        }
    }

    /// Checks that an action has the parameter, and returns it.
    pub(super) fn check_parameter<'a>(
        &mut self,
        place: &Place,
        action: &'a Action,
        path: &str,
    ) -> Option<Found<'a>>
    where
        's: 'a,
    {
        self.check_path(place, &action.parameters, "parameter", path)
    }

    /// Checks that the response of an action has the member, and returns it.
    pub(super) fn check_response<'a>(
        &mut self,
        place: &Place,
        action: &'a Action,
        path: &str,
    ) -> Option<Found<'a>>
    where
        's: 'a,
    {
        self.check_path(place, &action.response, "member of the response", path)
    }

    fn check_path<'a>(
        &mut self,
        place: &Place,
        members: &'a [Member],
        side: &str,
        path: &str,
    ) -> Option<Found<'a>>
    where
        's: 'a,
    {
        let spec = self.spec;
        let found = spec.find(members, path);
        if found.is_none() {
            let message = format!("there is no {side} {path:?}");
            self.report(place, message, "name one of the action's");
        }
        found
    }

    /// Checks the parameters that the file names, and that all identifiers are carried.
    pub(super) fn check_bindings(
        &mut self,
        place: &Place,
        context: Context<'_>,
        action: &Action,
        step: &Step<'_>,
    ) {
        for (path, name) in step.parameters {
            let place = place.at("parameters").at(path);
            let member = self.check_member(&place, context, name);
            let parameter = self.check_parameter(&place, action, path);
            let (Some(member), Some(mut parameter)) = (member, parameter) else { continue };
            // A list of items is one item at a time.
            if let Some(rest) = step.item.and_then(|item| path.strip_prefix(item)?.strip_prefix('.'))
                && let Some(item) = step.item.and_then(|i| self.spec.find(&action.parameters, i))
                && let Some(inner) = self.spec.members_of(item.member)
                && let Some(found) = self.spec.find(inner, rest)
            {
                parameter = found;
            }
            // An element is added to a list, and a member is selected by any of a list.
            let from_list = match step.role {
                Role::Add | Role::Remove => member.is_list,
                Role::List => true,
                _ => context.resource.identifiers.contains(name),
            };
            let is_one_of_list = step.role == Role::List && member.is_list;
            if !fits(parameter, member, from_list) && !is_one_of_list {
                let (sent, kept) = (&parameter.member.wire_type, &member.member.wire_type);
                let message = format!("{path} is {sent}, and {name} is {kept}");
                self.report(&place, message, "name another, or use `sets` to convert a value");
            }
        }
        self.check_identifiers_of(place, context, step);
    }

    /// Checks that a step knows its items: it carries every identifier, as far as its role needs it.
    fn check_identifiers_of(&mut self, place: &Place, context: Context<'_>, step: &Step<'_>) {
        if step.role == Role::List {
            return;
        }
        let resource = context.resource;
        let bindings = self.spec.bindings(resource, step);
        let own = resource.own_identifiers(self.spec);
        let deletes_all =
            step.role == Role::Delete && resource.delete.get(step.index).is_some_and(|d| d.all);
        for name in &resource.identifiers {
            let is_carried = bindings.iter().any(|binding| binding.member == *name)
                || step.returns.values().any(|member| member == name);
            let is_own = own.contains(name);
            let is_made = step.role == Role::Create
                && is_own
                && (self.also_creates_parent(context, step) || step.sets.iter().any(|set| set.member == *name));
            if !is_carried && !is_made && !(is_own && deletes_all) {
                self.report(
                    place,
                    format!("no parameter carries {name}"),
                    "name it in `parameters`, or in `returns` if the service makes it",
                );
            }
        }
    }

    /// Returns true if the action creates the parent with its items. It does not return their ids.
    fn also_creates_parent(&self, context: Context<'_>, step: &Step<'_>) -> bool {
        let parent = context.resource.parent.as_ref();
        let parent = parent.and_then(|name| self.spec.resources.get(name));
        parent.is_some_and(|parent| parent.create.iter().any(|c| c.action == step.action))
    }
}
