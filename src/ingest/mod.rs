//! From a corpus to a published generation: plan, read what changed, seal, verify, ask the gates, publish.
//!
//! [`run()`] is one night. It looks at what changed ([`plan`]), reads that on several threads
//! ([`workers`]) and takes the results in the order of the files ([`gather`]), whatever the number of
//! threads, so that the same corpus gives the same index, at once or by steps. Nothing is published
//! before it is verified and every gate ([`gates`], [`canaries`]) let it pass.

pub mod canaries;
pub mod error;
pub mod gates;
pub mod gather;
pub mod night;
pub mod plan;
pub mod previous;
pub mod report;
pub mod roots;
pub mod tally;
mod telling;
pub mod versions;
pub mod workers;

use crate::corpus::Root;
use crate::ingest::gates::{GateName, Limits};

pub use error::IngestError;
pub use night::run;
pub use report::{Event, Observer, Outcome, Report};

/// Least memory that a build is given, in bytes.
pub const LEAST_MEMORY: u64 = 256 << 20;

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
    /// Read everything anew, whatever is known.
    pub anew: bool,
    /// Compare the content of every file, not only its size and time.
    pub checksum: bool,
    /// Look and tell, and change nothing.
    pub dry: bool,
    /// Hash of the tables and settings that decide how an article comes out, beside the versions.
    pub tables: String,
    /// Memory that the whole program may take, in bytes; what waits between threads is a share of it.
    pub memory: u64,
    /// What the gates let pass.
    pub limits: Limits,
    /// Gates that may fire without stopping the night.
    pub accepted: Vec<GateName>,
    /// The operator's own canaries, as typed.
    pub canaries: Vec<String>,
}
