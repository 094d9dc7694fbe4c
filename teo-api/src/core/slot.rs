//! Places that can be filled: how the reader reaches a field without knowing its type.

use super::structure::Structure;
use super::timestamp::Timestamp;
use super::view::{ListView, View};
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
    Object(&'a mut dyn Structure),
    /// Something that may be absent.
    Optional(&'a mut dyn OptionalSlot),
    /// A list.
    List(&'a mut dyn ListSlot),
}

impl Slot<'_> {
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
            Self::Optional(place) => drop(place.hold(false)),
            Self::List(place) => place.truncate(0),
        }
    }
}

/// The place of an optional value.
pub trait OptionalSlot {
    /// Whether there is to be a value. If so, gives its place, with a default if there was nothing.
    fn hold(&mut self, value: bool) -> Option<Slot<'_>>;
}

/// The place of a list.
pub trait ListSlot: ListView {
    /// Adds a default at the end and gives its place.
    fn push(&mut self) -> Slot<'_>;
    /// Takes all items beyond this many away.
    fn truncate(&mut self, len: usize);
}

/// A type that a member can have.
pub trait Place: Send + Sync {
    /// Where a value read goes.
    fn slot(&mut self) -> Slot<'_>;
    /// The value, if there is one.
    fn view(&self) -> Option<View<'_>>;
}

impl Place for String {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::Text(self))
    }
}

impl Place for i64 {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Int(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::Int(*self))
    }
}

impl Place for u64 {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Uint(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::Uint(*self))
    }
}

impl Place for f64 {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Float(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::Float(*self))
    }
}

impl Place for bool {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Bool(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::Bool(*self))
    }
}

impl Place for Timestamp {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Word(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::Time(self))
    }
}

impl<T: Structure> Place for T {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Object(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::Object(self))
    }
}

impl<T: Place + Default> Place for Option<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }

    fn view(&self) -> Option<View<'_>> {
        self.as_ref().and_then(Place::view)
    }
}

impl<T: Place + Default> OptionalSlot for Option<T> {
    fn hold(&mut self, value: bool) -> Option<Slot<'_>> {
        if value != self.is_some() {
            *self = value.then(T::default);
        }
        self.as_mut().map(Place::slot)
    }
}

impl<T: Place + Default> Place for Vec<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn view(&self) -> Option<View<'_>> {
        Some(View::List(self))
    }
}

impl<T: Place + Default> ListSlot for Vec<T> {
    fn push(&mut self) -> Slot<'_> {
        self.push(T::default());
        let last = self.len() - 1;
        self[last].slot()
    }

    fn truncate(&mut self, len: usize) {
        Vec::truncate(self, len);
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
