//! The page that a person reads: ranked hits, a grey line each, a passage, and what was counted.
//!
//! Takes the terminal's width and whether colour and links are wanted; asks nobody. Every line
//! fits the width, wide characters counted as two columns, and nothing from the corpus reaches the
//! terminal without [`sanitize`].

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use crate::engine::hits::{Passage, Total};
use crate::engine::{Hit, Hits, Stored};
use crate::render::article::{ArticlePage, Part};
use crate::render::renderer::{Page, Renderer};
use crate::render::wrap::{columns, truncate, wrap};
use crate::render::{dates, safe_link, sanitize, source_chain};

/// Fewest columns that lines are laid out for.
const NARROWEST: usize = 12;
/// Most lines of one headline.
const HEADLINE_LINES: usize = 3;
/// Most lines of one passage.
const PASSAGE_LINES: usize = 2;
/// Hexadecimal digits of an id that are shown.
pub const SHORT_ID: usize = 12;

/// The code of a note that says what [`relaxation`] says.
pub const NONE_HAS_ALL: &str = "W204";

/// Says that not every word was required in the end: `no article has all 4 words; 12 have 3 of
/// them`. `None` if every word was.
pub fn relaxation(hits: &Hits) -> Option<String> {
    let relaxed = hits.relaxed?;
    let all = if relaxed.of == 2 { "both".into() } else { format!("all {}", relaxed.of) };
    let found = match hits.total.articles {
        1 => "1 has".to_owned(),
        n => format!("{} have", grouped(n)),
    };
    Some(format!("no article has {all} words; {found} {} of them", relaxed.required))
}

/// Renders for a terminal, or for text that looks like it.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use colours.
    pub color: bool,
    /// Whether headlines link to their address (OSC 8).
    pub links: bool,
    /// Whether to say how the query was read and relaxed, what was counted and how long it took.
    pub remarks: bool,
}

impl Renderer for Terminal {
    fn hits(&self, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::with_capacity(4096);
        if self.remarks {
            self.remark(page, &mut text);
        }
        let last = page.offset + page.hits.hits.len();
        let indent = last.max(1).ilog10() as usize + 3;
        for (at, hit) in page.hits.hits.iter().enumerate() {
            self.hit(hit, page.offset + at + 1, indent, &mut text);
        }
        if self.remarks {
            self.close(page.hits, &mut text);
        }
        out.write_all(text.as_bytes())
    }

    fn article(&self, article: &Stored, out: &mut dyn Write) -> io::Result<()> {
        ArticlePage { width: self.width, color: self.color, part: Part::Readable, built: None }
            .article(article, out)
    }
}

/// Colours, as the codes between `ESC [` and `m`.
pub(super) mod style {
    pub const BOLD: &str = "1";
    pub const GREY: &str = "2";
    pub const MARK: &str = "1;31";
    pub const NOTE: &str = "33";
    pub const REMOVED: &str = "31;9";
    pub const ADDED: &str = "32";
}

/// Writes text in a colour, if colours are on.
pub(super) fn paint(text: &str, code: &str, color: bool, out: &mut String) {
    if !color || text.is_empty() {
        out.push_str(text);
        return;
    }
    out.push_str("\x1b[");
    out.push_str(code);
    out.push('m');
    out.push_str(text);
    out.push_str("\x1b[0m");
}

impl Terminal {
    fn width(&self) -> usize {
        self.width.max(NARROWEST)
    }

    /// What has to be known before the hits are read.
    fn remark(&self, page: &Page<'_>, out: &mut String) {
        let hits = page.hits;
        for warning in page.warnings {
            self.note(&format!("warning[{}]: {}", warning.code, warning.message), out);
        }
        for note in hits.notes.iter().filter(|note| note.code != NONE_HAS_ALL) {
            self.note(&format!("note[{}]: {}", note.code, note.message), out);
        }
        if let Some(relaxed) = relaxation(hits) {
            self.note(&relaxed, out);
        }
        if hits.hits.is_empty() && hits.total.articles == 0 {
            self.note("no article matches", out);
        } else if hits.hits.is_empty() && page.offset > 0 {
            self.note("no more articles", out);
        }
        if let Some(suggestion) = &hits.suggestion {
            self.note(&format!("did you mean: {suggestion}"), out);
        }
        if !out.is_empty() && !hits.hits.is_empty() {
            out.push('\n');
        }
    }

    fn note(&self, text: &str, out: &mut String) {
        let clean = sanitize::plain(text);
        for range in wrap(&clean, self.width(), usize::MAX).ranges {
            paint(&clean[range], style::NOTE, self.color, out);
            out.push('\n');
        }
    }

    fn hit(&self, hit: &Hit, rank: usize, indent: usize, out: &mut String) {
        let room = self.width().saturating_sub(indent).max(NARROWEST / 3);
        let number = format!("{rank:>0$}  ", indent - 2);
        paint(&number, style::GREY, self.color, out);

        let headline = hit.headline.as_deref().unwrap_or("");
        let (headline, marks) = sanitize::line(headline, &hit.headline_highlights);
        let (headline, marks, code) = if headline.is_empty() {
            (Cow::Borrowed("(no headline)"), Vec::new(), style::GREY)
        } else {
            (headline, marks, style::BOLD)
        };
        let link = safe_link(hit.url.as_deref()).filter(|_| self.links);
        let lines = wrap(&headline, room, HEADLINE_LINES);
        let last = lines.ranges.len().saturating_sub(1);
        for (at, range) in lines.ranges.iter().enumerate() {
            if at > 0 {
                pad(indent, out);
            }
            if let Some(link) = link {
                out.push_str("\x1b]8;;");
                out.push_str(link);
                out.push_str("\x1b\\");
            }
            self.marked(&headline, range.clone(), &marks, Some(code), out);
            if lines.cut && at == last {
                out.push('…');
            }
            if link.is_some() {
                out.push_str("\x1b]8;;\x1b\\");
            }
            out.push('\n');
        }
        for line in facts(hit, room).into_iter().chain(also(hit, room)) {
            pad(indent, out);
            paint(&line, style::GREY, self.color, out);
            out.push('\n');
        }
        if let Some(passage) = &hit.snippet {
            self.passage(passage, room, indent, out);
        }
        out.push('\n');
    }

    fn passage(&self, passage: &Passage, room: usize, indent: usize, out: &mut String) {
        let (clean, mut marks) = sanitize::line(&passage.text, &passage.highlights);
        if clean.is_empty() {
            return;
        }
        let mut text = clean;
        if passage.cut_before {
            let shift = '…'.len_utf8();
            text = Cow::Owned(format!("…{text}"));
            for mark in &mut marks {
                *mark = mark.start + shift..mark.end + shift;
            }
        }
        if passage.cut_after {
            text.to_mut().push('…');
        }
        let lines = wrap(&text, room, PASSAGE_LINES);
        let last = lines.ranges.len().saturating_sub(1);
        for (at, range) in lines.ranges.into_iter().enumerate() {
            pad(indent, out);
            self.marked(&text, range, &marks, None, out);
            if lines.cut && at == last {
                out.push('…');
            }
            out.push('\n');
        }
    }

    /// Writes a part of a text with what matched in it set off.
    fn marked(
        &self,
        text: &str,
        part: Range<usize>,
        marks: &[Range<usize>],
        code: Option<&str>,
        out: &mut String,
    ) {
        let rest = |range: Range<usize>, out: &mut String| match code {
            Some(code) => paint(&text[range], code, self.color, out),
            None => out.push_str(&text[range]),
        };
        let mut from = part.start;
        for mark in marks {
            let start = mark.start.clamp(from, part.end);
            let end = mark.end.clamp(start, part.end);
            if start < end {
                rest(from..start, out);
                paint(&text[start..end], style::MARK, self.color, out);
                from = end;
            }
        }
        rest(from..part.end, out);
    }

    /// The last line: how many, how many without a date, how long.
    fn close(&self, hits: &Hits, out: &mut String) {
        let mut parts = vec![counted(&hits.total)];
        if hits.undated_excluded > 0 {
            let number = grouped(hits.undated_excluded);
            parts.push(format!("{number} undated left out by the date filter"));
        }
        if hits.partial {
            parts.push("time ran out, answered in part".to_owned());
        }
        parts.push(format!("{:.1} ms", hits.took.as_secs_f64() * 1e3));
        for line in join_parts(&parts, self.width()) {
            paint(&line, style::GREY, self.color, out);
            out.push('\n');
        }
    }
}

/// `37 articles, 21 texts`, with "at least" where counting stopped early, "about" where texts were told
/// from a part of many articles.
fn counted(total: &Total) -> String {
    let count = |number: u64, exact: bool, one: &str, many: &str| {
        let (least, number) = match (exact, total.articles_exact) {
            (true, _) => ("", number),
            (false, false) => ("at least ", number),
            (false, true) => ("about ", rounded(number)),
        };
        format!("{least}{} {}", grouped(number), if number == 1 { one } else { many })
    };
    let articles = count(total.articles, total.articles_exact, "article", "articles");
    if total.texts == 0 && total.articles > 0 {
        return articles;
    }
    format!("{articles}, {}", count(total.texts, total.texts_exact, "text", "texts"))
}

/// Rounds to three digits: an estimate says no more.
fn rounded(number: u64) -> u64 {
    let unit = 10_u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(2));
    (number + unit / 2) / unit * unit
}

/// Writes a number with its thousands apart: `66,030`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The grey line: sources, date, place, id, copies. One line if it can be, sources cut before
/// anything else is; several on a very narrow terminal.
fn facts(hit: &Hit, room: usize) -> Vec<String> {
    let chain = source_chain(&hit.sources);
    let chain = sanitize::plain(&chain).into_owned();
    let place = hit.place.as_deref().map(|place| sanitize::plain(place).into_owned());
    let mut id = hit.id.to_string();
    id.truncate(SHORT_ID);
    let copies = match hit.copies {
        0 => None,
        1 => Some("+1 copy".to_owned()),
        n => Some(format!("+{n} copies")),
    };
    let mut parts = Vec::with_capacity(5);
    parts.push(dates::human(hit.date.as_ref()));
    parts.extend(place.filter(|place| !place.is_empty()).map(|place| truncate(&place, 30)));
    parts.push(id);
    parts.extend(copies);
    if !chain.is_empty() {
        let taken: usize = parts.iter().map(|part| columns(part) + 3).sum();
        let left = room.saturating_sub(taken);
        let chain = if columns(&chain) <= left || left < 16 {
            truncate(&chain, room)
        } else {
            truncate(&chain, left)
        };
        parts.insert(0, chain);
    }
    join_parts(&parts, room)
}

/// The outlets and dates of the first copies, and how many more there are. A copy without a known
/// outlet is named by its path.
fn also(hit: &Hit, room: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::with_capacity(hit.others.len() + 1);
    for other in &hit.others {
        let chain = source_chain(&other.sources);
        let name = if chain.is_empty() { &other.path } else { &chain };
        let name = truncate(&sanitize::plain(name), 40);
        parts.push(format!("{name}, {}", dates::human(other.date.as_ref())));
    }
    let Some(first) = parts.first_mut() else { return Vec::new() };
    first.insert_str(0, "also ");
    let named = u32::try_from(hit.others.len()).unwrap_or(u32::MAX);
    if hit.copies > named {
        parts.push(format!("{} more", grouped(u64::from(hit.copies - named))));
    }
    join_parts(&parts, room)
}

/// Joins parts with dots into as few lines as fit.
pub(super) fn join_parts(parts: &[String], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut col = 0;
    for part in parts {
        let part = truncate(part, room);
        let wide = columns(&part);
        match lines.last_mut() {
            Some(line) if col + 3 + wide <= room => {
                line.push_str(" · ");
                line.push_str(&part);
                col += 3 + wide;
            }
            _ => {
                lines.push(part);
                col = wide;
            }
        }
    }
    lines
}

fn pad(columns: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', columns));
}

#[cfg(test)]
#[path = "terminal_tests.rs"]
mod tests;
