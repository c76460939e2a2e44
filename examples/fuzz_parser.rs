//! Reads millions of texts near both query languages and tells the slowest.
//!
//! `cargo run --release --example fuzz_parser [COUNT] [SEED]`
//!
//! The texts are those of the unit tests (`src/query/tests/mutate.rs`); the same seed makes the same ones.
//! Half are read in our language, half in that of Nexis. Each must be read or refused with a span inside the
//! text, within a bound of time; what is printed must read back to the same tree. Ends with 1 after a fault.
//! A text that seems slow is read twice more: what the machine did meanwhile is not the parser's fault.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use news_search::query::parse::{MAX_BYTES, ParseOptions, Syntax, parse, parse_as};
use news_search::query::print::print;

#[path = "../src/query/tests/mutate.rs"]
mod mutate;
#[path = "random/mod.rs"]
mod numbers;

/// More time than this for one text is a fault.
const BOUND: Duration = Duration::from_millis(5);

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|arg| arg.parse::<u64>().expect("a number"));
    let count = numbers.next().unwrap_or(10_000_000);
    let mut texts = mutate::Texts(numbers::Random(numbers.next().unwrap_or(1)));
    let now = jiff::Timestamp::from_second(1_724_200_000).expect("it is in range");
    let now = now.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let saved = [
        ("rail", "rail* OR train"),
        ("mixed", "a b OR c"),
        ("loop", "a @loop"),
        ("put", "headline:x"),
    ];
    let saved: BTreeMap<String, String> =
        saved.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let options = ParseOptions { now: &now, strict: false, bag: false, saved: &saved };

    let (mut good, mut slowest, mut faults) = (0_u64, (Duration::ZERO, String::new()), 0_u64);
    let begun = Instant::now();
    for round in 0..count {
        let text = texts.next();
        let syntax = if round % 2 == 0 { Syntax::Own } else { Syntax::Nexis };
        let timed = || {
            let start = Instant::now();
            let outcome = parse_as(syntax, &text, &options);
            (start.elapsed(), outcome)
        };
        let (mut taken, outcome) = timed();
        if taken > slowest.0 {
            taken = taken.min(timed().0).min(timed().0);
        }
        let fault = match outcome {
            Err(error) => text.get(error.span.clone()).is_none(),
            Ok(parsed) => {
                good += 1;
                let printed = print(&parsed.query);
                let again = || parse(&printed, &options).map(|again| again.query);
                printed.len() <= MAX_BYTES && again().as_ref() != Ok(&parsed.query)
            }
        };
        if fault || taken > BOUND {
            faults += 1;
            println!("{syntax:?} {taken:?} {text:?}");
        }
        if taken > slowest.0 {
            slowest = (taken, format!("{syntax:?} {} bytes: {text:.200?}", text.len()));
        }
    }
    println!(
        "{count} texts in {:.0} s, {good} of them read, {faults} faults\nslowest: {:?}, {}",
        begun.elapsed().as_secs_f64(),
        slowest.0,
        slowest.1
    );
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
