//! Hits and articles to bytes: terminal page, JSON, CSV, Markdown, TREC runs.
//!
//! Every format is a plain struct of options that implements [`renderer::Renderer`] and writes to
//! the writer it is given. Corpus text is hostile: what may reach a terminal goes through
//! [`sanitize`]. Nothing here asks the environment for a width, a colour or a zone.

pub mod article;
pub mod batch;
pub mod batch_json;
pub mod changes;
pub mod changes_json;
pub mod copies;
pub mod copies_json;
pub mod dates;
pub mod explain;
pub mod fields;
pub mod grid;
pub mod json;
pub mod markdown;
pub mod record;
pub mod renderer;
pub mod sanitize;
pub mod table;
pub mod terminal;
pub mod trec;
pub mod word_diff;
mod wrap;

#[cfg(test)]
mod samples;

use crate::article::{Role, Source};
use crate::engine::{Hit, Stored};

/// Tells who made an article and who passed it on: `China Daily via Asia News Network`. Empty where
/// nobody is known. The text is as the corpus has it, not yet cleaned for a terminal.
pub fn source_chain(sources: &[Source]) -> String {
    let mut chain = String::new();
    for role in [Role::Origin, Role::Via] {
        for source in sources.iter().filter(|source| source.role == role) {
            if !chain.is_empty() {
                chain.push_str(if role == Role::Via { " via " } else { ", " });
            } else if role == Role::Via {
                chain.push_str("via ");
            }
            chain.push_str(&source.name);
        }
    }
    chain
}

/// Makes the hit that a stored article would be, without score and passage, so that one article can
/// be shown in the formats of lists.
pub fn hit_of(stored: &Stored) -> Hit {
    let article = &stored.article;
    Hit {
        id: article.id,
        own_id: article.own_id.clone(),
        score: 0.0,
        headline: article.headline.clone(),
        headline_highlights: Vec::new(),
        date: article.published.or(stored.inferred),
        sources: article.sources.clone(),
        byline: article.byline.clone(),
        place: article.place.clone(),
        section: article.section.clone(),
        url: article.url.clone(),
        lang: article.lang,
        path: article.origin.path.clone(),
        words: article.words(),
        snippet: None,
        copies: stored.copies.unwrap_or(0),
        others: Vec::new(),
        positions: Vec::new(),
    }
}

/// Returns the address if a reader may be sent there: `http` or `https`, printable ASCII only.
pub fn safe_link(url: Option<&str>) -> Option<&str> {
    let url = url?;
    let scheme = url.get(..8).is_some_and(|s| s.eq_ignore_ascii_case("https://"))
        || url.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"));
    (scheme && url.bytes().all(|b| (0x21..0x7f).contains(&b))).then_some(url)
}
