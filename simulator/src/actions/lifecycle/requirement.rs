//! Refuses a step for which an item, or the parent of a new one, is in another state than it must be in.

use serde_json::{Map, Value};
use teo_specs::Requirement;

use crate::api_error::ApiError;
use crate::state::member_path;

/// Refuses members in a state that the requirement does not have. An absent state is not refused.
pub(super) fn check(
    resource: &str,
    members: &Map<String, Value>,
    requirement: &Requirement,
) -> Result<(), ApiError> {
    let states = member_path::values(members, &requirement.member);
    let Some(state) = states.into_iter().find(|state| !requirement.values.contains(state)) else {
        return Ok(());
    };
    let allowed: Vec<_> = requirement.values.iter().map(Value::to_string).collect();
    let (member, allowed) = (&requirement.member, allowed.join(" or "));
    let code = requirement.error.as_deref().unwrap_or("OperationDenied").to_owned();
    Err(ApiError::new(code, format!("the {member} of the {resource} is {state}, not {allowed}")))
}
