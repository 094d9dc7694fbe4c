//! Values that are neither lists nor objects nor null: which place takes them as they are, which
//! after a conversion, and which not at all.

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
            (Self::Int(value), Slot::Int(place)) => *place = value,
            (Self::Uint(value), Slot::Uint(place)) => *place = value,
            (Self::Float(value), Slot::Float(place)) => *place = value,
            (Self::Bool(value), Slot::Bool(place)) => *place = value,
            // JSON does not tell signed from unsigned or whole numbers from others.
            (Self::Uint(value), Slot::Int(place)) if i64::try_from(value).is_ok() => {
                *place = value.cast_signed()
            }
            (Self::Int(value), Slot::Uint(place)) if value >= 0 => *place = value.cast_unsigned(),
            (Self::Int(value), Slot::Float(place)) => *place = value as f64,
            (Self::Uint(value), Slot::Float(place)) => *place = value as f64,
            (value, slot) => {
                if !value.convert(slot) {
                    return Outcome::Unread(value.into_json());
                }
                Drift::Converted.report(at.structure, at.member);
            }
        }
        Outcome::Read
    }

    /// Reads a number or boolean from a text, writes one as a text, or an integral float as an
    /// integer. False if that is not possible; then the place is as it was.
    fn convert(self, slot: Slot<'_>) -> bool {
        fn parsed<T: std::str::FromStr>(text: &str, place: &mut T) -> bool {
            text.trim().parse().map(|value| *place = value).is_ok()
        }
        match (self, slot) {
            (Self::Text(text), Slot::Int(place)) => parsed(text, place),
            (Self::Text(text), Slot::Uint(place)) => parsed(text, place),
            (Self::Text(text), Slot::Float(place)) => {
                text.trim().parse().is_ok_and(|value: f64| {
                    if value.is_finite() {
                        *place = value;
                    }
                    value.is_finite()
                })
            }
            (Self::Text(text), Slot::Bool(place)) => parsed(text, place),
            (Self::Float(value), Slot::Int(place)) => {
                integral(value, i64::MIN as f64, i64::MAX as f64)
                    .map(|value| *place = value as i64)
                    .is_some()
            }
            (Self::Float(value), Slot::Uint(place)) => {
                integral(value, 0.0, u64::MAX as f64).map(|value| *place = value as u64).is_some()
            }
            (Self::Text(_), _) => false,
            (value, Slot::Text(place)) => {
                *place = value.into_json().to_string();
                true
            }
            (value, Slot::Word(place)) => {
                place.set(&value.into_json().to_string());
                true
            }
            _ => false,
        }
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

/// The float, if it is a whole number within `[least, most)`. The upper bounds asked for round up
/// to a power of two, the first number that no longer fits.
fn integral(value: f64, least: f64, most: f64) -> Option<f64> {
    (value.fract() == 0.0 && value >= least && value < most).then_some(value)
}
