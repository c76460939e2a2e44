//! What keeps a generation from being removed while somebody reads it.
//!
//! A reader holds a shared lock on the generation's manifest for as long as it has it open; whoever prunes
//! must get the lock for itself. The lock needs no permission to write, works on read-only media, and goes
//! with the process. Where a file system has no locks, nothing is held: an open reader then goes on with
//! the files that it has mapped.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::engine::EngineError;
use crate::local::generations::io;
use crate::local::{damaged, faults};

/// Held while a generation is read.
#[derive(Debug)]
pub struct Lease(#[allow(dead_code, reason = "held for its lock")] File);

/// Takes a lease by the manifest at this path, and reads it.
///
/// # Errors
/// `Damaged` where there is none, or where the generation is being removed.
pub fn take(manifest: &Path) -> Result<(Lease, String), EngineError> {
    let shown = || manifest.display().to_string();
    let mut file = match File::open(manifest) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(damaged(&shown(), "it is missing"));
        }
        Err(error) => return Err(io("cannot read", manifest)(error)),
    };
    if let Err(TryLockError::WouldBlock) = file.try_lock_shared() {
        return Err(damaged(&shown(), "its generation is being removed"));
    }
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) => Ok((Lease(file), text)),
        // Tells what is wrong with it, as for any other file.
        Err(_) => faults::text_of_generation(manifest).map(|text| (Lease(file), text)),
    }
}

/// Tells whether a generation may be removed: nobody reads it. The lock is held while the guard lives.
/// What has no manifest is no generation, and nobody reads it.
pub fn alone(manifest: &Path) -> Option<Option<File>> {
    let Ok(file) = File::open(manifest) else { return Some(None) };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => None,
        Ok(()) | Err(TryLockError::Error(_)) => Some(Some(file)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_share_and_keep_removal_away() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("manifest.json");
        assert!(alone(&path).is_some());
        assert!(take(&path).unwrap_err().to_string().contains("missing"));
        std::fs::write(&path, "{}").unwrap();
        let (one, text) = take(&path).unwrap();
        let two = take(&path).unwrap();
        assert_eq!(text, "{}");
        assert!(alone(&path).is_none());
        drop((one, two));
        let guard = alone(&path).unwrap();
        assert!(take(&path).unwrap_err().to_string().contains("removed"));
        drop(guard);
        take(&path).unwrap();
    }
}
