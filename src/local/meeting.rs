//! PRE, NEAR, NOT NEAR, SENT, PARA and ATLEAST to one query over rows of slots.

use crate::engine::EngineError;
use crate::highlight::Mark;
use crate::local::lower::Lowering;
use crate::local::piece::{Piece, Shape};
use crate::local::rows::RowOf;
use crate::local::slots::SlotQuery;
use crate::local::spans::SpanQuery;
use crate::local::words::{Place, mark_row};
use crate::query::ast::{Near, Node, Scope};
use crate::query::codes;
use crate::spans::{Relation, Spans};

/// An operand: what is to meet, if the index has its words at all, and what marks it.
struct Operand {
    spans: Option<Spans>,
    mark: Mark,
}

impl Lowering<'_> {
    /// Lowers words that must be mentioned so often, or stand so to each other.
    pub(super) fn meeting(&mut self, node: &Node, least: u32) -> Result<Piece, EngineError> {
        let mut rows = Vec::new();
        let Operand { spans, mark } = self.operand(node, &mut rows)?;
        let mark = match least {
            1 => mark,
            _ => Mark::Mentions { least, of: Box::new(mark) },
        };
        let shape = match spans {
            None => Shape::Nothing,
            Some(tree) => {
                let until = self.until.clone();
                Shape::Scored(Box::new(SpanQuery { tree, rows, least, until }))
            }
        };
        Ok(Piece { shape, mark })
    }

    fn operand(&mut self, node: &Node, rows: &mut Vec<SlotQuery>) -> Result<Operand, EngineError> {
        let place = |lowering: &Self, scope| lowering.place(scope);
        match node {
            Node::Word { scope, text, exact } => {
                let place = place(self, *scope);
                let of = self.word_rows(&place, text, *exact)?;
                self.any_row(&place, of, rows)
            }
            Node::Phrase { scope, parts, slop } => {
                let place = place(self, *scope);
                let of = self.phrase_rows(&place, parts, *slop)?;
                self.any_row(&place, of, rows)
            }
            Node::Pattern { scope, pattern } => {
                let place = place(self, *scope);
                let of = self.pattern_rows(&place, pattern)?;
                self.any_row(&place, of, rows)
            }
            Node::Name { text } => {
                let place = place(self, Scope::Text);
                let of = self.name_rows(text)?;
                self.any_row(&place, of, rows)
            }
            Node::Or(of) => {
                let (mut spans, mut marks) = (Vec::new(), Vec::new());
                for node in of {
                    let operand = self.operand(node, rows)?;
                    spans.extend(operand.spans);
                    marks.push(operand.mark);
                }
                Ok(Operand { spans: any(spans), mark: Mark::Any(marks) })
            }
            Node::Near { kind, left, right } => {
                let relation = relation(*kind);
                let left = self.operand(left, rows)?;
                let right = self.operand(right, rows)?;
                let spans = match (left.spans, right.spans) {
                    (Some(left), Some(right)) => {
                        Some(Spans::Pair { relation, left: Box::new(left), right: Box::new(right) })
                    }
                    // Nothing can be near that stands nowhere.
                    (left, None) if matches!(relation, Relation::Apart(_)) => left,
                    _ => None,
                };
                let (left, right) = (Box::new(left.mark), Box::new(right.mark));
                Ok(Operand { spans, mark: Mark::Near { relation, left, right } })
            }
            _ => {
                let message =
                    "only words, phrases, patterns and groups of them have a place in a text";
                Err(EngineError::query(codes::OPERAND, message))
            }
        }
    }

    /// Takes the rows that a word may stand as for one operand.
    fn any_row(
        &mut self,
        place: &Place,
        of: Vec<RowOf>,
        rows: &mut Vec<SlotQuery>,
    ) -> Result<Operand, EngineError> {
        let (mut spans, mut marks) = (Vec::new(), Vec::new());
        for row in of {
            marks.push(mark_row(place, &row));
            if let Some(slots) = self.slots(place, row)? {
                spans.push(Spans::Row(rows.len()));
                rows.push(slots);
            }
        }
        let mark = match marks.len() {
            1 => marks.remove(0),
            _ => Mark::Any(marks),
        };
        Ok(Operand { spans: any(spans), mark })
    }
}

fn any(mut spans: Vec<Spans>) -> Option<Spans> {
    match spans.len() {
        0 => None,
        1 => spans.pop(),
        _ => Some(Spans::Any(spans)),
    }
}

fn relation(near: Near) -> Relation {
    match near {
        Near::Pre(n) => Relation::Before(n),
        Near::Near(n) => Relation::Near(n),
        Near::NotNear(n) => Relation::Apart(n),
        Near::Sentence => Relation::Sentence,
        Near::Paragraph => Relation::Paragraph,
    }
}
