//! What is known about a record from outside of it: its file, its folder's `corpus.toml`, its sidecar.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::corpus::FileEntry;
use crate::corpus::extract::aliases::AliasTable;
use crate::corpus::settings::FileSettings;

/// Facts about a file that the extractors may use. One context serves all records of a file.
#[derive(Debug, Clone)]
pub struct Context {
    /// The file, as the walk found it.
    pub entry: FileEntry,
    /// Path of the record's file for people: `entry.logical`; `archive.zip/name.txt` in an archive.
    pub logical: String,
    /// Name of the format: `text`, `markdown`, `json`, `jsonl`, `csv`, `tsv`.
    pub format: &'static str,
    /// Fields stated by a sidecar, by `[[set]]` of a `corpus.toml` or on the command line. They win
    /// over the record.
    pub set: BTreeMap<String, Value>,
    /// Fields from `[[default]]` of a `corpus.toml`, used where the record says nothing.
    pub default: BTreeMap<String, Value>,
    /// `[map]` of a `corpus.toml`: our field → the record's key.
    pub map: BTreeMap<String, String>,
    /// A date in the file or folder name that the corpus configuration says is one, in ISO form
    /// (`2024`, `2024-08`, `2024-08-21`), with the text it was read from.
    pub file_date: Option<(String, String)>,
    /// Order of all-number dates such as `03/04/2024`, where it is known.
    pub day_order: Option<DayOrder>,
    /// Names of outlets and agencies.
    pub aliases: Arc<AliasTable>,
}

impl Context {
    /// Gathers what is known about a file of a format.
    pub(in crate::corpus) fn new(
        entry: &FileEntry,
        format: &'static str,
        settings: FileSettings,
        aliases: &Arc<AliasTable>,
    ) -> Context {
        Context {
            entry: entry.clone(),
            logical: entry.logical.clone(),
            format,
            set: settings.set,
            default: settings.default,
            map: settings.map,
            file_date: settings.file_date,
            day_order: settings.day_order,
            aliases: Arc::clone(aliases),
        }
    }
}

/// Which number comes first in `03/04/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// The day: 3 April.
    DayFirst,
    /// The month: 4 March.
    MonthFirst,
}
