use super::*;
use crate::engine::hits::{Note, Relaxed};
use crate::render::renderer::Warning;
use crate::render::samples;

fn render(json: &Json, hits: &crate::engine::Hits, warnings: &[Warning]) -> String {
    let page = Page { query: "Ferry", parsed: "ferry", warnings, hits, offset: 0 };
    let mut out = Vec::new();
    json.hits(&page, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_page_is_version_one() {
    let mut hits = samples::hits(vec![samples::hit()]);
    hits.total.texts_exact = false;
    let warnings = [Warning { code: "W102", message: "mixed".into(), span: Some(3..7) }];
    assert_eq!(
        render(&Json::default(), &hits, &warnings),
        concat!(
            r#"{"format_version":1,"query":"Ferry","parsed":"ferry","#,
            r#""generation":"000001-20241103T020000Z-1f3a","took_us":412,"#,
            r#""total":{"articles":1,"articles_exact":true,"texts":1,"texts_exact":false},"#,
            r#""undated_excluded":0,"relaxed":false,"required":null,"partial":false,"#,
            r#""exit_code":0,"suggestion":null,"#,
            r#""warnings":[{"code":"W102","message":"mixed","span":[3,7]}],"#,
            r#""hits":[{"rank":1,"id":"0123456789abcdef0123456789abcdef","own_id":"wire-17","#,
            r#""score":8.41,"headline":"Harbour council backs the new ferry","#,
            r#""headline_highlights":[[30,35]],"#,
            r#""date":{"start":"2024-08-21","end":"2024-08-21","precision":"day","#,
            r#""provenance":"metadata"},"#,
            r#""sources":[{"name":"Harbour Post","role":"origin"},"#,
            r#"{"name":"Coast Wire","role":"via"}],"#,
            r#""byline":"Ada Quill","place":"Port Alder","section":"Transport","lang":"en","#,
            r#""url":"https://example.org/ferry","path":"sample/ferry.txt","words":612,"#,
            r#""snippet":{"text":"The ferry will cross the bay every hour, the council said.","#,
            r#""highlights":[[4,9]]},"copies":2,"other_copies":["#,
            r#"{"id":"89abcdef0123456789abcdef01234567","#,
            r#""date":{"start":"2024-08-22","end":"2024-08-22","precision":"day","#,
            r#""provenance":"metadata"},"#,
            r#""sources":[{"name":"Ferry News","role":"origin"}],"#,
            r#""path":"sample/again.txt"}]}]}"#,
            "\n"
        )
    );
}

#[test]
fn hostile_text_survives_but_never_steers() {
    let hits = samples::hits(vec![samples::hostile()]);
    let text = render(&Json::default(), &hits, &[]);
    assert!(!text.trim_end().contains(sanitize::is_harmful), "{text}");
    let value: Value = serde_json::from_str(&text).unwrap();
    let hit = &value["hits"][0];
    assert_eq!(hit["headline"].as_str(), samples::hostile().headline.as_deref());
    assert_eq!(hit["sources"][0]["name"].as_str().unwrap(), samples::hostile().sources[0].name);
    assert!(hit["date"].is_null());
}

#[test]
fn lines_are_hits_alone() {
    let hits = samples::hits(vec![samples::hit(), samples::hostile()]);
    let text = render(&Json { lines: true, ..Json::default() }, &hits, &[]);
    let ranks: Vec<u64> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["rank"].as_u64().unwrap())
        .collect();
    assert_eq!(ranks, [1, 2]);
    assert_eq!(render(&Json { lines: true, ..Json::default() }, &samples::hits(vec![]), &[]), "");
}

#[test]
fn fields_can_be_chosen() {
    let hits = samples::hits(vec![samples::hit()]);
    let columns = Some(vec![Column::Headline, Column::Date]);
    let page = render(&Json { columns: columns.clone(), ..Json::default() }, &hits, &[]);
    let value: Value = serde_json::from_str(&page).unwrap();
    let keys: Vec<&String> = value["hits"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    let line = render(&Json { columns, lines: true, exit_code: 0 }, &hits, &[]);
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value["hits"][0]);
}

#[test]
fn relaxation_notes_and_empty_answers_are_told() {
    let mut hits = samples::hits(vec![]);
    hits.relaxed = Some(Relaxed { required: 2, of: 3 });
    hits.notes = vec![Note::new("W201", "cut".into())];
    hits.suggestion = Some("ferry".into());
    let json = Json { exit_code: 1, ..Json::default() };
    let value: Value = serde_json::from_str(&render(&json, &hits, &[])).unwrap();
    assert_eq!(value["relaxed"], true);
    assert_eq!(value["warnings"][0]["code"], "W201");
    assert!(value["warnings"][0]["span"].is_null());
    assert_eq!(value["exit_code"], 1);
    assert_eq!(value["hits"].as_array().unwrap().len(), 0);
}

#[test]
fn errors_are_objects() {
    let view = ErrorView {
        code: "Q107",
        message: "proximity needs a word",
        span: Some([13, 18]),
        help: Some("headline:sign PRE/3 deal"),
        exit_code: 2,
    };
    let mut out = Vec::new();
    error(&view, &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        concat!(
            r#"{"format_version":1,"error":{"code":"Q107","message":"proximity needs a word","#,
            r#""span":[13,18],"help":"headline:sign PRE/3 deal","exit_code":2}}"#,
            "\n"
        )
    );
}

#[test]
fn an_article_has_its_text() {
    let mut out = Vec::new();
    Json::default().article(&samples::stored(), &mut out).unwrap();
    let value: Value = serde_json::from_slice(&out).unwrap();
    let article = &value["article"];
    assert_eq!(article["id"], "0123456789abcdef0123456789abcdef");
    assert_eq!(article["body"].as_str(), Some(samples::stored().article.body.as_str()));
    assert_eq!(article["locations"].as_array().unwrap().len(), 2);
    assert_eq!(article["evidence"]["date"][1]["rejected"], "of lower rank");
}

/// The schema is checked by hand, key by key: it must name exactly the keys that are written.
#[test]
fn the_schema_names_every_key() {
    let schema: Value =
        serde_json::from_str(include_str!("../../docs/output-v1.schema.json")).unwrap();
    let text = render(&Json::default(), &samples::hits(vec![samples::hit()]), &[]);
    let page: Value = serde_json::from_str(&text).unwrap();
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let defined = |name: &str| &schema["$defs"][name]["properties"];
    // In a batch both say which query they belong to.
    let in_a_batch = |value: &Value| {
        let mut value = value.clone();
        value["qid"] = "q1".into();
        keys(&value)
    };
    assert_eq!(in_a_batch(&page), keys(defined("page")));
    assert_eq!(in_a_batch(&page["hits"][0]), keys(defined("hit")));
    assert_eq!(keys(&page["total"]), keys(&defined("page")["total"]["properties"]));
    assert_eq!(keys(&page["hits"][0]["date"]), keys(defined("date")));
    assert_eq!(keys(&page["hits"][0]["other_copies"][0]), keys(defined("other")));
    let mut out = Vec::new();
    Json::default().article(&samples::stored(), &mut out).unwrap();
    let article: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(keys(&article["article"]), keys(defined("article")));
    let view = ErrorView { code: "c", message: "m", span: None, help: None, exit_code: 2 };
    let error = serde_json::to_value(view).unwrap();
    assert_eq!(keys(&error), keys(defined("error")));
}
