//! Copies in real articles: what `dedupe` groups against what comparing each text with each finds.
//!
//! The articles belong to their publishers and are no part of this project; where the folder
//! `shared/data` does not stand beside it, these tests say so and end.

#[path = "../../examples/compare/mod.rs"]
mod compare;
#[path = "../../examples/random/mod.rs"]
pub mod random;

use std::path::{Path, PathBuf};

use compare::{compare, edits, read};
use random::Random;

/// Most articles that are read of a set.
const MOST: usize = 120;

fn data() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/data", "../../shared/data"].map(|place| here.join(place));
    let found = places.into_iter().find(|place| place.is_dir());
    if found.is_none() {
        eprintln!("copies in real articles: no folder shared/data beside the project, not tested");
    }
    found
}

/// Compares on a set with two edited copies of each article. Many of the copies are near the bound,
/// where a sketch can miss a pair in a thousand.
fn check(place: &str) {
    let Some(data) = data() else { return };
    let mut articles = read(&data.join(place), MOST);
    assert!(articles.len() >= 10, "{place}: only {} articles", articles.len());
    let added = edits::add(&mut articles, 2, &mut Random(7));
    let verdict = compare(&articles);
    eprintln!("{place}: ours {:?}, each with each {:?}", verdict.time, verdict.brute_time);
    assert!(verdict.alike * 8 > added, "{place}: {} pairs of {added} copies", verdict.alike);
    assert!(verdict.alike < added * 5, "{place}: {} pairs of {added} copies", verdict.alike);
    assert!(verdict.precision() >= 0.999, "{place}: {}", verdict.precision());
    assert!(verdict.recall() >= 0.98, "{place}: {}", verdict.recall());
    assert!(verdict.recall_alike() >= 0.98, "{place}: {}", verdict.recall_alike());
}

#[test]
fn english() {
    check("bbc-news/sample");
}

#[test]
fn traditional_chinese() {
    check("hk-citizen-news/sample");
}

#[test]
fn japanese() {
    check("livedoor-ja/sample");
}

#[test]
fn russian() {
    check("telegram-ru/telegram-ru.tar.zst");
}

/// Both ways say that a text is its own copy, that another is none, and how often.
#[test]
fn the_comparison_sees_what_is_wrong() {
    let Some(data) = data() else { return };
    let mut articles = read(&data.join("bbc-news/sample"), MOST);
    let before = compare(&articles);
    let mut copy = articles[0].clone();
    copy.id = news_search::article::ArticleId([0xFF; 16]);
    copy.headline = Some("Another headline".to_owned());
    articles.push(copy);
    let after = compare(&articles);
    assert_eq!((after.alike, after.found), (before.alike + 1, before.found + 1));
    assert_eq!(after.groups.len(), before.groups.len() + 1);
    assert!(after.directness() > 0.99 && after.missed.is_empty());
}
