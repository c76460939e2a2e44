//! What in an article made it match, as byte ranges, and the passage that shows it best.
//!
//! An engine lowers a query to its own terms and, beside them, to a [`Mark`]: the same query in
//! spellings of tokens. Here an article's text is analysed again and the marks are found in it:
//! phrases as phrases, expansions where they really stand, excluded words never. Markup is made
//! elsewhere.
//!
//! [`Finder`] reads a mark once and then finds it in any number of articles ([`Found`]);
//! [`passage`] cuts the stretch of a body that shows best what was found.

mod clusters;
mod find;
mod meet;
mod passage;
mod rows;
mod sieve;
mod tree;

#[cfg(test)]
mod find_tests;
#[cfg(test)]
mod passage_tests;
#[cfg(test)]
mod properties;

use std::collections::HashSet;

use crate::spans::Relation;

pub use find::{Finder, Found, Shown, find};
pub use passage::{Excerpt, passage};

/// A query in terms of tokens, for one article at a time.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Matches without marking anything: conditions on dates, sources and other values, negations.
    Silent,
    /// Matches nothing: a word that no article has.
    Never,
    /// Slots in a row; a single slot is a word.
    Row {
        /// Offset from the first slot, and what may stand there.
        slots: Vec<(u32, Spellings)>,
        /// How far slots may be moved against each other (see `local::slots`); 0 for fixed places.
        slop: u32,
        /// Where in the article.
        part: MarkPart,
    },
    /// All must be found, else none is marked.
    All(Vec<Mark>),
    /// Those that are found are marked.
    Any(Vec<Mark>),
    /// At least so many must be found.
    AtLeast(u32, Vec<Mark>),
    /// Two that must stand so to each other; those are marked that do. Under it stand rows, any of
    /// several, and others of its kind.
    Near {
        /// How they must stand.
        relation: Relation,
        /// The left one.
        left: Box<Mark>,
        /// The right one.
        right: Box<Mark>,
    },
    /// At least so many mentions in the article, else none is marked. Under it stands what stands
    /// under [`Mark::Near`].
    Mentions {
        /// How many mentions.
        least: u32,
        /// What is mentioned.
        of: Box<Mark>,
    },
}

/// The spellings that one slot accepts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spellings {
    /// Stems (in any inflection).
    pub stems: HashSet<String>,
    /// Folded forms (as written, patterns).
    pub forms: HashSet<String>,
    /// Verbatim spellings (`=Premier`).
    pub verbatim: HashSet<String>,
    /// Single characters of scripts without spaces, folded. They stand at the head of a pair, of
    /// which only that character is marked, or alone at the end of a run.
    pub heads: HashSet<String>,
}

/// Where in an article a mark may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkPart {
    /// Headline, deck and body.
    Text,
    /// The headline.
    Headline,
    /// Deck and body.
    Body,
    /// The first paragraph of the body.
    Lead,
    /// So many words at the beginning of the body.
    First(u32),
    /// A field that is not shown (byline, place, …): matches silently.
    Elsewhere,
}
