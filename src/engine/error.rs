//! What can go wrong behind the waist, told so that a person knows what to do.

use std::path::PathBuf;

use crate::query::ast::Node;

/// Why an engine or store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no index here.
    #[error("there is no index in {}; build one with: search index CORPUS_FOLDER", dir.display())]
    NoIndex {
        /// The folder that was looked into.
        dir: PathBuf,
    },
    /// The index was made by another version.
    #[error(
        "the index was made with {found}, this program needs {needed}; run: search index rebuild"
    )]
    OtherVersion {
        /// What it was made with.
        found: String,
        /// What this program reads.
        needed: String,
    },
    /// A file of the index is damaged or missing.
    #[error("the index is damaged: {file}: {why}; run: search index rebuild")]
    Damaged {
        /// The file, or what stands for it.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// Another writer is at work.
    #[error("another process is writing to this index ({holder}); wait for it to end")]
    Busy {
        /// Who holds the lock, as far as it says.
        holder: String,
    },
    /// No article has this id.
    #[error("no article has the id {id:?}")]
    NoArticle {
        /// The id as typed.
        id: String,
    },
    /// More than one article fits.
    #[error("the id {id:?} is ambiguous; it fits {}", candidates.join(", "))]
    AmbiguousId {
        /// The id as typed.
        id: String,
        /// Ids that fit, with their headlines.
        candidates: Vec<String>,
    },
    /// The query is understood but cannot be answered as it stands.
    #[error("{message}")]
    Query {
        /// Stable, such as `Q301`.
        code: &'static str,
        /// What is wrong, lower case, without a full stop.
        message: String,
        /// The part of the query that it is about, where it is one.
        part: Option<Box<Node>>,
        /// What to do instead.
        help: Option<String>,
    },
    /// Reading or writing failed.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was being done: `cannot read`, `cannot write`, …
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The search library failed in a way that is ours to mend.
    #[error("internal error while {doing}: {why}")]
    Internal {
        /// What was being done.
        doing: &'static str,
        /// What the library said.
        why: String,
    },
}

impl EngineError {
    /// Makes the error for a query that cannot be answered.
    pub fn query(code: &'static str, message: impl Into<String>) -> EngineError {
        EngineError::Query { code, message: message.into(), part: None, help: None }
    }

    /// Adds what to do instead; of use for [`EngineError::Query`] alone.
    pub fn help(mut self, text: &str) -> EngineError {
        if let EngineError::Query { help, .. } = &mut self {
            *help = Some(text.to_owned());
        }
        self
    }

    /// Says which part of the query it is about, unless a smaller part was named before.
    pub fn about(mut self, node: &Node) -> EngineError {
        if let EngineError::Query { part, .. } = &mut self {
            part.get_or_insert_with(|| Box::new(node.clone()));
        }
        self
    }
}
