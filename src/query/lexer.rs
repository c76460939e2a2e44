//! Text to tokens: brackets, operators, field prefixes and leaves.
//!
//! Takes cleaned text (see [`super::chars::clean`]) and gives [`Token`]s with byte spans. What a run
//! of characters means is decided in [`super::lex_word`], what stands in quotes in
//! [`super::lex_phrase`]. It knows brackets only as far as it must to read `source:(a OR b)` as
//! values, and checks no grammar.

use std::ops::Range;

use super::ast::{Near, Pattern, PhraseWord};
use super::chars::is_quote;
use super::codes;
use super::error::QueryError;
use super::parse::Warning;
use crate::article::Field;

/// Most leaves of a query.
pub(super) const MAX_CLAUSES: usize = 64;

/// Most warnings that are kept; a person reads no more.
const MAX_WARNINGS: usize = 32;

/// A piece of the query and the bytes that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    /// Written NOT.
    Not,
    /// `-`, directly before its operand.
    Minus,
    Near(Near),
    /// `ANY/2` and its kin, before a bracket.
    Call(Call, u32),
    /// `field:`, directly before its operand. `overlaps` is `date~`.
    Field {
        field: Field,
        overlaps: bool,
    },
    Leaf(Leaf),
    /// `^3`, directly behind its operand.
    Weight(f32),
}

/// A function of a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Any,
    AtLeast,
    First,
}

impl Call {
    pub(super) const ALL: [Call; 3] = [Call::Any, Call::AtLeast, Call::First];

    /// Returns the name as typed before the slash.
    pub(super) fn name(self) -> &'static str {
        match self {
            Call::Any => "ANY",
            Call::AtLeast => "ATLEAST",
            Call::First => "FIRST",
        }
    }
}

/// An operand without parts.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Leaf {
    /// `*`.
    All,
    Word {
        text: String,
        exact: bool,
    },
    Phrase {
        parts: Vec<Vec<PhraseWord>>,
        slop: u32,
    },
    Pattern(Pattern),
    /// The value of a field that holds no text; `star` if it ended in `*`.
    Value {
        text: String,
        star: bool,
    },
    /// `@name`.
    Saved(String),
}

/// Cuts a text into tokens. `values` is the field whose values the text holds, if it stands in for
/// what is written behind one.
pub(super) fn lex(
    text: &str,
    values: Option<Field>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::new(),
        warnings,
        modes: vec![values],
        leaves: 0,
        question: None,
        unpaired: Vec::new(),
    };
    lexer.run()?;
    lexer.settle_question();
    lexer.hint_lower_case();
    Ok(lexer.tokens)
}

pub(super) struct Lexer<'a> {
    pub text: &'a str,
    pub at: usize,
    pub tokens: Vec<Token>,
    pub warnings: &'a mut Vec<Warning>,
    /// For each open bracket, and the text outside: the field whose values stand in it.
    modes: Vec<Option<Field>>,
    leaves: usize,
    /// The last token that is a word with `?` behind it, and its text without.
    pub question: Option<(usize, String)>,
    /// Opening marks whose own closing mark comes nowhere later; remembered so that the rest of the
    /// text is not searched again for each.
    pub unpaired: Vec<char>,
}

impl Lexer<'_> {
    fn run(&mut self) -> Result<(), QueryError> {
        loop {
            self.skip_space();
            let Some(c) = self.peek() else { return Ok(()) };
            let start = self.at;
            match c {
                '(' => self.open(self.mode()),
                ')' => {
                    self.at += 1;
                    if self.modes.len() > 1 {
                        self.modes.pop();
                    }
                    self.push(Kind::Close, start)?;
                    self.suffix_of_bracket()?;
                }
                '-' if self.negates() => {
                    self.at += 1;
                    self.push(Kind::Minus, start)?;
                }
                _ => match self.mode() {
                    Some(field) => self.value(field, false)?,
                    None if is_quote(c) => self.phrase()?,
                    None => self.word(None)?,
                },
            }
        }
    }

    pub(super) fn open(&mut self, mode: Option<Field>) {
        self.tokens.push(Token { kind: Kind::Open, span: self.at..self.at + 1 });
        self.modes.push(mode);
        self.at += 1;
    }

    fn mode(&self) -> Option<Field> {
        self.modes.last().copied().flatten()
    }

    /// Adds a token that ends here.
    pub(super) fn push(&mut self, kind: Kind, start: usize) -> Result<(), QueryError> {
        let span = start..self.at;
        if matches!(kind, Kind::Leaf(_)) {
            self.leaves += 1;
            if self.leaves > MAX_CLAUSES {
                return Err(too_many(span));
            }
        }
        self.tokens.push(Token { kind, span });
        Ok(())
    }

    /// Leaves a run out that is only punctuation, with the minus before it (`->` is an arrow).
    pub(super) fn drop_punctuation(&mut self, start: usize) {
        let mut from = start;
        while let Some(Token { kind: Kind::Minus, span }) = self.tokens.last() {
            if span.end != from {
                break;
            }
            from = span.start;
            self.tokens.pop();
        }
        let message = format!("{} is only punctuation and was left out", &self.text[from..self.at]);
        // A dash between words says nothing; a sign that means something elsewhere may have been meant.
        let meant = self.text[from..self.at].contains(['-', '+', '&', '|', '!', '=', '<', '>']);
        let instead = meant.then(String::new);
        self.warn(codes::W_PUNCTUATION, message, from..self.at, instead);
    }

    /// Adds a remark; `instead` says it in one way, where it has a second reading.
    pub(super) fn warn(
        &mut self,
        code: &'static str,
        message: String,
        span: Range<usize>,
        instead: Option<String>,
    ) {
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(Warning { code, message, span, instead });
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Returns the character before the place where we are.
    pub(super) fn previous(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    pub(super) fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Whether the minus here excludes what follows: it begins an item and touches what follows.
    fn negates(&self) -> bool {
        let begins = self.previous().is_none_or(|c| c.is_whitespace() || c == '(')
            || matches!(self.tokens.last(), Some(Token { kind: Kind::Minus, span }) if span.end == self.at);
        let next = self.text[self.at + 1..].chars().next();
        begins && next.is_some_and(|c| !c.is_whitespace() && c != ')')
    }

    fn suffix_of_bracket(&mut self) -> Result<(), QueryError> {
        if self.peek() == Some('~') {
            let span = self.at..self.at + 1;
            return Err(QueryError::new(
                codes::SLOP,
                span,
                "~ stands behind a quoted phrase or a word, not behind a bracket",
            ));
        }
        self.weight()
    }

    /// Reads `^number` if it stands here, behind a bracket, a quotation or a regular expression.
    pub(super) fn weight(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        if self.peek() != Some('^') {
            return Ok(());
        }
        let rest = &self.text[start + 1..];
        let len = rest.find(|c: char| c.is_whitespace() || "()".contains(c)).unwrap_or(rest.len());
        self.at = start + 1 + len;
        let weight =
            read_weight(&rest[..len]).ok_or_else(|| bad_weight(start..self.at, self.text))?;
        self.push(Kind::Weight(weight), start)
    }

    /// Reads a question mark behind the last word of a plain question as punctuation.
    fn settle_question(&mut self) {
        let Some((index, text)) = self.question.take() else { return };
        let span = self.tokens[index].span.clone();
        let plain = index + 1 == self.tokens.len()
            && self.tokens[..index]
                .iter()
                .all(|token| matches!(token.kind, Kind::Leaf(Leaf::Word { exact: false, .. })));
        if plain {
            let message = format!(
                "the ? at the end is read as punctuation; for one more character write ({})",
                &self.text[span.clone()]
            );
            let instead = Some(super::escape::word(&text));
            self.warn(codes::W_QUESTION, message, span, instead);
            self.tokens[index].kind = Kind::Leaf(Leaf::Word { text, exact: false });
            return;
        }
        let alone = index > 0
            && self.tokens[index - 1].kind == Kind::Open
            && self.tokens.get(index + 1).is_some_and(|token| token.kind == Kind::Close);
        if !alone {
            let message = format!(
                "the ? stands for one more character; to search for the word alone write {text}"
            );
            let instead = Some(format!("({})", &self.text[span.clone()]));
            self.warn(codes::W_QUESTION, message, span, instead);
        }
    }

    /// Remarks on operators in lower case between words, each once.
    fn hint_lower_case(&mut self) {
        let mut seen: Vec<&str> = Vec::new();
        for index in 1..self.tokens.len().saturating_sub(1) {
            let Kind::Leaf(Leaf::Word { text, exact: false }) = &self.tokens[index].kind else {
                continue;
            };
            let Some(upper) = upper_of(text) else { continue };
            let span = self.tokens[index].span.clone();
            // With a backslash it was meant.
            if self.text[span.clone()].starts_with('\\') {
                continue;
            }
            if seen.contains(&text.as_str()) || !self.is_operand(index - 1, index + 1) {
                continue;
            }
            seen.push(text);
            let message = format!("{text} is read as a word; the operator is {upper}");
            let instead = Some(upper);
            self.warnings.push(Warning { code: codes::W_LOWER, message, span, instead });
        }
    }

    /// Whether something ends at the first token and something begins at the second.
    fn is_operand(&self, before: usize, after: usize) -> bool {
        matches!(self.tokens[before].kind, Kind::Leaf(_) | Kind::Close | Kind::Weight(_))
            && matches!(
                self.tokens[after].kind,
                Kind::Leaf(_) | Kind::Open | Kind::Field { .. } | Kind::Minus
            )
    }
}

/// Returns the operator that a word such as `or`, `near/5`, `w/5` or `atleast/3` probably means.
pub(super) fn upper_of(text: &str) -> Option<String> {
    match text {
        "and" | "or" | "not" => return Some(text.to_ascii_uppercase()),
        "near" => return Some("NEAR/5".to_owned()),
        _ => {}
    }
    let (name, number) = text.split_once('/')?;
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match name {
        "w" | "near" => Some(format!("NEAR/{number}")),
        "pre" | "any" | "atleast" | "first" => {
            Some(format!("{}/{number}", name.to_ascii_uppercase()))
        }
        _ => None,
    }
}

/// Reads a weight: digits with at most one point, above 0 and at most 100.
pub(super) fn read_weight(text: &str) -> Option<f32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if part.is_empty() || !digits(whole) || !digits(part) || text.is_empty() {
        return None;
    }
    text.parse().ok().filter(|weight| *weight > 0.0 && *weight <= 100.0)
}

pub(super) fn bad_weight(span: Range<usize>, text: &str) -> QueryError {
    let help = format!("{}^2{}", &text[..span.start], &text[span.end..]);
    QueryError::new(codes::WEIGHT, span, "a weight is a number above 0 and up to 100, as in deal^2")
        .help(help)
        .advice("to search for the sign itself write \\^")
}

pub(super) fn too_many(span: Range<usize>) -> QueryError {
    QueryError::new(
        codes::CLAUSES,
        span,
        format!("a query has at most {MAX_CLAUSES} words, phrases and conditions"),
    )
    .label("one too many")
    .advice("to search for a long text as a plain bag of words use --bag")
}
