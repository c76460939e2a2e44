//! Breaks pages on purpose and tells how reading them ends.
//!
//! `cargo run --release --example break_pages -- FOLDER… [--count N] [--from N]`
//!
//! Takes every `.html` and `.shtml` file under the folders in turn and every way to break one in turn
//! (`break_pages/ways.rs`); the same number always makes the same page. Each must end in exactly one verdict
//! within a bound of processor time. Prints a table of the ways with their verdicts and slowest page.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::{FileEntry, Outcome};

#[path = "break_pages/ways.rs"]
mod ways;

/// More processor time than this for one page is a fault, in seconds.
const BOUND: f64 = 5.0;

/// How the pages of one way ended.
#[derive(Default)]
struct Ends {
    codes: BTreeMap<String, usize>,
    slowest: f64,
    slowest_page: String,
}

fn main() -> ExitCode {
    let (mut pages, mut count, mut from) = (Vec::new(), 2000, 0);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0);
        match argument.as_str() {
            "--count" => count = number(),
            "--from" => from = number(),
            folder => gather(Path::new(folder), &mut pages),
        }
    }
    pages.sort();
    if pages.is_empty() {
        eprintln!("usage: break_pages FOLDER… [--count N] [--from N]; no pages found");
        return ExitCode::from(2);
    }
    let folder = env::temp_dir().join(format!("break_pages-{}", std::process::id()));
    let broken = folder.join("page.html");
    if let Err(error) = fs::create_dir_all(&folder) {
        eprintln!("{}: {error}", folder.display());
        return ExitCode::FAILURE;
    }
    let mut table: BTreeMap<&str, Ends> = BTreeMap::new();
    let mut faults = 0;
    for number in from..from + count {
        let page = &pages[number / ways::WAYS.len() % pages.len()];
        let (name, way) = ways::WAYS[number % ways::WAYS.len()];
        let bytes = way(&fs::read(page).unwrap_or_default(), &mut ways::Chance::new(number as u64));
        if fs::write(&broken, &bytes).is_err() {
            eprintln!("{}: cannot be written", broken.display());
            return ExitCode::FAILURE;
        }
        let started = Clock::now();
        let codes = verdicts(&broken, bytes.len() as u64);
        let seconds = started.seconds();
        let ends = table.entry(name).or_default();
        *ends.codes.entry(codes.join("+")).or_default() += 1;
        if seconds > ends.slowest {
            (ends.slowest, ends.slowest_page) = (seconds, format!("#{number}"));
        }
        if codes.len() != 1 || seconds > BOUND {
            faults += 1;
            println!("FAULT #{number} {name} {seconds:.2} s {codes:?} {}", page.display());
        }
    }
    let _ = fs::remove_dir_all(&folder);
    println!("{:22} {:>8}  {:8} verdicts", "way", "slowest", "page");
    for (name, ends) in &table {
        let codes: Vec<String> = ends.codes.iter().map(|(code, n)| format!("{code} {n}")).collect();
        println!("{name:22} {:7.2}s  {:8} {}", ends.slowest, ends.slowest_page, codes.join(", "));
    }
    println!("{count} pages, {faults} faults");
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Reads a page as the program does; gives the code of every verdict.
fn verdicts(path: &Path, bytes: u64) -> Vec<String> {
    let reader = Reader::new(ReadOptions::default());
    let root = path.parent().unwrap_or(path).to_owned();
    let logical = "page.html".to_owned();
    let entry = FileEntry { path: path.to_owned(), logical, root, bytes, mtime: 0, mtime_ns: 0 };
    let mut codes = Vec::new();
    let read = catch_unwind(AssertUnwindSafe(|| {
        reader.read_file(&entry, &mut |outcome| {
            codes.push(match outcome {
                Outcome::Article(article) => {
                    let plain = article.notes.iter().any(|note| note.contains("all of it is kept"));
                    if plain { "article (plain)" } else { "article" }.to_owned()
                }
                Outcome::Skipped(reject)
                | Outcome::Withdrawn(reject, _)
                | Outcome::Rejected(reject) => reject.code,
            });
            true
        });
    }));
    if read.is_err() {
        codes.push("PANIC".to_owned());
    }
    codes
}

fn gather(folder: &Path, pages: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        match path.extension().and_then(|end| end.to_str()) {
            _ if path.is_dir() => gather(&path, pages),
            Some("html" | "htm" | "shtml") => pages.push(path),
            _ => {}
        }
    }
}

/// Processor time of the process where the system tells it, else the time that passes.
struct Clock {
    ticks: Option<f64>,
    wall: Instant,
}

impl Clock {
    fn now() -> Clock {
        Clock { ticks: Clock::ticks(), wall: Instant::now() }
    }

    fn seconds(&self) -> f64 {
        match (self.ticks, Clock::ticks()) {
            (Some(before), Some(after)) => after - before,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }

    /// Seconds of user and system time, by proc(5): fields 14 and 15, a hundredth each.
    fn ticks() -> Option<f64> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        Some((user + system) / 100.0)
    }
}
