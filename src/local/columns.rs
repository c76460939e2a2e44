//! Conditions on columns, as queries that only match and never score.
//!
//! Segments are sorted by date, newest first and undated last, so that every date condition is a
//! range of document numbers found by bisection, with at most one look at a column per document.

use std::sync::{Arc, OnceLock};

use tantivy::columnar::Column;
use tantivy::fastfield::FastFieldReaders;
use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

use crate::article::Precision;
use crate::article::published::DAY;
use crate::local::schema as s;
use crate::query::ast::{DateBound, DateRange, DateRelation};

/// A condition on the columns of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Condition {
    /// Its interval lies in, or overlaps, a range.
    Date {
        /// How the two must stand to each other.
        relation: DateRelation,
        /// The range asked for.
        range: DateRange,
    },
    /// It has a date.
    Dated,
    /// It has no date.
    Undated,
    /// It is dated at least to this precision.
    PrecisionAtLeast(Precision),
    /// Its length lies in a range, both ends inclusive.
    Words {
        /// Fewest words.
        min: u64,
        /// Most words.
        max: u64,
    },
    /// It may not be shown yet at this instant.
    EmbargoedAt(i64),
}

/// The columns of one segment, each opened when it is asked for and then kept: a column of a million
/// articles takes some ten thousandths of a second to open, as long as a search.
pub struct Columns {
    fast: FastFieldReaders,
    segment: SegmentId,
    max_doc: DocId,
    start: Kept<i64>,
    end: Kept<i64>,
    offset: Kept<i64>,
    embargo: Kept<i64>,
    precision: Kept<u64>,
    provenance: Kept<u64>,
    words: Kept<u64>,
    id_key: Kept<u64>,
    /// The first document without a date.
    dated: OnceLock<DocId>,
}

/// A column once it was opened; `None` inside where the segment has none.
type Kept<T> = OnceLock<Option<Column<T>>>;

impl std::fmt::Debug for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Columns({})", self.segment.short_uuid_string())
    }
}

/// The columns of all segments of a searcher, in its order.
#[derive(Debug, Clone)]
pub struct AllColumns(Arc<[Arc<Columns>]>);

impl AllColumns {
    /// Knows the columns of a searcher's segments, and opens none.
    pub fn of(searcher: &Searcher) -> AllColumns {
        AllColumns(searcher.segment_readers().iter().map(|of| Arc::new(Columns::of(of))).collect())
    }

    /// Returns the columns of the segment that a searcher gives this number.
    pub fn number(&self, number: u32) -> Option<&Arc<Columns>> {
        self.0.get(number as usize)
    }

    /// Returns the columns of a segment of this searcher.
    fn segment(&self, segment: &SegmentReader) -> Arc<Columns> {
        let id = segment.segment_id();
        let known = self.0.iter().find(|columns| columns.segment == id);
        known.cloned().unwrap_or_else(|| Arc::new(Columns::of(segment)))
    }

    /// Tells whether the articles of every segment stand in the order of their dates.
    pub fn newest_first(&self) -> tantivy::Result<bool> {
        for columns in self.0.iter() {
            if !columns.newest_first()? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

macro_rules! kept {
    ($($(#[$doc:meta])* $name:ident: $of:ty = $column:expr;)*) => {
        $($(#[$doc])*
        pub fn $name(&self) -> tantivy::Result<Option<&Column<$of>>> {
            if let Some(kept) = self.$name.get() {
                return Ok(kept.as_ref());
            }
            let column = self.fast.column_opt($column)?;
            Ok(self.$name.get_or_init(|| column).as_ref())
        })*
    };
}

impl Columns {
    fn of(segment: &SegmentReader) -> Columns {
        Columns {
            fast: segment.fast_fields().clone(),
            segment: segment.segment_id(),
            max_doc: segment.max_doc(),
            start: OnceLock::new(),
            end: OnceLock::new(),
            offset: OnceLock::new(),
            embargo: OnceLock::new(),
            precision: OnceLock::new(),
            provenance: OnceLock::new(),
            words: OnceLock::new(),
            id_key: OnceLock::new(),
            dated: OnceLock::new(),
        }
    }

    kept! {
        /// First civil second of the date.
        start: i64 = s::START;
        /// Last civil second of the date.
        end: i64 = s::END;
        /// Offset of the date from UTC in seconds.
        offset: i64 = s::OFFSET;
        /// Unix second before which an article is not shown.
        embargo: i64 = s::EMBARGO;
        /// Number of the precision of the date.
        precision: u64 = s::PRECISION;
        /// Number of the provenance of the date.
        provenance: u64 = s::PROVENANCE;
        /// Length in words.
        words: u64 = s::WORDS;
        /// First eight bytes of the id.
        id_key: u64 = s::ID_KEY;
    }

    /// Returns the first document without a date; all later ones have none.
    pub fn dated(&self) -> tantivy::Result<DocId> {
        if let Some(dated) = self.dated.get() {
            return Ok(*dated);
        }
        let dated = self.first_where(self.max_doc, |start| start.is_none())?;
        Ok(*self.dated.get_or_init(|| dated))
    }

    /// Tells whether the articles stand in the order of their dates.
    fn newest_first(&self) -> tantivy::Result<bool> {
        let column = self.start()?;
        let mut last = Some(i64::MAX);
        Ok((0..self.max_doc).all(|doc| {
            let start = column.and_then(|start| start.first(doc));
            let in_order = match (last, start) {
                (Some(last), Some(start)) => start <= last,
                (None, Some(_)) => false,
                (_, None) => true,
            };
            last = start;
            in_order
        }))
    }

    /// Bisects for the first document before `to` whose start fulfils a condition that all later
    /// ones fulfil too.
    fn first_where(
        &self,
        to: DocId,
        holds: impl Fn(Option<i64>) -> bool,
    ) -> tantivy::Result<DocId> {
        let column = self.start()?;
        let (mut low, mut high) = (0, to);
        while low < high {
            let middle = low + (high - low) / 2;
            if holds(column.and_then(|start| start.first(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }

    /// Returns the documents that a range can hold at all.
    fn window(&self, relation: DateRelation, range: &DateRange) -> tantivy::Result<(DocId, DocId)> {
        let dated = self.dated()?;
        // A bound with a time of day may be compared as an instant: allow for any offset.
        let slack = |bound: &DateBound| if bound.instant.is_some() { 2 * DAY } else { 0 };
        let low = match range.to {
            None => 0,
            Some(to) => {
                let latest = to.civil.saturating_add(slack(&to));
                self.first_where(dated, |start| start.is_none_or(|start| start <= latest))?
            }
        };
        let high = match range.from {
            None => dated,
            Some(from) => {
                // An interval is a year at most, so one that overlaps began no more than that before.
                let reach = if relation == DateRelation::Overlaps { 367 * DAY } else { 0 };
                let earliest = from.civil.saturating_sub(slack(&from) + reach);
                self.first_where(dated, |start| start.is_none_or(|start| start < earliest))?
            }
        };
        Ok((low, high.max(low)))
    }

    /// Makes the test whether an article's date fulfils a condition.
    fn fulfils(&self, relation: DateRelation, range: DateRange) -> tantivy::Result<Holds> {
        let Some(start) = self.start()?.cloned() else { return Ok(Box::new(|_| false)) };
        let (end, offset) = (self.end()?.cloned(), self.offset()?.cloned());
        Ok(Box::new(move |doc| {
            let Some(start) = start.first(doc) else { return false };
            let end = end.as_ref().and_then(|end| end.first(doc)).unwrap_or(start);
            let offset = offset.as_ref().and_then(|offset| offset.first(doc));
            // The distance from the bound to a civil second of the article, as an instant if both are.
            let after = |bound: &DateBound, civil: i64| match (bound.instant, offset) {
                (Some(instant), Some(offset)) => civil - offset - instant,
                _ => civil - bound.civil,
            };
            let (first, last) = match relation {
                DateRelation::Within => (start, end),
                DateRelation::Overlaps => (end, start),
            };
            range.from.is_none_or(|from| after(&from, first) >= 0)
                && range.to.is_none_or(|to| after(&to, last) <= 0)
        }))
    }
}

/// Matches the articles that fulfil a condition; every one scores 0.
#[derive(Debug, Clone)]
pub struct ColumnQuery {
    condition: Condition,
    columns: AllColumns,
}

impl ColumnQuery {
    /// Asks this of the columns of a searcher.
    pub fn new(columns: &AllColumns, condition: Condition) -> ColumnQuery {
        ColumnQuery { condition, columns: columns.clone() }
    }
}

impl Query for ColumnQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for ColumnQuery {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let columns = self.columns.segment(segment);
        let all = (0, segment.max_doc());
        let ((low, high), holds) = match self.condition {
            Condition::Dated => ((0, columns.dated()?), None),
            Condition::Undated => ((columns.dated()?, segment.max_doc()), None),
            Condition::Date { relation, range } => {
                (columns.window(relation, &range)?, Some(columns.fulfils(relation, range)?))
            }
            Condition::PrecisionAtLeast(precision) => {
                let least = Precision::ALL.iter().position(|p| *p == precision).unwrap_or(0);
                (all, Some(within(columns.precision()?, least as u64, u64::MAX)))
            }
            Condition::Words { min, max } => (all, Some(within(columns.words()?, min, max))),
            Condition::EmbargoedAt(now) => {
                (all, Some(within(columns.embargo()?, now.saturating_add(1), i64::MAX)))
            }
        };
        let mut docs = ColumnDocs { doc: low, high, holds };
        docs.settle();
        Ok(Box::new(docs))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a condition on a column, not scored", 0.0))
    }
}

type Holds = Box<dyn Fn(DocId) -> bool + Send>;

fn within<T>(column: Option<&Column<T>>, min: T, max: T) -> Holds
where
    T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static,
{
    let column = column.cloned();
    Box::new(move |doc| {
        let value = column.as_ref().and_then(|column| column.first(doc));
        value.is_some_and(|value| min <= value && value <= max)
    })
}

/// Walks a range of documents, past those that do not fulfil the condition.
struct ColumnDocs {
    doc: DocId,
    high: DocId,
    holds: Option<Holds>,
}

impl ColumnDocs {
    fn settle(&mut self) -> DocId {
        while self.doc < self.high {
            if self.holds.as_ref().is_none_or(|holds| holds(self.doc)) {
                return self.doc;
            }
            self.doc += 1;
        }
        self.doc = TERMINATED;
        TERMINATED
    }
}

impl DocSet for ColumnDocs {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc += 1;
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.doc.max(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        if self.doc == TERMINATED { 0 } else { self.high - self.doc }
    }
}

impl Scorer for ColumnDocs {
    fn score(&mut self) -> Score {
        0.0
    }
}
