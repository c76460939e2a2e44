//! A cheap look at the tags of a page before any parser sees it.
//!
//! Parsers of HTML take time or stack that grows with the depth of nesting, the attributes of a tag
//! and the number of metas; pages made on purpose reach all of them. This scan counts them in one
//! pass without building anything, and refuses what no real page has: of a thousand news pages the
//! deepest has 177 open elements, the fullest tag 93 attributes, the longest 1.6 MB.

use crate::corpus::format::reader::Flaw;

/// Longest page, in bytes of decoded text.
pub const MAX_BYTES: usize = 5_000_000;
/// Most elements that may be open at once.
pub const MAX_DEPTH: usize = 500;
/// Most attributes on one tag.
pub const MAX_ATTRIBUTES: usize = 1_000;
/// Most `<meta>` elements.
pub const MAX_METAS: usize = 5_000;

/// Elements that never have content (HTML Standard, section 13.1.2, void elements).
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];

/// Elements that a parser closes by itself before the next of their kind, and often left open.
const SELF_CLOSING: [&[u8]; 12] =
    [b"p", b"li", b"dt", b"dd", b"tr", b"td", b"th", b"option", b"tbody", b"thead", b"tfoot", b"a"];

/// Elements behind which an open element of that kind is another one.
const CONTAINERS: [&[u8]; 7] = [b"ul", b"ol", b"dl", b"table", b"div", b"blockquote", b"select"];

/// Elements that a parser opens again where their parent was closed over them.
const FORMATTING: [&[u8]; 14] = [
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
    b"strong", b"tt", b"u",
];

/// Some elements at which a parser leaves a drawing or formula (HTML Standard, section 13.2.6.5).
const BREAKING: [&[u8]; 12] =
    [b"div", b"p", b"ul", b"ol", b"table", b"h1", b"h2", b"h3", b"body", b"head", b"pre", b"meta"];

/// Elements whose content is text to a parser, up to their end tag.
const RAW: [&[u8]; 8] =
    [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noframes", b"noembed"];

/// Refuses a page that could exhaust a parser: code `too-large`, `too-deep` or `too-many-tags`.
/// Returns how many elements begin.
pub fn check(html: &str) -> Result<usize, Flaw> {
    if html.len() > MAX_BYTES {
        let reason = format!("the page is longer than {MAX_BYTES} bytes; cut it to the article");
        return Err(Flaw::new(0, "too-large", reason));
    }
    let bytes = html.as_bytes();
    let (mut at, mut metas, mut tags) = (0, 0, 0);
    let mut open_elements = Open::default();
    while let Some(open) = find(bytes, at, b'<') {
        at = open + 1;
        if bytes[at..].starts_with(b"!--") {
            at = comment_end(bytes, at + 3);
            continue;
        }
        if bytes[at..].starts_with(b"![CDATA[") && open_elements.foreign() {
            at = find_text(bytes, at + 8, b"]]>").map_or(bytes.len(), |end| end + 3);
            continue;
        }
        if matches!(bytes.get(at), Some(b'!' | b'?')) {
            // A doctype, or what a parser takes for a comment up to the next bracket.
            at = find(bytes, at, b'>').map_or(bytes.len(), |end| end + 1);
            continue;
        }
        let closing = bytes.get(at) == Some(&b'/');
        at += usize::from(closing);
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            if closing {
                at = find(bytes, at, b'>').map_or(bytes.len(), |end| end + 1);
            }
            continue;
        }
        let end = name_end(bytes, at);
        let name = &bytes[at..end];
        let tag = attributes(bytes, end);
        at = tag.end;
        if closing {
            open_elements.close(name);
            continue;
        }
        tags += 1;
        if tag.attributes > MAX_ATTRIBUTES {
            let reason =
                format!("a tag has more than {MAX_ATTRIBUTES} attributes, as no real page has");
            return Err(Flaw::new(open as u64, "too-many-tags", reason));
        }
        if is(name, b"meta") {
            metas += 1;
            if metas > MAX_METAS {
                let reason = format!("more than {MAX_METAS} meta elements, as no real page has");
                return Err(Flaw::new(open as u64, "too-many-tags", reason));
            }
        }
        if let Some(raw) = RAW.iter().find(|raw| is(name, raw)).filter(|_| !open_elements.foreign())
        {
            at = raw_end(bytes, at, raw);
            continue;
        }
        // Only drawings and formulas have elements that end in `/>`; the closed flag of others is
        // not heeded by a parser.
        let closed =
            tag.closed && (open_elements.foreign() || is(name, b"svg") || is(name, b"math"));
        if closed || VOID.iter().any(|void| is(name, void)) {
            continue;
        }
        if open_elements.open(name) > MAX_DEPTH {
            let reason = format!(
                "more than {MAX_DEPTH} elements are open at once; take the article out of its wrapping"
            );
            return Err(Flaw::new(open as u64, "too-deep", reason));
        }
    }
    Ok(tags)
}

/// The elements that are open, nearly as a parser sees them.
#[derive(Default)]
struct Open<'h> {
    names: Vec<&'h [u8]>,
    /// Formatting elements whose parents were closed over them: a parser opens them again.
    carried: usize,
    /// How many drawings and formulas are open.
    foreign: usize,
}

impl<'h> Open<'h> {
    /// Tells whether a drawing or a formula is open: elements of raw text are not raw there.
    fn foreign(&self) -> bool {
        self.foreign > 0
    }

    /// Opens an element and returns how many are open.
    fn open(&mut self, name: &'h [u8]) -> usize {
        if SELF_CLOSING.iter().any(|kind| is(name, kind)) {
            let inner = self.names.iter().rev().position(|open| {
                is(open, name) || CONTAINERS.iter().any(|container| is(open, container))
            });
            if let Some(inner) = inner {
                let at = self.names.len() - 1 - inner;
                if is(self.names[at], name) {
                    self.cut(at);
                }
            }
        }
        if self.foreign() && BREAKING.iter().any(|kind| is(name, kind)) {
            // A parser ends a drawing where an element of the page begins.
            if let Some(at) = self.names.iter().position(|open| is_foreign(open)) {
                self.cut(at);
            }
        }
        self.foreign += usize::from(is_foreign(name));
        self.names.push(name);
        self.names.len() + self.carried
    }

    fn close(&mut self, name: &[u8]) {
        match self.names.iter().rposition(|open| is(open, name)) {
            Some(at) => self.cut(at),
            None if FORMATTING.iter().any(|kind| is(name, kind)) => {
                self.carried = self.carried.saturating_sub(1);
            }
            None => {}
        }
    }

    /// Closes the element at a place and all within it.
    fn cut(&mut self, at: usize) {
        let within = &self.names[at + 1..];
        self.carried +=
            within.iter().filter(|name| FORMATTING.iter().any(|kind| is(name, kind))).count();
        self.foreign -= within.iter().chain([&self.names[at]]).filter(|n| is_foreign(n)).count();
        self.names.truncate(at);
    }
}

struct Tag {
    attributes: usize,
    /// Whether it ends in `/>`.
    closed: bool,
    /// Where the text behind it begins.
    end: usize,
}

/// Counts the attributes of a tag, up to its `>`, by the states of the standard's tokenizer
/// (HTML Standard, sections 13.2.5.32 to 13.2.5.40): a quote begins a value only behind `=`.
fn attributes(bytes: &[u8], mut at: usize) -> Tag {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Before,
        Name,
        AfterName,
        BeforeValue,
        Value,
    }
    let (mut attributes, mut state, mut slash) = (0, State::Before, false);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let space = byte.is_ascii_whitespace();
        if byte == b'>' {
            return Tag { attributes, closed: slash, end: at };
        }
        slash = byte == b'/' && state != State::Value && state != State::BeforeValue;
        state = match (state, byte) {
            (State::BeforeValue, b'"' | b'\'') => {
                at = find(bytes, at, byte).map_or(bytes.len(), |end| end + 1);
                State::Before
            }
            (State::BeforeValue, _) if space => State::BeforeValue,
            (State::BeforeValue, _) => State::Value,
            (State::Value, _) => {
                if space {
                    State::Before
                } else {
                    State::Value
                }
            }
            (_, b'/') => State::Before,
            (State::Name | State::AfterName, b'=') => State::BeforeValue,
            (State::Name | State::AfterName, _) if space => State::AfterName,
            (State::Before, _) if space => State::Before,
            (State::Name, _) => State::Name,
            (State::Before | State::AfterName, _) => {
                attributes += 1;
                State::Name
            }
        };
    }
    Tag { attributes, closed: slash, end: bytes.len() }
}

/// Finds where a comment ends that begins behind `<!--`: `-->`, `--!>`, or at once.
fn comment_end(bytes: &[u8], at: usize) -> usize {
    if let Some(empty) = [&b">"[..], b"->"].iter().find(|end| bytes[at..].starts_with(end)) {
        return at + empty.len();
    }
    let mut from = at;
    while let Some(dashes) = find_text(bytes, from, b"--") {
        let rest = &bytes[dashes + 2..];
        if rest.starts_with(b">") {
            return dashes + 3;
        }
        if rest.starts_with(b"!>") {
            return dashes + 4;
        }
        from = dashes + 1;
    }
    bytes.len()
}

/// Finds where an element of raw text ends: behind its end tag's name, or at the end of the page.
fn raw_end(bytes: &[u8], mut at: usize, name: &[u8]) -> usize {
    while let Some(open) = find_text(bytes, at, b"</") {
        at = open + 2;
        // `</textareas>` ends no `textarea`.
        if is(&bytes[at..name_end(bytes, at)], name) {
            return find(bytes, at, b'>').map_or(bytes.len(), |end| end + 1);
        }
    }
    bytes.len()
}

fn is_foreign(name: &[u8]) -> bool {
    is(name, b"svg") || is(name, b"math")
}

fn name_end(bytes: &[u8], at: usize) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length)
}

fn is(name: &[u8], other: &[u8]) -> bool {
    name.eq_ignore_ascii_case(other)
}

fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| *b == byte).map(|at| from + at)
}

fn find_text(bytes: &[u8], from: usize, text: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at = find(bytes, at, text[0])?;
        if bytes[at..].starts_with(text) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(html: &str) -> &'static str {
        check(html).err().map_or("ok", |flaw| flaw.code)
    }

    #[test]
    fn what_no_page_has_is_refused() {
        assert_eq!(code(&"<div>".repeat(501)), "too-deep");
        assert_eq!(code(&"<div><p>x</p></div>".repeat(5000)), "ok");
        assert_eq!(code(&"<p>x".repeat(5000)), "ok");
        assert_eq!(code(&"<li><a>x</a>".repeat(5000)), "ok");
        assert_eq!(code(&"<p><b>x".repeat(600)), "too-deep");
        assert_eq!(code(&"<tr><td><b>x</b><td>y".repeat(5000)), "ok");
        assert_eq!(code(&"<br><img src=a/><hr />".repeat(5000)), "ok");
        assert_eq!(code(&format!("<a {}>", "b ".repeat(1001))), "too-many-tags");
        assert_eq!(code(&format!("<a {}>", "b=\"c d > e\" ".repeat(999))), "ok");
        assert_eq!(code(&"<meta name=a>".repeat(5001)), "too-many-tags");
        assert_eq!(code(&"x".repeat(MAX_BYTES + 1)), "too-large");
    }

    #[test]
    fn scripts_and_comments_are_no_tags() {
        let many = "<div>".repeat(600);
        assert_eq!(code(&format!("<script>{many}</script><p>")), "ok");
        assert_eq!(code(&format!("<!-- {many} --><p>")), "ok");
        assert_eq!(code(&format!("<script>x</SCRIPT>{many}")), "too-deep");
        assert_eq!(code(&format!("<script {many}")), "ok");
        // What only looks like a comment, a value or raw text hides nothing.
        for before in [
            "<!-->",
            "<!--->",
            "<!-- --!>",
            "<? <!-- >",
            "<!x <!-- >",
            "</ <!-- >",
            "<x =\">",
            "<x a= \"><!--\">",
            "<x a==\">",
            "<svg><style>",
            "<textarea></textareas><!--</textarea>",
            "<noframes><!--</noframes>",
            "<svg><title></svg><svg><script>",
        ] {
            let many = many.replace("div", "g");
            assert_eq!(code(&format!("{before}{many}")), "too-deep", "{before}");
        }
        assert_eq!(code(&format!("<svg><![CDATA[ {many} ]]></svg>")), "ok");
        assert_eq!(code(&"<svg><path d='x'/></svg><div/></div>".repeat(600)), "ok");
        for cut in ["<", "</", "<!--", "<a b='", "<script></scr", "a < b"] {
            assert_eq!(code(cut), "ok", "{cut}");
        }
    }
}
