//! The name that was probably meant.
//!
//! Takes what was typed and the names there are; gives the nearest one or none.

use crate::article::Field;

/// Names of fields in other search programs, and ours.
const ALIASES: &[(&str, Field)] = &[
    ("title", Field::Headline),
    ("titel", Field::Headline),
    ("hl", Field::Headline),
    ("hlead", Field::Headline),
    ("intitle", Field::Headline),
    ("allintitle", Field::Headline),
    ("subject", Field::Headline),
    ("content", Field::Body),
    ("intext", Field::Body),
    ("author", Field::Byline),
    ("by", Field::Byline),
    ("from", Field::Byline),
    ("writer", Field::Byline),
    ("dateline", Field::Place),
    ("location", Field::Place),
    ("city", Field::Place),
    ("country", Field::Place),
    ("category", Field::Section),
    ("topic", Field::Section),
    ("file", Field::Path),
    ("filename", Field::Path),
    ("folder", Field::Path),
    ("inurl", Field::Url),
    ("link", Field::Url),
    ("domain", Field::Url),
    ("site", Field::Source),
    ("outlet", Field::Source),
    ("publisher", Field::Source),
    ("publication", Field::Source),
    ("agency", Field::Via),
    ("wire", Field::Via),
    ("distributor", Field::Via),
    ("published", Field::Date),
    ("since", Field::Date),
    ("until", Field::Date),
    ("before", Field::Date),
    ("after", Field::Date),
    ("day", Field::Date),
    ("year", Field::Date),
    ("language", Field::Lang),
    ("length", Field::Words),
    ("wordcount", Field::Words),
    ("duplicates", Field::Copies),
    ("person", Field::Name),
];

/// Returns the field whose name, or name elsewhere, is nearest to what was typed.
pub(super) fn field(typed: &str) -> Option<Field> {
    let typed = typed.to_ascii_lowercase();
    if let Some((_, field)) = ALIASES.iter().find(|(alias, _)| *alias == typed) {
        return Some(*field);
    }
    let name = nearest(&typed, Field::ALL.iter().map(|field| field.name()))?;
    Field::from_name(name)
}

/// Returns the name with the fewest edits from what was typed, if these are at most two and fewer
/// than half its letters; of equals, the first. Case of what was typed does not matter.
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.chars().take(40).flat_map(char::to_lowercase).collect();
    names
        .filter_map(|name| {
            let name_chars: Vec<char> = name.chars().take(40).collect();
            let edits = edits(&typed, &name_chars);
            (edits <= 2 && edits * 2 < name_chars.len().max(3)).then_some((edits, name))
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

/// Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment;
/// Damerau, CACM 1964).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_found() {
        assert_eq!(field("headlien"), Some(Field::Headline));
        assert_eq!(field("SOURCES"), Some(Field::Source));
        assert_eq!(field("title"), Some(Field::Headline));
        assert_eq!(field("re"), None);
        assert_eq!(field("moscow"), None);
        assert_eq!(nearest("wek", ["week", "year"].into_iter()), Some("week"));
        assert_eq!(nearest("LNAG", ["limit", "lang"].into_iter()), Some("lang"));
        assert_eq!(nearest("", ["limit"].into_iter()), None);
    }
}
