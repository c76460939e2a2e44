//! What people ask and what is found and marked: the first paragraph, single characters of scripts
//! without spaces, phrases over paragraphs, beginnings.

use std::sync::OnceLock;

use serde_json::Value;

use crate::newsroom::{self, Newsroom, texts};

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
        "light.json",
        r#"{"title": "Lamp dark", "deck": "Keepers leave Garnet Point.", "text": "Nobody lives on the rock now. Gulls do."}"#,
    ),
    (
        "zh.txt",
        "港口重新开放\n\n中部的港口在风暴后重新开放，其中三个码头已经完工。代表团访问了第5代码头。\n",
    ),
    ("ja.txt", "港が再開\n\nカフェの前の港が再開した。ガイドの女性がガスの話をした。\n"),
    ("th.txt", "ท่าเรือเปิดใหม่\n\nท่าเรือเปิดอีกครั้งหลังพายุ กิจการกลับมาแล้ว\n"),
];

pub fn room() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(|| Newsroom::with(NEWS))
}

/// The texts that are marked in the headline and the passage of the first hit.
fn marked(query: &str) -> Vec<String> {
    newsroom::marked(&room().json(&[], query)["hits"][0])
}

/// Codes and messages of the warnings of an answer.
pub fn warnings(query: &str) -> Vec<(String, String)> {
    let page = room().json(&[], query);
    let list = page["warnings"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list.iter().map(|warning| (text(&warning["code"]), text(&warning["message"]))).collect()
}

pub fn names(query: &str) -> Vec<String> {
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

#[test]
fn what_matches_in_the_standfirst_alone_is_shown_there() {
    assert_eq!(names("keepers"), ["light.json"]);
    assert_eq!(marked("keepers"), ["Keepers"]);
    let passage = |query: &str| room().json(&[], query)["hits"][0]["snippet"]["text"].clone();
    assert_eq!(passage("\"garnet point\""), "Keepers leave Garnet Point.");
    assert_eq!(passage("keepers gulls"), "Nobody lives on the rock now. Gulls do.");
    assert_eq!(passage("lamp"), "Nobody lives on the rock now. Gulls do.");
}
