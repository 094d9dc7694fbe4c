//! Replaces the secrets in the body of a request.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::runtime::schema::{Members, ValueRef, items};

/// Returns the body with a text in the place of each secret. A body without secrets stays byte for
/// byte.
pub(super) fn without_secrets(request: &dyn Members, body: &Bytes) -> Bytes {
    let Ok(Value::Object(mut object)) = serde_json::from_slice(body) else {
        return body.clone();
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
        if member.sensitive {
            *value = "<redacted>".into();
            found = true;
        } else if let Some(typed) = structure.member(index) {
            found |= redact_value(typed, value);
        }
    }
    found
}

fn redact_value(typed: ValueRef<'_>, value: &mut Value) -> bool {
    match (typed, value) {
        (ValueRef::Object(structure), Value::Object(object)) => redact(structure, object),
        (ValueRef::List(list), Value::Array(array)) => {
            // A typed list has no nulls.
            let given = array.iter_mut().filter(|item| !item.is_null());
            let mut found = false;
            for (typed, value) in items(list).zip(given) {
                found |= redact_value(typed, value);
            }
            found
        }
        _ => false,
    }
}
