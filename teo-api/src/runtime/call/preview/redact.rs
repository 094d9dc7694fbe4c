//! Replaces the secrets in the body of a request, and every value of a known member that did not fit its
//! type: nobody knows which secrets are in it.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::runtime::schema::{Members, ValueRef, items};

const REDACTED: &str = "<redacted>";

/// Returns the body with a text in the place of each secret. A body without secrets stays byte for
/// byte.
pub(super) fn without_secrets(request: &dyn Members, body: &Bytes) -> Bytes {
    let Ok(Value::Object(mut object)) = serde_json::from_slice(body) else {
        return REDACTED.into();
    };
    if redact(request, &mut object) {
        Value::Object(object).to_string().into()
    } else {
        body.clone()
    }
}

/// Replaces the secrets of a structure in its JSON. Returns whether there was one.
fn redact(structure: &dyn Members, object: &mut Map<String, Value>) -> bool {
    let mut found = false;
    for (index, member) in structure.schema().members.iter().enumerate() {
        let Some(value) = object.get_mut(member.name) else {
            continue;
        };
        found |= match structure.member(index) {
            _ if member.sensitive => replace(value),
            Some(typed) => redact_value(typed, value),
            None if value.is_null() => false,
            None => replace(value),
        };
    }
    found
}

fn redact_value(typed: ValueRef<'_>, value: &mut Value) -> bool {
    match (typed, value) {
        (_, Value::Null) => false,
        (ValueRef::Object(structure), Value::Object(object)) => redact(structure, object),
        // If one item did not fit, the typed list has none.
        (ValueRef::List(list), Value::Array(array))
            if array.iter().filter(|item| !item.is_null()).count() == list.len() =>
        {
            // A typed list has no nulls.
            let given = array.iter_mut().filter(|item| !item.is_null());
            let mut found = false;
            for (typed, value) in items(list).zip(given) {
                found |= redact_value(typed, value);
            }
            found
        }
        (ValueRef::Object(_) | ValueRef::List(_), value)
        | (_, value @ (Value::Object(_) | Value::Array(_))) => replace(value),
        _ => false,
    }
}

fn replace(value: &mut Value) -> bool {
    *value = REDACTED.into();
    true
}
