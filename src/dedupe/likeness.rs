//! How alike two bodies are, as a number that people and scripts can be told.

use super::shingles::{Rolling, Shingles};
use super::units::units;
use crate::analysis::Analyzer;

/// What of a body is held against others.
#[derive(Debug, Clone)]
pub struct Reading {
    /// BLAKE3 of the units, each ended by a zero byte, which no unit holds.
    units: blake3::Hash,
    shingles: Shingles,
}

impl Reading {
    /// Reads a body, in time and memory linear in its length.
    pub fn of(body: &str) -> Reading {
        let mut rolling = Rolling::default();
        let mut hashes = Vec::with_capacity(body.len() / 5);
        let mut hasher = blake3::Hasher::new();
        units(&mut Analyzer::new(), body, &mut |unit| {
            hasher.update(unit.as_bytes()).update(&[0]);
            hashes.extend(rolling.push(unit));
        });
        Reading { units: hasher.finalize(), shingles: Shingles::of(hashes) }
    }

    /// Tells how alike two bodies are; it does not matter which of them is asked.
    pub fn likeness(&self, other: &Reading) -> Likeness {
        if self.units == other.units {
            return Likeness::SameWords;
        }
        let (both, either) = self.shingles.overlap(&other.shingles);
        Likeness::Share { both, either }
    }
}

/// How alike two bodies are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same units, one after another: only case, accents, marks and breaks may differ.
    SameWords,
    /// The words differ.
    Share {
        /// Shingles that both hold.
        both: u64,
        /// Shingles that either holds; 0 if both bodies have fewer than five units.
        either: u64,
    },
}

impl Likeness {
    /// Returns the shingles in common out of `whole` (100 for percents), rounded down, so that only
    /// the same words come to `whole`.
    pub fn out_of(self, whole: u64) -> u64 {
        match self {
            Likeness::SameWords => whole,
            Likeness::Share { either: 0, .. } => 0,
            Likeness::Share { both, either } => {
                let share = u128::from(both) * u128::from(whole) / u128::from(either);
                // The same shingles in another order, or more often, are not the same words.
                u64::try_from(share).unwrap_or(whole).min(whole.saturating_sub(1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, two: &str) -> Likeness {
        let (one, two) = (Reading::of(one), Reading::of(two));
        assert_eq!(one.likeness(&two), two.likeness(&one));
        one.likeness(&two)
    }

    #[test]
    fn only_the_same_words_come_to_the_whole() {
        let text: Vec<String> = (0..3000).map(|n| format!("w{n}")).collect();
        let mut edited = text.clone();
        edited[2999] = "other".into();
        let almost = likeness(&text.join(" "), &edited.join(" "));
        assert_eq!(almost, Likeness::Share { both: 2995, either: 2997 });
        assert_eq!((almost.out_of(100), almost.out_of(10_000)), (99, 9993));
        let same = likeness("The Café, on Monday.\n\nIt rained.", "the cafe on MONDAY it rained");
        assert_eq!((same, same.out_of(100)), (Likeness::SameWords, 100));
    }

    #[test]
    fn the_same_shingles_more_often_are_not_the_same_words() {
        let once = "a b c d e a b c d e a b c d e";
        let longer = likeness(once, &format!("{once} a b c d e"));
        assert_eq!(longer.out_of(100), 99);
    }

    #[test]
    fn short_and_empty_bodies_have_nothing_in_common_or_all() {
        assert_eq!(likeness("one two", "two three").out_of(100), 0);
        assert_eq!(likeness("", "").out_of(100), 100);
        assert_eq!(likeness("", "one two three four five").out_of(100), 0);
        assert!(likeness("特首今早發表報告", "特首今日發表報告").out_of(100) < 100);
    }
}
