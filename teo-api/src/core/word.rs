//! Texts with a meaning: open enums and times, read and written as the text that they were.

use super::view::Place;

/// A text with a meaning: implemented by generated enums and by `Timestamp`.
pub trait Word: Place {
    /// Takes the text over, whatever it is.
    fn set(&mut self, text: &str);
    /// False for a value that this version does not know.
    fn is_known(&self) -> bool;
}

/// A value that an open enum does not know, kept as it was sent.
///
/// Only the enum's `From<&str>` and `FromStr` make one, so that a value that is known never hides
/// in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// For generated code: the enum has looked the value up and does not know it.
    #[doc(hidden)]
    #[must_use]
    pub fn kept(text: &str) -> Self {
        Self(text.into())
    }

    /// The value as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
