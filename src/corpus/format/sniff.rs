//! What format a file is in: by its content first, by its name second.
//!
//! Takes the decoded beginning of a file and its name without `.gz` or `.zst`; gives a [`Format`]
//! or the reason why the file is left alone. A name that lies does not mislead: JSON Lines in a
//! `.txt` are JSON Lines, and prose that begins with a bracket stays prose.

use crate::corpus::format::csv_dialect::{self, CsvSettings, Dialect};
use crate::corpus::format::feed::json_feed;
use crate::corpus::format::json_scan::{skip_space, value_end};
use crate::corpus::format::xml::records::Kind;
use crate::corpus::format::{item_list, json, magic, markdown, sgml};

/// A format whose records can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, one record.
    Text,
    /// Markdown, with or without front matter; one record.
    Markdown,
    /// A list in Markdown whose items are short articles.
    ItemList,
    /// A web page, one record.
    Html,
    /// One JSON value: an object or a list of them.
    Json,
    /// A JSON Feed.
    JsonFeed,
    /// One JSON object a line.
    JsonLines,
    /// Rows parted by commas, semicolons or the like.
    Csv(Dialect),
    /// Rows parted by tabs.
    Tsv(Dialect),
    /// A feed or news format in XML.
    Xml(Kind),
    /// A news collection in SGML.
    Sgml(sgml::Kind),
}

impl Format {
    /// Returns the name that articles carry.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::ItemList => "markdown-list",
            Format::Html => "html",
            Format::Json => "json",
            Format::JsonFeed => "jsonfeed",
            Format::JsonLines => "jsonl",
            Format::Csv(_) => "csv",
            Format::Tsv(_) => "tsv",
            Format::Xml(kind) => kind.name(),
            Format::Sgml(kind) => kind.name(),
        }
    }
}

/// Why a file is left alone: a stable code and a sentence.
pub type Skip = (&'static str, &'static str);

/// Finds the format of a file that begins with `head`; `complete` says that nothing follows.
pub fn sniff(head: &str, complete: bool, name: &str, csv: &CsvSettings) -> Result<Format, Skip> {
    if let Some(kind) = magic::root_element(head).and_then(Kind::of_root) {
        return Ok(Format::Xml(kind));
    }
    if let Some(kind) = sgml::Kind::of(head) {
        return Ok(Format::Sgml(kind));
    }
    if magic::is_page(head, name) {
        return Ok(Format::Html);
    }
    if let Some(unsupported) = magic::by_markup(head, name) {
        return Err((unsupported.code, unsupported.reason));
    }
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix).to_ascii_lowercase();
    let suffix = suffix.as_str();
    let is_markdown = matches!(suffix, "md" | "markdown" | "mdown" | "mkd");
    if let Some(format) = json_format(head, complete, suffix, is_markdown) {
        let is_feed = format == Format::Json && json_feed::is_feed(head);
        return Ok(if is_feed { Format::JsonFeed } else { format });
    }
    if is_markdown || markdown::has_front_matter(head) {
        return Ok(if item_list::is_list(head) { Format::ItemList } else { Format::Markdown });
    }
    if magic::is_other_suffix(name) {
        return Err(("unknown", "settings or a program by its name, not an article"));
    }
    let tabs = matches!(suffix, "tsv" | "tab");
    let named = tabs || suffix == "csv";
    if !named && !csv_dialect::may_be_table(head) {
        return Ok(Format::Text);
    }
    let dialect = csv_dialect::find(head, complete, csv, tabs);
    match dialect {
        Some(dialect) if named || csv_dialect::is_table(head, complete, dialect) => {
            let by_tabs = tabs || (!named && dialect.delimiter == b'\t');
            Ok(if by_tabs { Format::Tsv(dialect) } else { Format::Csv(dialect) })
        }
        None if named => {
            // One column.
            let delimiter = if tabs { b'\t' } else { b',' };
            let dialect = Dialect { delimiter, quote: Some(b'"') };
            Ok(if tabs { Format::Tsv(dialect) } else { Format::Csv(dialect) })
        }
        _ => Ok(Format::Text),
    }
}

fn json_format(head: &str, complete: bool, suffix: &str, is_markdown: bool) -> Option<Format> {
    let lines_named = matches!(suffix, "jsonl" | "ndjson" | "jsonlines");
    let named = lines_named || suffix == "json" || suffix == "geojson";
    let text = head.trim_start();
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    let by_name = if lines_named { Format::JsonLines } else { Format::Json };
    if !matches!(first, b'{' | b'[') {
        // What is called JSON and is not is told so, line by line or at once.
        return named.then_some(by_name);
    }
    if first == b'[' {
        let element = skip_space(bytes, 1);
        let objects = bytes.get(element) == Some(&b'{')
            && match value_end(bytes, element) {
                Some(end) => json::parse(&text[element..end]).is_ok(),
                None => !complete,
            };
        let empty = bytes.get(element) == Some(&b']');
        return if objects || (empty && complete) {
            Some(Format::Json)
        } else {
            named.then_some(by_name)
        };
    }
    let Some(end) = value_end(bytes, 0) else {
        let begins = bytes.get(skip_space(bytes, 1)) == Some(&b'"');
        if lines_named || several_objects(text) {
            return Some(Format::JsonLines);
        }
        return (named || (!complete && begins)).then_some(Format::Json);
    };
    let whole = json::parse(&text[..end]).is_ok();
    let next = skip_space(bytes, end);
    let more = bytes.get(next).copied();
    if is_markdown && more.is_some_and(|byte| byte != b'{') {
        return None;
    }
    let one_line = !text[..end].contains('\n');
    let own_line = text[end..next].contains('\n');
    match more {
        None if whole => Some(by_name),
        Some(b'{') if whole && one_line && own_line => Some(Format::JsonLines),
        Some(b'{') if whole => Some(Format::Json),
        _ if named => Some(if several_objects(text) { Format::JsonLines } else { by_name }),
        _ => several_objects(text).then_some(Format::JsonLines),
    }
}

/// Tells whether at least two of the first lines are whole objects, and at least half of them.
fn several_objects(text: &str) -> bool {
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).take(6).collect();
    let objects =
        lines.iter().filter(|line| line.starts_with('{') && json::parse(line).is_ok()).count();
    objects >= 2 && objects * 2 >= lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(head: &str, name: &str) -> &'static str {
        match sniff(head, true, name, &CsvSettings::default()) {
            Ok(format) => format.name(),
            Err((code, _)) => code,
        }
    }

    #[test]
    fn content_wins_over_names() {
        let cases = [
            ("{\"a\": 1}\n{\"a\": 2}\n", "a.txt", "jsonl"),
            ("{\"a\": 1}\n{\"a\": 2}\n", "a.json", "jsonl"),
            ("{\"a\": nul}\n{\"a\": 1}\n{\"a\": 2}\n", "a.txt", "jsonl"),
            ("[\n {\"a\": 1}]", "a.txt", "json"),
            ("[\n {\"a\": 1}]", "a.jsonl", "json"),
            ("{\n\"a\": 1}", "a.md", "json"),
            ("{\"a\": 1}", "a.jsonl", "jsonl"),
            ("{\"a\": 1}\n\nBody", "a.md", "markdown"),
            ("{\"a\": 1}\n\nBody", "a.txt", "markdown"),
            ("{Sic} said the minister", "a.txt", "text"),
            ("[Update] said the minister", "a", "text"),
            ("[{\"a\": ", "a.txt", "text"),
            ("[{\"a\": ", "a.json", "json"),
            ("prose", "a.json", "json"),
            ("[]", "a", "json"),
            ("---\ntitle: x\n---\nBody", "a.txt", "markdown"),
            ("# Headline", "a.md", "markdown"),
            ("date,title,text\n2024,a,b\n", "a.txt", "csv"),
            ("date\ttitle\n2024\ta\n", "a", "tsv"),
            ("text\nonly one\n", "a.csv", "csv"),
            ("Headline, with comma\n\nBody, text", "a.txt", "text"),
            ("<html>", "a.txt", "html"),
            ("<?xml version='1.0'?><!-- x --><rss version='2.0'>", "a.txt", "rss"),
            ("<rdf:RDF xmlns:rdf=''>", "a.html", "rss"),
            ("<!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf>", "a.xml", "nitf"),
            ("<NewsML><NewsItem>", "a", "newsml"),
            ("<newsItem guid='x'>", "a", "newsml-g2"),
            ("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}", "a", "jsonfeed"),
            ("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS>", "a", "reuters"),
            ("<DOC>\n<DOCNO> AP1 </DOCNO>", "a.txt", "trec"),
            ("import sys", "a.py", "unknown"),
        ];
        for (head, name, expected) in cases {
            assert_eq!(format(head, name), expected, "{name}: {head}");
        }
    }
}
