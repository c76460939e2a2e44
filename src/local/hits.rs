//! Documents to hits: stored heads, highlights, passages.

use tantivy::{DocAddress, Searcher, TantivyDocument};

use crate::analysis::Analyzer;
use crate::engine::hits::{Hit, Passage};
use crate::engine::request::Snippet;
use crate::engine::{EngineError, Stored};
use crate::highlight::{Finder, Shown, passage};
use crate::local::best::Candidate;
use crate::local::stored::{self, Head, text_of};
use crate::local::{damaged, schema};

/// Reads a stored document.
pub fn fetch(searcher: &Searcher, address: DocAddress) -> Result<TantivyDocument, EngineError> {
    searcher.doc(address).map_err(|e| damaged("a stored article", e))
}

/// Reads a stored article whole.
pub fn article(searcher: &Searcher, address: DocAddress) -> Result<Stored, EngineError> {
    let document = fetch(searcher, address)?;
    let article = stored::read(&document).map_err(|why| damaged("a stored article", why))?;
    let locations = vec![article.origin.path.clone()];
    Ok(Stored { text: article.id, copies: None, inferred: None, article, locations })
}

/// Makes the hit for a candidate.
pub fn hit(
    searcher: &Searcher,
    analyzer: &mut Analyzer,
    candidate: &Candidate,
    finder: &Finder<'_>,
    snippet: Option<Snippet>,
) -> Result<Hit, EngineError> {
    let document = fetch(searcher, candidate.address())?;
    let head = Head::read(&document).map_err(|why| damaged("a stored article", why))?;
    let body = text_of(&document, schema::TEXT).unwrap_or("");
    let mut hit = Hit {
        id: head.id,
        score: candidate.score,
        headline_highlights: Vec::new(),
        date: head.published(),
        sources: head.sources(),
        own_id: head.own_id,
        headline: head.headline,
        byline: head.byline,
        place: head.place,
        section: head.section,
        url: head.url,
        lang: head.lang,
        path: head.path,
        words: head.words,
        snippet: None,
        copies: 0,
        others: Vec::new(),
        positions: Vec::new(),
    };
    let shown = Shown {
        headline: hit.headline.as_deref(),
        deck: head.deck.as_deref(),
        // Without a passage only the headline is marked, for which the body seldom matters.
        body: if snippet.is_some() || finder.needs_all_parts() { body } else { "" },
        lang: hit.lang,
    };
    let mut found = finder.find(analyzer, &shown);
    if let Some(snippet) = snippet {
        let mut text = body;
        // What matched in the standfirst alone is shown there; the body would show nothing of it.
        if let Some(deck) = &head.deck
            && found.body.is_empty()
            && !found.deck.is_empty()
        {
            text = deck;
            found.body = std::mem::take(&mut found.deck);
            found.body_leaves = vec![1; found.body.len()];
        }
        hit.snippet = passage(text, &found, snippet.columns).map(|cut| Passage {
            text: cut.text,
            highlights: cut.highlights,
            cut_before: cut.cut_before,
            cut_after: cut.cut_after,
        });
    }
    hit.headline_highlights = found.headline;
    hit.positions = found.positions;
    Ok(hit)
}
