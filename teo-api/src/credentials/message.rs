//! Messages of errors for people who see the message alone.

use std::error::Error;

use crate::runtime::root_cause;

/// The message of an error, with that of its root cause unless it is part of it.
pub(super) fn with_root_cause(error: &(dyn Error + 'static)) -> String {
    let (message, cause) = (error.to_string(), root_cause(error).to_string());
    if message.contains(&cause) { message } else { format!("{message}: {cause}") }
}
