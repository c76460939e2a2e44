//! What people are told: errors with a caret, values that nobody has, fewer words than were asked
//! for, spellings.

use serde_json::Value;

use crate::asking::{names, room, warnings};

#[test]
fn errors_of_the_engine_have_code_caret_and_advice() {
    let shown = room().ask(&[], "港口 /a(b/ storm").code(2).calm().err;
    assert_eq!(
        shown,
        "error[Q210]: this pattern cannot be used: unclosed group\n  港口 /a(b/ storm\n       \
         ^^^^^\ntry: /mish.+in/\nhelp: make it shorter or simpler, or use * and ?\n"
    );
    let out = room().ask(&["--format", "json"], "x headline:(y OR /a(b/)").code(2).calm();
    let error = &out.json()["error"];
    assert_eq!(error["code"], "Q210");
    assert_eq!(error["span"], serde_json::json!([17, 22]));
    assert_eq!(error["help"], "/mish.+in/");
    let choice = "(a-b OR c-d OR e-f OR g-h OR i-j)";
    let query = format!("\"{choice} {choice} {choice}\"");
    room().ask(&[], &query).code(2).says("error[Q211]").says("^^^").says("try: ").calm();
    room().ask(&[], r"/\bstorm/").code(2).says("error[Q210]").says("one whole word").calm();
    room().ask(&[], "/(a{100}){100}{100}/").code(2).says("it is too large").calm();
    // It is about the page, not about a part of the query.
    let far = room().ask(&["--offset", "100000"], "storm").code(2).calm();
    assert!(far.err.starts_with("error[Q215]: offset and limit"), "{far:?}");
    let far = room().ask(&["--format", "json", "--offset", "100000"], "storm").code(2).json();
    assert_eq!(far["error"]["code"], "Q215");
    assert_eq!(far["error"]["span"], Value::Null);
}

#[test]
fn a_name_without_quotes_is_remarked_on() {
    let code = |query: &str| -> Vec<String> {
        warnings(query).into_iter().map(|(code, _)| code).collect()
    };
    for query in ["source:China Daily", "source:china daily quay", "origin:China Daily"] {
        let found = warnings(query);
        let [(code, message)] = found.as_slice() else { panic!("{query}: {found:?}") };
        assert_eq!(code, "W206", "{query}");
        assert!(message.contains("aily\""), "{message}");
    }
    assert_eq!(room().count("source:\"China Daily\""), 1);
    assert_eq!(code("source:\"China Daily\" quay"), Vec::<String>::new());
    assert_eq!(code("source:reuters ferry"), Vec::<String>::new());
    assert_eq!(code("source:Reuters Ferry"), Vec::<String>::new());
    let page = room().json(&[], "source:China Daily quay");
    assert_eq!(page["suggestion"], "source:\"China Daily\" quay");
    for query in ["source:times ferry", "via:Reuters Ferry"] {
        let (code, message) = warnings(query).remove(0);
        assert!(code == "W205" && !message.contains("quotes"), "{message}");
    }
    // A name that nobody has, with a word behind it.
    let (code, message) = warnings("source:Times Herald").remove(0);
    assert_eq!(code, "W205");
    assert!(message.ends_with("needs quotes: source:\"Times Herald\""), "{message}");
}

#[test]
fn values_that_nobody_has_are_told_with_the_nearest() {
    for (query, message, offered) in [
        ("source:Reut", "no article has source:Reut; source:Reut* finds Reuters", "source:Reut*"),
        (
            "source:Reutres",
            "no article has source:Reutres; there is source:Reuters",
            "source:Reuters",
        ),
        (
            "source:daily",
            "no article has source:daily; there is source:\"China Daily\"",
            "source:\"China Daily\"",
        ),
        ("via:Reuters", "no article has via:Reuters; there is origin:Reuters", ""),
        ("source:qqq", "no article has source:qqq; search fields lists the names", ""),
        ("place:Lisbno", "no place has the word Lisbno; there is lisbon", "place:lisbon"),
        ("byline:Lopse", "no byline has the word Lopse; there is lopes", "byline:lopes"),
        ("place:\"Lisbno\"", "no place has the word Lisbno; there is lisbon", ""),
    ] {
        let found = warnings(query);
        assert_eq!(found, [("W205".to_owned(), message.to_owned())], "{query}");
        let page = room().json(&[], query);
        assert_eq!(page["suggestion"].as_str().unwrap_or_default(), offered, "{query}");
    }
    let (code, message) = warnings("lang:ko").remove(0);
    assert_eq!(code, "W205");
    assert!(message.starts_with("no article is in ko; the index has en"), "{message}");
    // An exclusion that excludes nothing is told as well, on the page that people read.
    let page = room().ask(&[], "storm -source:Reut").code(0).calm();
    assert!(page.out.contains("warning[W205]: no article has source:Reut"), "{page:?}");
    let page = room().ask(&["--source", "Reut"], "storm").code(1).calm();
    assert!(page.out.contains("note[W205]: no article has source:Reut"), "{page:?}");
    // What is there is no news.
    for query in
        ["source:Reuters", "lang:en", "place:Lisbon", "byline:*", "path:quay", "source:re*"]
    {
        assert_eq!(warnings(query), [], "{query}");
    }
}

#[test]
fn plain_words_are_relaxed_and_it_is_said() {
    let page = room().ask(&[], "storm harbour fishermen masons").code(0).calm();
    let line = page.out.lines().next().unwrap_or_default();
    assert_eq!(line, "no article has all 4 words; 1 has 3 of them", "{page:?}");
    let json = room().json(&[], "storm harbour fishermen masons");
    assert_eq!((&json["relaxed"], &json["required"]), (&Value::Bool(true), &Value::from(3)));
    assert_eq!(json["total"]["articles"], 1);
    assert_eq!(json["warnings"][0]["code"], "W204");
    assert_eq!(names("storm harbour fishermen masons"), ["harbour.txt"]);
    let page = room().ask(&[], "storm masons").code(0).calm();
    assert!(page.out.starts_with("no article has both words; 3 have 1 of them\n"), "{page:?}");
    // At least half, rounded up.
    room().ask(&[], "storm aaaa bbbb").code(1).calm();
    assert_eq!(names("storm harbour aaaa bbbb"), ["bridge.txt", "harbour.txt"]);
    // Conditions hold, and with an operator the query means what it says.
    assert_eq!(names("storm masons path:quay"), ["quay.json"]);
    for query in [
        "storm AND masons",
        "storm masons -ferry",
        "(storm OR harbour) masons",
        "+masons AND storm",
    ] {
        assert_eq!(names(query), Vec::<String>::new(), "{query}");
        assert_eq!(room().json(&[], query)["relaxed"], false, "{query}");
    }
    // A count is never of less than was asked.
    let count = room().ask(&["--count"], "storm masons").code(1).calm();
    assert_eq!(count.out, "0\n");
}

#[test]
fn most_any_and_bag_ask_for_less() {
    let found = |options: &[&str], query: &str| {
        let json = room().json(options, query);
        assert_eq!(json["relaxed"], false);
        assert_eq!(json["warnings"], serde_json::json!([]), "{query}");
        json["total"]["articles"].as_u64().unwrap()
    };
    assert_eq!(found(&["--match", "most"], "storm harbour engineers"), 1);
    assert_eq!(found(&["--match", "most"], "storm harbour fishermen masons"), 1);
    assert_eq!(found(&["--match", "any"], "storm masons"), 3);
    assert_eq!(found(&["--match", "any"], "storm masons -fishermen"), 2);
    assert_eq!(found(&["--match", "any"], "storm AND masons"), 0);
    assert_eq!(found(&["--match", "any"], "storm masons path:quay"), 1);
    assert_eq!(found(&["--bag"], "storm masons"), 3);
    // Nothing in a bag is an operator.
    assert_eq!(found(&["--bag"], "storm AND -masons \"quay week\" (ferry"), 4);
    let empty = room().json(&["--bag"], "!!! ...");
    assert_eq!(empty["total"]["articles"], 0, "no word is not every article");
    assert_eq!(empty["warnings"][0]["code"], "W201");
    room().ask(&["--bag"], "!!!").code(1).calm();
}

#[test]
fn a_spelling_is_offered_and_never_applied() {
    let page = room().ask(&[], "fishermn").code(1).calm();
    assert!(page.out.starts_with("no article matches\ndid you mean: fishermen\n"), "{page:?}");
    assert_eq!(room().json(&[], "fishermn")["suggestion"], "fishermen");
    let json = room().json(&[], "headline:brigde -ferry");
    assert_eq!(json["suggestion"], "headline:bridge -ferry");
    // What is found needs no other spelling.
    assert_eq!(room().json(&[], "fishermen")["suggestion"], Value::Null);
    assert_eq!(room().json(&[], "=fishermn")["suggestion"], Value::Null);
}

#[test]
fn dates_of_options_are_told_as_such() {
    let error = room().ask(&["--since", "fo"], "storm").code(2).calm().err;
    assert!(error.starts_with("error[Q121]: --since: fo is no date"), "{error}");
    let json = room().ask(&["--format", "json", "--until", "fo"], "storm").code(2).json();
    assert_eq!((&json["error"]["code"], &json["error"]["span"]), (&"Q121".into(), &Value::Null));
    let later = ["--since", "2025-02", "--until", "2024"];
    room().ask(&later, "storm").code(2).says("--since is later than --until").calm();
    room().ask(&["--since", "2024", "--until", "2024"], "storm").code(1).calm();
    room().ask(&["--lang", "EN"], "quay").code(0).calm();
}

#[test]
fn remarks_of_the_engine_say_where() {
    let spans = |query: &str| -> Vec<(String, Value)> {
        let page = room().json(&[], query);
        let list = page["warnings"].as_array().unwrap().clone();
        let code = |warning: &Value| warning["code"].as_str().unwrap_or_default().to_owned();
        list.iter().map(|warning| (code(warning), warning["span"].clone())).collect()
    };
    let at =
        |code: &str, start: usize, end: usize| (code.to_owned(), serde_json::json!([start, end]));
    assert_eq!(spans("港口 source:Reut"), [at("W205", 14, 18)]);
    assert_eq!(spans("storm OR (ferry -place:Lisbno)"), [at("W205", 23, 29)]);
    assert_eq!(spans("quay source:China Daily"), [at("W206", 12, 17)]);
    assert_eq!(spans("storm OR co?id-19"), [at("W207", 9, 17)]);
    // The one about the whole answer has no place.
    assert_eq!(spans("storm masons"), [("W204".to_owned(), Value::Null)]);
    let count = room().ask(&["--count"], "source:Reut").code(1).calm();
    assert_eq!(count.out, "0\n");
    assert!(count.err.starts_with("warning[W205]: no article has source:Reut"), "{count:?}");
    let count = room().ask(&["--count", "-q"], "source:Reut").code(1).calm();
    assert_eq!((count.out.as_str(), count.err.as_str()), ("0\n", ""));
}
