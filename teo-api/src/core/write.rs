//! The one writer behind every structure's `Serialize`: known members in the table's order, then
//! the unknown ones.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::structure::Members;
use super::view::{View, items};

/// Writes a structure; generated code calls it for each `Serialize`.
///
/// # Errors
///
/// When the serializer fails.
pub fn write<S: Serializer>(structure: &dyn Members, serializer: S) -> Result<S::Ok, S::Error> {
    let facts = structure.facts();
    let unknown = structure.unknown_members();
    let mut map = serializer.serialize_map(None)?;
    for (index, member) in facts.members.iter().enumerate() {
        let view = structure.member(index);
        let unread = if unknown.is_empty() { None } else { unknown.get(member.name) };
        // What could not be read stands for its member until something is given in its place.
        let given = view.filter(|view| unread.is_none() || !(member.plain && view.is_default()));
        match (given, unread) {
            (Some(view), _) => map.serialize_entry(member.name, &view)?,
            (None, Some(unread)) => map.serialize_entry(member.name, unread)?,
            (None, None) => {}
        }
    }
    for (name, value) in unknown.iter().filter(|(name, _)| facts.position(name, 0).is_none()) {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Time(time) => serializer.serialize_str(time.as_str()),
            Self::Int(value) => serializer.serialize_i64(value),
            Self::Uint(value) => serializer.serialize_u64(value),
            Self::Float(value) => serializer.serialize_f64(value),
            Self::Bool(value) => serializer.serialize_bool(value),
            Self::Object(structure) => write(structure, serializer),
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
