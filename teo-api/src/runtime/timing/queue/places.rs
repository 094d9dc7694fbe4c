//! The places of one queue: which call may start when.
//!
//! A place is a time. It is reserved at once, so nobody waits for others to be polled; and it is lost
//! when it is not taken, so nobody waits for those who are gone. A caller that keeps to the times that
//! it is told keeps its place or gets an earlier one. Every function is passed the time: the tests need no
//! clock.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// One second, and a tenth of a second for requests that the network brings closer together. It is
/// also for how long a place can be taken.
const WINDOW: Duration = Duration::from_millis(1100);

/// For how long others wait for somebody who was told to try now. A busy runtime polls a little late.
const HOLD: Duration = Duration::from_millis(100);

/// The calls that started within the last window, and the places of those that wait.
#[derive(Debug)]
pub(super) struct Places {
    /// At most so many calls start in any window.
    rate: usize,
    /// Sorted. What lies a window back is removed: calls no longer count, and places are forfeited.
    entries: VecDeque<Entry>,
    /// Places were given back, so a newcomer may fit in ahead of others.
    gaps: bool,
    next_number: u64,
}

#[derive(Debug)]
struct Entry {
    place: Place,
    /// Until when its owner was told to wait.
    until: Instant,
    started: bool,
}

/// A time at which one call may start. Of places with the same time, the one reserved first is ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    time: Instant,
    number: u64,
}

/// What the owner of a place does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// The call starts.
    Now,
    /// The owner waits until this time and tries again, with this place instead of the one it had.
    Wait { place: Place, until: Instant },
    /// The place was not taken within one window. The owner reserves another.
    Forfeited,
}

impl Places {
    pub(super) fn new(rate: u32) -> Self {
        // Specs and the builder refuse 0, with which no call would ever start.
        let rate = rate.max(1) as usize;
        Self { rate, entries: VecDeque::new(), gaps: false, next_number: 0 }
    }

    /// Reserves the earliest place that leaves all others where they are.
    pub(super) fn reserve(&mut self, now: Instant) -> Place {
        self.prune(now);
        let place = Place { time: self.earliest(now), number: self.next_number };
        self.next_number += 1;
        // A newcomer that is behind all others has found none.
        self.gaps &= self.entries.back().is_some_and(|last| last.place > place);
        self.insert(Entry { place, until: now, started: false });
        place
    }

    /// Starts the call that has this place, if it is its turn: if the calls that started and the
    /// places ahead leave it room.
    ///
    /// `slept_until` is later than `now` where the clock of the caller's runtime runs ahead. Its call
    /// then starts by that clock, and does not count for those who go by the clock of the process.
    pub(super) fn try_start(
        &mut self,
        mut place: Place,
        now: Instant,
        slept_until: Instant,
    ) -> Start {
        self.prune(now);
        let Some(index) = self.index(place) else {
            return Start::Forfeited;
        };
        self.entries.remove(index);
        let reached = now.max(slept_until);
        if place.time > reached {
            let earlier = self.earliest(now);
            if earlier < place.time {
                if let Some(until) = self.awaited_ahead(place, now, reached) {
                    return self.wait(place, until.min(place.time));
                }
                place.time = earlier;
            }
            if place.time > reached {
                return self.wait(place, place.next_look(reached));
            }
        }
        match self.next_turn(place, now) {
            None => {
                place.time = now;
                self.insert(Entry { place, until: now, started: true });
                Start::Now
            }
            Some(turn) if turn <= reached => {
                self.gaps = true;
                Start::Now
            }
            Some(turn) => {
                place.time = turn;
                self.wait(place, place.next_look(reached))
            }
        }
    }

    /// Leaves the place to a newcomer, if it is neither taken nor forfeited.
    pub(super) fn give_back(&mut self, place: Place) {
        if let Some(index) = self.index(place) {
            self.entries.remove(index);
            self.gaps = true;
        }
    }

    fn prune(&mut self, now: Instant) {
        while self.entries.front().is_some_and(|first| first.place.time + WINDOW <= now) {
            self.entries.pop_front();
        }
    }

    /// The earliest time at which one more call would not be one too many in any window.
    fn earliest(&self, now: Instant) -> Instant {
        let Some(ahead) = self.entries.len().checked_sub(self.rate) else {
            return now;
        };
        let next = self.entries.iter().find(|entry| !entry.started);
        let late = next.is_some_and(|entry| entry.place.time <= now);
        if !self.gaps && !late {
            // It fits in nowhere but at the end.
            return self.entries[ahead].place.time + WINDOW;
        }
        let times = || self.entries.iter().filter(|entry| entry.counts(now)).map(|e| e.place.time);
        let mut time = now;
        // The first and the last of as many calls as the rate allows.
        for (first, last) in times().zip(times().skip(self.rate - 1)) {
            if last >= time + WINDOW {
                break;
            }
            let fill_a_window = last < first + WINDOW;
            if fill_a_window {
                time = time.max(first + WINDOW);
            }
        }
        time
    }

    /// Until when to wait for somebody ahead who was told to try again now.
    fn awaited_ahead(&self, place: Place, now: Instant, reached: Instant) -> Option<Instant> {
        let mut ahead = self.entries.range(..self.ahead_of(place));
        let awaited =
            |entry: &&Entry| !entry.started && entry.until <= now && entry.until + HOLD > reached;
        ahead.find(awaited).map(|entry| entry.until + HOLD)
    }

    /// When a place whose time has come, and which is not in the list, has its turn; `None` is now.
    fn next_turn(&self, place: Place, now: Instant) -> Option<Instant> {
        if self.entries.len() < self.rate {
            return None;
        }
        let index = self.ahead_of(place);
        let ahead = || {
            let earlier = self.entries.range(..index).filter(|entry| entry.counts(now));
            // Calls that were behind, and started because the owner of this place is late.
            let behind = self.entries.range(index..);
            let behind = behind.take_while(|entry| entry.place.time <= now);
            earlier.chain(behind.filter(|entry| entry.started))
        };
        let surplus = ahead().count().checked_sub(self.rate)?;
        ahead().nth(surplus).map(|entry| entry.place.time + WINDOW)
    }

    fn wait(&mut self, place: Place, until: Instant) -> Start {
        self.insert(Entry { place, until, started: false });
        Start::Wait { place, until }
    }

    fn insert(&mut self, entry: Entry) {
        self.entries.insert(self.ahead_of(entry.place), entry);
    }

    fn ahead_of(&self, place: Place) -> usize {
        self.entries.partition_point(|other| other.place < place)
    }

    fn index(&self, place: Place) -> Option<usize> {
        let index = self.entries.binary_search_by_key(&place, |entry| entry.place).ok()?;
        (!self.entries[index].started).then_some(index)
    }
}

impl Place {
    /// When its owner tries next: at the time of the place. But once before that it looks whether the
    /// place one window ahead is taken, for if it is not, there may be room.
    fn next_look(self, reached: Instant) -> Instant {
        let rest = WINDOW - HOLD;
        if self.time > reached + rest { self.time - rest } else { self.time }
    }
}

impl Entry {
    /// Whether others leave room for it: its call has started, or its owner is not known to be late.
    fn counts(&self, now: Instant) -> bool {
        self.started || self.place.time + HOLD > now
    }
}

#[cfg(test)]
mod tests;
