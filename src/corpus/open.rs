//! What a file is, before its records are read: openable, text, its encoding, its format.
//!
//! Takes a path, then the unpacked beginning of the file; gives an [`Opened`] or the [`End`] of the
//! file: the code and the sentence with which it is skipped or rejected.

use std::fs::{self, File};
use std::path::Path;

use crate::corpus::charset::{self, Choice, Hints};
use crate::corpus::decode::decode;
use crate::corpus::format::magic;
use crate::corpus::format::reader::Flaw;
use crate::corpus::format::sniff::{Format, sniff};
use crate::corpus::settings::FileSettings;
use crate::corpus::unpack::{Unpacked, fault};

/// Why a file ends without further records.
pub enum End {
    /// A rule leaves it alone.
    Skipped(Flaw),
    /// It should have been readable.
    Rejected(Flaw),
}

/// Ends a file that a rule leaves alone.
pub fn skipped(code: &'static str, reason: impl Into<String>) -> End {
    End::Skipped(Flaw::new(0, code, reason))
}

/// Ends a file that should have been readable.
pub fn rejected(code: &'static str, reason: impl Into<String>) -> End {
    End::Rejected(Flaw::new(0, code, reason))
}

/// Ends a file whose bytes cannot be read on from `offset`.
pub fn faulty(offset: u64, error: &std::io::Error) -> End {
    let fault = fault(error);
    End::Rejected(Flaw::new(offset, fault.code(), fault.to_string()))
}

/// Opens a regular file and says how long it is. A pipe would hang, so it is not even opened.
pub fn open(path: &Path) -> Result<(File, u64), End> {
    let unreadable =
        |error: std::io::Error| rejected("unreadable", format!("cannot be read: {error}"));
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(skipped(
            "special",
            "neither a file nor a folder (a pipe, a socket or a device)",
        ));
    }
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    Ok((file, size))
}

/// A file whose encoding and format are known.
pub struct Opened {
    pub unpacked: Unpacked,
    pub choice: Choice,
    pub hints: Hints,
    pub format: Format,
}

impl Opened {
    /// Looks at the beginning of a file: is it text, in which encoding, in which format?
    pub fn new(unpacked: Unpacked, path: &Path, settings: &FileSettings) -> Result<Opened, End> {
        let Unpacked { head, complete, .. } = &unpacked;
        if head.is_empty() && *complete {
            return Err(skipped("empty", "the file is empty"));
        }
        if let Some(unsupported) = magic::by_bytes(head) {
            return Err(skipped(unsupported.code, unsupported.reason));
        }
        let hints = settings.hints;
        let choice = charset::choose(head, *complete, hints);
        if charset::is_binary(head, choice.charset) {
            return Err(skipped("binary", "not text; if it is, state its encoding in corpus.toml"));
        }
        let text = decode(&head[choice.mark..], choice.charset).text;
        if *complete && text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
            return Err(skipped("empty", "there is nothing but white space in it"));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bare = if unpacked.packed { without_packing(&name) } else { &name };
        let format = sniff(&text, *complete, bare, &settings.csv)
            .map_err(|(code, reason)| skipped(code, reason))?;
        drop(text);
        Ok(Opened { unpacked, choice, hints, format })
    }
}

/// A name without `.gz`, `.zst`, `.xz` and `.bz2`.
fn without_packing(mut name: &str) -> &str {
    while let Some((bare, suffix)) = name.rsplit_once('.') {
        let suffix = suffix.to_ascii_lowercase();
        if !matches!(suffix.as_str(), "gz" | "gzip" | "zst" | "zstd" | "xz" | "bz2") {
            break;
        }
        name = bare;
    }
    name
}
