//! Files that shrink, grow, vanish or are replaced while they are read.

use std::fs;
use std::io::Write;
use std::path::Path;

use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::walk::{name_roots, walk};
use news_search::corpus::{FileEntry, Outcome};

use crate::boxes::{Zipped, zip};
use crate::newsroom::{Newsroom, gzip};

/// The only file of a folder.
fn entry(room: &Newsroom, folder: &str) -> FileEntry {
    let mut found = Vec::new();
    walk(&name_roots(&[room.path(folder)]), false, &mut |file| found.push(file.unwrap()));
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Headline or code of each outcome; `meddle` is called before the first one is taken.
fn read_meddled(entry: &FileEntry, mut meddle: impl FnMut()) -> Vec<String> {
    let mut seen = Vec::new();
    Reader::new(ReadOptions::default()).read_file(entry, &mut |outcome| {
        meddle();
        seen.push(match outcome {
            Outcome::Article(article) => article.headline.unwrap_or_default(),
            Outcome::Skipped(reject)
            | Outcome::Withdrawn(reject, _)
            | Outcome::Rejected(reject) => {
                assert!(reject.reason.len() > 10, "{reject:?}");
                reject.code
            }
        });
        assert!(seen.len() < 100_000, "it goes on without end");
        true
    });
    seen
}

#[test]
fn a_file_that_changes_under_the_reader_ends() {
    const COUNT: usize = 24_000;
    let room = Newsroom::new();
    let mut seed = 1_u64;
    let lines: String = (0..COUNT)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("{{\"title\":\"Ferry\",\"body\":\"The ferry {seed:x} sailed again today.\"}}\n")
        })
        .collect();
    let cut = |path: &Path, to: u64| {
        fs::File::options().write(true).open(path).unwrap().set_len(to).unwrap();
    };
    // It shrinks: what is left is read, the broken line is told.
    let path = room.write("shrinks/a.jsonl", &lines);
    let seen = read_meddled(&entry(&room, "shrinks"), || cut(&path, 350_010));
    assert!(seen.len() < COUNT && seen[0] == "Ferry", "{}", seen.len());
    assert_eq!(seen.last().unwrap(), "bad-json");
    let path = room.write("packed/a.jsonl.gz", gzip(lines.as_bytes()));
    let seen = read_meddled(&entry(&room, "packed"), || cut(&path, 60_000));
    assert!(seen.len() < COUNT && seen[0] == "Ferry", "{}", seen.len());
    assert_eq!(seen.last().unwrap(), "truncated");
    let members = [("a.jsonl", lines.as_bytes()), ("b.jsonl", lines.as_bytes())];
    let path = room.write("zips/a.zip", zip(&members.map(|(n, b)| Zipped(n, b, 0))));
    let seen = read_meddled(&entry(&room, "zips"), || cut(&path, 60_000));
    assert_eq!(seen[0], "Ferry");
    assert!(["truncated", "damaged"].contains(&seen.last().unwrap().as_str()), "{seen:?}");
    // It vanishes: before it is opened there is nothing to read, behind that nothing is lost.
    room.write("gone/a.jsonl", &lines);
    let gone = entry(&room, "gone");
    fs::remove_file(&gone.path).unwrap();
    assert_eq!(read_meddled(&gone, || ()), ["unreadable"]);
    let path = room.write("going/a.jsonl", &lines);
    let going = entry(&room, "going");
    assert_eq!(read_meddled(&going, || drop(fs::remove_file(&path))).len(), COUNT);
    // It becomes a folder.
    fs::create_dir(&going.path).unwrap();
    assert_eq!(read_meddled(&going, || ()), ["special"]);
    // It grows as fast as it is read: what stood in it when it was opened is read.
    let path = room.write("grows/a.jsonl", &lines);
    let grow = || {
        let mut file = fs::File::options().append(true).open(&path).unwrap();
        file.write_all(&lines.as_bytes()[..200]).unwrap();
    };
    assert_eq!(read_meddled(&entry(&room, "grows"), grow).len(), COUNT);
}
