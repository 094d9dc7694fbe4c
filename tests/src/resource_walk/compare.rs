//! Compares what was sent with what is shown. A response may say "nothing" by a member that is absent or
//! by one that is empty, and a client may write a whole number as a fraction.

use serde_json::Value;
use teo_specs::{Member, Spec, WireType};

use super::Object;

/// Returns whether a value has all that a part of it has, at any depth.
pub(super) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(name, part)| {
            let whole = whole.get(name);
            whole.map_or(is_blank(part), |whole| contains(whole, part))
        }),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(w, p)| contains(w, p))
        }
        (whole, part) => same_scalar(whole, part) || (is_blank(whole) && is_blank(part)),
    }
}

/// Returns whether two values say the same.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    contains(one, other) && contains(other, one)
}

/// Returns whether a list has an element that says the same.
pub(super) fn has(list: &[Value], element: &Value) -> bool {
    list.iter().any(|other| contains(other, element))
}

/// Returns whether a value says nothing.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.values().all(is_blank),
    }
}

pub(super) fn is_absent(value: Option<&Value>) -> bool {
    value.is_none_or(is_blank)
}

pub(super) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn same_scalar(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (one, other) => one == other,
    }
}

/// Adds what another view shows of an item. Returns the member in which the two differ.
pub(super) fn merge(item: &mut Object, other: Object) -> Result<(), String> {
    for (name, value) in other {
        match item.get_mut(&name) {
            Some(old) if contains(old, &value) => {}
            Some(old) if contains(&value, old) => *old = value,
            Some(Value::Object(old)) => match value {
                Value::Object(value) => {
                    merge(old, value).map_err(|rest| format!("{name}.{rest}"))?;
                }
                value => return Err(format!("{name}: {value}")),
            },
            Some(old) if is_blank(old) => *old = value,
            Some(_) if is_blank(&value) => {}
            Some(old) => return Err(format!("{name}: {old} and {value}")),
            None => _ = item.insert(name, value),
        }
    }
    Ok(())
}

/// Removes what structures with these members cannot hold.
pub(super) fn prune(spec: &Spec, members: &[Member], object: &mut Object) {
    object.retain(|name, _| members.iter().any(|member| member.name == *name));
    for member in members {
        let Ok(wire_type) = member.wire_type.parse::<WireType>() else { continue };
        let WireType::Structure(name) = wire_type.item() else { continue };
        let inner = match object.get_mut(&member.name) {
            Some(Value::Array(elements)) => elements.as_mut_slice(),
            Some(value) => std::slice::from_mut(value),
            None => &mut [],
        };
        for inner in inner.iter_mut().filter_map(Value::as_object_mut) {
            prune(spec, &spec.structures[name].members, inner);
        }
    }
}
