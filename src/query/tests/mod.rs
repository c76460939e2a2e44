//! Tests of the query language: what reads how, what is refused how, and that nothing breaks it.

mod faults;
mod forms;
mod messages;
mod moments;
mod mutate;
mod nexis;
#[path = "../../../examples/random/mod.rs"]
mod numbers;
mod random;
mod remarks;
mod saved;
mod shapes;
mod strict;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::error::QueryError;
use super::parse::{ParseOptions, Parsed, parse};

/// A Wednesday afternoon in Moscow.
fn now() -> &'static jiff::ZonedDateTime {
    static NOW: LazyLock<jiff::ZonedDateTime> =
        LazyLock::new(|| "2024-08-21T15:30:00+03:00[Europe/Moscow]".parse().unwrap());
    &NOW
}

fn saved() -> &'static BTreeMap<String, String> {
    static SAVED: LazyLock<BTreeMap<String, String>> = LazyLock::new(queries);
    &SAVED
}

fn queries() -> BTreeMap<String, String> {
    let queries = [
        ("kremlin", "putin OR kremlin"),
        ("week", "date:last-7d -sport"),
        ("near", "sign NEAR/5 deal"),
        ("loop", "a @loop2"),
        ("loop2", "b @loop"),
        ("broken", "a AND"),
        ("rail", "rail* OR train"),
        ("wires", "tass OR \"China Daily\""),
        ("put", "headline:oil"),
        ("mixed", "a b OR c"),
        ("deep", "x @broken"),
        ("gone", "x @nobody"),
        ("not", "-a"),
        ("lower", "a or b"),
    ];
    queries.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn read_with(text: &str, strict: bool, bag: bool) -> Result<Parsed, QueryError> {
    parse(text, &ParseOptions { now: now(), strict, bag, saved: saved() })
}

fn read(text: &str) -> Result<Parsed, QueryError> {
    read_with(text, false, false)
}

fn good(text: &str) -> Parsed {
    read(text).unwrap_or_else(|error| panic!("{}", error.render(text)))
}
