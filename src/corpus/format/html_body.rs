//! The text of a page without what stands around it, by two libraries.
//!
//! `trafilatura` is the more precise; `dom_smoothie` is taken where the first finds nothing, fails,
//! or finds less than half as much. Either may panic on a page made for it; that is caught here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use trafilatura::{ExtractionFocus, Options};

use super::html_page::Page;
use super::html_tree::Outline;

/// Extracts the text, one paragraph between blank lines; empty where the page has none. An error
/// says that both libraries failed.
pub fn extract(html: &str, document: Document) -> Result<String, String> {
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
    let chars = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    if chars(first) * 2 < chars(second) { second } else { first }
}

/// Every line is a paragraph.
fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}

/// The visible text behind the headline, without navigation, footers and asides.
pub fn plain(outline: &Outline, page: &Page) -> String {
    let from = page.heading.as_ref().and_then(|heading| outline.text.find(&heading.text));
    let from = from.unwrap_or(0);
    let mut text = String::new();
    let mut at = 0;
    for line in outline.text.split_inclusive('\n') {
        let framed = outline.frame.iter().any(|part| part.0 <= at && at < part.1);
        if at >= from && !framed {
            text.push_str(line);
        }
        at += line.len();
    }
    paragraphs(&text)
}
