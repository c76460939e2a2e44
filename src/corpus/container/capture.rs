//! What a web archive kept of an address, and whether articles may stand in it.
//!
//! WARC and ARC differ in how records are laid out; what is done with an answer of a server or a
//! stored file is the same and stands here. Only answers with status 200 that hold a page, text or a
//! feed go on.

use std::borrow::Cow;

use crate::corpus::container::http::{self, MediaType};
use crate::corpus::format::reader::Flaw;

/// How the bytes of a page are packed beyond what their first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Not at all, or as their first bytes tell (`gzip`, `zstd`).
    AsIs,
    /// `deflate` with the frame of zlib (RFC 1950).
    Zlib,
    /// `deflate` without a frame, as some servers send it (RFC 1951).
    Deflate,
}

/// A page, text or feed from a web archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Where its record begins.
    pub offset: u64,
    /// Its address.
    pub url: Option<String>,
    /// When it was fetched, as the archive says it; says nothing of publication.
    pub fetched: Option<String>,
    /// What it is said to be.
    pub media: MediaType,
    /// How the body is packed.
    pub coding: Coding,
    /// The page itself, without headers and chunks.
    pub body: Vec<u8>,
}

/// One record of a web archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Something to be read.
    Capture(Capture),
    /// Left alone by a rule.
    Skipped(Flaw),
    /// It cannot be read.
    Rejected(Flaw),
}

/// Takes what is found; `false` ends the archive.
pub type TakeFound<'a> = dyn FnMut(Found) -> bool + 'a;

/// Where something was fetched from, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Where the record begins.
    pub offset: u64,
    /// The address.
    pub url: Option<String>,
    /// When, as the archive says it.
    pub time: Option<String>,
}

/// Leaves a record alone.
pub fn skipped(offset: u64, code: &'static str, reason: impl Into<String>) -> Found {
    Found::Skipped(Flaw::by_rule(offset, code, reason))
}

/// Judges the answer of a server.
pub fn answer(from: Fetched, block: &[u8]) -> Found {
    let Some(answer) = http::answer(block) else {
        let reason = "does not begin with the status line of an answer of a web server";
        return Found::Rejected(Flaw::new(from.offset, "bad-warc", reason));
    };
    if answer.status != 200 {
        let reason = format!("the server answered with status {}, not with a page", answer.status);
        return skipped(from.offset, "web-status", reason);
    }
    let media = answer.headers.get("content-type").map(MediaType::read).unwrap_or_default();
    let coding = answer.headers.get("content-encoding").unwrap_or("").to_ascii_lowercase();
    let zlib = match answer.body.as_ref() {
        // RFC 1950, 2.2: method 8, and a sum that 31 divides.
        [first, second, ..] if first & 15 == 8 => {
            (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31)
        }
        _ => false,
    };
    let coding = match coding.as_str() {
        "deflate" if zlib => Coding::Zlib,
        "deflate" if !answer.body.trim_ascii_start().starts_with(b"<") => Coding::Deflate,
        // An archive that unpacked the body often left the header as it was: the first bytes decide.
        "" | "identity" | "gzip" | "x-gzip" | "zstd" | "deflate" | "none" | "utf-8" => Coding::AsIs,
        // Text that was unpacked in spite of its header.
        _ if answer.body.trim_ascii_start().starts_with(b"<") => Coding::AsIs,
        other => {
            let reason = format!("sent in the coding {other:?}, which is not read");
            return Found::Rejected(Flaw::new(from.offset, "unsupported-method", reason));
        }
    };
    file(from, media, coding, answer.body)
}

/// Judges stored bytes of a media type.
pub fn file(from: Fetched, media: MediaType, coding: Coding, body: Cow<'_, [u8]>) -> Found {
    let Fetched { offset, url, time } = from;
    if media.suffix().is_none() {
        let reason = format!("{}: no page, text or feed", media.name);
        return skipped(offset, "web-type", reason);
    }
    if body.is_empty() {
        return skipped(offset, "empty", "the answer holds nothing");
    }
    if url.as_deref().is_some_and(|url| url.starts_with("metadata:")) {
        return skipped(offset, "warc-metadata", "the log or the settings of the crawler");
    }
    let path = url.as_deref().and_then(|url| url.split_once("://")?.1.split_once('/'));
    if path.is_some_and(|(_, path)| path == "robots.txt") {
        return skipped(offset, "web-robots", "rules for robots, not an article");
    }
    let body = body.into_owned();
    Found::Capture(Capture { offset, url, fetched: time, media, coding, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(url: &str, message: &str) -> String {
        let from = Fetched { offset: 0, url: Some(url.to_owned()), time: None };
        match answer(from, message.as_bytes()) {
            Found::Capture(capture) => format!("{:?}", capture.coding),
            Found::Skipped(flaw) | Found::Rejected(flaw) => flaw.code.to_owned(),
        }
    }

    #[test]
    fn pages_go_on_and_the_rest_is_left_alone() {
        let site = "https://n.example/a";
        for (url, message, expected) in [
            (site, "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>x", "AsIs"),
            (site, "HTTP/1.1 200 OK\n\n<p>x", "AsIs"),
            (site, "HTTP/1.1 200 OK\nContent-Type: image/png\n\nx", "web-type"),
            (site, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{}", "web-type"),
            (site, "HTTP/1.1 301 Moved\nContent-Type: text/html\n\n<p>x", "web-status"),
            (site, "HTTP/1.1 200 OK\nContent-Type: text/html\n\n", "empty"),
            (site, "HTTP/1.1 200 OK\nContent-Encoding: br\n\n\u{1}x", "unsupported-method"),
            (site, "HTTP/1.1 200 OK\nContent-Encoding: br\n\n<p>x", "AsIs"),
            (site, "HTTP/1.1 200 OK\nContent-Encoding: deflate\n\nx\u{1}", "Zlib"),
            (site, "HTTP/1.1 200 OK\nContent-Encoding: deflate\n\nxx", "Deflate"),
            (site, "GET / HTTP/1.1\n\n", "bad-warc"),
            ("https://n.example/robots.txt", "HTTP/1.1 200 OK\n\nAllow: /", "web-robots"),
        ] {
            assert_eq!(code(url, message), expected, "{message}");
        }
    }
}
