//! The time in signatures: the time of this machine, corrected by the service's clock after the service
//! has refused a signature as expired.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

/// Returns the current time: the system's, unless the caller has set another clock.
pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// By how many seconds the service's clock is ahead. The clones of a client share it.
#[derive(Debug, Default)]
pub(crate) struct ClockOffset(AtomicI64);

impl ClockOffset {
    /// Seconds since 1970 by the service's clock.
    pub(crate) fn service_time(&self, clock: &Clock) -> i64 {
        unix_seconds(clock()).saturating_add(self.0.load(Ordering::Relaxed))
    }

    /// Takes the `Date` of a response as the service's time. Returns false if the offset before agreed
    /// with it within a few seconds.
    pub(crate) fn correct(&self, clock: &Clock, date: SystemTime) -> bool {
        const SLACK: u64 = 5;
        let ahead = unix_seconds(date).saturating_sub(unix_seconds(clock()));
        let before = self.0.swap(ahead, Ordering::Relaxed);
        before.abs_diff(ahead) > SLACK
    }
}

fn unix_seconds(time: SystemTime) -> i64 {
    let seconds = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()),
        Err(before) => i64::try_from(before.duration().as_secs()).map(|seconds| -seconds),
    };
    seconds.unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_date_corrects_the_clock_in_both_directions_and_repeatedly() {
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
