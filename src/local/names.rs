//! Names of outlets and agencies that a typed one may have meant, from the index's own list.
//!
//! Takes a searcher, a field of names and what was typed; gives names, best first. Read only where
//! a name has no article.

use std::collections::BTreeMap;

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::analysis::fold::fold;
use crate::article::field::Field as Named;
use crate::engine::EngineError;
use crate::local::expand::distance_of;
use crate::local::keys::EXISTS;
use crate::local::{internal, schema as s};
use crate::query::ast::{KeyValue, Node, Scope};

/// Names that are offered.
const MOST: usize = 3;

/// Names of one field that are looked at.
const MOST_NAMES: usize = 100_000;

/// Words behind an outlet's field that may belong to its name.
const MOST_WORDS: usize = 4;

/// How near a name is to what was typed; the first is the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// A slip of the finger or two.
    Slip,
    /// The name begins as typed.
    Begins,
    /// A word of the name begins as typed.
    Inside,
}

/// Returns the field of the index that holds such names; `None` for other fields.
pub fn field_of(named: Named) -> Option<Field> {
    match named {
        Named::Source => Some(s::SOURCE),
        Named::Origin => Some(s::ORIGIN),
        Named::Via => Some(s::VIA),
        _ => None,
    }
}

/// Tells whether any article has this whole name.
pub fn is_known(searcher: &Searcher, field: Field, name: &str) -> Result<bool, EngineError> {
    Ok(searcher.doc_freq(&Term::from_field_text(field, &fold(name)))? > 0)
}

/// Returns the names nearest to what was typed, three at most.
pub fn near(
    searcher: &Searcher,
    field: Field,
    typed: &str,
) -> Result<Vec<(Nearness, String)>, EngineError> {
    let typed = fold(typed);
    let mut found = Vec::new();
    for (folded, printed) in names(searcher, field)? {
        if let Some(nearness) = nearness(&typed, &folded) {
            let articles = searcher.doc_freq(&Term::from_field_text(field, &folded))?;
            // A name as printed comes before an alias, which is known folded only.
            let key = (nearness, printed.is_none(), std::cmp::Reverse(articles));
            found.push((key, printed.unwrap_or(folded)));
        }
    }
    found.sort();
    // Of an outlet that is known as printed, aliases tell nothing more.
    if found.first().is_some_and(|((_, alias, _), _)| !alias) {
        found.retain(|((_, alias, _), _)| !alias);
    }
    found.truncate(MOST);
    Ok(found.into_iter().map(|((nearness, ..), name)| (nearness, name)).collect())
}

/// How near a folded name is to a folded text, if it is near at all.
fn nearness(typed: &str, name: &str) -> Option<Nearness> {
    let letters = typed.chars().count();
    let slips = if letters >= 7 { 2 } else { 1 };
    let apart = letters.abs_diff(name.chars().count());
    if letters >= 4 && apart <= slips && distance_of(typed, name) <= slips as u32 {
        Some(Nearness::Slip)
    } else if letters >= 2 && name.starts_with(typed) {
        Some(Nearness::Begins)
    } else if letters >= 3 && name.split(' ').any(|word| word.starts_with(typed)) {
        Some(Nearness::Inside)
    } else {
        None
    }
}

/// Reads folded names and aliases with the names as printed, where they are known.
fn names(
    searcher: &Searcher,
    field: Field,
) -> Result<BTreeMap<String, Option<String>>, EngineError> {
    let columns: &[&str] = match field {
        s::ORIGIN => &[s::ORIGIN_NAME],
        s::VIA => &[s::VIA_NAME],
        _ => &[s::ORIGIN_NAME, s::VIA_NAME],
    };
    let mut names = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let stream = index.terms().stream().map_err(|e| internal("reading names", e));
        let mut stream = stream?;
        while names.len() < MOST_NAMES
            && let Some((name, _)) = stream.next()
        {
            if name != EXISTS.as_bytes() {
                names.insert(String::from_utf8_lossy(name).into_owned(), None);
            }
        }
        for column in columns {
            let Some(column) = segment.fast_fields().str(column)? else { continue };
            let mut printed = String::new();
            for number in 0..column.num_terms().min(MOST_NAMES) {
                printed.clear();
                let read = column.ord_to_str(number as u64, &mut printed);
                read.map_err(|e| internal("reading names", e))?;
                if let Some(known) = names.get_mut(&fold(&printed)) {
                    *known = Some(printed.clone());
                }
            }
        }
    }
    Ok(names)
}

/// A name of several words typed without quotes: `source:China Daily`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unquoted {
    /// Where the field stands among the items.
    pub at: usize,
    /// How many words behind it belong to the name.
    pub words: usize,
    /// The field.
    pub named: Named,
    /// The whole name as typed.
    pub name: String,
}

/// Finds an outlet's field that has the rest of its name behind it, without quotes: the words typed
/// together are a name of the index. If the first word alone is one too, the next must begin with a
/// capital, so that `source:reuters health` is not remarked on.
pub fn unquoted(searcher: &Searcher, items: &[Node]) -> Result<Option<Unquoted>, EngineError> {
    for (at, item) in items.iter().enumerate() {
        let Node::Key { field: named, value: KeyValue::Is(first) } = item else { continue };
        let Some(field) = field_of(*named) else { continue };
        let mut name = first.clone();
        let mut longest = None;
        for (number, item) in items[at + 1..].iter().take(MOST_WORDS).enumerate() {
            let Node::Word { scope: Scope::Text, text, exact: false } = item else { break };
            let lower = text.starts_with(|c: char| c.is_lowercase());
            if number == 0 && lower && is_known(searcher, field, first)? {
                break;
            }
            name = format!("{name} {text}");
            if is_known(searcher, field, &name)? {
                let (words, name) = (number + 1, name.clone());
                longest = Some(Unquoted { at, words, named: *named, name });
            }
        }
        if longest.is_some() {
            return Ok(longest);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_near_by_slip_beginning_or_word() {
        assert_eq!(nearness("reutres", "reuters"), Some(Nearness::Slip));
        assert_eq!(nearness("reut", "reuters"), Some(Nearness::Begins));
        assert_eq!(nearness("daily", "china daily"), Some(Nearness::Inside));
        assert_eq!(nearness("r", "reuters"), None);
        assert_eq!(nearness("bbc", "abc"), None);
        assert_eq!(nearness("xinhua", "reuters"), None);
    }
}
