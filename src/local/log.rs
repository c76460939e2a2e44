//! The log of an index: `log.jsonl`, a line for each run, oldest first.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::engine::EngineError;
use crate::local::generations::{io, readable_by_all};

const NAME: &str = "log.jsonl";

/// Adds a line.
pub fn add(index: &Path, line: &str) -> Result<(), EngineError> {
    let path = index.join(NAME);
    let failed = || io("cannot write", &path);
    let new = !path.exists();
    let mut file =
        File::options().create(true).read(true).append(true).open(&path).map_err(failed())?;
    if new {
        // Searchers may be other users than the builder.
        readable_by_all(&path, 0o644)?;
    }
    // What a crash cut short stays a line of its own.
    let torn = file.seek(SeekFrom::End(-1)).is_ok() && {
        let mut last = [0];
        file.read_exact(&mut last).map_err(failed())?;
        last != *b"\n"
    };
    let start = if torn { "\n" } else { "" };
    file.write_all(format!("{start}{line}\n").as_bytes()).map_err(failed())?;
    file.sync_all().map_err(failed())
}

/// Reads all lines; none where nothing was ever run.
pub fn read(index: &Path) -> Result<Vec<String>, EngineError> {
    let path = index.join(NAME);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(io("cannot read", &path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_stays_by_itself() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap(), [""; 0]);
        add(dir.path(), "one").unwrap();
        let path = dir.path().join(NAME);
        std::fs::write(&path, "one\ntw").unwrap();
        add(dir.path(), "three").unwrap();
        assert_eq!(read(dir.path()).unwrap(), ["one", "tw", "three"]);
        assert!(add(&dir.path().join("nowhere"), "x").is_err());
    }
}
