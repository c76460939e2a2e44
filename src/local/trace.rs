//! Which part of a query became which part of a score, kept where a score is to be explained.

use tantivy::Term;
use tantivy::query::Query;

use crate::local::bag::speaks;
use crate::local::piece::Shape;
use crate::query::ast::Node;

/// A part of the query that scores.
pub struct Traced {
    /// The part.
    pub node: Node,
    /// What it became.
    pub scored: Scored,
    /// The parts inside, where it adds them up; none where it scores as one thing.
    pub inside: Vec<Traced>,
}

/// What scores.
pub enum Scored {
    /// Any of these terms, each with its weight.
    Terms(Vec<(Term, f32)>),
    /// Something else.
    Query(Box<dyn Query>),
}

/// What was lowered so far.
#[derive(Default)]
pub struct Trace {
    /// Parts of the top level.
    pub parts: Vec<Traced>,
    /// Function words that were left out.
    pub unscored: Vec<String>,
    /// Parts of what is being lowered, from the outside in.
    outside: Vec<Vec<Traced>>,
}

impl Trace {
    /// Begins a part.
    pub fn open(&mut self) {
        self.outside.push(std::mem::take(&mut self.parts));
    }

    /// Ends the part that was begun last.
    pub fn close(&mut self, node: &Node, shape: &Shape) {
        let outside = self.outside.pop().unwrap_or_default();
        let mut inside = std::mem::replace(&mut self.parts, outside);
        let scored = match shape {
            Shape::Terms(terms) => Scored::Terms(terms.clone()),
            Shape::Scored(query) => Scored::Query(query.box_clone()),
            // No article has it; that is worth telling.
            Shape::Nothing if speaks(node) => Scored::Terms(Vec::new()),
            _ => return,
        };
        let adds_up = matches!(
            node,
            Node::Bag(_) | Node::And(_) | Node::Or(_) | Node::Quorum { .. } | Node::Weight { .. }
        );
        if !adds_up {
            inside.clear();
        }
        self.parts.push(Traced { node: node.clone(), scored, inside });
    }

    /// Takes back a part, if it was the last one: it became a condition.
    pub fn forget(&mut self, node: &Node) {
        self.parts.pop_if(|part| part.node == *node);
    }
}
