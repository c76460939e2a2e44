//! What is asked of an engine.

use std::time::Duration;

use crate::query::ast::Node;

/// A question: the query and how its answer should look.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query; filters from options are AND-ed in by the caller.
    pub query: Node,
    /// What a bag of words asks for.
    pub matching: Match,
    /// Whether a bag that finds nothing falls back to the most words that do.
    pub relax: bool,
    pub sort: Sort,
    pub recency: Recency,
    pub collapse: Collapse,
    pub count: Count,
    pub facets: Vec<Facet>,
    /// How many hits to skip.
    pub offset: usize,
    /// How many hits to return; 0 counts only.
    pub limit: usize,
    /// Continue behind this hit instead of skipping.
    pub after: Option<After>,
    /// Whether to cut passages, and how long.
    pub snippet: Option<Snippet>,
    /// Answer in part once this much time has passed.
    pub deadline: Option<Duration>,
    /// The instant that embargoes and recency are judged by, in Unix seconds.
    pub now: i64,
    /// Offset of the reader's clock from UTC at `now`, in seconds.
    pub zone_offset: i32,
    /// Add words from the best hits and search again.
    pub expand: bool,
}

impl SearchRequest {
    /// Makes a request for the ten best hits of a query, everything else at its default.
    pub fn new(query: Node, now: i64) -> SearchRequest {
        SearchRequest {
            query,
            matching: Match::All,
            relax: false,
            sort: Sort::Relevance,
            recency: Recency::Off,
            collapse: Collapse::Off,
            count: Count::Exact,
            facets: Vec::new(),
            offset: 0,
            limit: 10,
            after: None,
            snippet: Some(Snippet::default()),
            deadline: None,
            now,
            zone_offset: 0,
            expand: false,
        }
    }
}

/// How many words of a bag must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    All,
    /// The largest number m ≥ ⌈n/2⌉ of the n words with which anything is found.
    Most,
    Any,
}

/// The order of hits. Ties are broken by date (newest first), then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Relevance,
    /// Undated articles come last.
    Newest,
    /// Undated articles come last.
    Oldest,
}

/// How much newer articles are preferred: the score is multiplied by a factor that halves with age
/// and never falls under `floor`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recency {
    Off,
    HalfLife {
        /// More than 0.
        days: f64,
        /// Between 0 and 1; what very old and undated articles keep of their score.
        floor: f32,
    },
}

/// Whether copies of one text are one hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collapse {
    Text,
    Off,
}

/// How far matches are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    None,
    UpTo(u64),
    Exact,
}

/// Counts wanted beside the hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    pub by: FacetBy,
    pub counting: Counting,
    /// At most this many values, most frequent first.
    pub limit: usize,
}

/// By which value a facet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetBy {
    Source,
    Lang,
    Section,
    Place,
    Year,
    Month,
    Precision,
}

/// What a facet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    Articles,
    Texts,
}

/// The last hit of the page before.
#[derive(Debug, Clone, PartialEq)]
pub struct After {
    pub score: f32,
    /// Civil seconds; `None` for an undated hit.
    pub date: Option<i64>,
    pub id: crate::article::ArticleId,
}

/// How passages are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snippet {
    /// About how many columns a passage may take; wide characters take two.
    pub columns: usize,
}

impl Default for Snippet {
    fn default() -> Snippet {
        Snippet { columns: 160 }
    }
}
