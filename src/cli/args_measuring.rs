//! The options of `search batch` and `search eval`, for clap.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use news_search::engine::request::Recency;
use news_search::measure::significance::FLIPS;
use news_search::measure::topics::Part;
use news_search::render::table::Column;

use super::args::{Filters, Places};
use super::values::{self, Absent, Collapsing, Format, Matching, SortBy, Syntax};

/// `search batch`.
#[derive(Debug, Args)]
pub struct BatchArgs {
    /// File of queries, - for standard input: one a line, number TAB query, JSON lines or TREC topics
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Take each query as a plain bag of words: no operators, any word may match
    #[arg(long)]
    pub bag: bool,
    /// text, json, jsonl, csv, tsv, md or trec [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    /// At most N hits a query [default: 10, in a TREC run 1000]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Name of a TREC run
    #[arg(long, value_name = "NAME", default_value = "news-search")]
    pub tag: String,
    /// Parts of a topic that are its query: title, desc, narr
    #[arg(long, value_name = "NAMES", value_parser = values::parts, default_value = "title")]
    // The path keeps clap from taking the list for a repeated option.
    pub topic_fields: std::vec::Vec<Part>,
    /// Order of hits [default: relevance]
    #[arg(long, value_name = "ORDER", value_enum)]
    pub sort: Option<SortBy>,
    /// Prefer newer articles: off, soft, strong, half-life=30d [default: off]
    #[arg(long, value_name = "HOW", value_parser = values::recency)]
    pub recency: Option<Recency>,
    #[command(flatten)]
    pub filters: Filters,
    /// How many words must match [default: all, of a bag any]
    #[arg(long = "match", value_name = "HOW", value_enum)]
    pub matching: Option<Matching>,
    /// Whether copies of one text are one hit [default: text, in a TREC run off]
    #[arg(long, value_name = "HOW", value_enum)]
    pub collapse: Option<Collapsing>,
    /// Columns of csv and tsv, keys of json: headline,date,…
    #[arg(long, value_name = "NAMES", value_parser = values::columns)]
    pub fields: Option<std::vec::Vec<Column>>,
    /// Leave out passages
    #[arg(long)]
    pub no_snippet: bool,
    /// Answer a query in part after this time: 500ms, 2s
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    pub timeout: Option<Duration>,
    /// What relative dates mean [default: the clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// Time zone of dates: Europe/Berlin, +02:00 [default: the system's]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub zone: Option<String>,
    /// Language of the queries [default: own]
    #[arg(long, value_name = "NAME", value_enum)]
    pub syntax: Option<Syntax>,
    /// Refuse queries that can be read in two ways
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub places: Places,
}

/// `search eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// File of topics: TREC topics, JSON lines, number TAB query, or one a line; needless with --run
    #[arg(value_name = "TOPICS")]
    pub topics: PathBuf,
    /// File of judgements: topic, iteration, document, grade
    #[arg(value_name = "QRELS")]
    pub qrels: Option<PathBuf>,
    /// Measure this TREC run instead of searching
    #[arg(long, value_name = "FILE")]
    pub run: Option<PathBuf>,
    /// Search with another setting, KEY=VALUE as in search.toml; may repeat
    #[arg(long, value_name = "SETTING", conflicts_with = "run")]
    pub set: Vec<String>,
    /// Compare with the same and this: KEY=VALUE, a settings file (.toml) or a TREC run; may repeat
    #[arg(long, value_name = "SETTING")]
    pub against: Vec<String>,
    /// Every topic as well
    #[arg(long)]
    pub per_topic: bool,
    /// text, json, csv, tsv or md [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    /// How many hits of a topic count
    #[arg(short = 'k', long, value_name = "N", default_value_t = 1_000,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub depth: u32,
    /// Parts of a topic that are its query: title, desc, narr
    #[arg(long, value_name = "NAMES", value_parser = values::parts, default_value = "title")]
    pub topic_fields: std::vec::Vec<Part>,
    /// Take topics as queries of this language [default: plain bags of words]
    #[arg(long, value_name = "NAME", value_enum)]
    pub syntax: Option<Syntax>,
    /// What relative dates and recency count from [default: the clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// What a judged topic counts for which nothing was found
    #[arg(long, value_name = "HOW", value_enum, default_value = "zero")]
    pub missing: Absent,
    /// Flips of sign that the test of significance tries
    #[arg(long, value_name = "N", default_value_t = FLIPS,
          value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    pub flips: u32,
    /// Where the test's random numbers begin
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    #[command(flatten)]
    pub places: Places,
}
