//! Exit codes, and errors as the program tells them: one line for people, one object for scripts.

use std::ops::Range;

use news_search::engine::EngineError;
use news_search::ingest::error::IngestError;
use news_search::ingest::gates::GateName;
use news_search::query::error::QueryError;
use news_search::query::parse::Parsed;
use news_search::render::json::{self, ErrorView};
use news_search::render::sanitize;

/// How the program ends. The codes are part of what scripts rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Hits, or done.
    Done,
    /// No hits.
    NoHits,
    /// Wrong usage, settings or query.
    Usage,
    /// No index, or one that this version cannot read.
    NoIndex,
    /// The time budget ended the search early.
    Partial,
    /// A gate stopped a new index from being published; the old one was left as it was.
    Gate(GateName),
    /// Another writer is at work.
    Busy,
}

impl Exit {
    /// Returns the code for the shell.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::NoHits => 1,
            Exit::Usage => 2,
            Exit::NoIndex => 3,
            Exit::Partial => 4,
            Exit::Gate(gate) => gate.code(),
            Exit::Busy => 75,
        }
    }
}

/// Why the program could not do what was asked.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    /// Stable, such as `Q107`.
    pub code: &'static str,
    pub message: String,
    /// Bytes of the query.
    pub span: Option<Range<usize>>,
    pub help: Option<String>,
    /// The error with its caret, where it is about a query.
    pub shown: Option<String>,
    /// Whether it goes to standard output as JSON.
    pub json: bool,
}

impl Failure {
    pub fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Failure {
        let message = message.into();
        Failure { exit, code, message, span: None, help: None, shown: None, json: false }
    }

    /// Wrong usage.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, "E001", message)
    }

    /// Something that this version does not do.
    pub fn unbuilt(what: &str) -> Failure {
        Failure::new(Exit::Usage, "E003", format!("{what} is not built yet"))
    }

    /// A query that cannot be read.
    pub fn of_query(error: QueryError, query: &str) -> Failure {
        Failure {
            shown: Some(error.render(query)),
            span: Some(error.span.clone()),
            help: error.help.or(error.advice),
            ..Failure::new(Exit::Usage, error.code, error.message)
        }
    }

    /// What the engine says of a query, with a caret where it is about a part of it.
    pub fn of_search(error: EngineError, query: &str, parsed: &Parsed) -> Failure {
        let EngineError::Query { code, message, part: Some(part), help } = &error else {
            return error.into();
        };
        match parsed.refused(code, message, part, help.as_deref()) {
            Some(error) => Failure::of_query(error, query),
            None => error.into(),
        }
    }

    /// A panic: a file that is damaged in a way nobody foresaw, or a mistake of ours.
    pub fn of_panic(panic: &(dyn std::any::Any + Send)) -> Failure {
        let why = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        let why = sanitize::plain(why);
        let message = format!(
            "internal error ({why}); if the index may be damaged, run: search index rebuild"
        );
        Failure::new(Exit::NoIndex, "E309", message)
    }

    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }

    pub fn into_json(mut self, json: bool) -> Failure {
        self.json |= json;
        self
    }

    /// The error as scripts read it.
    pub fn view(&self) -> ErrorView<'_> {
        ErrorView {
            code: self.code,
            message: &self.message,
            span: self.span.as_ref().map(|span| [span.start, span.end]),
            help: self.help.as_deref(),
            exit_code: self.exit.code(),
        }
    }

    /// Tells the error, on standard error or as JSON on standard output.
    pub fn tell(&self) {
        if self.json {
            let mut line = Vec::new();
            let _ = json::error(&self.view(), &mut line);
            let _ = super::output::write_stdout(&line);
            return;
        }
        match &self.shown {
            Some(shown) => say!("{shown}"),
            None => {
                let message = sanitize::plain(&self.message);
                match &self.help {
                    Some(help) => say!("error: {message}; {}", sanitize::plain(help)),
                    None => say!("error: {message}"),
                }
            }
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Failure {
        let message = error.to_string();
        let (exit, code) = match &error {
            EngineError::NoIndex { .. } => (Exit::NoIndex, "E301"),
            EngineError::OtherVersion { .. } => (Exit::NoIndex, "E302"),
            EngineError::Damaged { .. } => (Exit::NoIndex, "E303"),
            EngineError::Busy { .. } => (Exit::Busy, "E304"),
            EngineError::NoArticle { .. } => (Exit::NoHits, "E305"),
            EngineError::AmbiguousId { .. } => (Exit::Usage, "E306"),
            EngineError::Query { code, help, .. } => {
                let help = help.as_deref();
                let advice = help.map(|help| format!("\nhelp: {}", sanitize::plain(help)));
                let shown = sanitize::plain(&message);
                let shown = format!("error[{code}]: {shown}{}", advice.unwrap_or_default());
                let failure = Failure::new(Exit::Usage, code, message);
                let help = help.map(str::to_owned);
                return Failure { shown: Some(shown), help, ..failure };
            }
            EngineError::Io { .. } => (Exit::NoIndex, "E307"),
            EngineError::Internal { .. } => (Exit::NoIndex, "E308"),
        };
        Failure::new(exit, code, message)
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Failure {
        let message = error.to_string();
        match error {
            IngestError::Restless { .. } => {
                Failure::new(Exit::Gate(GateName::Corpus), "E405", message)
            }
            IngestError::Ledger(_) => Failure::new(Exit::NoIndex, "E303", message),
            IngestError::Engine(error) => error.into(),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::new(Exit::Usage, "E004", format!("cannot write the answer: {error}"))
    }
}

/// Keeps what clap says about the argument, on one line, without its usage text.
impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Failure {
        let text = error.render().to_string();
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
            .filter(|line| !line.is_empty())
            .collect();
        let message = lines.join("; ").replace(":;", ":");
        let message = message.strip_prefix("error: ").unwrap_or(&message);
        Failure::usage(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engine_errors_have_their_exit_codes() {
        let exit = |error: EngineError| Failure::from(error).exit.code();
        assert_eq!(exit(EngineError::NoIndex { dir: "x".into() }), 3);
        assert_eq!(exit(EngineError::Busy { holder: "pid 1".into() }), 75);
        assert_eq!(exit(EngineError::NoArticle { id: "x".into() }), 1);
        assert_eq!(exit(EngineError::AmbiguousId { id: "x".into(), candidates: vec![] }), 2);
        let failure = Failure::from(EngineError::query("Q215", "m").help("h"));
        assert_eq!((failure.code, failure.help.as_deref()), ("Q215", Some("h")));
        assert_eq!(failure.shown.as_deref(), Some("error[Q215]: m\nhelp: h"));
        let restless = IngestError::Restless { path: "p".into() };
        assert_eq!(Failure::from(restless).exit.code(), 10);
    }

    #[test]
    fn a_panic_is_one_line() {
        let failure = Failure::of_panic(&"index out\nof bounds");
        assert!(failure.message.starts_with("internal error (index out of bounds)"));
        assert_eq!(failure.exit.code(), 3);
    }
}
