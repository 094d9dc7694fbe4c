//! The commands that are more than a call of the library.

pub(crate) mod diff;
pub(crate) mod package;
pub(crate) mod update;
