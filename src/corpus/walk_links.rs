//! The walk that follows links, on `walkdir`, which knows when a link leads back to a folder above it.
//!
//! File by file and on one thread: links out of a corpus are rare, and the walk without them is the one
//! that every night waits for. Without links it tells the same as that, and tests hold the two against
//! each other.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::corpus::listing::{CACHE_TAG, Place, kind_rule};
use crate::corpus::walk::name_rule;
use crate::corpus::{FileEntry, Reject, Root};

/// Calls `each` for every file of a root, in order, as [`crate::corpus::walk::walk`] does. No folder is
/// entered twice through links.
pub(super) fn walk_links(
    root: &Root,
    follow: bool,
    each: &mut dyn FnMut(Result<FileEntry, Reject>),
) {
    let mut entered = HashSet::new();
    let mut entries = WalkDir::new(&root.path).follow_links(follow).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                each(Err(failure(root, &error)));
                continue;
            }
        };
        let folder = entry.file_type().is_dir();
        if let Some((code, reason)) = rule(&entry, &mut entered) {
            if folder {
                entries.skip_current_dir();
            }
            each(Err(place(root, entry.path()).reject(code, reason)));
        } else if !folder {
            let mut place = place(root, entry.path());
            if entry.depth() == 0 {
                place.root = Arc::from(entry.path().parent().unwrap_or(Path::new("")));
            }
            each(place.file(entry.metadata().map_err(io::Error::from)));
        }
    }
}

fn failure(root: &Root, error: &walkdir::Error) -> Reject {
    let place = place(root, error.path().unwrap_or(&root.path));
    if let Some(ancestor) = error.loop_ancestor() {
        let above = logical(root, ancestor);
        return place.reject("loop", format!("a link back to {above}, a folder above it"));
    }
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    place.reject("unreadable", format!("cannot be read: {why}"))
}

/// The rule that leaves an entry alone, if one does. What a root names itself is wanted.
fn rule(entry: &DirEntry, entered: &mut HashSet<PathBuf>) -> Option<(&'static str, String)> {
    let kind = entry.file_type();
    let top = entry.depth() == 0;
    let told = |(code, reason): (&'static str, &str)| Some((code, reason.to_owned()));
    if !top
        && let Some((code, reason)) = name_rule(&entry.file_name().to_string_lossy())
        && (code == "hidden" || !kind.is_dir())
    {
        return told((code, reason));
    }
    if !kind.is_dir() {
        return kind_rule(kind).and_then(told);
    }
    if !top && Place::is_cache(entry.path()) {
        return Some(("cache", format!("an index or another cache, as its {CACHE_TAG} says")));
    }
    let again =
        entry.path_is_symlink() && !top && !entered.insert(fs::canonicalize(entry.path()).ok()?);
    again.then(|| ("link", "this folder was already read through another link".to_owned()))
}

fn place(root: &Root, path: &Path) -> Place {
    let logical = logical(root, path);
    Place { path: path.to_owned(), logical, root: Arc::from(root.path.as_path()), top: false }
}

/// `ROOT/relative/path` with `/`.
fn logical(root: &Root, path: &Path) -> String {
    let mut logical = root.name.clone();
    for part in path.strip_prefix(&root.path).unwrap_or(path).components() {
        logical.push('/');
        logical.push_str(&part.as_os_str().to_string_lossy());
    }
    logical
}
