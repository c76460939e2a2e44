//! The options of a query: which articles they choose, in which order, and how many are shown.

use serde_json::Value;

use crate::newsroom::{Newsroom, texts};
use crate::wire;

/// The own ids of all hits, in order.
fn ids(options: &[&str], query: &str) -> Vec<String> {
    texts(&wire::room().json(options, query), "own_id")
}

/// The own ids of all hits, sorted.
fn set(options: &[&str], query: &str) -> Vec<String> {
    let mut ids = ids(options, query);
    ids.sort();
    ids
}

#[test]
fn pages_joined_are_the_whole() {
    let room = Newsroom::new();
    wire::write_crowd(&room, 60);
    room.run(["index"]).code(0);
    for sort in ["relevance", "newest", "oldest"] {
        for query in ["harbour ferry", "*", "n7 OR storm OR n21"] {
            let page = |offset: usize, limit: usize| {
                let (offset, limit) = (offset.to_string(), limit.to_string());
                let options = ["--sort", sort, "--offset", &offset, "--limit", &limit];
                room.json(&options, query)
            };
            let whole = texts(&page(0, 100), "id");
            let total = page(0, 1)["total"]["texts"].as_u64().unwrap() as usize;
            assert_eq!(whole.len(), total);
            let pages = (0..total).step_by(3).map(|offset| page(offset, 3));
            let mut rank = 1;
            let mut joined = Vec::new();
            for page in pages {
                assert_eq!(page["hits"][0]["rank"], rank, "{sort} {query}");
                rank += 3;
                joined.extend(texts(&page, "id"));
            }
            assert_eq!(joined, whole, "{sort} {query}");
        }
    }
    let before = texts(&room.json(&["--limit", "60"], "harbour ferry"), "id");
    room.run(["index", "rebuild", "--threads", "3"]).code(0);
    assert_eq!(texts(&room.json(&["--limit", "60"], "harbour ferry"), "id"), before);
    let past = room.ask(&["--offset", "60", "--format", "json"], "harbour").code(1).json();
    assert_eq!(
        (&past["total"]["articles"], past["hits"].as_array().unwrap().len()),
        (&60.into(), 0)
    );
    room.ask(&["--limit", "200000"], "harbour").code(2).says("Q215").calm();
    room.ask(&["--offset", "18446744073709551615"], "harbour").code(2).says("Q215").calm();
    room.ask(&["--limit", "0", "--format", "json"], "harbour").code(0).calm();
}

#[test]
fn order_by_date_puts_the_undated_last() {
    let oldest = ids(&["--sort", "oldest"], "storm OR ferry OR sturm");
    assert_eq!(oldest, ["w-09", "w-03", "w-04", "w-08", "w-01", "w-02", "w-05"]);
    let newest = ids(&["--sort", "newest"], "storm OR ferry OR sturm");
    assert_eq!(newest, ["w-02", "w-01", "w-08", "w-04", "w-03", "w-09", "w-05"]);
}

#[test]
fn dates_choose() {
    assert_eq!(set(&["--since", "2024-08-21"], "ferry"), ["w-01", "w-02"]);
    assert_eq!(set(&["--until", "2024-08-21"], "ferry"), ["w-01", "w-09"]);
    assert_eq!(set(&["--since", "2024-08-21", "--until", "2024-08-21"], "*"), ["w-01"]);
    assert_eq!(set(&["--since", "yesterday"], ""), ["twin", "twin"]);
    assert_eq!(set(&["--since=last-7d", "--lang", "zh"], ""), ["w-06"]);
    // A month lies in its year, and a year in no month.
    assert_eq!(set(&[], "date:2023"), ["w-03"]);
    assert_eq!(set(&[], "date:2022-05"), Vec::<String>::new());
    assert_eq!(set(&[], "date~2022-05"), ["w-09"]);
    // An option and the query both hold.
    assert_eq!(set(&["--since", "2024"], "date:..2024-07 storm"), ["w-04"]);
    // What "now" is decides; the zone decides what day it is.
    let at = |now: &str, zone: &str| {
        let outcome = wire::room().run([
            "--now",
            now,
            "--zone",
            zone,
            "--format",
            "json",
            "--fields",
            "own_id",
            "date:yesterday",
        ]);
        texts(&outcome.json(), "own_id")
    };
    assert_eq!(at("2024-08-24T23:30:00Z", "UTC"), ["w-06"]);
    assert_eq!(at("2024-08-24T23:30:00Z", "Europe/Berlin"), ["w-10"]);
    assert_eq!(at("2024-08-24T23:30:00Z", "-05:00"), ["w-06"]);
    wire::room().ask(&["--since", "2024-08-25", "--until", "2024-08-20"], "*").code(2).calm();
}

#[test]
fn sources_and_languages_choose() {
    assert_eq!(set(&["--source", "Ledger Daily"], "*"), ["twin", "twin", "w-09"]);
    assert_eq!(set(&["--source", "ledger daily"], "ferry"), ["w-09"]);
    let either = set(&["--source", "Ledger Daily", "--source", "Coast Wire"], "ferry OR gull*");
    assert_eq!(either, ["twin", "twin", "w-02", "w-09"]);
    assert_eq!(set(&["--lang", "ru"], "*"), ["w-07"]);
    assert_eq!(set(&["--lang", "ZH"], "*"), ["w-06"]);
    wire::room().ask(&["--lang", "english"], "*").code(2).says("language code");
    wire::room().ask(&["--source", "Nobody's Gazette"], "*").code(1).calm();
}

#[test]
fn words_all_most_or_any() {
    // Four words: no article has all, one has three, more have two.
    let query = "ferry council pencil zeppelin";
    assert_eq!(set(&[], query), ["w-09"]);
    assert_eq!(set(&["--match", "most"], query), ["w-09"]);
    assert_eq!(set(&["--match", "any"], query), ["w-01", "w-02", "w-05", "w-09"]);
    assert_eq!(set(&["--bag"], query), ["w-01", "w-02", "w-05", "w-09"]);
    let relaxed = wire::room().json(&[], query);
    assert_eq!((&relaxed["relaxed"], &relaxed["required"]), (&true.into(), &3.into()));
    let most = wire::room().json(&["--match", "most"], query);
    assert_eq!(most["relaxed"], false, "asked for, so nothing was relaxed");
    // Never fewer than half: one word of three, or two of five, are not enough.
    for query in ["ferry zeppelin dirigible", "ferry council zeppelin dirigible balloon"] {
        wire::room().ask(&[], query).code(1);
        wire::room().ask(&["--match", "most"], query).code(1);
        wire::room().ask(&["--match", "any"], query).code(0);
    }
    // Half of four is two.
    assert_eq!(wire::room().json(&[], "ferry council zeppelin dirigible")["required"], 2);
    // With operators a query means what it says.
    for query in ["ferry AND zeppelin", "ferry zeppelin lang:ru", "(old AND ferry) zeppelin -pier"]
    {
        let page = wire::room().ask(&["--format", "json"], query).code(1).json();
        assert_eq!(page["relaxed"], false, "{query}: {page}");
    }
    // What is required beside the words stays required.
    let page = wire::room().json(&[], "ferry storm zeppelin -captain lang:en");
    assert!(!texts(&page, "own_id").contains(&"w-05".to_owned()), "{page}");
    // A bag has no operators.
    assert_eq!(set(&["--bag"], "gull AND (pencil"), ["twin", "twin", "w-09"]);
}

#[test]
fn a_count_is_one_integer_and_never_relaxed() {
    let room = wire::room();
    for (query, count) in
        [("ferry", 4), ("*", 12), ("ferry date:2024", 2), ("-date:*", 1), ("ferry -old", 3)]
    {
        let counted = room.ask(&["--count"], query).code(0);
        assert_eq!((counted.out.as_str(), counted.err.as_str()), (&*format!("{count}\n"), ""));
        // It says what a page says, whatever the page's limits.
        assert_eq!(room.json(&["--limit", "1"], query)["total"]["articles"], count, "{query}");
        assert_eq!(room.ask(&["--count", "-n1", "--offset", "3"], query).out, format!("{count}\n"));
    }
    assert_eq!(room.ask(&["--count"], "ferry zeppelin").code(1).out, "0\n");
    assert_eq!(room.ask(&["--count", "--match", "any"], "ferry zeppelin").code(0).out, "4\n");
    assert_eq!(wire::crowd().ask(&["--count"], "harbour").code(0).out, "700\n");
}

#[test]
fn recency_changes_the_order_and_nothing_else() {
    let room = Newsroom::new();
    let body = "The council spoke of the ferry at length, and of little else.";
    // The older an article, the more often it has the word.
    let mut lines = String::new();
    for (id, date, times) in [
        ("week", Some("2024-08-20"), 1),
        ("spring", Some("2024-04-01"), 2),
        ("decade", Some("2014-08-20"), 4),
        ("never", None, 3),
    ] {
        let mut record = serde_json::json!({
            "id": id, "headline": format!("Minutes {id}"), "lang": "en",
            "body": format!("{body} {}", "Ferry again. ".repeat(times)),
        });
        if let Some(date) = date {
            record["date"] = date.into();
        }
        lines.push_str(&format!("{record}\n"));
    }
    room.write("corpus/minutes.jsonl", lines);
    room.run(["index"]).code(0);
    let page = |recency: &str| room.json(&["--recency", recency], "ferry");
    let order = |recency: &str| texts(&page(recency), "own_id");
    assert_eq!(order("off"), ["decade", "never", "spring", "week"]);
    let strong = order("strong");
    assert_eq!(strong[0], "week", "{strong:?}");
    let soft = order("soft");
    assert!(soft.iter().position(|id| id == "spring") < soft.iter().position(|id| id == "decade"));
    assert_eq!(order("half-life=30d"), strong);
    // A score is multiplied by what is left of it, never by less than the floor.
    let score = |page: &Value, id: &str| {
        let hits = page["hits"].as_array().unwrap().iter();
        hits.clone().find(|hit| hit["own_id"] == id).unwrap()["score"].as_f64().unwrap()
    };
    let off = page("off");
    for (recency, floor) in [("soft", 0.5), ("strong", 0.1)] {
        let with = page(recency);
        for id in ["decade", "never"] {
            let kept = score(&with, id) / score(&off, id);
            assert!((kept - floor).abs() < 0.01, "{recency} {id}: {kept}");
        }
        let kept = score(&with, "week") / score(&off, "week");
        assert!(kept > 0.8 && kept <= 1.0, "{recency}: {kept}");
        assert_eq!(with["total"], off["total"]);
    }
    room.ask(&["--recency", "hard"], "ferry").code(2).says("half-life=30d");
}

#[test]
fn time_runs_out_without_a_hang() {
    let room = wire::crowd();
    for timeout in ["0s", "0.000001s", "1ms"] {
        for query in ["harbour", "harb* OR f?rry OR storm~1 OR /c.+/", "*", "\"harbour ferry\"~5"] {
            let outcome = room.ask(&["--timeout", timeout, "--format", "json"], query).calm();
            assert!([0, 1, 4].contains(&outcome.code), "{outcome:?}");
            assert!(outcome.took.as_secs() < 10, "{outcome:?}");
            assert_eq!(outcome.json()["partial"], outcome.code == 4, "{outcome:?}");
        }
    }
    assert_eq!(room.ask(&["--timeout", "1h", "--count"], "harbour").code(0).out, "700\n");
    room.ask(&["--timeout", "soon"], "harbour").code(2).says("500ms");
}

#[test]
fn options_may_stand_anywhere_and_the_last_one_counts() {
    let room = wire::room();
    let page = room.run(["ferry", "--format", "csv", "-n", "3", "--format=json", "-n1"]).json();
    assert_eq!(page["hits"].as_array().unwrap().len(), 1);
    assert_eq!(room.run(["--count", "-date:*"]).out, "1\n");
    assert_eq!(room.run(["ferry", "-old", "--count"]).out, "3\n");
    assert_eq!(room.run(["--count", "--", "index"]).code(1).out, "0\n");
    assert_eq!(room.run(["--count", "--", "--strict"]).code(1).out, "0\n");
    room.run(["--limit", "-1", "ferry"]).code(2).says("-1").says("--limit");
    assert!(room.run(["--version"]).code(0).out.starts_with("search "));
}
