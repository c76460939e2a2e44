//! What questions cost beside the bare library, in one process and in turns.
//!
//! ```text
//! search index dump > articles.jsonl
//! bare index articles.jsonl BARE
//! cargo run --release --example beside_bare -- INDEX BARE [QUESTIONS [SEED]]
//! ```
//!
//! Questions are made of neighbouring words of stored bodies that between one article in 2,000 and one
//! in 10 have. Each is asked once to warm up, then five times each way in turns; the minimum of the five
//! counts, and the median over all questions is told, with the ratio ours / bare. Ten best, read from
//! the store, without passages; with a count both ways pay for it: the bare library by its cheaper way of the two. Where the
//! bare index has nothing to offer (dates), its stock collectors run over our own index.

use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use news_search::engine::request::{Count, Match, Recency, Sort};
use news_search::engine::{Engine, SearchRequest};
use news_search::local;
use news_search::query::ast::Node;
use news_search::query::parse::{ParseOptions, parse};

use beside::{Bare, Stock};

#[path = "beside/mod.rs"]
mod beside;

/// Rounds each way.
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [index, bare, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: beside_bare INDEX BARE [QUESTIONS [SEED]]");
        return ExitCode::from(2);
    };
    let number =
        |at: usize, usual: usize| rest.get(at).and_then(|text| text.parse().ok()).unwrap_or(usual);
    match run(Path::new(index), Path::new(bare), number(0, 200), number(1, 1) as u64) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("beside_bare: {error}");
            ExitCode::FAILURE
        }
    }
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn run(index: &Path, bare: &Path, questions: usize, seed: u64) -> Outcome<()> {
    let engine = local::open(index)?;
    let engine = engine.as_ref();
    let generation = &engine.manifest().generation;
    let stock = Stock::open(&index.join(format!("generations/{generation}/tantivy")))?;
    let bare = Bare::open(bare)?;
    let asked = beside::rows(engine, &bare, questions, seed)?;
    println!("{} articles, {} questions a line\n", engine.manifest().articles, asked.len());
    println!("| question | ours µs | bare µs | ours / bare |\n|---|--:|--:|--:|");
    for counted in [false, true] {
        let how = if counted { ", counted" } else { "" };
        let line = |name: &str, of: &dyn Fn(&[String]) -> (SearchRequest, Theirs)| {
            tell(&format!("{name}{how}"), engine, &bare, &stock, &asked, counted, of);
        };
        line("one word", &|w| (ask(&w[0]), Theirs::All(1)));
        line("two words, all", &|w| (ask(&w[..2].join(" ")), Theirs::All(2)));
        line("three words, any", &|w| (any(&w[..3]), Theirs::Any(3)));
        line("five words, any", &|w| (any(&w[..5]), Theirs::Any(5)));
        line("phrase", &|w| (ask(&format!("\"{} {}\"", w[0], w[1])), Theirs::Phrase));
        for near in ["PRE/1", "NEAR/5", "NEAR/20", "SENT", "PARA", "NOT NEAR/5"] {
            line(near, &|w| (ask(&format!("={} {near} ={}", w[0], w[1])), Theirs::Phrase));
        }
        line("ATLEAST/3", &|w| (ask(&format!("ATLEAST/3({} OR {})", w[0], w[1])), Theirs::Any(2)));
        line("FIRST/60", &|w| (ask(&format!("FIRST/60({})", w[0])), Theirs::All(1)));
    }
    let line = |name: &str, of: &dyn Fn(&[String]) -> (SearchRequest, Theirs)| {
        tell(name, engine, &bare, &stock, &asked, false, of);
    };
    let recent = |text: &str| SearchRequest {
        recency: Recency::HalfLife { days: 30.0, floor: 0.3 },
        ..ask(text)
    };
    line("recency, one word, beside tweak_score", &|w| (recent(&w[0]), Theirs::Tweaked(1)));
    line("recency, two words, beside tweak_score", &|w| {
        (recent(&w[..2].join(" ")), Theirs::Tweaked(2))
    });
    let newest = |text: &str| SearchRequest { sort: Sort::Newest, ..ask(text) };
    line("newest, one word, beside a sort by field", &|w| (newest(&w[0]), Theirs::Newest(1)));
    line("newest, two words, beside a sort by field", &|w| {
        (newest(&w[..2].join(" ")), Theirs::Newest(2))
    });
    line("one month, one word, beside a range", &|w| {
        (ask(&format!("{} date:{}", w[0], stock.month())), Theirs::InMonth(1))
    });
    Ok(())
}

/// What the bare library is asked beside it.
enum Theirs {
    All(usize),
    Any(usize),
    Phrase,
    Tweaked(usize),
    Newest(usize),
    InMonth(usize),
}

fn ask(text: &str) -> SearchRequest {
    let now = jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let saved = Default::default();
    let options = ParseOptions { now: &now, strict: false, bag: false, saved: &saved };
    let query = parse(text, &options).map_or(Node::All, |parsed| parsed.query);
    let mut request = SearchRequest::new(query, beside::NOW);
    request.snippet = None;
    request
}

fn any(words: &[String]) -> SearchRequest {
    SearchRequest { matching: Match::Any, ..ask(&words.join(" ")) }
}

fn tell(
    name: &str,
    engine: &dyn Engine,
    bare: &Bare,
    stock: &Stock,
    asked: &[Vec<String>],
    counted: bool,
    of: &dyn Fn(&[String]) -> (SearchRequest, Theirs),
) {
    let mut times = [Vec::new(), Vec::new()];
    for words in asked {
        let (mut request, theirs) = of(words);
        request.count = if counted { Count::Exact } else { Count::None };
        let mut best = [Duration::MAX; 2];
        for round in 0..=ROUNDS {
            let start = Instant::now();
            std::hint::black_box(engine.search(&request).is_ok());
            let ours = start.elapsed();
            let mut start = Instant::now();
            let mut other = Duration::MAX;
            if let (Theirs::Any(n), true) = (&theirs, counted) {
                std::hint::black_box(bare.any(&words[..*n], counted, false));
                other = start.elapsed();
                start = Instant::now();
            }
            std::hint::black_box(match theirs {
                Theirs::All(n) => bare.all(&words[..n], counted),
                Theirs::Any(n) => bare.any(&words[..n], counted, true),
                Theirs::Phrase => bare.phrase(&words[..2], counted),
                Theirs::Tweaked(n) => stock.tweaked(&words[..n]),
                Theirs::Newest(n) => stock.newest(&words[..n]),
                Theirs::InMonth(n) => stock.in_month(&words[..n]),
            });
            let theirs = start.elapsed().min(other);
            if round > 0 {
                best = [best[0].min(ours), best[1].min(theirs)];
            }
        }
        times.iter_mut().zip(best).for_each(|(all, time)| all.push(time));
    }
    let [ours, theirs] = times.map(|mut all| {
        all.sort_unstable();
        all[all.len() / 2].as_secs_f64() * 1e6
    });
    println!("| {name} | {ours:.1} | {theirs:.1} | {:.2} |", ours / theirs);
}
