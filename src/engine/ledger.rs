//! What a generation was made from, file by file and record by record, for the build after it.
//!
//! A night that reads only what changed must come to the same index as one that reads everything. So
//! the ledger keeps of every record what the ingester counted and decided by: what it was, where it
//! stands, which state of which item. Records are kept packed; a file's are unpacked when they are
//! asked for.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, ItemVersion, Provenance};

/// Sixteen bytes of a hash.
pub type Digest = [u8; 16];

/// One file of the corpus, as a build read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFile {
    /// Logical path.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// Its last change, nanoseconds since 1970.
    pub mtime_ns: i64,
    /// Hash of the settings that speak of it; `None` where they were broken.
    pub settings: Option<Digest>,
    /// Hash of its bytes; `None` where it could not be read, and must be read again.
    pub content: Option<Digest>,
    /// Its records, with those that became no article.
    pub records: u64,
    /// Bytes of its packed records.
    packed: u64,
}

/// A file before its records are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Logical path.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// Its last change, nanoseconds since 1970.
    pub mtime_ns: i64,
    /// Hash of the settings that speak of it.
    pub settings: Option<Digest>,
    /// Hash of its bytes.
    pub content: Option<Digest>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// An article. Whether it is in the index depends on the others: see [`Ledger::gone`].
    Article {
        /// Its id.
        id: Digest,
        /// When a build of this index first met it, Unix seconds. No part of what an article says: it
        /// stands here alone.
        first_seen: i64,
        /// What is counted of it.
        facts: Facts,
    },
    /// Left alone by a stated rule.
    Skipped(Refusal),
    /// Meant to be an article, but unreadable.
    Rejected(Refusal),
    /// An order to take an item back.
    Withdrawn(Refusal, State),
}

/// What a report tells of one article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Where it stands, if that is not its file: a member of an archive.
    pub member: Option<String>,
    /// Where in its file the record begins.
    pub offset: u64,
    /// The format it stood in, such as `html`.
    pub format: String,
    /// From where its date is known; `None` if it has none.
    pub provenance: Option<Provenance>,
    /// Whether it names an outlet or agency.
    pub sourced: bool,
    /// Credits that the alias table does not know.
    pub unknown_credits: Vec<String>,
    /// Whether it has no text below its headline.
    pub headline_only: bool,
    /// Whether what stood there was a placeholder.
    pub placeholder: bool,
    /// Which state of its item it is.
    pub state: Option<State>,
}

/// A state of an item, packed: see [`ItemVersion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    item: Digest,
    number: Option<u32>,
    changed: Option<i64>,
}

impl From<ItemVersion> for State {
    fn from(version: ItemVersion) -> State {
        State { item: version.item.0, number: version.number, changed: version.changed }
    }
}

impl From<State> for ItemVersion {
    fn from(state: State) -> ItemVersion {
        let State { item, number, changed } = state;
        ItemVersion { item: ArticleId(item), number, changed }
    }
}

/// Why a record became no article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Where it stands, if that is not its file.
    pub member: Option<String>,
    /// Where in its file it begins.
    pub offset: u64,
    /// Stable code, such as `empty`.
    pub code: String,
    /// One sentence for a person.
    pub reason: String,
}

/// Says that a ledger cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the records of {path} cannot be read")]
pub struct BadLedger {
    /// The file of the corpus whose records these are.
    pub path: String,
}

/// The files of a generation and the records of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    files: Vec<LedgerFile>,
    /// Where the packed records of each file end.
    ends: Vec<u64>,
    packed: Vec<u8>,
    /// Records behind the last file, of one that is not ended.
    open: u64,
    /// Articles that an other state of their item stands for, or that were taken back.
    gone: HashSet<ArticleId>,
}

impl Ledger {
    /// Adds a record to the file at hand; [`Ledger::end_file`] ends that.
    pub fn record(&mut self, record: &Record) {
        self.packed.extend(packed(record));
        self.open += 1;
    }

    /// Adds the file whose records these were, behind those that stand before it in the order of the
    /// walk.
    pub fn end_file(&mut self, facts: FileFacts) {
        let FileFacts { path, bytes, mtime_ns, settings, content } = facts;
        let end = self.packed.len() as u64;
        let packed = end - self.ends.last().copied().unwrap_or(0);
        let records = std::mem::take(&mut self.open);
        self.files.push(LedgerFile { path, bytes, mtime_ns, settings, content, records, packed });
        self.ends.push(end);
    }

    /// Adds a file as it stands in an earlier ledger.
    pub fn carry(&mut self, from: &Ledger, file: usize) {
        self.packed.extend_from_slice(&from.packed[from.range(file)]);
        self.files.push(from.files[file].clone());
        self.ends.push(self.packed.len() as u64);
    }

    /// The files in the order of the walk.
    pub fn files(&self) -> &[LedgerFile] {
        &self.files
    }

    /// Unpacks the records of a file, in their order. After an error there are no more.
    pub fn records(&self, file: usize) -> impl Iterator<Item = Result<Record, BadLedger>> {
        let of = &self.files[file];
        let mut rest = &self.packed[self.range(file)];
        let mut left = of.records;
        std::iter::from_fn(move || {
            if rest.is_empty() && left == 0 {
                return None;
            }
            let bad = BadLedger { path: of.path.clone() };
            let unpacked = if left == 0 { None } else { postcard::take_from_bytes(rest).ok() };
            let Some((record, behind)) = unpacked else {
                (rest, left) = (&[], 0);
                return Some(Err(bad));
            };
            rest = behind;
            left -= 1;
            Some(Ok(record))
        })
    }

    fn range(&self, file: usize) -> Range<usize> {
        let start = if file == 0 { 0 } else { self.ends[file - 1] };
        start as usize..self.ends[file] as usize
    }

    /// Says which articles are not in the index although they stand in a file.
    pub fn set_gone(&mut self, gone: HashSet<ArticleId>) {
        self.gone = gone;
    }

    /// Articles that stand in a file and are not in the index: older states of items, and what was
    /// taken back.
    pub fn gone(&self) -> &HashSet<ArticleId> {
        &self.gone
    }

    /// Packs the whole.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut gone: Vec<Digest> = self.gone.iter().map(|id| id.0).collect();
        gone.sort_unstable();
        let mut bytes = packed(&(&self.files, gone));
        bytes.extend_from_slice(&self.packed);
        bytes
    }

    /// Unpacks what [`Ledger::to_bytes`] gave; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Ledger> {
        let ((files, gone), packed) =
            postcard::take_from_bytes::<(Vec<LedgerFile>, Vec<Digest>)>(bytes).ok()?;
        let mut end = 0_u64;
        let mut ends = Vec::with_capacity(files.len());
        for file in &files {
            end = end.checked_add(file.packed)?;
            ends.push(end);
        }
        let gone = gone.into_iter().map(ArticleId).collect();
        let packed = packed.to_vec();
        (end == packed.len() as u64).then_some(Ledger { files, ends, packed, open: 0, gone })
    }
}

fn packed<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain values are packed into memory without fail")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(path: &str) -> FileFacts {
        let (settings, content) = (Some([1; 16]), Some([2; 16]));
        FileFacts { path: path.into(), bytes: 5, mtime_ns: -7, settings, content }
    }

    fn ledger() -> Ledger {
        let version = ItemVersion::new("wire", "a", Some(3), None);
        let article = |id: u8, state| Record::Article {
            id: [id; 16],
            first_seen: 1_724_673_600,
            facts: Facts { format: "text".into(), state, offset: 300, ..Facts::default() },
        };
        let refusal = Refusal {
            member: Some("a.zip/b".into()),
            offset: 9,
            code: "empty".into(),
            reason: "holds nothing".into(),
        };
        let mut ledger = Ledger::default();
        ledger.record(&article(1, None));
        ledger.record(&article(2, Some(version.into())));
        ledger.end_file(facts("a"));
        ledger.end_file(facts("b"));
        ledger.record(&Record::Skipped(refusal.clone()));
        ledger.record(&Record::Withdrawn(refusal, version.into()));
        ledger.end_file(facts("c"));
        ledger.set_gone(HashSet::from([ArticleId([2; 16])]));
        ledger
    }

    fn all(ledger: &Ledger, file: usize) -> Vec<Record> {
        ledger.records(file).collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn records_that_are_none_are_told() {
        let mut ledger = ledger();
        ledger.packed[0] = 0xFF;
        assert_eq!(ledger.records(0).collect::<Vec<_>>().len(), 1);
        assert!(ledger.records(0).next().unwrap().is_err());
        ledger.files[2].records = 1;
        assert!(ledger.records(2).any(|record| record.is_err()));
    }

    #[test]
    fn a_ledger_survives_its_bytes() {
        let ledger = ledger();
        let read = Ledger::from_bytes(&ledger.to_bytes()).unwrap();
        assert_eq!(read, ledger);
        assert_eq!(all(&read, 0).len(), 2);
        assert_eq!(all(&read, 1), []);
        assert_eq!(all(&read, 2), all(&ledger, 2));
        let bytes = ledger.to_bytes();
        for cut in 0..bytes.len() {
            assert_eq!(Ledger::from_bytes(&bytes[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn a_file_is_carried_as_it_stands() {
        let old = ledger();
        let mut new = Ledger::default();
        new.end_file(facts("0"));
        new.carry(&old, 2);
        new.carry(&old, 0);
        assert_eq!(all(&new, 1), all(&old, 2));
        assert_eq!(all(&new, 2), all(&old, 0));
        assert_eq!(new.files()[1..], [old.files()[2].clone(), old.files()[0].clone()]);
    }
}
