//! Checksums of a generation's files: written at seal, compared by `verify`.
//!
//! tantivy's own check only covers files that its bookkeeping names and passes without a word where
//! that is missing. `checksums.txt` covers every file: BLAKE3, size, path, one a line. Files that two
//! generations share are not hashed again when the second is sealed, but are when it is verified.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::engine::EngineError;
use crate::local::generations::{io, write_synced};
use crate::local::writer::list;
use crate::local::{damaged, faults};

/// The file of checksums inside a generation.
const NAME: &str = "checksums.txt";

/// Writes the checksums of every file below a generation's folder. Of the files `shared` with the
/// generation in the folder `base`, by their paths, the checksums are those that stand there.
pub fn write(
    folder: &Path,
    base: Option<&Path>,
    shared: &HashSet<PathBuf>,
) -> Result<(), EngineError> {
    let mut known = HashMap::new();
    let stated = match base {
        Some(base) => faults::text_of_generation(&base.join(NAME))?,
        None => String::new(),
    };
    for line in stated.lines().filter(|line| shared.contains(Path::new(name_of(line)))) {
        known.insert(name_of(line), line);
    }
    let text = lines(folder, &|name| known.get(name).map(|line| (*line).to_owned()))?;
    write_synced(&folder.join(NAME), text.as_bytes())
}

/// Compares every file with its checksum. The error names the first file that differs, is missing
/// or is one too many.
pub fn verify(folder: &Path) -> Result<(), EngineError> {
    let path = folder.join(NAME);
    let stated = faults::text_of_generation(&path)?;
    let found = lines(folder, &|_| None)?;
    if stated == found {
        return Ok(());
    }
    let name = |line: &str| name_of(line).to_owned();
    let stated: Vec<&str> = stated.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let damaged = |line: &str, why: &str| EngineError::Damaged {
        file: folder.join(name(line)).display().to_string(),
        why: why.to_owned(),
    };
    for line in &stated {
        if !found.contains(line) {
            let still_there = found.iter().any(|other| name(other) == name(line));
            let why = if still_there { "its checksum differs" } else { "it is missing" };
            return Err(damaged(line, why));
        }
    }
    let extra = found.iter().find(|line| !stated.contains(line)).unwrap_or(&"");
    Err(damaged(extra, "it does not belong to this generation"))
}

/// Compares with their checksums those files of a generation whose paths are `wanted`. The error names the
/// first that differs or is missing.
pub fn verify_some(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), EngineError> {
    let stated = faults::text_of_generation(&folder.join(NAME))?;
    for line in stated.lines().filter(|line| wanted(name_of(line))) {
        let path = folder.join(name_of(line));
        let why = match line_of(&path, name_of(line)) {
            Ok(found) if found == line => continue,
            Ok(_) => "its checksum differs".to_owned(),
            Err(error) => error.to_string(),
        };
        return Err(damaged(&path.display().to_string(), why));
    }
    Ok(())
}

/// The path in a line of the file.
fn name_of(line: &str) -> &str {
    line.splitn(3, ' ').nth(2).unwrap_or("?")
}

/// Makes the lines of all files below a folder, in the order of their paths. What `known` has is not
/// read. An index is read whole, twice a build: by a few threads at once.
fn lines(
    folder: &Path,
    known: &(dyn Fn(&str) -> Option<String> + Sync),
) -> Result<String, EngineError> {
    let mut files = Vec::new();
    list_files(folder, &mut files)?;
    let made: Vec<Mutex<Option<Result<String, EngineError>>>> =
        files.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = files.get(number) else { break };
                    let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
                    let line = known(&name).map_or_else(|| line_of(path, &name), Ok);
                    if let Ok(mut made) = made[number].lock() {
                        *made = Some(line);
                    }
                }
            });
        }
    });
    let mut text = String::new();
    for line in made {
        // Every number below that of files was taken by some thread.
        if let Ok(Some(line)) = line.into_inner() {
            text.push_str(&line?);
            text.push('\n');
        }
    }
    Ok(text)
}

/// Lists all files below a folder but the list of checksums.
fn list_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), EngineError> {
    for path in list(folder)? {
        if path.is_dir() {
            list_files(&path, files)?;
        } else if !path.ends_with(NAME) {
            files.push(path);
        }
    }
    Ok(())
}

fn line_of(path: &Path, name: &str) -> Result<String, EngineError> {
    let file = File::open(path).map_err(io("cannot read", path))?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).map_err(io("cannot read", path))?;
    Ok(format!("{} {} {name}", hasher.finalize().to_hex(), hasher.count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_is_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        std::fs::write(dir.path().join("sub/a"), "one").unwrap();
        std::fs::write(dir.path().join("b"), "two").unwrap();
        write(dir.path(), None, &HashSet::new()).unwrap();
        verify(dir.path()).unwrap();
        std::fs::write(dir.path().join("sub/a"), "onE").unwrap();
        let error = verify(dir.path()).unwrap_err().to_string();
        assert!(error.contains("sub/a") && error.contains("differs"), "{error}");
        std::fs::remove_file(dir.path().join("sub/a")).unwrap();
        assert!(verify(dir.path()).unwrap_err().to_string().contains("missing"));
    }

    #[test]
    fn shared_files_are_not_read_again_before_they_are_verified() {
        let dir = tempfile::tempdir().unwrap();
        let (base, new) = (dir.path().join("base"), dir.path().join("new"));
        for folder in [&base, &new] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("a"), "one").unwrap();
        }
        write(&base, None, &HashSet::new()).unwrap();
        std::fs::write(new.join("a"), "onE").unwrap();
        write(&new, Some(&base), &HashSet::from([PathBuf::from("a")])).unwrap();
        assert!(verify(&new).unwrap_err().to_string().contains("differs"));
    }
}
