//! Generations of the local engine: begun, sealed, verified, published, opened, pruned.

use std::path::{Path, PathBuf};

use crate::engine::manifest::Past;
use crate::engine::{
    Base, Build, Engine, EngineError, GenerationId, Store, WriterLock, ledger::Ledger,
};
use crate::local::generations::Layout;
use crate::local::guard::Guarded;
use crate::local::writer::LocalBuild;
use crate::local::{ledger, log, verify};

/// The store in one index folder.
#[derive(Debug, Clone)]
pub struct LocalStore {
    layout: Layout,
}

impl LocalStore {
    /// Speaks of the index in this folder, which need not exist.
    pub fn new(dir: PathBuf) -> LocalStore {
        LocalStore { layout: Layout::new(dir) }
    }
}

/// Opens the live generation of the index in this folder.
pub fn open(dir: &Path) -> Result<Box<dyn Engine>, EngineError> {
    Ok(Box::new(Guarded::open(Layout::new(dir.to_path_buf()), None)?))
}

impl Store for LocalStore {
    fn lock(&self, now: i64) -> Result<Box<dyn WriterLock>, EngineError> {
        Ok(Box::new(self.layout.lock(now)?))
    }

    fn begin(
        &self,
        base: Base,
        now: i64,
        memory: u64,
        _: &dyn WriterLock,
    ) -> Result<Box<dyn Build>, EngineError> {
        let base = match base {
            Base::Empty => None,
            Base::From(id) => Some(id),
        };
        Ok(Box::new(LocalBuild::begin(self.layout.clone(), base, now, memory)?))
    }

    fn open(&self, generation: Option<&GenerationId>) -> Result<Box<dyn Engine>, EngineError> {
        Ok(Box::new(Guarded::open(self.layout.clone(), generation)?))
    }

    fn verify(&self, generation: &GenerationId) -> Result<(), EngineError> {
        verify::verify(&self.layout, generation)
    }

    fn check_base(&self, generation: &GenerationId) -> Result<(), EngineError> {
        verify::check_base(&self.layout, generation)
    }

    fn current(&self) -> Result<Option<GenerationId>, EngineError> {
        self.layout.current()
    }

    fn past(&self) -> Option<Past> {
        let live = self.layout.current().ok().flatten();
        let sealed = self.layout.sealed().unwrap_or_default();
        // What is live, or if that cannot be told or read the newest that can.
        live.into_iter().chain(sealed.into_iter().rev()).find_map(|id| {
            let json = std::fs::read(self.layout.generation(&id).join("manifest.json")).ok()?;
            let past: Past = serde_json::from_slice(&json).ok()?;
            (!past.roots.is_empty()).then_some(past)
        })
    }

    fn generations(&self) -> Result<Vec<GenerationId>, EngineError> {
        self.layout.sealed()
    }

    fn log(&self, line: &str) -> Result<(), EngineError> {
        log::add(self.layout.dir(), line)
    }

    fn log_lines(&self) -> Result<Vec<String>, EngineError> {
        log::read(self.layout.dir())
    }

    fn credits(&self, generation: &GenerationId) -> Result<Vec<(String, u64)>, EngineError> {
        ledger::read_credits(&self.layout.generation(generation))
    }

    fn ledger(&self, generation: &GenerationId) -> Result<Ledger, EngineError> {
        ledger::read(&self.layout.generation(generation))
    }

    fn publish(&self, generation: &GenerationId, _: &dyn WriterLock) -> Result<(), EngineError> {
        self.layout.set_current(generation)
    }

    fn prune(&self, keep: usize, _: &dyn WriterLock) -> Result<Vec<GenerationId>, EngineError> {
        self.layout.clear_leftovers()?;
        self.layout.prune(keep)
    }

    fn discard(
        &self,
        sealed: Option<&GenerationId>,
        _: &dyn WriterLock,
    ) -> Result<(), EngineError> {
        if let Some(id) = sealed
            && self.layout.current()?.as_ref() != Some(id)
        {
            self.layout.remove(id)?;
        }
        self.layout.clear_leftovers()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_generation_goes_and_the_live_one_stays() {
        let dir = tempfile::tempdir().unwrap();
        let store = LocalStore::new(dir.path().to_path_buf());
        let lock = store.lock(0).unwrap();
        let ids = ["000001-a", "000002-b"].map(|id| GenerationId(id.to_owned()));
        for id in &ids {
            std::fs::create_dir_all(store.layout.generation(id)).unwrap();
        }
        std::fs::create_dir_all(store.layout.partial(&GenerationId("000003-c".into()))).unwrap();
        store.publish(&ids[0], lock.as_ref()).unwrap();
        store.discard(Some(&ids[0]), lock.as_ref()).unwrap();
        store.discard(Some(&ids[1]), lock.as_ref()).unwrap();
        assert_eq!(store.layout.sealed().unwrap(), ids[..1]);
        assert_eq!(std::fs::read_dir(dir.path().join("generations")).unwrap().count(), 1);
    }
}
