//! A generation in the making: documents into tantivy, then merged, described and synced.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::store::Compressor;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexSettings, IndexSortByField, IndexWriter, Order, TantivyDocument, Term};

use crate::analysis::StemSet;
use crate::article::{ArticleId, Lang};
use crate::engine::manifest::{Draft, Versions};
use crate::engine::{Build, Encoded, EncoderMaker, EngineError, GenerationId, Manifest};
use crate::local::encode::{LocalEncoder, Prepared};
use crate::local::generations::{Layout, io, sync_dir, write_synced};
use crate::local::schema as s;
use crate::local::sketches::{Counts, Sketches};
use crate::local::tokens::{Decoder, InFlight};
use crate::local::{MANIFEST_FORMAT, checksums, faults, internal, ledger, versions};

/// Memory for postings before a segment is written, for each writer thread.
const BUDGET: usize = 128 << 20;

/// Bytes of encoded tokens that may wait for the writer.
const MOST_IN_FLIGHT: usize = 32 << 20;

/// Bytes of encoded tokens, and documents, that are handed to the writer at once: a hand-over wakes
/// a thread, which costs as much as a short article.
const BATCH_BYTES: usize = 1 << 20;
const BATCH: usize = 64;

/// Makes a tokenizer table in which the encoded fields find their decoder.
pub fn tokenizers(in_flight: Option<Arc<InFlight>>) -> TokenizerManager {
    let manager = TokenizerManager::new();
    let decoder = in_flight.map_or_else(Decoder::default, Decoder::counting);
    manager.register(s::ENCODED, decoder);
    manager.register("raw", tantivy::tokenizer::RawTokenizer::default());
    // Stored values name the library's default tokenizer, though they are never tokenized.
    manager.register("default", tantivy::tokenizer::RawTokenizer::default());
    manager
}

/// A generation under way.
pub struct LocalBuild {
    layout: Layout,
    id: GenerationId,
    began: i64,
    writer: IndexWriter,
    in_flight: Arc<InFlight>,
    batch: Vec<UserOperation<TantivyDocument>>,
    batch_bytes: usize,
    articles: u64,
    words: u64,
    undated: u64,
    embargo_until: Option<i64>,
    /// Whether something that was added was taken out again: what was counted is then too much.
    taken_out: bool,
    langs: BTreeMap<Lang, u64>,
    stems: StemSet,
    sketches: Sketches,
}

impl LocalBuild {
    /// Starts a generation from nothing.
    pub fn from_nothing(layout: Layout, now: i64) -> Result<LocalBuild, EngineError> {
        layout.clear_leftovers()?;
        let id = layout.next_id(now)?;
        let dir = layout.partial(&id).join("tantivy");
        fs::create_dir_all(&dir).map_err(io("cannot create", &dir))?;
        let settings = IndexSettings {
            sort_by_field: Some(IndexSortByField { field: s::START.into(), order: Order::Desc }),
            docstore_compression: Compressor::Lz4,
            // Small blocks: a hit decompresses little more than itself.
            docstore_blocksize: 6144,
            ..IndexSettings::default()
        };
        let in_flight = Arc::new(InFlight::default());
        let failed = |error| faults::writing("creating the index", &dir, error);
        let directory =
            tantivy::directory::MmapDirectory::open(&dir).map_err(|e| failed(e.into()))?;
        let index = Index::builder()
            .schema(s::schema())
            .settings(settings)
            .tokenizers(tokenizers(Some(in_flight.clone())))
            .open_or_create(directory)
            .map_err(failed)?;
        let writer = index.writer_with_num_threads(1, BUDGET).map_err(failed)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(LocalBuild {
            layout,
            id,
            began: now,
            writer,
            in_flight,
            batch: Vec::with_capacity(BATCH),
            batch_bytes: 0,
            articles: 0,
            words: 0,
            undated: 0,
            embargo_until: None,
            taken_out: false,
            langs: BTreeMap::new(),
            stems: StemSet::default(),
            sketches: Sketches::default(),
        })
    }

    /// Hands what was added to the writer.
    fn flush(&mut self) -> Result<(), EngineError> {
        self.batch_bytes = 0;
        match self.writer.run(self.batch.drain(..)) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.why(error)),
        }
    }

    /// Tells why the writer takes no more. It says only that its thread ended; the thread's own
    /// error comes with the next commit.
    fn why(&mut self, error: tantivy::TantivyError) -> EngineError {
        let error = self.writer.commit().err().unwrap_or(error);
        faults::writing("adding an article", &self.layout.partial(&self.id), error)
    }

    /// Commits and merges to one segment, and groups the copies in it.
    fn finish_index(&mut self) -> Result<Counts, EngineError> {
        self.flush()?;
        let folder = self.layout.partial(&self.id);
        let failed = |doing| {
            let folder = folder.clone();
            move |error| faults::writing(doing, &folder, error)
        };
        self.writer.commit().map_err(failed("writing the index"))?;
        let index = self.writer.index().clone();
        let segments = index.searchable_segment_ids().map_err(failed("merging"))?;
        // A segment with deleted documents is written anew: their terms would count on.
        if segments.len() > 1 || (self.taken_out && !segments.is_empty()) {
            self.writer.merge(&segments).wait().map_err(failed("merging"))?;
        }
        self.writer.garbage_collect_files().wait().map_err(failed("cleaning up"))?;
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|e| internal("reading the new index", e))?;
        let searcher = reader.searcher();
        if searcher.num_docs() != self.articles {
            return Err(EngineError::Internal {
                doing: "counting the new index",
                why: format!(
                    "{} articles were added, it holds {}",
                    self.articles,
                    searcher.num_docs()
                ),
            });
        }
        if self.taken_out {
            self.recount(&searcher).map_err(|e| internal("counting the new index", e))?;
        }
        std::mem::take(&mut self.sketches).seal(&folder, &searcher)
    }

    /// Counts anew what is in the index.
    fn recount(&mut self, searcher: &tantivy::Searcher) -> tantivy::Result<()> {
        (self.words, self.undated, self.embargo_until) = (0, 0, None);
        self.langs.clear();
        let mut code = String::new();
        for segment in searcher.segment_readers() {
            let fast = segment.fast_fields();
            let words = fast.column_opt::<u64>(s::WORDS)?;
            let start = fast.column_opt::<i64>(s::START)?;
            let embargo = fast.column_opt::<i64>(s::EMBARGO)?;
            let langs = fast.str(s::LANG_CODE)?;
            for doc in segment.doc_ids_alive() {
                self.words += words.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
                let dated = start.as_ref().is_some_and(|column| column.first(doc).is_some());
                self.undated += u64::from(!dated);
                let until = embargo.as_ref().and_then(|column| column.first(doc));
                self.embargo_until = self.embargo_until.max(until);
                code.clear();
                if let Some(column) = &langs
                    && let Some(ordinal) = column.term_ords(doc).next()
                {
                    column.ord_to_str(ordinal, &mut code)?;
                }
                *self.langs.entry(Lang::parse(&code).unwrap_or_default()).or_default() += 1;
            }
        }
        Ok(())
    }
}

impl Build for LocalBuild {
    fn encoder_maker(&self) -> EncoderMaker {
        Box::new(|| Box::new(LocalEncoder::default()))
    }

    fn add(&mut self, article: Encoded) -> Result<(), EngineError> {
        let prepared =
            article.payload.downcast::<Prepared>().map_err(|_| EngineError::Internal {
                doing: "adding an article",
                why: "it was encoded for another engine".into(),
            })?;
        let Prepared { document, encoded, dated, embargo, lang, words, stems, sketch } = *prepared;
        self.sketches.push(article.id, sketch);
        self.in_flight.enter(encoded, MOST_IN_FLIGHT);
        self.batch.push(UserOperation::Add(document));
        self.batch_bytes += encoded;
        if self.batch.len() >= BATCH || self.batch_bytes >= BATCH_BYTES {
            self.flush()?;
        }
        self.articles += 1;
        self.words += u64::from(words);
        self.undated += u64::from(!dated);
        self.embargo_until = self.embargo_until.max(embargo);
        *self.langs.entry(lang).or_default() += 1;
        self.stems.merge(stems);
        Ok(())
    }

    fn delete(&mut self, id: ArticleId) -> Result<(), EngineError> {
        self.flush()?;
        self.writer.delete_term(Term::from_field_bytes(s::ID, &id.0));
        self.articles = self.articles.saturating_sub(1);
        self.taken_out = true;
        Ok(())
    }

    fn seal(mut self: Box<Self>, draft: Draft) -> Result<GenerationId, EngineError> {
        let Counts { texts, copied } = self.finish_index()?;
        let LocalBuild {
            layout,
            id,
            began,
            writer,
            articles,
            words,
            undated,
            embargo_until,
            langs,
            stems,
            ..
        } = *self;
        writer.wait_merging_threads().map_err(|e| internal("closing the writer", e))?;
        let folder = layout.partial(&id);
        for lock in [".tantivy-writer.lock", ".tantivy-meta.lock"] {
            // Left by the library; a sealed generation takes no locks.
            let _ = fs::remove_file(folder.join("tantivy").join(lock));
        }
        let mut langs: Vec<(String, u64)> =
            langs.into_iter().map(|(lang, n)| (lang.to_string(), n)).collect();
        langs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let manifest = Manifest {
            format_version: MANIFEST_FORMAT,
            generation: id.clone(),
            versions: Versions { corpus: draft.corpus_version, ..versions() },
            built: began,
            roots: draft.roots,
            articles,
            texts,
            copied,
            undated,
            langs,
            stemmers: stems.names(),
            verdicts: draft.verdicts,
            words,
            embargo_until,
        };
        ledger::write(&folder, &draft.ledger)?;
        write_lines(&folder.join("rejects.jsonl"), draft.rejects)?;
        let locations = draft
            .locations
            .iter()
            .map(|(id, paths)| serde_json::json!({ "id": id, "paths": paths }).to_string());
        write_lines(&folder.join("locations.jsonl"), locations)?;
        let json = serde_json::to_string_pretty(&manifest)
            .map_err(|e| internal("writing the manifest", e))?;
        write_synced(&folder.join("manifest.json"), json.as_bytes())?;
        checksums::write(&folder)?;
        sync_tree(&folder)?;
        let sealed = layout.generation(&id);
        fs::rename(&folder, &sealed).map_err(io("cannot seal", &folder))?;
        sync_dir(&layout.dir().join("generations"))?;
        Ok(id)
    }
}

/// Writes lines, each with its end, and syncs them.
pub fn write_lines(
    path: &Path,
    lines: impl IntoIterator<Item = String>,
) -> Result<(), EngineError> {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    write_synced(path, text.as_bytes())
}

/// Syncs every file and folder below, and lets everybody read them: the library makes some files
/// for their owner alone, but searchers may be other users than the builder.
fn sync_tree(folder: &Path) -> Result<(), EngineError> {
    for path in list(folder)? {
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            readable_by_all(&path)?;
            let file = fs::File::open(&path).map_err(io("cannot open", &path))?;
            file.sync_all().map_err(io("cannot sync", &path))?;
        }
    }
    sync_dir(folder)
}

#[cfg(unix)]
fn readable_by_all(path: &Path) -> Result<(), EngineError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::Permissions::from_mode(0o644);
    fs::set_permissions(path, mode).map_err(io("cannot change the mode of", path))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> Result<(), EngineError> {
    Ok(())
}

/// Lists a folder in the order of names.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let entries = fs::read_dir(folder).map_err(io("cannot read", folder))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(io("cannot read", folder))?.path());
    }
    paths.sort();
    Ok(paths)
}
