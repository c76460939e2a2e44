//! What stands in quotes: phrases with alternatives, and values with spaces.
//!
//! Takes a lexer that stands on an opening quotation mark; adds one token.

use std::ops::Range;

use super::ast::PhraseWord;
use super::chars::{can_match, closes, is_quote};
use super::codes;
use super::error::QueryError;
use super::lexer::{Kind, Leaf, Lexer};

/// Most slop of a phrase: the engines count it in few bits.
const MAX_SLOP: u32 = 64;

/// One character of a quotation or run, and whether a backslash stood before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ch {
    pub c: char,
    pub escaped: bool,
    /// Where it stands (the backslash, if there is one).
    pub at: usize,
}

impl Ch {
    /// Whether this is `c` itself, without a backslash.
    pub(super) fn is(self, c: char) -> bool {
        self.c == c && !self.escaped
    }
}

/// Joins characters to a text.
pub(super) fn text_of(chars: &[Ch]) -> String {
    chars.iter().map(|ch| ch.c).collect()
}

impl Lexer<'_> {
    /// Reads a quoted phrase with its slop and weight.
    pub(super) fn phrase(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let inside = self.quotation()?;
        let span = start..self.at;
        if !inside.iter().any(|ch| !ch.c.is_whitespace()) {
            return Err(hollow(span));
        }
        let parts = self.parts(&inside, &span)?;
        let slop = self.slop()?;
        if parts.is_empty() {
            self.drop_punctuation(start);
            return Ok(());
        }
        self.push(Kind::Leaf(Leaf::Phrase { parts, slop }), start)?;
        self.weight()
    }

    /// Reads from an opening quotation mark past the closing one; gives what is between.
    pub(super) fn quotation(&mut self) -> Result<Vec<Ch>, QueryError> {
        let start = self.at;
        let open = self.peek().unwrap_or('"');
        let body = start + open.len_utf8();
        // If nothing closes it by the custom of its kind, any other mark does: keyboards and
        // programs mix them.
        let mut end = None;
        if !self.unpaired.contains(&open) {
            end = self.closing(body, |c| closes(open, c));
            if end.is_none() {
                self.unpaired.push(open);
            }
        }
        let end = end.or_else(|| self.closing(body, is_quote)).ok_or_else(|| {
            QueryError::new(codes::QUOTE, start..body, "this quotation mark is never closed")
                .label("opened here")
                .help(format!("{}\"", self.text))
                .advice("to search for the sign itself write \\\"")
        })?;
        let inside = chars_of(&self.text[body..end], body);
        self.at = end + self.text[end..].chars().next().map_or(0, char::len_utf8);
        if self.peek() == Some('*') {
            let (before, after) = (&self.text[..end], &self.text[self.at + 1..]);
            let mark = &self.text[end..self.at];
            let message = "the star stands inside the quotes, behind the last word";
            return Err(QueryError::new(codes::PATTERN, self.at..self.at + 1, message)
                .help(format!("{before}*{mark}{after}")));
        }
        Ok(inside)
    }

    fn closing(&self, from: usize, closes: impl Fn(char) -> bool) -> Option<usize> {
        let mut escaped = false;
        for (at, c) in self.text[from..].char_indices() {
            if !escaped && closes(c) {
                return Some(from + at);
            }
            escaped = c == '\\' && !escaped;
        }
        None
    }

    /// Cuts a phrase into parts; what is only punctuation takes no place.
    fn parts(
        &mut self,
        inside: &[Ch],
        span: &Range<usize>,
    ) -> Result<Vec<Vec<PhraseWord>>, QueryError> {
        let mut parts = Vec::new();
        let mut rest = inside;
        while let Some(first) = rest.iter().position(|ch| !ch.c.is_whitespace() || ch.escaped) {
            rest = &rest[first..];
            if rest[0].is('(')
                && let Some(len) = rest[1..].iter().position(|ch| ch.is('(') || ch.is(')'))
                && let len = len + 1
                && rest[len].is(')')
                && let Some(alternatives) = self.alternatives(&rest[1..len], span)?
            {
                if !alternatives.is_empty() {
                    parts.push(alternatives);
                }
                rest = &rest[len + 1..];
                continue;
            }
            let len = word_len(rest);
            if let Some(word) = self.phrase_word(&rest[..len], span)? {
                parts.push(vec![word]);
            }
            rest = &rest[len..];
        }
        Ok(parts)
    }

    /// Reads `(a OR b)`; without an OR the brackets are punctuation, as in "Reuters (US)".
    fn alternatives(
        &mut self,
        inside: &[Ch],
        span: &Range<usize>,
    ) -> Result<Option<Vec<PhraseWord>>, QueryError> {
        let words: Vec<&[Ch]> = inside
            .split(|ch| ch.c.is_whitespace() && !ch.escaped)
            .filter(|word| !word.is_empty())
            .collect();
        let is_or = |word: &[Ch]| text_of(word) == "OR" && word.iter().all(|ch| !ch.escaped);
        if words.len() < 2 || !words.iter().any(|word| is_or(word)) {
            return Ok(None);
        }
        let mut found: Vec<PhraseWord> = Vec::new();
        for (index, word) in words.iter().enumerate() {
            if is_or(word) != (index % 2 == 1) || words.len().is_multiple_of(2) {
                return Err(QueryError::new(
                    codes::ITEMS,
                    span.clone(),
                    "alternatives in quotes are single words with OR between them",
                )
                .help("\"sign (deals OR accords)\"")
                .advice("for alternatives of several words write two phrases with OR between"));
            }
            if index % 2 == 1 {
                continue;
            }
            if let Some(word) = self.phrase_word(word, span)?
                && !found.contains(&word)
            {
                found.push(word);
            }
        }
        Ok(Some(found))
    }

    /// Reads one word of a phrase; `None` if it is only punctuation.
    fn phrase_word(
        &mut self,
        word: &[Ch],
        span: &Range<usize>,
    ) -> Result<Option<PhraseWord>, QueryError> {
        let exact = word.len() > 1 && word[0].is('=');
        let word = &word[usize::from(exact)..];
        let stars = word.iter().rev().take_while(|ch| ch.is('*')).count();
        let word = &word[..word.len() - stars];
        if word.is_empty() {
            return Err(QueryError::new(
                codes::PATTERN,
                span.clone(),
                "a star alone in quotes stands for no word",
            )
            .help("to PRE/3 or")
            .advice("for words with others between them use PRE/n"));
        }
        let text = text_of(word);
        if !can_match(&text) {
            return Ok(None);
        }
        let inner = |ch: &Ch| ch.is('*') || ch.is('?');
        if word
            .iter()
            .position(inner)
            .is_some_and(|at| word[at..].iter().any(|ch| ch.c.is_alphanumeric()))
        {
            let message = format!(
                "in quotes only a star behind a word is a pattern; {text} is read as it stands"
            );
            let typed = &self.text[span.clone()];
            let instead = typed.replace(['*', '?'], " ");
            self.warn(codes::W_QUOTED, message, span.clone(), Some(instead));
        }
        if exact && stars > 0 {
            return Err(exact_pattern(span.clone()));
        }
        Ok(Some(PhraseWord { text, exact, prefix: stars > 0 }))
    }

    fn slop(&mut self) -> Result<u32, QueryError> {
        let start = self.at;
        if self.peek() != Some('~') {
            return Ok(0);
        }
        let rest = &self.text[start + 1..];
        let len = rest.find(|c: char| c.is_whitespace() || "()^".contains(c)).unwrap_or(rest.len());
        self.at = start + 1 + len;
        let digits = &rest[..len];
        digits
            .parse()
            .ok()
            .filter(|slop| *slop <= MAX_SLOP && digits.bytes().all(|b| b.is_ascii_digit()))
            .ok_or_else(|| {
                let (before, after) = (&self.text[..start], &self.text[self.at..]);
                QueryError::new(
                    codes::SLOP,
                    start..self.at,
                    format!("the slop behind a phrase is a number up to {MAX_SLOP}"),
                )
                .help(format!("{before}~3{after}"))
            })
    }
}

/// Reads characters with their backslashes: before anything but a letter or digit, a backslash
/// takes that character literally.
pub(super) fn chars_of(text: &str, from: usize) -> Vec<Ch> {
    let mut chars = Vec::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let at = from + at;
        match rest.peek() {
            Some(&(_, next)) if c == '\\' && !next.is_alphanumeric() => {
                chars.push(Ch { c: next, escaped: true, at });
                rest.next();
            }
            _ => chars.push(Ch { c, escaped: false, at }),
        }
    }
    chars
}

/// Returns how far a word of a phrase reaches: to a space, or past a bracket that stands alone.
fn word_len(chars: &[Ch]) -> usize {
    let bracket = |ch: &Ch| ch.is('(') || ch.is(')');
    if bracket(&chars[0]) {
        return 1;
    }
    chars
        .iter()
        .position(|ch| (ch.c.is_whitespace() && !ch.escaped) || bracket(ch))
        .unwrap_or(chars.len())
}

pub(super) fn hollow(span: Range<usize>) -> QueryError {
    QueryError::new(codes::HOLLOW, span, "there is nothing to look for in here")
}

pub(super) fn exact_pattern(span: Range<usize>) -> QueryError {
    QueryError::new(codes::PATTERN, span, "= takes one whole word, not a pattern")
        .help("=Premier")
        .advice("for a pattern leave the = away")
}
