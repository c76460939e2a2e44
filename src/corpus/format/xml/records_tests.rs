use std::io::Cursor;

use super::*;
use crate::corpus::charset::{self, Hints};

fn read(kind: Kind, bytes: &[u8], limit: usize) -> Vec<Result<Record, Flaw>> {
    let choice = charset::choose(bytes, true, Hints::default());
    let content = Cursor::new(bytes.to_vec());
    let mut input = Input::new(content, choice, Hints::default(), limit);
    let mut all = Vec::new();
    Xml { kind }
        .read(&mut input, &mut |record| {
            all.push(record);
            true
        })
        .unwrap();
    all
}

/// Titles and codes with their offsets.
fn told(bytes: &[u8]) -> Vec<(u64, String)> {
    let all = read(Kind::Rss, bytes, 100_000).into_iter();
    all.map(|one| match one {
        Ok(record) => {
            let title = record.fields.iter().find(|(name, _)| name == "title");
            (record.offset, title.map_or("-", |(_, text)| text.as_str().unwrap()).to_owned())
        }
        Err(flaw) => (flaw.offset, flaw.code.to_owned()),
    })
    .collect()
}

fn titles(text: &str) -> Vec<String> {
    told(text.as_bytes()).into_iter().map(|(_, title)| title).collect()
}

#[test]
fn records_come_with_their_offsets_and_their_feed() {
    let text = "<rss><channel><title>F</title><item><title>1</title></item>\n\
                <item><title>2</title></item></channel></rss>";
    let places: Vec<u64> = text.match_indices("<item>").map(|(at, _)| at as u64).collect();
    let found =
        |factor| [(places[0] * factor, "1".to_owned()), (places[1] * factor, "2".to_owned())];
    assert_eq!(told(text.as_bytes()), found(1));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(told(&wide), found(2));
    let first = read(Kind::Rss, text.as_bytes(), 1000).remove(0).unwrap();
    assert_eq!(first.raw, "<item><title>1</title></item>");
    assert!(first.fields.contains(&("feed title".into(), "F".into())));
}

#[test]
fn a_broken_item_spoils_no_other() {
    let items = "<rss><channel><item><title>1<item><title>2</title></item><item><x y=\"<item><title>3</title></item></channel>";
    assert_eq!(titles(items), ["1", "2", "bad-xml", "3"]);
    assert_eq!(titles("<rss><item><title>1</title></item><item><title>2"), ["1", "bad-xml"]);
    assert_eq!(titles("<rss><item><title>a < b & c</title></item>"), ["a < b & c"]);
    assert_eq!(
        titles("<rss><item><title><![CDATA[a </item> < b]]></title></item><!-- <item> --></rss>"),
        ["a </item> < b"]
    );
    assert_eq!(titles("<rss><channel><item><title>1</title></channel><item/></rss>"), ["1", "-"]);
    // A title that is not closed does not hide the items behind it.
    assert_eq!(titles("<rss><title>F<item><title>1</title></item></rss>"), ["1"]);
}

#[test]
fn what_may_harm_costs_one_record() {
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha]>\"><!-- ' --><!ENTITY b \"&a;&a;\">]><rss><item><title>&b;</title></item><item><title>2</title></item></rss>";
    assert_eq!(titles(laughs), ["xml-entity", "2"]);
    let outside = "<!DOCTYPE rss [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><rss><item><title>&e;</title></item></rss>";
    assert_eq!(titles(outside), ["xml-entity"]);
    let deep = format!("<rss><item>{}</item><item><title>2</title></item>", "<a>".repeat(20_000));
    assert_eq!(titles(&deep), ["too-deep", "2"]);
    let channels = format!("{}<item><title>1</title></item>", "<channel>".repeat(20_000));
    assert_eq!(titles(&channels), ["1"]);
    let long = format!("<rss><item>{}</item><item><title>2</title></item>", "x".repeat(100_001));
    assert_eq!(titles(&long), ["too-large", "2"]);
    let tag = format!(
        "<rss><item {}><title>1</title></item><item><title>2</title></item>",
        "x".repeat(300_000)
    );
    assert_eq!(titles(&tag).last().map(String::as_str), Some("2"));
}

#[test]
fn ends_of_markup_are_found_across_pieces() {
    for padding in 65_500..65_560 {
        let text = format!(
            "<rss><!-- {} --><item><title><![CDATA[1]]></title></item>",
            "-".repeat(padding)
        );
        assert_eq!(titles(&text), ["1"], "{padding}");
    }
}
