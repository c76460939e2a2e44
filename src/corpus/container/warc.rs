//! WARC 1.0 and 1.1 (ISO 28500): records of a web crawl, one behind the other.
//!
//! Takes the unpacked bytes (in a `.warc.gz` each record is a gzip member; they follow on each other
//! without a gap); hands on one [`Found`] for each record. Memory holds one record. Where a stated
//! length leads to no next record, that record is rejected and reading goes on at the next line that
//! begins with `WARC/`, looked for from the beginning of the block.

use std::io::{self, Read};

use crate::corpus::container::byte_stream::ByteStream;
use crate::corpus::container::capture::{self, Coding, Fetched, Found, TakeFound, skipped};
use crate::corpus::container::http::{Headers, MediaType};
use crate::corpus::format::reader::Flaw;

/// What every record begins with; the number of the version follows.
const VERSION: &[u8] = b"WARC/";
/// The longest line of a header, and the longest header, in bytes.
const LONGEST_HEADER: usize = 64 * 1024;

/// Tells whether a file begins as a WARC.
pub fn begins(head: &[u8]) -> bool {
    is_version(head)
}

/// `WARC/` and a digit; text that speaks of the format goes on otherwise.
fn is_version(line: &[u8]) -> bool {
    line.strip_prefix(VERSION).is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// Reads all records; blocks of more than `limit` bytes are rejected. An error is one of the input.
pub fn read(source: Box<dyn Read>, limit: usize, each: &mut TakeFound<'_>) -> io::Result<()> {
    let mut stream = ByteStream::new(source);
    while stream.pass_line_ends()? {
        let offset = stream.offset();
        let found = match record(&mut stream, offset, limit)? {
            Ok(found) => found,
            Err((code, reason)) => {
                // Behind a header the next record may begin at once.
                if stream.offset() == offset || !is_version(stream.ahead(VERSION.len() + 1)?) {
                    stream.pass_to_line(VERSION.len() + 1, &is_version)?;
                }
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

/// Reads the record at hand and passes it. After an `Err` the bytes from its block on are at hand.
fn record(stream: &mut ByteStream, offset: u64, limit: usize) -> io::Result<Result<Found, Broken>> {
    let broken = |reason: &str| Ok(Err(("bad-warc", reason.to_owned())));
    if !is_version(stream.ahead(VERSION.len() + 1)?) {
        return broken("no record begins here; reading goes on at the next one");
    }
    let mut head = String::new();
    loop {
        let Some(line) = stream.line(LONGEST_HEADER)? else {
            return broken("the header of this record has no end");
        };
        if line.is_empty() {
            break;
        }
        head.push_str(&String::from_utf8_lossy(&line));
        head.push('\n');
        if head.len() > LONGEST_HEADER {
            return broken("the header of this record is too long");
        }
    }
    let headers = Headers::read(head.split_once('\n').map_or("", |(_, rest)| rest));
    let length = headers.get("content-length").and_then(|length| length.parse::<u64>().ok());
    let Some(length) = length else {
        return broken("Content-Length is missing or no number");
    };
    let Some(length) = usize::try_from(length).ok().filter(|length| *length <= limit) else {
        let reason = format!("this record is longer than {limit} bytes");
        return Ok(Err(("too-large", reason)));
    };
    // Two line ends follow a block; some writers give more or fewer.
    let bytes = stream.ahead(length + 16)?;
    let Some(behind) = bytes.get(length..) else {
        return Ok(Err(("truncated", "the file ends inside of this record".to_owned())));
    };
    // ISO 28500, 4: two line ends close a record. What follows them may be torn; the record is not.
    let closed = behind.starts_with(b"\r\n\r\n");
    let behind = behind.trim_ascii_start();
    if !(closed
        || behind.is_empty()
        || behind.starts_with(&VERSION[..behind.len().min(VERSION.len())]))
    {
        return broken("Content-Length is wrong: no record follows where this one should end");
    }
    let found = judge(&headers, offset, &bytes[..length]);
    stream.pass(length);
    Ok(Ok(found))
}

/// Decides what becomes of a record, by its type.
fn judge(headers: &Headers, offset: u64, block: &[u8]) -> Found {
    let url = headers.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
    let from = Fetched { offset, url, time: headers.get("warc-date").map(str::to_owned) };
    let media = headers.get("content-type").map(MediaType::read).unwrap_or_default();
    let kind = headers.get("warc-type").unwrap_or("").to_ascii_lowercase();
    match kind.as_str() {
        "response" if media.name == "application/http" || media.name.is_empty() => {
            capture::answer(from, block)
        }
        "response" if media.name == "text/dns" => {
            skipped(offset, "warc-dns", "the answer of a name server")
        }
        "response" | "resource" | "conversion" => {
            capture::file(from, media, Coding::AsIs, block.into())
        }
        "request" => skipped(offset, "warc-request", "what the crawler asked, not an article"),
        "warcinfo" => skipped(offset, "warc-warcinfo", "describes the web archive"),
        "metadata" => skipped(offset, "warc-metadata", "describes another record"),
        "revisit" => skipped(offset, "warc-revisit", "the same page as in an earlier record"),
        "continuation" => {
            skipped(offset, "warc-continuation", "a later part of a record that was cut in pieces")
        }
        _ => skipped(offset, "warc-other", "a record of a type that holds no article"),
    }
}

#[cfg(test)]
#[path = "warc_tests.rs"]
mod tests;
