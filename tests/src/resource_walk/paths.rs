//! Reads and writes the members of an object by a path such as `OriginDetail.Origin`. A path goes through
//! a list to each of its elements.

use serde_json::{Value, json};

use super::Object;

/// Returns the values that a path leads to, and the elements of a list in which it ends.
pub(super) fn values<'a>(object: &'a Object, path: &str) -> Vec<&'a Value> {
    let (name, rest) = split(path);
    let elements = object.get(name).into_iter().flat_map(elements);
    match rest {
        None => elements.collect(),
        Some(rest) => {
            elements.filter_map(Value::as_object).flat_map(|inner| values(inner, rest)).collect()
        }
    }
}

/// Returns the value that a path leads to, through the first element of a list.
pub(super) fn first<'a>(object: &'a Object, path: &str) -> Option<&'a Value> {
    let (name, rest) = split(path);
    let value = object.get(name)?;
    match rest {
        None => Some(value),
        Some(rest) => first(elements(value).first()?.as_object()?, rest),
    }
}

/// Sets a member in each structure that the path goes through, and makes a structure that is absent.
pub(super) fn put(object: &mut Object, path: &str, value: &Value) {
    let (name, rest) = split(path);
    let Some(rest) = rest else {
        object.insert(name.to_owned(), value.clone());
        return;
    };
    match object.entry(name.to_owned()).or_insert_with(|| json!({})) {
        Value::Array(elements) => {
            elements.iter_mut().filter_map(Value::as_object_mut).for_each(|e| put(e, rest, value));
        }
        inner => inner.as_object_mut().into_iter().for_each(|inner| put(inner, rest, value)),
    }
}

/// Returns the first name of a path.
pub(super) fn top(path: &str) -> &str {
    split(path).0
}

fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)))
}

fn elements(value: &Value) -> &[Value] {
    match value {
        Value::Array(elements) => elements,
        value => std::slice::from_ref(value),
    }
}
