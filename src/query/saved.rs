//! `@name`: a saved query, read as if it stood there in brackets.
//!
//! Takes the name, where it was typed and the saved texts; gives the tree of the saved text. It is
//! read in our own language, whatever language the query is in that names it. What is wrong in it
//! is told with its own text and caret.

use std::ops::Range;

use super::ast::Node;
use super::chars::clean;
use super::error::{Inside, QueryError};
use super::parse::{MAX_BYTES, MAX_DEPTH};
use super::parser::{Shared, Within, read_within, too_deep};
use super::{codes, readings, suggest};

/// Most saved queries inside each other.
const MAX_SAVED: usize = 8;

/// Most bytes of saved queries that one query takes in, each as often as it is named.
const MAX_TAKEN: usize = 16 * MAX_BYTES;

/// Puts a saved query in, as if it stood in brackets where `span` is in `text`.
pub(super) fn put_in(
    name: &str,
    span: Range<usize>,
    text: &str,
    within: Option<Within>,
    shared: &mut Shared,
) -> Result<Node, QueryError> {
    let options = shared.options;
    let Some(saved) = options.saved.get(name) else {
        let near = suggest::nearest(name, options.saved.keys().map(String::as_str));
        let (before, after) = (&text[..span.start], &text[span.end..]);
        let error = |message| QueryError::new(codes::SAVED, span.clone(), message);
        return Err(match near {
            Some(near) => error(format!("there is no saved query @{name}; did you mean @{near}"))
                .help(format!("{before}@{near}{after}")),
            None => error(format!("there is no saved query @{name}"))
                .help(format!("{before}\"@{name}\"{after}"))
                .advice("saved queries stand in search.toml"),
        });
    };
    let turns = shared.inside.iter().any(|outer| outer == name);
    if turns || shared.inside.len() >= MAX_SAVED {
        let message = match turns {
            true => format!("the saved query @{name} contains itself"),
            false => format!("saved queries stand at most {MAX_SAVED} deep inside each other"),
        };
        return Err(QueryError::new(codes::SAVED_LOOP, span, message));
    }
    shared.taken += saved.len();
    if saved.len() > MAX_BYTES || shared.taken > MAX_TAKEN {
        let message = match saved.len() {
            len if len > MAX_BYTES => {
                format!("the saved query @{name} has {len} bytes; {MAX_BYTES} are allowed")
            }
            _ => format!("the saved queries named here have more than {MAX_TAKEN} bytes together"),
        };
        return Err(QueryError::new(codes::LONG, span, message));
    }
    shared.depth += 1;
    if shared.depth > MAX_DEPTH {
        return Err(too_deep(span));
    }
    let warnings = shared.warnings.len();
    let dates = shared.dates.len();
    let leaves = shared.leaves.len();
    shared.inside.push(name.to_owned());
    let cleaned = clean(saved).0;
    let node = read_within(&cleaned, within, shared)
        .and_then(|node| readings::check_strict(&cleaned, shared, warnings).map(|()| node))
        .map_err(|error| told_of(error, name, saved, span.clone()))?;
    shared.inside.pop();
    shared.depth -= 1;
    // Spans inside the saved text mean nothing to the reader of this one.
    for warning in &mut shared.warnings[warnings..] {
        warning.span = span.clone();
        warning.instead = None;
    }
    shared.dates[dates..].iter_mut().for_each(|(at, _)| *at = span.clone());
    shared.leaves[leaves..].iter_mut().for_each(|(at, _)| *at = span.clone());
    Ok(node)
}

/// Turns an error of a saved text into one of the text that names it.
fn told_of(mut error: QueryError, name: &str, saved: &str, span: Range<usize>) -> QueryError {
    if error.inside.is_empty() {
        error.message = format!("in the saved query @{name}: {}", error.message);
        if error.advice.is_none() {
            error.advice = Some(format!("mend @{name} in search.toml"));
        }
    }
    let inner = std::mem::replace(&mut error.span, span);
    let inside = Inside { name: name.to_owned(), text: saved.to_owned(), span: inner };
    error.inside.insert(0, inside);
    error.help = None;
    error
}
