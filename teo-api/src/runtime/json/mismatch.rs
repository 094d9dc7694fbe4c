//! Writes values that were read already as JSON again, for a list of which a later item does not fit.

use serde_json::{Map, Value};

use crate::runtime::schema::{Access, ListMut, MembersMut, ValueMut};

/// Returns the items of a list as JSON.
pub(super) fn items(list: &mut dyn ListMut) -> Vec<Value> {
    (0..list.len()).filter_map(|index| value(list.item(index)?)).collect()
}

fn value(field: ValueMut<'_>) -> Option<Value> {
    Some(match field {
        ValueMut::Text(text) => text.as_str().into(),
        ValueMut::Int(value) => (*value).into(),
        ValueMut::Uint(value) => (*value).into(),
        ValueMut::Float(value) => (*value).into(),
        ValueMut::Bool(value) => (*value).into(),
        ValueMut::StringScalar(scalar) => scalar.value()?.text()?.into(),
        ValueMut::Object(structure) => object(structure).into(),
        ValueMut::List(list) => items(list).into(),
    })
}

fn object(structure: &mut dyn MembersMut) -> Map<String, Value> {
    let mut object = Map::new();
    for (index, member) in structure.schema().members.iter().enumerate() {
        if let Some(value) = structure.member_mut(index, Access::Get).and_then(value) {
            object.insert(member.name.to_owned(), value);
        }
    }
    // A value that did not fit has its member's name and replaces the default there.
    let unknown = structure.unknown_members_mut().iter();
    object.extend(unknown.map(|(name, value)| (name.to_owned(), value.clone())));
    object
}
