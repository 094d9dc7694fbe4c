//! Walks every scalar of a request's body, at any depth, together with its member in the spec. The
//! checks of known values and of times use this walk, and may replace a value.

use serde_json::{Map, Value};
use teo_specs::{Member, Spec, WireType};

use crate::api_error::ApiError;

/// A value that is neither a list nor a structure.
#[derive(Debug)]
pub(crate) struct Scalar<'a> {
    /// The type of the value itself: for a list, the type of its items.
    pub(crate) wire_type: &'a WireType,
    pub(crate) member: &'a Member,
    /// The path of the member in the spec: `Structure.Member` or `Action.Parameter`.
    pub(crate) spec_path: String,
    /// The path of the value in the body: `Filters.0.Name`.
    pub(crate) path: &'a str,
    pub(crate) value: &'a mut Value,
}

/// Calls `visit` for each scalar until it returns an error. The body must fit the members.
pub(crate) fn for_each(
    spec: &Spec,
    owner: &str,
    members: &[Member],
    body: &mut Map<String, Value>,
    visit: &mut dyn FnMut(Scalar<'_>) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    Walk { spec, visit }.structure(owner, members, body, "")
}

struct Walk<'a> {
    spec: &'a Spec,
    visit: &'a mut dyn FnMut(Scalar<'_>) -> Result<(), ApiError>,
}

impl Walk<'_> {
    fn structure(
        &mut self,
        owner: &str,
        members: &[Member],
        object: &mut Map<String, Value>,
        path: &str,
    ) -> Result<(), ApiError> {
        for member in members {
            if let Some(value) = object.get_mut(&member.name)
                && !value.is_null()
                && let Ok(wire_type) = member.wire_type.parse()
            {
                self.value(owner, member, &wire_type, value, &child_path(path, &member.name))?;
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        owner: &str,
        member: &Member,
        wire_type: &WireType,
        value: &mut Value,
        path: &str,
    ) -> Result<(), ApiError> {
        match (wire_type, &mut *value) {
            (WireType::List(item), Value::Array(values)) => {
                for (index, value) in values.iter_mut().enumerate() {
                    self.value(owner, member, item, value, &child_path(path, &index.to_string()))?;
                }
                Ok(())
            }
            (WireType::Structure(name), Value::Object(object)) => {
                let spec = self.spec;
                match spec.structures.get(name) {
                    Some(structure) => self.structure(name, &structure.members, object, path),
                    None => Ok(()),
                }
            }
            _ => (self.visit)(Scalar {
                wire_type,
                member,
                spec_path: format!("{owner}.{}", member.name),
                path,
                value,
            }),
        }
    }
}

fn child_path(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_at_any_depth_are_visited_with_both_paths() {
        let spec = crate::test_spec::embedded();
        let action = &spec.actions["DescribePrefetchTasks"];
        let mut body = json!({
            "Limit": 2,
            "Filters": [{"Name": "job-id", "Values": ["a", "b"]}],
        });
        let mut visited = Vec::new();
        let body = body.as_object_mut().unwrap();
        for_each(spec, &action.name, &action.parameters, body, &mut |scalar| {
            visited.push((scalar.spec_path.clone(), scalar.path.to_owned()));
            Ok(())
        })
        .unwrap();
        let expected = [
            ("DescribePrefetchTasks.Limit", "Limit"),
            ("AdvancedFilter.Name", "Filters.0.Name"),
            ("AdvancedFilter.Values", "Filters.0.Values.0"),
            ("AdvancedFilter.Values", "Filters.0.Values.1"),
        ];
        let expected = expected.map(|(spec_path, path)| (spec_path.to_owned(), path.to_owned()));
        assert_eq!(visited, expected);
    }
}
