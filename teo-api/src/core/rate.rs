//! Keeping an action's documented rate: callers wait in line, first come, first served, instead of
//! being refused by the service.
//!
//! At most as many calls as the rate begin within any window that is a little longer than a second,
//! so that the service counts no more of them in a second of its own, however it counts.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::action::ActionFacts;

/// A second, and a tenth for what the way to the service stretches.
const WINDOW: Duration = Duration::from_millis(1100);

/// How often an action is called at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RateLimit {
    /// As often as the service documents for the action.
    #[default]
    Documented,
    /// This many times a second for each action; 0 counts as 1.
    PerSecond(u32),
    /// As often as it comes.
    Off,
}

/// The line in front of each action, shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct RateLimiters(Mutex<HashMap<(&'static str, &'static str), Arc<Line>>>);

/// When the latest calls began. Its lock is the line: Tokio hands it on in order of asking.
#[derive(Debug, Default)]
struct Line(tokio::sync::Mutex<VecDeque<Instant>>);

impl RateLimiters {
    /// Waits until the call may begin.
    pub(crate) async fn admit(&self, limit: RateLimit, facts: &ActionFacts) {
        let rate = match limit {
            RateLimit::Off => return,
            RateLimit::PerSecond(rate) => rate.max(1),
            RateLimit::Documented => match facts.requests_per_second {
                Some(rate) => rate,
                None => return,
            },
        };
        let line = {
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(lines.entry((facts.service.name, facts.name)).or_default())
        };
        let mut begun = line.0.lock().await;
        loop {
            let now = Instant::now();
            while begun.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
                begun.pop_front();
            }
            match begun.front() {
                Some(first) if begun.len() >= rate as usize => {
                    tokio::time::sleep_until(*first + WINDOW).await;
                }
                _ => {
                    begun.push_back(now);
                    return;
                }
            }
        }
    }
}
