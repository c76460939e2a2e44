//! The hash of a file's bytes, as they lie on disk.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Hashes a file: the first half of BLAKE3 over its bytes. Of a file that grows it takes what was there
/// when it was opened.
///
/// # Errors
/// Where it cannot be read, and, with `InvalidInput`, where it is no regular file: a pipe would wait for
/// a writer.
pub fn content_hash(path: &Path) -> io::Result<[u8; 16]> {
    let regular = |facts: fs::Metadata| match facts.is_file() {
        true => Ok(facts.len()),
        false => Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file")),
    };
    regular(fs::metadata(path)?)?;
    let file = File::open(path)?;
    let size = regular(file.metadata()?)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file.take(size))?;
    let mut hash = [0; 16];
    hash.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_bytes_have_one_hash() {
        let dir = tempfile::tempdir().unwrap();
        let [a, b, c] = ["a", "b", "c"].map(|name| dir.path().join(name));
        fs::write(&a, vec![7; 200_000]).unwrap();
        fs::write(&b, vec![7; 200_000]).unwrap();
        fs::write(&c, vec![7; 200_001]).unwrap();
        assert_eq!(content_hash(&a).unwrap(), content_hash(&b).unwrap());
        assert_ne!(content_hash(&a).unwrap(), content_hash(&c).unwrap());
        assert!(content_hash(dir.path()).is_err());
        assert!(content_hash(&dir.path().join("d")).is_err());
    }

    #[test]
    fn a_content_hash_is_that_of_the_bytes_on_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        for size in [0, 1, 65_535, 65_536, 400_017] {
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            fs::write(&path, &bytes).unwrap();
            let expected = blake3::hash(&bytes);
            assert_eq!(content_hash(&path).unwrap(), expected.as_bytes()[..16], "{size}");
        }
        let kind = |path: &Path| content_hash(path).unwrap_err().kind();
        assert_eq!(kind(&dir.path().join("gone")), ErrorKind::NotFound);
        assert_eq!(kind(dir.path()), ErrorKind::InvalidInput);
        #[cfg(unix)]
        {
            let pipe = dir.path().join("pipe");
            let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
            assert!(made.success());
            assert_eq!(kind(&pipe), ErrorKind::InvalidInput, "and it does not wait for a writer");
        }
    }
}
