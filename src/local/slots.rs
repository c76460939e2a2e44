//! Rows of slots: phrases with alternatives, slop and windows of positions.
//!
//! A [`SlotQuery`] is a row of slots; each is a list of alternative terms, of any field that shares
//! the article's positions: *state of the art* is two stems around two forms. It matches where every
//! slot has a term at its place, inside the window (headline, body, first paragraph, first words).
//! Without slop the places are fixed. With slop *n*, each slot may be moved so that the largest and
//! the smallest displacement differ by *n* at most (a transposition costs 2), as in Lucene's sloppy
//! phrases; two slots never take the same word, and a match lies in one part. A single slot with a
//! window is a word of the headline. [`super::row`] walks them, [`super::spans`] asks for them.

use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

use crate::analysis::frequent::{is_frequent, pair};
use crate::analysis::{Part, is_pair};
use crate::local::schema as s;
use crate::local::spelling::Alternative;

/// The positions at which a match may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// Anywhere.
    All,
    /// In one of these parts.
    Parts(&'static [Part]),
    /// In the first paragraph of the body.
    Lead,
    /// Among so many words at the beginning of the body.
    First(u32),
}

/// A row of slots. The first slot's offset is 0.
#[derive(Debug, Clone)]
pub struct SlotQuery {
    /// Offset from the first slot, and the alternatives there (one at least).
    pub slots: Vec<(u32, Vec<Alternative>)>,
    /// How far slots may be moved against each other.
    pub slop: u32,
    /// Where the match must stand.
    pub window: Window,
    /// The last slot is one character of a script without spaces: its terms are the pairs that begin with
    /// it, but the character alone is meant.
    pub headed: bool,
}

impl SlotQuery {
    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.slots.iter().flat_map(|(_, terms)| terms).map(|alternative| &alternative.term)
    }

    /// Returns the field by whose lengths matches are weighed: stems where there are any.
    pub fn field(&self) -> Field {
        let fields = || self.terms().map(Term::field);
        fields().find(|field| *field == s::STEM).or_else(|| fields().next()).unwrap_or(s::FORM)
    }

    /// Tells whether the row is looked for in headline, deck and body, not in a field beside them.
    pub fn is_of_text(&self) -> bool {
        matches!(self.field(), s::STEM | s::FORM)
    }

    /// Tells whether the last slot is a pair of characters, which takes two positions.
    pub fn ends_in_pair(&self) -> bool {
        if self.headed {
            return false;
        }
        let last = self.slots.iter().max_by_key(|(offset, _)| *offset);
        last.is_some_and(|(_, terms)| {
            terms.iter().all(|alternative| {
                let form = String::from_utf8_lossy(alternative.term.serialized_value_bytes());
                is_pair(form.trim_start_matches(s::VERBATIM_MARK))
            })
        })
    }

    /// Finds the pairs of frequent words that stand in every match.
    pub fn pairs(&self) -> Pairs {
        let mut pairs =
            Pairs { terms: Vec::new(), covered: vec![false; self.slots.len()], alone: false };
        if self.slop > 0 {
            return pairs;
        }
        for (at, neighbours) in self.slots.windows(2).enumerate() {
            let [(left_at, left), (right_at, right)] = neighbours else { continue };
            let words = frequent_form(left).zip(frequent_form(right));
            if let Some((left, right)) = words.filter(|_| left_at + 1 == *right_at) {
                pairs.terms.push(Term::from_field_text(s::PAIRS, &pair(left, right)));
                (pairs.covered[at], pairs.covered[at + 1]) = (true, true);
            }
        }
        let mut terms = self.slots.iter().flat_map(|(_, terms)| terms);
        pairs.alone = pairs.terms.len() == 1
            && self.slots.len() == 2
            && self.window == Window::All
            && terms.all(|alternative| alternative.with.is_none());
        pairs
    }

    /// Returns the sum of the inverse document frequencies of its words, as a phrase is weighed.
    pub fn idf(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<f64> {
        let articles = statistics.total_num_docs()?;
        let mut sum = 0.0;
        // Alternatives share one frequency, so that one can speak for all.
        for term in self.slots.iter().filter_map(|(_, terms)| terms.first()) {
            let holding = statistics.doc_freq(&term.term)?;
            sum += idf(holding, articles);
        }
        Ok(sum)
    }
}

/// Pairs of frequent words in a row.
#[derive(Debug)]
pub struct Pairs {
    /// Their terms.
    pub terms: Vec<Term>,
    /// For each slot whether a pair says already that a document has its word.
    pub covered: Vec<bool>,
    /// The row is one pair and nothing else: a document has both equally often.
    pub alone: bool,
}

/// Returns the only form that may stand in a slot, if it is one of the most frequent words.
fn frequent_form(terms: &[Alternative]) -> Option<&str> {
    let [only] = terms else { return None };
    if only.term.field() != s::FORM {
        return None;
    }
    let form = std::str::from_utf8(only.term.serialized_value_bytes()).ok()?;
    is_frequent(form).then_some(form)
}

/// The inverse document frequency of BM25 as tantivy reckons it.
pub fn idf(holding: u64, articles: u64) -> f64 {
    let (holding, without) = (holding as f64, articles.saturating_sub(holding) as f64);
    (1.0 + (without + 0.5) / (holding + 0.5)).ln()
}
