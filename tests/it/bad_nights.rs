//! Bad nights: files that cannot be read, a corpus that vanishes, clocks that jump, two builders, readers that
//! stay, users that may not write, damaged bookkeeping. And what an operator does the morning after.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::walk::name_roots;
use news_search::engine::SearchRequest;
use news_search::ingest::report::{Event, Observer, Outcome as Ended, Report};
use news_search::ingest::{self, BuildOptions};
use news_search::local::{self, LocalStore};
use serde_json::Value;

use crate::engine::words;
use crate::newsroom::{Newsroom, Outcome, copy_dir, finish};
use crate::wire;

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

fn is_superuser(room: &Newsroom) -> bool {
    fs::metadata(room.path("home")).unwrap().uid() == 0
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Lists everything below a folder, itself included.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_path_buf()];
    if folder.is_dir() && !folder.is_symlink() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|path| found.extend(all(path)));
    }
    found
}

/// Gives everything to a user whom modes hold back, as they do not the superuser.
fn give_away(room: &Newsroom) {
    if is_superuser(room) {
        for path in all(&room.path("")) {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
}

/// Runs the program as a user whom modes hold back.
fn held_back(room: &Newsroom, args: &[&str]) -> Outcome {
    let mut command = room.command(args);
    if fs::metadata("/proc/self").map_or(0, |of| of.uid()) == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    finish(command, args.join(" "))
}

fn story(name: &str) -> String {
    format!("Harbour gets a {name}\n\nThe {name} came to the harbour at noon.\n")
}

/// The dump of a clean build of the corpus.
fn clean(room: &Newsroom) -> String {
    let _ = fs::remove_dir_all(room.path("clean"));
    room.run(["index", "-q", "corpus", "--index", "clean"]).code(0);
    room.run(["index", "dump", "--index", "clean"]).code(0).out
}

fn dump(room: &Newsroom) -> String {
    room.run(["index", "dump"]).code(0).out
}

fn log(room: &Newsroom) -> Vec<Value> {
    room.run(["index", "log", "1000", "--format", "json"]).code(0).json_lines()
}

#[test]
fn what_cannot_be_read_is_kept_or_tried_again() {
    let room = Newsroom::new();
    for name in ["open/crane", "open/light", "shut/ferry", "shut/deep/bridge"] {
        room.write(&format!("corpus/{name}.txt"), story(name.rsplit('/').next().unwrap()));
    }
    give_away(&room);
    held_back(&room, &["index", "-q"]).code(0);
    mode(&room.path("corpus/shut"), 0);
    room.write("corpus/open/secret.txt", story("secret"));
    room.write("corpus/open/light.txt", story("lighthouse"));
    room.write("corpus/open/crane.txt", story("gantry crane with a hook and a long arm"));
    give_away(&room);
    mode(&room.path("corpus/open/secret.txt"), 0);

    let planned = held_back(&room, &["index", "--dry-run"]).code(0).calm();
    for line in [
        "unreadable corpus/shut/deep/bridge.txt",
        "unreadable corpus/shut/ferry.txt",
        "new        corpus/open/secret.txt",
        "changed    corpus/open/light.txt",
    ] {
        assert!(planned.out.lines().any(|told| told == line), "{line}: {planned:#?}");
    }
    // Most of what can be read changed: no reason to let go of what cannot.
    let told = held_back(&room, &["index", "--format", "json"]).code(0).calm().json();
    assert_eq!((&told["outcome"], &told["plan"]["unreadable"]), (&"published".into(), &2.into()));
    assert_eq!((&told["verdicts"]["rejected"], &told["verdicts"]["same"]), (&2.into(), &2.into()));
    assert_eq!(told["reasons"]["unreadable"], 2, "{told:#}");
    assert_eq!((room.count("ferry"), room.count("bridge"), room.count("secret")), (1, 1, 0));
    let rejects = fs::read_to_string(room.live().join("rejects.jsonl")).unwrap();
    assert!(rejects.contains("corpus/open/secret.txt") && rejects.contains("\"corpus/shut\""));

    mode(&room.path("corpus/open/secret.txt"), 0o644);
    mode(&room.path("corpus/shut"), 0o755);
    held_back(&room, &["index", "-q"]).code(0).calm();
    assert_eq!(room.count("secret"), 1);
    assert_eq!(dump(&room), clean(&room));

    // A corpus of which nothing can be seen is one that is not there.
    mode(&room.path("corpus"), 0);
    let told = held_back(&room, &["index"]).code(10).calm().says("corpus: ");
    assert!(told.err.contains("nothing of") && told.err.contains("can be looked into"), "{told:?}");
    held_back(&room, &["index", "rebuild", "-q"]).code(10).calm();
    mode(&room.path("corpus"), 0o755);
    assert_eq!(room.count("*"), 5);
}

#[test]
fn a_corpus_that_vanishes_while_it_is_read_is_never_half_an_index() {
    let room = Newsroom::new();
    for number in 0..900 {
        let (folder, name) = (number % 9, format!("ship number {number}"));
        room.write(&format!("corpus/{folder}/{number}.txt"), story(&name));
    }
    let start = Instant::now();
    room.run(["index", "-q"]).code(0);
    let (whole, took) = (dump(&room), start.elapsed());
    let (mut stopped, mut published) = (0, 0);
    for moment in 0..10_u32 {
        let live = room.live();
        let mut child = room.command(["index", "rebuild", "-q"]).spawn().unwrap();
        thread::sleep(took * moment / 9);
        fs::rename(room.path("corpus"), room.path("away")).unwrap();
        let code = child.wait().unwrap().code();
        match code {
            Some(0) => published += 1,
            Some(10) => stopped += 1,
            code => panic!("moment {moment}: {code:?}"),
        }
        assert_eq!(room.live() == live, code == Some(10), "moment {moment}");
        assert!(dump(&room) == whole, "moment {moment}");
        assert!(room.generations().iter().all(|name| !name.ends_with(".partial")));
        fs::rename(room.path("away"), room.path("corpus")).unwrap();
    }
    assert!(stopped > 0, "{published} published");
    // A first build is none, too.
    let mut child = room.command(["index", "-q", "corpus", "--index", "first"]).spawn().unwrap();
    thread::sleep(took / 4);
    fs::rename(room.path("corpus"), room.path("away")).unwrap();
    let code = child.wait().unwrap().code();
    assert_eq!(room.path("first/CURRENT").exists(), code == Some(0), "{code:?}");
}

/// Hears nothing.
struct Deaf;

impl Observer for Deaf {
    fn event(&self, _: Event<'_>) {}
}

/// A night of the library at an instant.
fn night_at(room: &Newsroom, now: i64) -> Report {
    let store = LocalStore::new(room.path("index"));
    let options = BuildOptions {
        roots: name_roots(&[room.path("corpus")]),
        follow: false,
        threads: 2,
        now,
        keep: 3,
        anew: false,
        checksum: false,
        dry: false,
        tables: "t".into(),
        memory: ingest::LEAST_MEMORY,
        limits: Default::default(),
        accepted: Vec::new(),
        canaries: Vec::new(),
    };
    let reader = Reader::new(ReadOptions::default());
    ingest::run(&store, &options, &reader, &|_| None, &Deaf).unwrap()
}

/// Writes a file with a time of its own.
fn write_at(room: &Newsroom, name: &str, text: &str, seconds: u64) {
    let path = room.write(name, text);
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_clock_that_jumps_back_loses_no_change_and_no_order() {
    const NOW: i64 = 1_724_000_000;
    let room = Newsroom::new();
    let old = 1_600_000_000;
    write_at(&room, "corpus/past.txt", &story("crane"), old);
    write_at(&room, "corpus/future.txt", &story("ferry"), 4_000_000_000);
    write_at(&room, "corpus/same.txt", &story("light"), old);
    let mut ids = Vec::new();
    let mut night = |now: i64, outcome: Ended| {
        let report = night_at(&room, now);
        assert_eq!(report.outcome, outcome, "{report:#?}");
        if outcome == Ended::Published {
            ids.push(report.generation.clone().unwrap().0);
        }
        report.plan
    };
    night(NOW, Ended::Published);
    night(NOW, Ended::Unchanged);
    let jumped = NOW - 400 * 86_400;
    night(jumped, Ended::Unchanged);
    // Of the same size and time, in a time to come: what it holds decides.
    write_at(&room, "corpus/future.txt", &story("canoe"), 4_000_000_000);
    assert_eq!(night(jumped, Ended::Published).changed, 1);
    night(jumped, Ended::Unchanged);
    // Older than the build that did not see it, and newer than that one's clock.
    write_at(&room, "corpus/new.txt", &story("buoy"), old - 5);
    write_at(&room, "corpus/past.txt", &story("derrick"), old + 1);
    let plan = night(jumped + 60, Ended::Published);
    assert_eq!((plan.new, plan.changed, plan.same), (1, 1, 2));
    // Between the two clocks, edited again with the same size and time.
    write_at(&room, "corpus/same.txt", &story("house"), (NOW - 86_400) as u64);
    night(jumped - 60, Ended::Published);
    write_at(&room, "corpus/same.txt", &story("mouse"), (NOW - 86_400) as u64);
    assert_eq!(night(jumped - 60, Ended::Published).changed, 1);
    assert_eq!(room.count("mouse"), 1);
    assert_eq!(room.count("canoe"), 1);

    assert_eq!(ids.len(), 5);
    let counters: Vec<&str> = ids.iter().map(|id| id.split('-').next().unwrap()).collect();
    assert_eq!(counters, ["000001", "000002", "000003", "000004", "000005"]);
    assert!(ids.is_sorted());
    // The oldest by number go, whatever the clock said of them.
    assert_eq!(room.generations(), ids[2..]);
    room.run(["index", "rollback"]).code(0).calm();
    assert!(room.live().ends_with(&ids[3]));
    assert_eq!(room.count("house"), 1);
    room.run(["index", "prune", "--keep", "2"]).code(0).calm();
    assert_eq!(room.generations(), ids[3..]);
    assert_eq!(night_at(&room, NOW).plan.changed, 1);
    assert_eq!(room.count("mouse"), 1);
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_second_builder_is_told_of_the_first() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 400);
    for _ in 0..3 {
        room.run(["index", "rebuild", "-q"]).code(0);
    }
    let mut halted = 0;
    for first in [vec!["index", "rebuild", "-q"], vec!["index", "-q"]] {
        for round in 0..4 {
            room.write("corpus/more.txt", story(&format!("boat in round {round} of {first:?}")));
            let mut child = room.command(&first).spawn().unwrap();
            while child.try_wait().unwrap().is_none()
                && !room.generations().iter().any(|name| name.ends_with(".partial"))
            {
                thread::sleep(Duration::from_micros(200));
            }
            signal("-STOP", child.id());
            let under_way = room.generations();
            if !under_way.iter().any(|name| name.ends_with(".partial")) {
                // It was done already.
                signal("-CONT", child.id());
                assert!(child.wait().unwrap().success());
                continue;
            }
            halted += 1;
            let live = room.live();
            let holder = format!("pid {}, since 2", child.id());
            for second in [
                &["index"][..],
                &["index", "rebuild"],
                &["index", "rollback"],
                &["index", "rollback", "previous"],
                &["index", "prune", "--keep", "1"],
            ] {
                room.run(second).code(75).calm().says(&holder);
            }
            // To look is free, and leaves what is under way alone.
            room.run(["index", "--dry-run"]).code(0).calm();
            room.run(["index", "status"]).code(0).calm();
            room.run(["index", "verify"]).code(0).calm();
            assert_eq!((room.generations(), room.live()), (under_way, live.clone()));
            signal("-CONT", child.id());
            assert!(child.wait().unwrap().success());
            assert_ne!(room.live(), live);
            assert_eq!(room.count("*"), 401);
            break;
        }
    }
    assert!(halted > 0, "no build could be halted");
    // None of those that could not begin wrote into the log.
    assert!(log(&room).iter().all(|line| line["exit_code"] == 0));
}

#[test]
fn a_reader_keeps_its_generation_through_ten_rebuilds() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 40);
    room.run(["index", "-q"]).code(0);
    let reader = local::open(&room.path("index")).unwrap();
    let held = room.live();
    let request = SearchRequest::new(words("harbour"), 1_724_000_000);
    for number in 0..10 {
        room.write(&format!("corpus/more-{number}.txt"), story(&format!("boat {number}")));
        room.run(["index", "rebuild", "-q", "--keep", "2"]).code(0).calm();
        assert_eq!(reader.search(&request).unwrap().total.articles, 40, "rebuild {number}");
        assert_eq!(
            reader.article("crowd-7", 0).unwrap().article.own_id.as_deref(),
            Some("crowd-7")
        );
        assert_eq!(room.count("harbour"), 41 + number);
        assert!(held.join("manifest.json").exists(), "rebuild {number}");
    }
    assert_eq!(room.generations().len(), 3, "{:?}", room.generations());
    room.run(["index", "prune", "--keep", "1"]).code(0).calm();
    assert!(held.exists() && room.generations().len() == 2);
    drop(reader);
    // A night with nothing to do sweeps as well.
    room.run(["index", "-q", "--keep", "1"]).code(0).calm();
    assert!(!held.exists() && room.generations().len() == 1);
}

#[test]
fn an_index_built_for_oneself_is_read_by_others() {
    let room = wire::fresh();
    fs::remove_dir_all(room.path("index")).unwrap();
    let private = |args: &[&str]| {
        let script = "umask 077; exec \"$0\" \"$@\"";
        finish(room.shell(script, args), args.join(" ")).code(0).calm();
    };
    private(&["index", "-q"]);
    room.write("corpus/more.txt", story("boat"));
    private(&["index", "-q"]);
    private(&["index", "rebuild", "-q"]);
    private(&["index", "rollback", "-q"]);
    for path in all(&room.path("index")) {
        let of = fs::metadata(&path).unwrap();
        let wanted = if of.is_dir() { 0o755 } else { 0o644 };
        // Only writers need the lock.
        if !path.ends_with("LOCK") {
            assert_eq!(of.mode() & 0o777, wanted, "{}", path.display());
        }
    }
    mode(&room.path(""), 0o755);
    for args in [
        &["ferry"][..],
        &["show", "w-01"],
        &["fields"],
        &["copies", "w-01"],
        &["index", "status"],
        &["index", "verify"],
        &["index", "log"],
        &["index", "dump"],
        &["index", "diff", "previous", "live"],
        &["index", "--dry-run"],
    ] {
        let told = held_back(&room, args).calm();
        // No copies, and no differences, are 1.
        let few = ["copies", "diff"].iter().any(|name| args.contains(name));
        assert!(told.code == 0 || (few && told.code == 1), "{told:#?}");
    }
    if is_superuser(&room) {
        for args in [&["index"][..], &["index", "rollback"], &["index", "prune"]] {
            held_back(&room, args).code(3).calm().says("cannot write").says("ermission denied");
        }
    }
    // A folder that was there keeps the mode that it was given.
    fs::create_dir(room.path("own")).unwrap();
    mode(&room.path("own"), 0o700);
    room.run(["index", "-q", "corpus", "--index", "own"]).code(0);
    assert_eq!(fs::metadata(room.path("own")).unwrap().mode() & 0o777, 0o700);
}

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
    for file in ["ledger", "tantivy/meta.json", "manifest.json", "articles.keys", "rejects.jsonl"] {
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

/// A room with copies, changes since the index was built, and what a clean build makes of it.
struct Changed {
    room: Newsroom,
    clean: String,
    texts: [Value; 2],
}

fn texts(room: &Newsroom, index: &str) -> [Value; 2] {
    let told = room.run(["index", "status", "--format", "json", "--index", index]).code(0).json();
    [told["manifest"]["texts"].clone(), told["manifest"]["copied"].clone()]
}

impl Changed {
    /// `much` is edited: a third of the articles, so that segments are merged.
    fn new(much: bool) -> Changed {
        let room = Newsroom::new();
        wire::write_crowd(&room, 48);
        let long =
            "The boat was towed past the light and the crane, and past the bridge. ".repeat(9);
        for name in ["one", "two", "three"] {
            let end = if name == "two" { "It sank." } else { "It sank later." };
            room.write(&format!("corpus/{name}.txt"), format!("Boat {name}\n\n{long}{end}\n"));
        }
        room.run(["index", "-q"]).code(0);
        copy_dir(&room.path("index"), &room.path("saved"));
        room.write("corpus/four.txt", format!("Boat four\n\n{long}It sank at night.\n"));
        fs::remove_file(room.path("corpus/one.txt")).unwrap();
        for number in 0..if much { 3 } else { 0 } {
            let name = format!("corpus/part-{number}.jsonl");
            let text = fs::read_to_string(room.path(&name)).unwrap();
            room.write(&name, text.replace("winter", "summer"));
        }
        let clean = clean(&room);
        let texts = texts(&room, "clean");
        Changed { room, clean, texts }
    }

    /// A file of the live generation before anything happened to it.
    fn file(&self, name: &str) -> PathBuf {
        let id = fs::read_to_string(self.room.path("saved/CURRENT")).unwrap();
        self.room.path("saved/generations").join(id.trim_end()).join(name)
    }

    /// Damages a file of the live generation and lets a night build on it: it must come out whole, or
    /// say what to do. Returns its exit code.
    fn night(&self, file: &str, damage: &dyn Fn(&mut Vec<u8>)) -> i32 {
        let room = &self.room;
        fs::remove_dir_all(room.path("index")).unwrap();
        copy_dir(&room.path("saved"), &room.path("index"));
        let path = room.live().join(file);
        let mut bytes = fs::read(&path).unwrap();
        let whole = bytes.clone();
        damage(&mut bytes);
        assert!(bytes != whole, "{file}");
        fs::write(&path, bytes).unwrap();
        let live = room.live();
        let told = room.run(["index", "-q"]).calm();
        if told.code == 0 {
            assert!(dump(room) == self.clean, "{file}: {told:?}");
            assert_eq!(texts(room, "index"), self.texts, "{file}");
            room.run(["index", "verify"]).code(0);
        } else {
            assert!([3, 16].contains(&told.code), "{file}: {told:?}");
            assert!(told.err.contains("search index rebuild"), "{file}: {told:?}");
            assert_eq!(room.live(), live);
            assert_eq!(room.generations().len(), 1, "{file}");
        }
        told.code
    }
}

#[test]
fn damaged_bookkeeping_makes_no_wrong_index() {
    let changed = Changed::new(false);
    for file in ["ledger", "articles.facts", "copies.compared", "credits.jsonl"] {
        let length = fs::metadata(changed.file(file)).unwrap().len() as usize;
        changed.night(file, &|bytes| bytes.push(b'x'));
        if length == 0 {
            continue;
        }
        for part in 0..6 {
            let at = part * (length - 1) / 5;
            let code = changed.night(file, &|bytes| bytes[at] ^= 1 << part);
            // All of it can be made again, so that it is.
            assert_eq!(code, 0, "{file}, a bit flipped at {at}");
        }
        changed.night(file, &|bytes| bytes.truncate(length / 2));
    }
    for file in ["manifest.json", "checksums.txt", "tantivy/meta.json", "tantivy/.managed.json"] {
        let length = fs::metadata(changed.file(file)).unwrap().len() as usize;
        for part in 0..3 {
            let at = part * (length - 1) / 2;
            changed.night(file, &|bytes| *bytes.get_mut(at).unwrap() ^= 1 << part);
        }
    }
}

#[test]
fn a_damaged_segment_is_not_merged_into_a_sound_one() {
    for much in [false, true] {
        let changed = Changed::new(much);
        let entries = fs::read_dir(changed.file("tantivy")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let names: Vec<String> = names.filter(|name| !name.ends_with(".json")).collect();
        assert!(names.len() >= 6, "{names:?}");
        for name in names {
            let code = changed.night(&format!("tantivy/{name}"), &|bytes| {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 2;
            });
            assert_ne!(code, 0, "{name}, merged: {much}");
        }
    }
}

#[test]
fn a_damaged_ledger_is_no_way_past_the_gates() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 200);
    room.run(["index", "-q"]).code(0);
    fs::write(room.live().join("ledger"), "torn").unwrap();
    for part in 0..4 {
        fs::remove_file(room.path(&format!("corpus/part-{part}.jsonl"))).unwrap();
    }
    room.run(["index", "-q"]).code(11).calm().says("100 articles, 200 last time");
    room.run(["index", "-q", "--accept", "shrink"]).code(0).calm();
    assert_eq!(room.count("*"), 100);
}
