//! The places of one queue: which call may start when.
//!
//! A place is a time. It is reserved at once, so nobody waits for others to be polled; and it is lost
//! when it is not taken, so nobody waits for those who are gone. Every function is passed the time:
//! the tests need no clock.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// One second, and a tenth of a second for requests that the network brings closer together. It is
/// also for how long a place can be taken.
const WINDOW: Duration = Duration::from_millis(1100);

/// The calls that started within the last window, and the places of those that wait.
#[derive(Debug)]
pub(super) struct Places {
    /// At most so many calls start in any window.
    rate: usize,
    /// When calls started, in order.
    started: VecDeque<Instant>,
    /// Places whose owners wait.
    reserved: BTreeSet<Place>,
    /// Places that were given back before their time.
    free: BTreeSet<Place>,
    next_number: u64,
}

/// A time at which one call may start. Of places with the same time, the one reserved first is ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    time: Instant,
    number: u64,
}

impl Place {
    pub(super) fn time(self) -> Instant {
        self.time
    }
}

/// What the owner of a place does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// The call starts.
    Now,
    /// The owner waits for the time of this place, which it has instead of the one before.
    Wait(Place),
    /// The place was not taken within one window. The owner reserves another.
    Forfeited,
}

impl Places {
    pub(super) fn new(rate: u32) -> Self {
        Self {
            // Specs and the builder refuse 0, with which no call would ever start.
            rate: rate.max(1) as usize,
            started: VecDeque::new(),
            reserved: BTreeSet::new(),
            free: BTreeSet::new(),
            next_number: 0,
        }
    }

    /// Reserves a place that leaves all others where they are: the first that was given back, or one
    /// behind all others.
    pub(super) fn reserve(&mut self, now: Instant) -> Place {
        self.prune(now);
        let free = self.free.pop_first().map(|place| place.time);
        let time = free.unwrap_or_else(|| self.behind_all(now));
        let place = Place { time, number: self.next_number };
        self.next_number += 1;
        self.reserved.insert(place);
        place
    }

    /// Starts the call that has this place, if its time has come and the calls that really started
    /// leave it room: they may have started late.
    ///
    /// `slept_until` is later than `now` where the clock of the caller's runtime runs ahead. Its call
    /// then starts by that clock, and does not count for those who go by the clock of the process.
    pub(super) fn try_start(&mut self, place: Place, now: Instant, slept_until: Instant) -> Start {
        self.prune(now);
        if !self.reserved.contains(&place) {
            return Start::Forfeited;
        }
        if place.time > now.max(slept_until) {
            return Start::Wait(place);
        }
        self.reserved.remove(&place);
        if place.time > now {
            self.free.insert(place);
            return Start::Now;
        }
        let Some(surplus) = self.started.len().checked_sub(self.rate) else {
            self.started.push_back(now);
            return Start::Now;
        };
        // A caller that comes in time keeps a place, whoever was late.
        let place = Place { time: self.started[surplus] + WINDOW, ..place };
        self.reserved.insert(place);
        Start::Wait(place)
    }

    /// Leaves the place to a newcomer, unless it was taken or forfeited.
    pub(super) fn give_back(&mut self, place: Place) {
        if self.reserved.remove(&place) {
            self.free.insert(place);
        }
    }

    /// Forgets calls that no longer count and places that are forfeited, and free places whose time
    /// has passed: a newcomer that took one late would delay those behind it.
    fn prune(&mut self, now: Instant) {
        while self.started.front().is_some_and(|time| *time + WINDOW <= now) {
            self.started.pop_front();
        }
        while self.reserved.first().is_some_and(|place| place.time + WINDOW <= now) {
            self.reserved.pop_first();
        }
        while self.free.first().is_some_and(|place| place.time < now) {
            self.free.pop_first();
        }
    }

    /// The earliest time, from now on, that has fewer calls and places than the rate within the window
    /// before it, however many come after it. No place is free.
    fn behind_all(&self, now: Instant) -> Instant {
        if self.started.len() + self.reserved.len() < self.rate {
            return now;
        }
        let started = self.started.iter().rev().take(self.rate).copied();
        let reserved = self.reserved.iter().rev().take(self.rate).map(|place| place.time);
        let mut latest: Vec<Instant> = started.chain(reserved).collect();
        latest.sort_unstable();
        now.max(latest[latest.len() - self.rate] + WINDOW)
    }
}

#[cfg(test)]
mod tests;
