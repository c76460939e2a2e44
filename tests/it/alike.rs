//! Every command that asks reads a query alike: the language of the settings, the user's names, the ranking.

use serde_json::Value;

use crate::newsroom::Newsroom;

/// A room in which queries are those of Nexis and Ada Quill has another rendering.
fn room() -> Newsroom {
    let room = Newsroom::with(&[
        ("near.txt", "Oil\n\nThe oil in the harbour has prices of its own.\n"),
        ("far.txt", "Oil\n\nOil came. Nobody who was there asked what the prices were.\n"),
        ("zh.txt", "新闻\n\n昨天艾达到了。\n"),
        ("en.txt", "News\n\nYesterday Ada Quill arrived.\n"),
    ]);
    room.write("names.toml", "[[name]]\nspellings = ['Ada Quill', '艾达']\n");
    room.write("search.toml", "names = 'names.toml'\n");
    room
}

fn paths(page: &Value) -> Vec<&str> {
    let hits = page["hits"].as_array().unwrap();
    hits.iter().map(|hit| hit["path"].as_str().unwrap()).collect()
}

#[test]
fn the_language_of_the_settings_is_that_of_every_command() {
    let room = room();
    room.write("search.toml", "syntax = 'nexis'\n");
    let page = room.json(&[], "oil w/5 prices");
    assert_eq!(paths(&page), ["corpus/near.txt"]);
    let id = page["hits"][0]["id"].as_str().unwrap().to_owned();
    let told = room.run(["explain", &id, "oil w/5 prices", "--format", "json"]).code(0).json();
    assert_eq!(told["parsed"], "oil NEAR/5 prices");
    room.write("queries", "a\toil w/5 prices\n");
    let batch = room.run(["batch", "queries", "--format", "json"]).code(0).out;
    assert!(batch.contains("oil NEAR/5 prices"), "{batch}");
    room.write("search.toml", "");
    let run = room.run(["batch", "queries", "--syntax", "nexis", "--format", "trec"]).code(0).out;
    assert_eq!(run.lines().count(), 1, "{run}");
    // Both are judged relevant. In our own language `w/5` is a word that none has, and both are found.
    let all = room.run(["batch", "queries", "--bag", "--format", "trec"]).code(0).out;
    let ids = all.lines().map(|line| line.split_whitespace().nth(2).unwrap());
    let judged: Vec<String> = ids.map(|id| format!("a 0 {id} 1\n")).collect();
    assert_eq!(judged.len(), 2, "{all}");
    room.write("qrels", judged.concat());
    let map = |syntax: &str| {
        let eval = ["eval", "queries", "qrels", "--syntax", syntax, "--format", "json"];
        room.run(eval).code(0).json()["settings"][0]["scores"]["map"].as_f64().unwrap()
    };
    assert_eq!((map("nexis"), map("own")), (0.5, 1.0));
}

#[test]
fn the_names_of_the_settings_are_those_of_every_command() {
    let room = room();
    let query = "name:\"Ada Quill\"";
    let mut found = room.paths(query);
    found.sort_unstable();
    assert_eq!(found, ["corpus/en.txt", "corpus/zh.txt"]);
    room.write("queries", format!("a\t{query}\n"));
    let run = room.run(["batch", "queries", "--format", "trec"]).code(0).out;
    assert_eq!(run.lines().count(), 2, "{run}");
    let ids: Vec<&str> = run.lines().map(|line| line.split_whitespace().nth(2).unwrap()).collect();
    for id in &ids {
        room.run(["explain", id, query]).code(0);
    }
    room.write("qrels", format!("a 0 {} 1\na 0 {} 1\n", ids[0], ids[1]));
    let eval = room.run(["eval", "queries", "qrels", "--syntax", "own", "--format", "json"]);
    assert_eq!(eval.code(0).json()["settings"][0]["scores"]["map"], 1.0);
}

#[test]
fn one_key_of_the_ranking_leaves_the_others_as_they_are() {
    let room = room();
    // Where function words are scored, who asks is found before who does not.
    room.write("search.toml", "[ranking]\nstop-words = 'none'\n");
    room.write("queries", "a\twho prices\n");
    let near = room.run(["batch", "queries", "--bag", "--format", "trec"]).code(0).out;
    let docid = near.split_whitespace().nth(2).unwrap().to_owned();
    room.write("qrels", format!("a 0 {docid} 1\n"));
    let typed = ["eval", "queries", "qrels", "--format", "json", "--per-topic"];
    let base = room.run(typed).code(0).json();
    assert_eq!(base["settings"][0]["scores"]["map"], 1.0);
    let map = |setting: &str| {
        let set = room.run(typed.iter().chain(&["--set", setting])).code(0).json();
        set["settings"][0]["scores"]["map"].as_f64().unwrap()
    };
    assert_eq!(map("ranking.term-weight=false"), 1.0);
    assert!(map("ranking.stop-words=wide") < 1.0);
}
