//! What a generation was made from, file by file, for the build after it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::article::ArticleId;

/// One file of the corpus, as a build read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFile {
    /// Logical path.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// Its last change, Unix seconds.
    pub mtime: i64,
    /// Its records, with those that became no article.
    pub records: u64,
    /// Its articles, with those that also stand elsewhere.
    pub articles: u64,
}

/// The files of a generation and the articles that each of them holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The files in the order of their paths.
    pub files: Vec<LedgerFile>,
    /// The keys of all articles, file by file, in the order of their records.
    pub keys: Vec<u64>,
}

impl Ledger {
    /// The first eight bytes of an id. Among a thousand million articles two share a key with a
    /// chance of 3 %, and then a report is off by one.
    pub fn key(id: ArticleId) -> u64 {
        id.0[..8].iter().fold(0, |key, byte| key << 8 | u64::from(*byte))
    }

    /// Takes out articles that did not get into the generation after all.
    pub fn remove(&mut self, ids: &HashSet<ArticleId>) {
        if ids.is_empty() {
            return;
        }
        let gone: HashSet<u64> = ids.iter().map(|id| Ledger::key(*id)).collect();
        let kept: Vec<u64> = self
            .by_file()
            .map(|(_, keys)| keys.iter().filter(|key| !gone.contains(key)).count() as u64)
            .collect();
        for (file, articles) in self.files.iter_mut().zip(kept) {
            file.articles = articles;
        }
        self.keys.retain(|key| !gone.contains(key));
    }

    /// The files with the keys of their articles.
    pub fn by_file(&self) -> impl Iterator<Item = (&LedgerFile, &[u64])> {
        let mut rest = self.keys.as_slice();
        self.files.iter().map(move |file| {
            let number = usize::try_from(file.articles).unwrap_or(usize::MAX).min(rest.len());
            let (keys, behind) = rest.split_at(number);
            rest = behind;
            (file, keys)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_leaves_the_files_their_own() {
        let id = |name: &str| ArticleId::of_record(None, name.as_bytes());
        let mut ledger = Ledger::default();
        for (path, records) in [("a", &["one", "two"][..]), ("b", &[]), ("c", &["two", "three"])] {
            let articles = records.len() as u64;
            let path = path.to_owned();
            ledger.files.push(LedgerFile { path, bytes: 1, mtime: 2, records: 2, articles });
            ledger.keys.extend(records.iter().map(|record| Ledger::key(id(record))));
        }
        ledger.remove(&HashSet::from([id("two")]));
        let left: Vec<(&str, Vec<u64>)> =
            ledger.by_file().map(|(file, keys)| (file.path.as_str(), keys.to_vec())).collect();
        let key = |name| Ledger::key(id(name));
        assert_eq!(left, [("a", vec![key("one")]), ("b", vec![]), ("c", vec![key("three")])]);
    }
}
