//! The manual keeps its word: what `docs/QUERY.md` shows is typed, and does what is told beside it.
//!
//! How an example is written there. Every code span is a query that finds something in the sample
//! corpus at noon of 22 August 2024, unless what follows it, up to the next span, says otherwise: *finds
//! nothing*; a code in brackets, which it must be answered with; *finds*, and in emphasis what is to be
//! marked; *is* alone, that the next span is the same query. A span may also be an option, a field with
//! its colon, a setting with its value, or `search.toml`.
//!
//! Of tables, those are typed that begin with `type` or `what`, and of those that begin with `code` the
//! examples in the last column, each with the options that its row names. Of a `text` block the whole
//! answer is compared. A section on another language than ours is left to that language's tests.

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

use serde_json::Value;

use crate::newsroom::{Newsroom, Outcome, copy_dir, marked, project};
use crate::snapshot::filtered;

/// What the heading of a section on another language has.
const ELSEWHERE: &str = "Nexis";

/// The present of all examples.
const NOON: &str = "2024-08-22T12:00:00Z";

/// The sample corpus, and saved queries: that of the sample settings, one of outlets, one that contains
/// itself, one that is broken.
fn room() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(|| {
        let room = Newsroom::new();
        copy_dir(&project("corpus"), &room.path("corpus"));
        let sample = read("search.example.toml");
        let rail = sample.lines().find_map(|line| line.strip_prefix("#: rail = ")).unwrap();
        let others = "wires = \"reuters OR tass\"\nloop = \"@loop\"\nbroken = \"train AND\"\n";
        room.write("search.toml", format!("[queries]\nrail = {rail}\n{others}"));
        room.run(["index"]).code(0);
        room
    })
}

fn read(file: &str) -> String {
    fs::read_to_string(project(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn search(args: &[&str]) -> Outcome {
    let fixed = ["--now", NOON, "--zone", "UTC"];
    room().run(fixed.iter().chain(args)).calm()
}

fn answer(options: &[&str], query: &str) -> Value {
    let mut args = vec!["--format", "json", "--limit", "100"];
    args.extend(options);
    args.extend(["--", query]);
    search(&args).json()
}

/// A stretch of the manual: a paragraph, an item of a list, a cell of a table.
struct Chunk {
    line: usize,
    text: String,
}

/// The manual, taken apart.
#[derive(Default)]
struct Manual {
    prose: Vec<Chunk>,
    /// Rows of the tables of codes, by cells.
    codes: Vec<Vec<Chunk>>,
    /// Blocks of commands with their answers.
    sessions: Vec<Chunk>,
}

fn manual() -> Manual {
    let text = read("docs/QUERY.md");
    let mut manual = Manual::default();
    let mut lines = (1..).zip(text.lines()).peekable();
    let mut head = None;
    let (mut open, mut ours) = (false, true);
    while let Some((line, text)) = lines.next() {
        if text.starts_with('#') {
            ours = !text.contains(ELSEWHERE);
        }
        if !ours {
            continue;
        }
        if text == "```text" {
            let block = lines.by_ref().map(|(_, text)| text).take_while(|text| *text != "```");
            let text = block.flat_map(|text| [text, "\n"]).collect();
            manual.sessions.push(Chunk { line, text });
            open = false;
            continue;
        }
        assert!(!text.starts_with("```"), "line {line}: a block that is not `text`");
        if let Some(row) = text.strip_prefix('|') {
            open = false;
            let mut cells = cells(line, row);
            let Some(head) = &head else {
                head = Some(cells.remove(0).text);
                lines.next();
                continue;
            };
            match head.as_str() {
                "type" | "what" => manual.prose.append(&mut cells),
                "code" => manual.codes.push(cells),
                _ => {}
            }
            continue;
        }
        head = None;
        match manual.prose.last_mut().filter(|_| open && !text.starts_with("- ")) {
            Some(chunk) => chunk.text += &format!(" {}", text.trim_start()),
            None => manual.prose.push(Chunk { line, text: text.to_owned() }),
        }
        open = !text.is_empty();
    }
    manual
}

/// The cells of a row, in which a bar that is no border has a backslash.
fn cells(line: usize, row: &str) -> Vec<Chunk> {
    let row = row.trim_end().trim_end_matches('|').replace("\\|", "\0");
    let cell = |text: &str| Chunk { line, text: text.trim().replace('\0', "|") };
    row.split('|').map(cell).collect()
}

/// The code spans of a text, each with what follows it up to the next one.
fn spans(text: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = text.split('`').collect();
    parts[1..].chunks(2).map(|pair| (pair[0], pair.get(1).copied().unwrap_or(""))).collect()
}

/// What is wrong with an example; nothing if it keeps its word.
fn fault(query: &str, told: &str, next: Option<&str>, help: &str) -> Option<String> {
    if query.starts_with("--") {
        let option = query.split(' ').next().unwrap_or_default();
        return (!help.contains(option)).then(|| "no such option".to_owned());
    }
    if let Some((key, _)) = query.split_once(" = ") {
        let known = read("search.example.toml").contains(&format!("#: {key} = "));
        return (!known).then(|| "no such setting".to_owned());
    }
    if query == "search.toml" {
        return None;
    }
    if query.ends_with(':') {
        let page = answer(&[], &format!("{query}x"));
        return (page["error"]["code"] == "Q116").then(|| "no such field".to_owned());
    }
    let page = answer(&[], query);
    if let Some(code) = code_in(told) {
        return without(&page, code);
    }
    if !page["error"].is_null() {
        return Some(format!("is refused: {}", page["error"]["message"]));
    }
    if page["relaxed"] == true {
        return Some("no article has all of it".to_owned());
    }
    let found = page["total"]["articles"].as_u64().unwrap_or(0) > 0;
    if told.contains("finds nothing") {
        return found.then(|| "finds something".to_owned());
    }
    if !found {
        return Some("finds nothing".to_owned());
    }
    if let (" is ", Some(next)) = (told, next)
        && answer(&[], next)["parsed"] != page["parsed"]
    {
        return Some(format!("is not {next}, but {}", page["parsed"]));
    }
    let hits = page["hits"].as_array().into_iter().flatten();
    let marked: BTreeSet<String> = hits.flat_map(marked).collect();
    let promised = told.trim_start().strip_prefix("finds *").unwrap_or_default();
    let promised = promised.split(['.', ';', ':']).next().unwrap_or_default();
    let missing = promised.split('*').step_by(2).find(|word| {
        let word = word.trim();
        !word.is_empty() && !marked.contains(word)
    });
    missing.map(|word| format!("marks no {word}, only {marked:?}"))
}

/// A code in brackets.
fn code_in(told: &str) -> Option<&str> {
    let (_, behind) = told.split_once("(Q").or_else(|| told.split_once("(W"))?;
    let start = told.len() - behind.len() - 1;
    told.get(start..start + 4)
}

/// What is wrong with an answer that is to have a code.
fn without(page: &Value, code: &str) -> Option<String> {
    let warnings = page["warnings"].as_array().into_iter().flatten();
    let all = warnings.map(|warning| &warning["code"]).chain([&page["error"]["code"]]);
    let codes: Vec<&str> = all.filter_map(Value::as_str).collect();
    (!codes.contains(&code)).then(|| format!("gives {codes:?}, not {code}"))
}

#[test]
fn every_query_of_the_manual_does_what_is_told() {
    let help = search(&["--help"]).out;
    let (mut typed, mut faults) = (0, Vec::new());
    for Chunk { line, text } in manual().prose {
        assert!(text.matches('`').count() % 2 == 0, "line {line}: a span is not closed");
        let spans = spans(&text);
        for (at, (query, told)) in spans.iter().enumerate() {
            typed += 1;
            let next = spans.get(at + 1).map(|(next, _)| *next);
            if let Some(fault) = fault(query, told, next, &help) {
                faults.push(format!("docs/QUERY.md:{line}: `{query}` {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(typed > 150, "only {typed} examples were seen");
}

#[test]
fn every_answer_of_the_manual_is_the_answer() {
    let sessions = manual().sessions;
    assert!(sessions.len() > 2, "only {} blocks were seen", sessions.len());
    for Chunk { line, text } in sessions {
        let mut given = String::new();
        for typed in text.lines().filter_map(|line| line.strip_prefix("$ search ")) {
            let mut args = Vec::new();
            for (at, part) in typed.split('\'').enumerate() {
                match at % 2 {
                    1 => args.push(part),
                    _ => args.extend(part.split_whitespace()),
                }
            }
            let outcome = search(&args);
            given += &format!("$ search {typed}\n{}{}", outcome.out, outcome.err);
        }
        let same = filtered(&given, "ROOM") == filtered(&text, "ROOM");
        assert!(same, "docs/QUERY.md:{line} shows\n{text}\nbut this is\n{given}");
    }
}

#[test]
fn every_code_stands_in_the_manual() {
    let mut ours: BTreeSet<String> = codes(&read("src/query/codes.rs")).collect();
    let files = walkdir::WalkDir::new(project("src")).into_iter().map(Result::unwrap);
    for file in files.filter(|file| file.path().extension().is_some_and(|end| end == "rs")) {
        let text = fs::read_to_string(file.path()).unwrap();
        ours.extend(codes(&text).filter(|code| code.starts_with("W2")));
    }
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for row in manual().codes {
        let line = row[0].line;
        let [code, what, examples] = row.as_slice() else { panic!("line {line}: three cells") };
        for code in code.text.split(' ') {
            assert!(told.insert(code.to_owned()), "{code} stands there twice");
            let options: Vec<&str> =
                spans(&what.text).into_iter().flat_map(|(option, _)| option.split(' ')).collect();
            for (query, _) in spans(&examples.text) {
                if let Some(fault) = without(&answer(&options, query), code) {
                    faults.push(format!("docs/QUERY.md:{line}: `{query}` {fault}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(told, ours);
}

/// The codes that stand as literals in a source.
fn codes(source: &str) -> impl Iterator<Item = String> {
    source.split('"').filter_map(|text| {
        let number = text.strip_prefix(['Q', 'W'])?;
        (number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.to_owned())
    })
}
