//! Values that can be looked at: the twin of [`Slot`](super::Slot), for whatever reads members.

use super::structure::Members;
use super::timestamp::Timestamp;

/// The value of a member that is there.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// A text or an open enum.
    Text(&'a str),
    /// A time.
    Time(&'a Timestamp),
    /// A signed integer.
    Int(i64),
    /// An integer that is not negative.
    Uint(u64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// Another structure.
    Object(&'a dyn Members),
    /// A list.
    List(&'a dyn ListView),
}

/// A list to look at.
#[allow(clippy::len_without_is_empty, reason = "it is there, for `dyn ListView`")]
pub trait ListView {
    /// Count of items.
    fn len(&self) -> usize;
    /// One of them.
    fn item(&self, index: usize) -> Option<View<'_>>;
}

impl dyn ListView + '_ {
    /// True if it has no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> View<'a> {
    /// The text, if it is one.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Time(time) => Some(time.as_str()),
            _ => None,
        }
    }

    /// True if nothing has been put there: the value is what a new structure holds.
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
                let members = 0..object.facts().members.len();
                object.unknown_members().is_empty()
                    && members
                        .into_iter()
                        .all(|index| object.member(index).is_none_or(View::is_default))
            }
        }
    }
}

/// The items of a list.
pub(crate) fn items(list: &dyn ListView) -> impl Iterator<Item = View<'_>> {
    (0..list.len()).filter_map(|index| list.item(index))
}

/// A type of a member that can be written.
pub trait Place {
    /// The value, if there is one.
    fn view(&self) -> Option<View<'_>>;
}

impl Place for String {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Text(self))
    }
}

impl Place for i64 {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Int(*self))
    }
}

impl Place for u64 {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Uint(*self))
    }
}

impl Place for f64 {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Float(*self))
    }
}

impl Place for bool {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Bool(*self))
    }
}

impl Place for Timestamp {
    fn view(&self) -> Option<View<'_>> {
        Some(View::Time(self))
    }
}

impl<T: Members> Place for T {
    #[inline]
    fn view(&self) -> Option<View<'_>> {
        Some(View::Object(self))
    }
}

impl<T: Place> Place for Option<T> {
    #[inline(never)]
    fn view(&self) -> Option<View<'_>> {
        self.as_ref().and_then(Place::view)
    }
}

impl<T: Place> Place for Vec<T> {
    #[inline(never)]
    fn view(&self) -> Option<View<'_>> {
        Some(View::List(self))
    }
}

impl<T: Place> ListView for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&self, index: usize) -> Option<View<'_>> {
        self.get(index).and_then(Place::view)
    }
}
