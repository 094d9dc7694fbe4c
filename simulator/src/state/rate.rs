//! Limits how often an action may be called. The service counts each action separately. It does not
//! document whether its windows slide or are fixed, so this module implements both, and a
//! client should work with either.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::api_error::ApiError;

/// The number of requests that are allowed in a window of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) requests: u32,
    pub(crate) window: Duration,
}

/// The kind of the windows in which requests are counted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum WindowKind {
    /// Any period of the length of the window contains at most the allowed number of calls.
    #[default]
    Sliding,
    /// Consecutive windows start at the first call, and each counts from zero.
    Fixed,
}

/// Counts the calls of each action. A refused call does not count.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    limit_for_all: Option<Limit>,
    window_kind: WindowKind,
    windows: BTreeMap<String, Window>,
}

#[derive(Debug)]
struct Window {
    start: Instant,
    accepted_calls: VecDeque<Instant>,
}

impl RateLimiter {
    /// Limits every action to `limit_for_all`, or to its rate in the spec for `None`.
    pub(crate) fn new(limit_for_all: Option<Limit>, window_kind: WindowKind) -> Self {
        Self { limit_for_all, window_kind, windows: BTreeMap::new() }
    }

    /// Counts one call, or refuses a call that exceeds the limit.
    pub(crate) fn acquire(
        &mut self,
        action: &str,
        per_second: Option<u32>,
        now: Instant,
    ) -> Result<(), ApiError> {
        let spec_limit =
            per_second.map(|requests| Limit { requests, window: Duration::from_secs(1) });
        let Some(limit) = self.limit_for_all.or(spec_limit) else {
            return Ok(());
        };
        let window = self
            .windows
            .entry(action.to_owned())
            .or_insert_with(|| Window { start: now, accepted_calls: VecDeque::new() });
        window.drop_expired(limit, self.window_kind, now);
        if window.accepted_calls.len() >= limit.requests as usize {
            return Err(ApiError::new(
                "RequestLimitExceeded",
                format!(
                    "{action} was called more than {} times in {:?}",
                    limit.requests, limit.window
                ),
            ));
        }
        window.accepted_calls.push_back(now);
        Ok(())
    }
}

impl Window {
    /// Drops the calls that are no longer in a window.
    fn drop_expired(&mut self, limit: Limit, window_kind: WindowKind, now: Instant) {
        let age = |since: Instant| now.saturating_duration_since(since);
        match window_kind {
            WindowKind::Sliding => {
                while let Some(oldest) = self.accepted_calls.front()
                    && age(*oldest) >= limit.window
                {
                    self.accepted_calls.pop_front();
                }
            }
            WindowKind::Fixed if age(self.start) >= limit.window => {
                self.start =
                    now.checked_sub(remainder(age(self.start), limit.window)).unwrap_or(now);
                self.accepted_calls.clear();
            }
            WindowKind::Fixed => {}
        }
    }
}

/// Returns the remainder of a duration after division by the window.
fn remainder(time: Duration, window: Duration) -> Duration {
    let nanoseconds = time.as_nanos() % window.as_nanos().max(1);
    u64::try_from(nanoseconds).map_or(Duration::ZERO, Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn acquire_at(window_kind: WindowKind, at_milliseconds: &[u64]) -> Vec<bool> {
        let limit = Limit { requests: 2, window: Duration::from_secs(1) };
        let mut limiter = RateLimiter::new(Some(limit), window_kind);
        let start = Instant::now();
        at_milliseconds
            .iter()
            .map(|ms| {
                let now = start + Duration::from_millis(*ms);
                limiter.acquire("Act", None, now).is_ok()
            })
            .collect()
    }

    #[test]
    fn a_sliding_window_never_holds_more_than_the_limit() {
        assert_eq!(
            acquire_at(WindowKind::Sliding, &[0, 900, 950, 1_000, 1_800, 1_900]),
            [true, true, false, true, false, true]
        );
    }

    #[test]
    fn fixed_windows_allow_a_burst_before_and_after_a_boundary() {
        assert_eq!(
            acquire_at(WindowKind::Fixed, &[0, 900, 950, 1_000, 1_001, 1_999, 3_500]),
            [true, true, false, true, true, false, true]
        );
    }

    #[test]
    fn a_window_of_zero_length_refuses_nothing() {
        for window_kind in [WindowKind::Sliding, WindowKind::Fixed] {
            let limit = Limit { requests: 1, window: Duration::ZERO };
            let mut limiter = RateLimiter::new(Some(limit), window_kind);
            let now = Instant::now();
            assert!(limiter.acquire("Act", None, now).is_ok());
            assert!(limiter.acquire("Act", None, now).is_ok());
        }
    }

    #[test]
    fn the_calls_of_each_action_are_counted_separately() {
        let mut limiter = RateLimiter::new(None, WindowKind::Sliding);
        let now = Instant::now();
        limiter.acquire("One", Some(1), now).unwrap();
        limiter.acquire("Other", Some(1), now).unwrap();
        assert_eq!(limiter.acquire("One", Some(1), now).unwrap_err().code, "RequestLimitExceeded");
    }

    #[test]
    fn an_action_without_a_rate_is_never_refused() {
        let mut limiter = RateLimiter::new(None, WindowKind::Sliding);
        let now = Instant::now();
        assert!((0..1_000).all(|_| limiter.acquire("Act", None, now).is_ok()));
    }
}
