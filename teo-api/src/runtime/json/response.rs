//! Decodes a response body: the response and its envelope in one pass.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::drift::Drift;
use super::envelope::Envelope;
use super::reader::ObjectVisitor;
use super::reading::Reading;
use crate::runtime::credentials::Credentials;
use crate::runtime::schema::MembersMut;

/// Reads a response body, which may echo the credentials, into `response`. After a fault, the envelope holds what was read before it.
pub(crate) fn decode(
    body: &[u8],
    response: &mut dyn MembersMut,
    envelope: &mut Envelope,
    credentials: &Credentials,
) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let reading = Reading::response(credentials);
    ResponseVisitor { response, envelope, reading: &reading }.deserialize(&mut json)?;
    json.end()
}

struct ResponseVisitor<'a> {
    response: &'a mut dyn MembersMut,
    envelope: &'a mut Envelope,
    reading: &'a Reading<'a>,
}

impl<'de> DeserializeSeed<'de> for ResponseVisitor<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ResponseVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the key Response")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "Response" {
                if std::mem::replace(&mut found, true) {
                    self.reading.report(Drift::Repeated, "response", "Response");
                    self.response.clear();
                    *self.envelope = Envelope::default();
                }
                let (structure, envelope) = (&mut *self.response, Some(&mut *self.envelope));
                let reading = self.reading;
                map.next_value_seed(ObjectVisitor { structure, envelope, reading })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found { Ok(()) } else { Err(A::Error::missing_field("Response")) }
    }
}
