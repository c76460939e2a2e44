//! Conditions on columns, as queries that only match and never score.
//!
//! Segments are sorted by date, newest first and undated last, so that every date condition is a
//! range of document numbers found by bisection, with at most one look at a column per document.

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

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

/// The date columns of one segment.
pub struct Dates {
    start: Option<Column<i64>>,
    end: Option<Column<i64>>,
    offset: Option<Column<i64>>,
    max_doc: DocId,
    /// The first document without a date.
    dated: DocId,
}

/// Opens the date columns of a segment.
pub fn dates(segment: &SegmentReader) -> tantivy::Result<Dates> {
    let fast = segment.fast_fields();
    let mut dates = Dates {
        start: fast.column_opt(s::START)?,
        end: fast.column_opt(s::END)?,
        offset: fast.column_opt(s::OFFSET)?,
        max_doc: segment.max_doc(),
        dated: 0,
    };
    dates.dated = dates.first_where(dates.max_doc, |start| start.is_none());
    Ok(dates)
}

impl Dates {
    /// Returns the first second of an article's date.
    pub fn start(&self, doc: DocId) -> Option<i64> {
        self.start.as_ref()?.first(doc)
    }

    /// Returns the first document without a date; all later ones have none.
    pub fn dated(&self) -> DocId {
        self.dated
    }

    /// Tells whether the articles stand in the order of their dates.
    pub fn newest_first(&self) -> bool {
        let mut last = Some(i64::MAX);
        (0..self.max_doc).all(|doc| {
            let start = self.start(doc);
            let in_order = match (last, start) {
                (Some(last), Some(start)) => start <= last,
                (None, Some(_)) => false,
                (_, None) => true,
            };
            last = start;
            in_order
        })
    }

    /// Bisects for the first document before `to` whose start fulfils a condition that all later
    /// ones fulfil too.
    fn first_where(&self, to: DocId, holds: impl Fn(Option<i64>) -> bool) -> DocId {
        let (mut low, mut high) = (0, to);
        while low < high {
            let middle = low + (high - low) / 2;
            if holds(self.start(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// Returns the documents that a range can hold at all.
    fn window(&self, relation: DateRelation, range: &DateRange) -> (DocId, DocId) {
        // A bound with a time of day may be compared as an instant: allow for any offset.
        let slack = |bound: &DateBound| if bound.instant.is_some() { 2 * DAY } else { 0 };
        let low = range.to.map_or(0, |to| {
            let latest = to.civil.saturating_add(slack(&to));
            self.first_where(self.dated, |start| start.is_none_or(|start| start <= latest))
        });
        let high = range.from.map_or(self.dated, |from| {
            // An interval is a year at most, so one that overlaps began no more than that before.
            let reach = if relation == DateRelation::Overlaps { 367 * DAY } else { 0 };
            let earliest = from.civil.saturating_sub(slack(&from) + reach);
            self.first_where(self.dated, |start| start.is_none_or(|start| start < earliest))
        });
        (low, high.max(low))
    }

    /// Tells whether an article's date fulfils a condition.
    fn fulfils(&self, doc: DocId, relation: DateRelation, range: &DateRange) -> bool {
        let Some(start) = self.start(doc) else { return false };
        let end = self.end.as_ref().and_then(|end| end.first(doc)).unwrap_or(start);
        let offset = self.offset.as_ref().and_then(|offset| offset.first(doc));
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
    }
}

/// Matches the articles that fulfil a condition; every one scores 0.
#[derive(Debug, Clone, Copy)]
pub struct ColumnQuery(pub Condition);

impl Query for ColumnQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ColumnWeight(self.0)))
    }
}

struct ColumnWeight(Condition);

impl Weight for ColumnWeight {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let all = (0, segment.max_doc());
        let ((low, high), holds) = match self.0 {
            Condition::Dated => ((0, dates(segment)?.dated), None),
            Condition::Undated => ((dates(segment)?.dated, segment.max_doc()), None),
            Condition::Date { relation, range } => {
                let dates = dates(segment)?;
                let window = dates.window(relation, &range);
                let holds: Holds = Box::new(move |doc| dates.fulfils(doc, relation, &range));
                (window, Some(holds))
            }
            Condition::PrecisionAtLeast(precision) => {
                let least = Precision::ALL.iter().position(|p| *p == precision).unwrap_or(0);
                let column: Option<Column<u64>> = segment.fast_fields().column_opt(s::PRECISION)?;
                (all, Some(within(column, least as u64, u64::MAX)))
            }
            Condition::Words { min, max } => {
                let column: Option<Column<u64>> = segment.fast_fields().column_opt(s::WORDS)?;
                (all, Some(within(column, min, max)))
            }
            Condition::EmbargoedAt(now) => {
                let column: Option<Column<i64>> = segment.fast_fields().column_opt(s::EMBARGO)?;
                (all, Some(within(column, now.saturating_add(1), i64::MAX)))
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

fn within<T>(column: Option<Column<T>>, min: T, max: T) -> Holds
where
    T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static,
{
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
