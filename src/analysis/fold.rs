//! Folding: what makes two spellings of a word the same word.
//!
//! Lower case, no accents, one width. Accents go for Latin, Greek, Cyrillic, Arabic (tashkeel,
//! tatweel, the hamza and madda of alef, waw and yeh) and Hebrew (points). They stay where they
//! are vowels or part of the letter: Indic, Thai and other scripts, the voiced marks of kana, and
//! Cyrillic й ў ї (ё becomes е, as newspapers print it). Letters that have no decomposition are
//! spelled out (ß → ss, ø → o). Decimal digits of every common script become 0–9.
//!
//! Words are cut elsewhere; nothing here knows where a word begins.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// Folds a whole value, such as an outlet's name: folded letters, straight apostrophes, white space
/// trimmed and collapsed to single spaces, invisible characters dropped.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Folds the letters of a pattern (`O’Bri*`, `m?shustin`) as words are folded: like [`fold`], with
/// the apostrophes dropped, because no term of the index holds one. Signs pass unchanged.
pub fn fold_pattern(text: &str) -> String {
    let mut out = fold(text);
    out.retain(|c| c != '\'');
    out
}

/// Appends the folded text to `out`; see [`fold`].
pub fn fold_into(text: &str, out: &mut String) {
    let begin = out.len();
    let mut space = false;
    let mut put = |c: char, out: &mut String| {
        if c.is_whitespace() {
            space = true;
            return;
        }
        if space && out.len() > begin {
            out.push(' ');
        }
        space = false;
        fold_char(c, out);
    };
    if text.is_ascii() {
        text.chars().map(straight).for_each(|c| put(c, out));
        return;
    }
    let plain = text.chars().filter(|&c| !is_ignorable(c));
    let plain = plain.map(straight).nfkc();
    // A few characters are printed with an apostrophe of their own (ŉ).
    plain.map(straight).for_each(|c| put(c, out));
}

/// Appends one NFKC character, folded; nothing for a mark or a tatweel.
#[inline]
pub(crate) fn fold_char(c: char, out: &mut String) {
    match c {
        '\0'..='\x7F' => out.push(c.to_ascii_lowercase()),
        'а'..='я' => out.push(c),
        // The capitals stand exactly 32 before their small letters.
        'А'..='Я' => out.push(char::from_u32(c as u32 + 32).unwrap_or(c)),
        'ё' | 'Ё' => out.push('е'),
        '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FE}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' => out.push(c),
        _ => c.to_lowercase().for_each(|lower| strip(lower, out)),
    }
}

/// Appends a lower-case character without its accents.
fn strip(c: char, out: &mut String) {
    match c {
        'й' | 'ў' | 'ї' => out.push(c),
        _ if loses_accents(c) => decompose_canonical(c, |part| spell(part, out)),
        _ => spell(c, out),
    }
}

/// Appends a character that has no decomposition, or the plain spelling of it.
fn spell(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ł' => out.push('l'),
        'ŧ' => out.push('t'),
        'ı' => out.push('i'),
        'ȷ' => out.push('j'),
        'ς' => out.push('σ'),
        // Alef wasla; alef maksura and Persian yeh; Persian keheh: printed for one another.
        '\u{671}' => out.push('\u{627}'),
        '\u{649}' | '\u{6CC}' => out.push('\u{64A}'),
        '\u{6A9}' => out.push('\u{643}'),
        '\u{640}' => {}
        _ if is_accent(c) => {}
        _ => out.push(decimal(c).map_or(c, |digit| char::from(b'0' + digit))),
    }
}

/// Tells whether accents are dropped from this letter: Latin, Greek, Cyrillic, Hebrew, Arabic.
fn loses_accents(c: char) -> bool {
    matches!(c as u32,
        0xC0..=0x2AF | 0x370..=0x52F | 0x590..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF
        | 0x1E00..=0x1FFF)
}

/// Tells whether a mark is an accent, a point or an enclosure: dropped on every letter.
fn is_accent(c: char) -> bool {
    matches!(c as u32,
        0x300..=0x36F             // combining diacritics
        | 0x483..=0x489           // Cyrillic titlo and numbers
        | 0x591..=0x5BD | 0x5BF | 0x5C1..=0x5C2 | 0x5C4..=0x5C5 | 0x5C7 // Hebrew points
        | 0x610..=0x61A | 0x64B..=0x65F | 0x670                          // Arabic
        | 0x6D6..=0x6DC | 0x6DF..=0x6E4 | 0x6E7..=0x6E8 | 0x6EA..=0x6ED
        | 0x8CA..=0x8E1 | 0x8E3..=0x8FF
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Returns the value of a decimal digit of the scripts that news is printed in.
pub(crate) fn decimal(c: char) -> Option<u8> {
    const ZEROS: [u32; 18] = [
        0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50,
        0xED0, 0x1040, 0x1090, 0x17E0, 0x1810,
    ];
    let code = c as u32;
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?;
    u8::try_from(code - zero).ok()
}

/// Tells whether a character is printed as an apostrophe inside words.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '\u{2B9}' | '\u{2BB}'
            ..='\u{2BF}'
                | '\u{5F3}'
                | '\u{2018}'
                | '\u{2019}'
                | '\u{201B}'
                | '\u{2032}'
                | '\u{FF07}'
                | '\u{FF40}'
    )
}

fn straight(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

/// Tells whether a character is invisible and no part of any word: soft hyphen, joiners, direction
/// marks, variation selectors, byte order mark. (The zero width space is a space.)
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c as u32,
        0xAD | 0x34F | 0x61C | 0x180B..=0x180F | 0x200C..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE007F | 0xE0100..=0xE01EF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_fold_by_script() {
        for (text, folded) in [
            ("Zürich", "zurich"),
            ("STRASSE Straße", "strasse strasse"),
            ("Øresund Łódź Đà Nẵng", "oresund lodz da nang"),
            ("Ærø Þór cœur", "aero thor coeur"),
            ("İstanbul Diyarbakır", "istanbul diyarbakir"),
            ("Ｔｏｋｙｏ ﾄｳｷｮｳ ｶﾞ", "tokyo トウキョウ ガ"),
            ("ΑΘΉΝΑΣ Ἀθῆναι", "αθηνασ αθηναι"),
            ("Ёлка Й Ў Ї за\u{301}мок", "елка й ў ї замок"),
            ("и\u{306}", "й"),
            ("مُحَمَّد مـــحمد", "محمد محمد"),
            ("أحمد إلى آخر ٱلله", "احمد الي اخر الله"),
            ("שָׁלוֹם", "שלום"),
            ("हिन्दी", "हिन्दी"),
            ("ภาษาไทย", "ภาษาไทย"),
            ("が か\u{3099}", "が が"),
            ("한국", "한국"),
            ("١٢٣ ۴۵ १०", "123 45 10"),
            ("ǿ ǽ ẞ", "o ae ss"),
            ("ﬁn", "fin"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn values_lose_surplus_space_and_curly_apostrophes() {
        assert_eq!(fold("  The\u{a0}People’s \n Daily "), "the people's daily");
        assert_eq!(fold("O`Neill O´Neill"), "o'neill o'neill");
        assert_eq!(fold("soft\u{ad}hyphen\u{feff}"), "softhyphen");
        assert_eq!(fold_pattern("O’Bri*"), "obri*");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in ('\0'..='\u{FFFF}').chain('\u{1D400}'..='\u{1F6FF}') {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?} U+{:04X}", c as u32);
        }
    }
}
