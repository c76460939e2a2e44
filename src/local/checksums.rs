//! Checksums of a generation's files: written at seal, compared by `verify`.
//!
//! tantivy's own check only covers files that its bookkeeping names and passes without a word where
//! that is missing. `checksums.txt` covers every file: BLAKE3, size, path, one a line.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::engine::EngineError;
use crate::local::faults;
use crate::local::generations::{io, write_synced};
use crate::local::writer::list;

/// The file of checksums inside a generation.
const NAME: &str = "checksums.txt";

/// Writes the checksums of every file below a generation's folder.
pub fn write(folder: &Path) -> Result<(), EngineError> {
    let mut text = String::new();
    collect(folder, folder, &mut text)?;
    write_synced(&folder.join(NAME), text.as_bytes())
}

/// Compares every file with its checksum. The error names the first file that differs, is missing
/// or is one too many.
pub fn verify(folder: &Path) -> Result<(), EngineError> {
    let path = folder.join(NAME);
    let stated = faults::text_of_generation(&path)?;
    let mut found = String::new();
    collect(folder, folder, &mut found)?;
    if stated == found {
        return Ok(());
    }
    let name = |line: &str| line.splitn(3, ' ').nth(2).unwrap_or("?").to_owned();
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

fn collect(top: &Path, folder: &Path, text: &mut String) -> Result<(), EngineError> {
    // An index is read whole, twice a build: in steps that are worth a call of the system.
    let mut buffer = vec![0; 128 << 10];
    for path in list(folder)? {
        if path.is_dir() {
            collect(top, &path, text)?;
            continue;
        }
        let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
        if name == NAME {
            continue;
        }
        let mut file = File::open(&path).map_err(io("cannot read", &path))?;
        let mut hasher = blake3::Hasher::new();
        let mut size = 0;
        loop {
            let read = match file.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read.map_err(io("cannot read", &path))?,
            };
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
            size += read as u64;
        }
        text.push_str(&format!("{} {size} {name}\n", hasher.finalize().to_hex()));
    }
    Ok(())
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
        write(dir.path()).unwrap();
        verify(dir.path()).unwrap();
        std::fs::write(dir.path().join("sub/a"), "onE").unwrap();
        let error = verify(dir.path()).unwrap_err().to_string();
        assert!(error.contains("sub/a") && error.contains("differs"), "{error}");
        std::fs::remove_file(dir.path().join("sub/a")).unwrap();
        assert!(verify(dir.path()).unwrap_err().to_string().contains("missing"));
    }
}
