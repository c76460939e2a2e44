//! What `--strict` refuses, what it lets pass, and that mixed AND and OR are read as they are shown.

use super::{good, read_with};
use crate::query::print::print;

/// What is typed, the code, what is marked, and the query that is offered.
const REFUSED: &[(&str, &str, &str, &str)] = &[
    ("a b OR c", "Q127", "a b OR c", "(a b) OR c"),
    ("a OR b AND c", "Q127", "a OR b AND c", "a OR (b AND c)"),
    ("x (a OR b c)", "Q127", "a OR b c", "x (a OR (b c))"),
    ("a b OR (c d OR e)", "Q127", "a b OR (c d OR e)", "(a b) OR (c d) OR e"),
    ("(a b OR c) (d e OR f)", "Q127", "a b OR c", ""),
    ("war and peace", "Q130", "and", "war AND peace"),
    ("to be or not to be", "Q130", "or", ""),
    ("a near/5 b w/3 c", "Q130", "near/5", "a NEAR/5 b NEAR/3 c"),
    ("oil - gas", "Q130", "-", "oil gas"),
    ("oil -> gas", "Q130", "->", "oil gas"),
    ("oil + gas", "Q130", "+", "oil gas"),
    ("who won?", "Q130", "won?", "who won"),
    ("headline:won?", "Q130", "won?", "headline:(won?)"),
    ("!oil gas", "Q130", "!oil", "oil gas"),
    ("source:(China Daily)", "Q130", "China Daily", "source:(\"China Daily\")"),
    ("\"m?n x\"", "Q130", "\"m?n x\"", "\"m n x\""),
    ("Titel: x", "Q130", "Titel:", "\"Titel:\" x"),
];

#[test]
fn a_second_reading_is_refused_with_one_that_has_none() {
    for (typed, code, marked, help) in REFUSED {
        assert!(good(typed).warnings.iter().any(|warning| warning.instead.is_some()), "{typed}");
        let error = read_with(typed, true, false).expect_err(typed);
        let found = (error.code, &typed[error.span.clone()]);
        assert_eq!(found, (*code, *marked), "{}", error.render(typed));
        if !help.is_empty() {
            assert_eq!(error.help.as_deref(), Some(*help), "{typed}");
        }
        let help = error.help.unwrap();
        assert!(read_with(&help, true, false).is_ok(), "{typed}: {help}");
    }
}

#[test]
fn what_has_one_reading_passes() {
    for typed in [
        "war \\and peace",
        "war \"and\" peace",
        "(a b) OR c",
        "a — b … c",
        "-a",
        "a -b",
        "(won?)",
        "m?n",
        "won\\?",
        "Analysis: x",
        "source:(reuters OR tass)",
        "a\u{202e}b",
    ] {
        assert!(read_with(typed, true, false).is_ok(), "{typed}");
    }
    // A bag has no syntax, so no second reading.
    assert!(read_with("a or b - c?", true, true).is_ok());
}

/// Without brackets as typed, and with all brackets.
const READINGS: &[(&str, &str)] = &[
    ("a b OR c", "(a b) OR c"),
    ("a AND b OR c", "(a AND b) OR c"),
    ("a OR b c OR d", "a OR (b c) OR d"),
    ("a OR b AND c d", "a OR (b AND c AND d)"),
    ("-a b OR c", "(-a b) OR c"),
    ("NOT a AND b OR NOT c", "(-a AND b) OR -c"),
    ("a NEAR/3 b c OR d", "((a NEAR/3 b) c) OR d"),
    ("headline:a b OR c^2", "(headline:a b) OR c^2"),
    ("headline:(a b OR c)", "(headline:a headline:b) OR headline:c"),
    ("a OR (b c OR d) e", "a OR (((b c) OR d) e)"),
    ("ANY/2(a b) c OR d", "(ANY/2(a b) c) OR d"),
    ("date:2024 a OR b", "(date:2024 a) OR b"),
];

#[test]
fn mixed_operators_are_read_as_shown() {
    for (typed, reading) in READINGS {
        let parsed = good(typed);
        let warnings = parsed.warnings.iter().filter(|warning| warning.code == "W101");
        let shown: Vec<&str> = warnings.filter_map(|warning| warning.instead.as_deref()).collect();
        assert_eq!(shown, [*reading], "{typed}");
        // The outermost place is the whole query in each of these but the one behind a field.
        assert_eq!(good(reading).query, parsed.query, "{typed}");
        assert_eq!(print(&parsed.query), *reading, "{typed}");
        assert!(read_with(reading, true, false).is_ok(), "{reading}");
    }
}
