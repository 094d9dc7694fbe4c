//! Reads a value for which there is no field. It is serde_json's [`Value`], built here so that its
//! memory is charged while it grows.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::reading::Reading;

/// What a list takes for an item: the value, and as much again while the list grows.
pub(super) const ITEM: usize = 2 * size_of::<Value>();
/// Under this key, serde_json passes a number as an object with its text, if any crate of the program
/// has turned on `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// What an object takes for one more member: a whole node of the map for the first, and a place in a
/// node that may be half empty for each other one.
pub(super) fn member_memory(is_first: bool) -> usize {
    let places = if is_first { 12 } else { 2 };
    places * (size_of::<String>() + size_of::<Value>())
}

/// Reads any value.
pub(super) struct AnyValue<'a>(pub(super) &'a Reading<'a>);

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Self(self.0))? {
            self.0.charge(ITEM)?;
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if object.is_empty() && name == NUMBER {
                let text: String = map.next_value()?;
                return text.parse::<Number>().map(Value::from).map_err(A::Error::custom);
            }
            self.0.charge(member_memory(object.is_empty()))?;
            object.insert(name, map.next_value_seed(Self(self.0))?);
        }
        Ok(object.into())
    }
}
