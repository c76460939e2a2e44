//! `search show ID --copies` and `--diff OTHER`: the articles of one text, and what differs between two.

use news_search::article::Field;
use news_search::dedupe::{Likeness, Reading};
use news_search::engine::request::{Collapse, Count, Sort};
use news_search::engine::{Engine, SearchRequest, Stored};
use news_search::query::ast::{KeyValue, Node};
use news_search::render::copies::{Copies, CopiesPage};
use news_search::render::copies_json;
use news_search::render::word_diff::WordDiff;

use super::environment;
use super::exit::Failure;
use super::settings::Settings;
use super::values::Format;

/// Articles of a text that are listed.
const MOST_LISTED: usize = 1_000;

/// Articles whose bodies are read to tell how alike they are.
const MOST_COMPARED: usize = 100;

/// Writes the articles that carry the text of `asked`.
pub fn list(
    engine: &dyn Engine,
    settings: &Settings,
    asked: &Stored,
    now: i64,
    out: &mut Vec<u8>,
) -> Result<(), Failure> {
    let value = KeyValue::Is(asked.article.id.to_string());
    let mut request = SearchRequest::new(Node::Key { field: Field::Copies, value }, now);
    request.collapse = Collapse::Off;
    request.sort = Sort::Oldest;
    request.count = Count::Exact;
    request.snippet = None;
    request.limit = MOST_LISTED;
    let found = engine.search(&request)?;
    let reading = Reading::of(&asked.article.body);
    let mut likeness: Vec<Option<Likeness>> = Vec::new();
    for hit in found.hits.iter().take(MOST_COMPARED) {
        let body = engine.article(&hit.id.to_string(), now)?.article.body;
        likeness.push(Some(reading.likeness(&Reading::of(&body))));
    }
    let copies = Copies::new(asked, &found.hits, &likeness, found.total.articles);
    match settings.format() {
        Format::Text => {
            let page = CopiesPage { width: environment::size().0, color: settings.color() };
            page.write(&copies, out)?;
        }
        format => copies_json::copies(&copies, format == Format::Jsonl, out)?,
    }
    Ok(())
}

/// Writes what differs from `old` to `new`.
pub fn difference(
    settings: &Settings,
    old: &Stored,
    new: &Stored,
    out: &mut Vec<u8>,
) -> Result<(), Failure> {
    match settings.format() {
        Format::Text => {
            let page = WordDiff { width: environment::size().0, color: settings.color() };
            page.write(old, new, out)?;
        }
        _ => copies_json::difference(old, new, out)?,
    }
    Ok(())
}
