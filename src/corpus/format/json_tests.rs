use std::io::Cursor;

use super::*;
use crate::corpus::charset::{Choice, Hints, choose};

fn input(bytes: &[u8], limit: usize) -> Input {
    let choice: Choice = choose(bytes, true, Hints::default());
    Input::new(Cursor::new(bytes.to_vec()), choice, Hints::default(), limit)
}

/// Offsets with the first member's value or the code of the flaw.
fn read(reader: &dyn StreamReader, bytes: &[u8]) -> Vec<(u64, String)> {
    let mut seen = Vec::new();
    let mut input = input(bytes, 1 << 20);
    reader
        .read(&mut input, &mut |outcome| {
            seen.push(match outcome {
                Ok(record) => (record.offset, record.fields[0].1.to_string()),
                Err(flaw) => (flaw.offset, flaw.code.to_owned()),
            });
            true
        })
        .unwrap();
    seen
}

fn seen(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected.iter().map(|(offset, text)| (*offset, (*text).to_owned())).collect()
}

#[test]
fn members_keep_their_order_and_raw_is_what_stood() {
    let text = "  {\"title\": \"Ö\\n\", \"b\": 1, \"a\": [null, 2.50], \"b\": 3}\n";
    let mut records = Vec::new();
    Json.read(&mut input(text.as_bytes(), 1 << 20), &mut |outcome| {
        records.push(outcome.unwrap());
        true
    })
    .unwrap();
    let keys: Vec<&str> = records[0].fields.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["title", "b", "a"]);
    assert_eq!(records[0].fields[1].1, 3);
    assert_eq!((records[0].offset, records[0].raw.as_str()), (2, text.trim()));
    assert_eq!(records[0].text, None);
}

#[test]
fn arrays_wrappers_and_objects_in_a_row_are_records() {
    let array = b"[\n{\"t\": 1},\n{\"t\": nul},\n7,\n{\"t\": 2}]\n";
    let expected = [(2, "1"), (12, "bad-json"), (24, "bad-json"), (27, "2")];
    assert_eq!(read(&Json, array), seen(&expected));
    let row = b"{\"t\": 1}\n{\"t\":\n2} {\"t\": 3}";
    assert_eq!(read(&Json, row), seen(&[(0, "1"), (9, "2"), (18, "3")]));
    let wrapper = br#"{"count": 2, "articles": [{"t": 1}, {"t": 2}]}"#;
    assert_eq!(read(&Json, wrapper), seen(&[(26, "1"), (36, "2")]));
    let article = br#"{"title": "x", "items": [{"t": 1}]}"#;
    assert_eq!(read(&Json, article), seen(&[(0, "\"x\"")]));
    assert_eq!(read(&Json, b"[]"), []);
    assert_eq!(read(&Json, b"[{\"t\": 1}, {\"t\": "), seen(&[(1, "1"), (11, "bad-json")]));
    assert_eq!(read(&Json, b"[{\"t\": 1}, oops, {\"t\": 2}]"), seen(&[(1, "1"), (11, "bad-json")]));
}

#[test]
fn a_bad_line_does_not_stop_the_next() {
    let lines = b"{\"t\": 1}\r\n\n{\"t\": \n[1]\n{\"t\": 2}\nplain\n{\"t\": 3}";
    let expected =
        [(0, "1"), (11, "bad-json"), (18, "bad-json"), (22, "2"), (31, "bad-json"), (37, "3")];
    assert_eq!(read(&JsonLines, lines), seen(&expected));
}

#[test]
fn offsets_are_of_the_file_in_other_encodings() {
    let text = "{\"t\": \"Ж\"}\n{\"t\": \"И\"}\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&JsonLines, &utf16), seen(&[(0, "\"Ж\""), (22, "\"И\"")]));
    let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16).collect();
    assert_eq!(read(&Json, &marked), seen(&[(2, "\"Ж\""), (24, "\"И\"")]));
    // One record in another encoding does not spoil the rest.
    let mut mixed = format!("{{\"t\": \"{}\"}}\n", "Ж".repeat(50)).into_bytes();
    mixed.extend(b"{\"t\": \"caf\xe9 cr\xe8me\"}\n");
    let found = read(&JsonLines, &mixed);
    assert_eq!(found[1], (110, "\"café crème\"".to_owned()));
    assert!(found[0].1.contains("ЖЖ"));
}

#[test]
fn hostile_files_end_in_flaws() {
    let deep = "[".repeat(100_000);
    assert_eq!(read(&Json, deep.as_bytes()), seen(&[(1, "bad-json")]));
    let deep = format!("{{\"a\": {}{}}}\n{{\"t\": 1}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(&JsonLines, deep.as_bytes()), seen(&[(0, "bad-json"), (200_008, "1")]));
    let long = format!("{{\"t\": \"{}\"}}\n{{\"t\": 2}}\n", "x".repeat(2 << 20));
    let end = (2 << 20) + 10;
    assert_eq!(read(&JsonLines, long.as_bytes()), seen(&[(0, "too-large"), (end, "2")]));
    assert_eq!(read(&Json, long.as_bytes()), seen(&[(0, "too-large"), (end, "2")]));
    assert_eq!(read(&Json, b"]]]"), seen(&[(0, "bad-json")]));
}

#[test]
fn python_words_are_null() {
    let fields =
        parse(r#"{"a": NaN, "b": [-Infinity, "NaN \" Infinity"], "c": Infinity}"#).unwrap();
    assert_eq!(fields[0].1, Value::Null);
    assert_eq!(fields[1].1, serde_json::json!([null, "NaN \" Infinity"]));
    assert!(parse(r#"{"a": NaN, "b": }"#).is_err());
    assert!(parse(r#"{"a": Nothing}"#).is_err());
}
