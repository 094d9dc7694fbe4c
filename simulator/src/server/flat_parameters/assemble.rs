//! Puts flattened parameters together again: paths become lists and structures, and each text becomes
//! a value of the type that its member has in the spec.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use teo_specs::{Member, Spec, WireType};

use crate::api_error::ApiError;

/// The maximum number of steps in a path. No parameter of the API needs half of it.
const MAX_STEPS: usize = 32;

type Branches = BTreeMap<String, Node>;

/// What stands at a path: a text, or the nodes below it.
enum Node {
    Text(String),
    Branches(Branches),
}

/// Makes an object with these members from texts by path.
pub(super) fn assemble<'a>(
    spec: &Spec,
    members: &[Member],
    texts: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Map<String, Value>, ApiError> {
    let mut root = Branches::new();
    for (path, text) in texts {
        insert(&mut root, path, text)?;
    }
    Ok(structure(spec, members, root))
}

fn insert(root: &mut Branches, path: &str, text: &str) -> Result<(), ApiError> {
    let refuse = |problem| Err(ApiError::new("InvalidParameter", format!("`{path}` {problem}")));
    let mut steps: Vec<_> = path.split('.').collect();
    let last = steps.pop().unwrap_or_default();
    if steps.len() >= MAX_STEPS {
        return refuse("has too many steps");
    }
    let mut branches = root;
    for step in steps {
        let node = branches.entry(step.to_owned());
        match node.or_insert_with(|| Node::Branches(Branches::new())) {
            Node::Branches(below) => branches = below,
            Node::Text(_) => return refuse("is inside of a parameter that has a value"),
        }
    }
    match branches.insert(last.to_owned(), Node::Text(text.to_owned())) {
        None => Ok(()),
        Some(_) => refuse("is given twice"),
    }
}

/// Makes an object. A branch that is no member stays as it is, so that the checks report it.
fn structure(spec: &Spec, members: &[Member], branches: Branches) -> Map<String, Value> {
    let typed = |(name, node): (String, Node)| {
        let member = members.iter().find(|member| member.name == name);
        let wire_type = member.and_then(|member| member.wire_type.parse().ok());
        let value = value(spec, wire_type.as_ref(), node);
        (name, value)
    };
    branches.into_iter().map(typed).collect()
}

fn value(spec: &Spec, wire_type: Option<&WireType>, node: Node) -> Value {
    match (node, wire_type) {
        (Node::Text(text), wire_type) => scalar(wire_type, text),
        (Node::Branches(branches), Some(WireType::List(item))) => list(spec, item, branches),
        (Node::Branches(branches), Some(WireType::Structure(name))) => {
            let members = spec.structures.get(name).map(|structure| structure.members.as_slice());
            Value::Object(structure(spec, members.unwrap_or_default(), branches))
        }
        (Node::Branches(branches), _) => Value::Object(structure(spec, &[], branches)),
    }
}

/// Makes a list in the order of the indexes, which may have gaps: SDKs leave out null items.
fn list(spec: &Spec, item: &WireType, branches: Branches) -> Value {
    if branches.keys().any(|key| key.parse::<u64>().is_err()) {
        return Value::Object(structure(spec, &[], branches));
    }
    let mut items: Vec<_> = branches.into_iter().collect();
    items.sort_by_key(|(index, _)| index.parse::<u64>().unwrap_or(u64::MAX));
    items.into_iter().map(|(_, node)| value(spec, Some(item), node)).collect()
}

/// Makes a scalar of this type, or leaves the text as it is if it does not fit.
fn scalar(wire_type: Option<&WireType>, text: String) -> Value {
    let typed = match wire_type {
        Some(WireType::Int64) => text.parse::<i64>().ok().map(Value::from),
        Some(WireType::Uint64) => text.parse::<u64>().ok().map(Value::from),
        Some(WireType::Float) => text.parse::<Number>().ok().map(Value::Number),
        // The official SDKs for Python and PHP write their languages' texts of a boolean.
        Some(WireType::Bool) => match text.as_str() {
            "true" | "True" | "1" => Some(Value::Bool(true)),
            "false" | "False" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    typed.unwrap_or(Value::String(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::example_request;
    use crate::parameters::Parameters;
    use crate::server::flat_parameters::FlatParameters;

    fn assemble_for(action: &str, query: &str) -> Result<Value, ApiError> {
        let spec = crate::test_spec::embedded();
        let flat = FlatParameters::parse(query.as_bytes());
        flat.assemble(spec, &spec.actions[action], &[]).map(Value::Object)
    }

    fn flatten(path: &str, value: &Value, texts: &mut Vec<(String, String)>) {
        let below = |step: &str| {
            if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
        };
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| flatten(&below(name), value, texts));
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    flatten(&below(&index.to_string()), item, texts);
                }
            }
            Value::String(text) => texts.push((path.to_owned(), text.clone())),
            other => texts.push((path.to_owned(), other.to_string())),
        }
    }

    /// Removes what has no flattened form: lists and structures without anything in them.
    fn without_empty(value: &mut Value) -> bool {
        match value {
            Value::Object(members) => {
                members.retain(|_, value| without_empty(value));
                !members.is_empty()
            }
            Value::Array(items) => {
                items.retain_mut(without_empty);
                !items.is_empty()
            }
            _ => true,
        }
    }

    #[test]
    fn every_request_is_the_same_after_it_was_flattened() {
        let spec = crate::test_spec::embedded();
        for name in spec.actions.keys() {
            let mut request = Value::Object(example_request(spec, name, 0).unwrap());
            without_empty(&mut request);
            let mut texts = Vec::new();
            flatten("", &request, &mut texts);
            let texts = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
            let object = assemble(spec, &spec.actions[name].parameters, texts).unwrap();
            assert_eq!(Value::Object(object), request, "{name}");
        }
    }

    #[test]
    fn the_items_of_a_list_are_in_the_order_of_their_indexes() {
        let query: Vec<_> = (0..12).rev().map(|n| format!("Targets.{n}=https://a/{n}")).collect();
        let body = assemble_for("CreatePurgeTask", &query.join("&")).unwrap();
        let expected: Vec<_> = (0..12).map(|n| format!("https://a/{n}")).collect();
        assert_eq!(body, json!({"Targets": expected}));
        let body = assemble_for("CreatePurgeTask", "Targets.9=b&Targets.2=a").unwrap();
        assert_eq!(body, json!({"Targets": ["a", "b"]}));
    }

    #[test]
    fn booleans_of_every_official_sdk_are_read() {
        for (text, expected) in [
            ("true", json!(true)),
            ("True", json!(true)),
            ("1", json!(true)),
            ("false", json!(false)),
            ("False", json!(false)),
            ("0", json!(false)),
            ("yes", json!("yes")),
        ] {
            assert_eq!(scalar(Some(&WireType::Bool), text.into()), expected);
        }
    }

    #[test]
    fn a_text_that_does_not_fit_its_type_is_refused_by_the_checks() {
        let spec = crate::test_spec::embedded();
        for (query, code, path) in [
            ("Limit=many", "InvalidParameter", "Limit"),
            ("Offset=-1.5", "InvalidParameter", "Offset"),
            ("Filters=x", "InvalidParameter", "Filters"),
            ("Filters.x.Name=job-id", "InvalidParameter", "Filters"),
            ("Filters.0.Nam=job-id", "UnknownParameter", "Filters.0.Nam"),
            ("Unknown.0=1", "UnknownParameter", "Unknown"),
        ] {
            let object = assemble_for("DescribePrefetchTasks", query).unwrap();
            let object = object.as_object().unwrap().clone();
            let action = &spec.actions["DescribePrefetchTasks"];
            let error = Parameters::check(spec, action, object).unwrap_err();
            assert_eq!(error.code, code, "{query}: {}", error.message);
            assert!(error.message.contains(path), "{query}: {}", error.message);
        }
    }

    #[test]
    fn a_path_that_contradicts_another_is_refused() {
        let deep = format!("{}Name=a", "Filters.".repeat(100_000));
        for query in ["Limit=1&Limit=2", "Limit=1&Limit.0=2", "Limit.0=2&Limit=1", &deep] {
            let error = assemble_for("DescribePrefetchTasks", query).unwrap_err();
            assert_eq!(error.code, "InvalidParameter");
        }
    }
}
