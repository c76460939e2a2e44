//! Languages, as ISO 639-1 codes (639-3 where there is none), and `und` where unsure.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language code of two or three lower-case letters; `und` means undetermined.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

impl Lang {
    /// Undetermined.
    pub const UND: Lang = Lang(*b"und");

    /// Reads a code such as `en`, `EN`, `en-GB`, `zh_Hant` or `swa`; the region is dropped.
    /// `None` if it does not begin with two or three letters.
    pub fn parse(code: &str) -> Option<Lang> {
        let primary = code.trim().split(['-', '_']).next()?;
        let letters = primary.as_bytes();
        if !(2..=3).contains(&letters.len()) || !letters.iter().all(u8::is_ascii_alphabetic) {
            return None;
        }
        let mut lang = [0; 3];
        for (to, from) in lang.iter_mut().zip(letters) {
            *to = from.to_ascii_lowercase();
        }
        Some(Lang(lang))
    }

    /// Returns the code.
    pub fn code(&self) -> &str {
        let len = if self.0[2] == 0 { 2 } else { 3 };
        // Only ASCII letters are ever stored.
        std::str::from_utf8(&self.0[..len]).unwrap_or("und")
    }
}

impl Default for Lang {
    fn default() -> Lang {
        Lang::UND
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Lang {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Lang, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        Lang::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("{text:?} is not a language code such as \"en\""))
        })
    }
}

/// Tells whether a character belongs to a script written without spaces between words
/// (Han, kana, Thai, Lao, Khmer, Myanmar): each such character counts as one word.
pub fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF            // Thai, Lao
        | 0x1000..=0x109F          // Myanmar
        | 0x1780..=0x17FF          // Khmer
        | 0x3005..=0x3007          // iteration mark, closing mark, zero
        | 0x3021..=0x3029
        | 0x3031..=0x3035
        | 0x3041..=0x30FF          // kana
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF          // Han
        | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF
        | 0xFF66..=0xFF9F          // halfwidth katakana
        | 0x1AFF0..=0x1B16F        // historic kana
        | 0x20000..=0x3FFFD        // Han, supplementary planes
    ) && !matches!(c, '\u{30FB}' | '\u{30A0}' | '\u{0E3F}' | '\u{0E4F}' | '\u{0E5A}' | '\u{0E5B}')
}

/// Counts the words of a text: runs of letters and digits, unspaced scripts by the character.
pub fn count_words(text: &str) -> u32 {
    let mut words = 0;
    let mut inside = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            let letter = byte.is_ascii_alphanumeric();
            words += u32::from(letter && !inside);
            inside = letter || (inside && byte == b'\'');
            at += 1;
            continue;
        }
        // `at` is a boundary: it moves by whole characters.
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        if is_unspaced(c) {
            words += 1;
            inside = false;
        } else {
            let letter = c.is_alphanumeric();
            words += u32::from(letter && !inside);
            inside = letter || (inside && !c.is_whitespace() && !c.is_control() && c != '\u{2014}');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lose_case_and_region() {
        assert_eq!(Lang::parse("EN-gb").unwrap().code(), "en");
        assert_eq!(Lang::parse("zh_Hant").unwrap().code(), "zh");
        assert_eq!(Lang::parse("pcm").unwrap().code(), "pcm");
        assert_eq!(Lang::parse("english"), None);
        assert_eq!(Lang::parse(""), None);
        assert_eq!(Lang::default().code(), "und");
    }

    #[test]
    fn words_are_counted_as_a_reader_would() {
        assert_eq!(count_words("It's 26 percent – more"), 4);
        assert_eq!(count_words("北京 and 东京"), 5);
        assert_eq!(count_words(""), 0);
    }
}
