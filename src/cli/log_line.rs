//! How a run ended, in one line: for the log of an index, and for people.

use std::fmt::Write as _;

use news_search::render::sanitize;
use news_search::render::terminal::grouped;
use serde_json::{Value, json};

use super::report::several;

/// The line of the log: what of a report is worth keeping for years.
pub fn log_line(report: &Value) -> Value {
    let keys = [
        "began",
        "outcome",
        "exit_code",
        "took_s",
        "generation",
        "full",
        "files",
        "articles",
        "texts",
        "undated",
        "verdicts",
        "error",
    ];
    let mut line = serde_json::Map::new();
    for key in keys {
        if let Some(value) = report.get(key).filter(|value| !value.is_null()) {
            line.insert(key.to_owned(), value.clone());
        }
    }
    let fired = report["gates"].as_array().into_iter().flatten();
    let fired: Vec<&Value> = fired.filter(|gate| gate["fired"] == true).collect();
    if !fired.is_empty() {
        line.insert("gates".to_owned(), json!(fired));
    }
    Value::Object(line)
}

/// Tells one line of the log to a person.
pub fn log_row(line: &Value) -> String {
    let text = |key: &str| line[key].as_str().unwrap_or("").to_owned();
    let mut row = format!("{:<21}{:<12}", text("began"), text("outcome"));
    if let Some(articles) = line["articles"].as_u64() {
        let _ = write!(row, "{}", several(articles, "article"));
        if let Some(took) = line["took_s"].as_f64() {
            let _ = write!(row, " in {took:.1} s");
        }
    }
    let verdicts = line["verdicts"].as_object().into_iter().flatten();
    let verdicts: Vec<String> = verdicts
        .filter(|(name, n)| n.as_u64() > Some(0) && !matches!(name.as_str(), "same" | "skipped"))
        .map(|(name, n)| format!("{name} {}", grouped(n.as_u64().unwrap_or(0))))
        .collect();
    if !verdicts.is_empty() {
        let _ = write!(row, "; {}", verdicts.join(", "));
    }
    for gate in line["gates"].as_array().into_iter().flatten() {
        let end = if gate["accepted"] == true { "accepted" } else { "stopped" };
        let (name, told) = (&gate["name"], &gate["told"]);
        let _ =
            write!(row, "; {} {end}: {}", name.as_str().unwrap_or(""), told.as_str().unwrap_or(""));
    }
    if let Some(message) = line["error"]["message"].as_str() {
        let _ = write!(row, "exit {}: {message}", line["exit_code"]);
    }
    sanitize::plain(&row).into_owned()
}
