use std::io::Cursor;

use super::*;

fn found(bytes: &[u8], limit: usize) -> Vec<(u64, String)> {
    let mut all = Vec::new();
    let source = Box::new(Cursor::new(bytes.to_vec()));
    read(source, limit, &mut |found| {
        all.push(match found {
            Found::Capture(capture) => {
                (capture.offset, String::from_utf8_lossy(&capture.body).into_owned())
            }
            Found::Skipped(flaw) | Found::Rejected(flaw) => (flaw.offset, flaw.code.to_owned()),
        });
        true
    })
    .unwrap();
    all
}

fn record(kind: &str, media: &str, length: usize, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://n.example/>\r\nWARC-Date: \
         2017-03-06T04:02:06Z\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

fn page(body: &str) -> String {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
    record("response", "application/http; msgtype=response", block.len(), &block)
}

#[test]
fn pages_are_unwrapped_and_other_records_are_told() {
    let first = record("warcinfo", "application/warc-fields", 1, "x");
    let second = page("<p>one");
    let text = format!(
        "{first}{second}{}{}{}{}",
        record("request", "application/http", 1, "x"),
        record("conversion", "text/plain", 3, "two"),
        record("resource", "image/png", 3, "two"),
        record("response", "text/dns", 3, "two"),
    );
    let got = found(text.as_bytes(), 1000);
    let codes: Vec<&str> = got.iter().map(|(_, what)| what.as_str()).collect();
    let expected = ["warc-warcinfo", "<p>one", "warc-request", "two", "web-type", "warc-dns"];
    assert_eq!(codes, expected);
    assert_eq!((got[1].0, got[2].0), (first.len() as u64, (first.len() + second.len()) as u64));
}

#[test]
fn address_and_day_of_the_crawl_are_kept_apart() {
    let mut seen = Vec::new();
    read(Box::new(Cursor::new(page("<p>x").into_bytes())), 1000, &mut |found| {
        seen.push(found);
        true
    })
    .unwrap();
    let Found::Capture(capture) = &seen[0] else { panic!("{seen:?}") };
    assert_eq!(capture.url.as_deref(), Some("http://n.example/"));
    assert_eq!(capture.fetched.as_deref(), Some("2017-03-06T04:02:06Z"));
}

#[test]
fn a_wrong_length_spoils_one_record() {
    let good = page("<p>good");
    for wrong in [0, 2, 40, 90, 300, 999_999, 99_999_999] {
        let bad = record("response", "application/http", wrong, &"x".repeat(60));
        let got = found(format!("{good}{bad}{good}{good}").as_bytes(), 1_000_000);
        let codes: Vec<&str> = got.iter().map(|(_, what)| what.as_str()).collect();
        assert_eq!(codes.len(), 4, "{wrong}: {got:?}");
        assert_eq!((codes[0], codes[2], codes[3]), ("<p>good", "<p>good", "<p>good"), "{wrong}");
        assert!(["bad-warc", "truncated", "too-large"].contains(&codes[1]), "{got:?}");
        assert_eq!(got[1].0, good.len() as u64);
    }
}

#[test]
fn damage_between_records_is_passed_over() {
    let good = page("<p>good");
    let text = format!("{good}garbage\r\nmore\r\n{good}WARC/1.0\r\nno end");
    let codes: Vec<String> = found(text.as_bytes(), 1000).into_iter().map(|(_, c)| c).collect();
    assert_eq!(codes, ["<p>good", "bad-warc", "<p>good", "bad-warc"]);
    let bare = "WARC/1.0\r\nContent-Length: 9\r\n\r\n".repeat(5);
    assert_eq!(found(bare.as_bytes(), 1000).len(), 5);
    assert_eq!(found(b"", 10), []);
    assert_eq!(found(b"WARC/1.0\r\nContent-Length: x\r\n\r\n", 10)[0].1, "bad-warc");
    assert_eq!(found("WARC/1.0\n".repeat(100).as_bytes(), 10).len(), 1);
}

#[test]
fn a_cut_file_ends_in_one_reject() {
    let (first, second) = (page("<p>one"), page("<p>two"));
    let whole = format!("{first}{second}");
    for end in first.len() + 1..whole.len() - 4 {
        let got = found(&whole.as_bytes()[..end], 1000);
        assert_eq!(got.len(), 2, "{end}: {got:?}");
        assert_eq!(got[0].1, "<p>one");
        assert!(["bad-warc", "truncated"].contains(&got[1].1.as_str()), "{end}: {got:?}");
    }
}
