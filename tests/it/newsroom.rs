//! The harness: a temporary corpus and index in which the real program runs.
//!
//! Every run has an environment of its own (no variable of the person's, a home folder that holds
//! nothing), a fixed present, and a time limit after which it is killed and the test fails.

#![allow(dead_code, reason = "a kit: each test takes what it needs")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// What "now" is in queries, unless a test says otherwise.
pub const NOW: &str = "2024-08-26T12:00:00Z";

/// Longest time of one run. Far above what a run takes, so that a busy machine breaks nothing.
const LIMIT: Duration = Duration::from_secs(60);

/// A folder with a corpus, an index and a home, removed at the end.
pub struct Newsroom {
    dir: TempDir,
}

/// What a run gave.
#[derive(Debug)]
pub struct Outcome {
    pub out: String,
    pub err: String,
    pub code: i32,
    pub took: Duration,
    asked: String,
}

impl Newsroom {
    /// Makes an empty one.
    pub fn new() -> Newsroom {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(dir.path().join("home")).unwrap();
        Newsroom { dir }
    }

    /// Makes one whose corpus has these files, and builds its index.
    pub fn with(files: &[(&str, &str)]) -> Newsroom {
        let room = Newsroom::new();
        for (path, text) in files {
            room.write(&format!("corpus/{path}"), text);
        }
        room.run(["index"]).code(0);
        room
    }

    /// Returns the path of a name in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Returns the folder of the live generation.
    pub fn live(&self) -> PathBuf {
        let current = fs::read_to_string(self.path("index/CURRENT")).unwrap();
        self.path("index/generations").join(current.trim_end())
    }

    /// Lists the names under `index/generations`.
    pub fn generations(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path("index/generations")) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Returns the program in a clean environment, with this folder as the working directory.
    pub fn command<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.clean(Command::new(program()));
        for arg in args {
            command.arg(arg.as_ref());
        }
        command
    }

    /// Returns a shell that runs a script, in which `"$0" "$@"` is the program with its arguments.
    pub fn shell(&self, script: &str, args: &[&str]) -> Command {
        let mut command = self.clean(Command::new("sh"));
        command.args(["-c", script]).arg(program()).args(args);
        command
    }

    fn clean(&self, mut command: Command) -> Command {
        command.current_dir(self.dir.path()).env_clear();
        // On some systems the loader needs the path; nothing else is passed on.
        if let Some(path) = variable("PATH") {
            command.env("PATH", path);
        }
        command
            .env("HOME", self.path("home"))
            .env("XDG_CONFIG_HOME", self.path("home/config"))
            .env("NO_COLOR", "1")
            .env("TZ", "UTC")
            .env("COLUMNS", "80")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub fn run<S: AsRef<str>>(&self, args: impl IntoIterator<Item = S>) -> Outcome {
        let args: Vec<String> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        finish(self.command(&args), args.join(" "))
    }

    /// Asks a query, one argument, with the fixed present and these options before it.
    pub fn ask(&self, options: &[&str], query: &str) -> Outcome {
        let mut args = vec!["--now", NOW, "--zone", "UTC"];
        args.extend(options);
        args.extend(["--", query]);
        self.run(args)
    }

    /// Asks a query that is answered in JSON.
    pub fn json(&self, options: &[&str], query: &str) -> Value {
        let mut all = vec!["--format", "json"];
        all.extend(options);
        self.ask(&all, query).json()
    }

    /// Asks for all hits of a query and returns their paths, in order.
    pub fn paths(&self, query: &str) -> Vec<String> {
        texts(&self.json(&["--limit", "200"], query), "path")
    }

    /// Counts the articles that match.
    pub fn count(&self, query: &str) -> u64 {
        let outcome = self.ask(&["--count"], query);
        outcome.out.trim_end().parse().unwrap_or_else(|_| panic!("no count: {outcome:?}"))
    }
}

impl Outcome {
    /// Checks the exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Outcome {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Checks that standard error has this text.
    #[track_caller]
    pub fn says(self, text: &str) -> Outcome {
        assert!(self.err.contains(text), "{text:?} is missing: {self:#?}");
        self
    }

    /// Checks that nothing in it is an internal error or a panic.
    #[track_caller]
    pub fn calm(self) -> Outcome {
        for word in ["panicked", "internal error", "RUST_BACKTRACE", "src/"] {
            assert!(!self.err.contains(word) && !self.out.contains(word), "{word}: {self:#?}");
        }
        self
    }

    /// Reads standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Reads standard output as JSON lines.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let lines = self.out.lines().map(serde_json::from_str);
        lines.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// Returns a variable of the tests themselves. `SEARCH_UNDER_TEST` names another program to drive,
/// such as one built for release; `UPDATE_SNAPSHOTS` is told in `snapshot.rs`.
#[allow(clippy::disallowed_methods, reason = "tests stand outside the library")]
pub fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn program() -> std::ffi::OsString {
    variable("SEARCH_UNDER_TEST").unwrap_or(env!("CARGO_BIN_EXE_search").into())
}

/// Returns a text of every hit of a page.
pub fn texts(page: &Value, key: &str) -> Vec<String> {
    let hits = page["hits"].as_array().unwrap_or_else(|| panic!("no hits: {page}"));
    hits.iter().map(|hit| hit[key].as_str().unwrap_or_default().to_owned()).collect()
}

/// Returns the texts that are marked in the headline and the passage of a hit.
pub fn marked(hit: &Value) -> Vec<String> {
    let cut = |text: &Value, ranges: &Value| -> Vec<String> {
        let text = text.as_str().unwrap_or_default();
        let at = |range: &Value, end: usize| range[end].as_u64().unwrap() as usize;
        let ranges = ranges.as_array().into_iter().flatten();
        ranges.map(|range| text[at(range, 0)..at(range, 1)].to_owned()).collect()
    };
    let mut marks = cut(&hit["headline"], &hit["headline_highlights"]);
    marks.extend(cut(&hit["snippet"]["text"], &hit["snippet"]["highlights"]));
    marks
}

/// Runs a command to its end, or kills it at the limit.
pub fn finish(mut command: Command, asked: String) -> Outcome {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let out = drain(child.stdout.take());
    let err = drain(child.stderr.take());
    let status = wait(&mut child, &asked);
    Outcome {
        out: out.join().unwrap(),
        err: err.join().unwrap(),
        // Ended by a signal is no code; none of ours is negative.
        code: status.code().unwrap_or(-1),
        took: start.elapsed(),
        asked,
    }
}

/// Reads a pipe to its end while the program runs, so that it never waits for a reader.
fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    let mut pipe = pipe.expect("the pipe was asked for");
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).expect("what the program says is UTF-8")
    })
}

fn wait(child: &mut Child, asked: &str) -> std::process::ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > LIMIT {
            child.kill().unwrap();
            panic!("still running after {LIMIT:?}: search {asked}");
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Returns how many columns of a terminal a text takes.
pub fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Packs bytes as gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Copies a folder with all that is in it.
pub fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Returns a path in the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
