//! The best k of a segment after another: by score under pruning, or by date.
//!
//! Which of them are kept is told in [`super::best`]. Segments are sorted newest first, so a recency
//! factor never grows along a segment and the threshold handed back to the library may be divided by the
//! present one: see the notes on recency in `docs/decisions`.

use std::time::{Duration, Instant};

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

use crate::article::published::DAY;
use crate::engine::request::Recency;
use crate::local::best::{By, Candidate, Keep};
use crate::local::columns::{AllColumns, Columns};
use crate::local::count::{Counted, Tally};
use crate::local::scores::Scores;
use crate::local::texts::Texts;

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

/// What ranks a segment's documents.
struct Keys<'t> {
    number: u32,
    dates: Option<&'t Column<i64>>,
    ids: Option<&'t Column<u64>>,
    texts: Option<&'t Texts>,
}

impl<'t> Keys<'t> {
    fn open(
        number: u32,
        columns: &'t AllColumns,
        texts: Option<&'t Texts>,
    ) -> tantivy::Result<Keys<'t>> {
        let columns = columns.number(number).map(AsRef::<Columns>::as_ref);
        let dates = columns.map(Columns::start).transpose()?.flatten();
        let ids = columns.map(Columns::id_key).transpose()?.flatten();
        Ok(Keys { number, dates, ids, texts })
    }

    fn candidate(&self, score: Score, doc: DocId) -> Candidate {
        let segment = self.number;
        let date = self.dates.and_then(|dates| dates.first(doc));
        let id_key = self.ids.and_then(|ids| ids.first(doc)).unwrap_or(0);
        let group = self.texts.and_then(|texts| texts.group(segment, doc));
        Candidate { score, date, id_key, segment, doc, group }
    }
}

/// How a score falls with age.
#[derive(Debug, Clone, Copy)]
pub struct Aging {
    /// Whether and how fast.
    pub recency: Recency,
    /// What undated articles keep of it, where that is not the floor.
    pub undated: Option<f32>,
    /// Civil seconds that age is counted from.
    pub now: i64,
}

impl Aging {
    /// The factor of undated articles, which stand last in a segment: only there it may rise again.
    pub fn undated_factor(&self) -> Score {
        match self.recency {
            Recency::Off => 1.0,
            Recency::HalfLife { floor, .. } => self.undated.unwrap_or(floor),
        }
    }

    /// The factor of an article's age: 1 for today and the future, halved with every half-life, at
    /// least the floor; undated articles have their own, or the floor.
    pub fn factor(&self, date: Option<i64>) -> Score {
        match (self.recency, date) {
            (Recency::Off, _) => 1.0,
            (Recency::HalfLife { .. }, None) => self.undated_factor(),
            (Recency::HalfLife { days, floor }, Some(date)) => {
                let age = (self.now - date).max(0) as f64 / DAY as f64;
                (0.5_f64.powf(age / days) as f32).max(floor)
            }
        }
    }
}

/// What a search by score needs besides the query.
pub struct Conditions<'a> {
    /// All of them must hold.
    pub filters: &'a [&'a dyn Query],
    /// None of them may hold.
    pub excluded: &'a [&'a dyn Query],
    /// How the score falls with age.
    pub aging: Aging,
    /// The columns that rank.
    pub columns: &'a AllColumns,
    /// Copies of these texts are one candidate.
    pub collapse: Option<&'a Texts>,
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
}

/// Collects the best by score, skipping what cannot get in. With a tally every match is looked at and
/// counted instead: cheaper than skipping and counting apart, where skipping does not work.
pub fn by_score<K: Keep>(
    searcher: &Searcher,
    (weight, scores): (&dyn Weight, &Scores<'_>),
    conditions: &Conditions<'_>,
    mut tally: Option<Tally<'_>>,
    best: &mut K,
    deadline: &mut Deadline,
) -> tantivy::Result<Option<Counted>> {
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let number = number as u32;
        let mut gate = conditions.gate(searcher, segment)?;
        let keys = Keys::open(number, conditions.columns, conditions.collapse)?;
        // Ties at the threshold still have to be compared by date and id.
        let room = scores.room(segment)?;
        let threshold = |best: &K, factor: Score| {
            let factor = factor.max(conditions.aging.undated_factor());
            best.bar().map_or(Score::MIN, |worst| scores.bar(worst.score / factor, room))
        };
        let offer = |doc: DocId, score: Score, best: &mut K| {
            let candidate = keys.candidate(score, doc);
            let factor = conditions.aging.factor(candidate.date);
            let score = scores.settle(segment, doc, score) * factor;
            best.offer(Candidate { score, ..candidate });
            factor
        };
        if let Some(tally) = &mut tally {
            let mut least = threshold(best, 1.0);
            weight.for_each(segment, &mut |doc, score| {
                if deadline.check() || !gate.lets_in(doc) {
                    return;
                }
                tally.add(number, doc);
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
    Ok(tally.map(|tally| tally.counted(!deadline.passed)))
}

/// Collects the best by date. Newest first stops as soon as no later document can get in.
pub fn by_date<K: Keep>(
    searcher: &Searcher,
    columns: &AllColumns,
    weight: &dyn Weight,
    collapse: Option<&Texts>,
    best: &mut K,
    deadline: &mut Deadline,
) -> tantivy::Result<()> {
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let keys = Keys::open(number as u32, columns, collapse)?;
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED && !deadline.check() {
            if !segment.is_deleted(doc) {
                let candidate = keys.candidate(0.0, doc);
                // Only an equal date can still win, by its id.
                if best.by() == By::Newest && best.bar().is_some_and(|w| candidate.date < w.date) {
                    break;
                }
                best.offer(candidate);
            }
            doc = scorer.advance();
        }
    }
    Ok(())
}
