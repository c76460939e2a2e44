//! What a run of characters between spaces, brackets and quotes means.
//!
//! Takes a lexer that stands on the first character of a run; adds its tokens: an operator, a field
//! prefix with what follows, a word, a pattern, a value.

use super::ast::Near;
use super::chars::{is_hebrew, is_quote, url_len};
use super::codes;
use super::error::QueryError;
use super::lex_field::field_prefix;
use super::lex_phrase::{Ch, hollow, text_of};
use super::lexer::{Call, Kind, Leaf, Lexer, bad_weight, read_weight};
use crate::article::Field;

/// Most words or mentions that an operator counts.
const MAX_COUNT: u32 = 10_000;

impl Lexer<'_> {
    /// Reads a run as text. `within` is the field that it is the direct operand of: then operators
    /// are words (`place:OR` is Oregon).
    pub(super) fn word(&mut self, within: Option<Field>) -> Result<(), QueryError> {
        let start = self.at;
        let url = url_len(&self.text[start..]);
        if url > 0 {
            self.at += url;
            let text = self.text[start..self.at].to_owned();
            return self.push(Kind::Leaf(Leaf::Word { text, exact: false }), start);
        }
        if self.peek() == Some('/') && self.regex(within)? {
            return Ok(());
        }
        let run = self.read_run();
        let exact = run.len() > 1 && run[0].is('=');
        if !exact {
            if self.call(start)? || (within.is_none() && self.operator(start)?) {
                return Ok(());
            }
            if run[0].is('@') && run.len() > 1 {
                return self.saved(&run, start);
            }
        }
        if self.field(&run[usize::from(exact)..], exact, within)? {
            return Ok(());
        }
        let (run, weight) = self.split_weight(&run[usize::from(exact)..])?;
        match self.leaf(run, exact, start)? {
            Some(leaf) => self.push_weighted(leaf, start, self.end_of(run), weight),
            None => {
                self.foreign_operator(start)?;
                self.drop_punctuation(start);
                Ok(())
            }
        }
    }

    /// Reads a value of `field`: a quotation or a run, with `*` at the end for a beginning.
    pub(super) fn value(&mut self, field: Field, attached: bool) -> Result<(), QueryError> {
        let start = self.at;
        let quoted = self.peek().is_some_and(is_quote);
        let run = if quoted { self.quotation()? } else { self.read_run() };
        let (value, weight) = if quoted {
            (trim(&run), None)
        } else {
            if self.call(start)? || (!attached && self.operator(start)?) {
                return Ok(());
            }
            if run[0].is('@') && run.len() > 1 {
                return self.saved(&run, start);
            }
            let known =
                field_prefix(&run).is_some_and(|(name, _)| Field::from_name(&name).is_some());
            // A time of day has colons too, but no name before them.
            if known {
                return self.field(&run, false, attached.then_some(field)).map(|_| ());
            }
            self.split_weight(&run)?
        };
        if value.is_empty() {
            return Err(hollow(start..self.at));
        }
        let star = value.last().is_some_and(|ch| ch.is('*'));
        let stem = &value[..value.len() - usize::from(star)];
        self.check_value(field, stem, quoted, start)?;
        let leaf = Leaf::Value { text: text_of(stem), star };
        if quoted {
            self.push(Kind::Leaf(leaf), start)?;
            return self.weight();
        }
        self.push_weighted(leaf, start, self.end_of(value), weight)
    }

    /// Adds a leaf that ends at `end`, and the weight that reaches from there to here.
    fn push_weighted(
        &mut self,
        leaf: Leaf,
        start: usize,
        end: usize,
        weight: Option<f32>,
    ) -> Result<(), QueryError> {
        let behind = self.at;
        if weight.is_some() {
            self.at = end;
        }
        self.push(Kind::Leaf(leaf), start)?;
        self.at = behind;
        match weight {
            Some(weight) => self.push(Kind::Weight(weight), end),
            None => Ok(()),
        }
    }

    /// Refuses patterns that a value cannot have; ids may hold any sign.
    fn check_value(
        &self,
        field: Field,
        value: &[Ch],
        quoted: bool,
        start: usize,
    ) -> Result<(), QueryError> {
        if field == Field::Date
            && let Some(help) = bracketed(self.text, start)
        {
            let message = "a range of dates is written with two dots";
            return Err(QueryError::new(codes::DATE, start..self.at, message).help(help));
        }
        if !matches!(field, Field::Source | Field::Origin | Field::Via | Field::Lang | Field::Name)
        {
            return Ok(());
        }
        let name = field.name();
        let fault = |message: String, help: &str| {
            Err(QueryError::new(codes::PATTERN, start..self.at, message).help(help))
        };
        if value.iter().any(|ch| ch.is('*')) {
            let help = format!("{name}:reut*");
            return fault(format!("{name}: takes a star only at the end"), &help);
        }
        if quoted || value.is_empty() {
            return Ok(());
        }
        let text: String = text_of(value);
        if value[0].is('=') || value[0].is('/') {
            let help = format!("{name}:{}", super::escape::value(text.trim_matches(['=', '/'])));
            return fault(format!("{name}: takes a value as it stands, no = or /"), &help);
        }
        if let Some(at) = value.iter().rposition(|ch| ch.is('~'))
            && value[at + 1..].iter().all(|ch| ch.c.is_ascii_digit())
        {
            let help = format!("{name}:{}", super::escape::value(&text_of(&value[..at])));
            return fault(format!("{name}: takes no edit distance"), &help);
        }
        Ok(())
    }

    /// Reads up to a space, a bracket or a quotation mark.
    fn read_run(&mut self) -> Vec<Ch> {
        let mut run: Vec<Ch> = Vec::new();
        while let Some(c) = self.peek() {
            let at = self.at;
            let next = self.text[at + c.len_utf8()..].chars().next();
            // At the start a backslash also takes a letter, so that an operator can be a word.
            if c == '\\'
                && let Some(next) = next
                && (run.is_empty() || !next.is_alphanumeric())
            {
                run.push(Ch { c: next, escaped: true, at });
                self.at += 1 + next.len_utf8();
                continue;
            }
            let gershayim = c == '"'
                && run.last().is_some_and(|ch| is_hebrew(ch.c))
                && next.is_some_and(is_hebrew);
            if c.is_whitespace() || c == '(' || c == ')' || (is_quote(c) && !gershayim) {
                break;
            }
            run.push(Ch { c, escaped: false, at });
            self.at += c.len_utf8();
        }
        run
    }

    /// Returns where a part of the run that ends here ends.
    fn end_of(&self, part: &[Ch]) -> usize {
        part.last().map_or(self.at, |ch| ch.at + usize::from(ch.escaped) + ch.c.len_utf8())
    }

    /// Cuts `^3` off a run.
    fn split_weight<'r>(&self, run: &'r [Ch]) -> Result<(&'r [Ch], Option<f32>), QueryError> {
        let Some(at) = run.iter().rposition(|ch| ch.is('^')) else { return Ok((run, None)) };
        match read_weight(&text_of(&run[at + 1..])) {
            Some(weight) if at > 0 && !run[..at].iter().any(|ch| ch.is('^')) => {
                Ok((&run[..at], Some(weight)))
            }
            _ => Err(bad_weight(run[at].at..self.at, self.text)),
        }
    }

    /// Reads an operator, if the run is one.
    fn operator(&mut self, start: usize) -> Result<bool, QueryError> {
        let text = &self.text[start..self.at];
        let kind = match text {
            "AND" => Kind::And,
            "OR" => Kind::Or,
            "NOT" => Kind::Not,
            "SENT" => Kind::Near(Near::Sentence),
            "PARA" => Kind::Near(Near::Paragraph),
            _ => match text.split_once('/').unwrap_or((text, "")) {
                (name @ ("NEAR" | "PRE"), number) => {
                    let n = self.count(start, name, number)?;
                    Kind::Near(if name == "PRE" { Near::Pre(n) } else { Near::Near(n) })
                }
                _ => return Ok(false),
            },
        };
        if let Kind::Near(near) = &kind
            && let Some(last) = self.tokens.last_mut()
            && last.kind == Kind::Not
        {
            let Near::Near(n) = near else {
                return Err(QueryError::new(
                    codes::OPERAND,
                    last.span.start..self.at,
                    "NOT goes together with NEAR/n only",
                )
                .help("sign NOT NEAR/5 deal"));
            };
            last.kind = Kind::Near(Near::NotNear(*n));
            last.span.end = self.at;
            return Ok(true);
        }
        self.push(kind, start)?;
        Ok(true)
    }

    /// Reads `ANY/2` and its kin. Without a number they are words, unless a bracket touches them.
    fn call(&mut self, start: usize) -> Result<bool, QueryError> {
        let text = &self.text[start..self.at];
        let (name, number) = text.split_once('/').unwrap_or((text, ""));
        let Some(call) = Call::ALL.into_iter().find(|call| call.name() == name) else {
            return Ok(false);
        };
        if self.peek() != Some('(') && !number.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(false);
        }
        let count = self.count(start, name, number)?;
        self.push(Kind::Call(call, count), start)?;
        Ok(true)
    }

    fn count(&self, start: usize, name: &str, number: &str) -> Result<u32, QueryError> {
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        let count = number.parse().ok().filter(|n| digits && (1..=MAX_COUNT).contains(n));
        count.ok_or_else(|| {
            let n = if matches!(name, "NEAR" | "PRE") { 5 } else { 2 };
            let (before, after) = (&self.text[..start], &self.text[self.at..]);
            QueryError::new(
                codes::NUMBER,
                start..self.at,
                format!("{name} needs a number from 1 to {MAX_COUNT}, as in {name}/{n}"),
            )
            .help(format!("{before}{name}/{n}{after}"))
            .advice(format!("to search for the word itself write \\{name}"))
        })
    }

    fn saved(&mut self, run: &[Ch], start: usize) -> Result<(), QueryError> {
        let (run, weight) = self.split_weight(run)?;
        let name = text_of(&run[1..]);
        self.push_weighted(Leaf::Saved(name), start, self.end_of(run), weight)
    }

    fn foreign_operator(&self, start: usize) -> Result<(), QueryError> {
        let typed = &self.text[start..self.at];
        let ours = match typed {
            "&&" => "AND",
            "||" => "OR",
            _ => return Ok(()),
        };
        let (before, after) = (&self.text[..start], &self.text[self.at..]);
        Err(QueryError::new(
            codes::FOREIGN,
            start..self.at,
            format!("{typed} is no operator here; write {ours}"),
        )
        .help(format!("{before}{ours}{after}")))
    }
}

/// Rewrites `[2020 TO 2022]`, the range of other search programs, as ours.
fn bracketed(text: &str, start: usize) -> Option<String> {
    let inside = text[start..].strip_prefix(['[', '{'])?;
    let end = inside.find([']', '}'])?;
    let (from, to) = inside[..end].split_once(" TO ")?;
    let side = |bound: &str| bound.trim().replace('*', "");
    Some(format!("{}{}..{}{}", &text[..start], side(from), side(to), &inside[end + 1..]))
}

fn trim(mut chars: &[Ch]) -> &[Ch] {
    let blank = |ch: &Ch| ch.c.is_whitespace() && !ch.escaped;
    while chars.first().is_some_and(blank) {
        chars = &chars[1..];
    }
    while chars.last().is_some_and(blank) {
        chars = &chars[..chars.len() - 1];
    }
    chars
}
