//! Judges the grouping of copies by comparing each text with each.
//!
//! `cargo run --release --example compare_copies -- NAME=PATH… [--edits] [--pairs] [--missed] [--most N] [--seed N]`
//!
//! Every `PATH` is a folder, file or archive, read as the program reads it, at most 3,000 articles of
//! each (`--most`). Prints a line of a Markdown table for each:
//!
//! - pairs alike: pairs of articles that are copies by the definition, found on plain strings by exact
//!   counting (see `compare/brute.rs`), and the share of them that `dedupe` puts in one group;
//! - pairs in groups: what is connected by such pairs, recall and precision of `dedupe` against it,
//!   and how many pairs of its groups are alike themselves, not only connected through others.
//!
//! `--edits` adds two copies of every article of thirty units or more with 0.5 to 5 % of the units
//! edited. `--pairs` lists the groups, for a person to look at, and `--missed` the pairs that were not
//! found.

mod compare;
mod random;

use std::path::Path;
use std::process::ExitCode;

use compare::{Verdict, compare, edits, read};
use news_search::article::Article;
use news_search::article::published::civil_datetime;
use news_search::dedupe::of_body;
use random::Random;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut number = |option: &str, default: u64| {
        let Some(at) = arguments.iter().position(|argument| argument == option) else {
            return default;
        };
        let stated = arguments.drain(at..arguments.len().min(at + 2)).nth(1);
        stated.and_then(|number| number.parse().ok()).unwrap_or(default)
    };
    let most = number("--most", 3000) as usize;
    let seed = number("--seed", 1);
    let (options, sets): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    let has = |option: &str| options.iter().any(|one| *one == option);
    let sets: Option<Vec<_>> = sets.iter().map(|set| set.split_once('=')).collect();
    let Some(sets) = sets.filter(|sets| !sets.is_empty()) else {
        eprintln!(
            "usage: compare_copies NAME=PATH… [--edits] [--pairs] [--missed] [--most N] [--seed N]"
        );
        return ExitCode::from(2);
    };
    println!(
        "| set | articles | edited copies | pairs alike | in one group | pairs in groups | recall | precision | of ours alike themselves | time | each with each |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (name, path) in sets {
        let mut articles = read(Path::new(path), most);
        let real = articles.len();
        let added =
            if has("--edits") { edits::add(&mut articles, 2, &mut Random(seed)) } else { 0 };
        let verdict = compare(&articles);
        line(name, real, added, &verdict);
        if has("--missed") {
            missed(&articles, &verdict);
        }
        if has("--pairs") {
            groups(&articles, &verdict);
        }
    }
    ExitCode::SUCCESS
}

fn line(name: &str, real: usize, added: usize, verdict: &Verdict) {
    println!(
        "| {name} | {real} | {added} | {} | {:.2} % | {} | {:.4} | {:.4} | {:.2} % | {:.2} s | {:.2} s |",
        verdict.alike,
        100.0 * verdict.recall_alike(),
        verdict.wanted,
        verdict.recall(),
        verdict.precision(),
        100.0 * verdict.directness(),
        verdict.time.as_secs_f64(),
        verdict.brute_time.as_secs_f64(),
    );
}

fn missed(articles: &[Article], verdict: &Verdict) {
    let mut analyzer = news_search::analysis::Analyzer::new();
    for (a, b) in &verdict.missed {
        let [one, other] = [a, b].map(|n| of_body(&mut analyzer, &articles[*n as usize].body));
        let (both, either) = one.overlap(&other);
        eprintln!("missed: {both} of {either} shingles, {:.3}", both as f64 / either as f64);
    }
}

fn groups(articles: &[Article], verdict: &Verdict) {
    let mut analyzer = news_search::analysis::Analyzer::new();
    for group in &verdict.groups {
        println!("\n{} articles", group.len());
        let first = of_body(&mut analyzer, &articles[group[0] as usize].body);
        for member in group {
            let article = &articles[*member as usize];
            let own = of_body(&mut analyzer, &article.body);
            let (both, either) = own.overlap(&first);
            let date = article.published.and_then(|published| civil_datetime(published.start));
            let date = date.map_or("no date   ".to_owned(), |at| at.date().to_string());
            let headline = article.headline.as_deref().unwrap_or("");
            println!(
                "  {date}  {:4} shingles {:.2}  {:60.60}  {}",
                own.len(),
                both as f64 / either.max(1) as f64,
                headline,
                article.origin.path
            );
        }
    }
}
