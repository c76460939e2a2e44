//! A tree as text of the language, always in the same form.
//!
//! Takes a tree and gives its canonical text: brackets where they are needed or help, a field before
//! each word, straight quotes, `-` for NOT. For every tree that the parser makes, what is printed
//! parses to the same tree, unless the text has grown over the limits of a query.

use super::ast::{DateRelation, KeyValue, Near, Node, Pattern, PhraseWord, Scope};
use super::chars::url_len;
use super::{dates, escape};

/// Writes a tree as a query.
pub fn print(node: &Node) -> String {
    match node {
        Node::All => "*".to_owned(),
        Node::Bag(of) => joined(of, " "),
        Node::And(of) => joined(of, " AND "),
        Node::Or(of) => joined(of, " OR "),
        Node::Not(of) => format!("-{}", operand(of)),
        Node::Quorum { min, of } => format!("ANY/{min}({})", joined(of, " ")),
        Node::Weight { of, weight } => match &**of {
            // An address takes everything up to a space.
            Node::Word { text, exact: false, .. } if url_len(text) > 0 => {
                format!("({})^{weight}", print(of))
            }
            Node::Not(_) | Node::Weight { .. } => format!("({})^{weight}", print(of)),
            _ => format!("{}^{weight}", operand(of)),
        },
        Node::Word { scope, text, exact: false } => prefix(*scope) + &escape::word(text),
        Node::Word { scope, text, exact: true } => {
            format!("{}={}", prefix(*scope), escape::exact(text))
        }
        Node::Phrase { scope, parts, slop } => prefix(*scope) + &phrase(parts, *slop),
        Node::Pattern { scope, pattern } => prefix(*scope) + &print_pattern(pattern),
        Node::Near { kind, left, right } => {
            let left = match **left {
                // Chains associate to the left.
                Node::Near { .. } => print(left),
                _ => operand(left),
            };
            format!("{left} {} {}", near(*kind), operand(right))
        }
        Node::Mentions { min, of } => format!("ATLEAST/{min}({})", print(of)),
        Node::First { words, of } => format!("FIRST/{words}({})", print(of)),
        Node::Name { text } => format!("name:{}", escape::value(text)),
        Node::Key { field, value: KeyValue::Is(value) } => {
            format!("{}:{}", field.name(), escape::value(value))
        }
        Node::Key { field, value: KeyValue::StartsWith(start) } => {
            let start = escape::value(start);
            match start.strip_suffix('"') {
                Some(open) => format!("{}:{open}*\"", field.name()),
                None => format!("{}:{start}*", field.name()),
            }
        }
        Node::Date { relation: DateRelation::Within, range } => {
            format!("date:{}", dates::print(range))
        }
        Node::Date { relation: DateRelation::Overlaps, range } => {
            format!("date~{}", dates::print(range))
        }
        Node::Exists { field } => format!("{}:*", field.name()),
        Node::PrecisionAtLeast { precision } => format!("precision:{}", precision.name()),
        Node::Words { min, max } => words(*min, *max),
        Node::Saved { name } => format!("@{name}"),
    }
}

/// Writes a node so that it can stand beside others.
fn operand(node: &Node) -> String {
    match node {
        Node::Bag(_) | Node::And(_) | Node::Or(_) | Node::Near { .. } => {
            format!("({})", print(node))
        }
        // Two minus signs would read as none.
        Node::Not(of) if matches!(**of, Node::Not(_)) => format!("({})", print(node)),
        _ => print(node),
    }
}

fn joined(of: &[Node], between: &str) -> String {
    of.iter().map(operand).collect::<Vec<_>>().join(between)
}

fn prefix(scope: Scope) -> String {
    scope.field().map(|field| format!("{}:", field.name())).unwrap_or_default()
}

fn phrase(parts: &[Vec<PhraseWord>], slop: u32) -> String {
    let word = |word: &PhraseWord| {
        let (exact, star) = (if word.exact { "=" } else { "" }, if word.prefix { "*" } else { "" });
        format!("{exact}{}{star}", escape::quoted(&word.text))
    };
    let part = |part: &Vec<PhraseWord>| match &part[..] {
        [one] => word(one),
        several => format!("({})", several.iter().map(word).collect::<Vec<_>>().join(" OR ")),
    };
    let inside = parts.iter().map(part).collect::<Vec<_>>().join(" ");
    match slop {
        0 => format!("\"{inside}\""),
        _ => format!("\"{inside}\"~{slop}"),
    }
}

fn print_pattern(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Prefix(start) => format!("{}*", escape::plain(start)),
        Pattern::Fuzzy { text, distance } => format!("{}~{distance}", escape::plain(text)),
        Pattern::Regex(regex) => format!("/{}/", escape::regex(regex)),
        Pattern::Wildcard(text) => {
            let written = escape::wildcard(text);
            // In brackets a question mark at the end is never punctuation.
            if text.trim_end_matches('?').contains(['*', '?']) {
                written
            } else {
                format!("({written})")
            }
        }
    }
}

/// Writes a proximity operator.
pub(super) fn near(kind: Near) -> String {
    match kind {
        Near::Pre(n) => format!("PRE/{n}"),
        Near::Near(n) => format!("NEAR/{n}"),
        Near::NotNear(n) => format!("NOT NEAR/{n}"),
        Near::Sentence => "SENT".to_owned(),
        Near::Paragraph => "PARA".to_owned(),
    }
}

fn words(min: Option<u32>, max: Option<u32>) -> String {
    let side = |bound: Option<u32>| bound.map(|n| n.to_string()).unwrap_or_default();
    if min.is_some() && min == max {
        return format!("words:{}", side(min));
    }
    format!("words:{}..{}", side(min), side(max))
}
