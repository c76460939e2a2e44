//! The live generation as the build after it sees it: which articles are the same, which moved, which
//! files changed, what is gone; and in a night that builds on it, which of its articles stay as they are.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::article::{ArticleId, Verdict};
use crate::engine::ledger::{BadLedger, Ledger, Record};

/// What the generation before held, and what of it was met again. Empty before a first build.
#[derive(Debug, Default)]
pub struct Previous {
    ledger: Arc<Ledger>,
    /// Files by their path.
    files: FxHashMap<String, u32>,
    /// Every article with the number of each file that held it, sorted, and when it was first seen. The
    /// first place of an article is the one that the index has it from.
    places: Vec<(ArticleId, u32, i64)>,
    /// Which of `places` were met again. All places of one article are met together.
    met: Vec<bool>,
    /// At the first place of each article: whether its document is settled, carried over or replaced.
    settled: Vec<bool>,
    /// New articles by the number of the file that held others before.
    fresh: HashMap<u32, u64>,
    /// New articles in new files.
    indexed: u64,
}

impl Previous {
    /// Takes the ledger of the live generation. Its records are unpacked by [`Previous::unpack`], before
    /// any article is met: a night in which nothing changed does without.
    pub fn new(ledger: Ledger) -> Previous {
        let files = ledger.files().iter().zip(0..);
        let files = files.map(|(file, number)| (file.path.clone(), number)).collect();
        Previous { files, ledger: Arc::new(ledger), ..Previous::default() }
    }

    /// Unpacks the records.
    ///
    /// # Errors
    /// Where they cannot be unpacked.
    pub fn unpack(&mut self) -> Result<(), BadLedger> {
        let ledger = self.ledger.clone();
        for number in 0..ledger.files().len() {
            for record in ledger.records(number) {
                if let Record::Article { id, first_seen, .. } = record?
                    && !ledger.gone().contains(&ArticleId(id))
                {
                    self.places.push((ArticleId(id), number as u32, first_seen));
                }
            }
        }
        self.places.sort_unstable();
        self.places.dedup_by_key(|(id, file, _)| (*id, *file));
        self.met = vec![false; self.places.len()];
        self.settled = vec![false; self.places.len()];
        Ok(())
    }

    /// The ledger it was made of.
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Returns the number of the file with this logical path.
    pub fn file(&self, path: &str) -> Option<usize> {
        self.files.get(path).map(|number| *number as usize)
    }

    /// Returns where the places of an article begin, and how many there are.
    fn places(&self, id: ArticleId) -> (usize, usize) {
        let first = self.places.partition_point(|place| place.0 < id);
        let known = self.places[first..].iter().take_while(|place| place.0 == id).count();
        (first, known)
    }

    /// Returns the number of the file that the index has an article from.
    pub fn home(&self, id: ArticleId) -> Option<usize> {
        let (first, known) = self.places(id);
        (known > 0).then(|| self.places[first].1 as usize)
    }

    /// Returns when an article was first seen, Unix seconds; `None` if it is new.
    pub fn first_seen(&self, id: ArticleId) -> Option<i64> {
        let (first, known) = self.places(id);
        self.places[first..first + known].iter().map(|(.., seen)| *seen).min()
    }

    /// Says that the document of an article is settled: it is carried over, or was deleted. Returns
    /// whether the generation has one that was not settled before.
    pub fn settle(&mut self, id: ArticleId) -> bool {
        let (first, known) = self.places(id);
        known > 0 && !std::mem::replace(&mut self.settled[first], true)
    }

    /// Lists the articles whose documents nobody settled: they stand nowhere any more.
    pub fn unsettled(&self) -> impl Iterator<Item = ArticleId> + '_ {
        let mut last = None;
        self.places.iter().zip(&self.settled).filter_map(move |((id, ..), settled)| {
            let first = last.replace(*id) != Some(*id);
            (first && !settled).then_some(*id)
        })
    }

    /// Meets an article that is new to this build, in the file of this logical path. Returns its verdict, or
    /// `None` where that depends on what is met later.
    pub fn meet(&mut self, id: ArticleId, path: &str) -> Option<Verdict> {
        let file = self.files.get(path).copied();
        let (first, known) = self.places(id);
        let here =
            self.places[first..first + known].iter().any(|(_, place, _)| Some(*place) == file);
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
        let (first, known) = self.places(id);
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
    use crate::engine::ledger::{Facts, FileFacts};

    fn id(name: &str) -> ArticleId {
        ArticleId::of_record(None, name.as_bytes())
    }

    fn previous(ledger: Ledger) -> Previous {
        let mut previous = Previous::new(ledger);
        previous.unpack().unwrap();
        previous
    }

    fn ledger(files: &[(&str, &[&str])]) -> Ledger {
        let mut ledger = Ledger::default();
        for (path, records) in files {
            for record in *records {
                let (id, facts) = (id(record).0, Facts::default());
                ledger.record(&Record::Article { id, first_seen: 7, facts });
            }
            let (path, settings, content) = ((*path).to_owned(), None, None);
            ledger.end_file(FileFacts { path, bytes: 1, mtime_ns: 2, settings, content });
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
        let mut previous = previous(ledger(&before));
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

    #[test]
    fn an_article_is_at_home_in_the_first_file_that_holds_it() {
        let mut ledger = ledger(&[("a", &["one"]), ("b", &["two", "one"]), ("c", &["three"])]);
        ledger.set_gone(std::collections::HashSet::from([id("three")]));
        let mut previous = previous(ledger);
        assert_eq!(previous.first_seen(id("one")), Some(7));
        assert_eq!(previous.first_seen(id("four")), None);
        assert_eq!(previous.home(id("one")), Some(0));
        assert_eq!(previous.home(id("two")), Some(1));
        assert_eq!(previous.home(id("three")), None);
        assert!(previous.settle(id("one")));
        assert!(!previous.settle(id("one")));
        assert!(!previous.settle(id("three")));
        assert_eq!(previous.unsettled().collect::<Vec<_>>(), [id("two")]);
    }
}
