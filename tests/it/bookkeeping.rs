//! Nights that build on a damaged generation: what it says of itself is believed only where its checksums
//! bear it out, so that no damage comes out under new ones.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::bad_nights::{clean, dump};
use crate::newsroom::{Newsroom, copy_dir};
use crate::wire;

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
        let mut told = room.run(["index", "-q"]).calm();
        if told.code == 2 {
            // What it was made from is not to be read any more: it has to be named.
            assert!(told.err.contains("search index CORPUS_FOLDER"), "{file}: {told:?}");
            told = room.run(["index", "-q", "corpus"]).calm();
        }
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
