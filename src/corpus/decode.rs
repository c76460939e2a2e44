//! Bytes to text under a known encoding, with a count of what could not be decoded.
//!
//! Works on whole files and piece by piece; a character cut by the end of a piece waits for the
//! next. Which encoding it is, is decided in `charset`. Never fails: bytes without a meaning become
//! U+FFFD and are counted.

use std::borrow::Cow;

use crate::corpus::single_byte::{IBM855, SingleByte};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// An encoding that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, UTF-16 and the encodings of the WHATWG Encoding Standard.
    Standard(&'static Encoding),
    /// UTF-32, little end first.
    Utf32Le,
    /// UTF-32, big end first.
    Utf32Be,
    /// One byte a character, by a table of our own.
    Single(&'static SingleByte),
}

impl Charset {
    /// UTF-8.
    pub const UTF_8: Charset = Charset::Standard(UTF_8);
    /// UTF-16, little end first.
    pub const UTF_16LE: Charset = Charset::Standard(UTF_16LE);
    /// UTF-16, big end first.
    pub const UTF_16BE: Charset = Charset::Standard(UTF_16BE);

    /// Returns the encoding of that label (`utf-8`, `windows-1252`, `latin1`, `gb2312`, `cp1251`),
    /// in any case. Labels and their meanings are those of the WHATWG Encoding Standard §4.2, with
    /// `utf-32`, `cpNNNN` and `mac-cyrillic` besides.
    pub fn from_label(label: &str) -> Option<Charset> {
        let label = label.trim().to_ascii_lowercase().replace('_', "-");
        match label.as_str() {
            "utf-32" | "utf-32le" => return Some(Charset::Utf32Le),
            "utf-32be" => return Some(Charset::Utf32Be),
            "mac-cyrillic" | "maccyrillic" => {
                return Some(Charset::Standard(encoding_rs::X_MAC_CYRILLIC));
            }
            "tis-620" => return Some(Charset::Standard(encoding_rs::WINDOWS_874)),
            "ibm855" | "cp855" | "855" => return Some(Charset::Single(&IBM855)),
            "cp932" => return Some(Charset::Standard(encoding_rs::SHIFT_JIS)),
            "cp936" => return Some(Charset::Standard(encoding_rs::GBK)),
            "cp949" => return Some(Charset::Standard(encoding_rs::EUC_KR)),
            "cp950" => return Some(Charset::Standard(encoding_rs::BIG5)),
            _ => {}
        }
        let known = |label: &str| Encoding::for_label_no_replacement(label.as_bytes());
        let windows = || known(&format!("windows-{}", label.strip_prefix("cp")?));
        known(&label).or_else(windows).map(Charset::Standard)
    }

    /// Returns the encoding's name.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Standard(encoding) => encoding.name(),
            Charset::Utf32Le => "UTF-32LE",
            Charset::Utf32Be => "UTF-32BE",
            Charset::Single(table) => table.name,
        }
    }

    /// Tells whether a byte below 0x80 always means the ASCII character, so that bytes can be
    /// searched for line ends, quotes and brackets before they are decoded.
    pub fn is_utf8(self) -> bool {
        self == Charset::UTF_8
    }

    /// Tells whether zero bytes are ordinary in it.
    pub fn has_zero_bytes(self) -> bool {
        match self {
            Charset::Standard(encoding) => encoding == UTF_16LE || encoding == UTF_16BE,
            Charset::Utf32Le | Charset::Utf32Be => true,
            Charset::Single(_) => false,
        }
    }

    /// Returns how many bytes a text takes in this encoding; what the encoding lacks counts as in
    /// UTF-8.
    pub fn encoded_len(self, text: &str) -> u64 {
        let len = match self {
            Charset::Utf32Le | Charset::Utf32Be => 4 * text.chars().count(),
            Charset::Single(_) => text.chars().count(),
            Charset::Standard(e) if e == UTF_8 => text.len(),
            Charset::Standard(e) if e == UTF_16LE || e == UTF_16BE => {
                2 * text.encode_utf16().count()
            }
            Charset::Standard(e) if text.is_ascii() && e.is_ascii_compatible() => text.len(),
            Charset::Standard(e) => e.encode(text).0.len(),
        };
        len as u64
    }
}

/// A text and the number of places where bytes had no meaning (each is one U+FFFD).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// How many places were replaced.
    pub replaced: u64,
}

/// Decodes bytes without a byte order mark.
pub fn decode(bytes: &[u8], charset: Charset) -> Decoded<'_> {
    if charset.is_utf8()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Decoded { text: Cow::Borrowed(text), replaced: 0 };
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 4);
    let replaced = PieceDecoder::new(charset).push(bytes, true, &mut text);
    Decoded { text: Cow::Owned(text), replaced }
}

/// Returns the beginning of a text, at most so many bytes, cut between characters.
pub fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Decodes a text piece by piece.
pub struct PieceDecoder {
    state: State,
}

enum State {
    Standard(Box<Decoder>),
    Utf32 { big: bool, rest: Vec<u8> },
    Single(&'static SingleByte),
}

impl PieceDecoder {
    /// Starts a text, which must not begin with a byte order mark.
    pub fn new(charset: Charset) -> PieceDecoder {
        let state = match charset {
            Charset::Standard(encoding) => {
                State::Standard(Box::new(encoding.new_decoder_without_bom_handling()))
            }
            Charset::Utf32Le => State::Utf32 { big: false, rest: Vec::new() },
            Charset::Utf32Be => State::Utf32 { big: true, rest: Vec::new() },
            Charset::Single(table) => State::Single(table),
        };
        PieceDecoder { state }
    }

    /// Decodes a piece behind `out`; `last` says that no more follows. Returns the number of
    /// replaced places.
    pub fn push(&mut self, mut bytes: &[u8], last: bool, out: &mut String) -> u64 {
        let mut replaced = 0;
        match &mut self.state {
            State::Standard(decoder) => loop {
                // The bound of the decoder's own documentation; without it no progress is promised.
                let need = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
                out.reserve(need.unwrap_or(bytes.len()).max(16));
                let (result, read) = decoder.decode_to_string_without_replacement(bytes, out, last);
                bytes = &bytes[read..];
                match result {
                    DecoderResult::InputEmpty => return replaced,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(..) => {
                        replaced += 1;
                        out.push(char::REPLACEMENT_CHARACTER);
                    }
                }
            },
            State::Single(table) => {
                out.extend(bytes.iter().map(|byte| table.char(*byte)));
                replaced
            }
            State::Utf32 { big, rest } => {
                rest.extend_from_slice(bytes);
                let units = rest.chunks_exact(4);
                let cut = units.remainder().len();
                for unit in units {
                    let unit = [unit[0], unit[1], unit[2], unit[3]];
                    let code =
                        if *big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
                    let c = char::from_u32(code).unwrap_or_else(|| {
                        replaced += 1;
                        char::REPLACEMENT_CHARACTER
                    });
                    out.push(c);
                }
                rest.drain(..rest.len() - cut);
                if last && cut > 0 {
                    replaced += 1;
                    out.push(char::REPLACEMENT_CHARACTER);
                    rest.clear();
                }
                replaced
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_by_their_common_spellings() {
        for label in
            ["latin1", "CP1251", "gb2312", "Shift_JIS", "koi8-r", "UTF-32", "macCyrillic", "cp855"]
        {
            assert!(Charset::from_label(label).is_some(), "{label}");
        }
        assert_eq!(Charset::from_label("klingon"), None);
        assert_eq!(Charset::from_label("cp1251").unwrap().name(), "windows-1251");
    }

    #[test]
    fn what_has_no_meaning_is_counted() {
        let broken = decode(b"caf\xe9 \xff!", Charset::UTF_8);
        assert_eq!((broken.text.as_ref(), broken.replaced), ("caf\u{fffd} \u{fffd}!", 2));
        let western = Charset::from_label("windows-1252").unwrap();
        assert_eq!(decode(b"caf\xe9", western).text, "café");
        let odd = decode(b"a\0b", Charset::UTF_16LE);
        assert_eq!((odd.text.as_ref(), odd.replaced), ("a\u{fffd}", 1));
        let odd = decode(b"a\0\0\0\0\0\xff\xff\0", Charset::Utf32Le);
        assert_eq!((odd.text.as_ref(), odd.replaced), ("a\u{fffd}\u{fffd}", 2));
    }

    #[test]
    fn beginnings_are_cut_between_characters() {
        assert_eq!((beginning("aЖ", 2), beginning("aЖ", 3), beginning("", 2)), ("a", "aЖ", ""));
    }

    #[test]
    fn pieces_of_any_size_give_the_same_text() {
        let text = "Zwölf Äpfel, 北京 и Москва";
        for charset in [Charset::UTF_8, Charset::UTF_16BE, Charset::Utf32Be] {
            let bytes: Vec<u8> = match charset {
                Charset::Utf32Be => text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect(),
                c if c == Charset::UTF_16BE => {
                    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
                }
                _ => text.as_bytes().to_vec(),
            };
            assert_eq!(charset.encoded_len(text), bytes.len() as u64);
            let mut decoder = PieceDecoder::new(charset);
            let mut out = String::new();
            let replaced: u64 = bytes.chunks(3).map(|c| decoder.push(c, false, &mut out)).sum();
            assert_eq!(replaced + decoder.push(b"", true, &mut out), 0);
            assert_eq!(out, text);
        }
    }
}
