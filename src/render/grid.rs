//! Tables of figures: columns that line up for people, Markdown, CSV and TSV.

use std::io::{self, Write};

use crate::render::markdown::escaped;
use crate::render::sanitize;
use crate::render::table::{Separator, write_row};
use crate::render::wrap;

/// Columns that a cell of running text keeps however narrow the terminal is.
const LEAST: usize = 12;

/// What a column holds, and so how it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Names: left, whole.
    Name,
    /// Numbers: right, whole.
    Number,
    /// Running text: left, cut where the line would be too long.
    Text,
}

/// The head of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its name for people.
    pub label: &'static str,
    /// Its name in CSV and TSV.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// A table. Its cells may come from anywhere: they are made harmless when they are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grid {
    /// The columns.
    pub heads: Vec<Head>,
    /// The rows, with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// Makes a table without rows.
    pub fn new(heads: &[Head]) -> Grid {
        Grid { heads: heads.to_vec(), rows: Vec::new() }
    }

    /// Writes it for a person, in lines of at most `width` columns where running text can be cut for that.
    pub fn text(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        let head = self.heads.iter().map(|head| head.label.to_owned()).collect();
        let mut rows: Vec<Vec<String>> = vec![head];
        for row in &self.rows {
            rows.push(row.iter().map(|cell| sanitize::plain(cell).into_owned()).collect());
        }
        let widths = self.widths(&rows, width);
        for row in &rows {
            let mut line = String::new();
            for ((head, cell), room) in self.heads.iter().zip(row).zip(&widths) {
                let cell = wrap::truncate(cell, *room);
                let pad = " ".repeat(room.saturating_sub(wrap::columns(&cell)));
                let (before, behind) = if head.kind == Kind::Number {
                    (pad, String::new())
                } else {
                    (String::new(), pad)
                };
                line.push_str(&before);
                line.push_str(&cell);
                line.push_str(&behind);
                line.push_str("  ");
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// How wide each column is: as its widest cell, but running text shares what room there is.
    fn widths(&self, rows: &[Vec<String>], width: usize) -> Vec<usize> {
        let widest = |at: usize| rows.iter().map(|row| wrap::columns(&row[at])).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..self.heads.len()).map(widest).collect();
        let gaps = 2 * self.heads.len().saturating_sub(1);
        let is_text = |at: &usize| self.heads[*at].kind == Kind::Text;
        let fixed: usize =
            (0..widths.len()).filter(|at| !is_text(at)).map(|at| widths[at]).sum::<usize>() + gaps;
        let mut room = width.saturating_sub(fixed);
        let mut texts: Vec<usize> = (0..widths.len()).filter(is_text).collect();
        // The narrow ones leave what they do not need to the others.
        texts.sort_by_key(|at| widths[*at]);
        let mut left = texts.len();
        for at in texts {
            widths[at] = widths[at].min((room / left).max(LEAST));
            room = room.saturating_sub(widths[at]);
            left -= 1;
        }
        widths
    }

    /// Writes it as a table of Markdown.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = line(self.heads.iter().map(|head| escaped(head.label)).collect());
        let rule = |head: &Head| if head.kind == Kind::Number { "---:" } else { "---" };
        text.push_str(&line(self.heads.iter().map(|head| rule(head).to_owned()).collect()));
        for row in &self.rows {
            let cells = row.iter().zip(&self.heads).map(|(cell, head)| {
                let cell = sanitize::plain(cell);
                // A number is no markup, and `\-0.01` no number.
                if head.kind == Kind::Number { cell.into_owned() } else { escaped(&cell) }
            });
            text.push_str(&line(cells.collect()));
        }
        out.write_all(text.as_bytes())
    }

    /// Writes it as CSV or TSV, with a header.
    pub fn separated(&self, separator: Separator, out: &mut dyn Write) -> io::Result<()> {
        write_row(separator, self.heads.iter().map(|head| head.name.to_owned()), out)?;
        self.rows.iter().try_for_each(|row| write_row(separator, row.iter().cloned(), out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let heads = [
            Head { label: "topic", name: "qid", kind: Kind::Name },
            Head { label: "P@10", name: "P_10", kind: Kind::Number },
            Head { label: "query", name: "query", kind: Kind::Text },
        ];
        let mut grid = Grid::new(&heads);
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        grid.rows.push(row(["301", "0.4", "a ferry that crosses the bay every hour"]));
        grid.rows.push(row(["7\u{1b}[2J", "-0.25", "港口渡轮, \"x\" | y"]));
        grid
    }

    fn written(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_line_up_and_long_text_is_cut() {
        assert_eq!(
            written(|out| grid().text(40, out)),
            "topic   P@10  query\n\
             301      0.4  a ferry that crosses the…\n\
             7[2J   -0.25  港口渡轮, \"x\" | y\n"
        );
        let narrow = written(|out| grid().text(5, out));
        assert!(narrow.contains("a ferry tha…"), "{narrow}");
    }

    #[test]
    fn tables_for_programs_are_whole() {
        assert_eq!(
            written(|out| grid().separated(Separator::Comma, out)),
            "qid,P_10,query\n301,0.4,a ferry that crosses the bay every hour\n\
             7[2J,-0.25,\"港口渡轮, \"\"x\"\" | y\"\n"
        );
        let markdown = written(|out| grid().markdown(out));
        assert!(markdown.starts_with("| topic | P@10 | query |\n| --- | ---: | --- |\n"));
        assert!(markdown.ends_with("| 7\\[2J | -0.25 | 港口渡轮, \"x\" \\| y |\n"), "{markdown}");
    }
}
