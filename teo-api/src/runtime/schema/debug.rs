//! Debug for every structure: it shows wire names, leaves absent members out and redacts secrets.

use std::fmt;

use super::structure::Members;
use super::value_ref::{ValueRef, items};

/// Formats a structure. Every generated `Debug` implementation calls it.
///
/// # Errors
///
/// When the formatter fails.
pub fn debug(structure: &dyn Members, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let schema = structure.schema();
    let mut out = f.debug_struct(schema.name);
    for (index, member) in schema.members.iter().enumerate() {
        match structure.member(index) {
            Some(_) if member.sensitive => out.field(member.name, &format_args!("<redacted>")),
            Some(value) => out.field(member.name, &value),
            None => &mut out,
        };
    }
    if !structure.unknown_members().is_empty() {
        out.field("unknown", structure.unknown_members());
    }
    out.finish()
}

impl fmt::Debug for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Text(text) => fmt::Debug::fmt(text, f),
            Self::Time(time) => fmt::Debug::fmt(time, f),
            Self::Int(value) => fmt::Debug::fmt(&value, f),
            Self::Uint(value) => fmt::Debug::fmt(&value, f),
            Self::Float(value) => fmt::Debug::fmt(&value, f),
            Self::Bool(value) => fmt::Debug::fmt(&value, f),
            Self::Object(structure) => debug(structure, f),
            Self::List(list) => f.debug_list().entries(items(list)).finish(),
        }
    }
}
