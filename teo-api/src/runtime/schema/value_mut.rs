//! Write access to the value of a field without knowing its type.
//!
//! The impls for `Option` and `Vec`, here and in `value_ref`, are never inlined: each type then has
//! one body, and each member that has the type calls it.

use std::fmt;

use super::string_scalar::StringScalar;
use super::structure::MembersMut;
use super::timestamp::Timestamp;

/// The field of a member: every type that a spec can name is one of these.
#[non_exhaustive]
pub enum ValueMut<'a> {
    /// A string.
    Text(&'a mut String),
    /// A signed integer.
    Int(&'a mut i64),
    /// An unsigned integer.
    Uint(&'a mut u64),
    /// A floating-point number.
    Float(&'a mut f64),
    /// A boolean.
    Bool(&'a mut bool),
    /// An open enum or a timestamp.
    StringScalar(&'a mut dyn StringScalar),
    /// Another structure.
    Object(&'a mut dyn MembersMut),
    /// A list.
    List(&'a mut dyn ListMut),
}

impl<'a> ValueMut<'a> {
    /// The text of a string field.
    pub(crate) fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(field) => Some(field),
            _ => None,
        }
    }

    /// Resets the field to its default.
    pub fn clear(self) {
        match self {
            Self::Text(field) => field.clear(),
            Self::Int(field) => *field = 0,
            Self::Uint(field) => *field = 0,
            Self::Float(field) => *field = 0.0,
            Self::Bool(field) => *field = false,
            Self::StringScalar(field) => field.set(""),
            Self::Object(field) => field.clear(),
            Self::List(field) => field.truncate(0),
        }
    }
}

/// It shows the type of the field alone, since the value may be a secret.
impl fmt::Debug for ValueMut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Int(_) => "Int",
            Self::Uint(_) => "Uint",
            Self::Float(_) => "Float",
            Self::Bool(_) => "Bool",
            Self::StringScalar(_) => "StringScalar",
            Self::Object(_) => "Object",
            Self::List(_) => "List",
        })
    }
}

/// What the caller does with the field. It matters for a field whose value may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// The caller writes a value: an absent value becomes the default.
    Insert,
    /// The caller looks at the value: an absent value gives `None`.
    Get,
    /// The caller clears the value: an optional value becomes absent and gives `None`.
    Clear,
}

/// Write access to a list.
#[allow(
    clippy::len_without_is_empty,
    reason = "the reader needs no `is_empty`, and each type would compile one"
)]
pub trait ListMut {
    /// Number of items.
    fn len(&self) -> usize;
    /// The item at an index.
    fn item(&mut self, index: usize) -> Option<ValueMut<'_>>;
    /// Appends a default item and returns its field.
    fn push(&mut self) -> Option<ValueMut<'_>>;
    /// Removes all items after the first `len`.
    fn truncate(&mut self, len: usize);
}

/// A type of a field that can be read from JSON.
pub trait FieldMut {
    /// The field that takes the value.
    fn value_mut(&mut self, access: Access) -> Option<ValueMut<'_>>;
}

impl FieldMut for String {
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::Text(self))
    }
}

impl FieldMut for i64 {
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::Int(self))
    }
}

impl FieldMut for u64 {
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::Uint(self))
    }
}

impl FieldMut for f64 {
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::Float(self))
    }
}

impl FieldMut for bool {
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::Bool(self))
    }
}

impl FieldMut for Timestamp {
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::StringScalar(self))
    }
}

impl<T: MembersMut> FieldMut for T {
    #[inline]
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::Object(self))
    }
}

impl<T: FieldMut + Default> FieldMut for Option<T> {
    #[inline(never)]
    fn value_mut(&mut self, access: Access) -> Option<ValueMut<'_>> {
        // A single assignment, since each one adds code to every type that drops the old value.
        if access == Access::Clear || access == Access::Insert && self.is_none() {
            *self = (access == Access::Insert).then(T::default);
        }
        self.as_mut()?.value_mut(access)
    }
}

impl<T: FieldMut + Default> FieldMut for Vec<T> {
    #[inline(never)]
    fn value_mut(&mut self, _: Access) -> Option<ValueMut<'_>> {
        Some(ValueMut::List(self))
    }
}

impl<T: FieldMut + Default> ListMut for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&mut self, index: usize) -> Option<ValueMut<'_>> {
        self.get_mut(index)?.value_mut(Access::Get)
    }

    fn push(&mut self) -> Option<ValueMut<'_>> {
        self.push(T::default());
        self.last_mut()?.value_mut(Access::Insert)
    }

    fn truncate(&mut self, len: usize) {
        Vec::truncate(self, len);
    }
}
