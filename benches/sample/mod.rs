//! The articles that are measured on: the sample corpus, or the file or folder that `BENCH_CORPUS`
//! names.

#![expect(clippy::disallowed_methods, reason = "a benchmark may be told its corpus")]

use std::path::PathBuf;
use std::sync::Arc;

use news_search::article::Article;
use news_search::corpus::extract::aliases::AliasTable;
use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::walk::{name_roots, walk};
use news_search::corpus::{FileEntry, Outcome};

/// Where the articles come from.
pub fn root() -> PathBuf {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    std::env::var_os("BENCH_CORPUS").map_or_else(|| PathBuf::from(shipped), PathBuf::from)
}

/// Makes a reader with the shipped table of outlets and agencies.
pub fn reader() -> Reader {
    let aliases = Arc::new(AliasTable::shipped());
    Reader::new(ReadOptions { aliases, ..ReadOptions::default() })
}

/// Lists the files under [`root`].
pub fn files() -> Vec<FileEntry> {
    let mut files = Vec::new();
    walk(&name_roots(&[root()]), false, &mut |found| files.extend(found.ok()));
    files
}

/// Reads every article once, equal records once only.
pub fn articles() -> Vec<Article> {
    let reader = reader();
    let mut articles: Vec<Article> = Vec::new();
    for file in files() {
        reader.read_file(&file, &mut |outcome| {
            if let Outcome::Article(article) = outcome {
                articles.push(*article);
            }
            true
        });
    }
    articles.sort_by_key(|article| article.id);
    articles.dedup_by_key(|article| article.id);
    assert!(!articles.is_empty(), "no article under {}", root().display());
    articles
}
