//! ARC 1 and 2, the Internet Archive's format before WARC ("Arc File Format", 1996).
//!
//! Each record is a line (address, host, time, media type, length), then a block of that length, then
//! a line end. The first record, `filedesc://`, describes the file and says which version it is. A
//! line that is no header, or a length that leads to no next one, costs one record: reading goes on
//! at the next line that is a header.

use std::io::{self, Read};

use crate::corpus::container::byte_stream::ByteStream;
use crate::corpus::container::capture::{self, Coding, Fetched, Found, TakeFound, skipped};
use crate::corpus::container::http::MediaType;
use crate::corpus::format::reader::Flaw;

/// The longest header line, in bytes.
const LONGEST_LINE: usize = 16 * 1024;
/// How the first record begins.
const FIRST: &[u8] = b"filedesc://";

/// Tells whether a file begins as an ARC.
pub fn begins(head: &[u8]) -> bool {
    head.starts_with(FIRST)
}

/// A header line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Header {
    url: String,
    time: String,
    media: String,
    length: Option<u64>,
}

impl Header {
    /// Reads a line. Addresses may hold spaces, so the fields are counted from the end: four behind
    /// the address in version 1, nine in version 2.
    fn read(line: &[u8]) -> Option<Header> {
        let line = std::str::from_utf8(line).ok()?.trim_end();
        let words: Vec<&str> = line.split(' ').collect();
        let time = |word: &str| {
            (8..=20).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        [3, 8].into_iter().find_map(|behind| {
            let at = words.len().checked_sub(behind)?;
            let url = words.get(..at.checked_sub(1)?)?.join(" ");
            let known = url.contains("://") || url.starts_with("dns:");
            (known && time(words[at])).then(|| Header {
                url,
                time: words[at].to_owned(),
                media: words[at + 1].to_owned(),
                length: words[words.len() - 1].parse().ok(),
            })
        })
    }

    fn begins(line: &[u8]) -> bool {
        let end = line.iter().position(|byte| *byte == b'\n').unwrap_or(line.len());
        Header::read(&line[..end]).is_some()
    }
}

/// Reads all records; blocks of more than `limit` bytes are rejected. An error is one of the input.
pub fn read(source: Box<dyn Read>, limit: usize, each: &mut TakeFound<'_>) -> io::Result<()> {
    let mut stream = ByteStream::new(source);
    while stream.pass_line_ends()? {
        let offset = stream.offset();
        let found = match record(&mut stream, offset, limit)? {
            Ok(found) => found,
            Err((code, reason)) => {
                stream.pass_to_line(LONGEST_LINE, &Header::begins)?;
                Found::Rejected(Flaw::new(offset, code, reason))
            }
        };
        if !each(found) {
            break;
        }
    }
    Ok(())
}

type Broken = (&'static str, String);

fn record(stream: &mut ByteStream, offset: u64, limit: usize) -> io::Result<Result<Found, Broken>> {
    let broken = |reason: &str| Ok(Err(("bad-warc", reason.to_owned())));
    let lines = stream.ahead(LONGEST_LINE)?;
    let end = lines.iter().take(LONGEST_LINE).position(|byte| *byte == b'\n');
    let header = Header::read(&lines[..end.unwrap_or(lines.len().min(LONGEST_LINE))]);
    let (Some(end), Some(header)) = (end, header) else {
        return broken("no record begins here; reading goes on at the next one");
    };
    let Some(length) = header.length else {
        return broken("the length of this record is no number");
    };
    let Some(length) = usize::try_from(length).ok().filter(|length| *length <= limit) else {
        return Ok(Err(("too-large", format!("this record is longer than {limit} bytes"))));
    };
    let bytes = stream.ahead(end + 1 + length + LONGEST_LINE)?;
    let Some(behind) = bytes.get(end + 1 + length..) else {
        return Ok(Err(("truncated", "the file ends inside of this record".to_owned())));
    };
    let next = behind.trim_ascii_start();
    if !next.is_empty() && !Header::begins(next) {
        return broken("its length is wrong: no record follows where this one should end");
    }
    let found = judge(&header, offset, &bytes[end + 1..end + 1 + length]);
    stream.pass(end + 1 + length);
    Ok(Ok(found))
}

fn judge(header: &Header, offset: u64, block: &[u8]) -> Found {
    let Header { url, time, media, .. } = header;
    if url.as_bytes().starts_with(FIRST) {
        return skipped(offset, "warc-warcinfo", "describes the web archive");
    }
    if url.starts_with("dns:") {
        return skipped(offset, "warc-dns", "the answer of a name server");
    }
    let from = Fetched { offset, url: Some(url.clone()), time: moment(time) };
    if url.starts_with("http") {
        capture::answer(from, block)
    } else {
        capture::file(from, MediaType::read(media), Coding::AsIs, block.into())
    }
}

/// `20140216050221`, in UTC.
fn moment(digits: &str) -> Option<String> {
    let part = |from: usize, to: usize| digits.get(from..to);
    let day = format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?);
    Some(match (part(8, 10), part(10, 12), part(12, 14)) {
        (Some(hour), Some(minute), Some(second)) => format!("{day}T{hour}:{minute}:{second}Z"),
        _ => day,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn found(text: &str) -> Vec<(u64, String)> {
        let mut all = Vec::new();
        read(Box::new(Cursor::new(text.as_bytes().to_vec())), 1000, &mut |found| {
            all.push(match found {
                Found::Capture(capture) => {
                    let body = String::from_utf8_lossy(&capture.body).into_owned();
                    (capture.offset, format!("{} {body}", capture.url.unwrap_or_default()))
                }
                Found::Skipped(flaw) | Found::Rejected(flaw) => (flaw.offset, flaw.code.to_owned()),
            });
            true
        })
        .unwrap();
        all
    }

    fn record(url: &str, length: &str, block: &str) -> String {
        format!("{url} 192.0.2.1 20140216050221 text/html {length}\n{block}\n")
    }

    #[test]
    fn records_are_read_and_broken_ones_passed_over() {
        let block = "HTTP/1.1 200 OK\r\n\r\n<p>x";
        let length = block.len().to_string();
        let first = record("filedesc://a.arc", "3", "1 0");
        let good = record("http://n.example/?q=a b", &length, block);
        let text = format!(
            "{first}{good}{}{}{good}{}{good}",
            record("http://n.example/", "-1", ""),
            record("http://n.example/", "abc", ""),
            record("http://n.example/", "7", block),
        );
        let codes: Vec<String> = found(&text).into_iter().map(|(_, code)| code).collect();
        let page = "http://n.example/?q=a b <p>x";
        let expected = ["warc-warcinfo", page, "bad-warc", "bad-warc", page, "bad-warc", page];
        assert_eq!(codes, expected);
        assert_eq!(found(&text)[1].0, first.len() as u64);
        let cut = &text[..text.len() - 5];
        assert_eq!(found(cut).last().unwrap().1, "truncated");
    }

    #[test]
    fn both_versions_of_the_header() {
        let one = Header::read(b"http://n.example/ 192.0.2.1 20140216050221 text/html 15").unwrap();
        let line = "http://n.example/ 192.0.2.1 20140216050221 text/html 200 sum - 0 a.arc 15";
        let two = Header::read(line.as_bytes()).unwrap();
        assert_eq!(one, two);
        assert_eq!(moment(&one.time).as_deref(), Some("2014-02-16T05:02:21Z"));
        assert_eq!(moment("20140216").as_deref(), Some("2014-02-16"));
        assert_eq!(Header::read(b"It ran late on 20140216 for 3 days"), None);
    }
}
