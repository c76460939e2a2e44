//! Terms and connectors of Lexis and Nexis, read to our tree.
//!
//! [`super::parse::parse_as`] with [`super::parse::Syntax::Nexis`] is the door; `docs/QUERY.md` has
//! each connector with its precedence and our form. That product's own precedence holds: words
//! side by side, then OR, then proximity from the smallest number up, sentence, paragraph, segment,
//! then AND, then AND NOT. What has no exact form here is an error; nothing is approximated.
//!
//! A text becomes tokens (`lexer`), these become operands (`words`, `calls`, `compare`),
//! which `grammar` and `tie` put together; `spread` puts trees in segments.

mod calls;
mod compare;
mod faults;
mod grammar;
mod lexer;
mod spread;
mod table;
mod tie;
mod words;

pub(super) use grammar::read;
pub(super) use table::example;
