//! Which articles are copies of one text.
//!
//! News is the same text many times over: a wire story in ten papers, a re-issue with a changed line.
//! A [`Sketcher`] reads the tokens of a body and makes a [`Sketch`] of 56 bytes; [`groups`] compares
//! the sketches of a whole corpus and says which articles belong together; [`Shingles`] are what two
//! bodies are compared by in the end, and [`diff`] shows a person what differs.
//!
//! What counts is the body as it was cleaned: credits and boilerplate are out of it, headlines that
//! repeat every day are no part of it. Its *units* are the folded words, of Chinese, kana and Thai the
//! characters. Two articles are **exact copies** if their units are the same, one after another;
//! **near copies** if their sets of [`SHINGLE`] units in a row have a Jaccard index of [`SIMILAR`] or
//! more (Broder, *On the resemblance and containment of documents*, 1997). A text is what is connected
//! by such pairs. An article of fewer than [`FEWEST_UNITS`] units is a copy only of what has the same
//! units *and* the same headline: short bodies are often a line that stands under every item of a
//! column. An article without a body is nobody's copy.
//!
//! The groups depend on the set of articles alone: not on their order, on threads or on earlier nights.

mod buckets;
mod compared;
pub mod diff;
mod groups;
mod kept;
mod likeness;
mod sets;
mod shingles;
mod sketch;
mod units;

#[cfg(test)]
mod tests;

pub use compared::Compared;
pub use groups::groups;
pub use likeness::{Likeness, Reading};
pub use shingles::{Shingles, of_body};
pub use sketch::{Sketch, Sketcher};

/// Version of everything that decides a sketch, beside [`crate::analysis::VERSION`]: sketches of
/// another one cannot be compared with ours.
pub const VERSION: u32 = 1;

/// Units of one shingle.
pub const SHINGLE: usize = 5;

/// Fewest units of a body that can have near copies.
pub const FEWEST_UNITS: usize = 30;

/// Jaccard index from which on two texts are the same, as a fraction, so that it is compared exactly.
pub const SIMILAR: (u64, u64) = (4, 5);
