//! The errors of that language, each with the query mended.
//!
//! Takes the text and the place of the fault; gives a [`QueryError`] whose help is a query of the
//! same language.

use std::ops::Range;

use super::grammar::Grammar;
use super::lexer::Kind;
use super::table::{self, Connector, MAX_WORDS, Reach};
use crate::query::codes;
use crate::query::error::QueryError;
use crate::query::suggest;

/// Writes a text with something else at a place.
pub(super) fn replaced(text: &str, span: &Range<usize>, instead: &str) -> String {
    format!("{}{instead}{}", &text[..span.start], &text[span.end..])
}

/// A connector whose number or unit cannot be read.
pub(super) fn connector(text: &str, span: Range<usize>) -> QueryError {
    let typed = &text[span.clone()];
    let name = typed.split('/').next().unwrap_or("w");
    let ordered = matches!(name.to_ascii_lowercase().as_str(), "pre" | "onear");
    let message = match ordered {
        true => format!("{name}/ takes a number from 1 to {MAX_WORDS}, as in {name}/5"),
        false => format!("w/ takes a number from 1 to {MAX_WORDS}, s, p or seg, as in w/5 or w/s"),
    };
    let instead = if ordered { "pre/5" } else { "w/5" };
    QueryError::new(codes::CONNECTOR, span.clone(), message)
        .help(replaced(text, &span, instead))
        .advice(format!("to search for the text itself write \"{typed}\""))
}

/// A connector that nothing here means exactly.
pub(super) fn no_form(text: &str, span: Range<usize>, connector: Connector) -> QueryError {
    let typed = &text[span.clone()];
    let message = format!("{typed} has no exact form here, and an approximate one is not taken");
    let (instead, advice) = match (connector.negated, connector.reach) {
        (true, Reach::Sentence) => ("not w/25", "not w/n is the nearest that there is"),
        (true, Reach::Paragraph) => ("not w/75", "not w/n is the nearest that there is"),
        (true, _) => ("not w/5", "not w/n looks both ways"),
        (false, Reach::Sentence) => ("w/s", "w/s looks both ways, pre/n at words alone"),
        (false, Reach::Paragraph) => ("w/p", "w/p looks both ways, pre/n at words alone"),
        (false, _) => ("w/seg", "w/seg looks both ways, pre/n at words alone"),
    };
    QueryError::new(codes::NO_FORM, span.clone(), message)
        .help(replaced(text, &span, instead))
        .advice(advice)
}

/// A sign in a word that means nothing there.
pub(super) fn wildcard(text: &str, typed: &str, span: Range<usize>, message: &str) -> QueryError {
    let plain: String = typed.chars().filter(|c| !matches!(c, '!' | '*' | '?')).collect();
    let error = QueryError::new(codes::WILDCARD, span.clone(), message);
    // A quotation is more than this word.
    if text.get(span.clone()) == Some(typed) && !plain.is_empty() {
        let any = if typed.ends_with(['*', '!']) { "!" } else { "" };
        return error.help(replaced(text, &span, &format!("{plain}{any}")));
    }
    error
}

impl Grammar<'_, '_, '_> {
    /// A connector or NOT that lacks an operand.
    pub(super) fn dangling(&self, span: Range<usize>, after: bool) -> QueryError {
        let typed = &self.text[span.clone()];
        let (before, rest) =
            (self.text[..span.start].trim_end(), self.text[span.end..].trim_start());
        let gap =
            if before.is_empty() || rest.is_empty() || rest.starts_with(')') { "" } else { " " };
        let label = if after { "nothing after this" } else { "nothing before this" };
        let proximity = typed.contains('/');
        let error = if proximity {
            let message = "proximity needs a word or a group on both sides";
            let help = match after {
                true => format!("{before} {typed} deal {rest}"),
                false => format!("{before} sign {typed} {rest}"),
            };
            QueryError::new(codes::SIDE, span, message).help(help.trim())
        } else {
            let message = format!("{typed} needs something on both sides");
            QueryError::new(codes::DANGLING, span, message)
                .help(format!("{before}{gap}{rest}"))
                .advice(format!("to search for the word itself write \"{typed}\""))
        };
        error.label(label)
    }

    /// A token that cannot stand here, or the end of the text.
    pub(super) fn unexpected(&self) -> QueryError {
        let Some(token) = self.token() else {
            let end = self.text.len();
            return QueryError::new(codes::DANGLING, end..end, "something is missing here");
        };
        let span = token.span.clone();
        match token.kind {
            Kind::Close => {
                let help = replaced(self.text, &span, "");
                QueryError::new(codes::CLOSE, span, "this bracket was never opened").help(help)
            }
            Kind::And | Kind::Or | Kind::Not | Kind::Near(_) => self.dangling(span, false),
            Kind::Sign => {
                let message = "a comparison stands behind date or length";
                QueryError::new(codes::COMPARISON, span, message)
            }
            _ => self.side_by_side(span.start),
        }
    }

    /// Something begins here without a connector before it.
    pub(super) fn side_by_side(&self, at: usize) -> QueryError {
        let end = self.token().map_or(self.text.len(), |token| token.span.end);
        let (before, after) = (self.text[..at].trim_end(), &self.text[at..]);
        let message = "a connector is needed before this; only words stand side by side";
        QueryError::new(codes::SIDE_BY_SIDE, at..end, message)
            .label("nothing joins this to what is before it")
            .help(format!("{before} and {after}"))
            .advice("for words one after the other write pre/1")
    }

    /// A name before a bracket that is no segment here.
    pub(super) fn segment(&self, span: Range<usize>) -> QueryError {
        let typed = &self.text[span.clone()];
        let fault = |message| QueryError::new(codes::SEGMENT, span.clone(), message);
        if table::is_foreign(typed) {
            return fault(format!("articles here have no segment {typed}"))
                .help(replaced(self.text, &span, ""))
                .advice("without the segment the words are looked for in headline and body");
        }
        let advice = || {
            let names: Vec<&str> = table::names().collect();
            format!("the segments and commands are {}", names.join(" "))
        };
        match suggest::nearest(typed, table::names()) {
            Some(near) => {
                let near = if near == "atleast" { "atleast3" } else { near };
                fault(format!("there is no segment {typed}; did you mean {near}"))
                    .help(replaced(self.text, &span, near))
            }
            None => fault(format!("there is no segment {typed}")).advice(advice()),
        }
    }

    /// A field of our own language, `headline:oil`.
    pub(super) fn own_field(&self, span: Range<usize>, name: &str, segment: &str) -> QueryError {
        let typed = &self.text[span.clone()];
        let rest = &typed[name.len() + 1..];
        let message = format!("{name}: is a field of the other language; here it is {segment}()");
        let error =
            QueryError::new(codes::SEGMENT, span.start..span.start + name.len() + 1, message);
        match rest.is_empty() {
            true => error,
            false => error.help(replaced(self.text, &span, &format!("{segment}({rest})"))),
        }
    }
}
