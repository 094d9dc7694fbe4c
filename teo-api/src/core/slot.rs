//! Places that can be filled: how the reader reaches a field without knowing its type.
//!
//! What an optional field or a list does, here and in `view`, is kept out of line: one body for each
//! type, and a jump from each member that has it.

use super::structure::MembersMut;
use super::timestamp::Timestamp;
use super::word::Word;

/// The place of a member. A closed set: whatever a spec can say is one of these.
pub enum Slot<'a> {
    /// A text.
    Text(&'a mut String),
    /// A signed integer.
    Int(&'a mut i64),
    /// An integer that is not negative.
    Uint(&'a mut u64),
    /// A number.
    Float(&'a mut f64),
    /// True or false.
    Bool(&'a mut bool),
    /// A text with a meaning: an open enum or a time.
    Word(&'a mut dyn Word),
    /// Another structure.
    Object(&'a mut dyn MembersMut),
    /// A list.
    List(&'a mut dyn ListSlot),
}

impl<'a> Slot<'a> {
    /// The text in the place, if it is one for a text.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(place) => Some(place),
            _ => None,
        }
    }

    /// Leaves the default in the place.
    pub fn clear(self) {
        match self {
            Self::Text(place) => place.clear(),
            Self::Int(place) => *place = 0,
            Self::Uint(place) => *place = 0,
            Self::Float(place) => *place = 0.0,
            Self::Bool(place) => *place = false,
            Self::Word(place) => place.set(""),
            Self::Object(place) => place.clear(),
            Self::List(place) => place.truncate(0),
        }
    }
}

/// What a place is reached for. It makes a difference where a value may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To be filled: a value that is absent becomes a default.
    Fill,
    /// To be looked at: a value that is absent has no place.
    Look,
    /// To be cleared: a value that may be absent is, and has no place.
    Clear,
}

/// The place of a list.
#[allow(clippy::len_without_is_empty, reason = "nobody asks")]
pub trait ListSlot {
    /// Count of items.
    fn len(&self) -> usize;
    /// The place of one of them.
    fn item(&mut self, index: usize) -> Option<Slot<'_>>;
    /// Adds a default at the end and gives its place.
    fn push(&mut self) -> Option<Slot<'_>>;
    /// Takes all items beyond this many away.
    fn truncate(&mut self, len: usize);
}

/// A type of a member that can be read.
pub trait PlaceMut {
    /// Where a value read goes.
    fn slot(&mut self, reach: Reach) -> Option<Slot<'_>>;
}

impl PlaceMut for String {
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::Text(self))
    }
}

impl PlaceMut for i64 {
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::Int(self))
    }
}

impl PlaceMut for u64 {
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::Uint(self))
    }
}

impl PlaceMut for f64 {
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::Float(self))
    }
}

impl PlaceMut for bool {
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::Bool(self))
    }
}

impl PlaceMut for Timestamp {
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::Word(self))
    }
}

impl<T: MembersMut> PlaceMut for T {
    #[inline]
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::Object(self))
    }
}

impl<T: PlaceMut + Default> PlaceMut for Option<T> {
    #[inline(never)]
    fn slot(&mut self, reach: Reach) -> Option<Slot<'_>> {
        // One assignment, since each costs every type the code that drops it.
        if reach == Reach::Clear || reach == Reach::Fill && self.is_none() {
            *self = (reach == Reach::Fill).then(T::default);
        }
        self.as_mut()?.slot(reach)
    }
}

impl<T: PlaceMut + Default> PlaceMut for Vec<T> {
    #[inline(never)]
    fn slot(&mut self, _: Reach) -> Option<Slot<'_>> {
        Some(Slot::List(self))
    }
}

impl<T: PlaceMut + Default> ListSlot for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&mut self, index: usize) -> Option<Slot<'_>> {
        self.get_mut(index)?.slot(Reach::Look)
    }

    fn push(&mut self) -> Option<Slot<'_>> {
        self.push(T::default());
        self.last_mut()?.slot(Reach::Fill)
    }

    fn truncate(&mut self, len: usize) {
        Vec::truncate(self, len);
    }
}
