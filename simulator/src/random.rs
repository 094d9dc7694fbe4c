//! A sequence of numbers that looks arbitrary and is the same in every run: where it begins is made
//! from a seed and from what it is for, so that one answer does not depend on what else was asked.

use crate::ids::scramble;

/// Step of the sequence, odd and without a pattern in its bits.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The sequence for the `number`th thing that these labels name.
    pub(crate) fn new(seed: u64, labels: &[&str], number: u64) -> Self {
        let mut state = scramble(seed);
        for label in labels {
            for byte in label.bytes() {
                state = scramble(state ^ u64::from(byte));
            }
            // Else `["ab", "c"]` and `["a", "bc"]` would begin alike.
            state = scramble(state);
        }
        Self(scramble(state ^ number))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        scramble(self.0)
    }

    /// From 0 on, below the bound; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// From `least` to `most`, both allowed; `least` if they are in the wrong order.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        match u64::try_from(most.saturating_sub(least)) {
            Ok(width) => least.saturating_add_unsigned(self.below(width.saturating_add(1))),
            Err(_) => least,
        }
    }

    /// So many digits and lower-case letters.
    pub(crate) fn letters(&mut self, count: usize) -> String {
        const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        (0..count).map(|_| char::from(LETTERS[self.below(36) as usize])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_the_same_in_every_run_and_another_for_anything_else() {
        let first = |seed, labels: &[&str], number| Random::new(seed, labels, number).next();
        assert_eq!(first(1, &["ab", "c"], 2), first(1, &["ab", "c"], 2));
        let all = [
            first(1, &["ab", "c"], 2),
            first(2, &["ab", "c"], 2),
            first(1, &["a", "bc"], 2),
            first(1, &["ab", "c"], 3),
        ];
        assert!((1..all.len()).all(|n| !all[..n].contains(&all[n])));
    }

    #[test]
    fn numbers_stay_between_their_bounds_and_reach_both() {
        let mut random = Random::new(0, &[], 0);
        let drawn: Vec<_> = (0..200).map(|_| random.between(-2, 2)).collect();
        assert!((-2..=2).all(|wanted| drawn.contains(&wanted)));
        assert!(drawn.iter().all(|number| (-2..=2).contains(number)));
        assert_eq!((random.between(5, 5), random.between(5, 4), random.below(0)), (5, 5, 0));
    }
}
