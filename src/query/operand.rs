//! What can stand beside PRE, NEAR, SENT and PARA, and in whose field.
//!
//! Takes parsed operands with their spans; gives them back with one scope, or says which does not
//! fit. Also measures trees.

use std::ops::Range;

use super::ast::{Node, Scope};
use super::codes;
use super::error::QueryError;

/// Checks the operands of one chain and gives all the field that some of them have.
pub(super) fn settle(operands: &mut [(Node, Range<usize>)]) -> Result<(), QueryError> {
    let mut field = Scope::Text;
    for (node, span) in operands.iter() {
        if let Some(what) = misfit(node) {
            return Err(unfit(span.clone(), what));
        }
        let mut found: Option<Scope> = None;
        let mut several = false;
        node.walk(&mut |part| {
            if let Some(scope) = scope_of(part) {
                several |= found.is_some_and(|other| other != scope);
                found = Some(scope);
            }
        });
        let own = found.unwrap_or_default();
        if several || (own != Scope::Text && field != Scope::Text && own != field) {
            return Err(QueryError::new(
                codes::FIELDS_MEET,
                span.clone(),
                "words near each other stand in one field; these have different ones",
            ));
        }
        if own != Scope::Text {
            field = own;
        }
    }
    if field != Scope::Text {
        operands.iter_mut().for_each(|(node, _)| put_in(node, field));
    }
    Ok(())
}

/// Checks that what is counted together stands in the text, or in one field beside it.
pub(super) fn check_counted(node: &Node, span: Range<usize>) -> Result<(), QueryError> {
    let in_text =
        |scope| matches!(scope, Scope::Text | Scope::Headline | Scope::Body | Scope::Lead);
    let mut first: Option<Scope> = None;
    let mut meets = true;
    node.walk(&mut |part| {
        if let Some(scope) = scope_of(part) {
            let first = *first.get_or_insert(scope);
            meets &= scope == first || (in_text(scope) && in_text(first));
        }
    });
    if meets {
        return Ok(());
    }
    let message = "mentions are counted in the text or in one field; these stand in different ones";
    Err(QueryError::new(codes::FIELDS_MEET, span, message)
        .help("ATLEAST/2(headline:oil OR lead:oil)"))
}

/// Makes the error for an operand that has no place in a text.
pub(super) fn unfit(span: Range<usize>, what: &str) -> QueryError {
    let error = QueryError::new(
        codes::OPERAND,
        span,
        format!("proximity is between words, phrases and groups of them with OR, not {what}"),
    );
    match what {
        "an exclusion" => error.help("sign NOT NEAR/5 deal"),
        "a weight" => error.help("(sign NEAR/5 deal)^2"),
        _ => error,
    }
}

/// Whether something can be counted in a text: words, phrases, patterns, and alternatives of them.
pub(super) fn is_countable(node: &Node) -> bool {
    misfit(node).is_none()
}

/// Whether a tree speaks of the words of the body alone: then it can be asked of a window of it.
/// Counts, exclusions and weights are asked of the same window; a window inside a window is not.
pub(super) fn is_text(node: &Node) -> bool {
    let mut text = true;
    node.walk(&mut |part| {
        text &= matches!(
            part,
            Node::Word { .. }
                | Node::Phrase { .. }
                | Node::Pattern { .. }
                | Node::Near { .. }
                | Node::Name { .. }
                | Node::Bag(_)
                | Node::And(_)
                | Node::Or(_)
                | Node::Not(_)
                | Node::Weight { .. }
                | Node::Quorum { .. }
                | Node::Mentions { .. }
        ) && scope_of(part).is_none_or(|scope| matches!(scope, Scope::Text | Scope::Body));
    });
    text
}

/// Whether a tree is nothing but exclusions, so that it finds everything else.
pub(super) fn excludes_only(node: &Node) -> bool {
    match node {
        Node::Not(_) => true,
        Node::Bag(of) | Node::And(of) => of.iter().all(excludes_only),
        Node::First { of, .. } | Node::Weight { of, .. } => excludes_only(of),
        _ => false,
    }
}

/// Returns how many levels a tree has.
pub(super) fn height(node: &Node) -> usize {
    let below = match node {
        Node::Bag(of) | Node::And(of) | Node::Or(of) | Node::Quorum { of, .. } => {
            of.iter().map(height).max().unwrap_or(0)
        }
        Node::Not(of)
        | Node::Weight { of, .. }
        | Node::Mentions { of, .. }
        | Node::First { of, .. } => height(of),
        Node::Near { left, right, .. } => height(left).max(height(right)),
        _ => 0,
    };
    below + 1
}

/// Returns what keeps a node from standing in a text at a place.
pub(super) fn misfit(node: &Node) -> Option<&'static str> {
    match node {
        Node::Word { .. } | Node::Phrase { .. } | Node::Pattern { .. } | Node::Name { .. } => None,
        // Their operands were checked when they were read.
        Node::Near { .. } => None,
        Node::Or(of) => of.iter().find_map(misfit),
        Node::Bag(_) | Node::And(_) => Some("several words that must all match"),
        Node::Not(_) => Some("an exclusion"),
        Node::Weight { .. } => Some("a weight"),
        Node::Date { .. } | Node::PrecisionAtLeast { .. } => Some("a date"),
        Node::Quorum { .. } | Node::Mentions { .. } | Node::First { .. } => Some("a count"),
        Node::All => Some("every article"),
        _ => Some("a value of the article"),
    }
}

/// Returns the scope of a word, phrase or pattern.
pub(super) fn scope_of(node: &Node) -> Option<Scope> {
    match node {
        Node::Word { scope, .. } | Node::Phrase { scope, .. } | Node::Pattern { scope, .. } => {
            Some(*scope)
        }
        _ => None,
    }
}

/// Puts the words, phrases and patterns of an operand of proximity in a field.
pub(super) fn put_in(node: &mut Node, field: Scope) {
    match node {
        Node::Word { scope, .. } | Node::Phrase { scope, .. } | Node::Pattern { scope, .. } => {
            *scope = field;
        }
        Node::Or(of) => of.iter_mut().for_each(|part| put_in(part, field)),
        Node::Near { left, right, .. } => {
            put_in(left, field);
            put_in(right, field);
        }
        _ => {}
    }
}
