//! One article in a terminal: to read, as it stood in the file, or how its fields were decided.

use std::io::{self, Write};

use crate::article::{Article, Candidate};
use crate::engine::Stored;
use crate::render::terminal::{grouped, paint, style};
use crate::render::wrap::wrap;
use crate::render::{dates, sanitize, source_chain};

/// The widest lines of running text, in columns: longer ones are hard to read.
const WIDEST: usize = 100;

/// How much of a piece that was taken out is shown beside the evidence, in characters; `--raw` shows all.
const LONGEST_PIECE: usize = 300;

/// What of the article is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Headline, facts, paragraphs.
    Readable,
    /// The text with everything that cleaning took out, in its place.
    Raw,
    /// How date, source and language were decided.
    Evidence,
}

/// Renders one article for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct ArticlePage {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use colours.
    pub color: bool,
    /// What of the article is shown.
    pub part: Part,
    /// When the index was built, Unix seconds; shown beside the evidence, which it is not.
    pub built: Option<i64>,
}

impl ArticlePage {
    /// Writes the article.
    pub fn article(&self, stored: &Stored, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::with_capacity(stored.article.body.len() + 1024);
        match self.part {
            Part::Readable => self.readable(stored, &mut text),
            Part::Raw => raw_page(&stored.article, &mut text),
            Part::Evidence => self.evidence(stored, &mut text),
        }
        out.write_all(text.as_bytes())
    }

    fn readable(&self, stored: &Stored, out: &mut String) {
        let article = &stored.article;
        self.paragraph(article.headline.as_deref().unwrap_or("(no headline)"), style::BOLD, out);
        if let Some(deck) = &article.deck {
            self.paragraph(deck, "", out);
        }
        out.push('\n');
        for (name, value) in facts(stored) {
            self.paragraph(&format!("{name}: {value}"), style::GREY, out);
        }
        for paragraph in article.body.split("\n\n").filter(|text| !text.trim().is_empty()) {
            out.push('\n');
            self.paragraph(paragraph, "", out);
        }
    }

    fn evidence(&self, stored: &Stored, out: &mut String) {
        let article = &stored.article;
        self.paragraph(article.headline.as_deref().unwrap_or("(no headline)"), style::BOLD, out);
        let date = match &article.published {
            Some(date) => format!(
                "{} (to the {}, from the {})",
                dates::human(Some(date)),
                date.precision.name(),
                date.provenance.name()
            ),
            None => "undated".to_owned(),
        };
        let sources = source_chain(&article.sources);
        let sources = if sources.is_empty() { "unknown".to_owned() } else { sources };
        let lang = article.lang.to_string();
        let lists = [
            ("date", date, &article.evidence.date),
            ("source", sources, &article.evidence.source),
            ("language", lang, &article.evidence.lang),
        ];
        for (name, value, candidates) in lists {
            out.push('\n');
            self.paragraph(&format!("{name}: {value}"), style::BOLD, out);
            for candidate in candidates {
                self.candidate(candidate, out);
            }
            if candidates.is_empty() {
                self.paragraph("  no evidence was found", style::GREY, out);
            }
        }
        self.other_days(article, out);
        self.taken_out(article, out);
        out.push('\n');
        self.copies(stored, out);
        for location in stored.locations.iter().skip(1) {
            self.paragraph(&format!("  the same record also stands in {location}"), "", out);
        }
        for note in &article.notes {
            self.paragraph(&format!("note: {note}"), style::NOTE, out);
        }
    }

    /// Whether others carry the same text, and how to see them.
    fn copies(&self, stored: &Stored, out: &mut String) {
        let others = match stored.copies.unwrap_or(0) {
            0 => "no other article has this text".to_owned(),
            1 => "one other article has this text".to_owned(),
            n => format!("{} other articles have this text", grouped(u64::from(n))),
        };
        self.paragraph(&format!("copies: {others}"), style::BOLD, out);
        if stored.copies.unwrap_or(0) == 0 {
            return;
        }
        let text = format!("  the text is named by its smallest id: {}", stored.text);
        self.paragraph(&text, "", out);
        if let Some(date) = stored.inferred {
            let date = dates::human(Some(&date));
            let line = format!("  they give the date {date}; it is never filtered or sorted by");
            self.paragraph(&line, "", out);
        }
        let id = stored.article.id;
        self.paragraph(&format!("  all of them: search show {id} --copies"), "", out);
    }

    /// Days that are not the date of publication, each under its own name.
    fn other_days(&self, article: &Article, out: &mut String) {
        let days = [
            ("weekday", article.weekday_hint.and_then(weekday).map(str::to_owned)),
            ("modified", article.modified.map(|at| dates::stamp(at, None))),
            ("crawled", article.crawled.map(|at| dates::stamp(at, None))),
            ("indexed", self.built.map(dates::instant)),
        ];
        out.push('\n');
        for (name, value) in days {
            if let Some(value) = value {
                self.paragraph(&format!("{name}: {value}"), style::BOLD, out);
            }
        }
    }

    /// What cleaning took out of the text, each piece with its rule.
    fn taken_out(&self, article: &Article, out: &mut String) {
        if article.removed.is_empty() {
            return;
        }
        out.push('\n');
        self.paragraph("taken out of the text:", style::BOLD, out);
        for piece in &article.removed {
            let end = piece.text.char_indices().nth(LONGEST_PIECE);
            let text = match end {
                Some((end, _)) => format!("{}…", &piece.text[..end]),
                None => piece.text.clone(),
            };
            for (at, line) in self.lines(&format!("{}: {text}", piece.rule), 4).iter().enumerate() {
                out.push_str(if at == 0 { "  " } else { "    " });
                self.push(line, "", out);
            }
        }
    }

    fn candidate(&self, candidate: &Candidate, out: &mut String) {
        let (sign, why) = match &candidate.rejected {
            None => ('+', String::new()),
            Some(why) => ('-', format!(" — not taken: {why}")),
        };
        let Candidate { kind, place, text, .. } = candidate;
        let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
        let line = format!("{sign} {kind}{place}: {text}{why}");
        let code = if candidate.rejected.is_some() { style::GREY } else { "" };
        for (at, line) in self.lines(&line, 4).into_iter().enumerate() {
            out.push_str(if at == 0 { "  " } else { "    " });
            self.push(&line, code, out);
        }
    }

    fn paragraph(&self, text: &str, code: &str, out: &mut String) {
        let indent = text.len() - text.trim_start_matches(' ').len();
        for line in self.lines(text, indent) {
            out.extend(std::iter::repeat_n(' ', indent));
            self.push(&line, code, out);
        }
    }

    fn lines(&self, text: &str, indent: usize) -> Vec<String> {
        let clean = sanitize::plain(text);
        let room = self.width.min(WIDEST).saturating_sub(indent).max(10);
        let lines = wrap(&clean, room, usize::MAX);
        lines.ranges.into_iter().map(|range| clean[range].to_owned()).collect()
    }

    fn push(&self, line: &str, code: &str, out: &mut String) {
        paint(line, code, self.color && !code.is_empty(), out);
        out.push('\n');
    }
}

/// The lines between headline and text.
fn facts(stored: &Stored) -> Vec<(&'static str, String)> {
    let article = &stored.article;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let sources = source_chain(&article.sources);
    let date = match &article.published {
        Some(date) => {
            format!("{} (from the {})", dates::human(Some(date)), date.provenance.name())
        }
        None => dates::human(stored.inferred.as_ref()),
    };
    let copies = match stored.copies.unwrap_or(0) {
        0 => String::new(),
        n => format!("{}, shown with --copies", grouped(u64::from(n))),
    };
    let mut facts = vec![
        ("Source", sources),
        ("Date", date),
        ("Changed", article.modified.map(|at| dates::stamp(at, None)).unwrap_or_default()),
        ("By", text(&article.byline)),
        ("Place", text(&article.place)),
        ("Section", text(&article.section)),
        ("URL", text(&article.url)),
        ("Language", format!("{}, {} words", article.lang, article.words())),
        ("Path", article.origin.path.clone()),
        ("Id", article.id.to_string()),
        ("Own id", text(&article.own_id)),
        ("Copies", copies),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

fn raw_page(article: &Article, out: &mut String) {
    if let Some(headline) = &article.headline {
        out.push_str(&sanitize::block(headline));
        out.push_str("\n\n");
    }
    if let Some(deck) = &article.deck {
        out.push_str(&sanitize::block(deck));
        out.push_str("\n\n");
    }
    out.push_str(&sanitize::block(&raw_text(article)));
    out.push('\n');
}

/// Returns the body with every removed piece back at its offset. A piece that stood between
/// paragraphs is set apart by a blank line; one that opened a paragraph, such as a dateline, is put
/// straight before its words.
pub fn raw_text(article: &Article) -> String {
    let body = &article.body;
    let mut pieces: Vec<_> = article.removed.iter().collect();
    pieces.sort_by_key(|piece| piece.at);
    let mut text = String::with_capacity(body.len() + 256);
    let mut from = 0;
    for piece in pieces {
        let at = sanitize::floor(body, piece.at.max(from));
        text.push_str(&body[from..at]);
        from = at;
        let opens = piece.rule == "dateline" || piece.text.ends_with(char::is_whitespace);
        let apart = !opens && at_break(body, at);
        if apart && !text.is_empty() && !text.ends_with("\n\n") {
            text.push_str("\n\n");
        }
        text.push_str(&piece.text);
        if apart && !body[at..].is_empty() && !body[at..].starts_with("\n\n") {
            text.push_str("\n\n");
        } else if opens && !piece.text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
    }
    text.push_str(&body[from..]);
    text
}

/// Tells whether an offset stands at an end of a paragraph.
fn at_break(body: &str, at: usize) -> bool {
    let (before, behind) = body.split_at(at);
    before.is_empty() || behind.is_empty() || before.ends_with("\n\n") || behind.starts_with("\n\n")
}

fn weekday(number: u8) -> Option<&'static str> {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    names.get(usize::from(number).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Removed;
    use crate::render::samples;
    use crate::render::wrap::columns;

    fn show(part: Part, width: usize, color: bool) -> String {
        let mut out = Vec::new();
        ArticlePage { width, color, part, built: Some(0) }
            .article(&samples::stored(), &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_article_can_be_read() {
        assert_eq!(
            show(Part::Readable, 80, false),
            "\
Harbour council backs the new ferry
Vote ends a dispute of two years

Source: Harbour Post via Coast Wire
Date: 2024-08-21 (from the metadata)
By: Ada Quill
Place: Port Alder
Section: Transport
URL: https://example.org/ferry
Language: en, 26 words
Path: sample/ferry.txt
Id: 0123456789abcdef0123456789abcdef
Own id: wire-17
Copies: 2, shown with --copies

The ferry will cross the bay.

It starts in May, [1mthe council said.
"
        );
    }

    #[test]
    fn raw_text_has_its_pieces_back() {
        let text = show(Part::Raw, 80, true);
        assert!(text.contains("\n\nPORT ALDER, Aug. 21 -- The ferry"), "{text}");
        assert!(text.ends_with("the council said.\n\nCoast Wire/Harbour Post\n"), "{text}");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn pieces_with_mad_offsets_do_no_harm() {
        let mut article = samples::stored().article;
        article.body = "Über".into();
        let piece = |at, text: &str| Removed { rule: "credit".into(), at, text: text.into() };
        article.removed = vec![piece(900, "end"), piece(1, "x"), piece(0, "start"), piece(0, "2")];
        assert_eq!(raw_text(&article), "start\n\n2\n\nx\n\nÜber\n\nend");
    }

    #[test]
    fn evidence_tells_what_was_turned_down() {
        let text = show(Part::Evidence, 80, false);
        assert!(text.contains("date: 2024-08-21 (to the day, from the metadata)\n  + metadata"));
        assert!(text.contains("  - url (url): /2023/01/01/ — not taken: of lower rank"));
        assert!(text.contains("\nweekday: Wednesday\nindexed: 1970-01-01T00:00:00Z\n"), "{text}");
        assert!(
            text.contains("\ntaken out of the text:\n  dateline: PORT ALDER, Aug. 21"),
            "{text}"
        );
        assert!(text.contains("also stands in sample/again.txt"));
    }

    #[test]
    fn lines_fit_narrow_terminals() {
        for line in show(Part::Evidence, 20, false).lines() {
            assert!(columns(line) <= 20, "{line}");
        }
        assert!(show(Part::Readable, 80, true).starts_with("\x1b[1mHarbour"));
    }
}
