//! `search batch`: many queries in one run of the real program, in every form of file and answer.

use serde_json::Value;

use crate::newsroom::{NOW, Newsroom, finish};
use crate::schema::conforms;
use crate::wire;

const QUERIES: &str = "ferry\n(storm OR\nzeppelin\nplace:\"Port Alder\"\n";

fn room() -> Newsroom {
    let room = wire::fresh();
    room.write("queries", QUERIES);
    room
}

#[test]
fn a_wrong_query_has_its_line_and_the_others_their_answers() {
    let room = room();
    let json =
        room.run(["batch", "queries", "--format", "json", "-n", "3", "--now", NOW]).code(2).json();
    conforms(&json, "batch");
    assert_eq!(json["exit_code"], 2);
    let answers = json["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 4);
    for (at, query) in QUERIES.lines().enumerate() {
        assert_eq!(answers[at]["qid"], (at + 1).to_string());
        assert_eq!(answers[at]["query"], query);
        if at == 1 {
            assert!(answers[at]["error"]["code"].as_str().unwrap().starts_with('Q'));
            continue;
        }
        // Alone it has the same answer.
        let mut alone = room.json(&["-n", "3"], query);
        let mut batched = answers[at].clone();
        for value in [&mut alone, &mut batched] {
            let keys = value.as_object_mut().unwrap();
            keys.remove("qid");
            keys.remove("took_us");
        }
        assert_eq!(batched, alone);
    }
    let text = room.run(["batch", "queries"]).code(2).calm();
    assert!(text.err.is_empty(), "{text:?}");
    assert!(text.out.contains("error[Q"), "{text:?}");
    assert!(text.out.contains("4 queries, 1 without hits, 1 wrong · "), "{text:?}");
    assert!(text.out.lines().all(|line| line.chars().count() <= 80), "{text:?}");
    // A run has no place for it.
    let run = room.run(["batch", "queries", "--format", "trec"]).code(2).says("queries:2: ");
    assert!(run.out.lines().all(|line| !line.starts_with("2 ")), "{run:?}");
}

#[test]
fn tables_lose_no_query() {
    let room = room();
    let table =
        room.run(["batch", "queries", "--format", "csv", "--fields", "rank,own_id,snippet"]);
    let mut reader = csv::Reader::from_reader(table.out.as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heads, ["qid", "query", "articles", "error", "rank", "own_id", "snippet"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |qid: &str| rows.iter().filter(|row| &row[0] == qid).collect::<Vec<_>>();
    assert_eq!(of("1").len().to_string(), of("1")[0][2]);
    assert!(of("1")[0][6].to_lowercase().contains("ferry"), "{rows:?}");
    assert!(of("2").len() == 1 && of("2")[0][3].starts_with('Q'), "{rows:?}");
    assert_eq!((of("3").len(), &of("3")[0][2], &of("3")[0][4]), (1, "0", ""));
    let lines = room.run(["batch", "queries", "--format", "jsonl"]).code(2).json_lines();
    lines.iter().for_each(|line| conforms(line, "batch_line"));
    let of = |qid: &str| lines.iter().filter(|line| line["qid"] == qid).count();
    assert_eq!([of("1"), of("2"), of("3"), of("4")], [4, 1, 1, 1]);
    let markdown = room.run(["batch", "queries", "--format", "md"]).code(2);
    assert!(markdown.out.starts_with("| query | articles | ms |"), "{markdown:?}");
    room.run(["batch", "queries", "--fields", "rank"]).code(2).says("--fields goes with");
}

#[test]
fn a_bag_has_no_syntax() {
    let room = room();
    let bag = room.run(["batch", "queries", "--bag", "--format", "json"]).code(0).json();
    let articles = |at: usize| bag["answers"][at]["total"]["articles"].as_u64().unwrap();
    // "Place", "Port" and "Alder" are words like others, any of which may match.
    assert!(articles(1) >= 3 && articles(3) >= 1, "{bag}");
    room.write("nothing", "zeppelin\nxylophone\n");
    room.run(["batch", "nothing"]).code(1);
    let options = ["--lang", "zh", "--since", "2024-08-01", "--format", "json"];
    room.write("ferries", "渡轮\nferry\n");
    let json = room.run(["batch", "ferries"].iter().chain(&options)).code(0).json();
    let found = json["answers"].as_array().unwrap().iter().map(|a| &a["total"]["articles"]);
    assert_eq!(found.collect::<Vec<_>>(), [&Value::from(1), &Value::from(0)]);
    room.run(["batch", "ferries", "--since", "someday"]).code(2).says("--since");
}

#[test]
fn standard_input_is_read() {
    let room = room();
    let script = "printf 'q7\\tferry\\nq8\\tstorm\\n' | \"$0\" \"$@\"";
    let args = ["batch", "-", "--format", "csv", "--fields", "rank"];
    let outcome = finish(room.shell(script, &args), "batch -".to_owned()).code(0);
    assert!(outcome.out.contains("\nq7,ferry,4,,1\n") && outcome.out.contains("\nq8,storm,"));
    let script = "printf 'a\\tb\\nc\\n' | \"$0\" \"$@\"";
    let outcome = finish(room.shell(script, &args), "batch -".to_owned()).code(2);
    outcome.says("standard input:2: there is no tab");
    room.run(["batch", "nowhere"]).code(2).says("nowhere cannot be read");
    // Nobody reads on.
    let script = "\"$0\" \"$@\" | head -n 1";
    let outcome =
        finish(room.shell(script, &["batch", "queries", "--format", "jsonl"]), String::new());
    assert_eq!((outcome.code, outcome.out.lines().count(), outcome.err.as_str()), (0, 1, ""));
}

#[test]
fn a_run_is_one_that_trec_eval_reads() {
    let room = room();
    // Two articles have the same own id, and articles without any score are ordered all the same.
    room.write("topics", "t1\tgull sandwich\nt2\tferry storm council\n");
    let args = ["batch", "topics", "--bag", "--format", "trec", "--tag", "my run"];
    let run = room.run(args).code(0);
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split(' ').collect()).collect();
    for topic in ["t1", "t2"] {
        let of: Vec<&Vec<&str>> = rows.iter().filter(|row| row[0] == topic).collect();
        let mut names: Vec<&str> = of.iter().map(|row| row[2]).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), of.len(), "{run:?}");
        let scores: Vec<f32> = of.iter().map(|row| row[4].parse().unwrap()).collect();
        assert!(scores.windows(2).all(|pair| pair[0] > pair[1]), "{run:?}");
        let ranks: Vec<String> = of.iter().map(|row| row[3].to_owned()).collect();
        assert_eq!(ranks, (1..=of.len()).map(|rank| rank.to_string()).collect::<Vec<_>>());
    }
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "my_run"));
    assert!(!run.out.contains(" twin "), "{run:?}");
    room.write("all", "*\n");
    let all = room.run(["batch", "all", "--format", "trec"]).code(0).out;
    let scores: Vec<f32> =
        all.lines().map(|line| line.split(' ').nth(4).unwrap().parse().unwrap()).collect();
    assert!(scores.len() == 12 && scores.windows(2).all(|pair| pair[0] > pair[1]), "{all}");
}

#[test]
fn without_an_index_there_is_none() {
    let room = Newsroom::new();
    room.write("queries", QUERIES);
    room.run(["batch", "queries"]).code(3);
    let told = room.run(["batch", "queries", "--format", "json"]).code(3).json();
    conforms(&told, "failure");
}
