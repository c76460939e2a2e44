//! What people ask and what they are told: the first paragraph, names that nobody has, single
//! characters of scripts without spaces, errors of the engine.

use std::sync::OnceLock;

use serde_json::Value;

use crate::newsroom::{Newsroom, texts};

/// Articles of our own, one file each.
const NEWS: &[(&str, &str)] = &[
    (
        "harbour.txt",
        "Harbour opens again\n\nThe harbour of Moskva opened after the great storm.\n\nFishermen \
         said the storm had cost them a month.\n\nThe mayor thanked the fishermen.\n",
    ),
    (
        "bridge.txt",
        "Bridge closed\n\nEngineers closed the old bridge on Monday.\n\nA storm had loosened its \
         northern tower, and the harbour lies idle.\n",
    ),
    (
        "clinic.txt",
        "Clinic reopens\n\nThe clinic treats covid-19 again and e-mails its patients from the U.S. \
         coast.\n",
    ),
    (
        "quay.json",
        r#"{"title": "Quay repaired", "text": "Masons repaired the quay in a week.", "source": "China Daily", "dateline": "Lisbon", "author": "Maria Lopes", "lang": "en"}"#,
    ),
    (
        "ferry.json",
        r#"{"title": "Ferry late", "text": "The ferry was late for the third time this week.", "source": "Reuters", "author": "Jon Adler"}"#,
    ),
    (
        "zh.txt",
        "港口重新开放\n\n中部的港口在风暴后重新开放，其中三个码头已经完工。代表团访问了第5代码头。\n",
    ),
    ("ja.txt", "港が再開\n\nカフェの前の港が再開した。ガイドの女性がガスの話をした。\n"),
    ("th.txt", "ท่าเรือเปิดใหม่\n\nท่าเรือเปิดอีกครั้งหลังพายุ กิจการกลับมาแล้ว\n"),
];

fn room() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(|| Newsroom::with(NEWS))
}

/// The texts that are marked in the headline and the passage of the first hit.
fn marked(query: &str) -> Vec<String> {
    let page = room().json(&[], query);
    let hit = &page["hits"][0];
    let cut = |text: &Value, ranges: &Value| -> Vec<String> {
        let text = text.as_str().unwrap_or_default();
        let at = |range: &Value, end: usize| range[end].as_u64().unwrap() as usize;
        let ranges = ranges.as_array().cloned().unwrap_or_default();
        ranges.iter().map(|range| text[at(range, 0)..at(range, 1)].to_owned()).collect()
    };
    let mut marks = cut(&hit["headline"], &hit["headline_highlights"]);
    marks.extend(cut(&hit["snippet"]["text"], &hit["snippet"]["highlights"]));
    marks
}

/// Codes and messages of the warnings of an answer.
fn warnings(query: &str) -> Vec<(String, String)> {
    let page = room().json(&[], query);
    let list = page["warnings"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list.iter().map(|warning| (text(&warning["code"]), text(&warning["message"]))).collect()
}

fn names(query: &str) -> Vec<String> {
    let paths = texts(&room().json(&[], query), "path");
    let mut names: Vec<String> =
        paths.iter().filter_map(|path| path.rsplit('/').next()).map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn the_lead_is_the_first_paragraph() {
    assert_eq!(names("storm"), ["bridge.txt", "harbour.txt"]);
    assert_eq!(names("lead:storm"), ["harbour.txt"]);
    assert_eq!(names("lead:\"great storm\""), ["harbour.txt"]);
    assert_eq!(names("lead:\"storm fishermen\"~3"), Vec::<String>::new());
    assert_eq!(names("lead:st*m"), ["harbour.txt"]);
    assert_eq!(names("lead:fish*"), Vec::<String>::new());
    assert_eq!(names("lead:/sto.m/"), ["harbour.txt"]);
    assert_eq!(names("lead:strom~1"), ["harbour.txt"]);
    assert_eq!(names("lead:(bridge OR quay)"), ["bridge.txt", "quay.json"]);
    assert_eq!(names("lead:=Engineers"), ["bridge.txt"]);
    assert_eq!(names("lead:=engineers"), ["bridge.txt"]);
    assert_eq!(names("storm -lead:storm"), ["bridge.txt"]);
    assert_eq!(names("lead:码头"), ["zh.txt"]);
    assert_eq!(room().count("lead:*"), NEWS.len() as u64);
    assert_eq!(room().count("-lead:*"), 0);
    assert_eq!(room().count("lead:storm^2 OR lead:bridge"), 2);
    // The headline is not the lead, and a word of the body is not marked behind it.
    assert_eq!(names("lead:closed"), ["bridge.txt"]);
    assert_eq!(marked("lead:closed"), ["closed"]);
    assert_eq!(marked("lead:storm"), ["storm"]);
}

#[test]
fn what_is_not_built_is_still_refused() {
    for query in [
        "name:Lopes",
        "storm PRE/3 harbour",
        "storm NEAR/3 harbour",
        "storm NOT NEAR/3 harbour",
        "storm SENT harbour",
        "lead:storm PARA harbour",
        "ATLEAST/2(storm)",
        "FIRST/9(storm)",
    ] {
        room().ask(&[], query).code(2).says("error[Q301]").says("^").calm();
    }
    room().ask(&["--syntax", "nexis"], "storm").code(2).says("not built yet").calm();
}

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
    // A name that nobody has, with a word behind it.
    let (code, message) = warnings("source:Times Herald").remove(0);
    assert_eq!(code, "W205");
    assert!(message.ends_with("needs quotes: source:\"Times Herald\""), "{message}");
}

#[test]
fn values_that_nobody_has_are_told_with_the_nearest() {
    for (query, message, offered) in [
        ("source:Reut", "no source is called Reut; source:Reut* finds Reuters", "source:Reut*"),
        (
            "source:Reutres",
            "no source is called Reutres; there is source:Reuters",
            "source:Reuters",
        ),
        (
            "source:daily",
            "no source is called daily; there is source:\"China Daily\"",
            "source:\"China Daily\"",
        ),
        ("via:Reuters", "no via is called Reuters; there is origin:Reuters", ""),
        ("source:qqq", "no source is called qqq; search fields lists the names", ""),
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
    assert!(page.out.contains("note[W205]: no source is called Reut"), "{page:?}");
    let page = room().ask(&["--source", "Reut"], "storm").code(1).calm();
    assert!(page.out.contains("note[W205]: no source is called Reut"), "{page:?}");
    // What is there is no news.
    for query in
        ["source:Reuters", "lang:en", "place:Lisbon", "byline:*", "path:quay", "source:re*"]
    {
        assert_eq!(warnings(query), [], "{query}");
    }
}

#[test]
fn one_typed_character_is_marked_alone() {
    assert_eq!(marked("中"), ["中", "中"]);
    assert_eq!(marked("第5代"), ["第5代"]);
    assert_eq!(marked("\"第5代\""), ["第5代"]);
    assert_eq!(marked("港口"), ["港口", "港口"]);
    // The last of a run, and the last before a stop.
    assert_eq!(marked("工"), ["工"]);
    assert_eq!(marked("\"(港 OR storm) opened\""), Vec::<String>::new());
    assert_eq!(marked("\"(代 OR 中部) 的\""), ["中部的"]);
    assert_eq!(marked("カ"), ["カ"]);
    // Typed as two signs in the narrow form, and as a letter with a mark.
    assert_eq!(marked("ｶﾞ"), ["ガ", "ガ"]);
    assert_eq!(marked("か\u{3099}"), ["が", "が", "が"]);
    assert_eq!(marked("กิ"), ["กิ"]);
    assert_eq!(marked("พ"), ["พ"]);
    assert_eq!(marked("ท"), ["ท่", "ท่"]);
}

#[test]
fn a_phrase_with_slop_may_step_over_a_paragraph_but_not_out_of_the_body() {
    assert_eq!(names("\"great storm fishermen\""), Vec::<String>::new());
    assert_eq!(names("\"great storm fishermen\"~1"), ["harbour.txt"]);
    assert_eq!(names("\"opens again the harbour\"~64"), Vec::<String>::new());
    assert_eq!(names("body:\"storm fishermen\"~1"), ["harbour.txt"]);
    assert_eq!(names("lead:\"storm fishermen\"~1"), Vec::<String>::new());
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
fn a_beginning_is_read_as_words_are() {
    for query in ["covid-1*", "covid-*", "e-mai*", "U.S*", "\"covid-1*\"", "headline:clin*", "cl*c"]
    {
        assert_eq!(names(query), ["clinic.txt"], "{query}");
    }
    assert_eq!(marked("covid-1*"), ["covid-19"]);
    assert_eq!(names("covid-2*"), Vec::<String>::new());
    // A star behind a run of a script without spaces says nothing more than the run.
    assert_eq!(names("重新开*"), ["zh.txt"]);
    assert_eq!(names("新*"), ["zh.txt"]);
    assert_eq!(names("重开*"), Vec::<String>::new());
    let codes = |query: &str| -> Vec<String> {
        warnings(query).into_iter().map(|(code, _)| code).collect()
    };
    for query in ["covid-*", "U.S*", "co?id-19", "*-19", "重?开放"] {
        assert_eq!(codes(query), ["W207"], "{query}");
    }
    for query in ["covid-1*", "e-mai*", "新*", "clin*", "cl?nic", "q*q"] {
        assert_eq!(codes(query), Vec::<String>::new(), "{query}");
    }
}
