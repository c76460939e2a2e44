//! Every way in which a night ends, told to scripts: each report, line of the log and status is what
//! `docs/report-v1.schema.json` says.

use std::fs::{self, File};

use serde_json::{Value, json};

use crate::newsroom::{Newsroom, Outcome};
use crate::schema::{conforms, reports};
use crate::wire;

/// Runs a night that is told in all three ways, and returns the report: on standard output, in the file
/// and at the hook it has to be the same.
#[track_caller]
fn night(room: &Newsroom, args: &[&str], code: i32, outcome: &str) -> Value {
    let report = read(room, args, code);
    reports(&report, "report");
    assert_eq!(report["outcome"], outcome, "{report}");
    assert_eq!(report["exit_code"], code, "{report}");
    report
}

#[track_caller]
fn read(room: &Newsroom, args: &[&str], code: i32) -> Value {
    for old in ["report.json", "hook.json"] {
        let _ = fs::remove_file(room.path(old));
    }
    let dry = args.contains(&"--dry-run");
    let told = ask(room, args).code(code).calm();
    let report = file(room, "report.json");
    if !dry {
        assert_eq!(report, file(room, "hook.json"));
    }
    if report["outcome"] == "failed" {
        // Who asked for the answer in JSON gets an error like that of any other command.
        conforms(&told.json(), "failure");
        for key in ["code", "message", "help"] {
            assert_eq!(told.json()["error"][key], report["error"][key], "{told:?}");
        }
    } else {
        assert_eq!(report, told.json());
    }
    report
}

fn ask(room: &Newsroom, args: &[&str]) -> Outcome {
    let told = ["--format", "json", "--report", "report.json", "--hook-after", "cat >hook.json"];
    room.run(["index"].into_iter().chain(args.iter().copied()).chain(told))
}

#[track_caller]
fn file(room: &Newsroom, name: &str) -> Value {
    serde_json::from_slice(&fs::read(room.path(name)).unwrap()).unwrap()
}

/// Checks the last line of the log and the status that shows it.
#[track_caller]
fn logged(room: &Newsroom, outcome: &str) -> Value {
    let lines = room.run(["index", "log", "--format", "json"]).code(0).json_lines();
    lines.iter().for_each(|line| reports(line, "log_line"));
    let last = lines.last().unwrap();
    assert_eq!(last["outcome"], outcome, "{last}");
    let status = room.run(["index", "status", "--format", "json"]).code(0).json();
    reports(&status, "status");
    assert_eq!(&status["last_run"], last);
    last.clone()
}

fn codes(report: &Value) -> Vec<u64> {
    let gates = report["gates"].as_array().into_iter().flatten();
    gates.map(|gate| gate["code"].as_u64().unwrap()).collect()
}

#[test]
fn nights_that_end_well_are_as_described() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 60);
    room.write("corpus/.hidden.txt", "x");
    room.write("corpus/broken.json", "{\"headline\": \"Ferry");
    room.write(
        "corpus/said.txt",
        "Quay closed\n\nThe quay was closed.\n\nHarbour Odd Courier/Unheard Wire\n",
    );
    let first = night(&room, &[], 0, "published");
    assert_eq!(first["full"], "there was no index");
    assert_eq!(first["listed"], json!([]));
    assert_eq!(first["verdicts"]["skipped"], 1);
    assert_eq!(first["verdicts"]["rejected"], 1);
    let all = first["articles"].as_u64().unwrap();
    assert!(all >= 60, "{first}");
    let line = logged(&room, "published");
    assert_eq!((&line["full"], &line["articles"]), (&first["full"], &first["articles"]));

    let same = night(&room, &[], 0, "unchanged");
    assert_eq!((&same["full"], &same["articles"]), (&Value::Null, &all.into()));
    assert_eq!(same["generation"], first["generation"]);
    assert_eq!(same["seconds"].as_object().unwrap().len(), 1);
    assert_eq!(logged(&room, "unchanged").get("full"), None);

    room.write("corpus/new.txt", "Barge sold\n\nA barge was sold in the harbour on Monday.\n");
    fs::rename(room.path("corpus/said.txt"), room.path("corpus/moved.txt")).unwrap();
    fs::remove_file(room.path("corpus/broken.json")).unwrap();
    let planned = night(&room, &["--dry-run"], 0, "planned");
    let listed = |what: &str| -> Value {
        let listed = planned["listed"].as_array().unwrap().iter();
        listed.filter(|file| file["what"] == what).cloned().collect()
    };
    let moved = json!([{ "what": "moved", "path": "corpus/moved.txt", "from": "corpus/said.txt" }]);
    assert_eq!(listed("moved"), moved);
    assert_eq!(listed("new"), json!([{ "what": "new", "path": "corpus/new.txt" }]));
    assert_eq!(listed("deleted"), json!([{ "what": "deleted", "path": "corpus/broken.json" }]));
    assert_eq!(planned["plan"]["moved"], 1);
    assert_eq!(logged(&room, "unchanged").get("gates"), None, "a dry run is no run");

    let next = night(&room, &[], 0, "published");
    assert_eq!(next["full"], Value::Null);
    assert_eq!((&next["verdicts"]["indexed"], &next["verdicts"]["moved"]), (&1.into(), &1.into()));
    assert_eq!(next["seconds"].as_object().unwrap().len(), 6);
    assert_eq!(codes(&next), [10, 11, 12, 13, 14, 16]);
    logged(&room, "published");

    room.write("search.toml", "[gates]\nlatency = 1000000\n");
    let rebuilt = read(&room, &["rebuild"], 0);
    reports(&rebuilt, "report");
    assert_eq!(rebuilt["full"], "it was asked for");
    assert_eq!(codes(&rebuilt), [10, 11, 12, 13, 14, 15, 16]);
}

#[test]
fn nights_that_publish_nothing_are_as_described() {
    let room = Newsroom::new();
    fs::create_dir(room.path("corpus")).unwrap();
    let none = night(&room, &[], 10, "refused");
    assert_eq!((&none["generation"], &none["articles"]), (&Value::Null, &0.into()));
    let line = room.run(["index", "log", "--format", "json"]).code(0).json();
    reports(&line, "log_line");
    assert_eq!((&line["outcome"], codes(&line)), (&"refused".into(), vec![10]));

    wire::write_crowd(&room, 60);
    let first = night(&room, &[], 0, "published");
    // A disk that is not mounted.
    fs::rename(room.path("corpus"), room.path("away")).unwrap();
    let refused = night(&room, &[], 10, "refused");
    assert_eq!(refused["generation"], first["generation"]);
    night(&room, &["--dry-run"], 10, "planned");
    fs::rename(room.path("away"), room.path("corpus")).unwrap();
    // A canary that is not there: everything was read by then.
    room.write("search.toml", "canaries = [\"zeppelin\"]\n");
    room.write("corpus/new.txt", "Barge sold\n\nA barge was sold in the harbour on Monday.\n");
    let refused = night(&room, &[], 13, "refused");
    assert_eq!(refused["generation"], first["generation"]);
    assert_eq!(refused["verdicts"]["indexed"], 1);
    let line = logged(&room, "refused");
    assert_eq!((&line["exit_code"], codes(&line)), (&13.into(), vec![13]));
    // The same, and meant.
    let accepted = night(&room, &["--accept", "canary"], 0, "published");
    let canary = accepted["gates"].as_array().unwrap().iter().find(|gate| gate["code"] == 13);
    assert_eq!(canary.unwrap()["accepted"], true);
    let line = logged(&room, "published");
    assert_eq!(codes(&line), [13], "what was accepted stays in the log");
}

#[test]
fn nights_that_fail_are_as_described() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 3);
    night(&room, &[], 0, "published");
    let failed = |args: &[&str], code: i32, error: &str| {
        let report = read(&room, args, code);
        reports(&report, "failed");
        assert_eq!(report["error"]["code"], error, "{report}");
        assert_eq!(report["exit_code"], code, "{report}");
    };
    failed(&["--hook-before", "exit 7"], 10, "E404");
    let line = logged(&room, "failed");
    assert_eq!((&line["exit_code"], &line["error"]["code"]), (&10.into(), &"E404".into()));

    let lock = File::options().write(true).open(room.path("index/LOCK")).unwrap();
    lock.try_lock().unwrap();
    failed(&[], 75, "E304");
    assert_eq!(logged(&room, "failed"), line, "who was kept out leaves no line");
    lock.unlock().unwrap();

    // A file stands where the index should be.
    room.write("occupied", "");
    failed(&["--index", "occupied", "corpus"], 3, "E307");
}

#[test]
#[should_panic(expected = "report.surprise is not described")]
fn a_key_that_is_not_described_is_found() {
    reports(&json!({ "surprise": 1 }), "report");
}

#[test]
#[should_panic(expected = "counts.no-date: minimum")]
fn values_of_free_keys_are_looked_at() {
    reports(&json!({ "no-date": 0 }), "counts");
}
