//! Values that are neither lists nor objects nor null: which field takes them unchanged, which after
//! a conversion, and which not at all. A conversion never rounds: a value that it would have to round
//! is a mismatch.

use serde_json::Value;

use super::drift::{Drift, Location};
use super::reading::Reading;
use crate::runtime::schema::ValueMut;

/// The result of reading a value into a field.
pub(super) enum Outcome {
    Read,
    /// The value was null, and the field is unchanged.
    Null,
    /// The value does not fit. The field may be partly filled, and the caller clears it.
    Mismatch(Value),
}

/// A value as the parser delivers it.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(&'a str),
}

impl Scalar<'_> {
    /// Converts a number of serde_json; `None` for one that neither 64 bits nor a float can hold.
    pub(super) fn from_number(number: &serde_json::Number) -> Option<Self> {
        let int = number.as_i64().map(Self::Int);
        int.or_else(|| number.as_u64().map(Self::Uint)).or_else(|| number.as_f64().map(Self::Float))
    }

    /// Stores the value in a field and converts it if necessary.
    pub(super) fn store(
        self,
        field: ValueMut<'_>,
        location: Location,
        reading: &Reading<'_>,
    ) -> Outcome {
        match (self, field) {
            (Self::Text(text), ValueMut::Text(field)) => text.clone_into(field),
            (Self::Text(text), ValueMut::StringScalar(field)) => {
                field.set(text);
                if !field.is_known() {
                    reading.report(Drift::UnknownValue, location.structure, location.member);
                }
            }
            (Self::Bool(value), ValueMut::Bool(field)) => *field = value,
            (Self::Float(value), ValueMut::Float(field)) => *field = value,
            // JSON does not tell signed from unsigned, nor whole numbers from others.
            (Self::Int(value), ValueMut::Int(field)) => *field = value,
            (Self::Uint(value), ValueMut::Uint(field)) => *field = value,
            (Self::Uint(value), ValueMut::Int(field)) if i64::try_from(value).is_ok() => {
                *field = value.cast_signed();
            }
            (Self::Int(value), ValueMut::Uint(field)) if value >= 0 => {
                *field = value.cast_unsigned()
            }
            (Self::Int(value), ValueMut::Float(field)) if exact(value.into()) => {
                *field = value as f64
            }
            (Self::Uint(value), ValueMut::Float(field)) if exact(value.into()) => {
                *field = value as f64
            }
            (value, field) => return value.convert(field, location, reading),
        }
        Outcome::Read
    }

    /// Reads a number or boolean from a string, writes one as a string, or takes an integral float as
    /// an integer.
    fn convert(self, field: ValueMut<'_>, location: Location, reading: &Reading<'_>) -> Outcome {
        let converted = match (self, field) {
            (Self::Text(text), ValueMut::Int(field)) => store(field, text.trim().parse().ok()),
            (Self::Text(text), ValueMut::Uint(field)) => store(field, text.trim().parse().ok()),
            (Self::Text(text), ValueMut::Float(field)) => store(field, float(text.trim())),
            (Self::Text(text), ValueMut::Bool(field)) => store(field, text.trim().parse().ok()),
            (Self::Float(value), ValueMut::Int(field)) => store(field, integer(value)),
            (Self::Float(value), ValueMut::Uint(field)) => {
                store(field, integer(value).and_then(|value| value.try_into().ok()))
            }
            (
                Self::Bool(_) | Self::Int(_) | Self::Uint(_) | Self::Float(_),
                ValueMut::Text(field),
            ) => store(field, Some(self.into_json().to_string())),
            (
                Self::Bool(_) | Self::Int(_) | Self::Uint(_) | Self::Float(_),
                ValueMut::StringScalar(field),
            ) => {
                field.set(&self.into_json().to_string());
                if !field.is_known() {
                    reading.report(Drift::UnknownValue, location.structure, location.member);
                }
                true
            }
            _ => false,
        };
        if !converted {
            return Outcome::Mismatch(self.into_json());
        }
        reading.report(Drift::Converted, location.structure, location.member);
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

/// Stores the value if there is one, and returns whether there is.
fn store<T>(field: &mut T, value: Option<T>) -> bool {
    value.map(|value| *field = value).is_some()
}

/// Returns whether a float can hold the integer: all up to 2^53 and many beyond.
fn exact(value: i128) -> bool {
    value as f64 as i128 == value
}

/// Parses a float, unless the string is an integer that a float cannot hold.
fn float(text: &str) -> Option<f64> {
    let rounded = text.parse().is_ok_and(|integer: i128| !exact(integer));
    text.parse().ok().filter(|value: &f64| value.is_finite() && !rounded)
}

/// Converts a float to an integer, within the range in which every integer has its own float.
fn integer(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}
