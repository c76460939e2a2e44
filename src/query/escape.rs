//! Texts written so that the language reads them back as they are.
//!
//! The other half of [`super::lex_word`] and [`super::lex_phrase`]: what these give a meaning to is
//! escaped here with a backslash.

use super::chars::{TRAILING, is_name, is_quote, url_len};
use super::lexer::{Call, upper_of};

/// Writes a word.
pub(super) fn word(text: &str) -> String {
    if !text.is_empty() && url_len(text) == text.len() {
        return text.to_owned();
    }
    plain(text)
}

/// Writes a word of which something follows (`*`, `~1`).
pub(super) fn plain(text: &str) -> String {
    neutral(text, exact(text))
}

/// Writes a word behind `=`, where no operator can stand.
pub(super) fn exact(text: &str) -> String {
    marked(text, |c| matches!(c, '(' | ')' | '\\' | '*' | '?' | '~' | '^'))
}

/// Writes the text of a pattern with its wildcards.
pub(super) fn wildcard(text: &str) -> String {
    let special = |c: char| matches!(c, '(' | ')' | '\\' | '~' | '^') || TRAILING.contains(&c);
    neutral(text, marked(text, special))
}

/// Puts a backslash before a run that would be read as an operator or an address, or that might be
/// meant as an operator.
fn neutral(text: &str, escaped: String) -> String {
    if is_operator(text) || upper_of(text).is_some() || url_len(text) > 0 {
        format!("\\{escaped}")
    } else {
        escaped
    }
}

/// Writes a value, in quotes if it needs them.
pub(super) fn value(text: &str) -> String {
    let safe =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '&' | '\'' | '+' | '%');
    if text.starts_with(char::is_alphanumeric) && text.chars().all(safe) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    for (at, c) in text.char_indices() {
        if matches!(c, '"' | '\\' | '*') || (c.is_whitespace() && (at < start || at >= end)) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// Writes a word inside quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let special = matches!(c, '"' | '\\' | '(' | ')' | '*' | '?') || c.is_whitespace();
        if special || (at == 0 && c == '=') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Writes the text of a regular expression between its slashes.
pub(super) fn regex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '/' => escaped.push_str("\\/"),
            '\\' => {
                escaped.push(c);
                escaped.extend(chars.next());
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Puts a backslash before what is special anywhere, at the start, or in a field prefix.
fn marked(text: &str, special: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    let mut colon = false;
    for (at, c) in text.char_indices() {
        let first = at == 0 && matches!(c, '-' | '=' | '@' | '/' | '!');
        let prefix = matches!(c, ':' | '：') && !colon && is_name(&text[..at]);
        colon |= prefix;
        if special(c) || first || prefix || c.is_whitespace() || is_quote(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Whether a run would be read as an operator.
fn is_operator(text: &str) -> bool {
    let name = text.split('/').next().unwrap_or(text);
    matches!(name, "AND" | "OR" | "NOT" | "SENT" | "PARA" | "NEAR" | "PRE")
        || Call::ALL.iter().any(|call| call.name() == name)
}
