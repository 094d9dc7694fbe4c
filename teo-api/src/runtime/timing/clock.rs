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
    /// The offset to sign with now.
    pub(crate) fn current(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Takes the `Date` of a response that refused a signature as expired. Returns whether an attempt
    /// with the offset of now can succeed.
    ///
    /// It compares with the offset of that signature, not with the current one: of several calls that
    /// were signed with the old offset, each one tries again with the new. An offset that was signed
    /// with, and refused although the `Date` agrees with it, did not help and is taken back.
    pub(crate) fn correct(&self, signed_with: i64, clock: &Clock, date: SystemTime) -> bool {
        const SLACK: u64 = 5;
        let ahead = unix_seconds(date).saturating_sub(unix_seconds(clock()));
        if signed_with.abs_diff(ahead) > SLACK {
            self.0.store(ahead, Ordering::Relaxed);
            return true;
        }
        let _ = self.0.compare_exchange(signed_with, 0, Ordering::Relaxed, Ordering::Relaxed);
        false
    }
}

/// Seconds since 1970 by a clock and an offset.
pub(crate) fn signed_time(clock: &Clock, offset: i64) -> i64 {
    unix_seconds(clock()).saturating_add(offset)
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
        assert!(offset.correct(offset.current(), &clock, clock() - hour));
        assert_eq!(signed_time(&clock, offset.current()), 996_400);
        assert!(offset.correct(offset.current(), &clock, clock() + hour));
        assert_eq!(signed_time(&clock, offset.current()), 1_003_600);
    }

    #[test]
    fn every_call_that_was_signed_with_the_old_offset_tries_again() {
        let clock: Clock = Arc::new(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000));
        let date = clock() + Duration::from_secs(3600);
        let offset = ClockOffset::default();
        assert!((0..200).all(|_| offset.correct(0, &clock, date)));
        assert_eq!(offset.current(), 3600);
    }

    #[test]
    fn an_offset_that_did_not_help_is_taken_back() {
        let clock: Clock = Arc::new(|| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000));
        let date = clock() + Duration::from_secs(3600);
        let offset = ClockOffset::default();
        assert!(offset.correct(0, &clock, date));
        assert!(!offset.correct(3600, &clock, date + Duration::from_secs(3)));
        assert_eq!(offset.current(), 0);
    }
}
