//! The time that is signed: the machine's, corrected once the service has said that it is wrong.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// Tells the time; the system's unless a caller has set another.
pub(crate) type Clock = std::sync::Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// How many seconds the service's clock is ahead, shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct ClockOffset(AtomicI64);

impl ClockOffset {
    /// Seconds since 1970 by the service's clock.
    pub(crate) fn service_time(&self, clock: &Clock) -> i64 {
        unix_seconds(clock()).saturating_add(self.0.load(Ordering::Relaxed))
    }

    /// Takes over what an answer's Date says; false if the clocks agree within a few seconds.
    pub(crate) fn correct(&self, clock: &Clock, date: SystemTime) -> bool {
        const SLACK: u64 = 5;
        let ahead = unix_seconds(date).saturating_sub(unix_seconds(clock()));
        let before = self.0.swap(ahead, Ordering::Relaxed);
        before.abs_diff(ahead) > SLACK
    }
}

pub(crate) fn unix_seconds(time: SystemTime) -> i64 {
    let seconds = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()),
        Err(before) => i64::try_from(before.duration().as_secs()).map(|seconds| -seconds),
    };
    seconds.unwrap_or(i64::MAX)
}

/// The time in a Date or Retry-After header.
pub(crate) fn http_date(text: &str) -> Option<SystemTime> {
    let time = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    SystemTime::try_from(time).ok()
}

/// What a Retry-After header says: seconds, or a time to wait for.
pub(crate) fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    match text.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(http_date(text.trim())?.duration_since(now).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn dates_and_waits_of_headers_are_read() {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_551_113_065);
        let text = "Mon, 25 Feb 2019 16:44:25 GMT";
        assert_eq!(http_date(text), Some(date));
        assert_eq!(http_date("soon"), None);
        assert_eq!(retry_after("7", date), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(text, date - Duration::from_secs(3)), Some(Duration::from_secs(3)));
        assert_eq!(retry_after(text, date + Duration::from_secs(3)), Some(Duration::ZERO));
        assert_eq!(retry_after("-1", date), None);
    }

    #[test]
    fn a_clock_is_corrected_both_ways_and_again() {
        let hour = Duration::from_secs(3600);
        let clock: Clock = Arc::new(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000));
        let offset = ClockOffset::default();
        assert!(offset.correct(&clock, clock() - hour));
        assert_eq!(offset.service_time(&clock), 996_400);
        assert!(!offset.correct(&clock, clock() - hour + Duration::from_secs(3)));
        assert!(offset.correct(&clock, clock() + hour));
        assert_eq!(offset.service_time(&clock), 1_003_600);
    }
}
