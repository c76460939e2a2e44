//! Every `--format`, read back as scripts would read it.

use serde_json::Value;

use crate::newsroom::{Newsroom, texts};
use crate::schema::conforms;
use crate::wire;

/// Cuts a text by the ranges that stand beside it.
fn marked(text: &Value, ranges: &Value) -> Vec<String> {
    let text = text.as_str().unwrap();
    let ranges = ranges.as_array().unwrap().iter();
    let cut = ranges.map(|range| {
        let [start, end] = [0, 1].map(|at| range[at].as_u64().unwrap() as usize);
        text.get(start..end).unwrap_or_else(|| panic!("{start}..{end} cuts {text:?}")).to_owned()
    });
    cut.collect()
}

/// Everything that is marked in a page, headlines and passages.
fn all_marked(page: &Value) -> Vec<String> {
    let mut words = Vec::new();
    for hit in page["hits"].as_array().unwrap() {
        words.extend(marked(&hit["headline"], &hit["headline_highlights"]));
        if !hit["snippet"].is_null() {
            words.extend(marked(&hit["snippet"]["text"], &hit["snippet"]["highlights"]));
        }
    }
    words
}

#[test]
fn json_is_what_the_schema_says() {
    let room = wire::room();
    for query in [
        "ferry",
        "*",
        "渡轮 OR паром OR fähre",
        "bell",
        "ferry council pencil zeppelin",
        "lighthuose",
        "ferry AND council OR storm",
        "ferry date:2024",
        "-date:*",
    ] {
        conforms(&room.json(&[], query), "page");
        for line in room.ask(&["--format", "jsonl"], query).json_lines() {
            conforms(&line, "hit");
        }
    }
    for query in ["headlin:x", "(", "date:03/04/2024"] {
        let told = room.ask(&["--format", "json"], query).code(2).json();
        conforms(&told, "failure");
    }
    for id in ["w-01", "w-10"] {
        conforms(&room.run(["show", id, "--format", "json"]).json(), "article_page");
        conforms(&room.run(["show", id, "--format", "jsonl"]).json(), "article");
    }
    for line in room.run(["index", "dump"]).json_lines() {
        conforms(&line, "article");
    }
}

#[test]
fn a_page_in_json_says_everything_once() {
    let page = wire::room().json(&["--limit", "2"], "ferry date:2024");
    assert_eq!(page["query"], "ferry date:2024");
    assert_eq!(page["parsed"], "ferry date:2024");
    assert_eq!(page["total"]["articles"], 2);
    assert_eq!(page["undated_excluded"], 1);
    assert_eq!((&page["relaxed"], &page["exit_code"]), (&false.into(), &0.into()));
    let hit = page["hits"].as_array().unwrap().iter().find(|hit| hit["own_id"] == "w-02").unwrap();
    assert_eq!(hit["date"]["start"], "2024-08-22T07:20:00+02:00");
    assert_eq!(hit["date"]["precision"], "second");
    assert_eq!(hit["sources"][0]["name"], "Coast Wire");
    let page = wire::room().json(&[], "\"winter storm\"");
    let date = &page["hits"][0]["date"];
    assert_eq!((&date["start"], &date["end"]), (&"2023-12-01".into(), &"2023-12-31".into()));
    assert!(wire::room().json(&[], "captain")["hits"][0]["date"].is_null());
}

#[test]
fn highlights_cut_whole_words_that_matched() {
    let room = wire::room();
    for (query, words) in [
        ("ferry", &["ferry", "Ferry"][..]),
        ("storms", &["storm", "Storm"]),
        ("\"old ferry\"", &["old ferry"]),
        ("渡轮", &["渡轮"]),
        ("паром", &["Паром"]),
        ("fahre", &["Fähre"]),
        ("lightho*", &["lighthouse"]),
        ("/g.ll/", &["gull"]),
        ("captian~1", &["Captain"]),
        ("headline:gulls clerk -second", &["Gulls", "clerk"]),
    ] {
        let page = room.json(&[], query);
        let found = all_marked(&page);
        assert!(!found.is_empty(), "{query}: {page}");
        for word in &found {
            assert!(words.contains(&word.as_str()), "{query}: {word:?} of {found:?}");
        }
    }
    // A phrase is marked as a phrase, or word by word.
    let phrase = all_marked(&room.json(&[], "\"price of the ferry\""));
    assert!(["price of the ferry", "price"].contains(&phrase[0].as_str()), "{phrase:?}");
}

#[test]
fn hostile_text_is_whole_in_json_and_harmless_as_bytes() {
    for args in [&["--format", "json"][..], &["--format", "jsonl"]] {
        let answer = wire::room().ask(args, "bell").code(0);
        let harmful = news_search::render::sanitize::is_harmful;
        assert!(!answer.out.contains(harmful), "{answer:?}");
        let hit = answer.json();
        let hit = if hit["hits"].is_array() { &hit["hits"][0] } else { &hit };
        assert_eq!(marked(&hit["headline"], &hit["headline_highlights"]), ["Bell"]);
    }
    for format in ["csv", "tsv", "md", "trec", "text"] {
        let answer = wire::room().ask(&["--format", format, "--color", "never"], "bell").code(0);
        assert!(!answer.out.contains(['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}', '\u{2066}']));
    }
}

#[test]
fn tables_read_back() {
    let room = Newsroom::with(&[(
        "odd.jsonl",
        r#"{"id":"q,1","headline":"A \"quoted\" ferry, twice","source":"Post, The","body":"Line one of it.\n\nLine two\twith a tab."}
{"id":"q2","headline":"=1+1 ferry\\n","body":"Another body of the same kind."}"#,
    )]);
    let fields = "rank,own_id,headline,sources,date,snippet";
    let page = room.json(&[], "ferry");
    for (format, separator) in [("csv", b','), ("tsv", b'\t')] {
        let answer = room.ask(&["--format", format, "--fields", fields], "ferry").code(0);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .quoting(format == "csv")
            .from_reader(answer.out.as_bytes());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), fields);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        for (row, hit) in rows.iter().zip(page["hits"].as_array().unwrap()) {
            let plain = |text: &str| match format {
                "tsv" => text.replace("\\\\", "\\"),
                _ => text.to_owned(),
            };
            assert_eq!(row[1], *hit["own_id"].as_str().unwrap());
            assert_eq!(plain(&row[2]), *hit["headline"].as_str().unwrap());
            assert_eq!(row[3], *hit["sources"][0]["name"].as_str().unwrap_or(""));
            assert_eq!(row[4], *"");
            assert!(row[5].len() > 10, "{row:?}");
        }
    }
    let usual = wire::room().ask(&["--format", "tsv"], "ferry").code(0);
    assert!(usual.out.starts_with("rank\tid\tscore\theadline\tdate\t"), "{usual:?}");
    assert_eq!(usual.out.lines().count(), 5);
    let none = wire::room().ask(&["--format", "csv"], "zeppelin").code(1);
    assert_eq!(none.out.lines().count(), 1, "a header and no row: {none:?}");
}

#[test]
fn a_trec_run_has_six_columns() {
    let run = wire::room().ask(&["--format", "trec"], "ferry").code(0);
    let mut last = f64::INFINITY;
    for (at, line) in run.out.lines().enumerate() {
        let parts: Vec<&str> = line.split(' ').collect();
        assert_eq!((parts.len(), parts[1]), (6, "Q0"), "{line}");
        assert!(parts[2].starts_with("w-"), "the corpus's own id: {line}");
        assert_eq!(parts[3], (at + 1).to_string());
        let score: f64 = parts[4].parse().unwrap();
        assert!(score <= last, "{run:?}");
        last = score;
    }
    assert_eq!(run.out.lines().count(), 4);
}

#[test]
fn markdown_is_a_list_with_links() {
    let list = wire::room().ask(&["--format", "md"], "council").code(0);
    assert!(list.out.contains("](<https://example.org/ferry>)"), "{list:?}");
    assert!(list.out.contains("1. ") && list.out.contains("2. "), "{list:?}");
}

#[test]
fn fields_choose_keys_and_are_checked() {
    let room = wire::room();
    let line = &room.ask(&["--format", "jsonl", "--fields", "date, id"], "captain").json_lines()[0];
    let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["date", "id"]);
    room.ask(&["--format", "csv", "--fields", "headlnie"], "x").code(2).says("\"headline\"");
    room.ask(&["--fields", "headline"], "ferry").code(2).says("--format csv");
    let page = room.json(&["--fields", "headline"], "captain");
    assert!(texts(&page, "headline")[0].contains("Captain"), "{page}");
}

#[test]
fn errors_in_json_stand_on_standard_output() {
    let room = wire::room();
    let told = room.ask(&["--format", "json"], "渡轮 headlin:x").code(2);
    assert_eq!(told.err, "");
    let error = &told.json()["error"];
    assert_eq!((&error["code"], &error["exit_code"]), (&"Q116".into(), &2.into()));
    let query = "渡轮 headlin:x";
    let [start, end] = [0, 1].map(|at| error["span"][at].as_u64().unwrap() as usize);
    assert_eq!(&query[start..end], "headlin:");
    assert_eq!(error["help"], "渡轮 headline:x");
    for (args, code, exit) in [
        (vec!["--format", "json", "--limit", "many", "x"], "E001", 2),
        (vec!["--format", "json", "--index", "nowhere", "--corpus", "none", "x"], "E401", 3),
        (vec!["show", "zzzz", "--format", "json"], "E305", 1),
        (vec!["show", "twin", "--format", "json"], "E306", 2),
        (vec!["fields", "--format", "json", "--index", "nowhere"], "E301", 3),
        (vec!["index", "status", "--format", "json", "--index", "nowhere"], "E301", 3),
    ] {
        let told = room.run(&args).code(exit);
        assert_eq!(told.json()["error"]["code"], code, "{told:?}");
        conforms(&told.json(), "failure");
    }
}

#[test]
fn the_spelling_and_the_relaxation_stand_in_json() {
    let room = wire::room();
    let page = room.json(&[], "lighthuose railing");
    assert_eq!((&page["relaxed"], &page["required"]), (&true.into(), &1.into()));
    assert_eq!(page["suggestion"], "lighthouse railing", "{page}");
    let codes = |page: &Value| texts_of(&page["warnings"], "code");
    assert!(codes(&page).contains(&"W204".to_owned()), "{page}");
    let page = room.json(&[], "ferry AND council OR storm");
    assert_eq!(codes(&page), ["W101"]);
    // What has no place in a table goes to standard error.
    let table = room.ask(&["--format", "csv"], "lighthuose railing").code(0);
    table.says("no article has both words");
}

fn texts_of(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
}
