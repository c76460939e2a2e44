//! Files to articles: walking folders, telling formats apart, reading records, working out fields.
//!
//! `walk` lists the files of a [`Root`]; `read` turns one file into
//! [`Outcome`]s: articles, things skipped by rule, and records rejected with a code. A bad record never stops a run, and
//! nothing here knows of an index, a query or a terminal.

mod ahead;
pub mod charset;
pub mod clean;
pub mod config;
pub mod container;
mod content;
pub mod context;
pub mod cyrillic_bytes;
pub mod decode;
pub mod extract;
pub mod file_date;
mod fingerprint;
pub mod folder_dates;
pub mod folder_facts;
pub mod format;
pub mod glob;
mod gz_members;
mod hash;
mod listing;
mod open;
mod pair;
pub mod read;
mod read_archive;
mod read_bytes;
mod read_warc;
pub mod settings;
pub mod single_byte;
mod tell;
pub mod unpack;
pub mod walk;
mod walk_links;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::article::{Article, ItemVersion};

pub use hash::content_hash;

/// Version of everything that decides how files become articles.
pub const VERSION: u32 = 3;

/// The tables that are shipped with the program and decide how an article comes out.
pub const TABLES: [&str; 3] = [
    include_str!("extract/aliases.toml"),
    include_str!("extract/boilerplate.toml"),
    include_str!("extract/placeholder.toml"),
];

/// The rule under which a text that only stood for one lies among what was taken out of an article,
/// and the code of a record that is nothing else.
pub const PLACEHOLDER: &str = "placeholder";

/// A folder or file that belongs to the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// First part of every article's path.
    pub name: String,
    /// Where it can be opened.
    pub path: PathBuf,
}

/// A file of the corpus, as the walk found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Where it can be opened.
    pub path: PathBuf,
    /// `ROOT/relative/path` with `/`; invalid UTF-8 is replaced.
    pub logical: String,
    /// The root's folder, where `corpus.toml` files stop applying upwards.
    pub root: PathBuf,
    /// Its size on disk.
    pub bytes: u64,
    /// Last change, Unix seconds. "Arrival" for the rule that no date may lie after it.
    pub mtime: i64,
    /// The same in nanoseconds since 1970, at the ends of its range where the date lies outside. Only
    /// for telling whether a file changed: file systems keep dates more coarsely than this.
    pub mtime_ns: i64,
}

/// What became of one record, or of one whole file.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// An article.
    Article(Box<Article>),
    /// Left alone by a stated rule.
    Skipped(Reject),
    /// Left alone because its publisher took the item back, with all that was sent of it before.
    Withdrawn(Reject, ItemVersion),
    /// Meant to be an article, but unreadable.
    Rejected(Reject),
}

/// A file or record that did not become an article, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Logical path.
    pub path: String,
    /// Byte offset of the record in the (decompressed) file.
    pub offset: u64,
    /// Stable code, such as `empty`, `binary`, `too-large`, `bad-json`.
    pub code: String,
    /// One sentence for a person.
    pub reason: String,
}
