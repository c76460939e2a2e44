//! Sketches of a generation's articles: gathered while it is built, grouped at seal, kept for the next
//! night.
//!
//! `copies.sketches`: `"NSSKETC1"`, the versions of [`crate::dedupe`] and [`crate::analysis`], the number
//! of sketches as u64, then 56 bytes of each in the order of ids; all numbers little-endian. A night that
//! adds a few articles has to compare them with all others, and need not read those again.

use std::fs;
use std::path::Path;

use tantivy::{DocAddress, DocSet, Searcher, TERMINATED};

use crate::analysis::Analyzer;
use crate::article::ArticleId;
use crate::dedupe::{self, Sketch};
use crate::engine::EngineError;
use crate::local::generations::{io, write_synced};
use crate::local::stored::text_of;
use crate::local::{damaged, faults, hits, internal, schema as s, texts, texts_write};

const NAME: &str = "copies.sketches";
const MAGIC: &[u8; 8] = b"NSSKETC1";
const HEADER: usize = 24;

/// What grouping came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Texts, those without copies included.
    pub texts: u64,
    /// Articles that share their text with others.
    pub copied: u64,
}

/// Sketches by article, in the order in which articles were added: 72 bytes each.
#[derive(Default)]
pub struct Sketches(Vec<(ArticleId, Sketch)>);

impl Sketches {
    /// Takes the sketch of an article. Of two for one article the later one counts.
    pub fn push(&mut self, id: ArticleId, sketch: Sketch) {
        self.0.push((id, sketch));
    }

    /// Groups what is in the index, writes both side files into the folder of the generation.
    pub fn seal(self, folder: &Path, searcher: &Searcher) -> Result<Counts, EngineError> {
        let ids = ids(searcher)?;
        let sketches = self.of(&ids)?;
        let mut analyzer = Analyzer::new();
        let groups = dedupe::groups(&sketches, &mut |n| {
            let document = hits::fetch(searcher, ids[n as usize].1)?;
            let body = text_of(&document, s::TEXT).unwrap_or("");
            Ok::<_, EngineError>(dedupe::of_body(&mut analyzer, body))
        })?;
        write(folder, &sketches)?;
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
        Ok(Counts { texts: ids.len() as u64 - copied + groups.len() as u64, copied })
    }

    /// The sketches of these articles, in their order.
    fn of(mut self, ids: &[(ArticleId, DocAddress)]) -> Result<Vec<Sketch>, EngineError> {
        // Stable: of two for one article the later one stays behind.
        self.0.sort_by_key(|(id, _)| *id);
        let mut left = self.0.into_iter().peekable();
        let mut sketches = Vec::with_capacity(ids.len());
        for (id, _) in ids {
            let mut found = None;
            while let Some((of, sketch)) = left.next_if(|(of, _)| of <= id) {
                found = (of == *id).then_some(sketch);
            }
            let missing = || internal("grouping copies", format!("{id} has no sketch"));
            sketches.push(found.ok_or_else(missing)?);
        }
        Ok(sketches)
    }
}

/// Lists the articles of an index in the order of their ids.
fn ids(searcher: &Searcher) -> Result<Vec<(ArticleId, DocAddress)>, EngineError> {
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

fn write(folder: &Path, sketches: &[Sketch]) -> Result<(), EngineError> {
    let mut bytes = Vec::with_capacity(HEADER + sketches.len() * Sketch::BYTES);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&dedupe::VERSION.to_le_bytes());
    bytes.extend_from_slice(&crate::analysis::VERSION.to_le_bytes());
    bytes.extend_from_slice(&(sketches.len() as u64).to_le_bytes());
    sketches.iter().for_each(|sketch| bytes.extend_from_slice(&sketch.to_bytes()));
    write_synced(&folder.join(NAME), &bytes)
}

/// Reads the sketches of a generation, in the order of its ids.
///
/// # Errors
/// `Damaged` where the file is no such file, or of other versions than ours.
pub fn read(folder: &Path) -> Result<Vec<Sketch>, EngineError> {
    let path = folder.join(NAME);
    let bytes = fs::read(&path).map_err(io("cannot read", &path))?;
    let versions = [dedupe::VERSION.to_le_bytes(), crate::analysis::VERSION.to_le_bytes()].concat();
    let rest = bytes.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(versions.as_slice()));
    let rest = rest.and_then(|rest| rest.split_first_chunk::<8>());
    let sketches = rest.and_then(|(count, rest)| {
        let (sketches, tail) = rest.as_chunks::<{ Sketch::BYTES }>();
        let whole = tail.is_empty() && u64::from_le_bytes(*count) == sketches.len() as u64;
        whole.then(|| sketches.iter().map(Sketch::from_bytes).collect())
    });
    sketches.ok_or_else(|| damaged(NAME, "it is cut, or of another version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(byte: u8) -> Sketch {
        Sketch { exact: [byte; 16], rows: [byte; 40] }
    }

    #[test]
    fn sketches_come_in_the_order_of_ids_without_those_that_went() {
        let id = |byte: u8| ArticleId([byte; 16]);
        let mut sketches = Sketches::default();
        for (article, of) in [(3, 1), (1, 2), (2, 3), (3, 4)] {
            sketches.push(id(article), sketch(of));
        }
        let at = DocAddress::new(0, 0);
        let found = sketches.of(&[(id(1), at), (id(3), at)]).unwrap();
        assert_eq!(found, [sketch(2), sketch(4)]);
        let mut lacking = Sketches::default();
        lacking.push(id(1), sketch(1));
        assert!(lacking.of(&[(id(2), at)]).is_err());
    }

    #[test]
    fn what_is_kept_can_be_read_and_a_cut_is_told() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &[sketch(1), sketch(2)]).unwrap();
        assert_eq!(read(dir.path()).unwrap(), [sketch(1), sketch(2)]);
        let path = dir.path().join(NAME);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        assert!(read(dir.path()).unwrap_err().to_string().contains(NAME));
    }
}
