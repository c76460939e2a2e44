//! Conditions on whole values: source, language, id, existence.

use std::ops::Bound;

use tantivy::Term;
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::analysis::Part;
use crate::analysis::fold::fold;
use crate::article::field::Field as Named;
use crate::engine::EngineError;
use crate::local::columns::Condition;
use crate::local::documents::DocumentsQuery;
use crate::local::expand::{MOST_PER_PATTERN, expand};
use crate::local::lower::Lowering;
use crate::local::piece::{Piece, Shape};
use crate::local::schema as s;
use crate::local::slots::{SlotQuery, Window};
use crate::local::spans::SpanQuery;
use crate::local::spelling::Alternative;
use crate::query::ast::{KeyValue, Pattern};
use crate::query::codes;

/// Stands for "there is a value" in the fields that have no column.
pub const EXISTS: &str = "\u{1}";

/// Fewest digits of an id's prefix.
pub const FEWEST_DIGITS: usize = 4;

fn has(field: Field, value: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
}

impl Lowering<'_> {
    /// Lowers a condition on a whole value.
    pub fn key(&mut self, named: Named, value: &KeyValue) -> Result<Piece, EngineError> {
        let field = match named {
            Named::Source => s::SOURCE,
            Named::Origin => s::ORIGIN,
            Named::Via => s::VIA,
            Named::Lang => s::LANG,
            Named::Id => return Ok(Piece::filter(self.id(value))),
            Named::Copies => return self.copies(value),
            _ => {
                let message = format!("{}: cannot be compared with a value", named.name());
                return Err(EngineError::query(codes::COMPARED, message));
            }
        };
        let query: Box<dyn Query> = match value {
            KeyValue::Is(text) => has(field, &fold(text)),
            KeyValue::StartsWith(text) => {
                let prefix = Pattern::Prefix(fold(text));
                let found = expand(self.searcher, field, &prefix, MOST_PER_PATTERN)?;
                let terms = found.words.iter().map(|(w, _)| Term::from_field_text(field, w));
                Box::new(TermSetQuery::new(terms.collect::<Vec<_>>()))
            }
        };
        Ok(Piece { shape: Shape::Filter(query), mark: crate::highlight::Mark::Silent })
    }

    fn id(&self, value: &KeyValue) -> BooleanQuery {
        let (KeyValue::Is(text) | KeyValue::StartsWith(text)) = value;
        let mut any: Vec<(Occur, Box<dyn Query>)> =
            vec![(Occur::Should, has(s::OWN_ID, &fold(text)))];
        if let Some((low, high)) = id_range(text) {
            let term = |bytes: &[u8]| Term::from_field_bytes(s::ID, bytes);
            let range = RangeQuery::new(Bound::Included(term(&low)), Bound::Included(term(&high)));
            any.push((Occur::Should, Box::new(range)));
        }
        BooleanQuery::new(any)
    }

    /// Finds the articles of these ids, and with each all that share its text.
    fn copies(&self, value: &KeyValue) -> Result<Piece, EngineError> {
        let query = self.id(value);
        let Some(texts) = self.texts else { return Ok(Piece::filter(query)) };
        let found = self.searcher.search(&query, &DocSetCollector)?;
        let mut all = Vec::new();
        for at in found {
            match texts.group(at.segment_ord, at.doc_id) {
                Some(group) => all.extend(texts.members(group)),
                None => all.push(at),
            }
        }
        Ok(Piece::filter(DocumentsQuery::new(self.searcher, all)))
    }

    /// Finds all articles that share their text with others.
    fn copied(&self) -> Piece {
        let texts = self.texts.into_iter();
        let all =
            texts.flat_map(|texts| (0..texts.groups()).flat_map(|group| texts.members(group)));
        Piece::filter(DocumentsQuery::new(self.searcher, all.collect()))
    }

    /// Lowers `field:*`.
    pub fn exists(&mut self, named: Named) -> Result<Piece, EngineError> {
        let bounds = |window| {
            let paragraph = Term::from_field_text(s::BOUNDS, s::PARAGRAPH);
            let slots = vec![(0, vec![Alternative::plain(paragraph)])];
            Piece::filter(SpanQuery::row(SlotQuery { slots, slop: 0, window, headed: false }))
        };
        let in_field = |field| Piece {
            shape: Shape::Filter(has(field, EXISTS)),
            mark: crate::highlight::Mark::Silent,
        };
        Ok(match named {
            Named::Date | Named::Precision => Piece::filter(self.column(Condition::Dated)),
            Named::Headline => bounds(Window::Parts(&[Part::Headline])),
            Named::Body | Named::Lead => bounds(Window::Parts(&[Part::Body])),
            Named::Byline => in_field(s::BYLINE),
            Named::Place => in_field(s::PLACE),
            Named::Section => in_field(s::SECTION),
            Named::Url => in_field(s::URL),
            Named::Source => in_field(s::SOURCE),
            Named::Origin => in_field(s::ORIGIN),
            Named::Via => in_field(s::VIA),
            Named::Lang => Piece {
                shape: Shape::Except(has(s::LANG, "und")),
                mark: crate::highlight::Mark::Silent,
            },
            Named::Copies => self.copied(),
            Named::Path | Named::Id | Named::Words => {
                Piece { shape: Shape::Everything, mark: crate::highlight::Mark::Silent }
            }
            Named::Name => {
                let message = "name: takes a whole name, without a star";
                return Err(EngineError::query(codes::COMPARED, message));
            }
        })
    }
}

/// Returns the smallest and largest id that begin with these hexadecimal digits; `None` if they are
/// too few or no digits.
pub fn id_range(prefix: &str) -> Option<([u8; 16], [u8; 16])> {
    let prefix = prefix.trim().to_ascii_lowercase();
    if !(FEWEST_DIGITS..=32).contains(&prefix.len()) {
        return None;
    }
    let bound = |fill: char| {
        let digits: String = prefix.chars().chain(std::iter::repeat(fill)).take(32).collect();
        digits.parse::<crate::article::ArticleId>().ok().map(|id| id.0)
    };
    Some((bound('0')?, bound('f')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_range_of_ids() {
        let (low, high) = id_range("0a1b2").unwrap();
        assert_eq!(low[..3], [0x0a, 0x1b, 0x20]);
        assert_eq!(high[..4], [0x0a, 0x1b, 0x2f, 0xff]);
        assert_eq!(id_range("abc"), None);
        assert_eq!(id_range("wire-17"), None);
    }
}
