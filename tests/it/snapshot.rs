//! Snapshots: what people see, kept as text files under `tests/it/snapshots`.
//!
//! A snapshot is a session, one command after another, with what it wrote and how it ended. What
//! differs from run to run is filtered out. Where a change is meant, `UPDATE_SNAPSHOTS=1 cargo test`
//! writes the files anew; the difference is then read in review.

use std::fs;

use crate::newsroom::{NOW, Newsroom, finish, project, variable};

/// A session to be compared.
pub struct Session<'a> {
    room: &'a Newsroom,
    columns: usize,
    text: String,
}

impl<'a> Session<'a> {
    /// Starts one in a room, at a width in columns.
    pub fn new(room: &'a Newsroom, columns: usize) -> Session<'a> {
        Session { room, columns, text: String::new() }
    }

    /// Runs a query, with options if need be, at the fixed present.
    pub fn ask(self, args: &[&str]) -> Self {
        let fixed = ["--now", NOW, "--zone", "UTC"];
        let all: Vec<&str> = fixed.into_iter().chain(args.iter().copied()).collect();
        self.step(&all, args)
    }

    /// Runs a command.
    pub fn run(self, args: &[&str]) -> Self {
        self.step(args, args)
    }

    fn step(mut self, args: &[&str], shown: &[&str]) -> Self {
        let mut command = self.room.command(args);
        command.env("COLUMNS", self.columns.to_string());
        let outcome = finish(command, args.join(" "));
        let shown: Vec<String> = shown.iter().map(|arg| quoted(arg)).collect();
        self.text += &format!("$ search {}\n{}", shown.join(" "), outcome.out);
        if !outcome.err.is_empty() {
            self.text += &format!("[standard error]\n{}", outcome.err);
        }
        self.text += &format!("[exit {}]\n\n", outcome.code);
        self
    }

    /// Compares with the file of that name, or writes it.
    #[track_caller]
    pub fn is(self, name: &str) {
        let text = filtered(&self.text, &self.room.path("").display().to_string());
        let file = project("tests/it/snapshots").join(format!("{name}.txt"));
        if variable("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&file, &text).unwrap();
            return;
        }
        let kept = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}; {HOW}", file.display()));
        let differs = kept.lines().zip(text.lines()).position(|(kept, found)| kept != found);
        let line = differs.unwrap_or_else(|| kept.lines().count().min(text.lines().count()));
        assert!(
            kept == text,
            "{name} differs from line {} on:\n- {}\n+ {}\n{HOW}\n\n{text}",
            line + 1,
            kept.lines().nth(line).unwrap_or("(nothing)"),
            text.lines().nth(line).unwrap_or("(nothing)"),
        );
    }
}

const HOW: &str = "if that is meant: UPDATE_SNAPSHOTS=1 cargo test --test it";

/// An argument as a shell wants it.
fn quoted(arg: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_.,:=/%".contains(c);
    if !arg.is_empty() && arg.chars().all(plain) { arg.to_owned() } else { format!("'{arg}'") }
}

/// Takes out what differs between runs and machines, and makes escapes visible.
pub fn filtered(text: &str, folder: &str) -> String {
    let text: String =
        text.replace(folder.trim_end_matches('/'), "ROOM").chars().map(visible).collect();
    let lines = text.lines().map(|line| {
        if line.starts_with("indexed: ") {
            return "indexed: WHEN".to_owned();
        }
        let words = line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut kept = Vec::with_capacity(words.len());
        for word in words {
            // "0.2 ms", perhaps with the end of a colour behind it.
            let number = |word: &String| {
                let digits = word.trim_start_matches("␛[2m");
                !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
            };
            if word.starts_with("ms") && kept.last().is_some_and(number) {
                kept.pop();
                kept.push("N".to_owned());
            }
            // The name of a generation holds the time.
            let dashes = word.bytes().filter(|byte| *byte == b'-').count();
            let generation = dashes == 2 && word.starts_with("0000") && word.contains("Z-");
            kept.push(if generation { "GENERATION".to_owned() } else { word });
        }
        kept.join(" ")
    });
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// Makes signs visible that could turn a terminal, or a review, upside down.
fn visible(c: char) -> String {
    match c {
        '\u{1b}' => "␛".to_owned(),
        '\n' => "\n".to_owned(),
        _ if news_search::render::sanitize::is_harmful(c) => format!("⟨{:x}⟩", u32::from(c)),
        _ => c.to_string(),
    }
}

#[test]
fn times_folders_and_escapes_are_filtered() {
    assert_eq!(
        filtered("1 article · 0.2 ms\n\u{1b}[2m13.0 ms\u{1b}[0m\n/tmp/x/corpus 3 ms\n", "/tmp/x/"),
        "1 article · N ms\nN ms␛[0m\nROOM/corpus N ms\n"
    );
}
