//! A text of the service that a program reads as it is, and people without secrets: the server may
//! echo a key in it.

use crate::runtime::credentials::Credentials;

/// A text as received, and as an error shows it.
pub(crate) struct Redacted {
    pub(crate) text: String,
    pub(super) shown: String,
}

impl Redacted {
    pub(crate) fn new(text: String, credentials: &Credentials) -> Self {
        let shown = credentials.scrub(&text);
        Self { text, shown }
    }
}
