//! Read access to the value of a field without knowing its type; [`ValueMut`](super::ValueMut) is
//! the counterpart for write access.

use super::structure::Members;
use super::timestamp::Timestamp;

/// The value of a member that is present.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// A string or an open enum.
    Text(&'a str),
    /// A timestamp.
    Time(&'a Timestamp),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    Uint(u64),
    /// A floating-point number.
    Float(f64),
    /// A boolean.
    Bool(bool),
    /// Another structure.
    Object(&'a dyn Members),
    /// A list.
    List(&'a dyn ListRef),
}

/// Read access to a list.
#[allow(clippy::len_without_is_empty, reason = "`dyn ListRef` has `is_empty`")]
pub trait ListRef {
    /// Number of items.
    fn len(&self) -> usize;
    /// The item at an index.
    fn item(&self, index: usize) -> Option<ValueRef<'_>>;
}

impl dyn ListRef + '_ {
    /// Returns true if the list has no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> ValueRef<'a> {
    /// The text of a string, an open enum or a timestamp.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Time(time) => Some(time.as_str()),
            _ => None,
        }
    }

    /// Returns true if the value is the one that a new structure holds.
    pub(crate) fn is_default(self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Time(time) => time.as_str().is_empty(),
            Self::Int(value) => value == 0,
            Self::Uint(value) => value == 0,
            Self::Float(value) => value == 0.0,
            Self::Bool(value) => !value,
            Self::List(list) => list.is_empty(),
            Self::Object(object) => {
                let members = 0..object.schema().members.len();
                object.unknown_members().is_empty()
                    && members
                        .into_iter()
                        .all(|index| object.member(index).is_none_or(ValueRef::is_default))
            }
        }
    }
}

/// The items of a list.
pub(crate) fn items(list: &dyn ListRef) -> impl Iterator<Item = ValueRef<'_>> {
    (0..list.len()).filter_map(|index| list.item(index))
}

/// A type of a field that can be written to JSON.
pub trait Field {
    /// The value; `None` if it is absent.
    fn value(&self) -> Option<ValueRef<'_>>;
}

impl Field for String {
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::Text(self))
    }
}

impl Field for i64 {
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::Int(*self))
    }
}

impl Field for u64 {
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::Uint(*self))
    }
}

impl Field for f64 {
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::Float(*self))
    }
}

impl Field for bool {
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::Bool(*self))
    }
}

impl Field for Timestamp {
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::Time(self))
    }
}

impl<T: Members> Field for T {
    #[inline]
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::Object(self))
    }
}

impl<T: Field> Field for Option<T> {
    #[inline(never)]
    fn value(&self) -> Option<ValueRef<'_>> {
        self.as_ref().and_then(Field::value)
    }
}

impl<T: Field> Field for Vec<T> {
    #[inline(never)]
    fn value(&self) -> Option<ValueRef<'_>> {
        Some(ValueRef::List(self))
    }
}

impl<T: Field> ListRef for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&self, index: usize) -> Option<ValueRef<'_>> {
        self.get(index).and_then(Field::value)
    }
}
