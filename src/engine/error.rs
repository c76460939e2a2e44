//! What can go wrong behind the waist, told so that a person knows what to do.

use std::path::PathBuf;

/// Why an engine or store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no index here.
    #[error("there is no index in {}; build one with: search index CORPUS_FOLDER", dir.display())]
    NoIndex { dir: PathBuf },
    /// The index was made by another version.
    #[error(
        "the index was made with {found}, this program needs {needed}; run: search index rebuild"
    )]
    OtherVersion { found: String, needed: String },
    /// A file of the index is damaged or missing.
    #[error("the index is damaged: {file}: {why}; run: search index rebuild")]
    Damaged { file: String, why: String },
    /// Another writer is at work.
    #[error("another process is writing to this index ({holder}); wait for it to end")]
    Busy { holder: String },
    /// No article has this id.
    #[error("no article has the id {id:?}")]
    NoArticle { id: String },
    /// More than one article fits.
    #[error("the id {id:?} is ambiguous; it fits {}", candidates.join(", "))]
    AmbiguousId { id: String, candidates: Vec<String> },
    /// The query is understood but cannot be answered as it stands.
    #[error("{message}")]
    Query {
        /// Stable, such as `Q301`.
        code: &'static str,
        message: String,
        help: Option<String>,
    },
    /// Reading or writing failed.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was being done: `cannot read`, `cannot write`, …
        what: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    /// The search library failed in a way that is ours to mend.
    #[error("internal error while {doing}: {why}")]
    Internal { doing: &'static str, why: String },
}
