//! The ledger of a generation on disk: the file `ledger`, packed, and `credits.jsonl`, the credits that no
//! table knew.

use std::fs;
use std::path::Path;

use crate::engine::EngineError;
use crate::engine::ledger::Ledger;
use crate::local::generations::{io, write_synced};
use crate::local::sealing::write_lines;
use crate::local::{damaged, faults};

const LEDGER: &str = "ledger";
const CREDITS: &str = "credits.jsonl";

/// How the ledger begins; the digit is its version.
const MAGIC: &[u8; 8] = b"NSLEDGE1";

/// Writes the ledger into the folder of a generation.
pub fn write(folder: &Path, ledger: &Ledger) -> Result<(), EngineError> {
    write_synced(&folder.join(LEDGER), &[MAGIC.as_slice(), &ledger.to_bytes()].concat())
}

/// Reads the ledger of a generation.
///
/// # Errors
/// `Damaged` where it is cut, or no ledger.
pub fn read(folder: &Path) -> Result<Ledger, EngineError> {
    let path = folder.join(LEDGER);
    let bytes = fs::read(&path).map_err(io("cannot read", &path))?;
    let ledger = bytes.strip_prefix(MAGIC).and_then(Ledger::from_bytes);
    ledger.ok_or_else(|| damaged(LEDGER, "it is cut, or of another version"))
}

/// Writes unknown credits with their articles, one a line.
pub fn write_credits(folder: &Path, credits: &[(String, u64)]) -> Result<(), EngineError> {
    let lines = credits.iter();
    let lines: Vec<String> = lines
        .map(|(name, articles)| {
            serde_json::json!({ "name": name, "articles": articles }).to_string()
        })
        .collect();
    write_lines(&folder.join(CREDITS), &lines)
}

/// Reads the unknown credits of a generation.
pub fn read_credits(folder: &Path) -> Result<Vec<(String, u64)>, EngineError> {
    #[derive(serde::Deserialize)]
    struct Line {
        name: String,
        articles: u64,
    }
    let text = faults::text_of_generation(&folder.join(CREDITS))?;
    let lines = text.lines().map(|line| {
        let line: Line = serde_json::from_str(line).map_err(|e| damaged(CREDITS, e))?;
        Ok((line.name, line.articles))
    });
    lines.collect()
}
