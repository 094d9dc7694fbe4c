//! Checks of resources: everything that one names exists and fits, and every mutating action is in a
//! resource or is listed as not modelled.

mod coverage;
mod item;
mod parameters;
mod step;
mod view;
mod waiter;

use super::Checker;
use crate::model::{Member, Resource, Step};
use crate::problem::Place;

/// One resource with what its checks need.
#[derive(Clone, Copy)]
struct Context<'a> {
    resource: &'a Resource,
    /// The members of an item.
    item: &'a [Member],
}

impl Checker<'_> {
    pub(super) fn check_resources(&mut self) {
        let spec = self.spec;
        for (file, resource) in &spec.resources {
            self.check_resource(file, resource);
        }
        self.check_coverage();
    }

    fn check_resource(&mut self, file: &str, resource: &Resource) {
        let place = Place::for_file(&format!("resources/{file}.json"));
        self.named_after_file(&place, file, &resource.name);
        self.not_empty(&place.at("summary"), &resource.summary);
        let item = self.spec.item_members(resource);
        let context = Context { resource, item: &item };
        // What follows would be wrong of an item that is not known.
        if !self.check_parent(&place, resource)
            || !self.check_structure_of(&place, resource)
            || !self.check_identifiers(&place, context)
        {
            return;
        }
        self.check_item(&place, context);
        for step in resource.steps() {
            let place = place.at(step.role).at(step.index);
            self.check_action_of(&place, context, &step);
        }
        for (name, waiter) in &resource.waiters {
            self.check_waiter(&place.at("waiters").at(name), context, name, waiter);
        }
    }

    /// Checks that the parent exists and belongs to something else. Returns false if it does not.
    fn check_parent(&mut self, place: &Place, resource: &Resource) -> bool {
        let Some(name) = &resource.parent else { return true };
        let resources = &self.spec.resources;
        let Some(parent) = resources.get(name) else {
            if !self.unreadable.contains(name) {
                self.report(
                    &place.at("parent"),
                    format!("there is no resource {name:?}"),
                    format!("add resources/{name}.json or name another"),
                );
            }
            return false;
        };
        let mut ancestor = Some(parent);
        for _ in 0..resources.len() {
            if ancestor.is_some_and(|ancestor| ancestor.name == resource.name) {
                let message = format!("{name} leads back to {}", resource.name);
                self.report(&place.at("parent"), message, "name what the items belong to");
                return false;
            }
            let next = ancestor.and_then(|ancestor| ancestor.parent.as_ref());
            ancestor = next.and_then(|name| resources.get(name));
        }
        if !resource.identifiers.starts_with(&parent.identifiers) {
            self.report(
                &place.at("identifiers"),
                format!("does not begin with {}", parent.identifiers.join(", ")),
                format!("put the identifiers of {name} first"),
            );
            return false;
        }
        true
    }

    /// Checks that there are identifiers, and that the item has its own. Returns false otherwise.
    fn check_identifiers(&mut self, place: &Place, context: Context<'_>) -> bool {
        let place = place.at("identifiers");
        let identifiers = &context.resource.identifiers;
        if identifiers.is_empty() {
            let hint = "name the members that tell an item from all others";
            self.report(&place, "is empty", hint);
            return false;
        }
        let mut all = true;
        for (index, name) in identifiers.iter().enumerate() {
            all &= self.check_member(&place.at(index), context, name).is_some();
        }
        all
    }

    /// Checks that the action of a step exists and changes something if the step does, and then the
    /// step itself.
    fn check_action_of(&mut self, place: &Place, context: Context<'_>, step: &Step<'_>) {
        let Some(action) = self.spec.actions.get(step.action) else {
            if !self.unreadable.iter().any(|name| name == step.action) {
                self.report(
                    &place.at("action"),
                    format!("there is no action {:?}", step.action),
                    format!("add actions/{}.json or name another", step.action),
                );
            }
            return;
        };
        if action.read_only != step.role.is_read_only() {
            let is = if action.read_only { "is read-only" } else { "is mutating" };
            self.report(
                &place.at("action"),
                format!("{} {is}", action.name),
                format!("name another, or correct `read_only` in actions/{}.json", action.name),
            );
        }
        self.check_when(place, action, step.when);
        self.check_bindings(place, context, action, step);
        self.check_step(place, context, action, step);
        self.check_view(place, context, action, step);
    }
}
