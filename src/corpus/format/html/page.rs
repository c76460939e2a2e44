//! What a web page says about its article, before anybody decides which of it is right.
//!
//! The reader gathers [`Page`] from the tree; `extract::page` chooses. It travels in the record as
//! one field, [`FIELD`], so that a page from a folder and a page from a web archive are treated alike.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Name of the field that holds the [`Page`].
pub const FIELD: &str = "\u{1}page";

/// How much a statement is worth as the date of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// A1: JSON-LD `datePublished` of an article.
    Article,
    /// A2: a meta element, or JSON-LD of the page.
    Meta,
    /// A3: `itemprop=datePublished`, `time[pubdate]`.
    Marked,
    /// B2: `<time>` near the headline.
    Time,
    /// B3: a short text that its class calls a date, near the headline.
    Line,
    /// C: text in which a date is written.
    Text,
    /// D: a time of change.
    Modified,
}

/// A statement and where it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// Where: `meta article:published_time`, `json-ld NewsArticle`, `time`.
    pub place: String,
    /// What it says, as it stood.
    pub text: String,
}

/// A statement about the date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// How much it is worth.
    pub level: Level,
    /// The statement.
    pub said: Stated,
}

/// Everything a page says about its article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its own address: `link rel=canonical`, `og:url`, JSON-LD.
    pub url: Option<String>,
    /// Language by `<html lang>`, a hint only.
    pub lang: Option<String>,
    /// The heading that is the headline by its place and by agreeing with a title.
    pub heading: Option<Stated>,
    /// JSON-LD headline, `og:title`, `<title>`, in the order of trust.
    pub titles: Vec<Stated>,
    /// Names of the site, best first.
    pub sites: Vec<Stated>,
    /// Authors, best first.
    pub authors: Vec<Stated>,
    /// Statements about the date, best first.
    pub dates: Vec<Dated>,
    /// The section.
    pub section: Option<Stated>,
    /// The description.
    pub description: Option<Stated>,
}

impl Page {
    /// Makes the field of the record.
    pub fn field(&self) -> (String, Value) {
        (FIELD.to_owned(), serde_json::to_value(self).unwrap_or(Value::Null))
    }

    /// Takes the page out of a record's fields, if it is one.
    pub fn take(fields: &mut Vec<(String, Value)>) -> Option<Page> {
        let at = fields.iter().position(|(name, _)| name == FIELD)?;
        serde_json::from_value(fields.remove(at).1).ok()
    }
}
