//! The rules between rooms: who may import whom, and which outside crates live where.
//!
//! Reads the paths in the code under `src/`, without comments and texts in quotes. When a rule
//! breaks, the table of the rules is shown.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::newsroom::project;

/// A room, and the rooms it may import. `ARCHITECTURE.md` has the same table.
const ROOMS: &[(&str, &[&str])] = &[
    ("article", &[]),
    ("analysis", &["article"]),
    ("query", &["article", "analysis"]),
    ("corpus", &["article"]),
    ("dedupe", &["article", "analysis"]),
    ("spans", &["analysis"]),
    ("engine", &["article", "query"]),
    ("highlight", &["article", "analysis", "spans"]),
    ("local", &["engine", "query", "dedupe", "analysis", "article", "highlight", "spans"]),
    ("ingest", &["corpus", "engine", "article"]),
    ("render", &["engine", "dedupe", "article"]),
    ("measure", &[]),
    (
        "cli",
        &[
            "article",
            "analysis",
            "query",
            "corpus",
            "dedupe",
            "engine",
            "highlight",
            "local",
            "ingest",
            "render",
            "spans",
            "measure",
        ],
    ),
];

/// An outside crate, and the rooms that may use it. What is not listed is for all.
const CRATES: &[(&str, &[&str])] = &[
    ("tantivy", &["local"]),
    ("tantivy_fst", &["local"]),
    ("regex_automata", &["local"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("terminal_size", &["cli"]),
    ("similar", &["dedupe"]),
    ("twox_hash", &["dedupe"]),
    ("walkdir", &["corpus"]),
    ("postcard", &["engine"]),
    // Tests of the tables in `render` read them back with it.
    ("csv", &["corpus", "render"]),
    ("bzip2", &["corpus"]),
    ("chardetng", &["corpus"]),
    ("dom_query", &["corpus"]),
    ("dom_smoothie", &["corpus"]),
    ("encoding_rs", &["corpus"]),
    ("flate2", &["corpus"]),
    ("quick_xml", &["corpus"]),
    ("lzma_rust2", &["corpus"]),
    ("ruzstd", &["corpus"]),
    ("serde_saphyr", &["corpus"]),
    ("trafilatura", &["corpus"]),
    ("whatlang", &["corpus"]),
    ("frostem", &["analysis"]),
    ("unicode_script", &["analysis"]),
    ("unicode_normalization", &["analysis", "highlight"]),
    ("unicode_width", &["analysis", "render", "query", "highlight"]),
];

#[test]
fn no_room_imports_what_it_must_not() {
    let mut broken = String::new();
    for (file, room) in sources() {
        let text = code(&fs::read_to_string(&file).unwrap());
        let shown = file.strip_prefix(project("src")).unwrap().display();
        let may: &[&str] =
            ROOMS.iter().find(|(name, _)| *name == room).map_or(&[], |(_, may)| *may);
        let ours = if room == "cli" { "news_search" } else { "crate" };
        for other in rooms_named(&text, ours) {
            // In the binary `crate` is the binary itself.
            let known = ROOMS.iter().any(|(name, _)| *name == other);
            if known && other != room && !may.contains(&other.as_str()) {
                writeln!(broken, "  {shown}: {room} imports {other}").unwrap();
            }
        }
        if room != "cli" && !rooms_named(&text, "news_search").is_empty() {
            writeln!(broken, "  {shown}: the library names itself from outside").unwrap();
        }
        for (name, rooms) in CRATES {
            if uses_crate(&text, name) && !rooms.contains(&room.as_str()) {
                writeln!(broken, "  {shown}: {room} uses {name}").unwrap();
            }
        }
    }
    assert!(broken.is_empty(), "rules between rooms are broken:\n{broken}\n{}", table());
}

#[test]
fn every_room_has_its_rules() {
    let rooms: BTreeSet<String> =
        sources().into_iter().map(|(_, room)| room).filter(|room| !room.is_empty()).collect();
    let ruled: BTreeSet<String> = ROOMS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rooms, ruled, "a room without rules, or rules without a room");
}

#[test]
fn the_reading_of_paths_is_right() {
    let text = code(
        "use crate::{article::Lang, query::{ast, parse}};\n// crate::local\nlet a = \
         crate::engine::Hits; let s = \"crate::render\"; use  crate :: corpus;\n\
         use crate::analysis::{self, Token}; let c = '\"'; crate::ingest::x();",
    );
    let named: Vec<String> = rooms_named(&text, "crate").into_iter().collect();
    assert_eq!(named, ["analysis", "article", "corpus", "engine", "ingest", "query"]);
    assert!(uses_crate("let x = csv::Reader;", "csv") && uses_crate("use csv;", "csv"));
    assert!(!uses_crate("use super::csv::Csv; my_csv::x; crate::csv::y", "csv"));
    assert!(!uses_crate("mod csv; csv_dialect::x", "csv"));
}

/// Every source file with its room; files directly under `src` have none.
fn sources() -> Vec<(PathBuf, String)> {
    let src = project("src");
    let mut found = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push((path.clone(), room_of(path.strip_prefix(&src).unwrap())));
            }
        }
    }
    found.retain(|(_, room)| !room.is_empty());
    found.sort();
    assert!(found.len() > 50, "the sources are not where they are looked for");
    found
}

fn room_of(path: &Path) -> String {
    let mut parts = path.components();
    let first = parts.next().unwrap();
    if parts.next().is_none() {
        return String::new();
    }
    first.as_os_str().to_str().unwrap().to_owned()
}

/// Cuts out comments and texts in quotes.
fn code(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|c| *c != '\n').is_some() {},
            '"' => {
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => _ = chars.next(),
                        '"' => break,
                        _ => {}
                    }
                }
                kept.push_str("\"\"");
            }
            // A character that is a quotation mark opens nothing.
            '\'' => {
                let rest: String = chars.clone().take(3).collect();
                if rest.starts_with("\"'") {
                    chars.nth(1);
                } else if rest.starts_with("\\\"'") {
                    chars.nth(2);
                }
                kept.push('\'');
            }
            c => kept.push(c),
        }
    }
    kept
}

/// The first names behind `ROOT::`, in braces too.
fn rooms_named(text: &str, root: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in text.match_indices(root) {
        if text[..at].ends_with(word) {
            continue;
        }
        let rest = text[at + root.len()..].trim_start();
        let Some(rest) = rest.strip_prefix("::") else { continue };
        let rest = rest.trim_start();
        match rest.strip_prefix('{') {
            None => named.extend(name(rest)),
            Some(group) => {
                let (mut depth, mut expected) = (0_i32, true);
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => expected = true,
                        c if expected && word(c) => {
                            named.extend(name(&group[i..]));
                            expected = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    named
}

fn word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn name(text: &str) -> Option<String> {
    let end = text.find(|c| !word(c)).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// Tells whether a path begins with this crate's name.
fn uses_crate(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = &text[..at];
        let after = &text[at + name.len()..];
        let begins = !before.ends_with(word) && !before.trim_end().ends_with("::");
        let path = after.starts_with("::");
        let import = before.trim_end().ends_with("use") && after.trim_start().starts_with(';');
        begins && (path || import) && !after.starts_with(word)
    })
}

fn table() -> String {
    let mut table = String::from("a room may import\n");
    for (room, may) in ROOMS {
        let may = if may.is_empty() { "nothing of ours".to_owned() } else { may.join(", ") };
        writeln!(table, "  {room:10} {may}").unwrap();
    }
    table.push_str("an outside crate may be used in\n");
    for (name, rooms) in CRATES {
        writeln!(table, "  {name:22} {}", rooms.join(", ")).unwrap();
    }
    table
}
