//! Text to query: the language that people type, its tree, its errors.
//!
//! [`parse::parse`] takes a text, "now" and a zone and gives a [`Parsed`] query or a [`QueryError`] with
//! a stable code, a span and a text to paste. It searches nothing and analyses nothing.

pub mod ast;
