//! The ground: what a news article is.
//!
//! An [`Article`] says what is known about one article *and how it is known*. Nothing here is
//! invented: a field that could not be read is `None`. Dates live in [`published`], outlets and
//! agencies in [`source`], states of one item in [`version`], languages in [`lang`], the names of searchable fields in [`field`].
//! This room imports nothing of ours.

pub mod field;
pub mod lang;
pub mod published;
pub mod source;
pub mod version;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use field::Field;
pub use lang::Lang;
pub use published::{Precision, Provenance, Published};
pub use source::{Role, Source};
pub use version::ItemVersion;

/// Identifies an article for as long as its own id and its record do not change.
///
/// The first 128 bits of a BLAKE3 hash over the article's own id (if the corpus gives one) and the
/// decoded record before any cleaning. Editing an alias or boilerplate table never changes it, and
/// a moved file keeps it. Shown as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub [u8; 16]);

impl ArticleId {
    /// Hashes an article's own id and its decoded record.
    pub fn of_record(own_id: Option<&str>, record: &[u8]) -> ArticleId {
        let mut hasher = blake3::Hasher::new();
        // The length keeps (own id, record) pairs apart that concatenate to the same bytes.
        let own = own_id.unwrap_or("");
        hasher.update(&(own.len() as u64).to_le_bytes());
        hasher.update(own.as_bytes());
        hasher.update(record);
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        ArticleId(id)
    }

    /// Returns the first eight bytes as a number, for a column that breaks ties between equal dates.
    pub fn prefix_u64(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0[..8]);
        u64::from_be_bytes(first)
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Says that a text is not an article id: not 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an article id is 32 hexadecimal digits")]
pub struct BadArticleId;

impl FromStr for ArticleId {
    type Err = BadArticleId;

    fn from_str(text: &str) -> Result<ArticleId, BadArticleId> {
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BadArticleId);
        }
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| BadArticleId)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| BadArticleId)?;
        }
        Ok(ArticleId(id))
    }
}

impl Serialize for ArticleId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ArticleId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<ArticleId, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One news article as read from a record of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Names the article for as long as its record does not change.
    pub id: ArticleId,
    /// The id the corpus itself gives, such as a wire's item number.
    pub own_id: Option<String>,
    /// The headline, one line.
    pub headline: Option<String>,
    /// The standfirst between headline and body.
    pub deck: Option<String>,
    /// Cleaned paragraphs joined by one blank line (`"\n\n"`); empty for a headline-only flash.
    pub body: String,
    /// Who wrote it, as printed, without a leading "By".
    pub byline: Option<String>,
    /// Where it was reported from, taken from a dateline or from metadata.
    pub place: Option<String>,
    /// The section of the paper, as printed.
    pub section: Option<String>,
    /// The address at which it was published.
    pub url: Option<String>,
    /// The language of the text; `und` where unsure.
    pub lang: Lang,
    /// Origin first, then the distributors in the order in which they passed it on.
    pub sources: Vec<Source>,
    /// When it was published; `None` if nothing usable says so.
    pub published: Option<Published>,
    /// Weekday words near the top ("on Wednesday"); they test a date and never make one.
    /// Monday is 1, Sunday is 7 (ISO 8601).
    pub weekday_hint: Option<u8>,
    /// When the text was last changed, in civil seconds (see [`published`]).
    pub modified: Option<i64>,
    /// When a crawler fetched it, in civil seconds. Never evidence for `published`.
    pub crawled: Option<i64>,
    /// Not shown before this instant (Unix seconds). Judged when a query is answered.
    pub embargo: Option<i64>,
    /// Which state of its item it is, where a wire sends items again under one name.
    pub version: Option<ItemVersion>,
    /// Where in the corpus the record stands.
    pub origin: Origin,
    /// What cleaning took out of the body, so that the text can be shown as it stood.
    pub removed: Vec<Removed>,
    /// How date, source and language were decided.
    pub evidence: Evidence,
    /// Remarks for people: replaced characters, cut fields, doubtful layouts.
    pub notes: Vec<String>,
}

impl Article {
    /// Counts the words of headline, deck and body: runs of letters and digits, and each Han, kana
    /// or Thai character by itself, as a reader would estimate length.
    pub fn words(&self) -> u32 {
        let parts = [self.headline.as_deref(), self.deck.as_deref(), Some(self.body.as_str())];
        parts.into_iter().flatten().map(lang::count_words).sum()
    }

    /// Returns the first paragraph of the body.
    pub fn lead(&self) -> &str {
        self.body.split("\n\n").next().unwrap_or("")
    }
}

/// Where an article stands in the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// `ROOT/relative/path`, always with `/`; a member of an archive adds `/member`.
    pub path: String,
    /// Where the record starts in the (decompressed) file, in bytes.
    pub offset: u64,
    /// Which reader made it: `text`, `markdown`, `jsonl`, …
    pub format: String,
}

/// A piece that cleaning took out of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The rule that took it: `doubled-headline`, `credit`, `dateline`, `key-value`, …
    pub rule: String,
    /// Byte offset in the cleaned body at which it stood; pieces with one offset keep their order.
    pub at: usize,
    /// What was taken out, as it stood.
    pub text: String,
}

/// How fields were decided: what was considered, what won, what was turned down and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Candidates for the date of publication.
    pub date: Vec<Candidate>,
    /// Candidates for origin and distributors.
    pub source: Vec<Candidate>,
    /// Candidates for the language.
    pub lang: Vec<Candidate>,
}

/// One value that was considered for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// What kind of evidence it is: a [`Provenance`] name, `credit`, `script`, …
    pub kind: String,
    /// Where it was found: a key, a line, a file name.
    pub place: String,
    /// The text that speaks, as it stood.
    pub text: String,
    /// `None` if it was taken, else why it was not.
    pub rejected: Option<String>,
}

/// What became of one file or record; every one ends in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// New in the index.
    Indexed,
    /// Known by its own id, changed since last night.
    Updated,
    /// Unchanged since last night.
    Same,
    /// The same record at another path.
    Moved,
    /// Equal to a record already read: one article with several locations.
    Duplicate,
    /// No longer in the corpus.
    Deleted,
    /// Left alone by rule (README, sidecar, binary, empty, …).
    Skipped,
    /// Meant to be an article, but could not be read.
    Rejected,
}

impl Verdict {
    /// All verdicts, in the order in which reports list them.
    pub const ALL: [Verdict; 8] = [
        Verdict::Indexed,
        Verdict::Updated,
        Verdict::Same,
        Verdict::Moved,
        Verdict::Duplicate,
        Verdict::Deleted,
        Verdict::Skipped,
        Verdict::Rejected,
    ];

    /// Returns the word that reports and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Indexed => "indexed",
            Verdict::Updated => "updated",
            Verdict::Same => "same",
            Verdict::Moved => "moved",
            Verdict::Duplicate => "duplicate",
            Verdict::Deleted => "deleted",
            Verdict::Skipped => "skipped",
            Verdict::Rejected => "rejected",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_survives_its_text_form() {
        let id = ArticleId::of_record(Some("wire-17"), b"text");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("xyz".parse::<ArticleId>(), Err(BadArticleId));
    }

    #[test]
    fn own_id_and_record_are_kept_apart() {
        let split_early = ArticleId::of_record(Some("a"), b"bc");
        let split_late = ArticleId::of_record(Some("ab"), b"c");
        assert_ne!(split_early, split_late);
        assert_ne!(ArticleId::of_record(None, b"abc"), split_early);
    }
}
