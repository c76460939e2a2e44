//! Golden fixtures: every file under `tests/fixtures/formats` gives the articles that stand in the
//! `.article.json` beside it. `tests/fixtures/README.md` tells the rules.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::newsroom::{Newsroom, project};

#[test]
fn every_fixture_gives_its_articles() {
    let room = Newsroom::new();
    let (mut wrong, mut compared) = (String::new(), 0);
    for expected in fixtures() {
        let file = input_of(&expected);
        let wanted: Vec<Value> =
            serde_json::from_str(&fs::read_to_string(&expected).unwrap()).unwrap();
        let outcome = room.run(["extract", file.to_str().unwrap(), "--format", "jsonl", "--quiet"]);
        let found: Vec<Value> =
            outcome.json_lines().into_iter().filter(|line| line["verdict"] == "indexed").collect();
        let shown = file.strip_prefix(project("tests/fixtures/formats")).unwrap().display();
        if wanted.len() != found.len() {
            writeln!(wrong, "{shown}: {} articles, expected {}", found.len(), wanted.len())
                .unwrap();
        }
        for (i, (wanted, found)) in wanted.iter().zip(&found).enumerate() {
            for (key, wanted) in wanted.as_object().unwrap() {
                compared += 1;
                let found = value(found, key);
                if *wanted != found {
                    writeln!(wrong, "{shown} [{i}] {key}: {found}\n    expected {wanted}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(compared > 100, "only {compared} values were compared");
}

/// What was read, in the shape of the expected file.
fn value(article: &Value, key: &str) -> Value {
    let found = article.get(key).unwrap_or_else(|| panic!("extract prints no {key}: {article}"));
    match key {
        "date" if !found.is_null() => {
            let keys = ["start", "end", "precision", "provenance"];
            // `Z` and `+00:00` are the same offset; the files state the second.
            let text = |key: &str| found[key].as_str().unwrap().replace('Z', "+00:00");
            keys.into_iter().map(|key| (key.to_owned(), Value::from(text(key)))).collect()
        }
        "sources" => {
            let keys = ["name", "role"];
            let sources = found.as_array().unwrap().iter();
            let picked = sources.map(|source| -> Value {
                keys.into_iter().map(|key| (key.to_owned(), source[key].clone())).collect()
            });
            picked.collect()
        }
        _ => found.clone(),
    }
}

/// Every expected file.
fn fixtures() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![project("tests/fixtures/formats")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().unwrap().ends_with(".article.json") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() >= 30, "the fixtures are not where they are looked for");
    found
}

/// The file of the same case beside an expected file.
fn input_of(expected: &Path) -> PathBuf {
    let case = |path: &Path| {
        path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned()
    };
    let beside = fs::read_dir(expected.parent().unwrap()).unwrap().map(|e| e.unwrap().path());
    let inputs: Vec<PathBuf> = beside
        .filter(|path| case(path) == case(expected))
        .filter(|path| {
            let name = path.to_str().unwrap();
            !name.ends_with(".article.json") && !name.ends_with(".meta.toml")
        })
        .collect();
    assert_eq!(inputs.len(), 1, "{} has not one input", expected.display());
    inputs.into_iter().next().unwrap()
}
