//! Reads and writes the members of an item by a path such as `OriginDetail.Origin`. A path goes through
//! a list to each of its elements.

use serde_json::{Map, Value};

/// Returns the values that a path leads to: several if it goes through a list, and the elements of a
/// list in which it ends.
pub(crate) fn values<'a>(object: &'a Map<String, Value>, path: &str) -> Vec<&'a Value> {
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
#[cfg(test)]
pub(crate) fn value_at<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let (name, rest) = split(path);
    let value = object.get(name)?;
    match rest {
        None => Some(value),
        Some(rest) => value_at(elements(value).first()?.as_object()?, rest),
    }
}

/// Sets a member that a path leads to. A structure that the path goes through and that is absent is
/// made.
pub(crate) fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    let (name, rest) = split(path);
    match rest {
        None => {
            object.insert(name.to_owned(), value);
        }
        Some(rest) => {
            let inner = object.entry(name.to_owned()).or_insert_with(|| Map::new().into());
            for_each_object(inner, &mut |inner| put(inner, rest, value.clone()));
        }
    }
}

/// Sets a member in every structure that the path goes through and that exists.
pub(crate) fn overwrite(object: &mut Map<String, Value>, path: &str, value: &Value) {
    let (name, rest) = split(path);
    match rest {
        None => {
            object.insert(name.to_owned(), value.clone());
        }
        Some(rest) => {
            if let Some(inner) = object.get_mut(name) {
                for_each_object(inner, &mut |inner| overwrite(inner, rest, value));
            }
        }
    }
}

/// Removes a member that a path leads to, from every structure that the path goes through.
pub(crate) fn remove(object: &mut Map<String, Value>, path: &str) {
    let (name, rest) = split(path);
    match rest {
        None => {
            object.remove(name);
        }
        Some(rest) => {
            if let Some(inner) = object.get_mut(name) {
                for_each_object(inner, &mut |inner| remove(inner, rest));
            }
        }
    }
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

fn for_each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => change(object),
        Value::Array(elements) => {
            elements.iter_mut().filter_map(Value::as_object_mut).for_each(change);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_path_leads_through_structures_and_lists() {
        let item =
            object(json!({"Tags": [{"Key": "a"}, {"Key": "b"}], "Origin": {"Hosts": [1, 2]}}));
        assert_eq!(values(&item, "Tags.Key"), [&json!("a"), &json!("b")]);
        assert_eq!(values(&item, "Origin.Hosts"), [&json!(1), &json!(2)]);
        assert!(values(&item, "Origin.Name").is_empty());
    }

    #[test]
    fn only_put_makes_a_structure_that_is_absent() {
        let mut item = object(json!({"List": [{}, {}]}));
        overwrite(&mut item, "List.Status", &json!("on"));
        overwrite(&mut item, "Other.Status", &json!("on"));
        assert_eq!(
            Value::from(item.clone()),
            json!({"List": [{"Status": "on"}, {"Status": "on"}]})
        );
        put(&mut item, "Other.Status", json!("off"));
        assert_eq!(item["Other"], json!({"Status": "off"}));
        remove(&mut item, "List.Status");
        remove(&mut item, "Other.Unknown.Status");
        assert_eq!(Value::from(item), json!({"List": [{}, {}], "Other": {"Status": "off"}}));
    }
}
