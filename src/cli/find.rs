//! `search QUERY`: reads the settings, opens the index, parses, asks, shows.
//!
//! This is the path that people wait for, so nothing is done before it is needed: no clap without
//! options, no time zone without dates, no pager for an answer that fits.

use std::collections::BTreeMap;
use std::ffi::OsString;

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use news_search::article::Field;
use news_search::engine::hits::Spelled;
use news_search::engine::request::{Collapse, Match, Recency, Snippet, Sort};
use news_search::engine::{Engine, EngineError, Hits, SearchRequest};
use news_search::query::ast::{DateRange, DateRelation, KeyValue, Node};
use news_search::query::error::QueryError;
use news_search::query::parse::{self, ParseOptions, Parsed, parse_as};
use news_search::query::{codes, dates, print, tree};
use news_search::render::renderer::{Page, Warning};
use news_search::render::sanitize;
use news_search::render::terminal::{NONE_HAS_ALL, relaxation};

use super::exit::{Exit, Failure};
use super::output::Output;
use super::settings::{Layer, Settings};
use super::values::{Collapsing, Format, Matching, SortBy, Syntax};
use super::{args, environment, formats, index, names, open};

/// Columns of a passage where no terminal sets them.
const PASSAGE: usize = 160;

/// Copies of a hit that are named to a person.
const COPIES_SHOWN: usize = 3;

/// Copies of a hit that are named to a program; `copies:ID` has all of them.
const COPIES_WRITTEN: usize = 10;

/// The engine's remark that a typed word and its neighbours are a name that the index has.
const NAME_WITHOUT_QUOTES: &str = "W206";

/// Answers a query.
pub fn run(options: Vec<OsString>, words: Vec<OsString>) -> Result<Exit, Failure> {
    let args = args::query(options)?;
    let config = args.places.config.clone();
    let fields_typed = args.fields.is_some();
    let settings = Settings::read(Layer::of_query(args), config.as_deref())?;
    let json = settings.format() == Format::Json;
    formats::check_fields(fields_typed, settings.format())
        .and_then(|()| answer(&settings, words))
        .map_err(|failure| failure.into_json(json))
}

fn answer(settings: &Settings, words: Vec<OsString>) -> Result<Exit, Failure> {
    let options = settings.options();
    let text = text_of(settings, words)?;
    let now = now(settings, &text)?;
    let parsed = parsed(settings, &text, &now)?;
    let query = filtered(settings, parsed.query.clone(), &now)?;
    if options.parse == Some(true) {
        return show_parse(settings, &text, &parsed, &query);
    }

    let engine = open_or_build(settings)?;
    let canonical = print::print(&query);
    let request = request(settings, query, &now)?;
    let mut hits =
        engine.search(&request).map_err(|error| Failure::of_search(error, &text, &parsed))?;
    let exit = exit_of(&hits, request.limit);
    let placed = placed(&mut hits, &parsed);
    if options.strict == Some(true) {
        check_names(&placed, &text)?;
    }
    // Whoever asks in another language wants to see what became of it; JSON has it in `parsed`.
    let translated = parsed.syntax != parse::Syntax::Own && settings.format() != Format::Json;
    if parsed.syntax != parse::Syntax::Own {
        // The engine suggests in our language; only what reads the same in the other is offered.
        let reads_the_same = |text: &mut String| {
            let [own, other] = [parse::Syntax::Own, parsed.syntax].map(|syntax| {
                read_as(syntax, settings, text, &now).map(|suggested| suggested.query)
            });
            own == other
        };
        hits.suggestion = hits.suggestion.take_if(|text| reads_the_same(text));
    }
    if translated && !settings.is_quiet() && !settings.is_verbose() {
        say!("read as: {}", sanitize::plain(&canonical));
    }
    if options.count == Some(true) {
        Output::plain(false).write(format!("{}\n", hits.total.articles).as_bytes())?;
        if !settings.is_quiet() {
            // What the index has to say of it; how it was read is told beside a page.
            let (query, parsed, warnings) = (&text, &canonical, &placed);
            remarks(&Page { query, parsed, warnings, hits: &hits, offset: 0 });
        }
    } else {
        if settings.format() == Format::Text && !settings.is_quiet() {
            for (typed, meant) in echoes(&text, &parsed) {
                say!("{} is {meant}", sanitize::plain(typed));
            }
        }
        let warnings = parsed.warnings.iter().map(warning).chain(placed);
        let warnings: Vec<Warning> = warnings.collect();
        show(settings, &hits, (&text, &canonical, &warnings), request.offset, exit)?;
    }
    if settings.is_verbose() {
        for Spelled { name, forms } in &hits.names {
            say!("{}", sanitize::plain(&names::told(name, forms)));
        }
        say!("read as: {canonical}\ngeneration: {}", hits.generation);
    }
    // Unmapping the index takes longer than a search; the end of the process does it for nothing.
    std::mem::forget(engine);
    Ok(exit)
}

/// The query as one text. Nothing typed is a question only if an option filters.
pub fn text_of(settings: &Settings, words: Vec<OsString>) -> Result<String, Failure> {
    let mut text = String::new();
    for word in words {
        let word = word.into_string().map_err(|word| {
            Failure::usage(format!("the query is not valid UTF-8: {}", word.to_string_lossy()))
        })?;
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word);
    }
    let options = settings.options();
    let filtered = options.since.is_some()
        || options.until.is_some()
        || options.source.is_some()
        || options.lang.is_some();
    if text.trim().is_empty() {
        if !filtered {
            return Err(Failure::usage("what shall be looked for? type: search QUERY")
                .help("all options: search --help"));
        }
        text = "*".to_owned();
    }
    Ok(text)
}

/// The present, as the query means it. The time zone costs reading files, so it is looked up only
/// where a date may stand in the query.
pub fn now(settings: &Settings, text: &str) -> Result<ZonedDateTime, Failure> {
    let options = settings.options();
    let dated = options.since.is_some()
        || options.until.is_some()
        || options.now.is_some()
        || text.contains('@')
        || text.as_bytes().windows(4).any(|part| part.eq_ignore_ascii_case(b"date"));
    let zone = if dated || options.zone.is_some() {
        environment::zone(options.zone.as_deref())?
    } else {
        TimeZone::UTC
    };
    match &options.now {
        Some(text) => environment::instant(text, &zone),
        None => Ok(environment::now().to_zoned_datetime(zone)),
    }
}

pub(super) fn warning(warning: &news_search::query::parse::Warning) -> Warning {
    let span = Some(warning.span.clone());
    Warning { code: warning.code, message: warning.message.clone(), span }
}

/// Takes the engine's remarks on parts of the query that were typed here.
pub(super) fn placed(hits: &mut Hits, parsed: &Parsed) -> Vec<Warning> {
    let mut warnings = Vec::new();
    hits.notes.retain_mut(|note| {
        let span = note.part.as_ref().and_then(|part| parsed.place_of(part));
        let placed = span.is_some();
        if placed {
            let message = std::mem::take(&mut note.message);
            warnings.push(Warning { code: note.code, message, span });
        }
        !placed
    });
    warnings
}

/// Refuses, in strict mode, the beginning of a name that was probably meant whole: what only the
/// index can tell.
fn check_names(warnings: &[Warning], text: &str) -> Result<(), Failure> {
    let Some(warning) = warnings.iter().find(|warning| warning.code == NAME_WITHOUT_QUOTES) else {
        return Ok(());
    };
    let error = QueryError {
        code: codes::TWO_READINGS,
        message: warning.message.clone(),
        span: warning.span.clone().unwrap_or(0..text.len()),
        label: "may mean something else",
        help: None,
        advice: Some("put the whole name in quotes, or write AND behind the source".to_owned()),
        inside: Vec::new(),
    };
    Err(Failure::of_query(error, text))
}

/// Relative dates as typed, and what they came to.
fn echoes<'a>(query: &'a str, parsed: &'a Parsed) -> impl Iterator<Item = (&'a str, &'a str)> {
    let dates = parsed.dates.iter();
    dates.filter_map(|(span, meant)| Some((query.get(span.clone())?, meant.as_str())))
}

fn show_parse(
    settings: &Settings,
    typed: &str,
    parsed: &Parsed,
    query: &Node,
) -> Result<Exit, Failure> {
    let groups = names::groups_for(query, settings)?;
    let told = tree::tree_with(query, &groups);
    let mut text = format!("{}\n\n{told}", print::print(query));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    for (relative, meant) in echoes(typed, parsed) {
        text.push_str(&format!("{relative} is {meant}\n"));
    }
    for warning in &parsed.warnings {
        text.push_str(&format!("warning[{}]: {}\n", warning.code, warning.message));
    }
    Output::plain(settings.options().pager != Some(false))
        .write(sanitize::block(&text).as_bytes())?;
    Ok(Exit::Done)
}

/// Reads a query as the settings say.
pub(super) fn parsed(
    settings: &Settings,
    text: &str,
    now: &ZonedDateTime,
) -> Result<Parsed, Failure> {
    let syntax = settings.options().syntax.unwrap_or(Syntax::Own).of_query();
    read_as(syntax, settings, text, now).map_err(|error| Failure::of_query(error, text))
}

fn read_as(
    syntax: parse::Syntax,
    settings: &Settings,
    text: &str,
    now: &ZonedDateTime,
) -> Result<Parsed, QueryError> {
    let options = settings.options();
    let none = BTreeMap::new();
    let parse_options = ParseOptions {
        now,
        strict: options.strict == Some(true),
        bag: options.bag == Some(true),
        saved: options.queries.as_ref().unwrap_or(&none),
    };
    parse_as(syntax, text, &parse_options)
}

/// Puts the options into a request.
pub(super) fn request(
    settings: &Settings,
    query: Node,
    now: &ZonedDateTime,
) -> Result<SearchRequest, Failure> {
    let options = settings.options();
    let bag = options.bag == Some(true);
    let counting = options.count == Some(true);
    let matching = match options.matching {
        Some(matching) => matching.of_engine(),
        None if bag => Match::Any,
        None => Matching::All.of_engine(),
    };
    let mut request = SearchRequest::new(query, now.timestamp().as_second());
    let query = &request.query;
    request.relax = matching == Match::All && !counting;
    request.matching = matching;
    request.sort = options.sort.map_or(Sort::Relevance, SortBy::of_engine);
    request.recency = options.recency.unwrap_or(Recency::Off);
    request.ranking = options.ranking.unwrap_or_default().settled();
    request.names = names::groups_for(query, settings)?;
    request.expand = options.expand == Some(true);
    // Who asks for the copies of a text wants to see them.
    let usual = if asks_for_copies(query) { Collapse::Off } else { Collapse::Text };
    request.collapse = options.collapse.map_or(usual, Collapsing::of_engine);
    request.copies = match settings.format() {
        Format::Text => COPIES_SHOWN,
        Format::Json | Format::Jsonl => COPIES_WRITTEN,
        Format::Csv | Format::Tsv | Format::Md | Format::Trec => 0,
    };
    request.offset = options.offset.unwrap_or(0);
    request.limit = options.limit.unwrap_or(10);
    request.deadline = options.timeout;
    request.zone_offset = now.offset().seconds();
    request.snippet = None;
    if counting {
        request.limit = 0;
        request.offset = 0;
        request.collapse = Collapse::Off;
    } else if options.snippet != Some(false) && formats::has_passages(settings) {
        let columns = match settings.format() {
            // Two lines, less the indent and the marks where the passage is cut.
            Format::Text => environment::size().0.saturating_sub(5).clamp(20, 200) * 2 - 4,
            _ => PASSAGE,
        };
        request.snippet = Some(Snippet { columns });
    }
    Ok(request)
}

/// Tells whether a query asks for the copies of a text.
fn asks_for_copies(query: &Node) -> bool {
    match query {
        Node::Key { field: Field::Copies, .. } => true,
        Node::Bag(of) | Node::And(of) | Node::Or(of) => of.iter().any(asks_for_copies),
        _ => false,
    }
}

/// ANDs the filters from options to the query.
pub fn filtered(settings: &Settings, query: Node, now: &ZonedDateTime) -> Result<Node, Failure> {
    let options = settings.options();
    let resolve = |name: &str, text: &String| {
        dates::resolve(text, now).map_err(|error| {
            let message = format!("--{name}: {}", error.message);
            Failure { span: None, ..Failure::of_query(QueryError { message, ..error }, text) }
        })
    };
    let since = options.since.as_ref().map(|text| resolve("since", text)).transpose()?;
    let until = options.until.as_ref().map(|text| resolve("until", text)).transpose()?;
    let range = DateRange { from: since.and_then(|r| r.from), to: until.and_then(|r| r.to) };
    if let DateRange { from: Some(from), to: Some(to) } = range
        && from.civil > to.civil
    {
        let message = "--since is later than --until, so that no date lies between them";
        return Err(Failure::usage(message));
    }
    let mut all = vec![query];
    if range.from.is_some() || range.to.is_some() {
        all.push(Node::Date { relation: DateRelation::Within, range });
    }
    let key = |field, value: &String| Node::Key { field, value: KeyValue::Is(value.clone()) };
    if let Some(sources) = &options.source {
        let mut sources: Vec<Node> = sources.iter().map(|name| key(Field::Source, name)).collect();
        all.extend(match sources.len() {
            1 => sources.pop(),
            _ => Some(Node::Or(sources)),
        });
    }
    all.extend(options.lang.as_ref().map(|lang| key(Field::Lang, lang)));
    Ok(match all.len() {
        1 => all.swap_remove(0),
        _ => Node::And(all),
    })
}

fn exit_of(hits: &Hits, limit: usize) -> Exit {
    if hits.partial {
        Exit::Partial
    } else if hits.total.articles == 0 || (hits.hits.is_empty() && limit > 0) {
        Exit::NoHits
    } else {
        Exit::Done
    }
}

fn show(
    settings: &Settings,
    hits: &Hits,
    (query, parsed, warnings): (&str, &str, &[Warning]),
    offset: usize,
    exit: Exit,
) -> Result<(), Failure> {
    let format = settings.format();
    let page = Page { query, parsed, warnings, hits, offset };
    let mut answer = Vec::with_capacity(8 * 1024);
    formats::renderer(settings, exit).hits(&page, &mut answer)?;
    if !matches!(format, Format::Text | Format::Json) && !settings.is_quiet() {
        remarks(&page);
    }
    let paged = format == Format::Text && settings.options().pager != Some(false);
    Output::plain(paged).write(&answer)?;
    Ok(())
}

/// Tells on standard error what has no place in a table.
fn remarks(page: &Page<'_>) {
    let warnings = page.warnings.iter().map(|w| ("warning", w.code, &w.message));
    let notes = page.hits.notes.iter().filter(|note| note.code != NONE_HAS_ALL);
    for (kind, code, message) in warnings.chain(notes.map(|n| ("note", n.code, &n.message))) {
        say!("{kind}[{code}]: {}", sanitize::plain(message));
    }
    if let Some(relaxed) = relaxation(page.hits) {
        say!("{relaxed}");
    }
}

/// Opens the index; where there is none yet, builds it from the corpus first.
pub(super) fn open_or_build(settings: &Settings) -> Result<Box<dyn Engine>, Failure> {
    let dir = settings.index();
    match open::engine(&dir) {
        Ok(engine) => Ok(engine),
        Err(EngineError::NoIndex { .. }) => {
            if settings.corpus().is_empty() {
                let message =
                    format!("there is no index in {} and no corpus folder", dir.display());
                let help = "build one with: search index CORPUS_FOLDER, or name one with: \
                            search --index INDEX_FOLDER QUERY";
                return Err(Failure::new(Exit::NoIndex, "E301", message).help(help));
            }
            index::build_first(settings)?;
            Ok(open::engine(&dir)?)
        }
        Err(error) => Err(error.into()),
    }
}
