//! A tree told to a person: one node a line, what stands under it indented.
//!
//! Takes a tree and gives plain text for `--parse`; texts of the query stand in it as typed, so that
//! whoever shows it must make them harmless first.

use super::ast::{DateRelation, KeyValue, Near, Node, Pattern, PhraseWord, Scope};
use super::dates;
use crate::analysis::names::groups::{Group, others, shipped};
use crate::analysis::names::{keys, spoken};

/// Tells a tree; lines end with `\n`.
pub fn tree(node: &Node) -> String {
    tree_with(node, &[])
}

/// Tells a tree, names with these groups of renderings beside those that are shipped.
pub fn tree_with(node: &Node, groups: &[Group]) -> String {
    let mut text = String::new();
    tell(node, 0, groups, &mut text);
    text
}

fn tell(node: &Node, level: usize, groups: &[Group], text: &mut String) {
    text.push_str(&"  ".repeat(level));
    match node {
        Node::Name { text: name } => text.push_str(&told_name(name, groups)),
        _ => text.push_str(&line(node)),
    }
    text.push('\n');
    match node {
        Node::Bag(of) | Node::And(of) | Node::Or(of) | Node::Quorum { of, .. } => {
            of.iter().for_each(|node| tell(node, level + 1, groups, text));
        }
        Node::Not(of)
        | Node::Weight { of, .. }
        | Node::Mentions { of, .. }
        | Node::First { of, .. } => tell(of, level + 1, groups, text),
        Node::Near { left, right, .. } => {
            tell(left, level + 1, groups, text);
            tell(right, level + 1, groups, text);
        }
        _ => {}
    }
}

fn line(node: &Node) -> String {
    match node {
        Node::All => "every article".to_owned(),
        Node::Bag(of) if of.is_empty() => "no words at all".to_owned(),
        Node::Bag(_) => "words side by side".to_owned(),
        Node::And(_) => "all of".to_owned(),
        Node::Or(_) => "any of".to_owned(),
        Node::Not(_) => "everything except".to_owned(),
        Node::Quorum { min, of } => format!("at least {min} of these {}", of.len()),
        Node::Weight { weight, .. } => format!("with weight {weight}"),
        Node::Word { scope, text, exact: false } => {
            format!("{text}, in any inflection{}", place(*scope))
        }
        Node::Word { scope, text, exact: true } => {
            let case = if text.chars().any(char::is_uppercase) { "" } else { ", in any case" };
            format!("exactly {text}{case}{}", place(*scope))
        }
        Node::Phrase { scope, parts, slop } => phrase(parts, *slop) + &place(*scope),
        Node::Pattern { scope, pattern } => told_pattern(pattern) + &place(*scope),
        Node::Near { kind, .. } => near(*kind),
        Node::Mentions { min, .. } => format!("mentioned at least {min} times"),
        Node::First { words, .. } => format!("within the first {words} words of the body"),
        Node::Name { text } => told_name(text, &[]),
        Node::Key { field, value: KeyValue::Is(value) } => format!("{} is {value}", field.name()),
        Node::Key { field, value: KeyValue::StartsWith(start) } => {
            format!("{} begins with {start}", field.name())
        }
        Node::Date { relation: DateRelation::Within, range } => {
            format!("dated within {}", dates::print(range))
        }
        Node::Date { relation: DateRelation::Overlaps, range } => {
            format!("dated so that it may be within {}", dates::print(range))
        }
        Node::Exists { field } => format!("{} is known", field.name()),
        Node::PrecisionAtLeast { precision } => {
            format!("dated at least to the {}", precision.name())
        }
        Node::Words { min: Some(min), max: Some(max) } if min == max => format!("{min} words long"),
        Node::Words { min: Some(min), max: Some(max) } => format!("{min} to {max} words long"),
        Node::Words { min: Some(min), max: None } => format!("at least {min} words long"),
        Node::Words { min: None, max: Some(max) } => format!("at most {max} words long"),
        Node::Words { min: None, max: None } => "of any length".to_owned(),
        Node::Saved { name } => format!("the saved query {name}"),
    }
}

/// Tells a name, how its words are read, and its renderings that no reading would bring.
fn told_name(name: &str, groups: &[Group]) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric() && !"'’ʼ".contains(c));
    let readings: Vec<String> = words
        .map(|word| keys(word).iter().map(|key| spoken(key)).collect::<Vec<_>>())
        .filter(|readings| !readings.is_empty())
        .map(|readings| readings.join("|"))
        .collect();
    let mut told = format!("the name {name}, in any script and spelling");
    if !readings.is_empty() {
        told += &format!(", read as {}", readings.join(" "));
    }
    let others = others(name, shipped().iter().chain(groups));
    if !others.is_empty() {
        told += &format!("; also {}", others.join(", "));
    }
    told
}

fn place(scope: Scope) -> String {
    match scope.field() {
        Some(field) => format!(", in {}", field.name()),
        None => String::new(),
    }
}

fn phrase(parts: &[Vec<PhraseWord>], slop: u32) -> String {
    let word = |word: &PhraseWord| {
        let exact = if word.exact { "=" } else { "" };
        let star = if word.prefix { "*" } else { "" };
        format!("{exact}{}{star}", word.text)
    };
    let parts: Vec<String> =
        parts.iter().map(|part| part.iter().map(word).collect::<Vec<_>>().join("|")).collect();
    match slop {
        0 => format!("the phrase \"{}\"", parts.join(" ")),
        1 => format!("the phrase \"{}\", within 1 move", parts.join(" ")),
        _ => format!("the phrase \"{}\", within {slop} moves", parts.join(" ")),
    }
}

fn told_pattern(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Prefix(start) => format!("words that begin with {start}"),
        Pattern::Wildcard(text) => format!("words like {text}"),
        Pattern::Fuzzy { text, distance: 1 } => format!("{text}, with at most 1 edit"),
        Pattern::Fuzzy { text, distance } => format!("{text}, with at most {distance} edits"),
        Pattern::Regex(regex) => format!("words that match /{regex}/"),
    }
}

fn near(kind: Near) -> String {
    let between = |n: u32| match n.saturating_sub(1) {
        0 => "with no word between".to_owned(),
        1 => "with at most 1 word between".to_owned(),
        n => format!("with at most {n} words between"),
    };
    match kind {
        Near::Pre(n) => format!("the first before the second, {}", between(n)),
        Near::Near(n) => format!("either way round, {}", between(n)),
        Near::NotNear(n) => format!("the first without the second near it, {}", between(n)),
        Near::Sentence => "in one sentence".to_owned(),
        Near::Paragraph => "in one paragraph".to_owned(),
    }
}
