//! CSV and TSV: a header, one row a hit, the columns that were asked for.
//!
//! CSV follows RFC 4180: a value is quoted where it holds a comma, a quote, a line break or space at
//! an end. Text that a spreadsheet would take for a formula is left as it is: changing it would
//! falsify a headline, so open foreign tables as text. TSV writes `\t`, `\n`, `\r` and `\\` for what
//! would break a row. Characters that could steer a terminal are left out of both.

use std::io::{self, Write};

use crate::article::{Provenance, Published};
use crate::engine::{Hit, Stored};
use crate::render::renderer::{Page, Renderer};
use crate::render::{dates, hit_of, sanitize, source_chain};

/// A column of a table, and a field of a hit in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the header")]
pub enum Column {
    Rank,
    Id,
    OwnId,
    Score,
    Headline,
    Date,
    InferredDate,
    Precision,
    Provenance,
    Sources,
    Byline,
    Place,
    Section,
    Lang,
    Url,
    Path,
    Words,
    Copies,
    Snippet,
}

impl Column {
    /// All columns, in the order of the manual.
    pub const ALL: [Column; 19] = [
        Column::Rank,
        Column::Id,
        Column::OwnId,
        Column::Score,
        Column::Headline,
        Column::Date,
        Column::InferredDate,
        Column::Precision,
        Column::Provenance,
        Column::Sources,
        Column::Byline,
        Column::Place,
        Column::Section,
        Column::Lang,
        Column::Url,
        Column::Path,
        Column::Words,
        Column::Copies,
        Column::Snippet,
    ];

    /// The columns of a table if none are named.
    pub const USUAL: [Column; 12] = [
        Column::Rank,
        Column::Id,
        Column::Score,
        Column::Headline,
        Column::Date,
        Column::Sources,
        Column::Place,
        Column::Lang,
        Column::Url,
        Column::Path,
        Column::Words,
        Column::Copies,
    ];

    /// Returns the name in headers and options.
    pub fn name(self) -> &'static str {
        match self {
            Column::Rank => "rank",
            Column::Id => "id",
            Column::OwnId => "own_id",
            Column::Score => "score",
            Column::Headline => "headline",
            Column::Date => "date",
            Column::InferredDate => "inferred_date",
            Column::Precision => "precision",
            Column::Provenance => "provenance",
            Column::Sources => "sources",
            Column::Byline => "byline",
            Column::Place => "place",
            Column::Section => "section",
            Column::Lang => "lang",
            Column::Url => "url",
            Column::Path => "path",
            Column::Words => "words",
            Column::Copies => "copies",
            Column::Snippet => "snippet",
        }
    }

    /// Returns the column of that name.
    pub fn from_name(name: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.name().eq_ignore_ascii_case(name))
    }

    /// Returns what a hit has in this column.
    pub(super) fn value(self, hit: &Hit, rank: usize) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        // A column of dates is sorted and drawn by those who read it: what only a copy says stands apart.
        let is_known = |date: &Published| date.provenance != Provenance::Copy;
        let known = hit.date.filter(is_known);
        let inferred = hit.date.filter(|date| !is_known(date));
        match self {
            Column::Rank => rank.to_string(),
            Column::Id => hit.id.to_string(),
            Column::OwnId => text(&hit.own_id),
            Column::Score => format!("{:.4}", hit.score),
            Column::Headline => text(&hit.headline),
            Column::Date => dates::iso(known.as_ref()),
            Column::InferredDate => dates::iso(inferred.as_ref()),
            Column::Precision => known.map_or("", |date| date.precision.name()).to_owned(),
            Column::Provenance => known.map_or("", |date| date.provenance.name()).to_owned(),
            Column::Sources => source_chain(&hit.sources),
            Column::Byline => text(&hit.byline),
            Column::Place => text(&hit.place),
            Column::Section => text(&hit.section),
            Column::Lang => hit.lang.to_string(),
            Column::Url => text(&hit.url),
            Column::Path => hit.path.clone(),
            Column::Words => hit.words.to_string(),
            Column::Copies => hit.copies.to_string(),
            Column::Snippet => {
                hit.snippet.as_ref().map(|passage| passage.text.clone()).unwrap_or_default()
            }
        }
    }
}

/// What keeps values apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A comma: CSV.
    Comma,
    /// A tab: TSV.
    Tab,
}

/// Renders hits as a table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What keeps values apart.
    pub separator: Separator,
    /// The columns, in their order.
    pub columns: Vec<Column>,
}

impl Renderer for Table {
    fn hits(&self, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.row(self.columns.iter().map(|column| column.name().to_owned()), out)?;
        for (at, hit) in page.hits.hits.iter().enumerate() {
            let rank = page.offset + at + 1;
            self.row(self.columns.iter().map(|column| column.value(hit, rank)), out)?;
        }
        Ok(())
    }

    fn article(&self, article: &Stored, out: &mut dyn Write) -> io::Result<()> {
        let hit = hit_of(article);
        self.row(self.columns.iter().map(|column| column.name().to_owned()), out)?;
        self.row(self.columns.iter().map(|column| column.value(&hit, 1)), out)
    }
}

impl Table {
    fn row(&self, values: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
        write_row(self.separator, values, out)
    }
}

/// Writes one row, quoted as its kind wants it, harmless on a terminal.
pub(super) fn write_row(
    separator: Separator,
    values: impl Iterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut line = String::new();
    for (at, value) in values.enumerate() {
        let value = sanitize::block(&value);
        match separator {
            Separator::Comma => {
                if at > 0 {
                    line.push(',');
                }
                push_csv(&value, &mut line);
            }
            Separator::Tab => {
                if at > 0 {
                    line.push('\t');
                }
                push_tsv(&value, &mut line);
            }
        }
    }
    line.push('\n');
    out.write_all(line.as_bytes())
}

fn push_csv(value: &str, line: &mut String) {
    let quoted = value.contains([',', '"', '\n', '\r', '\t'])
        || value.starts_with(' ')
        || value.ends_with(' ');
    if !quoted {
        line.push_str(value);
        return;
    }
    line.push('"');
    line.push_str(&value.replace('"', "\"\""));
    line.push('"');
}

fn push_tsv(value: &str, line: &mut String) {
    for c in value.chars() {
        match c {
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\\' => line.push_str("\\\\"),
            _ => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    fn table(separator: Separator, columns: &[Column], list: Vec<Hit>) -> String {
        let hits = samples::hits(list);
        let page = Page { query: "q", parsed: "q", warnings: &[], hits: &hits, offset: 0 };
        let mut out = Vec::new();
        Table { separator, columns: columns.to_vec() }.hits(&page, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn names_are_unique_and_known() {
        for column in Column::ALL {
            assert_eq!(Column::from_name(column.name()), Some(column));
        }
        assert_eq!(Column::from_name("HEADLINE"), Some(Column::Headline));
        assert_eq!(Column::from_name("title"), None);
    }

    #[test]
    fn csv_is_read_back_as_it_was() {
        let text = table(Separator::Comma, &Column::ALL, vec![samples::hostile(), samples::hit()]);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{9b}') && !text.contains('\u{202e}'));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().len(), Column::ALL.len());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(&rows[0][4], "[2J北京时间\n=cmd|'/c calc'!A1 🎉, \"x\"\t<b>");
        assert_eq!(&rows[0][5], "");
        assert_eq!(&rows[1][9], "Harbour Post via Coast Wire");
    }

    #[test]
    fn a_date_of_a_copy_stands_in_a_column_of_its_own() {
        let mut hit = samples::hit();
        hit.date = hit.date.map(|date| Published { provenance: Provenance::Copy, ..date });
        let columns = [Column::Date, Column::InferredDate, Column::Precision, Column::Provenance];
        let text = table(Separator::Comma, &columns, vec![hit, samples::hit()]);
        assert!(text.ends_with("\n,2024-08-21,,\n2024-08-21,,day,metadata\n"), "{text}");
    }

    #[test]
    fn tsv_rows_stay_rows() {
        let columns = [Column::Rank, Column::Headline, Column::Path, Column::Sources];
        let text = table(Separator::Tab, &columns, vec![samples::hostile()]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], "rank\theadline\tpath\tsources");
        assert_eq!(lines[1].split('\t').count(), 4);
        assert!(lines[1].contains("时间\\n=cmd") && lines[1].contains("bad\\tname"));
    }

    #[test]
    fn nothing_found_is_a_header() {
        let text = table(Separator::Comma, &Column::USUAL, vec![]);
        assert_eq!(text, "rank,id,score,headline,date,sources,place,lang,url,path,words,copies\n");
    }
}
