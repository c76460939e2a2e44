//! Markdown: front matter becomes fields, everything behind it is the text.
//!
//! Front matter is YAML between `---` lines, TOML between `+++` lines, or JSON, between `;;;` lines
//! or as an object at the very beginning. Markup in the text is left as it stands. Front matter
//! that cannot be parsed is read line by line as far as it goes, with a note, and is kept out of
//! the text.

use serde_json::Value;

use crate::corpus::clean::{clean_fields, clean_text, control_note};
use crate::corpus::format::json;
use crate::corpus::format::json_scan::value_end;
use crate::corpus::format::reader::{Flaw, Record, TextReader};
use crate::corpus::format::yaml;

/// The longest front matter that is parsed, in bytes. Longer blocks are text.
const MAX_FRONT: usize = 256 * 1024;

/// Reads a file of Markdown.
#[derive(Debug, Clone, Copy)]
pub struct Markdown;

impl TextReader for Markdown {
    fn read(&self, text: &str) -> Result<Record, Flaw> {
        let mut notes = Vec::new();
        let (mut fields, body) = match split(text) {
            Some(front) => match front.parse() {
                Ok(fields) => (fields, front.body),
                Err(Unusable::NotNamed) => (Vec::new(), text),
                Err(Unusable::Broken(why)) => {
                    notes.push(format!("the front matter is broken ({why}); it was read by lines"));
                    (by_lines(front.block), front.body)
                }
            },
            None => (Vec::new(), text),
        };
        clean_fields(&mut fields, &mut notes);
        let mut replaced = 0;
        let clean = clean_text(body, &mut replaced).into_owned();
        notes.extend(control_note(replaced));
        Ok(Record { offset: 0, raw: text.to_owned(), fields, text: Some(clean), notes })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Yaml,
    Toml,
    Json,
}

#[derive(Debug, Clone, Copy)]
struct Front<'a> {
    language: Language,
    block: &'a str,
    body: &'a str,
}

enum Unusable {
    /// It holds no named values: `---` was a rule across the page.
    NotNamed,
    Broken(String),
}

/// Tells whether a text begins with front matter that names at least one value.
pub fn has_front_matter(text: &str) -> bool {
    split(text).is_some_and(|front| match front.language {
        Language::Json => front.parse().is_ok(),
        _ => !by_lines(front.block).is_empty(),
    })
}

/// Returns what follows the front matter.
pub fn without_front_matter(text: &str) -> &str {
    if has_front_matter(text) { split(text).map_or(text, |front| front.body) } else { text }
}

/// Returns the named values of the front matter; read by lines where it is broken.
pub fn front_matter(text: &str) -> Vec<(String, Value)> {
    let Some(front) = split(text) else { return Vec::new() };
    front.parse().unwrap_or_else(|_| by_lines(front.block))
}

fn split(text: &str) -> Option<Front<'_>> {
    if text.starts_with('{') {
        let end = value_end(text.as_bytes(), 0).filter(|end| *end <= MAX_FRONT)?;
        let (block, body) = text.split_at_checked(end)?;
        return Some(Front { language: Language::Json, block, body });
    }
    let first = text.lines().next()?.trim_end();
    let language = match first {
        "---" => Language::Yaml,
        "+++" => Language::Toml,
        ";;;" => Language::Json,
        _ => return None,
    };
    let start = text.find('\n')? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if at - start > MAX_FRONT {
            return None;
        }
        let bare = line.trim_end();
        if bare == first || (language == Language::Yaml && bare == "...") {
            let (block, body) = (&text[start..at], &text[at + line.len()..]);
            return Some(Front { language, block, body });
        }
        at += line.len();
    }
    None
}

impl Front<'_> {
    fn parse(&self) -> Result<Vec<(String, Value)>, Unusable> {
        if self.language != Language::Json && by_lines(self.block).is_empty() {
            return Err(match self.block.trim() {
                "" => Unusable::Broken("it is empty".to_owned()),
                _ => Unusable::NotNamed,
            });
        }
        let parsed = match self.language {
            Language::Yaml => yaml::parse(self.block),
            Language::Toml => parse_toml(self.block),
            Language::Json => json::parse(self.block).map_err(|_| "not JSON".to_owned()),
        };
        parsed.map_err(Unusable::Broken)
    }
}

fn parse_toml(block: &str) -> Result<Vec<(String, Value)>, String> {
    let table: toml::Table = toml::from_str(block).map_err(|error| {
        let line = error.span().map_or(1, |span| block[..span.start].matches('\n').count() + 1);
        let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
        format!("line {line}: {message}")
    })?;
    Ok(table.into_iter().map(|(key, value)| (key, toml_value(value))).collect())
}

/// Turns a TOML value into a JSON value; dates stay as written. The parser bounds the depth.
fn toml_value(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(toml_value).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, item)| (key, toml_value(item))).collect())
        }
    }
}

/// Reads `key: value` and `key = value` lines at the left margin; everything else is passed over.
fn by_lines(block: &str) -> Vec<(String, Value)> {
    let pair = |line: &str| {
        if line.starts_with([' ', '\t', '#', '-', '[', '{', '}', ';']) {
            return None;
        }
        let (key, value) = match (line.find(':'), line.find('=')) {
            (Some(colon), Some(equals)) if equals < colon => line.split_at_checked(equals)?,
            (Some(colon), _) => line.split_at_checked(colon)?,
            (None, equals) => line.split_at_checked(equals?)?,
        };
        let key = key.trim().trim_matches(['"', '\'']);
        let word = |c: char| c.is_alphanumeric() || "_-. ".contains(c);
        if key.is_empty() || key.chars().count() > 40 || !key.chars().all(word) {
            return None;
        }
        let value = value[1..].trim();
        let quoted = |mark| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
        Some((key.to_owned(), Value::String(value.to_owned())))
    };
    block.lines().filter_map(pair).collect()
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
