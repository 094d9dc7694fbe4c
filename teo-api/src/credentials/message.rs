//! Messages of errors for people who see the message alone.

use std::error::Error;

/// The message of an error, with that of its root cause unless it is part of it.
pub(super) fn with_root_cause(error: &dyn Error) -> String {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    let (message, cause) = (error.to_string(), root.to_string());
    if message.contains(&cause) { message } else { format!("{message}: {cause}") }
}
