//! `ANY/n( )`, `ATLEAST/n( )` and `FIRST/n( )`.
//!
//! Takes a parser behind the name; gives one node.

use std::ops::Range;

use super::ast::Node;
use super::error::QueryError;
use super::lexer::{Call, Kind};
use super::parser::{Parser, Within};
use super::{codes, operand};

impl Parser<'_, '_, '_> {
    /// Reads the brackets of a function and checks what stands in them.
    pub(super) fn call(
        &mut self,
        call: Call,
        count: u32,
        span: Range<usize>,
        within: Option<Within>,
    ) -> Result<Node, QueryError> {
        let name = call.name();
        let fault = |message: String| QueryError::new(codes::ITEMS, span.clone(), message);
        if self.peek() != Some(&Kind::Open) {
            return Err(fault(format!("{name}/{count} needs brackets behind it"))
                .label("no bracket after this"));
        }
        match call {
            Call::Any => {
                let of = self.bracket(|parser| parser.items(within))?;
                if of.len() < count as usize {
                    let message = format!("{name}/{count} has only {} to choose from", of.len());
                    let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
                    let help = format!("{before}{name}/{}{after}", of.len());
                    return Err(fault(message).help(help));
                }
                Ok(Node::Quorum { min: count, of })
            }
            Call::AtLeast => {
                let start = self.here();
                let of = self.bracket(|parser| parser.alternatives(within))?;
                let inside = start..self.behind();
                if !operand::is_countable(&of) {
                    let message =
                        "ATLEAST counts words, phrases and patterns, with OR between them";
                    return Err(fault(message.to_owned()).help("ATLEAST/3(putin OR kremlin)"));
                }
                operand::check_counted(&of, inside)?;
                Ok(Node::Mentions { min: count, of: Box::new(of) })
            }
            Call::First => {
                let of = self.bracket(|parser| parser.alternatives(within))?;
                if !operand::is_text(&of) {
                    let message = "FIRST looks for words, phrases and patterns in the body";
                    return Err(fault(message.to_owned()).help("FIRST/60(mishustin)"));
                }
                Ok(Node::First { words: count, of: Box::new(of) })
            }
        }
    }

    /// Items side by side, without operators between them.
    fn items(&mut self, within: Option<Within>) -> Result<Vec<Node>, QueryError> {
        let mut items = Vec::new();
        while self.at_operand() {
            items.push(self.item(within)?);
        }
        match self.peek() {
            Some(Kind::And | Kind::Or) => Err(QueryError::new(
                codes::ITEMS,
                self.next_span(),
                "the items of ANY stand side by side; bracket alternatives",
            )
            .help("ANY/2((trade OR commerce) deal visit)")),
            _ if items.is_empty() => Err(self.unexpected()),
            _ => Ok(items),
        }
    }
}
