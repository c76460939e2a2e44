//! Gates: each is fired by a real change of a corpus. Whoever stops a night tells it everywhere, leaves the
//! live index alone, and lets it pass only where it was named.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::newsroom::{Newsroom, Outcome};

/// Files of the corpus, and articles in each: enough that one file more or less is a percentage.
const FILES: usize = 12;
const EACH: usize = 25;
const ALL: u64 = (FILES * EACH) as u64;

/// Writes articles as JSON lines, `dated` or not.
fn lines(file: usize, dated: bool) -> String {
    let mut text = String::new();
    for number in file * EACH..(file + 1) * EACH {
        let (day, month) = (number % 28 + 1, number % 12 + 1);
        let date = if dated { format!(r#""date":"2023-{month:02}-{day:02}","#) } else { "".into() };
        writeln!(
            text,
            r#"{{"id":"g-{number}",{date}"headline":"Story {number} crosses the harbour","lang":"en","body":"Boat {number} left the quay with {} passengers and {} crates."}}"#,
            number * 3,
            number * 7 + 1,
        )
        .unwrap();
    }
    text
}

/// Lines of which each is a reject.
fn broken(number: usize) -> String {
    let whole = r#"{"id":"whole","headline":"One whole line","date":"2023-01-02","body":"Rain."}"#;
    let cut = (0..number).map(|n| format!("{{\"id\":\"cut-{n}\", \"headline\": \"cut\n"));
    format!("{whole}\n{}", cut.collect::<String>())
}

/// A room with an index of [`ALL`] articles.
fn stage() -> Newsroom {
    let room = Newsroom::new();
    for file in 0..FILES {
        room.write(&format!("corpus/part-{file:02}.jsonl"), lines(file, true));
    }
    room.run(["index", "-q"]).code(0);
    room
}

/// What must not change when a night is stopped.
#[derive(Debug, PartialEq)]
struct Live {
    pointer: String,
    generations: Vec<String>,
    names: Vec<String>,
    articles: u64,
    dump: String,
}

impl Live {
    fn of(room: &Newsroom) -> Live {
        let entries = fs::read_dir(room.path("index")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        Live {
            pointer: fs::read_to_string(room.path("index/CURRENT")).unwrap(),
            generations: room.generations(),
            names,
            articles: room.count("*"),
            dump: room.run(["index", "dump"]).out,
        }
    }
}

/// Finds a gate in a report.
fn gate<'a>(report: &'a Value, name: &str) -> Option<&'a Value> {
    let gates = report["gates"].as_array().unwrap_or_else(|| panic!("no gates: {report}"));
    gates.iter().find(|gate| gate["name"] == name)
}

fn last_line(room: &Newsroom) -> Value {
    let log = fs::read_to_string(room.path("index/log.jsonl")).unwrap();
    serde_json::from_str(log.lines().last().unwrap()).unwrap()
}

#[track_caller]
fn check_report(report: &Value, name: &str, code: i32) {
    assert_eq!((&report["outcome"], &report["exit_code"]), (&"refused".into(), &code.into()));
    let found = gate(report, name).unwrap_or_else(|| panic!("{name}: {report:#}"));
    let is = (&found["fired"], &found["accepted"], &found["code"]);
    assert_eq!(is, (&true.into(), &false.into(), &code.into()), "{found}");
    assert!(found["told"].as_str().is_some_and(|told| !told.is_empty()), "{found}");
}

/// Runs a night that this gate stops, in every way that it may be told, and checks that nothing else
/// happened. `figures` stand in the line of the error.
#[track_caller]
fn stopped(room: &Newsroom, name: &str, code: i32, figures: &[&str]) {
    let live = Live::of(room);
    let run = |args: &[&str]| -> Outcome {
        let told = room.run([&["index"], args].concat()).calm();
        let mut now = Live::of(room);
        // The first run that is told begins the log.
        now.names.clone_from(&live.names);
        assert!(now == live, "{args:?}: {now:?}\n{live:?}");
        told.code(code)
    };
    let told = run(&["--report", "report.json", "--metrics", "night.prom"]);
    let row = told.out.lines().find(|line| line.starts_with(&format!("gate             {name} ")));
    assert!(row.is_some_and(|row| row.contains("stopped: ")), "{told:#?}");
    assert!(told.out.lines().any(|line| line.ends_with(", as before")), "{told:#?}");
    let line = told.err.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
    for part in ["not published: ", &format!("{name}: ")].iter().chain(figures) {
        assert!(line.contains(part), "{part}: {told:#?}");
    }
    // Damage is nothing that was meant: there the advice is to rebuild.
    let advice = match name {
        "verify" => "search index rebuild".to_owned(),
        name => format!("--accept {name}"),
    };
    assert!(told.err.contains(&advice), "{told:#?}");
    let report = fs::read_to_string(room.path("report.json")).unwrap();
    check_report(&serde_json::from_str(&report).unwrap(), name, code);
    let metrics = fs::read_to_string(room.path("night.prom")).unwrap();
    for line in [
        format!("news_search_last_run_exit_code {code}"),
        format!("news_search_gate_stopped{{gate=\"{name}\"}} 1"),
    ] {
        assert!(metrics.lines().any(|told| told == line), "{line}:\n{metrics}");
    }
    let logged = last_line(room);
    assert_eq!((&logged["outcome"], &logged["exit_code"]), (&"refused".into(), &code.into()));
    check_report(&logged, name, code);

    let told = run(&["-q"]);
    assert!(told.out.is_empty() && told.err.contains("not published"), "{told:#?}");
    let told = run(&["--format", "json"]);
    check_report(&told.json(), name, code);
    // Who lets an other gate pass does not mean this one.
    let other = if name == "latency" { "verify" } else { "latency" };
    run(&["--accept", other]);
}

/// Runs the night with this gate let pass, and checks that it is told.
#[track_caller]
fn accepted(room: &Newsroom, name: &str) -> Value {
    let before = room.live();
    let told = room.run(["index", "--accept", name, "--format", "json"]).code(0).calm().json();
    assert_eq!((&told["outcome"], &told["exit_code"]), (&"published".into(), &0.into()), "{told}");
    let found = gate(&told, name).unwrap_or_else(|| panic!("{name}: {told:#}"));
    assert_eq!((&found["fired"], &found["accepted"]), (&true.into(), &true.into()), "{found}");
    assert_ne!(room.live(), before);
    let logged = last_line(room);
    assert_eq!(gate(&logged, name).map(|gate| &gate["accepted"]), Some(&true.into()), "{logged}");
    let row = room.run(["index", "log", "1"]).code(0).out;
    assert!(row.contains(&format!("{name} accepted: ")), "{row}");
    told
}

#[test]
fn shrink_stops_a_night_that_loses_many() {
    let room = stage();
    fs::remove_file(room.path("corpus/part-03.jsonl")).unwrap();
    stopped(&room, "shrink", 11, &["275 articles, 300 last time", "8.3 % fewer", "limit 2 %"]);
    accepted(&room, "shrink");
    assert_eq!(room.count("*"), ALL - EACH as u64);
    // What was accepted is what the next night is compared with.
    room.run(["index", "rebuild", "-q"]).code(0);
}

#[test]
fn rejects_stop_a_night_that_reads_little_but_rubbish() {
    let room = stage();
    room.write("corpus/rubbish.jsonl", broken(22));
    stopped(&room, "rejects", 12, &["22 of 323 records rejected, 0 last time", "limit 1 %"]);
    accepted(&room, "rejects");
    assert_eq!(room.count("*"), ALL + 1);
    // Rejects that are known stop no further night.
    room.write("corpus/good.jsonl", lines(40, true));
    room.run(["index", "-q"]).code(0);
}

#[test]
fn a_lost_canary_stops_a_night() {
    let room = Newsroom::new();
    for file in 0..FILES {
        room.write(&format!("corpus/part-{file:02}.jsonl"), lines(file, true));
    }
    room.write("corpus/lamp.txt", "The lighthouse is lit\n\nIts keeper lit the lamp at dusk.\n");
    room.write("search.toml", "canaries = [\"lighthouse lamp\", \"harbour\"]\n");
    room.run(["index", "-q"]).code(0);
    fs::remove_file(room.path("corpus/lamp.txt")).unwrap();
    stopped(&room, "canary", 13, &["lighthouse lamp found nothing"]);
    accepted(&room, "canary");
    assert_eq!(room.count("lighthouse"), 0);
    // It is still asked for, and still lost.
    room.write("corpus/more.jsonl", lines(20, true));
    room.run(["index", "-q"]).code(13);
    // One that cannot be read is a mistake of the settings, told before anything is done.
    room.write("search.toml", "canaries = [\"lamp AND (\"]\n");
    room.run(["index", "-q"]).code(2).calm();
}

#[test]
fn undated_stops_a_night_whose_dates_are_gone() {
    let room = stage();
    room.write("corpus/part-07.jsonl", lines(7, false));
    stopped(&room, "undated", 14, &["8.3 % undated, 0.0 % last time", "limit 5 points more"]);
    accepted(&room, "undated");
    assert_eq!(room.count("-date:*"), EACH as u64);
}

#[test]
fn corpus_stops_a_night_whose_folder_is_gone() {
    let room = stage();
    fs::rename(room.path("corpus"), room.path("away")).unwrap();
    stopped(&room, "corpus", 10, &["corpus is missing or cannot be read"]);
    fs::create_dir(room.path("corpus")).unwrap();
    stopped(&room, "corpus", 10, &["corpus holds no file, 12 last time"]);
    room.run(["index", "--accept", "corpus"]).code(11).calm();
    assert_eq!(room.count("*"), ALL);
    room.run(["index", "-q", "--accept", "corpus", "--accept", "shrink"]).code(0).calm();
    assert_eq!(room.count("*"), 0);
    fs::remove_dir(room.path("corpus")).unwrap();
    fs::rename(room.path("away"), room.path("corpus")).unwrap();
    room.run(["index", "-q"]).code(0).calm();
    assert_eq!(room.count("*"), ALL);
}

#[test]
fn corpus_stops_a_night_when_one_of_two_folders_is_empty_or_gone() {
    for gone in [false, true] {
        let room = stage();
        room.write("late/a.txt", "Late edition\n\nThe boat came late.\n");
        room.write("late/b.txt", "Second late edition\n\nThe boat came even later.\n");
        room.run(["index", "-q", "corpus", "late", "--replace-corpus"]).code(0);
        assert_eq!(room.count("late"), 2);
        fs::remove_dir_all(room.path("late")).unwrap();
        if gone {
            stopped(&room, "corpus", 10, &["late is missing or cannot be read"]);
        } else {
            fs::create_dir(room.path("late")).unwrap();
            stopped(&room, "corpus", 10, &["late holds no file, 2 last time"]);
        }
        let told = room.run(["index", "--dry-run", "--accept", "corpus"]).code(0).calm();
        assert!(told.out.contains("deleted    late/b.txt"), "{told:#?}");
        accepted(&room, "corpus");
        assert_eq!((room.count("late"), room.count("*")), (0, ALL));
    }
}

#[test]
fn corpus_stops_a_night_in_which_every_file_is_broken() {
    let room = stage();
    for file in 0..FILES {
        room.write(&format!("corpus/part-{file:02}.jsonl"), "\0\0\0\u{1}\u{2}".repeat(200));
    }
    stopped(&room, "corpus", 10, &["no article was found in any file"]);
    room.run(["index", "-q", "--accept", "corpus"]).code(11);
    assert_eq!(room.count("*"), ALL);
}

#[cfg(unix)]
#[test]
fn verify_stops_a_night_that_shares_a_damaged_file() {
    let room = stage();
    room.write("corpus/new.txt", "A new boat\n\nIt was built in the winter.\n");
    let entries = fs::read_dir(room.live().join("tantivy")).unwrap();
    let mut files = entries.map(|entry| entry.unwrap().path());
    // It weighs hits and stops nothing from being read: only the checksum tells.
    let norms = files.find(|path| path.extension().is_some_and(|end| end == "fieldnorm")).unwrap();
    let mut bytes = fs::read(&norms).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&norms, &bytes).unwrap();
    stopped(&room, "verify", 16, &["fieldnorm", "its checksum differs"]);
    accepted(&room, "verify");
    room.run(["index", "verify"]).code(1).calm().says("fieldnorm");
    room.write("corpus/newer.txt", "A newer boat\n\nIt was built in the spring.\n");
    room.run(["index", "-q"]).code(16);
    room.run(["index", "rebuild", "-q"]).code(0);
    room.run(["index", "verify"]).code(0);
}

#[test]
fn latency_is_looked_at_only_where_it_is_set() {
    let room = stage();
    room.write("corpus/new.txt", "A new boat\n\nIt was built in the winter.\n");
    let told = room.run(["index", "--format", "json"]).code(0).json();
    assert_eq!(gate(&told, "latency"), None);
    room.write("search.toml", "[gates]\nlatency = 1e12\n");
    room.write("corpus/newer.txt", "A newer boat\n\nIt was built in the spring.\n");
    let told = room.run(["index", "--format", "json"]).code(0).json();
    let latency = gate(&told, "latency").unwrap_or_else(|| panic!("{told:#}"));
    assert_eq!(latency["fired"], false);
    assert!(latency["told"].as_str().unwrap().contains("p95 of the canaries"), "{latency}");
}

#[test]
fn several_gates_are_told_at_once_and_the_first_is_the_exit_code() {
    let room = stage();
    room.write("search.toml", "canaries = [\"headline:\\\"Story 80\\\"\"]\n");
    fs::remove_file(room.path("corpus/part-03.jsonl")).unwrap();
    let told = room.run(["index"]).code(11).calm().says("--accept shrink --accept canary");
    assert!(told.err.contains("shrink: ") && told.err.contains("canary: "), "{told:#?}");
    let told = room.run(["index", "--accept", "shrink"]).code(13).calm();
    assert!(!told.err.contains("shrink"), "{told:#?}");
    assert!(told.out.contains("gate             shrink accepted: "), "{told:#?}");
    room.run(["index", "--accept", "canary"]).code(11).calm();
    room.run(["index", "-q", "--accept", "canary", "--accept", "shrink"]).code(0).calm();
}

#[test]
fn limits_stand_in_the_settings() {
    let room = stage();
    room.write("search.toml", "[gates]\nshrink = 0.2\nfewest = 1\n");
    let one_less = lines(2, true).split_inclusive('\n').skip(1).collect::<String>();
    room.write("corpus/part-02.jsonl", &one_less);
    let told = room.run(["index", "-q"]).code(11).calm();
    assert!(
        told.err.contains("299 articles, 300 last time (0.3 % fewer, limit 0.2 %)"),
        "{told:?}"
    );
    room.write("search.toml", "[gates]\nrejects = 0\nundated = 0.1\nfewest = 1\n");
    room.write("corpus/cut.jsonl", broken(1));
    room.write("corpus/undated.txt", "Nobody knows when\n\nIt was a boat.\n");
    let told = room.run(["index", "-q"]).code(12).calm();
    assert!(told.err.contains("rejects: ") && told.err.contains("undated: "), "{told:#?}");
    room.write("search.toml", "[gates]\nshrink = 60\nrejects = 50.5\nundated = 60\n");
    fs::remove_file(room.path("corpus/part-03.jsonl")).unwrap();
    room.write("corpus/cut.jsonl", broken(40));
    room.write("corpus/part-02.jsonl", lines(2, false));
    room.run(["index", "-q"]).code(0).calm();
    room.write("search.toml", "[gates]\nfewest = 26\n");
    fs::remove_file(room.path("corpus/part-04.jsonl")).unwrap();
    room.run(["index", "-q"]).code(0).calm();
}

#[test]
fn a_first_build_stops_only_where_there_is_nothing() {
    let room = Newsroom::new();
    room.write("corpus/cut.jsonl", broken(40));
    room.write("corpus/undated.jsonl", lines(0, false));
    room.write("search.toml", "canaries = [\"lighthouse\"]\n");
    let told = room.run(["index", "--format", "json"]).code(0).calm().json();
    let gates = told["gates"].as_array().unwrap();
    assert!(gates.len() >= 3 && gates.iter().all(|gate| gate["fired"] == false), "{gates:#?}");
    let canary = gate(&told, "canary").unwrap();
    assert_eq!(canary["told"], "lighthouse found nothing");
    // Nothing at all is nothing to publish, whatever is accepted.
    for corpus in ["nothing", "rubbish", "missing"] {
        match corpus {
            "nothing" => drop(fs::create_dir(room.path(corpus))),
            "rubbish" => drop(room.write("rubbish/a.jsonl", "\0\u{1}\u{2}".repeat(99))),
            _ => {}
        }
        for accept in [&[][..], &["--accept", "corpus"]] {
            let args = [&["index", "-q", "--index", "other", corpus], accept].concat();
            room.run(args).code(10).calm().says("corpus: ");
            assert!(!room.path("other/CURRENT").exists());
            let left = fs::read_dir(room.path("other/generations"));
            assert!(left.map_or(0, Iterator::count) == 0, "{corpus}");
        }
    }
}

#[test]
fn fewer_than_twenty_are_no_percentage() {
    let room = Newsroom::new();
    let nineteen = |dated| lines(0, dated).split_inclusive('\n').take(19).collect::<String>();
    room.write("corpus/all.jsonl", nineteen(true));
    room.run(["index", "-q"]).code(0);
    room.write("corpus/all.jsonl", nineteen(false));
    room.write("corpus/cut.jsonl", broken(19));
    room.run(["index", "-q"]).code(0).calm();
    assert_eq!(room.count("-date:*"), 19);
    let one = lines(0, true).split_inclusive('\n').take(1).collect::<String>();
    room.write("corpus/all.jsonl", one);
    room.run(["index", "-q"]).code(0).calm();
    assert_eq!(room.count("*"), 2);
}

#[test]
fn a_gate_or_a_limit_that_there_is_not_is_told() {
    let room = stage();
    let live = Live::of(&room);
    let names = "corpus, shrink, rejects, canary, undated, latency, verify";
    for gate in ["shrinkage", "Shrink", "", "11"] {
        room.run(["index", "--accept", gate]).code(2).calm().says(names);
    }
    for (text, why) in [
        ("[gates]\nshrik = 1\n", "did you mean \"shrink\""),
        ("[gates]\nreject = 1\n", "did you mean \"rejects\""),
        ("[gates]\nzebra = 1\n", "there are shrink, rejects, undated, latency, fewest"),
        ("[gates]\nshrink = -1\n", "a number of 0 or more"),
        ("[gates]\nshrink = \"2 %\"\n", "a number of 0 or more"),
        ("gates = 2\n", "a table of limits"),
    ] {
        room.write("search.toml", text);
        room.run(["index"]).code(2).calm().says(why).says("search.toml");
    }
    fs::remove_file(room.path("search.toml")).unwrap();
    assert_eq!(Live::of(&room), live);
}
