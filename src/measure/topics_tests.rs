use super::*;

const TREC: &str = "\u{feff}\n<top>\n\n<num> Number: 307\n<title> New ferries &amp; R&D\n\n<desc> Description:\n\
    Which harbours\nbought ferries of <5 years?\n\n<narr> Narrative:\nNot boats.\n\n</top>\n\n\
    <TOP><NUM>310</NUM><TITLE>Topic:  Storms </TITLE><url>https://example.org/<url></TOP>\n";

fn texts(text: &str, parts: &[Part]) -> Vec<(String, String)> {
    let topics = read(text).unwrap();
    topics.iter().map(|topic| (topic.id.clone(), topic.text(parts).unwrap())).collect()
}

fn pair(id: &str, text: &str) -> (String, String) {
    (id.to_owned(), text.to_owned())
}

fn error(text: &str) -> (Option<usize>, String) {
    let error = read(text).unwrap_err();
    assert!(!error.help.is_empty());
    (error.line, error.message)
}

#[test]
fn trec_topics_have_parts() {
    assert_eq!(
        texts(TREC, &[Part::Title]),
        [pair("307", "New ferries & R&D"), pair("310", "Storms")]
    );
    let topics = read(TREC).unwrap();
    assert_eq!((topics[0].line, topics[1].line), (2, 16));
    assert_eq!(
        topics[0].text(&[Part::Title, Part::Desc]).unwrap(),
        "New ferries & R&D Which harbours bought ferries of <5 years?"
    );
    assert_eq!(topics[0].text(&[Part::Narr]).unwrap(), "Not boats.");
    let missing = topics[1].text(&[Part::Title, Part::Desc]).unwrap_err();
    assert_eq!((missing.line, missing.message.as_str()), (Some(16), "topic 310 has no desc"));
    assert!(missing.help.contains("it has title"));
}

#[test]
fn faults_of_trec_topics_have_lines() {
    assert_eq!(error("<top>\n<num> 1\n<title> x\n").0, Some(1));
    assert_eq!(error("<top>\n<num> 1\n<title> x\n<top>\n").0, Some(1));
    assert_eq!(error("<top>\n<title> x\n</top>\n"), (Some(1), "the topic has no <num>".to_owned()));
    let stray = "<top><num>1<title>x</top>\n\n stray\n<top><num>2<title>y</top>";
    assert_eq!(error(stray), (Some(3), "there is text outside of a topic".to_owned()));
    assert_eq!(error("<top><num>1<title>x</top>\n<num>2\n").0, Some(2));
    assert_eq!(error("<top><num>1 2<title>x</top>").0, Some(1));
}

#[test]
fn lines_are_numbered_and_columns_are_named() {
    assert_eq!(
        texts("ferry council\n\n  storm \n", &[Part::Title]),
        [pair("1", "ferry council"), pair("2", "storm")]
    );
    assert_eq!(read("\n\nx\n").unwrap()[0].line, 3);
    assert_eq!(
        texts("q7\tferry\tcouncil\r\n q8 \t storm\r\n", &[Part::Title]),
        [pair("q7", "ferry\tcouncil"), pair("q8", "storm")]
    );
    assert_eq!(error("1\tx\n2 y\n").0, Some(2));
    assert_eq!(error("1\tx\n2\t \n").0, Some(2));
    assert_eq!(error("1\tx\n\n1\ty\n"), (Some(3), "topic 1 stands on line 1 already".to_owned()));
    assert_eq!(error("\n \n").0, None);
}

#[test]
fn json_lines_know_the_names_in_use() {
    let text = "{\"id\": 1, \"query\": \"a\"}\n{\"_id\": \"PLAIN-2\", \"text\": \"b\", \"metadata\": {}}\n\
        {\"qid\":\"3\",\"title\":\"c\",\"description\":\"d\",\"narrative\":null}\n";
    assert_eq!(texts(text, &[Part::Title]), [pair("1", "a"), pair("PLAIN-2", "b"), pair("3", "c")]);
    assert_eq!(read(text).unwrap()[2].text(&[Part::Desc]).unwrap(), "d");
    for (wrong, line) in [
        ("{\"id\": 1, \"query\": \"a\"}\n{\"id\": 2}", 2),
        ("{\"query\": \"a\"}", 1),
        ("{\"id\": 1.5, \"query\": \"a\"}", 1),
        ("{\"id\": 1, \"query\": 3}", 1),
        ("{\"id\": 1, \"query\": \"a\"}\nplain words", 2),
        ("{\"id\": \"a b\", \"query\": \"a\"}", 1),
    ] {
        assert_eq!(error(wrong).0, Some(line), "{wrong}");
    }
}

proptest::proptest! {
    #[test]
    fn no_file_makes_a_reader_panic(text in "(<top>|<num>|</top>|[<>&\\t\\n{}\": 0-9aß渡\u{feff}]){0,40}") {
        let mut ids: Vec<String> = match read(&text) {
            Ok(topics) => topics.into_iter().map(|topic| topic.id).collect(),
            Err(error) => {
                let lines = text.lines().count();
                proptest::prop_assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)));
                Vec::new()
            }
        };
        let many = ids.len();
        ids.sort();
        ids.dedup();
        proptest::prop_assert_eq!(ids.len(), many);
        let _ = (crate::measure::qrels::read(&text), crate::measure::run::read(&text, 3));
    }
}
