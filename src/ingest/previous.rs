//! The live generation as the build after it sees it: which articles are the same, which moved, which
//! files changed, what is gone.

use std::collections::HashMap;

use crate::article::{ArticleId, Verdict};
use crate::engine::ledger::Ledger;

/// What the generation before held, and what of it was met again. Empty before a first build.
#[derive(Debug, Default)]
pub struct Previous {
    /// Files by their path.
    files: HashMap<String, u32>,
    /// Every article's key with the number of a file that held it, sorted.
    places: Vec<(u64, u32)>,
    /// Which of `places` were met again. All places of one article are met together.
    met: Vec<bool>,
    /// New articles by the number of the file that held others before.
    fresh: HashMap<u32, u64>,
    /// New articles in new files.
    indexed: u64,
}

impl Previous {
    /// Takes the ledger of the live generation.
    pub fn new(ledger: &Ledger) -> Previous {
        let mut previous = Previous::default();
        for (number, (file, keys)) in (0..).zip(ledger.by_file()) {
            previous.files.insert(file.path.clone(), number);
            previous.places.extend(keys.iter().map(|key| (*key, number)));
        }
        previous.places.sort_unstable();
        previous.places.dedup();
        previous.met = vec![false; previous.places.len()];
        previous
    }

    /// Meets an article that is new to this build, in the file of this logical path. Returns its verdict, or
    /// `None` where that depends on what is met later.
    pub fn meet(&mut self, id: ArticleId, path: &str) -> Option<Verdict> {
        let key = Ledger::key(id);
        let file = self.files.get(path).copied();
        let first = self.places.partition_point(|place| place.0 < key);
        let places = self.places[first..].iter().take_while(|place| place.0 == key);
        let (mut known, mut here) = (0, false);
        for place in places {
            known += 1;
            here |= Some(place.1) == file;
        }
        if known == 0 {
            match file {
                Some(file) => *self.fresh.entry(file).or_default() += 1,
                None => self.indexed += 1,
            }
            return None;
        }
        self.met[first..first + known].fill(true);
        Some(if here { Verdict::Same } else { Verdict::Moved })
    }

    /// Meets an article that stands in the corpus and is left out of this build, with a reason of its own.
    pub fn pass(&mut self, id: ArticleId) {
        let key = Ledger::key(id);
        let first = self.places.partition_point(|place| place.0 < key);
        let known = self.places[first..].iter().take_while(|place| place.0 == key).count();
        self.met[first..first + known].fill(true);
    }

    /// Tells what is left when all is read: articles that are new, that took the place of others in their
    /// file, and that are gone.
    pub fn finish(&self) -> [(Verdict, u64); 3] {
        let mut gone: HashMap<u32, u64> = HashMap::new();
        let mut last = None;
        for (place, met) in self.places.iter().zip(&self.met) {
            if !met && last != Some(place.0) {
                *gone.entry(place.1).or_default() += 1;
            }
            last = Some(place.0);
        }
        let fresh: u64 = self.fresh.values().sum();
        let updated = self.fresh.iter().map(|(file, fresh)| {
            let gone = gone.get(file).copied().unwrap_or(0);
            gone.min(*fresh)
        });
        let updated: u64 = updated.sum();
        let deleted = gone.values().sum::<u64>() - updated;
        [
            (Verdict::Indexed, self.indexed + fresh - updated),
            (Verdict::Updated, updated),
            (Verdict::Deleted, deleted),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ledger::LedgerFile;

    fn id(name: &str) -> ArticleId {
        ArticleId::of_record(None, name.as_bytes())
    }

    fn ledger(files: &[(&str, &[&str])]) -> Ledger {
        let mut ledger = Ledger::default();
        for (path, records) in files {
            let articles = records.len() as u64;
            let path = (*path).to_owned();
            ledger.files.push(LedgerFile { path, bytes: 1, mtime: 2, records: articles, articles });
            ledger.keys.extend(records.iter().map(|record| Ledger::key(id(record))));
        }
        ledger
    }

    #[test]
    fn each_article_is_told_by_what_the_night_before_held() {
        let before = [
            ("a", &["one", "two"][..]),
            ("b", &["three", "four"][..]),
            ("c", &["five", "two"][..]),
            ("d", &[][..]),
        ];
        let mut previous = Previous::new(&ledger(&before));
        let met = [
            ("a", "one", Some(Verdict::Same)),
            // Stands in `a` no more, but still in `c`.
            ("c", "two", Some(Verdict::Same)),
            ("e", "three", Some(Verdict::Moved)),
            // In the place of `four`.
            ("b", "six", None),
            ("b", "seven", None),
            ("d", "eight", None),
            ("f", "nine", None),
        ];
        for (path, record, verdict) in met {
            assert_eq!(previous.meet(id(record), path), verdict, "{record}");
        }
        // `b` lost `four` alone, as `three` lives on in `e`: one of its two new ones is an update. `five`
        // is gone.
        let told = [(Verdict::Indexed, 3), (Verdict::Updated, 1), (Verdict::Deleted, 1)];
        assert_eq!(previous.finish(), told);
    }

    #[test]
    fn a_first_build_indexes_everything() {
        let mut previous = Previous::default();
        assert_eq!(previous.meet(id("one"), "a"), None);
        assert_eq!(previous.finish()[0], (Verdict::Indexed, 1));
    }
}
