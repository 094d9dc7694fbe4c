//! The reader behind every structure's `Deserialize`.
//!
//! It asks the structure for the field of each key and fills it in place, so it moves nothing and
//! compiles nothing for a single type. It reads leniently: a value that does not fit is kept among
//! the unknown members, and only broken JSON is an error. Numbers are as exact as serde_json reads
//! them: integers up to 64 bits, all others as floats, and a number beyond the floats is broken JSON.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::any_value::{self, AnyValue};
use super::drift::{Drift, Location};
use super::envelope::{Envelope, ServiceError};
use super::mismatch;
use super::reading::Reading;
use super::scalar::{Outcome, Scalar};
use crate::runtime::schema::{Access, ListMut, MembersMut, StructureSchema, ValueMut};

/// Deserializes a structure. Every generated `Deserialize` implementation calls it.
///
/// # Errors
///
/// When the input is not an object or is broken.
pub fn deserialize<'de, D: Deserializer<'de>, T: MembersMut + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut structure = T::default();
    let reading = Reading::without_limit();
    let visitor = ObjectVisitor { structure: &mut structure, envelope: None, reading: &reading };
    deserializer.deserialize_map(visitor)?;
    Ok(structure)
}

/// Fills a request from an object of the program itself, which tells nothing about the service.
pub(crate) fn fill(
    structure: &mut dyn MembersMut,
    object: &Value,
) -> Result<(), serde_json::Error> {
    let reading = Reading::request();
    ObjectVisitor { structure, envelope: None, reading: &reading }.deserialize(object)
}

/// Fills a structure from an object and, for a response, its envelope in the same pass.
pub(super) struct ObjectVisitor<'a> {
    pub(super) structure: &'a mut dyn MembersMut,
    pub(super) envelope: Option<&'a mut Envelope>,
    pub(super) reading: &'a Reading<'a>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.structure.schema().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        read_object(self.structure, self.envelope, map, self.reading)
    }
}

impl<'de> DeserializeSeed<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

fn read_object<'de, A: MapAccess<'de>>(
    structure: &mut dyn MembersMut,
    mut envelope: Option<&mut Envelope>,
    mut map: A,
    reading: &Reading<'_>,
) -> Result<(), A::Error> {
    let schema = structure.schema();
    let mut seen: u128 = 0;
    let mut expected = 0;
    while let Some(key) = map.next_key_seed(KeySeed { schema, expected })? {
        match key {
            Key::Known(index) => {
                expected = index + 1;
                if seen & bit(index) != 0 {
                    clear_repeated(structure, index, reading);
                }
                if read_member(structure, index, &mut map, reading)? {
                    seen |= bit(index);
                } else {
                    seen &= !bit(index);
                }
                if let Some(envelope) = &mut envelope {
                    let name = schema.members[index].name;
                    envelope.keep_request_id(name, || {
                        structure.member_mut(index, Access::Get).and_then(ValueMut::text)
                    });
                }
            }
            Key::Unknown(name) => match &mut envelope {
                Some(envelope) if name == "Error" => {
                    let error = read_error(&mut map, reading)?;
                    envelope.error = error.or(envelope.error.take());
                }
                _ => {
                    let value = map.next_value_seed(AnyValue(reading))?;
                    if let Some(envelope) = &mut envelope {
                        envelope.keep_request_id(&name, || value.as_str());
                    }
                    let repeated = structure.unknown_members_mut().get(&name).is_some();
                    if repeated {
                        reading.report(Drift::Repeated, schema.name, &reading.shown(&name));
                    } else if !schema.untyped {
                        reading.report(Drift::UnknownMember, schema.name, &reading.shown(&name));
                    }
                    keep_unknown(structure, name, value, reading)?;
                }
            },
        }
    }
    // A response with an error lacks the members that are otherwise always returned.
    if envelope.is_none_or(|envelope| envelope.error.is_none()) {
        let missing = schema.members.iter().enumerate();
        for (_, member) in
            missing.filter(|(index, member)| member.always_returned && seen & bit(*index) == 0)
        {
            reading.report(Drift::Missing, schema.name, member.name);
        }
    }
    Ok(())
}

fn keep_unknown<E: Error>(
    structure: &mut dyn MembersMut,
    name: String,
    value: Value,
    reading: &Reading<'_>,
) -> Result<(), E> {
    let unknown = structure.unknown_members_mut();
    reading.charge(any_value::member_memory(unknown.is_empty()))?;
    unknown.insert(name, value);
    Ok(())
}

/// Reads `Response.Error`. A null counts as absent. Any other value that is no object is an error of
/// the reader, since it must not count as success.
fn read_error<'de, A: MapAccess<'de>>(
    map: &mut A,
    reading: &Reading<'_>,
) -> Result<Option<ServiceError>, A::Error> {
    let mut error = ServiceError::default();
    let location = Location { structure: "Response", member: "Error" };
    let field = ValueMut::Object(&mut error);
    match map.next_value_seed(ValueSeed { field, location, reading })? {
        Outcome::Read => Ok(Some(error)),
        Outcome::Null => Ok(None),
        Outcome::Mismatch(_) => Err(A::Error::custom("Response.Error is no object")),
    }
}

/// The bit of a member. Members after the 128th have none and may repeat unnoticed; the generator
/// refuses such a structure.
fn bit(index: usize) -> u128 {
    u32::try_from(index).ok().and_then(|index| 1_u128.checked_shl(index)).unwrap_or(0)
}

/// Clears a member whose key occurs again: the later value replaces the earlier one.
fn clear_repeated(structure: &mut dyn MembersMut, index: usize, reading: &Reading<'_>) {
    let schema = structure.schema();
    let name = schema.members[index].name;
    reading.report(Drift::Repeated, schema.name, name);
    structure.clear_member(index);
    structure.unknown_members_mut().remove(name);
}

/// Reads the value of a member. Returns true if there was a value, even one that does not fit.
fn read_member<'de, A: MapAccess<'de>>(
    structure: &mut dyn MembersMut,
    index: usize,
    map: &mut A,
    reading: &Reading<'_>,
) -> Result<bool, A::Error> {
    let schema = structure.schema();
    let location = Location { structure: schema.name, member: schema.members[index].name };
    let Some(field) = structure.member_mut(index, Access::Insert) else {
        return Err(A::Error::custom(format_args!(
            "{} has no field for {}",
            location.structure, location.member
        )));
    };
    match map.next_value_seed(ValueSeed { field, location, reading })? {
        Outcome::Read => Ok(true),
        Outcome::Null => {
            structure.clear_member(index);
            Ok(false)
        }
        Outcome::Mismatch(value) => {
            structure.clear_member(index);
            reading.report(Drift::Mismatch, location.structure, location.member);
            keep_unknown(structure, location.member.to_owned(), value, reading)?;
            Ok(true)
        }
    }
}

enum Key {
    Known(usize),
    Unknown(String),
}

struct KeySeed {
    schema: &'static StructureSchema,
    /// Index of the member that the key most likely names.
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        Ok(match self.schema.position(name, self.expected) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(name.to_owned()),
        })
    }
}

/// Fills one field with any value.
pub(super) struct ValueSeed<'a> {
    pub(super) field: ValueMut<'a>,
    pub(super) location: Location,
    pub(super) reading: &'a Reading<'a>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        Ok(Scalar::Bool(value).store(self.field, self.location, self.reading))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        Ok(Scalar::Int(value).store(self.field, self.location, self.reading))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        Ok(Scalar::Uint(value).store(self.field, self.location, self.reading))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        Ok(Scalar::Float(value).store(self.field, self.location, self.reading))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Outcome, E> {
        Ok(Scalar::Text(value).store(self.field, self.location, self.reading))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Outcome, A::Error> {
        match self.field {
            ValueMut::List(list) => read_list(list, self.location, seq, self.reading),
            _ => AnyValue(self.reading).visit_seq(seq).map(Outcome::Mismatch),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        match self.field {
            ValueMut::Object(structure) => {
                read_object(structure, None, map, self.reading).map(|()| Outcome::Read)
            }
            // Numbers may come as objects; `AnyValue` knows them.
            field => Ok(match AnyValue(self.reading).visit_map(map)? {
                Value::Number(number) => match Scalar::from_number(&number) {
                    Some(scalar) => scalar.store(field, self.location, self.reading),
                    None => Outcome::Mismatch(number.into()),
                },
                value => Outcome::Mismatch(value),
            }),
        }
    }
}

/// Fills a list. If one item does not fit, the whole list is kept as a JSON value: a part of it would
/// be sent back as if it were all. The items read before are written as JSON again, so conversions
/// and defaults show in the list, and skipped nulls do not.
fn read_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn ListMut,
    location: Location,
    mut seq: A,
    reading: &Reading<'_>,
) -> Result<Outcome, A::Error> {
    // A text is the largest scalar, and takes a piece of memory besides.
    const SCALAR: usize = 2 * size_of::<String>();
    list.truncate(0);
    loop {
        let read = list.len();
        let Some(field) = list.push() else {
            return Err(A::Error::custom(format_args!(
                "{}.{} has no field for an item",
                location.structure, location.member
            )));
        };
        reading.charge(match &field {
            ValueMut::Object(structure) => size_of_val(&**structure),
            _ => SCALAR,
        })?;
        let item = seq.next_element_seed(ValueSeed { field, location, reading })?;
        if !matches!(item, Some(Outcome::Read)) {
            list.truncate(read);
        }
        match item {
            None => return Ok(Outcome::Read),
            Some(Outcome::Read) => {}
            Some(Outcome::Null) => {
                reading.report(Drift::NullItem, location.structure, location.member)
            }
            Some(Outcome::Mismatch(value)) => {
                let mut whole = mismatch::items(list, reading)?;
                whole.push(value);
                while let Some(value) = seq.next_element_seed(AnyValue(reading))? {
                    reading.charge(any_value::ITEM)?;
                    whole.push(value);
                }
                list.truncate(0);
                return Ok(Outcome::Mismatch(Value::Array(whole)));
            }
        }
    }
}
