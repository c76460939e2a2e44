//! What can be typed: the options of a query and the subcommands, for clap.
//!
//! A query without options never comes here, and one with options builds only its own small
//! command; the whole tree is made for help, completions and the manual alone.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgAction, Args, Command, FromArgMatches};
use news_search::engine::request::Recency;
use news_search::ingest::gates::GateName;
use news_search::render::table::Column;

use super::args_measuring::{BatchArgs, EvalArgs};
use super::exit::Failure;
use super::values::{self, Collapsing, Color, Format, Matching, SortBy, Syntax};

/// Where index and corpus are, and how much is said.
#[derive(Debug, Clone, Default, Args)]
pub struct Places {
    /// Folder of the index [env: SEARCH_INDEX] [default: ./index]
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Folder or file of the corpus; may repeat [env: SEARCH_CORPUS] [default: ./corpus]
    #[arg(long, value_name = "DIR")]
    pub corpus: Vec<PathBuf>,
    /// Settings file to read instead of search.toml here or in a parent folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Say only what was asked for
    #[arg(short, long)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long)]
    pub verbose: bool,
}

/// Conditions beside a query.
#[derive(Debug, Clone, Default, Args)]
pub struct Filters {
    /// Published at this date or later: 2024-08, yesterday, last-2w, …
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Published at this date or earlier
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// From this outlet or agency; may repeat
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// In this language
    #[arg(long, value_name = "CODE", value_parser = values::lang)]
    pub lang: Option<String>,
}

/// The options of a query.
#[derive(Debug, Clone, Default, Args)]
pub struct QueryArgs {
    #[command(flatten)]
    pub places: Places,
    /// Show at most N hits [default: 10]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<usize>,
    /// Skip N hits
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub offset: Option<usize>,
    /// Order of hits [default: relevance]
    #[arg(long, value_name = "ORDER", value_enum)]
    pub sort: Option<SortBy>,
    /// Prefer newer articles: off, soft, strong, half-life=30d [default: off]
    #[arg(long, value_name = "HOW", value_parser = values::recency)]
    pub recency: Option<Recency>,
    /// Add words from the best hits to the query and search again
    #[arg(long)]
    pub expand: bool,
    #[command(flatten)]
    pub filters: Filters,
    /// How many words must match [default: all]
    #[arg(long = "match", value_name = "HOW", value_enum)]
    pub matching: Option<Matching>,
    /// Take the query as a plain bag of words: no operators, any word may match
    #[arg(long)]
    pub bag: bool,
    /// Whether copies of one text are one hit [default: text]
    #[arg(long, value_name = "HOW", value_enum)]
    pub collapse: Option<Collapsing>,
    /// Format of the answer [default: text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub format: Option<Format>,
    /// Columns of csv and tsv, keys of json: headline,date,…
    // The path keeps clap from taking the list for a repeated option.
    #[arg(long, value_name = "NAMES", value_parser = values::columns)]
    pub fields: Option<std::vec::Vec<Column>>,
    /// Print how the query is read, search nothing
    #[arg(long)]
    pub parse: bool,
    /// Print how many articles match, and nothing else
    #[arg(long)]
    pub count: bool,
    /// Leave out passages
    #[arg(long)]
    pub no_snippet: bool,
    /// Answer in part after this time: 500ms, 2s
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    pub timeout: Option<Duration>,
    /// What relative dates mean [default: the clock]
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// Time zone of dates: Europe/Berlin, +02:00 [default: the system's]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub zone: Option<String>,
    /// Whether to use colours [default: auto]
    #[arg(long, value_name = "WHEN", value_enum)]
    pub color: Option<Color>,
    /// Language of the query [default: own]
    #[arg(long, value_name = "NAME", value_enum)]
    pub syntax: Option<Syntax>,
    /// Refuse queries that can be read in two ways
    #[arg(long)]
    pub strict: bool,
    /// Show long answers in a pager (the default on a terminal)
    #[arg(long, overrides_with = "no_pager")]
    pub pager: bool,
    /// Never use a pager
    #[arg(long, overrides_with = "pager")]
    pub no_pager: bool,
}

/// `search show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of the article: any unambiguous beginning, or the corpus's own id
    #[arg(value_name = "ID")]
    pub id: String,
    /// The text as it stood in the file
    #[arg(long, conflicts_with = "evidence")]
    pub raw: bool,
    /// How date, source, language and copies were decided
    #[arg(long)]
    pub evidence: bool,
    /// All articles that carry the same text, and how alike they are (text, json, jsonl)
    #[arg(long, conflicts_with_all = ["raw", "evidence"])]
    pub copies: bool,
    /// What differs from ID to another article, word by word (text, json)
    #[arg(long, value_name = "OTHER", conflicts_with_all = ["raw", "evidence"])]
    pub diff: Option<String>,
    /// text, json, jsonl, csv, tsv or md [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    /// Whether to use colours [default: auto]
    #[arg(long, value_name = "WHEN", value_enum)]
    pub color: Option<Color>,
    /// Never use a pager
    #[arg(long)]
    pub no_pager: bool,
    #[command(flatten)]
    pub places: Places,
}

/// `search index`.
#[derive(Debug, Args)]
pub struct IndexArgs {
    /// Folders or files that are the whole corpus; or one of the actions below
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Print what would be done, file by file, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Compare the content of every file, not only its size and time
    #[arg(long)]
    pub checksum: bool,
    /// Let a gate fire without stopping the run: corpus, shrink, rejects, canary, undated, latency, verify;
    /// may repeat
    #[arg(long, value_name = "GATE", value_parser = values::gate)]
    pub accept: Vec<GateName>,
    /// Accept other PATHs than the index was made from
    #[arg(long)]
    pub replace_corpus: bool,
    /// Follow symbolic links out of the corpus
    #[arg(long)]
    pub follow: bool,
    /// Threads that read files [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// Memory that a build may take [default: 1GiB]
    #[arg(long, value_name = "SIZE", value_parser = values::memory)]
    pub memory: Option<u64>,
    /// Generations to keep [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub keep: Option<u16>,
    /// When the timer starts, by the clock of the machine [default: 02:00]
    #[arg(long, value_name = "HH:MM", value_parser = super::timer::at)]
    pub at: Option<super::timer::At>,
    /// Write the report to a file, as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Write metrics to a file that the node exporter of Prometheus collects
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// Run a command of the shell first; if it fails, nothing is done (exit 10)
    #[arg(long, value_name = "CMD")]
    pub hook_before: Option<String>,
    /// Run a command of the shell at the end, with the report on its standard input
    #[arg(long, value_name = "CMD")]
    pub hook_after: Option<String>,
    /// text or json [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    #[command(flatten)]
    pub places: Places,
}

/// `search extract`.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// Folders or files to read
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Follow symbolic links out of the folders
    #[arg(long)]
    pub follow: bool,
    /// Tell how date, source and language were decided and what was taken out of the text
    #[arg(long)]
    pub evidence: bool,
    /// jsonl, a line for every record [default: jsonl]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    /// Settings file to read instead of search.toml here or in a parent folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Say only what was asked for
    #[arg(short, long)]
    pub quiet: bool,
}

/// `search fields`.
#[derive(Debug, Args)]
pub struct FieldsArgs {
    /// text or json [default: text]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub format: Option<Format>,
    #[command(flatten)]
    pub places: Places,
}

/// `search completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Shell to complete for
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

/// `search man`.
#[derive(Debug, Args)]
pub struct ManArgs {}

const ABOUT: &str = "Full-text search over a corpus of news articles";

const AFTER: &str = "\
Whatever is not a command is a query; several words are one query. Words are looked for in any
inflection; \"in quotes\" as written. AND OR NOT -word (a OR b) field:word minist* word~1 PRE/5 NEAR/5
date:2024-08 date:last-2w source:\"Name\" lang:zh. All fields: search fields.

  search Mishustin Beijing
  search '\"sign deals\" date:2024..'
  search -- index           looks for a word that is also a command

Exit status: 0 hits, 1 none, 2 wrong usage or query, 3 no usable index, 4 answered in part, 10 to 16 a new
index was not published (docs/OPERATIONS.md), 75 another writer is at work.";

/// Makes the command of a query's options alone.
pub fn query_command() -> Command {
    let command = Command::new("search")
        .disable_help_flag(true)
        .args_override_self(true)
        .override_usage("search [OPTIONS] QUERY…");
    QueryArgs::augment_args(command)
}

fn subcommand(name: &'static str) -> Command {
    // One help, the short one, as for queries.
    let help = Arg::new("help").short('h').long("help").action(ArgAction::HelpShort);
    let bare = Command::new(name)
        .args_override_self(true)
        .disable_help_flag(true)
        .arg(help.help("Print help").display_order(100));
    // What an `Args` says of itself would stand as the command's description: set that last.
    match name {
        "index" => IndexArgs::augment_args(bare)
            .about("Bring the index up to date with the corpus; the first run builds it")
            .after_help(
                "search index [PATH…]      read what changed and publish a new index\n\
                 search index rebuild      the same from nothing\n\
                 search index status       what the index holds, and how the last run ended\n\
                 search index log [N]      the last N runs\n\
                 search index verify       check every file of the index\n\
                 search index rollback [ID]  make the generation before the live one live again, or that one\n\
                 search index prune        remove old generations and leftovers\n\
                 search index diff [A [B]]  what came, went and changed between two generations\n\
                 search index timer        units of systemd and a line of cron that run it every night\n\
                 search index dump         its content in canonical order, as JSON lines",
            ),
        "show" => ShowArgs::augment_args(bare).about("Show one article"),
        "explain" => super::args_explain::ExplainArgs::augment_args(bare)
            .about("Tell why an article has the score that it has for a query (-v: the score tree)"),
        "extract" => ExtractArgs::augment_args(bare)
            .about("Read files as the index would and print the articles as JSON lines"),
        "fields" => FieldsArgs::augment_args(bare)
            .about("List the fields, languages and sources that the index holds"),
        "batch" => BatchArgs::augment_args(bare)
            .about("Answer many queries: a table, rows of hits, or a TREC run"),
        "eval" => EvalArgs::augment_args(bare)
            .about("Measure how good answers are, against judgements of relevance"),
        "completions" => CompletionsArgs::augment_args(bare).about("Print shell completions"),
        _ => ManArgs::augment_args(bare).about("Print the manual page"),
    }
}

/// Makes the whole command, for help, completions and the manual.
pub fn whole_command() -> Command {
    let words = Arg::new("query").value_name("QUERY").num_args(0..).help("Words to look for");
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let command = Command::new("search")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(words)
        .subcommands(super::split::COMMANDS.map(subcommand));
    QueryArgs::augment_args(command)
        .arg(help.help("Print help"))
        .about(ABOUT)
        .after_help(AFTER)
        .override_usage("search [OPTIONS] QUERY…\n       search COMMAND …")
}

/// Reads the options of a query.
pub fn query(options: Vec<std::ffi::OsString>) -> Result<QueryArgs, Failure> {
    if options.is_empty() {
        return Ok(QueryArgs::default());
    }
    let matches = query_command().no_binary_name(true).try_get_matches_from(options)?;
    Ok(QueryArgs::from_arg_matches(&matches)?)
}

/// Reads the arguments of a subcommand; `None` if its help was asked for, and printed.
pub fn of_command<T: Args>(
    name: &'static str,
    args: Vec<std::ffi::OsString>,
) -> Result<Option<T>, Failure> {
    let command = subcommand(name).bin_name(format!("search {name}")).no_binary_name(true);
    match command.try_get_matches_from(args) {
        Ok(matches) => Ok(Some(T::from_arg_matches(&matches)?)),
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayHelp => {
            super::output::Output::plain(true).write(error.render().to_string().as_bytes())?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_commands_are_sound() {
        whole_command().debug_assert();
        query_command().debug_assert();
    }

    #[test]
    fn the_splitter_knows_which_options_take_values() {
        let command = query_command();
        let valued: BTreeSet<&str> = command
            .get_arguments()
            .filter(|arg| arg.get_action().takes_values())
            .filter_map(clap::Arg::get_long)
            .collect();
        assert_eq!(valued, super::super::split::VALUED.into_iter().collect());
    }

    #[test]
    fn options_are_read_and_the_last_one_counts() {
        let args = |line: &str| query(line.split(' ').map(Into::into).collect());
        let read =
            args("-n5 --sort newest --limit 7 --source a --source b --no-pager --pager").unwrap();
        assert_eq!((read.limit, read.sort), (Some(7), Some(SortBy::Newest)));
        assert_eq!(read.filters.source, ["a", "b"]);
        assert!(read.pager && !read.no_pager);
        assert_eq!(args("--fields date,id").unwrap().fields.unwrap().len(), 2);
        let error = args("--lmit 3").unwrap_err();
        assert!(error.message.contains("--limit"), "{}", error.message);
        assert!(!error.message.contains('\n'));
        assert_eq!(error.exit.code(), 2);
    }
}
