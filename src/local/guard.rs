//! The engine as others hold it: what looks like damage is told as that only where it is.
//!
//! A generation that is pruned while somebody reads it misses files, too: then the live one answers.
//!
//! The search library trusts the files it reads and may panic on one with a wrong bit. Checksums
//! would show it before, but reading every byte at every start takes seconds; so they are asked
//! only once something has gone wrong.

use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use crate::article::ArticleId;
use crate::engine::{
    Engine, EngineError, Explained, GenerationId, Hits, Manifest, SearchRequest, Stored, TermCount,
    Terms,
};
use crate::local::checksums;
use crate::local::engine::LocalEngine;
use crate::local::generations::Layout;

/// An engine whose doors are guarded.
pub struct Guarded {
    engine: LocalEngine,
    folder: PathBuf,
}

impl Guarded {
    /// Opens a generation, the live one if none is named.
    pub fn open(layout: Layout, generation: Option<&GenerationId>) -> Result<Guarded, EngineError> {
        let none = || EngineError::NoIndex { dir: layout.dir().to_path_buf() };
        let mut last = None;
        loop {
            let id = match generation {
                Some(id) => id.clone(),
                None => layout.current()?.ok_or_else(none)?,
            };
            let folder = layout.generation(&id);
            match guarded(&folder, || LocalEngine::open(layout.clone(), id.clone())) {
                Ok(engine) => return Ok(Guarded { engine, folder }),
                // Pruned between the look at the pointer and now. A pointer that stays where it is
                // leads nowhere.
                Err(_)
                    if !folder.is_dir() && generation.is_none() && last.as_ref() != Some(&id) =>
                {
                    last = Some(id);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Asks this generation, or the live one if this one was pruned meanwhile.
    fn ask<T>(
        &self,
        work: impl Fn(&LocalEngine) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        match guarded(&self.folder, || work(&self.engine)) {
            Err(_) if !self.folder.is_dir() => {
                let live = Guarded::open(self.engine.layout().clone(), None)?;
                guarded(&live.folder, || work(&live.engine))
            }
            answer => answer,
        }
    }
}

impl Engine for Guarded {
    fn search(&self, request: &SearchRequest) -> Result<Hits, EngineError> {
        self.ask(|engine| engine.search(request))
    }

    fn article(&self, id: &str, now: i64) -> Result<Stored, EngineError> {
        self.ask(|engine| engine.article(id, now))
    }

    fn explain(&self, id: &str, request: &SearchRequest) -> Result<Explained, EngineError> {
        self.ask(|engine| engine.explain(id, request))
    }

    fn terms(
        &self,
        of: Terms,
        range: (Bound<&str>, Bound<&str>),
        limit: usize,
    ) -> Result<Vec<TermCount>, EngineError> {
        self.ask(|engine| engine.terms(of, range, limit))
    }

    fn scan(&self, after: Option<ArticleId>, limit: usize) -> Result<Vec<Stored>, EngineError> {
        self.ask(|engine| engine.scan(after, limit))
    }

    fn manifest(&self) -> &Manifest {
        self.engine.manifest()
    }

    fn refresh(&mut self) -> Result<bool, EngineError> {
        let layout = self.engine.layout().clone();
        let live = layout.current()?;
        if live.as_ref().is_none_or(|live| *live == self.manifest().generation) {
            return Ok(false);
        }
        *self = Guarded::open(layout, live.as_ref())?;
        Ok(true)
    }
}

/// Does something with the generation in this folder. A panic on the way is told as damage where a
/// checksum differs; where none does the mistake is ours, and the panic goes on.
fn guarded<T>(
    folder: &Path,
    work: impl FnOnce() -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    // What was being made is dropped, and what stays behind is only read.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| match checksums::verify(folder) {
        Err(damage) => Err(damage),
        Ok(()) => resume_unwind(panic),
    })
}

/// Does something that builds on the generation in this folder. Whatever goes wrong is told as damage of
/// that where a checksum of it differs.
pub fn building_on<T>(
    folder: &Path,
    work: impl FnOnce() -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    guarded(folder, work).map_err(|error| checksums::verify(folder).err().unwrap_or(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_damage_only_where_a_checksum_differs() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("f"), "whole").unwrap();
        checksums::write(dir.path(), None, &std::collections::HashSet::new()).unwrap();
        let panics = || guarded::<()>(dir.path(), || panic!("out of bounds"));
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        std::fs::write(dir.path().join("f"), "hole").unwrap();
        assert!(panics().unwrap_err().to_string().contains("checksum differs"));
    }
}
