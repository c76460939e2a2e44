//! The trait that every output format implements.

use std::io::{self, Write};

use crate::engine::{Hits, Stored};

/// Turns answers into bytes. Only here does a byte range become colour or markup.
pub trait Renderer {
    /// Writes a page of hits.
    fn hits(&self, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one article.
    fn article(&self, article: &Stored, out: &mut dyn Write) -> io::Result<()>;
}

/// A page of hits with what was asked.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The query as typed.
    pub query: &'a str,
    /// The query as read, printed in its canonical form.
    pub parsed: &'a str,
    /// Warnings of the parser.
    pub warnings: &'a [Warning],
    /// The answer.
    pub hits: &'a Hits,
    /// Hits that were skipped before this page; ranks start behind them.
    pub offset: usize,
}

/// A remark about the query, with the bytes of the query that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable, such as `W102`.
    pub code: &'static str,
    /// One sentence for a person.
    pub message: String,
    /// Byte range in the query as typed.
    pub span: Option<std::ops::Range<usize>>,
}
