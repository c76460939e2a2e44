//! The morning after: hooks, a look beforehand, the log, the status, rollback and prune.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;

use crate::bad_nights::{all, clean, dump, log, story, write_at};
use crate::newsroom::Newsroom;
use crate::wire;

#[test]
fn hooks_frame_a_night() {
    let room = wire::fresh();
    let got = || -> Value {
        let text = fs::read_to_string(room.path("got.json")).unwrap();
        fs::remove_file(room.path("got.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let after = ["--hook-after", "cat > got.json"];
    room.write("corpus/more.txt", story("boat"));
    // One before that fails: nothing is done, and who is told afterwards is told so.
    let (live, generations) = (room.live(), room.generations());
    let failing = [&["index", "--hook-before", "echo away >&2; exit 7"][..], &after].concat();
    let told = room.run(failing).code(10).calm();
    assert!(told.err.contains("hook before") && told.err.contains("exit status: 7"), "{told:#?}");
    assert!(told.err.contains("away\n"), "{told:#?}");
    assert_eq!((room.live(), room.generations()), (live, generations));
    let report = got();
    assert_eq!((&report["outcome"], &report["exit_code"]), (&"failed".into(), &10.into()));
    assert_eq!(report["error"]["code"], "E404");
    assert_eq!(log(&room).last().unwrap()["outcome"], "failed");
    let elsewhere = ["index", "-q", "corpus", "--index", "other", "--hook-before", "false"];
    room.run(elsewhere).code(10).calm();
    assert!(!room.path("other").exists());

    // Both in their order, and the report on standard input.
    let all = [&["index", "--hook-before", "echo before > order"][..], &after].concat();
    let told = room.run([all, vec!["--format", "json"]].concat()).code(0).calm().json();
    let report = got();
    assert_eq!(report, told);
    assert_eq!((&report["outcome"], &report["articles"]), (&"published".into(), &13.into()));
    assert_eq!(fs::read_to_string(room.path("order")).unwrap(), "before\n");

    // A gate stops the night: told as well.
    fs::rename(room.path("corpus"), room.path("away")).unwrap();
    room.run([&["index", "-q"][..], &after].concat()).code(10).calm();
    let report = got();
    assert_eq!(
        (&report["outcome"], &report["gates"][0]["fired"]),
        (&"refused".into(), &true.into())
    );
    fs::rename(room.path("away"), room.path("corpus")).unwrap();

    // One after that fails, or does not read, changes nothing.
    let told = room.run(["index", "-q", "--hook-after", "exit 3"]).code(0).calm();
    assert!(told.err.contains("warning: the hook after the run failed (exit status: 3)"));
    room.run(["index", "rebuild", "-q", "--hook-after", "true"]).code(0).calm();
    // Another writer at work: the one who is told afterwards is told that, too.
    let lock = File::options().read(true).write(true).open(room.path("index/LOCK")).unwrap();
    lock.try_lock().unwrap();
    room.run([&["index", "-q"][..], &after].concat()).code(75).calm();
    assert_eq!(got()["exit_code"], 75);
    lock.unlock().unwrap();

    // From the settings, with the arguments on top; and never for a look.
    room.write("search.toml", "hook-before = \"false\"\nhook-after = \"cat > got.json\"\n");
    room.run(["index", "-q"]).code(10).calm();
    got();
    room.run(["index", "-q", "--hook-before", "true"]).code(0).calm();
    assert_eq!(got()["outcome"], "unchanged");
    room.run(["index", "--dry-run"]).code(0).calm();
    assert!(!room.path("got.json").exists());
}

/// Everything below a folder with size, time and content.
fn still(folder: &Path) -> Vec<(PathBuf, SystemTime, u32, Vec<u8>)> {
    let of = |path: PathBuf| {
        let meta = fs::metadata(&path).unwrap();
        let bytes = if meta.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        (path, meta.modified().unwrap(), meta.mode(), bytes)
    };
    all(folder).into_iter().map(of).collect()
}

#[test]
fn a_look_changes_nothing() {
    let room = Newsroom::new();
    for name in ["crane", "light", "ferry", "bridge", "tug"] {
        room.write(&format!("corpus/{name}.txt"), story(name));
    }
    // Where there is no index, there is none afterwards.
    let before = still(&room.path(""));
    let told = room.run(["index", "--dry-run"]).code(0).calm();
    assert!(told.out.starts_with("new        corpus/bridge.txt\n"), "{told:#?}");
    assert!(told.out.contains("new 5, changed 0, moved 0, same 0, deleted 0"), "{told:#?}");
    assert!(told.out.contains("all 5 files would be read: there was no index"), "{told:#?}");
    assert!(still(&room.path("")) == before);
    room.run(["index", "-q"]).code(0);

    fs::rename(room.path("corpus/ferry.txt"), room.path("corpus/boat.txt")).unwrap();
    room.write("corpus/light.txt", story("lighthouse"));
    room.write("corpus/buoy.txt", story("buoy"));
    fs::remove_file(room.path("corpus/bridge.txt")).unwrap();
    fs::create_dir(room.path("index/generations/000007-x.partial")).unwrap();
    let before = still(&room.path(""));
    let told = room.run(["index", "--dry-run"]).code(0).calm();
    for line in [
        "moved      corpus/boat.txt  from corpus/ferry.txt",
        "new        corpus/buoy.txt",
        "changed    corpus/light.txt",
        "deleted    corpus/bridge.txt",
    ] {
        assert!(told.out.lines().any(|told| told == line), "{line}: {told:#?}");
    }
    assert!(told.out.contains("new 1, changed 1, moved 1, same 2, deleted 1, unreadable 0"));
    let told = room.run(["index", "--dry-run", "--format", "json"]).code(0).calm().json();
    assert_eq!((&told["outcome"], &told["plan"]["moved"]), (&"planned".into(), &1.into()));
    assert_eq!(told["listed"].as_array().unwrap().len(), 4, "{told:#}");
    assert_eq!(told["listed"][0]["from"], "corpus/ferry.txt");
    let told = room.run(["index", "rebuild", "--dry-run"]).code(0).calm();
    assert!(told.out.contains("all 5 files would be read: it was asked for"), "{told:#?}");
    assert!(still(&room.path("")) == before);
    // What it would do is what is done.
    let told = room.run(["index", "--format", "json"]).code(0).calm().json();
    let verdicts = &told["verdicts"];
    let counts = ["indexed", "updated", "moved", "same", "deleted"].map(|name| &verdicts[name]);
    assert_eq!(counts, [1, 1, 1, 2, 1].map(Value::from).each_ref(), "{verdicts}");
    assert_eq!(dump(&room), clean(&room));

    fs::rename(room.path("corpus"), room.path("away")).unwrap();
    let before = still(&room.path(""));
    room.run(["index", "--dry-run"]).code(10).calm();
    assert!(still(&room.path("")) == before);
}

#[test]
fn an_edit_that_kept_size_and_time_is_found_by_its_content() {
    let room = Newsroom::new();
    write_at(&room, "corpus/a.txt", &story("crane"), 1_600_000_000);
    write_at(&room, "corpus/b.txt", &story("light"), 1_600_000_000);
    room.run(["index", "-q"]).code(0);
    write_at(&room, "corpus/b.txt", &story("night"), 1_600_000_000);
    let told = room.run(["index", "--format", "json"]).code(0).json();
    assert_eq!(told["outcome"], "unchanged");
    assert_eq!(room.count("light"), 1);
    let told = room.run(["index", "--checksum", "--dry-run"]).code(0);
    assert!(told.out.starts_with("changed    corpus/b.txt\n"), "{told:#?}");
    let told = room.run(["index", "--checksum", "--format", "json"]).code(0).json();
    assert_eq!((&told["outcome"], &told["verdicts"]["updated"]), (&"published".into(), &1.into()));
    assert_eq!((room.count("light"), room.count("night")), (0, 1));
    let told = room.run(["index", "--checksum", "--format", "json"]).code(0).json();
    assert_eq!(told["outcome"], "unchanged");
}

#[test]
fn a_night_with_nothing_new_publishes_nothing_and_sweeps() {
    let room = wire::fresh();
    let (live, lines) = (room.live(), log(&room).len());
    let before = still(&live);
    room.write("index/generations/000001-broken.partial/tantivy/x.idx", "half");
    room.write("index/CURRENT.new", "half");
    let told = room.run(["index"]).code(0).calm();
    assert!(told.out.contains("nothing changed"), "{told:#?}");
    assert!(still(&live) == before);
    assert_eq!(room.live(), live);
    assert_eq!(room.generations().len(), 1, "{:?}", room.generations());
    assert!(!room.path("index/CURRENT.new").exists());
    let logged = log(&room);
    assert_eq!(logged.len(), lines + 1);
    let last = logged.last().unwrap();
    assert_eq!((&last["outcome"], &last["articles"]), (&"unchanged".into(), &12.into()));
    let quiet = room.run(["index", "-q"]).code(0);
    assert!(quiet.out.is_empty() && quiet.err.is_empty(), "{quiet:#?}");
}

#[test]
fn the_log_tells_the_last_runs() {
    let room = wire::fresh();
    room.run(["index", "-q"]).code(0);
    fs::rename(room.path("corpus"), room.path("away")).unwrap();
    room.run(["index", "-q"]).code(10);
    fs::rename(room.path("away"), room.path("corpus")).unwrap();
    room.run(["index", "rebuild", "-q"]).code(0);
    let all = room.run(["index", "log"]).code(0).calm();
    let outcomes: Vec<&str> =
        all.out.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    assert_eq!(outcomes, ["published", "unchanged", "refused", "published"], "{all:#?}");
    assert!(all.out.contains("; corpus stopped: "), "{all:#?}");
    let three = room.run(["index", "log", "3"]).code(0).out;
    assert_eq!(three.lines().collect::<Vec<_>>(), all.out.lines().skip(1).collect::<Vec<_>>());
    assert_eq!(room.run(["index", "log", "0"]).code(0).out, "");
    for wrong in ["-1", "x", "3.5"] {
        room.run(["index", "log", "--", wrong]).code(2).calm();
    }
    let json = room.run(["index", "log", "2", "--format", "json"]).code(0).json_lines();
    assert_eq!((&json[0]["exit_code"], &json[1]["exit_code"]), (&10.into(), &0.into()));

    // A line that a crash cut short is left out, and costs the next one nothing.
    let path = room.path("index/log.jsonl");
    let mut torn = fs::read(&path).unwrap();
    torn.extend(b"{\"began\":\"2024-\xd0");
    fs::write(&path, &torn).unwrap();
    assert_eq!(room.run(["index", "log"]).code(0).calm().out, all.out);
    room.run(["index", "status"]).code(0).calm();
    room.run(["index", "-q"]).code(0);
    let next = room.run(["index", "log"]).code(0).calm().out;
    assert!(next.starts_with(&all.out), "{next}");
    assert_eq!(next.lines().count(), 5, "{next}");
    // An empty log, or none, is none.
    fs::write(&path, "").unwrap();
    assert_eq!(room.run(["index", "log"]).code(0).out, "");
    room.run(["index", "-q"]).code(0);
    assert_eq!(log(&room).len(), 1);
    fs::remove_file(&path).unwrap();
    assert_eq!(room.run(["index", "log"]).code(0).out, "");
    room.run(["index", "log", "--index", "nowhere"]).code(3).calm();
}

#[test]
fn status_tells_the_last_run_what_is_kept_and_what_no_table_knows() {
    let room = wire::fresh();
    room.write("corpus/odd.txt", "Odd boat\n\nIt came and went.\n\nSource: Odd Gazette\n");
    room.run(["index", "-q"]).code(0);
    fs::rename(room.path("corpus"), room.path("away")).unwrap();
    room.run(["index", "-q"]).code(10);
    let told = room.run(["index", "status"]).code(0).calm().out;
    let row =
        |name: &str| told.lines().find(|line| line.starts_with(name)).unwrap_or("").to_owned();
    assert!(row("last run").contains("refused") && row("last run").contains("corpus stopped"));
    assert!(row("unknown credits").contains("Odd Gazette 1"), "{told}");
    for generation in room.generations() {
        assert!(row("kept").contains(&generation), "{told}");
    }
    let told = room.run(["index", "status", "--format", "json"]).code(0).json();
    assert_eq!(told["last_run"]["exit_code"], 10);
    let credits = told["unknown_credits"].as_array().unwrap();
    assert!(credits.iter().any(|credit| credit["name"] == "Odd Gazette"), "{told:#}");
    assert_eq!(told["generations"].as_array().unwrap().len(), 2);
}

#[test]
fn rollback_goes_to_whole_generations_only() {
    let room = wire::fresh();
    room.run(["index", "rollback"]).code(2).calm().says("no generation before");
    for name in ["canoe", "buoy"] {
        room.write(&format!("corpus/{name}.txt"), story(name));
        room.run(["index", "rebuild", "-q"]).code(0);
    }
    let ids = room.generations();
    let told = room.run(["index", "rollback"]).code(0).calm();
    assert!(told.out.contains(&format!("{} is live, with 13 articles", ids[1])), "{told:#?}");
    assert_eq!((room.count("buoy"), room.count("canoe")), (0, 1));
    room.run(["index", "rollback", &ids[2]]).code(0).calm();
    assert_eq!(room.count("buoy"), 1);
    // The night after goes on from what is live.
    room.run(["index", "rollback", "1"]).code(0).calm();
    assert!(room.live().ends_with(&ids[0]));
    room.run(["index", "rollback", "99"]).code(2).calm().says("no generation \"99\"");

    let damaged = room.path("index/generations").join(&ids[1]);
    for file in ["ledger", "tantivy/meta.json", "manifest.json", "articles.facts", "rejects.jsonl"]
    {
        let file = damaged.join(file);
        let Ok(whole) = fs::read(&file) else { continue };
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        match bytes.get_mut(middle) {
            Some(byte) => *byte ^= 1,
            None => bytes.push(b'x'),
        }
        fs::write(&file, bytes).unwrap();
        let told = room.run(["index", "rollback", "2"]).code(3).calm();
        assert!(told.out.is_empty() && told.err.contains(&ids[1]), "{told:#?}");
        assert!(room.live().ends_with(&ids[0]));
        fs::write(&file, whole).unwrap();
    }
    assert!(!room.path("index/CURRENT.new").exists());
    room.run(["index", "rollback", "2"]).code(0).calm();
    room.run(["index", "-q"]).code(0).calm();
    assert_eq!(room.count("buoy"), 1);
    assert_eq!(dump(&room), clean(&room));
}

#[test]
fn prune_leaves_the_live_generation() {
    let room = wire::fresh();
    for _ in 0..2 {
        room.run(["index", "rebuild", "-q"]).code(0);
    }
    let ids = room.generations();
    room.run(["index", "prune"]).code(0).calm();
    assert_eq!(room.generations(), ids);
    room.run(["index", "rollback", "-q"]).code(0);
    fs::create_dir(room.path("index/generations/000009-x.partial")).unwrap();
    let told = room.run(["index", "prune", "--keep", "1"]).code(0).calm();
    assert!(told.out.contains(&format!("removed {}, {}", ids[0], ids[2])), "{told:#?}");
    assert_eq!(room.generations(), ids[1..2]);
    room.ask(&[], "ferry").code(0);
    room.run(["index", "prune", "--keep", "0"]).code(2).calm();
    // Numbers count on from what is there.
    room.run(["index", "rebuild", "-q", "--keep", "1"]).code(0);
    assert_eq!(room.generations().len(), 1);
}
