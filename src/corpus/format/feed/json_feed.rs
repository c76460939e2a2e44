//! JSON Feed 1.0 and 1.1 (jsonfeed.org): one object whose `items` are the records.

use std::io;

use serde_json::Value;

use crate::corpus::clean;
use crate::corpus::format::feed::{absolute, add, add_title};
use crate::corpus::format::input::Input;
use crate::corpus::format::json;
use crate::corpus::format::json_scan::{self, elements, member, next_value, skip_blank};
use crate::corpus::format::reader::{Flaw, Record, StreamReader, Taker};
use crate::corpus::format::xml::records::Fields;
use crate::corpus::format::xml::text;

/// Tells whether a JSON file that begins with `head` is a feed: its `version` is an address.
pub fn is_feed(head: &str) -> bool {
    let start = head.trim_start();
    let mut end = start.len().min(4096);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    let start = &start[..end];
    start.starts_with('{')
        && start.contains("\"version\"")
        && start.contains("jsonfeed.org/version")
}

/// Reads the items of a JSON Feed.
#[derive(Debug, Clone, Copy)]
pub struct JsonFeed;

impl StreamReader for JsonFeed {
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()> {
        skip_blank(input)?;
        let offset = input.offset();
        let mut value = Vec::new();
        match next_value(input, &mut value)? {
            json_scan::Value::Whole => {}
            json_scan::Value::TooLong => {
                let reason = format!("this feed is longer than {} bytes", input.limit());
                each(Err(Flaw::new(offset, "too-large", reason)));
                return Ok(());
            }
            json_scan::Value::Cut => {
                let reason = "the file ends inside of this feed; it was cut off";
                each(Err(Flaw::new(offset, "bad-json", reason)));
                return Ok(());
            }
        }
        let decoded = input.decode(&value);
        let text = decoded.text.as_ref();
        let feed = match json::parse(text) {
            Ok(feed) => feed,
            Err(why) => {
                each(Err(Flaw::new(offset, "bad-json", why)));
                return Ok(());
            }
        };
        let Some(start) = member(text, "items") else { return Ok(()) };
        for (from, to) in elements(text.as_bytes(), start) {
            let Some(raw) = text.get(from..to) else { continue };
            // Exact in UTF-8; in other encodings counted in UTF-8 bytes from the feed's start.
            let offset = offset + from as u64;
            let record = match json::parse(raw) {
                Ok(item) => Ok(record(offset, raw, &item, &feed, decoded.replaced)),
                Err(why) => Err(Flaw::new(offset, "bad-json", why)),
            };
            if !each(record) {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn record(offset: u64, raw: &str, item: &Fields, feed: &Fields, replaced: u64) -> Record {
    let get = |fields: &Fields, name: &str| {
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    };
    let text = |fields: &Fields, name: &str| match get(fields, name)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut fields = Fields::new();
    add(&mut fields, "id", text(item, "id"));
    add(&mut fields, "title", text(item, "title").map(|title| text::escaped(&title)));
    let html = text(item, "content_html").map(|html| text::html(&html));
    let plain = || text(item, "content_text").map(|plain| text::escaped(&plain));
    add(&mut fields, "content", html.filter(|html| !html.trim().is_empty()).or_else(plain));
    add(&mut fields, "summary", text(item, "summary").map(|plain| text::escaped(&plain)));
    let address = text(item, "url").or_else(|| text(item, "external_url"));
    let home = text(feed, "home_page_url");
    add(&mut fields, "link", address.map(|address| absolute(&address, home.as_deref())));
    add(&mut fields, "date published", text(item, "date_published"));
    add(&mut fields, "date modified", text(item, "date_modified"));
    let authors = |fields: &Fields| get(fields, "authors").or_else(|| get(fields, "author"));
    let of_item = authors(item).filter(|list| *list != Value::Array(Vec::new()));
    fields.extend(of_item.or_else(|| authors(feed)).map(|list| ("authors".to_owned(), list)));
    fields.extend(get(item, "tags").map(|tags| ("category".to_owned(), tags)));
    add(&mut fields, "language", text(item, "language").or_else(|| text(feed, "language")));
    add_title(&mut fields, text(feed, "title"));
    let mut notes: Vec<String> = clean::decode_note(replaced).into_iter().collect();
    clean::clean_fields(&mut fields, &mut notes);
    Record { offset, raw: raw.to_owned(), fields, text: None, notes }
}
