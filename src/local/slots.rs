//! Phrases with alternatives, slop and windows of positions, over tantivy's postings.
//!
//! A [`SlotQuery`] is a row of slots; each is a list of alternative terms, of any field that shares
//! the article's positions: *state of the art* is two stems around two forms. It matches where every
//! slot has a term at its place, inside the window (headline, body, first paragraph). Without slop
//! the places are fixed. With slop *n*, each slot may be moved so that the largest and the smallest
//! displacement differ by *n* at most (a transposition costs 2), as in Lucene's sloppy phrases; two
//! slots never take the same word, and a match lies in one part. A single slot with a window is a word
//! of the headline.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::analysis::Part;
use crate::local::places::{count_fixed, count_sloppy};
use crate::local::schema as s;
use crate::local::spelling::Alternative;

/// The positions at which a match may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// Anywhere.
    All,
    /// In one of these parts.
    Parts(&'static [Part]),
    /// In the first paragraph of the body.
    Lead,
}

/// A row of slots. The first slot's offset is 0.
#[derive(Debug, Clone)]
pub struct SlotQuery {
    /// Offset from the first slot, and the alternatives there (one at least).
    pub slots: Vec<(u32, Vec<Alternative>)>,
    /// How far slots may be moved against each other.
    pub slop: u32,
    /// Where the match must stand.
    pub window: Window,
}

impl Query for SlotQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => self.bm25(statistics_provider)?,
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SlotWeight { query: self.clone(), bm25 }))
    }
}

impl SlotQuery {
    /// Returns the field by whose lengths matches are weighed: stems where there are any.
    fn field(&self) -> Field {
        let terms = || self.slots.iter().flat_map(|(_, terms)| terms);
        let fields = || terms().map(|alternative| alternative.term.field());
        fields().find(|field| *field == s::STEM).or_else(|| fields().next()).unwrap_or(s::FORM)
    }

    /// Weighs the row as a phrase is weighed: by the sum of its words' idf. tantivy's own
    /// `for_terms` refuses words of two fields, so the first word's weight is scaled.
    fn bm25(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Option<Bm25Weight>> {
        let articles = statistics.total_num_docs()?;
        let mean = statistics.total_num_tokens(self.field())? as Score / articles as Score;
        let mut first: Option<(Bm25Weight, f64)> = None;
        let mut sum = 0.0;
        // Alternatives share one frequency, so that one can speak for all.
        for term in self.slots.iter().filter_map(|(_, terms)| terms.first()) {
            let holding = statistics.doc_freq(&term.term)?;
            let idf = (1.0
                + (articles.saturating_sub(holding) as f64 + 0.5) / (holding as f64 + 0.5))
                .ln();
            sum += idf;
            first.get_or_insert_with(|| (Bm25Weight::for_one_term(holding, articles, mean), idf));
        }
        Ok(first.map(|(weight, idf)| weight.boost_by((sum / idf) as Score)))
    }
}

struct SlotWeight {
    query: SlotQuery,
    bm25: Option<Bm25Weight>,
}

impl SlotWeight {
    fn row(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Option<Row>> {
        let mut slots = Vec::with_capacity(self.query.slots.len());
        for (offset, terms) in &self.query.slots {
            let mut postings = Vec::with_capacity(terms.len());
            for term in terms {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let index = segment.inverted_index(term.term.field())?;
                let Some(of_term) = index.read_postings(&term.term, option)? else { continue };
                let with = match &term.with {
                    Some(with) => match index.read_postings(with, option)? {
                        Some(with) => Some(with),
                        None => continue,
                    },
                    None => None,
                };
                postings.push((of_term, with));
            }
            if postings.is_empty() {
                return Ok(None);
            }
            slots.push(Slot::new(*offset, postings));
        }
        let paragraphs = match self.query.window {
            Window::Lead => segment.inverted_index(s::BOUNDS)?.read_postings(
                &Term::from_field_text(s::BOUNDS, s::PARAGRAPH),
                IndexRecordOption::WithFreqsAndPositions,
            )?,
            _ => None,
        };
        let norms = match &self.bm25 {
            Some(_) => segment.fieldnorms_readers().get_field(self.query.field())?,
            None => None,
        };
        let mut row = Row {
            slots,
            slop: self.query.slop,
            parted: matches!(self.query.field(), s::STEM | s::FORM),
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
        let missing =
            || tantivy::TantivyError::InvalidArgument("the article does not match".into());
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
    /// Postings of each, and of what must stand with it.
    postings: Vec<(SegmentPostings, Option<SegmentPostings>)>,
    doc: DocId,
    /// Positions in the present document, less the offset; ascending, each once.
    places: Vec<i64>,
    /// Positions of what must stand with a term.
    marks: Vec<u32>,
}

impl Slot {
    fn new(offset: u32, postings: Vec<(SegmentPostings, Option<SegmentPostings>)>) -> Slot {
        let mut slot = Slot { offset, postings, doc: 0, places: Vec::new(), marks: Vec::new() };
        slot.settle();
        slot
    }

    fn settle(&mut self) -> DocId {
        self.doc = self.postings.iter().map(|(p, _)| p.doc()).min().unwrap_or(TERMINATED);
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for (postings, _) in &mut self.postings {
                if postings.doc() < target {
                    postings.seek(target);
                }
            }
            self.settle();
        }
        self.doc
    }

    /// Reads the places inside the window in the present document.
    fn read(&mut self, inside: impl Fn(u32) -> bool, scratch: &mut Vec<u32>) {
        scratch.clear();
        for (postings, with) in &mut self.postings {
            if postings.doc() != self.doc {
                continue;
            }
            let Some(with) = with else {
                postings.append_positions_with_offset(0, scratch);
                continue;
            };
            if with.doc() < self.doc {
                with.seek(self.doc);
            }
            if with.doc() == self.doc {
                let (start, marks) = (scratch.len(), &mut self.marks);
                postings.append_positions_with_offset(0, scratch);
                with.positions(marks);
                let mut kept = start;
                for at in start..scratch.len() {
                    if marks.binary_search(&scratch[at]).is_ok() {
                        scratch[kept] = scratch[at];
                        kept += 1;
                    }
                }
                scratch.truncate(kept);
            }
        }
        scratch.sort_unstable();
        scratch.dedup();
        self.places.clear();
        let inside = scratch.iter().filter(|p| inside(**p));
        self.places.extend(inside.map(|p| i64::from(*p) - i64::from(self.offset)));
    }
}

/// All slots over one segment, standing on a document that matches.
struct Row {
    slots: Vec<Slot>,
    slop: u32,
    /// The positions are those of an article, of which each part is searched for itself.
    parted: bool,
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

    /// Returns the position at which the second paragraph of the body begins, or a later one.
    fn end_of_lead(&mut self) -> u32 {
        let Some(bounds) = &mut self.paragraphs else { return u32::MAX };
        if bounds.doc() < self.doc {
            bounds.seek(self.doc);
        }
        if bounds.doc() != self.doc {
            return u32::MAX;
        }
        bounds.positions(&mut self.scratch);
        let in_body = |position: &&u32| Part::of(**position) == Part::Body;
        self.scratch.iter().filter(in_body).nth(1).copied().unwrap_or(u32::MAX)
    }

    fn matches(&mut self) -> u32 {
        let window = self.window;
        let end = if window == Window::Lead { self.end_of_lead() } else { u32::MAX };
        let inside = |position| match window {
            Window::All => true,
            Window::Parts(parts) => parts.contains(&Part::of(position)),
            Window::Lead => position < end && Part::of(position) == Part::Body,
        };
        for slot in &mut self.slots {
            slot.read(inside, &mut self.scratch);
            if slot.places.is_empty() {
                return 0;
            }
        }
        let places: Vec<(u32, &[i64])> =
            self.slots.iter().map(|slot| (slot.offset, slot.places.as_slice())).collect();
        match self.slop {
            0 => count_fixed(&places),
            slop => count_sloppy(&places, slop, self.parted),
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
        let size = |slot: &Slot| slot.postings.iter().map(|(p, _)| p.size_hint()).sum::<u32>();
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
