//! Archives, whole and hostile: each member has one verdict, nothing is written, nothing blows up.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::newsroom::{Newsroom, Outcome, gzip};

/// Path, then headline or verdict and code, of everything read.
pub fn told(room: &Newsroom, path: &str) -> Vec<String> {
    told_by(room.run(["extract", "-q", path]))
}

/// The same of a run that is over.
pub fn told_by(read: Outcome) -> Vec<String> {
    let read = read.calm();
    assert!(read.took < Duration::from_secs(30), "{read:?}");
    let line = |line: serde_json::Value| {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        match text("verdict").as_str() {
            "indexed" => format!("{} = {}", line["path"].as_str().unwrap(), text("headline")),
            verdict => format!("{} {verdict} {}", text("path"), text("code")),
        }
    };
    read.json_lines().into_iter().map(line).collect()
}

pub fn article(headline: &str) -> String {
    format!("{headline}\n\nThe ferry of {headline} sailed again on a calm morning.\n")
}

/// One member of a zip: its name, bytes, and what a Unix mode says.
pub struct Zipped<'a>(pub &'a str, pub &'a [u8], pub u32);

/// A zip as PKWARE describes it; every member deflated.
pub fn zip(members: &[Zipped]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for Zipped(name, bytes, mode) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let flags = u16::from(name.ends_with(".locked"));
        let mut facts = vec![20, 0];
        facts.extend(flags.to_le_bytes());
        facts.extend([8, 0, 0, 0, 0, 0]);
        facts.extend(crc.sum().to_le_bytes());
        facts.extend((packed.len() as u32).to_le_bytes());
        facts.extend((bytes.len() as u32).to_le_bytes());
        facts.extend((name.len() as u16).to_le_bytes());
        facts.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&facts);
        directory.extend([0; 6]);
        directory.extend((mode << 16).to_le_bytes());
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&facts);
        out.extend(name.as_bytes());
        out.extend(packed);
    }
    finish_zip(out, &directory, members.len())
}

pub fn finish_zip(mut out: Vec<u8>, directory: &[u8], count: usize) -> Vec<u8> {
    let begin = out.len() as u32;
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((count as u16).to_le_bytes());
    out.extend((count as u16).to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(begin.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// A tar with members of these names, type flags and bytes.
pub fn tar(members: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, kind, bytes) in members {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..108].copy_from_slice(b"0000644\0");
        block[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        block[148..156].fill(b' ');
        block[156] = *kind;
        block[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        out.extend(block);
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

#[test]
fn members_are_read_as_files_of_their_own() {
    let room = Newsroom::new();
    let (one, two) = (article("One"), article("Two"));
    let inner = zip(&[Zipped("deep/two.txt", two.as_bytes(), 0)]);
    let lines =
        gzip(b"{\"title\": \"L1\", \"body\": \"x\"}\n{\"title\": \"L2\", \"body\": \"y\"}\n");
    let whole = zip(&[
        Zipped("in/", b"", 0),
        Zipped("in/one.txt", one.as_bytes(), 0o100_644),
        Zipped("in/README.md", b"about", 0),
        Zipped("in/.hidden/x.txt", b"x", 0),
        Zipped("lines.jsonl.gz", &lines, 0),
        Zipped("inner.zip", &inner, 0),
        Zipped("a/link.txt", b"/etc/passwd", 0o120_777),
        Zipped("b/device", b"", 0o020_644),
        Zipped("../../out.txt", one.as_bytes(), 0),
        Zipped("/abs.txt", one.as_bytes(), 0),
        Zipped("secret.locked", one.as_bytes(), 0),
        Zipped("empty.txt", b"", 0),
    ]);
    room.write("corpus/a.zip", &whole);
    room.write("corpus/corpus.toml", "[[set]]\nglob = 'a.zip/in/*.txt'\nsource = 'Dorfbote'\n");
    let expected = [
        "corpus/a.zip/in/one.txt = One",
        "corpus/a.zip/in/README.md skipped readme",
        "corpus/a.zip/in/.hidden/x.txt skipped hidden",
        "corpus/a.zip/lines.jsonl.gz = L1",
        "corpus/a.zip/lines.jsonl.gz = L2",
        "corpus/a.zip/inner.zip/deep/two.txt = Two",
        "corpus/a.zip/a/link.txt skipped link",
        "corpus/a.zip/b/device skipped special",
        "corpus/a.zip rejected bad-name",
        "corpus/a.zip rejected bad-name",
        "corpus/a.zip/secret.locked rejected encrypted",
        "corpus/a.zip/empty.txt skipped empty",
    ];
    let found = told(&room, "corpus");
    assert_eq!(found[..12], expected, "{found:#?}");
    let sourced = room.run(["extract", "-q", "corpus"]).json_lines();
    assert_eq!(sourced[0]["sources"][0]["name"], "Dorfbote");
    // The same in a packed tar, with what only tar has.
    let packed = gzip(&tar(&[
        ("in/one.txt", b'0', one.as_bytes()),
        ("in/hard", b'1', b""),
        ("in/soft", b'2', b""),
        ("dev", b'3', b""),
        ("pipe", b'6', b""),
        ("dir", b'5', b""),
        ("../../x", b'0', one.as_bytes()),
        ("inner.zip", b'0', &inner),
    ]));
    room.write("tars/b.tar.gz", packed);
    let expected = [
        "tars/b.tar.gz/in/one.txt = One",
        "tars/b.tar.gz/in/hard skipped link",
        "tars/b.tar.gz/in/soft skipped link",
        "tars/b.tar.gz/dev skipped special",
        "tars/b.tar.gz/pipe skipped special",
        "tars/b.tar.gz rejected bad-name",
        "tars/b.tar.gz/inner.zip/deep/two.txt = Two",
    ];
    assert_eq!(told(&room, "tars"), expected);
    let files = std::fs::read_dir(room.path("")).unwrap().count();
    assert_eq!(files, 3, "something was written beside corpus, tars and home");
}

#[test]
fn bombs_and_boxes_in_boxes_end() {
    let room = Newsroom::new();
    // Forty files of 8 MiB, each below its own bound of a record, in one zip.
    let unpacked = vec![b'a'; 8 << 20];
    let many: Vec<String> = (0..40).map(|n| format!("{n}.txt")).collect();
    let members: Vec<Zipped> = many.iter().map(|n| Zipped(n, &unpacked, 0)).collect();
    let bomb = zip(&members);
    room.write("bombs/flat.zip", &bomb);
    let seen = told(&room, "bombs");
    assert!(seen.iter().any(|line| line.ends_with(" rejected expansion")), "{seen:?}");
    // A tar of 1.3 GB of one letter, packed twice by gzip.
    let mut inner = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
    inner.write_all(&tar(&[("big.txt", b'0', &unpacked)])[..8 << 20]).unwrap();
    for _ in 0..160 {
        inner.write_all(&unpacked).unwrap();
    }
    room.write("more/ten.tar.gz.gz", gzip(&inner.finish().unwrap()));
    let seen = told(&room, "more");
    assert!(seen.iter().all(|line| line.contains("rejected")), "{seen:?}");
    // Boxes in boxes.
    let mut layers = article("core").into_bytes();
    for depth in 0..6 {
        layers = zip(&[Zipped("x.zip", &layers, 0)]);
        room.write(&format!("nested/{depth}.zip"), &layers);
    }
    let seen = told(&room, "nested");
    assert_eq!(seen[0], "nested/0.zip/x.zip = core");
    assert_eq!(seen[2], "nested/2.zip/x.zip/x.zip/x.zip = core");
    assert!(seen[3..].iter().all(|line| line.ends_with("rejected nesting")), "{seen:?}");
}

#[test]
fn members_that_share_their_bytes_are_refused() {
    let room = Newsroom::new();
    let whole = zip(&[Zipped("one.txt", article("One").as_bytes(), 0)]);
    let begin = whole.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let entry = &whole[begin..whole.len() - 22];
    room.write("z/over.zip", finish_zip(whole[..begin].to_vec(), &entry.repeat(100), 100));
    let seen = told(&room, "z");
    assert_eq!(seen.len(), 100);
    assert_eq!(seen[0], "z/over.zip/one.txt = One");
    assert!(seen[1..].iter().all(|line| line.ends_with("rejected damaged")), "{seen:?}");
}

#[test]
fn every_cut_is_told_and_what_stands_before_it_is_kept() {
    let room = Newsroom::new();
    let (one, two) = (article("One"), article("Two"));
    let zipped = zip(&[Zipped("one.txt", one.as_bytes(), 0), Zipped("two.txt", two.as_bytes(), 0)]);
    let tarred = tar(&[("one.txt", b'0', one.as_bytes()), ("two.txt", b'0', two.as_bytes())]);
    for end in 30..zipped.len() {
        room.write(&format!("zips/{end:04}.zip"), &zipped[..end]);
    }
    for end in (512..tarred.len() - 1024).step_by(7) {
        room.write(&format!("tars/{end:04}.tar"), &tarred[..end]);
    }
    for folder in ["zips", "tars"] {
        let mut files = BTreeMap::<String, Vec<String>>::new();
        for line in told(&room, folder) {
            let name = line.split('/').nth(1).unwrap().split(' ').next().unwrap().to_owned();
            files.entry(name).or_default().push(line);
        }
        assert_eq!(files.len(), std::fs::read_dir(room.path(folder)).unwrap().count());
        for (name, lines) in &files {
            assert!(lines.iter().any(|line| line.contains(" rejected ")), "{name}: {lines:?}");
        }
        let last = files.values().last().unwrap();
        assert!(last[0].ends_with("= One"), "{last:?}");
    }
}
