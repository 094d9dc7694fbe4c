//! Finds out that a sequence goes round in a circle, in constant memory: Brent's algorithm. It keeps
//! one value at a time, and moves on to a later one after twice as many steps, so that in the end the
//! value lies in the circle and is kept for a whole round.

/// The memory of a sequence of hashes.
#[derive(Debug)]
pub(super) struct Repeats {
    kept: Option<u64>,
    /// Kept too, so that a value that comes twice in a row is noticed at once.
    previous: Option<u64>,
    /// Number of values since `kept`.
    steps: u64,
    /// Number of values after which another one is kept.
    reach: u64,
}

impl Repeats {
    pub(super) fn new() -> Self {
        Self { kept: None, previous: None, steps: 0, reach: 1 }
    }

    /// Takes the next value. Returns true if it is certain that it came before.
    pub(super) fn is_repeated(&mut self, hash: u64) -> bool {
        let repeated = self.kept == Some(hash) || self.previous == Some(hash);
        self.previous = Some(hash);
        self.steps += 1;
        if self.steps == self.reach {
            self.kept = Some(hash);
            self.steps = 0;
            self.reach = self.reach.saturating_mul(2);
        }
        repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The index at which a repeated value is noticed.
    fn noticed(sequence: impl Iterator<Item = u64>) -> Option<usize> {
        let mut repeats = Repeats::new();
        sequence.into_iter().position(|value| repeats.is_repeated(value))
    }

    #[test]
    fn every_circle_is_noticed_within_a_few_rounds_and_never_before_it_closes() {
        for before in 0..40 {
            for length in 1..40 {
                let in_circle =
                    |index| if index < before { index } else { before + (index - before) % length };
                let found = noticed((0..1000).map(in_circle)).unwrap() as u64;
                assert!(found >= before + length, "{before} {length}: {found}");
                assert!(found <= 4 * (before + length), "{before} {length}: {found}");
            }
        }
    }

    #[test]
    fn a_value_that_comes_twice_in_a_row_is_noticed_at_once() {
        for before in 0..40 {
            let sequence = (0..before).chain([before, before]);
            assert_eq!(noticed(sequence), Some(before as usize + 1));
        }
    }

    #[test]
    fn values_that_differ_are_never_called_repeated() {
        assert_eq!(noticed(0..100_000), None);
    }
}
