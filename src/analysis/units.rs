//! Normalised characters, each with the bytes it came from.
//!
//! Words are cut from NFKC, but ranges must point into the text as given. So a stretch of text is
//! normalised segment by segment (a character and what may compose with it), and every resulting
//! [`Unit`] carries the range of its segment. Invisible characters give no unit; all signs printed
//! as an apostrophe give `'`.

use unicode_normalization::char::{
    canonical_combining_class, decompose_compatible, is_combining_mark,
};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::fold::{decimal, is_apostrophe, is_ignorable};
use crate::article::lang::is_unspaced;

/// What a character is to the tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Letter,
    /// Decimal digits and other numbers.
    Digit,
    /// Belongs to the character before it.
    Mark,
    /// A character of a script written without spaces.
    Unspaced,
    Other,
}

/// One character of the normalised text. Offsets count from the start of the stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    pub c: char,
    pub start: u32,
    pub end: u32,
    pub class: Class,
}

/// Longest stretch in bytes, so that offsets fit; no text comes near it.
const LONGEST: usize = 1 << 30;

/// Fills `units` from `start` up to the next character that no word can span, and returns where
/// that character ends.
pub(crate) fn fill(text: &str, start: usize, units: &mut Vec<Unit>) -> usize {
    units.clear();
    let stretch = &text[start..];
    let mut chars = stretch.char_indices();
    // Where the segment of the last starter begins, in the text and among the units.
    let (mut segment, mut first) = (0, 0);
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        if is_stop(c) {
            return start + end;
        }
        if at >= LONGEST {
            return start + at;
        }
        let range = (at as u32, end as u32);
        if is_plain_letter(c) {
            (segment, first) = (at, units.len());
            units.push(Unit { c, start: range.0, end: range.1, class: Class::Letter });
        } else if is_plain_unspaced(c) {
            (segment, first) = (at, units.len());
            units.push(Unit { c, start: range.0, end: range.1, class: Class::Unspaced });
        } else if is_ignorable(c) {
            continue;
        } else if c.is_ascii() || is_apostrophe(c) {
            (segment, first) = (at, units.len());
            push(c, range, units);
        } else if starts_segment(c) {
            (segment, first) = (at, units.len());
            // Most are stable under NFKC; `nfkc` of one character is its full mapping.
            std::iter::once(c).nfkc().for_each(|c| push(c, range, units));
        } else {
            // The segment is longer than one character: normalise it as a whole, once. A base that
            // is no letter composes to none, and stays out of the range.
            if units[first..].iter().all(|unit| unit.class == Class::Other) {
                (segment, first) = (at, units.len());
            }
            let mut end = end;
            while let Some((_, next)) = chars.clone().next() {
                if !is_ignorable(next) && starts_segment(next) {
                    break;
                }
                chars.next();
                if !is_ignorable(next) {
                    end = stretch.len() - chars.as_str().len();
                }
            }
            units.truncate(first);
            let source = stretch[segment..end].chars().filter(|&c| !is_ignorable(c));
            let source = source.map(|c| if is_apostrophe(c) { '\'' } else { c });
            source.nfkc().for_each(|c| push(c, (segment as u32, end as u32), units));
        }
    }
    text.len()
}

fn push(c: char, (start, end): (u32, u32), units: &mut Vec<Unit>) {
    // A few characters are printed with an apostrophe of their own (ŉ).
    let c = if is_apostrophe(c) { '\'' } else { c };
    units.push(Unit { c, start, end, class: classify(c) });
}

fn classify(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ => Class::Other,
        };
    }
    if is_combining_mark(c) {
        Class::Mark
    } else if is_unspaced(c) && c.is_alphanumeric() && decimal(c).is_none() {
        Class::Unspaced
    } else if c.is_alphabetic() {
        Class::Letter
    } else if c.is_numeric() {
        Class::Digit
    } else {
        Class::Other
    }
}

/// Letters that are stable under NFKC and compose with nothing before them: the common ones.
#[inline]
fn is_plain_letter(c: char) -> bool {
    matches!(c,
        'a'..='z'
        | 'A'..='Z'
        | '\u{C0}'..='\u{D6}'
        | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{131}'
        | '\u{134}'..='\u{13E}'
        | '\u{141}'..='\u{148}'
        | '\u{14A}'..='\u{17E}'
        | '\u{3A3}'..='\u{3CE}'
        | '\u{400}'..='\u{481}'
        | '\u{48A}'..='\u{52F}'
        | '\u{5D0}'..='\u{5EA}'
        | '\u{620}'..='\u{64A}'
        | '\u{905}'..='\u{928}'
        | '\u{AC00}'..='\u{D7A3}')
}

/// Characters of unspaced scripts that are stable under NFKC and compose with nothing before them:
/// the common Han characters, kana, Thai consonants and vowels that stand on the line.
#[inline]
fn is_plain_unspaced(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'
        | '\u{E01}'..='\u{E30}')
}

/// Tells whether a character begins a segment: nothing before it reorders or composes with it.
fn starts_segment(c: char) -> bool {
    if c.is_ascii() || is_plain_letter(c) || matches!(c, '\u{4E00}'..='\u{9FFF}') {
        return true;
    }
    let mut first = None;
    decompose_compatible(c, |part| first = first.or(Some(part)));
    let first = first.unwrap_or(c);
    canonical_combining_class(first) == 0
        && is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
}

/// Tells whether no word, number or run can span the character: it may end a stretch. (Others need
/// not: a comma may stand inside a number.)
fn is_stop(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c <= ' ',
        '\u{3001}'
        | '\u{3002}'
        | '\u{FF0C}'
        | '\u{FF01}'
        | '\u{FF1A}'
        | '\u{FF1B}'
        | '\u{FF1F}'
        | '\u{2013}'
        | '\u{2014}'
        | '\u{3008}'..='\u{3011}' => true,
        '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{3000}' => c.is_whitespace(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(char, u32, u32)> {
        let mut units = Vec::new();
        fill(text, 0, &mut units);
        units.iter().map(|u| (u.c, u.start, u.end)).collect()
    }

    #[test]
    fn units_keep_the_bytes_they_came_from() {
        assert_eq!(cut("ae\u{301}b"), [('a', 0, 1), ('é', 1, 4), ('b', 4, 5)]);
        assert_eq!(cut("ﬁx"), [('f', 0, 3), ('i', 0, 3), ('x', 3, 4)]);
        assert_eq!(cut("ｶﾞｱ"), [('ガ', 0, 6), ('ア', 6, 9)]);
        assert_eq!(cut("a\u{ad}b"), [('a', 0, 1), ('b', 3, 4)]);
        assert_eq!(cut("e\u{200d}\u{301}\u{200d}x"), [('é', 0, 6), ('x', 9, 10)]);
        assert_eq!(cut("x´y"), [('x', 0, 1), ('\'', 1, 3), ('y', 3, 4)]);
        assert_eq!(cut("\u{1100}\u{1161}\u{11a8}"), [('각', 0, 9)]);
    }

    #[test]
    fn a_stretch_ends_where_no_word_goes_on() {
        let mut units = Vec::new();
        assert_eq!(fill("北京。上海", 0, &mut units), 9);
        assert_eq!(units.len(), 2);
        assert_eq!(fill("北京。上海", 9, &mut units), 15);
        assert_eq!(fill("a\u{a0}b", 0, &mut units), 3);
    }

    #[test]
    fn plain_letters_are_stable_and_start_segments() {
        for c in ('\0'..='\u{FFFF}').filter(|&c| is_plain_letter(c)) {
            let normal: String = std::iter::once(c).nfkc().collect();
            assert_eq!(normal, c.to_string());
            assert_eq!(canonical_combining_class(c), 0);
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(classify(c), Class::Letter, "{c:?}");
        }
        for c in ('\0'..='\u{FFFF}').filter(|&c| is_plain_unspaced(c)) {
            let normal: String = std::iter::once(c).nfkc().collect();
            assert_eq!(normal, c.to_string());
            assert_eq!(canonical_combining_class(c), 0);
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(classify(c), Class::Unspaced, "{c:?}");
            assert!(starts_segment(c) && !is_ignorable(c) && !is_apostrophe(c) && !is_stop(c));
        }
    }

    #[test]
    fn normalising_by_segments_is_normalising_the_whole() {
        for text in [
            "q\u{307}\u{323}x",
            "한\u{11a8}글",
            "ｳﾞｧ",
            "\u{1100}\u{1161}\u{11a8}",
            "น\u{e49}\u{e33}",
        ] {
            let whole: Vec<char> = text.nfkc().collect();
            let units: Vec<char> = cut(text).iter().map(|u| u.0).collect();
            assert_eq!(units, whole, "{text}");
        }
    }
}
