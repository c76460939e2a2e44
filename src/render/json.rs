//! Machine output, version 1: one JSON object a page, or one hit a line. `docs/output-v1.schema.json`
//! describes it.
//!
//! Values are as the corpus has them; characters that could steer a terminal are written as `\u`
//! escapes, which any reader of JSON turns back. Highlights are byte ranges into the string they
//! stand beside.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use crate::article::{Published, Source};
use crate::engine::hits::{Expanded, Other, Spelled};
use crate::engine::{Hit, Stored};
use crate::render::record::ArticleView;
use crate::render::renderer::{Page, Renderer};
use crate::render::table::Column;
use crate::render::{dates, sanitize};

/// Version of the output; raised when a key changes its meaning or goes.
pub const FORMAT_VERSION: u32 = 1;

/// Renders pages and articles as JSON.
#[derive(Debug, Clone, Default)]
pub struct Json {
    /// One hit a line and nothing else, instead of one object.
    pub lines: bool,
    /// The keys that hits keep; all if `None`.
    pub columns: Option<Vec<Column>>,
    /// The exit code that goes with the answer (0 hits, 1 none, 4 in part).
    pub exit_code: u8,
}

impl Renderer for Json {
    fn hits(&self, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.lines {
            return self.hit_views(page).try_for_each(|view| self.write_hit(&view, out));
        }
        self.write_page(&self.page_view(page), out)
    }

    fn article(&self, article: &Stored, out: &mut dyn Write) -> io::Result<()> {
        let view = ArticleView::of(article);
        if self.lines {
            return write_line(&view, out);
        }
        write_line(&ArticlePageView { format_version: FORMAT_VERSION, article: view }, out)
    }
}

impl Json {
    pub(super) fn hit_views<'a>(&self, page: &Page<'a>) -> impl Iterator<Item = HitView<'a>> {
        let offset = page.offset;
        let list = page.hits.hits.iter().enumerate();
        list.map(move |(at, hit)| HitView::of(hit, offset + at + 1))
    }

    pub(super) fn page_view<'a>(&self, page: &Page<'a>) -> PageView<'a> {
        let hits = page.hits;
        let warnings = page.warnings.iter().map(|w| WarningView {
            code: w.code,
            message: &w.message,
            span: w.span.as_ref().map(pair),
        });
        let notes = hits.notes.iter().map(|note| WarningView {
            code: note.code,
            message: &note.message,
            span: None,
        });
        PageView {
            format_version: FORMAT_VERSION,
            query: page.query,
            parsed: page.parsed,
            generation: &hits.generation.0,
            took_us: u64::try_from(hits.took.as_micros()).unwrap_or(u64::MAX),
            total: TotalView {
                articles: hits.total.articles,
                articles_exact: hits.total.articles_exact,
                texts: hits.total.texts,
                texts_exact: hits.total.texts_exact,
            },
            undated_excluded: hits.undated_excluded,
            relaxed: hits.relaxed.is_some(),
            required: hits.relaxed.map(|relaxed| relaxed.required),
            expansion: hits.expansion.iter().map(ExpandedView::of).collect(),
            partial: hits.partial,
            exit_code: self.exit_code,
            suggestion: hits.suggestion.as_deref(),
            names: hits.names.iter().map(NameView::of).collect(),
            warnings: warnings.chain(notes).collect(),
            hits: self.hit_views(page).collect(),
        }
    }

    /// Writes a page, its hits with the keys that were chosen.
    pub(super) fn write_page(&self, view: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        match &self.columns {
            None => write_line(view, out),
            Some(columns) => {
                let mut value = serde_json::to_value(view).map_err(io::Error::other)?;
                if let Some(Value::Array(list)) = value.get_mut("hits") {
                    list.iter_mut().for_each(|hit| keep(hit, columns));
                }
                write_line(&value, out)
            }
        }
    }

    /// Writes a hit with the keys that were chosen.
    pub(super) fn write_hit(&self, view: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        match &self.columns {
            None => write_line(view, out),
            Some(columns) => {
                let mut value = serde_json::to_value(view).map_err(io::Error::other)?;
                keep(&mut value, columns);
                write_line(&value, out)
            }
        }
    }
}

/// Drops the keys of a hit that were not asked for. A headline brings its highlights along; the
/// parts of a date come with `date`. The query of a batch that a hit answers is always told.
fn keep(hit: &mut Value, columns: &[Column]) {
    let Value::Object(map) = hit else { return };
    map.retain(|key, _| {
        key == "qid"
            || columns.iter().any(|column| match column {
                Column::Headline => key == "headline" || key == "headline_highlights",
                Column::InferredDate | Column::Precision | Column::Provenance => key == "date",
                Column::Copies => key == "copies" || key == "other_copies",
                _ => key == column.name(),
            })
    });
}

/// An error as scripts read it.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorView<'a> {
    /// Stable, such as `Q107`.
    pub code: &'a str,
    /// What is wrong, lower case, without a full stop.
    pub message: &'a str,
    /// Byte range in the query as typed.
    pub span: Option<[usize; 2]>,
    /// What to do or to type instead.
    pub help: Option<&'a str>,
    /// The exit code of the program.
    pub exit_code: u8,
}

/// Writes an error as one JSON object on one line.
pub fn error(error: &ErrorView<'_>, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Outer<'a> {
        format_version: u32,
        error: &'a ErrorView<'a>,
    }
    write_line(&Outer { format_version: FORMAT_VERSION, error }, out)
}

/// Writes one value on one line, harmless on a terminal.
pub fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = serde_json::to_string(value).map_err(io::Error::other)?;
    if text.contains(sanitize::is_harmful) {
        // Such characters stand inside strings only, where an escape means the same.
        let mut escaped = String::with_capacity(text.len() + 16);
        for c in text.chars() {
            if sanitize::is_harmful(c) {
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            } else {
                escaped.push(c);
            }
        }
        text = escaped;
    }
    text.push('\n');
    out.write_all(text.as_bytes())
}

/// A page of hits.
#[derive(Serialize)]
pub(super) struct PageView<'a> {
    format_version: u32,
    query: &'a str,
    parsed: &'a str,
    generation: &'a str,
    took_us: u64,
    total: TotalView,
    undated_excluded: u64,
    relaxed: bool,
    /// Words that had to match in the end, where relaxed.
    required: Option<u32>,
    /// Words of the best hits that were added to the query.
    expansion: Vec<ExpandedView<'a>>,
    partial: bool,
    exit_code: u8,
    suggestion: Option<&'a str>,
    /// Only where the query asks for a name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<NameView<'a>>,
    warnings: Vec<WarningView<'a>>,
    hits: Vec<HitView<'a>>,
}

#[derive(Serialize)]
struct NameView<'a> {
    name: &'a str,
    spellings: &'a [String],
}

impl NameView<'_> {
    fn of(spelled: &Spelled) -> NameView<'_> {
        NameView { name: &spelled.name, spellings: &spelled.forms }
    }
}

#[derive(Serialize)]
struct ArticlePageView<'a> {
    format_version: u32,
    article: ArticleView<'a>,
}

#[derive(Serialize)]
struct TotalView {
    articles: u64,
    articles_exact: bool,
    texts: u64,
    texts_exact: bool,
}

#[derive(Serialize)]
struct WarningView<'a> {
    code: &'a str,
    message: &'a str,
    span: Option<[usize; 2]>,
}

/// A word that was added to a query, in machine output.
#[derive(Debug, Clone, Serialize)]
pub struct ExpandedView<'a> {
    word: &'a str,
    weight: f32,
}

impl<'a> ExpandedView<'a> {
    /// Makes the view of a word.
    pub fn of(expanded: &'a Expanded) -> ExpandedView<'a> {
        ExpandedView { word: &expanded.word, weight: expanded.weight }
    }
}

/// One hit.
#[derive(Serialize)]
pub(super) struct HitView<'a> {
    rank: usize,
    id: String,
    own_id: Option<&'a str>,
    score: f32,
    headline: Option<&'a str>,
    headline_highlights: Vec<[usize; 2]>,
    date: Option<DateView>,
    sources: Vec<SourceView<'a>>,
    byline: Option<&'a str>,
    place: Option<&'a str>,
    section: Option<&'a str>,
    lang: &'a str,
    url: Option<&'a str>,
    path: &'a str,
    words: u32,
    snippet: Option<SnippetView<'a>>,
    copies: u32,
    /// The first of them, from the earliest on.
    other_copies: Vec<OtherView<'a>>,
}

/// Another article of the same text.
#[derive(Serialize)]
struct OtherView<'a> {
    id: String,
    date: Option<DateView>,
    sources: Vec<SourceView<'a>>,
    path: &'a str,
}

impl<'a> OtherView<'a> {
    fn of(other: &'a Other) -> OtherView<'a> {
        OtherView {
            id: other.id.to_string(),
            date: other.date.as_ref().map(DateView::of),
            sources: other.sources.iter().map(SourceView::of).collect(),
            path: &other.path,
        }
    }
}

impl<'a> HitView<'a> {
    fn of(hit: &'a Hit, rank: usize) -> HitView<'a> {
        HitView {
            rank,
            id: hit.id.to_string(),
            own_id: hit.own_id.as_deref(),
            score: hit.score,
            headline: hit.headline.as_deref(),
            headline_highlights: hit.headline_highlights.iter().map(pair).collect(),
            date: hit.date.as_ref().map(DateView::of),
            sources: hit.sources.iter().map(SourceView::of).collect(),
            byline: hit.byline.as_deref(),
            place: hit.place.as_deref(),
            section: hit.section.as_deref(),
            lang: hit.lang.code(),
            url: hit.url.as_deref(),
            path: &hit.path,
            words: hit.words,
            snippet: hit.snippet.as_ref().map(|passage| SnippetView {
                text: &passage.text,
                highlights: passage.highlights.iter().map(pair).collect(),
            }),
            copies: hit.copies,
            other_copies: hit.others.iter().map(OtherView::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct SnippetView<'a> {
    text: &'a str,
    highlights: Vec<[usize; 2]>,
}

/// A date in machine output: inclusive days, or RFC 3339 from minute precision on.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    start: String,
    end: String,
    precision: &'static str,
    provenance: &'static str,
}

impl DateView {
    /// Makes the view of a date.
    pub fn of(date: &Published) -> DateView {
        let (start, end) = dates::interval(date);
        let (precision, provenance) = (date.precision.name(), date.provenance.name());
        DateView { start, end, precision, provenance }
    }
}

/// An outlet or agency in machine output.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView<'a> {
    name: &'a str,
    role: &'static str,
}

impl<'a> SourceView<'a> {
    /// Makes the view of a source.
    pub fn of(source: &'a Source) -> SourceView<'a> {
        SourceView { name: &source.name, role: source.role.name() }
    }
}

fn pair(range: &Range<usize>) -> [usize; 2] {
    [range.start, range.end]
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
