//! The only place that names the engines: settings in, engine or store out.

use std::path::Path;
use std::sync::Arc;

use news_search::corpus::extract::aliases::AliasTable;
use news_search::corpus::read::{ReadOptions, Reader};
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

/// Makes what reads the files of a corpus, with the table of outlets and agencies that is shipped
/// and the user's own.
pub fn reader(settings: &Settings) -> Result<Reader, Failure> {
    let mut aliases = AliasTable::shipped();
    if let Some(file) = &settings.options().aliases {
        let wrong = |why: String| {
            let message = format!("aliases: {}: {why}", file.display());
            Failure::new(Exit::Usage, "E002", message)
        };
        let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
        aliases.merge_user(&text).map_err(|error| wrong(error.to_string()))?;
    }
    Ok(Reader::new(ReadOptions { aliases: Arc::new(aliases), ..ReadOptions::default() }))
}
