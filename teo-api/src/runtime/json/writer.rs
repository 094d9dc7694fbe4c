//! The writer behind every structure's `Serialize`: first the known members in the order of the
//! schema, then the unknown ones.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::runtime::schema::{Members, ValueRef, items};

/// Serializes a structure. Every generated `Serialize` implementation calls it.
///
/// # Errors
///
/// When the serializer fails.
pub fn serialize<S: Serializer>(structure: &dyn Members, serializer: S) -> Result<S::Ok, S::Error> {
    let schema = structure.schema();
    let unknown = structure.unknown_members();
    let mut map = serializer.serialize_map(None)?;
    for (index, member) in schema.members.iter().enumerate() {
        let value = structure.member(index);
        let mismatch = if unknown.is_empty() { None } else { unknown.get(member.name) };
        // A value that did not fit is written for its member until the caller gives another one.
        let given = value
            .filter(|value| mismatch.is_none() || !(member.non_optional && value.is_default()));
        match (given, mismatch) {
            (Some(value), _) => map.serialize_entry(member.name, &value)?,
            (None, Some(mismatch)) => map.serialize_entry(member.name, mismatch)?,
            (None, None) => {}
        }
    }
    for (name, value) in unknown.iter().filter(|(name, _)| schema.position(name, 0).is_none()) {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Serialize for ValueRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Time(time) => serializer.serialize_str(time.as_str()),
            Self::Int(value) => serializer.serialize_i64(value),
            Self::Uint(value) => serializer.serialize_u64(value),
            Self::Float(value) => serializer.serialize_f64(value),
            Self::Bool(value) => serializer.serialize_bool(value),
            Self::Object(structure) => serialize(structure, serializer),
            Self::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for item in items(list) {
                    seq.serialize_element(&item)?;
                }
                seq.end()
            }
        }
    }
}
