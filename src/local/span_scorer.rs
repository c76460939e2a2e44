//! Walks the documents of a [`SpanQuery`]: candidates by their lists, then positions.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, Explanation, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};

use crate::local::row::Row;
use crate::local::schema as s;
use crate::local::spans::SpanQuery;
use crate::local::until::Until;
use crate::spans::{Bounds, Meeting, Relation, Spans, Stand, count_pair};

/// Candidates between two looks at the clock.
const STEPS: u32 = 256;

/// A tree over the rows of one segment, standing on a document that matches.
pub struct SpanScorer {
    tree: Spans,
    /// `None` where the segment has not the words of a row.
    rows: Vec<Option<Row>>,
    least: u32,
    starts: Starts,
    bm25: Option<Bm25Weight>,
    norms: FieldNormReader,
    doc: DocId,
    count: u32,
    meeting: Meeting,
    /// When to stop, and the candidates so far.
    until: Option<Arc<Until>>,
    steps: u32,
    /// The stands of a left and a right, where that is all there is, and where they met.
    pair: [Vec<Stand>; 3],
}

impl SpanScorer {
    /// Opens the rows; `None` if nothing can match in this segment. It stands nowhere until
    /// [`SpanScorer::find`] is called.
    pub fn open(
        query: &SpanQuery,
        segment: &SegmentReader,
        bm25: Option<Bm25Weight>,
        norms: FieldNormReader,
    ) -> tantivy::Result<Option<SpanScorer>> {
        let alone = matches!(query.tree, Spans::Row(_)) && query.least == 1;
        let rows = query.rows.iter().map(|row| Row::open(row, segment, !alone));
        let mut scorer = SpanScorer {
            tree: query.tree.clone(),
            rows: rows.collect::<tantivy::Result<_>>()?,
            least: query.least,
            starts: Starts::default(),
            bm25,
            norms,
            doc: 0,
            count: 0,
            meeting: Meeting::default(),
            until: query.until.clone(),
            steps: 0,
            pair: Default::default(),
        };
        scorer.starts.parted = query.rows.first().is_some_and(|row| row.is_of_text());
        if scorer.starts.parted && query.tree.has_bounds() {
            scorer.starts.open(segment)?;
        }
        Ok((candidate(&scorer.tree, &mut scorer.rows, 0) < TERMINATED).then_some(scorer))
    }

    /// Tells whether the time is over. Looks at the clock now and then.
    fn is_over(&mut self) -> bool {
        self.steps = self.steps.wrapping_add(1);
        self.steps.is_multiple_of(STEPS) && self.until.as_ref().is_some_and(|until| until.is_over())
    }

    /// Goes to the first match at or after `target`.
    pub fn find(&mut self, mut target: DocId) -> DocId {
        while target < TERMINATED && !self.is_over() {
            self.doc = candidate(&self.tree, &mut self.rows, target);
            if self.doc == TERMINATED || self.meets() {
                return self.doc;
            }
            target = self.doc + 1;
        }
        self.doc = TERMINATED;
        TERMINATED
    }

    /// Returns how many mentions the present document has.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Explains how the mentions are weighed.
    pub fn explain(&self) -> Option<Explanation> {
        let bm25 = self.bm25.as_ref()?;
        Some(bm25.explain(self.norms.fieldnorm_id(self.doc), self.count))
    }

    /// Gives every match that may score above the threshold, which the callback returns anew. A
    /// document is left without reading its positions if even the most mentions that its lists allow
    /// would not lift it over.
    pub fn best(&mut self, mut threshold: Score, callback: &mut dyn FnMut(DocId, Score) -> Score) {
        let mut target = 0;
        loop {
            let doc = candidate(&self.tree, &mut self.rows, target);
            if doc == TERMINATED || self.is_over() {
                return;
            }
            target = doc + 1;
            let most = most(&self.tree, &self.rows, doc);
            if most < self.least || self.weigh(doc, most) <= threshold {
                continue;
            }
            self.doc = doc;
            if self.meets() {
                let score = self.weigh(doc, self.count);
                if score > threshold {
                    threshold = callback(doc, score);
                }
            }
        }
    }

    fn weigh(&self, doc: DocId, count: u32) -> Score {
        match &self.bm25 {
            Some(bm25) => bm25.score(self.norms.fieldnorm_id(doc), count),
            None => 1.0,
        }
    }

    /// Reads positions and tells whether the present candidate matches.
    fn meets(&mut self) -> bool {
        let SpanScorer { tree, rows, least, starts, doc, count, meeting, pair, bm25, .. } = self;
        let counts = bm25.is_some();
        if let (Spans::Row(row), 1) = (&*tree, *least) {
            *count = rows[*row].as_mut().map_or(0, Row::count);
            return *count > 0;
        }
        if *least > 1 && most(tree, rows, *doc) < *least {
            return false;
        }
        if let Spans::Pair { relation, left, right } = &*tree
            && let (Spans::Row(left), Spans::Row(right)) = (&**left, &**right)
        {
            let apart = matches!(relation, Relation::Apart(_));
            let [lefts, rights, met] = pair;
            list(&mut rows[*left], *doc, lefts);
            if lefts.is_empty() {
                return false;
            }
            list(&mut rows[*right], *doc, rights);
            if rights.is_empty() && !apart {
                return false;
            }
            let enough = if counts { u32::MAX } else { *least };
            let bounds = starts.read(*doc);
            *count = count_pair(*relation, &bounds, (lefts, rights), enough, met);
            return *count >= *least;
        }
        let bounds = starts.read(*doc);
        let met = meeting.find(tree, &bounds, &mut |row, take| {
            read(&mut rows[row], *doc, take);
        });
        *count = if met { meeting.mentions() } else { 0 };
        *count >= *least
    }
}

/// Gives the stands of a row in a document, if it has the row.
fn read(row: &mut Option<Row>, doc: DocId, take: &mut dyn FnMut(Stand)) {
    if let Some(row) = at(row, doc) {
        row.stands(take);
    }
}

/// Lists the stands of a row in a document.
fn list(row: &mut Option<Row>, doc: DocId, stands: &mut Vec<Stand>) {
    match at(row, doc) {
        Some(row) => row.list(stands),
        None => stands.clear(),
    }
}

/// Returns a row that stands on a document.
fn at(row: &mut Option<Row>, doc: DocId) -> Option<&mut Row> {
    let row = row.as_mut()?;
    if row.doc < doc {
        row.seek(doc);
    }
    (row.doc == doc).then_some(row)
}

/// Goes to the first document at or after `target` that has the words, wherever they stand.
fn candidate(tree: &Spans, rows: &mut [Option<Row>], mut target: DocId) -> DocId {
    if let Spans::Pair { relation, left, right } = tree
        && !matches!(relation, Relation::Apart(_))
        && let (Spans::Row(left), Spans::Row(right)) = (&**left, &**right)
        && let Ok([Some(left), Some(right)]) = rows.get_disjoint_mut([*left, *right])
    {
        // What most queries are, without a look at the tree for each document.
        loop {
            let doc = if left.doc < target { left.seek(target) } else { left.doc };
            target = if right.doc < doc { right.seek(doc) } else { right.doc };
            if target == doc {
                return doc;
            }
        }
    }
    match tree {
        Spans::Row(row) => match &mut rows[*row] {
            Some(row) if row.doc < target => row.seek(target),
            Some(row) => row.doc,
            None => TERMINATED,
        },
        Spans::Any(of) => {
            of.iter().map(|tree| candidate(tree, rows, target)).min().unwrap_or(TERMINATED)
        }
        Spans::Pair { relation: Relation::Apart(_), left, .. } => candidate(left, rows, target),
        Spans::Pair { left, right, .. } => loop {
            let doc = candidate(left, rows, target);
            if doc == TERMINATED {
                return TERMINATED;
            }
            target = candidate(right, rows, doc);
            if target == doc || target == TERMINATED {
                return target;
            }
        },
    }
}

/// Returns how many mentions a document can have, by its lists alone.
fn most(tree: &Spans, rows: &[Option<Row>], doc: DocId) -> u32 {
    match tree {
        Spans::Row(row) => match &rows[*row] {
            Some(row) if row.doc == doc => row.most(),
            _ => 0,
        },
        Spans::Any(of) => of.iter().map(|tree| most(tree, rows, doc)).fold(0, u32::saturating_add),
        Spans::Pair { relation: Relation::Apart(_), left, .. } => most(left, rows, doc),
        // Mentions do not overlap, so that each takes a left and a right of its own.
        Spans::Pair { left, right, .. } => most(left, rows, doc).min(most(right, rows, doc)),
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.find(self.doc + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            self.find(target);
        }
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            self.doc = TERMINATED;
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        self.doc = candidate(&self.tree, &mut self.rows, target);
        if self.doc > target {
            SeekDangerResult::SeekLowerBound(self.doc)
        } else if self.meets() {
            SeekDangerResult::Found
        } else {
            SeekDangerResult::SeekLowerBound(target + 1)
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        size(&self.tree, &self.rows)
    }

    fn cost(&self) -> u64 {
        // Positions are read: several times a plain list.
        u64::from(self.size_hint()) * 10
    }
}

fn size(tree: &Spans, rows: &[Option<Row>]) -> u32 {
    match tree {
        Spans::Row(row) => rows[*row].as_ref().map_or(0, Row::size_hint),
        Spans::Any(of) => of.iter().map(|tree| size(tree, rows)).fold(0, u32::saturating_add),
        Spans::Pair { relation: Relation::Apart(_), left, .. } => size(left, rows),
        Spans::Pair { left, right, .. } => size(left, rows).min(size(right, rows)),
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        self.weigh(self.doc, self.count)
    }
}

/// Where sentences and paragraphs of a document begin.
#[derive(Default)]
struct Starts {
    parted: bool,
    lists: [Option<SegmentPostings>; 2],
    positions: [Vec<u32>; 2],
}

impl Starts {
    fn open(&mut self, segment: &SegmentReader) -> tantivy::Result<()> {
        let index = segment.inverted_index(s::BOUNDS)?;
        for (list, term) in self.lists.iter_mut().zip([s::SENTENCE, s::PARAGRAPH]) {
            let term = Term::from_field_text(s::BOUNDS, term);
            *list = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?;
        }
        Ok(())
    }

    fn read(&mut self, doc: DocId) -> Bounds<'_> {
        for (list, positions) in self.lists.iter_mut().zip(&mut self.positions) {
            positions.clear();
            if let Some(list) = list {
                if list.doc() < doc {
                    list.seek(doc);
                }
                if list.doc() == doc {
                    list.positions(positions);
                }
            }
        }
        let [sentences, paragraphs] = &self.positions;
        Bounds { sentences, paragraphs, parted: self.parted }
    }
}
