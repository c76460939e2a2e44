//! Lists the files of the corpus, in one order on every machine.
//!
//! Takes [`Root`]s; hands on every file, or says by a [`Reject`] why it is left alone. Symbolic
//! links are followed only when asked, and no folder is entered twice through links. Nothing is
//! opened here, so a pipe or a device cannot hang a run.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use crate::corpus::{FileEntry, Reject, Root};

/// Makes roots of paths: each is named by its last component, and a name that is already taken
/// gets `-2`, `-3`, … behind it. A path without a name of its own (`.`, `..`, `/`) is `corpus`.
pub fn name_roots(paths: &[PathBuf]) -> Vec<Root> {
    let mut taken = HashSet::new();
    let name_of = |path: &Path| match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => "corpus".to_owned(),
    };
    let mut roots = Vec::with_capacity(paths.len());
    for path in paths {
        let base = name_of(path);
        let mut name = base.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{base}-{number}");
            number += 1;
        }
        roots.push(Root { name, path: path.clone() });
    }
    roots
}

/// Calls `each` for every file of the roots: with its entry, or with the reason why it is left
/// alone (`hidden`, `readme`, `licence`, `changes`, `sidecar`, `config`, `cache`, `link`, `special`) or
/// cannot be listed (`loop`, `unreadable`). [`is_rule`] tells the two apart.
pub fn walk(roots: &[Root], follow: bool, each: &mut dyn FnMut(Result<FileEntry, Reject>)) {
    for root in roots {
        Walk { root, follow, entered: HashSet::new() }.run(each);
    }
}

/// Tells whether a code of [`walk`] is a rule (the file is skipped) and not a failure (rejected).
pub fn is_rule(code: &str) -> bool {
    !matches!(code, "loop" | "unreadable")
}

struct Walk<'a> {
    root: &'a Root,
    follow: bool,
    /// Folders entered through links, by their real paths.
    entered: HashSet<PathBuf>,
}

impl Walk<'_> {
    fn run(&mut self, each: &mut dyn FnMut(Result<FileEntry, Reject>)) {
        let mut entries =
            WalkDir::new(&self.root.path).follow_links(self.follow).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    each(Err(self.failure(&error)));
                    continue;
                }
            };
            let folder = entry.file_type().is_dir();
            if let Some((code, reason)) = self.rule(&entry) {
                if folder {
                    entries.skip_current_dir();
                }
                each(Err(self.reject(entry.path(), code, reason)));
            } else if !folder {
                each(self.file(&entry));
            }
        }
    }

    /// The rule that leaves this entry alone, if one does. What a root names itself is wanted.
    fn rule(&mut self, entry: &DirEntry) -> Option<(&'static str, String)> {
        let kind = entry.file_type();
        let root = entry.depth() == 0;
        if !root && let Some((code, reason)) = name_rule(&entry.file_name().to_string_lossy()) {
            let applies = code == "hidden" || !kind.is_dir();
            if applies {
                return Some((code, reason.to_owned()));
            }
        }
        if kind.is_symlink() {
            return Some(("link", "symbolic links are not followed; use --follow".to_owned()));
        }
        if kind.is_dir() {
            if !root && is_cache(entry.path()) {
                let reason = format!("an index or another cache, as its {CACHE_TAG} says");
                return Some(("cache", reason));
            }
            if entry.path_is_symlink() && !root {
                let real = fs::canonicalize(entry.path()).ok()?;
                if !self.entered.insert(real) {
                    let reason = "this folder was already read through another link".to_owned();
                    return Some(("link", reason));
                }
            }
            return None;
        }
        let reason = "neither a file nor a folder (a pipe, a socket or a device)";
        (!kind.is_file()).then(|| ("special", reason.to_owned()))
    }

    fn file(&self, entry: &DirEntry) -> Result<FileEntry, Reject> {
        let path = entry.path();
        let facts = entry
            .metadata()
            .map_err(|error| self.reject(path, "unreadable", format!("cannot be read: {error}")))?;
        let modified = match facts.modified() {
            Ok(modified) => modified,
            Err(error) => {
                return Err(self.reject(path, "unreadable", format!("has no date: {error}")));
            }
        };
        let (mtime, mtime_ns) = match modified.duration_since(UNIX_EPOCH) {
            Ok(after) => (
                i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
                i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
            ),
            Err(before) => (
                -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
                i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |ns| -ns),
            ),
        };
        let root = match entry.depth() {
            0 => path.parent().unwrap_or(Path::new("")).to_owned(),
            _ => self.root.path.clone(),
        };
        Ok(FileEntry {
            path: path.to_owned(),
            logical: self.logical(path),
            root,
            bytes: facts.len(),
            mtime,
            mtime_ns,
        })
    }

    fn failure(&self, error: &walkdir::Error) -> Reject {
        let path = error.path().unwrap_or(&self.root.path);
        if let Some(ancestor) = error.loop_ancestor() {
            let reason = format!("a link back to {}, a folder above it", self.logical(ancestor));
            return self.reject(path, "loop", reason);
        }
        let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        self.reject(path, "unreadable", format!("cannot be read: {why}"))
    }

    fn reject(&self, path: &Path, code: &str, reason: String) -> Reject {
        Reject { path: self.logical(path), offset: 0, code: code.to_owned(), reason }
    }

    /// `ROOT/relative/path` with `/`.
    fn logical(&self, path: &Path) -> String {
        let mut logical = self.root.name.clone();
        for part in path.strip_prefix(&self.root.path).unwrap_or(path).components() {
            logical.push('/');
            logical.push_str(&part.as_os_str().to_string_lossy());
        }
        logical
    }
}

/// A file that marks its folder as made from other files (<https://bford.info/cachedir/>). An index
/// carries it, so that an index inside its own corpus is never read.
const CACHE_TAG: &str = "CACHEDIR.TAG";

/// How that file begins.
const CACHE_SIGNATURE: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";

fn is_cache(folder: &Path) -> bool {
    let Ok(file) = fs::File::open(folder.join(CACHE_TAG)) else { return false };
    let mut head = Vec::new();
    let read = file.take(CACHE_SIGNATURE.len() as u64).read_to_end(&mut head);
    read.is_ok() && head == CACHE_SIGNATURE
}

/// The rule that leaves files of this name alone. Capital `README…` and `LICENSE…` are rules by
/// their beginning; in small letters only the bare word is, because `license-fees-rise.txt` is an
/// article. A change log is told by the whole word in capitals.
pub(crate) fn name_rule(name: &str) -> Option<(&'static str, &'static str)> {
    if name.starts_with('.') {
        return Some(("hidden", "hidden files and folders are left alone"));
    }
    if name == "corpus.toml" {
        return Some(("config", "settings of the folder, not an article"));
    }
    if name.ends_with(".meta.toml") {
        return Some(("sidecar", "states fields of the file beside it"));
    }
    let stem = name.split('.').next().unwrap_or(name);
    let named = |word: &str| name.starts_with(word) || stem.eq_ignore_ascii_case(word);
    if named("README") {
        return Some(("readme", "a README describes the corpus"));
    }
    if ["LICENSE", "LICENCE", "COPYING"].into_iter().any(named) {
        return Some(("licence", "a licence, not an article"));
    }
    if matches!(stem, "CHANGES" | "CHANGELOG") {
        return Some(("changes", "a change log, not an article"));
    }
    None
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
