//! Nights: builds that are stopped, doubled, refused or read meanwhile. Whatever happens, what was
//! published keeps answering and the next build goes through.

use std::fs::{self, File};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::newsroom::{Newsroom, finish};
use crate::wire;

/// Moments at which a build is killed, in milliseconds from its start.
const MOMENTS: [u64; 18] =
    [5, 10, 15, 20, 30, 40, 50, 60, 75, 90, 105, 120, 140, 160, 190, 220, 260, 300];

/// Checks that nothing of a broken build is left.
#[track_caller]
fn nothing_left(room: &Newsroom) {
    let names = room.generations();
    assert!(names.iter().all(|name| !name.ends_with(".partial")), "{names:?}");
    assert!(!room.path("index/CURRENT.new").exists());
}

#[test]
fn a_first_build_may_be_killed_at_any_moment() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 1_200);
    let mut killed = 0;
    for moment in MOMENTS {
        let _ = fs::remove_dir_all(room.path("index"));
        let mut child = room.command(["index", "-q"]).spawn().unwrap();
        thread::sleep(Duration::from_millis(moment));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // Nothing was published, or all of it: never a part.
        let published = room.path("index/CURRENT").exists();
        let status = room.run(["index", "status"]).code(if published { 0 } else { 3 }).calm();
        assert!(!published || status.out.contains("1,200"), "{status:?}");
    }
    assert!(killed > 5, "only {killed} builds were still running");
    let before = room.ask(&["--count"], "harbour").code(0).calm();
    assert_eq!(before.out, "1200\n");
    nothing_left(&room);
    room.run(["index", "verify"]).code(0);
}

#[test]
fn a_later_build_may_be_killed_and_the_old_one_serves() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 1_200);
    room.run(["index"]).code(0);
    let (live, mut killed) = (room.live(), 0);
    for moment in MOMENTS {
        let mut child = room.command(["index", "rebuild", "-q"]).spawn().unwrap();
        thread::sleep(Duration::from_millis(moment));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let answer = room.ask(&["--count"], "harbour").code(0).calm();
        assert_eq!((answer.out.as_str(), answer.err.as_str()), ("1200\n", ""));
    }
    assert!(killed > 5, "only {killed} builds were still running");
    room.run(["index", "verify"]).code(0);
    room.run(["index"]).code(0).calm();
    nothing_left(&room);
    assert_eq!(room.live(), live);
    room.run(["index", "rebuild"]).code(0).calm();
    assert_ne!(room.live(), live);
    room.run(["index", "verify"]).code(0);
    assert!(room.generations().len() <= 3, "{:?}", room.generations());
}

#[test]
fn two_writers_are_one_too_many() {
    let room = wire::fresh();
    let lock = File::options().read(true).write(true).open(room.path("index/LOCK")).unwrap();
    lock.try_lock().unwrap();
    fs::write(room.path("index/LOCK"), "pid 4242, since 2024-08-26T02:00:00Z\n").unwrap();
    let before = room.generations();
    for args in [vec!["index"], vec!["index", "rebuild"], vec!["index", "-q"]] {
        room.run(args).code(75).calm().says("another process").says("pid 4242").says("02:00");
    }
    let told = room.run(["index", "--format", "json"]).code(75).json();
    assert_eq!(told["error"]["exit_code"], 75, "{told}");
    // Readers never wait for a writer.
    let answer = room.ask(&[], "ferry").code(0);
    assert!(answer.took < Duration::from_secs(5), "{answer:?}");
    // What the file says may come from anybody.
    fs::write(room.path("index/LOCK"), "pid \u{1b}[31m7\u{202e}\n").unwrap();
    let told = room.run(["index"]).code(75).says("7");
    assert!(!told.err.contains(['\u{1b}', '\u{202e}']), "{told:?}");
    fs::write(room.path("index/LOCK"), b"\xff\xfe").unwrap();
    room.run(["index"]).code(75).calm().says("unknown");
    assert_eq!(room.generations(), before);
    lock.unlock().unwrap();
    room.run(["index"]).code(0);
}

#[test]
fn a_query_waits_for_a_first_build_that_is_under_way() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 1_200);
    fs::create_dir(room.path("index")).unwrap();
    let lock = File::create(room.path("index/LOCK")).unwrap();
    lock.try_lock().unwrap();
    let first = room.command(["--count", "harbour"]);
    let second = room.command(["--count", "headline:harbour"]);
    thread::scope(|scope| {
        let first = scope.spawn(|| finish(first, "--count harbour".into()));
        let second = scope.spawn(|| finish(second, "--count headline:harbour".into()));
        thread::sleep(Duration::from_millis(300));
        assert!(!first.is_finished() && !second.is_finished());
        lock.unlock().unwrap();
        for waited in [first.join().unwrap(), second.join().unwrap()] {
            assert_eq!(waited.out, "1200\n", "{waited:?}");
            let waited = waited.code(0).calm().says("waiting");
            assert_eq!(waited.err.matches("waiting").count(), 1, "{waited:?}");
        }
    });
    assert_eq!(room.generations().len(), 1, "one of them built, the other waited");
    nothing_left(&room);
}

#[test]
fn a_waiting_query_takes_over_from_a_first_build_that_was_killed() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 1_200);
    let mut builder = room.command(["index", "-q"]).spawn().unwrap();
    thread::sleep(Duration::from_millis(60));
    let query = room.command(["--count", "harbour"]);
    thread::scope(|scope| {
        let query = scope.spawn(|| finish(query, "--count harbour".into()));
        thread::sleep(Duration::from_millis(100));
        builder.kill().unwrap();
        builder.wait().unwrap();
        assert_eq!(query.join().unwrap().code(0).calm().out, "1200\n");
    });
    nothing_left(&room);
    room.run(["index", "verify"]).code(0);
}

#[test]
fn readers_see_the_old_index_or_the_new_one() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 400);
    room.run(["index"]).code(0);
    fs::write(room.path("corpus/more.txt"), "One more harbour\n\nWith a body of some words.\n")
        .unwrap();
    let mut child = room.command(["index", "-q"]).spawn().unwrap();
    let mut seen = Vec::new();
    while child.try_wait().unwrap().is_none() {
        seen.push(room.count("harbour"));
    }
    assert!(child.wait().unwrap().success());
    seen.push(room.count("harbour"));
    assert!(seen.is_sorted() && seen.iter().all(|n| [400, 401].contains(n)), "{seen:?}");
    assert_eq!(seen.last(), Some(&401));
}

#[test]
fn a_generation_that_goes_away_under_a_reader_is_no_damage() {
    let room = wire::fresh();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..15 {
                room.run(["index", "-q", "--keep", "1"]).code(0);
            }
        });
        while !writer.is_finished() {
            room.run(["show", "w-01"]).code(0).calm();
            room.ask(&[], "ferry").code(0).calm();
        }
    });
}

#[test]
fn old_generations_go_and_the_live_one_stays() {
    let room = wire::fresh();
    for _ in 0..4 {
        room.run(["index", "rebuild", "-q"]).code(0);
    }
    let kept = room.generations();
    assert_eq!(kept.len(), 3, "{kept:?}");
    assert!(room.live().ends_with(&kept[2]), "{kept:?}");
    // Who went back by hand keeps what is live.
    fs::write(room.path("index/CURRENT"), format!("{}\n", kept[0])).unwrap();
    room.ask(&[], "ferry").code(0);
    room.run(["index", "-q", "--keep", "1"]).code(0);
    assert_eq!(room.generations().len(), 1, "{:?}", room.generations());
    room.ask(&[], "ferry").code(0);
}

#[test]
fn a_corpus_that_is_gone_or_empty_changes_nothing() {
    let room = wire::fresh();
    let live = room.live();
    let away = room.path("away");
    fs::rename(room.path("corpus"), &away).unwrap();
    room.run(["index"]).code(10).calm().says("corpus");
    fs::create_dir(room.path("corpus")).unwrap();
    room.run(["index"]).code(10).calm().says("holds no file, 1 last time").says("--accept corpus");
    room.run(["index", "nowhere"]).code(2).calm().says("--replace-corpus");
    room.run(["index", "nowhere", "--replace-corpus"]).code(10).calm().says("nowhere");
    room.run(["index", "away"]).code(2).calm().says("--replace-corpus");
    assert_eq!(room.live(), live);
    room.ask(&[], "ferry").code(0);
    nothing_left(&room);
    room.run(["index", "away", "--replace-corpus"]).code(0).calm();
    assert_eq!(room.paths("captain remembers"), ["away/wire.jsonl"]);
    // From now on these are the corpus.
    room.run(["index"]).code(0).calm();
    assert_eq!(room.paths("captain remembers"), ["away/wire.jsonl"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_changes_nothing() {
    let room = wire::fresh();
    let live = room.live();
    wire::write_crowd(&room, 1_200);
    for blocks in [0, 1, 20, 200] {
        // Files may grow to so many blocks; what the program then hears is what a full disk says.
        let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$0\" \"$@\"");
        let build = room.shell(&script, &["index", "-q"]);
        let told = finish(build, script).code(3).calm();
        assert!(told.err.contains("cannot"), "{told:?}");
        assert_eq!(room.live(), live);
        assert_eq!(room.generations().len(), 1);
        room.ask(&[], "captain").code(0);
    }
    room.run(["index", "-q"]).code(0);
    assert_eq!(room.count("*"), 1_212);
}

#[test]
fn an_index_inside_its_corpus_is_not_read() {
    let room = Newsroom::new();
    room.write("one.txt", "Boat\n\nThe ferry sails in the morning.\n");
    for _ in 0..3 {
        let built = room.run(["index", "."]).code(0).calm();
        assert!(built.out.starts_with("1 article from 1 file "), "{built:?}");
    }
    room.run(["index", "-q", ".", "--index", "second"]).code(0);
    room.run(["index", "-q"]).code(0);
    assert_eq!(room.count("*"), 1);
    let read = room.run(["extract", "-q", "."]).code(0).json_lines();
    let verdicts: Vec<String> =
        read.iter().map(|line| format!("{} {}", line["verdict"], line["code"])).collect();
    assert_eq!(verdicts.iter().filter(|v| *v == "\"skipped\" \"cache\"").count(), 2, "{read:?}");
}

#[test]
fn a_dump_depends_on_the_corpus_alone() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 400);
    room.run(["index", "--threads", "1"]).code(0);
    let dump = room.run(["index", "dump"]).code(0);
    assert_eq!(dump.json_lines().len(), 400);
    for threads in ["2", "7"] {
        room.run(["index", "rebuild", "--threads", threads]).code(0);
        assert!(room.run(["index", "dump"]).out == dump.out, "{threads} threads");
    }
    room.run(["index", "--threads", "3", "--index", "other"]).code(0);
    assert!(room.run(["index", "dump", "--index", "other"]).out == dump.out);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 1_200);
    room.run(["index"]).code(0);
    let corpus = room.path("corpus").display().to_string();
    for args in [
        vec!["harbour"],
        vec!["-n", "1000", "harbour"],
        vec!["-n", "1000", "--format", "jsonl", "harbour"],
        vec!["--count", "harbour"],
        vec!["--format", "json", "harbour PRE/"],
        vec!["index", "dump"],
        vec!["index", "status"],
        vec!["index", "verify"],
        vec!["extract", &corpus],
        vec!["show", "crowd-1"],
        vec!["fields"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["--help"],
        vec!["show", "--help"],
    ] {
        let mut command = room.command(&args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        let code = if args.contains(&"harbour PRE/") { 2 } else { 0 };
        assert_eq!(ended.status.code(), Some(code), "{args:?}: {said}");
        assert!(!said.contains("rror"), "{args:?}: {said}");
    }
}

#[test]
fn a_later_build_tells_what_is_the_same() {
    let article =
        |name: &str| format!("Harbour gets a {name}\n\nThe {name} was towed in at noon.\n");
    let room = Newsroom::new();
    let verdicts = || {
        let told = room.run(["index"]).code(0).calm().out;
        let line = told.lines().find_map(|line| line.strip_prefix("verdicts         "));
        line.unwrap_or_default().to_owned()
    };
    for name in ["crane", "light", "ferry", "bridge"] {
        room.write(&format!("corpus/{name}.txt"), article(name));
    }
    room.write("corpus/twin.txt", article("crane"));
    assert_eq!(verdicts(), "indexed 4, duplicate 1");
    assert_eq!(verdicts(), "same 4, duplicate 1");
    room.write("corpus/light.txt", article("lighthouse"));
    room.write("corpus/buoy.txt", article("buoy"));
    fs::rename(room.path("corpus/ferry.txt"), room.path("corpus/boat.txt")).unwrap();
    fs::remove_file(room.path("corpus/bridge.txt")).unwrap();
    fs::remove_file(room.path("corpus/crane.txt")).unwrap();
    assert_eq!(verdicts(), "indexed 1, updated 1, same 1, moved 1, deleted 1");
    // A ledger that cannot be read costs the comparison, not the night.
    fs::write(room.live().join("ledger"), b"torn").unwrap();
    assert_eq!(verdicts(), "indexed 4");
}
