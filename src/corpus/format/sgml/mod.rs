//! SGML of news collections: a file of records, each a few elements in a row.
//!
//! Two are known: Reuters-21578 (`lewis.dtd` of the collection) and the TREC layout (`<DOC>` with
//! `<DOCNO>`, NIST). Both are SGML in name more than in deed: no document type to go by, end tags
//! that are missing, `<` in the text. So elements are found by their tags alone, one level deep.

pub mod reuters;
pub mod scan;
pub mod text;
pub mod trec;

use std::collections::HashMap;
use std::io;

use crate::corpus::clean;
use crate::corpus::format::input::Input;
use crate::corpus::format::magic;
use crate::corpus::format::reader::{Flaw, Record, StreamReader, Taker};
use crate::corpus::format::sgml::scan::{Cut, Cuts, Ended};
use crate::corpus::format::xml::records::Fields;

/// The longest tag, in bytes; a `<` without `>` in reach is text.
const LONGEST_TAG: usize = 1024;

/// The most tags of a record; each takes memory. The longest reports have some thousands.
const MOST_TAGS: usize = 200_000;

/// A collection's markup, told by its first element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Reuters-21578.
    Reuters,
    /// The layout of TREC's collections.
    Trec,
}

impl Kind {
    /// Tells the kind by the beginning of a file.
    pub fn of(head: &str) -> Option<Kind> {
        let root = magic::root_element(head)?.to_ascii_lowercase();
        match root.as_str() {
            "lewis" | "reuters" => Some(Kind::Reuters),
            "doc" => {
                // Many formats have an element of that name; the number tells this one.
                let start: String = head.chars().take(4096).collect::<String>().to_lowercase();
                (start.contains("<docno>") || start.contains("<doc id=")).then_some(Kind::Trec)
            }
            _ => None,
        }
    }

    /// Returns the name that articles carry.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Reuters => "reuters",
            Kind::Trec => "trec",
        }
    }

    fn element(self) -> &'static str {
        match self {
            Kind::Reuters => "REUTERS",
            Kind::Trec => "DOC",
        }
    }
}

/// What an element says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'t> {
    /// Name as it stood.
    pub name: &'t str,
    /// What stands in the begin tag behind the name.
    attributes: &'t str,
    /// What stands between the tags.
    pub inner: &'t str,
}

impl<'t> Element<'t> {
    /// Tells whether it has that name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// An attribute in quotes, by its name in any case.
    pub fn attribute(&self, name: &str) -> Option<&'t str> {
        let mut rest = self.attributes;
        while let Some((before, after)) = rest.split_once("=\"") {
            let (value, next) = after.split_once('"')?;
            if before.trim().rsplit(char::is_whitespace).next()?.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = next;
        }
        None
    }
}

/// A piece of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node<'t> {
    /// What stands between elements.
    Text(&'t str),
    /// An element with all it holds.
    Element(Element<'t>),
}

/// Gives the elements of a text, and the text between them. One without an end tag reaches to the
/// next tag.
pub fn nodes(text: &str) -> Vec<Node<'_>> {
    let tags = tags(text);
    let mut ends: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, tag) in tags.iter().enumerate().filter(|(_, tag)| tag.ends) {
        ends.entry(tag.name.to_ascii_uppercase()).or_default().push(at);
    }
    let mut nodes = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(tag) = tags.get(at) {
        nodes.push(Node::Text(&text[from..tag.start]));
        from = tag.end;
        at += 1;
        if tag.ends {
            continue;
        }
        let end = ends
            .get(&tag.name.to_ascii_uppercase())
            .and_then(|places| places.get(places.partition_point(|place| *place < at)).copied());
        let until = end
            .and_then(|end| tags.get(end))
            .map_or_else(|| tags.get(at).map_or(text.len(), |next| next.start), |end| end.start);
        let inner = &text[from..until];
        nodes.push(Node::Element(Element { name: tag.name, attributes: tag.attributes, inner }));
        from = end.and_then(|end| tags.get(end)).map_or(until, |end| end.end);
        at = end.map_or(at, |end| end + 1);
    }
    nodes.push(Node::Text(&text[from..]));
    nodes.retain(|node| !matches!(node, Node::Text(text) if text.trim().is_empty()));
    nodes
}

/// Gives the elements of a text.
pub fn elements(text: &str) -> Vec<Element<'_>> {
    let element = |node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    };
    nodes(text).into_iter().filter_map(element).collect()
}

/// A tag and where it stands.
pub struct Tag<'t> {
    /// Its first byte in the text.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// Name as it stood; empty for a comment.
    pub name: &'t str,
    attributes: &'t str,
    /// Whether it begins no element.
    pub ends: bool,
}

/// Finds all tags and comments; a comment is a tag without a name.
pub fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('<').map(|at| from + at) {
        let rest = &text[start + 1..];
        from = start + 1;
        if let Some(comment) = rest.strip_prefix("!--") {
            let reach = comment.char_indices().nth(LONGEST_TAG).map_or(comment.len(), |(at, _)| at);
            if let Some(length) = comment[..reach].find("-->") {
                let end = start + 4 + length + 3;
                tags.push(Tag { start, end, name: "", attributes: "", ends: true });
                from = end;
            }
            continue;
        }
        let ends = rest.starts_with('/');
        let inside = &rest[usize::from(ends)..];
        let Some(length) = inside.bytes().take(LONGEST_TAG).position(|b| b == b'>' || b == b'<')
        else {
            continue;
        };
        let inner = &inside[..length];
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic())
            || inside.as_bytes()[length] == b'<'
        {
            continue;
        }
        let stop = inner.find(char::is_whitespace).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(stop);
        from = start + 1 + usize::from(ends) + length + 1;
        tags.push(Tag { start, end: from, name: name.trim_end_matches('/'), attributes, ends });
    }
    tags
}

/// Reads the records of a file.
#[derive(Debug, Clone, Copy)]
pub struct Sgml {
    /// What the first element says.
    pub kind: Kind,
}

impl StreamReader for Sgml {
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()> {
        let mut cuts = Cuts::new(input, self.kind.element());
        while let Some(cut) = cuts.next_cut()? {
            let record = self.record(&cut, cuts.input());
            if !each(record) {
                break;
            }
        }
        Ok(())
    }
}

impl Sgml {
    fn record(&self, cut: &Cut, input: &Input) -> Result<Record, Flaw> {
        let name = self.kind.element();
        let broken = match cut.ended {
            Ended::Whole => None,
            Ended::NotClosed => {
                Some(("bad-sgml", format!("</{name}> is missing before the next record begins")))
            }
            Ended::CutOff => {
                Some(("bad-sgml", "the file ends inside of this record; it was cut off".to_owned()))
            }
            Ended::TooLong => {
                Some(("too-large", format!("this record is longer than {} bytes", input.limit())))
            }
        };
        if let Some((code, reason)) = broken {
            return Err(Flaw::new(cut.offset, code, reason));
        }
        if cut.bytes.iter().filter(|byte| **byte == b'<').count() > MOST_TAGS {
            let reason = format!("this record has more than {MOST_TAGS} tags");
            return Err(Flaw::new(cut.offset, "too-many-tags", reason));
        }
        let decoded = input.decode(&cut.bytes);
        let mut notes: Vec<String> = clean::decode_note(decoded.replaced).into_iter().collect();
        let mut controls = 0;
        let text = clean::clean_text(&decoded.text, &mut controls).into_owned();
        let Some(root) = elements(&text).into_iter().next() else {
            return Err(Flaw::new(cut.offset, "bad-sgml", "the record holds no element"));
        };
        let mut fields = Fields::new();
        let body = match self.kind {
            Kind::Reuters => reuters::read(root, &mut fields, &mut controls),
            Kind::Trec => trec::read(root, &mut fields, &mut controls),
        };
        notes.extend(clean::control_note(controls));
        let raw = decoded.text.into_owned();
        Ok(Record { offset: cut.offset, raw, fields, text: Some(body), notes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_end_with_their_tag_or_the_next() {
        let text = "<A X=\"1\" y=\"b c\">one <i>two</i></A>between<B>three <C>four</C><d>5 < 6<E>6";
        let found: Vec<(&str, &str)> =
            elements(text).iter().map(|element| (element.name, element.inner)).collect();
        let expected =
            [("A", "one <i>two</i>"), ("B", "three "), ("C", "four"), ("d", "5 < 6"), ("E", "6")];
        assert_eq!(found, expected);
        assert_eq!(elements(text)[0].attribute("Y"), Some("b c"));
        assert_eq!(elements(text)[0].attribute("z"), None);
        assert!(nodes(text).contains(&Node::Text("between")));
    }

    #[test]
    fn the_first_element_tells_the_kind() {
        let cases = [
            ("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS>", Some(Kind::Reuters)),
            ("<REUTERS TOPICS=\"YES\">", Some(Kind::Reuters)),
            ("<DOC>\n<DOCNO> AP1 </DOCNO>", Some(Kind::Trec)),
            ("<DOC id=\"AFP_1\" type=\"story\">", Some(Kind::Trec)),
            ("<DOC>\n<TITLE>", None),
            ("<document><docno>", None),
            ("Reuters", None),
        ];
        for (head, kind) in cases {
            assert_eq!(Kind::of(head), kind, "{head}");
        }
    }

    #[test]
    fn any_piece_of_a_file_is_read_to_its_end() {
        use std::io::Cursor;

        use crate::corpus::charset::{self, Hints};

        let whole = "<DOC id=\"é1\">\n<HEAD>A &#2;&amp; B</HEAD><DATE1>1/2</DATE1><!-- c --><TEXT><P>é\n \
                     c</P>\n  d....</TEXT></DOC><REUTERS NEWID=\"1\"><DATE>&</DATE><TEXT><AUTHOR>by é\
                     </AUTHOR><DATELINE>D-</DATELINE><BODY>x\n REUTER&#3;</BODY></TEXT></REUTERS>";
        for kind in [Kind::Trec, Kind::Reuters] {
            for from in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
                for cut in [whole.len(), whole.len() / 2, from + 1] {
                    let bytes = &whole.as_bytes()[from.min(cut)..cut];
                    let choice = charset::choose(bytes, true, Hints::default());
                    let source = Cursor::new(bytes.to_vec());
                    let mut input = Input::new(source, choice, Hints::default(), 1 << 20);
                    Sgml { kind }.read(&mut input, &mut |_| true).unwrap();
                }
            }
        }
    }

    #[test]
    fn many_open_tags_take_no_long_time() {
        let text: String = (0..50_000).map(|at| format!("<A{at}>")).collect();
        assert_eq!(elements(&text).len(), 50_000);
        assert_eq!(elements(&"<A ".repeat(50_000)).len(), 0);
        assert_eq!(elements(&"<!--".repeat(50_000)).len(), 0);
    }
}
