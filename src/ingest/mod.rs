//! From a corpus to a published generation: parse in parallel, add in order, seal, verify, publish.
//!
//! [`rebuild()`] makes a generation from nothing. Workers read files and analyse articles (see
//! [`workers`]); one thread takes their results in the order of the files, whatever the number of
//! threads, so that the same corpus gives the same index. Nothing is published before it is
//! verified.

pub mod error;
pub mod previous;
pub mod rebuild;
pub mod report;
pub mod tally;
pub mod versions;
pub mod workers;

use crate::corpus::Root;

pub use error::IngestError;
pub use rebuild::rebuild;
pub use report::{Event, Observer, Report};

/// What a build needs to know.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// Folders and files that make the corpus.
    pub roots: Vec<Root>,
    /// Follow symbolic links that lead out of the roots.
    pub follow: bool,
    /// Parsing threads; at least 1.
    pub threads: usize,
    /// The instant the build counts as begun, Unix seconds.
    pub now: i64,
    /// Generations to keep, at least 1.
    pub keep: usize,
}
