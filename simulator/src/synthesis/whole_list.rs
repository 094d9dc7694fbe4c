//! Makes the total of a list without pages the number of its items.

use serde_json::{Map, Value, json};
use teo_specs::{Action, WireType};

/// Sets the total of a response whose only list is complete, if the response has a total.
pub(super) fn set_total(action: &Action, response: &mut Map<String, Value>) {
    let has_type = |wire_type: &str, fits: fn(&WireType) -> bool| {
        wire_type.parse().is_ok_and(|wire_type| fits(&wire_type))
    };
    let mut lists = action.response.iter().filter(|m| has_type(&m.wire_type, WireType::is_list));
    let Some(list) = lists.next().filter(|_| lists.next().is_none()) else { return };
    let count = response.get(&list.name).and_then(Value::as_array).map_or(0, Vec::len);
    let mut totals = action.response.iter().filter(|member| member.name.contains("Total"));
    if let Some(total) = totals.next().filter(|m| has_type(&m.wire_type, WireType::is_integer)) {
        response.insert(total.name.clone(), json!(count));
    }
}
