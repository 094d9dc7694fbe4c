//! Checks that every mutating action is in a resource, or is listed as not modelled with a reason, and
//! that no two steps do the same.
//!
//! An action without a summary is new: an import added it, and a person has not described it yet.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::check::Checker;
use crate::model::{Resource, Step};
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn check_coverage(&mut self) {
        let spec = self.spec;
        let all = spec.resources.values();
        let all: Vec<_> = all.flat_map(|r| r.steps().into_iter().map(move |s| (r, s))).collect();
        self.check_repetitions(&all);
        let mutating = all.iter().filter(|(_, step)| !step.role.is_read_only());
        let modelled: BTreeMap<&str, &Resource> =
            mutating.map(|(resource, step)| (step.action, *resource)).collect();
        self.check_not_modelled(&modelled);
        if spec.resources.is_empty() && spec.service.not_modelled.is_empty() {
            return;
        }
        for (name, action) in &spec.actions {
            let is_known = modelled.contains_key(name.as_str())
                || spec.service.not_modelled.contains_key(name);
            if !action.read_only && !action.summary.is_empty() && !is_known {
                self.report(
                    &Place::for_file(&format!("actions/{name}.json")),
                    "is mutating and in no resource",
                    "add it to a file in resources/, or to `not_modelled` in service.json with the reason",
                );
            }
        }
    }

    fn check_not_modelled(&mut self, modelled: &BTreeMap<&str, &Resource>) {
        let spec = self.spec;
        for (name, reason) in &spec.service.not_modelled {
            let place = Place::for_file("service.json").at("not_modelled").at(name);
            self.not_empty(&place, reason);
            match spec.actions.get(name) {
                None if self.unreadable.contains(name) => {}
                None => self.report(&place, format!("there is no action {name:?}"), "remove it"),
                Some(action) if action.read_only => {
                    self.report(&place, format!("{name} is read-only"), "remove it");
                }
                Some(_) => {}
            }
            if let Some(resource) = modelled.get(name.as_str()) {
                let message = format!("{name} is in resources/{}.json", resource.name);
                self.report(&place, message, "remove one of the two");
            }
        }
    }

    /// Reports every mutating step that can be the same call as an earlier one of its role.
    fn check_repetitions(&mut self, all: &[(&Resource, Step<'_>)]) {
        for (index, (resource, step)) in all.iter().enumerate() {
            let earlier = all[..index].iter().find(|(other, earlier)| {
                step.action == earlier.action
                    && step.role == earlier.role
                    && !step.role.is_read_only()
                    && can_both_be(step.when, earlier.when)
                    && self.mean_the_same((resource, step), (other, earlier))
            });
            if let Some((other, _)) = earlier {
                let place = Place::for_file(&format!("resources/{}.json", resource.name));
                self.report(
                    &place.at(step.role).at(step.index).at("action"),
                    format!("{} is {} of {} too", step.action, step.role, other.name),
                    "tell the two apart by `when`, or remove one",
                );
            }
        }
    }

    /// Returns whether two steps with the same action and role cannot stand side by side. They can in
    /// one resource if other parameters carry the identifiers, and in two if one belongs to the other
    /// or other identifiers tell their items apart.
    fn mean_the_same(&self, a: (&Resource, &Step<'_>), b: (&Resource, &Step<'_>)) -> bool {
        if a.0.name == b.0.name {
            return a.1.parameters == b.1.parameters;
        }
        a.0.identifiers == b.0.identifiers
            && !self.ancestors(a.0).contains(b.0.name.as_str())
            && !self.ancestors(b.0).contains(a.0.name.as_str())
    }

    fn ancestors<'a>(&'a self, resource: &'a Resource) -> BTreeSet<&'a str> {
        let mut ancestors = BTreeSet::new();
        let mut parent = resource.parent.as_deref();
        while let Some(name) = parent.filter(|name| ancestors.insert(*name)) {
            parent = self.spec.resources.get(name).and_then(|resource| resource.parent.as_deref());
        }
        ancestors
    }
}

/// Returns whether one request can have both combinations of values.
fn can_both_be(a: &BTreeMap<String, Vec<Value>>, b: &BTreeMap<String, Vec<Value>>) -> bool {
    a.iter().all(|(parameter, values)| {
        b.get(parameter).is_none_or(|others| values.iter().any(|value| others.contains(value)))
    })
}
