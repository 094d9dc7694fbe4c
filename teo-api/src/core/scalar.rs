//! Values that are neither lists nor objects nor null: which place takes them as they are, which
//! after a conversion, and which not at all. A conversion keeps the value: what would be rounded
//! is not converted.

use serde_json::Value;

use super::drift::Drift;
use super::read::{At, Outcome};
use super::slot::Slot;

/// A value as it was read.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(&'a str),
}

impl Scalar<'_> {
    /// A number of serde_json's, if it is none that only a text can hold.
    pub(super) fn of(number: &serde_json::Number) -> Option<Self> {
        let int = number.as_i64().map(Self::Int);
        int.or_else(|| number.as_u64().map(Self::Uint)).or_else(|| number.as_f64().map(Self::Float))
    }

    /// Puts the value where it belongs, converted if need be.
    pub(super) fn put(self, slot: Slot<'_>, at: At) -> Outcome {
        match (self, slot) {
            (Self::Text(text), Slot::Text(place)) => text.clone_into(place),
            (Self::Text(text), Slot::Word(place)) => {
                place.set(text);
                if !place.is_known() {
                    Drift::UnknownValue.report(at.structure, at.member);
                }
            }
            (Self::Bool(value), Slot::Bool(place)) => *place = value,
            (Self::Float(value), Slot::Float(place)) => *place = value,
            // JSON does not tell signed from unsigned, nor whole numbers from others.
            (Self::Int(value), Slot::Int(place)) => *place = value,
            (Self::Uint(value), Slot::Uint(place)) => *place = value,
            (Self::Uint(value), Slot::Int(place)) if i64::try_from(value).is_ok() => {
                *place = value.cast_signed();
            }
            (Self::Int(value), Slot::Uint(place)) if value >= 0 => *place = value.cast_unsigned(),
            (Self::Int(value), Slot::Float(place)) if exact(value.into()) => *place = value as f64,
            (Self::Uint(value), Slot::Float(place)) if exact(value.into()) => *place = value as f64,
            (value, slot) => return value.convert(slot, at),
        }
        Outcome::Read
    }

    /// Reads a number or boolean from a text, writes one as a text, or takes an integral float as
    /// an integer.
    fn convert(self, slot: Slot<'_>, at: At) -> Outcome {
        let converted = match (self, slot) {
            (Self::Text(text), Slot::Int(place)) => put(place, text.trim().parse().ok()),
            (Self::Text(text), Slot::Uint(place)) => put(place, text.trim().parse().ok()),
            (Self::Text(text), Slot::Float(place)) => put(place, float(text.trim())),
            (Self::Text(text), Slot::Bool(place)) => put(place, text.trim().parse().ok()),
            (Self::Float(value), Slot::Int(place)) => put(place, integer(value)),
            (Self::Float(value), Slot::Uint(place)) => {
                put(place, integer(value).and_then(|value| value.try_into().ok()))
            }
            (Self::Bool(_) | Self::Int(_) | Self::Uint(_) | Self::Float(_), Slot::Text(place)) => {
                put(place, Some(self.into_json().to_string()))
            }
            (Self::Bool(_) | Self::Int(_) | Self::Uint(_) | Self::Float(_), Slot::Word(place)) => {
                place.set(&self.into_json().to_string());
                if !place.is_known() {
                    Drift::UnknownValue.report(at.structure, at.member);
                }
                true
            }
            _ => false,
        };
        if !converted {
            return Outcome::Unread(self.into_json());
        }
        Drift::Converted.report(at.structure, at.member);
        Outcome::Read
    }

    fn into_json(self) -> Value {
        match self {
            Self::Bool(value) => value.into(),
            Self::Int(value) => value.into(),
            Self::Uint(value) => value.into(),
            Self::Float(value) => value.into(),
            Self::Text(value) => value.into(),
        }
    }
}

/// True if there was a value to put.
fn put<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

/// Whether a float can hold the integer, as all up to 2^53 and many beyond can.
fn exact(value: i128) -> bool {
    value as f64 as i128 == value
}

/// The number in a text, unless it is an integer that a float cannot hold.
fn float(text: &str) -> Option<f64> {
    let rounded = text.parse().is_ok_and(|integer: i128| !exact(integer));
    text.parse().ok().filter(|value: &f64| value.is_finite() && !rounded)
}

/// The float as an integer, within the range in which every integer has a float of its own.
fn integer(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}
