//! Queries that are refused: code, caret and what is offered instead.

use super::{read, read_with};
use crate::query::codes;

/// What is typed, the code, the marked text, and the query offered ("" where it does not matter).
const FAULTS: &[(&str, &str, &str, &str)] = &[
    ("", "Q101", "", "*"),
    ("   ", "Q101", "   ", "*"),
    ("-", "Q101", "-", "*"),
    ("... — !", "Q101", "... — !", "*"),
    ("a \"b c", "Q102", "\"", "a \"b c\""),
    ("a “b c", "Q102", "“", "a “b c\""),
    ("5\" pipe", "Q102", "\"", ""),
    ("(a OR b", "Q103", "(", "(a OR b)"),
    ("((a", "Q103", "(", "((a))"),
    ("(", "Q103", "(", ""),
    ("a)", "Q104", ")", "a"),
    ("a (b)) c", "Q104", ")", "a (b) c"),
    (":)", "Q104", ")", ""),
    ("()", "Q105", "()", ""),
    ("a ( - )", "Q105", "( - )", ""),
    ("\"\"", "Q105", "\"\"", ""),
    ("\" \"", "Q105", "\" \"", ""),
    ("source:\"\"", "Q105", "\"\"", ""),
    ("a AND", "Q106", "AND", "a"),
    ("AND a", "Q106", "AND", "a"),
    ("a AND OR b", "Q106", "AND", "a OR b"),
    ("(a OR) b", "Q106", "OR", "(a) b"),
    ("NOT", "Q106", "NOT", "\\NOT"),
    ("a NOT", "Q106", "NOT", "a"),
    ("a -)", "Q104", ")", ""),
    ("headline:sign PRE/3", "Q107", "PRE/3", "headline:sign PRE/3 deal"),
    ("PRE/3 deal", "Q107", "PRE/3", "sign PRE/3 deal"),
    ("a (NEAR/3 b)", "Q107", "NEAR/3", "a (sign NEAR/3 b)"),
    ("a SENT OR b", "Q107", "SENT", "a SENT deal OR b"),
    ("a NOT NEAR/3", "Q107", "NOT NEAR/3", "a NOT NEAR/3 deal"),
    ("a AND NOT NEAR/3 b", "Q107", "NOT NEAR/3", "a AND sign NOT NEAR/3 b"),
    ("a NEAR/3 NOT b", "Q108", "NOT", "a NOT NEAR/3 b"),
    ("a NEAR/3 -b", "Q108", "-", "a NOT NEAR/3 b"),
    ("a NEAR/3 date:2024", "Q108", "date:2024", ""),
    ("source:x NEAR/3 a", "Q108", "source:x", ""),
    ("a NEAR/3 (b c)", "Q108", "(b c)", ""),
    ("a NEAR/3 (b OR -c)", "Q108", "(b OR -c)", ""),
    ("a^2 NEAR/3 b", "Q108", "a^2", ""),
    ("a NEAR/3 *", "Q108", "*", ""),
    ("a NOT PRE/3 b", "Q108", "NOT PRE/3", ""),
    ("headline:sign PRE/3 body:deal", "Q109", "body:deal", ""),
    ("(headline:a OR b) NEAR/3 c", "Q109", "(headline:a OR b)", ""),
    ("a NEAR b", "Q110", "NEAR", "a NEAR/5 b"),
    ("a NEAR/x b", "Q110", "NEAR/x", "a NEAR/5 b"),
    ("a PRE/0 b", "Q110", "PRE/0", "a PRE/5 b"),
    ("a PRE/99999999999 b", "Q110", "PRE/99999999999", "a PRE/5 b"),
    ("ANY(a b)", "Q110", "ANY", "ANY/2(a b)"),
    ("ATLEAST/0(a)", "Q110", "ATLEAST/0", "ATLEAST/2(a)"),
    ("a^", "Q111", "^", "a^2"),
    ("a^0", "Q111", "^0", "a^2"),
    ("a^101", "Q111", "^101", "a^2"),
    ("a^2^3", "Q111", "^3", ""),
    ("(a b)^x", "Q111", "^x", "(a b)^2"),
    ("e^x", "Q111", "^x", "e^2"),
    ("\"a b\"~65", "Q112", "~65", "\"a b\"~3"),
    ("\"a b\"~", "Q112", "~", "\"a b\"~3"),
    ("(a b)~3", "Q112", "~", ""),
    ("ab~3", "Q113", "ab~3", "ab~1"),
    ("a~3", "Q113", "a~3", "a"),
    ("a~1 x", "Q113", "a~1", "a x"),
    ("x 北~ y", "Q113", "北~", "x 北 y"),
    ("oi~2", "Q113", "oi~2", "oi~1"),
    ("a /b", "Q114", "/b", "a /b/"),
    ("a /b c/", "Q114", "/b", "a /b/ c/"),
    ("=mini*", "Q115", "=mini*", ""),
    ("=mini~1", "Q115", "=mini~1", ""),
    ("m?n~1", "Q115", "m?n~1", ""),
    ("**", "Q115", "**", ""),
    ("\"to * or\"", "Q115", "\"to * or\"", ""),
    ("\"a b\"*", "Q115", "*", "\"a b*\""),
    ("source:*uters", "Q115", "*uters", "source:reut*"),
    ("source:=x", "Q115", "=x", "source:x"),
    ("source:x~1", "Q115", "x~1", "source:x"),
    ("headlien:a", "Q116", "headlien:", "headline:a"),
    ("x title:\"a b\"", "Q116", "title:", "x headline:\"a b\""),
    ("re:Invent now", "Q116", "re:", "\"re:Invent\" now"),
    ("headline: a", "Q117", "headline:", "headline:a"),
    ("a source:", "Q117", "source:", "a source:\"China Daily\""),
    ("(date:)", "Q117", "date:", "(date:2024-08-21)"),
    ("x headline:-a", "Q117", "headline:", "x -headline:a"),
    ("headline:(a source:b)", "Q118", "source:", ""),
    ("headline:source:b", "Q118", "source:", ""),
    ("source:(a via:b)", "Q118", "via:", ""),
    ("=headline:Premier", "Q118", "=headline:", "headline:=Premier"),
    ("text:3f9a", "Q119", "text:", "copies:3f9a"),
    ("precision:weekly", "Q120", "weekly", ""),
    ("precision:secnd", "Q120", "secnd", "precision:second"),
    ("words:many", "Q120", "many", "words:>400"),
    ("words:200..100", "Q120", "200..100", "words:>400"),
    ("words:> 400", "Q120", ">", "words:>400"),
    ("words:>4294967295", "Q120", ">4294967295", ""),
    ("lang:russian", "Q120", "russian", "lang:ru"),
    ("name:*", "Q120", "*", ""),
    ("precision:*", "Q120", "*", "date:*"),
    ("name:a*", "Q120", "a*", "name:a"),
    ("x date:yesturday", "Q121", "yesturday", "x date:yesterday"),
    ("date:2024-02-30..2024-03", "Q121", "2024-02-30", "date:2024-02-29..2024-03"),
    ("date:[2020 TO 2022] x", "Q121", "[2020", "date:2020..2022 x"),
    ("date:>= 2024", "Q121", "", "date:>=2024"),
    ("date:03/04/2024", "Q122", "03/04/2024", "date:2024-04-03"),
    ("date:2025..2024", "Q123", "2025..2024", "date:2024..2025"),
    ("date:1500", "Q124", "1500", "date:1600..2200"),
    ("@kremln", "Q125", "@kremln", "@kremlin"),
    ("a @nobody", "Q125", "@nobody", "a \"@nobody\""),
    ("x @loop", "Q126", "@loop", ""),
    ("x @broken", "Q106", "@broken", ""),
    ("a && b", "Q128", "&&", "a AND b"),
    ("a || b", "Q128", "||", "a OR b"),
    ("ANY/3(a b)", "Q129", "ANY/3", "ANY/2(a b)"),
    ("ANY/2(a OR b)", "Q129", "OR", ""),
    ("ANY/2 a", "Q129", "ANY/2", ""),
    ("ATLEAST/2(a b)", "Q129", "ATLEAST/2", ""),
    ("FIRST/9(a date:2024)", "Q129", "FIRST/9", ""),
    ("FIRST/9(a FIRST/5(b))", "Q129", "FIRST/9", ""),
    ("FIRST/9(ANY/2(a lead:b))", "Q129", "FIRST/9", ""),
    ("FIRST/9(headline:a)", "Q129", "FIRST/9", ""),
    ("\"deal (a OR b c)\"", "Q129", "\"deal (a OR b c)\"", ""),
];

#[test]
fn faults_have_code_caret_and_a_query_that_parses() {
    for (typed, code, marked, help) in FAULTS {
        let error = read(typed).expect_err(typed);
        assert_eq!((error.code, &typed[error.span.clone()]), (*code, *marked), "{typed}: {error}");
        if !help.is_empty() {
            assert_eq!(error.help.as_deref(), Some(*help), "{typed}");
        }
        if let Some(help) = &error.help {
            assert!(read(help).is_ok(), "{typed}: {help}");
        }
        let plain = !error.message.ends_with('.')
            && !error.message.starts_with(|c: char| c.is_ascii_uppercase() && code == &"");
        assert!(plain, "{}", error.message);
    }
}

#[test]
fn every_syntax_code_is_tested_and_every_example_parses() {
    for (code, example) in codes::EXAMPLES {
        assert!(read(example).is_ok(), "{code}: {example}");
        let other = ["Q127", "Q130", "Q204", "Q210", "Q211", "Q301"].contains(code);
        let tested = FAULTS.iter().any(|fault| fault.1 == *code);
        assert!(tested || other, "{code}");
    }
}

#[test]
fn limits_have_codes() {
    let code = |text: &str| read(text).expect_err("over a limit").code;
    assert_eq!(code(&"a".repeat(4_097)), "Q201");
    assert_eq!(code(&"я".repeat(2_049)), "Q201");
    assert!(read(&"a".repeat(4_096)).is_ok());
    assert_eq!(code(&format!("{}a{}", "(".repeat(51), ")".repeat(51))), "Q202");
    assert!(read(&format!("{}a{}", "(".repeat(50), ")".repeat(50))).is_ok());
    assert_eq!(code(&format!("{}a{}", "-(b ".repeat(30), ")".repeat(30))), "Q202");
    assert_eq!(code(&vec!["a"; 51].join(" NEAR/2 ")), "Q202");
    assert_eq!(code(&"a ".repeat(65)), "Q203");
    assert!(read(&"a ".repeat(64)).is_ok());
    assert_eq!(code(&format!("{} @kremlin", "a ".repeat(63))), "Q203");
    assert_eq!(code(&format!("/{}/", "a".repeat(257))), "Q204");
    assert!(read(&format!("/{}/", "a".repeat(256))).is_ok());
    let error = read(&"a ".repeat(65)).unwrap_err();
    assert_eq!(error.span, 128..129);
}

/// What is typed and the whole error as a terminal shows it.
const RENDERED: &[(&str, &str)] = &[
    (
        "headline:sign PRE/3",
        "error[Q107]: proximity needs a word or a group on both sides
  headline:sign PRE/3
                ^^^^^ nothing after this
try: headline:sign PRE/3 deal",
    ),
    (
        // Wide characters take two columns.
        "习近平 讲话 AND",
        "error[Q106]: AND needs something on both sides
  习近平 讲话 AND
              ^^^ nothing after this
try: 习近平 讲话
help: to search for the word itself write \\AND",
    ),
    (
        "date:昨天",
        "error[Q121]: 昨天 is no date that can be read here
  date:昨天
       ^^^^
try: date:2024-08-21
help: dates are written 2024, 2024-08, 2024-08-21, 2024-W34, 2024-Q3, aug-2024, \
         2024-08-21T10:00, yesterday, monday, last-2w, a..b, >=2024",
    ),
    (
        // Combining marks take none.
        "cafe\u{301} re\u{301}sume\u{301} OR",
        "error[Q106]: OR needs something on both sides
  cafe\u{301} re\u{301}sume\u{301} OR
              ^^ nothing after this
try: cafe\u{301} re\u{301}sume\u{301}
help: to search for the word itself write \\OR",
    ),
    (
        // Control and direction characters are made harmless.
        "a\u{1b}[31m\u{202e}b\tc AND",
        "error[Q106]: AND needs something on both sides
  a\u{fffd}[31mb c AND
            ^^^ nothing after this
try: a [31m\u{2003}b c
help: to search for the word itself write \\AND",
    ),
    (
        "",
        "error[Q101]: there is no word to look for
  \n  ^
try: *
help: * finds every article",
    ),
    (
        "(a OR b",
        "error[Q103]: this bracket is never closed
  (a OR b
  ^ opened here
try: (a OR b)",
    ),
];

#[test]
fn errors_are_shown_with_carets_in_place() {
    for (typed, shown) in RENDERED {
        assert_eq!(read(typed).unwrap_err().render(typed), *shown);
    }
}

#[test]
fn long_queries_are_cut_around_the_caret() {
    let text = format!("{} headlien:x {}", "слово ".repeat(30), "конец ".repeat(20));
    let shown = read(&text).unwrap_err().render(&text);
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[1].starts_with("  …") && lines[1].ends_with('…'), "{shown}");
    assert!(lines[1].chars().count() <= 102, "{shown}");
    let column = lines[2].find('^').unwrap();
    let marked: String = lines[1].chars().skip(column).take(9).collect();
    assert_eq!(marked, "headlien:");
    let all = format!("re:{}", "漢".repeat(1_000));
    let error = read(&format!("\"{all}")).unwrap_err();
    assert!(error.render(&format!("\"{all}")).lines().nth(1).unwrap().chars().count() < 102);
}

#[test]
fn rendering_survives_another_query() {
    let error = read("headline:sign PRE/3").unwrap_err();
    for other in ["", "я", "短い", "headline:sign PR\u{301}E/3"] {
        assert!(error.render(other).contains("error[Q107]"));
    }
}

#[test]
fn an_error_inside_a_saved_query_names_it() {
    let error = read("x @broken").unwrap_err();
    assert!(error.message.starts_with("in the saved query @broken: "), "{error}");
}

#[test]
fn strict_refusal_points_at_the_meeting() {
    let error = read_with("x (a OR b c)", true, false).unwrap_err();
    assert_eq!((error.code, error.span), ("Q127", 3..11));
}
