//! Clusters: what a reader takes for one character, how wide it is, and where a line may be cut.
//!
//! A working likeness of the grapheme clusters of Unicode (UAX 29): a character with its combining
//! marks, variation selectors and joiners, emoji sequences and flags, Hangul syllables in parts,
//! conjuncts joined by a virama (rule GB9c, taken for every script: the Khmer coeng is one). What
//! differs from the standard differs towards longer clusters, so nothing is ever torn.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::article::lang::is_unspaced;

/// One cluster of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cluster {
    pub start: usize,
    pub end: usize,
    /// Columns in a terminal; 1 for any run of white space.
    pub width: usize,
    pub kind: Kind,
}

/// What a cluster is to someone who cuts lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of white space.
    Space,
    /// Of a script without spaces, or a wide sign.
    Unspaced,
    /// A wide sign that may not stand first in a line.
    Closing,
    /// A wide sign that may not stand last.
    Opening,
    /// The same among narrow signs: quotation marks that stand in words of any script.
    CloseQuote,
    OpenQuote,
    /// Anything else.
    Letter,
}

/// Tells whether a line may be cut between two neighbours.
pub(super) fn may_cut(left: Kind, right: Kind) -> bool {
    if left == Kind::Space || right == Kind::Space {
        return true;
    }
    let wide = |kind| matches!(kind, Kind::Unspaced | Kind::Closing | Kind::Opening);
    (wide(left) || wide(right))
        && !matches!(left, Kind::Opening | Kind::OpenQuote)
        && !matches!(right, Kind::Closing | Kind::CloseQuote)
}

/// Walks over the clusters of `text` from byte `start` (a character boundary) on; white space comes
/// as one cluster a run.
pub(super) fn clusters(text: &str, start: usize) -> impl Iterator<Item = Cluster> {
    let mut at = start;
    std::iter::from_fn(move || {
        let cluster = next(text, at)?;
        at = cluster.end;
        Some(cluster)
    })
}

#[inline]
fn next(text: &str, start: usize) -> Option<Cluster> {
    let bytes = text.as_bytes();
    let byte = *bytes.get(start)?;
    // A plain letter, or a space before one: nearly every cluster of most texts.
    let after = bytes.get(start + 1).copied().unwrap_or(b'x');
    let kind = if byte == b' ' { Kind::Space } else { Kind::Letter };
    if (byte.is_ascii_graphic() && after.is_ascii()) || (byte == b' ' && after.is_ascii_graphic()) {
        return Some(Cluster { start, end: start + 1, width: 1, kind });
    }
    next_of_any(text, start)
}

#[inline(never)]
fn next_of_any(text: &str, start: usize) -> Option<Cluster> {
    let rest = text.get(start..)?;
    let first = rest.chars().next()?;
    if first.is_whitespace() {
        let end = text.len() - rest.trim_start().len();
        return Some(Cluster { start, end, width: 1, kind: Kind::Space });
    }
    let end = end_of_cluster(text, start + first.len_utf8());
    let mut chars = text[start..end].chars();
    let width = match (chars.next(), chars.next()) {
        (Some(alone), None) => alone.width().unwrap_or(1),
        _ => text[start..end].width(),
    };
    Some(Cluster { start, end, width, kind: kind(first) })
}

/// Returns the end of the cluster that the character before byte `end` belongs to; 0 stays 0.
pub(super) fn end_of_cluster(text: &str, mut end: usize) -> usize {
    if text.as_bytes().get(end).is_none_or(u8::is_ascii) {
        return end;
    }
    let (Some(before), Some(rest)) = (text.get(..end), text.get(end..)) else {
        return end;
    };
    let Some(mut last) = before.chars().next_back() else {
        return end;
    };
    // A flag is a pair of letters: the second joins, a third does not.
    let mut lone_flag =
        before.chars().rev().take_while(|c| is_flag(*c)).take(LONGEST_FLAGS).count() % 2 == 1;
    for c in rest.chars() {
        let joins = joins(last, c) || (lone_flag && is_flag(c));
        if !joins || c.is_whitespace() || c.is_control() {
            break;
        }
        lone_flag &= !is_flag(c);
        end += c.len_utf8();
        last = c;
    }
    end
}

/// Flags in a row that are counted back; an even number, so that longer rows pair up all the same.
const LONGEST_FLAGS: usize = 64;

fn is_flag(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Tells whether `c` belongs to the character before it.
fn joins(last: char, c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    c.width() == Some(0)
        || is_combining_mark(c)
        || matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{E33}' | '\u{EB3}' | '\u{FF9E}' | '\u{FF9F}')
        || last == '\u{200D}'
        || (!last.is_ascii() && canonical_combining_class(last) == VIRAMA && c.is_alphabetic())
}

/// Canonical combining class of viramas.
const VIRAMA: u8 = 9;

fn kind(first: char) -> Kind {
    match first {
        '、' | '。' | '，' | '．' | '！' | '？' | '：' | '；' | '）' | '］' | '｝' | '」'
        | '』' | '】' | '》' | '〉' | '〕' | 'ー' | '々' | '・' | 'ๆ' | 'ฯ' | '％' => {
            Kind::Closing
        }
        '（' | '［' | '｛' | '「' | '『' | '【' | '《' | '〈' | '〔' => Kind::Opening,
        '”' | '’' | '…' => Kind::CloseQuote,
        '“' | '‘' => Kind::OpenQuote,
        _ if first.is_ascii() => Kind::Letter,
        _ if is_unspaced(first) => Kind::Unspaced,
        _ => Kind::Letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        clusters(text, 0).map(|c| &text[c.start..c.end]).collect()
    }

    #[test]
    fn clusters_stay_whole() {
        for (text, want) in [
            ("ab", vec!["a", "b"]),
            ("e\u{301}x", vec!["e\u{301}", "x"]),
            ("a \r\n\u{3000} b", vec!["a", " \r\n\u{3000} ", "b"]),
            ("👩\u{200D}👩\u{200D}👧!", vec!["👩\u{200D}👩\u{200D}👧", "!"]),
            ("👍🏽👍", vec!["👍🏽", "👍"]),
            ("🇷🇺🇨🇳🇺", vec!["🇷🇺", "🇨🇳", "🇺"]),
            ("1\u{FE0F}\u{20E3}2", vec!["1\u{FE0F}\u{20E3}", "2"]),
            ("ที่นี่", vec!["ที่", "นี่"]),
            ("น้ำ", vec!["น้ำ"]),
            ("ក្រុង", vec!["ក្រុ", "ង"]),
            ("क्षि", vec!["क्षि"]),
            ("葛\u{E0100}城", vec!["葛\u{E0100}", "城"]),
        ] {
            assert_eq!(cut(text), want, "{text}");
        }
    }

    #[test]
    fn widths_are_columns() {
        let width = |text| clusters(text, 0).map(|c| c.width).sum::<usize>();
        assert_eq!(width("ab  \n c"), 4);
        assert_eq!(width("北京。"), 6);
        assert_eq!(width("👩\u{200D}👩\u{200D}👧"), 2);
        assert_eq!(width("ที่นี่"), 2);
    }

    #[test]
    fn signs_stay_with_their_words() {
        let cuts = |text: &str| -> Vec<bool> {
            let kinds: Vec<Kind> = clusters(text, 0).map(|c| c.kind).collect();
            kinds.windows(2).map(|pair| may_cut(pair[0], pair[1])).collect()
        };
        assert_eq!(cuts("ab c"), [false, true, true]);
        assert_eq!(cuts("北京。上"), [true, false, true]);
        assert_eq!(cuts("说「好」a"), [true, false, false, true]);
        assert_eq!(cuts("说“ok”好"), [true, false, false, false, true]);
        assert_eq!(cuts("don’t"), [false; 4]);
    }

    #[test]
    fn ends_move_over_what_belongs_to_the_last_letter() {
        assert_eq!(end_of_cluster("cafe\u{301} x", 4), 6);
        assert_eq!(end_of_cluster("🇷🇺🇨🇳", 8), 8);
        assert_eq!(end_of_cluster("🇷🇺🇨🇳", 4), 8);
        assert_eq!(end_of_cluster("abc", 3), 3);
        assert_eq!(end_of_cluster("", 0), 0);
    }
}
