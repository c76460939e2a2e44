//! Tests of the query language: what reads how, what is refused how, and that nothing breaks it.

mod faults;
mod forms;
mod nexis;
mod moments;
mod random;
mod remarks;
mod shapes;

use std::collections::BTreeMap;

use super::error::QueryError;
use super::parse::{ParseOptions, Parsed, parse};

/// A Wednesday afternoon in Moscow.
fn now() -> jiff::ZonedDateTime {
    "2024-08-21T15:30:00+03:00[Europe/Moscow]".parse().unwrap()
}

fn saved() -> BTreeMap<String, String> {
    let queries = [
        ("kremlin", "putin OR kremlin"),
        ("week", "date:last-7d -sport"),
        ("near", "sign NEAR/5 deal"),
        ("loop", "a @loop2"),
        ("loop2", "b @loop"),
        ("broken", "a AND"),
    ];
    queries.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn read_with(text: &str, strict: bool, bag: bool) -> Result<Parsed, QueryError> {
    parse(text, &ParseOptions { now: &now(), strict, bag, saved: &saved() })
}

fn read(text: &str) -> Result<Parsed, QueryError> {
    read_with(text, false, false)
}

fn good(text: &str) -> Parsed {
    read(text).unwrap_or_else(|error| panic!("{}", error.render(text)))
}
