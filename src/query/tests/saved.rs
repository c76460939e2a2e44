//! Saved queries: wherever one may be named, and what is told when one is wrong.

use std::collections::BTreeMap;

use super::{good, now, read, read_with};
use crate::query::parse::{ParseOptions, parse};
use crate::query::print::print;

#[test]
fn a_saved_query_stands_as_if_in_brackets() {
    for (typed, form) in [
        ("@rail", "rail* OR train"),
        ("x @rail", "x (rail* OR train)"),
        ("-@rail", "-(rail* OR train)"),
        ("x NOT @not", "x a"),
        ("@rail^2", "(rail* OR train)^2"),
        ("headline:@rail", "headline:rail* OR headline:train"),
        ("-headline:(@rail x)", "-((headline:rail* OR headline:train) headline:x)"),
        ("source:@wires", "source:tass OR source:\"China Daily\""),
        ("source:(x OR @wires)", "source:x OR source:tass OR source:\"China Daily\""),
        ("x NEAR/5 @rail", "x NEAR/5 (rail* OR train)"),
        ("@near PRE/3 x", "sign NEAR/5 deal PRE/3 x"),
        ("headline:(x NEAR/5 @rail)", "headline:x NEAR/5 (headline:rail* OR headline:train)"),
        ("ATLEAST/3(@rail)", "ATLEAST/3(rail* OR train)"),
        ("FIRST/60(@rail -@kremlin)", "FIRST/60((rail* OR train) -(putin OR kremlin))"),
        ("ANY/2(@rail @kremlin x)", "ANY/2((rail* OR train) (putin OR kremlin) x)"),
        ("@rail OR @kremlin", "rail* OR train OR putin OR kremlin"),
        ("\\@rail \"@rail\"", "\\@rail \"@rail\""),
    ] {
        let query = good(typed).query;
        assert_eq!(print(&query), form, "{typed}");
        assert_eq!(good(form).query, query, "{typed}");
    }
}

#[test]
fn what_is_wrong_in_one_is_shown_in_it() {
    for (typed, shown) in [
        (
            "習 @broken x",
            "error[Q106]: in the saved query @broken: AND needs something on both sides
  習 @broken x
     ^^^^^^^
  @broken: a AND
             ^^^ nothing after this
help: to search for the word itself write \\AND",
        ),
        (
            "x OR @deep",
            "error[Q106]: in the saved query @broken: AND needs something on both sides
  x OR @deep
       ^^^^^
  @deep: x @broken
           ^^^^^^^
  @broken: a AND
             ^^^ nothing after this
help: to search for the word itself write \\AND",
        ),
        (
            "@gone",
            "error[Q125]: in the saved query @gone: there is no saved query @nobody
  @gone
  ^^^^^
  @gone: x @nobody
           ^^^^^^^
help: saved queries stand in search.toml",
        ),
        (
            "@loop",
            "error[Q126]: in the saved query @loop2: the saved query @loop contains itself
  @loop
  ^^^^^
  @loop: a @loop2
           ^^^^^^
  @loop2: b @loop
            ^^^^^
help: mend @loop2 in search.toml",
        ),
        (
            "body:@put",
            "error[Q118]: in the saved query @put: headline: cannot stand inside the brackets of body:
  body:@put
       ^^^^
  @put: headline:oil
        ^^^^^^^^^
help: give each word its own field, or put the field outside the brackets",
        ),
    ] {
        assert_eq!(read(typed).unwrap_err().render(typed), shown);
    }
    let error = read("x NEAR/5 @week").unwrap_err();
    assert_eq!((error.code, error.span, error.inside.len()), ("Q108", 9..14, 0));
    let error = read_with("x @mixed", true, false).unwrap_err();
    assert_eq!((error.code, error.span.clone()), ("Q127", 2..8));
    assert!(
        error.render("x @mixed").contains("  @mixed: a b OR c\n          ^^^^^^^^"),
        "{error:?}"
    );
    assert_eq!(read_with("@lower", true, false).unwrap_err().code, "Q130");
    assert!(error.help.is_none());
}

#[test]
fn nesting_and_size_have_bounds() {
    let mut saved = BTreeMap::new();
    for n in 0..9 {
        saved.insert(format!("q{n}"), format!("w{n} @q{}", n + 1));
    }
    saved.insert("q9".to_owned(), "end".to_owned());
    saved.insert("long".to_owned(), "- ".repeat(2_040) + "a");
    saved.insert("longer".to_owned(), "a".repeat(4_097));
    saved.insert("empty".to_owned(), "  ".to_owned());
    let options = ParseOptions { now: now(), strict: false, bag: false, saved: &saved };
    let code = |text: &str| parse(text, &options).map_err(|error| error.code);
    assert!(code("@q2").is_ok());
    assert_eq!(code("@q1"), Err("Q126"));
    assert_eq!(code("@longer"), Err("Q201"));
    assert_eq!(code("@empty"), Err("Q101"));
    assert!(code(&"@long ".repeat(16)).is_ok());
    assert_eq!(code(&"@long ".repeat(17)), Err("Q201"));
    assert_eq!(code(&"@q9 ".repeat(65)), Err("Q203"));
}
