//! Words and quotations to nodes: `!`, `*`, `?`, and words side by side.
//!
//! Takes the text of a token; gives a node of the default scope. A word without quotes stands for
//! its inflections, one in quotes for itself, as in that product. Words side by side are a phrase:
//! each directly before the next (`PRE/1`), or one phrase of ours where they stand in quotes.

use std::ops::Range;

use super::faults;
use crate::query::ast::{Near, Node, Pattern, PhraseWord, Scope};
use crate::query::chars::{can_match, is_quote, url_len};
use crate::query::error::QueryError;

/// Most stars behind a word: each may be one more letter or none.
const MAX_STARS: usize = 8;

/// What one word is, before it is known what it stands beside.
enum Meaning<'t> {
    Plain(&'t str),
    /// `bank!`.
    Prefix(&'t str),
    /// Patterns of which any will do; `wom*n`.
    Patterns(Vec<String>),
    /// `bank*`: the word, or the patterns.
    Or(&'t str, Vec<String>),
}

/// Reads a word outside of quotes.
pub(super) fn word(text: &str, typed: &str, span: Range<usize>) -> Result<Node, QueryError> {
    if url_len(typed) == typed.len() {
        return Ok(Node::word(typed));
    }
    Ok(match meaning(text, typed, span)? {
        Meaning::Plain(word) => Node::word(word),
        // The word itself must not bring its inflections along: `bank*` is at most one letter more.
        other => node(other),
    })
}

/// Reads what stands in quotes, marks included; `None` if that is nothing.
pub(super) fn quoted(
    text: &str,
    typed: &str,
    span: Range<usize>,
) -> Result<Option<Node>, QueryError> {
    let inside = typed.trim_matches(is_quote);
    let cut = |c: char| c.is_whitespace() || matches!(c, '(' | ')');
    let mut meanings = Vec::new();
    for word in inside.split(cut).filter(|word| can_match(word)) {
        meanings.push(meaning(text, word, span.clone())?);
    }
    let simple = |meaning: &Meaning| matches!(meaning, Meaning::Plain(_) | Meaning::Prefix(_));
    if meanings.is_empty() {
        return Ok(None);
    }
    if meanings.iter().all(simple) {
        let parts = meanings.iter().map(|meaning| vec![phrase_word(meaning)]).collect();
        return Ok(Some(Node::Phrase { scope: Scope::Text, parts, slop: 0 }));
    }
    Ok(in_order(meanings.into_iter().map(node).collect()))
}

/// Joins what stands side by side: each directly before the next.
pub(super) fn in_order(words: Vec<Node>) -> Option<Node> {
    words.into_iter().reduce(|left, right| Node::Near {
        kind: Near::Pre(1),
        left: Box::new(left),
        right: Box::new(right),
    })
}

/// Makes every word one of capitals alone, as `allcaps` wants it; says what cannot be.
pub(super) fn capitals(node: Node) -> Result<Node, &'static str> {
    let upper = |text: &str| {
        let upper = text.to_uppercase();
        if upper == text.to_lowercase() { Err("a word without capitals") } else { Ok(upper) }
    };
    let all = |of: Vec<Node>| of.into_iter().map(capitals).collect::<Result<Vec<_>, _>>();
    let one = |of: Box<Node>| capitals(*of).map(Box::new);
    Ok(match node {
        Node::Word { scope, text, .. } => Node::Word { scope, text: upper(&text)?, exact: true },
        Node::Phrase { scope, mut parts, slop } => {
            for word in parts.iter_mut().flatten() {
                if word.prefix {
                    return Err("a pattern");
                }
                *word = PhraseWord { text: upper(&word.text)?, exact: true, prefix: false };
            }
            Node::Phrase { scope, parts, slop }
        }
        Node::And(of) => Node::And(all(of)?),
        Node::Or(of) => Node::Or(all(of)?),
        Node::Not(of) => Node::Not(one(of)?),
        Node::Mentions { min, of } => Node::Mentions { min, of: one(of)? },
        Node::Near { kind, left, right } => {
            Node::Near { kind, left: one(left)?, right: one(right)? }
        }
        Node::Pattern { .. } => return Err("a pattern"),
        Node::Saved { .. } | Node::Bag(_) => return Err("a saved query"),
        _ => return Err("a condition"),
    })
}

fn phrase_word(meaning: &Meaning) -> PhraseWord {
    let (text, prefix) = match meaning {
        Meaning::Prefix(text) => (*text, true),
        Meaning::Plain(text) | Meaning::Or(text, _) => (*text, false),
        Meaning::Patterns(_) => ("", false),
    };
    PhraseWord { text: text.to_owned(), exact: false, prefix }
}

fn node(meaning: Meaning) -> Node {
    let scope = Scope::Text;
    let pattern = |text| Node::Pattern { scope, pattern: Pattern::Wildcard(text) };
    let alone =
        |word: &Meaning| Node::Phrase { scope, parts: vec![vec![phrase_word(word)]], slop: 0 };
    let nodes: Vec<Node> = match meaning {
        Meaning::Plain(_) => vec![alone(&meaning)],
        Meaning::Prefix(text) => {
            vec![Node::Pattern { scope, pattern: Pattern::Prefix(text.to_owned()) }]
        }
        Meaning::Patterns(patterns) => patterns.into_iter().map(pattern).collect(),
        Meaning::Or(text, patterns) => {
            let word = alone(&Meaning::Plain(text));
            std::iter::once(word).chain(patterns.into_iter().map(pattern)).collect()
        }
    };
    match nodes.len() {
        1 => nodes.into_iter().next().unwrap_or(Node::All),
        _ => Node::Or(nodes),
    }
}

/// Tells what the signs in a word mean.
fn meaning<'t>(text: &str, typed: &'t str, span: Range<usize>) -> Result<Meaning<'t>, QueryError> {
    if !typed.contains(['!', '*', '?']) {
        return Ok(Meaning::Plain(typed));
    }
    let core = typed.trim_end_matches(['.', ',', ';', ':', '…', '’']);
    let fault = |message: &str| Err(faults::wildcard(text, typed, span.clone(), message));
    let root = core.trim_end_matches('!');
    let longer = root.len() < core.len();
    let stem = root.trim_end_matches('*');
    let stars = root.len() - stem.len();
    if root.contains('!') {
        return fault("! stands behind a word, for any ending");
    }
    if stem.starts_with(['*', '?']) {
        return fault("a word begins with a letter; * and ? stand behind one");
    }
    if stem.ends_with('?') {
        return fault(
            "? stands inside a word; behind it * is at most one more letter, ! any ending",
        );
    }
    if !can_match(stem) {
        return fault("*, ? and ! need a word before them");
    }
    if longer && stars > 0 {
        return fault("behind a word stands either * or !");
    }
    if stars > MAX_STARS {
        return fault("so many stars stand for almost any ending; write !");
    }
    let inner = stem.contains(['*', '?']);
    let pattern = stem.replace('*', "?");
    let lengths = |from: usize| (from..=stars).map(|n| format!("{pattern}{}", "?".repeat(n)));
    Ok(match (inner, longer) {
        (false, true) => Meaning::Prefix(stem),
        (true, true) => Meaning::Patterns(vec![format!("{pattern}*")]),
        (false, false) if stars == 0 => Meaning::Plain(typed),
        (false, false) => Meaning::Or(stem, lengths(1).collect()),
        (true, false) => Meaning::Patterns(lengths(0).collect()),
    })
}
