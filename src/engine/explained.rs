//! Why an article has its score, in what people typed and what the index counts.

use crate::article::ArticleId;
use crate::engine::hits::{Expanded, Relaxed};

/// A score taken apart. The points of its parts add up to `sum`; that, times the factor of age, is the
/// score.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Which article.
    pub id: ArticleId,
    /// Its headline, as the corpus has it.
    pub headline: Option<String>,
    /// The score as a page of hits has it; 0 where nothing scores.
    pub score: f32,
    /// What the parts come to together.
    pub sum: f32,
    /// What scored, in the order of the query, then words that were added.
    pub parts: Vec<Part>,
    /// Parts of the query that the article has not, and that need not match.
    pub missing: Vec<String>,
    /// Function words, which are neither required nor scored.
    pub unscored: Vec<String>,
    /// How many words had to match, where not all of them did.
    pub relaxed: Option<Relaxed>,
    /// Words that were added and weighed, the article's own or not.
    pub expansion: Vec<Expanded>,
    /// What age came to, where that counts.
    pub age: Option<Age>,
    /// Its length as it counts, and that of others.
    pub length: Length,
    /// The score as the search library explains it.
    pub tree: Explanation,
}

/// A part of a query that scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// It as a query.
    pub query: String,
    /// Whether it was added by feedback.
    pub added: bool,
    /// What it is multiplied by: weights that were typed, and what feedback gives it.
    pub weight: f32,
    /// What it adds to the score.
    pub points: f32,
    /// How a word came to that; other parts have only their description.
    pub word: Option<Word>,
    /// What it is, in the words of the engine.
    pub description: String,
}

/// How a word came to its points: weight of the part × `rarity` × `typical` × `presence`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word {
    /// Occurrences in the headline; each counts three times.
    pub headline: u32,
    /// Occurrences in standfirst and body.
    pub body: u32,
    /// Articles that have it, those deleted since the last merge included.
    pub articles: u64,
    /// Its inverse document frequency, ln(1 + (N − n + ½)/(n + ½)).
    pub rarity: f32,
    /// Its weight by how often it comes where it comes (see [`super::ranking`]); 1 where words are not
    /// weighed.
    pub typical: f32,
    /// What its occurrences come to in an article of this length, 0 to 2.2: 2.2·tf / (tf + 1.2·(0.25 +
    /// 0.75·length/average)). Under several stemmers it is the sum over what it may have become.
    pub presence: f32,
}

/// How age changed a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Age {
    /// What the sum is multiplied by.
    pub factor: f32,
    /// Whole days before the question; `None` for an undated article.
    pub days: Option<i64>,
}

/// The length of an article in words with a stem, those of its headline three times.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Length {
    /// Its own, as coarsely as the index keeps it.
    pub own: u32,
    /// The mean of all articles.
    pub average: f32,
}

/// A score as a search library takes it apart: the value, what it is, and the parts that make it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Explanation {
    /// What this part comes to.
    pub value: f32,
    /// What it is, in words.
    pub description: String,
    /// What it is made of.
    pub parts: Vec<Explanation>,
}
