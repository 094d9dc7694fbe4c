//! What every answer is wrapped in, read in the same pass as the response inside.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::drift::Drift;
use super::read::{At, ObjectVisitor, Outcome, SlotSeed};
use super::slot::{PlaceMut, Reach, Slot};
use super::structure::{Described, Member, MembersMut, StructureFacts};
use super::unknown::UnknownMembers;

/// The parts of an answer that are not the action's own.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<ServiceError>,
}

impl Envelope {
    /// Takes the request id along as it passes by.
    pub(super) fn note<'a>(&mut self, name: &str, text: impl FnOnce() -> Option<&'a str>) {
        if name == "RequestId"
            && let Some(text) = text().filter(|text| !text.is_empty())
        {
            self.request_id = Some(text.to_owned());
        }
    }

    /// Takes the error over. A null says nothing, and what is no object must not pass for success.
    pub(super) fn read_error<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let mut error = ServiceError::default();
        let at = At { structure: "Response", member: "Error" };
        match map.next_value_seed(SlotSeed { slot: Slot::Object(&mut error), at })? {
            Outcome::Read => self.error = Some(error),
            Outcome::Null => {}
            Outcome::Unread(_) => return Err(A::Error::custom("Response.Error is no object")),
        }
        Ok(())
    }
}

/// `Error` of an answer.
#[derive(Debug, Default)]
pub(crate) struct ServiceError {
    pub(crate) code: String,
    pub(crate) message: String,
    unknown_members: UnknownMembers,
}

impl Described for ServiceError {
    fn facts(&self) -> &'static StructureFacts {
        static FACTS: StructureFacts = StructureFacts::new(
            "Error",
            &[Member::new("Code").promised(), Member::new("Message").promised()],
        );
        &FACTS
    }
}

impl MembersMut for ServiceError {
    fn member_mut(&mut self, index: usize, reach: Reach) -> Option<Slot<'_>> {
        match index {
            0 => self.code.slot(reach),
            1 => self.message.slot(reach),
            _ => None,
        }
    }

    fn unknown_members_mut(&mut self) -> &mut UnknownMembers {
        &mut self.unknown_members
    }
}

/// Reads an answer into `response`. The envelope holds what was read up to a fault.
pub(crate) fn decode(
    body: &[u8],
    response: &mut dyn MembersMut,
    envelope: &mut Envelope,
) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    AnswerVisitor { response, envelope }.deserialize(&mut json)?;
    json.end()
}

struct AnswerVisitor<'a> {
    response: &'a mut dyn MembersMut,
    envelope: &'a mut Envelope,
}

impl<'de> DeserializeSeed<'de> for AnswerVisitor<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AnswerVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the key Response")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "Response" {
                if std::mem::replace(&mut found, true) {
                    Drift::Repeated.report("answer", "Response");
                    self.response.clear();
                    *self.envelope = Envelope::default();
                }
                let (structure, envelope) = (&mut *self.response, Some(&mut *self.envelope));
                map.next_value_seed(ObjectVisitor { structure, envelope })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found { Ok(()) } else { Err(A::Error::missing_field("Response")) }
    }
}
