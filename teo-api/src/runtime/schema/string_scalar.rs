//! Scalars that travel as strings: open enums and timestamps. The runtime reads and writes them as
//! the text that the service sent.

use super::value_ref::Field;

/// A string-backed scalar. Generated enums and [`Timestamp`](super::Timestamp) implement it.
pub trait StringScalar: Field {
    /// Takes the text, whatever it is.
    fn set(&mut self, text: &str);
    /// Returns false for a value that this version does not know.
    fn is_known(&self) -> bool;
}

/// A value that an open enum does not know, kept as the service sent it.
///
/// Only `From<&str>` and `FromStr` of the enum create one, so a known value is never hidden in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// For generated code: the enum has looked the value up and does not know it.
    #[doc(hidden)]
    #[must_use]
    pub fn kept(text: &str) -> Self {
        Self(text.into())
    }

    /// The value as the service sent it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
