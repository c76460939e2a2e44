//! The fast way: plain words of ASCII letters and digits, told byte by byte.
//!
//! Nine words in ten of English news are such runs between spaces and signs. [`ends_plainly`] says
//! when a run is certainly a whole word; whenever it is not certain (an apostrophe, a hyphen, a
//! point between letters, any letter beyond ASCII), the general way in [`super::word`] decides.
//! Measured on BBC news with cached stems: 180 MB a second on one core, 71 the general way alone.

/// A capital, small letter, digit.
pub(crate) const UPPER: u8 = 1;
pub(crate) const LOWER: u8 = 2;
pub(crate) const DIGIT: u8 = 4;
/// Any of them.
pub(crate) const WORD: u8 = UPPER | LOWER | DIGIT;
/// A byte of a character beyond ASCII.
pub(crate) const HIGH: u8 = 8;

/// What each byte is; 0 for signs and spaces.
pub(crate) static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b'0'..=b'9' => DIGIT,
            0x80.. => HIGH,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// Tells whether a run of ASCII letters and digits that ends before byte `end` is a whole word,
/// whatever stands further on. `end` must be at least 1.
#[inline]
pub(crate) fn ends_plainly(bytes: &[u8], end: usize) -> bool {
    let Some(&sign) = bytes.get(end) else {
        return true;
    };
    let next = || bytes.get(end + 1).map_or(0, |b| CLASS[*b as usize]);
    match sign {
        b'.' | b'\'' | b'`' | b'-' => next() == 0,
        b',' => CLASS[bytes[end - 1] as usize] != DIGIT || next() & (DIGIT | HIGH) == 0,
        0x80.. => separator(bytes, end).is_some(),
        _ => true,
    }
}

/// Returns the length of a separating character beyond ASCII at `at`: a no-break space, a dash, a
/// quotation mark, an ellipsis, or a closing apostrophe. `None` if it may be something else.
#[inline]
pub(crate) fn separator(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes[at..] {
        // U+00A0, « and ».
        [0xC2, 0xA0 | 0xAB | 0xBB, ..] => Some(2),
        // U+2013–2015, U+201C–201F, U+2022, U+2026.
        [0xE2, 0x80, 0x93..=0x95 | 0x9C..=0x9F | 0xA2 | 0xA6, ..] => Some(3),
        // U+2018 and U+2019 with nothing of a word behind them.
        [0xE2, 0x80, 0x98 | 0x99] => Some(3),
        [0xE2, 0x80, 0x98 | 0x99, next, ..] if CLASS[next as usize] == 0 => Some(3),
        _ => None,
    }
}
