//! Terms and connectors: the table of the documentation, errors, and texts that nobody would type.

use super::{now, saved};
use crate::query::ast::Node;
use crate::query::error::QueryError;
use crate::query::parse::{MAX_BYTES, ParseOptions, Parsed, Syntax, parse, parse_as};
use crate::query::print::print;

pub(super) fn read_strictly(text: &str, strict: bool) -> Result<Parsed, QueryError> {
    let options = ParseOptions { now: now(), strict, bag: false, saved: saved() };
    parse_as(Syntax::Nexis, text, &options)
}

pub(super) fn read(text: &str) -> Result<Parsed, QueryError> {
    read_strictly(text, false)
}

fn printed(text: &str) -> String {
    print(&read(text).unwrap_or_else(|error| panic!("{}", error.render(text))).query)
}

/// Reads a query of our own language.
fn own(text: &str) -> Result<Node, QueryError> {
    let options = ParseOptions { now: now(), strict: true, bag: false, saved: saved() };
    parse(text, &options).map(|parsed| parsed.query)
}

/// What stands between the first backticks of a cell, or the cell.
fn code(cell: &str) -> &str {
    cell.split('`').nth(1).unwrap_or(cell.trim())
}

#[test]
fn every_row_of_the_documentation_is_so() {
    let page = include_str!("../../../docs/QUERY.md");
    let section = page.split("### The language of Nexis").nth(1).unwrap();
    let section = section.split("\n### ").next().unwrap();
    let mut rows = 0;
    for row in section.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [.., typed, form] = cells[..] else { panic!("{row}") };
        if form.trim() == "our form" {
            continue;
        }
        rows += 1;
        let (typed, form) = (code(typed), form.trim());
        if form.starts_with('Q') {
            let error = read(typed).expect_err(row);
            assert_eq!(error.code, &form[..4], "{}", error.render(typed));
            if let Some(near) = form.split('`').nth(1) {
                assert!(error.help.is_some() || near.is_empty(), "{row}");
                assert!(read(near).is_ok(), "{near}");
            }
        } else {
            assert_eq!(printed(typed), code(form), "{row}");
            assert_eq!(own(code(form)).unwrap(), read(typed).unwrap().query, "{row}");
        }
    }
    assert!(rows > 70, "{rows}");
}

/// What is typed, the code, what is marked, what is offered.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    ("", "Q101", "", ""),
    ("oil and \"gas", "Q102", "\"", "oil and \"gas\""),
    ("(oil or gas", "Q103", "(", "(oil or gas)"),
    ("oil) or gas", "Q104", ")", "oil or gas"),
    ("oil and ()", "Q105", "()", ""),
    ("oil \"\"", "Q105", "\"\"", ""),
    ("oil and", "Q106", "and", "oil"),
    ("Or oil", "Q106", "Or", "oil"),
    ("oil and not", "Q106", "and not", "oil"),
    ("not oil", "Q106", "not", "oil"),
    ("oil AND or gas", "Q106", "AND", "oil or gas"),
    ("oil w/5", "Q107", "w/5", "oil w/5 deal"),
    ("w/s oil", "Q107", "w/s", "sign w/s oil"),
    ("oil w/5 (gas and coal)", "Q108", "(gas and coal)", ""),
    ("oil w/5 length > 5", "Q108", "length > 5", ""),
    ("oil w/5 headline(gas)", "Q109", "headline(gas)", ""),
    ("atleast0(oil)", "Q110", "atleast0", "atleast3(oil)"),
    ("headline(lead(oil))", "Q118", "lead", ""),
    ("headline(date is 2024)", "Q118", "date", ""),
    ("lead(@put)", "Q118", "@put", ""),
    ("allcaps(bank!)", "Q118", "bank!", ""),
    ("allcaps(北京)", "Q118", "北京", ""),
    ("(oil w/seg gas) w/seg coal", "Q118", "(oil w/seg gas)", ""),
    ("publication(tass and oil)", "Q120", "and", ""),
    ("language(klingon)", "Q120", "klingon", "language(english)"),
    ("publication(ta*s)", "Q120", "ta*s", "publication(tas)"),
    ("date is yesturday", "Q121", "yesturday", "date is yesterday"),
    ("oil and date is 3/4/2024", "Q122", "3/4/2024", "oil and date is 2024-04-03"),
    ("date is 1/1/97", "Q121", "1/1/97", "date is 2024-08-21"),
    ("date aft 1500", "Q124", "1500", "date aft 2024-08-21"),
    ("@nobody", "Q125", "@nobody", "\"@nobody\""),
    ("oil w/5 @loop", "Q126", "@loop", ""),
    ("atleast2(oil and gas)", "Q129", "oil and gas", ""),
    ("oil not w/s gas", "Q131", "not w/s", "oil not w/25 gas"),
    ("oil pre/p gas", "Q131", "pre/p", "oil w/p gas"),
    ("oil and Caps(Apple)", "Q131", "Caps", "oil and allcaps(Apple)"),
    ("plural(aids) or x", "Q131", "plural", "\"aids\" or x"),
    ("nocaps(a or b", "Q131", "nocaps", ""),
    ("oil w/x gas", "Q132", "w/x", "oil w/5 gas"),
    ("oil pre/0 gas", "Q132", "pre/0", "oil pre/5 gas"),
    ("oil not not/5 gas", "Q132", "not not/5", "oil w/5 gas"),
    ("oil w/", "Q132", "w/", ""),
    ("*oil", "Q133", "*oil", "oil"),
    ("o!l", "Q133", "o!l", "ol"),
    ("bank*!", "Q133", "bank*!", "bank!"),
    ("why?", "Q133", "why?", "why"),
    ("\"oil *gas\"", "Q133", "\"oil *gas\"", ""),
    ("oil*********", "Q133", "oil*********", "oil!"),
    ("hedline(oil)", "Q134", "hedline", "headline(oil)"),
    ("Company(apple) and oil", "Q134", "Company", "(apple) and oil"),
    ("zebra(oil)", "Q134", "zebra", ""),
    ("headline:oil", "Q134", "headline:", "headline(oil)"),
    ("(oil) gas", "Q135", "gas", "(oil) and gas"),
    ("oil headline(gas)", "Q135", "headline", "oil and headline(gas)"),
    ("oil @rail", "Q135", "@rail", "oil and @rail"),
    ("length > many", "Q136", "many", ""),
    ("length >", "Q136", ">", ""),
    ("date(geq)", "Q136", "geq", ""),
    ("date(> 2020 or < 2010)", "Q106", "or", ""),
    ("date is 2020..2024", "Q136", "2020..2024", ""),
];

#[test]
fn faults_have_code_caret_and_a_query_that_parses() {
    for (typed, code, marked, help) in FAULTS {
        let error = read(typed).expect_err(typed);
        let found = (error.code, &typed[error.span.clone()]);
        assert_eq!(found, (*code, *marked), "{}", error.render(typed));
        if !help.is_empty() {
            assert_eq!(error.help.as_deref(), Some(*help), "{typed}");
        }
        if let Some(help) = &error.help {
            assert!(read(help).is_ok(), "{typed}: {help}");
        }
    }
}

#[test]
fn limits_hold_for_what_is_printed_too() {
    let code = |text: &str| read(text).expect_err("over a limit").code;
    assert_eq!(code(&"a".repeat(MAX_BYTES + 1)), "Q201");
    assert_eq!(code(&format!("{}a{}", "(".repeat(51), ")".repeat(51))), "Q202");
    assert_eq!(code(&vec!["a"; 52].join(" ")), "Q202");
    assert_eq!(code(&vec!["a"; 65].join(" or ")), "Q203");
    assert!(read(&vec!["a"; 64].join(" or ")).is_ok());
    // Both parts of a segment count.
    let words = |n| format!("hlead({})", vec!["a"; n].join(" or "));
    assert_eq!(code(&words(33)), "Q203");
    assert!(read(&words(32)).is_ok());
}

#[test]
fn saved_queries_stay_in_our_language() {
    assert_eq!(printed("headline(@rail) and gas"), "(headline:rail* OR headline:train) AND gas");
    assert_eq!(printed("gas and not @rail"), "gas AND -(rail* OR train)");
    assert_eq!(
        printed("publication(@wires or reuters)"),
        "source:tass OR source:\"China Daily\" OR source:reuters"
    );
    assert_eq!(printed("atleast3(@rail)"), "ATLEAST/3(rail* OR train)");
    let text = "oil w/5 @broken";
    let error = read(text).unwrap_err();
    assert_eq!(error.span, 8..15);
    assert!(error.render(text).contains("  @broken: a AND\n             ^^^ nothing after this"));
}

#[test]
fn leaves_stand_where_they_were_typed() {
    let text = "hlead(oil w/5 gas) and oil w/seg coal and allcaps(aids)";
    let parsed = read(text).unwrap();
    let mut leaves = Vec::new();
    parsed.query.walk(&mut |node| leaves.extend(matches!(node, Node::Word { .. }).then_some(node)));
    for leaf in &leaves {
        let place = parsed.place_of(leaf).unwrap_or_else(|| panic!("{leaf:?}"));
        let Node::Word { text: word, .. } = leaf else { unreachable!() };
        assert!(text[place].eq_ignore_ascii_case(word));
    }
    assert_eq!(leaves.len(), 9);
}

#[test]
fn remarks_are_few_and_strict_refuses_lost_signs() {
    let codes = |text: &str| -> Vec<&str> {
        read(text).unwrap().warnings.iter().map(|warning| warning.code).collect()
    };
    assert!(codes("oil and gas or coal w/5 price").is_empty());
    assert_eq!(codes("oil - gas"), ["W103"]);
    assert_eq!(codes("oil — gas"), ["W103"]);
    assert_eq!(read_strictly("oil + gas", true).unwrap_err().code, "Q130");
    assert!(read_strictly("oil — gas and coal or tar", true).is_ok());
}

#[test]
fn words_that_could_be_more_are_words() {
    for (typed, form) in [
        ("closing date and bids", "(closing PRE/1 date) AND bids"),
        ("length of stay", "length PRE/1 of PRE/1 stay"),
        ("24/7 and AT&T or U.S.", "24/7 AND (AT&T OR U.S.)"),
        ("pre/post-war", "pre/post-war"),
        ("\"and\" w/3 \"or\"", "\"and\" NEAR/3 \"or\""),
        ("source and headline or lead", "source AND (headline OR lead)"),
        ("http://x.com/a?b=c*", "http://x.com/a?b=c*"),
        ("Analysis: oil", "Analysis\\: PRE/1 oil"),
        ("/usr/bin", "\\/usr/bin"),
        ("headline (oil)", "headline:oil"),
    ] {
        assert_eq!(printed(typed), form, "{typed}");
        assert_eq!(own(form).unwrap(), read(typed).unwrap().query, "{typed}");
    }
}

/// Checks what holds for any text.
pub(super) fn check(text: &str) {
    match read(text) {
        Ok(parsed) => {
            let dates = parsed.dates.iter().map(|(span, _)| span);
            let leaves = parsed.leaves.iter().map(|(span, _)| span);
            for span in parsed.warnings.iter().map(|w| &w.span).chain(dates).chain(leaves) {
                assert!(text.get(span.clone()).is_some(), "{text:?} {span:?}");
            }
            let printed = print(&parsed.query);
            if printed.len() <= MAX_BYTES {
                let again = own(&printed)
                    .unwrap_or_else(|error| panic!("{text:?}: {}", error.render(&printed)));
                assert_eq!(again, parsed.query, "{text:?} printed as {printed:?}");
            }
        }
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{text:?} {error:?}");
            assert!(error.render(text).starts_with("error[Q"));
            if let Some(help) = &error.help {
                assert!(read(help).is_ok(), "{text:?}: {help:?}");
            }
        }
    }
}
