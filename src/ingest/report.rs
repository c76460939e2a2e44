//! What a build tells while it runs and when it is done.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::article::Verdict;
use crate::engine::{GenerationId, Manifest};
use crate::ingest::gates::GateName;
use crate::ingest::plan::PlanCounts;

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

/// What a gate found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Gate {
    /// Which one.
    pub name: GateName,
    /// Whether it stops the night, unless it was accepted.
    pub fired: bool,
    /// Whether the operator said beforehand that it may.
    pub accepted: bool,
    /// What it saw, in one line.
    pub told: String,
}

impl Gate {
    /// Tells what a gate saw.
    pub fn new(name: GateName, fired: bool, told: String) -> Gate {
        Gate { name, fired, accepted: false, told }
    }

    /// Tells whether it stops the night.
    pub fn stops(&self) -> bool {
        self.fired && !self.accepted
    }
}

/// A file that a night would work on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Listed {
    /// `new`, `changed`, `moved`, `deleted` or `unreadable`.
    pub what: &'static str,
    /// Its logical path.
    pub path: String,
    /// Where a moved one stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// What a generation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Holds {
    /// Articles in it.
    pub articles: u64,
    /// Texts in it: copies of one count once.
    pub texts: u64,
    /// Articles without a date.
    pub undated: u64,
    /// When its build began, Unix seconds.
    pub built: i64,
}

impl From<&Manifest> for Holds {
    fn from(manifest: &Manifest) -> Holds {
        let Manifest { articles, texts, undated, built, .. } = *manifest;
        Holds { articles, texts, undated, built }
    }
}

/// How a night ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A new generation is live.
    Published,
    /// Nothing changed, and nothing was built.
    Unchanged,
    /// A gate stopped it; the live generation is the old one.
    Refused,
    /// Only looked at.
    Planned,
}

/// What a build did.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// When it began, Unix seconds.
    pub began: i64,
    /// The generation that is live now; `None` where there is none.
    pub generation: Option<GenerationId>,
    /// What it holds, as far as it can be read.
    pub live: Option<Holds>,
    /// Why everything was read, where it was.
    pub full: Option<String>,
    /// What the plan was.
    pub plan: PlanCounts,
    /// Where it was only looked at: every file that is not the same.
    pub listed: Vec<Listed>,
    /// The gates, in the order of their codes, with what each saw.
    pub gates: Vec<Gate>,
    /// Files of the corpus.
    pub files: u64,
    /// Files and records by verdict; each counted once.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Articles in the new index.
    pub articles: u64,
    /// Texts in it: copies of one count once.
    pub texts: u64,
    /// Articles that share their text with others.
    pub copied: u64,
    /// How many more those are than last night.
    pub new_copies: u64,
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
    /// Those of them that last night did not have.
    pub new_credits: Vec<(String, u64)>,
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

impl Report {
    /// The gate that stopped the night: of several the one with the lowest code.
    pub fn stopped_by(&self) -> Option<GateName> {
        self.gates.iter().filter(|gate| gate.stops()).map(|gate| gate.name).min()
    }

    /// How long it took, all in all.
    pub fn took(&self) -> Duration {
        self.stages.iter().map(|(_, time)| *time).sum()
    }
}
