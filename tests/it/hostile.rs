//! Files that mean harm or are broken: each ends in a verdict with a reason, the good ones beside it
//! are found, and nothing in a file's text or name reaches a terminal.

use std::collections::BTreeMap;
use std::fs;

use crate::newsroom::{Newsroom, finish, gzip, project, texts};

/// Reads the corpus of a room, and returns the verdict and code of each file and record that gave no
/// article, by path.
fn refused(room: &Newsroom) -> BTreeMap<String, Vec<String>> {
    let mut refused = BTreeMap::<String, Vec<String>>::new();
    let read = room.run(["extract", "-q", "--follow", "corpus"]).calm();
    for line in read.json_lines() {
        if line["verdict"] != "indexed" {
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            assert!(text("reason").len() > 10, "{line}");
            let told = format!("{} {}", text("verdict"), text("code"));
            refused.entry(text("path")).or_default().push(told);
        }
    }
    refused
}

/// A line of a JSON lines file with this headline.
fn line(headline: &str) -> String {
    format!("{{\"headline\":\"{headline}\",\"body\":\"The ferry {headline} sailed again.\"}}\n")
}

#[test]
fn packed_files_that_are_cut_or_bloated_give_what_they_hold() {
    let room = Newsroom::new();
    // Lines of noise, so that packing makes them little smaller.
    let mut seed = 1_u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{seed:x}")
    };
    let mut lines = || gzip((0..2_000).map(|_| line(&noise())).collect::<String>().as_bytes());
    let whole = lines();
    room.write("corpus/cut.jsonl.gz", &whole[..whole.len() / 2]);
    room.write("corpus/head-only.jsonl.gz", &whole[..12]);
    let mut bent = lines();
    let middle = bent.len() / 2;
    bent[middle] ^= 0xff;
    room.write("corpus/bent.jsonl.gz", bent);
    room.write("corpus/bomb.txt.gz", gzip(&vec![b'a'; 70 << 20]));
    let same = format!("{{\"headline\":\"Same\",\"body\":\"{}\"}}\n", "ferry ".repeat(4_000));
    room.write("corpus/bomb.jsonl.gz", gzip(same.repeat(150).as_bytes()));
    let mut layers = gzip(line("matryoshka").as_bytes());
    room.write("corpus/twice.jsonl.gz", gzip(&layers));
    for _ in 0..6 {
        layers = gzip(&layers);
    }
    room.write("corpus/layers.jsonl.gz", layers);
    let zst = fs::read(project("tests/fixtures/formats/zst/two-lines.jsonl.zst")).unwrap();
    room.write("corpus/cut.jsonl.zst", &zst[..zst.len() / 2]);
    room.write("corpus/name-only.gz", "A headline\n\nThe ferry is not packed at all here.\n");
    let refused = refused(&room);
    for (file, told) in [
        ("cut.jsonl.gz", "rejected truncated"),
        ("head-only.jsonl.gz", "rejected truncated"),
        ("bent.jsonl.gz", "rejected damaged"),
        ("bomb.txt.gz", "rejected expansion"),
        ("bomb.jsonl.gz", "rejected expansion"),
        ("layers.jsonl.gz", "rejected nesting"),
        ("cut.jsonl.zst", "rejected truncated"),
    ] {
        let found = refused.get(&format!("corpus/{file}"));
        assert!(found.is_some_and(|f| f.contains(&told.to_owned())), "{file}: {found:?}");
    }
    let built = room.run(["index"]).code(0).calm();
    assert!(built.out.contains("expansion 2"), "{built:?}");
    assert_eq!(room.count("matryoshka"), 1);
    // What stood before the cut was kept.
    let kept = room.count("path:cut");
    assert!(kept > 500 && kept < 2_000, "{kept}");
}

#[test]
fn texts_built_to_blow_up_do_not() {
    let room = Newsroom::new();
    let mut laughs = String::from("---\na0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let inner = format!("*a{},", level - 1).repeat(9);
        laughs += &format!("a{level}: &a{level} [{inner}]\n");
    }
    laughs += "headline: *a11\n---\n\nThe ferry laughs a billion times.\n";
    room.write("corpus/laughs.md", laughs);
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    room.write("corpus/deep.json", deep("[", "]"));
    let nested = deep("{\"a\":", "}").replacen("{\"a\":}", "{\"a\":1}", 1);
    room.write("corpus/deep-objects.json", nested);
    let inside = format!(
        "{{\"headline\":\"Deep\",\"body\":\"A ferry.\",\"x\":{}}}\n{}",
        deep("[", "]"),
        line("beside")
    );
    room.write("corpus/deep-inside.jsonl", inside);
    room.write("corpus/deep.md", format!("---\nheadline: {}\n---\n\nA ferry.\n", deep("[", "]")));
    room.write("corpus/deep-toml.md", format!("+++\nx = {}\n+++\n\nA ferry.\n", deep("[", "]")));
    room.write("corpus/quotes.md", format!("{} the ferry\n\nA body.\n", "> ".repeat(50_000)));
    let mut table = String::from("headline,body\nFirst,The ferry of the first row.\n");
    table += "Open,\"The quote is never closed\n";
    table += &"More,rows that follow after it.\n".repeat(1_000);
    room.write("corpus/open.csv", table);
    room.write("corpus/wide.csv", format!("headline,body\n{}\n", ",".repeat(500_000)));
    room.write("corpus/marks.txt", format!("A{}\n\nThe ferry.\n", "\u{301}".repeat(200_000)));
    room.write("corpus/brackets.txt", format!("Ferry\n\n{}\n", "(((((".repeat(100_000)));
    let built = room.run(["index"]).code(0).calm();
    assert!(built.took.as_secs() < 30, "{built:?}");
    assert!(room.count("ferry") >= 3);
    assert_eq!(room.count("beside"), 1);
    assert_eq!(room.count("headline:first"), 1);
    assert!(room.run(["extract", "-q", "corpus"]).calm().json_lines().len() >= 11);
    for id in texts(&room.json(&["--limit", "100"], "*"), "id") {
        room.run(["show", &id]).code(0).calm();
        room.run(["show", &id, "--evidence"]).code(0).calm();
    }
}

#[test]
fn settings_of_a_folder_that_are_wrong_are_named() {
    let room = Newsroom::new();
    room.write("corpus/good.txt", "Good\n\nThe ferry sails in the good folder.\n");
    room.write("corpus/bad/one.txt", "Bad\n\nThe ferry sails in the bad folder.\n");
    room.write("corpus/bad/corpus.toml", "[[set]]\nsoruce = \"x\u{1b}[31m\"\n");
    room.write("corpus/side/two.txt", "Side\n\nThe ferry sails beside.\n");
    room.write("corpus/side/two.meta.toml", "date = [");
    let refused = refused(&room);
    for file in ["corpus/bad/one.txt", "corpus/side/two.txt"] {
        assert_eq!(refused[file], ["rejected bad-config"], "{refused:?}");
    }
    room.run(["index"]).code(0).calm();
    assert_eq!(room.paths("ferry"), ["corpus/good.txt"]);
    let lines = fs::read_to_string(room.live().join("rejects.jsonl")).unwrap();
    assert!(lines.contains("corpus.toml") && !lines.contains('\u{1b}'), "{lines}");
}

#[cfg(unix)]
#[test]
fn odd_names_links_and_modes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;

    let room = Newsroom::new();
    let text = |n: u32| format!("Boat {n}\n\nThe ferry number {n} sails.\n");
    let corpus = room.path("corpus");
    fs::create_dir_all(corpus.join("inner")).unwrap();
    fs::write(corpus.join("plain.txt"), text(0)).unwrap();
    fs::write(corpus.join("esc\u{1b}[31m\u{202e}\nname.txt"), text(1)).unwrap();
    fs::write(corpus.join(OsStr::from_bytes(b"bytes-\xff\xfe.txt")), text(2)).unwrap();
    fs::write(corpus.join("new\u{301}.txt"), text(3)).unwrap();
    fs::write(corpus.join("locked.txt"), text(4)).unwrap();
    fs::set_permissions(corpus.join("locked.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    symlink(&corpus, corpus.join("inner/loop")).unwrap();
    symlink("nowhere", corpus.join("dangling.txt")).unwrap();
    symlink("self.txt", corpus.join("self.txt")).unwrap();
    // Nobody may read everything but the superuser, who is replaced.
    fs::set_permissions(room.path(""), fs::Permissions::from_mode(0o777)).unwrap();
    let superuser = fs::metadata(&corpus).unwrap().uid() == 0;
    for follow in [false, true] {
        let mut args = vec!["index", "rebuild"];
        args.extend(follow.then_some("--follow"));
        let mut command = room.command(&args);
        if superuser {
            command.uid(65_534).gid(65_534);
        }
        let built = finish(command, args.join(" ")).code(0).calm();
        assert!(built.out.contains("4 articles"), "{built:?}");
        assert!(built.out.contains("unreadable"), "{built:?}");
        assert_eq!(built.out.contains("loop"), follow, "{built:?}");
        assert_eq!(room.count("ferry"), 4);
        for args in [&["ferry"][..], &["--format", "json", "ferry"], &["--format", "csv", "ferry"]]
        {
            let page = room.run(args).code(0);
            assert!(!page.out.contains(['\u{1b}', '\u{202e}']), "{page:?}");
        }
        let id = texts(&room.json(&[], "\"boat 1\""), "id").remove(0);
        for part in ["--raw", "--evidence", "--no-pager"] {
            let shown = room.run(["show", &id, part]).code(0);
            assert!(!shown.out.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
        }
        let lines = fs::read_to_string(room.live().join("rejects.jsonl")).unwrap();
        assert!(lines.lines().all(|line| !line.contains('\u{1b}')), "{lines}");
    }
}

#[test]
fn names_in_errors_are_harmless() {
    let room = Newsroom::new();
    room.write("corpus/a.txt", "Boat\n\nThe ferry sails.\n");
    room.run(["index", "-q"]).code(0);
    let name = "x\u{1b}]0;owned\u{7}\u{202e}\nerror: y";
    for args in [
        vec!["index", name, "--replace-corpus"],
        vec!["index", name],
        vec!["index", "status", name],
        vec!["extract", name],
        vec!["--index", name, "ferry"],
        vec!["--config", name, "ferry"],
        vec!["show", name],
        vec!["--sort", name, "ferry"],
        vec!["--since", name, "ferry"],
        vec!["--zone", name, "date:today"],
        vec!["--now", name, "ferry"],
        vec!["--lang", name, "ferry"],
        vec!["--timeout", name, "ferry"],
        vec!["--recency", name, "ferry"],
        vec!["--source", name, "ferry"],
        vec!["--fields", name, "--format", "csv", "ferry"],
        vec!["fields", name],
        vec!["completions", name],
        vec![name],
        vec!["--count", "--", name],
        vec!["headlin:", name],
        vec!["--parse", name],
    ] {
        let told = room.run(&args).calm();
        let said = format!("{}{}", told.out, told.err);
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{told:?}");
        let mut json = args.clone();
        json.extend(["--format", "json"]);
        let told = room.run(&json);
        assert!(!told.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{told:?}");
    }
}
