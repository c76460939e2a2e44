//! A generation in the making: documents into tantivy, then merged. [`super::sealing`] describes it and
//! makes it last.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::store::Compressor;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexSettings, IndexSortByField, IndexWriter, Order, TantivyDocument, Term};

use crate::article::{ArticleId, Lang};
use crate::engine::manifest::Draft;
use crate::engine::steps::step;
use crate::engine::{Build, Encoded, EncoderMaker, EngineError, GenerationId};
use crate::local::encode::{LocalEncoder, Prepared};
use crate::local::facts::{self, Counts, Facts};
use crate::local::generations::{Layout, io, make_folder};
use crate::local::links::link_index;
use crate::local::merging::{self, Size};
use crate::local::sealing::Sealing;
use crate::local::stepped::Stepped;
use crate::local::tokens::{Decoder, InFlight};
use crate::local::{
    checksums, faults, guard, internal, manifests, name_index_write, occurrences, schema as s,
};

/// Bytes of all memory of which one is for postings before a segment is written, and bounds of that.
const POSTINGS: u64 = 8;
const POSTINGS_BOUNDS: (u64, u64) = (32 << 20, 1 << 30);

/// Bytes of all memory of which one is for encoded tokens that wait for the writer.
const IN_FLIGHT: u64 = 32;

/// Bytes of encoded tokens, and documents, that are handed to the writer at once: a hand-over wakes
/// a thread, which costs as much as a short article.
const BATCH_BYTES: usize = 1 << 20;
const BATCH: usize = 64;

/// The folder of the index in that of its generation.
pub const INDEX: &str = "tantivy";

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
    /// The generation that it builds on, and the files that it shares with it.
    base: Option<GenerationId>,
    shared: HashSet<String>,
    writer: IndexWriter,
    in_flight: Arc<InFlight>,
    most_in_flight: usize,
    batch: Vec<UserOperation<TantivyDocument>>,
    batch_bytes: usize,
    counts: Living,
    /// Whether what was counted is not all, or too much: with a base, or where something that was
    /// added was taken out again.
    recount: bool,
    facts: Vec<Facts>,
}

/// What a manifest says of the articles in an index.
#[derive(Debug, Default)]
pub struct Living {
    /// How many there are.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// Those without a date.
    pub undated: u64,
    /// The last instant before which one of them is not shown.
    pub embargo_until: Option<i64>,
    /// Their languages.
    pub langs: BTreeMap<Lang, u64>,
}

impl LocalBuild {
    /// Starts a generation from nothing, or from a sealed one. `memory` is what the whole program may
    /// take, in bytes.
    pub fn begin(
        layout: Layout,
        base: Option<GenerationId>,
        now: i64,
        memory: u64,
    ) -> Result<LocalBuild, EngineError> {
        layout.clear_leftovers()?;
        let id = layout.next_id(now)?;
        let dir = layout.partial(&id).join(INDEX);
        step("make the folder of a generation");
        make_folder(&layout.dir().join("generations"))?;
        fs::create_dir_all(&dir).map_err(io("cannot create", &dir))?;
        let mut counts = Living::default();
        let mut shared = HashSet::new();
        if let Some(base) = &base {
            let folder = layout.generation(base);
            counts.articles = manifests::of_folder(&folder)?.articles;
            shared = link_index(&folder.join(INDEX), &dir)?;
        }
        let settings = IndexSettings {
            sort_by_field: Some(IndexSortByField { field: s::START.into(), order: Order::Desc }),
            docstore_compression: Compressor::Lz4,
            // Small blocks: a hit decompresses little more than itself.
            docstore_blocksize: 6144,
            ..IndexSettings::default()
        };
        let in_flight = Arc::new(InFlight::default());
        let failed = |error| faults::writing("creating the index", &dir, error);
        let index = Index::builder()
            .schema(s::schema())
            .settings(settings)
            .tokenizers(tokenizers(Some(in_flight.clone())))
            .open_or_create(Stepped::open(&dir).map_err(failed)?)
            .map_err(failed)?;
        let (least, most) = POSTINGS_BOUNDS;
        let postings = (memory / POSTINGS).clamp(least, most) as usize;
        let writer = index.writer_with_num_threads(1, postings).map_err(failed)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(LocalBuild {
            layout,
            id,
            began: now,
            recount: base.is_some(),
            base,
            shared,
            writer,
            in_flight,
            most_in_flight: (memory / IN_FLIGHT) as usize,
            batch: Vec::with_capacity(BATCH),
            batch_bytes: 0,
            counts,
            facts: Vec::new(),
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

    /// Takes what is to be done with an article. A hand-over wakes a thread: several go at once.
    fn push(&mut self, operation: UserOperation<TantivyDocument>) -> Result<(), EngineError> {
        self.batch.push(operation);
        if self.batch.len() >= BATCH || self.batch_bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Commits, merges, counts occurrences, and groups the copies.
    fn finish_index(&mut self) -> Result<Counts, EngineError> {
        self.flush()?;
        let folder = self.layout.partial(&self.id);
        let failed = |doing| {
            let folder = folder.clone();
            move |error| faults::writing(doing, &folder, error)
        };
        step("commit");
        self.writer.commit().map_err(failed("writing the index"))?;
        let index = self.writer.index().clone();
        let chosen = self.segments_to_merge(&index).map_err(failed("merging"))?;
        if !chosen.is_empty() {
            self.check(&chosen)?;
            step("merge");
            self.writer.merge(&chosen).wait().map_err(failed("merging"))?;
        }
        step("clean up the index");
        self.writer.garbage_collect_files().wait().map_err(failed("cleaning up"))?;
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|e| internal("reading the new index", e))?;
        let searcher = reader.searcher();
        if searcher.num_docs() != self.counts.articles {
            let (counted, held) = (self.counts.articles, searcher.num_docs());
            let why = format!("{counted} articles were counted, it holds {held}");
            return Err(internal("counting the new index", why));
        }
        if self.recount {
            self.recount(&searcher).map_err(|e| internal("counting the new index", e))?;
        }
        occurrences::seal(&folder.join(INDEX), &searcher)?;
        name_index_write::seal(&folder.join(INDEX), &searcher)?;
        let base = self.base.as_ref().map(|base| self.layout.generation(base));
        facts::seal(&folder, base.as_deref(), std::mem::take(&mut self.facts), &searcher)
    }

    /// Chooses the segments that become one: after a build from nothing all of them.
    fn segments_to_merge(&self, index: &Index) -> tantivy::Result<Vec<SegmentId>> {
        let segments = index.searchable_segment_metas()?;
        let sizes: Vec<Size> = segments
            .iter()
            .map(|segment| Size { alive: segment.num_docs(), all: segment.max_doc() })
            .collect();
        let clean = sizes.len() == 1 && sizes[0].alive == sizes[0].all;
        let chosen = match &self.base {
            Some(_) => merging::choose(&sizes),
            None if clean => Vec::new(),
            // A segment with deleted documents is written anew: their terms would count on.
            None => (0..sizes.len()).collect(),
        };
        Ok(chosen.into_iter().map(|n| segments[n].id()).collect())
    }

    /// Checks the segments of the base among those that are to be merged: what they hold comes out
    /// under new checksums.
    fn check(&self, chosen: &[SegmentId]) -> Result<(), EngineError> {
        let Some(base) = &self.base else { return Ok(()) };
        let chosen: HashSet<String> = chosen.iter().map(SegmentId::uuid_string).collect();
        checksums::verify_some(&self.layout.generation(base), &|name| {
            let file = name.strip_prefix(INDEX).and_then(|rest| rest.strip_prefix('/'));
            file.and_then(|file| file.split('.').next()).is_some_and(|id| chosen.contains(id))
        })
    }

    /// Counts anew what is in the index.
    fn recount(&mut self, searcher: &tantivy::Searcher) -> tantivy::Result<()> {
        let mut living = Living { articles: self.counts.articles, ..Living::default() };
        let mut code = String::new();
        for segment in searcher.segment_readers() {
            let fast = segment.fast_fields();
            let words = fast.column_opt::<u64>(s::WORDS)?;
            let start = fast.column_opt::<i64>(s::START)?;
            let embargo = fast.column_opt::<i64>(s::EMBARGO)?;
            let langs = fast.str(s::LANG_CODE)?;
            for doc in segment.doc_ids_alive() {
                living.words += words.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
                let dated = start.as_ref().is_some_and(|column| column.first(doc).is_some());
                living.undated += u64::from(!dated);
                let until = embargo.as_ref().and_then(|column| column.first(doc));
                living.embargo_until = living.embargo_until.max(until);
                code.clear();
                if let Some(column) = &langs
                    && let Some(ordinal) = column.term_ords(doc).next()
                {
                    column.ord_to_str(ordinal, &mut code)?;
                }
                *living.langs.entry(Lang::parse(&code).unwrap_or_default()).or_default() += 1;
            }
        }
        self.counts = living;
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
        self.facts.push(Facts { id: article.id, stems, sketch });
        self.in_flight.enter(encoded, self.most_in_flight);
        self.batch_bytes += encoded;
        self.push(UserOperation::Add(document))?;
        let counts = &mut self.counts;
        counts.articles += 1;
        counts.words += u64::from(words);
        counts.undated += u64::from(!dated);
        counts.embargo_until = counts.embargo_until.max(embargo);
        *counts.langs.entry(lang).or_default() += 1;
        Ok(())
    }

    fn delete(&mut self, id: ArticleId) -> Result<(), EngineError> {
        self.counts.articles = self.counts.articles.saturating_sub(1);
        self.recount = true;
        self.push(UserOperation::Delete(Term::from_field_bytes(s::ID, &id.0)))
    }

    fn seal(mut self: Box<Self>, draft: Draft) -> Result<GenerationId, EngineError> {
        let base = self.base.as_ref().map(|base| self.layout.generation(base));
        let found = match base {
            Some(base) => guard::building_on(&base, || self.finish_index())?,
            None => self.finish_index()?,
        };
        let LocalBuild { layout, id, began, base, shared, writer, counts, .. } = *self;
        writer.wait_merging_threads().map_err(|e| internal("closing the writer", e))?;
        let shared = shared.into_iter().map(|name| Path::new(INDEX).join(name)).collect();
        Sealing { layout, id, began, base, shared, counts, found }.seal(draft)
    }
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
