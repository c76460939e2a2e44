//! The ledger of a generation on disk: `files.jsonl`, one file of the corpus a line, and
//! `articles.keys`, eight bytes for each of their articles, most significant first.

use std::fs;
use std::path::Path;

use crate::engine::EngineError;
use crate::engine::ledger::Ledger;
use crate::local::generations::{io, write_synced};
use crate::local::writer::write_lines;
use crate::local::{damaged, internal};

const FILES: &str = "files.jsonl";
const KEYS: &str = "articles.keys";

/// Writes the ledger into the folder of a generation.
pub fn write(folder: &Path, ledger: &Ledger) -> Result<(), EngineError> {
    let lines = ledger.files.iter().map(serde_json::to_string);
    let lines: Vec<String> =
        lines.collect::<Result<_, _>>().map_err(|e| internal("writing the ledger", e))?;
    write_lines(&folder.join(FILES), lines)?;
    let keys: Vec<u8> = ledger.keys.iter().flat_map(|key| key.to_be_bytes()).collect();
    write_synced(&folder.join(KEYS), &keys)
}

/// Reads the ledger of a generation.
///
/// # Errors
/// `Damaged` where the two files do not fit together.
pub fn read(folder: &Path) -> Result<Ledger, EngineError> {
    let path = folder.join(FILES);
    let text = fs::read_to_string(&path).map_err(io("cannot read", &path))?;
    let files = text.lines().map(serde_json::from_str).collect::<Result<_, _>>();
    let files = files.map_err(|e| damaged(FILES, e))?;
    let path = folder.join(KEYS);
    let bytes = fs::read(&path).map_err(io("cannot read", &path))?;
    let (keys, rest) = bytes.as_chunks::<8>();
    let keys = keys.iter().map(|key| u64::from_be_bytes(*key)).collect();
    let ledger = Ledger { files, keys };
    let held: u64 = ledger.files.iter().map(|file| file.articles).sum();
    if !rest.is_empty() || held != ledger.keys.len() as u64 {
        return Err(damaged(KEYS, format!("{FILES} tells of {held} articles")));
    }
    Ok(ledger)
}
