//! Made-up times: places that are due, late, passed, dropped and forfeited.

mod mixtures;

use super::*;

/// A queue, and a clock that the test moves. Times are in milliseconds; a window has 1100.
struct Queue {
    places: Places,
    beginning: Instant,
    /// Until when the last caller was told to wait.
    until: u64,
}

impl Queue {
    fn new(rate: u32) -> Self {
        Self { places: Places::new(rate), beginning: Instant::now(), until: 0 }
    }

    fn at(&self, time: u64) -> Instant {
        self.beginning + Duration::from_millis(time)
    }

    fn time(&self, time: Instant) -> u64 {
        time.duration_since(self.beginning).as_millis().try_into().unwrap()
    }

    /// Tries to start a call whose caller goes by the clock of the process.
    fn poll(&mut self, place: &mut Place, now: u64) -> Poll {
        self.poll_ahead(place, now, now)
    }

    fn poll_ahead(&mut self, place: &mut Place, now: u64, slept_until: u64) -> Poll {
        match self.places.try_start(*place, self.at(now), self.at(slept_until)) {
            Start::Now => Started,
            Start::Forfeited => Forfeited,
            Start::Wait { place: other, until } => {
                *place = other;
                self.until = self.time(until);
                Waits(self.time(other.time))
            }
        }
    }

    /// What a caller does first: reserve a place, and try at once.
    fn join(&mut self, now: u64) -> (Place, Poll) {
        let mut place = self.places.reserve(self.at(now));
        let poll = self.poll(&mut place, now);
        (place, poll)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Poll {
    Started,
    /// With the time of its place.
    Waits(u64),
    Forfeited,
}

use Poll::{Forfeited, Started, Waits};

#[test]
fn places_are_a_window_apart_by_the_rate() {
    let mut queue = Queue::new(2);
    let turns = [0; 6].map(|now| queue.join(now).1);
    assert_eq!(turns, [Started, Started, Waits(1100), Waits(1100), Waits(2200), Waits(2200)]);
    assert_eq!(queue.join(1000).1, Waits(3300));
}

#[test]
fn a_window_after_the_last_call_the_rate_is_there_again() {
    let mut queue = Queue::new(2);
    assert_eq!([0, 500, 1099].map(|now| queue.join(now).1), [Started, Started, Waits(1100)]);
    let mut queue = Queue::new(2);
    let turns = [0, 500, 1100, 1100].map(|now| queue.join(now).1);
    assert_eq!(turns, [Started, Started, Started, Waits(1600)]);
}

#[test]
fn a_caller_that_is_never_polled_again_costs_the_others_its_place_alone() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (mut gone, turn) = queue.join(0);
    assert_eq!(turn, Waits(1100));
    let (mut next, turn) = queue.join(0);
    assert_eq!(turn, Waits(2200));
    assert_eq!(queue.poll(&mut next, 2200), Started);
    assert_eq!(queue.poll(&mut gone, 2200), Forfeited);
    assert_eq!(queue.join(2200).1, Waits(3300));
}

#[test]
fn a_late_caller_starts_within_its_window_and_those_behind_wait_for_the_rate() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (mut late, _) = queue.join(0);
    let (mut next, _) = queue.join(0);
    assert_eq!(queue.poll(&mut late, 2000), Started);
    assert_eq!(queue.poll(&mut next, 2200), Waits(3100));
    // It was there in time, so the window in which it can start begins when it is told to.
    assert_eq!(queue.poll(&mut next, 4000), Started);
}

#[test]
fn a_caller_looks_whether_the_place_ahead_is_taken_and_passes_a_late_one_if_it_delays_nobody() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (mut late, _) = queue.join(0);
    let (mut next, turn) = queue.join(0);
    assert_eq!((turn, queue.until), (Waits(2200), 1200));
    assert_eq!(queue.poll(&mut next, 1200), Started);
    assert_eq!(queue.poll(&mut late, 1300), Waits(2300));
    assert_eq!(queue.join(1300).1, Waits(3400));
    assert_eq!(queue.poll(&mut late, 2300), Started);

    let mut queue = Queue::new(1);
    queue.join(0);
    let (mut punctual, _) = queue.join(0);
    let (mut next, _) = queue.join(0);
    assert_eq!(queue.poll(&mut punctual, 1101), Started);
    assert_eq!((queue.poll(&mut next, 1200), queue.until), (Waits(2200), 2200));
    assert_eq!((queue.poll(&mut next, 2200), queue.until), (Waits(2201), 2201));

    // Here it would delay the next.
    let mut queue = Queue::new(1);
    queue.join(0);
    queue.join(0);
    let (mut next, _) = queue.join(0);
    let (mut newcomer, turn) = queue.join(1150);
    assert_eq!((turn, queue.until), (Waits(3300), 2300));
    assert_eq!(queue.poll(&mut newcomer, 1300), Waits(3300));
    assert_eq!(queue.poll(&mut next, 2200), Started);
}

#[test]
fn of_callers_that_look_at_the_same_time_the_first_in_the_queue_passes_a_late_one() {
    let mut queue = Queue::new(2);
    for now in [0; 4] {
        queue.join(now);
    }
    let (mut first, _) = queue.join(0);
    let (mut second, _) = queue.join(0);
    // Two places are late, but the second caller leaves the first a moment to take one of them.
    assert_eq!((queue.poll(&mut second, 1200), queue.until), (Waits(2200), 1300));
    assert_eq!(queue.poll(&mut first, 1201), Started);
    assert_eq!(queue.poll(&mut second, 1300), Started);
}

#[test]
fn a_caller_that_is_polled_early_starts_no_earlier_and_keeps_its_place() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (mut second, _) = queue.join(0);
    let (mut third, _) = queue.join(0);
    assert_eq!(queue.poll(&mut third, 600), Waits(2200));
    assert_eq!(queue.poll(&mut second, 600), Waits(1100));
    assert_eq!(queue.poll(&mut second, 1100), Started);
    assert_eq!(queue.poll(&mut third, 1150), Waits(2200));
}

#[test]
fn a_dropped_place_goes_to_the_next_newcomer_and_those_who_wait_keep_theirs() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (dropped, _) = queue.join(0);
    let (mut waiting, _) = queue.join(0);
    queue.places.give_back(dropped);
    let (mut newcomer, turn) = queue.join(500);
    assert_eq!(turn, Waits(1100));
    assert_eq!(queue.join(500).1, Waits(3300));
    assert_eq!(queue.poll(&mut newcomer, 1100), Started);
    assert_eq!(queue.poll(&mut waiting, 2200), Started);
}

#[test]
fn a_newcomer_fits_in_between_two_that_are_a_window_apart() {
    let mut queue = Queue::new(2);
    queue.join(0);
    queue.join(200);
    let (dropped, _) = queue.join(200);
    assert_eq!(queue.join(200).1, Waits(1300));
    queue.places.give_back(dropped);
    assert_eq!(queue.join(500).1, Waits(1100));
}

#[test]
fn a_newcomer_takes_a_dropped_place_late_where_it_delays_nobody() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (dropped, _) = queue.join(0);
    queue.places.give_back(dropped);
    assert_eq!(queue.join(1500).1, Started);

    let mut queue = Queue::new(1);
    queue.join(0);
    let (dropped, _) = queue.join(0);
    let (mut waiting, _) = queue.join(0);
    queue.places.give_back(dropped);
    assert_eq!(queue.join(1500).1, Waits(3300));
    assert_eq!(queue.poll(&mut waiting, 2200), Started);
}

#[test]
fn a_newcomer_waits_for_nobody_who_was_dropped() {
    let mut queue = Queue::new(2);
    for place in [0; 12].map(|now| queue.join(now).0) {
        queue.places.give_back(place);
    }
    let turns = [500; 4].map(|now| queue.join(now).1);
    assert_eq!(turns, [Waits(1100), Waits(1100), Waits(2200), Waits(2200)]);
    assert_eq!(queue.join(3300).1, Started);
}

#[test]
fn a_dropped_place_that_nobody_takes_is_gone_a_window_after_its_time() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (dropped, _) = queue.join(0);
    let (mut waiting, _) = queue.join(0);
    queue.places.give_back(dropped);
    assert_eq!(queue.poll(&mut waiting, 2200), Started);
    assert_eq!(queue.join(2300).1, Waits(3300));
}

#[test]
fn a_call_that_started_leaves_no_place_when_it_is_dropped() {
    let mut queue = Queue::new(1);
    let (started, _) = queue.join(0);
    queue.places.give_back(started);
    assert_eq!(queue.join(0).1, Waits(1100));
}

#[test]
fn a_caller_whose_clock_runs_ahead_starts_by_it_and_leaves_its_place() {
    let mut queue = Queue::new(1);
    queue.join(0);
    let (mut ahead, _) = queue.join(0);
    let (mut waiting, _) = queue.join(0);
    assert_eq!(queue.poll_ahead(&mut ahead, 1, 1099), Waits(1100));
    assert_eq!(queue.poll_ahead(&mut ahead, 1, 1100), Started);
    queue.places.give_back(ahead);
    assert_eq!(queue.join(2).1, Waits(1100));
    assert_eq!(queue.poll(&mut waiting, 2200), Started);
}

#[test]
fn a_caller_whose_clock_runs_ahead_never_waits_for_a_time_that_it_has_reached() {
    let mut queue = Queue::new(2);
    for now in [0; 5] {
        queue.join(now);
    }
    let (mut ahead, _) = queue.join(0);
    assert_eq!((queue.poll_ahead(&mut ahead, 1210, 1290), queue.until), (Waits(2200), 1300));
    assert_eq!(queue.poll_ahead(&mut ahead, 1210, 1300), Started);
}

#[test]
fn a_high_rate_is_cheap_and_holds() {
    let mut queue = Queue::new(100_000);
    assert!((0..100_000).all(|call| queue.join(call / 1000).1 == Started));
    assert_eq!(queue.join(100).1, Waits(1100));
    assert_eq!(queue.join(1100).1, Started);
}
