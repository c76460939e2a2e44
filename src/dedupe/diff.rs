//! What differs between two texts, word by word.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// How long may be looked for the shortest difference; after that a longer one is good enough.
const LONGEST: Duration = Duration::from_secs(2);

/// A stretch of two texts, as byte ranges: equal in both, only in the old one (`new` is empty), only
/// in the new one (`old` is empty), or other words in place of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Whether both hold the same here.
    pub equal: bool,
    /// What the old text holds.
    pub old: Range<usize>,
    /// What the new text holds.
    pub new: Range<usize>,
}

/// Compares two texts and returns all of both, in order. Stretches that differ begin and end at words
/// and marks, in Chinese, Japanese and Thai at characters; what only parts two differing words is
/// taken into the difference, so that a rewritten sentence reads as one.
pub fn diff(old: &str, new: &str) -> Vec<Stretch> {
    let (old_cut, new_cut) = (cut(old), cut(new));
    let words = |text, cut: &[Range<usize>]| -> Vec<&str> {
        let text: &str = text;
        cut.iter().map(|range| &text[range.clone()]).collect()
    };
    let (old_words, new_words) = (words(old, &old_cut), words(new, &new_cut));
    let deadline = Some(Instant::now() + LONGEST);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old_words, &new_words, deadline);
    let bytes = |cut: &[Range<usize>], of: Range<usize>, end: usize| {
        let at = |n: usize| cut.get(n).map_or(end, |range| range.start);
        at(of.start)..at(of.end)
    };
    let mut stretches: Vec<Stretch> = Vec::new();
    for op in ops {
        let equal = matches!(op, DiffOp::Equal { .. });
        let stretch = Stretch {
            equal,
            old: bytes(&old_cut, op.old_range(), old.len()),
            new: bytes(&new_cut, op.new_range(), new.len()),
        };
        match stretches.last_mut() {
            Some(last) if last.equal == equal => {
                last.old.end = stretch.old.end;
                last.new.end = stretch.new.end;
            }
            _ => stretches.push(stretch),
        }
    }
    let mut stretches = joined(old, stretches);
    slide(old, new, &mut stretches);
    stretches.retain(|stretch| !(stretch.old.is_empty() && stretch.new.is_empty()));
    stretches
}

/// Moves what only one text has behind a closing mark, where that is as true: a sentence that was cut
/// ends with its own full stop, not with that of the sentence before.
fn slide(old: &str, new: &str, stretches: &mut [Stretch]) {
    for at in 1..stretches.len().saturating_sub(1) {
        loop {
            let (gone, next) = (&stretches[at], &stretches[at + 1]);
            let moved = match (gone.old.is_empty(), gone.new.is_empty()) {
                (false, true) => &old[gone.old.clone()],
                (true, false) => &new[gone.new.clone()],
                _ => break,
            };
            let closing = moved.chars().next().filter(|c| !c.is_alphanumeric() && *c != '\n');
            let follows = old[next.old.clone()].chars().next();
            let length = match closing {
                Some(mark) if closing == follows && moved.len() > mark.len_utf8() => {
                    mark.len_utf8()
                }
                _ => break,
            };
            if gone.equal || !next.equal || !stretches[at - 1].equal {
                break;
            }
            for range in [&mut stretches[at - 1].old, &mut stretches[at - 1].new] {
                range.end += length;
            }
            let gone = &mut stretches[at];
            gone.old = gone.old.start + length..gone.old.end + length;
            gone.new = gone.new.start + length..gone.new.end + length;
            for range in [&mut stretches[at + 1].old, &mut stretches[at + 1].new] {
                range.start += length;
            }
        }
    }
}

/// Takes blanks between two differences into them.
fn joined(old: &str, stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
    let last = stretches.len().saturating_sub(1);
    for (at, stretch) in stretches.into_iter().enumerate() {
        let text = &old[stretch.old.clone()];
        // A break between paragraphs stays: it is shown as one.
        let blank = stretch.equal && text.trim().is_empty() && !text.contains('\n');
        match joined.last_mut() {
            Some(before) if at < last && !before.equal && (blank || !stretch.equal) => {
                before.old.end = stretch.old.end;
                before.new.end = stretch.new.end;
            }
            Some(before) if !before.equal && !stretch.equal => {
                before.old.end = stretch.old.end;
                before.new.end = stretch.new.end;
            }
            _ => joined.push(stretch),
        }
    }
    joined
}

/// Cuts a text into words, single characters of unspaced scripts, runs of blanks, and marks.
fn cut(text: &str) -> Vec<Range<usize>> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Word,
        Blank,
        Single,
    }
    let kind = |c: char| match c {
        c if crate::article::lang::is_unspaced(c) => Kind::Single,
        c if c.is_whitespace() => Kind::Blank,
        // Marks that combine, and apostrophes, belong to their word.
        c if c.is_alphanumeric() || matches!(c, '\'' | '’' | '\u{300}'..='\u{36F}') => Kind::Word,
        _ => Kind::Single,
    };
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut last = Kind::Single;
    for (at, c) in text.char_indices() {
        let this = kind(c);
        let end = at + c.len_utf8();
        match ranges.last_mut() {
            Some(range) if this == last && this != Kind::Single => range.end = end,
            _ => ranges.push(at..end),
        }
        last = this;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(old: &str, new: &str) -> String {
        let mut told = String::new();
        for stretch in diff(old, new) {
            let (before, after) = (&old[stretch.old.clone()], &new[stretch.new.clone()]);
            if stretch.equal {
                assert_eq!(before, after);
                told += before;
                continue;
            }
            if !before.is_empty() {
                told += &format!("[-{before}-]");
            }
            if !after.is_empty() {
                told += &format!("{{+{after}+}}");
            }
        }
        told
    }

    #[test]
    fn words_that_differ_are_told_as_one() {
        assert_eq!(
            told("The bank left its rate at 4.75%.", "The bank held rates at 4.5% again."),
            "The bank [-left its rate-]{+held rates+} at 4.[-75-]{+5+}%{+ again+}."
        );
        assert_eq!(told("特首今早發表報告", "特首今日發表報告"), "特首今[-早-]{+日+}發表報告");
        assert_eq!(told("It was so. It was late.", "It was so."), "It was so.[- It was late.-]");
        assert_eq!(told("", "new"), "{+new+}");
        assert_eq!(told("same", "same"), "same");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_back(old in "[ab中\n .]{0,30}", new in "[ab中\n .]{0,30}") {
            let stretches = diff(&old, &new);
            let one: String = stretches.iter().map(|s| &old[s.old.clone()]).collect();
            let two: String = stretches.iter().map(|s| &new[s.new.clone()]).collect();
            prop_assert_eq!(one, old.clone());
            prop_assert_eq!(two, new);
            for stretch in stretches.iter().filter(|s| s.equal) {
                prop_assert!(!stretch.old.is_empty());
            }
        }
    }
}
