//! Text to query: the language that people type, its tree, its errors.
//!
//! [`parse::parse`] takes a text, "now" and a zone and gives a [`parse::Parsed`] query or a
//! [`error::QueryError`] with a stable code, a span and a text to paste. [`print::print`] gives the
//! canonical text of a tree, [`tree::tree`] tells it to a person, [`dates::resolve`] reads a date
//! alone. It searches nothing and analyses nothing.

pub mod ast;
mod calendar;
mod calls;
mod chars;
pub mod codes;
pub mod dates;
pub mod error;
mod escape;
mod faults;
mod fields;
mod lex_field;
mod lex_pattern;
mod lex_phrase;
mod lex_word;
mod lexer;
pub mod nexis;
mod operand;
pub mod parse;
mod parser;
pub mod print;
mod readings;
mod saved;
pub mod suggest;
pub mod tree;

#[cfg(test)]
mod tests;
