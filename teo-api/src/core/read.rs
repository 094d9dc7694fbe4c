//! The one reader behind every structure's `Deserialize`.
//!
//! It asks the structure for the place of each key and fills it there, so nothing is moved and
//! nothing is compiled for a type of its own. It reads leniently: a value that does not fit is kept
//! among the unknown members, and only broken JSON is an error. Numbers are as exact as serde_json
//! reads them: whole ones up to 64 bits, all others as a float, and one beyond every float is broken.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::drift::Drift;
use super::envelope::Envelope;
use super::scalar::Scalar;
use super::slot::{ListSlot, Reach, Slot};
use super::structure::{MembersMut, StructureFacts};
use super::unread;

/// Reads a structure; generated code calls it for each `Deserialize`.
///
/// # Errors
///
/// When the input is not an object or is broken.
pub fn read<'de, D: Deserializer<'de>, T: MembersMut + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut structure = T::default();
    deserializer.deserialize_map(ObjectVisitor { structure: &mut structure, envelope: None })?;
    Ok(structure)
}

/// Fills a structure from an object and, for a response, its envelope in the same pass.
pub(super) struct ObjectVisitor<'a> {
    pub(super) structure: &'a mut dyn MembersMut,
    pub(super) envelope: Option<&'a mut Envelope>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.structure.facts().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        read_object(self.structure, self.envelope, map)
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
) -> Result<(), A::Error> {
    let facts = structure.facts();
    let mut seen: u128 = 0;
    let mut hint = 0;
    while let Some(key) = map.next_key_seed(KeySeed { facts, hint })? {
        match key {
            Key::Known(index) => {
                hint = index + 1;
                if seen & bit(index) != 0 {
                    forget(structure, index);
                }
                if read_member(structure, index, &mut map)? {
                    seen |= bit(index);
                } else {
                    seen &= !bit(index);
                }
                if let Some(envelope) = &mut envelope {
                    let name = facts.members[index].name;
                    envelope.note(name, || {
                        structure.member_mut(index, Reach::Look).and_then(Slot::text)
                    });
                }
            }
            Key::Unknown(name) => match &mut envelope {
                Some(envelope) if name == "Error" => envelope.read_error(&mut map)?,
                _ => {
                    let value: Value = map.next_value()?;
                    if let Some(envelope) = &mut envelope {
                        envelope.note(&name, || value.as_str());
                    }
                    let again = structure.unknown_members_mut().get(&name).is_some();
                    let drift = if again { Drift::Repeated } else { Drift::UnknownMember };
                    drift.report(facts.name, &name);
                    structure.unknown_members_mut().insert(name, value);
                }
            },
        }
    }
    // An error answer holds nothing of what was promised.
    if envelope.is_none_or(|envelope| envelope.error.is_none()) {
        let missing = facts.members.iter().enumerate();
        for (_, member) in
            missing.filter(|(index, member)| member.promised && seen & bit(*index) == 0)
        {
            Drift::Missing.report(facts.name, member.name);
        }
    }
    Ok(())
}

/// Of more than 128 members the later ones are not watched for repetition; the generator refuses
/// such a structure.
fn bit(index: usize) -> u128 {
    u32::try_from(index).ok().and_then(|index| 1_u128.checked_shl(index)).unwrap_or(0)
}

/// A key that comes again replaces what came before.
fn forget(structure: &mut dyn MembersMut, index: usize) {
    let facts = structure.facts();
    let name = facts.members[index].name;
    Drift::Repeated.report(facts.name, name);
    structure.clear_member(index);
    structure.unknown_members_mut().remove(name);
}

/// True if a value was there, be it one that does not fit.
fn read_member<'de, A: MapAccess<'de>>(
    structure: &mut dyn MembersMut,
    index: usize,
    map: &mut A,
) -> Result<bool, A::Error> {
    let facts = structure.facts();
    let at = At { structure: facts.name, member: facts.members[index].name };
    let Some(slot) = structure.member_mut(index, Reach::Fill) else {
        return Err(A::Error::custom(format_args!(
            "{} has no place for {}",
            at.structure, at.member
        )));
    };
    match map.next_value_seed(SlotSeed { slot, at })? {
        Outcome::Read => Ok(true),
        Outcome::Null => {
            structure.clear_member(index);
            Ok(false)
        }
        Outcome::Unread(value) => {
            structure.clear_member(index);
            Drift::Unread.report(at.structure, at.member);
            structure.unknown_members_mut().insert(at.member.to_owned(), value);
            Ok(true)
        }
    }
}

enum Key {
    Known(usize),
    Unknown(String),
}

struct KeySeed {
    facts: &'static StructureFacts,
    hint: usize,
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
        Ok(match self.facts.position(name, self.hint) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(name.to_owned()),
        })
    }
}

/// Where a value belongs, for the events that tell of it.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) structure: &'static str,
    pub(super) member: &'static str,
}

/// What became of a value.
pub(super) enum Outcome {
    Read,
    /// There was none; the place is as it was.
    Null,
    /// It does not fit, and the place may be half filled: whoever gave it clears it.
    Unread(Value),
}

/// Fills one place with whatever comes.
pub(super) struct SlotSeed<'a> {
    pub(super) slot: Slot<'a>,
    pub(super) at: At,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for SlotSeed<'_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        Ok(Scalar::Bool(value).put(self.slot, self.at))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        Ok(Scalar::Int(value).put(self.slot, self.at))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        Ok(Scalar::Uint(value).put(self.slot, self.at))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        Ok(Scalar::Float(value).put(self.slot, self.at))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Outcome, E> {
        Ok(Scalar::Text(value).put(self.slot, self.at))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Outcome, A::Error> {
        match self.slot {
            Slot::List(list) => read_list(list, self.at, seq),
            _ => Value::deserialize(SeqAccessDeserializer::new(seq)).map(Outcome::Unread),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        match self.slot {
            Slot::Object(structure) => read_object(structure, None, map).map(|()| Outcome::Read),
            // Numbers come as objects if any crate of the program has turned on serde_json's
            // `arbitrary_precision`; a Value knows them.
            slot => Ok(match Value::deserialize(MapAccessDeserializer::new(map))? {
                Value::Number(number) => match Scalar::of(&number) {
                    Some(scalar) => scalar.put(slot, self.at),
                    None => Outcome::Unread(number.into()),
                },
                value => Outcome::Unread(value),
            }),
        }
    }
}

/// Fills a list. If one item does not fit, the whole list is kept as a value, since a part of it
/// would be sent back as all of it. Items that were read before are written again for it, so that
/// conversions and defaults show and skipped nulls do not.
fn read_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn ListSlot,
    at: At,
    mut seq: A,
) -> Result<Outcome, A::Error> {
    list.truncate(0);
    loop {
        let read = list.len();
        let Some(slot) = list.push() else {
            return Err(A::Error::custom(format_args!(
                "{}.{} has no place for an item",
                at.structure, at.member
            )));
        };
        let item = seq.next_element_seed(SlotSeed { slot, at })?;
        if !matches!(item, Some(Outcome::Read)) {
            list.truncate(read);
        }
        match item {
            None => return Ok(Outcome::Read),
            Some(Outcome::Read) => {}
            Some(Outcome::Null) => Drift::NullItem.report(at.structure, at.member),
            Some(Outcome::Unread(value)) => {
                let mut whole = unread::items(list);
                whole.push(value);
                while let Some(value) = seq.next_element()? {
                    whole.push(value);
                }
                list.truncate(0);
                return Ok(Outcome::Unread(Value::Array(whole)));
            }
        }
    }
}
