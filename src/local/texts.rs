//! Which articles of a generation are copies of one text: read where a query needs it.
//!
//! The side file `texts` stands beside the index and is written anew at every seal, for one new article
//! can join two texts whose articles do not change. All numbers are little-endian:
//!
//! ```text
//! "NSTEXTS1"  segments u32  groups u32  members u32  0 u32
//! for each segment: its id (16 bytes)  documents u32  members in it u32
//! for each segment: bits      u64 for each 64 documents: has copies
//!                   ranks     u32 for each 512 documents: members before them
//!                   group of  u32 for each member, in the order of documents
//! starts   u32 for each group and one more: where its members begin
//! members  segment u32 and document u32 of each, group by group, in the order of ids
//! ```
//!
//! Groups come in the order of their smallest ids. A document is looked up with one bit and, where that
//! is set, by counting bits: most articles have no copies, and a question should not read four bytes for
//! each of a million.

use std::path::Path;

use tantivy::directory::OwnedBytes;
use tantivy::{Directory, DocAddress, DocId, SegmentReader};

use crate::engine::EngineError;
use crate::local::readonly::ReadOnly;
use crate::local::{damaged, faults};

/// Name of the side file in the folder of a generation.
pub const NAME: &str = "texts";

/// How the file begins; the digit is its version.
pub const MAGIC: &[u8; 8] = b"NSTEXTS1";

/// Documents that a rank stands for.
pub const RANKED: u32 = 512;

/// The side file of a generation.
#[derive(Clone)]
pub struct Texts {
    bytes: OwnedBytes,
    /// In the order in which the searcher numbers its segments.
    segments: Vec<Segment>,
    groups: u32,
    starts: usize,
    members: usize,
    /// The searcher's number of each segment of the file.
    numbers: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Segment {
    docs: u32,
    members: u32,
    /// Where the three tables begin.
    bits: usize,
    ranks: usize,
    group_of: usize,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({} groups)", self.groups)
    }
}

impl Texts {
    /// Opens the side file of the generation whose index stands in `directory`. It is mapped, not read.
    pub fn open(directory: &ReadOnly, segments: &[SegmentReader]) -> Result<Texts, EngineError> {
        // The folder of the index lies in that of the generation.
        let path = Path::new("..").join(NAME);
        let handle = directory.get_file_handle(&path).map_err(|e| {
            let error = tantivy::TantivyError::OpenReadError(e);
            faults::opening(Path::new(NAME), error)
        })?;
        let bytes = handle.read_bytes(0..handle.len()).map_err(|e| damaged(NAME, e))?;
        let ids: Vec<([u8; 16], u32)> =
            segments.iter().map(|segment| (id_bytes(segment), segment.max_doc())).collect();
        Texts::read(bytes, &ids).ok_or_else(|| damaged(NAME, "it does not fit the index"))
    }

    /// Reads the tables' places; `None` where they do not fit the segments of the index.
    pub fn read(bytes: OwnedBytes, index: &[([u8; 16], u32)]) -> Option<Texts> {
        if bytes.get(..8)? != MAGIC {
            return None;
        }
        let number = |at: usize| number(&bytes, at);
        let (count, groups, members) = (number(8)?, number(12)?, number(16)?);
        if count as usize != index.len() {
            return None;
        }
        let mut at = 24 + 24 * index.len();
        let mut segments = vec![Segment::default(); index.len()];
        let mut numbers = Vec::with_capacity(index.len());
        let mut left = members;
        for entry in 0..index.len() {
            let head = 24 + 24 * entry;
            let id = bytes.get(head..head + 16)?;
            let place = index.iter().position(|(other, _)| id == other)?;
            let (docs, members) = (number(head + 16)?, number(head + 20)?);
            if docs != index[place].1 {
                return None;
            }
            left = left.checked_sub(members)?;
            let ranks = at + 8 * docs.div_ceil(64) as usize;
            let group_of = ranks + 4 * docs.div_ceil(RANKED) as usize;
            segments[place] = Segment { docs, members, bits: at, ranks, group_of };
            numbers.push(u32::try_from(place).ok()?);
            at = group_of + 4 * members as usize;
        }
        let starts = at;
        let members_at = starts + 4 * (groups as usize + 1);
        let fits = left == 0
            && bytes.len() == members_at + 8 * members as usize
            && number(members_at - 4)? == members;
        fits.then_some(Texts { bytes, segments, groups, starts, members: members_at, numbers })
    }

    /// Returns how many texts have copies.
    pub fn groups(&self) -> u32 {
        self.groups
    }

    /// Returns the text that an article shares with others; `None` if it has no copies.
    pub fn group(&self, segment: u32, doc: DocId) -> Option<u32> {
        let of = self.segments.get(segment as usize).filter(|of| doc < of.docs)?;
        let word = |n: u32| {
            let at = of.bits + 8 * n as usize;
            let bytes = self.bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u64::from_le_bytes)
        };
        let bits = word(doc / 64);
        let bit = 1 << (doc % 64);
        if bits & bit == 0 {
            return None;
        }
        let block = doc / RANKED;
        let mut rank = self.number(of.ranks + 4 * block as usize)?;
        rank += (block * (RANKED / 64)..doc / 64).map(|n| word(n).count_ones()).sum::<u32>();
        rank += (bits & (bit - 1)).count_ones();
        if rank >= of.members {
            return None;
        }
        self.number(of.group_of + 4 * rank as usize).filter(|group| *group < self.groups)
    }

    /// Returns how many texts have copies, and how many articles share them.
    pub fn totals(&self) -> (u64, u64) {
        let members = self.segments.iter().map(|segment| u64::from(segment.members)).sum();
        (u64::from(self.groups), members)
    }

    /// Lists the articles that share a text, in the order of their ids: the first one names the text.
    pub fn members(&self, group: u32) -> impl Iterator<Item = DocAddress> + '_ {
        let (from, to) = self.range(group);
        (from..to).filter_map(|n| {
            let at = self.members + 8 * n as usize;
            let segment = *self.numbers.get(self.number(at)? as usize)?;
            let doc = self.number(at + 4)?;
            let of = self.segments[segment as usize];
            (doc < of.docs).then_some(DocAddress::new(segment, doc))
        })
    }

    fn range(&self, group: u32) -> (u32, u32) {
        let start = |n: usize| self.number(self.starts + 4 * n);
        let range = (group < self.groups)
            .then(|| Some((start(group as usize)?, start(group as usize + 1)?)))
            .flatten();
        let most = ((self.bytes.len() - self.members) / 8) as u32;
        range.filter(|(from, to)| from <= to && *to <= most).unwrap_or((0, 0))
    }

    fn number(&self, at: usize) -> Option<u32> {
        number(&self.bytes, at)
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The bytes of a segment's id.
pub fn id_bytes(segment: &SegmentReader) -> [u8; 16] {
    let hex = segment.segment_id().uuid_string();
    // A segment id is 32 hexadecimal digits, as ours are.
    hex.parse::<crate::article::ArticleId>().map_or([0; 16], |id| id.0)
}
