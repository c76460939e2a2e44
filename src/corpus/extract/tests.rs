//! Whole records, with short texts invented for the purpose.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use super::aliases::AliasTable;
use super::extract;
use crate::article::published::civil_datetime;
use crate::article::{Article, ArticleId, Precision, Provenance, Role};
use crate::corpus::FileEntry;
use crate::corpus::context::Context;
use crate::corpus::format::reader::Record;

static ALIASES: LazyLock<Arc<AliasTable>> = LazyLock::new(|| Arc::new(AliasTable::shipped()));

/// 2026-01-01.
const ARRIVAL: i64 = 1_767_225_600;

fn context(format: &'static str) -> Context {
    let logical = "root/a.txt".to_owned();
    Context {
        entry: FileEntry {
            path: PathBuf::new(),
            logical: logical.clone(),
            root: PathBuf::new(),
            bytes: 0,
            mtime: ARRIVAL,
            mtime_ns: ARRIVAL * 1_000_000_000,
        },
        logical,
        format,
        set: BTreeMap::new(),
        default: BTreeMap::new(),
        map: BTreeMap::new(),
        file_date: None,
        day_order: None,
        aliases: Arc::clone(&ALIASES),
    }
}

fn text(text: &str) -> Article {
    let record = Record { raw: text.to_owned(), text: Some(text.to_owned()), ..Record::default() };
    extract(record, &context("text")).unwrap()
}

fn fields(value: &Value) -> Vec<(String, Value)> {
    value.as_object().unwrap().clone().into_iter().collect()
}

fn json(value: Value) -> Article {
    let record = Record { raw: value.to_string(), fields: fields(&value), ..Record::default() };
    extract(record, &context("json")).unwrap()
}

fn markdown(front: Value, body: &str) -> Article {
    let record = Record {
        raw: body.to_owned(),
        fields: fields(&front),
        text: Some(body.to_owned()),
        ..Record::default()
    };
    extract(record, &context("markdown")).unwrap()
}

fn sources(article: &Article) -> Vec<(&str, Role)> {
    article.sources.iter().map(|source| (source.name.as_str(), source.role)).collect()
}

fn day(article: &Article) -> String {
    civil_datetime(article.published.unwrap().start).unwrap().to_string()
}

#[test]
fn the_layout_of_the_first_article() {
    let article = text(
        "Harbour, island sign ferry deal\n\nHarbour, island sign ferry deal\nThe harbour town and the island signed a deal on Wednesday to keep \
         the two ferries, which the people of both have used for years.\nThe boats are old, according to Xinhua.\nAsia News Network (ANN)/China Daily",
    );
    assert_eq!(article.headline.as_deref(), Some("Harbour, island sign ferry deal"));
    assert_eq!(article.body.split("\n\n").count(), 2);
    assert!(article.body.ends_with("according to Xinhua."));
    assert_eq!(
        sources(&article),
        [("China Daily", Role::Origin), ("Asia News Network", Role::Via)]
    );
    assert!(article.sources[1].aliases.contains(&"ANN".to_owned()));
    assert_eq!(
        (article.published, article.weekday_hint, article.place.as_deref()),
        (None, Some(3), None)
    );
    assert_eq!(article.lang.code(), "en");
    let rules: Vec<_> = article.removed.iter().map(|r| (r.rule.as_str(), r.at)).collect();
    assert_eq!(rules, [("doubled-headline", 0), ("credit", article.body.len())]);
    assert_eq!(article.evidence.source[0].text, "Asia News Network (ANN)/China Daily");
}

#[test]
fn chinese_page_text() {
    let article = text(
        "渡轮冬季继续运营\r\n\r\n发布时间：2023年04月11日 19:41 来源：新华网\r\n　　新华社海港4月11日电（记者王小明）市政府星期二决定，两艘渡轮冬季继续运营。\r\n　　居民表示欢迎。\r\n",
    );
    assert_eq!(article.headline.as_deref(), Some("渡轮冬季继续运营"));
    assert_eq!(day(&article), "2023-04-11T19:41:00");
    assert_eq!(article.published.unwrap().provenance, Provenance::Byline);
    assert_eq!(article.place.as_deref(), Some("海港"));
    assert_eq!(sources(&article), [("Xinhua", Role::Origin)]);
    assert_eq!((article.lang.code(), article.weekday_hint), ("zh", Some(2)));
    assert!(article.body.starts_with("新华社海港4月11日电"));
    assert_eq!(article.removed[0].rule, "date-line");
}

#[test]
fn russian_keys_and_dateline() {
    let article = text(
        "Заголовок: Паромы останутся зимой\nДата: 21 августа 2024\nИсточник: РИА Новости\n\nМОСКВА, 21 авг — РИА Новости. Совет решил, что паромы будут ходить и зимой, сообщили в мэрии в среду.\n",
    );
    assert_eq!(article.headline.as_deref(), Some("Паромы останутся зимой"));
    assert_eq!(day(&article), "2024-08-21T00:00:00");
    assert_eq!((article.place.as_deref(), article.lang.code()), (Some("Москва"), "ru"));
    assert_eq!(sources(&article), [("RIA Novosti", Role::Origin)]);
    assert_eq!(article.weekday_hint, Some(3));
    assert!(article.notes.is_empty(), "{:?}", article.notes);
}

#[test]
fn crawler_json_with_agency_and_site() {
    let article = json(json!({
        "title": "Ferries &amp; buses run", "maintext": "(Bloomberg) -- The ferries run on, the council said.\nBuses too.\nFor more articles like this, please visit us at bloomberg.com\n©2019 Bloomberg L.P.",
        "date_publish": "2019-08-21 10:15:00", "date_download": "2019-08-22 01:00:00+00:00", "date_modify": "2019-08-25 00:00:00",
        "source_domain": "finance.yahoo.com", "url": "https://finance.yahoo.com/news/ferries-101500123.html",
        "language": "en", "authors": ["Jane Doe", "John Roe"], "description": "The ferries run on, the council…"
    }));
    assert_eq!(article.headline.as_deref(), Some("Ferries & buses run"));
    assert_eq!(sources(&article), [("Bloomberg", Role::Origin), ("Yahoo Finance", Role::Via)]);
    assert_eq!(article.byline.as_deref(), Some("Jane Doe, John Roe"));
    assert_eq!(day(&article), "2019-08-21T10:15:00");
    assert_eq!(article.published.unwrap().precision, Precision::Second);
    assert!(article.modified.is_some() && article.crawled.is_some());
    assert!(article.body.ends_with("Buses too."));
    assert_eq!(
        article.removed.iter().map(|r| r.rule.as_str()).collect::<Vec<_>>(),
        ["see-more", "copyright"]
    );
    let modified = article.evidence.date.iter().find(|c| c.place == "date_modify").unwrap();
    assert!(modified.rejected.as_ref().unwrap().contains("change"));
}

#[test]
fn markdown_with_front_matter_and_a_linked_credit() {
    let article = markdown(
        json!({"title": "Ferries run &#39;on&#39;", "date": "2025-02-12 16:28:21", "categories": ["Reuters"], "lang": ["en"], "summary": "The ferries run on, said the..."}),
        "# Ferries run 'on'\n\nThe **ferries** run on, said the [council](https://c.example).\n\n![x](y)\n\n[Reuters](https://www.n.example/2025/02/12/1)\n",
    );
    assert_eq!(article.headline.as_deref(), Some("Ferries run 'on'"));
    assert_eq!(article.body, "The ferries run on, said the council.");
    assert_eq!(sources(&article), [("Reuters", Role::Origin)]);
    assert_eq!((article.section.as_deref(), article.deck.as_deref()), (None, None));
    assert_eq!(article.url.as_deref(), Some("https://www.n.example/2025/02/12/1"));
    assert_eq!(article.published.unwrap().provenance, Provenance::Metadata);
    let rules: Vec<_> = article.removed.iter().map(|r| r.rule.as_str()).collect();
    assert_eq!(rules, ["doubled-headline", "image", "credit"]);
}

#[test]
fn a_post_without_headline() {
    let article = json(
        json!({"message_id": 29342, "text": "🐦 В зоопарке поселились десять птиц из Красной книги. \n\nИх разместили в павильоне после карантина.",
        "date": "2024-12-04T08:41:49+00:00", "channel": "Городские вести", "category": "other"}),
    );
    assert_eq!((article.headline.as_deref(), article.own_id.as_deref()), (None, Some("29342")));
    assert_eq!(article.body.split("\n\n").count(), 2);
    assert_eq!(article.published.unwrap().offset, Some(0));
    assert_eq!(
        (article.sources[0].name.as_str(), article.sources[0].known),
        ("Городские вести", false)
    );
    assert_eq!((article.section.as_deref(), article.lang.code()), (Some("other"), "ru"));
}

#[test]
fn dates_are_weighed() {
    let article = json(
        json!({"title": "T", "text": "MOSCOW, Aug. 21 (Xinhua) -- Text.", "date": "2099-01-01", "url": "https://n.example/2024/08/22/x"}),
    );
    assert_eq!(article.published.unwrap().provenance, Provenance::Url);
    assert_eq!(article.evidence.date.len(), 3);
    let undated = json(
        json!({"title": "T", "text": "MOSCOW, Aug. 21 (Xinhua) -- Text.", "date": "03/04/2024"}),
    );
    assert_eq!(undated.published, None);
}

#[test]
fn the_corpus_configuration_is_heard() {
    let mut context = context("json");
    context.set.insert("date".into(), json!("2020-05-01"));
    context.default.insert("source".into(), json!("China Daily"));
    context.map.insert("headline".into(), "meta.head".into());
    context.file_date = Some(("2020-05-03".into(), "20200503".into()));
    let value = json!({"meta": {"head": "Mapped"}, "text": "Text.", "date": "2020-05-02"});
    let record = Record { raw: value.to_string(), fields: fields(&value), ..Record::default() };
    let article = extract(record, &context).unwrap();
    assert_eq!(article.headline.as_deref(), Some("Mapped"));
    assert_eq!(article.published.unwrap().provenance, Provenance::Override);
    assert_eq!(article.sources[0].name, "China Daily");
    context.set.clear();
    let value = json!({"text": "Text."});
    let record = Record { raw: value.to_string(), fields: fields(&value), ..Record::default() };
    assert_eq!(
        extract(record, &context).unwrap().published.unwrap().provenance,
        Provenance::Filename
    );
}

#[test]
fn a_description_that_repeats_the_text_leaves_no_dateline_as_deck() {
    let article = json(json!({"title": "Ferries run",
        "description": "By Jane Doe BONN (Reuters) - The town keeps both of its ferries for another year, the council said.",
        "text": "By Jane Doe\nBONN (Reuters) - The town keeps both of its ferries for another year, the council said."}));
    assert_eq!(article.deck, None);
    assert_eq!(article.byline.as_deref(), Some("Jane Doe"));
    let article = json(json!({"title": "Ferries run", "text": "The boats are old.",
        "description": "(Bloomberg) -- The town watched its ferries."}));
    assert_eq!(article.deck.as_deref(), Some("(Bloomberg) -- The town watched its ferries."));
}

#[test]
fn an_agency_that_tells_of_anothers_report_is_the_source() {
    let record = json!({"title": "Ferries to stop in spring - Bloomberg News", "text": "The boats are old.\n\nReuters"});
    let article = json(record);
    assert_eq!(article.headline.as_deref(), Some("Ferries to stop in spring - Bloomberg News"));
    assert_eq!(sources(&article), [("Reuters", Role::Origin)]);
    let article = json(json!({"title": "Ferries to stop - Reuters", "text": "The boats are old."}));
    assert_eq!(article.headline.as_deref(), Some("Ferries to stop"));
    assert_eq!(sources(&article), [("Reuters", Role::Origin)]);
}

#[test]
fn headline_only_and_nothing_at_all() {
    let article = json(json!({"title": "Ferries stop", "text": ""}));
    assert_eq!((article.headline.as_deref(), article.body.as_str()), (Some("Ferries stop"), ""));
    let empty = Record { offset: 7, text: Some(" \n ".into()), ..Record::default() };
    let reject = extract(empty, &context("text")).unwrap_err();
    assert_eq!((reject.code, reject.offset, reject.by_rule), ("no-text", 7, false));
    let blank = json!({"title": "", "text": " ", "url": "https://dorfbote.example/7"});
    let blank = Record { fields: fields(&blank), ..Record::default() };
    let reject = extract(blank, &context("json")).unwrap_err();
    assert_eq!((reject.code, reject.by_rule), ("placeholder", true));
    let unnamed =
        json!({"title": "", "inhalt": "The ferry sails again in the harbour. ".repeat(9)});
    let unnamed = Record { fields: fields(&unnamed), ..Record::default() };
    assert_eq!(extract(unnamed, &context("json")).unwrap_err().code, "no-text");
}

#[test]
fn a_placeholder_leaves_the_headline_or_nothing() {
    let article = json(json!({"title": "Ferries stop", "text": "Blah blah blah.\n"}));
    assert_eq!((article.headline.as_deref(), article.body.as_str()), (Some("Ferries stop"), ""));
    assert_eq!(article.removed[0].rule, "placeholder");
    assert_eq!(article.removed[0].text, "Blah blah blah.");
    assert!(article.notes[0].contains("rule filler"), "{:?}", article.notes);
    let value = json!({"title": "404 Not Found", "text": "This page is no longer available.",
        "description": "Please enable JavaScript."});
    let record = Record { fields: fields(&value), ..Record::default() };
    let reject = extract(record, &context("json")).unwrap_err();
    assert_eq!((reject.code, reject.by_rule), ("placeholder", true));
    // A headline that says so stays above a text.
    let article = json(json!({"title": "Not Found", "text": "The ferry was not found."}));
    assert_eq!(article.headline.as_deref(), Some("Not Found"));
    assert_eq!(article.body, "The ferry was not found.");
    // Without a headline a text of filler is nothing.
    let record = Record { text: Some("Blah blah blah.".into()), ..Record::default() };
    assert_eq!(extract(record, &context("text")).unwrap_err().code, "placeholder");
}

#[test]
fn values_of_fields_are_one_clean_line() {
    let article = json(json!({
        "title": "Ferries\u{0}\nstop", "text": "The boats are old.", "url": "https://dorf.example/\u{8}a",
        "source": "Dorf\u{12}\n\tbote", "section": "Har&#10;bour\n", "author": "Ann\u{1b}\tPoe",
    }));
    assert_eq!(article.headline.as_deref(), Some("Ferries stop"));
    assert_eq!(article.url, None);
    assert_eq!(sources(&article), [("Dorf bote", Role::Origin)]);
    assert_eq!(article.section.as_deref(), Some("Har bour"));
    assert_eq!(article.byline.as_deref(), Some("Ann Poe"));
}

#[test]
fn ids_come_from_own_id_and_record() {
    let article = json(json!({"id": 17, "title": "T"}));
    assert_eq!(
        article.id,
        ArticleId::of_record(Some("17"), json!({"id": 17, "title": "T"}).to_string().as_bytes())
    );
    assert_eq!(text("A").id, ArticleId::of_record(None, b"A"));
}

#[test]
fn reporters_become_the_byline() {
    let article = text(
        "Ferries stop\n\nLONDON (Reuters) - The ferries stop.\n\nThey are old. (Reporting by Jane Doe; Editing by Ann Poe)\n",
    );
    assert_eq!(article.byline.as_deref(), Some("Jane Doe"));
    assert_eq!(sources(&article), [("Reuters", Role::Origin)]);
    assert_eq!(article.place.as_deref(), Some("London"));
    assert!(article.body.ends_with("They are old."));
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "(?s).{0,300}", format in 0..3_usize) {
        let format = ["text", "markdown", "json"][format];
        let record = Record { raw: text.clone(), text: Some(text.clone()), fields: vec![("date".into(), json!(text)), ("source".into(), json!(text))], ..Record::default() };
        let _ = extract(record, &context(format));
    }

    #[test]
    fn no_marks_panic(parts in proptest::collection::vec("\\*\\*|\\[|\\]\\(|\\)|<br|<figure>|</|&#x?|电|新华社|8月|\\(Reuters\\)| -- |来源：|By |\n|---|\\||Title: |2024-|：|a|Я|中", 0..40)) {
        let text = parts.concat();
        for format in ["text", "markdown"] {
            let record = Record { raw: text.clone(), text: Some(text.clone()), ..Record::default() };
            let _ = extract(record, &context(format));
        }
        let value = json!({"text": text, "title": text});
        let record = Record { raw: text.clone(), fields: fields(&value), ..Record::default() };
        let _ = extract(record, &context("json"));
    }
}

#[test]
fn an_empty_address_is_none() {
    let article = text("Title: Ferry sails\nURL:\n\nThe ferry sails again in the morning.\n");
    assert_eq!((article.url, article.headline.as_deref()), (None, Some("Ferry sails")));
}
