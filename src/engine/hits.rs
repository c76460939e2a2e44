//! What an engine answers: text, byte ranges and numbers, never markup.

use std::ops::Range;
use std::time::Duration;

use crate::article::{ArticleId, Lang, Published, Source};
use crate::engine::manifest::GenerationId;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    pub generation: GenerationId,
    pub took: Duration,
    pub total: Total,
    /// Undated articles that match all but the date condition.
    pub undated_excluded: u64,
    /// Set if not every word was required in the end.
    pub relaxed: Option<Relaxed>,
    /// Set if the deadline cut the search short.
    pub partial: bool,
    /// Remarks with stable codes: cut expansions, words that cannot match.
    pub notes: Vec<Note>,
    /// A spelling from the index's own words, offered when little was found.
    pub suggestion: Option<String>,
    pub hits: Vec<Hit>,
    pub facets: Vec<FacetCounts>,
}

/// How much was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    pub articles: u64,
    /// False if counting stopped early.
    pub articles_exact: bool,
    pub texts: u64,
    pub texts_exact: bool,
}

/// How a bag of words was relaxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relaxed {
    /// Words that had to match.
    pub required: u32,
    /// Words of the bag that count.
    pub of: u32,
}

/// A remark on how the query was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Stable, such as `W201`.
    pub code: &'static str,
    pub message: String,
}

/// One article found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub id: ArticleId,
    pub own_id: Option<String>,
    pub score: f32,
    pub headline: Option<String>,
    /// Byte ranges in `headline` that match, ascending, apart from each other.
    pub headline_highlights: Vec<Range<usize>>,
    pub date: Option<Published>,
    pub sources: Vec<Source>,
    pub byline: Option<String>,
    pub place: Option<String>,
    pub section: Option<String>,
    pub url: Option<String>,
    pub lang: Lang,
    pub path: String,
    pub words: u32,
    pub snippet: Option<Passage>,
    /// How many other articles carry the same text.
    pub copies: u32,
    /// Positions in the article's token space at which the query matched, ascending; filled for
    /// the passage shown.
    pub positions: Vec<u32>,
}

/// A passage of the body with what matches in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// One line; cut at words.
    pub text: String,
    /// Byte ranges in `text`, ascending, apart from each other.
    pub highlights: Vec<Range<usize>>,
    /// Whether the article goes on before and after the passage.
    pub cut_before: bool,
    pub cut_after: bool,
}

/// The counts of one facet, most frequent first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    pub by: crate::engine::request::FacetBy,
    pub values: Vec<(String, u64)>,
    /// Articles without a value.
    pub missing: u64,
}
