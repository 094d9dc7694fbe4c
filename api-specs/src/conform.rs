//! Checks whether a JSON object fits a list of members. The loader calls [`conform`] for the
//! examples of specs, and the simulator calls it for every request that it receives.

use std::fmt;

use serde_json::{Map, Value};

use crate::model::{Action, Member, Spec};
use crate::wire_type::WireType;

/// One way in which an object does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misfit {
    /// Keys and indexes that lead to the value.
    pub path: Vec<String>,
    /// What is wrong with the value.
    pub kind: MisfitKind,
}

/// A kind of [`Misfit`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MisfitKind {
    /// A required member is missing or null.
    Missing,
    /// The object has a key that is not a member.
    Unknown,
    /// The value has another type than this one.
    WrongType(String),
    /// A number, a length or a count of items is beyond this limit.
    OutOfRange(String),
    /// An identifier is empty or has white space at its ends.
    Blank,
}

impl Misfit {
    /// Returns the path in the notation of the service's messages: `Filters.0.Name`.
    #[must_use]
    pub fn dotted(&self) -> String {
        self.path.join(".")
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            MisfitKind::Missing => write!(f, "`{}` is required", self.dotted()),
            MisfitKind::Unknown => write!(f, "`{}` is not a member", self.dotted()),
            MisfitKind::WrongType(expected) => write!(f, "`{}` is not {expected}", self.dotted()),
            MisfitKind::OutOfRange(limit) => write!(f, "`{}` is {limit}", self.dotted()),
            MisfitKind::Blank => {
                write!(f, "`{}` is empty or has white space at its ends", self.dotted())
            }
        }
    }
}

/// Returns every way in which the object does not fit the members, at any depth.
#[must_use]
pub fn conform(spec: &Spec, members: &[Member], object: &Map<String, Value>) -> Vec<Misfit> {
    let mut walk = Walk { spec, path: Vec::new(), misfits: Vec::new() };
    walk.object(members, &[], object);
    walk.misfits
}

/// Returns every way in which the object is no request of the action. Disabled parameters pass.
#[must_use]
pub fn conform_request(spec: &Spec, action: &Action, object: &Map<String, Value>) -> Vec<Misfit> {
    let mut walk = Walk { spec, path: Vec::new(), misfits: Vec::new() };
    walk.object(&action.parameters, &action.disabled, object);
    walk.misfits
}

struct Walk<'a> {
    spec: &'a Spec,
    path: Vec<String>,
    misfits: Vec<Misfit>,
}

impl Walk<'_> {
    fn below(&mut self, step: impl fmt::Display, visit: impl FnOnce(&mut Self)) {
        self.path.push(step.to_string());
        visit(self);
        self.path.pop();
    }

    fn misfit(&mut self, kind: MisfitKind) {
        self.misfits.push(Misfit { path: self.path.clone(), kind });
    }

    fn object(&mut self, members: &[Member], disabled: &[String], object: &Map<String, Value>) {
        let known =
            |key: &&String| members.iter().any(|m| m.name == **key) || disabled.contains(key);
        for key in object.keys().filter(|key| !known(key)) {
            self.below(key, |walk| walk.misfit(MisfitKind::Unknown));
        }
        for member in members {
            self.below(&member.name, |walk| match object.get(&member.name) {
                None | Some(Value::Null) if member.is_enforced() => {
                    walk.misfit(MisfitKind::Missing)
                }
                None | Some(Value::Null) => {}
                Some(value) => {
                    if let Ok(wire_type) = member.wire_type.parse() {
                        walk.value(member, &wire_type, value);
                    }
                }
            });
        }
    }

    fn value(&mut self, member: &Member, wire_type: &WireType, value: &Value) {
        match (wire_type, value) {
            (WireType::List(item), Value::Array(items)) => {
                self.within(items.len(), member.min_items, member.max_items, "items");
                for (index, value) in items.iter().enumerate() {
                    self.below(index, |walk| walk.value(member, item, value));
                }
            }
            (WireType::Structure(name), Value::Object(object)) => {
                let spec = self.spec;
                if let Some(structure) = spec.structures.get(name) {
                    self.object(&structure.members, &structure.disabled, object);
                }
            }
            (WireType::String | WireType::Timestamp, Value::String(text)) => {
                self.within(text.chars().count(), None, member.max_length, "characters");
                if member.identifier && (text.is_empty() || text.trim() != text) {
                    self.misfit(MisfitKind::Blank);
                }
            }
            (WireType::Int64, Value::Number(n)) if n.is_i64() => self.number(member, n.as_f64()),
            (WireType::Uint64, Value::Number(n)) if n.is_u64() => self.number(member, n.as_f64()),
            (WireType::Float, Value::Number(n)) => self.number(member, n.as_f64()),
            (WireType::Bool, Value::Bool(_)) => {}
            (expected, _) => self.misfit(MisfitKind::WrongType(expected.to_string())),
        }
    }

    fn within(&mut self, count: usize, minimum: Option<u32>, maximum: Option<u32>, of: &str) {
        if let Some(minimum) = minimum.filter(|minimum| count < *minimum as usize) {
            self.misfit(MisfitKind::OutOfRange(format!("below the minimum of {minimum} {of}")));
        }
        if let Some(maximum) = maximum.filter(|maximum| count > *maximum as usize) {
            self.misfit(MisfitKind::OutOfRange(format!("above the maximum of {maximum} {of}")));
        }
    }

    // Limits of the API are far below 2^53, where `f64` is exact.
    #[allow(clippy::cast_precision_loss)]
    fn number(&mut self, member: &Member, number: Option<f64>) {
        let Some(number) = number else { return };
        if member.unset.as_ref().and_then(Value::as_f64) == Some(number) {
            return;
        }
        if let Some(minimum) = member.minimum.filter(|minimum| number < *minimum as f64) {
            self.misfit(MisfitKind::OutOfRange(format!("below the minimum of {minimum}")));
        }
        if let Some(maximum) = member.maximum.filter(|maximum| number > *maximum as f64) {
            self.misfit(MisfitKind::OutOfRange(format!("above the maximum of {maximum}")));
        }
    }
}
