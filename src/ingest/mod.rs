//! From a corpus to a published generation: parse in parallel, add in order, seal, verify, publish.

pub mod error;
pub mod report;

use crate::corpus::Root;

/// What a build needs to know.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    pub roots: Vec<Root>,
    /// Parsing threads; at least 1.
    pub threads: usize,
    /// The instant the build counts as begun, Unix seconds.
    pub now: i64,
    /// Generations to keep, at least 1.
    pub keep: usize,
}
