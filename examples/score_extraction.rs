//! Scores the reading of web pages against collections of pages whose articles are known.
//!
//! `cargo run --release --example score_extraction -- DATA_DIR [--show | --speed]`
//!
//! `--speed` compares the processor time of the reading with that of the extraction library alone on
//! the same pages, in turns in one process, and tells the medians.
//!
//! Looks in `DATA_DIR` for `trafilatura-eval`, `htmldate-default`, `readability-pages` and
//! `newspaper-pages`, each unpacked in a folder of that name (`tar --zstd -xf ARCHIVE -C FOLDER`).
//! Every page goes the way of the program: through `Reader`, with the address that the collection
//! states.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use news_search::article::Article;
use news_search::article::published::civil_datetime;
use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::{FileEntry, Outcome};
use serde_json::{Map, Value};

fn main() -> ExitCode {
    let Some(folder) = env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: score_extraction DATA_DIR [--show]");
        return ExitCode::from(2);
    };
    if env::args().nth(2).is_some_and(|option| option == "--speed") {
        speed(&folder.join("trafilatura-eval/html"));
        return ExitCode::SUCCESS;
    }
    let mut found = 0;
    type Score = fn(&Path);
    let sets: [(&str, Score); 4] = [
        ("trafilatura-eval", evaluation),
        ("htmldate-default", dates),
        ("readability-pages", readability),
        ("newspaper-pages", newspaper),
    ];
    for (name, score) in sets {
        let set = folder.join(name);
        if holds_pages(&set) {
            found += 1;
            score(&set);
        } else if set.is_dir() {
            eprintln!(
                "{name}: only an archive; tar --zstd -xf {}/*.tar.zst -C NEW/{name}, then pass NEW",
                set.display()
            );
        }
    }
    if found == 0 {
        eprintln!("no collection with unpacked pages under {}", folder.display());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Tells whether every miss is listed on standard error.
fn shows() -> bool {
    env::args().nth(2).is_some_and(|option| option == "--show")
}

fn holds_pages(set: &Path) -> bool {
    set.join("html").is_dir() || set.join("lwn-1").is_dir()
}

/// Right, wrong and unknown of one field.
#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    unknown: usize,
}

impl Count {
    fn add(&mut self, found: Option<bool>) {
        match found {
            Some(true) => self.right += 1,
            Some(false) => self.wrong += 1,
            None => self.unknown += 1,
        }
    }

    fn show(&self, field: &str, peer: &str) {
        let Count { right, wrong, unknown } = self;
        let all = (right + wrong + unknown).max(1);
        let share = 100.0 * *right as f64 / all as f64;
        println!("{field:24} {right:5} {wrong:6} {unknown:8} {share:7.1} %   {peer}");
    }
}

fn heading(title: &str) {
    println!(
        "\n{title}\n{:24} {:>5} {:>6} {:>8} {:>9}   peers",
        "", "right", "wrong", "unknown", "right"
    );
}

/// Reads a page as the program does. Pages the reader refuses have no article.
fn article(path: &Path, url: &str) -> Option<Article> {
    let mut set = BTreeMap::new();
    if url.starts_with("http") {
        set.insert("url".to_owned(), Value::from(url));
    }
    let reader = Reader::new(ReadOptions { set, ..ReadOptions::default() });
    let bytes = fs::metadata(path).ok()?.len();
    let logical = path.file_name()?.to_string_lossy().into_owned();
    let root = path.parent()?.to_owned();
    let entry = FileEntry { path: path.to_owned(), logical, root, bytes, mtime: 0, mtime_ns: 0 };
    let mut found = None;
    reader.read_file(&entry, &mut |outcome| {
        match outcome {
            Outcome::Article(article) => found = Some(*article),
            Outcome::Skipped(reject)
            | Outcome::Withdrawn(reject, _)
            | Outcome::Rejected(reject) => {
                eprintln!("{}: {} {}", reject.path, reject.code, reject.reason);
            }
        }
        false
    });
    found
}

fn cases(set: &Path, file: &str) -> Map<String, Value> {
    let text = fs::read_to_string(set.join(file)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn text<'v>(case: &'v Value, key: &str) -> &'v str {
    case[key].as_str().unwrap_or("").trim()
}

/// Letters and digits in lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn same(found: Option<&str>, wanted: &str) -> Option<bool> {
    found.map(|found| fold(found) == fold(wanted))
}

fn evaluation(set: &Path) {
    let (mut headline, mut author, mut source, mut date) =
        (Count::default(), Count::default(), Count::default(), Count::default());
    let (mut hit, mut missed, mut extra, mut guesses) = (0.0, 0.0, 0.0, 0);
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (url, case) in cases(set, "evaldata.json") {
        let found = article(&set.join("html").join(text(&case, "file")), &url);
        let found = found.as_ref();
        let whole = found.map_or(String::new(), |article| {
            squeeze(&format!("{}\n{}", article.deck.as_deref().unwrap_or(""), article.body))
        });
        let body = found.map_or(String::new(), |article| squeeze(&article.body));
        let snippets = |key: &str| -> Vec<String> {
            let list = case[key].as_array().into_iter().flatten();
            list.filter_map(Value::as_str).map(squeeze).filter(|text| !text.is_empty()).collect()
        };
        for snippet in snippets("with") {
            let there = body.contains(&snippet) || whole.contains(&snippet);
            (if there { hit += 1.0 } else { missed += 1.0 });
        }
        extra += snippets("without").iter().filter(|text| body.contains(*text)).count() as f64;
        if !text(&case, "title").is_empty() {
            let found = found.and_then(|article| article.headline.as_deref());
            let result = same(found, text(&case, "title"));
            if result == Some(false) && shows() {
                eprintln!(
                    "H {}\n  {}\n  {}",
                    text(&case, "file"),
                    found.unwrap_or(""),
                    text(&case, "title")
                );
            }
            headline.add(result);
        }
        if !text(&case, "author").is_empty() {
            let found = found.and_then(|article| article.byline.as_deref());
            let result = same(found, text(&case, "author"));
            if result != Some(true) && shows() {
                let wanted = text(&case, "author");
                eprintln!("A {} {:?} wanted {wanted:?}", text(&case, "file"), found.unwrap_or(""));
            }
            author.add(result);
        }
        if !text(&case, "date").is_empty() {
            date.add(found.and_then(day).map(|found| found == text(&case, "date")));
        }
        let named = found.is_some_and(|article| !article.sources.is_empty());
        source.add(named.then_some(true));
        guesses += usize::from(found.is_some_and(|article| {
            article
                .evidence
                .source
                .iter()
                .any(|one| one.rejected.is_none() && one.place.contains("guess"))
        }));
    }
    heading("trafilatura-eval");
    headline.show("headline", "prototype 82.2 %, rs-trafilatura 67.3 %");
    author.show("author", "rs-trafilatura 60.3 %, prototype 55.7 %");
    date.show("date", "");
    source.show("source named", &format!("(of these {guesses} guessed from the host, marked)"));
    let (precision, recall) = (hit / (hit + extra), hit / (hit + missed));
    println!(
        "{:24} precision {precision:.3}  recall {recall:.3}  F1 {:.3}   trafilatura .905/.917/.911, with dom_smoothie .902/.924/.913",
        "body",
        2.0 * precision * recall / (precision + recall)
    );
}

fn day(article: &Article) -> Option<String> {
    let published = article.published?;
    (published.precision >= news_search::article::Precision::Day)
        .then(|| civil_datetime(published.start).map(|at| at.date().to_string()))?
}

fn dates(set: &Path) {
    let mut date = Count::default();
    let mut ways: BTreeMap<String, Count> = BTreeMap::new();
    for (url, case) in cases(set, "eval_default.json") {
        let found = article(&set.join("html").join(text(&case, "file")), &url);
        let found = found.as_ref();
        let result = found.and_then(day).map(|found| found == text(&case, "date"));
        date.add(result);
        let taken = found
            .and_then(|article| article.evidence.date.iter().find(|one| one.rejected.is_none()));
        let way = taken.map_or("none".to_owned(), |one| {
            format!("{} {}", one.kind, one.place.split(' ').next().unwrap_or(""))
        });
        if result != Some(true) && shows() {
            let said = taken.map(|one| format!("{} {:?}", one.place, one.text));
            eprintln!("D {} wanted {} found {said:?}", text(&case, "file"), text(&case, "date"));
        }
        ways.entry(way).or_default().add(result);
    }
    heading("htmldate-default");
    date.show("date", "prototype 402/25 strong, 420/21 with a second opinion, 432/34 all");
    for (way, count) in &ways {
        count.show(&format!("  {way}"), "");
    }
}

/// Share of the words of a text that are in another, and the reverse.
fn overlap(found: &str, wanted: &str) -> (f64, f64) {
    let grams = |text: &str| -> HashSet<String> {
        let words: Vec<String> =
            text.split_whitespace().map(fold).filter(|w| !w.is_empty()).collect();
        words.windows(4).map(|four| four.join(" ")).collect()
    };
    let (found, wanted) = (grams(found), grams(wanted));
    let common = found.intersection(&wanted).count() as f64;
    (common / found.len().max(1) as f64, common / wanted.len().max(1) as f64)
}

fn bare(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn show_overlap(pairs: &[(f64, f64)]) {
    let mean = |pick: fn(&(f64, f64)) -> f64| {
        pairs.iter().map(pick).sum::<f64>() / pairs.len().max(1) as f64
    };
    let (precision, recall) = (mean(|p| p.0), mean(|p| p.1));
    println!(
        "{:24} precision {precision:.3}  recall {recall:.3}  of word fours, mean of {} pages",
        "body",
        pairs.len()
    );
}

fn readability(set: &Path) {
    let (mut headline, mut site) = (Count::default(), Count::default());
    let mut pairs = Vec::new();
    for folder in fs::read_dir(set).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let source = folder.join("source.html");
        let Ok(expected) = fs::read_to_string(folder.join("expected.html")) else { continue };
        let meta = cases(&folder, "expected-metadata.json");
        let found = article(&source, "");
        let found = found.as_ref();
        pairs.push(overlap(found.map_or("", |article| &article.body), &bare(&expected)));
        let meta = Value::Object(meta);
        if !text(&meta, "title").is_empty() {
            headline.add(same(found.and_then(|a| a.headline.as_deref()), text(&meta, "title")));
        }
        if !text(&meta, "siteName").is_empty() {
            let named = found.and_then(|article| article.sources.first());
            let names = named.map(|source| {
                [&source.name, &source.raw].iter().any(|n| fold(n) == fold(text(&meta, "siteName")))
            });
            site.add(names);
        }
    }
    heading("readability-pages (expected is the output of Readability)");
    headline.show("headline", "prototype 41 of 62");
    site.show("site", "");
    show_overlap(&pairs);
}

fn newspaper(set: &Path) {
    let mut texts: HashMap<String, String> = HashMap::new();
    for entry in fs::read_dir(set.join("text")).into_iter().flatten().flatten() {
        let name = entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let text = fs::read(entry.path()).unwrap_or_default();
        texts.insert(name.unwrap_or_default(), String::from_utf8_lossy(&text).into_owned());
    }
    let mut pairs = Vec::new();
    for (name, wanted) in &texts {
        let found = article(&set.join("html").join(format!("{name}.html")), "");
        pairs.push(overlap(found.as_ref().map_or("", |article| &article.body), wanted));
    }
    heading("newspaper-pages (expected is the output of newspaper)");
    show_overlap(&pairs);
}

/// Seconds of processor time of the process, by proc(5): fields 14 and 15 of `stat`, a hundredth each.
fn processor_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn speed(html: &Path) {
    let paths: Vec<PathBuf> =
        fs::read_dir(html).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true);
    let (mut ours, mut library) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let started = processor_time();
        for path in &paths {
            let bytes = fs::read(path).unwrap_or_default();
            let _ = trafilatura::extract(&String::from_utf8_lossy(&bytes), &options);
        }
        let between = processor_time();
        for path in &paths {
            article(path, "");
        }
        library.push(between - started);
        ours.push(processor_time() - between);
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let (ours, library) = (median(&mut ours), median(&mut library));
    let pages = paths.len() as f64;
    println!("{pages} pages, medians of 5 rounds");
    println!("trafilatura alone  {library:6.2} s  {:6.1} pages a second", pages / library);
    println!("the whole reading  {ours:6.2} s  {:6.1} pages a second", pages / ours);
    println!("ratio {:.2}", ours / library);
}
