//! Bad nights: files that cannot be read, a corpus that vanishes, clocks that jump, two builders, readers that
//! stay, users that may not write.

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
use crate::newsroom::{Newsroom, Outcome, finish};
use crate::wire;

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

fn is_superuser(room: &Newsroom) -> bool {
    fs::metadata(room.path("home")).unwrap().uid() == 0
}

pub fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Lists everything below a folder, itself included.
pub fn all(folder: &Path) -> Vec<PathBuf> {
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

pub fn story(name: &str) -> String {
    format!("Harbour gets a {name}\n\nThe {name} came to the harbour at noon.\n")
}

/// The dump of a clean build of the corpus.
pub fn clean(room: &Newsroom) -> String {
    let _ = fs::remove_dir_all(room.path("clean"));
    room.run(["index", "-q", "corpus", "--index", "clean"]).code(0);
    room.run(["index", "dump", "--index", "clean"]).code(0).out
}

pub fn dump(room: &Newsroom) -> String {
    room.run(["index", "dump"]).code(0).out
}

pub fn log(room: &Newsroom) -> Vec<Value> {
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
fn a_known_file_that_cannot_be_opened_keeps_its_article() {
    let room = Newsroom::new();
    for name in ["crane", "light", "ferry"] {
        room.write(&format!("corpus/{name}.txt"), story(name));
    }
    give_away(&room);
    held_back(&room, &["index", "-q"]).code(0);
    // It is edited and then closed; another one was never open.
    room.write("corpus/light.txt", story("lighthouse"));
    room.write("corpus/secret.txt", story("secret"));
    give_away(&room);
    for name in ["light", "secret"] {
        mode(&room.path(&format!("corpus/{name}.txt")), 0);
    }
    let told = held_back(&room, &["index", "-q"]).code(0).calm().says("1 file cannot be read");
    assert!(told.out.is_empty(), "{told:?}");
    assert_eq!((room.count("headline:light"), room.count("secret")), (1, 0));
    // Nothing more can be done about them: the next night has nothing to do.
    let told = held_back(&room, &["index", "--format", "json"]).code(0).json();
    assert_eq!(told["outcome"], "unchanged", "{told:#}");
    assert_eq!(told["plan"]["unreadable"], 2, "{told:#}");
    // From nothing it is a reject like any other.
    let told = held_back(&room, &["index", "rebuild", "--format", "json"]).code(0).json();
    assert_eq!(told["reasons"]["unreadable"], 2, "{told:#}");
    for name in ["light", "secret"] {
        mode(&room.path(&format!("corpus/{name}.txt")), 0o644);
    }
    held_back(&room, &["index", "-q"]).code(0).calm();
    assert_eq!((room.count("lighthouse"), room.count("secret")), (1, 1));
    assert_eq!(dump(&room), clean(&room));
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
        let mut child = room
            .command(["index", "rebuild", "-q"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
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
pub fn write_at(room: &Newsroom, name: &str, text: &str, seconds: u64) {
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
