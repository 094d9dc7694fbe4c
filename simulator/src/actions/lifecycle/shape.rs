//! Gives a response the members that its action has in the spec: what an item has beside them is left
//! out, and a member that is always returned, or that its structure needs, has a neutral value if nobody
//! gave it one.

use serde_json::{Map, Value, json};
use teo_specs::{Action, Member, Spec, WireType};

use crate::actions::ActionContext;

/// The depth at which nested structures are no longer completed; only structures inside themselves
/// would reach it.
const MAX_DEPTH: usize = 12;

impl ActionContext<'_> {
    pub(in crate::actions) fn shape_response(
        &self,
        action: &Action,
        response: &mut Map<String, Value>,
    ) {
        let spec = self.synthesis.spec;
        shape(spec, &action.response, response, 0);
    }
}

fn shape(spec: &Spec, members: &[Member], object: &mut Map<String, Value>, depth: usize) {
    object.retain(|name, value| {
        !value.is_null() && members.iter().any(|member| member.name == *name)
    });
    for member in members {
        let Ok(wire_type) = member.wire_type.parse::<WireType>() else { continue };
        if (member.always_returned || member.is_enforced()) && depth < MAX_DEPTH {
            let neutral = || neutral_value(spec, member, &wire_type);
            object.entry(member.name.clone()).or_insert_with(neutral);
        }
        let WireType::Structure(name) = wire_type.item() else { continue };
        let Some(structure) = spec.structures.get(name) else { continue };
        let inner: &mut [Value] = match object.get_mut(&member.name) {
            Some(Value::Array(elements)) => elements,
            Some(value) => std::slice::from_mut(value),
            None => &mut [],
        };
        let inner = inner.iter_mut().filter_map(Value::as_object_mut);
        inner.for_each(|inner| shape(spec, &structure.members, inner, depth + 1));
    }
}

/// Returns the default of a member, or else the value of its type that says the least: a switch is off.
fn neutral_value(spec: &Spec, member: &Member, wire_type: &WireType) -> Value {
    if let Some(default) = &member.default {
        return default.clone();
    }
    let values = member.values.as_ref().and_then(|name| spec.values.get(name));
    let mut known = values.into_iter().flat_map(|set| &set.values);
    let off = known.find(|value| value.value.eq_ignore_ascii_case("off"));
    match wire_type {
        WireType::List(_) => json!([]),
        WireType::Structure(_) => json!({}),
        WireType::Bool => json!(false),
        WireType::Int64 | WireType::Uint64 | WireType::Float => json!(0),
        WireType::Timestamp => json!("1970-01-01T00:00:00Z"),
        WireType::String | WireType::Binary => json!(off.map_or("", |value| value.value.as_str())),
    }
}
