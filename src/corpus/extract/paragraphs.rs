//! Plain lines to paragraphs: tells hard-wrapped text from one paragraph a line.
//!
//! A text is wrapped when its lines are filled: the first word of the next line would not have fitted.
//! Texts with a paragraph on every line have lines of any length and fail that test.

use super::body::{Body, Piece, clean_line, ends_sentence, join_line};
use crate::article::lang::is_unspaced;

/// Widest column at which mail and wire text is wrapped.
const WIDEST: usize = 100;
/// Narrowest column that counts as wrapping; shorter lines are verse, lists or headlines.
const NARROWEST: usize = 40;
/// How many columns a filled line may leave open.
const SLACK: usize = 4;

/// Makes the paragraphs of plain lines.
pub fn read<'l>(lines: impl Iterator<Item = &'l str>) -> Body {
    let lines: Vec<_> = lines.map(clean_line).collect();
    let column = wrap_column(&lines);
    let mut body = Body::default();
    let mut open = String::new();
    let mut full = false;
    for line in &lines {
        let starts_item = line.starts_with(['•', '*', '|']) || line.starts_with("- ");
        let joins = full && !line.is_empty() && !starts_item;
        if !joins && !open.is_empty() {
            body.pieces.push(Piece::kept(std::mem::take(&mut open)));
        }
        if !line.is_empty() {
            join_line(&mut open, line);
        }
        // A short line that ends a sentence ends its paragraph, even without a blank line after.
        full = column.is_some_and(|column| {
            !line.is_empty() && (width(line) + SLACK * 3 >= column || !ends_sentence(line))
        });
    }
    if !open.is_empty() {
        body.pieces.push(Piece::kept(open));
    }
    body
}

/// Returns the column at which a text is wrapped, if it is.
fn wrap_column<S: AsRef<str>>(lines: &[S]) -> Option<usize> {
    let pairs = || {
        lines
            .windows(2)
            .map(|pair| (pair[0].as_ref(), pair[1].as_ref()))
            .filter(|(line, next)| !line.is_empty() && !next.is_empty())
    };
    let column = pairs().map(|(line, _)| width(line)).max()?;
    if !(NARROWEST..=WIDEST).contains(&column)
        || lines.iter().any(|line| width(line.as_ref()) > WIDEST)
    {
        return None;
    }
    let total = pairs().count();
    let filled = pairs()
        .filter(|(line, next)| {
            let used = width(line) + 1 + first_word(next);
            width(line) >= column / 2 && used + SLACK > column
        })
        .count();
    // Four of five: the ends of paragraphs without a blank line after them are not filled.
    (total >= 3 && filled * 5 >= total * 4).then_some(column)
}

/// Columns on a terminal: Han, kana and full-width marks take two.
fn width(line: &str) -> usize {
    if line.is_ascii() {
        return line.len();
    }
    line.chars()
        .map(|c| {
            if is_unspaced(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}') {
                2
            } else {
                1
            }
        })
        .sum()
}

fn first_word(line: &str) -> usize {
    if line.starts_with(is_unspaced) {
        return 2;
    }
    line.chars().take_while(|c| !c.is_whitespace()).take(WIDEST).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        read(text.lines()).pieces.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn one_paragraph_a_line_stays_split() {
        let text = "The first paragraph of a short story runs on for a while, as they do.\nA short one.\n\nAnother paragraph, again of quite another length than the others had before it.\r\n　　全角缩进的一段。";
        assert_eq!(paragraphs(text).len(), 4);
        assert_eq!(paragraphs(text)[3], "全角缩进的一段。");
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "The council of the small harbour town voted on Tuesday to\n\
                    keep its two ferries running through the winter, after a\n\
                    long debate over costs that had split the town for much\n\
                    of the year.\n\
                    \"We listened,\" the mayor said after the vote, which was\n\
                    watched by some two hundred people from the gallery.\n\
                    \n\
                    The ferries carry about three hundred people each day.";
        let got = paragraphs(text);
        assert_eq!(got.len(), 3, "{got:?}");
        assert!(
            got[0].ends_with("of the year.")
                && got[0].contains("running through the winter, after a long")
        );
        assert!(got[1].starts_with("\"We listened"));
    }

    #[test]
    fn wrapped_chinese_is_joined_without_spaces() {
        let line = "一二三四五六七八九十一二三四五六七八九十一二三四五";
        let text = format!("{line}\n{line}\n{line}\n{line}\n完。");
        let got = paragraphs(&text);
        assert_eq!(got.len(), 1, "{got:?}");
        assert!(!got[0].contains(' '));
    }

    #[test]
    fn lists_of_short_lines_are_not_wrapping() {
        assert_eq!(
            paragraphs("Alpha one\nBeta two\nGamma three\nDelta four\nEpsilon five").len(),
            5
        );
        assert!(paragraphs("").is_empty() && paragraphs("\n \n").is_empty());
    }
}
