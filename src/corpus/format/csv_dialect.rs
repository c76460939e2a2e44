//! How a CSV file separates and quotes its fields, and what its columns are called.
//!
//! Takes the beginning of the file; tries each delimiter with each quote and keeps the pair under
//! which the rows agree best on their number of fields.

use crate::corpus::decode::beginning;
use crate::corpus::format::csv::Splitter;

/// Characters between and around fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between fields.
    pub delimiter: u8,
    /// `None`: quotes are ordinary characters.
    pub quote: Option<u8>,
}

/// What the settings of the folder state about CSV files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvSettings {
    /// What stands between fields; told from the file if left out.
    pub delimiter: Option<u8>,
    /// `Some(None)`: stated that quotes are ordinary.
    pub quote: Option<Option<u8>>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// Names of the columns, where the file has none.
    pub columns: Option<Vec<String>>,
}

/// Names that show a first row to be a header.
pub const KNOWN_COLUMNS: [&str; 41] = [
    "id",
    "guid",
    "headline",
    "title",
    "body",
    "text",
    "content",
    "maintext",
    "article",
    "story",
    "date",
    "published",
    "published_at",
    "date_publish",
    "date_published",
    "publish_date",
    "pubdate",
    "created",
    "created_at",
    "timestamp",
    "modified",
    "updated",
    "source",
    "source_domain",
    "site_name",
    "publisher",
    "publication",
    "author",
    "authors",
    "byline",
    "url",
    "link",
    "lang",
    "language",
    "section",
    "category",
    "label",
    "summary",
    "description",
    "subtitle",
    "place",
];

/// Rows that are looked at.
const SAMPLE_ROWS: usize = 40;

/// Bytes that are looked at.
const SAMPLE_BYTES: usize = 64 * 1024;

/// Finds the dialect of a file that begins with `head`. `None` where no delimiter makes rows of
/// two fields or more.
pub fn find(head: &str, complete: bool, settings: &CsvSettings, tabs: bool) -> Option<Dialect> {
    let all = if tabs { *b"\t,;|" } else { *b",;\t|" };
    let delimiters: Vec<u8> = settings.delimiter.map_or(all.to_vec(), |stated| vec![stated]);
    let quotes = match settings.quote {
        Some(stated) => vec![stated],
        None => vec![Some(b'"'), None, Some(b'\'')],
    };
    let mut best: Option<(Dialect, Score)> = None;
    for delimiter in delimiters {
        let mut quoted: Option<(Dialect, Score)> = None;
        for quote in &quotes {
            let dialect = Dialect { delimiter, quote: *quote };
            let score = score(head, complete, dialect);
            let rank = |score: &Score| (score.agreement, score.quoted);
            if quoted.as_ref().is_none_or(|(_, best)| rank(&score) > rank(best)) {
                quoted = Some((dialect, score));
            }
        }
        let Some((dialect, score)) = quoted else { continue };
        let rank = |score: &Score| (score.agreement, score.fields);
        if (settings.delimiter.is_some() || score.fields >= 2)
            && best.as_ref().is_none_or(|(_, best)| rank(&score) > rank(best))
        {
            best = Some((dialect, score));
        }
    }
    best.map(|(dialect, _)| dialect)
}

/// Tells whether rows under a dialect agree so well that the text must be a table: a header of known
/// names, and no row of another length.
pub fn is_table(head: &str, complete: bool, dialect: Dialect) -> bool {
    let rows = sample(head, complete, dialect);
    let Some((first, _)) = rows.first() else { return false };
    let names: Vec<String> = first.iter().map(|name| normal(name)).collect();
    let known = names.iter().filter(|name| KNOWN_COLUMNS.contains(&name.as_str())).count();
    known >= 2 && rows.len() >= 2 && rows.iter().all(|(row, _)| row.len() == first.len())
}

/// Tells whether the first line of a text can be a header, so that it is worth trying dialects.
pub fn may_be_table(head: &str) -> bool {
    let first = head.lines().next().unwrap_or("");
    let words =
        first.split([',', ';', '\t', '|']).map(|word| normal(word.trim_matches(['"', '\''])));
    first.len() < 4096 && words.filter(|word| KNOWN_COLUMNS.contains(&word.as_str())).count() >= 2
}

/// Tells whether a row names columns.
pub fn is_header(row: &[String], mapped: &[String]) -> bool {
    let known = row.iter().any(|name| {
        KNOWN_COLUMNS.contains(&normal(name).as_str()) || mapped.iter().any(|key| key == name)
    });
    known && row.iter().all(|name| name.chars().count() <= 64 && !name.contains('\n'))
}

/// Writes a column's name as [`KNOWN_COLUMNS`] does.
fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

#[derive(Debug, PartialEq)]
struct Score {
    /// Share of the rows with the most frequent number of fields and nothing behind a closing
    /// quote, in thousandths.
    agreement: usize,
    fields: usize,
    /// Fields that a quote took out of its marks.
    quoted: usize,
}

fn score(head: &str, complete: bool, dialect: Dialect) -> Score {
    let rows = sample(head, complete, dialect);
    let mut lengths: Vec<usize> =
        rows.iter().filter(|(_, misused)| !misused).map(|(row, _)| row.len()).collect();
    lengths.sort_unstable();
    let longest_run = lengths.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    let (fields, agreeing) = longest_run.map_or((0, 0), |run| (run[0], run.len()));
    let agreement = if rows.is_empty() { 0 } else { agreeing * 1000 / rows.len() };
    let quote = dialect.quote.map(char::from);
    let quoted = match quote {
        Some(quote) => {
            let delimiter = char::from(dialect.delimiter);
            let opening = [format!("{delimiter}{quote}"), format!("\n{quote}")];
            let cut = beginning(head, SAMPLE_BYTES);
            let inside: usize = opening.iter().map(|pair| cut.matches(pair.as_str()).count()).sum();
            inside + usize::from(cut.starts_with(quote))
        }
        None => 0,
    };
    Score { agreement, fields, quoted }
}

/// The first rows, each with the remark whether its quotes are misused; a row that the end of the
/// sample cuts is left out.
fn sample(head: &str, complete: bool, dialect: Dialect) -> Vec<(Vec<String>, bool)> {
    let cut = beginning(head, SAMPLE_BYTES);
    let whole = complete && cut.len() == head.len();
    let mut rows = Vec::new();
    let mut splitter = Splitter::new(dialect);
    let mut lines = cut.split('\n').peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_none() && !whole {
            break;
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        if splitter.is_empty() && line.trim().is_empty() {
            continue;
        }
        if !splitter.push(line) {
            rows.push((splitter.take(), splitter.is_misused()));
        }
        if rows.len() == SAMPLE_ROWS {
            break;
        }
    }
    if whole && !splitter.is_empty() {
        // An open quote at the end of the file: the row counts against the dialect.
        rows.push((Vec::new(), true));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(char, Option<char>)> {
        let dialect = find(text, true, &CsvSettings::default(), false)?;
        Some((char::from(dialect.delimiter), dialect.quote.map(char::from)))
    }

    #[test]
    fn rows_that_agree_show_delimiter_and_quote() {
        let cases = [
            ("title,text\n\"A, b\",c\nd,\"e\nf\"\n", (',', Some('"'))),
            ("Sport;'Er sagte \"ja; gut\"'\nWeb;'a; b'\n", (';', Some('\''))),
            ("a\tb\n\"Foo\" said\tx, y\n1\t\"2\n", ('\t', None)),
            ("a|b|c\n1|2|3\n", ('|', Some('"'))),
        ];
        for (text, (delimiter, quote)) in cases {
            assert_eq!(found(text), Some((delimiter, quote)), "{text}");
        }
        assert_eq!(found("one column\nof prose\n"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn headers_are_told_from_data() {
        let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        assert!(is_header(&row(&["Label", "Text"]), &[]));
        assert!(is_header(&row(&["Überschrift", "x"]), &["Überschrift".to_owned()]));
        assert!(!is_header(&row(&["Sport", "Der Ball ist rund"]), &[]));
        let dialect = Dialect { delimiter: b',', quote: Some(b'"') };
        assert!(is_table("date,title\n2024,x\n", true, dialect));
        assert!(!is_table("On the date, title or not\nprose, more, prose\n", true, dialect));
    }
}
