//! Text to tokens: the same for the index, for queries, for highlights, for copies, for every engine.
//!
//! [`Analyzer::text`] cuts one text; [`article::article`] lays a whole article out in one space of
//! positions; [`query::word`] reads what was typed. A [`Token`] carries up to three spellings:
//! *form* (folded: case, accents, width), *stem* (the form, stemmed by the article's language; not for every token) and
//! *verbatim* (as printed, where folding changed it). Nothing is dropped for its length.
//!
//! What a word is stands in `word`, numbers in `number`, folding in [`fold`], Chinese, kana and
//! Thai in `unspaced`. Plain ASCII words, most of English, take the fast way of `ascii`; both ways
//! give the same tokens. Change any of it, and [`VERSION`] must change.
//!
//! | text | tokens (form) |
//! |---|---|
//! | `U.S.` `U.N.` `e.g.` | us · un · eg |
//! | `AT&T` | at, t |
//! | `COVID-19` | covid, 19, and stacked on the first: covid19 |
//! | `it's` `O'Brien` `China’s` `don't` | it · obrien · china · dont |
//! | `l’élection` | l, election |
//! | `$240bn` `26.3` `1,000,000` `26,3` | 240bn · 26.3 · 1000000 · 26.3 |
//! | `北京大学` | 北京, 京大, 大学 (pairs), 学 (last) |

pub mod article;
pub mod ends;
pub mod fold;
pub mod frequent;
pub mod names;
pub mod query;
pub mod stopwords;

mod ascii;
mod number;
mod script;
mod sentence;
mod stem;
mod stem_cache;
mod stem_set;
mod tokenizer;
mod units;
mod unspaced;
mod word;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use article::{ArticleSink, Part};
pub use frequent::is_frequent;
pub use script::Script;
pub use sentence::starts as sentence_starts;
pub use stem::{StemPlan, Stemmer};
pub use stem_set::{StemSet, UnknownStemmer};
pub use stopwords::is_stop_word;
pub use tokenizer::Analyzer;
pub use unspaced::is_pair;

/// Version of everything that decides a token; an index made with another one must be rebuilt.
pub const VERSION: u32 = 2;

/// Longest word in bytes; longer ones are cut at a character, alike in index and query.
pub const MAX_WORD: usize = 255;

/// Position of the first word of the deck. Small, as are all of these: the first position of a word
/// in an article is most of what its positions cost on disk.
pub const DECK_BASE: u32 = 64;

/// Position of the first word of the body. Headline words stand at 0, 1, 2, …
pub const BODY_BASE: u32 = 128;

/// Position of the first word of a headline that is too long to stand before the deck.
pub const FAR_HEADLINE: u32 = 0xF000_0000;

/// Position of the first word of a deck that is too long to stand before the body.
pub const FAR_DECK: u32 = 0xF800_0000;

/// One token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// Folded: lower case, no accents, NFKC.
    pub form: &'a str,
    /// The form under the stemmer of the language; equal to `form` where there is none. `None` for
    /// what has no inflections and stands among the forms only, which spares the index a third of
    /// its positions: pairs of an unspaced script, what has digits, and English function words,
    /// which are met as written.
    pub stem: Option<&'a str>,
    /// As printed (NFKC, apostrophes straightened), if it differs from `form`.
    pub verbatim: Option<&'a str>,
    /// Word position, counted from the base of the text.
    pub position: u32,
    /// Byte range in the text as given.
    pub start: usize,
    /// Where the range ends, exclusive.
    pub end: usize,
    /// What kind of token it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of letters and digits.
    Word,
    /// A hyphenated word in one piece (`covid19` for `COVID-19`), stacked on its first part.
    Joined,
    /// Two neighbouring characters of an unspaced script.
    Pair,
    /// The last character of an unspaced run, alone.
    Last,
}

/// Where a sentence or a paragraph begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundKind {
    /// The first word of a sentence.
    Sentence,
    /// The first word of a paragraph.
    Paragraph,
}
