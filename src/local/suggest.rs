//! Spellings to offer when a query finds nothing: the index's own words and names, never applied
//! silently.

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::engine::EngineError;
use crate::local::expand::{self, expand};
use crate::local::names::{self, Nearness};
use crate::local::schema as s;
use crate::local::words::Place;
use crate::query::ast::{KeyValue, Node, Pattern, Scope};

/// Words that occur in no more articles than this are thought to be misspelt, if a near word is
/// this many times more frequent.
const RARE: u64 = 1;
const TIMES: u64 = 10;
/// Longest word, in letters, that is taken for a slip: looking for neighbours takes time with the
/// length, and what is longer is no word that somebody mistyped.
const LONGEST: usize = 32;

/// Returns the query with its unknown words and names replaced by the nearest known ones, if that
/// changes it.
pub fn respell(searcher: &Searcher, query: &Node) -> Result<Option<Node>, EngineError> {
    let mut respelt = query.clone();
    let changed = replace(searcher, &mut respelt, 0)?;
    Ok(changed.then_some(respelt))
}

fn replace(searcher: &Searcher, node: &mut Node, depth: usize) -> Result<bool, EngineError> {
    if depth > 64 {
        return Ok(false);
    }
    match node {
        Node::Bag(of) | Node::And(of) | Node::Or(of) | Node::Quorum { of, .. } => {
            let mut changed = false;
            if let Some(unquoted) = names::unquoted(searcher, of)? {
                let value = KeyValue::Is(unquoted.name);
                let whole = Node::Key { field: unquoted.named, value };
                of.splice(unquoted.at..=unquoted.at + unquoted.words, [whole]);
                changed = true;
            }
            for node in of {
                changed |= replace(searcher, node, depth + 1)?;
            }
            Ok(changed)
        }
        Node::Weight { of, .. } => replace(searcher, of, depth + 1),
        Node::Word { scope, text, exact: false } => {
            let near = match scope {
                Scope::Text | Scope::Headline | Scope::Body | Scope::Lead => {
                    nearest(searcher, text)?
                }
                _ => nearest_of_field(searcher, Place::of(*scope).form, text)?,
            };
            let changed = near.is_some();
            if let Some(near) = near {
                *text = near;
            }
            Ok(changed)
        }
        Node::Key { field, value } => {
            let near = nearest_name(searcher, *field, value)?;
            let changed = near.is_some();
            if let Some(near) = near {
                *value = near;
            }
            Ok(changed)
        }
        _ => Ok(false),
    }
}

/// Finds the name that a whole value may have meant, if no article has it.
fn nearest_name(
    searcher: &Searcher,
    named: crate::article::field::Field,
    value: &KeyValue,
) -> Result<Option<KeyValue>, EngineError> {
    let (Some(field), KeyValue::Is(typed)) = (names::field_of(named), value) else {
        return Ok(None);
    };
    if names::is_known(searcher, field, typed)? {
        return Ok(None);
    }
    let near = names::near(searcher, field, typed)?.into_iter().next();
    Ok(near.map(|(nearness, name)| match nearness {
        Nearness::Begins => KeyValue::StartsWith(typed.clone()),
        Nearness::Slip | Nearness::Inside => KeyValue::Is(name),
    }))
}

fn nearest_of_field(
    searcher: &Searcher,
    field: Field,
    word: &str,
) -> Result<Option<String>, EngineError> {
    let form = crate::analysis::fold::fold(word);
    if searcher.doc_freq(&Term::from_field_text(field, &form))? > 0 {
        return Ok(None);
    }
    Ok(near_words(searcher, field, &form, 1)?.pop())
}

/// Returns the words of a field nearest to a folded one that it does not hold: a slip or two away,
/// else those that begin so; the most frequent first, `most` at most.
pub fn near_words(
    searcher: &Searcher,
    field: Field,
    form: &str,
    most: usize,
) -> Result<Vec<String>, EngineError> {
    let letters = form.chars().count();
    let mut patterns = Vec::new();
    if (4..=LONGEST).contains(&letters) {
        let text = || form.to_owned();
        patterns.push(Pattern::Fuzzy { text: text(), distance: if letters >= 7 { 2 } else { 1 } });
        patterns.push(Pattern::Prefix(text()));
    }
    for pattern in patterns {
        // Nearer words come before more frequent ones, so more are read than are wanted.
        let near = expand(searcher, field, &pattern, most.max(50))?;
        if !near.words.is_empty() {
            return Ok(near.words.into_iter().take(most).map(|(word, _)| word).collect());
        }
    }
    Ok(Vec::new())
}

/// Finds the most frequent word one edit away (two for long words), if the word itself is unknown
/// or far rarer.
fn nearest(searcher: &Searcher, word: &str) -> Result<Option<String>, EngineError> {
    let form = crate::analysis::fold::fold(word);
    let letters = form.chars().count();
    if !(4..=LONGEST).contains(&letters) || !form.chars().all(char::is_alphabetic) {
        return Ok(None);
    }
    let known = searcher.doc_freq(&Term::from_field_text(s::FORM, &form))?;
    if known > RARE {
        return Ok(None);
    }
    for distance in 1..=(if letters >= 7 { 2 } else { 1 }) {
        let near = expand::near(searcher, s::FORM, &form, distance, 50)?;
        for (word, _) in near.words.iter().filter(|(word, _)| *word != form) {
            let articles = searcher.doc_freq(&Term::from_field_text(s::FORM, word))?;
            if articles > known * TIMES {
                return Ok(Some(word.clone()));
            }
        }
    }
    Ok(None)
}
