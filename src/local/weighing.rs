//! The weights of query words ([`Ranking::weight_of`]), looked up for those alone that need one.
//!
//! Weighed are plain words in their inflections, in bags and under AND and OR. A phrase is not: how often it
//! stands in the articles that have it is known only once all of them were read. Nor are the words of a
//! pattern, which share one idf as one thing of many spellings, a word `=as written`, or a word in one part
//! of the articles: those are counted at their places.

use crate::engine::EngineError;
use crate::engine::ranking::Ranking;
use crate::local::bag::is_condition;
use crate::local::engine::LocalEngine;
use crate::local::occurrences::Occurrences;
use crate::local::schema as s;
use crate::local::spelling::Alternative;
use crate::query::ast::Node;

/// Weighs words of one query.
#[derive(Clone, Copy)]
pub struct Weighing<'a> {
    engine: &'a LocalEngine,
    ranking: Ranking,
}

impl<'a> Weighing<'a> {
    /// Weighs the words of this query; `None` where weights change no order: switched off, or nothing that
    /// another word could be weighed against.
    pub fn of_query(
        engine: &'a LocalEngine,
        ranking: Ranking,
        query: &Node,
    ) -> Option<Weighing<'a>> {
        (ranking.term_weight && scored(query) > 1).then_some(Weighing { engine, ranking })
    }

    /// Weighs words whatever stands beside them.
    pub fn of(engine: &'a LocalEngine, ranking: Ranking) -> Weighing<'a> {
        Weighing { engine, ranking }
    }

    /// Tells whether a node is a part that may score.
    pub fn may_score(node: &Node) -> bool {
        scored(node) > 0
    }

    /// Weighs a word that these terms stand for, all at once.
    pub fn weight(&self, terms: &[Alternative]) -> Result<f32, EngineError> {
        if !self.ranking.term_weight
            || terms.is_empty()
            || terms.iter().any(|term| term.term.field() != s::STEM)
        {
            return Ok(1.0);
        }
        let Occurrences { articles, occurrences } = self.occurrences(terms)?;
        Ok(self.ranking.weight_of(occurrences, articles))
    }

    fn occurrences(&self, terms: &[Alternative]) -> Result<Occurrences, EngineError> {
        let all = self.engine.occurrences()?;
        let mut sum = Occurrences::default();
        for term in terms {
            let one = all.of(self.engine.searcher(), &term.term)?;
            sum.articles += one.articles;
            sum.occurrences += one.occurrences;
        }
        Ok(sum)
    }
}

/// Counts the parts of a query that may score.
fn scored(query: &Node) -> usize {
    match query {
        of if is_condition(of) => 0,
        Node::Bag(of) | Node::And(of) | Node::Or(of) | Node::Quorum { of, .. } => {
            of.iter().map(scored).sum()
        }
        Node::Weight { of, .. } => scored(of),
        Node::Word { .. }
        | Node::Phrase { .. }
        | Node::Pattern { .. }
        | Node::Near { .. }
        | Node::Mentions { .. }
        | Node::First { .. }
        | Node::Name { .. } => 1,
        _ => 0,
    }
}
