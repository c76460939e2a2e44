//! `search batch FILE`: many queries on one open index.

use std::io::{BufWriter, Write};

use jiff::ZonedDateTime;
use news_search::engine::request::Count;
use news_search::engine::{Engine, Hits};
use news_search::query::ast::Node;
use news_search::query::print;
use news_search::render::batch::{Answer, Asked, BatchRenderer, Rows, Run, Summary};
use news_search::render::batch_json::BatchJson;
use news_search::render::renderer::{Page, Warning};
use news_search::render::sanitize;
use news_search::render::table::{Column, Separator};

use super::args::QueryArgs;
use super::args_measuring::BatchArgs;
use super::exit::{Exit, Failure};
use super::output::{forgive, raw_stdout};
use super::settings::{Layer, Settings};
use super::topics::{Question, Source, questions};
use super::values::{Collapsing, Format};
use super::{environment, find, formats};

/// Hits of a topic in a TREC run, as is usual there.
const RUN_HITS: usize = 1_000;

/// Answers the queries of a file.
pub fn run(args: BatchArgs) -> Result<Exit, Failure> {
    let json = args.format == Some(Format::Json);
    batch(args).map_err(|failure| failure.into_json(json))
}

fn batch(args: BatchArgs) -> Result<Exit, Failure> {
    let format = args.format.unwrap_or(Format::Text);
    formats::check_fields(args.fields.is_some(), format)?;
    let tag = args.tag.clone();
    let source = Source::read(&args.file)?;
    let list = questions(&source, &args.topic_fields)?;
    let config = args.places.config.clone();
    let settings = Settings::read(layer(args, format), config.as_deref())?;
    let asking = Asking { settings: &settings, now: &now(&settings, &list)? };
    // What is wrong with a filter is wrong with every query.
    find::filtered(&settings, Node::Bag(Vec::new()), asking.now)?;
    let engine = find::open_or_build(&settings)?;
    let mut out = BufWriter::with_capacity(64 * 1024, raw_stdout());
    let exit = answers(&asking, engine.as_ref(), (&source, &list), tag, &mut out)?;
    // Unmapping the index takes longer than the end of the process, which does it for nothing.
    std::mem::forget(engine);
    Ok(exit)
}

/// What holds for all queries of the batch.
fn layer(args: BatchArgs, format: Format) -> Layer {
    let run = format == Format::Trec;
    // A page and a run are not read alike: what settings say of pages is not for runs.
    let limit = args.limit.or(run.then_some(RUN_HITS));
    let collapse = args.collapse.or(run.then_some(Collapsing::Off));
    Layer::of_query(QueryArgs {
        limit,
        collapse,
        offset: Some(0),
        format: Some(format),
        bag: args.bag,
        sort: args.sort,
        recency: args.recency,
        filters: args.filters,
        matching: args.matching,
        fields: args.fields,
        no_snippet: args.no_snippet,
        timeout: args.timeout,
        now: args.now,
        zone: args.zone,
        syntax: args.syntax,
        strict: args.strict,
        places: args.places,
        ..QueryArgs::default()
    })
}

/// One present for all queries. The time zone is looked up if any of them may speak of a date.
fn now(settings: &Settings, list: &[Question]) -> Result<ZonedDateTime, Failure> {
    let all: Vec<&str> = list.iter().map(|question| question.text.as_str()).collect();
    find::now(settings, &all.join("\n"))
}

fn renderer(settings: &Settings, tag: String) -> Box<dyn BatchRenderer> {
    let columns = settings.options().fields.clone();
    let rows = |separator, columns: Option<Vec<Column>>| {
        Box::new(Rows { separator, columns: columns.unwrap_or_else(|| Column::USUAL.to_vec()) })
    };
    match settings.format() {
        Format::Text => Box::new(Summary::new(Some(environment::size().0))),
        Format::Md => Box::new(Summary::new(None)),
        Format::Json => Box::new(BatchJson::new(false, columns)),
        Format::Jsonl => Box::new(BatchJson::new(true, columns)),
        Format::Csv => rows(Separator::Comma, columns),
        Format::Tsv => rows(Separator::Tab, columns),
        Format::Trec => Box::new(Run { tag }),
    }
}

/// Answers the queries one after another, and writes each answer when it is there.
fn answers(
    asking: &Asking<'_>,
    engine: &dyn Engine,
    (source, list): (&Source, &[Question]),
    tag: String,
    out: &mut impl Write,
) -> Result<Exit, Failure> {
    let format = asking.settings.format();
    let mut renderer = renderer(asking.settings, tag);
    let (mut wrong, mut partial, mut found) = (false, false, false);
    if !forgive(renderer.begin(out))? {
        return Ok(Exit::Done);
    }
    for Question { topic, text } in list {
        let (qid, query) = (topic.id.as_str(), text.as_str());
        let written = match asking.answer(engine, query) {
            Ok(answer) => {
                let exit = answer.exit();
                partial |= exit == Exit::Partial;
                found |= answer.found();
                let Answered { hits, canonical, warnings } = &answer;
                let page = Page { query, parsed: canonical, warnings, hits, offset: 0 };
                let answer = Answer::Page { page, exit_code: exit.code() };
                renderer.answer(&Asked { qid, query, answer }, out)
            }
            // What is wrong with the index is wrong with every query.
            Err(failure) if failure.exit != Exit::Usage => return Err(failure),
            Err(failure) => {
                wrong = true;
                if format == Format::Trec {
                    let (name, line) = (sanitize::plain(&source.name), topic.line);
                    let message = sanitize::plain(&failure.message);
                    say!("error[{}]: {name}:{line}: {message}", failure.code);
                }
                let view = failure.view();
                renderer.answer(&Asked { qid, query, answer: Answer::Wrong(&view) }, out)
            }
        };
        if !forgive(written)? {
            return Ok(Exit::Done);
        }
    }
    let exit = match (wrong, partial, found) {
        (true, ..) => Exit::Usage,
        (_, true, _) => Exit::Partial,
        (.., true) => Exit::Done,
        _ => Exit::NoHits,
    };
    forgive(renderer.end(exit.code(), out).and_then(|()| out.flush()))?;
    Ok(exit)
}

/// What all queries of a batch share.
struct Asking<'a> {
    settings: &'a Settings,
    now: &'a ZonedDateTime,
}

/// A query's answer with what was read out of it.
struct Answered {
    hits: Hits,
    canonical: String,
    warnings: Vec<Warning>,
}

impl Answered {
    fn found(&self) -> bool {
        !self.hits.hits.is_empty() || self.hits.total.articles > 0
    }

    fn exit(&self) -> Exit {
        match (self.hits.partial, self.found()) {
            (true, _) => Exit::Partial,
            (_, true) => Exit::Done,
            _ => Exit::NoHits,
        }
    }
}

impl Asking<'_> {
    fn answer(&self, engine: &dyn Engine, text: &str) -> Result<Answered, Failure> {
        let parsed = find::parsed(self.settings, text, self.now)?;
        let query = find::filtered(self.settings, parsed.query.clone(), self.now)?;
        let canonical = print::print(&query);
        let mut request = find::request(self.settings, query, self.now)?;
        match self.settings.format() {
            // The best hit stands in the table, and no passage.
            Format::Text | Format::Md => {
                request.limit = request.limit.min(1);
                (request.snippet, request.copies) = (None, 0);
            }
            Format::Trec => request.count = Count::None,
            _ => {}
        }
        let mut hits =
            engine.search(&request).map_err(|error| Failure::of_search(error, text, &parsed))?;
        let placed = find::placed(&mut hits, &parsed);
        let warnings = parsed.warnings.iter().map(find::warning).chain(placed).collect();
        Ok(Answered { hits, canonical, warnings })
    }
}
