//! Parts of a lowered query, kept in the shape that prunes for as long as possible.
//!
//! tantivy skips documents by block maxima only for a term, a flat OR of terms, or an AND of terms.
//! So a part stays a plain list of terms until it has to become something else.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::highlight::Mark;

/// A lowered part with what it marks.
#[derive(Debug)]
pub struct Piece {
    /// What it matches and how it scores.
    pub shape: Shape,
    /// The same in spellings, for highlights.
    pub mark: Mark,
}

/// What a part has become.
#[derive(Debug)]
pub enum Shape {
    /// Matches nothing.
    Nothing,
    /// Matches everything, scores nothing.
    Everything,
    /// Any of these terms, each with its weight.
    Terms(Vec<(Term, f32)>),
    /// A query that scores.
    Scored(Box<dyn Query>),
    /// A query that matches but never scores: a filter.
    Filter(Box<dyn Query>),
    /// Everything but this.
    Except(Box<dyn Query>),
}

impl Piece {
    /// Matches nothing and marks nothing.
    pub fn nothing() -> Piece {
        Piece { shape: Shape::Nothing, mark: Mark::Never }
    }

    /// Makes a filter.
    pub fn filter(query: impl Query) -> Piece {
        Piece { shape: Shape::Filter(Box::new(query)), mark: Mark::Silent }
    }
}

impl Piece {
    /// The same as a condition: it matches and does not score.
    pub fn unscored(self) -> Piece {
        let shape = match self.shape {
            Shape::Terms(_) | Shape::Scored(_) => Shape::Filter(self.shape.into_query()),
            shape => shape,
        };
        Piece { shape, ..self }
    }
}

impl Shape {
    /// Turns the part into one query. An exception is everything less what it excludes.
    pub fn into_query(self) -> Box<dyn Query> {
        match self {
            Shape::Nothing => Box::new(EmptyQuery),
            Shape::Everything => everything(),
            Shape::Terms(terms) => any_term(terms),
            Shape::Scored(query) | Shape::Filter(query) => query,
            Shape::Except(query) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, everything()),
                (Occur::MustNot, query),
            ])),
        }
    }

    /// Multiplies what it scores.
    pub fn scale(&mut self, factor: f32) {
        match self {
            Shape::Terms(terms) => terms.iter_mut().for_each(|(_, weight)| *weight *= factor),
            Shape::Scored(query) => *self = Shape::Scored(scaled(query.as_ref(), factor)),
            _ => {}
        }
    }

    /// Turns the part into one among others that may score; a filter adds nothing to them.
    pub fn into_clause(self) -> Box<dyn Query> {
        match self {
            Shape::Filter(query) => Box::new(ConstScoreQuery::new(query, 0.0)),
            shape => shape.into_query(),
        }
    }

    /// Tells whether a score comes of it.
    pub fn scores(&self) -> bool {
        matches!(self, Shape::Terms(_) | Shape::Scored(_))
    }
}

/// Multiplies what a query scores. In a sum it is the parts that are multiplied, so that it stays one that
/// can be taken apart.
fn scaled(query: &dyn Query, factor: f32) -> Box<dyn Query> {
    let Some(sum) = query.downcast_ref::<BooleanQuery>() else {
        return Box::new(BoostQuery::new(query.box_clone(), factor));
    };
    let clause = |(occur, query): &(Occur, Box<dyn Query>)| match occur {
        Occur::MustNot => (Occur::MustNot, query.box_clone()),
        occur => (*occur, scaled(query.as_ref(), factor)),
    };
    let clauses = sum.clauses().iter().map(clause).collect();
    let least = sum.get_minimum_number_should_match();
    Box::new(BooleanQuery::with_minimum_required_clauses(clauses, least))
}

fn everything() -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(tantivy::query::AllQuery), 0.0))
}

/// Makes the query for one term.
pub fn term_query(term: Term, weight: f32) -> Box<dyn Query> {
    let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
    if weight == 1.0 { Box::new(query) } else { Box::new(BoostQuery::new(Box::new(query), weight)) }
}

/// Makes a flat OR of terms; a single term stays plain.
pub fn any_term(terms: Vec<(Term, f32)>) -> Box<dyn Query> {
    // A weight around a lone term would cost the pruning; inside an OR it does not.
    if let [(term, weight)] = terms.as_slice()
        && *weight == 1.0
    {
        return term_query(term.clone(), 1.0);
    }
    let clauses = terms.into_iter().map(|(term, weight)| (Occur::Should, term_query(term, weight)));
    Box::new(BooleanQuery::new(clauses.collect()))
}

/// Any of the parts.
pub fn any_of(pieces: Vec<Piece>) -> Piece {
    at_least(1, pieces)
}

/// At least `min` of the parts.
pub fn at_least(min: u32, pieces: Vec<Piece>) -> Piece {
    let mut marks = Vec::with_capacity(pieces.len());
    let mut shapes = Vec::with_capacity(pieces.len());
    for piece in pieces {
        marks.push(piece.mark);
        shapes.push(piece.shape);
    }
    let mark = if min == 1 { Mark::Any(marks) } else { Mark::AtLeast(min, marks) };
    shapes.retain(|shape| !matches!(shape, Shape::Nothing));
    if shapes.len() < min as usize {
        return Piece { shape: Shape::Nothing, mark };
    }
    let flat = min == 1 && shapes.iter().all(|shape| matches!(shape, Shape::Terms(_)));
    let shape = if flat {
        let terms = shapes.into_iter().flat_map(|shape| match shape {
            Shape::Terms(terms) => terms,
            _ => Vec::new(),
        });
        Shape::Terms(add_up(terms.collect()))
    } else if shapes.len() == 1 {
        shapes.pop().unwrap_or(Shape::Nothing)
    } else {
        let scores = shapes.iter().any(Shape::scores);
        let clauses =
            shapes.into_iter().map(|shape| (Occur::Should, shape.into_clause())).collect();
        let query = BooleanQuery::with_minimum_required_clauses(clauses, min as usize);
        if scores { Shape::Scored(Box::new(query)) } else { Shape::Filter(Box::new(query)) }
    };
    Piece { shape, mark }
}

/// Adds up the weights of terms that come more than once: repeated query words count again.
fn add_up(mut terms: Vec<(Term, f32)>) -> Vec<(Term, f32)> {
    terms.sort_by(|a, b| a.0.cmp(&b.0));
    terms.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    terms
}
