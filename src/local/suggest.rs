//! Spellings to offer when a word finds nothing: the index's own words, never applied silently.

use tantivy::Searcher;
use tantivy::Term;

use crate::engine::EngineError;
use crate::local::expand::expand;
use crate::local::schema as s;
use crate::query::ast::{Node, Pattern, Scope};

/// Words that occur in no more articles than this are thought to be misspelt, if a near word is
/// this many times more frequent.
const RARE: u64 = 1;
const TIMES: u64 = 10;

/// Returns the query with its unknown words replaced by the nearest known ones, if that changes it.
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
            for node in of {
                changed |= replace(searcher, node, depth + 1)?;
            }
            Ok(changed)
        }
        Node::Weight { of, .. } => replace(searcher, of, depth + 1),
        Node::Word { scope: Scope::Text | Scope::Headline | Scope::Body, text, exact: false } => {
            match nearest(searcher, text)? {
                Some(word) => {
                    *text = word;
                    Ok(true)
                }
                None => Ok(false),
            }
        }
        _ => Ok(false),
    }
}

/// Finds the most frequent word one edit away (two for long words), if the word itself is unknown
/// or far rarer.
fn nearest(searcher: &Searcher, word: &str) -> Result<Option<String>, EngineError> {
    let form = crate::analysis::fold::fold(word);
    let letters = form.chars().count();
    if letters < 4 || !form.chars().all(char::is_alphabetic) {
        return Ok(None);
    }
    let known = searcher.doc_freq(&Term::from_field_text(s::FORM, &form))?;
    if known > RARE {
        return Ok(None);
    }
    for distance in 1..=(if letters >= 7 { 2 } else { 1 }) {
        let pattern = Pattern::Fuzzy { text: form.clone(), distance };
        let near = expand(searcher, s::FORM, &pattern, 50)?;
        for (word, _) in near.words.iter().filter(|(word, _)| *word != form) {
            let articles = searcher.doc_freq(&Term::from_field_text(s::FORM, word))?;
            if articles > known * TIMES {
                return Ok(Some(word.clone()));
            }
        }
    }
    Ok(None)
}
