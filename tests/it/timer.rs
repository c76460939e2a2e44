//! `search index timer`: what it prints is taken by systemd, a shell and cron as it was meant.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::newsroom::{Newsroom, Outcome, finish, variable};
use crate::schema::conforms;

/// An article, so that there is something to index.
const ARTICLE: &str = "Ferry returns\n\nThe ferry returned to the harbour at noon.\n";

/// Names of folders with everything that systemd, a shell or cron reads as something else.
const NASTY: &str = "50% of $HOME's \"news\" & ${USER} ;#é北京 `id` *";

/// A corpus and an index in one folder, with the options that name them.
struct Place {
    index: PathBuf,
    corpus: PathBuf,
}

impl Place {
    fn new(room: &Newsroom, folder: &str) -> Place {
        room.write(&format!("{folder}/corpus/one.txt"), ARTICLE);
        Place {
            index: room.path(&format!("{folder}/index")),
            corpus: room.path(&format!("{folder}/corpus")),
        }
    }

    fn timer(&self, room: &Newsroom, more: &[&str]) -> Value {
        let (index, corpus) = (self.index.to_str().unwrap(), self.corpus.to_str().unwrap());
        let mut args = vec!["index", "timer", "--format", "json", "--index", index];
        args.extend(["--corpus", corpus]);
        args.extend(more);
        let texts = room.run(args).code(0).calm().json();
        conforms(&texts, "timer");
        texts
    }

    /// Counts the articles of its index, which says whether a job has built it.
    fn count(&self, room: &Newsroom) -> String {
        let index = self.index.to_str().unwrap();
        room.run(["--index", index, "--count", "ferry"]).code(0).out
    }
}

/// Runs a job as cron and systemd do: in a bare environment, from the root folder.
fn start(mut command: Command) -> Outcome {
    command.env_clear().env("PATH", "/usr/bin:/bin").current_dir("/");
    finish(command, "the job".into()).calm()
}

/// The line for cron, without its five fields, as cron gives it to the shell.
fn cron_command(texts: &Value) -> String {
    let text = texts["cron"].as_str().unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let [line] = lines[..] else { panic!("not one line: {text}") };
    let command = line.splitn(6, ' ').nth(5).unwrap();
    // A percent sign without a backslash ends the command.
    assert!(!command.replace("\\%", "").contains(['%', '\\']), "{command}");
    command.replace("\\%", "%")
}

/// The words of a command line as systemd reads them (systemd.service(5), "Command lines").
fn systemd_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (' ', None) => words.extend(word.take()),
            ('"' | '\'', None) => (quote, word) = (Some(c), Some(word.unwrap_or_default())),
            (c, Some(open)) if c == open => quote = None,
            (c, _) => {
                let meant = match c {
                    '\\' => chars.next().unwrap(),
                    '%' | '$' => {
                        assert_eq!(chars.next(), Some(c), "a specifier or variable: {line}");
                        c
                    }
                    c => c,
                };
                word.get_or_insert_default().push(meant);
            }
        }
    }
    assert_eq!(quote, None, "{line}");
    words.extend(word);
    words
}

/// The value of a setting that a unit has once.
fn setting<'a>(unit: &'a str, name: &str) -> &'a str {
    let start = format!("{name}=");
    let found: Vec<&str> = unit.lines().filter_map(|line| line.strip_prefix(&start)).collect();
    let [value] = found[..] else { panic!("{name} stands {} times: {unit}", found.len()) };
    value
}

#[test]
fn cron_and_systemd_build_the_index() {
    for folder in ["plain", NASTY] {
        let room = Newsroom::new();
        let place = Place::new(&room, folder);
        let texts = place.timer(&room, &[]);
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(cron_command(&texts));
        let run = start(shell).code(0);
        assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""), "cron would mail it");
        assert_eq!(place.count(&room), "1\n");
        // Now that there is an index, its roots are the corpus, and its owner runs the job.
        let texts = place.timer(&room, &[]);
        let service = texts["service"].as_str().unwrap();
        let words = systemd_words(setting(service, "ExecStart"));
        room.write(&format!("{folder}/corpus/two.txt"), ARTICLE.replace("noon", "midnight"));
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        start(command).code(0);
        assert_eq!(place.count(&room), "2\n");
        assert!(!setting(service, "User").is_empty());
        // A run that publishes nothing fails, and says why.
        fs::remove_dir_all(&place.corpus).unwrap();
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(cron_command(&texts));
        start(shell).code(10).says("corpus");
    }
}

#[test]
fn systemd_takes_the_units() {
    let path = variable("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("systemd-analyze"));
    let Some(analyze) = found.into_iter().find(|file| file.is_file()) else {
        eprintln!("skipped: there is no systemd-analyze on the PATH");
        return;
    };
    for folder in ["plain", NASTY, "back\\slash \"and\" 'quotes'", "up/../straight"] {
        let room = Newsroom::new();
        fs::create_dir_all(room.path("up")).unwrap();
        let place = Place::new(&room, folder);
        for built in [false, true] {
            if built {
                let index = place.index.to_str().unwrap();
                room.run(["index", "-q", "--index", index, place.corpus.to_str().unwrap()]).code(0);
            }
            let texts = place.timer(&room, &["--at", "23:05", "--threads", "2", "--follow"]);
            let said = verify(&analyze, &room, &texts);
            assert!(said.is_empty(), "{folder}, built {built}: {said}\n{texts:#}");
        }
    }
    // The check can fail.
    let room = Newsroom::new();
    let mut texts = Place::new(&room, "plain").timer(&room, &[]);
    let wrong = texts["service"].as_str().unwrap().replace("ReadWritePaths=", "ReadWritePaths=x ");
    texts["service"] = wrong.into();
    assert!(verify(&analyze, &room, &texts).contains("ReadWritePaths"));
}

/// What `systemd-analyze verify` says of the units.
fn verify(analyze: &Path, room: &Newsroom, texts: &Value) -> String {
    for kind in ["service", "timer"] {
        room.write(&format!("units/news-search.{kind}"), texts[kind].as_str().unwrap());
    }
    let mut command = Command::new(analyze);
    command.args(["verify", "--man=no", "news-search.service", "news-search.timer"]);
    let outcome = finish(
        {
            command.current_dir(room.path("units"));
            command
        },
        "systemd-analyze verify".into(),
    );
    let ours = outcome.err.lines().filter(|line| line.contains("news-search"));
    let said: Vec<&str> = ours.collect();
    assert!(outcome.code == 0 || !said.is_empty(), "{outcome:?}");
    said.join("\n")
}

#[test]
fn a_program_at_a_nasty_place_runs() {
    let room = Newsroom::new();
    let place = Place::new(&room, "plain");
    let folder = room.path("it's 5% \"off\" $HOME");
    fs::create_dir(&folder).unwrap();
    let program = folder.join("search");
    let ours = place.timer(&room, &[]);
    let words = systemd_words(setting(ours["service"].as_str().unwrap(), "ExecStart"));
    if fs::hard_link(&words[0], &program).is_err() {
        fs::copy(&words[0], &program).unwrap();
    }
    let mut command = Command::new(&program);
    command.args(["index", "timer", "--format", "json", "--index"]).arg(&place.index);
    command.arg("--corpus").arg(&place.corpus);
    let texts = start(command).code(0).json();
    let words = systemd_words(setting(texts["service"].as_str().unwrap(), "ExecStart"));
    assert_eq!(words[0], "/bin/sh", "systemd takes no quotes in the path of a program");
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    start(command).code(0);
    assert_eq!(place.count(&room), "1\n");
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(cron_command(&texts));
    start(shell).code(0);
}

#[test]
fn the_job_carries_what_holds_now() {
    let room = Newsroom::new();
    room.write("news/one.txt", ARTICLE);
    room.write("search.toml", "index = \"idx\"\ncorpus = \"news\"\nkeep = 2\n");
    room.write("home/config/news-search/search.toml", "limit = 3\n");
    let printed = room.run(["index", "timer", "--at", "04:30", "--keep", "5"]).code(0).calm();
    let here = room.path("").canonicalize().unwrap();
    let here = here.to_str().unwrap().trim_end_matches('/');
    let job =
        format!("index -q --index {here}/idx --config {here}/search.toml --keep 5 {here}/news\n");
    assert_eq!(printed.out.matches(&job).count(), 3, "service, remark and cron: {printed:#?}");
    assert!(printed.out.contains("\nOnCalendar=*-*-* 04:30:00\n"), "{printed:#?}");
    assert!(printed.out.contains("\n30 4 * * * "), "{printed:#?}");
    // Of two settings files the job can name one, and says so.
    let unread = room.path("home/config/news-search/search.toml");
    assert!(printed.out.contains(unread.to_str().unwrap()), "{printed:#?}");
    // The corpus of an index is what it was made from, whatever the settings say today.
    room.write("other/two.txt", ARTICLE);
    room.run(["index", "-q", "other"]).code(0);
    let printed = room.run(["index", "timer"]).code(0);
    assert!(printed.out.contains(&format!(" {here}/other\n")), "{printed:#?}");
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let room = Newsroom::new();
    room.run(["index", "timer"]).code(2).calm().says("no corpus is named");
    room.write("corpus/one.txt", ARTICLE);
    room.run(["index", "timer"]).code(0);
    for wrong in ["2:00", "24:00", "noon", "02:00:30"] {
        room.run(["index", "timer", "--at", wrong]).code(2).calm().says("02:00");
    }
    room.run(["index", "status", "--at", "02:00"]).code(2).calm().says("index timer");
    room.run(["index", "timer", "corpus"]).code(2).calm().says("no more words");
    let told = room.run(["index", "timer", "--index", "two\nlines"]).code(2).calm();
    assert!(told.err.contains("another name") && told.err.lines().count() == 1, "{told:?}");
    let told = room.run(["index", "timer", "--index", "a\u{1b}[31mb\u{202e}"]).code(2);
    assert!(!told.err.contains(['\u{1b}', '\u{202e}']), "{told:?}");
    assert!(!room.path("index").exists(), "printing makes nothing");
}
