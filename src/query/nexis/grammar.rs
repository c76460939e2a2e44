//! Tokens to a tree, by that product's own precedence.
//!
//! Takes cleaned text; gives one node. Tightest first: words side by side, OR, proximity from the
//! smallest number up, `w/s`, `w/p`, `w/seg`, AND, AND NOT; of equals, the left one first.

use std::ops::Range;

use super::lexer::{self, Kind, Token};
use super::spread::{self, all_of, any_of, none_of};
use super::table::{self, Name};
use super::words;
use crate::article::Field;
use crate::query::ast::{Node, Scope};
use crate::query::chars::is_name;
use crate::query::error::QueryError;
use crate::query::lexer::{MAX_CLAUSES, too_many};
use crate::query::parse::MAX_DEPTH;
use crate::query::parser::{self, Shared, too_deep};
use crate::query::{codes, operand, saved};

/// Reads a whole query.
pub(in crate::query) fn read(text: &str, shared: &mut Shared) -> Result<Node, QueryError> {
    let tokens = lexer::lex(text, &mut shared.warnings)?;
    let whole = 0..text.len();
    if tokens.is_empty() {
        let error = QueryError::new(codes::EMPTY, whole, "there is no word to look for");
        return Err(error.advice("in this language nothing means every article"));
    }
    let mut grammar = Grammar { text, tokens, at: 0, parts: None, shared };
    let (node, _) = grammar.exclusions()?;
    if grammar.token().is_some() {
        return Err(grammar.unexpected());
    }
    // A segment of two parts has every word twice.
    let mut leaves = 0;
    node.walk(&mut |part| leaves += usize::from(is_leaf(part)));
    if leaves > MAX_CLAUSES {
        let error = too_many(whole);
        let message = format!("{}; segments of two parts count twice", error.message);
        return Err(QueryError { message, ..error }.label(""));
    }
    parser::finish(node, text, shared)
}

fn is_leaf(node: &Node) -> bool {
    !matches!(
        node,
        Node::Bag(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Not(_)
            | Node::Weight { .. }
            | Node::Near { .. }
            | Node::Quorum { .. }
            | Node::Mentions { .. }
            | Node::First { .. }
    )
}

/// A node and where it was typed.
pub(super) type Placed = (Node, Range<usize>);

/// Where we are in the tokens of one text.
pub(super) struct Grammar<'g, 's, 'o> {
    pub text: &'g str,
    pub tokens: Vec<Token>,
    pub at: usize,
    /// The parts of the segment that we are in.
    pub parts: Option<&'static [Scope]>,
    pub shared: &'s mut Shared<'o>,
}

impl Grammar<'_, '_, '_> {
    /// AND NOT, the loosest.
    pub(super) fn exclusions(&mut self) -> Result<Placed, QueryError> {
        let (first, mut span) = self.conjunction()?;
        let mut items = vec![first];
        loop {
            let start = self.here();
            let ahead = usize::from(self.kind() == Some(Kind::And));
            if self.tokens.get(self.at + ahead).map(|token| token.kind) != Some(Kind::Not) {
                break;
            }
            self.at += 1 + ahead;
            if !self.at_operand() {
                return Err(self.dangling(start..self.behind(), true));
            }
            let (item, place) = self.conjunction()?;
            span.end = place.end;
            items.push(none_of(item));
        }
        Ok((all_of(items), span))
    }

    fn conjunction(&mut self) -> Result<Placed, QueryError> {
        let (first, mut span) = self.proximity()?;
        let mut items = vec![first];
        while self.kind() == Some(Kind::And) && self.ahead(1) != Some(Kind::Not) {
            let and = self.next_span();
            if !self.at_operand() {
                return Err(self.dangling(and, true));
            }
            let (item, place) = self.proximity()?;
            span.end = place.end;
            items.push(item);
        }
        Ok((all_of(items), span))
    }

    pub(super) fn alternatives(&mut self) -> Result<Placed, QueryError> {
        let (first, mut span) = self.unit()?;
        let mut items = vec![first];
        while self.kind() == Some(Kind::Or) {
            let or = self.next_span();
            if !self.at_operand() {
                return Err(self.dangling(or, true));
            }
            let (item, place) = self.unit()?;
            span.end = place.end;
            items.push(item);
        }
        Ok((any_of(items), span))
    }

    /// A bracket, a segment, a command, a comparison, a saved query, or words side by side.
    fn unit(&mut self) -> Result<Placed, QueryError> {
        let start = self.here();
        let node = match self.kind() {
            Some(Kind::Open) => self.bracket(Self::exclusions)?.0,
            Some(Kind::Saved) => self.saved()?,
            Some(Kind::Word) => match self.before_bracket()? {
                Some(name) => self.call(name)?,
                None => match self.compared() {
                    Some(field) => self.comparison(field)?,
                    None => self.phrase()?,
                },
            },
            Some(Kind::Quoted) => self.phrase()?,
            _ => return Err(self.unexpected()),
        };
        // What begins here without a connector is told where it is seen: behind this unit.
        if matches!(self.kind(), Some(Kind::Open | Kind::Word | Kind::Quoted | Kind::Saved)) {
            return Err(self.side_by_side(self.here()));
        }
        Ok((node, start..self.behind()))
    }

    /// Words and quotations side by side.
    fn phrase(&mut self) -> Result<Node, QueryError> {
        let mut items: Vec<Node> = Vec::new();
        while let Some(token) = self.token().cloned() {
            let typed = &self.text[token.span.clone()];
            let node = match token.kind {
                Kind::Word if !items.is_empty() && self.begins_other()? => break,
                Kind::Word => {
                    self.check_field(typed, token.span.clone())?;
                    words::word(self.text, typed, token.span.clone())?
                }
                Kind::Quoted => match words::quoted(self.text, typed, token.span.clone())? {
                    Some(node) => node,
                    None => {
                        let message = "there is nothing to look for in here";
                        return Err(QueryError::new(codes::HOLLOW, token.span, message));
                    }
                },
                _ => break,
            };
            self.at += 1;
            self.add_leaves(&node, token.span)?;
            items.push(node);
        }
        words::in_order(items).ok_or_else(|| self.unexpected())
    }

    /// Whether a segment, command or comparison begins here.
    fn begins_other(&self) -> Result<bool, QueryError> {
        Ok(self.before_bracket()?.is_some() || self.compared().is_some())
    }

    /// Returns the name here, if a bracket makes it one.
    fn before_bracket(&self) -> Result<Option<Name>, QueryError> {
        let (Some(word), Some(open)) = (self.tokens.get(self.at), self.tokens.get(self.at + 1))
        else {
            return Ok(None);
        };
        if open.kind != Kind::Open {
            return Ok(None);
        }
        match table::name(&self.text[word.span.clone()]) {
            // A bracket that touches makes a name of anything; one apart, only of what is one.
            None if word.span.end == open.span.start => Err(self.segment(word.span.clone())),
            name => Ok(name),
        }
    }

    /// Refuses a field of our own language; other colons are punctuation.
    fn check_field(&self, typed: &str, span: Range<usize>) -> Result<(), QueryError> {
        let Some((name, _)) = typed.split_once(':').filter(|(name, _)| is_name(name)) else {
            return Ok(());
        };
        match Field::from_name(name).and_then(table::segment_of) {
            Some(segment) => Err(self.own_field(span, name, segment)),
            None => Ok(()),
        }
    }

    fn saved(&mut self) -> Result<Node, QueryError> {
        let span = self.next_span();
        let name = &self.text[span.start + 1..span.end];
        saved::put_in(name, span, self.text, None, self.shared)
    }

    /// Notes where the leaves of a node were typed.
    pub(super) fn add_leaves(&mut self, node: &Node, span: Range<usize>) -> Result<(), QueryError> {
        let mut found = Vec::new();
        node.walk(&mut |part| {
            if is_leaf(part) {
                found.push(part.clone());
            }
        });
        for leaf in found {
            if self.shared.leaves.len() >= MAX_CLAUSES {
                return Err(too_many(span));
            }
            self.shared.leaves.push((span.clone(), leaf));
        }
        Ok(())
    }

    /// Puts the leaves that were typed in a place in the parts of a segment.
    pub(super) fn place_leaves(&mut self, place: &Range<usize>, parts: &[Scope]) {
        let leaves = std::mem::take(&mut self.shared.leaves);
        for (span, leaf) in leaves {
            let inside = place.start <= span.start && span.end <= place.end;
            if inside && operand::scope_of(&leaf) == Some(Scope::Text) {
                let placed = parts.iter().map(|part| (span.clone(), spread::within(&leaf, *part)));
                self.shared.leaves.extend(placed);
            } else {
                self.shared.leaves.push((span, leaf));
            }
        }
    }

    /// Reads what stands between brackets; we are on the opening one.
    pub(super) fn bracket<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let open = self.next_span();
        if self.kind() == Some(Kind::Close) {
            let span = open.start..self.next_span().end;
            return Err(QueryError::new(codes::HOLLOW, span, "there is nothing in these brackets"));
        }
        self.shared.depth += 1;
        if self.shared.depth > MAX_DEPTH {
            return Err(too_deep(open));
        }
        let unclosed = |grammar: &Self| {
            let count = |kind| grammar.tokens.iter().filter(|token| token.kind == kind).count();
            let missing = count(Kind::Open).saturating_sub(count(Kind::Close));
            QueryError::new(codes::OPEN, open.clone(), "this bracket is never closed")
                .label("opened here")
                .help(format!("{}{}", grammar.text, ")".repeat(missing)))
        };
        if self.token().is_none() {
            return Err(unclosed(self));
        }
        let inside = read(self)?;
        match self.kind() {
            Some(Kind::Close) => self.at += 1,
            Some(_) => return Err(self.unexpected()),
            None => return Err(unclosed(self)),
        }
        self.shared.depth -= 1;
        Ok(inside)
    }

    pub(super) fn token(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, by: usize) -> Option<Kind> {
        self.tokens.get(self.at + by).map(|token| token.kind)
    }

    /// Takes the token here and gives its span.
    pub(super) fn next_span(&mut self) -> Range<usize> {
        let end = self.text.len();
        let span = self.token().map_or(end..end, |token| token.span.clone());
        self.at += 1;
        span
    }

    /// Returns where the token here begins.
    pub(super) fn here(&self) -> usize {
        self.token().map_or(self.text.len(), |token| token.span.start)
    }

    /// Returns where the last token ended.
    pub(super) fn behind(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.span.end)
    }

    pub(super) fn at_operand(&self) -> bool {
        matches!(self.kind(), Some(Kind::Open | Kind::Word | Kind::Quoted | Kind::Saved))
    }
}

/// Makes the error for what can stand in no segment.
pub(super) fn misplaced(span: Range<usize>, name: &str, what: &str) -> QueryError {
    QueryError::new(codes::NESTED, span, format!("{name} is about words, not about {what}"))
        .advice("join it with and, outside")
}
