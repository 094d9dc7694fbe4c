//! Executes actions by the resources of the spec: an action creates, lists, reads, changes or deletes
//! the items that they describe. Nothing here knows any one resource.

mod create;
mod delete;
mod list;
mod missing;
mod planned_step;
mod read;
mod requirement;
mod rows;
mod shape;
mod states;
mod taken;
mod update;

use serde_json::{Map, Value};
use teo_specs::{Action, Role};

use self::planned_step::PlannedStep;
use super::{ActionContext, ActionResult};
use crate::api_error::ApiError;
use crate::parameters::Parameters;

impl ActionContext<'_> {
    /// Executes all steps of an action, or none if one of them is refused. Returns `None` if the
    /// action is in no resource, or if it asks an open account for what nobody created.
    pub(super) fn execute_steps(
        &mut self,
        action: &Action,
        parameters: &Parameters,
    ) -> Option<ActionResult> {
        let steps = PlannedStep::of_action(self.synthesis.spec, action);
        let request = parameters.object();
        let steps: Vec<_> = steps.into_iter().filter(|step| step.is_asked_for(request)).collect();
        if steps.is_empty() {
            return None;
        }
        if action.read_only {
            let is_unknown =
                self.resources.is_open && !steps.iter().any(|step| self.knows(step, request));
            return (!is_unknown).then(|| self.show(action, &steps, parameters));
        }
        self.resources.items.begin();
        let result = self.change(action, &steps, request);
        if result.is_err() {
            self.resources.items.take_back();
        }
        Some(result)
    }

    fn show(
        &self,
        action: &Action,
        steps: &[PlannedStep<'_>],
        parameters: &Parameters,
    ) -> ActionResult {
        let mut response = Map::new();
        for step in steps {
            match step.role() {
                Role::Read => self.read_item(action, step, parameters.object(), &mut response)?,
                _ => self.list_items(action, step, parameters, &mut response)?,
            }
        }
        self.shape_response(action, &mut response);
        Ok(response)
    }

    fn change(
        &mut self,
        action: &Action,
        steps: &[PlannedStep<'_>],
        request: &Map<String, Value>,
    ) -> ActionResult {
        let mut response = self.response_to_change(action, request)?;
        let mut returned = Map::new();
        for step in steps {
            let returned = &mut returned;
            match step.role() {
                Role::Create => self.create_items(action, step, request, &response, returned)?,
                Role::Update => self.update_items(action, step, request, &response, returned)?,
                Role::Switch => self.switch_items(action, step, request)?,
                Role::Order => self.order_items(action, step, request)?,
                Role::Add | Role::Remove => self.change_lists(action, step, request)?,
                Role::Delete => self.delete_items(action, step, request)?,
                _ => {}
            }
        }
        response.extend(returned);
        Ok(response)
    }

    /// Makes up the response to a change. It is the same for all seeds, since the account keeps parts
    /// of it.
    fn response_to_change(
        &mut self,
        action: &Action,
        request: &Map<String, Value>,
    ) -> Result<Map<String, Value>, ApiError> {
        let call = self.count_call(action);
        let synthesis = crate::synthesis::Synthesis { seed: 0, ..self.synthesis };
        synthesis.response(action, request, call)
    }
}

#[cfg(test)]
mod tests;
