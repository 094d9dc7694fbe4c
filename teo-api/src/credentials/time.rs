//! Expiry times as other tools write them, and as messages show them.

use std::time::{Duration, SystemTime};

/// Parses seconds since 1970, given as a number or as a string.
pub(super) fn parse_unix_timestamp(value: &serde_json::Value) -> Option<SystemTime> {
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    let since = Duration::try_from_secs_f64(seconds).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(since)
}

/// Formats a time for a message.
pub(super) fn format_time(time: SystemTime) -> String {
    match jiff::Timestamp::try_from(time) {
        Ok(time) => time.to_string(),
        Err(_) => "a time beyond the calendar".to_owned(),
    }
}
