//! Builds that end at every step, as by a power cut of the process: before every write, sync, rename and
//! commit. What was published answers, the next run mends everything, nothing is left over.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::histories::Dice;
use crate::newsroom::{Newsroom, copy_dir, finish, variable};
use crate::wire;

/// A night: what it starts from and what it does.
struct Night {
    room: Newsroom,
    args: Vec<&'static str>,
    /// What a clean build of the corpus holds.
    clean: String,
    /// How many articles answer the canary before the night, and after it.
    answers: [String; 2],
}

impl Night {
    /// Makes an index of a crowd, then changes the corpus: a file is edited, one comes, one goes.
    fn new(args: &[&'static str]) -> Night {
        let room = Newsroom::new();
        wire::write_crowd(&room, 120);
        room.write("corpus/goes.txt", "Harbour light\n\nThe light in the harbour goes out.\n");
        room.write("corpus/stays.txt", "Harbour bell\n\nThe bell in the harbour rings twice.\n");
        for _ in 0..3 {
            room.run(["index", "rebuild", "-q"]).code(0);
        }
        let before = room.ask(&["--count"], "harbour").code(0).out;
        fs::remove_file(room.path("corpus/goes.txt")).unwrap();
        let edited = fs::read_to_string(room.path("corpus/part-3.jsonl")).unwrap();
        room.write("corpus/part-3.jsonl", edited.replace("winter", "summer"));
        room.write("corpus/0.txt", "Harbour bell\n\nThe bell in the harbour rings twice.\n");
        room.write("corpus/comes.txt", "Harbour crane\n\nA crane for the harbour, and another.\n");
        room.write("corpus/more.txt", "Harbour crane\n\nA crane for the harbour, at last.\n");
        copy_dir(&room.path("index"), &room.path("saved"));
        room.run(["index", "-q", "corpus", "--index", "clean"]).code(0);
        let clean = room.run(["index", "dump", "--index", "clean"]).code(0).out;
        let after = room.ask(&["--index", "clean", "--count"], "harbour").code(0).out;
        assert_ne!(before, after);
        Night { room, args: args.to_vec(), clean, answers: [before, after] }
    }

    fn restore(&self) {
        fs::remove_dir_all(self.room.path("index")).unwrap();
        copy_dir(&self.room.path("saved"), &self.room.path("index"));
    }

    /// Checks that the index answers, that the next run mends it and that nothing is left over.
    fn check(&self, when: &str) {
        let told = self.room.ask(&["--count"], "harbour");
        assert!(self.answers.contains(&told.out) && told.err.is_empty(), "{when}: {told:?}");
        self.room.run(["index", "verify"]).code(0).calm();
        let next = self.room.run(["index", "-q", "--keep", "3"]);
        assert_eq!(next.code, 0, "{when}: {next:?}");
        assert!(self.room.run(["index", "dump"]).code(0).out == self.clean, "{when}");
        assert_eq!(left_over(&self.room.path("index")), [""; 0], "{when}");
    }

    /// Crashes the night before a step, by its number or its name. Returns its name, or nothing where the
    /// night came to its end.
    fn crash(&self, at: &str) -> Option<String> {
        self.restore();
        let mut command = self.room.command(&self.args);
        let ended = command.env("SEARCH_CRASH_AT_STEP", at).output().unwrap();
        if ended.status.code() == Some(0) {
            self.check("no crash");
            return None;
        }
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.signal(), Some(6), "step {at}: {told}");
        let name = told.trim().rsplit("crash before: ").next().unwrap_or("").to_owned();
        self.check(&format!("step {at}, {name}"));
        Some(name)
    }

    /// Crashes the night before one step after another until it comes to its end, and before the first
    /// step of each of these names: two threads write, so that a number may mean another step each time.
    fn crash_everywhere(&self, names: &[&str]) {
        let mut points: BTreeMap<String, u32> = BTreeMap::new();
        for step in 1.. {
            let Some(name) = self.crash(&step.to_string()) else { break };
            *points.entry(name).or_default() += 1;
            assert!(step < 1_000, "it never ends");
        }
        let all: u32 = points.values().sum();
        assert!(all >= 40, "{points:#?}");
        for name in names {
            assert_eq!(self.crash(name).as_deref(), Some(*name), "{points:#?}");
        }
    }
}

/// Names what does not belong into an index between two runs.
fn left_over(index: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let usual = ["CURRENT", "LOCK", "CACHEDIR.TAG", "generations", "log.jsonl"];
    for entry in fs::read_dir(index).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !usual.contains(&name.as_str()) {
            wrong.push(name);
        }
    }
    let generations: Vec<String> = fs::read_dir(index.join("generations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    wrong.extend(generations.iter().filter(|name| name.ends_with(".partial")).cloned());
    if generations.len() > 3 {
        wrong.push(format!("{} generations", generations.len()));
    }
    wrong
}

#[cfg(debug_assertions)]
#[test]
fn a_night_may_crash_at_every_step() {
    let names = [
        "make the folder of a generation",
        "link an index file",
        "write an index file",
        "replace an index file",
        "commit",
        "clean up the index",
        "name the generation",
        "move the pointer",
        "remove a generation",
    ];
    Night::new(&["index", "-q"]).crash_everywhere(&names);
}

#[cfg(debug_assertions)]
#[test]
fn a_rebuild_may_crash_at_every_step() {
    let names = [
        "write an index file",
        "commit",
        "sync the index files",
        "write a file",
        "sync a file",
        "sync a folder",
        "name the generation",
        "write the pointer",
        "sync the pointer",
        "move the pointer",
        "take a generation away",
        "remove a generation",
    ];
    Night::new(&["index", "rebuild", "-q"]).crash_everywhere(&names);
}

/// Kills at random times. By hand, for as long as wanted:
/// `SEARCH_KILLS=200 cargo test --test it killed_at_random`.
#[test]
fn a_night_may_be_killed_at_random_times() {
    let kills = variable("SEARCH_KILLS").and_then(|n| n.to_str()?.parse().ok()).unwrap_or(12);
    let nights = [Night::new(&["index", "-q"]), Night::new(&["index", "rebuild", "-q"])];
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let mut killed = 0;
    for number in 0..kills {
        let night = &nights[number % 2];
        night.restore();
        let mut command = night.room.command(&night.args);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(dice.below(90_000) as u64));
        let running = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        killed += usize::from(running);
        night.check(&format!("kill {number}"));
    }
    assert!(killed * 3 > kills, "only {killed} of {kills} were still running");
}

/// A disk that is full at some size: files may grow to so many blocks, and then the system says so.
#[test]
fn a_disk_may_be_full_at_any_size() {
    for args in [vec!["index", "-q"], vec!["index", "rebuild", "-q"]] {
        let night = Night::new(&args);
        let mut failed = 0;
        for blocks in [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 40, 80, 400] {
            night.restore();
            let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$0\" \"$@\"");
            let told = finish(night.room.shell(&script, &args), format!("{blocks} blocks")).calm();
            if told.code != 0 {
                assert_eq!(told.code, 3, "{blocks} blocks: {told:?}");
                assert!(told.err.contains("cannot"), "{blocks} blocks: {told:?}");
                assert_eq!(night.room.ask(&["--count"], "harbour").out, night.answers[0]);
                failed += 1;
            }
            night.check(&format!("{blocks} blocks"));
        }
        assert!(failed >= 10, "only {failed} disks were full");
    }
}
