//! What a generation says of itself.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names one generation: a counter, when it was begun, and a random tail, such as
/// `000007-20241103T020000Z-1f3a`. Generations sort by their names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GenerationId(pub String);

impl fmt::Display for GenerationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The versions that decide whether this program can read a generation, and whether a night may
/// build on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The engine that wrote it, such as `tantivy 0.27.0`.
    pub engine: String,
    /// Fields and columns.
    pub schema: u32,
    /// How text becomes tokens.
    pub analysis: u32,
    /// How files become articles.
    pub corpus: u32,
    /// Hash of the program's version, its tables and the user's own: what else decides how an article
    /// comes out. Readers do not care; a night builds on a generation only where it is the same.
    pub tables: String,
}

/// A corpus folder or file that a generation was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRoot {
    /// The first part of every article's path.
    pub name: String,
    /// Absolute path.
    pub path: String,
}

/// What a generation says of itself. Small: it is read at every start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the manifest and of the files beside it.
    pub format_version: u32,
    /// Which generation this is.
    pub generation: GenerationId,
    /// What it was made with.
    pub versions: Versions,
    /// When the build began, Unix seconds.
    pub built: i64,
    /// The folders and files it was made from.
    pub roots: Vec<NamedRoot>,
    /// Whether symbolic links out of them were followed.
    pub follow: bool,
    /// The generation that a night built on; `None` after a build from nothing.
    pub base: Option<GenerationId>,
    /// Articles in it.
    pub articles: u64,
    /// Texts in it: copies of one count once.
    pub texts: u64,
    /// Articles that share their text with others.
    pub copied: u64,
    /// Articles without a date.
    pub undated: u64,
    /// Languages that occur, most frequent first, with their articles.
    pub langs: Vec<(String, u64)>,
    /// Stemmers in use, by language code: a query word is read under each that fits its script.
    pub stemmers: Vec<String>,
    /// How many records or files ended in each verdict.
    pub verdicts: Vec<(String, u64)>,
    /// Words of all articles.
    pub words: u64,
    /// The last instant (Unix seconds) before which some article is not shown; `None` if all are.
    pub embargo_until: Option<i64>,
}

/// What can be read of any manifest, also of another version or of a generation that is damaged: what it
/// was made from, and what the gates compare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Past {
    /// The folders and files it was made from.
    pub roots: Vec<NamedRoot>,
    /// Articles in it.
    pub articles: u64,
    /// Articles that share their text with others.
    pub copied: u64,
    /// Articles without a date.
    pub undated: u64,
    /// How many records or files ended in each verdict.
    pub verdicts: Vec<(String, u64)>,
}

impl Manifest {
    /// What is compared of it.
    pub fn past(&self) -> Past {
        Past {
            roots: self.roots.clone(),
            articles: self.articles,
            copied: self.copied,
            undated: self.undated,
            verdicts: self.verdicts.clone(),
        }
    }
}

/// What the ingester knows of a generation when it asks to seal it; the engine adds the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The folders and files that were read.
    pub roots: Vec<NamedRoot>,
    /// Whether symbolic links out of them were followed.
    pub follow: bool,
    /// The version of what turned files into articles.
    pub corpus_version: u32,
    /// Hash of the tables that decide how an article comes out.
    pub tables: String,
    /// How many records or files ended in each verdict.
    pub verdicts: Vec<(String, u64)>,
    /// Lines for `rejects.jsonl`, one JSON object each.
    pub rejects: Vec<String>,
    /// Further places of records that stand more than once, by id, sorted.
    pub locations: Vec<(crate::article::ArticleId, Vec<String>)>,
    /// Credits that the alias table does not know, with their articles, most frequent first.
    pub credits: Vec<(String, u64)>,
    /// The files of the corpus and what each record of them became.
    pub ledger: crate::engine::ledger::Ledger,
}
