//! Records to articles: headline, body, date, source, byline, place, language.
//!
//! [`extract`] takes a [`Record`] and what is known about its file, and says for each field what it
//! took, where from, and what it turned down. Text passes through in this order: layout or Markdown
//! → pieces (`body`) → doubled headline → lines at the top and the end (`edges`) → dateline →
//! placeholders → date, sources, language. Nothing is invented: what is not known is absent. Never panics; takes time
//! in proportion to the record.

pub mod aliases;
mod body;
mod boilerplate;
mod boilerplate_rules;
mod byline;
mod calendar_words;
mod chinese;
mod common_words;
mod credit;
mod cyrillic;
mod date;
mod date_tokens;
mod dateline;
pub(in crate::corpus) mod dates;
mod deck;
mod draft;
mod edges;
pub(in crate::corpus) mod elements;
pub(in crate::corpus) mod entities;
mod fold;
mod headline;
pub(in crate::corpus) mod inline;
mod keys;
mod lang;
mod lang_codes;
mod layout;
mod markdown;
mod page;
mod page_author;
mod page_date;
mod paragraphs;
pub(in crate::corpus) mod place;
mod placeholder;
mod related;
mod short_text;
mod source;
mod urls;
mod weekday;

use crate::article::Article;
use crate::corpus::context::Context;
use crate::corpus::format::reader::{Flaw, Record};

/// Works out the article of a record.
///
/// An article whose text is a placeholder (`404 Not Found`, `Blah blah blah`) keeps its headline.
///
/// # Errors
/// A record with neither headline nor text: `no-text`, or `placeholder`, by rule, where what stands
/// in their place is one or was left blank.
pub fn extract(record: Record, context: &Context) -> Result<Article, Flaw> {
    draft::Draft::read(record, context).finish()
}

#[cfg(test)]
mod tests;
