//! What a later night needs to know of an article without reading it again: which stemmers its words went
//! through, and the sketch by which copies of it are found.
//!
//! `articles.facts`: `"NSFACTS1"`, the versions of [`crate::dedupe`] and [`crate::analysis`], the number
//! of articles as u64, then 76 bytes of each in the order of ids: id, stemmers (u32), sketch.
//! `copies.compared`: `"NSCOMPA1"`, the same versions and number, then a u64 for each pair of texts that
//! was compared by its bodies, ascending. All numbers are little-endian.

use std::fs;
use std::iter::Peekable;
use std::path::Path;

use tantivy::{DocAddress, DocSet, Searcher, TERMINATED};

use crate::analysis::{Analyzer, StemSet};
use crate::article::ArticleId;
use crate::dedupe::{self, Compared, Sketch};
use crate::engine::EngineError;
use crate::local::generations::{io, write_synced};
use crate::local::stored::text_of;
use crate::local::{damaged, faults, hits, internal, schema as s, texts, texts_write};

const FACTS: &str = "articles.facts";
const COMPARED: &str = "copies.compared";
const FACTS_MAGIC: &[u8; 8] = b"NSFACTS1";
const COMPARED_MAGIC: &[u8; 8] = b"NSCOMPA1";
const HEADER: usize = 24;

/// What is kept of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Which article.
    pub id: ArticleId,
    /// Stemmers that its words went through.
    pub stems: StemSet,
    /// What copies of it are found by.
    pub sketch: Sketch,
}

impl Facts {
    const BYTES: usize = 20 + Sketch::BYTES;

    fn to_bytes(self) -> [u8; Facts::BYTES] {
        let mut bytes = [0; Facts::BYTES];
        bytes[..16].copy_from_slice(&self.id.0);
        bytes[16..20].copy_from_slice(&self.stems.bits().to_le_bytes());
        bytes[20..].copy_from_slice(&self.sketch.to_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; Facts::BYTES]) -> Facts {
        let (mut id, mut stems, mut sketch) = ([0; 16], [0; 4], [0; Sketch::BYTES]);
        id.copy_from_slice(&bytes[..16]);
        stems.copy_from_slice(&bytes[16..20]);
        sketch.copy_from_slice(&bytes[20..]);
        Facts {
            id: ArticleId(id),
            stems: StemSet::from_bits(u32::from_le_bytes(stems)),
            sketch: Sketch::from_bytes(&sketch),
        }
    }
}

/// What a finished index came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Texts, those without copies included.
    pub texts: u64,
    /// Articles that share their text with others.
    pub copied: u64,
    /// Stemmers that its words went through.
    pub stems: StemSet,
}

/// Groups what is in an index and writes the side files into the folder of its generation. `added` are
/// the facts of articles that this build added, in that order; the facts of the others stand in the
/// folder `base`.
pub fn seal(
    folder: &Path,
    base: Option<&Path>,
    added: Vec<Facts>,
    searcher: &Searcher,
) -> Result<Counts, EngineError> {
    let ids = ids(searcher)?;
    let (known, verdicts) = match base {
        Some(base) => (read(base)?, read_compared(base)?),
        None => (Vec::new(), Vec::new()),
    };
    let facts = of(&ids, added, known)?;
    let mut stems = StemSet::default();
    facts.iter().for_each(|facts| stems.merge(facts.stems));
    let sketches: Vec<Sketch> = facts.iter().map(|facts| facts.sketch).collect();
    write(folder, FACTS, FACTS_MAGIC, facts.iter().map(|facts| facts.to_bytes()))?;
    drop(facts);
    let mut analyzer = Analyzer::new();
    let mut compared = Compared::new(verdicts);
    let groups = dedupe::groups(&sketches, &mut compared, &mut |n| {
        let document = hits::fetch(searcher, ids[n as usize].1)?;
        let body = text_of(&document, s::TEXT).unwrap_or("");
        Ok::<_, EngineError>(dedupe::of_body(&mut analyzer, body))
    })?;
    let verdicts = compared.into_verdicts().into_iter().map(u64::to_le_bytes);
    write(folder, COMPARED, COMPARED_MAGIC, verdicts)?;
    let address = |n: u32| ids[n as usize].1;
    let groups: Vec<Vec<DocAddress>> =
        groups.into_iter().map(|group| group.into_iter().map(address).collect()).collect();
    let segments: Vec<([u8; 16], u32)> = searcher
        .segment_readers()
        .iter()
        .map(|segment| (texts::id_bytes(segment), segment.max_doc()))
        .collect();
    write_synced(&folder.join(texts::NAME), &texts_write::layout(&segments, &groups))?;
    let copied = groups.iter().map(|group| group.len() as u64).sum();
    Ok(Counts { texts: ids.len() as u64 - copied + groups.len() as u64, copied, stems })
}

/// The facts of these articles, in their order. What was added counts before what was known, and of two
/// that were added for one article the later one.
fn of(
    ids: &[(ArticleId, DocAddress)],
    mut added: Vec<Facts>,
    known: Vec<Facts>,
) -> Result<Vec<Facts>, EngineError> {
    // Stable: of two for one article the later one stays behind.
    added.sort_by_key(|facts| facts.id);
    let mut added = added.into_iter().peekable();
    let mut known = known.into_iter().peekable();
    let mut facts = Vec::with_capacity(ids.len());
    for (id, _) in ids {
        let (new, old) = (last_of(&mut added, *id), last_of(&mut known, *id));
        let missing = || internal("gathering what is known", format!("nothing of {id}"));
        facts.push(new.or(old).ok_or_else(missing)?);
    }
    Ok(facts)
}

fn last_of(sorted: &mut Peekable<impl Iterator<Item = Facts>>, id: ArticleId) -> Option<Facts> {
    let mut found = None;
    while let Some(facts) = sorted.next_if(|facts| facts.id <= id) {
        found = (facts.id == id).then_some(facts);
    }
    found
}

/// Lists the articles of an index in the order of their ids.
pub fn ids(searcher: &Searcher) -> Result<Vec<(ArticleId, DocAddress)>, EngineError> {
    let mut ids = Vec::with_capacity(usize::try_from(searcher.num_docs()).unwrap_or(0));
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(s::ID)?;
        let mut stream = index.terms().stream().map_err(faults::reading)?;
        while let Some((id, info)) = stream.next() {
            let id =
                ArticleId(id.try_into().map_err(|_| damaged("ids", "an id of another length"))?);
            let basic = tantivy::schema::IndexRecordOption::Basic;
            let postings = index.read_postings_from_terminfo(info, basic);
            let mut postings = postings.map_err(faults::reading)?;
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    ids.push((id, DocAddress::new(number as u32, postings.doc())));
                }
                postings.advance();
            }
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

fn head(magic: &[u8; 8]) -> Vec<u8> {
    let versions = [dedupe::VERSION.to_le_bytes(), crate::analysis::VERSION.to_le_bytes()];
    [magic.as_slice(), &versions.concat()].concat()
}

fn write<const N: usize>(
    folder: &Path,
    name: &str,
    magic: &[u8; 8],
    items: impl ExactSizeIterator<Item = [u8; N]>,
) -> Result<(), EngineError> {
    let mut bytes = Vec::with_capacity(HEADER + items.len() * N);
    bytes.extend(head(magic));
    bytes.extend_from_slice(&(items.len() as u64).to_le_bytes());
    items.for_each(|item| bytes.extend_from_slice(&item));
    write_synced(&folder.join(name), &bytes)
}

/// Reads items; `T` is made of each.
fn read_items<const N: usize, T>(
    folder: &Path,
    name: &str,
    magic: &[u8; 8],
    item: impl Fn(&[u8; N]) -> T,
) -> Result<Vec<T>, EngineError> {
    let path = folder.join(name);
    let bytes = fs::read(&path).map_err(io("cannot read", &path))?;
    let rest = bytes.strip_prefix(head(magic).as_slice());
    let rest = rest.and_then(|rest| rest.split_first_chunk::<8>());
    let items = rest.and_then(|(count, rest)| {
        let (items, tail) = rest.as_chunks::<N>();
        let whole = tail.is_empty() && u64::from_le_bytes(*count) == items.len() as u64;
        whole.then(|| items.iter().map(&item).collect())
    });
    items.ok_or_else(|| damaged(name, "it is cut, or of another version"))
}

/// Reads what is known of a generation's articles, in the order of their ids.
///
/// # Errors
/// `Damaged` where the file is no such file, or of other versions than ours.
pub fn read(folder: &Path) -> Result<Vec<Facts>, EngineError> {
    read_items(folder, FACTS, FACTS_MAGIC, Facts::from_bytes)
}

/// Reads what comparisons of bodies came to.
///
/// # Errors
/// As [`read`].
pub fn read_compared(folder: &Path) -> Result<Vec<u64>, EngineError> {
    read_items(folder, COMPARED, COMPARED_MAGIC, |bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(id: u8, of: u8) -> Facts {
        let stems = StemSet::from_bits(u32::from(of));
        Facts { id: ArticleId([id; 16]), stems, sketch: Sketch { exact: [of; 16], rows: [of; 40] } }
    }

    #[test]
    fn facts_come_in_the_order_of_ids_without_those_that_went() {
        let at = DocAddress::new(0, 0);
        let ids = |all: &[u8]| all.iter().map(|id| (ArticleId([*id; 16]), at)).collect::<Vec<_>>();
        let added = vec![facts(3, 1), facts(1, 2), facts(2, 3), facts(3, 4)];
        let known = vec![facts(1, 9), facts(4, 5)];
        let found = of(&ids(&[1, 3, 4]), added, known).unwrap();
        assert_eq!(found, [facts(1, 2), facts(3, 4), facts(4, 5)]);
        assert!(of(&ids(&[2]), vec![facts(1, 1)], vec![facts(3, 1)]).is_err());
    }

    #[test]
    fn what_is_kept_can_be_read_and_a_cut_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let kept = [facts(1, 7), facts(2, 8)];
        write(dir.path(), FACTS, FACTS_MAGIC, kept.map(Facts::to_bytes).into_iter()).unwrap();
        assert_eq!(read(dir.path()).unwrap(), kept);
        let path = dir.path().join(FACTS);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        assert!(read(dir.path()).unwrap_err().to_string().contains(FACTS));
    }
}
