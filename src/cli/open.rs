//! The only place that names the engines: settings in, engine or store out.

use std::path::Path;
use std::sync::Arc;

use news_search::corpus::extract::aliases::AliasTable;
use news_search::corpus::read::{ReadOptions, Reader};
use news_search::engine::{Engine, EngineError, Store};
use news_search::local::{self, LocalStore};

/// Opens the live generation of the index in a folder.
pub fn engine(dir: &Path) -> Result<Box<dyn Engine>, EngineError> {
    local::open(dir)
}

/// Returns the store in a folder, which need not exist.
pub fn store(dir: &Path) -> Box<dyn Store> {
    Box::new(LocalStore::new(dir.to_path_buf()))
}

/// Makes what reads the files of a corpus.
pub fn reader() -> Reader {
    let aliases = Arc::new(AliasTable::shipped());
    Reader::new(ReadOptions { aliases, ..ReadOptions::default() })
}
