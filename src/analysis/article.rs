//! A whole article in one space of positions.
//!
//! Headline word *i* stands at position *i*, the deck begins at [`DECK_BASE`], the body at
//! [`BODY_BASE`]; a paragraph break takes one position, so that no phrase runs across it. What does
//! not fit before the next part shares the part's last position: nothing is dropped. `headline:`,
//! `body:` and `lead:` are windows of positions ([`Part::window`], [`Layout::lead`]).
//!
//! The same functions serve the index and the highlighter, which calls [`body`] on a stored body
//! and finds every position again.

use std::ops::Range;

use super::{Analyzer, BODY_BASE, BoundKind, DECK_BASE, StemPlan, Token};
use crate::article::Article;

/// A part of an article that is searched as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The headline.
    Headline,
    /// The standfirst between headline and body.
    Deck,
    /// The body, all paragraphs.
    Body,
}

impl Part {
    /// Returns the positions the part may use. `body:` means [`Part::Deck`] and [`Part::Body`],
    /// which lie side by side.
    pub fn window(self) -> Range<u32> {
        match self {
            Part::Headline => 0..DECK_BASE,
            Part::Deck => DECK_BASE..BODY_BASE,
            Part::Body => BODY_BASE..u32::MAX,
        }
    }

    /// Returns the part that a position lies in.
    pub fn of(position: u32) -> Part {
        match position {
            0..DECK_BASE => Part::Headline,
            DECK_BASE..BODY_BASE => Part::Deck,
            BODY_BASE.. => Part::Body,
        }
    }
}

/// Takes the tokens and bounds of an article.
///
/// Calls come in order: headline, deck, body, and within each by position; a bound comes before
/// the token that stands at it. A paragraph start is a sentence start too and is told as both,
/// [`BoundKind::Paragraph`] first. Headline and deck are one paragraph and one sentence each.
pub trait ArticleSink {
    /// Takes a token. Its range counts in the text of its part, its position in the article.
    fn token(&mut self, part: Part, token: &Token<'_>);

    /// Takes the position of a word with which a sentence or paragraph begins.
    fn bound(&mut self, position: u32, kind: BoundKind);
}

/// Where the parts of an article ended: for each, the position after its last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// 0 without a headline.
    pub headline: u32,
    /// [`DECK_BASE`] without a deck.
    pub deck: u32,
    /// End of the first paragraph that has words; [`BODY_BASE`] without a body.
    pub lead: u32,
    /// [`BODY_BASE`] without a body.
    pub body: u32,
}

impl Layout {
    /// Returns the positions of the lead.
    pub fn lead(&self) -> Range<u32> {
        BODY_BASE..self.lead
    }
}

/// Gives all tokens and bounds of an article to `sink`.
pub fn article(
    analyzer: &mut Analyzer,
    article: &Article,
    plan: StemPlan,
    sink: &mut dyn ArticleSink,
) -> Layout {
    let headline = article.headline.as_deref().unwrap_or("");
    let headline = line(analyzer, Part::Headline, headline, plan, sink);
    let deck = line(analyzer, Part::Deck, article.deck.as_deref().unwrap_or(""), plan, sink);
    let (lead, end) = body(analyzer, &article.body, plan, sink);
    Layout { headline, deck, lead, body: end }
}

/// Gives the tokens of a headline or deck alone, at the positions they have in the article;
/// returns the position after the last. A [`Part::Body`] text is read as one paragraph.
pub fn line(
    analyzer: &mut Analyzer,
    part: Part,
    text: &str,
    plan: StemPlan,
    sink: &mut dyn ArticleSink,
) -> u32 {
    let window = part.window();
    let last = window.end - 1;
    let mut fresh = true;
    let used = analyzer.each(text, plan, &mut |token: &Token<'_>| {
        let position = window.start.saturating_add(token.position).min(last);
        if std::mem::take(&mut fresh) {
            sink.bound(position, BoundKind::Paragraph);
            sink.bound(position, BoundKind::Sentence);
        }
        sink.token(part, &Token { position, ..*token });
    });
    window.start.saturating_add(used).min(window.end)
}

/// Gives the tokens and bounds of a body alone, at the positions they have in the article; ranges
/// count in `text`. Returns the ends of the lead and of the body.
pub fn body(
    analyzer: &mut Analyzer,
    text: &str,
    plan: StemPlan,
    sink: &mut dyn ArticleSink,
) -> (u32, u32) {
    let last = u32::MAX - 1;
    let mut sentences = std::mem::take(&mut analyzer.sentences);
    let (mut base, mut end, mut lead) = (BODY_BASE, BODY_BASE, None);
    let mut offset = 0;
    for paragraph in text.split('\n') {
        sentences.clear();
        super::sentence::starts(paragraph, &mut sentences);
        let mut starts = sentences.iter().copied().peekable();
        let mut fresh = true;
        let used = analyzer.each(paragraph, plan, &mut |token: &Token<'_>| {
            let position = base.saturating_add(token.position).min(last);
            let mut sentence = false;
            while starts.next_if(|start| *start <= token.start).is_some() {
                sentence = true;
            }
            if std::mem::take(&mut fresh) {
                sink.bound(position, BoundKind::Paragraph);
                sentence = true;
            }
            if sentence {
                sink.bound(position, BoundKind::Sentence);
            }
            let (start, end) = (offset + token.start, offset + token.end);
            sink.token(Part::Body, &Token { position, start, end, ..*token });
        });
        if used > 0 {
            end = base.saturating_add(used);
            lead = lead.or(Some(end));
            base = end.saturating_add(1);
        }
        offset += paragraph.len() + 1;
    }
    analyzer.sentences = sentences;
    (lead.unwrap_or(BODY_BASE), end)
}
