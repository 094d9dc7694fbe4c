//! A state that changes once, after a duration. Each read computes the state from the clock, so
//! nothing runs in the background and a test can advance the clock.

use std::time::{Duration, SystemTime};

/// A change from one state to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transition {
    before: &'static str,
    after: &'static str,
    /// The time at which `after` begins. `None` if nothing changes, or if the time is beyond the
    /// range of [`SystemTime`].
    end: Option<SystemTime>,
}

impl Transition {
    /// Makes a state that does not change.
    pub(crate) fn for_state(state: &'static str) -> Self {
        Self { before: state, after: state, end: None }
    }

    pub(crate) fn new(
        before: &'static str,
        after: &'static str,
        start: SystemTime,
        duration: Duration,
    ) -> Self {
        Self { before, after, end: start.checked_add(duration) }
    }

    pub(crate) fn at(self, now: SystemTime) -> &'static str {
        if self.end.is_some_and(|end| end <= now) { self.after } else { self.before }
    }

    /// Returns the state after the change.
    pub(crate) fn target(self) -> &'static str {
        self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_state_begins_when_the_duration_is_over() {
        let start = SystemTime::UNIX_EPOCH;
        let change = Transition::new("process", "online", start, Duration::from_secs(9));
        assert_eq!(change.at(start + Duration::from_millis(8_999)), "process");
        assert_eq!(change.at(start + Duration::from_secs(9)), "online");
        assert_eq!(change.target(), "online");
        assert_eq!(Transition::for_state("offline").at(start), "offline");
    }

    #[test]
    fn a_duration_beyond_the_range_of_times_never_ends() {
        let start = SystemTime::UNIX_EPOCH;
        let change = Transition::new("process", "online", start, Duration::MAX);
        assert_eq!(change.at(start + Duration::from_secs(1 << 40)), "process");
    }
}
