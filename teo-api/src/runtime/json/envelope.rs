//! The envelope around every response: its request id and its error.

use crate::runtime::schema::{
    Access, FieldMut, Member, MembersMut, Schema, StructureSchema, UnknownMembers, ValueMut,
};

/// The parts of a response body that belong to no action.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<ServiceError>,
}

impl Envelope {
    /// Keeps the request id when the reader comes to it.
    pub(super) fn keep_request_id<'a>(
        &mut self,
        name: &str,
        text: impl FnOnce() -> Option<&'a str>,
    ) {
        if name == "RequestId"
            && let Some(text) = text().filter(|text| !text.is_empty())
        {
            self.request_id = Some(text.to_owned());
        }
    }
}

/// `Error` of a response.
#[derive(Debug, Default)]
pub(crate) struct ServiceError {
    pub(crate) code: String,
    pub(crate) message: String,
    unknown_members: UnknownMembers,
}

impl Schema for ServiceError {
    fn schema(&self) -> &'static StructureSchema {
        static SCHEMA: StructureSchema = StructureSchema::new(
            "Error",
            &[Member::new("Code").always_returned(), Member::new("Message").always_returned()],
        );
        &SCHEMA
    }
}

impl MembersMut for ServiceError {
    fn member_mut(&mut self, index: usize, access: Access) -> Option<ValueMut<'_>> {
        match index {
            0 => self.code.value_mut(access),
            1 => self.message.value_mut(access),
            _ => None,
        }
    }

    fn unknown_members_mut(&mut self) -> &mut UnknownMembers {
        &mut self.unknown_members
    }
}
