//! What people see: pages of hits, articles, errors and help, as snapshots.

use crate::newsroom::{Newsroom, columns};
use crate::snapshot::Session;
use crate::wire;

#[test]
fn a_page_of_hits() {
    let room = wire::room();
    Session::new(room, 80)
        .ask(&["ferry"])
        .ask(&["--color", "always", "ferry", "harbour"])
        .ask(&["--no-snippet", "-n2", "--offset", "2", "ferry"])
        .ask(&["-q", "-n1", "ferry"])
        .ask(&["-v", "-n1", "ferry", "date:last-3mo"])
        .is("page-80");
    Session::new(room, 40)
        .ask(&["ferry"])
        .ask(&["--color", "always", "-n2", "ferry", "harbour"])
        .is("page-40");
}

#[test]
fn a_page_in_other_scripts() {
    let query = &["渡轮 OR паром OR fähre"];
    Session::new(wire::room(), 80).ask(query).is("scripts-80");
    Session::new(wire::room(), 30)
        .ask(query)
        .ask(&["--color", "always", "=渡轮", "乘客"])
        .is("scripts-30");
}

#[test]
fn a_page_with_something_to_say() {
    Session::new(wire::room(), 80)
        // Undated articles that a filter on dates leaves out are counted.
        .ask(&["--no-snippet", "ferry", "date:2024"])
        .ask(&["--no-snippet", "--since", "2024-08-20", "--until", "yesterday", "ferry"])
        // Nothing at all, with and without a spelling to offer.
        .ask(&["lighthuose"])
        .ask(&["zeppelin"])
        .ask(&["--offset", "50", "ferry"])
        // Not every word.
        .ask(&["--no-snippet", "ferry", "council", "pencil", "zeppelin"])
        .ask(&["--no-snippet", "storm", "zeppelin"])
        // Warnings.
        .ask(&["--no-snippet", "-n1", "ferry", "AND", "council", "OR", "storm"])
        .ask(&["--no-snippet", "-n1", "--strict", "ferry AND council OR storm"])
        .ask(&["--no-snippet", "-n1", "ferry or storm"])
        .ask(&["--no-snippet", "-n1", "date:yesterday"])
        .is("remarks");
}

#[test]
fn a_query_as_it_is_read() {
    Session::new(wire::room(), 80)
        .ask(&["--parse", "\"sign (deals OR accords)\" source:ann date:2024 -gas"])
        .ask(&["--parse", "headline:(oil PRE/3 price) OR ferr* OR mishutsin~1 OR /h.+r/^2"])
        .ask(&["--parse", "--source", "Coast Wire", "--lang", "zh", "--since", "last-2w", "渡轮"])
        .ask(&["--parse", "ANY/2(a b =C) NOT lang:ru words:>300 a or b?"])
        .is("parse");
}

#[test]
fn errors_point_at_the_place() {
    Session::new(wire::room(), 80)
        .ask(&["headlin:ferry"])
        .ask(&["渡轮 AND (паром OR headlin:e\u{301}cole)"])
        .ask(&["ferry \"old pier"])
        .ask(&["headline:sign PRE/3"])
        .ask(&["date:03/04/2024"])
        .ask(&["ferry AND"])
        .ask(&["(ferry OR storm"])
        .ask(&["source:China Daily)"])
        .ask(&["a\u{1b}[31m\u{202e}b )"])
        .ask(&["ferry NEAR/5 storm"])
        .ask(&["--lmit", "3", "ferry"])
        .ask(&["--sort", "best", "ferry"])
        .ask(&["--since", "someday", "ferry"])
        .ask(&["--zone", "Nowhere/Town", "date:today"])
        .ask(&["explain", "w-01"])
        .ask(&[])
        .run(&["show", "zzzz"])
        .run(&["show", "twin"])
        .run(&["show"])
        .run(&["index", "--at", "02:00"])
        .is("errors");
    Session::new(&Newsroom::new(), 80)
        .run(&["ferry"])
        .run(&["--index", "elsewhere", "ferry"])
        .run(&["show", "w-01"])
        .run(&["index"])
        .run(&["index", "status"])
        .run(&["--corpus", "nowhere", "ferry"])
        .is("no-index");
}

#[test]
fn articles_are_shown() {
    Session::new(wire::room(), 60)
        .run(&["show", "w-01", "--color", "always"])
        .run(&["show", "w-10"])
        .run(&["show", "w-10", "--raw"])
        .run(&["show", "w-10", "--evidence"])
        .ask(&["--color", "always", "bell"])
        .is("articles");
}

#[test]
fn help_is_short_and_whole() {
    Session::new(wire::room(), 80).run(&["--help"]).is("help");
    Session::new(wire::room(), 80)
        .run(&["show", "--help"])
        .run(&["index", "--help"])
        .run(&["batch", "--help"])
        .run(&["eval", "--help"])
        .is("help-commands");
}

#[test]
fn every_line_of_a_page_fits() {
    let queries =
        [&["ferry OR storm OR 渡轮 OR паром"][..], &["*"], &["ferry", "pencil", "zeppelin"]];
    for wide in [12, 20, 33, 40, 80, 200] {
        for query in queries {
            let mut command = wire::room().command(query);
            command.env("COLUMNS", wide.to_string());
            let page = crate::newsroom::finish(command, query.join(" ")).code(0);
            for line in page.out.lines() {
                assert!(columns(line) <= wide, "{wide} columns: {line:?}");
            }
        }
    }
}
