//! Cuts one clean line into lines of a given width, at words; wide characters take two columns.
//!
//! Takes text from [`sanitize`](super::sanitize) and gives byte ranges of it, so that highlights
//! still fit. Scripts written without spaces may break between any two characters, except before
//! closing and behind opening punctuation. A word wider than a line is cut.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Returns the columns that a text takes. The sum over its characters: never less than what a
/// terminal takes for clean text.
pub fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The lines of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Lines {
    pub ranges: Vec<Range<usize>>,
    /// Whether text is left over; the last line then has room for one more column.
    pub cut: bool,
}

/// Cuts `text` into at most `most` lines of `columns` columns (at least 2).
pub fn wrap(text: &str, columns: usize, most: usize) -> Lines {
    let columns = columns.max(2);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut col = 0;
    // Where the line may end and where the next would begin.
    let mut chance: Option<(usize, usize)> = None;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if c == ' ' {
            if at == start {
                start = at + 1;
            } else {
                let end = if before == Some(' ') { chance.map_or(at, |(end, _)| end) } else { at };
                chance = Some((end, at + 1));
                col += 1;
            }
            before = Some(c);
            continue;
        }
        if at > start && before.is_some_and(|b| may_break(b, c)) {
            chance = Some((at, at));
        }
        let w = width(c);
        if col + w > columns && at > start {
            let (end, next) = chance.take().unwrap_or((at, at));
            ranges.push(start..end);
            start = next;
            col = self::columns(&text[start..at]);
            if ranges.len() == most {
                return shorten(text, ranges, columns);
            }
            if col + w > columns && at > start {
                ranges.push(start..at);
                start = at;
                col = 0;
                if ranges.len() == most {
                    return shorten(text, ranges, columns);
                }
            }
        }
        col += w;
        before = Some(c);
    }
    let end = text.trim_end_matches(' ').len();
    if start < end {
        ranges.push(start..end);
    }
    Lines { ranges, cut: false }
}

/// Makes room for a mark behind the last line: cuts it back, to a space if that loses little.
fn shorten(text: &str, mut ranges: Vec<Range<usize>>, columns: usize) -> Lines {
    if let Some(last) = ranges.last_mut() {
        let line = &text[last.clone()];
        let kept = fit(line, columns - 1);
        let mut end = kept.len();
        if end < line.len() && !line[end..].starts_with(' ') {
            let space = kept.rfind(' ').filter(|&at| at * 2 > end);
            end = space.unwrap_or(end);
        }
        last.end = last.start + line[..end].trim_end().len();
    }
    Lines { ranges, cut: true }
}

/// Returns the longest beginning of `text` that takes at most `columns` columns.
pub fn fit(text: &str, columns: usize) -> &str {
    let mut col = 0;
    for (at, c) in text.char_indices() {
        col += width(c);
        if col > columns {
            return &text[..at];
        }
    }
    text
}

/// Returns the text cut to `columns` columns, with `…` where something is missing.
pub fn truncate(text: &str, columns: usize) -> String {
    if self::columns(text) <= columns {
        return text.to_owned();
    }
    format!("{}…", fit(text, columns.saturating_sub(1)).trim_end())
}

fn may_break(before: char, next: char) -> bool {
    (width(before) == 2 || width(next) == 2)
        && before != ' '
        && !is_closing(next)
        && !is_opening(before)
        && width(next) > 0
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '.'
            | ','
            | ':'
            | ';'
            | '!'
            | '?'
            | '%'
            | '"'
            | '\''
            | '’'
            | '”'
            | '»'
            | '…'
            | '、'
            | '。'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | 'ー'
            | '々'
            | '！'
            | '％'
            | '）'
            | '，'
            | '．'
            | '：'
            | '；'
            | '？'
            | '］'
            | '｝'
            | '～'
    )
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '“'
            | '‘'
            | '«'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '（'
            | '［'
            | '｛'
            | '＄'
            | '￥'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize, most: usize) -> (Vec<&str>, bool) {
        let lines = wrap(text, columns, most);
        (lines.ranges.into_iter().map(|range| &text[range]).collect(), lines.cut)
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(lines("one two three four", 9, 9), (vec!["one two", "three", "four"], false));
        assert_eq!(lines("one two", 7, 9), (vec!["one two"], false));
        assert_eq!(lines("", 10, 2), (vec![], false));
        assert_eq!(lines("   ", 10, 2), (vec![], false));
    }

    #[test]
    fn long_words_are_cut_and_always_advance() {
        assert_eq!(lines("abcdefgh ij", 3, 9), (vec!["abc", "def", "gh", "ij"], false));
        assert_eq!(lines("中文", 0, 9), (vec!["中", "文"], false));
        assert_eq!(lines("ab 中中中中", 4, 9), (vec!["ab", "中中", "中中"], false));
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(lines("北京时间，今天上午", 8, 9), (vec!["北京时", "间，今天", "上午"], false));
        assert_eq!(columns("北京🎉"), 6);
    }

    #[test]
    fn the_last_line_leaves_room_for_the_mark() {
        let (cut, more) = lines("one two three four five", 9, 2);
        assert!(more);
        assert_eq!(cut, ["one two", "three"]);
        let (cut, more) = lines("abcdefghijklmnop", 5, 1);
        assert!(more);
        assert_eq!(cut, ["abcd"]);
    }

    #[test]
    fn every_line_fits_whatever_the_text() {
        let text = "Премьер-министр 李强首相が(北京)で🎉🎉 e\u{301}e\u{301}e\u{301} aaaaaaaaaaaaaaaaaaa bb c";
        for wide in 2..40 {
            let lines = wrap(text, wide, usize::MAX);
            let mut letters = 0;
            for range in &lines.ranges {
                assert!(columns(&text[range.clone()]) <= wide, "{wide}: {range:?}");
                letters += text[range.clone()].chars().filter(|c| *c != ' ').count();
            }
            assert_eq!(letters, text.chars().filter(|c| *c != ' ').count());
        }
    }
}
