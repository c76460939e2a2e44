//! A Markdown list with links, for notes and mails. Text from the corpus is escaped, so that it can
//! make neither markup nor HTML, and only `http` and `https` addresses become links.

use std::io::{self, Write};
use std::ops::Range;

use crate::engine::{Hit, Stored};
use crate::render::renderer::{Page, Renderer};
use crate::render::{dates, safe_link, sanitize, source_chain};

/// Renders hits as a numbered list, an article as a page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Markdown;

impl Renderer for Markdown {
    fn hits(&self, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        for (at, hit) in page.hits.hits.iter().enumerate() {
            let number = format!("{}. ", page.offset + at + 1);
            text.push_str(&number);
            push_hit(hit, number.len(), &mut text);
        }
        out.write_all(text.as_bytes())
    }

    fn article(&self, stored: &Stored, out: &mut dyn Write) -> io::Result<()> {
        let hit = super::hit_of(stored);
        let mut text = String::from("# ");
        push_link(&hit, &[], &mut text);
        text.push_str("\n\n");
        if let Some(deck) = &stored.article.deck {
            text.push_str(&format!("*{}*\n\n", escaped(&sanitize::plain(deck))));
        }
        text.push_str(&facts(&hit));
        text.push('\n');
        for paragraph in stored.article.body.split("\n\n").filter(|p| !p.trim().is_empty()) {
            text.push('\n');
            text.push_str(&escaped(&sanitize::plain(paragraph)));
            text.push('\n');
        }
        out.write_all(text.as_bytes())
    }
}

fn push_hit(hit: &Hit, indent: usize, text: &mut String) {
    push_link(hit, &hit.headline_highlights, text);
    text.push_str(" — ");
    text.push_str(&facts(hit));
    text.push('\n');
    if let Some(passage) = &hit.snippet {
        let (clean, marks) = sanitize::line(&passage.text, &passage.highlights);
        if !clean.is_empty() {
            text.extend(std::iter::repeat_n(' ', indent));
            text.push_str("> ");
            text.push_str(if passage.cut_before { "…" } else { "" });
            push_marked(&clean, &marks, text);
            text.push_str(if passage.cut_after { "…" } else { "" });
            text.push('\n');
        }
    }
}

fn push_link(hit: &Hit, marks: &[Range<usize>], text: &mut String) {
    let (clean, marks) = sanitize::line(hit.headline.as_deref().unwrap_or(""), marks);
    let link = safe_link(hit.url.as_deref()).filter(|url| !url.contains(['<', '>', '\\']));
    text.push_str(if link.is_some() { "[" } else { "" });
    if clean.is_empty() {
        text.push_str("(no headline)");
    } else {
        push_marked(&clean, &marks, text);
    }
    if let Some(link) = link {
        text.push_str("](<");
        text.push_str(link);
        text.push_str(">)");
    }
}

fn facts(hit: &Hit) -> String {
    let mut parts = Vec::new();
    parts.push(escaped(&sanitize::plain(&source_chain(&hit.sources))));
    parts.push(dates::human(hit.date.as_ref()));
    parts.push(hit.place.as_deref().map(|p| escaped(&sanitize::plain(p))).unwrap_or_default());
    parts.push(format!("`{:.12}`", hit.id.to_string()));
    parts.push(match hit.copies {
        0 => String::new(),
        1 => "1 copy".to_owned(),
        n => format!("{n} copies"),
    });
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

fn push_marked(clean: &str, marks: &[Range<usize>], text: &mut String) {
    let mut from = 0;
    for mark in marks {
        text.push_str(&escaped(&clean[from..mark.start]));
        text.push_str("**");
        text.push_str(&escaped(&clean[mark.clone()]));
        text.push_str("**");
        from = mark.end;
    }
    text.push_str(&escaped(&clean[from..]));
}

/// Escapes what Markdown or HTML could take for markup anywhere in a line. At the start of a line,
/// `-`, `+`, `=` and a number with a dot would begin a block.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let block = (at == 0 && matches!(c, '-' | '+' | '='))
            || (at > 0 && at == digits && matches!(c, '.' | ')'));
        if block
            || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    #[test]
    fn hits_are_a_list_with_links() {
        let hits = samples::hits(vec![samples::hit(), samples::hostile()]);
        let page = Page { query: "q", parsed: "q", warnings: &[], hits: &hits, offset: 0 };
        let mut out = Vec::new();
        Markdown.hits(&page, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "1. [Harbour council backs the new **ferry**](<https://example.org/ferry>) — Harbour \
             Post via Coast Wire, 2024-08-21, Port Alder, `0123456789ab`, 2 copies"
        );
        assert_eq!(
            lines[1],
            "   > …The **ferry** will cross the bay every hour, the council said."
        );
        assert!(
            lines[2]
                .starts_with("2. \\[2J**北京**时间 =cmd\\|'/c calc'!A1 🎉, \"x\" \\<b\\> — via")
        );
        assert!(!text.contains("javascript") && !text.contains('\u{1b}'));
    }

    #[test]
    fn an_article_is_a_page() {
        let mut out = Vec::new();
        Markdown.article(&samples::stored(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("# [Harbour council backs the new ferry](<https://example.org/"));
        assert!(text.ends_with("\n\nIt starts in May, \\[1mthe council said.\n"), "{text}");
    }

    #[test]
    fn blocks_cannot_begin() {
        assert_eq!(escaped("- x"), "\\- x");
        assert_eq!(escaped("1984. A year"), "1984\\. A year");
        assert_eq!(escaped("<script>&amp;"), "\\<script\\>\\&amp;");
    }
}
