//! The answer of a web server as a web archive keeps it: status, headers, body.
//!
//! Takes the bytes of a message (RFC 9112); gives its parts, with the chunks of a chunked body
//! joined. Servers and archives do not always mean what the headers say: a body that is said to be
//! chunked and is not is taken as it stands.

use std::borrow::Cow;

/// Named values in the order in which they stood; names in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads header lines. A line that begins with white space goes on with the one before (as in
    /// RFC 822); a line without a colon is passed over.
    pub fn read(text: &str) -> Headers {
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in text.lines().map(|line| line.trim_end_matches('\r')) {
            if line.starts_with([' ', '\t'])
                && let Some((_, value)) = headers.last_mut()
            {
                value.push(' ');
                value.push_str(line.trim());
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Headers(headers)
    }

    /// The first value of that name, which is in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A media type and its encoding of characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaType {
    /// In lower case, without parameters: `text/html`. Empty where none is stated.
    pub name: String,
    /// The parameter `charset`.
    pub charset: Option<String>,
}

impl MediaType {
    /// Reads the value of a `Content-Type`.
    pub fn read(value: &str) -> MediaType {
        let mut parts = value.split(';').map(str::trim);
        let name = parts.next().unwrap_or("").to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case("charset").then(|| value.trim_matches(['"', '\'', ' ']))
        });
        MediaType { name, charset: charset.map(str::to_owned) }
    }

    /// The ending of a file of that type, if articles may stand in it. A missing type is told by the
    /// content.
    pub fn suffix(&self) -> Option<&'static str> {
        Some(match self.name.as_str() {
            "text/html" | "application/xhtml+xml" => "html",
            "text/plain" => "txt",
            "text/markdown" => "md",
            "text/xml"
            | "application/xml"
            | "application/rss+xml"
            | "application/atom+xml"
            | "application/rdf+xml" => "xml",
            "application/feed+json" => "json",
            "" => "",
            _ => return None,
        })
    }
}

/// The answer of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'b> {
    /// Its three digits.
    pub status: u16,
    /// What it says of the body.
    pub headers: Headers,
    /// The body, with its chunks joined; still in its content coding.
    pub body: Cow<'b, [u8]>,
}

/// Reads an answer. `None` if it does not begin as one.
pub fn answer(bytes: &[u8]) -> Option<Answer<'_>> {
    let (head, body) = split_head(bytes);
    let head = String::from_utf8_lossy(head);
    let (first, rest) = head.split_once('\n').unwrap_or((&head, ""));
    let mut words = first.split_whitespace();
    words.next().filter(|version| version.starts_with("HTTP/"))?;
    let status = words.next()?.parse().ok()?;
    let headers = Headers::read(rest);
    let chunked = headers
        .get("transfer-encoding")
        .is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let joined = if chunked { join_chunks(body) } else { None };
    Some(Answer { status, headers, body: joined.map_or(body.into(), Into::into) })
}

/// Splits at the first blank line.
fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut from = 0;
    while let Some(end) = bytes[from..].iter().position(|byte| *byte == b'\n') {
        let line = &bytes[from..from + end];
        let next = from + end + 1;
        if line.is_empty() || line == b"\r" {
            return (&bytes[..from], &bytes[next..]);
        }
        from = next;
    }
    (bytes, &[])
}

/// Joins chunks (RFC 9112, 7.1) up to the last whole one; what is cut off is kept as far as it goes.
/// `None` if the first is none.
fn join_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined: Option<Vec<u8>> = None;
    while let Some((size, rest)) = chunk_size(body) {
        let all = joined.get_or_insert_default();
        let length = size.min(rest.len());
        all.extend_from_slice(&rest[..length]);
        if size == 0 {
            break;
        }
        body = &rest[length..];
        body = body.strip_prefix(b"\r").unwrap_or(body);
        body = body.strip_prefix(b"\n").unwrap_or(body);
    }
    joined
}

/// Reads the line before a chunk: its size, and what follows.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(256).position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let digits = line.split(';').next()?.trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some((usize::from_str_radix(digits, 16).ok()?, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_status_headers_and_body() {
        let got = answer(
            b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML;\r\n Charset=\"big5\"\r\n\r\n<p>\n\nx",
        )
        .unwrap();
        assert_eq!((got.status, got.body.as_ref()), (200, &b"<p>\n\nx"[..]));
        let media = MediaType::read(got.headers.get("content-type").unwrap());
        assert_eq!((media.name.as_str(), media.charset.as_deref()), ("text/html", Some("big5")));
        assert_eq!(answer(b"HTTP/1.0 404 Not Found\n").unwrap().status, 404);
        assert_eq!(answer(b"GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(answer(b""), None);
    }

    #[test]
    fn chunks_are_joined() {
        let body = |text: &str| {
            let message = format!("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n{text}");
            String::from_utf8(answer(message.as_bytes()).unwrap().body.into_owned()).unwrap()
        };
        assert_eq!(body("3\r\nabc\r\n00002;x=y\r\nde\r\n0\r\n\r\n"), "abcde");
        assert_eq!(body("<p>not chunked"), "<p>not chunked");
        assert_eq!(body("3\r\nabc\r\nffffffffffffffff\r\nde"), "abcde");
        assert_eq!(body("3\r\nabc\r\nfffffffffffffffff\r\nde"), "abc");
        assert_eq!(body("3\nabcxyz"), "abc");
        assert_eq!(body(""), "");
    }
}
