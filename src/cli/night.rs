//! `search index [PATH…]` and `search index rebuild`: one night, and everybody who is told of it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use jiff::tz::TimeZone;
use news_search::corpus::Root;
use news_search::engine::request::Collapse;
use news_search::engine::{EngineError, SearchRequest};
use news_search::ingest::error::IngestError;
use news_search::ingest::gates::GateName;
use news_search::ingest::report::{Outcome, Report};
use news_search::ingest::{self, BuildOptions};
use news_search::query::parse::{ParseOptions, parse};
use news_search::render::json::write_line;
use serde_json::Value;

use super::args::IndexArgs;
use super::exit::{Exit, Failure};
use super::log_line::log_line;
use super::open::{self, Reading};
use super::output::Output;
use super::progress::Progress;
use super::settings::Settings;
use super::{environment, metrics, report};

/// Hits of a canary that are looked through.
const CANARY_HITS: usize = 200;

/// What was typed for one night.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// The arguments.
    pub args: &'a IndexArgs,
    /// Whether everything is read anew.
    pub anew: bool,
    /// Whether the answer is JSON.
    pub json: bool,
}

/// Runs one night over the roots that `roots` finds, tells of it and returns how the program ends.
pub fn run(
    settings: &Settings,
    roots: &dyn Fn() -> Result<Vec<Root>, Failure>,
    typed: Typed<'_>,
) -> Result<Exit, Failure> {
    let began = (environment::now().as_second(), Instant::now());
    let args = typed.args;
    let before = args.hook_before.as_ref().or(settings.options().hook_before.as_ref());
    let night = || -> Result<Report, Failure> {
        let roots = roots()?;
        let reading = open::reading(settings)?;
        for query in settings.options().canaries.iter().flatten() {
            canary(settings, query)?;
        }
        if let Some(command) = before.filter(|_| !args.dry_run) {
            hook_before(command)?;
        }
        let options = BuildOptions {
            anew: typed.anew,
            checksum: args.checksum,
            dry: args.dry_run,
            accepted: args.accept.clone(),
            ..options(settings, roots, &reading)
        };
        Ok(build(settings, &options, &reading)?)
    };
    let night = night();
    let told = tell(settings, typed, &night, began);
    let report = night?;
    told?;
    if report.plan.unreadable > 0 {
        let files = report::several(report.plan.unreadable, "file");
        say!("warning: {files} cannot be read, left as last time; --dry-run lists them");
    }
    exit_of(&report, typed.json)
}

/// What a build needs to know, as the settings say it.
fn options(settings: &Settings, roots: Vec<Root>, reading: &Reading) -> BuildOptions {
    let set = settings.options();
    BuildOptions {
        roots,
        follow: set.follow == Some(true),
        threads: settings.threads(),
        now: environment::now().as_second(),
        keep: settings.keep(),
        anew: false,
        checksum: false,
        dry: false,
        tables: reading.tables.clone(),
        memory: settings.memory(),
        limits: set.gates.unwrap_or_default(),
        accepted: Vec::new(),
        canaries: set.canaries.clone().unwrap_or_default(),
    }
}

/// Brings the index up to date.
fn build(
    settings: &Settings,
    options: &BuildOptions,
    reading: &Reading,
) -> Result<Report, IngestError> {
    let store = open::store(&settings.index());
    let progress = Progress::new(settings.is_quiet());
    let read = |query: &str| canary(settings, query).ok();
    ingest::run(store.as_ref(), options, &reading.reader, &read, &progress)
}

/// Reads a canary. Every article counts for itself: a copy of it elsewhere is no find.
fn canary(settings: &Settings, query: &str) -> Result<SearchRequest, Failure> {
    let now = environment::now().to_zoned_datetime(TimeZone::UTC);
    let none = BTreeMap::new();
    let saved = settings.options().queries.as_ref().unwrap_or(&none);
    let options = ParseOptions { now: &now, strict: false, bag: false, saved };
    let parsed = parse(query, &options).map_err(|error| Failure::of_query(error, query))?;
    let mut request = SearchRequest::new(parsed.query, now.timestamp().as_second());
    request.limit = CANARY_HITS;
    request.collapse = Collapse::Off;
    request.snippet = None;
    Ok(request)
}

/// Runs the hook before the night.
fn hook_before(command: &str) -> Result<(), Failure> {
    let wrong = |why: String| {
        let message = format!("the hook before the run failed ({why}): {command}");
        Failure::new(Exit::Gate(GateName::Corpus), "E404", message)
            .help("nothing was read, the index was left as it was")
    };
    let ended = shell(command).stdin(Stdio::null()).status();
    match ended.map_err(|error| wrong(error.to_string()))? {
        status if status.success() => Ok(()),
        status => Err(wrong(status.to_string())),
    }
}

/// Runs the hook after the night. The index is what it is by then: a failure is told and changes nothing.
fn hook_after(command: &str, report: &Value) {
    let run = || -> std::io::Result<std::process::ExitStatus> {
        let mut child = shell(command).stdin(Stdio::piped()).spawn()?;
        if let Some(mut pipe) = child.stdin.take() {
            // A hook need not read.
            let _ = writeln!(pipe, "{report}");
        }
        child.wait()
    };
    let why = match run() {
        Ok(status) if status.success() => return,
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    say!("warning: the hook after the run failed ({why}): {command}");
}

fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

/// Tells everybody who was named how the night ended: standard output, a file, metrics, the log of the
/// index, the hook. Only what cannot be printed is an error: whatever else cannot be told changes nothing
/// of how the night ended, and is said on standard error.
fn tell(
    settings: &Settings,
    typed: Typed<'_>,
    night: &Result<Report, Failure>,
    (began, clock): (i64, Instant),
) -> Result<(), Failure> {
    let args = typed.args;
    let object = match night {
        Ok(report) => report::build_json(report, exit_code(report)),
        Err(failure) => {
            let live = open::engine(&settings.index()).ok();
            let live = live.as_ref().map(|live| live.manifest());
            report::failed_json(failure, began, clock.elapsed(), live)
        }
    };
    let printed = match night {
        Ok(report) => print(settings, typed, report, &object),
        Err(_) => Ok(()),
    };
    if let Some(file) = &args.report {
        replace(file, &format!("{object:#}\n"));
    }
    if let Some(file) = &args.metrics {
        replace(file, &metrics::text(&object));
    }
    let busy = matches!(night, Err(Failure { exit: Exit::Busy, .. }));
    // Who could not begin writes nothing into an index that an other process works on.
    if !busy && !args.dry_run {
        log(&settings.index(), &log_line(&object));
    }
    let after = args.hook_after.as_ref().or(settings.options().hook_after.as_ref());
    if let Some(command) = after.filter(|_| !args.dry_run) {
        hook_after(command, &object);
    }
    printed
}

fn print(
    settings: &Settings,
    typed: Typed<'_>,
    report: &Report,
    object: &Value,
) -> Result<(), Failure> {
    if typed.json {
        let mut answer = Vec::new();
        write_line(object, &mut answer)?;
        Output::plain(false).write(&answer)?;
    } else if report.outcome == Outcome::Planned {
        Output::plain(true).write(report::plan(report).as_bytes())?;
    } else if !settings.is_quiet() {
        Output::plain(false).write(report::build(report).as_bytes())?;
    }
    Ok(())
}

fn exit_code(report: &Report) -> u8 {
    match (report.outcome, report.stopped_by()) {
        (Outcome::Refused | Outcome::Planned, Some(gate)) => gate.code(),
        _ => 0,
    }
}

/// How the program ends after a night that came to an end. What stopped it goes to standard error.
fn exit_of(report: &Report, json: bool) -> Result<Exit, Failure> {
    let Some(gate) = report.stopped_by() else { return Ok(Exit::Done) };
    let stopping = report.gates.iter().filter(|gate| gate.stops());
    let told: Vec<String> = stopping.map(|gate| format!("{}: {}", gate.name, gate.told)).collect();
    let message = format!("not published: {}", told.join("; "));
    let names: Vec<String> = report
        .gates
        .iter()
        .filter(|gate| gate.stops() && gate.name != GateName::Verify)
        .map(|gate| format!("--accept {}", gate.name))
        .collect();
    let mut help = "the index was left as it was".to_owned();
    if !names.is_empty() {
        help += &format!("; if this is meant, add {}", names.join(" "));
    }
    let failure = Failure::new(Exit::Gate(gate), gate_code(gate), message).help(help);
    if json {
        // The report on standard output says it all.
        return Ok(failure.exit);
    }
    Err(failure)
}

fn gate_code(gate: GateName) -> &'static str {
    match gate {
        GateName::Corpus => "E401",
        GateName::Shrink => "E411",
        GateName::Rejects => "E412",
        GateName::Canary => "E413",
        GateName::Undated => "E414",
        GateName::Latency => "E415",
        GateName::Verify => "E403",
    }
}

/// Adds a line to the log of the index. That it cannot be written (a full disk) stops nothing.
pub fn log(index: &Path, line: &Value) {
    if let Err(error) = open::store(index).log(&line.to_string())
        && index.is_dir()
    {
        say!("warning: {error}");
    }
}

/// Replaces a file in one step: who reads it meanwhile sees the old text or the new one.
fn replace(file: &Path, text: &str) {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary: PathBuf = file.with_file_name(name);
    let written = std::fs::write(&temporary, text).and_then(|()| std::fs::rename(&temporary, file));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&temporary);
        say!("warning: cannot write {}: {error}", file.display());
    }
}

/// Builds the first generation, for a query. Tells how it ended.
pub fn build_first(settings: &Settings, roots: Vec<Root>) -> Result<(), FirstBuild> {
    let reading = open::reading(settings).map_err(FirstBuild::Failed)?;
    let options = options(settings, roots, &reading);
    match build(settings, &options, &reading) {
        Err(IngestError::Engine(EngineError::Busy { holder })) => Err(FirstBuild::Busy(holder)),
        Err(error) => Err(FirstBuild::Failed(error.into())),
        Ok(report) => {
            let object = report::build_json(&report, exit_code(&report));
            log(&settings.index(), &log_line(&object));
            exit_of(&report, false).map(drop).map_err(FirstBuild::Failed)
        }
    }
}

/// Why a first build did not come to its end.
pub enum FirstBuild {
    /// Another process is at it.
    Busy(String),
    /// Anything else.
    Failed(Failure),
}
