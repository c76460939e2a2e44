//! Phrases with alternatives, slop and windows of positions, over tantivy's postings.
//!
//! A [`SlotQuery`] is a row of slots; each is a list of alternative terms. It matches where every
//! slot has a term at its place, inside the window (headline, body, first paragraph). Without slop
//! the places are fixed. With slop *n*, each slot may be moved so that the largest and the smallest
//! displacement differ by *n* at most (a transposition costs 2), as in Lucene's sloppy phrases; two
//! slots never take the same word. A single slot with a window is a word of the headline.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::local::schema as s;

/// The positions at which a match may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// Anywhere.
    All,
    /// From the first position up to, not including, the second.
    Between(u32, u32),
    /// In the first paragraph that begins at or after this position.
    Paragraph(u32),
}

/// A row of slots in one field. The first slot's offset is 0.
#[derive(Debug, Clone)]
pub struct SlotQuery {
    /// The field of all terms.
    pub field: Field,
    /// Offset from the first slot, and the alternatives there (one at least).
    pub slots: Vec<(u32, Vec<Term>)>,
    /// How far slots may be moved against each other.
    pub slop: u32,
    /// Where the match must stand.
    pub window: Window,
}

impl Query for SlotQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                // Alternatives share one frequency, so that the first can speak for all.
                let firsts: Vec<Term> =
                    self.slots.iter().filter_map(|(_, terms)| terms.first().cloned()).collect();
                Some(Bm25Weight::for_terms(statistics_provider, &firsts)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SlotWeight { query: self.clone(), bm25 }))
    }
}

struct SlotWeight {
    query: SlotQuery,
    bm25: Option<Bm25Weight>,
}

impl SlotWeight {
    fn row(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Option<Row>> {
        let index = segment.inverted_index(self.query.field)?;
        let mut slots = Vec::with_capacity(self.query.slots.len());
        for (offset, terms) in &self.query.slots {
            let mut postings = Vec::with_capacity(terms.len());
            for term in terms {
                let option = IndexRecordOption::WithFreqsAndPositions;
                postings.extend(index.read_postings(term, option)?);
            }
            if postings.is_empty() {
                return Ok(None);
            }
            slots.push(Slot::new(*offset, postings));
        }
        let paragraphs = match self.query.window {
            Window::Paragraph(_) => segment.inverted_index(s::BOUNDS)?.read_postings(
                &Term::from_field_text(s::BOUNDS, s::PARAGRAPH),
                IndexRecordOption::WithFreqsAndPositions,
            )?,
            _ => None,
        };
        let norms = match &self.bm25 {
            Some(_) => segment.fieldnorms_readers().get_field(self.query.field)?,
            None => None,
        };
        let mut row = Row {
            slots,
            slop: self.query.slop,
            window: self.query.window,
            paragraphs,
            bm25: self.bm25.as_ref().map(|bm25| bm25.boost_by(boost)),
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1)),
            doc: 0,
            count: 0,
            scratch: Vec::new(),
        };
        row.find();
        Ok(Some(row))
    }
}

impl Weight for SlotWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.row(segment, boost)? {
            Some(row) => Box::new(row),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let missing = || tantivy::TantivyError::InvalidArgument("the article does not match".into());
        let mut row = self.row(segment, 1.0)?.ok_or_else(missing)?;
        if row.doc() > doc || row.seek(doc) != doc {
            return Err(missing());
        }
        let score = row.score();
        let mut explanation = Explanation::new("a phrase or a word in its window", score);
        explanation.add_const("matches in the article", row.count as Score);
        if let Some(bm25) = &row.bm25 {
            explanation.add_detail(bm25.explain(row.norms.fieldnorm_id(doc), row.count));
        }
        Ok(explanation)
    }
}

/// The alternatives of one place, walked as one.
struct Slot {
    offset: u32,
    postings: Vec<SegmentPostings>,
    doc: DocId,
    /// Positions in the present document, less the offset; ascending, each once.
    places: Vec<i64>,
}

impl Slot {
    fn new(offset: u32, postings: Vec<SegmentPostings>) -> Slot {
        let mut slot = Slot { offset, postings, doc: 0, places: Vec::new() };
        slot.settle();
        slot
    }

    fn settle(&mut self) -> DocId {
        self.doc = self.postings.iter().map(|p| p.doc()).min().unwrap_or(TERMINATED);
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for postings in &mut self.postings {
                if postings.doc() < target {
                    postings.seek(target);
                }
            }
            self.settle();
        }
        self.doc
    }

    /// Reads the places inside a range of positions in the present document.
    fn read(&mut self, range: (u32, u32), scratch: &mut Vec<u32>) {
        scratch.clear();
        for postings in &mut self.postings {
            if postings.doc() == self.doc {
                postings.append_positions_with_offset(0, scratch);
            }
        }
        scratch.sort_unstable();
        scratch.dedup();
        self.places.clear();
        let inside = scratch.iter().filter(|p| (range.0..range.1).contains(*p));
        self.places.extend(inside.map(|p| i64::from(*p) - i64::from(self.offset)));
    }
}

/// All slots over one segment, standing on a document that matches.
struct Row {
    slots: Vec<Slot>,
    slop: u32,
    window: Window,
    paragraphs: Option<SegmentPostings>,
    bm25: Option<Bm25Weight>,
    norms: FieldNormReader,
    doc: DocId,
    /// Matches in the present document.
    count: u32,
    scratch: Vec<u32>,
}

impl Row {
    /// Goes to the first matching document at or after the present one.
    fn find(&mut self) -> DocId {
        let mut target = self.doc;
        'documents: while target < TERMINATED {
            for at in 0..self.slots.len() {
                let doc = self.slots[at].seek(target);
                if doc > target {
                    target = doc;
                    continue 'documents;
                }
            }
            self.doc = target;
            self.count = self.matches();
            if self.count > 0 {
                return target;
            }
            target += 1;
        }
        self.doc = TERMINATED;
        TERMINATED
    }

    fn range(&mut self) -> (u32, u32) {
        match self.window {
            Window::All => (0, u32::MAX),
            Window::Between(low, high) => (low, high),
            Window::Paragraph(base) => {
                let Some(bounds) = &mut self.paragraphs else { return (base, u32::MAX) };
                if bounds.doc() < self.doc {
                    bounds.seek(self.doc);
                }
                if bounds.doc() != self.doc {
                    return (base, u32::MAX);
                }
                bounds.positions(&mut self.scratch);
                let mut starts = self.scratch.iter().copied().filter(|p| *p >= base);
                starts.next();
                (base, starts.next().unwrap_or(u32::MAX))
            }
        }
    }

    fn matches(&mut self) -> u32 {
        let range = self.range();
        for slot in &mut self.slots {
            slot.read(range, &mut self.scratch);
            if slot.places.is_empty() {
                return 0;
            }
        }
        let places: Vec<(u32, &[i64])> =
            self.slots.iter().map(|slot| (slot.offset, slot.places.as_slice())).collect();
        if self.slop == 0 { count_fixed(&places) } else { count_sloppy(&places, self.slop) }
    }
}

/// Counts the places that all slots have.
fn count_fixed(slots: &[(u32, &[i64])]) -> u32 {
    let Some(((_, first), rest)) = slots.split_first() else { return 0 };
    let everywhere =
        |place: &&i64| rest.iter().all(|(_, places)| places.binary_search(place).is_ok());
    first.iter().filter(everywhere).count() as u32
}

/// Counts the choices of one place a slot whose spread is `slop` at most: the smallest window over
/// several sorted lists, moving the list that lags.
fn count_sloppy(slots: &[(u32, &[i64])], slop: u32) -> u32 {
    let mut at = vec![0; slots.len()];
    let mut count = 0;
    loop {
        let places = || at.iter().zip(slots).map(|(at, (_, places))| places[*at]);
        let (lagging, low) =
            places().enumerate().min_by_key(|(_, place)| *place).unwrap_or_default();
        let high = places().max().unwrap_or(low);
        if high - low <= i64::from(slop) {
            let mut words: Vec<i64> =
                places().zip(slots).map(|(place, (offset, _))| place + i64::from(*offset)).collect();
            words.sort_unstable();
            let apart = words.windows(2).all(|pair| pair[0] != pair[1]);
            count += u32::from(apart);
        }
        at[lagging] += 1;
        if at[lagging] == slots[lagging].1.len() {
            return count;
        }
    }
}

impl DocSet for Row {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc += 1;
        }
        self.find()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            self.doc = target;
            self.find();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let size = |slot: &Slot| slot.postings.iter().map(|p| p.size_hint()).sum::<u32>();
        self.slots.iter().map(size).min().unwrap_or(0)
    }

    fn cost(&self) -> u64 {
        // Positions are read: several times a plain list.
        u64::from(self.size_hint()) * 5
    }
}

impl Scorer for Row {
    fn score(&mut self) -> Score {
        match &self.bm25 {
            Some(bm25) => bm25.score(self.norms.fieldnorm_id(self.doc), self.count),
            None => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_places_must_agree() {
        let slots: [(u32, &[i64]); 2] = [(0, &[1, 5, 9]), (1, &[2, 5, 9])];
        assert_eq!(count_fixed(&slots), 2);
    }

    #[test]
    fn slop_counts_moves() {
        // "a b" where b stands right before a: a transposition costs 2.
        let swapped: [(u32, &[i64]); 2] = [(0, &[1]), (1, &[-1])];
        assert_eq!(count_sloppy(&swapped, 1), 0);
        assert_eq!(count_sloppy(&swapped, 2), 1);
        // "a a" over a single a: one word cannot be both.
        let single: [(u32, &[i64]); 2] = [(0, &[4]), (1, &[3])];
        assert_eq!(count_sloppy(&single, 3), 0);
        // Word, two between, word.
        let gap: [(u32, &[i64]); 2] = [(0, &[10, 50]), (1, &[12])];
        assert_eq!(count_sloppy(&gap, 1), 0);
        assert_eq!(count_sloppy(&gap, 2), 1);
    }
}
