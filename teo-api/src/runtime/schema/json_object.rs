//! An object whose members nobody knows: the response to a call by name.

use super::structure::{Members, MembersMut, Schema, StructureSchema};
use super::unknown_members::UnknownMembers;
use super::value_mut::{Access, ValueMut};
use super::value_ref::ValueRef;

/// A structure with unknown members alone.
#[derive(Default)]
pub(crate) struct JsonObject(pub(crate) UnknownMembers);

impl Schema for JsonObject {
    fn schema(&self) -> &'static StructureSchema {
        static SCHEMA: StructureSchema = StructureSchema::untyped("JsonObject");
        &SCHEMA
    }
}

impl Members for JsonObject {
    fn member(&self, _: usize) -> Option<ValueRef<'_>> {
        None
    }

    fn unknown_members(&self) -> &UnknownMembers {
        &self.0
    }
}

impl MembersMut for JsonObject {
    fn member_mut(&mut self, _: usize, _: Access) -> Option<ValueMut<'_>> {
        None
    }

    fn unknown_members_mut(&mut self) -> &mut UnknownMembers {
        &mut self.0
    }
}
