//! Terms and connectors at the command line: what is shown, what is found, what is refused.

use crate::asking::room;
use crate::newsroom::Newsroom;

const SYNTAX: [&str; 2] = ["--syntax", "nexis"];

/// The paths that a query finds, by its own precedence.
fn found(query: &str) -> Vec<String> {
    let page = room().json(&SYNTAX, query);
    let mut names: Vec<String> = crate::newsroom::texts(&page, "path")
        .iter()
        .filter_map(|path| path.rsplit('/').next())
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

#[test]
fn a_parse_shows_our_form() {
    let shown = room().ask(&["--syntax", "nexis", "--parse"], "bank! w/25 loan or credit").code(0);
    assert!(shown.out.starts_with("bank* NEAR/25 (loan OR credit)\n\n"), "{shown:?}");
    let shown = room().ask(&["--syntax", "nexis", "--parse"], "hlead(storm)").code(0);
    assert!(shown.out.starts_with("headline:storm OR lead:storm\n"), "{shown:?}");
}

#[test]
fn a_search_tells_our_form_on_standard_error_or_in_json() {
    let asked = room().ask(&SYNTAX, "headline(ferry) or reopen!").code(0).calm();
    assert!(asked.err.starts_with("read as: headline:ferry OR reopen*\n"), "{asked:?}");
    let csv = room().ask(&["--syntax", "nexis", "--format", "csv"], "storm and tower").code(0);
    assert_eq!(csv.err, "read as: storm AND tower\n");
    let count = room().ask(&["--syntax", "nexis", "--count"], "storm").code(0);
    assert_eq!((count.out.as_str(), count.err.as_str()), ("2\n", "read as: storm\n"));
    assert_eq!(room().ask(&["--syntax", "nexis", "--count", "-q"], "storm").code(0).err, "");
    let page = room().json(&SYNTAX, "storm and not tower or quay");
    assert_eq!(page["parsed"], "storm AND -(tower OR quay)");
    // Our own language stays as quiet as it was.
    assert_eq!(room().ask(&["--count"], "storm").code(0).err, "");
}

#[test]
fn it_finds_what_it_says() {
    assert_eq!(found("storm and not tower"), ["harbour.txt"]);
    assert_eq!(found("st*rm"), ["bridge.txt", "harbour.txt"]);
    assert_eq!(found("stor*"), ["bridge.txt", "harbour.txt"]);
    assert_eq!(found("sto*"), Vec::<String>::new());
    assert_eq!(found("clin!"), ["clinic.txt"]);
    assert_eq!(found("hlead(storm)"), ["harbour.txt"]);
    assert_eq!(found("publication(china daily) or source(reut!)"), ["ferry.json", "quay.json"]);
    assert_eq!(found("dateline(lisbon) and byline(lopes) and language(english)"), ["quay.json"]);
    assert_eq!(found("lamp w/seg gulls"), Vec::<String>::new());
    assert_eq!(found("lamp and gulls"), ["light.json"]);
    assert_eq!(found("keepers w/seg gulls"), ["light.json"]);
    assert_eq!(found("closed not w/seg engineers"), ["bridge.txt"]);
    assert_eq!(found("allcaps(u.s.)"), ["clinic.txt"]);
    assert_eq!(found("allcaps(storm)"), Vec::<String>::new());
}

#[test]
fn errors_have_a_caret_and_a_query_of_that_language() {
    let shown = room().ask(&SYNTAX, "港口 and caps(Storm)").code(2).calm().err;
    assert_eq!(
        shown,
        "error[Q131]: caps() has no exact form here\n  港口 and caps(Storm)\n           ^^^^\n\
         try: 港口 and allcaps(Storm)\n\
         help: a capital anywhere in a word cannot be asked for; allcaps() can\n"
    );
    let out = room().ask(&["--syntax", "nexis", "--format", "json"], "storm w/x tower").code(2);
    let error = &out.json()["error"];
    assert_eq!((&error["code"], &error["help"]), (&"Q132".into(), &"storm w/5 tower".into()));
    assert_eq!(error["span"], serde_json::json!([6, 9]));
}

#[test]
fn a_suggestion_reads_the_same_there() {
    assert_eq!(room().json(&SYNTAX, "harbuor")["suggestion"], "harbour");
    assert_eq!(room().json(&[], "headline:harbuor")["suggestion"], "headline:harbour");
    assert!(room().json(&SYNTAX, "headline(harbuor)")["suggestion"].is_null());
}

#[test]
fn settings_choose_the_language_and_saved_queries_keep_theirs() {
    let room = Newsroom::with(&[
        ("a.txt", "Trains late\n\nThe trains were late.\n"),
        ("b.txt", "Rail strike\n\nNo tram ran.\n"),
    ]);
    room.write(
        "search.toml",
        "syntax = \"nexis\"\n[queries]\nrail = \"rail* OR train\"\nbad = \"train AND\"\n",
    );
    room.run(["index"]).code(0);
    assert_eq!(room.run(["--count", "-q", "@rail and late"]).code(0).out, "1\n");
    assert_eq!(room.run(["--count", "-q", "headline(@rail)"]).code(0).out, "2\n");
    assert_eq!(room.run(["--count", "-q", "--syntax", "own", "headline:@rail"]).code(0).out, "2\n");
    let shown = room.run(["late and @bad"]).code(2).calm().err;
    assert_eq!(
        shown,
        "error[Q106]: in the saved query @bad: AND needs something on both sides\n  late and @bad\n\
        \u{20}          ^^^^\n  @bad: train AND\n              ^^^ nothing after this\n\
         help: to search for the word itself write \\AND\n"
    );
}

#[test]
fn strict_refuses_what_only_the_index_can_tell() {
    let shown = room().ask(&["--strict"], "source:China Daily").code(2).calm().err;
    assert!(shown.starts_with("error[Q130]: "), "{shown}");
    assert!(shown.contains("\n         ^^^^^ may mean something else\n"), "{shown}");
    room().ask(&["--strict"], "source:\"China Daily\"").code(0);
    room().ask(&["--strict"], "source:China AND Daily").code(1);
    room().ask(&["--strict"], "storm or tower").code(2).says("try: storm OR tower").calm();
}
