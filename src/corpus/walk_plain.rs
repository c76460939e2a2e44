//! The walk in the plainest way, file by file with `walkdir`: slow, and what the fast one is held against.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::corpus::listing::Place;
use crate::corpus::walk::name_rule;
use crate::corpus::{FileEntry, Root};

/// What the walk must tell: an entry, or the logical path and the code of what is left alone.
pub fn walk(root: &Root, follow: bool) -> Vec<Result<FileEntry, (String, String)>> {
    let mut told = Vec::new();
    let mut entered = HashSet::new();
    let mut entries = WalkDir::new(&root.path).follow_links(follow).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let code = if error.loop_ancestor().is_some() { "loop" } else { "unreadable" };
                let path = error.path().unwrap_or(&root.path);
                told.push(Err((logical(root, path), code.to_owned())));
                continue;
            }
        };
        let folder = entry.file_type().is_dir();
        if let Some(code) = rule(&entry, &mut entered) {
            if folder {
                entries.skip_current_dir();
            }
            told.push(Err((logical(root, entry.path()), code.to_owned())));
        } else if !folder {
            let above = match entry.depth() {
                0 => entry.path().parent().unwrap(),
                _ => &root.path,
            };
            let facts = entry.metadata().map_err(io::Error::from);
            let file = place(entry.path(), logical(root, entry.path()), above).file(facts);
            told.push(file.map_err(|reject| (reject.path, reject.code)));
        }
    }
    told
}

fn rule(entry: &DirEntry, entered: &mut HashSet<PathBuf>) -> Option<&'static str> {
    let kind = entry.file_type();
    let top = entry.depth() == 0;
    if !top
        && let Some((code, _)) = name_rule(&entry.file_name().to_string_lossy())
        && (code == "hidden" || !kind.is_dir())
    {
        return Some(code);
    }
    if kind.is_symlink() {
        return Some("link");
    }
    if kind.is_dir() {
        if !top && place(entry.path(), String::new(), entry.path()).is_cache() {
            return Some("cache");
        }
        let again = entry.path_is_symlink()
            && !top
            && !entered.insert(fs::canonicalize(entry.path()).ok()?);
        return again.then_some("link");
    }
    (!kind.is_file()).then_some("special")
}

fn place(path: &Path, logical: String, root: &Path) -> Place {
    Place { path: path.to_owned(), logical, root: Arc::from(root), top: false, follow: false }
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
