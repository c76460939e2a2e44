//! The best k of a segment after another: by score under pruning, or by date.
//!
//! Order of hits: score (times the factor of recency), then date (newest first, undated last), then
//! id. Segments are sorted newest first, so a recency factor never grows along a segment and the
//! threshold handed back to the library may be divided by the present one: see the notes on
//! recency in `docs/decisions`.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

use crate::article::published::DAY;
use crate::engine::request::{After, Recency};
use crate::local::columns::{Dates, dates};
use crate::local::schema as s;

/// A document that may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// BM25 times the factor of recency; 0 where nothing scores.
    pub score: Score,
    /// First civil second of its date.
    pub date: Option<i64>,
    /// First eight bytes of its id, which break ties.
    pub id_key: u64,
    /// Number of its segment.
    pub segment: u32,
    /// Number within the segment.
    pub doc: DocId,
}

impl Candidate {
    /// Orders two candidates; the better one is greater.
    fn by_score(&self, other: &Candidate) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| self.by_date(other))
    }

    /// Newest first (undated last), then by id; the better one is greater.
    fn by_date(&self, other: &Candidate) -> Ordering {
        self.date.cmp(&other.date).then_with(|| other.id_key.cmp(&self.id_key))
    }

    /// Oldest first (undated last), then by id; the better one is greater.
    fn by_age(&self, other: &Candidate) -> Ordering {
        let key = |c: &Candidate| c.date.unwrap_or(i64::MAX);
        key(other).cmp(&key(self)).then_with(|| other.id_key.cmp(&self.id_key))
    }
}

/// In which order the best are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Best score first.
    Score,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

impl By {
    fn compare(self, a: &Candidate, b: &Candidate) -> Ordering {
        match self {
            By::Score => a.by_score(b),
            By::Newest => a.by_date(b),
            By::Oldest => a.by_age(b),
        }
    }
}

struct Ranked(Candidate, By);

impl PartialEq for Ranked {
    fn eq(&self, other: &Ranked) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Ranked {}
impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ranked {
    // The worst is on top of the heap.
    fn cmp(&self, other: &Ranked) -> Ordering {
        self.1.compare(&other.0, &self.0)
    }
}

/// Keeps the best `k` candidates, all of them behind `after`.
pub struct Best {
    k: usize,
    by: By,
    after: Option<Candidate>,
    heap: BinaryHeap<Ranked>,
}

impl Best {
    /// Starts empty. Memory grows with what is kept, not with `k`.
    pub fn new(k: usize, by: By, after: Option<&After>) -> Best {
        let after = after.map(|after| Candidate {
            score: after.score,
            date: after.date,
            id_key: after.id.prefix_u64(),
            segment: 0,
            doc: 0,
        });
        Best { k, by, after, heap: BinaryHeap::new() }
    }

    fn is_full(&self) -> bool {
        self.heap.len() >= self.k
    }

    fn worst(&self) -> Option<&Candidate> {
        self.heap.peek().map(|ranked| &ranked.0)
    }

    fn offer(&mut self, candidate: Candidate) {
        let behind = |after: &Candidate| self.by.compare(&candidate, after) == Ordering::Less;
        if self.k == 0 || !self.after.as_ref().is_none_or(behind) {
            return;
        }
        let better = |worst: &Candidate| self.by.compare(&candidate, worst) == Ordering::Greater;
        if !self.is_full() {
            self.heap.push(Ranked(candidate, self.by));
        } else if self.worst().is_some_and(better) {
            self.heap.pop();
            self.heap.push(Ranked(candidate, self.by));
        }
    }

    /// Returns what was kept, best first.
    pub fn into_sorted(self) -> Vec<Candidate> {
        let mut all: Vec<Candidate> = self.heap.into_iter().map(|ranked| ranked.0).collect();
        all.sort_by(|a, b| self.by.compare(b, a));
        all
    }
}

/// Stops a search that takes too long.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    end: Option<Instant>,
    steps: u32,
    /// Whether the time ran out.
    pub passed: bool,
}

impl Deadline {
    /// Ends `limit` after `start`; never without a limit.
    pub fn new(start: Instant, limit: Option<Duration>) -> Deadline {
        Deadline { end: limit.and_then(|limit| start.checked_add(limit)), steps: 0, passed: false }
    }

    /// Tells whether to stop. Looks at the clock every thousand steps.
    fn check(&mut self) -> bool {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(1024) {
            self.passed |= self.end.is_some_and(|end| Instant::now() >= end);
        }
        self.passed
    }
}

/// The filters and exceptions of a segment, asked about one document after another.
struct Gate<'a> {
    filters: Vec<Box<dyn Scorer>>,
    excluded: Vec<Box<dyn Scorer>>,
    segment: &'a SegmentReader,
}

impl Gate<'_> {
    fn lets_in(&mut self, doc: DocId) -> bool {
        let stands_on = |scorer: &mut Box<dyn Scorer>| {
            if scorer.doc() < doc {
                scorer.seek(doc);
            }
            scorer.doc() == doc
        };
        !self.segment.is_deleted(doc)
            && self.filters.iter_mut().all(stands_on)
            && !self.excluded.iter_mut().any(stands_on)
    }
}

/// The columns that rank a segment's documents.
struct Keys {
    dates: Dates,
    ids: Option<Column<u64>>,
}

impl Keys {
    fn open(segment: &SegmentReader) -> tantivy::Result<Keys> {
        Ok(Keys { dates: dates(segment)?, ids: segment.fast_fields().column_opt(s::ID_KEY)? })
    }

    fn candidate(&self, score: Score, segment: u32, doc: DocId) -> Candidate {
        let id_key = self.ids.as_ref().and_then(|ids| ids.first(doc)).unwrap_or(0);
        Candidate { score, date: self.dates.start(doc), id_key, segment, doc }
    }
}

/// What a search by score needs besides the query.
pub struct Conditions<'a> {
    /// All of them must hold.
    pub filters: &'a [&'a dyn Query],
    /// None of them may hold.
    pub excluded: &'a [&'a dyn Query],
    /// How the score falls with age.
    pub recency: Recency,
    /// Civil seconds that age is counted from.
    pub now: i64,
}

impl Conditions<'_> {
    fn gate<'s>(
        &self,
        searcher: &Searcher,
        segment: &'s SegmentReader,
    ) -> tantivy::Result<Gate<'s>> {
        let open = |queries: &[&dyn Query]| -> tantivy::Result<Vec<Box<dyn Scorer>>> {
            let scoring = EnableScoring::disabled_from_searcher(searcher);
            queries.iter().map(|query| query.weight(scoring)?.scorer(segment, 1.0)).collect()
        };
        Ok(Gate { filters: open(self.filters)?, excluded: open(self.excluded)?, segment })
    }

    /// The factor of an article's age: 1 for today and the future, halved with every half-life, at
    /// least the floor; undated articles have the floor.
    fn factor(&self, date: Option<i64>) -> Score {
        match (self.recency, date) {
            (Recency::Off, _) => 1.0,
            (Recency::HalfLife { floor, .. }, None) => floor,
            (Recency::HalfLife { days, floor }, Some(date)) => {
                let age = (self.now - date).max(0) as f64 / DAY as f64;
                (0.5_f64.powf(age / days) as f32).max(floor)
            }
        }
    }
}

/// Collects the best by score, skipping what cannot get in. With `counting` every match is looked
/// at and counted instead: cheaper than skipping and counting apart, where skipping does not work.
pub fn by_score(
    searcher: &Searcher,
    weight: &dyn Weight,
    conditions: &Conditions<'_>,
    counting: bool,
    best: &mut Best,
    deadline: &mut Deadline,
) -> tantivy::Result<u64> {
    let mut count = 0;
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let number = number as u32;
        let mut gate = conditions.gate(searcher, segment)?;
        let keys = Keys::open(segment)?;
        // Ties at the threshold still have to be compared by date and id.
        let threshold = |best: &Best, factor: Score| {
            let worst = best.worst().filter(|_| best.is_full());
            worst.map_or(Score::MIN, |worst| (worst.score / factor).next_down())
        };
        let offer = |doc: DocId, score: Score, best: &mut Best| {
            let candidate = keys.candidate(score, number, doc);
            let factor = conditions.factor(candidate.date);
            best.offer(Candidate { score: score * factor, ..candidate });
            factor
        };
        if counting {
            let mut least = threshold(best, 1.0);
            weight.for_each(segment, &mut |doc, score| {
                if deadline.check() || !gate.lets_in(doc) {
                    return;
                }
                count += 1;
                if score > least {
                    offer(doc, score, best);
                    least = threshold(best, 1.0);
                }
            })?;
        } else {
            let mut factor = 1.0;
            weight.for_each_pruning(threshold(best, 1.0), segment, &mut |doc, score| {
                if deadline.check() {
                    return Score::MAX;
                }
                if gate.lets_in(doc) {
                    factor = offer(doc, score, best);
                }
                threshold(best, factor)
            })?;
        }
        if deadline.passed {
            break;
        }
    }
    Ok(count)
}

/// Collects the best by date. Newest first stops as soon as no later document can get in.
pub fn by_date(
    searcher: &Searcher,
    weight: &dyn Weight,
    best: &mut Best,
    deadline: &mut Deadline,
) -> tantivy::Result<()> {
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let keys = Keys::open(segment)?;
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED && !deadline.check() {
            if !segment.is_deleted(doc) {
                let candidate = keys.candidate(0.0, number as u32, doc);
                let worst = best.worst().filter(|_| best.is_full());
                // Only an equal date can still win, by its id.
                if best.by == By::Newest && worst.is_some_and(|w| candidate.date < w.date) {
                    break;
                }
                best.offer(candidate);
            }
            doc = scorer.advance();
        }
    }
    Ok(())
}
