//! Scripts written without spaces: Chinese, Japanese kana, Thai, Lao, Khmer, Burmese.
//!
//! A run `ABCD` becomes overlapping pairs AB, BC, CD and the last character D alone, each at the
//! position of its first character, so that a typed run is a phrase of pairs and one typed
//! character is a prefix. Combining vowels and tones belong to their base. No dictionary: it would
//! cost a tenth of a second at every start and cut names wrongly.

use crate::article::lang::is_unspaced;

use super::fold::fold_char;
use super::units::{Class, Unit};
use unicode_normalization::char::is_combining_mark;

/// One character with its marks.
#[derive(Clone, Copy)]
struct Cluster {
    /// Where its text begins in the buffer.
    form: usize,
    start: u32,
    end: u32,
}

/// Tells whether a form is a pair of characters, which stands for both of them and takes two
/// positions. No other form has a character of these scripts but a single one.
pub fn is_pair(form: &str) -> bool {
    form.starts_with(is_unspaced)
        && form.chars().filter(|c| is_unspaced(*c) && !is_combining_mark(*c)).count() > 1
}

/// Reads the run that begins at unit `at`, an unspaced character, and returns the unit after it.
/// `take` gets form, start, end and whether it is a pair (else the last character).
pub(crate) fn run(
    units: &[Unit],
    mut at: usize,
    form: &mut String,
    mut take: impl FnMut(&str, u32, u32, bool),
) -> usize {
    form.clear();
    let mut before: Option<Cluster> = None;
    while let Some(unit) = units.get(at).filter(|u| u.class == Class::Unspaced) {
        let mut cluster = Cluster { form: form.len(), start: unit.start, end: unit.end };
        fold_char(unit.c, form);
        at += 1;
        while let Some(mark) = units.get(at).filter(|u| u.class == Class::Mark) {
            fold_char(mark.c, form);
            cluster.end = mark.end;
            at += 1;
        }
        if let Some(before) = before {
            take(&form[before.form..], before.start, cluster.end, true);
        }
        before = Some(cluster);
    }
    if let Some(last) = before {
        take(&form[last.form..], last.start, last.end, false);
    }
    at
}
