//! Words and the patterns over words: prefix, wildcard, edit distance, regular expression.
//!
//! Takes a run that is no operator and no field; gives its leaf, or nothing if it is only
//! punctuation.

use super::ast::{Pattern, Scope};
use super::chars::{TRAILING, can_match};
use super::codes;
use super::error::QueryError;
use super::lex_phrase::{Ch, exact_pattern, text_of};
use super::lexer::{Kind, Leaf, Lexer};
use crate::article::Field;

/// Most bytes of a regular expression.
const MAX_REGEX: usize = 256;

impl Lexer<'_> {
    /// Reads a regular expression, if the slash here begins one; else nothing is consumed.
    pub(super) fn regex(&mut self, within: Option<Field>) -> Result<bool, QueryError> {
        let start = self.at;
        let body = &self.text[start + 1..];
        let mut regex = String::new();
        let mut close = None;
        let mut chars = body.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '/' => {
                    close = Some(start + 1 + at);
                    break;
                }
                '\\' => match chars.next() {
                    Some((_, '/')) => regex.push('/'),
                    Some((_, next)) => regex.extend(['\\', next]),
                    None => regex.push('\\'),
                },
                _ if c.is_whitespace() => break,
                _ => regex.push(c),
            }
        }
        let path = matches!(within.and_then(Scope::of_field), Some(Scope::Path | Scope::Url));
        let Some(close) = close else {
            if path || !can_match(&regex) {
                return Ok(false);
            }
            let end = body.find(char::is_whitespace).map_or(self.text.len(), |at| start + 1 + at);
            let (before, typed, after) =
                (&self.text[..start], &self.text[start..end], &self.text[end..]);
            return Err(QueryError::new(
                codes::REGEX,
                start..end,
                "this regular expression is never closed; it holds one word and no spaces",
            )
            .help(format!("{before}{typed}/{after}"))
            .advice("to search for a text that begins with a slash write \\/"));
        };
        let boundary = |c: char| c.is_whitespace() || matches!(c, ')' | '^');
        let ends = self.text[close + 1..].chars().next().is_none_or(boundary);
        if regex.is_empty() || !ends {
            // `/usr/local/bin` and `//`.
            return Ok(false);
        }
        self.at = close + 1;
        if regex.len() > MAX_REGEX {
            return Err(QueryError::new(
                codes::REGEX_LONG,
                start..self.at,
                format!("a regular expression has at most {MAX_REGEX} bytes"),
            ));
        }
        self.push(Kind::Leaf(Leaf::Pattern(Pattern::Regex(regex))), start)?;
        self.weight()?;
        Ok(true)
    }

    /// Decides between a word and the kinds of patterns; `None` if it is only punctuation.
    pub(super) fn leaf(
        &mut self,
        run: &[Ch],
        exact: bool,
        start: usize,
    ) -> Result<Option<Leaf>, QueryError> {
        let span = start..self.at;
        let end = run.iter().rposition(|ch| ch.escaped || !TRAILING.contains(&ch.c));
        let core = &run[..end.map_or(0, |end| end + 1)];
        let wild = |ch: &Ch| ch.is('*') || ch.is('?');
        let tilde = core.iter().rposition(|ch| ch.is('~')).filter(|at| {
            *at > 0 && core[at + 1..].iter().all(|ch| ch.c.is_ascii_digit() && !ch.escaped)
        });
        let marks = core.iter().rev().take_while(|ch| ch.is('?')).count();
        let asked = core.len() - marks;
        if exact {
            if core[..asked].iter().any(wild) || tilde.is_some() {
                return Err(exact_pattern(span));
            }
            let text = text_of(run);
            return Ok(can_match(&text).then_some(Leaf::Word { text, exact }));
        }
        if core.len() == 1 && core[0].is('*') {
            return Ok(Some(Leaf::All));
        }
        if let Some(at) = tilde {
            return self.fuzzy(&core[..at], &text_of(&core[at + 1..]), span);
        }
        if !core.iter().any(wild) {
            let text = text_of(run);
            if run[0].is('!') && can_match(&text) {
                let message =
                    format!("! is read as punctuation; to exclude a word write -{}", &text[1..]);
                let instead = Some(super::escape::word(&text[1..]));
                self.warn(codes::W_SIGN, message, span, instead);
            }
            return Ok(can_match(&text).then_some(Leaf::Word { text, exact }));
        }
        if !core.iter().any(|ch| ch.c.is_alphanumeric()) {
            if core.iter().any(|ch| ch.is('*')) {
                return Err(QueryError::new(codes::PATTERN, span, "a pattern needs a letter")
                    .advice("* alone means every article"));
            }
            return Ok(None);
        }
        if core.iter().any(|ch| ch.escaped && matches!(ch.c, '*' | '?')) && !is_prefix(core) {
            return Err(QueryError::new(
                codes::PATTERN,
                span,
                "a pattern cannot hold a literal star or question mark",
            ));
        }
        let stars = core.iter().rev().take_while(|ch| ch.is('*')).count();
        if is_prefix(core) {
            let text = text_of(&core[..core.len() - stars]);
            return Ok(Some(Leaf::Pattern(Pattern::Prefix(text))));
        }
        if marks > 0 && !core[..asked].iter().any(wild) {
            self.question = Some((self.tokens.len(), text_of(&core[..asked])));
        }
        let mut pattern = text_of(core);
        while pattern.contains("**") {
            pattern = pattern.replace("**", "*");
        }
        Ok(Some(Leaf::Pattern(Pattern::Wildcard(pattern))))
    }

    fn fuzzy(
        &self,
        word: &[Ch],
        distance: &str,
        span: std::ops::Range<usize>,
    ) -> Result<Option<Leaf>, QueryError> {
        let text = text_of(word);
        if !can_match(&text) {
            return Ok(None);
        }
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        let fault = |code, message: &str| {
            let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
            let edits = if letters > 1 { "~1" } else { "" };
            let help = format!("{before}{}{edits}{after}", super::escape::word(&text));
            Err(QueryError::new(code, span.clone(), message).help(help))
        };
        if word.iter().any(|ch| ch.is('*') || ch.is('?')) {
            return fault(codes::PATTERN, "a word has either wildcards or an edit distance");
        }
        let distance = match distance {
            "" | "1" => 1,
            "2" => 2,
            _ => return fault(codes::DISTANCE, "the edit distance is 1 or 2"),
        };
        if usize::from(distance) >= letters {
            // Nothing of the word need be left: every word as short would fit.
            let edits = if distance == 1 { "edit" } else { "edits" };
            return fault(
                codes::DISTANCE,
                &format!("{text} is too short for {distance} {edits}; one letter has to stay"),
            );
        }
        Ok(Some(Leaf::Pattern(Pattern::Fuzzy { text, distance })))
    }
}

/// Whether stars stand at the end only.
fn is_prefix(core: &[Ch]) -> bool {
    let stars = core.iter().rev().take_while(|ch| ch.is('*')).count();
    let rest = &core[..core.len() - stars];
    stars > 0 && !rest.iter().any(|ch| ch.is('*') || ch.is('?'))
}
