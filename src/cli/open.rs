//! The only place that names the engines: settings in, engine or store out.

use std::path::Path;
use std::sync::Arc;

use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::{self, extract::aliases::AliasTable};
use news_search::engine::{Engine, EngineError, Store};
use news_search::local::{self, LocalStore};

use super::exit::{Exit, Failure};
use super::settings::Settings;

/// Opens the live generation of the index in a folder.
pub fn engine(dir: &Path) -> Result<Box<dyn Engine>, EngineError> {
    local::open(dir)
}

/// Returns the store in a folder, which need not exist.
pub fn store(dir: &Path) -> Box<dyn Store> {
    Box::new(LocalStore::new(dir.to_path_buf()))
}

/// Lets every user read a file of an index, as they can read the rest of it. What cannot be changed
/// stays as it is.
pub fn readable_by_all(file: &Path) {
    let _ = local::generations::readable_by_all(file, 0o644);
}

/// What reads the files of a corpus.
pub struct Reading {
    /// Reads them.
    pub reader: Reader,
    /// Hash of all that decides how an article comes out, beside the versions: of this program, of the
    /// tables that are shipped and of the user's own.
    pub tables: String,
}

/// Makes what reads the files of a corpus, with the table of outlets and agencies that is shipped
/// and the user's own.
pub fn reading(settings: &Settings) -> Result<Reading, Failure> {
    let mut aliases = AliasTable::shipped();
    let mut hash = blake3::Hasher::new();
    let mut take = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    take(env!("CARGO_PKG_VERSION"));
    corpus::TABLES.into_iter().for_each(&mut take);
    if let Some(file) = &settings.options().aliases {
        let wrong = |why: String| {
            let message = format!("aliases: {}: {why}", file.display());
            Failure::new(Exit::Usage, "E002", message)
        };
        let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
        aliases.merge_user(&text).map_err(|error| wrong(error.to_string()))?;
        take(&text);
    }
    let reader = Reader::new(ReadOptions { aliases: Arc::new(aliases), ..ReadOptions::default() });
    Ok(Reading { reader, tables: hash.finalize().to_hex()[..32].to_owned() })
}
