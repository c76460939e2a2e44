//! What a build tells while it runs and when it is done.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::article::Verdict;
use crate::engine::GenerationId;

/// Hears what a build is doing. Called from several threads.
pub trait Observer: Sync {
    /// Takes note of an event; must return soon.
    fn event(&self, event: Event<'_>);
}

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// The walk is done: that many files, that many bytes.
    Planned {
        /// Files to read.
        files: u64,
        /// Their size on disk.
        bytes: u64,
    },
    /// A file is done, with its size on disk.
    File {
        /// Its size on disk.
        bytes: u64,
    },
    /// The index is being merged and written out.
    Sealing,
    /// It is checked before it goes live.
    Verifying,
    /// It is live.
    Published {
        /// Its id.
        generation: &'a GenerationId,
    },
}

/// What a build did.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The generation that was published.
    pub generation: GenerationId,
    /// Files that were read.
    pub files: u64,
    /// Files and records by verdict; each counted once.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Articles in the new index.
    pub articles: u64,
    /// Texts in it: copies of one count once.
    pub texts: u64,
    /// Articles that share their text with others.
    pub copied: u64,
    /// Articles by the format they stood in.
    pub formats: BTreeMap<String, u64>,
    /// Articles without a date.
    pub undated: u64,
    /// Articles by the provenance of their date (`none` for undated).
    pub provenance: BTreeMap<String, u64>,
    /// Articles with at least one source.
    pub sourced: u64,
    /// Credits that the alias table does not know, with their articles, most frequent first.
    pub unknown_credits: Vec<(String, u64)>,
    /// Articles that have a headline (or a deck) and no text.
    pub headline_only: u64,
    /// Those of them in which a placeholder stood for the text. Records that were nothing else are
    /// counted under `placeholder` in `reasons`.
    pub placeholders: u64,
    /// Codes of skipped and rejected files and records, with their numbers.
    pub reasons: BTreeMap<String, u64>,
    /// Wall-clock time by stage.
    pub stages: Vec<(&'static str, Duration)>,
}
