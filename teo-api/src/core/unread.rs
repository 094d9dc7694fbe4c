//! What has been read, as JSON again: for a list of which a later item does not fit.

use serde_json::{Map, Value};

use super::slot::{ListSlot, Reach, Slot};
use super::structure::MembersMut;

/// The items of a list.
pub(super) fn items(list: &mut dyn ListSlot) -> Vec<Value> {
    (0..list.len()).filter_map(|index| value(list.item(index)?)).collect()
}

fn value(slot: Slot<'_>) -> Option<Value> {
    Some(match slot {
        Slot::Text(text) => text.as_str().into(),
        Slot::Int(value) => (*value).into(),
        Slot::Uint(value) => (*value).into(),
        Slot::Float(value) => (*value).into(),
        Slot::Bool(value) => (*value).into(),
        Slot::Word(word) => word.view()?.text()?.into(),
        Slot::Object(structure) => object(structure).into(),
        Slot::List(list) => items(list).into(),
    })
}

fn object(structure: &mut dyn MembersMut) -> Map<String, Value> {
    let mut object = Map::new();
    for (index, member) in structure.facts().members.iter().enumerate() {
        if let Some(value) = structure.member_mut(index, Reach::Look).and_then(value) {
            object.insert(member.name.to_owned(), value);
        }
    }
    // What did not fit stands under its member's name and counts more than the default there.
    let unknown = structure.unknown_members_mut().iter();
    object.extend(unknown.map(|(name, value)| (name.to_owned(), value.clone())));
    object
}
