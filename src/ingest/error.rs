//! Why a build came to no end.

use crate::engine::EngineError;
use crate::engine::ledger::BadLedger;

/// Why a build came to no end. A build that ends and is refused by a gate is no error: see
/// [`crate::ingest::report::Outcome`].
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A file that had to be read a second time gave something else.
    #[error(
        "{path} changed while the corpus was read; nothing was published, the next run takes it up"
    )]
    Restless {
        /// Its logical path.
        path: String,
    },
    /// The ledger of the live generation is damaged.
    #[error("the index is damaged: ledger: {0}; run: search index rebuild")]
    Ledger(#[from] BadLedger),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}
