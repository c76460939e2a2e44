//! What the parts of a bag of words are: words to look for, or conditions that always hold.

use crate::local::words::Place;
use crate::query::ast::Node;

/// Tells whether a node asks for words of a field beside the text (`place:london`): a condition,
/// which does not score and is never left out.
pub fn is_condition(node: &Node) -> bool {
    match node {
        Node::Word { scope, .. } | Node::Phrase { scope, .. } | Node::Pattern { scope, .. } => {
            Place::of(*scope).is_field()
        }
        Node::Or(of) => of.iter().all(is_condition),
        Node::Near { left, right, .. } => is_condition(left) && is_condition(right),
        Node::Mentions { of, .. } | Node::First { of, .. } => is_condition(of),
        _ => false,
    }
}

/// Tells whether a node of a bag is one of the words that matching may leave out.
pub fn relaxable(node: &Node) -> bool {
    match node {
        Node::Word { .. } | Node::Phrase { .. } | Node::Pattern { .. } | Node::Name { .. } => {
            !is_condition(node)
        }
        Node::Weight { of, .. } => relaxable(of),
        _ => false,
    }
}

/// Tells whether a node looks for text at all.
pub fn speaks(node: &Node) -> bool {
    let mut speaks = false;
    node.walk(&mut |node| {
        let text = matches!(
            node,
            Node::Word { .. } | Node::Phrase { .. } | Node::Pattern { .. } | Node::Name { .. }
        );
        speaks |= text && !is_condition(node);
    });
    speaks && !matches!(node, Node::Not(_))
}
