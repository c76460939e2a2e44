//! What differs between two articles, word by word, for a terminal.
//!
//! Both bodies are laid into one: what only the older has is struck through, what only the newer has is
//! set off; without colours they stand as `[-removed-]` and `{+added+}`, as git writes them. Paragraphs
//! without a difference are left out, but for one line before and after a changed one.

use std::io::{self, Write};
use std::ops::Range;

use crate::article::lang::count_words;
use crate::dedupe::diff::{Stretch, diff};
use crate::dedupe::{Likeness, Reading};
use crate::engine::Stored;
use crate::render::copies::short;
use crate::render::terminal::{grouped, join_parts, paint, style};
use crate::render::wrap::wrap;
use crate::render::{dates, sanitize, source_chain};

/// The widest lines, in columns.
const WIDEST: usize = 100;

/// Renders the difference of two articles for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct WordDiff {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use colours.
    pub color: bool,
}

/// A paragraph of both bodies laid into one.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    removed: Vec<Range<usize>>,
    added: Vec<Range<usize>>,
}

impl Paragraph {
    fn differs(&self) -> bool {
        !self.removed.is_empty() || !self.added.is_empty()
    }
}

impl WordDiff {
    /// Writes what differs from `old` to `new`.
    pub fn write(&self, old: &Stored, new: &Stored, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        for (sign, stored) in [("-", old), ("+", new)] {
            let article = &stored.article;
            let chain = sanitize::plain(&source_chain(&article.sources)).into_owned();
            let mut parts = vec![format!("{sign} {}", short(article.id))];
            parts.extend(Some(chain).filter(|chain| !chain.is_empty()));
            parts.push(dates::human(article.published.or(stored.inferred).as_ref()));
            for line in join_parts(&parts, self.room()) {
                paint(&line, style::GREY, self.color, &mut text);
                text.push('\n');
            }
        }
        let (one, two) = (&old.article, &new.article);
        for (before, after) in [(&one.headline, &two.headline), (&one.deck, &two.deck)] {
            let (before, after) = (before.as_deref(), after.as_deref());
            let (before, after) = (before.unwrap_or(""), after.unwrap_or(""));
            if before != after {
                text.push('\n');
                laid(before, after, &diff(before, after))
                    .iter()
                    .for_each(|paragraph| self.paragraph(paragraph, &mut text));
            }
        }
        let (before, after) = (&old.article.body, &new.article.body);
        let stretches = diff(before, after);
        self.body(&laid(before, after, &stretches), &mut text);
        text.push('\n');
        self.line(&summary(before, after, &stretches), style::NOTE, &mut text);
        out.write_all(text.as_bytes())
    }

    fn body(&self, paragraphs: &[Paragraph], out: &mut String) {
        let differs = |at: usize| paragraphs.get(at).is_some_and(Paragraph::differs);
        let mut same = 0_u64;
        for (at, paragraph) in paragraphs.iter().enumerate() {
            let near = differs(at + 1) || (at > 0 && differs(at - 1));
            if !paragraph.differs() && !near {
                same += 1;
                continue;
            }
            self.left_out(std::mem::take(&mut same), out);
            out.push('\n');
            if paragraph.differs() {
                self.paragraph(paragraph, out);
            } else {
                self.context(&paragraph.text, out);
            }
        }
        if paragraphs.iter().any(Paragraph::differs) {
            self.left_out(same, out);
        }
    }

    fn left_out(&self, same: u64, out: &mut String) {
        if same > 0 {
            let noun = if same == 1 { "paragraph" } else { "paragraphs" };
            out.push('\n');
            self.line(&format!("… {} {noun} the same …", grouped(same)), style::GREY, out);
        }
    }

    /// Writes a line of ours, in as many as fit.
    fn line(&self, text: &str, code: &str, out: &mut String) {
        for range in wrap(text, self.room(), usize::MAX).ranges {
            paint(&text[range], code, self.color, out);
            out.push('\n');
        }
    }

    /// The first line of a paragraph without a difference.
    fn context(&self, text: &str, out: &mut String) {
        let clean = sanitize::plain(text);
        let lines = wrap(&clean, self.room(), 1);
        for range in lines.ranges {
            paint(&clean[range], style::GREY, self.color, out);
            out.push_str(if lines.cut { "…\n" } else { "\n" });
        }
    }

    fn paragraph(&self, paragraph: &Paragraph, out: &mut String) {
        // Twice the same text: ranges that end up empty are left out, so both kinds go by themselves.
        let (clean, removed) = sanitize::line(&paragraph.text, &paragraph.removed);
        let (_, added) = sanitize::line(&paragraph.text, &paragraph.added);
        let mut marks: Vec<(Range<usize>, bool)> =
            removed.into_iter().map(|range| (range, false)).collect();
        marks.extend(added.into_iter().map(|range| (range, true)));
        marks.sort_by_key(|(range, _)| range.start);
        if self.color {
            self.coloured(&clean, &marks, out);
        } else {
            let text = bracketed(&clean, &marks);
            for range in wrap(&text, self.room(), usize::MAX).ranges {
                out.push_str(&text[range]);
                out.push('\n');
            }
        }
    }

    fn coloured(&self, clean: &str, marks: &[(Range<usize>, bool)], out: &mut String) {
        let mut marks = marks.iter().peekable();
        for line in wrap(clean, self.room(), usize::MAX).ranges {
            let mut from = line.start;
            while let Some((range, added)) = marks.peek() {
                let (start, end) = (range.start.max(from), range.end.min(line.end));
                if start >= line.end {
                    break;
                }
                if start < end {
                    out.push_str(&clean[from..start]);
                    let code = if *added { style::ADDED } else { style::REMOVED };
                    paint(&clean[start..end], code, true, out);
                    from = end;
                }
                if range.end > line.end {
                    break;
                }
                marks.next();
            }
            out.push_str(&clean[from..line.end]);
            out.push('\n');
        }
    }

    fn room(&self) -> usize {
        self.width.clamp(20, WIDEST)
    }
}

/// Lays two texts into one, paragraph by paragraph. A break that only one of them has is shown as ¶: at
/// the end of a paragraph that was changed, else at the beginning of the one that came or went.
fn laid(old: &str, new: &str, stretches: &[Stretch]) -> Vec<Paragraph> {
    let mut done = Vec::new();
    let mut open = Paragraph::default();
    for stretch in stretches {
        let (before, after) = (&old[stretch.old.clone()], &new[stretch.new.clone()]);
        if stretch.equal {
            for (at, part) in before.split("\n\n").enumerate() {
                if at > 0 {
                    done.push(std::mem::take(&mut open));
                }
                open.text.push_str(part);
            }
            continue;
        }
        for (text, is_new) in [(before, false), (after, true)] {
            for (at, part) in text.split("\n\n").enumerate() {
                let mut start = open.text.len();
                if at > 0 {
                    let changed = open.differs();
                    if changed {
                        open.text.push('¶');
                        mark(&mut open, start, is_new);
                    }
                    done.push(std::mem::take(&mut open));
                    start = 0;
                    if !changed {
                        open.text.push('¶');
                    }
                }
                open.text.push_str(part);
                mark(&mut open, start, is_new);
            }
        }
    }
    done.push(open);
    done.retain(|paragraph| !paragraph.text.trim().is_empty());
    done
}

fn mark(open: &mut Paragraph, start: usize, is_new: bool) {
    let range = start..open.text.len();
    let marks = if is_new { &mut open.added } else { &mut open.removed };
    match marks.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ if range.is_empty() => {}
        _ => marks.push(range),
    }
}

/// Writes marks as brackets.
fn bracketed(clean: &str, marks: &[(Range<usize>, bool)]) -> String {
    let mut text = String::with_capacity(clean.len() + 4 * marks.len());
    let mut from = 0;
    for (range, added) in marks {
        text.push_str(&clean[from..range.start]);
        let (open, close) = if *added { ("{+", "+}") } else { ("[-", "-]") };
        text.push_str(open);
        text.push_str(&clean[range.clone()]);
        text.push_str(close);
        from = range.end;
    }
    text.push_str(&clean[from..]);
    text
}

/// `12 words removed, 15 added; 97 % of five words in a row in common`.
fn summary(old: &str, new: &str, stretches: &[Stretch]) -> String {
    let likeness = Reading::of(old).likeness(&Reading::of(new));
    if old == new {
        return "the same text".to_owned();
    }
    if likeness == Likeness::SameWords {
        return "the same words; only case, accents, marks or breaks differ".to_owned();
    }
    let count = |of: &str, range: &Range<usize>| u64::from(count_words(&of[range.clone()]));
    let differing = || stretches.iter().filter(|stretch| !stretch.equal);
    let removed: u64 = differing().map(|stretch| count(old, &stretch.old)).sum();
    let added: u64 = differing().map(|stretch| count(new, &stretch.new)).sum();
    format!(
        "{} {} removed, {} added; {} % of the runs of five words in common",
        grouped(removed),
        if removed == 1 { "word" } else { "words" },
        grouped(added),
        likeness.out_of(100)
    )
}

#[cfg(test)]
#[path = "word_diff_tests.rs"]
mod tests;
