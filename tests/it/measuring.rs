//! `search eval`: figures of the real program on a small corpus with topics and judgements of these tests.

use std::sync::OnceLock;

use serde_json::Value;

use crate::newsroom::{NOW, Newsroom};
use crate::schema::conforms;
use crate::wire;

const TREC: &str = "<top>\n<num> Number: 1\n<title> lighthouse keeper\n\n<desc> Description:\nferry timetable\n\
                    </top>\n<top>\n<num> Number: 2\n<title> auditors pencil\n<desc> storm\n</top>\n\
                    <top>\n<num> Number: 3\n<title> zeppelin\n<desc> zeppelin\n</top>\n\
                    <top>\n<num> Number: 9\n<title> gull\n<desc> gull\n</top>\n";
const COLUMNS: &str = "1\tlighthouse keeper\n2\tauditors pencil\n3\tzeppelin\n9\tgull\n";
const JSON: &str = "{\"id\": 1, \"query\": \"lighthouse keeper\"}\n{\"id\": \"2\", \"query\": \"auditors pencil\"}\n\
                    {\"qid\": \"3\", \"title\": \"zeppelin\"}\n{\"num\": 9, \"text\": \"gull\"}\n";
const PLAIN: &str = "lighthouse keeper\nauditors pencil\nzeppelin\n";

/// w-04 alone has the lighthouse; of topic 2 two are relevant and one is found; topic 3 finds nothing.
const QRELS: &str = "1 0 w-04 2\n1 0 w-03 0\n2 0 w-09 1\n2 0 w-01 1\n2 0 w-02 -1\n3 0 w-05 1\n";

/// A room with the wire and files to measure with.
fn room() -> &'static Newsroom {
    static ROOM: OnceLock<Newsroom> = OnceLock::new();
    ROOM.get_or_init(|| {
        let room = wire::fresh();
        for (name, text) in [
            ("topics.trec", TREC),
            ("topics.tsv", COLUMNS),
            ("topics.jsonl", JSON),
            ("topics.txt", PLAIN),
            ("qrels", QRELS),
            ("storms", "s\tferry storm harbour council\n"),
            ("storms.qrels", "s 0 w-04 1\ns 0 w-02 1\ns 0 w-05 2\ns 0 w-01 0\n"),
        ] {
            room.write(name, text);
        }
        room
    })
}

fn json(args: &[&str]) -> Value {
    let all = ["eval"].iter().chain(args).chain(&["--format", "json", "--now", NOW]);
    let answer = room().run(all).code(0).json();
    conforms(&answer, "evaluation");
    answer
}

fn figures(setting: &Value) -> [f64; 5] {
    ["ndcg_cut_10", "map", "recip_rank", "P_10", "recall_100"]
        .map(|name| setting["scores"][name].as_f64().unwrap())
}

#[track_caller]
fn close(found: [f64; 5], wanted: [f64; 5]) {
    let apart = found.iter().zip(wanted).any(|(found, wanted)| (found - wanted).abs() > 1e-9);
    assert!(!apart, "{found:?} is not {wanted:?}");
}

/// The mean of three topics: all found at once; one of two found at once; nothing.
/// The discount of the second rank is 1/log2(3).
fn by_hand() -> [f64; 5] {
    let half = 1.0 / (1.0 + 1.0 / 3.0_f64.log2());
    [(1.0 + half) / 3.0, 1.5 / 3.0, 2.0 / 3.0, 0.2 / 3.0, 1.5 / 3.0]
}

#[test]
fn every_form_of_topics_gives_the_figures_made_by_hand() {
    for topics in ["topics.trec", "topics.tsv", "topics.jsonl", "topics.txt"] {
        let answer = json(&[topics, "qrels"]);
        close(figures(&answer["settings"][0]), by_hand());
        assert_eq!(answer["topics"], 3, "{topics}");
        assert_eq!(answer["settings"][0]["unanswered"][0], "3");
        let left_out = answer["notes"].to_string().contains("left out: 1 topic (9) of 4 topics");
        assert_eq!(left_out, topics != "topics.txt", "{answer}");
    }
    let text = room().run(["eval", "topics.tsv", "qrels"]).code(0);
    assert!(text.out.contains("\nMAP           0.5000\n"), "{text:?}");
    assert!(text.out.contains("3 topics, 4 relevant documents · 1,000 hits a topic"), "{text:?}");
    text.says("note: base: nothing found, counted as 0: 1 topic (3)").says("left out: 1 topic (9)");
    assert!(room().run(["eval", "topics.tsv", "qrels", "-q"]).code(0).err.is_empty());
}

#[test]
fn other_parts_of_a_topic_can_be_asked() {
    let answer = json(&["topics.trec", "qrels", "--topic-fields", "desc", "--per-topic"]);
    assert_eq!(answer["per_topic"][1]["query"], "storm");
    let both = json(&["topics.trec", "qrels", "--topic-fields", "title,desc", "--per-topic"]);
    assert_eq!(both["per_topic"][0]["query"], "lighthouse keeper ferry timetable");
    let wrong = room().run(["eval", "topics.tsv", "qrels", "--topic-fields", "narr"]).code(2);
    wrong.says("topics.tsv:1: topic 1 has no narr; it has title");
}

#[test]
fn a_run_gives_the_figures_of_the_search_that_wrote_it() {
    let run = room().run(["batch", "storms", "--bag", "--format", "trec"]).code(0).out;
    assert!(run.lines().count() > 4, "{run}");
    room().write("storms.run", &run);
    let searched = json(&["storms", "storms.qrels"]);
    let read = json(&["storms.qrels", "--run", "storms.run"]);
    assert_eq!(figures(&searched["settings"][0]), figures(&read["settings"][0]));
    assert!(figures(&read["settings"][0])[1] > 0.0);
    assert_eq!(read["settings"][0]["generation"], Value::Null);
    // In any order of lines.
    let mut lines: Vec<&str> = run.lines().collect();
    lines.sort_unstable();
    room().write("shuffled.run", lines.join("\n"));
    let both =
        json(&["storms", "storms.qrels", "--run", "shuffled.run", "--against", "recency=off"]);
    assert_eq!(both["settings"][1]["against_first"]["map"]["difference"], 0.0);
    assert_eq!(both["settings"][1]["against_first"]["map"]["p"], 1.0);
    // A run that is cut is worse.
    let short = json(&["storms.qrels", "--run", "storms.run", "-k", "1"]);
    assert!(figures(&short["settings"][0])[1] < figures(&read["settings"][0])[1]);
}

#[test]
fn settings_are_compared() {
    room().write("newer.toml", "recency = \"strong\"\ncollapse = \"text\"\nlimit = 1\n");
    let args = ["storms", "storms.qrels", "--per-topic", "--against", "newer.toml"];
    let answer = json(&[&args[..], &["--against", "recency=strong"]].concat());
    let [base, file, typed] = [0, 1, 2].map(|at| answer["settings"][at].clone());
    assert_eq!((&base["name"], &typed["name"]), (&"base".into(), &"recency=strong".into()));
    // What a settings file says of pages is not about the order of hits.
    assert_eq!(figures(&file), figures(&typed));
    assert_ne!(figures(&base), figures(&typed));
    let [had, has] = [&base, &typed].map(|setting| figures(setting)[1]);
    let difference = typed["against_first"]["map"]["difference"].as_f64().unwrap();
    assert!((difference - (has - had)).abs() < 1e-12);
    // One topic can be chance.
    assert_eq!(typed["against_first"]["map"]["p"], 1.0);
    assert_eq!(answer["per_topic"][0]["settings"].as_array().unwrap().len(), 3);
    let set = json(&["storms", "storms.qrels", "--set", "recency=strong"]);
    assert_eq!(figures(&set["settings"][0]), figures(&typed));
    // Another index is a setting, too.
    room().run(["--index", "other", "index", "corpus"]).code(0);
    let other = json(&["storms", "storms.qrels", "--against", "index=other"]);
    assert_eq!(other["settings"][1]["against_first"]["map"]["difference"], 0.0);
    for (wrong, says) in [
        ("limit=3", "limit changes neither"),
        ("recncy=soft", "did you mean \"recency\""),
        ("nowhere.toml", "no settings file"),
        ("nowhere.run", "cannot be read"),
        ("index=nowhere", "no index in nowhere"),
    ] {
        let code = if wrong.starts_with("index") { 3 } else { 2 };
        room().run(["eval", "storms", "storms.qrels", "--against", wrong]).code(code).says(says);
    }
}

#[test]
fn a_settings_file_of_the_place_does_not_change_what_is_measured() {
    let room = wire::fresh();
    room.write("storms", "s\tferry storm harbour council\n");
    room.write("qrels", "s 0 w-04 1\ns 0 w-02 1\ns 0 w-05 2\n");
    let eval = ["eval", "storms", "qrels", "--format", "json", "--now", NOW];
    let bare = room.run(eval).code(0).json();
    room.write(
        "search.toml",
        "limit = 1\nmatch = \"all\"\nsort = \"oldest\"\nlang = \"zh\"\nsince = \"2024-08-23\"\nformat = \"csv\"\n",
    );
    assert_eq!(room.run(eval).code(0).json(), bare);
    room.write("search.toml", "recency = \"strong\"\n");
    let newer = room.run(eval).code(0).json();
    assert_ne!(figures(&newer["settings"][0]), figures(&bare["settings"][0]));
}

#[test]
fn topics_may_be_queries_of_the_language() {
    let room = room();
    room.write("own", "1\theadline:railing\n2\t\"written in pencil\" date:2022\n3\tzeppelin\n");
    let answer = json(&["own", "qrels", "--syntax", "own"]);
    close(figures(&answer["settings"][0]), by_hand());
    room.write("broken", "1\tlighthouse\n2\t(a OR b\n");
    json(&["broken", "qrels"]);
    let wrong = room.run(["eval", "broken", "qrels", "--syntax", "own"]).code(2);
    wrong.says("topic 2: ");
}

#[test]
fn judged_topics_that_are_not_asked_are_said_and_count_as_zero() {
    room().write("one", "2\tauditors pencil\n");
    let zero = json(&["one", "qrels"]);
    assert_eq!((&zero["topics"], &zero["missing"]), (&3.into(), &"zero".into()));
    assert!((figures(&zero["settings"][0])[1] - 0.5 / 3.0).abs() < 1e-9);
    assert!(
        zero["notes"].to_string().contains("not among the topics, counted as 0: 2 topics (1, 3)")
    );
    let skip = json(&["one", "qrels", "--missing", "skip"]);
    assert_eq!((&skip["topics"], figures(&skip["settings"][0])[1]), (&1.into(), 0.5));
    room().write("strange", "301\tferry\n");
    let strange = room().run(["eval", "strange", "qrels"]).code(2);
    strange.says("it has 1 topic (301), judged are 3 topics (1, 2, 3)");
    room().write("foreign.qrels", "1 0 doc-1 1\n");
    let foreign = room().run(["eval", "topics.tsv", "foreign.qrels"]).code(0);
    foreign.says("no document that was found is judged");
}

#[test]
fn tables_are_read_back() {
    let args = ["eval", "topics.tsv", "qrels", "--per-topic", "--against", "recency=soft"];
    for (format, separator) in [("csv", b','), ("tsv", b'\t')] {
        let table = room().run(args.into_iter().chain(["--format", format])).code(0).out;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).from_reader(table.as_bytes());
        let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(heads[..4], ["qid", "setting", "relevant", "ndcg_cut_10"]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        // Three topics and the means, two settings each.
        assert_eq!(rows.len(), 8);
        assert_eq!((&rows[2][0], &rows[2][1], &rows[2][4]), ("2", "base", "0.500000"));
        assert_eq!((&rows[6][0], &rows[6][4]), ("all", "0.500000"));
    }
    let summary = room().run(["eval", "topics.tsv", "qrels", "--format", "csv"]).code(0).out;
    assert!(summary.starts_with("metric,value\nndcg_cut_10,0.5"), "{summary}");
    let markdown = room().run(args.into_iter().chain(["--format", "md"])).code(0).out;
    assert!(markdown.contains("| MAP | recency=soft | 0.5000 | +0.0000 | 1.00000 |"), "{markdown}");
}

#[test]
fn bad_lines_are_named_and_nothing_is_measured() {
    let room = room();
    for (name, text) in [
        ("bad.topics", "1\tferry\nno tab here\n"),
        ("twice.topics", "1\tferry\n1\tstorm\n"),
        ("bad.qrels", "1 0 w-04 1\n1 0 w-05\n"),
        ("grade.qrels", "1 0 w-04 good\n"),
        ("bad.run", "1 Q0 w-04 1 2.5 t\n1 Q0 w-04 2 2.4 t\n"),
        ("empty", "\n"),
    ] {
        room.write(name, text);
    }
    room.write("latin.qrels", b"1 0 w-04 1\n1 0 caf\xe9 1\n");
    for (args, says) in [
        (&["bad.topics", "qrels"][..], "bad.topics:2: there is no tab"),
        (&["twice.topics", "qrels"], "twice.topics:2: topic 1 stands on line 1 already"),
        (&["topics.tsv", "bad.qrels"], "bad.qrels:2: there are 3 columns, not 4"),
        (&["topics.tsv", "grade.qrels"], "grade.qrels:1: \"good\" is not a grade"),
        (&["qrels", "--run", "bad.run"], "bad.run:2: document w-04 stands twice"),
        (&["empty", "qrels"], "empty: there is no topic in it"),
        (&["topics.tsv", "latin.qrels"], "latin.qrels:2: not valid UTF-8"),
        (&["topics.tsv", "nowhere"], "nowhere cannot be read"),
        (&["topics.tsv"], "the judgements are missing"),
        (&["topics.tsv", "qrels", "--format", "trec"], "text, json, csv, tsv or md"),
        (&["qrels", "--run", "bad.run", "--set", "sort=newest"], "cannot be used with"),
    ] {
        let outcome = room.run(["eval"].iter().chain(args)).code(2).says(says).calm();
        assert!(outcome.out.is_empty(), "{outcome:?}");
    }
    let told = room.run(["eval", "topics.tsv", "bad.qrels", "--format", "json"]).code(2).json();
    conforms(&told, "failure");
    assert_eq!(told["error"]["code"], "E005");
    Newsroom::new().run(["eval", "x", "y"]).code(2).says("y cannot be read");
}
