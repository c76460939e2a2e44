//! Single-byte encodings that the WHATWG Encoding Standard leaves out.
//!
//! Tables are those of the Unicode Consortium (`MAPPINGS/VENDORS/MICSFT/PC`).

/// An encoding whose lower half is ASCII.
#[derive(Debug, PartialEq, Eq)]
pub struct SingleByte {
    /// Its name.
    pub name: &'static str,
    /// What the bytes from 0x80 on mean.
    pub upper: [char; 128],
}

impl SingleByte {
    /// Returns the character of a byte.
    pub fn char(&self, byte: u8) -> char {
        match byte.checked_sub(0x80) {
            Some(upper) => self.upper[usize::from(upper)],
            None => char::from(byte),
        }
    }
}

/// Cyrillic of MS-DOS before IBM866 (code page 855).
#[rustfmt::skip]
pub static IBM855: SingleByte = SingleByte {
    name: "IBM855",
    upper: [
        'ђ', 'Ђ', 'ѓ', 'Ѓ', 'ё', 'Ё', 'є', 'Є', 'ѕ', 'Ѕ', 'і', 'І', 'ї', 'Ї', 'ј', 'Ј',
        'љ', 'Љ', 'њ', 'Њ', 'ћ', 'Ћ', 'ќ', 'Ќ', 'ў', 'Ў', 'џ', 'Џ', 'ю', 'Ю', 'ъ', 'Ъ',
        'а', 'А', 'б', 'Б', 'ц', 'Ц', 'д', 'Д', 'е', 'Е', 'ф', 'Ф', 'г', 'Г', '«', '»',
        '░', '▒', '▓', '│', '┤', 'х', 'Х', 'и', 'И', '╣', '║', '╗', '╝', 'й', 'Й', '┐',
        '└', '┴', '┬', '├', '─', '┼', 'к', 'К', '╚', '╔', '╩', '╦', '╠', '═', '╬', '¤',
        'л', 'Л', 'м', 'М', 'н', 'Н', 'о', 'О', 'п', '┘', '┌', '█', '▄', 'П', 'я', '▀',
        'Я', 'р', 'Р', 'с', 'С', 'т', 'Т', 'у', 'У', 'ж', 'Ж', 'в', 'В', 'ь', 'Ь', '№',
        '\u{ad}', 'ы', 'Ы', 'з', 'З', 'ш', 'Ш', 'э', 'Э', 'щ', 'Щ', 'ч', 'Ч', '§', '■', '\u{a0}',
    ],
};
