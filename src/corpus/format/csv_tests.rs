use std::io::Cursor;

use super::*;
use crate::corpus::charset::{Choice, Hints};
use crate::corpus::decode::Charset;
use crate::corpus::format::csv_dialect::find;

fn read(text: &[u8], settings: CsvSettings, limit: usize) -> Vec<Result<Record, Flaw>> {
    let head = String::from_utf8_lossy(text);
    let dialect = find(&head, true, &settings, false)
        .unwrap_or(Dialect { delimiter: b',', quote: Some(b'"') });
    let choice = Choice { charset: Charset::UTF_8, mark: 0, guessed: false };
    let mut input = Input::new(Cursor::new(text.to_vec()), choice, Hints::default(), limit);
    let mut seen = Vec::new();
    let reader = Csv { dialect, settings, mapped: Vec::new() };
    reader
        .read(&mut input, &mut |outcome| {
            seen.push(outcome);
            true
        })
        .unwrap();
    seen
}

/// Offset and either the fields joined by `|` or the code of the flaw.
fn short(outcomes: Vec<Result<Record, Flaw>>) -> Vec<(u64, String)> {
    let line = |outcome: Result<Record, Flaw>| match outcome {
        Ok(record) => {
            let values: Vec<&str> =
                record.fields.iter().filter_map(|(_, value)| value.as_str()).collect();
            (record.offset, values.join("|"))
        }
        Err(flaw) => (flaw.offset, flaw.code.to_owned()),
    };
    outcomes.into_iter().map(line).collect()
}

fn seen(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected.iter().map(|(offset, text)| (*offset, (*text).to_owned())).collect()
}

#[test]
fn quoted_fields_keep_lines_quotes_and_delimiters() {
    let text = b"title,text,date\r\n\"A \"\"b\"\", c\",\"one\r\ntwo\",2024\r\n\r\nd,e,\r\n";
    let records = read(text, CsvSettings::default(), 1000);
    let first = records[0].clone().unwrap();
    assert_eq!(first.fields[1], ("text".to_owned(), Value::from("one\ntwo")));
    assert_eq!(first.raw, "A \"b\", c\u{1f}one\ntwo\u{1f}2024");
    assert_eq!(short(records), seen(&[(17, "A \"b\", c|one\ntwo|2024"), (49, "d|e|")]));
}

#[test]
fn columns_come_from_the_settings_or_not_at_all() {
    let text = b"Sport;'Er sagte: \"ja; nein\"'\nWeb;'Zwei'\n";
    let bare = read(text, CsvSettings::default(), 1000);
    assert_eq!(short(bare.clone()), seen(&[(0, "no-columns")]));
    assert!(bare[0].clone().unwrap_err().reason.contains("corpus.toml"));
    let columns = Some(vec!["label".to_owned(), "text".to_owned()]);
    let stated = CsvSettings { columns: columns.clone(), ..CsvSettings::default() };
    let rows = seen(&[(0, "Sport|Er sagte: \"ja; nein\""), (29, "Web|Zwei")]);
    assert_eq!(short(read(text, stated.clone(), 1000)), rows);
    let headed = [b"Label;Text\n", text.as_slice()].concat();
    assert_eq!(read(&headed, stated, 1000).len(), 2);
    let none = CsvSettings { columns, header: Some(false), ..CsvSettings::default() };
    assert_eq!(read(&headed, none, 1000).len(), 3);
    let first = CsvSettings { header: Some(true), ..CsvSettings::default() };
    let named = read(b"Foo;;Baz\n1;2;3\n", first, 1000)[0].clone().unwrap();
    assert_eq!(named.fields[1].0, "column 2");
}

#[test]
fn a_ragged_row_or_an_open_quote_spoils_one_row() {
    let text = b"title,text\na,b\nc\n\"d,e\nf,g\nh,\"i\nj\"\nk,l,m\nn,o\n";
    let found =
        short(read(text, CsvSettings { quote: Some(Some(b'"')), ..Default::default() }, 1000));
    // The stray quote before d closes at the one before i.
    assert_eq!(found[..2], seen(&[(11, "a|b"), (15, "bad-row")]));
    assert_eq!(found.last(), Some(&(40, "n|o".to_owned())));
    let text = b"title,text\na,b\nc,\"d\ne,f\ng,h\n";
    let found =
        short(read(text, CsvSettings { quote: Some(Some(b'"')), ..Default::default() }, 1000));
    assert_eq!(found, seen(&[(11, "a|b"), (15, "bad-row"), (20, "e|f"), (24, "g|h")]));
}

#[test]
fn stray_quotes_everywhere_and_long_rows_take_bounded_time() {
    let mut text = b"title,text\n".to_vec();
    text.extend(b"\"x,y\n".repeat(100_001));
    let quote = CsvSettings { quote: Some(Some(b'"')), ..Default::default() };
    // Each closes at the next; the last never does.
    let found = short(read(&text, quote.clone(), 1 << 20));
    assert_eq!(found.len(), 50_001);
    assert_eq!(found.last().map(|(_, line)| line.as_str()), Some("bad-row"));
    let mut text = b"title,text\nopen,\"".to_vec();
    text.extend(b"a,b\n".repeat(100_000));
    let found = read(&text, quote.clone(), 4000);
    assert_eq!(found.iter().filter(|outcome| outcome.is_err()).count(), 1);
    assert_eq!(found.len(), 100_000);
    let long = [b"title,text\na,b\n", b"x".repeat(9000).as_slice(), b"\nc,d\n"].concat();
    let found = short(read(&long, quote, 4000));
    assert_eq!(found, seen(&[(11, "a|b"), (15, "too-large"), (9016, "c|d")]));
}

#[test]
fn rows_are_decoded_one_by_one() {
    let text = b"title,text\ncaf\xe9 cr\xe8me,x\n\xd0\x96,y\n";
    assert_eq!(
        short(read(text, CsvSettings::default(), 1000)),
        seen(&[(11, "café crème|x"), (24, "Ж|y")])
    );
}
