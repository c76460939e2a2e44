//! Remarks on queries that are answered, and what is not built yet.

use super::{good, read_with};

/// What is typed, and the code and marked text of every remark.
const REMARKS: &[(&str, &[(&str, &str)])] = &[
    ("a b", &[]),
    ("a b OR c", &[("W101", "a b OR c")]),
    ("x (a OR b AND c)", &[("W101", "a OR b AND c")]),
    ("(a b) OR c", &[]),
    ("a OR b OR c", &[]),
    ("a b OR c d e OR f", &[("W101", "a b OR c d e OR f")]),
    ("war and peace", &[("W102", "and")]),
    ("to be or not to be", &[("W102", "or"), ("W102", "not")]),
    ("and or", &[]),
    ("a near/5 b w/3 c", &[("W102", "near/5"), ("W102", "w/3")]),
    ("a - b — c", &[("W103", "-"), ("W103", "—")]),
    ("a -> b", &[("W103", "->")]),
    ("a \"--\" b", &[("W103", "\"--\"")]),
    ("who won?", &[("W104", "won?")]),
    ("won?", &[("W104", "won?")]),
    ("who won? yes", &[("W104", "won?")]),
    ("headline:won?", &[("W104", "won?")]),
    ("(won?)", &[]),
    ("m?n", &[]),
    ("a\u{0}b \u{202e}c", &[("W105", "\u{0}")]),
    ("a\tb\nc", &[]),
    ("!a b", &[("W106", "!a")]),
    ("source:(China Daily)", &[("W107", "China Daily")]),
    ("source:(reuters OR tass)", &[]),
    ("\"m?n x\"", &[("W108", "\"m?n x\"")]),
    ("\"who won?\"", &[]),
    ("-a", &[("W109", "-a")]),
    ("-a AND -b", &[("W109", "-a AND -b")]),
    ("a -b", &[]),
    ("Titel: x", &[("W111", "Titel:")]),
    ("Analysis: x", &[]),
];

#[test]
fn remarks_have_code_and_place() {
    for (typed, wanted) in REMARKS {
        let found: Vec<(&str, &str)> = good(typed)
            .warnings
            .iter()
            .map(|warning| (warning.code, &typed[warning.span.clone()]))
            .collect();
        assert_eq!(found, *wanted, "{typed}");
    }
}

#[test]
fn mixed_operators_show_the_reading_and_strict_refuses() {
    let warning = &good("a b OR c AND d").warnings[0];
    assert_eq!(warning.message, "AND binds tighter than OR; read as (a b) OR (c AND d)");
    let error = read_with("a b OR c AND d", true, false).unwrap_err();
    assert_eq!((error.code, error.help.as_deref()), ("Q127", Some("(a b) OR (c AND d)")));
    let error = read_with("x (a OR b c) y", true, false).unwrap_err();
    assert_eq!(error.help.as_deref(), Some("x (a OR (b c)) y"));
    assert!(read_with("(a b) OR c", true, false).is_ok());
}

#[test]
fn many_remarks_are_cut() {
    assert!(good(&"a - ".repeat(60)).warnings.len() <= 33);
}

#[test]
fn relative_dates_are_echoed() {
    let text = "a date:last-2w date:2024 date:monday.. @week";
    let parsed = good(text);
    let found: Vec<(&str, &str)> =
        parsed.dates.iter().map(|(span, date)| (&text[span.clone()], date.as_str())).collect();
    assert_eq!(
        found,
        [
            ("last-2w", "2024-08-07..2024-08-21"),
            ("monday..", "2024-08-19.."),
            ("@week", "2024-08-14..2024-08-21"),
        ]
    );
}
