//! Records to articles: headline, body, date, source, byline, place, language.
//!
//! Extractors take a [`Record`](crate::corpus::format::reader::Record) and what is known about its
//! file, and say for each field what they took, where from, and what they turned down.

pub mod aliases;

use crate::article::{Article, ArticleId, Evidence, Lang, Origin};
use crate::corpus::Reject;
use crate::corpus::context::Context;
use crate::corpus::format::reader::Record;

/// Turns a record into an article.
pub fn extract(record: Record, context: &Context) -> Result<Article, Reject> {
    let named = |names: &[&str]| {
        names.iter().find_map(|name| {
            let value = &record.fields.iter().find(|(key, _)| key == name)?.1;
            value.as_str().map(str::to_owned)
        })
    };
    let body = record.text.clone().or_else(|| named(&["body", "text", "maintext"]));
    let set = |name: &str| context.set.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    Ok(Article {
        id: ArticleId::of_record(None, record.raw.as_bytes()),
        own_id: None,
        headline: set("headline").or_else(|| named(&["headline", "title"])),
        deck: None,
        body: body.unwrap_or_default(),
        byline: None,
        place: None,
        section: None,
        url: None,
        lang: Lang::UND,
        sources: Vec::new(),
        published: None,
        weekday_hint: None,
        modified: None,
        crawled: None,
        embargo: None,
        origin: Origin {
            path: context.logical.clone(),
            offset: record.offset,
            format: context.format.to_owned(),
        },
        removed: Vec::new(),
        evidence: Evidence::default(),
        notes: record.notes,
    })
}
