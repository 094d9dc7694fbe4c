//! Checks strings of a request against the sets of known values in the spec.

use serde_json::{Map, Value};
use teo_specs::{Action, Spec, Values};

use super::scalars;
use crate::api_error::ApiError;

/// Refuses a body with a string that is not in the set of known values of its member.
pub(crate) fn check(
    spec: &Spec,
    action: &Action,
    body: &Map<String, Value>,
) -> Result<(), ApiError> {
    scalars::for_each(spec, &action.name, &action.parameters, body, &mut |scalar| {
        let known = scalar.member.values.as_ref().and_then(|name| spec.values.get(name));
        match (known, scalar.value.as_str()) {
            (Some(known), Some(text)) if !is_known(known, text, &scalar.spec_path) => {
                Err(ApiError::new(
                    "InvalidParameterValue",
                    format!("`{}` cannot be `{text}`", scalar.path),
                ))
            }
            _ => Ok(()),
        }
    })
}

/// Returns true if the set has the value for the member or filter at this path of the spec.
pub(crate) fn is_known(values: &Values, text: &str, spec_path: &str) -> bool {
    values.values.iter().any(|known| {
        known.value == text
            && (known.occurs.is_empty() || known.occurs.iter().any(|occurs| occurs == spec_path))
    })
}
