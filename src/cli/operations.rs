//! What an operator does with an index: `search index status · log · verify · rollback · prune · dump`.

use std::io::{BufWriter, Write};
use std::path::Path;

use news_search::engine::{Engine, EngineError, GenerationId, Store, Terms};
use news_search::render::json::write_line;
use news_search::render::record::ArticleView;
use news_search::render::{dates, sanitize};
use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::generations::Known;
use super::log_line::log_row;
use super::output::{Output, forgive, raw_stdout};
use super::report::Status;
use super::settings::Settings;
use super::{environment, fields, night, open, report};

/// Folders below a generation that are looked into for its size.
const DEEPEST: usize = 4;

/// Articles that a dump fetches at a time.
const BATCH: usize = 256;

/// Runs that `log` shows unless a number is named.
const RUNS: usize = 20;

/// Tells what the live generation is, and how the last run ended.
pub fn status(settings: &Settings, json: bool) -> Result<Exit, Failure> {
    let engine = open::engine(&settings.index())?;
    let store = open::store(&settings.index());
    let now = environment::now().as_second();
    let sources = fields::by_count(engine.as_ref(), Terms::Sources)?.len();
    let manifest = engine.manifest();
    let bytes = size(&settings.index().join("generations").join(&manifest.generation.0), DEEPEST);
    let unknown_credits = store.credits(&manifest.generation)?;
    let generations = store.generations()?;
    let last_run = log_lines(store.as_ref())?.pop();
    let mut answer = Vec::new();
    if json {
        let credits = unknown_credits.iter();
        let view = json!({
            "format_version": 1,
            "manifest": manifest,
            "texts": manifest.texts,
            "sources": sources,
            "bytes": bytes,
            "age_s": now - manifest.built,
            "unknown_credits": credits
                .map(|(name, n)| json!({ "name": name, "articles": n })).collect::<Vec<_>>(),
            "generations": generations,
            "last_run": last_run,
        });
        write_line(&view, &mut answer)?;
    } else {
        let status = Status {
            manifest,
            sources,
            bytes,
            now,
            last_run: last_run.as_ref(),
            unknown_credits: &unknown_credits,
            generations: &generations,
        };
        answer.extend(report::status(&status).bytes());
    }
    Output::plain(false).write(&answer)?;
    Ok(Exit::Done)
}

/// Adds up the files of a generation; what cannot be read counts nothing.
fn size(dir: &Path, depth: usize) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(meta) if meta.is_file() => meta.len(),
        Ok(meta) if meta.is_dir() && depth > 0 => size(&entry.path(), depth - 1),
        _ => 0,
    });
    sizes.sum()
}

/// Reads the log of an index, oldest run first. A line that a crash cut short is left out.
fn log_lines(store: &dyn Store) -> Result<Vec<Value>, Failure> {
    let lines = store.log_lines()?;
    Ok(lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// Shows the last runs.
pub fn log(settings: &Settings, number: Option<&Path>, json: bool) -> Result<Exit, Failure> {
    let wanted = match number {
        None => RUNS,
        Some(word) => word.to_string_lossy().parse().map_err(|_| {
            Failure::usage(format!("search index log takes a number of runs, not {word:?}"))
        })?,
    };
    if !settings.index().is_dir() {
        return Err(EngineError::NoIndex { dir: settings.index() }.into());
    }
    let lines = log_lines(open::store(&settings.index()).as_ref())?;
    let lines = &lines[lines.len().saturating_sub(wanted)..];
    let mut answer = Vec::new();
    for line in lines {
        match json {
            true => write_line(line, &mut answer)?,
            false => writeln!(answer, "{}", log_row(line))?,
        }
    }
    Output::plain(true).write(&answer)?;
    Ok(Exit::Done)
}

/// Checks the live generation. A damaged file is named; the exit code is then 1.
pub fn verify(settings: &Settings) -> Result<Exit, Failure> {
    let store = open::store(&settings.index());
    let whole = live(settings, store.as_ref()).and_then(|live| store.verify(&live).map(|()| live));
    match whole {
        Ok(live) => {
            if !settings.is_quiet() {
                Output::plain(false).write(format!("{live} is whole\n").as_bytes())?;
            }
            Ok(Exit::Done)
        }
        Err(error @ EngineError::Damaged { .. }) => {
            Err(Failure { exit: Exit::NoHits, ..Failure::from(error) })
        }
        Err(error) => Err(error.into()),
    }
}

fn live(settings: &Settings, store: &dyn Store) -> Result<GenerationId, EngineError> {
    store.current()?.ok_or_else(|| EngineError::NoIndex { dir: settings.index() })
}

/// Makes an older generation live again: the one before the live one, or the one that is named. It is
/// opened and verified first.
pub fn rollback(settings: &Settings, named: Option<&Path>) -> Result<Exit, Failure> {
    let store = open::store(&settings.index());
    live(settings, store.as_ref())?;
    // Which one is the one before is true only while nobody publishes.
    let lock = store.lock(environment::now().as_second())?;
    let known = Known::of(settings, store.as_ref())?;
    let from = known.live()?;
    let to = match named {
        Some(name) => known.named(name)?,
        None => known.previous()?,
    };
    let articles = store.open(Some(&to))?.manifest().articles;
    store.verify(&to)?;
    store.publish(&to, lock.as_ref())?;
    let line = json!({
        "began": dates::instant(environment::now().as_second()), "outcome": "rolled-back",
        "exit_code": 0, "generation": to, "articles": articles,
    });
    night::log(&settings.index(), &line);
    if !settings.is_quiet() {
        let told = format!("{to} is live, with {}", report::several(articles, "article"));
        Output::plain(false).write(format!("{told}; it was {from}\n").as_bytes())?;
    }
    Ok(Exit::Done)
}

fn names(all: &[GenerationId]) -> String {
    let names: Vec<&str> = all.iter().map(|id| id.0.as_str()).collect();
    sanitize::plain(&names.join(", ")).into_owned()
}

/// Removes old generations and what broken builds left.
pub fn prune(settings: &Settings) -> Result<Exit, Failure> {
    let store = open::store(&settings.index());
    live(settings, store.as_ref())?;
    let lock = store.lock(environment::now().as_second())?;
    let gone = store.prune(settings.keep(), lock.as_ref())?;
    if !settings.is_quiet() {
        let told = match gone.as_slice() {
            [] => "nothing to remove".to_owned(),
            gone => format!("removed {}", names(gone)),
        };
        let left = names(&store.generations()?);
        Output::plain(false).write(format!("{told}; there are {left}\n").as_bytes())?;
    }
    Ok(Exit::Done)
}

/// Prints every article in the order of ids, as JSON lines.
pub fn dump(settings: &Settings) -> Result<Exit, Failure> {
    let engine: Box<dyn Engine> = open::engine(&settings.index())?;
    let mut out = BufWriter::with_capacity(256 * 1024, raw_stdout());
    let mut after = None;
    loop {
        let batch = engine.scan(after, BATCH)?;
        let Some(last) = batch.last() else { break };
        after = Some(last.article.id);
        for stored in &batch {
            if !forgive(write_line(&ArticleView::of(stored), &mut out))? {
                return Ok(Exit::Done);
            }
        }
    }
    forgive(out.flush())?;
    Ok(Exit::Done)
}
