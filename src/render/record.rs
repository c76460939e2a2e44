//! Whole articles in machine output, and the lines of `search extract`.

use serde::Serialize;

use crate::article::{Article, Evidence, Removed, Verdict};
use crate::engine::Stored;
use crate::render::dates;
use crate::render::json::{DateView, SourceView};

/// An article as `search show --format json` writes it.
#[derive(Debug, Serialize)]
pub struct ArticleView<'a> {
    id: String,
    own_id: Option<&'a str>,
    headline: Option<&'a str>,
    deck: Option<&'a str>,
    body: &'a str,
    date: Option<DateView>,
    modified: Option<String>,
    crawled: Option<String>,
    embargo: Option<String>,
    sources: Vec<SourceView<'a>>,
    byline: Option<&'a str>,
    place: Option<&'a str>,
    section: Option<&'a str>,
    url: Option<&'a str>,
    lang: &'a str,
    words: u32,
    path: &'a str,
    locations: &'a [String],
    /// The smallest id among the copies of the text.
    text: String,
    removed: &'a [Removed],
    evidence: &'a Evidence,
    notes: &'a [String],
}

impl<'a> ArticleView<'a> {
    /// Makes the view of a stored article.
    pub fn of(stored: &'a Stored) -> ArticleView<'a> {
        let article = &stored.article;
        ArticleView {
            id: article.id.to_string(),
            own_id: article.own_id.as_deref(),
            headline: article.headline.as_deref(),
            deck: article.deck.as_deref(),
            body: &article.body,
            date: article.published.as_ref().map(DateView::of),
            modified: article.modified.map(|at| dates::stamp(at, None)),
            crawled: article.crawled.map(|at| dates::stamp(at, None)),
            embargo: article.embargo.map(dates::instant),
            sources: article.sources.iter().map(SourceView::of).collect(),
            byline: article.byline.as_deref(),
            place: article.place.as_deref(),
            section: article.section.as_deref(),
            url: article.url.as_deref(),
            lang: article.lang.code(),
            words: article.words(),
            path: &article.origin.path,
            locations: &stored.locations,
            text: stored.text.to_string(),
            removed: &article.removed,
            evidence: &article.evidence,
            notes: &article.notes,
        }
    }
}

/// A line of `search extract` for a record that is an article.
#[derive(Debug, Serialize)]
pub struct ExtractView<'a> {
    id: String,
    own_id: Option<&'a str>,
    headline: Option<&'a str>,
    deck: Option<&'a str>,
    body: &'a str,
    date: Option<DateView>,
    sources: Vec<SourceView<'a>>,
    byline: Option<&'a str>,
    place: Option<&'a str>,
    section: Option<&'a str>,
    url: Option<&'a str>,
    lang: &'a str,
    path: &'a str,
    verdict: Verdict,
    notes: &'a [String],
}

impl<'a> ExtractView<'a> {
    /// Makes the line of an article that would be indexed.
    pub fn of(article: &'a Article) -> ExtractView<'a> {
        ExtractView {
            id: article.id.to_string(),
            own_id: article.own_id.as_deref(),
            headline: article.headline.as_deref(),
            deck: article.deck.as_deref(),
            body: &article.body,
            date: article.published.as_ref().map(DateView::of),
            sources: article.sources.iter().map(SourceView::of).collect(),
            byline: article.byline.as_deref(),
            place: article.place.as_deref(),
            section: article.section.as_deref(),
            url: article.url.as_deref(),
            lang: article.lang.code(),
            path: &article.origin.path,
            verdict: Verdict::Indexed,
            notes: &article.notes,
        }
    }
}

/// A line of `search extract` for a record that is none.
#[derive(Debug, Serialize)]
pub struct RejectView<'a> {
    /// Where the record stands, `ROOT/relative/path`.
    pub path: &'a str,
    /// Where the record starts in the (decompressed) file, in bytes.
    pub offset: u64,
    /// `skipped` or `rejected`.
    pub verdict: Verdict,
    /// Stable, such as `empty` or `bad-json`.
    pub code: &'a str,
    /// One sentence for a person.
    pub reason: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn an_extracted_article_has_exactly_these_keys() {
        let stored = samples::stored();
        let text = serde_json::to_string(&ExtractView::of(&stored.article)).unwrap();
        let mut from = 0;
        for key in [
            "id", "own_id", "headline", "deck", "body", "date", "sources", "byline", "place",
            "section", "url", "lang", "path", "verdict", "notes",
        ] {
            let at = text[from..].find(&format!("\"{key}\":")).expect(key);
            from += at;
        }
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value.as_object().unwrap().len(), 15);
        assert_eq!(value["verdict"], "indexed");
        assert_eq!(value["date"]["precision"], "day");
    }
}
