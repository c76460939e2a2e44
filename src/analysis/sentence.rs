//! Where sentences begin.
//!
//! Takes one paragraph, gives byte offsets; the caller turns them into positions. A sentence ends
//! after `.` `!` `?` `…` if white space and then a capital, a digit or a letter without case
//! follows, quotes and brackets aside; after `。` `！` `？` and the full stops of other scripts at
//! once. It does not end after an abbreviation or an initial, unless the abbreviation can stand
//! last and a word follows that often stands first (`in the U.S. The …`).

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::article::lang::is_unspaced;

/// What may follow an abbreviation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A name: `Mr.`
    Never,
    /// A number, else it is a word that ends the sentence: `No.`
    Number,
    /// Can also stand last: `Inc.`, `p.m.`
    Sometimes,
    /// No abbreviation: a word that often stands first (`The`).
    Opens,
    /// Follows an ordinal: `am 3. Mai`.
    Month,
}

/// The words of `data/abbreviations.txt`, folded to lower case.
static WORDS: LazyLock<HashMap<&'static str, Mark>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    let mut mark = Mark::Never;
    for line in include_str!("data/abbreviations.txt").lines() {
        match line {
            "[never]" => mark = Mark::Never,
            "[number]" => mark = Mark::Number,
            "[sometimes]" => mark = Mark::Sometimes,
            "[opens]" => mark = Mark::Opens,
            "[month]" => mark = Mark::Month,
            _ if line.starts_with('#') => {}
            _ => words.extend(line.split_whitespace().map(|word| (word, mark))),
        }
    }
    words
});

/// Appends the byte offsets at which sentences begin, the first one (0) left out.
pub fn starts(paragraph: &str, out: &mut Vec<usize>) {
    let bytes = paragraph.as_bytes();
    let mut at = 0;
    while let Some(skipped) = bytes[at..].iter().position(|byte| MAY_STOP[*byte as usize]) {
        at += skipped;
        let Some(c) = paragraph[at..].chars().next() else {
            return;
        };
        let stop = at;
        at += c.len_utf8();
        let Some(kind) = Stop::of(c) else {
            continue;
        };
        let rest = &paragraph[at..];
        let closed = rest.trim_start_matches(|c| Stop::of(c).is_some() || closes(c));
        at += rest.len() - closed.len();
        let opened = closed.trim_start_matches(char::is_whitespace);
        let spaced = opened.len() < closed.len();
        let opened = opened.trim_start_matches(opens);
        let Some(next) = opened.chars().next() else {
            return;
        };
        let ends = match kind {
            Stop::Wide => true,
            Stop::Spaced => spaced,
            Stop::Latin => (spaced && may_begin(next)) || (c != '.' && c != '…' && wide(next)),
        };
        // More than one stop (`?!`, `...`) never marks an abbreviation.
        let alone = c == '.' && !rest.starts_with('.');
        if ends && !(alone && abbreviates(&paragraph[..stop], opened)) {
            out.push(paragraph.len() - opened.len());
        }
    }
}

/// Bytes with which a full stop begins, of any script in [`Stop::of`].
static MAY_STOP: [bool; 256] = {
    let mut table = [false; 256];
    let firsts = [b'.', b'!', b'?', 0xD6, 0xD8, 0xDB, 0xE0, 0xE1, 0xE2, 0xE3, 0xEF];
    let mut at = 0;
    while at < firsts.len() {
        table[firsts[at] as usize] = true;
        at += 1;
    }
    table
};

/// Kinds of full stops.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// Needs white space and a beginning after it.
    Latin,
    /// Needs white space after it.
    Spaced,
    /// Needs nothing.
    Wide,
}

impl Stop {
    fn of(c: char) -> Option<Stop> {
        match c {
            '.' | '!' | '?' | '…' => Some(Stop::Latin),
            // Arabic question mark, Urdu full stop, danda, Armenian, Ethiopic, Khmer, Burmese.
            '\u{61F}' | '\u{6D4}' | '\u{964}' | '\u{965}' | '\u{589}' | '\u{1362}' | '\u{17D4}'
            | '\u{104B}' => Some(Stop::Spaced),
            '。' | '！' | '？' | '\u{FF61}' | '\u{FF0E}' => Some(Stop::Wide),
            _ => None,
        }
    }
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '›' | '」' | '』' | '）' | '】' | '》')
}

fn opens(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '('
            | '['
            | '“'
            | '‘'
            | '„'
            | '«'
            | '‹'
            | '「'
            | '『'
            | '（'
            | '【'
            | '《'
            | '¿'
            | '¡'
            | '-'
            | '–'
            | '—'
            | '*'
            | '•'
    ) || c.is_whitespace()
}

/// Tells whether a sentence can begin with the character.
fn may_begin(c: char) -> bool {
    c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase())
}

fn wide(c: char) -> bool {
    is_unspaced(c) && c.is_alphabetic()
}

/// Tells whether the point after `before` belongs to an abbreviation, `after` following.
fn abbreviates(before: &str, after: &str) -> bool {
    let word = last_word(before);
    let Some(first) = word.chars().next() else {
        return is_ordinal(before) && first_word(after) == Some(Mark::Month);
    };
    let letters = word.split('.').all(|part| part.chars().nth(1).is_none());
    let single = word.len() == first.len_utf8();
    let mark = match WORDS.get(word.to_lowercase().as_str()) {
        // An initial: `J. Smith`, but not `Plan B. The`, and `I.` only as a numeral.
        _ if single && first.is_uppercase() => Mark::Sometimes,
        Some(Mark::Never) => return true,
        Some(Mark::Number) => return after.starts_with(char::is_numeric),
        Some(Mark::Sometimes) => Mark::Sometimes,
        // Single letters and points: `U.S`, `a.m`.
        _ if letters && !single => Mark::Sometimes,
        _ => return false,
    };
    mark == Mark::Sometimes && first_word(after) != Some(Mark::Opens)
}

/// Tells whether a text ends in a number of one or two digits.
fn is_ordinal(before: &str) -> bool {
    let digits = before.bytes().rev().take(3).take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits)
}

/// Longest word looked up, in bytes; sentences mostly end with longer ones.
const LONGEST: usize = 16;

/// Returns the run of letters and points at the end; nothing if it is too long to be listed.
fn last_word(before: &str) -> &str {
    let mut start = before.len();
    for (at, c) in before.char_indices().rev() {
        if !(c.is_alphabetic() || c == '.') {
            break;
        }
        if before.len() - at > LONGEST {
            return "";
        }
        start = at;
    }
    &before[start..]
}

/// Returns how the capitalised first word is listed.
fn first_word(text: &str) -> Option<Mark> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    let capital = word.starts_with(char::is_uppercase) && word.len() <= LONGEST;
    if capital { WORDS.get(word.to_lowercase().as_str()).copied() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences, cut at the starts.
    fn cut(text: &str) -> Vec<&str> {
        let mut starts = vec![0];
        super::starts(text, &mut starts);
        starts.push(text.len());
        starts.windows(2).map(|pair| text[pair[0]..pair[1]].trim()).collect()
    }

    #[test]
    fn sentences_end_at_full_stops_before_capitals() {
        for (text, count) in [
            ("One two. Three four! Five? Six", 4),
            ("He said: “Stop.” Then he left.", 2),
            ("It rose 26.3 percent. 40 firms failed.", 2),
            ("no capital. follows here", 1),
            ("Really?! Yes... No", 3),
            ("Он ушёл. Она осталась.", 2),
            ("他来了。她走了！是吗？对", 4),
            ("「行く。」と言った。", 2),
            ("すごい!次は", 2),
            ("वह गया। वह आया।", 2),
            ("ذهب. جاء؟ نعم", 3),
            ("", 1),
        ] {
            assert_eq!(cut(text).len(), count, "{text}: {:?}", cut(text));
        }
    }

    #[test]
    fn every_full_stop_is_scanned_for_and_every_listed_word_can_be_found() {
        for c in ('\0'..=char::MAX).filter(|c| Stop::of(*c).is_some()) {
            assert!(MAY_STOP[c.to_string().as_bytes()[0] as usize], "{c:?}");
        }
        for word in WORDS.keys() {
            assert!(word.len() <= LONGEST && *word == word.to_lowercase(), "{word}");
        }
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        for text in [
            "Mr. Smith met Dr. Jones on Aug. 21 at No. 10",
            "the U.S. Senate and Apple Inc. Chief Tim Cook",
            "J. Edgar and George W. Bush",
            "at 5 p.m. Moscow time",
            "от 5 тыс. Рублей и г. Москва",
            "am 3. Mai und im 19. Jahrhundert",
        ] {
            assert_eq!(cut(text).len(), 1, "{:?}", cut(text));
        }
        assert_eq!(cut("He lives in the U.S. The firm left.").len(), 2);
        assert_eq!(cut("It closed at 5 p.m. But nobody came.").len(), 2);
    }

    #[test]
    fn starts_point_at_the_first_letter() {
        let mut starts = Vec::new();
        super::starts("Go.  “No. Yes", &mut starts);
        assert_eq!(starts, [8, 12]);
    }
}
