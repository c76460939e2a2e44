//! What it costs to show each text once: the same questions with copies collapsed and without, in turns.
//!
//! `cargo run --release --example collapse_cost -- INDEX [QUESTIONS [SEED]]`
//!
//! Questions are bags of two or three words, drawn from the words of the index that at least one article
//! in 2,000 has and at most one in 10, so that a page is full and counting is work. Each is asked once to
//! warm up, then five times each way in turns; the minimum of the five counts. Passages are off: they cost
//! the same both ways and would hide the difference. Tells medians and the ratio, as a Markdown table.

use std::env;
use std::ops::Bound;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use news_search::engine::request::{Collapse, Match, Snippet};
use news_search::engine::{Engine, SearchRequest, Terms};
use news_search::local;
use news_search::query::ast::{Node, Scope};

/// Rounds each way.
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let Some(index) = args.next() else {
        eprintln!("usage: collapse_cost INDEX [QUESTIONS [SEED]]");
        return ExitCode::from(2);
    };
    let number =
        |text: Option<String>, usual: u64| text.and_then(|n| n.parse().ok()).unwrap_or(usual);
    let questions = number(args.next(), 300) as usize;
    let mut state = number(args.next(), 1);
    let engine = match local::open(Path::new(&index)) {
        Ok(engine) => engine,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let words = match words(engine.as_ref()) {
        Ok(words) if words.len() > 10 => words,
        _ => {
            eprintln!("too few words in {index}");
            return ExitCode::FAILURE;
        }
    };
    let manifest = engine.manifest();
    println!(
        "{} articles, {} texts, {} questions each\n",
        manifest.articles, manifest.texts, questions
    );
    println!("| question | every article µs | each text once µs | ratio |\n|---|--:|--:|--:|");
    for (name, of, matching, page) in [
        ("two words, all", 2, Match::All, None),
        ("three words, all", 3, Match::All, None),
        ("two words, any", 2, Match::Any, None),
        ("one word", 1, Match::All, None),
        ("two words, all, with passages", 2, Match::All, Some(Snippet::default())),
    ] {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..questions {
            let bag: Vec<&String> =
                (0..of).map(|_| &words[draw(&mut state) % words.len()]).collect();
            let times_of = ask(engine.as_ref(), &bag, matching, page);
            times.iter_mut().zip(times_of).for_each(|(all, time)| all.push(time));
        }
        let [off, on] = times.map(|mut all| {
            all.sort_unstable();
            all[all.len() / 2].as_secs_f64() * 1e6
        });
        println!("| {name} | {off:.1} | {on:.1} | {:.3} |", on / off);
    }
    ExitCode::SUCCESS
}

/// Asks both ways in turns; returns the shortest times without and with collapsing.
fn ask(
    engine: &dyn Engine,
    bag: &[&String],
    matching: Match,
    page: Option<Snippet>,
) -> [Duration; 2] {
    let word =
        |text: &&String| Node::Word { scope: Scope::Text, text: (*text).clone(), exact: false };
    let mut request = SearchRequest::new(Node::Bag(bag.iter().map(word).collect()), 0);
    request.matching = matching;
    request.snippet = page;
    // As on a terminal, three copies of each hit are named.
    let ways = [(Collapse::Off, 0), (Collapse::Text, 3)];
    let mut best = [Duration::MAX; 2];
    for round in 0..=ROUNDS {
        for (way, (collapse, copies)) in ways.into_iter().enumerate() {
            (request.collapse, request.copies) = (collapse, copies);
            let start = Instant::now();
            let answer = engine.search(&request);
            let took = start.elapsed();
            std::hint::black_box(answer.is_ok());
            if round > 0 {
                best[way] = best[way].min(took);
            }
        }
    }
    best
}

/// Lists words that are neither rare nor everywhere.
fn words(engine: &dyn Engine) -> Result<Vec<String>, news_search::engine::EngineError> {
    let articles = engine.manifest().articles;
    let all =
        engine.terms(Terms::Forms, (Bound::Included("a"), Bound::Excluded("{")), usize::MAX)?;
    let fits = |n: u64| n >= (articles / 2_000).max(2) && n <= articles / 10;
    let plain = |word: &str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    Ok(all.into_iter().filter(|t| fits(t.articles) && plain(&t.term)).map(|t| t.term).collect())
}

/// A random number (splitmix64).
fn draw(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) as usize
}
