//! `date` and `length` with what they are compared with.
//!
//! Takes a grammar that stands on the name; gives one node. Reads `date aft 2023`, `date is January 5,
//! 2024`, `date(geq(1/1/2024) and leq(31/12/2024))`, `length > 500` and their kin. A date of figures
//! whose day and month could be swapped is refused, as everywhere here.

use std::ops::Range;

use super::faults::replaced;
use super::grammar::{Grammar, misplaced};
use super::lexer::Kind;
use super::{spread, table};
use crate::article::Field;
use crate::query::ast::{DateRelation, Node};
use crate::query::calendar::MONTHS;
use crate::query::error::QueryError;
use crate::query::{codes, dates, fields};

impl Grammar<'_, '_, '_> {
    /// Returns the field of the name here, if a comparison stands behind it.
    pub(super) fn compared(&self) -> Option<Field> {
        let name = &self.text[self.token()?.span.clone()];
        let field = match name.to_ascii_lowercase().as_str() {
            "date" => Field::Date,
            "length" => Field::Words,
            _ => return None,
        };
        self.sign(1, true).map(|_| field)
    }

    /// Returns the comparison so many tokens ahead.
    fn sign(&self, ahead: usize, bare: bool) -> Option<&'static str> {
        let token = self.tokens.get(self.at + ahead)?;
        let typed = &self.text[token.span.clone()];
        matches!(token.kind, Kind::Word | Kind::Sign)
            .then(|| table::comparison(typed, bare))
            .flatten()
    }

    /// Reads the name, and one or two comparisons with or without brackets.
    pub(super) fn comparison(&mut self, field: Field) -> Result<Node, QueryError> {
        let name = self.next_span();
        if self.parts.is_some() {
            let what = if field == Field::Date { "a date" } else { "a length" };
            return Err(misplaced(name, "a segment", what));
        }
        if self.kind() == Some(Kind::Open) {
            return self.bracket(|grammar| grammar.conditions(field, true));
        }
        self.conditions(field, false)
    }

    /// Reads comparisons with AND between them; `inside` brackets everything is one.
    fn conditions(&mut self, field: Field, inside: bool) -> Result<Node, QueryError> {
        let mut all = Vec::new();
        let mut first = true;
        loop {
            let sign = self.sign(0, inside || first);
            let at = self.here()..self.token().map_or(self.text.len(), |token| token.span.end);
            if sign.is_some() {
                self.at += 1;
            } else if !matches!(self.kind(), Some(Kind::Word | Kind::Quoted)) {
                return Err(self.no_comparison(field, at));
            }
            let sign = sign.unwrap_or("");
            let behind = self.behind();
            let node = match self.kind() {
                Some(Kind::Open) => self.bracket(|grammar| grammar.bound(field, sign))?,
                Some(Kind::Word | Kind::Quoted) => self.bound(field, sign)?,
                _ => return Err(self.no_comparison(field, at.start..behind.max(at.start))),
            };
            all.push(node);
            first = false;
            if self.kind() != Some(Kind::And) || (self.sign(1, inside).is_none() && !inside) {
                return Ok(spread::all_of(all));
            }
            let and = self.next_span();
            if self.token().is_none() {
                return Err(self.dangling(and, true));
            }
        }
    }

    /// Reads one date or number.
    fn bound(&mut self, field: Field, sign: &str) -> Result<Node, QueryError> {
        let start = self.here();
        while matches!(self.kind(), Some(Kind::Word | Kind::Quoted)) {
            self.at += 1;
        }
        let span = start..self.behind();
        if span.end <= span.start {
            return Err(self.no_comparison(field, start..start));
        }
        let node = match field {
            Field::Date => self.date(sign, span.clone())?,
            _ => {
                let digits = self.text[span.clone()].replace(',', "");
                let number = digits.bytes().all(|b| b.is_ascii_digit());
                let node = number.then(|| fields::words(&format!("{sign}{digits}"))).flatten();
                node.ok_or_else(|| self.no_comparison(field, span.clone()))?
            }
        };
        self.add_leaves(&node, span)?;
        Ok(node)
    }

    fn date(&mut self, sign: &str, span: Range<usize>) -> Result<Node, QueryError> {
        let typed = &self.text[span.clone()];
        let iso = written(typed.trim_matches(crate::query::chars::is_quote));
        if iso.contains("..") || iso.starts_with(['<', '>']) {
            return Err(self.no_comparison(Field::Date, span));
        }
        let reading = dates::read(&format!("{sign}{iso}"), self.shared.options.now);
        let reading = reading.map_err(|error| {
            let date = error.help.as_deref().map(|help| help.trim_start_matches(['<', '>', '=']));
            let date = date.filter(|date| !date.contains("..")).unwrap_or("2024-08-21");
            let help = replaced(self.text, &span, date);
            // What dates look like here is told by the example.
            QueryError { span: span.clone(), advice: None, ..error }.help(help)
        })?;
        if reading.relative {
            self.shared.dates.push((span, dates::print(&reading.range)));
        }
        Ok(Node::Date { relation: DateRelation::Within, range: reading.range })
    }

    fn no_comparison(&self, field: Field, span: Range<usize>) -> QueryError {
        let message = match field {
            Field::Date => "date is compared with is, aft, bef, geq, leq and one date",
            _ => "length is compared with >, <, >=, <=, = and a number of words",
        };
        let example = if field == Field::Date { "date aft 2023" } else { "length > 500" };
        QueryError::new(codes::COMPARISON, span, message)
            .help(example)
            .advice("to search for the word itself put it in quotes")
    }
}

/// Writes a date with the year first, where there is only one way to do so; else as typed.
fn written(typed: &str) -> String {
    let parts: Vec<&str> =
        typed.split([' ', ',', '/', '-']).filter(|part| !part.is_empty()).collect();
    let small = |part: &str| part.parse::<u8>().ok().filter(|n| part.len() <= 2 && *n > 0);
    let year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    let month = |part: &str| {
        let name = part.trim_end_matches('.').to_lowercase();
        let known = |month: &&str| name.len() >= 3 && month.starts_with(&name);
        MONTHS.iter().position(known).map(|at| at + 1)
    };
    let iso = match parts[..] {
        [a, y] if year(y) => {
            small(a).map(usize::from).or_else(|| month(a)).map(|m| format!("{y}-{m:02}"))
        }
        [a, b, y] if year(y) => match (small(a), small(b), month(a), month(b)) {
            (_, Some(d), Some(m), _) | (Some(d), _, _, Some(m)) => {
                Some(format!("{y}-{m:02}-{d:02}"))
            }
            (Some(a), Some(b), ..) if a == b || b > 12 => Some(format!("{y}-{a:02}-{b:02}")),
            (Some(a), Some(b), ..) if a > 12 => Some(format!("{y}-{b:02}-{a:02}")),
            _ => None,
        },
        _ => None,
    };
    iso.unwrap_or_else(|| typed.to_owned())
}
