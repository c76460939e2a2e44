//! What `corpus.toml` files and a sidecar state about one file, taken together.
//!
//! Takes a file of the corpus; looks at the `corpus.toml` in its folder and in every folder above up
//! to the root. The nearest wins, key by key; within one file the last statement wins; a sidecar is
//! nearer than any. Each folder is read once and kept.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use serde_json::Value;

use crate::corpus::FileEntry;
use crate::corpus::charset::Hints;
use crate::corpus::config::{ConfigError, FolderConfig, Statement, parse_folder, parse_sidecar};
use crate::corpus::context::DayOrder;
use crate::corpus::folder_facts::FolderFacts;
use crate::corpus::format::csv_dialect::CsvSettings;
pub use crate::corpus::pair::Pair;

/// The longest `corpus.toml` or sidecar, in bytes.
const MAX_CONFIG: u64 = 1024 * 1024;

/// Everything stated about a file.
#[derive(Debug, Clone, Default)]
pub struct FileSettings {
    /// Fields that win over the record.
    pub set: BTreeMap<String, Value>,
    /// Fields used where the record is silent.
    pub default: BTreeMap<String, Value>,
    /// Our field → the record's key.
    pub map: BTreeMap<String, String>,
    /// What is stated about encodings.
    pub hints: Hints,
    /// What is stated about rows.
    pub csv: CsvSettings,
    /// A date in the name, in ISO form, with the text it was read from.
    pub file_date: Option<(String, String)>,
    /// The same, not stated but found: every name in the folder holds a day. It dates only files that
    /// are one record: a file of many may be named after the day when it was written out.
    pub agreed_date: Option<(String, String)>,
    /// Order of all-number dates, where it is stated.
    pub day_order: Option<DayOrder>,
    /// The part it plays in `pair`.
    pub pair: Pair,
}

/// What is known of the folders, shared between threads. What was once read is kept.
#[derive(Debug, Default)]
pub struct Folders {
    known: RwLock<HashMap<PathBuf, Arc<Folder>>>,
}

/// What is known of one folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Its `corpus.toml`, once that was asked for.
    stated: OnceLock<Stated>,
    /// What its names tell, from the walk, or once the folder was listed for that.
    facts: OnceLock<FolderFacts>,
    /// How often it was asked for the sidecar of a file.
    asked: AtomicU32,
}

/// One `corpus.toml`, with the hash of its text.
type Stated = Result<Option<(FolderConfig, [u8; 32])>, ConfigError>;

/// Sidecars that are looked for before a folder is listed: one file of a large folder is not worth a
/// listing, many files are, for most folders have no sidecar at all.
const ASKED_SINGLY: u32 = 4;

impl Folder {
    /// What the names in it tell.
    pub fn facts(&self, path: &Path) -> FolderFacts {
        *self.facts.get_or_init(|| FolderFacts::of_folder(path))
    }

    /// Tells whether the next file of this folder may have a sidecar; a `false` is certain.
    pub fn may_have_sidecar(&self, path: &Path) -> bool {
        match self.facts.get() {
            Some(facts) => facts.sidecars,
            None => {
                self.asked.fetch_add(1, Ordering::Relaxed) < ASKED_SINGLY
                    || self.facts(path).sidecars
            }
        }
    }

    /// The settings it states and the hash of their text. It stands `above` folders above that of
    /// `entry`.
    pub fn stated(
        &self,
        path: &Path,
        entry: &FileEntry,
        above: usize,
    ) -> Result<Option<&(FolderConfig, [u8; 32])>, ConfigError> {
        let stated = self.stated.get_or_init(|| {
            if self.facts.get().is_some_and(|facts| !facts.config) {
                return Ok(None);
            }
            let logical = logical_config(entry, above);
            let text = match read_small(&path.join("corpus.toml")) {
                Ok(None) => return Ok(None),
                Ok(Some(text)) => text,
                Err(error) => return Err(unreadable(logical, &error)),
            };
            let config = parse_folder(&text, &logical)?;
            Ok(Some((config, *blake3::hash(text.as_bytes()).as_bytes())))
        });
        stated.as_ref().map(Option::as_ref).map_err(Clone::clone)
    }

    /// The settings it states, if they were read and are sound.
    pub fn config(&self) -> Option<&FolderConfig> {
        Some(&self.stated.get()?.as_ref().ok()?.as_ref()?.0)
    }
}

impl Folders {
    /// Takes what the walk saw in a folder, so that the folder is not listed again.
    pub fn know(&self, path: &Path, facts: FolderFacts) {
        // What is known already stays: files were read by it.
        let _ = self.folder(path).facts.set(facts);
    }

    /// Works out what is stated about a file.
    pub fn settings(&self, entry: &FileEntry) -> Result<FileSettings, ConfigError> {
        self.settings_inside(entry, entry)
    }

    /// Works out what is stated about a member of an archive: by the folders above the archive and by
    /// the archive's sidecar. Globs are compared with `archive.zip/inner/name.txt`.
    pub fn settings_inside(
        &self,
        entry: &FileEntry,
        member: &FileEntry,
    ) -> Result<FileSettings, ConfigError> {
        let mut settings = FileSettings::default();
        let mut dates_stated = false;
        // From the nearest folder upwards; what is stated stays.
        for (above, path) in folders_above(entry).into_iter().enumerate() {
            let folder = self.folder(path);
            if above == 0
                && folder.may_have_sidecar(path)
                && let Some((statement, _)) = read_sidecar(entry)?
            {
                settings.take_set(&statement);
            }
            let Some((config, _)) = folder.stated(path, entry, above)? else { continue };
            dates_stated |= config.filename_date.is_some();
            settings.take_folder(config, path, member);
        }
        if !dates_stated && entry.path == member.path {
            settings.agreed_date = self.agreed_date(entry);
        }
        Ok(settings)
    }

    /// The day in a file's name where the names of its whole folder hold one.
    fn agreed_date(&self, entry: &FileEntry) -> Option<(String, String)> {
        let path = entry.path.parent()?;
        let agreed = self.folder(path).facts(path).agreed?;
        agreed.date(&entry.path.file_name()?.to_string_lossy())
    }

    /// What is known of a folder.
    pub(super) fn folder(&self, path: &Path) -> Arc<Folder> {
        // A panic while the lock was held cannot leave the map half changed.
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        known.unwrap_or_else(|| {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(path.to_owned()).or_default())
        })
    }
}

impl FileSettings {
    fn take_set(&mut self, statement: &Statement) {
        for (name, value) in statement.fields() {
            self.set.entry(name.to_owned()).or_insert_with(|| value.clone());
        }
        if let Some(encoding) = &statement.encoding {
            self.hints.stated.get_or_insert(encoding.0);
        }
    }

    fn take_default(&mut self, statement: &Statement) {
        for (name, value) in statement.fields() {
            self.default.entry(name.to_owned()).or_insert_with(|| value.clone());
        }
        if let Some(encoding) = &statement.encoding {
            self.hints.fallback.get_or_insert(encoding.0);
        }
    }

    fn take_folder(&mut self, config: &FolderConfig, folder: &Path, entry: &FileEntry) {
        let path = relative(&entry.path, folder);
        let speaks = |statement: &&Statement| statement.speaks_of(&path);
        config.set.iter().rev().filter(speaks).for_each(|statement| self.take_set(statement));
        config
            .default
            .iter()
            .rev()
            .filter(speaks)
            .for_each(|statement| self.take_default(statement));
        for (field, key) in &config.map {
            self.map.entry(field.0.clone()).or_insert_with(|| key.clone());
        }
        config.csv.complete(&mut self.csv);
        if let (None, Some(patterns)) = (&self.file_date, &config.filename_date) {
            self.file_date = patterns.0.iter().find_map(|pattern| pattern.find(&path));
        }
        self.day_order = self.day_order.or(config.day_order.map(Into::into));
        if self.pair == Pair::None {
            self.pair = Pair::stated(config, &path, folder);
        }
    }
}

/// The file's folder and all above it up to the root, nearest first.
pub(super) fn folders_above(entry: &FileEntry) -> Vec<&Path> {
    let mut folders = Vec::new();
    for folder in entry.path.ancestors().skip(1) {
        folders.push(folder);
        if folder == entry.root {
            break;
        }
    }
    folders
}

/// The logical path of the `corpus.toml` that many folders above a file.
fn logical_config(entry: &FileEntry, above: usize) -> String {
    let mut parts: Vec<&str> = entry.logical.split('/').collect();
    parts.truncate(parts.len().saturating_sub(above + 1));
    parts.push("corpus.toml");
    parts.join("/")
}

pub(super) fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The sidecar of a file: `NAME.meta.toml` or `NAME.ext.meta.toml` beside `NAME.ext`.
pub(super) fn read_sidecar(entry: &FileEntry) -> Result<Option<(Statement, String)>, ConfigError> {
    let Some(name) = entry.path.file_name() else { return Ok(None) };
    let mut whole = name.to_owned();
    whole.push(".meta.toml");
    let mut stem = entry.path.file_stem().unwrap_or(name).to_owned();
    stem.push(".meta.toml");
    for sidecar in [whole, stem] {
        let logical = match entry.logical.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{}", sidecar.to_string_lossy()),
            None => sidecar.to_string_lossy().into_owned(),
        };
        match read_small(&entry.path.with_file_name(&sidecar)) {
            Ok(None) => {}
            Ok(Some(text)) => return Ok(Some((parse_sidecar(&text, &logical)?, text))),
            Err(error) => return Err(unreadable(logical, &error)),
        }
    }
    Ok(None)
}

/// Reads a settings file; `None` where there is none.
fn read_small(path: &Path) -> io::Result<Option<String>> {
    match fs::metadata(path) {
        Ok(facts) if facts.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => return Ok(None),
            // No name this long can be there.
            io::ErrorKind::InvalidFilename => return Ok(None),
            _ => return Err(error),
        },
    }
    let mut text = String::new();
    File::open(path)?.take(MAX_CONFIG + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_CONFIG {
        return Err(io::Error::other("longer than a megabyte"));
    }
    Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
}

fn unreadable(file: String, error: &io::Error) -> ConfigError {
    ConfigError { file, line: 1, message: format!("cannot be read: {error}") }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
