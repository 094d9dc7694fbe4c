//! Why a wait ended without success although no call failed, with everything that the message needs.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::Error;

/// A state comes from the service, so its length is limited in messages.
const MAX_STATE_CHARS: usize = 64;
/// So is the number of states.
const MAX_STATES: usize = 5;

/// Why a wait ended, and what it was for.
#[derive(Debug)]
pub(crate) struct WaitFault {
    pub(crate) resource: &'static str,
    /// Names and values of the identifiers.
    pub(crate) identifiers: Vec<(&'static str, String)>,
    /// Path of the member with the state.
    pub(crate) member: &'static str,
    /// The values that would have ended the wait well.
    pub(crate) succeeds: &'static [&'static str],
    pub(crate) end: WaitEnd,
    pub(crate) waited: Duration,
    /// The error of the last poll, if it failed.
    pub(crate) error: Option<Error>,
}

#[derive(Debug)]
pub(crate) enum WaitEnd {
    /// This many items of all are in one of these states.
    Failed { items: usize, of: usize, states: BTreeSet<String> },
    /// It was seen before, or never.
    NotFound { seen: bool },
    /// The last states, if anything was seen.
    Deadline { seen: bool, states: BTreeSet<String> },
}

impl fmt::Display for WaitFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource, identifiers, member, succeeds, end, waited, error } = self;
        write!(f, "waited for {resource}")?;
        for (index, (name, value)) in identifiers.iter().enumerate() {
            write!(f, "{} {name} {value:?}", if index == 0 { "" } else { "," })?;
        }
        let wanted = quoted(succeeds.iter().copied());
        match end {
            WaitEnd::Failed { items, of, states } => {
                write!(f, ": {member}")?;
                if *of > 1 {
                    write!(f, " of {items} of {of}")?;
                }
                let states = quoted(states.iter().map(String::as_str));
                write!(f, " is {states} and will not become {wanted} by itself. ")?;
                f.write_str("Look at the resource in the error, and start the change again")?;
            }
            WaitEnd::NotFound { seen: false } => {
                write!(f, ": it was not found within {waited:.0?}. Check the identifiers")?;
            }
            WaitEnd::NotFound { seen: true } => {
                f.write_str(": it is not found any more. Something else may have deleted it")?;
            }
            WaitEnd::Deadline { seen: false, .. } => {
                write!(f, ": it was not seen within {waited:.0?}. Check the identifiers")?;
                f.write_str(", or wait longer (`timeout`)")?;
            }
            WaitEnd::Deadline { seen: true, states } => {
                let states = match states.is_empty() {
                    true => "not set".to_owned(),
                    false => quoted(states.iter().map(String::as_str)),
                };
                write!(f, ": {member} is still {states} after {waited:.0?}, not {wanted}. ")?;
                f.write_str("Wait again, or longer (`timeout`)")?;
            }
        }
        match error {
            Some(error) => write!(f, "; the last poll failed: {error}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for WaitFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.as_ref().map(|error| error as _)
    }
}

fn quoted<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let shown = |value: &str| {
        let start: String = value.chars().take(MAX_STATE_CHARS).collect();
        format!("{start:?}")
    };
    values.take(MAX_STATES).map(shown).collect::<Vec<_>>().join(" or ")
}
