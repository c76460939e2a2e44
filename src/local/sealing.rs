//! The end of a build: side files, manifest and checksums are written, everything is made to last, and the
//! folder gets its name.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::engine::manifest::{Draft, Versions};
use crate::engine::steps::step;
use crate::engine::{EngineError, GenerationId, Manifest};
use crate::local::facts::Counts;
use crate::local::generations::{Layout, io, readable_by_all, sync_dir, write_synced};
use crate::local::writer::{INDEX, Living, list};
use crate::local::{MANIFEST_FORMAT, checksums, internal, ledger, versions};

/// A generation whose index is finished.
pub struct Sealing {
    /// The paths of the index.
    pub layout: Layout,
    /// Its name.
    pub id: GenerationId,
    /// When the build began, Unix seconds.
    pub began: i64,
    /// What it was built on.
    pub base: Option<GenerationId>,
    /// Files that it shares with that, by their paths in the folder.
    pub shared: HashSet<PathBuf>,
    /// What was counted of its articles.
    pub counts: Living,
    /// What was found out about copies.
    pub found: Counts,
}

impl Sealing {
    /// Writes the rest and gives the folder its name.
    pub fn seal(self, draft: Draft) -> Result<GenerationId, EngineError> {
        let folder = self.layout.partial(&self.id);
        for lock in [".tantivy-writer.lock", ".tantivy-meta.lock"] {
            // Left by the library; a sealed generation takes no locks.
            let _ = fs::remove_file(folder.join(INDEX).join(lock));
        }
        ledger::write(&folder, &draft.ledger)?;
        ledger::write_credits(&folder, &draft.credits)?;
        write_lines(&folder.join("rejects.jsonl"), &draft.rejects)?;
        let places = draft.locations.iter();
        let places: Vec<String> = places
            .map(|(id, paths)| serde_json::json!({ "id": id, "paths": paths }).to_string())
            .collect();
        write_lines(&folder.join("locations.jsonl"), &places)?;
        let base = self.base.as_ref().map(|base| self.layout.generation(base));
        let (layout, id, shared) = (self.layout.clone(), self.id.clone(), self.shared.clone());
        let json = serde_json::to_string_pretty(&self.manifest(draft))
            .map_err(|e| internal("writing the manifest", e))?;
        write_synced(&folder.join("manifest.json"), json.as_bytes())?;
        checksums::write(&folder, base.as_deref(), &shared)?;
        sync_tree(&folder, &folder, &shared)?;
        let sealed = layout.generation(&id);
        step("name the generation");
        fs::rename(&folder, &sealed).map_err(io("cannot seal", &folder))?;
        sync_dir(&layout.dir().join("generations"))?;
        Ok(id)
    }

    fn manifest(self, draft: Draft) -> Manifest {
        let Living { articles, words, undated, embargo_until, langs } = self.counts;
        let Counts { texts, copied, stems } = self.found;
        let mut langs: Vec<(String, u64)> =
            langs.into_iter().map(|(lang, n)| (lang.to_string(), n)).collect();
        langs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Manifest {
            format_version: MANIFEST_FORMAT,
            generation: self.id,
            versions: Versions { corpus: draft.corpus_version, tables: draft.tables, ..versions() },
            built: self.began,
            roots: draft.roots,
            follow: draft.follow,
            base: self.base,
            articles,
            texts,
            copied,
            undated,
            langs,
            stemmers: stems.names(),
            verdicts: draft.verdicts,
            words,
            embargo_until,
        }
    }
}

/// Writes lines, each with its end, and syncs them.
pub fn write_lines(path: &Path, lines: &[String]) -> Result<(), EngineError> {
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    write_synced(path, text.as_bytes())
}

/// Syncs every file and folder below, and lets everybody read them: the library makes some files
/// for their owner alone, but searchers may be other users than the builder. Files that are `shared`
/// with an earlier generation were synced with it.
fn sync_tree(top: &Path, folder: &Path, shared: &HashSet<PathBuf>) -> Result<(), EngineError> {
    for path in list(folder)? {
        if path.is_dir() {
            sync_tree(top, &path, shared)?;
        } else if path.strip_prefix(top).is_ok_and(|name| !shared.contains(name)) {
            readable_by_all(&path, 0o644)?;
            let file = fs::File::open(&path).map_err(io("cannot open", &path))?;
            step("sync a file");
            file.sync_all().map_err(io("cannot sync", &path))?;
        }
    }
    readable_by_all(folder, 0o755)?;
    sync_dir(folder)
}
