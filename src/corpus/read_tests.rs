use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::corpus::Root;
use crate::corpus::walk::walk;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Outcomes of a corpus of such files, as `path@offset: headline|body` or `path@offset code`.
fn read(files: &[(&str, &[u8])], options: ReadOptions) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let roots = [Root { name: "r".to_owned(), path: dir.path().to_owned() }];
    let reader = Reader::new(options);
    let mut seen = Vec::new();
    walk(&roots, false, &mut |entry| {
        let Ok(entry) = entry else { return };
        reader.read_file(&entry, &mut |outcome| {
            seen.push(match outcome {
                Outcome::Article(article) => {
                    let headline = article.headline.as_deref().unwrap_or("-");
                    let body: String = article.body.trim().chars().take(40).collect();
                    format!("{}@{} {headline}|{body}", article.origin.path, article.origin.offset)
                }
                Outcome::Skipped(reject)
                | Outcome::Withdrawn(reject, _)
                | Outcome::Rejected(reject) => {
                    format!("{}@{} {}", reject.path, reject.offset, reject.code)
                }
            });
            true
        });
    });
    seen
}

fn one(name: &str, bytes: &[u8]) -> Vec<String> {
    read(&[(name, bytes)], ReadOptions::default())
}

#[test]
fn each_format_gives_its_articles() {
    let seen = read(
        &[
            ("a.txt", b"Some text about a strike."),
            ("b.md", b"---\ntitle: Strike\n---\nThe text."),
            ("c.json", b"[{\"title\": \"Strike\", \"body\": \"One.\"}, {\"title\": \"Two\"}]"),
            ("d.txt", b"{\"title\": \"Strike\", \"body\": \"L1.\"}\nbad\n{\"title\": \"L3\"}\n"),
            ("e.csv", b"title,text\nStrike,One.\nTwo\n"),
            ("f.tsv.gz", &gz(b"title\ttext\nStrike\tOne.\n")),
            ("g.html", b"<!doctype html><p>x"),
        ],
        ReadOptions::default(),
    );
    let found: Vec<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(found[1], "r/b.md@0 Strike|The text.");
    assert_eq!(found[2..4], ["r/c.json@1 Strike|One.", "r/c.json@38 Two|"]);
    assert_eq!(found[4..7], ["r/d.txt@0 Strike|L1.", "r/d.txt@35 bad-json", "r/d.txt@39 L3|"]);
    assert_eq!(found[7..9], ["r/e.csv@11 Strike|One.", "r/e.csv@23 bad-row"]);
    assert_eq!(found[9..], ["r/f.tsv.gz@11 Strike|One.", "r/g.html@0 -|x"]);
    assert!(found[0].starts_with("r/a.txt@0 ") && found[0].contains("strike"));
}

#[test]
fn empty_binary_and_broken_files_are_named() {
    assert_eq!(one("a.txt", b""), ["r/a.txt@0 empty"]);
    assert_eq!(one("a.txt", b"\xef\xbb\xbf \r\n\t\n"), ["r/a.txt@0 empty"]);
    assert_eq!(one("a.json", b"[]"), ["r/a.json@0 empty"]);
    assert_eq!(one("a.csv", b"title,text\n"), ["r/a.csv@0 empty"]);
    assert_eq!(one("a.txt.gz", &gz(b"")), ["r/a.txt.gz@0 empty"]);
    assert_eq!(one("a.txt", b"\0\x01\x02\x03\xff\xfe\0\0\x08"), ["r/a.txt@0 binary"]);
    assert_eq!(one("a.txt", &[0; 5000]), ["r/a.txt@0 binary"]);
    assert_eq!(one("a.txt", b"%PDF-1.7\n%\xe2\xe3"), ["r/a.txt@0 unsupported-pdf"]);
    let entry = FileEntry {
        path: "/nonexistent/a.txt".into(),
        logical: "r/a.txt".to_owned(),
        root: "/nonexistent".into(),
        bytes: 0,
        mtime: 0,
        mtime_ns: 0,
    };
    let mut codes = Vec::new();
    Reader::new(ReadOptions::default()).read_file(&entry, &mut |outcome| {
        if let Outcome::Rejected(reject) = outcome {
            codes.push(reject.code);
        }
        true
    });
    assert_eq!(codes, ["unreadable"]);
}

#[test]
fn settings_reach_the_articles() {
    let seen = read(
        &[
            ("corpus.toml", b"[csv]\ncolumns = ['label', 'text']\n" as &[u8]),
            ("a.csv", b"Sport;'Ja; nein'\nWeb;'Zwei'\n"),
            ("s.txt", b"text"),
            ("s.meta.toml", b"headline = 'Stated'"),
            ("bad/corpus.toml", b"oops"),
            ("bad/x.txt", b"text"),
            ("p/corpus.toml", b"pair = ['h/*', 't/*']"),
            ("p/h/1.txt", b" The\nheadline "),
            ("p/t/1.txt", b"body"),
        ],
        ReadOptions::default(),
    );
    assert_eq!(
        seen,
        [
            "r/a.csv@0 -|Ja; nein",
            "r/a.csv@17 -|Zwei",
            "r/bad/x.txt@0 bad-config",
            "r/p/h/1.txt@0 paired",
            "r/p/t/1.txt@0 The headline|body",
            "r/s.txt@0 Stated|text",
        ]
    );
}

#[test]
fn cut_and_bloated_archives_keep_what_was_read() {
    let mut lines = String::new();
    for number in 0..60_000_u64 {
        let noise = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        lines += &format!("{{\"title\": \"{noise:016x}{number:08x}\"}}\n");
    }
    let mut packed = gz(lines.as_bytes());
    packed.truncate(packed.len() / 2);
    let seen = one("a.jsonl.gz", &packed);
    assert!(seen.len() > 10_000);
    let ends: Vec<&str> =
        seen[seen.len() - 2..].iter().map(|s| &s[s.rfind(' ').unwrap()..]).collect();
    assert_eq!(ends[1], " truncated");
    assert!(seen[0].starts_with("r/a.jsonl.gz@0 "));
    let mut bomb = b"{\"title\": \"first\"}\n".to_vec();
    bomb.resize(40 << 20, b'\n');
    let seen = one("a.jsonl.gz", &gz(&bomb));
    assert_eq!(seen[0], "r/a.jsonl.gz@0 first|");
    assert!(seen[1].ends_with(" expansion"), "{seen:?}");
}

#[test]
fn long_lines_and_many_lines_take_little_time() {
    let begun = Instant::now();
    let options = ReadOptions { record_limit: 1 << 20, ..ReadOptions::default() };
    let line: String = (0..400_000_u32).map(|n| format!("w{n} ")).collect();
    assert_eq!(read(&[("a.txt", line.as_bytes())], options.clone()), ["r/a.txt@0 too-large"]);
    assert_eq!(read(&[("a.txt.gz", &gz(line.as_bytes()))], options), ["r/a.txt.gz@0 too-large"]);
    assert_eq!(one("a.txt", line.as_bytes()).len(), 1);
    assert_eq!(one("a.txt", "word\n".repeat(1_000_000).as_bytes()).len(), 1);
    assert_eq!(one("a.md", "#\n".repeat(1_000_000).as_bytes()).len(), 1);
    assert_eq!(one("a.csv", "\"\n".repeat(1_000_000).as_bytes()).len(), 1);
    assert_eq!(one("a.json", "[".repeat(1_000_000).as_bytes()).len(), 1);
    assert_eq!(one("a.txt", "{".repeat(1_000_000).as_bytes()).len(), 1);
    assert_eq!(one("a.jsonl", "{\n".repeat(300_000).as_bytes()).len(), 300_000);
    assert_eq!(one("a.txt", &b"\xff\xfe\xfd".repeat(300_000)).len(), 1);
    // Generous: the test build is not optimised, and machines differ.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn the_caller_may_stop_at_any_record() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.jsonl"), "{\"title\": \"x\"}\n".repeat(10)).unwrap();
    let roots = [Root { name: "r".to_owned(), path: dir.path().to_owned() }];
    let mut count = 0;
    walk(&roots, false, &mut |entry| {
        Reader::new(ReadOptions::default()).read_file(&entry.unwrap(), &mut |_| {
            count += 1;
            count < 3
        });
    });
    assert_eq!(count, 3);
}

#[test]
fn a_panic_of_the_caller_is_the_callers() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "text").unwrap();
    let roots = [Root { name: "r".to_owned(), path: dir.path().to_owned() }];
    let caught = catch_unwind(|| {
        walk(&roots, false, &mut |entry| {
            let mut each = |_| panic!("mine");
            Reader::new(ReadOptions::default()).read_file(&entry.unwrap(), &mut each);
        });
    });
    assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"mine"));
    assert!(failure(&"theirs").ends_with("theirs"));
}

#[test]
fn readers_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Reader>();
}
