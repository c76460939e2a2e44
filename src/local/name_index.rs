//! Which words of a segment are read as which name: looked up for `name:` alone.
//!
//! Beside the files of each segment stands `<segment>.names`, made when the segment is first sealed and
//! shared by hard links afterwards, as the segment is. It is a hash table of the words' keys (see
//! [`crate::analysis::names`]) that holds neither keys nor words, only the words' numbers in the
//! dictionary of forms; who looks up a key reads a bucket of some eight numbers and asks the dictionary
//! which of these words have it. All numbers are little-endian:
//!
//! ```text
//! "NSNAMES1"  buckets u32 (a power of two)  entries u32  words in the dictionary u32  0 u32
//! starts   u32 for each bucket and one more: where its entries begin
//! entries  u32 each: the number of a word, bucket by bucket, ascending
//! ```
//!
//! Words are the forms of Latin or Cyrillic letters, and spellings with accents that begin with a capital
//! (behind [`VERBATIM_MARK`](s::VERBATIM_MARK)), for *Lukašenko* says more than `lukasenko`.

use tantivy::SegmentReader;
use tantivy::directory::OwnedBytes;

use crate::engine::EngineError;
use crate::local::readonly::ReadOnly;
use crate::local::{damaged, schema as s, segment_files};

/// How the file begins; the digit is its version.
pub const MAGIC: &[u8; 8] = b"NSNAMES1";

/// Ends the name of the file; before it stands the id of the segment.
pub const ENDING: &str = "names";

/// Bytes before the tables.
pub const HEADER: usize = 24;

/// The names of one segment.
#[derive(Clone)]
pub struct NameIndex {
    bytes: OwnedBytes,
    buckets: usize,
    entries: usize,
}

/// Returns the word whose keys a term of the dictionary of forms has: a form, or a spelling with accents
/// that begins with a capital. `None` for marks, and for what no name is made of.
pub fn word_of(term: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(term).ok()?;
    match text.strip_prefix(s::VERBATIM_MARK) {
        // The marks of capitals are single small letters.
        Some(printed) => printed.starts_with(char::is_uppercase).then_some(printed),
        None => Some(text),
    }
}

/// Returns the hash of a key: FNV-1a of 64 bits (Fowler, Noll, Vo), its halves folded into one.
pub fn hash(key: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}

impl NameIndex {
    /// Opens the file of a segment. It is mapped, not read.
    pub fn open(directory: &ReadOnly, segment: &SegmentReader) -> Result<NameIndex, EngineError> {
        let bytes = segment_files::open(directory, segment, ENDING)?;
        let words = segment.inverted_index(s::FORM)?.terms().num_terms();
        NameIndex::read(bytes, words).ok_or_else(|| {
            damaged(&segment_files::name_of(segment, ENDING), "it does not fit its segment")
        })
    }

    /// Reads the places of the tables; `None` where they do not fit a dictionary of so many words.
    pub fn read(bytes: OwnedBytes, words: usize) -> Option<NameIndex> {
        if bytes.get(..8)? != MAGIC {
            return None;
        }
        let number = |at: usize| number(&bytes, at).map(|number| number as usize);
        let (buckets, entries) = (number(8)?, number(12)?);
        let length = HEADER + 4 * (buckets + 1) + 4 * entries;
        let fits = buckets.is_power_of_two()
            && number(16)? == words
            && bytes.len() == length
            && number(HEADER + 4 * buckets)? == entries;
        fits.then_some(NameIndex { bytes, buckets, entries })
    }

    /// Gives the numbers of the words that may have a key. Those that have it are among them.
    pub fn candidates(&self, key: &str) -> impl Iterator<Item = u32> + '_ {
        let bucket = hash(key) as usize & (self.buckets - 1);
        let start = |n: usize| number(&self.bytes, HEADER + 4 * n).map_or(0, |at| at as usize);
        let (from, to) = (start(bucket), start(bucket + 1).min(self.entries));
        let entries = HEADER + 4 * (self.buckets + 1);
        (from..to).filter_map(move |n| number(&self.bytes, entries + 4 * n))
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
