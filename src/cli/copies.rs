//! `search show ID --copies` and `--diff OTHER`: the articles of one text, and what differs between two.

use news_search::article::Field;
use news_search::dedupe::{Likeness, Reading};
use news_search::engine::request::{Collapse, Count, Sort};
use news_search::engine::{Engine, SearchRequest, Stored};
use news_search::query::ast::{KeyValue, Node};
use news_search::render::copies::{Copies, CopiesPage};
use news_search::render::word_diff::WordDiff;
use news_search::render::{copies_json, hit_of};

use super::environment;
use super::exit::Failure;
use super::settings::Settings;
use super::values::Format;

/// Articles of a text that are listed.
const MOST_LISTED: usize = 1_000;

/// Articles whose bodies are read to tell how alike they are.
const MOST_COMPARED: usize = 100;

/// Writes the articles that carry the text of `asked`, and what differs from it to `other`.
pub fn list(
    engine: &dyn Engine,
    settings: &Settings,
    (asked, other): (&Stored, Option<&Stored>),
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
    let mut found = engine.search(&request)?;
    if !found.hits.iter().any(|hit| hit.id == asked.article.id) {
        // It stands behind the last that is listed.
        found.hits.push(hit_of(asked));
    }
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
            if let Some(other) = other {
                out.push(b'\n');
                difference(settings, asked, other, out)?;
            }
        }
        format => copies_json::copies(&copies, other, format == Format::Jsonl, out)?,
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
