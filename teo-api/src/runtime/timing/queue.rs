//! Keeps the documented rate of an action: calls queue here in the order in which they came, instead
//! of being refused by the service.
//!
//! In any window a little longer than a second, at most as many calls start as the rate allows. So
//! the service counts no more of them in one of its own seconds, wherever that second begins.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::runtime::schema::ActionSchema;

/// One second, and a tenth of a second for requests that the network brings closer together.
const WINDOW: Duration = Duration::from_millis(1100);

/// The greatest rate at which a client calls each action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RateLimit {
    /// The rate that the service documents for the action.
    #[default]
    Documented,
    /// This many requests per second for each action. The builder refuses 0.
    PerSecond(u32),
    /// No limit.
    Off,
}

/// The queue of each action. The clones of a client share them.
#[derive(Debug, Default)]
pub(crate) struct Queues(Mutex<HashMap<(&'static str, &'static str), Arc<Queue>>>);

/// The times at which the latest calls started. Callers wait for its lock, which Tokio grants in the
/// order in which they asked.
#[derive(Debug, Default)]
struct Queue(tokio::sync::Mutex<VecDeque<Instant>>);

impl Queues {
    /// Waits until a call of the action may start.
    pub(crate) async fn acquire(&self, limit: RateLimit, schema: &ActionSchema) {
        let rate = match limit {
            RateLimit::Off => return,
            RateLimit::PerSecond(rate) => rate,
            RateLimit::Documented => match schema.requests_per_second {
                Some(rate) => rate,
                None => return,
            },
        };
        let queue = {
            let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(queues.entry((schema.service.name, schema.name)).or_default())
        };
        let mut started = queue.0.lock().await;
        loop {
            let now = Instant::now();
            while started.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
                started.pop_front();
            }
            match started.front() {
                Some(first) if started.len() >= rate as usize => {
                    tokio::time::sleep_until(*first + WINDOW).await;
                }
                _ => {
                    started.push_back(now);
                    return;
                }
            }
        }
    }
}
