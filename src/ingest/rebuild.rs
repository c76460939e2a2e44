//! The full build: everything read anew into a generation of its own, verified, then published.

use std::time::{Duration, Instant};

use crate::article::Verdict;
use crate::corpus::read::Reader;
use crate::corpus::walk::{is_rule, walk};
use crate::corpus::{FileEntry, Reject, VERSION};
use crate::engine::ledger::{Ledger, LedgerFile};
use crate::engine::manifest::{Draft, Manifest, NamedRoot};
use crate::engine::{Base, GenerationId, Store, WriterLock};
use crate::ingest::previous::Previous;
use crate::ingest::report::{Event, Observer, Report};
use crate::ingest::tally::Tally;
use crate::ingest::workers::{Item, read_all};
use crate::ingest::{BuildOptions, IngestError};

/// Builds the index of a corpus from nothing and publishes it. The live generation stays untouched
/// until the new one is sealed and verified.
///
/// # Errors
/// A root that is missing, a corpus without articles, an engine that fails, another writer at work.
pub fn rebuild(
    store: &dyn Store,
    options: &BuildOptions,
    reader: &Reader,
    observer: &dyn Observer,
) -> Result<Report, IngestError> {
    for root in &options.roots {
        std::fs::symlink_metadata(&root.path).map_err(|e| IngestError::NoCorpus {
            path: root.path.display().to_string(),
            why: e.to_string(),
        })?;
    }
    let lock = store.lock(options.now)?;
    let mut sealed = None;
    let report = build(store, options, reader, observer, lock.as_ref(), &mut sealed);
    if report.is_err() {
        // Why nothing was published is what has to be told. What cannot be removed now goes with
        // the next build.
        let _ = store.discard(sealed.as_ref(), lock.as_ref());
    }
    report
}

/// Builds, verifies and publishes. `sealed` names the generation from the moment that there is one.
fn build(
    store: &dyn Store,
    options: &BuildOptions,
    reader: &Reader,
    observer: &dyn Observer,
    lock: &dyn WriterLock,
    sealed: &mut Option<GenerationId>,
) -> Result<Report, IngestError> {
    let mut clock = Stages::new();
    let mut tally = Tally::new(previous(store));
    let files = plan(options, &mut tally);
    let bytes = files.iter().map(|file| file.bytes).sum();
    observer.event(Event::Planned { files: files.len() as u64, bytes });
    clock.end("plan");

    let mut build = store.begin(Base::Empty, options.now, lock)?;
    let encoders = (0..options.threads.max(1)).map(|_| build.encoder()).collect();
    let fresh = build.encoder_maker();
    let mut ledger = Ledger::default();
    let mut records = 0_u64;
    let mut before = 0;
    let state = std::cell::RefCell::new((&mut tally, &mut records, &mut ledger));
    read_all(
        &files,
        reader,
        encoders,
        fresh.as_ref(),
        &mut |file, item| {
            let mut state = state.borrow_mut();
            let (tally, records, ledger) = &mut *state;
            **records += 1;
            match item {
                Item::Article(encoded, facts) => {
                    ledger.keys.push(Ledger::key(encoded.id));
                    let change = tally.article(encoded.id, facts, (file, &files[file].logical));
                    if let Some(older) = change.take_out {
                        build.delete(older)?;
                    }
                    if change.add {
                        build.add(encoded)?;
                    }
                }
                Item::Withdrawn(reject, order) => {
                    if let Some(older) = tally.withdraw(&reject, order).take_out {
                        build.delete(older)?;
                    }
                }
                Item::Skipped(reject) => tally.reject(Verdict::Skipped, &reject),
                Item::Rejected(reject) => tally.reject(Verdict::Rejected, &reject),
            }
            Ok::<(), IngestError>(())
        },
        &mut |file| {
            let mut state = state.borrow_mut();
            let (_, records, ledger) = &mut *state;
            let entry = &files[file];
            ledger.files.push(line_of(entry, **records, ledger.keys.len() as u64 - before));
            before = ledger.keys.len() as u64;
            **records = 0;
            observer.event(Event::File { bytes: entry.bytes });
            Ok(())
        },
    )?;
    ledger.remove(&tally.finish(&files));
    clock.end("read");
    if tally.articles == 0 {
        let roots: Vec<String> =
            options.roots.iter().map(|root| root.path.display().to_string()).collect();
        return Err(IngestError::NoArticles { roots: roots.join(", ") });
    }

    observer.event(Event::Sealing);
    let verdicts = Verdict::ALL.iter().map(|verdict| {
        let count = tally.verdicts.get(verdict).copied().unwrap_or(0);
        (verdict.name().to_owned(), count)
    });
    let generation = build.seal(Draft {
        roots: options.roots.iter().map(named).collect(),
        corpus_version: VERSION,
        verdicts: verdicts.collect(),
        rejects: std::mem::take(&mut tally.rejects),
        locations: tally.locations(),
        ledger,
    })?;
    *sealed = Some(generation.clone());
    clock.end("seal");
    observer.event(Event::Verifying);
    store.verify(&generation).map_err(|e| IngestError::Verify { why: e.to_string() })?;
    let opened = store.open(Some(&generation))?;
    let Manifest { articles: held, texts, copied, .. } = *opened.manifest();
    drop(opened);
    if held != tally.articles {
        let why = format!("{} articles were read, it holds {held}", tally.articles);
        return Err(IngestError::Verify { why });
    }
    clock.end("verify");
    store.publish(&generation, lock)?;
    observer.event(Event::Published { generation: &generation });
    store.prune(options.keep.max(1), lock)?;
    clock.end("publish");
    Ok(Report {
        generation,
        files: files.len() as u64,
        articles: tally.articles,
        texts,
        copied,
        undated: tally.undated(),
        sourced: tally.sourced,
        headline_only: tally.headline_only,
        placeholders: tally.placeholders,
        unknown_credits: tally.unknown(),
        verdicts: tally.verdicts,
        provenance: tally.provenance,
        formats: tally.formats,
        reasons: tally.reasons,
        stages: clock.stages,
    })
}

/// Walks the roots. What is left alone by rule or cannot be read is counted at once.
fn plan(options: &BuildOptions, tally: &mut Tally) -> Vec<FileEntry> {
    let mut files = Vec::new();
    walk(&options.roots, options.follow, &mut |found: Result<FileEntry, Reject>| match found {
        Ok(entry) => files.push(entry),
        Err(reject) => {
            let rule = is_rule(&reject.code);
            tally.reject(if rule { Verdict::Skipped } else { Verdict::Rejected }, &reject);
        }
    });
    files
}

fn named(root: &crate::corpus::Root) -> NamedRoot {
    NamedRoot { name: root.name.clone(), path: root.path.display().to_string() }
}

fn line_of(entry: &FileEntry, records: u64, articles: u64) -> LedgerFile {
    let FileEntry { logical, bytes, mtime, .. } = entry;
    LedgerFile { path: logical.clone(), bytes: *bytes, mtime: *mtime, records, articles }
}

/// What the live generation was made from. Where there is none, or its ledger cannot be read,
/// everything counts as new: a build from nothing needs no other.
fn previous(store: &dyn Store) -> Previous {
    let live = store.current().ok().flatten();
    let ledger = live.and_then(|live| store.ledger(&live).ok());
    Previous::new(&ledger.unwrap_or_default())
}

/// Times one stage after another.
struct Stages {
    began: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Stages {
    fn new() -> Stages {
        Stages { began: Instant::now(), stages: Vec::new() }
    }

    fn end(&mut self, name: &'static str) {
        self.stages.push((name, self.began.elapsed()));
        self.began = Instant::now();
    }
}
