//! Under which conditions JSON is read: how much memory its values may take, and which secrets no
//! event shows. A program reads JSON of its own without a limit; what a server sends has one, since a
//! few bytes of JSON can become a hundred times as many in memory.

use std::borrow::Cow;
use std::cell::Cell;

use serde::de::Error;

use super::drift::Drift;
use crate::runtime::credentials::Credentials;

/// Three times what the largest list of the service takes: a thousand rules with ten actions each, of
/// which each is a structure of some three kilobytes.
const MAX_RESPONSE_MEMORY: usize = 96 * 1024 * 1024;

/// The conditions of one read.
pub(crate) struct Reading<'a> {
    memory_left: Cell<usize>,
    credentials: Option<&'a Credentials>,
    /// Differences from the specs are no news about the service.
    is_quiet: bool,
}

impl<'a> Reading<'a> {
    /// JSON of the program itself.
    pub(super) fn without_limit() -> Self {
        Self { memory_left: Cell::new(usize::MAX), credentials: None, is_quiet: false }
    }

    /// A request that the program wrote as JSON.
    pub(super) fn request() -> Self {
        Self { is_quiet: true, ..Self::without_limit() }
    }

    /// A response to a request that was signed with these credentials.
    pub(crate) fn response(credentials: &'a Credentials) -> Self {
        let memory_left = Cell::new(MAX_RESPONSE_MEMORY);
        Self { memory_left, credentials: Some(credentials), is_quiet: false }
    }

    /// Takes the memory of a value before it is stored: of the items of lists, whose structures hold
    /// the structures inside them, and of values for which there is no field.
    pub(super) fn charge<E: Error>(&self, bytes: usize) -> Result<(), E> {
        match self.memory_left.get().checked_sub(bytes) {
            Some(left) => {
                self.memory_left.set(left);
                Ok(())
            }
            None => Err(E::custom(format_args!(
                "its values take more than {MAX_RESPONSE_MEMORY} bytes of memory"
            ))),
        }
    }

    /// Emits the event of a difference from the specs.
    pub(super) fn report(&self, drift: Drift, structure: &str, member: &str) {
        if !self.is_quiet {
            drift.report(structure, member);
        }
    }

    /// A name from the JSON as an event may show it.
    pub(super) fn shown<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.credentials {
            Some(credentials) => credentials.scrub(name).into(),
            None => name.into(),
        }
    }
}
