//! The query as a tree: what the parser makes, what every engine lowers, what `--parse` prints.
//!
//! Nothing here is analysed: words stand as typed (quotes straightened). Dates are resolved to
//! civil seconds, so that a stored tree means the same tomorrow.

use serde::{Deserialize, Serialize};

use crate::article::{Field, Precision};

/// A node of the query tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Every article (`*`).
    All,
    /// Items side by side, without written operators: all, most or any of them must match, as the
    /// request says (`Match`); function words among them are neither required nor scored.
    Bag(Vec<Node>),
    /// Written AND.
    And(Vec<Node>),
    /// Written OR.
    Or(Vec<Node>),
    /// `NOT x` or `-x`.
    Not(Box<Node>),
    /// `ANY/min(a b c)`: at least `min` of them.
    Quorum {
        /// How many must match, at least 1.
        min: u32,
        /// The items.
        of: Vec<Node>,
    },
    /// `x^weight`, more than 0 and at most 100.
    Weight {
        /// What is weighed.
        of: Box<Node>,
        /// What its score is multiplied by.
        weight: f32,
    },
    /// A word, inflected unless `exact` (`=word`).
    Word {
        /// Where it is looked for.
        scope: Scope,
        /// The word as typed, without `=`.
        text: String,
        /// Whether it is meant as written.
        exact: bool,
    },
    /// Words in this order. Each part is a list of alternatives.
    Phrase {
        /// Where it is looked for.
        scope: Scope,
        /// The places in order, each with its alternatives.
        parts: Vec<Vec<PhraseWord>>,
        /// Moves that are allowed in all, up to 64.
        slop: u32,
    },
    /// Words of the index that fit a pattern.
    Pattern {
        /// Where it is looked for.
        scope: Scope,
        /// The pattern.
        pattern: Pattern,
    },
    /// Two operands near each other.
    Near {
        /// How they must stand to each other.
        kind: Near,
        /// The first operand.
        left: Box<Node>,
        /// The second operand.
        right: Box<Node>,
    },
    /// `ATLEAST/min(x)`: at least `min` mentions, alternatives counted together.
    Mentions {
        /// How many mentions, at least 1.
        min: u32,
        /// What is counted.
        of: Box<Node>,
    },
    /// `FIRST/words(x)`: within the first words of the body.
    First {
        /// How many words from the beginning of the body.
        words: u32,
        /// What is looked for there.
        of: Box<Node>,
    },
    /// `name:x`: a name in any script and romanisation.
    Name {
        /// The name as typed.
        text: String,
    },
    /// A value that an article has or has not, compared as a whole after folding.
    Key {
        /// The field.
        field: Field,
        /// What it is compared with.
        value: KeyValue,
    },
    /// `date:` and `date~`.
    Date {
        /// How the two intervals must stand to each other.
        relation: DateRelation,
        /// The range asked for.
        range: DateRange,
    },
    /// `field:*`: something is known there.
    Exists {
        /// The field.
        field: Field,
    },
    /// `precision:day`: dated at least to it.
    PrecisionAtLeast {
        /// The coarsest precision that will do.
        precision: Precision,
    },
    /// `words:>400`, both bounds inclusive.
    Words {
        /// Fewest words.
        min: Option<u32>,
        /// Most words.
        max: Option<u32>,
    },
    /// `@name`: a saved query, not yet put in.
    Saved {
        /// Its name, without the `@`.
        name: String,
    },
}

/// Where a text condition looks.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Headline, deck and body.
    #[default]
    Text,
    /// The headline.
    Headline,
    /// Deck and body.
    Body,
    /// The first paragraph of the body.
    Lead,
    /// The byline.
    Byline,
    /// The place.
    Place,
    /// The section.
    Section,
    /// The path in the corpus.
    Path,
    /// The address.
    Url,
}

impl Scope {
    /// Returns the field that people type for this scope; `None` for the default.
    pub fn field(self) -> Option<Field> {
        match self {
            Scope::Text => None,
            Scope::Headline => Some(Field::Headline),
            Scope::Body => Some(Field::Body),
            Scope::Lead => Some(Field::Lead),
            Scope::Byline => Some(Field::Byline),
            Scope::Place => Some(Field::Place),
            Scope::Section => Some(Field::Section),
            Scope::Path => Some(Field::Path),
            Scope::Url => Some(Field::Url),
        }
    }

    /// Returns the scope of a field that holds text; `None` for fields of values.
    pub fn of_field(field: Field) -> Option<Scope> {
        match field {
            Field::Headline => Some(Scope::Headline),
            Field::Body => Some(Scope::Body),
            Field::Lead => Some(Scope::Lead),
            Field::Byline => Some(Scope::Byline),
            Field::Place => Some(Scope::Place),
            Field::Section => Some(Scope::Section),
            Field::Path => Some(Scope::Path),
            Field::Url => Some(Scope::Url),
            _ => None,
        }
    }
}

/// One alternative inside a quoted phrase. Quoted words are never stemmed; `exact` (`=`) keeps case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PhraseWord {
    /// The word as typed, without `=` and star.
    pub text: String,
    /// Whether it was typed behind `=`.
    pub exact: bool,
    /// `"sign deal*"`: the word is a prefix.
    pub prefix: bool,
}

/// A pattern over the words of the index; its letters are folded as words are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// `minist*`, without the star.
    Prefix(String),
    /// `m?shu*tin`: `?` is one character, `*` any number.
    Wildcard(String),
    /// `mishustin~1`: edit distance 1 or 2.
    Fuzzy {
        /// The word as typed.
        text: String,
        /// Edits allowed, 1 or 2.
        distance: u8,
    },
    /// `/mish.+in/`, without the slashes; matches whole words.
    Regex(String),
}

/// How two operands must stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    /// `PRE/n`: the left before the right, fewer than `n` words between.
    Pre(u32),
    /// `NEAR/n`: either way round.
    Near(u32),
    /// `NOT NEAR/n`: a left with no right near it.
    NotNear(u32),
    /// `SENT`: in one sentence.
    Sentence,
    /// `PARA`: in one paragraph.
    Paragraph,
}

/// What the value of a field is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyValue {
    /// The whole value.
    Is(String),
    /// The value begins so (`source:reut*`).
    StartsWith(String),
}

/// How an article's interval stands to the range asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateRelation {
    /// `date:` – lies inside.
    Within,
    /// `date~` – overlaps.
    Overlaps,
}

/// A range of civil seconds, both ends inclusive; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateRange {
    /// The first second.
    pub from: Option<DateBound>,
    /// The last second.
    pub to: Option<DateBound>,
}

/// One end of a date range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateBound {
    /// Civil seconds (see `article::published`) in the zone of the query.
    pub civil: i64,
    /// The instant in Unix seconds, if a time of day was given: then articles whose offset is
    /// known are compared as instants.
    pub instant: Option<i64>,
}

impl Node {
    /// Makes a word of the default scope in any inflection.
    pub fn word(text: impl Into<String>) -> Node {
        Node::Word { scope: Scope::Text, text: text.into(), exact: false }
    }

    /// Calls `visit` with this node and all below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        match self {
            Node::Bag(of) | Node::And(of) | Node::Or(of) | Node::Quorum { of, .. } => {
                of.iter().for_each(|node| node.walk(visit));
            }
            Node::Not(of)
            | Node::Weight { of, .. }
            | Node::Mentions { of, .. }
            | Node::First { of, .. } => of.walk(visit),
            Node::Near { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            _ => {}
        }
    }
}
