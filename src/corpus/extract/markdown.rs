//! Markdown to paragraphs: blocks first, then the marks inside each.
//!
//! Takes the text after the front matter and gives a [`Body`]: headings, list items, table rows and
//! quoted lines become paragraphs of their own, figures and images are taken out and kept as such.
//! It reads news articles, not every corner of CommonMark.

use super::body::{Body, Piece, clean_line, join_line};
use super::inline::{self, Inline, Marks};

/// How much of a figure's source is kept among the removed pieces, in bytes.
const FIGURE_KEPT: usize = 2000;
const MARKS: Marks = Marks { markdown: true, html: true };

/// Reads the blocks of a Markdown text.
pub fn read(text: &str) -> Body {
    let mut blocks = Blocks::default();
    for line in text.lines() {
        blocks.line(line);
    }
    blocks.end_paragraph();
    blocks.end_figure();
    blocks.body
}

#[derive(Default)]
struct Blocks {
    body: Body,
    /// Source of the open paragraph, its lines joined by `\n`.
    open: String,
    /// Source of the open `<figure>`, and its closing tag.
    figure: Option<(String, &'static str)>,
    fence: Option<char>,
}

impl Blocks {
    fn line(&mut self, line: &str) {
        if let Some((source, close)) = &mut self.figure {
            source.push_str(line);
            source.push('\n');
            if line.contains(*close) {
                self.end_figure();
            }
            return;
        }
        let trimmed = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if let Some(fence) = self.fence {
            if trimmed.starts_with([fence]) && is_fence(trimmed) {
                self.fence = None;
            } else if !trimmed.is_empty() {
                self.paragraph(trimmed, false);
            }
            return;
        }
        if trimmed.is_empty() {
            return self.end_paragraph();
        }
        if is_fence(trimmed) {
            self.end_paragraph();
            self.fence = trimmed.chars().next();
            return;
        }
        for (tag, close) in [
            ("<figure", "</figure>"),
            ("<script", "</script>"),
            ("<style", "</style>"),
            ("<iframe", "</iframe>"),
        ] {
            if starts_with_tag(trimmed, tag) {
                self.end_paragraph();
                self.figure = Some((format!("{trimmed}\n"), close));
                if trimmed.contains(close) {
                    self.end_figure();
                }
                return;
            }
        }
        if is_shortcode(trimmed) {
            self.end_paragraph();
            self.body.pieces.push(Piece::taken(trimmed.to_owned(), "shortcode"));
            return;
        }
        if is_rule(trimmed) {
            // Under a line of text this is a heading's underline, else a rule: both end the block.
            let heading = !self.open.is_empty() && trimmed.starts_with(['-', '=']);
            return self.end(heading);
        }
        if let Some(title) = atx_heading(trimmed) {
            self.end_paragraph();
            return self.paragraph(title, true);
        }
        if let Some(row) = table_row(trimmed) {
            self.end_paragraph();
            if !row.is_empty() {
                self.paragraph(&row, false);
            }
            return;
        }
        let quoted = trimmed.trim_start_matches(['>', ' ']);
        let item = list_item(quoted);
        if item.is_some() {
            self.end_paragraph();
        }
        let content = item.unwrap_or(quoted);
        if !self.open.is_empty() {
            self.open.push('\n');
        }
        self.open.push_str(content);
        // Two spaces or a backslash at the end are a hard break: the next line is its own paragraph.
        if line.ends_with("  ") || content.ends_with('\\') {
            if content.ends_with('\\') {
                self.open.pop();
            }
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        self.end(false);
    }

    fn end(&mut self, heading: bool) {
        let source = std::mem::take(&mut self.open);
        if !source.is_empty() {
            self.paragraph(&source, heading);
        }
    }

    fn paragraph(&mut self, source: &str, heading: bool) {
        let Inline { text, link, bold, images } = inline::clean(source, MARKS);
        // Soft breaks of the source join; breaks made by tags stand alone, and both are `\n` here.
        let breaks = source.contains("<br") || source.contains("<p") || source.contains("</");
        let mut joined = String::new();
        for line in text.lines() {
            let line = clean_line(line);
            if line.is_empty() {
                continue;
            }
            if breaks && !joined.is_empty() {
                let text = std::mem::take(&mut joined);
                self.body.pieces.push(Piece { text, heading, ..Piece::default() });
            }
            join_line(&mut joined, &line);
        }
        if !joined.is_empty() {
            let heading = heading || bold;
            self.body.pieces.push(Piece { text: joined, removed: None, link, heading });
        }
        for image in images {
            self.body.pieces.push(Piece::taken(image, "image"));
        }
    }

    fn end_figure(&mut self) {
        if let Some((mut source, _)) = self.figure.take() {
            let mut cut = FIGURE_KEPT.min(source.len());
            while !source.is_char_boundary(cut) {
                cut -= 1;
            }
            source.truncate(cut);
            source.truncate(source.trim_end().len());
            self.body.pieces.push(Piece::taken(source, "figure"));
        }
    }
}

fn starts_with_tag(line: &str, tag: &str) -> bool {
    line.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
        && line[tag.len()..].starts_with(['>', ' ', '\t', '/'])
}

fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

/// `---`, `***`, `___`, `===`, with or without spaces between.
fn is_rule(line: &str) -> bool {
    let mut marks = line.bytes().filter(|b| *b != b' ');
    let Some(first) = marks.next() else { return false };
    let count = line.bytes().filter(|b| *b == first).count();
    matches!(first, b'-' | b'*' | b'_' | b'=') && count >= 3 && marks.all(|b| b == first)
}

/// `{{< video src="…" >}}`, `{{% note %}}`: calls of a site builder, alone on their line.
fn is_shortcode(line: &str) -> bool {
    [("{{<", ">}}"), ("{{%", "%}}")]
        .iter()
        .any(|(open, close)| line.starts_with(open) && line.ends_with(close) && line.len() > 5)
}

fn atx_heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    // A heading may be empty.
    let apart = title.is_empty() || title.starts_with([' ', '\t', '\u{3000}']);
    if !(1..=6).contains(&level) || !apart {
        return None;
    }
    Some(title.trim_end_matches('#').trim())
}

/// Cells of a table row joined by `, `; empty for the line under the head.
fn table_row(line: &str) -> Option<String> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    if inner.bytes().all(|b| matches!(b, b'-' | b':' | b'|' | b' ')) {
        return Some(String::new());
    }
    let cells: Vec<&str> =
        inner.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
    Some(cells.join(", "))
}

/// The content of a list item; numbers stay, they are part of the text.
fn list_item(line: &str) -> Option<&str> {
    if let Some(content) = line.strip_prefix(['*', '-', '+']) {
        return content.starts_with([' ', '\t']).then(|| content.trim_start());
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line.get(digits..)?.strip_prefix(['.', ')'])?;
    ((1..=3).contains(&digits) && after.starts_with(' ')).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let body = read(text);
        body.kept().map(|at| body.pieces[at].text.clone()).collect()
    }

    #[test]
    fn blocks_become_paragraphs() {
        let text = "# Top\n\nA soft\nbreak, **bold** and [a link](u).\n\nSecond  \nhard break\n---\n\n* one\n* two\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. first\n***\nEnd";
        assert_eq!(
            paragraphs(text),
            [
                "Top",
                "A soft break, bold and a link.",
                "Second",
                "hard break",
                "one",
                "two quoted",
                "a, b",
                "1, 2",
                "1. first",
                "End"
            ]
        );
        let body = read("Under\n---\n\n**Wholly bold**\n\n正文第一行\n第二行");
        assert!(body.pieces[0].heading && body.pieces[1].heading);
        assert_eq!(body.pieces[2].text, "正文第一行第二行");
    }

    #[test]
    fn figures_and_images_are_taken_out_and_kept() {
        let body = read(
            "Before\n<figure>\n<img src=\"x\">\n<figcaption>A caption</figcaption>\n</figure>\nAfter\n\n![alt](y)",
        );
        let (text, removed) = body.finish();
        assert_eq!(text, "Before\n\nAfter");
        assert_eq!((removed[0].rule.as_str(), removed[0].at), ("figure", 6));
        assert!(removed[0].text.contains("A caption"));
        assert_eq!((removed[1].rule.as_str(), removed[1].text.as_str()), ("image", "alt"));
    }

    #[test]
    fn an_open_figure_or_fence_ends_with_the_text() {
        assert_eq!(paragraphs("a\n<figure>\nb"), ["a"]);
        assert_eq!(paragraphs("```\ncode *x*\n"), ["code x"]);
        assert_eq!(paragraphs("**Жирный** текст, a_b и 5 * 3"), ["Жирный текст, a_b и 5 * 3"]);
        assert!(paragraphs("").is_empty());
    }

    #[test]
    fn shortcodes_and_empty_headings_are_no_text() {
        let (text, removed) =
            read("{{< video src=\"x\" >}}\n\nBoats.\n\n##\n\nMore. #tag\n\n#1 of 2").finish();
        assert_eq!(text, "Boats.\n\nMore. #tag\n\n#1 of 2");
        assert_eq!(removed[0].rule, "shortcode");
    }

    #[test]
    fn sole_links_are_marked() {
        let body = read("Text.\n\n[Reuters](https://r.example/a)");
        assert_eq!(body.pieces[1].link.as_deref(), Some("https://r.example/a"));
    }
}
