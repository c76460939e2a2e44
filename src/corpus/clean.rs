//! Control characters out of text.
//!
//! Decoded text goes in; text without control characters and with `\n` as its only line end comes
//! out. What the id hashes is taken before this.

use std::borrow::Cow;

use serde_json::Value;

use crate::corpus::charset::Choice;

/// Replaces control characters (Unicode category Cc other than tab and line ends) by a space, and
/// `\r\n`, `\r` and U+0085 by `\n`. Byte order marks inside of text have no width and no meaning;
/// they are left out. Adds the number of replaced control characters to `replaced`.
pub fn clean_text<'a>(text: &'a str, replaced: &mut u64) -> Cow<'a, str> {
    if !may_be_unclean(text.as_bytes()) || !text.chars().any(is_unwanted) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\u{85}' => clean.push('\n'),
            '\u{feff}' => {}
            c if is_unwanted(c) => {
                *replaced += 1;
                clean.push(' ');
            }
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

/// Looks for bytes that unwanted characters begin with; most texts have none, and this is many times
/// faster than looking at characters.
fn may_be_unclean(bytes: &[u8]) -> bool {
    let control = |byte: u8| byte == 0x7f || (byte < 0x20 && byte != b'\t' && byte != b'\n');
    let unclean = |at: usize| match bytes[at] {
        0xc2 => bytes.get(at + 1).is_some_and(|next| *next < 0xa0),
        0xef => bytes.get(at + 1).is_some_and(|next| matches!(next, 0xbb | 0xbf)),
        byte => control(byte),
    };
    bytes.chunks(64).enumerate().any(|(number, chunk)| {
        // Without an early end the compiler makes this one step for many bytes.
        let seen = chunk
            .iter()
            .fold(false, |seen, byte| seen | control(*byte) | (*byte == 0xc2) | (*byte == 0xef));
        let start = number * 64;
        seen && (start..start + chunk.len()).any(unclean)
    })
}

fn is_unwanted(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{feff}' | '\u{fffe}')
}

/// Cleans every text inside of a value, keys included. The depth is bounded by the parsers that
/// make values (128 levels).
pub fn clean_value(value: Value, replaced: &mut u64) -> Value {
    match value {
        Value::String(text) => match clean_text(&text, replaced) {
            Cow::Borrowed(_) => Value::String(text),
            Cow::Owned(clean) => Value::String(clean),
        },
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|item| clean_value(item, replaced)).collect())
        }
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(key, member)| {
                    (clean_text(&key, replaced).into_owned(), clean_value(member, replaced))
                })
                .collect(),
        ),
        other => other,
    }
}

/// Cleans the text and the fields of a record and adds a note where characters were replaced.
pub fn clean_fields(fields: &mut Vec<(String, Value)>, notes: &mut Vec<String>) {
    let mut replaced = 0;
    for (key, value) in fields {
        if let Cow::Owned(clean) = clean_text(key, &mut replaced) {
            *key = clean;
        }
        *value = clean_value(std::mem::take(value), &mut replaced);
    }
    notes.extend(control_note(replaced));
}

/// Returns the remark on replaced control characters, if there were any.
pub fn control_note(replaced: u64) -> Option<String> {
    match replaced {
        0 => None,
        1 => Some("1 control character was replaced by a space".to_owned()),
        n => Some(format!("{n} control characters were replaced by spaces")),
    }
}

/// Returns the remark on an encoding that only statistics speak for.
pub fn guess_note(choice: Choice) -> Option<String> {
    let name = choice.charset.name();
    choice
        .guessed
        .then(|| format!("the encoding was guessed: {name}; state it in corpus.toml if wrong"))
}

/// Returns the remark on bytes that could not be decoded, if there were any.
pub fn decode_note(replaced: u64) -> Option<String> {
    match replaced {
        0 => None,
        1 => Some("1 character could not be decoded".to_owned()),
        n => Some(format!("{n} characters could not be decoded")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_spaces_and_line_ends_become_one_kind() {
        let mut replaced = 0;
        assert_eq!(clean_text("a\r\nb\rc\u{85}d\te", &mut replaced), "a\nb\nc\nd\te");
        assert_eq!(replaced, 0);
        assert_eq!(clean_text("a\0b\u{2}c\u{9c}d\u{feff}e", &mut replaced), "a b c de");
        assert_eq!(replaced, 3);
        assert!(matches!(clean_text("日本語\n", &mut replaced), Cow::Borrowed(_)));
    }

    #[test]
    fn unwanted_characters_are_seen_wherever_they_stand() {
        let unwanted = ['\0', '\r', '\u{1f}', '\u{7f}', '\u{80}', '\u{9f}', '\u{feff}', '\u{fffe}'];
        for c in unwanted {
            for before in 0..140 {
                for after in ["", "x", "ж"] {
                    let text = format!("{}{c}{after}", "a".repeat(before));
                    assert!(may_be_unclean(text.as_bytes()), "{c:?} behind {before}");
                }
            }
        }
        for text in ["", "\t\n", "naïve © 北京。！ Москва", &"é".repeat(100)] {
            assert!(matches!(clean_text(text, &mut 0), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn values_are_cleaned_all_the_way_down() {
        let mut fields = vec![("t\0".to_owned(), serde_json::json!({"a": ["x\u{0}y", 3]}))];
        let mut notes = Vec::new();
        clean_fields(&mut fields, &mut notes);
        assert_eq!(fields[0].0, "t ");
        assert_eq!(fields[0].1, serde_json::json!({"a": ["x y", 3]}));
        assert_eq!(notes, ["2 control characters were replaced by spaces"]);
    }
}
