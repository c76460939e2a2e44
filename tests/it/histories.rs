//! Histories: a corpus that changes night after night gives the same index by steps as at once.
//!
//! Each night makes a few random changes (files come, are edited, touched, renamed, deleted and put back;
//! copies appear and vanish; stated fields, outlets and states of items change), brings one index up to
//! date and builds another one from nothing. What both hold must be equal byte for byte.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, SystemTime};

use crate::newsroom::{Newsroom, variable};

/// Nights of a history.
const NIGHTS: usize = 30;

/// A generator of numbers without a crate (Marsaglia, *Xorshift RNGs*, 2003).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const WORDS: [&str; 24] = [
    "harbour",
    "ferry",
    "council",
    "storm",
    "ticket",
    "captain",
    "winter",
    "bridge",
    "lamp",
    "quay",
    "herring",
    "pilot",
    "tide",
    "mayor",
    "паром",
    "капитан",
    "город",
    "шторм",
    "港口",
    "渡轮",
    "Hafen",
    "Fähre",
    "marché",
    "bateau",
];

/// A body that is one of a few texts, with an edit or without: so there are copies, and copies of copies.
fn body(dice: &mut Dice) -> String {
    let text = dice.below(12);
    let mut words: Vec<&str> = (0..60)
        .map(|at| WORDS[(text * 31 + at * (text + 3) + at * at / 7) % WORDS.len()])
        .collect();
    for _ in 0..dice.below(3) {
        let at = dice.below(words.len());
        words[at] = dice.pick(&WORDS);
    }
    let cut = dice.pick(&[60, 60, 60, 57, 12, 3]);
    words[..cut].join(" ")
}

fn day(dice: &mut Dice) -> String {
    format!("2024-{:02}-{:02}", dice.below(12) + 1, dice.below(28) + 1)
}

fn text(dice: &mut Dice) -> String {
    let credit = dice.pick(&["", "\n\nSource: Harbour Post", "\n\nSource: Quay Wire"]);
    format!("Story {} of the harbour\n\n{}\n\n{}.{credit}\n", dice.below(9), body(dice), body(dice))
}

fn lines(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(7) {
        if dice.below(12) == 0 {
            text += "{\"headline\": \"cut\n";
            continue;
        }
        let source =
            dice.pick(&["Harbour Post", "Coast Wire", "Odd Gazette", "Quay Wire/Coast Wire"]);
        let date = dice.pick(&[r#""date":"2024-05-01","#, "", r#""date":"2023","#]);
        let (number, body) = (dice.below(9), body(dice));
        let _ = writeln!(
            text,
            r#"{{"id":"line-{}",{date}"headline":"Line {number} of the quay","source":"{source}","body":"{body}"}}"#,
            dice.below(15),
        );
    }
    text
}

/// A state of an item, or an order to take it back.
fn item(dice: &mut Dice) -> String {
    let (id, version) = (dice.below(4), dice.below(5) + 1);
    let (status, body) = (dice.pick(&["usable", "usable", "usable", "canceled"]), body(dice));
    format!(
        r#"{{"uri":"urn:wire:{id}","version":"{version}","pubstatus":"{status}","type":"text",
        "versioncreated":"2024-08-2{version}T07:00:00Z","headline":"Item {id} at sea","body_text":"{body}"}}"#
    )
}

/// Makes one random change in the folder `corpus`.
fn change(room: &Newsroom, dice: &mut Dice, gone: &mut BTreeMap<String, Vec<u8>>) {
    let files = files(room);
    let folder = dice.pick(&["", "a/", "a/b/", "wire/"]);
    let any = |dice: &mut Dice| files[dice.below(files.len())].clone();
    match dice.below(15) {
        0 | 1 => {
            let name = format!("corpus/{folder}story-{}.txt", dice.below(40));
            room.write(&name, text(dice));
        }
        2 => _ = room.write(&format!("corpus/{folder}{}-tide.txt", day(dice)), text(dice)),
        3 => _ = room.write(&format!("corpus/{folder}lines-{}.jsonl", dice.below(6)), lines(dice)),
        4 => _ = room.write(&format!("corpus/wire/item-{}.json", dice.below(9)), item(dice)),
        // An edit that keeps the size, a moment after the last one.
        5 if !files.is_empty() => {
            let path = room.path(&any(dice));
            let mut bytes = fs::read(&path).unwrap();
            if let Some(at) = bytes.iter().position(|byte| *byte == b'o') {
                bytes[at] = b'u';
                let before = fs::metadata(&path).unwrap().modified().unwrap();
                fs::write(&path, bytes).unwrap();
                set_time(&path, before + Duration::from_millis(1));
            }
        }
        6 if !files.is_empty() => fs::remove_file(room.path(&any(dice))).unwrap(),
        7 if !files.is_empty() => {
            let name = any(dice);
            gone.insert(name.clone(), fs::read(room.path(&name)).unwrap());
            fs::remove_file(room.path(&name)).unwrap();
        }
        8 if !gone.is_empty() => {
            let (name, bytes) = gone.pop_first().unwrap();
            room.write(&name, bytes);
        }
        9 if !files.is_empty() => {
            let to = room.path(&format!("corpus/{folder}moved-{}.txt", dice.below(9)));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::rename(room.path(&any(dice)), to).unwrap();
        }
        // A copy under another name, before or behind the first one.
        10 if !files.is_empty() => {
            let bytes = fs::read(room.path(&any(dice))).unwrap();
            let name = dice.pick(&["0-twin", "twin", "zz-twin"]);
            room.write(&format!("corpus/{folder}{name}-{}.txt", dice.below(3)), bytes);
        }
        11 if !files.is_empty() => {
            let path = room.path(&any(dice));
            let age = Duration::from_secs(dice.pick(&[3, 86_400, 86_400 * 400]));
            set_time(&path, SystemTime::now() - age);
        }
        12 => {
            let place = dice.pick(&["Port Alder", "Quay", "Bay"]);
            let text = format!("[[set]]\nglob = \"**/*.txt\"\nplace = \"{place}\"\n");
            room.write(&format!("corpus/{folder}corpus.toml"), text);
        }
        13 if !files.is_empty() => {
            let name = any(dice);
            let sidecar = format!("{}.meta.toml", name.rsplit_once('.').unwrap().0);
            match dice.below(2) {
                0 => _ = room.write(&sidecar, format!("date = \"{}\"\n", day(dice))),
                _ => _ = fs::remove_file(room.path(&sidecar)),
            }
        }
        _ => {
            let _ = fs::remove_file(room.path(&format!("corpus/{folder}corpus.toml")));
        }
    }
}

fn set_time(path: &std::path::Path, time: SystemTime) {
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

/// Lists the files that may be articles.
fn files(room: &Newsroom) -> Vec<String> {
    fn list(dir: &std::path::Path, name: &str, files: &mut Vec<String>) {
        let Ok(entries) = fs::read_dir(dir) else { return };
        let mut entries: Vec<_> = entries.map(|entry| entry.unwrap()).collect();
        entries.sort_by_key(|entry| entry.file_name());
        for entry in entries {
            let name = format!("{name}/{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                list(&entry.path(), &name, files);
            } else if !name.ends_with(".toml") && !name.ends_with("anchor.txt") {
                files.push(name);
            }
        }
    }
    let mut found = Vec::new();
    list(&room.path("corpus"), "corpus", &mut found);
    found
}

/// What two indexes of one corpus must have in common.
fn content(room: &Newsroom, index: &str) -> (String, serde_json::Value, [String; 3]) {
    let dump = room.run(["index", "dump", "--index", index]).code(0).out;
    let current = fs::read_to_string(room.path(index).join("CURRENT")).unwrap();
    let folder = room.path(index).join("generations").join(current.trim_end());
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&read("manifest.json")).unwrap();
    let mut common = serde_json::json!({});
    for key in
        ["articles", "texts", "copied", "undated", "langs", "stemmers", "words", "embargo_until"]
    {
        common[key] = manifest[key].clone();
    }
    (dump, common, ["rejects.jsonl", "locations.jsonl", "credits.jsonl"].map(read))
}

/// Lives through a history. Returns how many nights read only what changed.
fn history(seed: u64) -> usize {
    let room = Newsroom::new();
    let mut dice = Dice(seed);
    let mut gone = BTreeMap::new();
    // An index of nothing is never published.
    room.write("corpus/anchor.txt", "Anchor\n\nThe anchor stays where it is, night after night.\n");
    for _ in 0..30 {
        change(&room, &mut dice, &mut gone);
    }
    let mut by_steps = 0;
    for night in 0..NIGHTS {
        for _ in 0..dice.below(4) {
            change(&room, &mut dice, &mut gone);
        }
        if dice.below(8) == 0 {
            let name = dice.pick(&["Odd Gazette", "Coast Wire"]);
            room.write(
                "own.toml",
                format!(
                    "[[source]]\nname = \"Gazette\"\nkind = \"outlet\"\naliases = [\"{name}\"]\n"
                ),
            );
            room.write("search.toml", "aliases = \"own.toml\"\n");
        }
        let threads = (dice.below(4) + 1).to_string();
        // Small corpora may lose half of their articles in a night, and all the dates.
        let mut args = vec!["index", "--format", "json", "--threads", &threads];
        for gate in ["corpus", "shrink", "rejects", "undated"] {
            args.extend(["--accept", gate]);
        }
        if dice.below(6) == 0 {
            args.push("--checksum");
        }
        let told = room.run(&args).calm();
        if told.code != 0 {
            panic!("seed {seed}, night {night}: {told:?}");
        }
        let told = told.json();
        by_steps += usize::from(told["full"].is_null());
        let _ = fs::remove_dir_all(room.path("other"));
        let threads = (dice.below(4) + 1).to_string();
        let mut args = vec!["index", "-q", "corpus", "--index", "other", "--threads", &threads];
        args.extend(["--accept", "corpus"]);
        room.run(args).code(0).calm();
        let (mut ours, mut other) = (content(&room, "index"), content(&room, "other"));
        if told["outcome"] == "unchanged" {
            // What the walk leaves alone may differ where no article does; nothing is built for that.
            (ours.2[0], other.2[0]) = Default::default();
        }
        if ours != other {
            let differ = ours.0.lines().zip(other.0.lines()).find(|(a, b)| a != b);
            let (a, b) = (&ours.1, &other.1);
            let files = ours.2.iter().zip(&other.2).find(|(a, b)| a != b);
            panic!("seed {seed}, night {night}: {differ:#?}\n{a}\n{b}\n{files:#?}\n{told}");
        }
        if night % 10 == 9 {
            room.run(["index", "verify"]).code(0).calm();
            let folder = room.live().join("tantivy");
            let names = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
            let stores = names.filter(|name| name.to_string_lossy().ends_with(".store")).count();
            assert!(stores <= 4, "{stores} segments");
        }
    }
    by_steps
}

#[test]
fn by_steps_is_as_at_once() {
    // More histories by hand: SEARCH_HISTORIES=100 cargo test --release by_steps
    let more = variable("SEARCH_HISTORIES").and_then(|n| n.to_str()?.parse().ok()).unwrap_or(2);
    let by_steps: usize =
        (1..=more).map(|seed: u64| history(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))).sum();
    assert!(by_steps as u64 > more * NIGHTS as u64 / 2, "only {by_steps} nights read what changed");
}
