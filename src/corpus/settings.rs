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
use crate::corpus::folder_dates::Agreed;
use crate::corpus::format::csv_dialect::CsvSettings;

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
    /// Hash of every settings file that speaks of this file; it changes when one of them does.
    pub fingerprint: [u8; 16],
}

/// The part a file plays in `pair`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Pair {
    /// None: it stands for itself.
    #[default]
    None,
    /// It gives the headline of the file at that path and is no article itself.
    HeadlineOf(PathBuf),
    /// Its headline stands in the file at that path.
    BodyOf(PathBuf),
    /// Its partner is missing.
    Alone,
}

/// The `corpus.toml` files read so far, shared between threads.
#[derive(Debug, Default)]
pub struct Folders {
    known: RwLock<HashMap<PathBuf, Arc<Folder>>>,
}

/// One folder's statements, with the hash of their text.
#[derive(Debug)]
struct Folder {
    config: Result<Option<FolderConfig>, ConfigError>,
    hash: [u8; 32],
    /// How often it was asked for the sidecar of a file.
    asked: AtomicU32,
    /// Whether files in it may have sidecars, once the folder was listed for that.
    sidecars: OnceLock<bool>,
    /// What the names in it agree on, once that was asked for.
    agreed: OnceLock<Option<Agreed>>,
}

/// Sidecars that are looked for before a folder is listed: one file of a large folder is not worth a
/// listing, many files are, for most folders have no sidecar at all.
const ASKED_SINGLY: u32 = 4;

impl Folder {
    /// Tells whether the next file of this folder may have a sidecar; a `false` is certain.
    fn may_have_sidecar(&self, path: &Path) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) < ASKED_SINGLY
            || *self.sidecars.get_or_init(|| has_sidecars(path))
    }
}

impl Folders {
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
        let mut hasher = blake3::Hasher::new();
        let mut dates_stated = false;
        // From the nearest folder upwards; what is stated stays.
        for (above, path) in folders_above(entry).into_iter().enumerate() {
            let folder = self.folder(path, entry, above);
            if above == 0
                && folder.may_have_sidecar(path)
                && let Some((statement, text)) = read_sidecar(entry)?
            {
                hasher.update(text.as_bytes());
                settings.take_set(&statement);
            }
            hasher.update(&folder.hash);
            let Some(config) = folder.config.as_ref().map_err(Clone::clone)? else { continue };
            dates_stated |= config.filename_date.is_some();
            settings.take_folder(config, path, member);
        }
        if !dates_stated && entry.path == member.path {
            settings.take_agreed(self, entry, &mut hasher);
        }
        if let Pair::BodyOf(headline) = &settings.pair {
            // An edited headline is an edited article; its text is hashed with the record, too.
            let facts = fs::metadata(headline).ok();
            let time = facts.and_then(|facts| facts.modified().ok());
            hasher.update(format!("{time:?}").as_bytes());
        }
        settings.fingerprint.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Ok(settings)
    }

    fn folder(&self, path: &Path, entry: &FileEntry, above: usize) -> Arc<Folder> {
        // A panic while the lock was held cannot leave the map half changed.
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(folder) = known {
            return folder;
        }
        let logical = logical_config(entry, above);
        let file = path.join("corpus.toml");
        let (config, hash) = match read_small(&file) {
            Ok(None) => (Ok(None), [0; 32]),
            Ok(Some(text)) => {
                let hash = *blake3::hash(text.as_bytes()).as_bytes();
                (parse_folder(&text, &logical).map(Some), hash)
            }
            Err(error) => (Err(unreadable(logical, &error)), [0; 32]),
        };
        let (asked, sidecars, agreed) = (AtomicU32::new(0), OnceLock::new(), OnceLock::new());
        let folder = Arc::new(Folder { config, hash, asked, sidecars, agreed });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(path.to_owned()).or_insert(folder))
    }
}

impl FileSettings {
    /// Takes the day in a file's name where the names of its whole folder hold one.
    fn take_agreed(&mut self, folders: &Folders, entry: &FileEntry, hasher: &mut blake3::Hasher) {
        let (Some(path), Some(name)) = (entry.path.parent(), entry.path.file_name()) else {
            return;
        };
        let folder = folders.folder(path, entry, 0);
        if let Some(agreed) = folder.agreed.get_or_init(|| Agreed::of_folder(path)) {
            // A folder that agrees no more changes all its articles.
            hasher.update(&[b'a', agreed.number as u8]);
            self.agreed_date = agreed.date(&name.to_string_lossy());
        }
    }

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
        if let (Pair::None, Some(pairs)) = (&self.pair, &config.pair) {
            for (headlines, bodies) in &pairs.0 {
                self.pair = pair(headlines, bodies, &path, folder);
                if !matches!(self.pair, Pair::None) {
                    break;
                }
            }
        }
    }
}

/// The part that a file plays in one pair of globs.
fn pair(
    headlines: &crate::corpus::glob::Glob,
    bodies: &crate::corpus::glob::Glob,
    path: &str,
    folder: &Path,
) -> Pair {
    let partner = |captures: &[String], other: &crate::corpus::glob::Glob| {
        let path = folder.join(other.fill(captures)?);
        path.is_file().then_some(path)
    };
    // A file may fit both globs where one is `*`; the one under which it has a partner counts.
    let headline = headlines.captures(path);
    if let Some(body) = headline.as_deref().and_then(|captures| partner(captures, bodies)) {
        return Pair::HeadlineOf(body);
    }
    let body = bodies.captures(path);
    if let Some(headline) = body.as_deref().and_then(|captures| partner(captures, headlines)) {
        return Pair::BodyOf(headline);
    }
    if headline.is_some() || body.is_some() { Pair::Alone } else { Pair::None }
}

/// The file's folder and all above it up to the root, nearest first.
fn folders_above(entry: &FileEntry) -> Vec<&Path> {
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

fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The sidecar of a file: `NAME.meta.toml` or `NAME.ext.meta.toml` beside `NAME.ext`.
fn read_sidecar(entry: &FileEntry) -> Result<Option<(Statement, String)>, ConfigError> {
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

/// Tells whether some file of a folder may be a sidecar; a `false` is certain.
fn has_sidecars(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return true };
    let is_sidecar = |entry: io::Result<fs::DirEntry>| {
        entry.map_or(true, |e| e.file_name().as_encoded_bytes().ends_with(b".meta.toml"))
    };
    entries.into_iter().any(is_sidecar)
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
