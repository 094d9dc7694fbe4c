//! Times as the service writes them: in UTC, to the second.

use std::time::SystemTime;

use jiff::Timestamp;

/// Truncates a time to whole seconds. A time outside the range of [`Timestamp`] becomes the start
/// of 1970.
pub(crate) fn whole_seconds(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time)
        .and_then(|time| Timestamp::from_second(time.as_second()))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_time_is_written_in_utc_to_the_second() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_644_373_723_999);
        assert_eq!(whole_seconds(time).to_string(), "2022-02-09T02:28:43Z");
    }
}
