//! Trees put in segments.
//!
//! Takes a tree and the scopes of a segment; gives the tree with each word looked for there. A
//! segment of several parts (`hlead`) is any of them for each word, and for a whole proximity: no
//! proximity spans two parts.

use crate::query::ast::{Node, Scope};
use crate::query::operand;

/// The segments in which unfielded words are looked for: what `w/seg` holds apart.
pub(super) const TEXT: &[Scope] = &[Scope::Headline, Scope::Body];

/// Puts a tree in the parts of a segment. Says what in it can stand in none.
pub(super) fn spread(node: Node, parts: &[Scope]) -> Result<Node, &'static str> {
    let all =
        |of: Vec<Node>| of.into_iter().map(|n| spread(n, parts)).collect::<Result<Vec<_>, _>>();
    let one = |of: Box<Node>| spread(*of, parts).map(Box::new);
    Ok(match node {
        Node::And(of) => Node::And(all(of)?),
        Node::Bag(of) => Node::Bag(all(of)?),
        Node::Or(of) => any_of(all(of)?),
        Node::Quorum { min, of } => Node::Quorum { min, of: all(of)? },
        Node::Not(of) => Node::Not(one(of)?),
        Node::Weight { of, weight } => Node::Weight { of: one(of)?, weight },
        Node::Mentions { min, of } => Node::Mentions { min, of: one(of)? },
        Node::Word { .. } | Node::Phrase { .. } | Node::Pattern { .. } | Node::Near { .. } => {
            let mut misfit = None;
            let mut placed = false;
            node.walk(&mut |part| match (part, operand::scope_of(part)) {
                (Node::Name { .. }, _) => misfit = Some("a name"),
                (_, Some(Scope::Text) | None) => {}
                // `w/seg` inside a segment is put in its parts before the whole is.
                (_, Some(scope)) if parts.contains(&scope) => placed = true,
                (_, Some(_)) => misfit = Some("another segment"),
            });
            match misfit {
                Some(what) => return Err(what),
                None if placed => node,
                None => any_of(parts.iter().map(|part| within(&node, *part)).collect()),
            }
        }
        Node::Name { .. } => return Err("a name"),
        Node::All => return Err("every article"),
        Node::Date { .. } | Node::PrecisionAtLeast { .. } => return Err("a date"),
        Node::First { .. } => return Err("a window of the body"),
        _ => return Err("a value of the article"),
    })
}

/// Returns a leaf or proximity in one part of a text.
pub(super) fn within(node: &Node, part: Scope) -> Node {
    let mut node = node.clone();
    operand::put_in(&mut node, part);
    node
}

/// Joins alternatives, those of alternatives among the others.
pub(super) fn any_of(of: Vec<Node>) -> Node {
    joined(of, Node::Or, |node| match node {
        Node::Or(of) => Ok(of),
        other => Err(other),
    })
}

/// Joins what must all hold.
pub(super) fn all_of(of: Vec<Node>) -> Node {
    joined(of, Node::And, |node| match node {
        Node::And(of) => Ok(of),
        other => Err(other),
    })
}

fn joined(
    of: Vec<Node>,
    make: impl Fn(Vec<Node>) -> Node,
    open: impl Fn(Node) -> Result<Vec<Node>, Node>,
) -> Node {
    let mut all = Vec::with_capacity(of.len());
    for node in of {
        match open(node) {
            Ok(inner) => all.extend(inner),
            Err(other) => all.push(other),
        }
    }
    if all.len() == 1 { all.swap_remove(0) } else { make(all) }
}

/// Makes an exclusion; of an exclusion, what that excludes.
pub(super) fn none_of(node: Node) -> Node {
    match node {
        Node::Not(of) => *of,
        other => Node::Not(Box::new(other)),
    }
}
