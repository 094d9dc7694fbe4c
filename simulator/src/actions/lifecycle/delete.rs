//! Deletes items, with all that belongs to them. An item must be in a state in which it can be deleted.

use std::collections::HashSet;

use serde_json::{Map, Value};
use teo_specs::Action;

use super::planned_step::PlannedStep;
use super::requirement;
use super::states::Change;
use crate::actions::ActionContext;
use crate::api_error::ApiError;

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
            for item in self.resources.items.find(&resource.name, &identifiers) {
                let members = self.shown(resource, item);
                let mut requirements = delete.requires.iter();
                requirements.try_for_each(|r| requirement::check(&resource.name, &members, r))?;
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
}
