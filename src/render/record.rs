//! Whole articles in machine output, and the lines of `search extract`.

use serde::Serialize;

use crate::article::{Article, Candidate, Evidence, Removed, Verdict};
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
    /// Monday 1 to Sunday 7, where the text names one.
    weekday: Option<u8>,
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
    /// How many other articles carry it; not in a dump.
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<u32>,
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
            date: article.published.or(stored.inferred).as_ref().map(DateView::of),
            weekday: article.weekday_hint,
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
            copies: stored.copies,
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
    /// No search shows it before this instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceView<'a>>,
}

/// How the fields of an extracted article were decided, and what is no date of publication.
#[derive(Debug, Serialize)]
struct EvidenceView<'a> {
    date: &'a [Candidate],
    source: &'a [Candidate],
    lang: &'a [Candidate],
    /// Monday 1 to Sunday 7, where the text names one.
    weekday: Option<u8>,
    modified: Option<String>,
    crawled: Option<String>,
    /// Last change of the file: no date may lie more than a day after it.
    arrival: String,
    removed: &'a [Removed],
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
            embargo: article.embargo.map(dates::instant),
            evidence: None,
        }
    }

    /// Adds how the fields were decided. `arrival` is the file's last change in Unix seconds.
    pub fn with_evidence(mut self, article: &'a Article, arrival: i64) -> ExtractView<'a> {
        let Evidence { date, source, lang } = &article.evidence;
        self.evidence = Some(EvidenceView {
            date,
            source,
            lang,
            weekday: article.weekday_hint,
            modified: article.modified.map(|at| dates::stamp(at, None)),
            crawled: article.crawled.map(|at| dates::stamp(at, None)),
            arrival: dates::instant(arrival),
            removed: &article.removed,
        });
        self
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
        let view = ExtractView::of(&stored.article).with_evidence(&stored.article, 0);
        let value = serde_json::to_value(&view).unwrap();
        assert_eq!(value["evidence"]["arrival"], "1970-01-01T00:00:00Z");
        assert_eq!(value["evidence"]["date"][1]["rejected"], "of lower rank");
        assert_eq!(value["evidence"]["removed"][1]["rule"], "credit");
        assert_eq!(value["evidence"]["weekday"], 3);
    }
}
