//! What is asked of an engine.

use std::time::Duration;

use crate::engine::ranking::Ranking;
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
    /// In which order hits come.
    pub sort: Sort,
    /// How much newer articles are preferred; for [`Sort::Relevance`] alone.
    pub recency: Recency,
    /// How scores come about.
    pub ranking: Ranking,
    /// Whether copies of one text are one hit.
    pub collapse: Collapse,
    /// How many of a hit's copies are named, at most; they are counted in any case.
    pub copies: usize,
    /// How far matches are counted.
    pub count: Count,
    /// Counts by value wanted beside the hits.
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
    /// Renderings of names, each group one person or place, beside those that the program comes with; for
    /// `name:` alone.
    pub names: Vec<Vec<String>>,
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
            ranking: Ranking::default(),
            collapse: Collapse::Off,
            copies: 0,
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
            names: Vec::new(),
        }
    }
}

/// How many words of a bag must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Every word.
    All,
    /// The largest number m ≥ ⌈n/2⌉ of the n words with which anything is found.
    Most,
    /// One word at least.
    Any,
}

/// The order of hits. Ties are broken by date (newest first), then by id. Where copies of one text are
/// one hit, it stands where the first of its copies stands that match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Best score first.
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
    /// Age does not matter.
    Off,
    /// Newer articles score higher.
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
    /// Copies of one text are one hit that counts them. Of the copies that match, the one with the best
    /// score is shown; of equal ones a dated one, the earliest, the one with the smallest id. Sorted by
    /// date it is the one that comes first in that order.
    Text,
    /// Every article is a hit.
    Off,
}

/// How far matches are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Nothing is counted.
    None,
    /// Counting may stop at that many.
    UpTo(u64),
    /// Every match is counted.
    Exact,
}

/// Counts wanted beside the hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What to count by.
    pub by: FacetBy,
    /// What to count.
    pub counting: Counting,
    /// At most this many values, most frequent first.
    pub limit: usize,
}

/// By which value a facet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetBy {
    /// Canonical names of outlets and agencies.
    Source,
    /// Language codes.
    Lang,
    /// Sections as printed.
    Section,
    /// Places as printed.
    Place,
    /// Years of publication.
    Year,
    /// Months of publication, `2024-08`.
    Month,
    /// How exactly articles are dated.
    Precision,
}

/// What a facet counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Each article counts.
    Articles,
    /// Copies of one text count once.
    Texts,
}

/// The last hit of the page before.
#[derive(Debug, Clone, PartialEq)]
pub struct After {
    /// Its score, as it was answered.
    pub score: f32,
    /// Civil seconds; `None` for an undated hit.
    pub date: Option<i64>,
    /// Its id.
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
