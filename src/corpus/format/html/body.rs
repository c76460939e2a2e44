//! The text of a page without what stands around it, by two libraries.
//!
//! `trafilatura` is the more precise; `dom_smoothie` is taken where the first finds nothing, fails,
//! or finds less than half as much. Either may panic on a page made for it; that is caught here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use trafilatura::{ExtractionFocus, Options};

use crate::corpus::format::html::page::Page;
use crate::corpus::format::html::scan;
use crate::corpus::format::html::thread::MOST_TAGS;
use crate::corpus::format::html::tree::Outline;

/// Least text of JSON-LD that is taken instead of what the page shows, in characters.
const LEAST_STATED: usize = 200;

/// The text of a page.
pub struct Text {
    /// One paragraph between blank lines; empty where the page has none.
    pub body: String,
    /// Where it is from, if not from what the page shows.
    pub note: Option<String>,
}

/// What is known of a page before its text is told from the rest.
pub struct Known {
    /// The text that JSON-LD holds: pages that a script fills, or that show only their first lines,
    /// have all of it there.
    pub stated: Option<String>,
    /// Characters of the visible text outside of navigation, footers and asides.
    pub visible: usize,
}

/// Extracts the text. An error says that both libraries failed.
pub fn extract(html: &str, document: Document, known: &Known) -> Result<Text, String> {
    let shown = shown(html, document, known.visible);
    let least = LEAST_STATED.max(4 * shown.as_deref().map_or(0, chars));
    // Without its marks a text is not longer.
    let stated = known.stated.as_deref().filter(|text| chars(text) >= least);
    let stated = stated.map(unmarked).unwrap_or_default();
    if chars(&stated) < least {
        return shown.map(|body| Text { body, note: None });
    }
    let note =
        "the text is from articleBody of its JSON-LD; the page shows less than a quarter of it";
    Ok(Text { body: stated, note: Some(note.to_owned()) })
}

/// The paragraphs of a text that may hold marks of HTML, within the bounds of pages; beyond them it has
/// none.
fn unmarked(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return paragraphs(text);
    }
    // Line breaks are paragraphs here, and only white space in HTML.
    let html = text.replace('\n', "<br>");
    match scan::check(&html) {
        Ok(tags) if tags <= MOST_TAGS => paragraphs(&Outline::of(&Document::from(html)).text),
        _ => String::new(),
    }
}

fn shown(html: &str, document: Document, visible: usize) -> Result<String, String> {
    let precise = catch_unwind(AssertUnwindSafe(|| {
        let options = Options::default()
            .with_fallback(true)
            .with_focus(ExtractionFocus::FavorPrecision)
            .with_exclude_comments(true);
        // "Nothing found" is an error of this library.
        let Ok(found) = trafilatura::extract(html, &options) else { return String::new() };
        // Its plain text is one line; the paragraphs stand in its markup.
        let text = Outline::of(&Document::from(found.content_html)).text;
        if text.trim().is_empty() { found.content_text } else { text }
    }));
    if let Ok(first) = &precise
        && chars(first) * 2 >= visible.max(1)
    {
        // No part of what may be the article is more than twice as long: the second opinion would not
        // count.
        return Ok(paragraphs(first));
    }
    let second = catch_unwind(AssertUnwindSafe(|| {
        let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
        let found = Readability::with_document(document, None, Some(config));
        found
            .and_then(|mut page| page.parse())
            .map_or(String::new(), |page| page.text_content.to_string())
    }));
    match (precise, second) {
        (Ok(first), Ok(second)) => Ok(paragraphs(longer(&first, &second))),
        (Ok(only), Err(_)) | (Err(_), Ok(only)) if !only.trim().is_empty() => Ok(paragraphs(&only)),
        _ => Err("both ways to tell it failed".to_owned()),
    }
}

/// Takes the second text where the first is less than half as long.
fn longer<'t>(first: &'t str, second: &'t str) -> &'t str {
    if chars(first) * 2 < chars(second) { second } else { first }
}

/// Counts what is not white space.
pub fn chars(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Every line is a paragraph.
fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}

/// Counts what is visible and may be the article.
pub fn visible(outline: &Outline) -> usize {
    let frame = outline.frame();
    let mut at = 0;
    let lines = outline.text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        if frame.hold(start, at) { 0 } else { chars(line) }
    });
    lines.sum()
}

/// The visible text behind the headline, without navigation, footers and asides.
pub fn plain(outline: &Outline, page: &Page) -> String {
    let from = page.heading.as_ref().and_then(|heading| outline.text.find(&heading.text));
    let from = from.unwrap_or(0);
    let frame = outline.frame();
    let mut text = String::new();
    let mut at = 0;
    for line in outline.text.split_inclusive('\n') {
        if at >= from && !frame.hold(at, at + line.len()) {
            text.push_str(line);
        }
        at += line.len();
    }
    paragraphs(&text)
}
