//! Made-up times: what is due, late, dropped and forfeited, and any mixture of them.

use proptest::prelude::*;

use super::*;

/// A queue, and a clock that the test moves. Times are in milliseconds; a window has 1100.
struct Queue {
    places: Places,
    beginning: Instant,
}

impl Queue {
    fn new(rate: u32) -> Self {
        Self { places: Places::new(rate), beginning: Instant::now() }
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
            Start::Wait(other) => {
                *place = other;
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
fn a_newcomer_that_comes_after_a_dropped_place_delays_nobody() {
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
fn a_dropped_place_that_nobody_takes_is_gone_after_its_time() {
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
fn a_high_rate_is_cheap_and_holds() {
    let mut queue = Queue::new(100_000);
    assert!((0..100_000).all(|call| queue.join(call / 1000).1 == Started));
    assert_eq!(queue.join(100).1, Waits(1100));
    assert_eq!(queue.join(1100).1, Started);
}

/// What the owner of a place does after it was told to wait.
#[derive(Debug, Clone, Copy)]
enum Habit {
    Punctual,
    /// Is polled this much too late, the first three times.
    Late(u64),
    NeverPolled,
    /// Is punctual, and dropped this long after it joined.
    Dropped(u64),
    /// Is polled at once: its clock runs ahead.
    Ahead,
}

#[derive(Debug)]
struct Caller {
    habit: Habit,
    joins_at: u64,
    place: Option<Place>,
    /// The time of its first place.
    told: u64,
    slept_until: u64,
    polls: u64,
    wakes_at: Option<u64>,
    starts_at: Option<u64>,
}

/// Runs the callers until nothing happens any more. Of what happens at the same time, `tie` decides
/// what comes first.
fn run(rate: u32, callers: &[(u64, Habit)], tie: usize) -> (Vec<Caller>, Vec<u64>) {
    let mut queue = Queue::new(rate);
    let mut joins_at = 0;
    let mut callers: Vec<Caller> = callers
        .iter()
        .map(|(gap, habit)| {
            joins_at += gap;
            let (told, slept_until) = (joins_at, joins_at);
            let (wakes_at, starts_at) = (Some(joins_at), None);
            let place = None;
            Caller {
                habit: *habit,
                joins_at,
                place,
                told,
                slept_until,
                polls: 0,
                wakes_at,
                starts_at,
            }
        })
        .collect();
    let mut counted = Vec::new();
    let next = |callers: &[Caller]| {
        let waking = (0..callers.len())
            .filter_map(|index| Some((callers[index].wakes_at?, index ^ tie, index)));
        waking.min()
    };
    while let Some((now, _, index)) = next(&callers) {
        if callers[index].wake(&mut queue, now) {
            counted.push(now);
        }
    }
    (callers, counted)
}

impl Caller {
    /// Does what this caller does at this time. Returns whether a call started that counts.
    fn wake(&mut self, queue: &mut Queue, now: u64) -> bool {
        if let (Habit::Dropped(after), Some(place)) = (self.habit, self.place)
            && now >= self.joins_at + after
        {
            queue.places.give_back(place);
            self.wakes_at = None;
            return false;
        }
        loop {
            let mut place = *self.place.get_or_insert_with(|| queue.places.reserve(queue.at(now)));
            let is_ahead_of_its_place = place.time > queue.at(now);
            let poll = queue.poll_ahead(&mut place, now, self.slept_until.max(now));
            self.place = Some(place);
            match poll {
                Started => {
                    queue.places.give_back(place);
                    (self.starts_at, self.wakes_at) = (Some(now), None);
                    return !is_ahead_of_its_place;
                }
                Waits(time) => {
                    assert!(
                        time > self.slept_until.max(now),
                        "told to wait for a time that has passed"
                    );
                    self.polls += 1;
                    if self.polls == 1 {
                        self.told = queue.time(place.time);
                    }
                    self.wakes_at = match self.habit {
                        Habit::Punctual => Some(time),
                        Habit::Late(late) if self.polls <= 3 => Some(time + late),
                        Habit::Late(_) => Some(time),
                        Habit::NeverPolled => None,
                        Habit::Dropped(after) => Some(time.min(self.joins_at + after)),
                        Habit::Ahead => Some(now + 1),
                    };
                    self.slept_until = if matches!(self.habit, Habit::Ahead) { time } else { now };
                    return false;
                }
                Forfeited => self.place = None,
            }
        }
    }
}

fn gap() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 0..400_u64, 0..3000_u64]
}

/// Callers that cost the others their places at most.
fn harmless() -> impl Strategy<Value = Habit> {
    prop_oneof![
        3 => Just(Habit::Punctual),
        1 => Just(Habit::NeverPolled),
        1 => (0..5000_u64).prop_map(Habit::Dropped),
        1 => Just(Habit::Ahead),
    ]
}

fn any_habit() -> impl Strategy<Value = Habit> {
    prop_oneof![2 => harmless(), 1 => (0..3000_u64).prop_map(Habit::Late)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn no_window_has_more_calls_than_the_rate_and_everyone_who_is_polled_starts(
        rate in 1..6_u32,
        callers in prop::collection::vec((gap(), any_habit()), 1..60),
        tie in 0..64_usize,
    ) {
        let (callers, counted) = run(rate, &callers, tie);
        for (first, next) in counted.iter().zip(counted.iter().skip(rate as usize)) {
            prop_assert!(next - first >= 1100, "{:?}", counted);
        }
        let late = callers.iter().filter(|c| matches!(c.habit, Habit::Late(_))).count() as u64;
        for caller in callers {
            if matches!(caller.habit, Habit::Punctual | Habit::Late(_) | Habit::Ahead) {
                prop_assert!(caller.starts_at.is_some(), "{:?}", caller);
            }
            if let (Habit::Punctual, Some(time)) = (caller.habit, caller.starts_at) {
                prop_assert!(time <= caller.told + late * 2 * 1100, "{:?}", caller);
            }
        }
    }

    #[test]
    fn a_punctual_caller_starts_no_later_than_at_its_first_place_whoever_is_gone(
        rate in 1..6_u32,
        callers in prop::collection::vec((gap(), harmless()), 1..60),
        tie in 0..64_usize,
    ) {
        for caller in run(rate, &callers, tie).0 {
            if matches!(caller.habit, Habit::Punctual) {
                let in_time = caller.starts_at.is_some_and(|time| time <= caller.told);
                prop_assert!(in_time, "{:?}", caller);
            }
        }
    }
}
