use serde_json::Value;

use super::*;
use crate::engine::Hits;
use crate::render::batch_json::BatchJson;
use crate::render::samples;

fn error() -> ErrorView<'static> {
    let message = "bracket \u{1b}[31mopen";
    ErrorView { code: "Q104", message, span: Some([0, 1]), help: None, exit_code: 2 }
}

/// What a renderer writes of a query with two hits, one with none and a wrong one.
fn written(renderer: &mut dyn BatchRenderer) -> String {
    let none = Hits { total: Default::default(), ..samples::hits(vec![]) };
    let found = samples::hits(vec![samples::hit(), samples::hostile()]);
    let error = error();
    let mut out = Vec::new();
    renderer.begin(&mut out).unwrap();
    for (qid, query, hits) in
        [("q1", "ferry", Some(&found)), ("q2", "zebra", Some(&none)), ("q3", "(a", None)]
    {
        let answer = match hits {
            Some(hits) => {
                let page = Page { query, parsed: query, warnings: &[], hits, offset: 0 };
                Answer::Page { page, exit_code: u8::from(hits.hits.is_empty()) }
            }
            None => Answer::Wrong(&error),
        };
        renderer.answer(&Asked { qid, query, answer }, &mut out).unwrap();
    }
    renderer.end(2, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    text
}

#[test]
fn people_get_a_line_a_query() {
    let text = written(&mut Summary::new(Some(100)));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("query  articles"), "{text}");
    assert!(
        lines[1].starts_with("q1") && lines[1].contains("0123456789ab  Harbour council"),
        "{text}"
    );
    assert!(lines[2].starts_with("q2            0"), "{text}");
    assert!(lines[3].ends_with("error[Q104]: bracket [31mopen"), "{text}");
    assert!(lines[5].starts_with("3 queries, 1 without hits, 1 wrong · "), "{text}");
    let markdown = written(&mut Summary::new(None));
    assert!(markdown.starts_with("| query | articles | ms |"), "{markdown}");
}

#[test]
fn no_query_is_lost_in_rows() {
    let columns = vec![Column::Rank, Column::OwnId];
    let text = written(&mut Rows { separator: Separator::Comma, columns });
    let articles = samples::hits(vec![samples::hit(), samples::hostile()]).total.articles;
    assert_eq!(
        text,
        format!(
            "qid,query,articles,error,rank,own_id\nq1,ferry,{articles},,1,wire-17\n\
             q1,ferry,{articles},,2,\nq2,zebra,0,,,\nq3,(a,,Q104: bracket [31mopen,,\n"
        )
    );
}

#[test]
fn json_is_one_object_or_lines() {
    let value: Value = serde_json::from_str(&written(&mut BatchJson::new(false, None))).unwrap();
    let answers = value["answers"].as_array().unwrap();
    assert_eq!((answers.len(), &value["exit_code"]), (3, &2.into()));
    assert_eq!(
        (&answers[0]["qid"], &answers[0]["hits"][0]["own_id"]),
        (&"q1".into(), &"wire-17".into())
    );
    assert_eq!(
        (&answers[1]["exit_code"], &answers[2]["error"]["code"]),
        (&1.into(), &"Q104".into())
    );
    let chosen = BatchJson::new(true, Some(vec![Column::Rank]));
    let lines: Vec<Value> = written(&mut chosen.clone())
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0], serde_json::json!({ "qid": "q1", "rank": 1 }));
    assert_eq!(lines[2], serde_json::json!({ "qid": "q2", "query": "zebra", "articles": 0 }));
    assert_eq!((lines.len(), &lines[3]["qid"]), (4, &"q3".into()));
}

#[test]
fn a_run_names_its_topics() {
    let text = written(&mut Run { tag: "mine".into() });
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], "q1 Q0 wire-17 1 8.41 mine");
}
