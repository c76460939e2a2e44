//! `search index …`: which action is meant, and which folders are the corpus.

use std::path::PathBuf;
use std::time::Duration;

use news_search::corpus::Root;
use news_search::corpus::walk::name_roots;
use news_search::engine::EngineError;

use super::args::IndexArgs;
use super::exit::{Exit, Failure};
use super::night::{self, FirstBuild, Typed};
use super::settings::{Layer, Settings};
use super::values::Format;
use super::{diff, open, operations, timer};

/// What may stand in the place of the first PATH. A folder of that name is written `./status`.
pub const ACTIONS: [&str; 10] =
    ["rebuild", "status", "dump", "verify", "log", "rollback", "prune", "diff", "timer", "help"];

/// How long to wait before looking again whether a build under way is done.
const POLL: Duration = Duration::from_millis(200);

/// Does what `search index` was asked to.
pub fn run(args: IndexArgs) -> Result<Exit, Failure> {
    #[cfg(debug_assertions)]
    super::environment::listen_for_crash();
    let json = args.format == Some(Format::Json);
    let layer = Layer {
        threads: args.threads.map(usize::from),
        keep: args.keep.map(usize::from),
        follow: args.follow.then_some(true),
        memory: args.memory,
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
    let one = || match args.paths.as_slice() {
        [_] => Ok(None),
        [_, word] => Ok(Some(word.as_path())),
        _ => Err(Failure::usage(format!("search index {action} takes one word more at most"))),
    };
    if args.at.is_some() && action != "timer" {
        return Err(Failure::usage("--at goes with search index timer"));
    }
    match action {
        "rebuild" => bring_up(settings, &args.paths[1..], Typed { args, anew: true, json }),
        "status" => alone().and_then(|()| operations::status(settings, json)),
        "dump" => alone().and_then(|()| operations::dump(settings)),
        "verify" => alone().and_then(|()| operations::verify(settings)),
        "prune" => alone().and_then(|()| operations::prune(settings)),
        "log" => one().and_then(|number| operations::log(settings, number, json)),
        "rollback" => one().and_then(|id| operations::rollback(settings, id)),
        "diff" => diff::run(settings, &args.paths[1..], args.places.quiet, json),
        "timer" => alone().and_then(|()| timer::run(settings, args, json)),
        "help" => Err(Failure::usage("type: search index --help")),
        _ if ACTIONS.contains(&action) => Err(Failure::unbuilt(&format!("search index {action}"))
            .help(format!("to index a folder of that name, type: search index ./{action}"))),
        _ => bring_up(settings, &args.paths, Typed { args, anew: false, json }),
    }
}

/// Brings the index up to date with the corpus and publishes it.
fn bring_up(settings: &Settings, paths: &[PathBuf], typed: Typed<'_>) -> Result<Exit, Failure> {
    night::run(settings, &|| roots(settings, paths, typed.args.replace_corpus), typed)
}

/// The corpus: what was named, else what the index was made from, else what the settings say.
fn roots(settings: &Settings, paths: &[PathBuf], replace: bool) -> Result<Vec<Root>, Failure> {
    let store = open::store(&settings.index());
    // What a damaged index, or one of another version, was made from is what it is to be made from.
    let past = store.past().map_or(Vec::new(), |past| past.roots);
    let past = past.into_iter().map(|root| Root { name: root.name, path: root.path.into() });
    let known = Some(past.collect::<Vec<Root>>()).filter(|roots| !roots.is_empty());
    let named = if paths.is_empty() { Vec::new() } else { absolute(paths)? };
    if named.is_empty() {
        if let Some(known) = known {
            return Ok(known);
        }
        if store.generations().is_ok_and(|all| !all.is_empty()) {
            let message = "the index does not say any more what it was made from";
            return Err(Failure::usage(message).help("type: search index CORPUS_FOLDER"));
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

/// Builds the first generation for a query that found no index, or waits for the process that is
/// already at it.
pub fn build_first(settings: &Settings) -> Result<(), Failure> {
    let roots = name_roots(&absolute(&settings.corpus())?);
    if !settings.is_quiet() {
        let names: Vec<String> = roots.iter().map(|root| root.path.display().to_string()).collect();
        say!("no index yet: building it from {}", names.join(", "));
    }
    let mut told = settings.is_quiet();
    loop {
        match night::build_first(settings, roots.clone()) {
            Ok(()) => return Ok(()),
            Err(FirstBuild::Busy(holder)) => {
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
            Err(FirstBuild::Failed(failure)) => {
                // To a query, a corpus that cannot be indexed is a missing index.
                let gate = matches!(failure.exit, Exit::Gate(_));
                let exit = if gate { Exit::NoIndex } else { failure.exit };
                return Err(Failure { exit, ..failure });
            }
        }
    }
}
