//! JSON: an object, an array of objects, an object that wraps such an array, one object a line.
//!
//! Takes the stream of a file; hands on one record for each object, with its members in their
//! order. A record that is not valid JSON is a flaw with its offset, and the next ones go on. Depth
//! is bounded by `serde_json` (128 levels).

use std::fmt;
use std::io;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::corpus::clean;
use crate::corpus::format::input::{Input, Line};
use crate::corpus::format::json_scan::{self, elements, member, next_value, skip_blank};
use crate::corpus::format::reader::{Flaw, Record, StreamReader, Taker};
use crate::corpus::format::wire::ninjs;

/// Members that wrap the records of a file, where the object has no text of its own.
const WRAPPERS: [&str; 15] = [
    "articles",
    "items",
    "entries",
    "data",
    "results",
    "docs",
    "documents",
    "hits",
    "news",
    "stories",
    "posts",
    "messages",
    "records",
    "rows",
    "response",
];

/// Members that make an object an article and not a wrapper.
const TEXTS: [&str; 6] = ["body", "text", "content", "maintext", "headline", "title"];

/// Reads arrays of objects and objects one behind the other.
#[derive(Debug, Clone, Copy)]
pub struct Json;

/// Reads one object a line (JSON Lines, NDJSON).
#[derive(Debug, Clone, Copy)]
pub struct JsonLines;

impl StreamReader for Json {
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()> {
        let mut value = Vec::new();
        let mut in_array = false;
        while let Some(next) = skip_blank(input)? {
            let at_start = match (in_array, next) {
                (false, b'[') => Some(true),
                (true, b']') => Some(false),
                (true, b',') => Some(true),
                _ => None,
            };
            if let Some(inside) = at_start {
                in_array = inside;
                input.consume(1);
                continue;
            }
            let offset = input.offset();
            let found = next_value(input, &mut value)?;
            let goes_on = match found {
                json_scan::Value::Whole => records(input, offset, &value, each),
                json_scan::Value::TooLong => each(Err(too_long(input, offset))),
                json_scan::Value::Cut => {
                    let reason = "the file ends inside of this record; it was cut off";
                    each(Err(Flaw::new(offset, "bad-json", reason)));
                    false
                }
            };
            // Behind a word that is no JSON at all, brackets no longer tell where records begin.
            let lost = !matches!(value.first(), Some(b'{' | b'[' | b'"') | None)
                && serde_json::from_slice::<Value>(&value).is_err();
            if !goes_on || lost {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl StreamReader for JsonLines {
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            line.clear();
            let offset = input.offset();
            let goes_on = match input.read_line(&mut line)? {
                Line::End => return Ok(()),
                Line::TooLong => each(Err(too_long(input, offset))),
                Line::Whole if line.trim_ascii().is_empty() => true,
                Line::Whole => records(input, offset, &line, each),
            };
            if !goes_on {
                return Ok(());
            }
        }
    }
}

fn too_long(input: &Input, offset: u64) -> Flaw {
    let reason = format!("this record is longer than {} bytes", input.limit());
    Flaw::new(offset, "too-large", reason)
}

/// Hands on the records in one value: itself, or those that it wraps.
fn records(input: &Input, offset: u64, value: &[u8], each: &mut Taker<'_>) -> bool {
    let decoded = input.decode(value);
    let text = decoded.text.as_ref();
    let fields = match parse(text) {
        Ok(fields) => fields,
        Err(why) => return each(Err(Flaw::new(offset, "bad-json", why))),
    };
    let Some(start) = wrapped(text, &fields) else {
        return each(record(offset, text, fields, decoded.replaced));
    };
    let bytes = text.as_bytes();
    elements(bytes, start).into_iter().all(|(from, to)| {
        // Exact in UTF-8; in other encodings counted in UTF-8 bytes from the wrapper's start.
        let offset = offset + from as u64;
        let Some(element) = text.get(from..to) else { return true };
        each(match parse(element) {
            Ok(fields) => record(offset, element, fields, decoded.replaced),
            Err(why) => Err(Flaw::new(offset, "bad-json", why)),
        })
    })
}

fn record(
    offset: u64,
    raw: &str,
    mut fields: Vec<(String, Value)>,
    replaced: u64,
) -> Result<Record, Flaw> {
    if let Some(news) = ninjs::fields(&fields).map_err(|stop| stop.at(offset))? {
        fields = news;
    }
    let mut notes: Vec<String> = clean::decode_note(replaced).into_iter().collect();
    clean::clean_fields(&mut fields, &mut notes);
    Ok(Record { offset, raw: raw.to_owned(), fields, text: None, notes })
}

/// Where the array begins that an object wraps, if it does.
fn wrapped(text: &str, fields: &[(String, Value)]) -> Option<usize> {
    if fields.iter().any(|(key, _)| TEXTS.contains(&key.as_str())) {
        return None;
    }
    let (key, _) = fields.iter().find(|(key, value)| {
        WRAPPERS.contains(&key.as_str())
            && value.as_array().is_some_and(|items| items.iter().any(Value::is_object))
    })?;
    member(text, key)
}

/// Parses one object into its members, in order; of members with one name the last counts. The bare
/// words `NaN` and `Infinity`, which Python writes and JSON does not have, are read as `null`.
pub fn parse(text: &str) -> Result<Vec<(String, Value)>, String> {
    let error = match serde_json::from_str::<Members>(text) {
        Ok(members) => return Ok(members.0),
        Err(error) => error,
    };
    let mended =
        without_bare_words(text).and_then(|text| serde_json::from_str::<Members>(&text).ok());
    mended.map(|members| members.0).ok_or_else(|| format!("not a JSON object: {error}"))
}

/// Puts `null` for `NaN`, `Infinity` and `-Infinity` outside of strings. `None` if there are none.
fn without_bare_words(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let (mut mended, mut copied, mut at) = (String::new(), 0, 0);
    let (mut in_string, mut escaped) = (false, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'N' | b'I' | b'-' if !in_string => {
                let word = ["NaN", "Infinity", "-Infinity"]
                    .into_iter()
                    .find(|word| bytes[at..].starts_with(word.as_bytes()));
                if let Some(word) = word {
                    mended.push_str(&text[copied..at]);
                    mended.push_str("null");
                    at += word.len();
                    copied = at;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 {
        return None;
    }
    mended.push_str(&text[copied..]);
    Some(mended)
}

struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with named values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                let mut places = std::collections::HashMap::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    match places.get(&key) {
                        Some(place) => {
                            let (_, old): &mut (String, Value) = &mut members[*place];
                            *old = value;
                        }
                        None => {
                            places.insert(key.clone(), members.len());
                            members.push((key, value));
                        }
                    }
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
