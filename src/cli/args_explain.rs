//! What can be typed behind `search explain`.

use clap::Args;
use news_search::engine::request::Recency;

use super::args::Places;
use super::values::{self, Format, Matching};

/// `search explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Id of the article: any unambiguous beginning, or the corpus's own id
    #[arg(value_name = "ID")]
    pub id: String,
    /// The query; behind -- words may begin with a minus
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<std::ffi::OsString>,
    /// How many words must match [default: all]
    #[arg(long = "match", value_name = "HOW", value_enum)]
    pub matching: Option<Matching>,
    /// Take the query as a plain bag of words: no operators, any word may match
    #[arg(long)]
    pub bag: bool,
    /// Prefer newer articles: off, soft, strong, half-life=30d [default: off]
    #[arg(long, value_name = "HOW", value_parser = values::recency)]
    pub recency: Option<Recency>,
    /// Add words from the best hits to the query and search again
    #[arg(long)]
    pub expand: bool,
    /// What relative dates mean [default: the clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// Time zone of dates: Europe/Berlin, +02:00 [default: the system's]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub zone: Option<String>,
    /// text or json [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    /// Never use a pager
    #[arg(long)]
    pub no_pager: bool,
    #[command(flatten)]
    pub places: Places,
}
