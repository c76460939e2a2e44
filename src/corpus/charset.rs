//! Which encoding a file is in, and whether it is text at all.
//!
//! Takes the beginning of a file (or all of it); gives the encoding and the length of the byte
//! order mark. The order of evidence: byte order mark, what the folder's settings state, the
//! pattern of zero bytes (UTF-16, UTF-32), escape sequences (ISO-2022-JP), validity as UTF-8, a
//! declaration inside the text, the settings' fallback, and statistics (`chardetng`, `cyrillic_bytes`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::corpus::cyrillic_bytes;
use crate::corpus::decode::Charset;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// How its bytes are read.
    pub charset: Charset,
    /// Bytes of the byte order mark, to be left out.
    pub mark: usize,
    /// Whether only statistics speak for it, which may be wrong.
    pub guessed: bool,
}

/// What the settings of the folder say about encodings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints {
    /// Wins over everything but a byte order mark.
    pub stated: Option<Charset>,
    /// Used where bytes are not UTF-8 and declare nothing.
    pub fallback: Option<Charset>,
}

/// Chooses the encoding of a file that begins with `head`; `complete` says that nothing follows.
pub fn choose(head: &[u8], complete: bool, hints: Hints) -> Choice {
    if let Some(choice) = byte_order_mark(head) {
        return choice;
    }
    let found = |charset| Choice { charset, mark: 0, guessed: false };
    if let Some(stated) = hints.stated {
        return found(stated);
    }
    if let Some(wide) = wide_encoding(head) {
        return found(wide);
    }
    let escapes = || contains_bytes(head, b"\x1b$B") || contains_bytes(head, b"\x1b$@");
    if head.contains(&0x1b) && escapes() && head.is_ascii() {
        return found(Charset::Standard(encoding_rs::ISO_2022_JP));
    }
    if is_mostly_utf8(head, complete) {
        return found(Charset::UTF_8);
    }
    if let Some(declared) = declaration(head).or(hints.fallback)
        && !declared.is_utf8()
        && !declared.has_zero_bytes()
    {
        return found(declared);
    }
    if only_printers_marks(head) {
        return found(Charset::Standard(encoding_rs::WINDOWS_1252));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // Lines of ASCII say nothing, and the statistics are slow.
    for line in head.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
        detector.feed(line, false);
    }
    detector.feed(b"", complete);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // Cyrillic that it does not know looks like a Latin encoding to it.
    let latin = guess.name().starts_with("windows-125") && guess != encoding_rs::WINDOWS_1251;
    let cyrillic = latin.then(|| cyrillic_bytes::find(head)).flatten();
    Choice { guessed: true, ..found(cyrillic.unwrap_or(Charset::Standard(guess))) }
}

/// Tells whether bytes in an ASCII-like encoding are no text: more than one zero byte in a hundred or
/// more than one control character in twenty (evenly spread bytes have one in ten). Text in UTF-8
/// beyond ASCII is sure to be text and may have five times as many: some archives pad it with zeros.
pub fn is_binary(head: &[u8], charset: Charset) -> bool {
    if charset.has_zero_bytes() {
        return false;
    }
    let count = |wanted: fn(u8) -> bool| head.iter().filter(|byte| wanted(**byte)).count();
    let controls = count(|byte| {
        // Tab, line feed, form feed, return, escape (ISO-2022), and the DOS end of file.
        let fine = matches!(byte, b'\t' | b'\n' | 0xc | b'\r' | 0x1a | 0x1b);
        (byte < 0x20 && !fine) || byte == 0x7f
    });
    if charset.is_utf8() && count(|byte| byte >= 0x80) * 4 >= head.len() {
        return controls * 4 > head.len();
    }
    count(|byte| byte == 0) * 100 > head.len() || controls * 20 > head.len()
}

/// Tells whether all that is not ASCII are quotes, dashes and spaces where every Windows encoding of
/// Europe has them. Half of a quote that some program broke (0x9D) is among them.
fn only_printers_marks(head: &[u8]) -> bool {
    let high = head.iter().filter(|byte| **byte >= 0x80);
    let mut count = 0;
    for byte in high {
        if !matches!(byte, 0x85 | 0x91..=0x97 | 0x99 | 0x9d | 0xa0) {
            return false;
        }
        count += 1;
    }
    // In a text of double bytes they are many.
    count * 8 <= head.len()
}

fn byte_order_mark(head: &[u8]) -> Option<Choice> {
    // UTF-32 first: its little-endian mark begins with that of UTF-16.
    let marks: [(&[u8], Charset); 5] = [
        (b"\xff\xfe\0\0", Charset::Utf32Le),
        (b"\0\0\xfe\xff", Charset::Utf32Be),
        (b"\xef\xbb\xbf", Charset::UTF_8),
        (b"\xff\xfe", Charset::UTF_16LE),
        (b"\xfe\xff", Charset::UTF_16BE),
    ];
    let (mark, charset) = marks.into_iter().find(|(mark, _)| head.starts_with(mark))?;
    Some(Choice { charset, mark: mark.len(), guessed: false })
}

/// UTF-16 or UTF-32 without a mark, told by zero bytes.
fn wide_encoding(head: &[u8]) -> Option<Charset> {
    // The beginning is enough, and keeps this cheap.
    let sample = &head[..head.len().min(16 * 1024) / 4 * 4];
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    if sample.is_empty() {
        // "a\0" is too short for four bytes at a time.
        let pair = head.len() == 2 && head.contains(&0);
        return pair
            .then(|| if head[0] == 0 { Charset::UTF_16BE } else { Charset::UTF_16LE })
            .filter(|_| head.iter().any(u8::is_ascii_graphic));
    }
    if zeros * 100 < sample.len() {
        return None;
    }
    if zeros * 4 >= sample.len() {
        let valid = |read: fn([u8; 4]) -> u32| {
            sample.chunks_exact(4).all(|unit| {
                let code = read([unit[0], unit[1], unit[2], unit[3]]);
                code != 0 && char::from_u32(code).is_some()
            })
        };
        if valid(u32::from_le_bytes) {
            return Some(Charset::Utf32Le);
        }
        if valid(u32::from_be_bytes) {
            return Some(Charset::Utf32Be);
        }
    }
    let count = |read: fn([u8; 2]) -> u16| {
        let (mut latin, mut bad) = (0, 0);
        let units = sample.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        for unit in char::decode_utf16(units) {
            match unit {
                Ok(' '..='~' | '\t' | '\n' | '\r') => latin += 1,
                Ok(
                    '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fffe}',
                )
                | Err(_) => bad += 1,
                Ok(_) => {}
            }
        }
        (latin, bad)
    };
    let units = sample.len() / 2;
    let (little, big) = (count(u16::from_le_bytes), count(u16::from_be_bytes));
    let (charset, (latin, bad)) = match little.0 >= big.0 {
        true => (Charset::UTF_16LE, little),
        false => (Charset::UTF_16BE, big),
    };
    // One in fifty is a blank or a digit even in Chinese; one in two hundred may be damaged, and
    // one surrogate may be cut off at the end of the sample.
    (latin * 50 >= units && bad <= 1 + units / 200).then_some(charset)
}

/// Tells whether bytes are UTF-8, or are with little damage: at most one bad place to twenty good
/// characters beyond ASCII. Other encodings read as UTF-8 are bad nearly everywhere.
fn is_mostly_utf8(head: &[u8], complete: bool) -> bool {
    let (mut good, mut bad) = (0_u64, 0_u64);
    let mut rest = head;
    loop {
        let (valid, skip) = match std::str::from_utf8(rest) {
            Ok(_) => (rest, None),
            Err(error) => {
                let valid = &rest[..error.valid_up_to()];
                match error.error_len() {
                    Some(len) => (valid, Some(valid.len() + len)),
                    // A character that the end of the sample cuts in two.
                    None if !complete => (valid, None),
                    None => (valid, Some(rest.len())),
                }
            }
        };
        // Every character beyond ASCII has exactly one lead byte.
        good += valid.iter().filter(|byte| **byte >= 0xc0).count() as u64;
        match skip {
            Some(skip) => {
                bad += 1;
                rest = &rest[skip..];
            }
            None => return bad * 20 <= good,
        }
    }
}

/// An encoding that XML or HTML declares in its first kilobyte.
fn declaration(head: &[u8]) -> Option<Charset> {
    let start: String =
        head.iter().take(1024).map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
    let markup = start.trim_start();
    if !markup.starts_with('<') {
        return None;
    }
    ["encoding=", "charset="].into_iter().find_map(|key| {
        let value = markup[markup.find(key)? + key.len()..].trim_start_matches(['"', '\'', ' ']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
        Charset::from_label(&value[..end.unwrap_or(value.len())])
    })
}

fn contains_bytes(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::decode::decode;

    fn chosen(bytes: &[u8]) -> &'static str {
        choose(bytes, true, Hints::default()).charset.name()
    }

    #[test]
    fn marks_and_zero_bytes_decide_first() {
        assert_eq!(chosen(b"\xef\xbb\xbfabc"), "UTF-8");
        let text = "Premier visits Beijing\non Wednesday";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((chosen(&le), chosen(&be)), ("UTF-16LE", "UTF-16BE"));
        let wide: Vec<u8> = text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        assert_eq!(chosen(&wide), "UTF-32LE");
        let chinese = "北京 8 月 21 日电\n中国和俄罗斯签署了一份联合声明。\n";
        let be: Vec<u8> = chinese.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(chosen(&be), "UTF-16BE");
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(!is_binary(&be, choose(&be, true, Hints::default()).charset));
    }

    #[test]
    fn quotes_alone_are_of_every_windows_encoding() {
        let text = b"Mayor: \x93The ferries run\x94 \x96 and that\x92s that, they said.\x9d\n";
        assert_eq!(chosen(text), "windows-1252");
        assert_ne!(chosen(b"\x93\xfa\x96{"), "windows-1252");
    }

    #[test]
    fn eight_bit_texts_are_told_by_statistics() {
        let samples = [
            (
                "Die Regierung hat über die Äußerungen des Ministers beraten, für die Bürger.",
                "windows-1252",
            ),
            (
                "Председатель правительства провёл переговоры в Пекине в среду, сообщает агентство.",
                "windows-1251",
            ),
            (
                "Председатель правительства провёл переговоры в Пекине в среду, сообщает агентство.",
                "koi8-r",
            ),
            ("中国国家主席在北京会见了俄罗斯总理，双方签署联合公报。", "gb18030"),
            ("首相は水曜日に北京で会談し、共同声明に署名した。", "shift_jis"),
            ("首相は水曜日に北京で会談し、共同声明に署名した。", "euc-jp"),
            ("首相は水曜日に北京で会談し、共同声明に署名した。", "iso-2022-jp"),
        ];
        for (text, label) in samples {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let bytes = encoding.encode(text).0;
            let choice = choose(&bytes, true, Hints::default());
            let decoded = decode(&bytes, choice.charset);
            assert_eq!((decoded.text.as_ref(), decoded.replaced), (text, 0), "{label}");
        }
    }

    #[test]
    fn damaged_utf8_stays_utf8_and_settings_help() {
        let mut bytes = "Zwölf Äpfel für müde Mäuse über größere Flüsse. ".repeat(10).into_bytes();
        bytes.push(0xff);
        assert_eq!(chosen(&bytes), "UTF-8");
        let hints = Hints { fallback: Charset::from_label("cp437x"), ..Hints::default() };
        assert_eq!(choose(b"plain", true, hints).charset.name(), "UTF-8");
        let hints = Hints { fallback: Charset::from_label("ibm866"), ..Hints::default() };
        assert_eq!(choose(b"\x8c\xae\xe1\xaa\xa2\xa0", true, hints).charset.name(), "IBM866");
        assert_eq!(chosen(b"<?xml version='1.0' encoding='koi8-r'?><a>\xc1</a>"), "KOI8-R");
    }

    #[test]
    fn binary_is_told_from_text() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06";
        assert!(is_binary(png, Charset::UTF_8));
        let controls: Vec<u8> = (0..200).map(|n| if n % 10 == 0 { 1 } else { b'a' }).collect();
        assert!(is_binary(&controls, Charset::UTF_8));
        assert!(!is_binary(
            b"a text with one \x02 control in it, as old wires have",
            Charset::UTF_8
        ));
        let stray = "天气预报 ".repeat(100) + "\0\0";
        assert!(!is_binary(stray.as_bytes(), Charset::UTF_8));
        let padded = "天气预报\0".repeat(100);
        assert!(!is_binary(padded.as_bytes(), Charset::UTF_8));
        assert!(!is_binary(b"", Charset::UTF_8));
    }
}
