//! A pseudorandom sequence that is the same in every run. Its start is computed from a seed, from
//! labels that name its use, and from the number of the use, so that other uses do not change it.

use crate::ids::scramble;

/// The step of the sequence, odd and without a pattern in its bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// Starts the sequence for the `number`th use of these labels.
    pub(crate) fn new(seed: u64, labels: &[&str], number: u64) -> Self {
        let mut state = scramble(seed);
        for label in labels {
            for byte in label.bytes() {
                state = scramble(state ^ u64::from(byte));
            }
            // Without this step `["ab", "c"]` and `["a", "bc"]` would start the same sequence.
            state = scramble(state);
        }
        Self(scramble(state ^ number))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        scramble(self.0)
    }

    /// Returns a number below the bound, or 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// Returns a number from `min` to `max`, both included, or `min` if `max` is lower.
    pub(crate) fn between(&mut self, min: i64, max: i64) -> i64 {
        match u64::try_from(max.saturating_sub(min)) {
            Ok(width) => min.saturating_add_unsigned(self.below(width.saturating_add(1))),
            Err(_) => min,
        }
    }

    /// Returns this number of digits and lower-case letters.
    pub(crate) fn letters(&mut self, count: usize) -> String {
        const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        (0..count).map(|_| char::from(LETTERS[self.below(36) as usize])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_depends_only_on_seed_labels_and_number() {
        let first = |seed, labels: &[&str], number| Random::new(seed, labels, number).next();
        assert_eq!(first(1, &["ab", "c"], 2), first(1, &["ab", "c"], 2));
        let first_numbers = [
            first(1, &["ab", "c"], 2),
            first(2, &["ab", "c"], 2),
            first(1, &["a", "bc"], 2),
            first(1, &["ab", "c"], 3),
        ];
        assert!((1..first_numbers.len()).all(|n| !first_numbers[..n].contains(&first_numbers[n])));
    }

    #[test]
    fn numbers_stay_between_their_bounds_and_reach_both() {
        let mut random = Random::new(0, &[], 0);
        let numbers: Vec<_> = (0..200).map(|_| random.between(-2, 2)).collect();
        assert!((-2..=2).all(|number| numbers.contains(&number)));
        assert!(numbers.iter().all(|number| (-2..=2).contains(number)));
        assert_eq!((random.between(5, 5), random.between(5, 4), random.below(0)), (5, 5, 0));
    }
}
