//! A lowered query, taken apart: what scores, what filters, what is excluded.

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, Query};

use crate::highlight::Mark;
use crate::local::piece::{Piece, Shape, any_term, term_query};

/// A lowered query.
#[derive(Debug, Default)]
pub struct Plan {
    /// Parts that score. With `required` unset all of them must match.
    pub scored: Vec<Piece>,
    /// How many of the scored parts must match at least; `None` means all.
    pub required: Option<u32>,
    /// Terms that add to the score where they stand and need not match, each with its weight.
    pub optional: Vec<(Term, f32)>,
    /// Conditions that are not about dates.
    pub filters: Vec<Box<dyn Query>>,
    /// Conditions on dates, apart, so that undated articles can be counted without them.
    pub dates: Vec<Box<dyn Query>>,
    /// What must not match.
    pub excluded: Vec<Box<dyn Query>>,
    /// Set if some part can match nothing.
    pub never: bool,
    /// How many of the scored parts came from one bag of words that may be relaxed.
    pub bag: u32,
}

impl Plan {
    /// Takes a part of a conjunction to where it belongs.
    pub fn take(&mut self, piece: Piece, date: bool) {
        match piece.shape {
            Shape::Nothing => {
                self.never = true;
                self.scored.push(piece);
            }
            Shape::Everything => {}
            Shape::Terms(_) | Shape::Scored(_) => self.scored.push(piece),
            Shape::Filter(query) if date => self.dates.push(query),
            Shape::Filter(query) => self.filters.push(query),
            Shape::Except(query) => self.excluded.push(query),
        }
    }

    /// Returns what marks an article of this plan.
    pub fn mark(&self) -> Mark {
        let marks = self.scored.iter().map(|piece| piece.mark.clone()).collect();
        match self.required {
            None => Mark::All(marks),
            Some(required) => Mark::AtLeast(required, marks),
        }
    }

    /// Makes the scoring query; `None` if nothing scores.
    pub fn scoring_query(&self) -> Option<Box<dyn Query>> {
        let required = self.required_query()?;
        if self.optional.is_empty() {
            return Some(required);
        }
        let optional = self.optional.iter();
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = optional
            .map(|(term, weight)| (Occur::Should, term_query(term.clone(), *weight)))
            .collect();
        clauses.push((Occur::Must, required));
        Some(Box::new(BooleanQuery::new(clauses)))
    }

    /// The same without what need not match.
    fn required_query(&self) -> Option<Box<dyn Query>> {
        let shapes: Vec<&Shape> = self.scored.iter().map(|piece| &piece.shape).collect();
        let total = shapes.len();
        let required = self.required.map_or(total, |n| n as usize);
        let live: Vec<&Shape> =
            shapes.into_iter().filter(|shape| !matches!(shape, Shape::Nothing)).collect();
        if total == 0 || live.len() < required {
            return None;
        }
        if let [shape] = live.as_slice() {
            return Some(query_of(shape));
        }
        let occur = if required == live.len() { Occur::Must } else { Occur::Should };
        let clauses: Vec<_> = live.into_iter().map(|shape| (occur, clause_of(shape))).collect();
        Some(if occur == Occur::Must {
            Box::new(BooleanQuery::new(clauses))
        } else {
            Box::new(BooleanQuery::with_minimum_required_clauses(clauses, required))
        })
    }

    /// Tells whether top hits are found faster by skipping than by looking at every match.
    pub fn prunes(&self) -> bool {
        if !self.optional.is_empty() {
            return false;
        }
        let single = |shape: &Shape| matches!(shape, Shape::Terms(terms) if terms.len() == 1);
        match self.scored.as_slice() {
            [piece] => matches!(&piece.shape, Shape::Terms(terms) if terms.len() <= 2),
            pieces => self.required.is_none() && pieces.iter().all(|piece| single(&piece.shape)),
        }
    }
}

/// The query of a part among others. A lone term with its weight stands there as it is: one level more
/// around it would cost the pruning.
fn clause_of(shape: &Shape) -> Box<dyn Query> {
    match shape {
        Shape::Terms(terms) if terms.len() == 1 => term_query(terms[0].0.clone(), terms[0].1),
        shape => query_of(shape),
    }
}

fn query_of(shape: &Shape) -> Box<dyn Query> {
    match shape {
        Shape::Terms(terms) => any_term(terms.clone()),
        Shape::Scored(query) | Shape::Filter(query) | Shape::Except(query) => query.box_clone(),
        Shape::Everything => Shape::Everything.into_query(),
        Shape::Nothing => Shape::Nothing.into_query(),
    }
}
