//! A whole article in one space of positions.
//!
//! Headline word *i* stands at position *i*, the deck begins at [`DECK_BASE`], the body at
//! [`BODY_BASE`]; a paragraph break takes one position, so that no phrase runs across it. A headline
//! or deck that is too long for its place stands as a whole far behind the body, from
//! [`FAR_HEADLINE`] or [`FAR_DECK`] on. So a position alone says which part it lies in
//! ([`Part::of`]), and between two parts one position at least is empty.
//!
//! The same functions serve the index and the highlighter, which calls [`body`] on a stored body
//! and finds every position again.

use std::ops::Range;

use super::{Analyzer, BODY_BASE, BoundKind, DECK_BASE, FAR_DECK, FAR_HEADLINE, StemPlan, Token};
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
    /// Returns the part that a position lies in.
    pub fn of(position: u32) -> Part {
        match position {
            0..DECK_BASE => Part::Headline,
            DECK_BASE..BODY_BASE => Part::Deck,
            BODY_BASE..FAR_HEADLINE => Part::Body,
            FAR_HEADLINE..FAR_DECK => Part::Headline,
            FAR_DECK.. => Part::Deck,
        }
    }

    /// Returns all positions of the stretch of one part that a position lies in.
    pub fn range(position: u32) -> Range<u32> {
        match position {
            0..DECK_BASE => 0..DECK_BASE,
            DECK_BASE..BODY_BASE => DECK_BASE..BODY_BASE,
            BODY_BASE..FAR_HEADLINE => BODY_BASE..FAR_HEADLINE,
            FAR_HEADLINE..FAR_DECK => FAR_HEADLINE..FAR_DECK,
            FAR_DECK.. => FAR_DECK..u32::MAX,
        }
    }

    /// Returns where the part lies if it takes `used` positions; the last one stays empty.
    pub fn window(self, used: u32) -> Range<u32> {
        let (near, far) = match self {
            Part::Headline => (0..DECK_BASE, FAR_HEADLINE..FAR_DECK),
            Part::Deck => (DECK_BASE..BODY_BASE, FAR_DECK..u32::MAX),
            Part::Body => return BODY_BASE..FAR_HEADLINE,
        };
        if used < near.end - near.start { near } else { far }
    }

    /// Returns where the part lies if this is its text.
    pub fn place(self, analyzer: &mut Analyzer, text: &str) -> Range<u32> {
        // Nearly every headline is told by its letters; the rest are read once more.
        if let Some(near) = most_positions(text).map(|most| self.window(most))
            && near.start < FAR_HEADLINE
        {
            return near;
        }
        let used = analyzer.each(text, StemPlan::NONE, &mut |_: &Token<'_>| {});
        self.window(used)
    }
}

/// Returns how many positions a text takes at most, told from its characters alone. `None` if it has
/// characters that may fold to several words (㍿, ½) or others that are rare in news.
fn most_positions(text: &str) -> Option<u32> {
    if text.is_ascii() {
        // Between two words something stands.
        return u32::try_from(text.len().div_ceil(2)).ok();
    }
    let (mut spaced, mut unspaced) = (0_u32, 0_u32);
    for c in text.chars() {
        match c {
            // ASCII, letters with accents, Cyrillic, dashes, quotes.
            '\0'..='\x7F' | '\u{C0}'..='\u{24F}' | '\u{400}'..='\u{52F}' => spaced += 1,
            '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201F}' => spaced += 1,
            // Han, kana, their punctuation, wide forms of ASCII.
            '\u{4E00}'..='\u{9FFF}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}' => {
                unspaced += 1;
            }
            '\u{3001}'..='\u{3011}' | '\u{FF01}'..='\u{FF5E}' => spaced += 1,
            _ => return None,
        }
    }
    // A character of an unspaced script parts words as a space does.
    Some(unspaced + (spaced + unspaced).div_ceil(2) + 1)
}

/// Returns the position behind the first `words` words of a body whose paragraphs begin at these
/// positions, ascending. A paragraph's end takes a position and is no word.
pub fn end_of_first(words: u32, paragraphs: impl IntoIterator<Item = u32>) -> u32 {
    let (mut start, mut left) = (BODY_BASE, words);
    for next in paragraphs.into_iter().filter(|next| *next > BODY_BASE) {
        let here = next.saturating_sub(start).saturating_sub(1);
        if left <= here {
            break;
        }
        left -= here;
        start = next;
    }
    start.saturating_add(left)
}

/// Takes the tokens and bounds of an article.
///
/// Calls come in order of position: headline, deck, body, or body first where headline or deck are
/// too long to stand before it; a bound comes before the token that stands at it. A paragraph start
/// is a sentence start too and is told as both, [`BoundKind::Paragraph`] first. Headline and deck are
/// one paragraph and one sentence each.
pub trait ArticleSink {
    /// Takes a token. Its range counts in the text of its part, its position in the article.
    fn token(&mut self, part: Part, token: &Token<'_>);

    /// Takes the position of a word with which a sentence or paragraph begins.
    fn bound(&mut self, position: u32, kind: BoundKind);
}

/// Gives all tokens and bounds of an article to `sink`.
pub fn article(
    analyzer: &mut Analyzer,
    article: &Article,
    plan: StemPlan,
    sink: &mut dyn ArticleSink,
) {
    let lines = [(Part::Headline, &article.headline), (Part::Deck, &article.deck)];
    let lines = lines.map(|(part, text)| {
        let text = text.as_deref().unwrap_or("");
        (part, text, part.place(analyzer, text))
    });
    for (part, text, window) in lines.iter().filter(|line| line.2.start < BODY_BASE) {
        line(analyzer, *part, text, window, plan, sink);
    }
    body(analyzer, &article.body, plan, sink);
    for (part, text, window) in lines.iter().filter(|line| line.2.start > BODY_BASE) {
        line(analyzer, *part, text, window, plan, sink);
    }
}

/// Gives the tokens of a headline or deck alone, at the positions they have in the article.
fn line(
    analyzer: &mut Analyzer,
    part: Part,
    text: &str,
    window: &Range<u32>,
    plan: StemPlan,
    sink: &mut dyn ArticleSink,
) {
    let last = window.end - 1;
    let mut fresh = true;
    analyzer.each(text, plan, &mut |token: &Token<'_>| {
        let position = window.start.saturating_add(token.position).min(last);
        if std::mem::take(&mut fresh) {
            sink.bound(position, BoundKind::Paragraph);
            sink.bound(position, BoundKind::Sentence);
        }
        sink.token(part, &Token { position, ..*token });
    });
}

/// Gives the tokens and bounds of a body alone, at the positions they have in the article; ranges
/// count in `text`.
pub fn body(analyzer: &mut Analyzer, text: &str, plan: StemPlan, sink: &mut dyn ArticleSink) {
    // What a record may hold is far below; the last position stays empty all the same.
    let last = FAR_HEADLINE - 2;
    let mut sentences = std::mem::take(&mut analyzer.sentences);
    let mut base = BODY_BASE;
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
            base = base.saturating_add(used).saturating_add(1).min(last);
        }
        offset += paragraph.len() + 1;
    }
    analyzer.sentences = sentences;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_takes_more_positions_than_its_characters_tell(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "B", "7", " ", "-", ".", "'", ",", "é", "Œ", "ĳ", "Ж", "й", "’", "–", "北",
                    "京", "カ", "ー", "・", "の", "。", "（", "Ａ", "５", "word", "U.S.", "1,000",
                ]),
                0..40,
            ),
        ) {
            let text = pieces.concat();
            let used = Analyzer::new().each(&text, StemPlan::NONE, &mut |_: &Token<'_>| {});
            let most = most_positions(&text);
            prop_assert!(most.is_some_and(|most| used <= most), "{used} {most:?} {text}");
        }
    }

    #[test]
    fn the_first_words_end_where_they_are_counted_to() {
        // Four words, two words, many.
        let paragraphs = [128, 133, 136];
        let end = |words| end_of_first(words, paragraphs);
        assert_eq!([0, 1, 4, 5, 6, 7, 20].map(end), [128, 129, 132, 134, 135, 137, 150]);
        assert_eq!(end_of_first(3, []), 131);
        assert_eq!(end_of_first(u32::MAX, paragraphs), u32::MAX);
    }

    #[test]
    fn characters_that_fold_to_several_words_are_counted() {
        let text = "\u{337F}".repeat(20);
        assert_eq!(most_positions(&text), None);
        assert_eq!(Part::Headline.place(&mut Analyzer::new(), &text).start, FAR_HEADLINE);
        assert_eq!(Part::Headline.place(&mut Analyzer::new(), &"word ".repeat(25)).start, 0);
    }
}
