//! Why a query cannot be read, where, and what to type instead.
//!
//! Takes nothing but itself and the query it is about; renders plain text. Colour, exit codes and
//! JSON are for others.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::chars::is_blank;

/// Most columns of a query that an error shows; longer ones are cut around the caret.
const COLUMNS: usize = 100;

/// An error in a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// A stable code of [`super::codes`], such as `Q107`.
    pub code: &'static str,
    /// What is wrong, in lower case without a full stop.
    pub message: String,
    /// The bytes of the query that it is about; empty at the end of the query.
    pub span: Range<usize>,
    /// A word or two to stand behind the carets, such as "nothing after this"; may be empty.
    pub label: &'static str,
    /// A query to paste instead; it parses.
    pub help: Option<String>,
    /// Advice that is not a query.
    pub advice: Option<String>,
    /// The saved queries on the way to what is wrong, the one that was typed first. Empty if it
    /// stands in the query itself; else `span` is where the first one was typed.
    pub inside: Vec<Inside>,
}

/// A saved query, and what is wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// Its name, without the `@`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The bytes of its text that are wrong, or where the next saved query stands in it.
    pub span: Range<usize>,
}

impl QueryError {
    pub(super) fn new(
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> QueryError {
        let (message, inside) = (message.into(), Vec::new());
        QueryError { code, message, span, label: "", help: None, advice: None, inside }
    }

    pub(super) fn label(mut self, label: &'static str) -> QueryError {
        self.label = label;
        self
    }

    pub(super) fn help(mut self, query: impl Into<String>) -> QueryError {
        self.help = Some(query.into());
        self
    }

    pub(super) fn advice(mut self, advice: impl Into<String>) -> QueryError {
        self.advice = Some(advice.into());
        self
    }

    /// Renders the error for a terminal: the message, the query with carets under the span, each
    /// saved query on the way with its own, and what to try. Columns are display columns, so that carets are right under wide and combining
    /// characters; control and direction characters are shown harmless. Ends without a line end.
    pub fn render(&self, query: &str) -> String {
        let message: String = self.message.chars().filter_map(harmless).collect();
        let mut text = format!("error[{}]: {message}", self.code);
        Shown::new(query, &self.span).add_to(&mut text, "");
        for saved in &self.inside {
            let name: String = saved.name.chars().filter_map(harmless).collect();
            let name = format!("@{}: ", take_front(&name, COLUMNS / 4));
            Shown::new(&saved.text, &saved.span).add_to(&mut text, &name);
        }
        if !self.label.is_empty() {
            text.push(' ');
            text.push_str(self.label);
        }
        if let Some(help) = &self.help {
            text.push_str("\ntry: ");
            text.extend(help.chars().filter_map(harmless));
        }
        if let Some(advice) = &self.advice {
            text.push_str("\nhelp: ");
            text.extend(advice.chars().filter_map(harmless));
        }
        text
    }
}

/// A query as one line of limited width, and where its carets stand.
struct Shown {
    line: String,
    /// Columns before the first caret.
    before: usize,
    carets: usize,
}

impl Shown {
    /// Adds the two lines, the first behind a name.
    fn add_to(&self, text: &mut String, name: &str) {
        let indent = " ".repeat(2 + name.width() + self.before);
        let carets = "^".repeat(self.carets);
        text.push_str(&format!("\n  {name}{}\n{indent}{carets}", self.line));
    }

    fn new(query: &str, span: &Range<usize>) -> Shown {
        let (start, end) = (floor(query, span.start), floor(query, span.end));
        let [left, marked, right] =
            [&query[..start], &query[start..end.max(start)], &query[end.max(start)..]]
                .map(|part| part.chars().filter_map(harmless).collect::<String>());
        let whole = left.width() + marked.width() + right.width();
        if whole <= COLUMNS {
            let (before, carets) = (left.width(), marked.width().max(1));
            return Shown { line: left + &marked + &right, before, carets };
        }
        // What is marked comes first, then what stands before it, then what follows.
        let marked = take_front(&marked, COLUMNS / 2);
        let room = COLUMNS - marked.width();
        let before = take_back(&left, room.saturating_sub(right.width().min(room / 3)));
        let after = take_front(&right, room - before.width());
        Shown {
            before: before.width(),
            carets: marked.width().max(1),
            line: before + &marked + &after,
        }
    }
}

/// Moves an offset down to the boundary of a character.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Replaces a character that could act on a terminal by one of the same width; what has no width
/// is left out.
fn harmless(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => Some(' '),
        _ if c.is_control() => Some('\u{fffd}'),
        '\u{2028}' | '\u{2029}' => Some(' '),
        _ if is_blank(c) => None,
        _ => Some(c),
    }
}

/// Keeps as many characters from the front as fit, with `…` where some were left out.
fn take_front(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let mut kept = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(1);
        if used > columns {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// Keeps as many characters from the back as fit, with `…` where some were left out.
fn take_back(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let mut from = text.len();
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(1);
        if used > columns {
            break;
        }
        // A combining mark is never cut from its letter.
        if c.width() != Some(0) {
            from = at;
        }
    }
    format!("…{}", &text[from..])
}
