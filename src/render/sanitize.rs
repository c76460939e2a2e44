//! Takes out of corpus text what must never reach a terminal.
//!
//! Dropped: control characters (C0, DEL, C1, so every escape sequence loses its lead), marks that
//! turn or isolate the direction of text (the "Trojan Source" set, CVE-2021-42574), and invisible
//! format characters that hide text or make widths unpredictable. Line breaks and tabs become one
//! space. Joiners stay between letters, where Persian and Indic scripts need them. Highlights are
//! moved along with the text.

use std::borrow::Cow;
use std::ops::Range;

/// Most combining marks kept on one character; more would run over the lines above and below.
const MARKS: u32 = 6;

/// What becomes of one character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    Space,
    Drop,
    /// Kept behind a letter outside ASCII, else dropped.
    Joiner,
}

fn fate(c: char) -> Fate {
    match c {
        ' '..='~' => Fate::Keep,
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::Space,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Fate::Drop,
        '\u{a0}' => Fate::Space,
        '\u{200c}' | '\u{200d}' => Fate::Joiner,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        // Fillers that print as nothing, variation selectors, tags.
        | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => {
            Fate::Drop
        }
        _ => Fate::Keep,
    }
}

/// Returns the text as one harmless line, and the highlights as ranges of that line. Runs of white
/// space become one space, white space at either end goes. Ranges that do not fit the text are
/// clipped; ranges that end up empty are left out.
pub fn line<'a>(text: &'a str, ranges: &[Range<usize>]) -> (Cow<'a, str>, Vec<Range<usize>>) {
    let ranges = well_formed(text, ranges);
    if text.bytes().all(|b| (0x20..0x7f).contains(&b))
        && !text.contains("  ")
        && !text.starts_with(' ')
        && !text.ends_with(' ')
    {
        return (Cow::Borrowed(text), ranges);
    }
    let mut ends = ranges.iter().flat_map(|range| [range.start, range.end]).peekable();
    let mut moved = Vec::with_capacity(ranges.len() * 2);
    let mut clean = String::with_capacity(text.len());
    let mut space = false;
    let mut marks = 0;
    for (at, c) in text.char_indices() {
        let mut fate = fate(c);
        if fate == Fate::Joiner {
            let between =
                clean.chars().next_back().is_some_and(|p| !p.is_ascii() && p.is_alphabetic());
            fate = if between && !space { Fate::Keep } else { Fate::Drop };
        }
        if fate == Fate::Keep && c != ' ' && unicode_width::UnicodeWidthChar::width(c) == Some(0) {
            marks += 1;
            if marks > MARKS || clean.is_empty() {
                fate = Fate::Drop;
            }
        }
        let blank = fate == Fate::Space || c == ' ';
        if fate == Fate::Keep && !blank {
            if space && !clean.is_empty() {
                clean.push(' ');
            }
            space = false;
        }
        while ends.next_if(|&end| end <= at).is_some() {
            moved.push(clean.len());
        }
        if blank {
            space = true;
        } else if fate == Fate::Keep {
            clean.push(c);
        }
        if blank || (fate == Fate::Keep && unicode_width::UnicodeWidthChar::width(c) != Some(0)) {
            marks = 0;
        }
    }
    moved.extend(ends.map(|_| clean.len()));
    let ranges = moved.chunks(2).filter(|pair| pair[0] < pair[1]).map(|pair| pair[0]..pair[1]);
    let ranges = ranges.collect();
    (Cow::Owned(clean), ranges)
}

/// Returns the text as one harmless line.
pub fn plain(text: &str) -> Cow<'_, str> {
    line(text, &[]).0
}

/// Returns the text with its line breaks and tabs (a lone carriage return becomes a line break),
/// without everything else that [`line()`] drops.
pub fn block(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b) || b == b'\n' || b == b'\t') {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => clean.push(c),
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            _ => match fate(c) {
                Fate::Keep => {
                    let wide = unicode_width::UnicodeWidthChar::width(c) != Some(0);
                    marks = if wide { 0 } else { marks + 1 };
                    if marks <= MARKS {
                        clean.push(c);
                    }
                }
                Fate::Space => clean.push(' '),
                Fate::Joiner => {
                    let last = clean.chars().next_back();
                    if last.is_some_and(|p| !p.is_ascii() && p.is_alphabetic()) {
                        clean.push(c);
                    }
                }
                Fate::Drop => {}
            },
        }
    }
    Cow::Owned(clean)
}

/// Tells whether a character may not stand unescaped in output that might be shown on a terminal,
/// line breaks and tabs aside.
pub fn is_harmful(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
        || (c < ' ' && c != '\n' && c != '\t')
}

/// Returns the last start of a character at or before `at`, or the end of the text.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Sorts ranges, clips them to the text and to whole characters, and joins those that meet.
fn well_formed(text: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let clip = |at: usize| floor(text, at);
    let mut fit: Vec<Range<usize>> = ranges
        .iter()
        .map(|range| clip(range.start)..clip(range.end))
        .filter(|range| range.start < range.end)
        .collect();
    if fit.windows(2).any(|pair| pair[0].end >= pair[1].start) {
        fit.sort_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(fit.len());
        for range in fit {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        return joined;
    }
    fit
}

#[cfg(test)]
// Lists of one range are what is meant, and reversed ranges are what is tested.
#[allow(clippy::single_range_in_vec_init, clippy::reversed_empty_ranges)]
mod tests {
    use super::*;

    fn marked(text: &str, ranges: &[Range<usize>]) -> String {
        let (clean, ranges) = line(text, ranges);
        let mut out = String::new();
        let mut from = 0;
        for range in ranges {
            out += &clean[from..range.start];
            out += &format!("[{}]", &clean[range.clone()]);
            from = range.end;
        }
        out + &clean[from..]
    }

    #[test]
    fn escapes_and_bidi_marks_go_and_marks_move() {
        let text = "\u{1b}[31mRed\u{202e} alert\u{2069}\r\n now";
        let at = text.find("alert").unwrap();
        assert_eq!(marked(text, &[at..at + 5]), "[31mRed [alert] now");
        assert_eq!(marked("a\u{9b}31mb\u{7}\u{8}", &[0..1]), "[a]31mb");
        assert_eq!(marked("  two   words  ", &[2..5, 8..13]), "[two] [words]");
    }

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(line("plain words", &[]).0, Cow::Borrowed(_)));
        assert!(matches!(block("two\nlines"), Cow::Borrowed(_)));
    }

    #[test]
    fn joiners_stay_between_letters_only() {
        assert_eq!(plain("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(plain("👨\u{200d}👩\u{fe0f}"), "👨👩");
        assert_eq!(plain("in\u{200d}visible\u{200b}"), "invisible");
    }

    #[test]
    fn towers_of_marks_are_cut() {
        let tower = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(plain(&tower).chars().count(), 8);
        assert_eq!(block(&tower).chars().count(), 8);
        assert_eq!(plain("\u{301}start"), "start");
    }

    #[test]
    fn ranges_that_do_not_fit_are_clipped() {
        assert_eq!(marked("Über", &[1..400]), "[Über]");
        assert_eq!(marked("abc", &[2..1, 9..12, 1..2, 0..1]), "[ab]c");
        assert_eq!(marked("a\u{1b}b", &[1..2]), "ab");
    }

    #[test]
    fn blocks_keep_their_lines() {
        assert_eq!(block("a\r\nb\rc\u{1b}]0;x\u{7}\td"), "a\nb\nc]0;x\td");
    }
}
