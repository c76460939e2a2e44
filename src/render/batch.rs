//! Answers to many queries: a table with a line for each, or rows of hits.
//!
//! One implementation of [`BatchRenderer`] a family of formats: [`Summary`] for people, [`Rows`] for CSV and
//! TSV, [`Run`] for TREC; JSON stands in [`batch_json`](crate::render::batch_json).

use std::io::{self, Write};
use std::time::Duration;

use crate::render::grid::{Grid, Head, Kind};
use crate::render::json::ErrorView;
use crate::render::renderer::{Page, Renderer};
use crate::render::table::{Column, Separator, write_row};
use crate::render::terminal::grouped;
use crate::render::trec::Trec;

/// One query of a batch, and what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its number or name, one word.
    pub qid: &'a str,
    /// The query as it stands in the file.
    pub query: &'a str,
    /// The answer.
    pub answer: Answer<'a>,
}

/// What came of a query.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// Hits, or none.
    Page {
        /// The hits.
        page: Page<'a>,
        /// The exit code that the query alone would have had.
        exit_code: u8,
    },
    /// The query cannot be answered.
    Wrong(&'a ErrorView<'a>),
}

/// Writes the answers to queries one after another.
pub trait BatchRenderer {
    /// Writes what stands before the first.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes an answer, or keeps what is to be written of it at the end.
    fn answer(&mut self, asked: &Asked<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands behind the last. `exit_code` is that of the program.
    fn end(&mut self, _exit_code: u8, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

const HEADS: [Head; 6] = [
    Head { label: "query", name: "qid", kind: Kind::Name },
    Head { label: "articles", name: "articles", kind: Kind::Number },
    Head { label: "ms", name: "ms", kind: Kind::Number },
    Head { label: "asked", name: "query", kind: Kind::Text },
    Head { label: "id", name: "id", kind: Kind::Name },
    Head { label: "best hit", name: "headline", kind: Kind::Text },
];

/// A line a query, for people: how many articles, how long it took, the best hit.
#[derive(Debug)]
pub struct Summary {
    /// Columns of the terminal; `None` writes Markdown.
    width: Option<usize>,
    grid: Grid,
    took: Duration,
    without: u64,
    wrong: u64,
}

impl Summary {
    /// Makes one for a terminal of that width, or in Markdown.
    pub fn new(width: Option<usize>) -> Summary {
        let (grid, took) = (Grid::new(&HEADS), Duration::ZERO);
        Summary { width, grid, took, without: 0, wrong: 0 }
    }

    fn last_line(&self) -> String {
        let count = |number: u64, one: &str, more: &str| {
            let noun = if number == 1 { one } else { more };
            format!("{} {noun}", grouped(number))
        };
        let mut line = count(self.grid.rows.len() as u64, "query", "queries");
        if self.without > 0 {
            line.push_str(&format!(", {} without hits", grouped(self.without)));
        }
        if self.wrong > 0 {
            line.push_str(&format!(", {} wrong", grouped(self.wrong)));
        }
        format!("{line} · {} ms", millis(self.took))
    }
}

impl BatchRenderer for Summary {
    fn answer(&mut self, asked: &Asked<'_>, _out: &mut dyn Write) -> io::Result<()> {
        let (articles, took, id, best) = match asked.answer {
            Answer::Page { page, .. } => {
                let hits = page.hits;
                self.took += hits.took;
                self.without += u64::from(hits.total.articles == 0);
                let best = hits.hits.first();
                let id = best.map_or(String::new(), |hit| format!("{:.12}", hit.id.to_string()));
                let headline = best.map(|hit| hit.headline.as_deref().unwrap_or("(no headline)"));
                let headline = headline.unwrap_or_default().to_owned();
                (grouped(hits.total.articles), millis(hits.took), id, headline)
            }
            Answer::Wrong(error) => {
                self.wrong += 1;
                let told = format!("error[{}]: {}", error.code, error.message);
                (String::new(), String::new(), String::new(), told)
            }
        };
        let (qid, query) = (asked.qid.to_owned(), asked.query.to_owned());
        self.grid.rows.push(vec![qid, articles, took, query, id, best]);
        Ok(())
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        match self.width {
            Some(width) => self.grid.text(width, out)?,
            None => self.grid.markdown(out)?,
        }
        writeln!(out, "\n{}", self.last_line())
    }
}

fn millis(took: Duration) -> String {
    format!("{:.1}", took.as_secs_f64() * 1_000.0)
}

/// A row a hit. A query that has none, or is wrong, has one row all the same, so that none is lost.
#[derive(Debug, Clone)]
pub struct Rows {
    /// What stands between two columns.
    pub separator: Separator,
    /// The columns of a hit, behind `qid`, `query`, `articles` and `error`.
    pub columns: Vec<Column>,
}

impl Rows {
    fn row(
        &self,
        first: [String; 4],
        hit: impl Fn(&Column) -> String,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write_row(self.separator, first.into_iter().chain(self.columns.iter().map(hit)), out)
    }
}

impl BatchRenderer for Rows {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let first = ["qid", "query", "articles", "error"].map(str::to_owned);
        self.row(first, |column| column.name().to_owned(), out)
    }

    fn answer(&mut self, asked: &Asked<'_>, out: &mut dyn Write) -> io::Result<()> {
        let first = |articles: String, error: String| {
            [asked.qid.to_owned(), asked.query.to_owned(), articles, error]
        };
        match asked.answer {
            Answer::Page { page, .. } => {
                let articles = page.hits.total.articles.to_string();
                if page.hits.hits.is_empty() {
                    return self.row(first(articles, String::new()), |_| String::new(), out);
                }
                for (at, hit) in page.hits.hits.iter().enumerate() {
                    let rank = page.offset + at + 1;
                    let first = first(articles.clone(), String::new());
                    self.row(first, |column| column.value(hit, rank), out)?;
                }
                Ok(())
            }
            Answer::Wrong(error) => {
                let told = format!("{}: {}", error.code, error.message);
                self.row(first(String::new(), told), |_| String::new(), out)
            }
        }
    }
}

/// A TREC run. It has no place for a wrong query, which is to be told elsewhere.
#[derive(Debug, Clone)]
pub struct Run {
    /// Names the run.
    pub tag: String,
}

impl BatchRenderer for Run {
    fn answer(&mut self, asked: &Asked<'_>, out: &mut dyn Write) -> io::Result<()> {
        match asked.answer {
            Answer::Page { page, .. } => {
                Trec { qid: asked.qid.to_owned(), tag: self.tag.clone() }.hits(&page, out)
            }
            Answer::Wrong(_) => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
