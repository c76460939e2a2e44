//! Wires: items that may not be shown yet, items that come again, items that are taken back.

use crate::newsroom::{Newsroom, texts};

/// A story of NITF: id, number of its state, issue, release, text.
fn nitf(id: &str, version: u32, issued: &str, release: &str, text: &str) -> String {
    let release = match release {
        "" => String::new(),
        until => format!(r#"<date.release norm="{until}"/>"#),
    };
    format!(
        r#"<nitf><head><docdata><doc-id id-string="{id}" regsrc="wire.example"/>
        <date.issue norm="{issued}"/>{release}<du-key version="{version}"/></docdata></head><body>
        <body.head><hedline><hl1>The harbour story {id}</hl1></hedline></body.head>
        <body.content><p>{text}</p></body.content></body></nitf>"#
    )
}

#[test]
fn an_embargo_holds_until_its_instant_and_no_longer() {
    let later = nitf("later", 1, "20240826T080000Z", "20240826T160000+0200", "Herring is dear.");
    let never = nitf("never", 1, "20240826T090000Z", "21990101T000000Z", "Herring is free.");
    let open = nitf("open", 1, "20240826T070000Z", "20240826T070000Z", "Herring is cheap.");
    let room = Newsroom::with(&[("a.xml", &later), ("b.xml", &never), ("c.xml", &open)]);
    let at = |now: &str, rest: &[&str]| {
        let mut args = vec!["--now", now, "--zone", "UTC"];
        args.extend(rest);
        room.run(args)
    };
    for (now, held) in [
        ("2024-08-26T13:59:59Z", 1),
        ("2024-08-26T14:00:00Z", 2),
        ("2198-12-31T23:59:59Z", 2),
        ("2199-01-01T00:00:00Z", 3),
    ] {
        let count = at(now, &["--count", "--", "herring"]).code(0);
        assert_eq!(count.out, format!("{held}\n"), "{now}");
        for query in ["herring", "herring -salmon", "date:2024", "headline:harbour", "date:*"] {
            for sort in ["relevance", "newest", "oldest"] {
                let args = ["--format", "json", "--sort", sort, "--", query];
                let found = at(now, &args).code(0).json();
                assert_eq!(texts(&found, "path").len(), held, "{now} {query} {sort}");
                assert_eq!(found["total"]["articles"], held, "{now} {query} {sort}: {found}");
            }
        }
    }
    at("2024-08-26T13:00:00Z", &["--count", "--", "dear"]).code(1);
    let told = room.run(["show", "never"]).code(1).calm().says("under embargo until");
    assert!(told.err.contains("2199-01-01"), "{told:?}");
    assert!(!format!("{told:?}").contains("free"), "{told:?}");
    room.run(["show", "never", "--format", "json"]).code(1);
    let shown = room.run(["show", "later", "--format", "json"]).code(0).json();
    assert_eq!(shown["article"]["embargo"], "2024-08-26T14:00:00Z");
    let lines = room.run(["extract", "-q", "corpus/a.xml"]).code(0).json_lines();
    assert_eq!(lines[0]["embargo"], "2024-08-26T14:00:00Z");
}

#[test]
fn an_embargo_that_cannot_be_read_keeps_the_article_out() {
    let open = nitf("open", 1, "20240826T070000Z", "", "Herring is cheap.");
    let unclear = nitf("unclear", 1, "20240826T070000Z", "after 9 at the desk", "Cod is dear.");
    let room = Newsroom::with(&[("a.xml", &open), ("b.xml", &unclear)]);
    room.ask(&["--count"], "cod").code(1);
    let lines = room.run(["extract", "-q", "corpus/b.xml"]).json_lines();
    assert_eq!(
        (&lines[0]["code"], &lines[0]["verdict"]),
        (&"bad-embargo".into(), &"rejected".into())
    );
}

/// Builds with these files under these names; returns paths of the hits of `harbour`, and the lines of
/// what was left out.
fn built(files: &[(&str, String)], threads: &str) -> (Vec<String>, Vec<String>) {
    let room = Newsroom::new();
    for (name, text) in files {
        room.write(&format!("corpus/{name}"), text);
    }
    room.run(["index", "--threads", threads]).code(0);
    room.run(["index", "verify"]).code(0);
    let mut paths = room.paths("harbour");
    paths.sort();
    let rejects = std::fs::read_to_string(room.live().join("rejects.jsonl")).unwrap();
    (paths, rejects.lines().map(str::to_owned).collect())
}

#[test]
fn the_newest_state_of_an_item_is_the_article() {
    let states = [
        nitf("a", 1, "20240822T070000Z", "", "One tug."),
        nitf("a", 3, "20240822T090000Z", "", "Three tugs."),
        nitf("a", 2, "20240822T080000Z", "", "Two tugs."),
        nitf("b", 1, "20240822T080000Z", "", "Another story."),
    ];
    let names = ["1.xml", "2.xml", "3.xml", "4.xml"];
    for order in [[0, 1, 2, 3], [2, 1, 0, 3], [3, 0, 2, 1]] {
        let named: Vec<(&str, String)> =
            order.iter().zip(names).map(|(&state, name)| (name, states[state].clone())).collect();
        let newest = order.iter().position(|&state| state == 1).unwrap();
        let other = order.iter().position(|&state| state == 3).unwrap();
        let mut wanted = [newest, other].map(|at| format!("corpus/{}", names[at])).to_vec();
        wanted.sort();
        for threads in ["1", "3"] {
            let (paths, rejects) = built(&named, threads);
            assert_eq!(paths, wanted, "{order:?}");
            assert_eq!(rejects.len(), 2, "{rejects:?}");
            let why = format!("an older version of the item in corpus/{} at", names[newest]);
            for line in &rejects {
                assert!(line.contains("superseded") && line.contains(&why), "{line}");
                assert!(line.contains("skipped"), "{line}");
            }
        }
    }
}

#[test]
fn a_kill_takes_what_was_sent_before_it_along() {
    let story = nitf("a", 1, "20240822T070000Z", "", "One tug.");
    let other = nitf("b", 1, "20240822T080000Z", "", "Another story.");
    let kill = r#"<nitf><head><docdata><doc-id id-string="a" regsrc="wire.example"/>
        <date.issue norm="20240822T090000Z"/><ed-msg info="Kill"/></docdata></head><body>
        <body.content><p>Kill the harbour story.</p></body.content></body></nitf>"#;
    for names in [["1.xml", "2.xml"], ["2.xml", "1.xml"]] {
        let files =
            [(names[0], story.clone()), (names[1], kill.to_owned()), ("3.xml", other.clone())];
        let (paths, rejects) = built(&files, "2");
        assert_eq!(paths, ["corpus/3.xml"]);
        assert_eq!(rejects.len(), 2, "{rejects:?}");
        let told = |code: &str| rejects.iter().find(|line| line.contains(code)).unwrap();
        let why = format!("by the record in corpus/{} at offset 0", names[1]);
        assert!(told("superseded").contains(&why), "{rejects:?}");
        assert!(told("\"killed\"").contains("took this item back"), "{rejects:?}");
    }
}

#[test]
fn the_nights_tell_of_superseded_articles_once() {
    let room = Newsroom::with(&[
        ("1.xml", &nitf("a", 1, "20240822T070000Z", "", "One tug.")),
        ("9.xml", &nitf("b", 1, "20240822T070000Z", "", "A ferry.")),
    ]);
    let verdicts = || {
        let manifest = std::fs::read_to_string(room.live().join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let counts = manifest["verdicts"].as_array().unwrap().clone();
        let count = |name: &str| {
            let found = counts.iter().find(|pair| pair[0] == name);
            found.and_then(|pair| pair[1].as_u64()).unwrap_or(0)
        };
        ["indexed", "same", "deleted", "skipped"].map(count)
    };
    assert_eq!(verdicts(), [2, 0, 0, 0]);
    room.write("corpus/2.xml", nitf("a", 2, "20240822T080000Z", "", "Two tugs."));
    for wanted in [[1, 1, 0, 1], [0, 2, 0, 1]] {
        room.run(["index", "rebuild"]).code(0);
        assert_eq!(verdicts(), wanted);
        assert_eq!(room.ask(&["--count"], "harbour").out, "2\n");
        assert_eq!(room.ask(&["--count"], "\"one tug\"").code(1).out, "0\n");
    }
}
