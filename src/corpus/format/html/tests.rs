use std::sync::atomic::Ordering;
use std::thread;

use dom_query::Document;

use super::*;
use crate::corpus::format::html::page::Page;
use crate::corpus::format::html::thread::{LATE, MOST_DEEP};
use crate::corpus::format::html::tree::Outline;

fn read(html: &str) -> (Page, String) {
    let mut record = Html.read(html).unwrap();
    (Page::take(&mut record.fields).unwrap(), record.text.unwrap())
}

#[test]
fn a_page_gives_its_statements_and_its_text() {
    let text =
        "The council voted to keep both ferries running through the winter, it said. ".repeat(6);
    let html = format!(
        "<!doctype html><html lang=en><head><title>Ferries run - Dorfbote</title>\
         <meta property=og:site_name content=Dorfbote></head><body><nav>Home</nav>\
         <article><h1>Ferries run</h1><p>{text}</p><p>{text}</p></article></body></html>"
    );
    let (page, body) = read(&html);
    assert_eq!(page.heading.unwrap().text, "Ferries run");
    assert_eq!(page.sites[0].text, "Dorfbote");
    assert!(body.contains("both ferries") && !body.contains("Home"), "{body}");
}

#[test]
fn nesting_is_refused_before_the_parsers() {
    let html = format!("<html>{}", "<div>".repeat(100_000));
    assert_eq!(Html.read(&html).unwrap_err().code, "too-deep");
    // The deepest that is let through does not hurt.
    let html = format!("<html>{}text", "<div>".repeat(scan::MAX_DEPTH - 1));
    assert!(Html.read(&html).is_ok());
}

#[test]
fn odd_pages_do_not_fail() {
    for html in
        ["<html>", "<html><body><h1></h1><time></time>", "<meta charset=x>", "<p>", "<!doctype"]
    {
        assert!(Html.read(html).is_ok(), "{html}");
    }
}

#[test]
fn a_page_that_takes_too_long_keeps_what_is_known() {
    const STUCK: Duration = Duration::from_millis(1500);
    let html = "<html><head><title>Ferries run - Dorfbote</title></head><body><nav>Home</nav>\
        <h1>Ferries run</h1><time datetime=2023-11-08>8 November</time><p>Both run.</p></body></html>";
    let stuck: Extract = |_, _, _| {
        thread::sleep(STUCK);
        Err("late".to_owned())
    };
    let mut record = read_within(html, STUCK / 5, stuck).unwrap();
    let page = Page::take(&mut record.fields).unwrap();
    assert_eq!(page.heading.unwrap().text, "Ferries run");
    assert!(page.dates.iter().any(|dated| dated.said.text == "2023-11-08"));
    assert_eq!(record.text.unwrap(), "Ferries run\n\n8 November\n\nBoth run.");
    assert!(record.notes[0].contains("took longer"), "{:?}", record.notes);
    // The thread is counted while it is stuck, and not when it has ended.
    assert_eq!(LATE.load(Ordering::Relaxed), 1);
    thread::sleep(STUCK * 2);
    assert_eq!(LATE.load(Ordering::Relaxed), 0);
}

#[test]
fn a_tree_deeper_than_its_tags_is_not_handed_on() {
    let document = Document::from("<div>".repeat(MOST_DEEP + 1) + "text");
    assert!(Outline::of(&document).depth > MOST_DEEP);
}

#[test]
fn a_parser_that_fails_spoils_no_other_page() {
    let html = "<html><head><title>Ferries run</title></head><body><p>Both run.</p></body></html>";
    let failing: Extract = |_, _, _| panic!("a parser gives up");
    for _ in 0..3 {
        let record = read_within(html, LIMIT, failing).unwrap();
        assert!(record.notes[0].contains("it failed"), "{:?}", record.notes);
        let record = Html.read(html).unwrap();
        assert!(record.text.unwrap().contains("Both run.") && record.notes.is_empty());
    }
}

#[test]
fn marks_in_json_ld_have_the_bounds_of_pages() {
    let page = |body: &str| {
        let body = body.replace('"', "\\\"");
        format!(
            "<html><head><title>Ferries run</title><script type=application/ld+json>\
             {{\"@type\": \"NewsArticle\", \"headline\": \"Ferries run\", \"articleBody\": \"{body}\"}}\
             </script></head><body><h1>Ferries run</h1><p>Both run.</p></body></html>"
        )
    };
    let text = "<p>The council voted to keep both ferries running. </p>".repeat(20);
    let (_, body) = read(&page(&text));
    assert!(body.starts_with("The council voted"), "{body}");
    let (_, body) = read(&page(&format!("{}{text}", "<div>".repeat(20_000))));
    assert!(body.contains("Both run.") && !body.contains("council"), "{body}");
}

#[test]
fn a_parser_that_fails_late_is_not_counted_for_good() {
    let late: Extract = |_, _, _| {
        thread::sleep(Duration::from_millis(300));
        panic!("a parser gives up late");
    };
    let before = LATE.load(Ordering::Relaxed);
    let html = "<html><head><title>Ferries run</title></head><body><p>Both run.</p></body></html>";
    let record = read_within(html, Duration::from_millis(100), late).unwrap();
    assert!(record.notes[0].contains("took longer"), "{:?}", record.notes);
    thread::sleep(Duration::from_millis(800));
    assert!(LATE.load(Ordering::Relaxed) <= before, "nobody runs any longer");
}
