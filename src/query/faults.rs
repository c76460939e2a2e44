//! The parser's errors about operators and brackets, each with the query mended.
//!
//! Takes a parser at the place of the fault; gives a [`QueryError`].

use std::ops::Range;

use super::ast::Near;
use super::error::QueryError;
use super::lexer::Kind;
use super::parser::Parser;
use super::{codes, operand};
use crate::article::Field;

impl Parser<'_, '_, '_> {
    /// AND, OR, NOT or a minus that lacks an operand.
    pub(super) fn dangling(
        &self,
        operator: &str,
        span: Range<usize>,
        label: &'static str,
    ) -> QueryError {
        let rest = self.without(&span);
        let help = if rest.is_empty() { format!("\\{operator}") } else { rest };
        let message = match operator {
            "AND" | "OR" => format!("{operator} needs something on both sides"),
            _ => format!("{operator} needs something after it"),
        };
        let error = QueryError::new(codes::DANGLING, span, message).label(label).help(help);
        match operator {
            "-" => error,
            _ => error.advice(format!("to search for the word itself write \\{operator}")),
        }
    }

    /// A proximity that lacks an operand.
    pub(super) fn side_missing(&self, span: Range<usize>, after: bool) -> QueryError {
        let (before, rest) = self.text.split_at(if after { span.end } else { span.start });
        let help = match after {
            true => format!("{before} deal{rest}"),
            false => format!("{before}sign {rest}"),
        };
        let label = if after { "nothing after this" } else { "nothing before this" };
        QueryError::new(codes::SIDE, span, "proximity needs a word or a group on both sides")
            .label(label)
            .help(help)
    }

    /// An exclusion behind a proximity: NOT belongs before NEAR.
    pub(super) fn exclusion(&mut self, near: Near, operator: Range<usize>) -> QueryError {
        let sign = self.next_span();
        let error = operand::unfit(sign.clone(), "an exclusion");
        let Near::Near(n) = near else { return error };
        let (before, after) = (&self.text[..operator.start], self.text[sign.end..].trim_start());
        error.help(format!("{before}NOT NEAR/{n} {after}"))
    }

    /// A token that cannot stand here, or the end of the text.
    pub(super) fn unexpected(&self) -> QueryError {
        let Some(token) = self.tokens.get(self.at) else {
            let end = self.text.len();
            return QueryError::new(codes::DANGLING, end..end, "something is missing here");
        };
        let span = token.span.clone();
        match &token.kind {
            Kind::Close => {
                let help = self.without(&span);
                QueryError::new(codes::CLOSE, span, "this bracket was never opened").help(help)
            }
            Kind::And => self.dangling("AND", span, "nothing before this"),
            Kind::Or => self.dangling("OR", span, "nothing before this"),
            Kind::Near(_) => self.side_missing(span, false),
            Kind::Weight(_) => {
                QueryError::new(codes::WEIGHT, span, "a weight stands directly behind its operand")
            }
            _ => QueryError::new(codes::DANGLING, span, "this cannot stand here"),
        }
    }

    /// A field inside the group of another.
    pub(super) fn nested(&self, inner: Field, outer: Field, span: Range<usize>) -> QueryError {
        let message =
            format!("{}: cannot stand inside the brackets of {}:", inner.name(), outer.name());
        QueryError::new(codes::NESTED, span, message)
            .advice("give each word its own field, or put the field outside the brackets")
    }

    /// Returns how many brackets are open at the end.
    pub(super) fn unclosed(&self) -> usize {
        let count = |kind: Kind| self.tokens.iter().filter(|token| token.kind == kind).count();
        count(Kind::Open).saturating_sub(count(Kind::Close))
    }

    /// Returns the text without a span and the space before it.
    fn without(&self, span: &Range<usize>) -> String {
        let before = self.text[..span.start].trim_end();
        let after = &self.text[span.end..];
        let gap = if after.starts_with([' ', ')']) || before.is_empty() { "" } else { " " };
        format!("{before}{gap}{after}").trim().to_owned()
    }
}
