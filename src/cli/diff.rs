//! `search index diff [A] [B]`: what came, went and changed between two generations.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use news_search::engine::changes::{Change, Tally, compare};
use news_search::engine::{Engine, EngineError, GenerationId, Store};
use news_search::render::changes::{ChangesPage, is_move};
use news_search::render::changes_json::{ChangesJson, fields};

use super::exit::{Exit, Failure};
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

/// The generations that there are.
struct Known {
    index: PathBuf,
    /// Oldest first.
    all: Vec<GenerationId>,
    live: Option<GenerationId>,
}

impl Known {
    fn of(settings: &Settings, store: &dyn Store) -> Result<Known, Failure> {
        Ok(Known { index: settings.index(), all: store.generations()?, live: store.current()? })
    }

    fn live(&self) -> Result<GenerationId, Failure> {
        let none = || EngineError::NoIndex { dir: self.index.clone() };
        Ok(self.live.clone().ok_or_else(none)?)
    }

    /// The newest generation that is older than the live one.
    fn previous(&self) -> Result<GenerationId, Failure> {
        let live = self.live()?;
        let before = self.all.iter().rev().find(|id| **id < live).cloned();
        before.ok_or_else(|| self.refuse(format!("there is no generation before {live}")))
    }

    /// Finds what a person names: `live`, `previous`, an id or its beginning, or its number.
    fn named(&self, name: &std::path::Path) -> Result<GenerationId, Failure> {
        let name = name.to_string_lossy();
        match name.as_ref() {
            "live" | "current" => return self.live(),
            "previous" => return self.previous(),
            _ => {}
        }
        if self.all.is_empty() {
            return self.live();
        }
        let fits = |fit: &dyn Fn(&str) -> bool| -> Vec<&GenerationId> {
            self.all.iter().filter(|id| fit(&id.0)).collect()
        };
        let number = name.parse::<u64>().ok().filter(|_| !name.starts_with('+'));
        let counter = |id: &str| id.split('-').next().and_then(|counter| counter.parse().ok());
        let found = match number {
            Some(number) => fits(&|id| counter(id) == Some(number)),
            None => Vec::new(),
        };
        let found = if found.len() == 1 { found } else { fits(&|id| id.starts_with(&*name)) };
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            _ if name.is_empty() => Err(self.refuse("a generation has a name".into())),
            [] => Err(self.refuse(format!("there is no generation {name:?}"))),
            _ => Err(self.refuse(format!("more than one generation begins with {name:?}"))),
        }
    }

    /// Makes the error that lists what there is.
    fn refuse(&self, why: String) -> Failure {
        let all = self.all.iter().map(|id| match Some(id) == self.live.as_ref() {
            true => format!("{id} (live)"),
            false => id.to_string(),
        });
        let all: Vec<String> = all.collect();
        Failure::usage(why).help(format!("there are {}", all.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn known(ids: &[&str], live: usize) -> Known {
        let all: Vec<GenerationId> = ids.iter().map(|id| GenerationId((*id).into())).collect();
        Known { index: "index".into(), live: all.get(live).cloned(), all }
    }

    #[test]
    fn a_generation_is_named_by_number_beginning_or_place() {
        let ids = ["000007-20241103T020000Z-1f3a", "000012-a", "000120-b", "000121-c"];
        let known = known(&ids, 2);
        let named = |name: &str| known.named(Path::new(name)).map(|id| id.0);
        for (name, at) in [
            ("7", 0),
            ("000007", 0),
            ("000007-2024", 0),
            (ids[0], 0),
            ("12", 1),
            ("120", 2),
            ("live", 2),
            ("current", 2),
            ("previous", 1),
            ("000121-", 3),
        ] {
            assert_eq!(named(name).unwrap(), ids[at], "{name}");
        }
        for (name, why) in
            [("8", "no generation"), ("0001", "more than one"), ("", "has a name"), ("x", "no gen")]
        {
            let failure = named(name).unwrap_err();
            assert!(failure.message.contains(why), "{name}: {}", failure.message);
            let help = failure.help.unwrap();
            assert!(help.contains("000012-a, 000120-b (live), "), "{help}");
            assert_eq!(failure.exit, Exit::Usage);
        }
        assert!(known.previous().is_ok());
    }

    #[test]
    fn without_another_generation_there_is_nothing_to_compare() {
        let failure = known(&["000001-a"], 0).previous().unwrap_err();
        assert!(failure.message.contains("before 000001-a"), "{}", failure.message);
        let failure = known(&[], 0).named(Path::new("3")).unwrap_err();
        assert_eq!(failure.exit, Exit::NoIndex);
    }
}
