//! Operators on positions as a query of tantivy: phrases with choices, PRE, NEAR, SENT, ATLEAST.
//!
//! A [`SpanQuery`] is a tree of [`Spans`] over rows of slots. Its documents are found by the lists of
//! the rows alone; positions are read for those only that have all it takes, and [`super::span_scorer`]
//! asks [`crate::spans`] where they meet.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer,
    Weight,
};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED};

use crate::local::slots::{SlotQuery, idf};
use crate::local::span_scorer::SpanScorer;
use crate::local::until::Until;
use crate::spans::{Relation, Spans};

/// A tree over rows.
#[derive(Debug, Clone)]
pub struct SpanQuery {
    /// What is to meet; rows by their number in `rows`.
    pub tree: Spans,
    /// The rows, all in one field or in the text.
    pub rows: Vec<SlotQuery>,
    /// How many mentions there must be, 1 at least.
    pub least: u32,
    /// When to stop looking: words may stand together in many articles and meet in none, and who
    /// collects hears nothing of those.
    pub until: Option<Arc<Until>>,
}

impl SpanQuery {
    /// A row alone.
    pub fn row(row: SlotQuery) -> SpanQuery {
        SpanQuery { tree: Spans::Row(0), rows: vec![row], least: 1, until: None }
    }

    /// Weighs a meeting as a phrase of its words is weighed, by the sum of their idf; alternatives by
    /// the smallest. tantivy's own `for_terms` refuses words of two fields, so the weight of one word is
    /// scaled.
    fn bm25(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Option<Bm25Weight>> {
        let Some(row) = self.rows.first() else { return Ok(None) };
        let articles = statistics.total_num_docs()?;
        let mean = statistics.total_num_tokens(row.field())? as Score / articles as Score;
        let idfs: Vec<f64> =
            self.rows.iter().map(|row| row.idf(statistics)).collect::<tantivy::Result<_>>()?;
        let whole = weight_of(&self.tree, &idfs);
        let half = articles / 2;
        let one = Bm25Weight::for_one_term(half, articles, mean);
        Ok(Some(one.boost_by((whole / idf(half, articles)) as Score)))
    }
}

fn weight_of(tree: &Spans, rows: &[f64]) -> f64 {
    match tree {
        Spans::Row(row) => rows.get(*row).copied().unwrap_or(0.0),
        Spans::Any(of) => of.iter().map(|tree| weight_of(tree, rows)).fold(f64::MAX, f64::min),
        Spans::Pair { relation: Relation::Apart(_), left, .. } => weight_of(left, rows),
        Spans::Pair { left, right, .. } => weight_of(left, rows) + weight_of(right, rows),
    }
}

impl Query for SpanQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => self.bm25(statistics_provider)?,
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SpanWeight { query: self.clone(), bm25 }))
    }
}

struct SpanWeight {
    query: SpanQuery,
    bm25: Option<Bm25Weight>,
}

impl SpanWeight {
    /// Opens the scorer, which stands on no document yet.
    fn open(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Option<SpanScorer>> {
        let norms = match (&self.bm25, self.query.rows.first()) {
            (Some(_), Some(row)) => segment.fieldnorms_readers().get_field(row.field())?,
            _ => None,
        };
        let norms = norms.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
        let bm25 = self.bm25.as_ref().map(|bm25| bm25.boost_by(boost));
        SpanScorer::open(&self.query, segment, bm25, norms)
    }
}

impl Weight for SpanWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(mut scorer) = self.open(segment, boost)? else { return Ok(Box::new(EmptyScorer)) };
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn scorer_danger(
        &self,
        segment: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let Some(mut scorer) = self.open(segment, boost)? else {
            return Ok((SeekDangerResult::SeekLowerBound(TERMINATED), Box::new(EmptyScorer)));
        };
        Ok((scorer.seek_danger(target), Box::new(scorer)))
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        if let Some(mut scorer) = self.open(segment, 1.0)? {
            scorer.best(threshold, callback);
        }
        Ok(())
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let missing =
            || tantivy::TantivyError::InvalidArgument("the article does not match".into());
        let mut scorer = self.open(segment, 1.0)?.ok_or_else(missing)?;
        if scorer.find(doc) != doc {
            return Err(missing());
        }
        let what = match &self.query.tree {
            Spans::Row(_) => "a phrase, or a word in its place",
            _ => "words that stand so to each other",
        };
        let mut explanation = Explanation::new(what, scorer.score());
        explanation.add_const("mentions in the article", scorer.count() as Score);
        if let Some(detail) = scorer.explain() {
            explanation.add_detail(detail);
        }
        Ok(explanation)
    }
}
