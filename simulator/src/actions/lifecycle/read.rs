//! Reads one item into a response.

use serde_json::{Map, Value};
use teo_specs::Action;

use super::missing::not_found;
use super::planned_step::PlannedStep;
use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::state::items::Identifiers;
use crate::state::member_path;

impl ActionContext<'_> {
    pub(super) fn read_item(
        &self,
        action: &Action,
        step: &PlannedStep<'_>,
        request: &Map<String, Value>,
        response: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        let Some(read) = step.resource.read.get(step.step.index) else { return Ok(()) };
        let identifiers = step.shared_identifiers(request);
        self.check_exists(action, step.resource, &identifiers)?;
        let members = self.item_at_now(step, &identifiers);
        if members.is_empty() && !step.resource.own_identifiers(self.synthesis.spec).is_empty() {
            return Err(not_found(action, step.resource, &identifiers));
        }
        match &read.item {
            None => response.extend(members),
            Some(path) => {
                for name in &step.resource.unlisted {
                    response.extend(members.get(name).map(|value| (name.clone(), value.clone())));
                }
                member_path::put(response, path, Value::Object(members));
            }
        }
        Ok(())
    }

    /// Returns the first item with these identifiers as it is now, or no members if there is none.
    fn item_at_now(&self, step: &PlannedStep<'_>, identifiers: &Identifiers) -> Map<String, Value> {
        let mut found = self.resources.items.find(&step.resource.name, identifiers);
        found.next().map(|item| self.shown(step.resource, item).into_owned()).unwrap_or_default()
    }
}
