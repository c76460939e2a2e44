//! The main job: the sample corpus asked with the real program, and the article it grew from.

use std::path::Path;
use std::sync::OnceLock;

use crate::newsroom::{Newsroom, copy_dir};

fn samples() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(|| {
        let room = Newsroom::new();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        copy_dir(&corpus, &room.path("corpus"));
        room
    })
}

#[test]
fn the_first_query_builds_the_index_and_ranks_the_moscow_articles() {
    let room = samples();
    let paths = room.paths("Mishustin");
    let main = paths.iter().position(|path| path.contains("000_china-russia-premiers"));
    assert!(main.is_some_and(|at| at < 3), "{paths:?}");
    assert_eq!(room.generations().len(), 1);
}

#[test]
fn people_find_what_was_printed() {
    let room = samples();
    for (query, path) in [
        ("北京", "xinhua-li-qiang-mishustin"),
        ("Мишустина", "tass-mishustin-li-tsyan"),
        ("cafe", "edna-obrien"),
        ("O'Brien", "edna-obrien"),
        ("AT&T", "us-phone-strike"),
        ("mishustn~1", "000_china"),
        ("\"digital economy\"", "000_china"),
    ] {
        let paths = room.paths(query);
        assert!(paths.iter().any(|found| found.contains(path)), "{query}: {paths:?}");
    }
    assert_eq!(room.count("covid-19"), room.count("covid 19"));
    assert_eq!(room.count("U.S."), room.count("US"));
    assert!(room.count("lang:ru") >= 6);
}

#[test]
fn exit_codes_say_what_happened() {
    let room = samples();
    room.ask(&[], "mishustin").code(0).calm();
    room.ask(&[], "zzzzqqqq").code(1).calm();
    room.ask(&[], "headline:sign PRE/3 deal").code(0).calm();
    room.ask(&[], "headline:sign PRE/3").code(2).says("Q107").calm();
    room.ask(&["--parse"], "headline:sign PRE/3 deal").code(0).calm();
    Newsroom::new().ask(&[], "x").code(3).calm();
}

#[test]
fn the_seed_is_found_as_it_should_be() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/seed");
    if !seed.is_dir() {
        eprintln!("skipped: {} is not here", seed.display());
        return;
    }
    let room = Newsroom::new();
    copy_dir(&seed, &room.path("corpus"));
    room.run(["index"]).code(0);
    for query in [
        "Mishustin",
        "\"Li Qiang\"",
        "source:ann",
        "source:\"China Daily\"",
        "via:ann origin:\"China Daily\"",
        "cooperat*",
        "mishustn~1",
        "“digital economy”",
        "-date:*",
    ] {
        assert_eq!(room.count(query), 1, "{query}");
    }
    for query in ["\"China Daily\"", "date:2024", "place:*"] {
        assert_eq!(room.count(query), 0, "{query}");
    }
}

#[test]
fn hostile_files_and_queries_end_in_a_verdict() {
    let room = Newsroom::new();
    room.write("corpus/good.txt", "A headline\n\nA body about \u{1b}[31mpainted\u{202e} words.\n");
    room.write("corpus/empty.txt", "");
    room.write("corpus/binary.txt", [0_u8, 1, 2, 3].repeat(500));
    room.write("corpus/invalid.txt", b"Bad \xff\xfe\x80 bytes\n\nin a body of some words.\n");
    room.write("corpus/lines.txt", "word\n".repeat(1_000_000));
    room.write("corpus/deep.json", "[".repeat(100_000));
    room.write("corpus/huge.txt", "x".repeat(200 << 20));
    room.run(["index"]).code(0).calm();
    let page = room.ask(&[], "headline words").code(0).calm();
    assert!(!page.out.contains(['\u{1b}', '\u{202e}']), "{page:?}");
    room.ask(&[], &"(".repeat(100_000)).code(2).calm();
    room.ask(&[], &"NOT ".repeat(1023)).code(2).calm();
    room.ask(&[], "/(a{100}){100}{100}/").code(2).says("cannot be used").calm();
}
