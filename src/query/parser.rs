//! Tokens to a tree: precedence, brackets, fields over groups, saved queries.
//!
//! Takes cleaned text and gives one [`Node`]; remarks and resolved dates are collected in
//! [`Shared`]. Recursion is bounded by the depth of brackets.

use std::ops::Range;

use super::ast::{Near, Node, Scope};
use super::error::QueryError;
use super::lexer::{self, Kind, Leaf, Token};
use super::parse::{MAX_DEPTH, ParseOptions, Warning};
use super::{codes, fields, operand, readings, saved};
use crate::article::Field;

/// What is collected over a query and the saved queries in it.
pub(super) struct Shared<'a> {
    pub options: &'a ParseOptions<'a>,
    pub warnings: Vec<Warning>,
    pub dates: Vec<(Range<usize>, String)>,
    /// The leaves so far and where they stand, those of saved queries included.
    pub leaves: Vec<(Range<usize>, Node)>,
    /// How many brackets and saved queries we are in.
    pub depth: usize,
    /// The remark on mixed AND and OR, by its place among the warnings, and in how many saved
    /// queries we were.
    pub mixed: Option<(usize, usize)>,
    /// Names of the saved queries that we are in.
    pub inside: Vec<String>,
    /// Bytes of all saved queries that were put in so far.
    pub taken: usize,
}

impl<'a> Shared<'a> {
    pub(super) fn new(options: &'a ParseOptions<'a>) -> Shared<'a> {
        Shared {
            options,
            warnings: Vec::new(),
            dates: Vec::new(),
            leaves: Vec::new(),
            depth: 0,
            mixed: None,
            inside: Vec::new(),
            taken: 0,
        }
    }
}

/// The field over a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Within {
    pub field: Field,
    /// `date~`.
    pub overlaps: bool,
}

/// Reads a whole query.
pub(super) fn read(text: &str, shared: &mut Shared) -> Result<Node, QueryError> {
    let node = read_within(text, None, shared)?;
    finish(node, text, shared)
}

/// Checks a whole tree, whatever language it was read from.
pub(super) fn finish(node: Node, text: &str, shared: &mut Shared) -> Result<Node, QueryError> {
    if operand::height(&node) > MAX_DEPTH {
        return Err(too_deep(0..text.len()));
    }
    readings::check_strict(text, shared, 0)?;
    if operand::excludes_only(&node) {
        let message = "this finds everything except what is excluded".to_owned();
        let span = 0..text.len();
        shared.warnings.push(Warning { code: codes::W_EXCEPT, message, span, instead: None });
    }
    Ok(node)
}

/// Reads a text that stands in for the operand of a field, or for a whole query.
pub(super) fn read_within(
    text: &str,
    within: Option<Within>,
    shared: &mut Shared,
) -> Result<Node, QueryError> {
    let values = within.map(|within| within.field).filter(|f| Scope::of_field(*f).is_none());
    let tokens = lexer::lex(text, values, &mut shared.warnings)?;
    if tokens.is_empty() {
        let error = QueryError::new(codes::EMPTY, 0..text.len(), "there is no word to look for");
        return Err(error.advice("* finds every article"));
    }
    let mut parser = Parser { text, tokens, at: 0, shared };
    let node = parser.alternatives(within)?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.unexpected()),
    }
}

/// Where we are in the tokens of one text.
pub(super) struct Parser<'p, 's, 'o> {
    pub text: &'p str,
    pub tokens: Vec<Token>,
    pub at: usize,
    pub shared: &'s mut Shared<'o>,
}

impl Parser<'_, '_, '_> {
    /// OR, the loosest.
    pub(super) fn alternatives(&mut self, within: Option<Within>) -> Result<Node, QueryError> {
        let start = self.here();
        let (first, mut mixed) = self.sequence(within)?;
        let mut items = vec![first];
        while self.peek() == Some(&Kind::Or) {
            let or = self.next_span();
            if self.nothing_follows() {
                return Err(self.dangling("OR", or, "nothing after this"));
            }
            let (item, several) = self.sequence(within)?;
            mixed |= several;
            items.push(item);
        }
        if items.len() == 1 {
            return Ok(items.remove(0));
        }
        let node = Node::Or(flat(items, |node| match node {
            Node::Or(of) => Ok(of),
            other => Err(other),
        }));
        if mixed {
            self.remark_mixed(&node, start..self.behind());
        }
        Ok(node)
    }

    /// Items side by side or with AND between them; whether there were several.
    fn sequence(&mut self, within: Option<Within>) -> Result<(Node, bool), QueryError> {
        let start = self.here();
        let mut items = vec![self.item(within)?];
        let mut written = false;
        loop {
            if self.peek() == Some(&Kind::And) {
                let and = self.next_span();
                if self.nothing_follows() {
                    return Err(self.dangling("AND", and, "nothing after this"));
                }
                written = true;
            } else if !self.at_operand() {
                break;
            }
            items.push(self.item(within)?);
        }
        if items.len() == 1 {
            return Ok((items.remove(0), false));
        }
        if !written {
            self.remark_name(&items, within, start..self.behind());
            return Ok((Node::Bag(items), true));
        }
        let items = flat(items, |node| match node {
            Node::And(of) => Ok(of),
            other => Err(other),
        });
        Ok((Node::And(items), true))
    }

    /// One operand with its negations.
    pub(super) fn item(&mut self, within: Option<Within>) -> Result<Node, QueryError> {
        let mut negated = false;
        while let Some(Kind::Not | Kind::Minus) = self.peek() {
            let sign = if self.peek() == Some(&Kind::Not) { "NOT" } else { "-" };
            let span = self.next_span();
            negated = !negated;
            if self.nothing_follows() {
                return Err(self.dangling(sign, span, "nothing after this"));
            }
        }
        let node = self.proximity(within)?;
        Ok(match node {
            node if !negated => node,
            Node::Not(of) => *of,
            node => Node::Not(Box::new(node)),
        })
    }

    /// A chain of PRE, NEAR, SENT and PARA, to the left first.
    fn proximity(&mut self, within: Option<Within>) -> Result<Node, QueryError> {
        let start = self.here();
        let first = self.primary(within)?;
        let mut operands = vec![(first, start..self.behind())];
        let mut kinds = Vec::new();
        while let Some(Kind::Near(near)) = self.peek() {
            let near = *near;
            let span = self.next_span();
            if let Some(Kind::Not | Kind::Minus) = self.peek() {
                return Err(self.exclusion(near, span));
            }
            if !self.at_operand() {
                return Err(self.side_missing(span, true));
            }
            let start = self.here();
            operands.push((self.primary(within)?, start..self.behind()));
            kinds.push(near);
        }
        if kinds.is_empty() {
            return Ok(operands.remove(0).0);
        }
        operand::settle(&mut operands)?;
        let mut operands = operands.into_iter().map(|(node, _)| node);
        let first = operands.next().unwrap_or(Node::All);
        Ok(kinds.into_iter().zip(operands).fold(first, |left, (kind, right): (Near, Node)| {
            Node::Near { kind, left: Box::new(left), right: Box::new(right) }
        }))
    }

    /// A bracket, a function, a field with its operand, or a leaf, with its weight.
    fn primary(&mut self, within: Option<Within>) -> Result<Node, QueryError> {
        let Some(token) = self.tokens.get(self.at).cloned() else {
            return Err(self.unexpected());
        };
        self.at += 1;
        let node = match token.kind {
            Kind::Field { field, overlaps } => {
                if let Some(outer) = within.filter(|outer| outer.field != field) {
                    return Err(self.nested(field, outer.field, token.span));
                }
                // The lexer puts an operand behind every field, and no second field.
                let relation = within.is_some_and(|outer| outer.overlaps);
                self.operand(Some(Within { field, overlaps: overlaps || relation }))?
            }
            _ => {
                self.at -= 1;
                self.operand(within)?
            }
        };
        match self.peek() {
            Some(&Kind::Weight(weight)) => {
                self.at += 1;
                Ok(Node::Weight { of: Box::new(node), weight })
            }
            _ => Ok(node),
        }
    }

    fn operand(&mut self, within: Option<Within>) -> Result<Node, QueryError> {
        let Some(token) = self.tokens.get(self.at).cloned() else {
            return Err(self.unexpected());
        };
        match token.kind {
            Kind::Open => self.bracket(|parser| parser.alternatives(within)),
            Kind::Call(call, count) => {
                self.at += 1;
                self.call(call, count, token.span, within)
            }
            Kind::Leaf(Leaf::Saved(name)) => {
                self.at += 1;
                saved::put_in(&name, token.span, self.text, within, self.shared)
            }
            Kind::Leaf(leaf) => {
                self.at += 1;
                if self.shared.leaves.len() >= lexer::MAX_CLAUSES {
                    return Err(lexer::too_many(token.span));
                }
                let span = token.span.clone();
                let node = fields::leaf(leaf, within, self.text, token.span, self.shared)?;
                self.shared.leaves.push((span, node.clone()));
                Ok(node)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Reads what stands between brackets; we are on the opening one.
    pub(super) fn bracket<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let open = self.next_span();
        if self.peek() == Some(&Kind::Close) {
            let span = open.start..self.next_span().end;
            return Err(QueryError::new(codes::HOLLOW, span, "there is nothing in these brackets"));
        }
        self.shared.depth += 1;
        if self.shared.depth > MAX_DEPTH {
            return Err(too_deep(open));
        }
        let unclosed = |parser: &Self| {
            let missing = ")".repeat(parser.unclosed());
            QueryError::new(codes::OPEN, open.clone(), "this bracket is never closed")
                .label("opened here")
                .help(format!("{}{missing}", parser.text))
        };
        if self.peek().is_none() {
            return Err(unclosed(self));
        }
        let inside = read(self)?;
        match self.peek() {
            Some(Kind::Close) => self.at += 1,
            Some(_) => return Err(self.unexpected()),
            None => return Err(unclosed(self)),
        }
        self.shared.depth -= 1;
        Ok(inside)
    }

    pub(super) fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    /// Takes the token here and gives its span.
    pub(super) fn next_span(&mut self) -> Range<usize> {
        let end = self.text.len();
        let span = self.tokens.get(self.at).map_or(end..end, |token| token.span.clone());
        self.at += 1;
        span
    }

    /// Returns where the token here begins.
    pub(super) fn here(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |token| token.span.start)
    }

    /// Returns where the last token ended.
    pub(super) fn behind(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.span.end)
    }

    /// Whether an operator lacks its operand here; one of proximity says itself what it lacks.
    fn nothing_follows(&self) -> bool {
        !self.at_operand() && !matches!(self.peek(), Some(Kind::Near(_)))
    }

    /// Whether an operand begins here.
    pub(super) fn at_operand(&self) -> bool {
        matches!(
            self.peek(),
            Some(
                Kind::Open
                    | Kind::Not
                    | Kind::Minus
                    | Kind::Call(..)
                    | Kind::Field { .. }
                    | Kind::Leaf(_)
            )
        )
    }
}

/// Puts the items of nested operators of the same kind among the others.
fn flat(items: Vec<Node>, inside: impl Fn(Node) -> Result<Vec<Node>, Node>) -> Vec<Node> {
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        match inside(item) {
            Ok(of) => all.extend(of),
            Err(other) => all.push(other),
        }
    }
    all
}

pub(super) fn too_deep(span: Range<usize>) -> QueryError {
    let message = format!("a query is nested at most {MAX_DEPTH} deep");
    QueryError::new(codes::DEEP, span, message).advice("take brackets away that change nothing")
}
