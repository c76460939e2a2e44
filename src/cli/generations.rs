//! Generations as people name them: by number, by id or its beginning, or as `live` and `previous`.

use std::path::PathBuf;

use news_search::engine::{EngineError, GenerationId, Store};

use super::exit::Failure;
use super::settings::Settings;

/// The generations that there are.
pub struct Known {
    index: PathBuf,
    /// Oldest first.
    pub all: Vec<GenerationId>,
    live: Option<GenerationId>,
}

impl Known {
    /// Looks at the index of the settings.
    pub fn of(settings: &Settings, store: &dyn Store) -> Result<Known, Failure> {
        Ok(Known { index: settings.index(), all: store.generations()?, live: store.current()? })
    }

    /// The live one.
    pub fn live(&self) -> Result<GenerationId, Failure> {
        let none = || EngineError::NoIndex { dir: self.index.clone() };
        Ok(self.live.clone().ok_or_else(none)?)
    }

    /// The newest generation that is older than the live one.
    pub fn previous(&self) -> Result<GenerationId, Failure> {
        let live = self.live()?;
        let before = self.all.iter().rev().find(|id| **id < live).cloned();
        before.ok_or_else(|| self.refuse(format!("there is no generation before {live}")))
    }

    /// Finds what a person names: `live`, `previous`, an id or its beginning, or its number.
    pub fn named(&self, name: &std::path::Path) -> Result<GenerationId, Failure> {
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
    use crate::cli::exit::Exit;
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
