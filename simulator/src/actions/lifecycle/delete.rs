//! Deletes items, with all that belongs to them. An item must be in a state in which it can be deleted.

use std::collections::HashSet;

use serde_json::{Map, Value};
use teo_specs::{Action, Requirement};

use super::planned_step::PlannedStep;
use super::states::Change;
use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::state::items::Identifiers;
use crate::state::member_path;

impl ActionContext<'_> {
    pub(super) fn delete_items(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        request: &Map<String, Value>,
    ) -> Result<(), ApiError> {
        let resource = step.resource;
        let Some(delete) = resource.delete.get(step.step.index) else { return Ok(()) };
        if delete.all {
            let shared = step.shared_identifiers(request);
            self.check_parent(action, resource, &shared)?;
            self.resources.items.remove(&self.synthesis.spec.resources, &resource.name, &shared);
            return Ok(());
        }
        let mut deleted = HashSet::new();
        for row in step.rows(request) {
            let Some(identifiers) = step.identifiers(&row) else { continue };
            // A request that repeats an item deletes it once.
            if !deleted.insert(identifiers.clone()) {
                continue;
            }
            self.check_exists(action, resource, &identifiers)?;
            for requirement in &delete.requires {
                self.check_state(step, requirement, &identifiers)?;
            }
            if delete.sets.is_empty() {
                let resources = &self.synthesis.spec.resources;
                self.resources.items.remove(resources, &resource.name, &identifiers);
                continue;
            }
            let mut items = std::mem::take(&mut self.resources.items);
            items.change(&resource.name, &identifiers, |item| {
                self.apply_sets(item, resource, &delete.sets, &row, Change::Switch);
                self.touch(item, resource, Change::Switch);
            });
            self.resources.items = items;
        }
        Ok(())
    }

    fn check_state(
        &self,
        step: &PlannedStep<'_>,
        requirement: &Requirement,
        identifiers: &Identifiers,
    ) -> Result<(), ApiError> {
        let name = &step.resource.name;
        for item in self.resources.items.find(name, identifiers) {
            let members = self.shown(step.resource, item);
            let states = member_path::values(&members, &requirement.member);
            let is_allowed = |state: &&Value| {
                state.as_str().is_some_and(|text| requirement.values.iter().any(|v| v == text))
            };
            if let Some(state) = states.into_iter().find(|state| !is_allowed(state)) {
                let code = requirement.error.as_deref().unwrap_or("OperationDenied").to_owned();
                let member = &requirement.member;
                let allowed = requirement.values.join(" or ");
                let message = format!("the {member} of the {name} is {state}, not {allowed}");
                return Err(ApiError::new(code, message));
            }
        }
        Ok(())
    }
}
