//! The fingerprint of everything stated about a file: it tells whether a file that is the same must be
//! read again.
//!
//! Takes files of the corpus; gives sixteen bytes for each. They change when the text of a `corpus.toml`
//! above the file does, or of its sidecar, when one of them comes or goes, when the names in its folder
//! agree on another form of date, when it plays another part in `pair`, and for a body when its headline
//! file is another one or was changed. Nothing else moves them. Every night asks this of every file, so
//! what the files of a folder share is worked out once.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, is_separator};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use crate::corpus::FileEntry;
use crate::corpus::config::ConfigError;
use crate::corpus::pair::Pair;
use crate::corpus::settings::{Folder, Folders, folders_above, read_sidecar, relative};

/// The fingerprint of what is stated about one file.
pub type Fingerprint = [u8; 16];

impl Folders {
    /// The fingerprint of one file. The error is that of its settings.
    pub fn fingerprint(&self, entry: &FileEntry) -> Result<Fingerprint, ConfigError> {
        Common::new(self, entry)?.fingerprint(entry)
    }

    /// The fingerprints of many files, `None` where a settings file is broken. Fast where the files of a
    /// folder follow each other.
    pub fn fingerprints(&self, files: &[FileEntry]) -> Vec<Option<Fingerprint>> {
        let mut known = HashMap::new();
        let mut last: Option<(&FileEntry, Option<Arc<Common<'_>>>)> = None;
        let mut fingerprints = Vec::with_capacity(files.len());
        for file in files {
            if last.as_ref().is_none_or(|(before, _)| !beside(before, file)) {
                let folder = file.path.parent().unwrap_or(Path::new(""));
                let common = known
                    .entry((folder, file.root.as_path()))
                    .or_insert_with(|| Common::new(self, file).ok().map(Arc::new));
                last = Some((file, common.clone()));
            }
            let common = last.as_ref().and_then(|(_, common)| common.as_ref());
            fingerprints.push(common.and_then(|common| common.fingerprint(file).ok()));
        }
        fingerprints
    }
}

/// Tells whether two files stand in one folder of one root; a `false` is not certain. Taking paths apart
/// would cost more than all the rest.
fn beside(before: &FileEntry, file: &FileEntry) -> bool {
    let (path, known) =
        (file.path.as_os_str().as_encoded_bytes(), before.path.as_os_str().as_encoded_bytes());
    let Some(end) = path.iter().rposition(|byte| is_separator(char::from(*byte))) else {
        return false;
    };
    known.get(..=end) == Some(&path[..=end])
        && !known[end + 1..].iter().any(|byte| is_separator(char::from(*byte)))
        && file.root.as_os_str() == before.root.as_os_str()
}

/// What the files of one folder have in common.
struct Common<'a> {
    /// Fed with what holds for each of them.
    hasher: blake3::Hasher,
    /// The fingerprint of a file without a sidecar and a part in `pair`.
    usual: Fingerprint,
    /// The folder and those above it that have settings, nearest first.
    stated: Vec<(&'a Path, Arc<Folder>)>,
    path: &'a Path,
    folder: Arc<Folder>,
    paired: bool,
}

impl<'a> Common<'a> {
    fn new(folders: &Folders, entry: &'a FileEntry) -> Result<Common<'a>, ConfigError> {
        let mut hasher = blake3::Hasher::new();
        let mut stated = Vec::new();
        let (mut dates_stated, mut paired) = (false, false);
        for (above, path) in folders_above(entry).into_iter().enumerate() {
            let folder = folders.folder(path);
            let Some((config, text)) = folder.stated(path, entry, above)? else { continue };
            // How far above it stands decides what its globs are compared with.
            hasher.update(b"c").update(&(above as u64).to_le_bytes()).update(text);
            dates_stated |= config.filename_date.is_some();
            paired |= config.pair.is_some();
            stated.push((path, Arc::clone(&folder)));
        }
        let path = entry.path.parent().unwrap_or(Path::new(""));
        let folder = folders.folder(path);
        if !dates_stated && let Some(agreed) = folder.facts(path).agreed {
            // A folder that agrees no more changes all its articles.
            hasher.update(&[b'a', agreed.number]);
        }
        let usual = digest(&hasher);
        Ok(Common { hasher, usual, stated, path, folder, paired })
    }

    fn fingerprint(&self, entry: &FileEntry) -> Result<Fingerprint, ConfigError> {
        let sidecar = match self.folder.may_have_sidecar(self.path) {
            true => read_sidecar(entry)?,
            false => None,
        };
        let part = if self.paired { self.part(entry) } else { Pair::None };
        if sidecar.is_none() && part == Pair::None {
            return Ok(self.usual);
        }
        let mut hasher = self.hasher.clone();
        if let Some((_, text)) = sidecar {
            hasher.update(b"s").update(blake3::hash(text.as_bytes()).as_bytes());
        }
        match part {
            Pair::None => {}
            Pair::HeadlineOf(_) => _ = hasher.update(b"h"),
            Pair::Alone => _ = hasher.update(b"l"),
            Pair::BodyOf(headline) => {
                // An edited headline is an edited article.
                let (bytes, changed) = size_and_date(&headline);
                let path = relative(&headline, &entry.root);
                hasher.update(b"b").update(blake3::hash(path.as_bytes()).as_bytes());
                hasher.update(&bytes.to_le_bytes()).update(&changed.to_le_bytes());
            }
        }
        Ok(digest(&hasher))
    }

    fn part(&self, entry: &FileEntry) -> Pair {
        let parts = self.stated.iter().filter_map(|(path, folder)| {
            Some(Pair::stated(folder.config()?, &relative(&entry.path, path), path))
        });
        parts.into_iter().find(|part| *part != Pair::None).unwrap_or_default()
    }
}

fn digest(hasher: &blake3::Hasher) -> Fingerprint {
    let mut digest = [0; 16];
    digest.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    digest
}

/// Bytes, and nanoseconds since 1970, of a file; zeros where there is none.
fn size_and_date(path: &Path) -> (u64, i128) {
    let Ok(facts) = fs::metadata(path) else { return (0, 0) };
    let nanoseconds = |time: std::time::SystemTime| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos() as i128,
        Err(before) => -(before.duration().as_nanos() as i128),
    };
    (facts.len(), facts.modified().map_or(0, nanoseconds))
}

#[cfg(test)]
#[path = "fingerprint_tests.rs"]
mod tests;
