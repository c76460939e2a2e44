//! `search index diff`: what came, went and changed between two generations, whatever the night before did.

use std::fs;

use serde_json::{Value, json};

use crate::newsroom::{Newsroom, Outcome};
use crate::schema::conforms;

/// An article of a file of its own.
fn story(headline: &str, of: &str) -> String {
    format!("{headline}\n\nThe {of} was towed into the harbour at noon on a quiet day.\n")
}

/// A record of a wire with an own id.
fn record(id: &str, headline: &str, of: &str) -> String {
    let body = format!("The {of} was sold to the harbour after a dispute about its price.");
    format!(
        "{}\n",
        json!({ "id": id, "headline": headline, "source": "Coast Wire",
        "date": "2024-08-21", "lang": "en", "body": body })
    )
}

/// The changes of an answer in JSON, each as `kind path path fields`; what is missing is left out.
fn told(answer: &Value) -> Vec<String> {
    conforms(answer, "changes");
    let changes = answer["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            let mut parts = vec![change["change"].as_str().unwrap().to_owned()];
            for side in ["old", "new"] {
                parts.extend(change[side]["path"].as_str().map(str::to_owned));
            }
            let fields = change["fields"].as_array().unwrap().iter();
            let fields: Vec<&str> = fields.map(|field| field.as_str().unwrap()).collect();
            parts.extend((!fields.is_empty()).then(|| fields.join(",")));
            parts.join(" ")
        })
        .collect()
}

fn counts(answer: &Value) -> [u64; 5] {
    ["came", "went", "changed", "moved", "same"].map(|n| answer["counts"][n].as_u64().unwrap())
}

fn diff(room: &Newsroom, names: &[&str]) -> Value {
    let mut args = vec!["index", "diff"];
    args.extend(names);
    args.extend(["--format", "json"]);
    room.run(args).code(0).calm().json()
}

/// Two nights: an article stays, one comes, one goes, one moves, three are edited.
fn two_nights() -> Newsroom {
    let wire =
        record("w-1", "Crane sold", "crane") + &record("w-2", "Pilot boat sold", "pilot boat");
    let room = Newsroom::with(&[
        ("stays.txt", &story("Light stays", "light")),
        ("goes.txt", &story("Bridge goes", "bridge")),
        ("from.txt", &story("Ferry moves", "ferry")),
        ("edited.txt", &story("Buoy is red", "buoy")),
        ("wire.jsonl", &wire),
    ]);
    let corpus = |name: &str| room.path("corpus").join(name);
    fs::remove_file(corpus("goes.txt")).unwrap();
    fs::create_dir(corpus("later")).unwrap();
    fs::rename(corpus("from.txt"), corpus("later/to.txt")).unwrap();
    room.write("corpus/comes.txt", story("Tug \u{1b}[31mcomes\u{202e}", "tug"));
    room.write("corpus/edited.txt", story("Buoy is green", "buoy"));
    // The first has the same own id at another offset, the second is the same where it stood.
    let wire =
        record("w-3", "Barge sold", "barge") + &record("w-1", "Crane sold twice", "old crane");
    room.write("corpus/wire.jsonl", wire + &record("w-2", "Pilot boat sold", "pilot boat"));
    room.run(["index", "-q"]).code(0);
    room
}

#[test]
fn what_came_went_and_changed_is_told() {
    let room = two_nights();
    let answer = diff(&room, &[]);
    assert_eq!(
        told(&answer),
        [
            "moved corpus/from.txt corpus/later/to.txt path",
            "changed corpus/edited.txt corpus/edited.txt headline",
            "changed corpus/wire.jsonl corpus/wire.jsonl headline,body",
            "went corpus/goes.txt",
            "came corpus/comes.txt",
            "came corpus/wire.jsonl",
        ]
    );
    assert_eq!(counts(&answer), [2, 1, 2, 1, 2]);
    let crane = &answer["changes"][2];
    assert_eq!((&crane["old"]["own_id"], &crane["new"]["own_id"]), (&json!("w-1"), &json!("w-1")));
    assert_eq!(crane["new"]["headline"], "Crane sold twice");
    assert_ne!(crane["old"]["id"], crane["new"]["id"]);
    // The other way round everything is turned over.
    assert_eq!(counts(&diff(&room, &["live", "previous"])), [1, 2, 2, 1, 2]);
    assert_eq!(diff(&room, &["previous", "live"]), answer);
    assert_eq!(diff(&room, &["previous"]), answer);
}

#[test]
fn people_see_a_line_for_each() {
    let room = two_nights();
    let page = room.run(["index", "diff"]).code(0).calm();
    assert!(!page.out.contains(['\u{1b}', '\u{202e}']), "{page:?}");
    let lines: Vec<&str> = page.out.lines().collect();
    assert!(lines[0].starts_with("from 000001-") && lines[0].contains(" to 000002-"), "{page:#?}");
    let signs: String = lines[1..7].iter().map(|line| &line[..1]).collect();
    assert_eq!(signs, ">~~-++", "{page:#?}");
    let id = diff(&room, &[])["changes"][5]["new"]["id"].as_str().unwrap()[..12].to_owned();
    assert_eq!(lines[6], format!("+ 2024-08-21  Barge sold  corpus/wire.jsonl  {id}"));
    assert!(lines[1].contains("  corpus/from.txt → corpus/later/to.txt  "), "{page:#?}");
    assert!(lines[3].ends_with("  (headline, body)"), "{page:#?}");
    assert_eq!(lines[7], "2 came, 1 went, 2 changed, 1 moved, 2 the same");
    assert_eq!(lines.len(), 8);
}

#[test]
fn quiet_answers_with_the_exit_code() {
    let room = two_nights();
    let silent = |outcome: Outcome| assert_eq!((outcome.out + &outcome.err).as_str(), "");
    silent(room.run(["index", "diff", "-q"]).code(1));
    silent(room.run(["index", "diff", "1", "1", "-q", "--format", "json"]).code(0));
    let same = room.run(["index", "diff", "live", "live"]).code(0).calm();
    assert!(same.out.ends_with("\nnothing differs; 7 the same\n"), "{same:?}");
    // A night without news.
    room.run(["index", "rebuild", "-q"]).code(0);
    silent(room.run(["index", "diff", "2", "3", "-q"]).code(0));
    let answer = diff(&room, &["2", "3"]);
    assert!(told(&answer).is_empty());
    assert_eq!(counts(&answer), [0, 0, 0, 0, 7]);
    // What is usually quiet is not quiet when it is asked.
    room.write("search.toml", "quiet = true\n");
    assert!(room.run(["index", "diff", "1"]).code(0).out.contains("2 came"));
}

#[test]
fn a_table_that_changes_changes_articles_in_place() {
    let wire = record("w-1", "Crane sold", "crane") + &record("w-2", "Boat sold", "boat");
    let room = Newsroom::with(&[("wire.jsonl", &wire), ("a.txt", &story("Light stays", "light"))]);
    let aliases =
        "[[source]]\nname = 'Shoreline Agency'\nkind = 'agency'\naliases = ['Coast Wire']\n";
    room.write("aliases.toml", aliases);
    room.write("search.toml", "aliases = \"aliases.toml\"\n");
    room.write("corpus/corpus.toml", "[[set]]\nglob = 'a.txt'\ndate = 2024-08-22\n");
    room.run(["index", "rebuild", "-q"]).code(0);
    let answer = diff(&room, &[]);
    let mut lines = told(&answer);
    lines.sort();
    let [dated, first, second] = &lines[..] else { panic!("{lines:?}") };
    assert!(dated.starts_with("changed corpus/a.txt corpus/a.txt date"), "{dated}");
    for line in [first, second] {
        assert!(line.starts_with("changed corpus/wire.jsonl corpus/wire.jsonl sources"), "{line}");
    }
    for change in answer["changes"].as_array().unwrap() {
        assert_eq!(change["old"]["id"], change["new"]["id"]);
    }
    assert_eq!(counts(&answer), [0, 0, 3, 0, 0]);
}

#[test]
fn a_copy_that_comes_changes_its_text() {
    let body = story("Ferry returns", "ferry") + &"It sailed again with many cars. ".repeat(9);
    let room = Newsroom::with(&[("a.txt", &body)]);
    room.write("corpus/b.txt", format!("Another headline\n{}", &body["Ferry returns\n".len()..]));
    // The same record again is no article more, but another place of it.
    room.write("corpus/c.txt", &body);
    room.run(["index", "-q"]).code(0);
    let answer = diff(&room, &[]);
    let lines = told(&answer);
    assert_eq!(lines.last().unwrap(), "came corpus/b.txt");
    assert!(lines[0].starts_with("changed corpus/a.txt corpus/a.txt locations"), "{lines:?}");
    assert_eq!(lines.len(), 2);
}

#[test]
fn generations_are_named_in_short_and_unknown_ones_are_refused_with_a_list() {
    let room = two_nights();
    let names = room.generations();
    let [first, second] = &names[..] else { panic!("{names:?}") };
    let answer = diff(&room, &[]);
    assert_eq!((&answer["old"], &answer["new"]), (&json!(first), &json!(second)));
    for (old, new) in [("1", "2"), ("000001", "current"), (first, &second[..9]), ("1", "live")] {
        assert_eq!(diff(&room, &[old, new]), answer, "{old} {new}");
    }
    for wrong in ["3", "x", "00", "../generations", "-1"] {
        let outcome = room.run(["index", "diff", "--", wrong, "live"]).code(2).calm();
        assert!(outcome.err.contains(first) && outcome.err.contains(second), "{outcome:?}");
        assert!(outcome.err.contains("(live)") && outcome.out.is_empty(), "{outcome:?}");
    }
    room.run(["index", "diff", "1", "2", "1"]).code(2).calm().says("two generations");
    room.run(["index", "diff", "--format", "csv"]).code(2).calm();
    let told = room.run(["index", "diff", "9", "--format", "json"]).code(2).json();
    assert_eq!(told["error"]["exit_code"], 2);
    // A person who went back compares with what is live then.
    fs::write(room.path("index/CURRENT"), format!("{first}\n")).unwrap();
    room.run(["index", "diff"]).code(2).calm().says("no generation before");
    assert_eq!(counts(&diff(&room, &["2"])), [1, 2, 2, 1, 2]);
}

#[test]
fn without_an_index_or_with_a_foreign_one_there_is_no_answer() {
    let room = Newsroom::new();
    room.run(["index", "diff"]).code(3).calm().says("no index");
    room.run(["index", "diff", "1", "2"]).code(3).calm().says("no index");
    let room = two_nights();
    let first = &room.generations()[0];
    let file = room.path("index/generations").join(first).join("manifest.json");
    let whole = fs::read_to_string(&file).unwrap();
    let mut manifest: Value = serde_json::from_str(&whole).unwrap();
    manifest["versions"]["schema"] = json!(0);
    fs::write(&file, manifest.to_string()).unwrap();
    room.run(["index", "diff"]).code(3).calm().says(first).says("schema 0");
    fs::write(&file, r#"{"format_version":98}"#).unwrap();
    room.run(["index", "diff", "-q"]).code(3).calm().says(first).says("manifest format 98");
    fs::write(&file, "torn").unwrap();
    room.run(["index", "diff"]).code(3).calm().says("damaged");
}

#[test]
fn what_is_under_embargo_is_not_named() {
    let item = |id: &str, headline: &str, embargoed: Value| {
        json!({ "uri": id, "type": "text", "version": "1", "headline": headline,
            "versioncreated": "2024-08-20T10:00:00Z", "embargoed": embargoed,
            "body_text": format!("The {headline} was read aloud at the harbour by its author.") })
        .to_string()
    };
    let late = || json!("2999-01-01T00:00:00Z");
    let room = Newsroom::with(&[
        ("open.json", &item("urn:1", "Speech of the mayor", json!(null))),
        ("held.json", &item("urn:2", "Secret of the captain", late())),
    ]);
    room.write("corpus/open.json", item("urn:1", "Speech of the mayor, corrected", late()));
    room.write("corpus/new.json", item("urn:3", "Secret of the pilot", late()));
    fs::remove_file(room.path("corpus/held.json")).unwrap();
    room.run(["index", "-q"]).code(0);
    let page = room.run(["index", "diff"]).code(0).calm();
    let answer = diff(&room, &[]);
    assert_eq!(counts(&answer), [1, 1, 1, 0, 0], "{answer:#}");
    for text in [&page.out, &answer.to_string()] {
        assert!(!text.contains("Secret") && !text.contains("Speech"), "{text}");
        assert_eq!(text.matches("2999-01-01T00:00:00Z").count(), 3, "{text}");
    }
}

#[test]
fn many_articles_are_walked_in_step() {
    let room = Newsroom::new();
    crate::wire::write_crowd(&room, 700);
    room.run(["index", "-q"]).code(0);
    let file = room.path("corpus/part-3.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Number 11 of", "The eleventh of")).unwrap();
    fs::remove_file(room.path("corpus/part-5.jsonl")).unwrap();
    room.run(["index", "-q", "--accept", "shrink"]).code(0);
    let answer = diff(&room, &[]);
    let gone = text.lines().count() as u64;
    let [came, went, changed, moved, same] = counts(&answer);
    assert_eq!(moved, 0);
    // Copies lost the one by which their text is named.
    let fields: Vec<&Value> =
        answer["changes"].as_array().unwrap().iter().map(|c| &c["fields"]).collect();
    assert_eq!(
        fields.iter().filter(|fields| **fields == &json!(["text"])).count() as u64,
        changed - 1
    );
    assert!(fields.contains(&&json!(["headline"])), "{answer:#}");
    assert_eq!((came, went + changed + same), (0, 700));
    assert!(went.abs_diff(gone) <= 1, "{went} of {gone}");
    // A reader that goes away is no error.
    let cut = room.shell("\"$0\" \"$@\" | head -n 1; exit 0", &["index", "diff"]);
    let cut = crate::newsroom::finish(cut, "diff | head".into()).code(0).calm();
    assert!(cut.out.starts_with("from ") && cut.err.is_empty(), "{cut:?}");
}
