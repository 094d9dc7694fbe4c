//! Writes values that were read already as JSON again, for a list of which a later item does not fit.

use serde::de::Error;
use serde_json::{Map, Value};

use super::any_value::{ITEM, member_memory};
use super::reading::Reading;
use crate::runtime::schema::{Access, ListMut, MembersMut, ValueMut};

/// Returns the items of a list as JSON.
pub(super) fn items<E: Error>(
    list: &mut dyn ListMut,
    reading: &Reading<'_>,
) -> Result<Vec<Value>, E> {
    let mut items = Vec::new();
    for index in 0..list.len() {
        if let Some(field) = list.item(index)
            && let Some(item) = value(field, reading)?
        {
            reading.charge(ITEM)?;
            items.push(item);
        }
    }
    Ok(items)
}

fn value<E: Error>(field: ValueMut<'_>, reading: &Reading<'_>) -> Result<Option<Value>, E> {
    Ok(Some(match field {
        ValueMut::Text(text) => text.as_str().into(),
        ValueMut::Int(value) => (*value).into(),
        ValueMut::Uint(value) => (*value).into(),
        ValueMut::Float(value) => (*value).into(),
        ValueMut::Bool(value) => (*value).into(),
        ValueMut::StringScalar(scalar) => match scalar.value().and_then(|value| value.text()) {
            Some(text) => text.into(),
            None => return Ok(None),
        },
        ValueMut::Object(structure) => object(structure, reading)?.into(),
        ValueMut::List(list) => items(list, reading)?.into(),
    }))
}

fn object<E: Error>(
    structure: &mut dyn MembersMut,
    reading: &Reading<'_>,
) -> Result<Map<String, Value>, E> {
    let mut object = Map::new();
    for (index, member) in structure.schema().members.iter().enumerate() {
        if let Some(field) = structure.member_mut(index, Access::Get)
            && let Some(value) = value(field, reading)?
        {
            reading.charge(member_memory(object.is_empty()))?;
            object.insert(member.name.to_owned(), value);
        }
    }
    // A value that did not fit has its member's name and replaces the default there.
    for (name, value) in structure.unknown_members_mut().take() {
        reading.charge(member_memory(object.is_empty()))?;
        object.insert(name, value);
    }
    Ok(object)
}
