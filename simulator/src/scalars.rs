//! Walks every scalar of a request's body, at any depth, together with the spec of its member. The
//! checks that a member's type alone does not make stand on it.

use serde_json::{Map, Value};
use teo_specs::{Member, Spec, WireType};

use crate::fault::Fault;

/// A value that is no list and no structure.
#[derive(Debug)]
pub(crate) struct Scalar<'a> {
    /// The value's own type, that of the item for a list.
    pub(crate) wire_type: &'a WireType,
    pub(crate) member: &'a Member,
    /// Where it stands in the spec: `Structure.Member` or `Action.Parameter`.
    pub(crate) place: String,
    /// Where it stands in the body: `Filters.0.Name`.
    pub(crate) path: &'a str,
    pub(crate) value: &'a Value,
}

/// Shows each scalar to `see` until it finds a fault. The body must fit the members.
pub(crate) fn each(
    spec: &Spec,
    owner: &str,
    members: &[Member],
    body: &Map<String, Value>,
    see: &mut dyn FnMut(&Scalar<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    Walk { spec, see }.structure(owner, members, body, "")
}

struct Walk<'a> {
    spec: &'a Spec,
    see: &'a mut dyn FnMut(&Scalar<'_>) -> Result<(), Fault>,
}

impl Walk<'_> {
    fn structure(
        &mut self,
        owner: &str,
        members: &[Member],
        object: &Map<String, Value>,
        path: &str,
    ) -> Result<(), Fault> {
        for member in members {
            if let Some(value) = object.get(&member.name)
                && !value.is_null()
                && let Ok(wire_type) = member.wire_type.parse()
            {
                self.value(owner, member, &wire_type, value, &below(path, &member.name))?;
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        owner: &str,
        member: &Member,
        wire_type: &WireType,
        value: &Value,
        path: &str,
    ) -> Result<(), Fault> {
        match (wire_type, value) {
            (WireType::List(item), Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.value(owner, member, item, value, &below(path, &index.to_string()))?;
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
            _ => (self.see)(&Scalar {
                wire_type,
                member,
                place: format!("{owner}.{}", member.name),
                path,
                value,
            }),
        }
    }
}

fn below(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_are_seen_at_any_depth_with_both_their_places() {
        let spec = crate::stage::spec();
        let action = &spec.actions["DescribePrefetchTasks"];
        let body = json!({
            "Limit": 2,
            "Filters": [{"Name": "job-id", "Values": ["a", "b"]}],
        });
        let mut seen = Vec::new();
        let body = body.as_object().unwrap();
        each(spec, &action.name, &action.parameters, body, &mut |scalar| {
            seen.push((scalar.place.clone(), scalar.path.to_owned()));
            Ok(())
        })
        .unwrap();
        let expected = [
            ("DescribePrefetchTasks.Limit", "Limit"),
            ("AdvancedFilter.Name", "Filters.0.Name"),
            ("AdvancedFilter.Values", "Filters.0.Values.0"),
            ("AdvancedFilter.Values", "Filters.0.Values.1"),
        ];
        let expected = expected.map(|(place, path)| (place.to_owned(), path.to_owned()));
        assert_eq!(seen, expected);
    }
}
