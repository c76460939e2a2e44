//! `corpus.toml` and sidecars: what people state about the files of a folder.
//!
//! Takes the text of such a file; gives its statements, or an error that names the line and, for a
//! misspelt key, the nearest one that exists. Which statements hold for a file is worked out in
//! `settings`.
//!
//! ```toml
//! filename_date = "{year}-{month}-{day}"     # or a list of patterns
//! day_order = "day-first"                    # for dates such as 03/04/2024
//! pair = ["headlines/*.txt", "bodies/*.txt"] # the first gives the headline, the second the body
//!
//! [[set]]                                    # wins over the record
//! glob = "wire/*.txt"                        # all files where it is left out
//! source = "China Daily"
//!
//! [[default]]                                # used where the record is silent
//! lang = "en"
//! encoding = "windows-1252"
//!
//! [map]                                      # our field = the record's key
//! headline = "meta.title"
//!
//! [csv]
//! delimiter = ";"
//! quote = "'"
//! header = false
//! columns = ["section", "text"]
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::corpus::context::DayOrder;
use crate::corpus::decode::Charset;
use crate::corpus::file_date::DatePattern;
use crate::corpus::format::csv_dialect::CsvSettings;
use crate::corpus::glob::Glob;

/// Fields that `[map]` may name.
const FIELDS: [&str; 14] = [
    "headline", "deck", "body", "date", "modified", "crawled", "embargo", "source", "byline",
    "lang", "url", "section", "place", "id",
];

/// What is wrong with a `corpus.toml` or a sidecar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line}: {message}")]
pub struct ConfigError {
    /// Logical path of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// The statements of one `corpus.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderConfig {
    /// `[[set]]`: wins over the record.
    #[serde(default)]
    pub set: Vec<Statement>,
    /// `[[default]]`: used where the record is silent.
    #[serde(default)]
    pub default: Vec<Statement>,
    /// `[map]`: our field → the record's key.
    #[serde(default)]
    pub map: BTreeMap<MappedField, String>,
    /// Where a date stands in names of files and folders.
    pub filename_date: Option<DatePatterns>,
    /// Order of all-number dates.
    pub day_order: Option<DayOrderName>,
    /// `[csv]`: how rows are read.
    #[serde(default)]
    pub csv: CsvTable,
    /// Files joined by name: headlines and bodies.
    pub pair: Option<Pairs>,
}

/// Fields stated for the files that a glob names, or for the one file of a sidecar.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The files it is about; all of them if left out.
    pub glob: Option<GlobText>,
    /// The encoding of these files.
    pub encoding: Option<EncodingLabel>,
    headline: Option<Stated>,
    date: Option<Stated>,
    source: Option<Stated>,
    byline: Option<Stated>,
    lang: Option<Stated>,
    url: Option<Stated>,
    section: Option<Stated>,
    place: Option<Stated>,
    id: Option<Stated>,
}

impl Statement {
    /// Tells whether it speaks of a file, by its path from the folder of the `corpus.toml`.
    pub fn speaks_of(&self, path: &str) -> bool {
        self.glob.as_ref().is_none_or(|glob| glob.0.matches(path))
    }

    /// Returns the stated fields.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let all = [
            ("headline", &self.headline),
            ("date", &self.date),
            ("source", &self.source),
            ("byline", &self.byline),
            ("lang", &self.lang),
            ("url", &self.url),
            ("section", &self.section),
            ("place", &self.place),
            ("id", &self.id),
        ];
        all.into_iter().filter_map(|(name, stated)| Some((name, &stated.as_ref()?.0)))
    }
}

/// `[csv]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvTable {
    delimiter: Option<Mark>,
    quote: Option<QuoteMark>,
    header: Option<bool>,
    columns: Option<Vec<String>>,
}

impl CsvTable {
    /// Fills in what `nearer` settings leave open.
    pub fn complete(&self, nearer: &mut CsvSettings) {
        nearer.delimiter = nearer.delimiter.or(self.delimiter.as_ref().map(|mark| mark.0));
        nearer.quote = nearer.quote.or(self.quote.as_ref().map(|mark| mark.0));
        nearer.header = nearer.header.or(self.header);
        if nearer.columns.is_none() {
            nearer.columns.clone_from(&self.columns);
        }
    }
}

/// A stated value: a text, a number or date as written, or a list of texts.
#[derive(Debug, Deserialize)]
#[serde(try_from = "toml::Value")]
struct Stated(Value);

impl TryFrom<toml::Value> for Stated {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Stated, &'static str> {
        let text = |value: toml::Value| match value {
            toml::Value::String(text) => Some(Value::String(text)),
            toml::Value::Integer(number) => Some(Value::String(number.to_string())),
            toml::Value::Datetime(time) => Some(Value::String(time.to_string())),
            _ => None,
        };
        let stated = match value {
            toml::Value::Array(items) => {
                items.into_iter().map(text).collect::<Option<Vec<Value>>>().map(Value::Array)
            }
            single => text(single),
        };
        stated.map(Stated).ok_or("a text, a date or a list of texts is needed here")
    }
}

/// A glob as written.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub struct GlobText(Glob);

impl From<String> for GlobText {
    fn from(text: String) -> GlobText {
        GlobText(Glob::new(&text))
    }
}

/// An encoding by its label.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct EncodingLabel(pub Charset);

impl TryFrom<String> for EncodingLabel {
    type Error = String;

    fn try_from(label: String) -> Result<EncodingLabel, String> {
        Charset::from_label(&label).map(EncodingLabel).ok_or_else(|| {
            format!("{label:?} is not an encoding that is known, such as \"windows-1252\"")
        })
    }
}

/// One of our fields.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub struct MappedField(pub String);

impl TryFrom<String> for MappedField {
    type Error = String;

    fn try_from(name: String) -> Result<MappedField, String> {
        if FIELDS.contains(&name.as_str()) {
            return Ok(MappedField(name));
        }
        Err(format!("{name:?} is not a field{}", suggestion(&name, FIELDS.into_iter())))
    }
}

/// `day_order`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrderName {
    /// `day-first`: `03/04/2024` is 3 April.
    DayFirst,
    /// `month-first`: `03/04/2024` is 4 March.
    MonthFirst,
}

impl From<DayOrderName> for DayOrder {
    fn from(name: DayOrderName) -> DayOrder {
        match name {
            DayOrderName::DayFirst => DayOrder::DayFirst,
            DayOrderName::MonthFirst => DayOrder::MonthFirst,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            OneOrMany::One(item) => vec![item],
            OneOrMany::Many(items) => items,
        }
    }
}

/// One date pattern or several.
#[derive(Debug, Deserialize)]
#[serde(try_from = "OneOrMany<String>")]
pub struct DatePatterns(pub Vec<DatePattern>);

impl TryFrom<OneOrMany<String>> for DatePatterns {
    type Error = String;

    fn try_from(patterns: OneOrMany<String>) -> Result<DatePatterns, String> {
        let named =
            |text: &String| DatePattern::new(text).map_err(|why| format!("filename_date: {why}"));
        patterns.into_vec().iter().map(named).collect::<Result<_, _>>().map(DatePatterns)
    }
}

/// Pairs of globs: headline files and body files.
#[derive(Debug, Deserialize)]
#[serde(try_from = "OneOrMany<OneOrMany<String>>")]
pub struct Pairs(pub Vec<(Glob, Glob)>);

impl TryFrom<OneOrMany<OneOrMany<String>>> for Pairs {
    type Error = &'static str;

    fn try_from(pairs: OneOrMany<OneOrMany<String>>) -> Result<Pairs, &'static str> {
        let need = "pair needs two globs, [\"headlines/*.txt\", \"bodies/*.txt\"], with the same \
                    wildcards, or a list of such pairs";
        let mut rows: Vec<Vec<String>> =
            pairs.into_vec().into_iter().map(OneOrMany::into_vec).collect();
        if rows.iter().all(|row| row.len() == 1) {
            rows = vec![rows.into_iter().flatten().collect()];
        }
        let stars = |glob: &str| glob.replace("**", "*").matches(['*', '?']).count();
        let pair = |row: Vec<String>| match row.as_slice() {
            [headline, body] if stars(headline) == stars(body) => {
                // A pair names folders, so each glob is compared from the folder on.
                let rooted = |glob: &str| Glob::new(&format!("/{}", glob.trim_start_matches('/')));
                Some((rooted(headline), rooted(body)))
            }
            _ => None,
        };
        rows.into_iter().map(pair).collect::<Option<Vec<_>>>().map(Pairs).ok_or(need)
    }
}

/// One ASCII character.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Mark(u8);

impl TryFrom<String> for Mark {
    type Error = String;

    fn try_from(text: String) -> Result<Mark, String> {
        match text.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(Mark(*byte)),
            _ => Err(format!("{text:?} must be one character, such as \";\" or \"\\t\"")),
        }
    }
}

/// One ASCII character, or nothing: quotes are ordinary.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct QuoteMark(Option<u8>);

impl TryFrom<String> for QuoteMark {
    type Error = String;

    fn try_from(text: String) -> Result<QuoteMark, String> {
        if text.is_empty() {
            return Ok(QuoteMark(None));
        }
        Mark::try_from(text).map(|mark| QuoteMark(Some(mark.0)))
    }
}

/// Reads a `corpus.toml`; `file` names it in errors.
pub fn parse_folder(text: &str, file: &str) -> Result<FolderConfig, ConfigError> {
    toml::from_str(text).map_err(|error| explain(&error, text, file))
}

/// Reads a sidecar: fields of one file.
pub fn parse_sidecar(text: &str, file: &str) -> Result<Statement, ConfigError> {
    let statement: Statement = toml::from_str(text).map_err(|error| explain(&error, text, file))?;
    if statement.glob.is_some() {
        let message = "glob has no meaning here: a sidecar speaks of one file".to_owned();
        return Err(ConfigError { file: file.to_owned(), line: 1, message });
    }
    Ok(statement)
}

fn explain(error: &toml::de::Error, text: &str, file: &str) -> ConfigError {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
    let message = error.message().lines().next().unwrap_or("not TOML");
    // serde writes: unknown field `x`, expected one of `a`, `b`
    let mut names = message.split('`').skip(1).step_by(2);
    let message = match names.next() {
        Some(name) if message.starts_with("unknown field") => {
            format!("{name:?} is not a key{}", suggestion(name, names))
        }
        _ => message.to_owned(),
    };
    ConfigError { file: file.to_owned(), line, message }
}

/// Names the nearest of the names that exist, or all of them where none is near.
fn suggestion<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let nearest = names.iter().map(|known| (distance(name, known), known)).min();
    match nearest {
        Some((steps, known)) if steps <= 2 || steps * 3 <= name.len() => {
            format!("; did you mean {known:?}?")
        }
        _ => format!("; there are {}", names.join(", ")),
    }
}

/// Edit distance (Levenshtein 1966): single characters put in, taken out or replaced.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
