//! What is wrong with a file of topics, judgements or answers, and where.

/// Why a file cannot be used. The file's name is known to who read it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ReadError {
    /// The line, from 1 on; `None` where it is about the whole file.
    pub line: Option<usize>,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl ReadError {
    /// Makes the error of a line.
    pub(super) fn at(line: usize, message: impl Into<String>, help: &str) -> ReadError {
        ReadError { line: Some(line), message: message.into(), help: help.to_owned() }
    }

    /// Makes the error of a whole file.
    pub(super) fn whole(message: &str, help: &str) -> ReadError {
        ReadError { line: None, message: message.to_owned(), help: help.to_owned() }
    }
}

/// The lines of a text that hold anything, with their numbers from 1 on.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    numbered.filter(|(_, line)| !line.trim().is_empty())
}
