//! Damage on disk: whatever happens to the files of an index, a search answers or names the damage
//! and the remedy. It never panics, hangs or speaks of its own insides.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::newsroom::{Newsroom, Outcome, finish};
use crate::wire;

/// What is asked of a damaged index: words and stored texts, a date filter, a pattern, an article.
const ASKED: [&[&str]; 5] = [
    &["ferry"],
    &["--sort", "oldest", "date:2024", "-storm"],
    &["--count", "ferr*", "source:coast*"],
    &["show", "w-01", "--evidence"],
    &["index", "status"],
];

/// Tells what is wrong with an answer of a damaged index, if anything is.
fn complaint(outcome: &Outcome) -> Option<&'static str> {
    for word in ["panicked", "internal error", "src/", "TantivyError", "OpenReadError", "Some("] {
        if outcome.err.contains(word) || outcome.out.contains(word) {
            return Some("it speaks of its insides");
        }
    }
    if outcome.took > Duration::from_secs(10) {
        return Some("it took too long");
    }
    match outcome.code {
        0 | 1 => None,
        3 if outcome.err.contains("search index rebuild") => None,
        3 => Some("it names no remedy"),
        _ => Some("it has another exit code"),
    }
}

/// Asks everything and notes what is wrong.
fn ask_all(room: &Newsroom, damage: &str, wrong: &mut String) {
    for args in ASKED {
        let outcome = room.run(args);
        if let Some(why) = complaint(&outcome) {
            let line = outcome.err.lines().next().unwrap_or("");
            let code = outcome.code;
            writeln!(wrong, "{damage}, {}: {why}: {code} {line}", args.join(" ")).unwrap();
        }
    }
}

/// Lists the files of a folder and of those below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The ways in which one file is damaged. `None` is a file that is gone.
fn damages(whole: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
    let mut list = vec![("gone".to_owned(), None), ("empty".to_owned(), Some(Vec::new()))];
    let len = whole.len();
    for cut in [len / 2, len.saturating_sub(1)] {
        list.push((format!("cut at {cut}"), Some(whole[..cut].to_vec())));
    }
    list.push(("binary".to_owned(), Some(vec![0xff; len])));
    for part in 0..FLIPS {
        let at = part * len.saturating_sub(1) / (FLIPS - 1);
        let mut bytes = whole.to_vec();
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << (part % 8);
            list.push((format!("a bit flipped at {at}"), Some(bytes)));
        }
    }
    list
}

/// Bits flipped in each file, one at a time.
const FLIPS: usize = 10;

/// Damages every file of the live generation in turn, in every `step`-th way, asks and verifies, and notes
/// what is wrong. Returns how much was tried.
fn damage_everything(room: &Newsroom, step: usize, wrong: &mut String) -> usize {
    let live = room.live();
    let mut tried = 0;
    for (number, file) in files(&live).into_iter().enumerate() {
        let whole = fs::read(&file).unwrap();
        let name = file.strip_prefix(&live).unwrap().display();
        // Other files begin with other ways, so that each way is tried on some.
        for (damage, bytes) in damages(&whole).into_iter().skip(number % step).step_by(step) {
            tried += 1;
            match bytes {
                None => fs::remove_file(&file).unwrap(),
                Some(bytes) if bytes == whole => continue,
                Some(bytes) => fs::write(&file, bytes).unwrap(),
            }
            let damage = format!("{name} {damage}");
            ask_all(room, &damage, wrong);
            let verdict = room.run(["index", "verify"]);
            // Where the list of checksums is damaged, other files do not agree with it.
            let named = verdict.err.contains(&name.to_string()) || file.ends_with("checksums.txt");
            if verdict.code != 1 || !named || complaint(&verdict).is_some() {
                writeln!(wrong, "{damage}, index verify: {} {}", verdict.code, verdict.err)
                    .unwrap();
            }
            fs::write(&file, &whole).unwrap();
        }
    }
    room.run(["index", "verify"]).code(0);
    tried
}

#[test]
fn every_file_of_the_live_generation_may_be_damaged() {
    let room = wire::fresh();
    let mut wrong = String::new();
    let tried = damage_everything(&room, 1, &mut wrong);
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(tried > 100, "only {tried} damages were tried");
}

#[test]
fn every_file_of_a_generation_made_in_steps_may_be_damaged() {
    let room = wire::fresh();
    wire::write_crowd(&room, 60);
    room.run(["index", "rebuild", "-q"]).code(0);
    let part = fs::read_to_string(room.path("corpus/part-3.jsonl")).unwrap();
    room.write("corpus/part-3.jsonl", part.replace("winter", "summer"));
    room.run(["index", "-q"]).code(0);
    room.write("corpus/ferry.txt", "One more ferry\n\nThe storm let the ferry go at noon.\n");
    fs::remove_file(room.path("corpus/part-4.jsonl")).unwrap();
    room.run(["index", "-q"]).code(0);
    let names: Vec<String> =
        files(&room.live()).iter().map(|file| file.display().to_string()).collect();
    let with = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    assert!(with(".store") >= 2 && with(".del") >= 1, "{names:#?}");
    let mut wrong = String::new();
    let tried = damage_everything(&room, 4, &mut wrong);
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(tried > 80, "only {tried} damages were tried");
}

#[test]
fn a_pointer_that_leads_nowhere_is_told_and_mended() {
    let room = wire::fresh();
    let pointer = room.path("index/CURRENT");
    for (what, bytes) in [
        ("an unknown generation", &b"000009-20240101T000000Z-abcd\n"[..]),
        ("nothing", b""),
        ("white space", b" \n\n"),
        ("binary", b"\xff\xfe\x00\x01"),
        ("a path upwards", b"../../home\n"),
        ("an absolute path", b"/etc\n"),
        ("two lines", b"000001-20240101T000000Z-abcd\n000002-20240101T000000Z-abcd\n"),
        ("a line without end", &[b'a'; 5_000]),
    ] {
        fs::write(&pointer, bytes).unwrap();
        for args in ASKED {
            let outcome = room.run(args).code(3).calm().says("search index rebuild");
            assert!(outcome.out.is_empty(), "{what}: {outcome:?}");
            assert!(outcome.err.len() < 500, "{what}: {outcome:?}");
        }
        room.run(["index", "verify"]).code(1).calm().says("search index rebuild");
        room.run(["index"]).code(0).calm();
        room.ask(&[], "ferry").code(0);
        room.run(["index", "verify"]).code(0);
    }
}

#[test]
fn an_index_without_its_folders_is_told_or_built_anew() {
    let room = wire::fresh();
    fs::remove_dir_all(room.live().join("tantivy")).unwrap();
    room.ask(&[], "ferry").code(3).calm().says("damaged").says("search index rebuild");
    fs::remove_dir_all(room.path("index/generations")).unwrap();
    room.ask(&[], "ferry").code(3).calm().says("damaged").says("search index rebuild");
    room.run(["index", "rebuild"]).code(0).calm();
    room.ask(&[], "ferry").code(0);
    // Without a pointer nothing was ever published: there is no index, and a query builds one.
    fs::remove_file(room.path("index/CURRENT")).unwrap();
    room.ask(&[], "ferry").code(0).calm().says("no index yet");
    fs::write(room.path("not-a-folder"), "x").unwrap();
    room.ask(&["--index", "not-a-folder"], "ferry").code(3).calm();
}

#[test]
fn an_index_of_another_version_is_refused_with_the_remedy() {
    let room = wire::fresh();
    let file = room.live().join("manifest.json");
    let whole = fs::read_to_string(&file).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&whole).unwrap();
    for (path, value) in [
        ("/format_version", serde_json::json!(99)),
        ("/versions/engine", serde_json::json!("tantivy 0.1.0")),
        ("/versions/schema", serde_json::json!(0)),
        ("/versions/analysis", serde_json::json!(1_000_000)),
    ] {
        let mut other = manifest.clone();
        *other.pointer_mut(path).unwrap() = value;
        fs::write(&file, other.to_string()).unwrap();
        room.ask(&[], "ferry").code(3).calm().says("made with").says("search index rebuild");
        room.run(["show", "w-01"]).code(3).calm().says("search index rebuild");
        let told = room.ask(&["--format", "json"], "ferry").code(3).json();
        assert_eq!(told["error"]["code"], "E302", "{told}");
    }
    // A later format may look otherwise altogether.
    fs::write(&file, r#"{"format_version":98,"all":"else"}"#).unwrap();
    room.ask(&[], "ferry").code(3).calm().says("manifest format 98");
    // What it was made from cannot be told any more, and the nearest folder may be another corpus.
    room.run(["index"]).code(2).calm().says("search index CORPUS_FOLDER");
    room.run(["index", "corpus"]).code(0).calm();
    room.ask(&[], "ferry").code(0);
}

#[test]
fn a_number_of_articles_that_is_not_true_is_found_by_verify() {
    let room = wire::fresh();
    let file = room.live().join("manifest.json");
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, whole.replacen("\"articles\": 12", "\"articles\": 13", 1)).unwrap();
    room.run(["index", "verify"]).code(1).calm().says("manifest.json");
}

#[cfg(unix)]
#[test]
fn a_read_only_index_answers() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    let room = wire::fresh();
    set_modes(&room.path("index"), 0o555, 0o444);
    fs::set_permissions(room.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    // Modes do not hold the superuser back; somebody else is asked to search then.
    let superuser = fs::metadata(room.path("index")).unwrap().uid() == 0;
    for args in ASKED.into_iter().chain([["index", "verify"].as_slice()]) {
        let mut command = room.command(args);
        if superuser {
            command.uid(65_534).gid(65_534);
        }
        finish(command, args.join(" ")).code(0).calm();
    }
    // The folder has to be writable again to be removed.
    set_modes(&room.path("index"), 0o755, 0o644);
}

/// Changes the modes of a folder, of those below, and of their files.
#[cfg(unix)]
fn set_modes(folder: &Path, folders: u32, of_files: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            set_modes(&path, folders, of_files);
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(of_files)).unwrap();
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(folders)).unwrap();
}
