//! Places the items of a list at their path in a response. A structure on the way holds the items that
//! belong to it.

use serde_json::{Map, Value, json};
use teo_specs::{Member, Spec, WireType};

type Object = Map<String, Value>;

/// Places items at a path. `keys` are the members that tell to which structure on the way an item
/// belongs; a list of texts holds the `last` identifier alone.
pub(super) fn place(
    spec: &Spec,
    members: &[Member],
    response: &mut Object,
    path: &str,
    items: Vec<Object>,
    keys: &[String],
    last: Option<&String>,
) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(member) = members.iter().find(|member| member.name == name) else { return };
    let Ok(wire_type) = member.wire_type.parse::<WireType>() else { return };
    let structure = match wire_type.item() {
        WireType::Structure(name) => spec.structures.get(name),
        _ => None,
    };
    let (Some(structure), Some(rest)) = (structure, rest) else {
        response.extend(value_of(&wire_type, items, last).map(|value| (name.to_owned(), value)));
        return;
    };
    let on_the_way = response.entry(name.to_owned()).or_insert_with(|| {
        if wire_type.is_list() { groups(&structure.members, &items, keys) } else { json!({}) }
    });
    let on_the_way = match on_the_way {
        Value::Array(elements) => elements.as_mut_slice(),
        value => std::slice::from_mut(value),
    };
    for object in on_the_way.iter_mut().filter_map(Value::as_object_mut) {
        let belonging = items.iter().filter(|item| agree(object, item, keys)).cloned().collect();
        place(spec, &structure.members, object, rest, belonging, keys, last);
    }
}

fn value_of(wire_type: &WireType, items: Vec<Object>, last: Option<&String>) -> Option<Value> {
    if !wire_type.is_list() {
        return items.into_iter().next().map(Value::Object);
    }
    let is_structure = matches!(wire_type.item(), WireType::Structure(_));
    let element = |item: Object| {
        if is_structure { Some(Value::Object(item)) } else { item.get(last?).cloned() }
    };
    Some(items.into_iter().filter_map(element).collect())
}

/// Makes a structure for each combination of keys that the items have and the structure can hold.
fn groups(members: &[Member], items: &[Object], keys: &[String]) -> Value {
    let held = |key: &&String| members.iter().any(|member| member.name == **key);
    let mut groups: Vec<Value> = Vec::new();
    for item in items {
        let group: Object = keys
            .iter()
            .filter(held)
            .filter_map(|key| Some((key.clone(), item.get(key)?.clone())))
            .collect();
        let group = Value::Object(group);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    Value::Array(groups)
}

fn agree(object: &Object, item: &Object, keys: &[String]) -> bool {
    keys.iter().all(|key| match (object.get(key), item.get(key)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    })
}
