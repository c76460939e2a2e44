//! Operands tied together by proximity: from the smallest number up, then sentence, paragraph and
//! segment.
//!
//! Takes a grammar that stands on the first operand; gives one node.

use super::grammar::{Grammar, Placed, misplaced};
use super::lexer::Kind;
use super::spread::{self, all_of, any_of, none_of};
use super::table::{Connector, Reach};
use crate::query::ast::{Near, Node, Scope};
use crate::query::error::QueryError;
use crate::query::{codes, operand};

impl Grammar<'_, '_, '_> {
    /// Operands with connectors of proximity between them.
    pub(super) fn proximity(&mut self) -> Result<Placed, QueryError> {
        let mut operands = vec![self.alternatives()?];
        let mut connectors: Vec<Connector> = Vec::new();
        while let Some(Kind::Near(connector)) = self.kind() {
            let span = self.next_span();
            if !self.at_operand() {
                return Err(self.dangling(span, true));
            }
            connectors.push(connector);
            operands.push(self.alternatives()?);
        }
        // The tightest of what is left, the first of equals.
        while let Some(at) = (0..connectors.len()).min_by_key(|at| connectors[*at].rank()) {
            if connectors[at].reach == Reach::Segment {
                return self.in_one_segment(operands, &connectors);
            }
            let connector = connectors.remove(at);
            let right = operands.remove(at + 1);
            let left = std::mem::replace(&mut operands[at], (Node::All, 0..0));
            operands[at] = near(connector, left, right)?;
        }
        Ok(operands.swap_remove(0))
    }

    /// Ties operands together that must stand in one segment, or must not.
    fn in_one_segment(
        &mut self,
        operands: Vec<Placed>,
        connectors: &[Connector],
    ) -> Result<Placed, QueryError> {
        let parts = self.parts.unwrap_or(spread::TEXT);
        let mut span = operands[0].1.clone();
        let mut sides: Vec<Vec<Node>> = parts.iter().map(|_| Vec::new()).collect();
        for (index, (node, place)) in operands.into_iter().enumerate() {
            span.end = place.end;
            let negated = index > 0 && connectors[index - 1].negated;
            for (part, side) in parts.iter().zip(&mut sides) {
                let node = spread::spread(node.clone(), std::slice::from_ref(part))
                    .map_err(|what| misplaced(place.clone(), "w/seg", what))?;
                side.push(if negated { none_of(node) } else { node });
            }
        }
        self.place_leaves(&span, parts);
        Ok((any_of(sides.into_iter().map(all_of).collect()), span))
    }
}

/// Ties two operands together by a number of words, a sentence or a paragraph.
fn near(connector: Connector, left: Placed, right: Placed) -> Result<Placed, QueryError> {
    let ((left, first), (right, last)) = (left, right);
    for (node, span) in [(&left, &first), (&right, &last)] {
        if let Some(what) = operand::misfit(node) {
            return Err(operand::unfit(span.clone(), what));
        }
    }
    let mut scopes: Vec<Scope> = Vec::new();
    for node in [&left, &right] {
        node.walk(&mut |part| scopes.extend(operand::scope_of(part)));
    }
    if scopes.windows(2).any(|pair| pair[0] != pair[1]) {
        let message = "words near each other stand in one segment; put the segment around both";
        return Err(QueryError::new(codes::FIELDS_MEET, last, message));
    }
    let kind = match connector.reach {
        Reach::Words(n) if connector.negated => Near::NotNear(n),
        Reach::Words(n) if connector.ordered => Near::Pre(n),
        Reach::Words(n) => Near::Near(n),
        Reach::Sentence => Near::Sentence,
        Reach::Paragraph | Reach::Segment => Near::Paragraph,
    };
    let span = first.start..last.end;
    Ok((Node::Near { kind, left: Box::new(left), right: Box::new(right) }, span))
}
