//! Tests of the query language.
use std::collections::BTreeMap;

use super::parse::{ParseOptions, parse};

#[test]
fn explore() {
    let now: jiff::ZonedDateTime = "2024-08-21T15:30:00+03:00[Europe/Moscow]".parse().unwrap();
    let saved = BTreeMap::from([("kremlin".to_owned(), "putin OR kremlin".to_owned())]);
    let options = ParseOptions { now: &now, strict: false, bag: false, saved: &saved };
    for line in std::fs::read_to_string("/tmp/queries.txt").unwrap().lines() {
        match parse(line, &options) {
            Ok(parsed) => {
                println!("{line}\n    = {}", super::print::print(&parsed.query));
                for w in &parsed.warnings {
                    println!("    {} {:?} {}", w.code, &line.get(w.span.clone()), w.message);
                }
                if !parsed.dates.is_empty() || !parsed.unbuilt.is_empty() {
                    println!("    {:?} {:?}", parsed.dates, parsed.unbuilt);
                }
            }
            Err(e) => println!("{}", e.render(line)),
        }
    }
}
