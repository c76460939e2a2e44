//! Copies of one text: one hit, true counts, the article that stands for it, dates that are only lent.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::newsroom::{Newsroom, texts};
use crate::snapshot::Session;

/// A story of sixty words.
fn story(of: &str) -> String {
    let words: Vec<String> = (0..58)
        .map(|n| format!("{of}{}", ["a", "be", "ci", "do", "u"][n % 5].repeat(n / 5 + 1)))
        .collect();
    format!("The harbour {}.", words.join(" "))
}

/// A line of a corpus; an empty date or source is left out.
fn line(id: &str, date: &str, source: &str, body: &str) -> String {
    let mut article =
        json!({ "id": id, "headline": format!("Headline of {id}"), "lang": "en", "body": body });
    for (key, value) in [("date", date), ("source", source)] {
        if !value.is_empty() {
            article[key] = value.into();
        }
    }
    format!("{article}\n")
}

/// Fifty copies of one story, one of them dated before all others, and ten stories of their own.
fn crowd() -> Newsroom {
    let mut wire = String::new();
    for n in 0..50 {
        let date = if n == 31 { "2021-01-01".into() } else { format!("2024-05-{:02}", n % 28 + 1) };
        wire += &line(&format!("copy-{n:02}"), &date, &format!("Paper {n}"), &story("x"));
    }
    for n in 0..10 {
        let body = story(["ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"][n]);
        wire += &line(&format!("own-{n}"), &format!("2024-06-{:02}", n + 1), "", &body);
    }
    Newsroom::with(&[("wire.jsonl", &wire)])
}

#[test]
fn a_page_shows_each_text_once_and_counts_all() {
    let room = crowd();
    for options in [&[][..], &["--sort", "newest"], &["--sort", "oldest"], &["--recency", "strong"]]
    {
        let page = room.json(options, "harbour");
        assert_eq!(page["total"]["articles"], 60, "{options:?}");
        assert_eq!(page["total"]["texts"], 11);
        assert_eq!(page["total"]["texts_exact"], true);
        let ids = texts(&page, "own_id");
        assert_eq!(ids.len(), 10);
        let copies = ids.iter().filter(|id| id.starts_with("copy")).count();
        assert!(copies <= 1, "{options:?}: {ids:?}");
        let whole: Vec<String> =
            texts(&room.json(&[options, &["-n", "100"]].concat(), "harbour"), "own_id");
        assert_eq!(whole.len(), 11);
        let mut joined = Vec::new();
        for offset in ["0", "2", "4", "6", "8", "10"] {
            let page = [options, &["--offset", offset, "-n", "2"]].concat();
            joined.extend(texts(&room.json(&page, "harbour"), "own_id"));
        }
        assert_eq!(joined, whole, "{options:?}");
    }
    let off = room.json(&["--collapse", "off", "-n", "100"], "harbour");
    assert_eq!(texts(&off, "id").len(), 60);
    assert_eq!(off["total"]["texts"], 11);
    assert_eq!(room.count("harbour"), 60);
    // What is filtered out cannot stand for a text, but is still a copy of it.
    let some = room.json(&[], "harbour source:\"Paper 7\"");
    assert_eq!(
        some["total"],
        json!({"articles":1,"articles_exact":true,"texts":1,"texts_exact":true})
    );
    assert_eq!(some["hits"][0]["copies"], 49);
    let status = room.run(["index", "status", "--format", "json"]).json();
    assert_eq!(
        (&status["manifest"]["texts"], &status["manifest"]["copied"]),
        (&json!(11), &json!(50))
    );
}

#[test]
fn the_first_print_stands_for_equal_copies_and_names_the_others() {
    let room = crowd();
    let page = room.json(&["-n", "11"], "harbour");
    let hit = |page: &Value| -> Value {
        let hits = page["hits"].as_array().unwrap().iter();
        hits.clone().find(|hit| hit["copies"] == 49).unwrap_or_else(|| panic!("{page}")).clone()
    };
    let first = hit(&page);
    assert_eq!(first["own_id"], "copy-31");
    let others = first["other_copies"].as_array().unwrap();
    assert_eq!(others.len(), 10);
    assert_eq!(others[0]["date"]["start"], "2024-05-01");
    let sorted = hit(&room.json(&["--sort", "newest", "-n", "11"], "harbour"));
    assert_eq!(sorted["date"]["start"], "2024-05-28");
    let text = room.ask(&["-n", "11"], "harbour").out;
    assert!(text.contains("+49 copies\n    also Paper 0, 2024-05-01 · "), "{text}");
    assert!(text.contains(" · 46 more\n") || text.contains("\n    46 more\n"), "{text}");
    assert!(text.contains("60 articles, 11 texts"), "{text}");
}

#[test]
fn copies_are_found_by_the_id_of_any() {
    let room = crowd();
    let all = room.json(&["-n", "100"], "copies:copy-07");
    assert_eq!(texts(&all, "id").len(), 50);
    let own = room.json(&[], "copies:own-3");
    assert_eq!(texts(&own, "own_id"), ["own-3"]);
    let id = own["hits"][0]["id"].as_str().unwrap();
    assert_eq!(texts(&room.json(&[], &format!("copies:{}", &id[..8])), "own_id"), ["own-3"]);
    assert_eq!(room.count("copies:*"), 50);
    assert_eq!(room.count("harbour -copies:*"), 10);
    let one = room.json(&["--collapse", "text"], "copies:copy-07");
    assert_eq!(texts(&one, "id").len(), 1);
    let shown = room.run(["show", "copy-07", "--format", "json"]).json();
    assert_eq!(shown["article"]["copies"], 49);
    let least = texts(&all, "id").into_iter().min().unwrap();
    assert_eq!(shown["article"]["text"], least.as_str());
}

#[test]
fn a_date_that_copies_agree_on_is_shown_and_no_more() {
    let wire = [
        // Two days that lie near each other; the earliest is lent, to the day.
        line("dated", "2024-03-05T10:00:00+01:00", "Harbour Post", &story("x")),
        line("later", "2024-03-06", "Coast Wire", &story("x")),
        line("undated", "", "Ledger Daily", &story("x")),
        // Years apart: nobody knows.
        line("one", "2014-03-05", "Harbour Post", &story("y")),
        line("two", "2024-03-05", "Coast Wire", &story("y")),
        line("none", "", "Ledger Daily", &story("y")),
    ];
    let room = Newsroom::with(&[("wire.jsonl", &wire.concat())]);
    let hit = |id: &str| room.json(&[], &format!("id:{id}"))["hits"][0].clone();
    let date =
        json!({"start":"2024-03-05","end":"2024-03-05","precision":"day","provenance":"copy"});
    assert_eq!(hit("undated")["date"], date);
    assert_eq!(hit("none")["date"], Value::Null);
    assert!(room.ask(&[], "id:undated").out.contains("2024-03-05 (from a copy)"));
    let shown = room.run(["show", "undated"]).out;
    assert!(shown.contains("Date: 2024-03-05 (from a copy)"), "{shown}");
    let csv = room.ask(&["--format", "csv", "--fields", "date,inferred_date"], "id:undated").out;
    assert_eq!(csv, "date,inferred_date\n,2024-03-05\n");
    // Never filtered by.
    assert_eq!(room.count("date:2024-03-05 harbour"), 2);
    assert_eq!(room.count("-date:* harbour"), 2);
    assert_eq!(room.json(&[], "date:2024 harbour")["undated_excluded"], 2);
    // Never sorted by: the undated stay last.
    let oldest = room.json(&["--sort", "oldest", "--collapse", "off"], "harbour");
    assert_eq!(texts(&oldest, "own_id")[..4], ["one", "two", "dated", "later"]);
    // Nor dumped.
    let dump = room.run(["index", "dump"]).json_lines();
    let undated = dump.iter().find(|article| article["own_id"] == "undated").unwrap();
    assert_eq!(undated["date"], Value::Null);
    assert_eq!(undated["copies"], Value::Null);
}

#[test]
fn what_is_under_embargo_is_no_copy_yet() {
    let item = |id: &str, embargo: &str| {
        let embargoed = if embargo.is_empty() { json!(null) } else { embargo.into() };
        json!({ "uri": id, "type": "text", "version": "1", "headline": format!("Headline of {id}"),
            "versioncreated": "2024-08-20T10:00:00Z", "embargoed": embargoed, "body_text": story("x") })
        .to_string()
    };
    let files = [
        ("a.json", item("urn:one", "")),
        ("b.json", item("urn:two", "")),
        ("c.json", item("urn:three", "2024-08-27T00:00:00Z")),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let room = Newsroom::with(&files);
    let hit = |now: &str| {
        let page = room.run(["--now", now, "--format", "json", "harbour"]).json();
        let hit = &page["hits"][0];
        (
            hit["copies"].as_u64(),
            hit["other_copies"].as_array().map(Vec::len),
            page["total"]["texts"].as_u64(),
        )
    };
    assert_eq!(hit("2024-08-26T12:00:00Z"), (Some(1), Some(1), Some(1)));
    assert_eq!(hit("2024-08-27T12:00:00Z"), (Some(2), Some(2), Some(1)));
}

#[test]
fn titles_that_repeat_make_no_copies() {
    let mut wire = String::new();
    for n in 0..6 {
        let numbers: Vec<String> =
            (0..50).map(|k| format!("pen{} {}", k, (n * 977 + k * 31) % 613)).collect();
        let bodies = [numbers.join(" "), format!("Hogs {n}, cattle {}.", n + 7), String::new()];
        for (kind, body) in bodies.iter().enumerate() {
            let article = json!({ "id": format!("{n}-{kind}"), "headline": "SLAUGHTER GUESSTIMATES",
                "date": format!("2024-05-{:02}", n + 1), "body": body });
            wire += &format!("{article}\n");
        }
    }
    let room = Newsroom::with(&[("wire.jsonl", &wire)]);
    let page = room.json(&[], "guesstimates");
    assert_eq!(page["total"]["articles"], page["total"]["texts"]);
    assert_eq!(page["total"]["articles"], 18);
}

#[test]
fn a_damaged_side_file_is_named() {
    let room = crowd();
    for name in ["texts", "articles.facts", "copies.compared"] {
        let path = room.live().join(name);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 9]).unwrap();
        room.run(["index", "verify"]).calm().code(1).says(name);
        if name == "texts" {
            room.ask(&[], "harbour").calm().code(3).says("search index rebuild");
            fs::remove_file(&path).unwrap();
            room.ask(&[], "harbour").calm().code(3).says("search index rebuild");
        }
        for byte in (0..whole.len()).step_by(7) {
            let mut flipped = whole.clone();
            flipped[byte] ^= 0x41;
            fs::write(&path, &flipped).unwrap();
            if byte % 5 == 0 {
                room.run(["index", "verify"]).calm().code(1).says(name);
                let asked = room.ask(&["-n", "100"], "harbour").calm();
                assert!(matches!(asked.code, 0 | 3), "{asked:?}");
            }
        }
        fs::write(&path, &whole).unwrap();
        room.run(["index", "verify"]).code(0);
    }
}

/// Articles by id, and the text of each.
fn grouping(room: &Newsroom) -> BTreeSet<(String, String)> {
    let lines = room.run(["index", "dump"]).code(0).json_lines();
    let of = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    lines.iter().map(|line| (of(line, "own_id"), of(line, "text"))).collect()
}

#[test]
fn groups_do_not_depend_on_order_or_threads() {
    let edits = prop::collection::vec((0..4_usize, 0..60_usize, 0..3_usize), 6..16);
    let order = prop::collection::vec(0..1000_u32, 16);
    let mut runner =
        TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let made = runner.run(&(edits, order, 1..5_usize), |(edits, order, threads)| {
        let articles: Vec<String> = edits
            .iter()
            .enumerate()
            .map(|(n, (of, at, changed))| {
                let text = story(["ka", "le", "mi", "no"][*of]);
                let mut words: Vec<&str> = text.split(' ').collect();
                for word in words.iter_mut().skip(*at).take(*changed) {
                    *word = "otherwise";
                }
                line(&format!("a{n}"), "", "", &words.join(" "))
            })
            .collect();
        let straight = Newsroom::new();
        let shuffled = Newsroom::new();
        for (n, article) in articles.iter().enumerate() {
            straight.write(&format!("corpus/{n:02}.jsonl"), article);
            shuffled.write(&format!("corpus/{:04}-{n}.jsonl", order[n]), article);
        }
        straight.run(["index", "--threads", "1"]).code(0);
        shuffled.run(["index", "--threads", &threads.to_string()]).code(0);
        let groups = grouping(&straight);
        prop_assert_eq!(&groups, &grouping(&shuffled));
        let ids = straight.run(["index", "dump"]).json_lines();
        for (_, text) in &groups {
            let members = ids.iter().filter(|line| line["text"] == text.as_str());
            let least = members.map(|line| line["id"].as_str().unwrap().to_owned()).min();
            prop_assert_eq!(least.as_deref(), Some(text.as_str()));
        }
        Ok(())
    });
    made.unwrap();
}

#[test]
fn the_articles_of_a_text_are_listed_and_compared() {
    let near = story("x").replace(" xa ", " otherwise ");
    let wire = [
        line("first", "2024-03-05", "Harbour Post", &story("x")),
        line("second", "2024-03-06", "Coast Wire", &story("x").to_uppercase()),
        line("third", "", "Ledger Daily", &format!("{} It was late.", near)),
        line("alone", "2024-03-07", "Coast Wire", &story("y")),
    ];
    let room = Newsroom::with(&[("wire.jsonl", &wire.concat())]);
    let list = room.run(["show", "first", "--copies"]).code(0).out;
    assert!(list.starts_with("3 articles of one text · text id "), "{list}");
    for part in [
        "* Harbour Post · 2024-03-05",
        "the same words",
        "% alike",
        "(from a copy)",
        "Headline of third",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let json = room.run(["show", "first", "--copies", "--format", "json"]).json();
    assert_eq!(json["articles"], 3);
    let copies = json["copies"].as_array().unwrap();
    let ids: Vec<&str> = copies.iter().filter_map(|copy| copy["own_id"].as_str()).collect();
    assert_eq!(ids, ["first", "second", "third"]);
    assert_eq!(copies[1]["same_words"], true);
    let alike = copies[2]["alike"].as_f64().unwrap();
    assert!((0.8..1.0).contains(&alike), "{alike}");
    let lines = room.run(["show", "first", "--copies", "--format", "jsonl"]).json_lines();
    assert_eq!(lines.len(), 3);
    room.run(["show", "first", "--copies", "--format", "csv"]).code(2).says("text, json or jsonl");
    let alone = room.run(["show", "alone", "--copies"]).code(0).out;
    assert!(alone.starts_with("no other article has the text of "), "{alone}");

    let diff = room.run(["show", "first", "--diff", "third"]).code(0).out;
    for part in [
        "[-first-]{+third+}",
        "[-xa-]{+otherwise+}",
        "{+ It was late.+}",
        "1 word removed, 4 added",
    ] {
        assert!(diff.contains(part), "{part}: {diff}");
    }
    let same = room.run(["show", "first", "--diff", "second"]).out;
    assert!(same.contains("the same words; only case"), "{same}");
    let json = room.run(["show", "first", "--diff", "third", "--format", "json"]).json();
    let body = json["diff"]["body"].as_array().unwrap();
    let new: String = body.iter().filter_map(|stretch| stretch["new"].as_str()).collect();
    assert!(new.ends_with("It was late.") && new.contains("otherwise"));
    let both =
        room.run(["show", "first", "--copies", "--diff", "third", "--format", "json"]).json();
    assert_eq!((&both["articles"], &both["diff"]), (&json!(3), &json["diff"]));
    let both = room.run(["show", "first", "--copies", "--diff", "third"]).code(0).out;
    assert!(both.starts_with(&list) && both.ends_with(&diff), "{both}");
    room.run(["show", "first", "--copies", "--diff", "third", "--format", "jsonl"]).code(2);
    room.run(["show", "first", "--diff", "nobody"]).code(1);
    room.run(["show", "first", "--copies", "--raw"]).code(2);
}

#[test]
fn copies_are_told_to_a_person() {
    let zh = "市政府昨天宣布港口渡轮将于下周一恢复通航首班船早上六点开出票价维持不变请市民提前安排行程并留意天气变化。售票处当天提前半小时开门，老人和儿童可以免费乘坐，团体需要先打电话登记人数。";
    let wire = [
        line("first", "2024-03-05", "Harbour Post", &format!("{}\n\nIt rained.", story("x"))),
        line(
            "second",
            "2024-03-06",
            "Coast Wire",
            &format!("{}\n\nIt rained. Boats stayed in.", story("x")),
        ),
        line("zh-1", "2024-03-07", "Coast Wire", zh),
        line("zh-2", "", "Ledger Daily", &zh.replace("早上", "上午")),
    ];
    let room = Newsroom::with(&[("wire.jsonl", &wire.concat())]);
    Session::new(&room, 60)
        .ask(&["--limit", "2", "--no-snippet", "harbour"])
        .run(&["show", "first", "--copies"])
        .run(&["show", "first", "--diff", "second", "--color", "always"])
        .run(&["show", "zh-2", "--copies", "--diff", "zh-1"])
        .run(&["show", "zh-2", "--evidence"])
        .is("copies");
}

#[test]
fn what_is_under_embargo_is_not_compared() {
    let item = |id: &str, embargoed: Value| {
        json!({ "uri": id, "type": "text", "version": "1", "headline": format!("Headline of {id}"),
            "versioncreated": "2024-08-20T10:00:00Z", "embargoed": embargoed, "body_text": story("x") })
        .to_string()
    };
    let files = [
        ("a.json", item("urn:one", json!(null))),
        ("b.json", item("urn:two", "2199-01-01T00:00:00Z".into())),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let room = Newsroom::with(&files);
    room.run(["show", "urn:one", "--diff", "urn:two"]).code(1).says("embargo");
    room.run(["show", "urn:two", "--copies"]).code(1).says("embargo");
    let alone = room.run(["show", "urn:one", "--copies"]).code(0);
    assert!(alone.out.starts_with("no other article"), "{alone:?}");
}
