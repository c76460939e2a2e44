//! `@name`: a saved query, read as if it stood there in brackets.
//!
//! Takes a parser behind the name and the saved texts; gives the tree of the saved text.

use std::ops::Range;

use super::ast::Node;
use super::chars::clean;
use super::error::QueryError;
use super::parse::{MAX_BYTES, MAX_DEPTH};
use super::parser::{Parser, Within, read_within, too_deep};
use super::{codes, suggest};

/// Most saved queries inside each other.
const MAX_SAVED: usize = 8;

impl Parser<'_, '_, '_> {
    /// Puts a saved query in, as if it stood here in brackets.
    pub(super) fn saved(
        &mut self,
        name: String,
        span: Range<usize>,
        within: Option<Within>,
    ) -> Result<Node, QueryError> {
        let options = self.shared.options;
        let Some(text) = options.saved.get(&name) else {
            let near = suggest::nearest(&name, options.saved.keys().map(String::as_str));
            let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
            let error = |message| QueryError::new(codes::SAVED, span.clone(), message);
            return Err(match near {
                Some(near) => {
                    error(format!("there is no saved query @{name}; did you mean @{near}"))
                        .help(format!("{before}@{near}{after}"))
                }
                None => error(format!("there is no saved query @{name}"))
                    .help(format!("{before}\"@{name}\"{after}"))
                    .advice("saved queries stand in search.toml"),
            });
        };
        if self.shared.inside.contains(&name) || self.shared.inside.len() >= MAX_SAVED {
            let message = format!("the saved query @{name} contains itself, or nests too deeply");
            return Err(QueryError::new(codes::SAVED_LOOP, span, message));
        }
        if text.len() > MAX_BYTES {
            let message = format!("the saved query @{name} is too long");
            return Err(QueryError::new(codes::LONG, span, message));
        }
        self.shared.depth += 1;
        if self.shared.depth > MAX_DEPTH {
            return Err(too_deep(span));
        }
        let warnings = self.shared.warnings.len();
        let (dates, unbuilt) = (self.shared.dates.len(), self.shared.unbuilt.len());
        let leaves = self.shared.leaves.len();
        self.shared.inside.push(name.clone());
        let text = clean(text).0;
        let node = read_within(&text, within, self.shared).map_err(|mut error| {
            error.message = format!("in the saved query @{name}: {}", error.message);
            error.span = span.clone();
            error.label = "";
            error.help = None;
            error
        })?;
        self.shared.inside.pop();
        self.shared.depth -= 1;
        // Spans inside the saved text mean nothing to the reader of this one.
        for warning in &mut self.shared.warnings[warnings..] {
            warning.span = span.clone();
        }
        self.shared.dates[dates..].iter_mut().for_each(|(at, _)| *at = span.clone());
        self.shared.unbuilt[unbuilt..].iter_mut().for_each(|(at, _)| *at = span.clone());
        self.shared.leaves[leaves..].iter_mut().for_each(|(at, _)| *at = span.clone());
        Ok(node)
    }
}
