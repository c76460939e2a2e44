//! The files of an earlier generation under a new one, without copying them.
//!
//! An index file is written once and then only removed, so that two generations can share it by a hard
//! link. What the library replaces (its bookkeeping) is copied. Where the file system has no hard links,
//! everything is.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::engine::EngineError;
use crate::engine::steps::step;
use crate::local::generations::io;
use crate::local::writer::list;

/// Files that the library replaces, beside its locks.
const REPLACED: [&str; 2] = ["meta.json", ".managed.json"];

/// Puts the index files of the folder `from` into the folder `to`. Returns the names of those that are
/// shared: they are on disk already, and their checksums are known.
pub fn link_index(from: &Path, to: &Path) -> Result<HashSet<String>, EngineError> {
    let mut shared = HashSet::new();
    for path in list(from)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.ends_with(".lock") {
            continue;
        }
        let target = to.join(name);
        step("link an index file");
        if !REPLACED.contains(&name) && fs::hard_link(&path, &target).is_ok() {
            shared.insert(name.to_owned());
        } else {
            fs::copy(&path, &target).map_err(io("cannot copy", &path))?;
        }
    }
    Ok(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_files_are_shared_and_bookkeeping_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        fs::create_dir_all(&from).unwrap();
        fs::create_dir_all(&to).unwrap();
        for name in ["a.idx", "meta.json", ".managed.json", ".tantivy-writer.lock"] {
            fs::write(from.join(name), name).unwrap();
        }
        let shared = link_index(&from, &to).unwrap();
        assert_eq!(shared, HashSet::from(["a.idx".to_owned()]));
        fs::write(to.join("meta.json"), "new").unwrap();
        assert_eq!(fs::read(from.join("meta.json")).unwrap(), b"meta.json");
        assert!(!to.join(".tantivy-writer.lock").exists());
    }
}
