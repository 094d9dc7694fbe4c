//! Keeps the documented rate of an action: calls queue here, mostly in the order in which they came,
//! instead of being refused by the service.
//!
//! In any window a little longer than a second, at most as many calls start as the rate allows. So
//! the service counts no more of them in one of its own seconds, wherever that second begins.
//!
//! A caller that waits has a place, which is a time, and holds no lock. So a caller that nobody polls
//! costs the others its place at most, and one that is dropped leaves its place to a newcomer.

mod places;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use self::places::{Place, Places, Start};
use crate::runtime::schema::ActionSchema;

/// The greatest rate at which a client calls each action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
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

/// The queue of one action.
#[derive(Debug)]
struct Queue(Mutex<Places>);

/// A place that a caller has reserved. If it is dropped before the call starts, a newcomer gets the
/// place.
struct Reserved<'a> {
    queue: &'a Queue,
    place: Place,
}

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
            let queue = queues.entry((schema.service.name, schema.name));
            Arc::clone(queue.or_insert_with(|| Arc::new(Queue(Mutex::new(Places::new(rate))))))
        };
        // A caller whose place was forfeited takes a new one.
        while !queue.reserve().take().await {}
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve(&self) -> Reserved<'_> {
        let place = self.lock().reserve(Instant::now());
        Reserved { queue: self, place }
    }
}

impl Reserved<'_> {
    /// Waits until the call may start. Returns false if the place was forfeited before that.
    async fn take(mut self) -> bool {
        // The time up to which this caller has slept, by the clock of its runtime. Where that clock
        // runs ahead, as a paused one does, a caller that went by the clock of the process alone
        // would sleep again and again while hardly any time passes.
        let mut slept_until = Instant::now();
        loop {
            let start = self.queue.lock().try_start(self.place, Instant::now(), slept_until);
            let until = match start {
                Start::Now => return true,
                Start::Forfeited => return false,
                Start::Wait { place, until } => {
                    self.place = place;
                    until
                }
            };
            let now = Instant::now().max(slept_until);
            tokio::time::sleep(until.saturating_duration_since(now)).await;
            slept_until = until;
        }
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        self.queue.lock().give_back(self.place);
    }
}
