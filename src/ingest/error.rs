//! Why a build did not publish.

use crate::engine::EngineError;

/// Why a build did not publish.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A root of the corpus is missing.
    #[error("the corpus folder {path} is missing or cannot be read: {why}")]
    NoCorpus {
        /// The folder or file.
        path: String,
        /// What the system said.
        why: String,
    },
    /// Nothing in the corpus could be indexed.
    #[error("no article was found in {roots}; the index was left as it was")]
    NoArticles {
        /// The folders that were read.
        roots: String,
    },
    /// The new generation failed its check.
    #[error("the new index failed its check and was not published: {why}")]
    Verify {
        /// What the check found.
        why: String,
    },
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}
