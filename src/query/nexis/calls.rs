//! Segments and commands: `headline( )`, `atleast5( )`, `publication( )` and their kin.
//!
//! Takes a grammar that stands on the name; gives one node.

use std::ops::Range;

use super::faults::replaced;
use super::grammar::{Grammar, misplaced};
use super::lexer::Kind;
use super::table::Name;
use super::{spread, words};
use crate::article::{Field, Lang};
use crate::query::ast::{KeyValue, Node, Scope};
use crate::query::chars::{can_match, is_quote};
use crate::query::error::QueryError;
use crate::query::parser::Within;
use crate::query::{codes, fields, operand, saved};

/// Most mentions that can be asked for.
const MAX_COUNT: u32 = 10_000;

impl Grammar<'_, '_, '_> {
    /// Reads what stands behind a name, brackets included.
    pub(super) fn call(&mut self, name: Name) -> Result<Node, QueryError> {
        let name_span = self.token().map_or(0..0, |token| token.span.clone());
        match name {
            Name::Date => return self.comparison(Field::Date),
            Name::Length => return self.comparison(Field::Words),
            _ => self.at += 1,
        }
        match name {
            Name::Segment(parts) => self.in_segment(parts, name_span),
            Name::Outlet => self.values(Field::Source, name_span),
            Name::Language => self.values(Field::Lang, name_span),
            Name::AtLeast(count) => self.mentions(count, name_span),
            Name::AllCaps => {
                let start = self.shared.leaves.len();
                let (node, span) = self.bracket(Self::exclusions)?;
                let refuse = |what| misplaced(span.clone(), "allcaps", what);
                // Leaves keep their places; what they are changes as the tree does.
                for index in start..self.shared.leaves.len() {
                    let leaf = self.shared.leaves[index].1.clone();
                    self.shared.leaves[index].1 = words::capitals(leaf).map_err(refuse)?;
                }
                words::capitals(node).map_err(refuse)
            }
            Name::NoForm(advice) => {
                let typed = &self.text[name_span.clone()];
                let end = self.closing();
                let inside = self.text[self.behind()..end].trim_matches(['(', ')', ' ']);
                let message = format!("{typed}() has no exact form here");
                let error = QueryError::new(codes::NO_FORM, name_span.clone(), message);
                let instead = match typed.to_ascii_lowercase().as_str() {
                    "singular" | "plural" => format!("\"{}\"", inside.replace(is_quote, " ")),
                    "caps" => format!("allcaps({inside})"),
                    _ => format!("({inside})"),
                };
                Err(error
                    .help(replaced(self.text, &(name_span.start..end), &instead))
                    .advice(advice))
            }
            Name::Date | Name::Length => Err(self.unexpected()),
        }
    }

    fn in_segment(
        &mut self,
        parts: &'static [Scope],
        name: Range<usize>,
    ) -> Result<Node, QueryError> {
        let typed = &self.text[name.clone()];
        if self.parts.is_some() {
            let message = format!("{typed}() cannot stand inside another segment");
            return Err(QueryError::new(codes::NESTED, name, message)
                .advice("join the segments with and, or, and not"));
        }
        self.parts = Some(parts);
        let (node, span) = self.bracket(Self::exclusions)?;
        self.parts = None;
        let node =
            spread::spread(node, parts).map_err(|what| misplaced(span.clone(), typed, what))?;
        self.place_leaves(&span, parts);
        Ok(node)
    }

    fn mentions(&mut self, count: u32, name: Range<usize>) -> Result<Node, QueryError> {
        if !(1..=MAX_COUNT).contains(&count) {
            let message = format!("atleast takes a number from 1 to {MAX_COUNT}, as in atleast3()");
            return Err(QueryError::new(codes::NUMBER, name.clone(), message)
                .help(replaced(self.text, &name, "atleast3")));
        }
        let (of, span) = self.bracket(Self::exclusions)?;
        if !operand::is_countable(&of) {
            let message = "atleast counts words and phrases, with or and proximity between them";
            return Err(QueryError::new(codes::ITEMS, span, message));
        }
        Ok(Node::Mentions { min: count, of: Box::new(of) })
    }

    /// Values of a field with OR between them.
    fn values(&mut self, field: Field, name: Range<usize>) -> Result<Node, QueryError> {
        if self.parts.is_some() {
            let typed = &self.text[name.clone()];
            return Err(misplaced(name, "a segment", &format!("{typed}()")));
        }
        self.bracket(|grammar| {
            let mut items = vec![grammar.value(field)?];
            while grammar.kind() == Some(Kind::Or) {
                let or = grammar.next_span();
                if matches!(grammar.kind(), None | Some(Kind::Close)) {
                    return Err(grammar.dangling(or, true));
                }
                items.push(grammar.value(field)?);
            }
            match grammar.kind() {
                None | Some(Kind::Close) => Ok(spread::any_of(items)),
                Some(_) => {
                    let message = format!(
                        "{}() takes names with or between them",
                        grammar.segment_name(field)
                    );
                    Err(QueryError::new(codes::VALUE, grammar.next_span(), message))
                }
            }
        })
    }

    fn value(&mut self, field: Field) -> Result<Node, QueryError> {
        if self.kind() == Some(Kind::Saved) {
            let span = self.next_span();
            let name = &self.text[span.start + 1..span.end];
            let within = Some(Within { field, overlaps: false });
            return saved::put_in(name, span, self.text, within, self.shared);
        }
        let start = self.here();
        let mut parts: Vec<&str> = Vec::new();
        while let Some(token) = self.token() {
            let typed = &self.text[token.span.clone()];
            match token.kind {
                Kind::Word => parts.push(typed),
                Kind::Quoted => parts.push(typed.trim_matches(is_quote).trim()),
                _ => break,
            }
            self.at += 1;
        }
        let span = start..self.behind();
        let joined = parts.join(" ");
        if !can_match(&joined) {
            let what = format!("{}() takes names with or between them", self.segment_name(field));
            let span = self.token().map_or(span, |token| token.span.clone());
            return Err(QueryError::new(codes::VALUE, span, what));
        }
        let value = joined.trim_end_matches('!');
        let star = value.len() < joined.len();
        let bad = |message: String| QueryError::new(codes::VALUE, span.clone(), message);
        if value.contains(['*', '?', '!']) {
            let plain = value.replace(['*', '?', '!'], "");
            let message = format!("{}() takes ! at the end alone", self.segment_name(field));
            return Err(bad(message).help(replaced(self.text, &span, &plain)));
        }
        let value = match field {
            Field::Lang => {
                let code =
                    fields::language(value).and_then(Lang::parse).or_else(|| Lang::parse(value));
                let Some(code) = code.filter(|_| !star) else {
                    let message = "language() takes the name of a language, or its code";
                    return Err(bad(message.to_owned()).help(replaced(self.text, &span, "english")));
                };
                KeyValue::Is(code.code().to_owned())
            }
            _ if star => KeyValue::StartsWith(value.trim_end().to_owned()),
            _ => KeyValue::Is(value.to_owned()),
        };
        let node = Node::Key { field, value };
        self.add_leaves(&node, span)?;
        Ok(node)
    }

    fn segment_name(&self, field: Field) -> &'static str {
        super::table::segment_of(field).unwrap_or("this segment")
    }

    /// Returns where the bracket that opens here is closed, or the end of the text.
    fn closing(&self) -> usize {
        let mut open = 0_usize;
        for token in &self.tokens[self.at.min(self.tokens.len())..] {
            match token.kind {
                Kind::Open => open += 1,
                Kind::Close => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                return token.span.end;
            }
        }
        self.text.len()
    }
}
