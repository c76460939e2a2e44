//! One article (`show`), and what the program tells of the index and of itself.

use std::collections::BTreeMap;

use crate::newsroom::{Newsroom, texts};
use crate::wire;

#[test]
fn an_article_is_named_by_id_prefix_or_own_id() {
    let room = wire::room();
    let id = texts(&room.json(&[], "captain remembers"), "id").remove(0);
    let whole = room.run(["show", &id]).code(0);
    assert!(whole.out.starts_with("Captain remembers the old ferry\n"), "{whole:?}");
    for name in [&id[..12], &id[..6], &id.to_uppercase(), "w-05", "W-05"] {
        assert_eq!(room.run(["show", name]).code(0).out, whole.out, "{name}");
    }
    for name in ["", " ", "w-99", "-1", &"0".repeat(33), "zz", "\u{1b}[31m", "*", "../w-05"] {
        let told = room.run(["show", "--", name]).code(1).calm().says("no article");
        assert!(!told.err.contains('\u{1b}'), "{told:?}");
    }
}

#[test]
fn what_fits_more_than_one_article_is_told_with_the_candidates() {
    let room = wire::room();
    let told = room.run(["show", "twin"]).code(2).calm();
    let ids = texts(&room.json(&[], "sandwich"), "id");
    for id in &ids {
        assert!(told.err.contains(id), "{told:?}");
        room.run(["show", id]).code(0);
    }
    // Among so many articles two begin with the same digits.
    let crowd = wire::crowd();
    let mut beginnings = BTreeMap::<String, Vec<String>>::new();
    for article in crowd.run(["index", "dump"]).json_lines() {
        let id = article["id"].as_str().unwrap().to_owned();
        beginnings.entry(id[..4].to_owned()).or_default().push(id);
    }
    let (beginning, ids) = beginnings.iter().find(|(_, ids)| ids.len() > 1).unwrap();
    let told = crowd.run(["show", beginning]).code(2).calm().says("ambiguous");
    assert!(ids.iter().all(|id| told.err.contains(id)), "{told:?}");
    let lone = beginnings.iter().find(|(_, ids)| ids.len() == 1).unwrap();
    crowd.run(["show", lone.0]).code(0);
}

#[test]
fn raw_text_has_what_cleaning_took_out() {
    let text = "Ferry is late again\n\nFerry is late again\n\nThe ferry was late by an hour on \
                Monday, and the passengers played cards.\n\nThe company apologised with \
                tea.\n\nAsia News Network (ANN)/China Daily\n";
    let room = Newsroom::with(&[("late.txt", text)]);
    let id = texts(&room.json(&[], "passengers"), "id").remove(0);
    let shown = room.run(["show", &id]).code(0).out;
    assert!(!shown.contains("(ANN)/"), "{shown}");
    assert_eq!(shown.matches("Ferry is late again").count(), 1, "{shown}");
    let raw = room.run(["show", &id, "--raw"]).code(0).out;
    assert_eq!(raw.matches("Ferry is late again").count(), 2, "{raw}");
    assert!(raw.ends_with("\nAsia News Network (ANN)/China Daily\n"), "{raw}");
    let evidence = room.run(["show", &id, "--evidence"]).code(0).out;
    assert!(evidence.contains("Asia News Network (ANN)/China Daily"), "{evidence}");
    assert!(evidence.contains("date: none") || evidence.contains("undated"), "{evidence}");
    assert!(evidence.contains("\nweekday: Monday\nindexed: "), "{evidence}");
    assert!(evidence.contains("doubled-headline: Ferry is late again"), "{evidence}");
    room.run(["show", &id, "--raw", "--evidence"]).code(2).calm();
    let plain = room.run(["extract", "-q", "corpus"]).code(0).json_lines().remove(0);
    assert!(plain.get("evidence").is_none(), "{plain}");
    let told = room.run(["extract", "-q", "--evidence", "corpus"]).code(0).json_lines().remove(0);
    let evidence = &told["evidence"];
    assert_eq!(evidence["source"][0]["kind"], "credit", "{told}");
    assert_eq!(evidence["date"][0]["text"], "Monday", "{told}");
    assert_eq!(evidence["removed"][1]["rule"], "credit", "{told}");
    assert!(evidence["arrival"].as_str().unwrap().ends_with('Z'), "{told}");
    room.run(["show", &id, "--raw", "--format", "json"]).code(2).calm();
    room.run(["show", &id, "--format", "trec"]).code(2).calm();
}

#[test]
fn a_record_that_stands_twice_tells_both_places() {
    let text = "One headline\n\nA body of a few words that stands in two folders.\n";
    let room = Newsroom::with(&[("a/one.txt", text), ("b/one.txt", text)]);
    assert_eq!(room.count("folders"), 1);
    let id = texts(&room.json(&[], "folders"), "id").remove(0);
    let page = room.run(["show", &id, "--format", "json"]).json();
    let places = page["article"]["locations"].as_array().unwrap();
    assert_eq!(places, &["corpus/a/one.txt", "corpus/b/one.txt"], "{page}");
}

#[test]
fn an_article_in_other_formats() {
    let room = wire::room();
    let markdown = room.run(["show", "w-01", "--format", "md"]).code(0).out;
    assert!(
        markdown.starts_with("# [Harbour council backs the new ferry](<https://"),
        "{markdown}"
    );
    let row = room.run(["show", "w-01", "--format", "csv"]).code(0).out;
    assert_eq!(row.lines().count(), 2, "{row}");
    let page = room.run(["show", "w-06", "--format", "json"]).code(0).json();
    assert!(page["article"]["body"].as_str().unwrap().contains("渡轮停航"), "{page}");
}

#[test]
fn the_index_tells_what_it_holds() {
    let room = wire::room();
    let fields = room.run(["fields"]).code(0).out;
    for part in ["12 articles, 1 of them undated", "headline", "Coast Wire", "Transport", "ru"] {
        assert!(fields.contains(part), "{part} is missing: {fields}");
    }
    assert!(!fields.contains(['\u{1b}', '\u{7}']), "{fields}");
    let listed = room.run(["fields", "--format", "json"]).code(0).json();
    assert_eq!((&listed["articles"], &listed["undated"]), (&12.into(), &1.into()));
    let langs = listed["langs"].as_array().unwrap();
    assert_eq!(langs[0], serde_json::json!({"name": "en", "articles": 9}));
    // Every value that is listed finds as many articles as it says.
    for (key, field) in [("langs", "lang"), ("sources", "source")] {
        for value in listed[key].as_array().unwrap() {
            let name = value["name"].as_str().unwrap();
            if !name.contains('\u{1b}') {
                let found = room.count(&format!("{field}:\"{name}\""));
                assert_eq!(value["articles"], found, "{field} {name}");
            }
        }
    }
    room.run(["fields", "--format", "csv"]).code(2).calm();
    let status = room.run(["index", "status", "--format", "json"]).code(0).json();
    assert_eq!(status["manifest"]["articles"], 12);
    room.run(["index", "status", "--format", "csv"]).code(2).says("text or json");
    room.run(["index", "status", "more"]).code(2).says("more");
}

#[test]
fn the_program_tells_of_itself() {
    let room = Newsroom::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = room.run(["completions", shell]).code(0).out;
        for word in ["search", "--since", "extract", "--evidence"] {
            assert!(script.contains(word.trim_start_matches('-')), "{shell} lacks {word}");
        }
    }
    room.run(["completions", "cobol"]).code(2).says("bash");
    let manual = room.run(["man"]).code(0).out;
    assert!(manual.starts_with(".ie") || manual.starts_with(".TH"), "{}", &manual[..40]);
    for word in [".SH", "\\-\\-since", "Exit status", "search\\-show", "SEARCH_INDEX"] {
        assert!(manual.contains(word), "the manual lacks {word}");
    }
    let help = room.run(["--help"]).code(0).out;
    for name in
        ["index", "show", "explain", "extract", "fields", "batch", "eval", "completions", "man"]
    {
        let own = room.run([name, "--help"]).code(0).out;
        assert!(own.contains(&format!("Usage: search {name}")), "{own}");
        assert!(help.contains(&format!("  {name} ")), "{help}");
        assert_eq!(room.run([name, "-h"]).code(0).out, own);
    }
    for planned in ["bench", "serve"] {
        room.run([planned, "x"]).code(2).says("not built yet").says("search -- ");
    }
}

#[test]
fn the_bash_completions_are_read_by_bash() {
    let room = Newsroom::new();
    let script = room.run(["completions", "bash"]).code(0).out;
    let file = room.write("completions.bash", script);
    let Ok(status) = std::process::Command::new("bash").arg("-n").arg(file).status() else {
        eprintln!("skipped: there is no bash here");
        return;
    };
    assert!(status.success());
}

#[test]
fn names_of_a_whole_folder_date_its_texts_but_not_its_lists() {
    let room = Newsroom::new();
    for day in 11..17 {
        let text = format!("Pier {day} reopens\n\nThe pier with number {day} was opened again.\n");
        room.write(&format!("corpus/port/2023-05-{day}.txt"), text);
        let list =
            format!("{{\"title\": \"Buoy {day} moved\"}}\n{{\"title\": \"Buoy x{day} lit\"}}\n");
        room.write(&format!("corpus/lists/2023-05-{day}.jsonl"), list);
    }
    room.run(["index"]).code(0);
    let found = room.json(&[], "pier 14");
    let date = &found["hits"][0]["date"];
    assert_eq!((&date["start"], &date["provenance"]), (&"2023-05-14".into(), &"filename".into()));
    assert_eq!(room.count("buoy -date:*"), 12, "a list may be named after the day of its making");
}
