//! What holds in the end: defaults < user's settings < search.toml here or in a parent folder <
//! environment < arguments.
//!
//! Each of these is a [`Layer`] of options that may be set; laid on each other they give the
//! [`Settings`] that the rest of the program reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use news_search::engine::request::Recency;
use news_search::ingest::gates::Limits;
use news_search::render::table::Column;

use super::args::{Filters, Places, QueryArgs};
use super::environment;
use super::exit::{Exit, Failure};
use super::settings_file::{self, ranking::RankingLayer};
use super::values::{Collapsing, Color, Format, Matching, SortBy, Syntax};

/// The name of a settings file.
pub const FILE: &str = "search.toml";

macro_rules! layer {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// Options that may be set at one place.
        #[derive(Debug, Clone, Default)]
        pub struct Layer { $($(#[$doc])* pub $name: Option<$kind>,)* }

        impl Layer {
            /// Takes each option as it is set here, and the rest from below.
            fn each_over(self, below: Layer) -> Layer {
                Layer { $($name: self.$name.or(below.$name),)* }
            }
        }
    };
}

layer! {
    index: PathBuf,
    corpus: Vec<PathBuf>,
    limit: usize,
    offset: usize,
    sort: SortBy,
    recency: Recency,
    /// How scores come about.
    ranking: RankingLayer,
    /// Whether words of the best hits are added.
    expand: bool,
    since: String,
    until: String,
    source: Vec<String>,
    lang: String,
    matching: Matching,
    bag: bool,
    collapse: Collapsing,
    format: Format,
    fields: Vec<Column>,
    parse: bool,
    count: bool,
    snippet: bool,
    timeout: Duration,
    now: String,
    zone: String,
    color: Color,
    syntax: Syntax,
    strict: bool,
    quiet: bool,
    verbose: bool,
    pager: bool,
    threads: usize,
    keep: usize,
    follow: bool,
    memory: u64,
    /// What the gates let pass.
    gates: Limits,
    /// Queries that must find something before a new index is published.
    canaries: Vec<String>,
    hook_before: String,
    hook_after: String,
    /// The user's own table of outlets and agencies.
    aliases: PathBuf,
    /// The user's own renderings of names.
    names: PathBuf,
    /// Saved queries, `@name`.
    queries: BTreeMap<String, String>,
}

impl Layer {
    /// Takes what is set here, and the rest from below; of the ranking key by key.
    pub fn over(self, below: Layer) -> Layer {
        let ranking = match (self.ranking, below.ranking) {
            (Some(here), Some(below)) => Some(here.over(below)),
            (here, below) => here.or(below),
        };
        Layer { ranking, ..self.each_over(below) }
    }

    /// Takes what was typed about places.
    pub fn of_places(places: &Places) -> Layer {
        Layer {
            index: places.index.clone(),
            corpus: (!places.corpus.is_empty()).then(|| places.corpus.clone()),
            quiet: places.quiet.then_some(true),
            verbose: places.verbose.then_some(true),
            ..Layer::default()
        }
    }

    /// Takes what was typed with a query.
    pub fn of_query(args: QueryArgs) -> Layer {
        let pager = if args.no_pager { Some(false) } else { args.pager.then_some(true) };
        Layer {
            limit: args.limit,
            offset: args.offset,
            sort: args.sort,
            recency: args.recency,
            expand: args.expand.then_some(true),
            matching: args.matching,
            bag: args.bag.then_some(true),
            collapse: args.collapse,
            format: args.format,
            fields: args.fields,
            parse: args.parse.then_some(true),
            count: args.count.then_some(true),
            snippet: args.no_snippet.then_some(false),
            timeout: args.timeout,
            now: args.now,
            zone: args.zone,
            color: args.color,
            syntax: args.syntax,
            strict: args.strict.then_some(true),
            pager,
            ..Layer::of_places(&args.places).over(Layer::of_filters(args.filters))
        }
    }

    /// Takes what was typed beside a query.
    pub fn of_filters(filters: Filters) -> Layer {
        let Filters { since, until, source, lang } = filters;
        let source = (!source.is_empty()).then_some(source);
        Layer { since, until, source, lang, ..Layer::default() }
    }

    /// Takes what the environment sets.
    fn of_environment() -> Layer {
        Layer {
            index: environment::path("SEARCH_INDEX"),
            corpus: environment::paths("SEARCH_CORPUS").filter(|paths| !paths.is_empty()),
            ..Layer::default()
        }
    }
}

/// What holds.
#[derive(Debug, Clone)]
pub struct Settings {
    layer: Layer,
    files: Vec<PathBuf>,
}

impl Settings {
    /// Reads the settings files and lays the arguments over them. `config` names the one file to
    /// read instead of those found.
    pub fn read(arguments: Layer, config: Option<&Path>) -> Result<Settings, Failure> {
        let top = arguments.over(Layer::of_environment());
        let found = match config {
            Some(file) => {
                let layer = settings_file::read(file)?.ok_or_else(|| {
                    let message = format!("there is no settings file {}", file.display());
                    Failure::new(Exit::Usage, "E002", message)
                })?;
                vec![(file.to_path_buf(), layer)]
            }
            None => {
                let user = match environment::user_settings() {
                    Some(file) => settings_file::read(&file)?.map(|layer| (file, layer)),
                    None => None,
                };
                project_file()?.into_iter().chain(user).collect()
            }
        };
        let mut settings = Settings { layer: top, files: Vec::new() };
        for (file, layer) in found {
            settings.layer = settings.layer.over(layer);
            settings.files.push(file);
        }
        Ok(settings)
    }

    /// The same, with other options laid over them.
    pub fn under(&self, top: Layer) -> Settings {
        Settings { layer: top.over(self.layer.clone()), files: self.files.clone() }
    }

    /// The same, changed option by option.
    pub fn changed(mut self, change: impl FnOnce(&mut Layer)) -> Settings {
        change(&mut self.layer);
        self
    }

    /// The settings files that were read, the one that wins first.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    pub fn index(&self) -> PathBuf {
        self.layer.index.clone().unwrap_or_else(|| PathBuf::from("./index"))
    }

    /// The corpus that was named, or `./corpus` if that exists.
    pub fn corpus(&self) -> Vec<PathBuf> {
        match &self.layer.corpus {
            Some(paths) => paths.clone(),
            None => {
                let usual = PathBuf::from("./corpus");
                if usual.exists() { vec![usual] } else { Vec::new() }
            }
        }
    }

    pub fn threads(&self) -> usize {
        self.layer.threads.unwrap_or_else(environment::threads).max(1)
    }

    /// Generations to keep.
    pub fn keep(&self) -> usize {
        self.layer.keep.unwrap_or(3).max(1)
    }

    /// Memory that a build may take, in bytes.
    pub fn memory(&self) -> u64 {
        self.layer.memory.unwrap_or(1 << 30)
    }

    /// Whether colours are wanted, given the terminal and `NO_COLOR` (no-color.org).
    pub fn color(&self) -> bool {
        match self.layer.color.unwrap_or(Color::Auto) {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                environment::stdout_is_terminal()
                    && environment::variable("NO_COLOR").is_none()
                    && environment::variable("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }

    pub fn is_quiet(&self) -> bool {
        self.layer.quiet == Some(true)
    }

    pub fn is_verbose(&self) -> bool {
        self.layer.verbose == Some(true)
    }

    pub fn format(&self) -> Format {
        self.layer.format.unwrap_or(Format::Text)
    }

    /// Everything that may be set, for those who read it option by option.
    pub fn options(&self) -> &Layer {
        &self.layer
    }
}

/// Reads the nearest `search.toml`, from the working directory upwards.
fn project_file() -> Result<Option<(PathBuf, Layer)>, Failure> {
    let Some(here) = environment::current_dir() else { return Ok(None) };
    for folder in here.ancestors() {
        let file = folder.join(FILE);
        if let Some(layer) = settings_file::read(&file)? {
            return Ok(Some((file, layer)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_layer_wins_option_by_option() {
        let upper = Layer { limit: Some(3), ..Layer::default() };
        let lower = Layer { limit: Some(9), offset: Some(5), ..Layer::default() };
        let both = upper.over(lower);
        assert_eq!((both.limit, both.offset, both.sort), (Some(3), Some(5), None));
        let ranked = |term_weight, undated| {
            let ranking = RankingLayer { term_weight, undated, ..RankingLayer::default() };
            Layer { ranking: Some(ranking), ..Layer::default() }
        };
        let both = ranked(Some(false), None).over(ranked(Some(true), Some(1.0)));
        let both = both.ranking.unwrap_or_default().settled();
        assert_eq!((both.term_weight, both.undated), (false, Some(1.0)));
    }

    #[test]
    fn arguments_leave_unset_what_was_not_typed() {
        let layer = Layer::of_query(QueryArgs::default());
        assert!(layer.snippet.is_none() && layer.source.is_none() && layer.pager.is_none());
        let args = QueryArgs { no_snippet: true, no_pager: true, ..QueryArgs::default() };
        let layer = Layer::of_query(args);
        assert_eq!((layer.snippet, layer.pager), (Some(false), Some(false)));
    }
}
