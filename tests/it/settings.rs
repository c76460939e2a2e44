//! Where settings come from, which one wins, and what is said of one that is wrong.

use std::process::Command;

use crate::newsroom::{NOW, Newsroom, Outcome, finish, texts};
use crate::wire;

/// A room with indexes of one, two, … articles, so that a count tells which one answered.
fn indexes() -> Newsroom {
    let room = Newsroom::new();
    for (articles, name) in ["default", "user", "parent", "here", "environment", "option"]
        .into_iter()
        .enumerate()
        .map(|(at, name)| (at + 1, name))
    {
        let lines: String = (0..articles)
            .map(|n| format!("{{\"headline\":\"Ferry {n}\",\"body\":\"Trip number {n}.\"}}\n"))
            .collect();
        room.write(&format!("texts/{name}/all.jsonl"), lines);
        let index = if name == "default" { "work/here/index".into() } else { format!("at/{name}") };
        room.run(["index", "-q", "--index", &index, &format!("texts/{name}")]).code(0);
    }
    room
}

/// The program in a folder of the room.
fn within(room: &Newsroom, folder: &str, args: &[&str]) -> Command {
    let mut command = room.command(args);
    command.current_dir(room.path(folder));
    command
}

fn count(command: Command) -> String {
    finish(command, "--count".into()).code(0).out.trim_end().to_owned()
}

#[test]
fn the_nearest_setting_wins() {
    let room = indexes();
    let ask = || within(&room, "work/here", &["--count", "ferry"]);
    assert_eq!(count(ask()), "1", "./index");
    room.write("home/config/news-search/search.toml", "index = \"../../../at/user\"\n");
    assert_eq!(count(ask()), "2", "the user's file, with a path relative to it");
    room.write("work/search.toml", "index = \"../at/parent\"\n");
    assert_eq!(count(ask()), "3", "a parent folder");
    let here = room.write("work/here/search.toml", "index = \"../../at/here\"\n");
    assert_eq!(count(ask()), "4", "this folder");
    let environment = room.path("at/environment");
    let mut command = ask();
    command.env("SEARCH_INDEX", &environment);
    assert_eq!(count(command), "5");
    let mut command =
        within(&room, "work/here", &["--index", "../../at/option", "--count", "ferry"]);
    command.env("SEARCH_INDEX", &environment);
    assert_eq!(count(command), "6");
    // Nothing is set by a variable that is empty.
    let mut command = ask();
    command.env("SEARCH_INDEX", "");
    assert_eq!(count(command), "4");
    // A file that is named is the only one.
    let user = room.path("home/config/news-search/search.toml").display().to_string();
    assert_eq!(count(within(&room, "work/here", &["--config", &user, "--count", "ferry"])), "2");
    room.run(["--config", "nowhere.toml", "ferry"]).code(2).says("nowhere.toml");
    std::fs::remove_file(here).unwrap();
    assert_eq!(count(ask()), "3");
}

#[test]
fn the_users_file_is_found_and_completes_the_projects() {
    let room = indexes();
    room.write("home/.config/news-search/search.toml", "index = \"../../../at/user\"\n");
    let ask = |configure: &dyn Fn(&mut Command)| {
        let mut command = within(&room, "work", &["--count", "ferry"]);
        configure(&mut command);
        finish(command, "--count ferry".into())
    };
    let found = ask(&|command| {
        command.env_remove("XDG_CONFIG_HOME");
    });
    assert_eq!(found.code(0).out, "2\n");
    // A relative folder is ignored, as the specification of base directories says.
    ask(&|command| {
        command.env("XDG_CONFIG_HOME", "../home/.config");
    })
    .code(3);
    ask(&|command| {
        command.env_remove("XDG_CONFIG_HOME").env_remove("HOME");
    })
    .code(3);
    room.write("home/config/news-search/search.toml", "limit = 1\nindex = \"../../../at/user\"\n");
    room.write("work/search.toml", "index = \"../at/here\"\n");
    let page = finish(within(&room, "work", &["--format", "json", "ferry"]), "ferry".into());
    let page = page.code(0).json();
    assert_eq!((&page["total"]["articles"], texts(&page, "id").len()), (&4.into(), 1));
}

#[test]
fn the_corpus_is_found_the_same_way() {
    let room = indexes();
    room.write("work/search.toml", "corpus = [\"../texts/user\", \"../texts/here\"]\n");
    let asked = |index: &str, corpus: Option<&str>, more: &[&str]| {
        let mut args = vec!["-q", "--index", index, "--count", "ferry"];
        args.extend(more);
        let mut command = within(&room, "work", &args);
        if let Some(corpus) = corpus {
            command.env("SEARCH_CORPUS", corpus);
        }
        count(command)
    };
    // Texts of the same words are the same records, so that the bigger set counts.
    assert_eq!(asked("i1", None, &[]), "4");
    let one = room.path("texts/environment").display().to_string();
    assert_eq!(asked("i2", Some(&one), &[]), "5");
    let two = format!("{}:{one}", room.path("texts/option").display());
    assert_eq!(asked("i3", Some(&two), &[]), "6");
    assert_eq!(asked("i4", Some(&two), &["--corpus", "../texts/user"]), "2");
    let both = ["--corpus", "../texts/user", "--corpus", "../texts/parent"];
    assert_eq!(asked("i5", Some(&two), &both), "3");
}

#[cfg(unix)]
#[test]
fn places_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let room = indexes();
    let odd = room.path("").join(OsStr::from_bytes(b"odd-\xff"));
    std::fs::rename(room.path("at/option"), &odd).unwrap();
    let mut command = room.command(["--count", "ferry"]);
    command.env("SEARCH_INDEX", &odd);
    assert_eq!(count(command), "6");
    let mut command = room.command(["--count", "ferry", "--index"]);
    command.arg(&odd);
    assert_eq!(count(command), "6");
    let mut command = room.command(["--count"]);
    command.arg(OsStr::from_bytes(b"fer\xffry"));
    finish(command, "not UTF-8".into()).code(2).says("UTF-8").calm();
}

fn with_settings(text: &str, args: &[&str]) -> Outcome {
    let room = Newsroom::new();
    room.write("search.toml", text);
    let index = wire::room().path("index").display().to_string();
    let all: Vec<&str> =
        ["--now", NOW, "--index", &index].into_iter().chain(args.iter().copied()).collect();
    room.run(all)
}

#[test]
fn what_is_wrong_is_named_with_file_line_and_remedy() {
    for (text, said) in [
        ("limt = 3", "search.toml:1: unknown key \"limt\"; did you mean \"limit\""),
        ("\n\nsort = 3", "search.toml:3: sort must be a text in quotes"),
        ("limit = \"ten\"", "search.toml:1: limit must be a whole number"),
        ("limit = -3", "whole number"),
        ("quiet = \"yes\"", "quiet must be true or false"),
        ("sort = \"best\"", "none of relevance, newest, oldest"),
        ("corpus = 3", "a text in quotes or a list"),
        ("corpus = [\"a\", 3]", "corpus must be a text"),
        ("recency = \"hard\"", "half-life=30d"),
        ("timeout = \"soon\"", "500ms"),
        ("lang = \"english\"", "language code"),
        ("fields = [\"headlnie\"]", "did you mean \"headline\""),
        ("limit = 3\nlimit = 4", "search.toml:2"),
        ("limit = ", "search.toml:1"),
        ("[queries]\nrail = 3", "search.toml:2: queries.rail must be a text"),
        ("zebra\u{1b}[31m = 1", "search.toml:1"),
        ("limit = []", "not an array"),
        ("\"a\\u001b[31mb\" = 1", "unknown key"),
    ] {
        let told = with_settings(text, &["ferry"]).code(2).calm().says(said);
        assert_eq!(told.err.lines().count(), 1, "{told:?}");
        assert!(!told.err.contains('\u{1b}'), "{told:?}");
        let told = with_settings(text, &["--format", "json", "ferry"]).code(2).json();
        assert_eq!(told["error"]["code"], "E002", "{text}: {told}");
    }
    let room = Newsroom::new();
    std::fs::create_dir(room.path("search.toml")).unwrap();
    room.run(["ferry"]).code(2).says("search.toml").says("cannot be read");
}

#[test]
fn what_is_set_holds_until_it_is_typed() {
    let lines = |outcome: Outcome| outcome.code(0).out.lines().count();
    let text = "format = \"tsv\"\nlimit = 2\nfields = [\"own_id\"]\nsort = \"oldest\"\n";
    let table = with_settings(text, &["ferry"]).code(0);
    assert_eq!(table.out, "own_id\nw-09\nw-01\n");
    assert_eq!(lines(with_settings(text, &["-n3", "ferry"])), 4);
    let page = with_settings(text, &["--format", "text", "--sort", "newest", "ferry"]).code(0);
    assert!(page.out.starts_with("1  Ferry timetable"), "{page:?}");
    let told = with_settings("format = \"json\"", &["headlin:x"]);
    assert_eq!(told.code, 2);
    assert_eq!(told.json()["error"]["code"], "Q116");
    let text = "since = \"last-2w\"\nsource = \"coast wire\"\nzone = \"UTC\"\n";
    assert_eq!(with_settings(text, &["--count", "*"]).out, "3\n");
    assert_eq!(with_settings(text, &["--count", "--source", "ledger daily", "*"]).out, "2\n");
    assert_eq!(with_settings("strict = true", &["a AND b OR c"]).code, 2);
    assert!(with_settings("color = \"always\"", &["ferry"]).out.contains("\u{1b}["));
    assert!(
        !with_settings("color = \"always\"", &["--color", "never", "ferry"]).out.contains('\u{1b}')
    );
    assert_eq!(with_settings("quiet = true", &["zeppelin"]).code(1).out, "");
    let text = "[queries]\nboats = \"ferry OR паром\"\nloop = \"@loop\"\n";
    assert_eq!(with_settings(text, &["--count", "@boats", "-old"]).out, "4\n");
}

#[test]
fn the_build_obeys_the_settings_too() {
    let room = wire::fresh();
    room.write("search.toml", "keep = 1\nthreads = 2\nquiet = true\n");
    for _ in 0..2 {
        assert_eq!(room.run(["index"]).code(0).out, "");
    }
    assert_eq!(room.generations().len(), 1);
    room.write("search.toml", "aliases = \"mine.toml\"\n");
    room.run(["index"]).code(2).says("mine.toml");
    room.write("mine.toml", "not = [toml");
    room.run(["index"]).code(2).says("mine.toml");
}
