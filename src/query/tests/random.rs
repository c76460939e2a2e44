//! Texts that nobody would type: nothing panics, spans are true, what is printed reads back.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::mutate::Texts;
use super::numbers::Random;
use super::{nexis, read};
use crate::query::print::print;
use crate::query::tree::tree;

/// Pieces that mean something, and some that nearly do.
const PIECES: &[&str] = &[
    "a",
    "b",
    "Мишустин",
    "習近平",
    "x1",
    " ",
    " ",
    " ",
    "  ",
    "(",
    ")",
    "(",
    ")",
    "\"",
    "\"",
    "“",
    "”",
    "«",
    "»",
    "-",
    "=",
    "*",
    "?",
    "~",
    "~1",
    "~3",
    "^",
    "^2",
    "/",
    "\\",
    ":",
    "：",
    "..",
    ".",
    ",",
    "!",
    "@",
    "@kremlin",
    "@loop",
    "AND",
    "OR",
    "NOT",
    "NEAR/3",
    "PRE/2",
    "SENT",
    "ANY/1",
    "ATLEAST/2",
    "FIRST/9",
    "AND ",
    " OR ",
    " NOT ",
    " NEAR/3 ",
    "headline:",
    "lead:",
    "source:",
    "date:",
    "date~",
    "words:",
    "lang:",
    "name:",
    "id:",
    "precision:",
    "text:",
    "foo:",
    "2024",
    "2024-08",
    "last-7d",
    "monday",
    "T10:00",
    ">",
    "<",
    "400",
    "http://",
    "www.",
    "'",
    "&&",
    "||",
    "\u{0}",
    "\u{202e}",
    "\u{301}",
    "\u{3000}",
    "é",
    "👩\u{200d}🔬",
    "צה",
    "[",
    "]",
    "{",
    "#",
    "&",
    "day",
];

fn check(text: &str) {
    match read(text) {
        Ok(parsed) => {
            for span in parsed
                .warnings
                .iter()
                .map(|warning| &warning.span)
                .chain(parsed.dates.iter().map(|(span, _)| span))
                .chain(parsed.leaves.iter().map(|(span, _)| span))
            {
                assert!(text.get(span.clone()).is_some(), "{text:?} {span:?}");
            }
            assert!(!tree(&parsed.query).is_empty());
            let printed = print(&parsed.query);
            if printed.len() <= 4_096 {
                let again = read(&printed).unwrap_or_else(|error| {
                    panic!("{text:?} printed as {}", error.render(&printed))
                });
                assert_eq!(again.query, parsed.query, "{text:?} printed as {printed:?}");
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

#[test]
fn pieces_in_any_order_break_nothing() {
    let rounds = if cfg!(debug_assertions) { 20_000 } else { 200_000 };
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        // Marsaglia, "Xorshift RNGs", 2003.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below
    };
    let mut text = String::new();
    for _ in 0..rounds {
        text.clear();
        for _ in 0..next(14) + 1 {
            text.push_str(PIECES[next(PIECES.len())]);
        }
        check(&text);
    }
}

#[test]
fn texts_near_our_language_break_nothing() {
    let mut texts = Texts(Random(7));
    (0..60_000).for_each(|_| check(&texts.next()));
}

#[test]
fn texts_near_that_of_nexis_break_nothing() {
    let mut texts = Texts(Random(8));
    (0..60_000).for_each(|_| nexis::check(&texts.next()));
}

#[test]
fn texts_at_the_limit_answer_at_once() {
    let fill = |piece: &str| piece.repeat(4_096 / piece.len());
    // Machines that run tests may be slow and busy; a quadratic parser takes far longer still.
    let allowed = Duration::from_millis(if cfg!(debug_assertions) { 400 } else { 40 });
    let pairs = ["“\" ", "\"(a OR ", "\"( ", "“-\" ", "a\"- \"", "/a", "/a ", "\\", "a\\ ", "=a "];
    for text in PIECES.iter().chain(&pairs).map(|piece| fill(piece)).chain([
        fill("NOT "),
        fill("NOT -"),
        fill("("),
        fill("(a "),
        fill("-("),
        fill("headline:("),
        fill("ANY/1("),
        fill("a OR (b AND "),
        fill("- "),
        fill("won? "),
        fill("a w/5 "),
        fill("a w/seg "),
        fill("hlead(a) w/seg "),
        fill("not "),
        fill("hlead("),
        fill("(http://@me"),
        fill("dtp://("),
        fill("www.(a) "),
        fill("caps("),
        fill("date is "),
        fill("a!* "),
        fill("a:"),
        fill("date:2024.."),
        format!("\"{}\"", fill("( ").trim_end().get(..4_090).unwrap_or("")),
        format!("\"{}\"", "(a OR b".repeat(500)),
        format!("/{}/", "a".repeat(4_000)),
        format!("a{}", "*?".repeat(2_000)),
        format!("{}a", "*".repeat(4_000)),
        format!("x^{}", "9".repeat(4_000)),
        format!("date:{}", "9".repeat(4_000)),
        format!("http://{}", "(".repeat(4_000)),
    ]) {
        for check in [check, nexis::check] {
            let start = Instant::now();
            check(&text);
            let taken = start.elapsed();
            assert!(taken < allowed, "{:?} took {taken:?}", text.get(..20));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_printable_text_is_read_or_refused(text in "[ -~“”«»é習ж]{0,80}") {
        check(&text);
    }

    #[test]
    fn any_date_is_read_or_refused(text in "[0-9a-z.:/TZ+<>= -]{0,24}") {
        let _ = crate::query::dates::resolve(&text, super::now());
        check(&format!("date:\"{text}\""));
    }
}
