//! CSV and TSV: rows of named fields.
//!
//! Takes the stream of a file; hands on one record for each row, with the header's names (or those
//! that the folder's settings state). Rows are split here and not by a CSV crate, because a quote
//! that is never closed must spoil one row, not the rest of a file of many gigabytes, and because
//! each row is decoded by itself.

use std::collections::VecDeque;
use std::io;

use serde_json::Value;

use crate::corpus::clean;
use crate::corpus::format::csv_dialect::{CsvSettings, Dialect, is_header};
use crate::corpus::format::input::{Input, Line};
use crate::corpus::format::reader::{Flaw, Record, StreamReader, Taker};

/// Stands between the fields in what the id hashes (ASCII unit separator).
const UNIT: &str = "\u{1f}";

/// Lines that a quoted field may span when a row is read for a second time, after a quote above it
/// turned out never to close. It bounds the time that a file full of stray quotes takes.
const SECOND_LINES: usize = 32;

/// Reads rows.
#[derive(Debug, Clone)]
pub struct Csv {
    /// What stands between and around fields.
    pub dialect: Dialect,
    /// What the folder states.
    pub settings: CsvSettings,
    /// Record keys that the settings map to our fields; one of them shows a first row to be a
    /// header.
    pub mapped: Vec<String>,
}

impl StreamReader for Csv {
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()> {
        let mut rows = Rows::new(input, self.dialect);
        let mut columns: Option<Vec<String>> = None;
        if self.settings.header == Some(false) {
            columns.clone_from(&self.settings.columns);
        }
        while let Some(row) = rows.next()? {
            let row = match row {
                Ok(row) => row,
                Err(flaw) if each(Err(flaw.clone())) => continue,
                Err(_) => return Ok(()),
            };
            let Some(names) = &columns else {
                match self.header(&row) {
                    Ok((names, used)) => {
                        columns = Some(names);
                        if used {
                            continue;
                        }
                    }
                    Err(flaw) => {
                        each(Err(flaw));
                        return Ok(());
                    }
                }
                let names = columns.as_deref().unwrap_or_default();
                if !each(record(names, row)) {
                    return Ok(());
                }
                continue;
            };
            if !each(record(names, row)) {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Csv {
    /// The names of the columns, and whether the first row was used up by them.
    fn header(&self, row: &Row) -> Result<(Vec<String>, bool), Flaw> {
        if let Some(stated) = &self.settings.columns {
            let same =
                |(name, stated): (&String, &String)| name.trim().eq_ignore_ascii_case(stated);
            let repeats =
                row.fields.len() == stated.len() && row.fields.iter().zip(stated).all(same);
            let used = self.settings.header.unwrap_or(repeats);
            return Ok((stated.clone(), used));
        }
        if self.settings.header == Some(true) || is_header(&row.fields, &self.mapped) {
            let name = |(at, name): (usize, &String)| match name.trim() {
                "" => format!("column {}", at + 1),
                name => name.to_owned(),
            };
            return Ok((row.fields.iter().enumerate().map(name).collect(), true));
        }
        let reason = format!(
            "the first row names no column that is known; state the {} columns in corpus.toml: \
             [csv] columns = [\"headline\", \"text\", …]",
            row.fields.len()
        );
        Err(Flaw::new(row.offset, "no-columns", reason))
    }
}

fn record(columns: &[String], row: Row) -> Result<Record, Flaw> {
    let (have, want) = (row.fields.len(), columns.len());
    if have != want {
        let reason = format!("the row has {have} fields, but there are {want} columns");
        return Err(Flaw::new(row.offset, "bad-row", reason));
    }
    let raw = row.fields.join(UNIT);
    let mut fields: Vec<(String, Value)> =
        columns.iter().cloned().zip(row.fields.into_iter().map(Value::String)).collect();
    let mut notes: Vec<String> = clean::decode_note(row.replaced).into_iter().collect();
    clean::clean_fields(&mut fields, &mut notes);
    Ok(Record { offset: row.offset, raw, fields, text: None, notes })
}

struct Row {
    offset: u64,
    fields: Vec<String>,
    replaced: u64,
}

/// A line and where it stands in the file.
type OffsetLine = (u64, Vec<u8>);

/// The rows of a file, with the lines of a row that never ends put back.
struct Rows<'a> {
    input: &'a mut Input,
    splitter: Splitter,
    /// Lines to read again.
    again: VecDeque<OffsetLine>,
}

impl Rows<'_> {
    fn new(input: &mut Input, dialect: Dialect) -> Rows<'_> {
        Rows { input, splitter: Splitter::new(dialect), again: VecDeque::new() }
    }

    fn next_line(&mut self) -> io::Result<Option<Result<OffsetLine, Flaw>>> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(Ok(line)));
        }
        let offset = self.input.offset();
        let mut line = Vec::new();
        Ok(match self.input.read_line(&mut line)? {
            Line::End => None,
            Line::Whole => Some(Ok((offset, line))),
            Line::TooLong => {
                let reason = format!("this row is longer than {} bytes", self.input.limit());
                Some(Err(Flaw::new(offset, "too-large", reason)))
            }
        })
    }

    fn next(&mut self) -> io::Result<Option<Result<Row, Flaw>>> {
        let limit = self.input.limit();
        let mut lines: Vec<OffsetLine> = Vec::new();
        let (mut bytes, mut replaced) = (0, 0);
        let second = !self.again.is_empty();
        self.splitter.clear();
        loop {
            let (offset, line) = match self.next_line()? {
                None if lines.is_empty() => return Ok(None),
                None => return Ok(Some(Err(self.never_closed(lines)))),
                Some(Err(flaw)) => {
                    if !lines.is_empty() {
                        // The row above spans a line that was skipped: both are lost.
                        return Ok(Some(Err(Flaw { offset: lines[0].0, ..flaw })));
                    }
                    return Ok(Some(Err(flaw)));
                }
                Some(Ok(line)) => line,
            };
            if lines.is_empty() && line.trim_ascii().is_empty() {
                continue;
            }
            let decoded = self.input.decode(&line);
            replaced += decoded.replaced;
            bytes += line.len() + 1;
            let open = self.splitter.push(&decoded.text);
            lines.push((offset, line));
            if !open {
                let fields = self.splitter.take();
                return Ok(Some(Ok(Row { offset: lines[0].0, fields, replaced })));
            }
            if bytes > limit || (second && lines.len() >= SECOND_LINES) {
                return Ok(Some(Err(self.never_closed(lines))));
            }
        }
    }

    /// Gives up the first line of an open row and puts the others back.
    fn never_closed(&mut self, lines: Vec<OffsetLine>) -> Flaw {
        let mut lines = lines.into_iter();
        let offset = lines.next().map_or(0, |(offset, _)| offset);
        for line in lines.rev() {
            self.again.push_front(line);
        }
        Flaw::new(offset, "bad-row", "a quote that is opened in this row is never closed")
    }
}

/// Splits the lines of a row into fields.
#[derive(Debug, Clone)]
pub struct Splitter {
    dialect: Dialect,
    fields: Vec<String>,
    field: String,
    state: State,
    misused: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first character of a row.
    RowStart,
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted field: the end, or half of a doubled quote.
    QuoteSeen,
}

impl Splitter {
    /// Begins a row.
    pub fn new(dialect: Dialect) -> Splitter {
        Splitter {
            dialect,
            fields: Vec::new(),
            field: String::new(),
            state: State::RowStart,
            misused: false,
        }
    }

    /// Drops what was pushed.
    pub fn clear(&mut self) {
        *self = Splitter::new(self.dialect);
    }

    /// Tells whether nothing was pushed.
    pub fn is_empty(&self) -> bool {
        self.state == State::RowStart
    }

    /// Tells whether text stood behind a closing quote in the row at hand or the one just taken.
    pub fn is_misused(&self) -> bool {
        self.misused
    }

    /// Takes a line without its line end; `true` says that the row goes on in the next.
    pub fn push(&mut self, line: &str) -> bool {
        match self.state {
            State::Quoted => self.field.push('\n'),
            _ => {
                self.state = State::FieldStart;
                self.misused = false;
            }
        }
        let Dialect { delimiter, quote } = self.dialect;
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            let byte = u8::try_from(c).ok();
            let is_quote = byte.is_some() && byte == quote;
            match self.state {
                State::Quoted if is_quote => self.state = State::QuoteSeen,
                State::QuoteSeen if is_quote => {
                    self.field.push(c);
                    self.state = State::Quoted;
                }
                State::Quoted => {
                    // Whole stretches at a time: quoted fields are long.
                    let quote = quote.map_or('"', char::from);
                    let stretch = rest.find(quote).unwrap_or(rest.len());
                    self.field.push_str(&rest[..stretch]);
                    rest = &rest[stretch..];
                    continue;
                }
                _ if byte == Some(delimiter) => {
                    self.fields.push(std::mem::take(&mut self.field));
                    self.state = State::FieldStart;
                }
                State::FieldStart if is_quote => self.state = State::Quoted,
                _ => {
                    self.misused |= self.state == State::QuoteSeen;
                    let delimiter = char::from(delimiter);
                    let stretch = rest.find(delimiter).unwrap_or(rest.len());
                    self.field.push_str(&rest[..stretch]);
                    self.state = State::Plain;
                    rest = &rest[stretch..];
                    continue;
                }
            }
            rest = &rest[c.len_utf8()..];
        }
        self.state == State::Quoted
    }

    /// Hands out the fields of the row and begins the next.
    pub fn take(&mut self) -> Vec<String> {
        let mut fields = std::mem::take(&mut self.fields);
        fields.push(std::mem::take(&mut self.field));
        self.state = State::RowStart;
        fields
    }
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
