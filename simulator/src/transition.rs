//! A state that changes by itself after a while. It is worked out from the clock when asked, so
//! nothing runs in between and a test can turn the clock.

use std::time::{Duration, SystemTime};

/// From one state to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transition {
    before: &'static str,
    after: &'static str,
    /// When the second state begins; never, if it lies beyond all time.
    end: Option<SystemTime>,
}

impl Transition {
    /// A state that does not change.
    pub(crate) fn settled(state: &'static str) -> Self {
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

    /// The state that is there or still to come.
    pub(crate) fn aim(self) -> &'static str {
        self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_state_begins_once_the_time_is_over() {
        let start = SystemTime::UNIX_EPOCH;
        let change = Transition::new("process", "online", start, Duration::from_secs(9));
        assert_eq!(change.at(start + Duration::from_millis(8_999)), "process");
        assert_eq!(change.at(start + Duration::from_secs(9)), "online");
        assert_eq!(change.aim(), "online");
        assert_eq!(Transition::settled("offline").at(start), "offline");
    }

    #[test]
    fn a_time_beyond_all_is_never_over() {
        let start = SystemTime::UNIX_EPOCH;
        let change = Transition::new("process", "online", start, Duration::MAX);
        assert_eq!(change.at(start + Duration::from_secs(1 << 40)), "process");
    }
}
