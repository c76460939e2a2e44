//! Text to tokens: brackets, connectors, comparisons, words and quotations.
//!
//! Takes cleaned text; gives [`Token`]s with byte spans. Connectors are found in any case. What a
//! word means, and whether a name before a bracket is one, is decided later.

use std::ops::Range;

use super::faults;
use super::table::{self, Connector, Form, Reach};
use crate::query::chars::{can_match, closes, is_hebrew, is_quote, url_len};
use crate::query::codes;
use crate::query::error::QueryError;
use crate::query::parse::Warning;

/// Most remarks on what was left out; a person reads no more.
const MAX_WARNINGS: usize = 32;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Near(Connector),
    /// A run without spaces.
    Word,
    /// What stands in quotes, marks included.
    Quoted,
    /// `@name`.
    Saved,
    /// `>`, `<=` and their kin.
    Sign,
}

/// Cuts a text into tokens.
pub(super) fn lex(text: &str, warnings: &mut Vec<Warning>) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), unpaired: Vec::new() };
    while let Some(c) = lexer.skip_space() {
        let start = lexer.at;
        let kind = match c {
            '(' | ')' => {
                lexer.at += 1;
                if c == '(' { Kind::Open } else { Kind::Close }
            }
            '<' | '>' | '=' => {
                let rest = &text[start..];
                lexer.at += rest.find(|c| !matches!(c, '<' | '>' | '=')).unwrap_or(rest.len());
                Kind::Sign
            }
            _ if is_quote(c) => lexer.quotation()?,
            _ => lexer.run()?,
        };
        lexer.push(kind, start)?;
    }
    leave_out(text, &mut lexer.tokens, warnings);
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// Opening marks whose own closing mark comes nowhere later, so that the text is searched once.
    unpaired: Vec<char>,
}

impl Lexer<'_> {
    /// Returns the next character that is no space.
    fn skip_space(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    /// Adds a token that ends here. NOT and what it belongs to become one.
    fn push(&mut self, kind: Kind, start: usize) -> Result<(), QueryError> {
        let mut token = Token { kind, span: start..self.at };
        if let Kind::Near(connector) = &mut token.kind {
            if let Some(not) = self.tokens.pop_if(|last| last.kind == Kind::Not) {
                token.span.start = not.span.start;
                if connector.negated {
                    return Err(faults::connector(self.text, token.span));
                }
                connector.negated = true;
            }
            let unit = matches!(connector.reach, Reach::Sentence | Reach::Paragraph);
            let segment = connector.reach == Reach::Segment;
            if (connector.negated && (unit || connector.ordered))
                || (connector.ordered && (unit || segment))
            {
                return Err(faults::no_form(self.text, token.span, *connector));
            }
        }
        self.tokens.push(token);
        Ok(())
    }

    /// Reads past the mark that closes a quotation.
    fn quotation(&mut self) -> Result<Kind, QueryError> {
        let start = self.at;
        let open = self.text[start..].chars().next().unwrap_or('"');
        let body = start + open.len_utf8();
        let closing = |is: &dyn Fn(char) -> bool| {
            let rest = self.text[body..].char_indices();
            rest.into_iter().find(|(_, c)| is(*c)).map(|(at, c)| body + at + c.len_utf8())
        };
        let own = if self.unpaired.contains(&open) { None } else { closing(&|c| closes(open, c)) };
        // Keyboards and programs mix the marks.
        let end = own.or_else(|| closing(&is_quote)).ok_or_else(|| {
            QueryError::new(codes::QUOTE, start..body, "this quotation mark is never closed")
                .label("opened here")
                .help(format!("{}\"", self.text))
        })?;
        if own.is_none() {
            self.unpaired.push(open);
        }
        self.at = end;
        Ok(Kind::Quoted)
    }

    /// Reads a run up to a space, a bracket or a quotation mark, and tells what it is.
    fn run(&mut self) -> Result<Kind, QueryError> {
        let start = self.at;
        let rest = &self.text[start..];
        let url = url_len(rest);
        if url > 0 {
            self.at += url;
            return Ok(Kind::Word);
        }
        let mut last = ' ';
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            let next = || rest[at + c.len_utf8()..].chars().next();
            let gershayim = c == '"' && is_hebrew(last) && next().is_some_and(is_hebrew);
            let compared = matches!(c, '<' | '>' | '=')
                && ["date", "length"].iter().any(|name| rest[..at].eq_ignore_ascii_case(name));
            if c.is_whitespace()
                || matches!(c, '(' | ')')
                || (is_quote(c) && !gershayim)
                || compared
            {
                end = at;
                break;
            }
            last = c;
        }
        self.at += end;
        let run = &rest[..end];
        if run.len() > 1 && run.starts_with('@') {
            return Ok(Kind::Saved);
        }
        Ok(match run.to_ascii_lowercase().as_str() {
            "and" => Kind::And,
            "or" => Kind::Or,
            "not" => Kind::Not,
            _ => match table::connector(run) {
                None => Kind::Word,
                Some(Form::Connector(connector)) => Kind::Near(connector),
                Some(Form::Broken) => return Err(faults::connector(self.text, start..self.at)),
            },
        })
    }
}

/// Leaves out what is only punctuation, and says so. A comparison stays behind what it compares.
fn leave_out(text: &str, tokens: &mut Vec<Token>, warnings: &mut Vec<Warning>) {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens.drain(..) {
        let typed = &text[token.span.clone()];
        let empty = match token.kind {
            Kind::Word => !can_match(typed),
            // Quotes with nothing in them are an error of the grammar.
            Kind::Quoted => {
                let inside = typed.trim_matches(is_quote).trim();
                !can_match(inside) && !inside.is_empty()
            }
            Kind::Sign => {
                let compares = kept.last().is_some_and(|last| {
                    let name = &text[last.span.clone()];
                    let name = last.kind == Kind::Word
                        && ["date", "length"].iter().any(|known| name.eq_ignore_ascii_case(known));
                    name || matches!(last.kind, Kind::Open | Kind::And)
                });
                !compares
            }
            _ => false,
        };
        if !empty {
            kept.push(token);
        } else if warnings.len() < MAX_WARNINGS {
            let message = format!("{typed} is only punctuation and was left out");
            let meant = typed.contains(['-', '+', '&', '|', '!', '=', '<', '>', '*', '?', '%']);
            warnings.push(Warning {
                code: codes::W_PUNCTUATION,
                message,
                span: token.span,
                instead: meant.then(String::new),
            });
        }
    }
    *tokens = kept;
}
