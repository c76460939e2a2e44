//! Scores as hits are compared by them: the same on every path to them.
//!
//! The library adds up the parts of a score in an order that depends on what it skipped, on how articles are
//! spread over segments, and on the page that was asked for; sums of three parts or more then differ in their
//! last bits, and of two equal articles now one is first, now the other. So scores are rounded to
//! fourteen binary digits behind the first (one part in 16,000). A sum so near to the middle between two of
//! those that its order could tell is made again, in one order and in double precision; that
//! concerns some two of a hundred candidates.
//!
//! Block maxima are chosen by the average length in their own segment. Where an index has several, what
//! is skipped is skipped with as much room as these averages may differ by (see [`Scores::room`]).

use std::cell::{Cell, OnceCell};

use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, EnableScoring, Occur, Query};
use tantivy::schema::Field;
use tantivy::{DocId, Score, Searcher, SegmentReader, Term};

use crate::local::piece::{Shape, term_query};
use crate::local::plan::Plan;
use crate::local::stats::Statistics;
use crate::local::sums::Sum;

/// Binary digits of a score that are rounded away, of the 23 that it has.
const DROPPED: u32 = 10;

/// Makes the scores of a plan.
pub struct Scores<'a> {
    plan: &'a Plan,
    searcher: &'a Searcher,
    statistics: &'a Statistics<'a>,
    /// Last binary digits by which a sum may differ from another one of the same parts; 0 where no order
    /// can tell.
    scatter: u32,
    parts: OnceCell<Vec<Sum>>,
    failed: Cell<Option<tantivy::TantivyError>>,
}

impl<'a> Scores<'a> {
    /// Makes the scores of a plan.
    pub fn new(
        plan: &'a Plan,
        searcher: &'a Searcher,
        statistics: &'a Statistics<'a>,
    ) -> Scores<'a> {
        let scored = plan.scored.iter().map(|piece| match &piece.shape {
            Shape::Terms(terms) => terms.len(),
            Shape::Scored(query) => parts_of(query.as_ref()),
            _ => 0,
        });
        let parts = plan.optional.len() + scored.sum::<usize>();
        // Two parts have one sum. Of more, rounding errors scatter as a random walk: this is more than six
        // times its deviation.
        let scatter = match parts {
            0..=2 => 0,
            parts => 4 + 2 * parts.isqrt() as u32,
        };
        let (parts, failed) = (OnceCell::new(), Cell::new(None));
        Scores { plan, searcher, statistics, scatter, parts, failed }
    }

    /// Rounds the score that was found for a document.
    pub fn settle(&self, segment: &SegmentReader, doc: DocId, score: Score) -> Score {
        if self.scatter == 0 {
            return score;
        }
        let low = score.to_bits() & ((1 << DROPPED) - 1);
        if low.abs_diff(1 << (DROPPED - 1)) > self.scatter {
            return round(score);
        }
        match self.exact(segment, doc) {
            Ok(exact) => round(exact as Score),
            Err(error) => {
                self.failed.set(Some(error));
                score
            }
        }
    }

    /// Ends with the error that a score could not be made again for, if there was one.
    pub fn finish(self) -> tantivy::Result<()> {
        self.failed.into_inner().map_or(Ok(()), Err)
    }

    /// The score that may be skipped where `score` is needed: lower by what rounding may add, and in one
    /// segment of several by the room of [`Scores::room`].
    pub fn bar(&self, score: Score, room: Score) -> Score {
        let rounded = if self.scatter == 0 { score } else { score * (1.0 - 1.0 / 8192.0) };
        (rounded * room).next_down()
    }

    /// The share of a score that the block maxima of a segment may be too low by, at most 1.
    ///
    /// A maximum is that of f(tf, len) = tf / (tf + k1·(1−b+b·len/avg)) under the average of the segment;
    /// under the average of all, r times as large, no f grows or falls by more than r or 1/r.
    pub fn room(&self, segment: &SegmentReader) -> tantivy::Result<Score> {
        if self.searcher.segment_readers().len() < 2 {
            return Ok(1.0);
        }
        let mut fields: Vec<Field> = Vec::new();
        for piece in &self.plan.scored {
            if let Shape::Terms(terms) = &piece.shape {
                fields.extend(terms.iter().map(|(term, _)| term.field()));
            }
        }
        fields.sort_unstable();
        fields.dedup();
        let mut room: Score = 1.0;
        let articles = self.statistics.total_num_docs()? as Score;
        for field in fields {
            let own = segment.inverted_index(field)?.total_num_tokens() as Score;
            let all = self.statistics.total_num_tokens(field)? as Score;
            let ratio = (own / segment.max_doc().max(1) as Score) / (all / articles);
            if ratio > 0.0 && ratio.is_finite() {
                room = room.min(ratio).min(ratio.recip());
            }
        }
        Ok(room)
    }

    /// The score of a document, added up in the order of the plan.
    fn exact(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<f64> {
        let mut sum = 0.0;
        for part in self.parts()? {
            sum += part.value(segment, doc)?.unwrap_or(0.0);
        }
        Ok(sum)
    }

    fn parts(&self) -> tantivy::Result<&[Sum]> {
        if let Some(parts) = self.parts.get() {
            return Ok(parts);
        }
        let scoring =
            EnableScoring::enabled_from_statistics_provider(self.statistics, self.searcher);
        let terms = |terms: &[(Term, f32)], parts: &mut Vec<Sum>| -> tantivy::Result<()> {
            for (term, weight) in terms {
                parts.push(Sum::of(term_query(term.clone(), *weight).as_ref(), scoring)?);
            }
            Ok(())
        };
        let mut parts = Vec::new();
        for piece in &self.plan.scored {
            match &piece.shape {
                Shape::Terms(of) => terms(of, &mut parts)?,
                Shape::Scored(query) => parts.push(Sum::of(query.as_ref(), scoring)?),
                _ => {}
            }
        }
        terms(&self.plan.optional, &mut parts)?;
        Ok(self.parts.get_or_init(|| parts))
    }
}

/// Counts what a query adds up; a phrase is one.
fn parts_of(query: &dyn Query) -> usize {
    let Some(sum) = query.downcast_ref::<BooleanQuery>() else { return 1 };
    let adds = sum.clauses().iter().filter(|(occur, _)| *occur != Occur::MustNot);
    adds.map(|(_, query)| parts_of(query.as_ref())).sum()
}

/// Rounds to a number whose last digits are 0.
fn round(score: Score) -> Score {
    // A carry goes on into the exponent, which is right.
    let bits = score.to_bits() + (1 << (DROPPED - 1));
    Score::from_bits(bits >> DROPPED << DROPPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_fourteen_digits() {
        for score in [1.0_f32, 1.99999, 12.345, 0.001, 777.7] {
            let near = round(score);
            assert!((near - score).abs() / score < 1.0 / 16_000.0, "{score} {near}");
            assert_eq!(round(near), near);
            assert_eq!(round(near.next_up()), near);
            assert_eq!(round(near.next_down()), near);
        }
        assert_eq!(round(0.0), 0.0);
    }
}
