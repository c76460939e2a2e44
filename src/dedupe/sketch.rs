//! Sketches: what is kept of a text so that copies of it can be found among millions.
//!
//! Eighty rows of four bits by fast similarity sketching (Dahlgaard, Knudsen, Thorup: *Fast
//! Similarity Sketching*, FOCS 2017): like eighty independent MinHash values, of which each agrees
//! between two texts with a probability of their Jaccard index, but for the price of a few hashes a
//! shingle. Of every minimum the lowest four bits are kept (Li, König: *b-Bit Minwise Hashing*, WWW
//! 2010); two that differ agree by chance once in sixteen.

use super::shingles::{Rolling, mixed};
use super::units::unit;
use super::{FEWEST_UNITS, SHINGLE};
use crate::analysis::Token;

/// Rows of a sketch.
pub const ROWS: usize = 80;

/// Bytes that the rows take.
pub const ROW_BYTES: usize = ROWS / 2;

/// What is kept of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch {
    /// BLAKE3 of the units, its first half: equal for exact copies. Zero for an article without a
    /// body, which is nobody's copy.
    pub exact: [u8; 16],
    /// Two rows a byte; all zero for a text that is too short for near copies.
    pub rows: [u8; ROW_BYTES],
}

impl Sketch {
    /// Bytes of a sketch in its written form.
    pub const BYTES: usize = 16 + ROW_BYTES;

    /// The sketch of an article without a body.
    pub const EMPTY: Sketch = Sketch { exact: [0; 16], rows: [0; ROW_BYTES] };

    /// Returns its written form.
    pub fn to_bytes(&self) -> [u8; Sketch::BYTES] {
        let mut bytes = [0; Sketch::BYTES];
        bytes[..16].copy_from_slice(&self.exact);
        bytes[16..].copy_from_slice(&self.rows);
        bytes
    }

    /// Reads the written form.
    pub fn from_bytes(bytes: &[u8; Sketch::BYTES]) -> Sketch {
        let mut sketch = Sketch::EMPTY;
        sketch.exact.copy_from_slice(&bytes[..16]);
        sketch.rows.copy_from_slice(&bytes[16..]);
        sketch
    }

    /// Tells whether it can have near copies.
    pub fn is_long(&self) -> bool {
        self.rows != [0; ROW_BYTES]
    }

    /// Counts the rows in which two sketches agree.
    pub fn agreement(&self, other: &Sketch) -> usize {
        let words = |rows: &[u8; ROW_BYTES]| -> [u64; ROW_BYTES / 8] {
            std::array::from_fn(|i| {
                let mut word = [0; 8];
                word.copy_from_slice(&rows[8 * i..8 * i + 8]);
                u64::from_le_bytes(word)
            })
        };
        let (a, b) = (words(&self.rows), words(&other.rows));
        let differing = a.iter().zip(&b).map(|(a, b)| {
            let bits = a ^ b;
            let any = bits | bits >> 1 | bits >> 2 | bits >> 3;
            (any & 0x1111_1111_1111_1111).count_ones() as usize
        });
        ROWS - differing.sum::<usize>()
    }

    /// Returns row `n`.
    pub fn row(&self, n: usize) -> u8 {
        self.rows[n / 2] >> (4 * (n % 2)) & 0xF
    }
}

/// Makes sketches from the tokens of bodies; one for each worker, for it holds buffers.
#[derive(Debug, Default)]
pub struct Sketcher {
    rolling: Rolling,
    /// The units, each ended by a zero byte, which no unit holds.
    text: Vec<u8>,
    shingles: Vec<u64>,
}

impl Sketcher {
    /// Takes a token of the body.
    pub fn token(&mut self, token: &Token<'_>) {
        let Some(unit) = unit(token) else { return };
        self.text.extend_from_slice(unit.as_bytes());
        self.text.push(0);
        self.shingles.extend(self.rolling.push(unit));
    }

    /// Ends the text, which stands under this headline, and starts a new one.
    pub fn finish(&mut self, headline: Option<&str>) -> Sketch {
        let units = self.rolling.units();
        let mut sketch = Sketch::EMPTY;
        if units > 0 {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&self.text);
            if units < FEWEST_UNITS {
                // No body begins with a zero byte, so that nothing else hashes to the same.
                hasher.update(&[0]);
                hasher.update(crate::analysis::fold::fold(headline.unwrap_or("")).as_bytes());
            }
            sketch.exact.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        }
        if units >= FEWEST_UNITS {
            sketch.rows = rows(&self.shingles);
        }
        self.rolling.clear();
        self.text.clear();
        self.shingles.clear();
        // A giant leaves no giant buffers.
        self.text.shrink_to(1 << 20);
        self.shingles.shrink_to(1 << 17);
        sketch
    }
}

/// Fills the rows in rounds: in each of the first eighty every shingle goes to one row, in the rest
/// all go to one, and a row keeps the smallest value of the first round that reached it. Most texts
/// are done after two or three.
fn rows(shingles: &[u64]) -> [u8; ROW_BYTES] {
    debug_assert!(shingles.len() + SHINGLE > FEWEST_UNITS);
    // Of a round that is over all values are smaller than those of later ones.
    let mut least = [u64::MAX; ROWS];
    let mut open = ROWS;
    for round in 0..2 * ROWS as u64 {
        let seed = mixed(round.wrapping_add(1));
        let mut filled = 0;
        for shingle in shingles {
            let hash = mixed(shingle ^ seed);
            let row = match round.checked_sub(ROWS as u64) {
                Some(row) => row as usize,
                None => (((hash >> 32) * ROWS as u64) >> 32) as usize,
            };
            // 32 bits of the hash behind the number of the round, which takes eight.
            let value = round << 32 | hash & 0xFFFF_FFFF;
            let slot = &mut least[row];
            filled += usize::from(*slot == u64::MAX);
            *slot = (*slot).min(value);
        }
        open -= filled;
        if open == 0 || shingles.is_empty() {
            break;
        }
    }
    let mut rows = [0; ROW_BYTES];
    for (n, value) in least.iter().enumerate() {
        rows[n / 2] |= (*value as u8 & 0xF) << (4 * (n % 2));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, StemPlan};

    fn of(text: &str, headline: Option<&str>) -> Sketch {
        let mut sketcher = Sketcher::default();
        Analyzer::new().text(text, StemPlan::NONE, &mut |token| sketcher.token(token));
        sketcher.finish(headline)
    }

    fn words(range: std::ops::Range<u32>) -> String {
        range.map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn short_texts_need_the_headline_too() {
        let (short, long) = (words(0..29), words(0..30));
        assert_ne!(of(&short, Some("One")).exact, of(&short, Some("Two")).exact);
        assert_eq!(of(&short, Some("One")).exact, of(&short, Some(" ONE ")).exact);
        assert_eq!(of(&long, Some("One")).exact, of(&long, None).exact);
        assert!(!of(&short, None).is_long() && of(&long, None).is_long());
        assert_eq!(of("", Some("Headline")), Sketch::EMPTY);
        assert_eq!(of("—", None), Sketch::EMPTY);
    }

    #[test]
    fn rows_agree_as_often_as_shingles() {
        // Half a word list and the same with other words behind: measured over many lists.
        for (shared, own, expected) in [(90, 10, 0.82), (60, 40, 0.43), (30, 70, 0.18)] {
            let mut agreeing = 0;
            for list in 0..200_u32 {
                let from = list * 1000;
                let one = words(from..from + shared + own);
                let two = format!(
                    "{} {}",
                    words(from..from + shared),
                    words(from + 500..from + 500 + own)
                );
                agreeing += of(&one, None).agreement(&of(&two, None));
            }
            let share = agreeing as f64 / (200.0 * ROWS as f64);
            // What differs agrees by chance once in sixteen.
            let jaccard = (share - 1.0 / 16.0) / (15.0 / 16.0);
            assert!((jaccard - expected).abs() < 0.03, "{shared} {own}: {jaccard}");
        }
    }

    #[test]
    fn a_sketch_survives_its_written_form() {
        let sketch = of(&words(0..50), None);
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), sketch);
        assert_eq!(sketch.agreement(&sketch), ROWS);
        assert_eq!(sketch.row(1), sketch.rows[0] >> 4);
    }
}
