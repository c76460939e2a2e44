//! The hash of a file's bytes, as they lie on disk.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Hashes a file: the first half of BLAKE3 over its bytes.
///
/// # Errors
/// Where it cannot be read, or is no file: a pipe would never end.
pub fn content_hash(path: &Path) -> io::Result<[u8; 16]> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "not a file"));
    }
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => _ = hasher.update(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
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
}
