//! Cyrillic in encodings that the statistics of `chardetng` do not know: IBM855 and MacCyrillic.
//!
//! Asked only where those statistics see a Latin encoding. In Latin texts bytes beyond ASCII stand
//! alone or in pairs between others; in Cyrillic ones they make whole words. Then the letters decide:
//! read rightly, most are the common letters of Russian, and small letters follow small ones.

use encoding_rs::X_MAC_CYRILLIC;

use crate::corpus::decode::{Charset, decode};
use crate::corpus::single_byte::IBM855;

/// Least bytes in words that are looked at.
const LEAST: usize = 40;
/// Most bytes that are looked at.
const MOST: usize = 64 * 1024;
/// The letters that make up four fifths of Russian and Bulgarian.
const COMMON: &str = "оеаинтсрвлкмдпуя";

/// Finds the encoding, if the bytes read as Cyrillic words in one.
pub fn find(bytes: &[u8]) -> Option<Charset> {
    let (mut high, mut words) = (0, Vec::new());
    for run in bytes[..bytes.len().min(MOST)].split(|byte| *byte < 0x80) {
        high += run.len();
        if run.len() >= 3 {
            words.extend_from_slice(run);
            words.push(b' ');
        }
    }
    if words.len() < LEAST || words.len() * 10 < high * 7 {
        return None;
    }
    let candidates = [Charset::Single(&IBM855), Charset::Standard(X_MAC_CYRILLIC)];
    candidates.into_iter().find(|charset| is_cyrillic(&decode(&words, *charset).text))
}

fn is_cyrillic(text: &str) -> bool {
    let (mut all, mut letters, mut common, mut odd) = (0, 0, 0, 0);
    let mut before = ' ';
    for c in text.chars().filter(|c| *c != ' ') {
        let small = c.to_lowercase().next().unwrap_or(c);
        all += 1;
        letters += usize::from(('а'..='я').contains(&small));
        common += usize::from(COMMON.contains(small));
        odd += usize::from(before.is_lowercase() && c.is_uppercase());
        before = c;
    }
    letters * 10 >= all * 9 && common * 10 >= all * 7 && odd * 10 <= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::charset::{Hints, choose};

    const TEXT: &str =
        "Городской совет решил, что оба парома будут ходить всю зиму, сообщили в порту.";

    fn ibm855(text: &str) -> Vec<u8> {
        let byte = |c: char| {
            let upper = IBM855.upper.iter().position(|other| *other == c);
            upper.map_or(c as u8, |at| at as u8 + 0x80)
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn words_are_told_by_their_letters() {
        let bytes = ibm855(TEXT);
        let choice = choose(&bytes, true, Hints::default());
        assert_eq!((choice.charset.name(), choice.guessed), ("IBM855", true));
        assert_eq!(decode(&bytes, choice.charset).text, TEXT);
        let mac = X_MAC_CYRILLIC.encode(TEXT).0;
        assert_eq!(find(&mac).map(Charset::name), Some("x-mac-cyrillic"));
    }

    #[test]
    fn others_are_left_alone() {
        let latin = encoding_rs::WINDOWS_1252;
        let german =
            latin.encode("Für die müden Mäuse über größere Flüsse, zwölf Äpfel. ").0.repeat(9);
        assert_eq!(find(&german), None);
        for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R, encoding_rs::IBM866] {
            let bytes = encoding.encode(TEXT).0;
            let choice = choose(&bytes, true, Hints::default());
            assert_eq!(decode(&bytes, choice.charset).text, TEXT, "{}", encoding.name());
        }
        assert_eq!(find(b"plain"), None);
    }
}
