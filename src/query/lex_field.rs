//! Field prefixes: what is one, what stands behind it, and what was probably meant.
//!
//! Takes a run that may begin with `name:`; adds the prefix and its operand.

use std::ops::Range;

use super::ast::Scope;
use super::chars::{can_match, is_name, is_quote};
use super::error::QueryError;
use super::lex_phrase::{Ch, text_of};
use super::lexer::{Kind, Lexer};
use super::{codes, suggest};
use crate::article::Field;

impl Lexer<'_> {
    /// Reads a field prefix and what it applies to, if the run begins with one.
    pub(super) fn field(
        &mut self,
        run: &[Ch],
        exact: bool,
        within: Option<Field>,
    ) -> Result<bool, QueryError> {
        let Some((name, at)) = field_prefix(run) else { return Ok(false) };
        let (start, colon) = (run[0].at, run[at]);
        let overlaps = colon.c == '~';
        let after = colon.at + colon.c.len_utf8();
        let Some(field) = Field::from_name(&name) else {
            return self.not_a_field(&name, run, at);
        };
        if exact {
            let (before, rest) = (&self.text[..start - 1], &self.text[after..]);
            return Err(QueryError::new(
                codes::NESTED,
                start - 1..after,
                "= stands before the word, behind the field",
            )
            .help(format!("{before}{name}:={rest}")));
        }
        if let Some(outer) = within {
            let error = QueryError::new(
                codes::NESTED,
                start..after,
                format!("{name}: cannot stand directly behind {}:", outer.name()),
            );
            return Err(error.advice("to search for the text itself write \\:"));
        }
        self.at = after;
        self.push(Kind::Field { field, overlaps }, start)?;
        self.operand_of(field, &name)?;
        Ok(true)
    }

    /// Tells a colon in a text from a field that does not exist.
    fn not_a_field(&mut self, name: &str, run: &[Ch], at: usize) -> Result<bool, QueryError> {
        let (start, after) = (run[0].at, run[at].at + 1);
        let touches = self.peek().is_some_and(|c| c == '(' || is_quote(c));
        let digit = |ch: Option<&Ch>| ch.is_some_and(|ch| ch.c.is_ascii_digit());
        match run.get(at + 1) {
            // "Analysis: what next"
            None if !touches => {
                if let Some(field) = suggest::field(name) {
                    let message = format!(
                        "{name}: is read as a word; there is a field {}:, with no space behind the \
                         colon",
                        field.name()
                    );
                    let meant = self.text[after..].trim_start();
                    let next = meant.starts_with(char::is_alphanumeric);
                    let instead = next.then(|| format!("\"{name}:\""));
                    self.warn(codes::W_COLON, message, start..after, instead);
                }
                return Ok(false);
            }
            // std::vector, C:\folder, Q3:2024
            Some(next) if next.is(':') || next.is('\\') => return Ok(false),
            Some(_) if digit(run.get(at + 1)) && digit(run.get(at - 1)) => return Ok(false),
            _ => {}
        }
        if name.eq_ignore_ascii_case("text") {
            let rest: String = text_of(&run[at + 1..]);
            let value =
                if can_match(&rest) { super::escape::value(&rest) } else { "3f9a1c".into() };
            return Err(QueryError::new(codes::TEXT_FIELD, start..after, "there is no field text")
                .help(format!("copies:{value}"))
                .advice(
                    "copies:ID finds the copies of one text; words without a field are looked for \
                     in headline and body",
                ));
        }
        Err(unknown_field(name, start..after, self.text))
    }

    /// Reads what stands directly behind `field:`.
    fn operand_of(&mut self, field: Field, name: &str) -> Result<(), QueryError> {
        let colon = self.at;
        let prefix = colon - name.len() - 1..colon;
        let missing =
            |message: String| QueryError::new(codes::VALUE_MISSING, prefix.clone(), message);
        let Some(c) = self.peek().filter(|c| !c.is_whitespace() && *c != ')') else {
            let rest = self.text[colon..].trim_start();
            let error = missing(format!("{name}: needs a value directly after it"))
                .label("no space after the colon");
            let value = if rest.is_empty() || rest.starts_with(')') { sample(field) } else { "" };
            return Err(error.help(format!("{}{value}{rest}", &self.text[..colon])));
        };
        let values = Scope::of_field(field).is_none().then_some(field);
        match c {
            '(' => {
                self.open(values);
                Ok(())
            }
            '-' => {
                let rest = self.text[colon..].trim_start_matches('-');
                let before = &self.text[..prefix.start];
                Err(missing(format!("the minus goes before {name}:, not behind it"))
                    .help(format!("{before}-{name}:{rest}")))
            }
            _ => match values {
                Some(field) => self.value(field, true),
                None if is_quote(c) => self.phrase(),
                None => self.word(Some(field)),
            },
        }
    }
}

/// Returns the name before the first colon, or before the `~` of `date~2024`, and where that stands.
pub(super) fn field_prefix(run: &[Ch]) -> Option<(String, usize)> {
    let at = run.iter().position(|ch| ch.escaped || matches!(ch.c, ':' | '：' | '~'))?;
    let name = text_of(&run[..at]);
    if run[at].escaped || !is_name(&name) {
        return None;
    }
    let field = Field::from_name(&name);
    match run[at].c {
        ':' => {}
        '：' if field.is_some() => {}
        // `date~1` is the word with an edit.
        '~' if field == Some(Field::Date) => {
            let rest = text_of(&run[at + 1..]);
            if matches!(rest.as_str(), "" | "1" | "2") {
                return None;
            }
        }
        _ => return None,
    }
    Some((name, at))
}

/// Returns a value that the field could have, for a query to paste.
fn sample(field: Field) -> &'static str {
    match field {
        Field::Source | Field::Origin => "\"China Daily\"",
        Field::Via => "ann",
        Field::Date => "2024-08-21",
        Field::Precision => "day",
        Field::Lang => "en",
        Field::Words => ">400",
        Field::Id | Field::Copies => "3f9a1c",
        Field::Name => "Mishustin",
        _ => "deal",
    }
}

/// Makes the error for a field that does not exist.
fn unknown_field(name: &str, span: Range<usize>, text: &str) -> QueryError {
    let end = text[span.start..]
        .find(|c: char| c.is_whitespace() || c == '(' || c == ')' || is_quote(c))
        .map_or(text.len(), |len| span.start + len);
    let (before, typed, after) = (&text[..span.start], &text[span.start..end], &text[end..]);
    let error = |message| QueryError::new(codes::FIELD, span.clone(), message);
    match suggest::field(name) {
        Some(field) => error(format!("there is no field {name}; did you mean {}", field.name()))
            .help(format!("{before}{}{}", field.name(), &text[span.end - 1..]))
            .advice(format!("to search for the text itself write {name}\\:")),
        None if can_match(&typed[name.len()..]) => error(format!("there is no field {name}"))
            .help(format!("{before}\"{typed}\"{after}"))
            .advice(field_list()),
        None => error(format!("there is no field {name}")).advice(field_list()),
    }
}

fn field_list() -> String {
    let names: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
    format!("the fields are {}", names.join(" "))
}
