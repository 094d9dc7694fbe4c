//! Any mixture of callers that are punctual, late, dropped or never polled: the rate always holds, and
//! those who are polled start.

use proptest::prelude::*;

use super::*;

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
            let poll = queue.poll_ahead(&mut place, now, self.slept_until.max(now));
            self.place = Some(place);
            match poll {
                Started => {
                    let is_its_start =
                        |entry: &Entry| entry.started && entry.place.number == place.number;
                    let counts = queue.places.entries.iter().any(is_its_start);
                    queue.places.give_back(place);
                    (self.starts_at, self.wakes_at) = (Some(now), None);
                    return counts;
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
