//! Sets the items of a made-up list apart. The examples in the spec are the same for every item, but
//! no two things in an account have the same id or name.

use serde_json::{Map, Value, json};
use teo_specs::Member;

/// Gives an item its own ids and names, which say its index in the list. An id in the request is kept,
/// since it is the same for all items. An item without an id or name of its own gets another number or
/// text.
pub(super) fn make_distinct(
    item: &mut Map<String, Value>,
    members: &[Member],
    request: &Map<String, Value>,
    index: usize,
) {
    let is_requested = |member: &Member| {
        request.get(&member.name).is_some_and(|id| item.get(&member.name) == Some(id))
    };
    let own: Vec<_> = members
        .iter()
        .filter(|member| member.values.is_none() && !is_requested(member))
        .filter_map(|member| Some((member, numbered(member, item.get(&member.name)?, index)?)))
        .collect();
    let has_identity = own.iter().any(|(member, _)| is_identity(&member.name));
    let chosen: Vec<_> = if has_identity {
        own.into_iter().filter(|(member, _)| is_identity(&member.name)).collect()
    } else {
        let number = own.iter().position(|(_, value)| value.is_number()).unwrap_or(0);
        own.into_iter().skip(number).take(1).collect()
    };
    item.extend(chosen.into_iter().map(|(member, value)| (member.name.clone(), value)));
}

/// Returns true if a member is named like an id or a name.
fn is_identity(member: &str) -> bool {
    let name = member.to_lowercase();
    let is_id = member.ends_with("Id") || member.ends_with("ID") || name == "id";
    is_id || name.contains("name") || name.ends_with("domain") || name.ends_with("host")
}

/// Makes a text or an integer different for each index. Returns `None` for any other value, and for
/// a number beyond the limits of its member.
fn numbered(member: &Member, value: &Value, index: usize) -> Option<Value> {
    match member.wire_type.as_str() {
        "string" => Some(json!(numbered_text(value.as_str()?, member.max_length, index))),
        "int64" | "uint64" => {
            let example = member.example.as_ref().and_then(Value::as_i64);
            let first = example.or(member.minimum).unwrap_or(1);
            let number = first.saturating_add(i64::try_from(index).ok()?);
            (number <= member.maximum.unwrap_or(i64::MAX)).then(|| json!(number))
        }
        _ => None,
    }
}

/// Adds the index to a text: `zone-a` becomes `zone-a-7`, and the host `example.com` `7.example.com`.
fn numbered_text(text: &str, max_length: Option<u32>, index: usize) -> String {
    let mark = format!("-{index}");
    let max = max_length.map_or(usize::MAX, |max| max as usize);
    let kept: String = text.chars().take(max.saturating_sub(mark.len())).collect();
    if text.contains('.') { format!("{index}.{kept}") } else { kept + &mark }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use super::*;

    fn member(name: &str, wire_type: &str) -> Member {
        let mut member = Member::new(name);
        member.wire_type = wire_type.into();
        member
    }

    fn distinct(members: &[Member], item: &Value, index: usize) -> Value {
        let mut item = item.as_object().unwrap().clone();
        let request = json!({"ZoneId": "zone-a"});
        make_distinct(&mut item, members, request.as_object().unwrap(), index);
        Value::Object(item)
    }

    #[test]
    fn ids_and_names_say_the_index_but_ids_of_the_request_and_other_members_stay() {
        let members = [
            member("ZoneId", "string"),
            member("RuleId", "string"),
            member("ZoneName", "string"),
            member("GroupId", "int64"),
            member("Remark", "string"),
            member("Count", "int64"),
        ];
        let item = json!({
            "ZoneId": "zone-a", "RuleId": "rule-x", "ZoneName": "example.com", "GroupId": 900,
            "Remark": "text", "Count": 5,
        });
        let expected = json!({
            "ZoneId": "zone-a", "RuleId": "rule-x-7", "ZoneName": "7.example.com", "GroupId": 8,
            "Remark": "text", "Count": 5,
        });
        assert_eq!(distinct(&members, &item, 7), expected);
    }

    #[test]
    fn an_item_without_an_id_differs_in_a_number_or_else_in_a_text() {
        let members = [member("Remark", "string"), member("Time", "int64")];
        let item = json!({"Remark": "text", "Time": 5});
        assert_eq!(distinct(&members, &item, 7), json!({"Remark": "text", "Time": 8}));
        let text_only = json!({"Remark": "text"});
        assert_eq!(distinct(&members[..1], &text_only, 7), json!({"Remark": "text-7"}));
    }

    #[test]
    fn a_name_stays_within_its_length_and_a_number_within_its_maximum() {
        let mut name = member("Name", "string");
        name.max_length = Some(6);
        let mut id = member("Id", "int64");
        id.maximum = Some(5);
        let members = [name, id];
        let items =
            (0..100).map(|index| distinct(&members, &json!({"Name": "abcdef", "Id": 1}), index));
        let names: HashSet<String> =
            items.map(|item| item["Name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names.len(), 100);
        assert!(names.iter().all(|name| name.len() <= 6), "{names:?}");
        let item = distinct(&members, &json!({"Name": "abcdef", "Id": 1}), 12);
        assert_eq!(item, json!({"Name": "abc-12", "Id": 1}));
    }
}
