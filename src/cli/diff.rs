//! `search index diff [A] [B]`: what came, went and changed between two generations.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use news_search::engine::changes::{Change, Tally, compare};
use news_search::engine::{Engine, EngineError, GenerationId, Store};
use news_search::render::changes::{ChangesPage, is_move};
use news_search::render::changes_json::{ChangesJson, fields};

use super::exit::{Exit, Failure};
use super::generations::Known;
use super::output::{forgive, raw_stdout};
use super::settings::Settings;
use super::{environment, open};

/// Compares two generations: those named, the one named and the live one, or the one before the live one
/// and the live one. Quiet means to write nothing and to exit with 1 if they differ.
pub fn run(
    settings: &Settings,
    names: &[PathBuf],
    quiet: bool,
    json: bool,
) -> Result<Exit, Failure> {
    let store = open::store(&settings.index());
    let known = Known::of(settings, store.as_ref())?;
    let (old, new) = match names {
        [] => (known.previous()?, known.live()?),
        [old] => (known.named(old)?, known.live()?),
        [old, new] => (known.named(old)?, known.named(new)?),
        _ => return Err(Failure::usage("search index diff compares two generations")),
    };
    let (old_engine, new_engine) = (open(store.as_ref(), &old)?, open(store.as_ref(), &new)?);
    let both = (old_engine.as_ref(), new_engine.as_ref());
    let now = environment::now().as_second();
    let mut differ = false;
    let read = if quiet {
        let mut stop = |_: &Change| -> Result<bool, Failure> {
            differ = true;
            Ok(false)
        };
        walk(both, now, &mut stop)?;
        true
    } else {
        let mut out = BufWriter::with_capacity(64 * 1024, raw_stdout());
        tell(both, now, json, settings.color(), &mut out)?
    };
    if read {
        check(store.as_ref(), [&old, &new])?;
    }
    Ok(if differ { Exit::NoHits } else { Exit::Done })
}

/// Checks that both are still there: who reads a generation that is pruned meanwhile is answered from the
/// live one.
fn check(store: &dyn Store, both: [&GenerationId; 2]) -> Result<(), Failure> {
    let left = store.generations()?;
    let gone = both.into_iter().find(|id| !left.contains(id));
    let told = |id| {
        let why =
            format!("the generation {id} was removed while it was read, so the answer is not true");
        Failure::new(Exit::NoIndex, "E311", why)
    };
    gone.map_or(Ok(()), |id| Err(told(id)))
}

/// Writes all that differs; `false` if nobody reads any more.
fn tell(
    (old, new): (&dyn Engine, &dyn Engine),
    now: i64,
    json: bool,
    color: bool,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let page = ChangesPage { color };
    let mut object = ChangesJson::default();
    let begun = match json {
        true => object.head(&old.manifest().generation, &new.manifest().generation, out),
        false => out.write_all(page.head(old.manifest(), new.manifest()).as_bytes()),
    };
    let mut read = forgive(begun)?;
    let mut moved = 0;
    let tally = walk((old, new), now, &mut |change| {
        moved += u64::from(is_move(change));
        let written = match json {
            true => object.change(change, out),
            false => out.write_all(page.line(change).as_bytes()),
        };
        read = read && forgive(written)?;
        Ok(read)
    })?;
    if read {
        let ended = match json {
            true => object.end(&tally, moved, out),
            false => out.write_all(page.summary(&tally, moved).as_bytes()),
        };
        read = forgive(ended.and_then(|()| out.flush()))?;
    }
    Ok(read)
}

/// Walks both generations; one generation twice is not walked.
fn walk(
    (old, new): (&dyn Engine, &dyn Engine),
    now: i64,
    tell: &mut dyn FnMut(&Change) -> Result<bool, Failure>,
) -> Result<Tally, Failure> {
    if old.manifest().generation == new.manifest().generation {
        return Ok(Tally { same: new.manifest().articles, ..Tally::default() });
    }
    compare((old, new), now, &fields, tell)
}

/// Opens a generation. One of another version cannot be compared, and the error says which it is.
fn open(store: &dyn Store, id: &GenerationId) -> Result<Box<dyn Engine>, Failure> {
    store.open(Some(id)).map_err(|error| match error {
        EngineError::OtherVersion { found, needed } => {
            let message = format!(
                "the generation {id} was made with {found}, this program needs {needed} and cannot compare it"
            );
            Failure::new(Exit::NoIndex, "E302", message)
        }
        error => error.into(),
    })
}
