//! What an engine answers: text, byte ranges and numbers, never markup.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use crate::article::{ArticleId, Lang, Published, Source};
use crate::engine::manifest::GenerationId;
use crate::query::ast::Node;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// The generation that answered.
    pub generation: GenerationId,
    /// Wall-clock time of the answer, without parsing and printing.
    pub took: Duration,
    /// How much was found.
    pub total: Total,
    /// Undated articles that match all but the date condition.
    pub undated_excluded: u64,
    /// Set if not every word was required in the end.
    pub relaxed: Option<Relaxed>,
    /// Words of the best hits that were added to the query, the heaviest first; empty unless asked for.
    pub expansion: Vec<Expanded>,
    /// Set if the deadline cut the search short.
    pub partial: bool,
    /// What the names of the query (`name:`) were read as, in its order.
    pub names: Vec<Spelled>,
    /// Remarks with stable codes: cut expansions, words that cannot match.
    pub notes: Vec<Note>,
    /// A spelling from the index's own words, offered when little was found.
    pub suggestion: Option<String>,
    /// The page, best first.
    pub hits: Vec<Hit>,
    /// The counts asked for, in the order of the request.
    pub facets: Vec<FacetCounts>,
}

/// How much was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Articles that match.
    pub articles: u64,
    /// False if counting stopped early.
    pub articles_exact: bool,
    /// Texts that match: copies of one count once.
    pub texts: u64,
    /// False if the number of texts is an estimate or counting stopped early.
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

/// A word that was added to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Expanded {
    /// The word, in its most frequent form in the articles that it was taken from.
    pub word: String,
    /// Its weight; all words of the query together have 1.
    pub weight: f32,
}

/// A remark on how the query was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Stable, such as `W201`.
    pub code: &'static str,
    /// One sentence for a person.
    pub message: String,
    /// The part of the query that it is about, where it is one.
    pub part: Option<Box<Node>>,
}

impl Note {
    /// Makes a remark on the whole answer.
    pub fn new(code: &'static str, message: String) -> Note {
        Note { code, message, part: None }
    }

    /// Says which part of the query it is about, unless a smaller part was named before.
    pub fn about(&mut self, node: &Node) {
        self.part.get_or_insert_with(|| Box::new(node.clone()));
    }
}

/// A name of the query and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelled {
    /// The name as typed.
    pub name: String,
    /// The words of the index that are spellings of its words, most frequent first, and its renderings in
    /// scripts without spaces.
    pub forms: Vec<String>,
}

/// One article found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Names the article.
    pub id: ArticleId,
    /// The id the corpus itself gives.
    pub own_id: Option<String>,
    /// BM25 times recency, comparable within one answer only; 0 where nothing scores.
    pub score: f32,
    /// The headline, as the corpus has it.
    pub headline: Option<String>,
    /// Byte ranges in `headline` that match, ascending, apart from each other.
    pub headline_highlights: Vec<Range<usize>>,
    /// The date of publication; with the provenance `Copy` it is only inferred from another article of
    /// the same text.
    pub date: Option<Published>,
    /// Origin first, then distributors.
    pub sources: Vec<Source>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Where it was reported from.
    pub place: Option<String>,
    /// The section of the paper.
    pub section: Option<String>,
    /// Its address; untrusted text.
    pub url: Option<String>,
    /// Its language.
    pub lang: Lang,
    /// Where it stands in the corpus, `ROOT/relative/path`.
    pub path: String,
    /// Its length in words.
    pub words: u32,
    /// The passage that shows the match best, if one was asked for and there is a body.
    pub snippet: Option<Passage>,
    /// How many other articles carry the same text, whether they match or not.
    pub copies: u32,
    /// The first of them, as many as were asked for: dated ones first, from the earliest on.
    pub others: Vec<Other>,
    /// Positions in the article's token space at which the query matched, ascending; filled for
    /// the passage shown.
    pub positions: Vec<u32>,
}

/// Returns what hits are called in a run, where a name is one word and no two are the same: the article's own
/// id if it has one that is one printable word and no other hit of the answer has it, else ours.
pub fn run_names(hits: &[Hit]) -> Vec<String> {
    let fits = |id: &&str| !id.contains(|c: char| c.is_whitespace() || c.is_control());
    let own = |hit: &'_ Hit| hit.own_id.clone().filter(|id| !id.is_empty() && fits(&id.as_str()));
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for id in hits.iter().filter_map(own) {
        *times.entry(id).or_default() += 1;
    }
    let name = |hit| own(hit).filter(|id| times.get(id) == Some(&1));
    hits.iter().map(|hit| name(hit).unwrap_or_else(|| hit.id.to_string())).collect()
}

/// Another article of the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// Names the article.
    pub id: ArticleId,
    /// The date of publication.
    pub date: Option<Published>,
    /// Origin first, then distributors.
    pub sources: Vec<Source>,
    /// Where it stands in the corpus, `ROOT/relative/path`.
    pub path: String,
}

/// A passage of the body, or of the standfirst where only that matches, with what matches in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// One line; cut at words.
    pub text: String,
    /// Byte ranges in `text`, ascending, apart from each other.
    pub highlights: Vec<Range<usize>>,
    /// Whether the article goes on before and after the passage.
    pub cut_before: bool,
    /// Whether the article goes on after the passage.
    pub cut_after: bool,
}

/// The counts of one facet, most frequent first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// What was counted by.
    pub by: crate::engine::request::FacetBy,
    /// Values and how often each occurs.
    pub values: Vec<(String, u64)>,
    /// Articles without a value.
    pub missing: u64,
}
