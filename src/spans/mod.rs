//! Where rows of words meet in one article: the meaning of PRE, NEAR, NOT NEAR, SENT, PARA and ATLEAST;
//! and where a phrase stands whose words may be moved ([`slop`]).
//!
//! Takes the stretches of positions at which each row stands ([`Stand`]) and where sentences and
//! paragraphs begin ([`Bounds`]); gives the stretches at which a tree of operators ([`Spans`]) is met,
//! each with the rows that make it. An engine asks whether there are any and how many mentions; the
//! highlighter asks which rows made them. Both ask here, so that what is marked is what matched.
//!
//! Every pair of stretches that fulfils an operator meets, not only the closest ones: an operator
//! around it may want any of them. The two never share a word. How many mentions that makes is
//! another question: stretches that overlap count once ([`Meeting::mentions`]).

mod meet;
pub mod slop;

#[cfg(test)]
mod tests;

pub use meet::{MOST_MEETINGS, Meeting, StandsOf, count_pair};

/// How two operands must stand to each other. They lie in one part of the article and share no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The left ends before the right begins, with fewer than so many positions between.
    Before(u32),
    /// Either way round, with fewer than so many positions between; none where one begins before the
    /// other has ended.
    Near(u32),
    /// The left where no right is [`Relation::Near`] it.
    Apart(u32),
    /// From the first word of both to the last in one sentence.
    Sentence,
    /// From the first word of both to the last in one paragraph.
    Paragraph,
}

/// What is to meet, over rows with numbers from 0 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spans {
    /// A row of words, wherever it stands.
    Row(usize),
    /// Any of these.
    Any(Vec<Spans>),
    /// Two that stand so to each other.
    Pair {
        /// How.
        relation: Relation,
        /// The left operand.
        left: Box<Spans>,
        /// The right operand.
        right: Box<Spans>,
    },
}

/// A stretch of positions at which a row of words stands, from its first word to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stand {
    /// Position of the first word.
    pub first: u32,
    /// Position of the last word, at least `first`.
    pub last: u32,
}

/// Where an article's sentences and paragraphs begin; positions, ascending. Without any, all of a part
/// is one sentence and one paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds<'a> {
    /// Beginnings of sentences; a paragraph's first sentence need not be among them.
    pub sentences: &'a [u32],
    /// Beginnings of paragraphs.
    pub paragraphs: &'a [u32],
    /// Whether positions are those of an article, whose headline, standfirst and body are apart.
    pub parted: bool,
}

impl Spans {
    /// Tells whether sentences or paragraphs matter.
    pub fn has_bounds(&self) -> bool {
        match self {
            Spans::Row(_) => false,
            Spans::Any(of) => of.iter().any(Spans::has_bounds),
            Spans::Pair { relation, left, right } => {
                matches!(relation, Relation::Sentence | Relation::Paragraph)
                    || left.has_bounds()
                    || right.has_bounds()
            }
        }
    }
}
