//! What single characters mean to the query language.
//!
//! Takes characters and texts, gives classes and replacements; knows nothing of tokens.

use std::borrow::Cow;
use std::ops::Range;

/// Punctuation that may stand behind a pattern without belonging to it.
pub(super) const TRAILING: [char; 7] = ['.', ',', ';', ':', '!', '…', '’'];

/// Whether a character is read as a space: controls, and the marks that steer direction or join
/// nothing. Joiners (U+200C, U+200D) stay, because Persian and Indic words need them.
pub(super) fn is_blank(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Replaces characters that are read as spaces by spaces of as many bytes, so that spans stay true. Gives the span of the first one worth a remark (tabs and line ends are not).
pub(super) fn clean(text: &str) -> (Cow<'_, str>, Option<Range<usize>>) {
    if !text.contains(is_blank) {
        return (Cow::Borrowed(text), None);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut first = None;
    for (at, c) in text.char_indices() {
        if is_blank(c) {
            // A space, a no-break space or an em space.
            cleaned.push([' ', '\u{a0}', '\u{2003}'][c.len_utf8().min(3) - 1]);
            if first.is_none() && !matches!(c, '\t' | '\n' | '\r') {
                first = Some(at..at + c.len_utf8());
            }
        } else {
            cleaned.push(c);
        }
    }
    (Cow::Owned(cleaned), first)
}

/// Whether a character opens or closes a quotation. Apostrophes do not.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// Whether `c` closes what `open` opened, as each typographic custom has it.
pub(super) fn closes(open: char, c: char) -> bool {
    match open {
        '“' | '„' | '‟' => matches!(c, '”' | '“'),
        '”' => c == '”',
        '«' => c == '»',
        '»' => matches!(c, '«' | '»'),
        straight => c == straight,
    }
}

/// Whether a text can become a word at all: it has a letter or a digit.
pub(super) fn can_match(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether a text has the shape of a field's name.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Whether a character is a Hebrew letter or mark; between two of them `"` is the gershayim of an
/// acronym, not a quotation mark.
pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{5ff}')
}

/// Deepest brackets in a web address. Without a bound a text of many addresses, each with a bracket
/// that is never closed, would be read to its end for every one of them.
const MAX_URL_BRACKETS: usize = 8;

/// Returns the length in bytes of the web address that begins the text, or 0. It ends at a space, a
/// quotation mark, or a bracket without its other half (or with more than eight inside each other).
pub(super) fn url_len(text: &str) -> usize {
    let name = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let scheme = name > 0 && text[name..].starts_with("://");
    let www = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    if !scheme && !www {
        return 0;
    }
    // Where brackets stand that are open so far.
    let mut open = Vec::new();
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        match c {
            '(' if open.len() == MAX_URL_BRACKETS => break,
            '(' => open.push(at),
            ')' if open.pop().is_none() => {
                end = at;
                break;
            }
            _ if c.is_whitespace() || is_quote(c) => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    open.first().copied().unwrap_or(end)
}
