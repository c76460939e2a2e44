//! Answers to many queries in machine output: one object, or one hit a line.

use std::io::{self, Write};

use serde::Serialize;

use crate::render::batch::{Answer, Asked, BatchRenderer};
use crate::render::json::{ErrorView, FORMAT_VERSION, Json, write_line};
use crate::render::table::Column;

/// Renders answers as JSON. An answer stands on a line of its own, so that a long file can be read without
/// a parser of streams.
#[derive(Debug, Clone, Default)]
pub struct BatchJson {
    /// One hit a line and nothing else, instead of one object. A query without hits, or a wrong one, has a
    /// line all the same.
    pub lines: bool,
    /// The keys that hits keep; all if `None`.
    pub columns: Option<Vec<Column>>,
    begun: bool,
}

impl BatchJson {
    /// Makes one that has written nothing.
    pub fn new(lines: bool, columns: Option<Vec<Column>>) -> BatchJson {
        BatchJson { lines, columns, begun: false }
    }
}

impl BatchRenderer for BatchJson {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.lines {
            return Ok(());
        }
        writeln!(out, "{{\"format_version\":{FORMAT_VERSION},\"answers\":[")
    }

    fn answer(&mut self, asked: &Asked<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.begun && !self.lines {
            out.write_all(b",")?;
        }
        self.begun = true;
        let Asked { qid, query, answer } = *asked;
        let (page, exit_code) = match answer {
            Answer::Wrong(error) => return write_line(&WrongView { qid, query, error }, out),
            Answer::Page { page, exit_code } => (page, exit_code),
        };
        let json = Json { lines: self.lines, columns: self.columns.clone(), exit_code };
        if !self.lines {
            return json.write_page(&Named { qid, of: json.page_view(&page) }, out);
        }
        if page.hits.hits.is_empty() {
            let articles = page.hits.total.articles;
            return write_line(&EmptyView { qid, query, articles }, out);
        }
        let mut views = json.hit_views(&page);
        views.try_for_each(|of| json.write_hit(&Named { qid, of }, out))
    }

    fn end(&mut self, exit_code: u8, out: &mut dyn Write) -> io::Result<()> {
        if self.lines {
            return Ok(());
        }
        writeln!(out, "],\"exit_code\":{exit_code}}}")
    }
}

/// A page or a hit with the query that it belongs to.
#[derive(Serialize)]
struct Named<'a, T> {
    qid: &'a str,
    #[serde(flatten)]
    of: T,
}

#[derive(Serialize)]
struct WrongView<'a> {
    qid: &'a str,
    query: &'a str,
    error: &'a ErrorView<'a>,
}

#[derive(Serialize)]
struct EmptyView<'a> {
    qid: &'a str,
    query: &'a str,
    articles: u64,
}
