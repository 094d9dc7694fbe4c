//! How often an action may be called. The service counts each action for itself; whether its windows
//! slide or stand still is not documented, so both can be had, and a client should pass either.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::fault::Fault;

/// So many requests in so long a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) requests: u32,
    pub(crate) window: Duration,
}

/// How a window goes along with time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Motion {
    /// Any stretch of the window's length holds at most the limit.
    #[default]
    Sliding,
    /// Windows follow each other from the first request on, and each begins with nothing counted.
    Fixed,
}

/// The calls counted so far. A refused call does not count.
#[derive(Debug)]
pub(crate) struct Rates {
    limit_of_all: Option<Limit>,
    motion: Motion,
    windows: BTreeMap<String, Window>,
}

#[derive(Debug)]
struct Window {
    begun: Instant,
    admitted: VecDeque<Instant>,
}

impl Rates {
    /// Counts by the limit of each action's spec, or by this one for all actions.
    pub(crate) fn new(limit_of_all: Option<Limit>, motion: Motion) -> Self {
        Self { limit_of_all, motion, windows: BTreeMap::new() }
    }

    /// Counts one call, or refuses it.
    pub(crate) fn admit(
        &mut self,
        action: &str,
        per_second: Option<u32>,
        now: Instant,
    ) -> Result<(), Fault> {
        let of_spec = per_second.map(|requests| Limit { requests, window: Duration::from_secs(1) });
        let Some(limit) = self.limit_of_all.or(of_spec) else {
            return Ok(());
        };
        let window = self
            .windows
            .entry(action.to_owned())
            .or_insert_with(|| Window { begun: now, admitted: VecDeque::new() });
        window.forget(limit, self.motion, now);
        if window.admitted.len() >= limit.requests as usize {
            return Err(Fault::new(
                "RequestLimitExceeded",
                format!("{action} may be called {} times in {:?}", limit.requests, limit.window),
            ));
        }
        window.admitted.push_back(now);
        Ok(())
    }
}

impl Window {
    /// Drops the calls that no longer count.
    fn forget(&mut self, limit: Limit, motion: Motion, now: Instant) {
        let age = |since: Instant| now.saturating_duration_since(since);
        match motion {
            Motion::Sliding => {
                while let Some(oldest) = self.admitted.front()
                    && age(*oldest) >= limit.window
                {
                    self.admitted.pop_front();
                }
            }
            Motion::Fixed if age(self.begun) >= limit.window => {
                self.begun =
                    now.checked_sub(remainder(age(self.begun), limit.window)).unwrap_or(now);
                self.admitted.clear();
            }
            Motion::Fixed => {}
        }
    }
}

/// What is left of a time once whole windows are taken out.
fn remainder(time: Duration, window: Duration) -> Duration {
    let nanoseconds = time.as_nanos() % window.as_nanos().max(1);
    u64::try_from(nanoseconds).map_or(Duration::ZERO, Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn admitted(motion: Motion, at_milliseconds: &[u64]) -> Vec<bool> {
        let limit = Limit { requests: 2, window: Duration::from_secs(1) };
        let mut rates = Rates::new(Some(limit), motion);
        let start = Instant::now();
        at_milliseconds
            .iter()
            .map(|ms| {
                let now = start + Duration::from_millis(*ms);
                rates.admit("Act", None, now).is_ok()
            })
            .collect()
    }

    #[test]
    fn a_sliding_window_holds_at_most_the_limit_wherever_it_is_laid() {
        assert_eq!(
            admitted(Motion::Sliding, &[0, 900, 950, 1_000, 1_800, 1_900]),
            [true, true, false, true, false, true]
        );
    }

    #[test]
    fn a_fixed_window_lets_two_bursts_meet_at_its_edge() {
        assert_eq!(
            admitted(Motion::Fixed, &[0, 900, 950, 1_000, 1_001, 1_999, 3_500]),
            [true, true, false, true, true, false, true]
        );
    }

    #[test]
    fn a_window_without_length_refuses_nothing() {
        for motion in [Motion::Sliding, Motion::Fixed] {
            let limit = Limit { requests: 1, window: Duration::ZERO };
            let mut rates = Rates::new(Some(limit), motion);
            let now = Instant::now();
            assert!(rates.admit("Act", None, now).is_ok());
            assert!(rates.admit("Act", None, now).is_ok());
        }
    }

    #[test]
    fn each_action_is_counted_for_itself_by_its_spec() {
        let mut rates = Rates::new(None, Motion::Sliding);
        let now = Instant::now();
        rates.admit("One", Some(1), now).unwrap();
        rates.admit("Other", Some(1), now).unwrap();
        assert_eq!(rates.admit("One", Some(1), now).unwrap_err().code, "RequestLimitExceeded");
    }

    #[test]
    fn an_action_without_a_rate_is_never_refused() {
        let mut rates = Rates::new(None, Motion::Sliding);
        let now = Instant::now();
        assert!((0..1_000).all(|_| rates.admit("Act", None, now).is_ok()));
    }
}
