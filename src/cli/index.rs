//! `search index …`: builds the index from the corpus, tells what it is, checks and dumps it.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use news_search::corpus::Root;
use news_search::corpus::read::Reader;
use news_search::corpus::walk::name_roots;
use news_search::engine::{EngineError, Manifest, Terms};
use news_search::ingest::error::IngestError;
use news_search::ingest::report::Report;
use news_search::ingest::{self, BuildOptions};
use news_search::render::json::write_line;
use news_search::render::record::ArticleView;

use super::args::IndexArgs;
use super::exit::{Exit, Failure};
use super::output::{Output, forgive, raw_stdout};
use super::progress::Progress;
use super::settings::{Layer, Settings};
use super::values::Format;
use super::{diff, environment, fields, open, report, timer};

/// What may stand in the place of the first PATH. A folder of that name is written `./status`.
pub const ACTIONS: [&str; 10] =
    ["rebuild", "status", "dump", "verify", "log", "rollback", "prune", "diff", "timer", "help"];

/// How long to wait before looking again whether a build under way is done.
const POLL: Duration = Duration::from_millis(200);

/// Folders below a generation that are looked into for its size.
const DEEPEST: usize = 4;

/// Articles that a dump fetches at a time.
const BATCH: usize = 256;

/// Does what `search index` was asked to.
pub fn run(args: IndexArgs) -> Result<Exit, Failure> {
    let json = args.format == Some(Format::Json);
    let layer = Layer {
        threads: args.threads.map(usize::from),
        keep: args.keep.map(usize::from),
        follow: args.follow.then_some(true),
        format: args.format,
        ..Layer::of_places(&args.places)
    };
    let settings = Settings::read(layer, args.places.config.as_deref())?;
    act(&settings, &args, json).map_err(|failure| failure.into_json(json))
}

fn act(settings: &Settings, args: &IndexArgs, json: bool) -> Result<Exit, Failure> {
    if !matches!(args.format, None | Some(Format::Text | Format::Json)) {
        return Err(Failure::usage("search index writes text or json"));
    }
    let action = args.paths.first().and_then(|path| path.to_str()).unwrap_or("");
    let alone = || match args.paths.get(1) {
        None => Ok(()),
        Some(more) => Err(Failure::usage(format!(
            "search index {action} takes no more words, but {} follows",
            more.display()
        ))),
    };
    if args.at.is_some() && action != "timer" {
        return Err(Failure::usage("--at goes with search index timer"));
    }
    match action {
        "rebuild" => bring_up(settings, &args.paths[1..], args.replace_corpus, json),
        "status" => alone().and_then(|()| status(settings, json)),
        "dump" => alone().and_then(|()| dump(settings)),
        "verify" => alone().and_then(|()| verify(settings)),
        "diff" => diff::run(settings, &args.paths[1..], args.places.quiet, json),
        "timer" => alone().and_then(|()| timer::run(settings, args, json)),
        "help" => Err(Failure::usage("type: search index --help")),
        _ if ACTIONS.contains(&action) => Err(Failure::unbuilt(&format!("search index {action}"))
            .help(format!("to index a folder of that name, type: search index ./{action}"))),
        _ => bring_up(settings, &args.paths, args.replace_corpus, json),
    }
}

/// Builds a new generation from the whole corpus and publishes it.
fn bring_up(
    settings: &Settings,
    paths: &[PathBuf],
    replace: bool,
    json: bool,
) -> Result<Exit, Failure> {
    let known = match open::engine(&settings.index()) {
        Ok(engine) => Some(engine.manifest().clone()),
        // A damaged or foreign index is what a rebuild is for.
        Err(_) => None,
    };
    let roots = roots(settings, paths, known.as_ref(), replace)?;
    let report = build(settings, roots, &open::reader(settings)?)?;
    if json {
        let mut answer = Vec::new();
        write_line(&report::build_json(&report), &mut answer)?;
        Output::plain(false).write(&answer)?;
    } else if !settings.is_quiet() {
        Output::plain(false).write(report::build(&report).as_bytes())?;
    }
    Ok(Exit::Done)
}

/// The corpus: what was named, else what the index was made from, else what the settings say.
fn roots(
    settings: &Settings,
    paths: &[PathBuf],
    known: Option<&Manifest>,
    replace: bool,
) -> Result<Vec<Root>, Failure> {
    let of_manifest = |manifest: &Manifest| -> Vec<Root> {
        let roots = manifest.roots.iter();
        roots.map(|root| Root { name: root.name.clone(), path: root.path.clone().into() }).collect()
    };
    let known = known.map(of_manifest).filter(|roots| !roots.is_empty());
    let named = if paths.is_empty() { Vec::new() } else { absolute(paths)? };
    if named.is_empty() {
        if let Some(known) = known {
            return Ok(known);
        }
        let corpus = absolute(&settings.corpus())?;
        if corpus.is_empty() {
            return Err(Failure::usage("no corpus is named and there is no folder corpus here")
                .help("type: search index CORPUS_FOLDER"));
        }
        return Ok(name_roots(&corpus));
    }
    let Some(known) = known else { return Ok(name_roots(&named)) };
    let same = |a: &[PathBuf]| {
        let mut a = a.to_vec();
        let mut b: Vec<PathBuf> = known.iter().map(|root| root.path.clone()).collect();
        a.sort();
        b.sort();
        a == b
    };
    if same(&named) {
        return Ok(known);
    }
    if replace {
        return Ok(name_roots(&named));
    }
    let folders: Vec<String> = known.iter().map(|root| root.path.display().to_string()).collect();
    Err(Failure::usage(format!("this index was made from {}", folders.join(", ")))
        .help("to make it from other folders, add --replace-corpus"))
}

/// Makes paths absolute, so that the manifest means the same from any folder.
pub fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let absolute = paths.iter().map(|path| {
        std::path::absolute(path)
            .map_err(|error| Failure::usage(format!("cannot find {}: {error}", path.display())))
    });
    absolute.collect()
}

fn build(settings: &Settings, roots: Vec<Root>, reader: &Reader) -> Result<Report, IngestError> {
    let options = BuildOptions {
        roots,
        follow: settings.options().follow == Some(true),
        threads: settings.threads(),
        now: environment::now().as_second(),
        keep: settings.keep(),
    };
    let store = open::store(&settings.index());
    let progress = Progress::new(settings.is_quiet());
    ingest::rebuild(store.as_ref(), &options, reader, &progress)
}

/// Builds the first generation for a query that found no index, or waits for the process that is
/// already at it.
pub fn build_first(settings: &Settings) -> Result<(), Failure> {
    let roots = name_roots(&absolute(&settings.corpus())?);
    if !settings.is_quiet() {
        let names: Vec<String> = roots.iter().map(|root| root.path.display().to_string()).collect();
        say!("no index yet: building it from {}", names.join(", "));
    }
    let mut told = settings.is_quiet();
    let reader = open::reader(settings)?;
    loop {
        match build(settings, roots.clone(), &reader) {
            Ok(_) => return Ok(()),
            Err(IngestError::Engine(EngineError::Busy { holder })) => {
                if !told {
                    say!("another process is building it ({holder}); waiting");
                    told = true;
                }
                std::thread::sleep(POLL);
                match open::engine(&settings.index()) {
                    Ok(_) => return Ok(()),
                    Err(EngineError::NoIndex { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Err(error) => {
                // To a query, a corpus that cannot be indexed is a missing index.
                let failure = Failure::from(error);
                let exit = if failure.exit == Exit::Corpus { Exit::NoIndex } else { failure.exit };
                return Err(Failure { exit, ..failure });
            }
        }
    }
}

fn status(settings: &Settings, json: bool) -> Result<Exit, Failure> {
    let engine = open::engine(&settings.index())?;
    let now = environment::now().as_second();
    let sources = fields::by_count(engine.as_ref(), Terms::Sources)?.len();
    let manifest = engine.manifest();
    let bytes = size(&settings.index().join("generations").join(&manifest.generation.0), DEEPEST);
    let mut answer = Vec::new();
    if json {
        let view = serde_json::json!({
            "format_version": 1,
            "manifest": manifest,
            "texts": manifest.texts,
            "sources": sources,
            "bytes": bytes,
            "age_s": now - manifest.built,
        });
        write_line(&view, &mut answer)?;
    } else {
        answer.extend(report::status(manifest, sources, bytes, now).bytes());
    }
    Output::plain(false).write(&answer)?;
    Ok(Exit::Done)
}

/// Adds up the files of a generation; what cannot be read counts nothing.
fn size(dir: &Path, depth: usize) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(meta) if meta.is_file() => meta.len(),
        Ok(meta) if meta.is_dir() && depth > 0 => size(&entry.path(), depth - 1),
        _ => 0,
    });
    sizes.sum()
}

/// Checks the live generation. A damaged file is named; the exit code is then 1.
fn verify(settings: &Settings) -> Result<Exit, Failure> {
    let store = open::store(&settings.index());
    let none = || EngineError::NoIndex { dir: settings.index() };
    let whole = store
        .current()
        .and_then(|live| live.ok_or_else(none))
        .and_then(|live| store.verify(&live).map(|()| live));
    match whole {
        Ok(live) => {
            if !settings.is_quiet() {
                Output::plain(false).write(format!("{live} is whole\n").as_bytes())?;
            }
            Ok(Exit::Done)
        }
        Err(error @ EngineError::Damaged { .. }) => {
            Err(Failure { exit: Exit::NoHits, ..Failure::from(error) })
        }
        Err(error) => Err(error.into()),
    }
}

/// Prints every article in the order of ids, as JSON lines.
fn dump(settings: &Settings) -> Result<Exit, Failure> {
    let engine = open::engine(&settings.index())?;
    let mut out = BufWriter::with_capacity(256 * 1024, raw_stdout());
    let mut after = None;
    loop {
        let batch = engine.scan(after, BATCH)?;
        let Some(last) = batch.last() else { break };
        after = Some(last.article.id);
        for stored in &batch {
            if !forgive(write_line(&ArticleView::of(stored), &mut out))? {
                return Ok(Exit::Done);
            }
        }
    }
    forgive(out.flush())?;
    Ok(Exit::Done)
}
