//! Bytes on their way to a reader, with all that is stated about them.

use serde_json::Value;

use crate::corpus::settings::FileSettings;
use crate::corpus::unpack::{Budget, Unpacked};

/// The bytes of a file, or of a member of one, with what is stated about it.
pub(super) struct Content {
    pub settings: FileSettings,
    pub unpacked: Unpacked,
    pub budget: Budget,
    /// Remarks for each of its articles.
    pub notes: Vec<String>,
    /// A headline that stands in a file of its own.
    pub headline: Option<String>,
    /// What its container states of it.
    pub within: Within,
    pub kept: Kept,
}

/// Where bytes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// In a file: its path can be opened.
    OnDisk,
    /// Inside of a file on disk: its settings hold.
    Inside,
    /// In memory alone: nothing on disk speaks of them.
    InMemory,
}

impl Kept {
    /// Where what stands inside of such bytes is kept.
    pub fn within(self) -> Kept {
        if self == Kept::InMemory { self } else { Kept::Inside }
    }
}

/// What a container states of the one thing it wraps.
#[derive(Debug, Clone, Default)]
pub(super) struct Within {
    /// Where the wrapped record stands in its container, in bytes.
    pub offset: u64,
    /// Named values for each of its records; they come before the record's own.
    pub fields: Vec<(String, Value)>,
    /// Named values for a file that is one record; records of a feed have their own.
    pub alone: Vec<(String, Value)>,
    /// What of them tells one record from another, for the id.
    pub raw: String,
}
