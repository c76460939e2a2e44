//! Shingles: every five units in a row, as a set of hashes.

use twox_hash::XxHash3_64;

use super::SHINGLE;
use super::units::units;
use crate::analysis::Analyzer;

/// Odd, with bits all over: the multiplier of the rolling hash (2⁶⁴ divided by the golden ratio).
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Takes units and gives the hash of the last five of them, from the fifth on.
#[derive(Debug, Clone, Default)]
pub struct Rolling {
    last: [u64; SHINGLE],
    seen: usize,
}

impl Rolling {
    /// Starts a new text.
    pub fn clear(&mut self) {
        self.seen = 0;
    }

    /// Returns the number of units since the start.
    pub fn units(&self) -> usize {
        self.seen
    }

    /// Takes a unit; returns the shingle that it completes. Hashes of units come from XXH3, whose
    /// values are fixed by its specification: sketches are kept from night to night.
    pub fn push(&mut self, unit: &str) -> Option<u64> {
        self.last[self.seen % SHINGLE] = XxHash3_64::oneshot(unit.as_bytes());
        self.seen += 1;
        (self.seen >= SHINGLE).then(|| {
            (0..SHINGLE).fold(0, |hash: u64, step| {
                let unit = self.last[(self.seen + step) % SHINGLE];
                mixed(hash ^ unit)
            })
        })
    }
}

/// Mixes 64 bits: both halves of a product, as in wyhash.
pub fn mixed(value: u64) -> u64 {
    let product = u128::from(value) * u128::from(FACTOR);
    (product as u64) ^ ((product >> 64) as u64) ^ value.rotate_left(29)
}

/// The set of shingles of a text: what its likeness to others is measured by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// Makes the set of these hashes.
    pub fn of(mut hashes: Vec<u64>) -> Shingles {
        hashes.sort_unstable();
        hashes.dedup();
        Shingles(hashes)
    }

    /// Returns how many shingles it holds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether it holds none: the text has fewer than five units.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many shingles both sets hold, and how many either does. Their quotient is the
    /// Jaccard index.
    pub fn overlap(&self, other: &Shingles) -> (u64, u64) {
        let (mut a, mut b) = (self.0.as_slice(), other.0.as_slice());
        let mut both = 0;
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            both += u64::from(x == y);
            let (step_a, step_b) = (usize::from(x <= y), usize::from(y <= x));
            (a, b) = (&a[step_a..], &b[step_b..]);
        }
        (both, (self.len() + other.len()) as u64 - both)
    }

    /// Tells whether two texts are the same, or almost.
    pub fn similar(&self, other: &Shingles) -> bool {
        let (least, most) = (self.len().min(other.len()), self.len().max(other.len()));
        let at_least = |part: u64, whole: u64| part * super::SIMILAR.1 >= whole * super::SIMILAR.0;
        // The smaller set bounds what both can hold.
        if least == 0 || !at_least(least as u64, most as u64) {
            return false;
        }
        let (both, either) = self.overlap(other);
        at_least(both, either)
    }
}

/// Reads the shingles of a body, as the [`Sketcher`](super::Sketcher) saw them in the index.
pub fn of_body(analyzer: &mut Analyzer, text: &str) -> Shingles {
    let mut rolling = Rolling::default();
    let mut hashes = Vec::with_capacity(text.len() / 5);
    units(analyzer, text, &mut |unit| hashes.extend(rolling.push(unit)));
    Shingles::of(hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Shingles {
        of_body(&mut Analyzer::new(), text)
    }

    #[test]
    fn paragraphs_case_and_accents_do_not_count() {
        let one = of("The Café opened its doors on Monday, after a long winter.");
        let two = of("the cafe opened\n\nits doors on MONDAY after a long winter");
        assert_eq!(one, two);
        assert_eq!(one.len(), 11 - 4);
        assert!(of("only four words here").is_empty());
    }

    #[test]
    fn likeness_is_a_share_of_shingles() {
        let text: Vec<String> = (0..40).map(|n| format!("w{n}")).collect();
        let mut edited = text.clone();
        edited[20] = "other".into();
        let (one, two) = (of(&text.join(" ")), of(&edited.join(" ")));
        // 36 shingles each, five of which hold the changed word.
        assert_eq!(one.overlap(&two), (31, 41));
        assert!(!one.similar(&two));
        edited[20] = text[20].clone();
        edited[39] = "other".into();
        assert!(one.similar(&of(&edited.join(" "))), "35 of 37");
    }

    #[test]
    fn hashes_stay_the_same_from_release_to_release() {
        assert_eq!(of("one two three four five").0, [14_661_772_562_821_313_276]);
    }
}
