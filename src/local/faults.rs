//! What a failure while reading a generation means to a person: damage, which a rebuild mends, or a
//! system that does not let us read.
//!
//! A sealed generation never changes, so a file of it that is missing, cut, or not what it should be
//! is damage and no mistake of ours. Only what the system itself refuses is told as that.

use std::io::ErrorKind;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};

use crate::engine::EngineError;
use crate::local::generations::io;
use crate::local::{damaged, internal};

/// What stands for the files that the search library keeps, where it does not say which one failed.
const FILES: &str = "the folder tantivy of the live generation";

/// Reads a text file of an index. `None` if there is none.
///
/// # Errors
/// `Damaged` if it is no text, `Io` if the system does not let it be read.
pub fn text(path: &Path) -> Result<Option<String>, EngineError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) => match error.kind() {
            ErrorKind::NotFound => Ok(None),
            ErrorKind::InvalidData => Err(damaged(&shown(path), "it is no text")),
            ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
                Err(damaged(&shown(path), "a folder stands where a file should, or the reverse"))
            }
            _ => Err(io("cannot read", path)(error)),
        },
    }
}

/// Reads a text file that every generation has.
///
/// # Errors
/// As [`text`], and `Damaged` if it is missing.
pub fn text_of_generation(path: &Path) -> Result<String, EngineError> {
    text(path)?.ok_or_else(|| damaged(&shown(path), "it is missing"))
}

/// Tells why a generation in this folder cannot be opened.
pub fn opening(folder: &Path, error: TantivyError) -> EngineError {
    match error {
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })
            if refused(&io_error) =>
        {
            io("cannot read", &folder.join(filepath))(std::io::Error::from(io_error.kind()))
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError {
            io_error,
            directory_path,
        }) if refused(&io_error) => {
            io("cannot read", &directory_path)(std::io::Error::from(io_error.kind()))
        }
        TantivyError::IoError(error) if refused(&error) => {
            io("cannot read", folder)(std::io::Error::from(error.kind()))
        }
        error => damaged(&shown(folder), why(&error)),
    }
}

/// Tells why a generation in this folder cannot be written: a full disk is the system's word, the
/// rest is ours to mend.
pub fn writing(doing: &'static str, folder: &Path, error: TantivyError) -> EngineError {
    // Some threads of the library hand the system's error on as text only.
    let text = error.to_string();
    let number = text
        .split_once("(os error ")
        .and_then(|(_, rest)| rest.split_once(')'))
        .and_then(|(number, _)| number.parse().ok());
    match number {
        Some(number) => io("cannot write", folder)(std::io::Error::from_raw_os_error(number)),
        None => internal(doing, text),
    }
}

/// Tells what failed while an open generation was read.
impl From<TantivyError> for EngineError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::DataCorruption(_)
            | TantivyError::IoError(_)
            | TantivyError::OpenReadError(_)
            | TantivyError::OpenDirectoryError(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::FieldNotFound(_)
            | TantivyError::SchemaError(_) => damaged(FILES, why(&error)),
            error => internal("searching", error),
        }
    }
}

/// Tells what failed while a list of words or ids was read.
pub fn reading(error: std::io::Error) -> EngineError {
    EngineError::from(TantivyError::from(error))
}

fn refused(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::OutOfMemory)
        // Too many open files, here and in the whole system.
        || matches!(error.raw_os_error(), Some(23 | 24))
}

/// The cause, without the library's names for its own types.
fn why(error: &TantivyError) -> String {
    match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
            format!("{} is missing", file.display())
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            format!("{}: {io_error}", filepath.display())
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(folder)) => {
            format!("{} is missing", folder.display())
        }
        TantivyError::IoError(error) => error.to_string(),
        error => error.to_string(),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn what_the_system_refuses_is_no_damage() {
        let error = |kind| {
            let io_error = Arc::new(std::io::Error::from(kind));
            let error = OpenReadError::IoError { io_error, filepath: "meta.json".into() };
            opening(Path::new("/index"), error.into())
        };
        let told = error(ErrorKind::PermissionDenied).to_string();
        assert!(told.starts_with("cannot read /index/meta.json"), "{told}");
        assert!(matches!(error(ErrorKind::UnexpectedEof), EngineError::Damaged { .. }));
    }

    #[test]
    fn a_full_disk_is_told_as_one() {
        let full = || std::io::Error::from_raw_os_error(28);
        let folder = Path::new("/index");
        for error in [TantivyError::from(full()), TantivyError::InternalError(full().to_string())] {
            let told = writing("adding", folder, error).to_string();
            assert!(told.starts_with("cannot write /index: "), "{told}");
        }
        let told = writing("adding", folder, TantivyError::Poisoned).to_string();
        assert!(told.starts_with("internal error while adding"), "{told}");
    }

    #[test]
    fn a_file_that_is_no_text_is_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("f");
        assert_eq!(text(&file).unwrap(), None);
        assert!(text_of_generation(&file).unwrap_err().to_string().contains("missing"));
        std::fs::write(&file, [0xff]).unwrap();
        assert!(text(&file).unwrap_err().to_string().contains("search index rebuild"));
        assert!(text(dir.path()).unwrap_err().to_string().contains("damaged"));
    }
}
