//! Files of XML that hold records: feeds, and the news formats of the IPTC.
//!
//! Takes the stream of a file; hands on one record for each item, story or entry, with what stands
//! around them. Each record is parsed by itself, so that a broken one spoils no other: an item that
//! is not closed ends where the next begins. Memory holds one record.

use std::collections::HashSet;
use std::io;

use serde_json::Value;

use crate::corpus::clean;
use crate::corpus::format::feed::{atom, rss};
use crate::corpus::format::input::Input;
use crate::corpus::format::reader::{Flaw, Record, StreamReader, Taker};
use crate::corpus::format::wire::{newsml_g2, newsml1, nitf};
use crate::corpus::format::xml::scan::{Scan, Token};
use crate::corpus::format::xml::{Element, Tree};

/// How many elements beside the records are remembered.
const MOST_PIECES: usize = 64;
/// The longest of them, in bytes.
const LONGEST_PIECE: usize = 64 * 1024;

/// A format in XML, told by its root element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RSS 0.9x, 1.0 and 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287) and 0.3.
    Atom,
    /// NITF 3.x of the IPTC.
    Nitf,
    /// NewsML 1.x of the IPTC.
    NewsMl,
    /// NewsML-G2 of the IPTC.
    NewsMlG2,
}

impl Kind {
    /// Finds the kind that a root element belongs to.
    pub fn of_root(name: &str) -> Option<Kind> {
        let local = name.rsplit(':').next().unwrap_or("");
        Some(match local.to_ascii_lowercase().as_str() {
            "rss" | "rdf" | "channel" => Kind::Rss,
            "feed" | "entry" => Kind::Atom,
            "nitf" => Kind::Nitf,
            // The two NewsML spell alike but for the case.
            "newsml" => Kind::NewsMl,
            "newsitem" if local == "NewsItem" => Kind::NewsMl,
            "newsitem" | "newsmessage" | "packageitem" | "conceptitem" | "knowledgeitem"
            | "catalogitem" | "planningitem" | "contentset" => Kind::NewsMlG2,
            _ => return None,
        })
    }

    /// Returns the name that articles carry.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Rss => "rss",
            Kind::Atom => "atom",
            Kind::Nitf => "nitf",
            Kind::NewsMl => "newsml",
            Kind::NewsMlG2 => "newsml-g2",
        }
    }

    fn is_feed(self) -> bool {
        matches!(self, Kind::Rss | Kind::Atom)
    }

    fn place(self, name: &str) -> Place {
        match (self, name) {
            (Kind::Rss, "rss" | "channel" | "rdf") => Place::Container,
            (Kind::Rss, "item") => Place::Record,
            (Kind::Atom, "feed") => Place::Container,
            (Kind::Atom, "entry") => Place::Record,
            (Kind::Nitf, "nitf") => Place::Record,
            (Kind::NewsMl, "newsml") | (Kind::NewsMlG2, "newsmessage" | "itemset") => {
                Place::Container
            }
            (Kind::NewsMl | Kind::NewsMlG2, "newsitem") => Place::Record,
            (
                Kind::NewsMlG2,
                "packageitem" | "conceptitem" | "knowledgeitem" | "catalogitem" | "planningitem"
                | "contentset",
            ) => Place::Record,
            _ => Place::Beside,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Holds records.
    Container,
    Record,
    /// Stands beside records and may say something about all of them.
    Beside,
}

/// Named values of a record.
pub type Fields = Vec<(String, Value)>;

/// What stands around the records.
#[derive(Debug, Default)]
pub struct Outer {
    /// Elements beside the records, such as the title of a feed.
    pieces: Vec<Tree>,
    /// Beginnings of the elements that hold the records.
    containers: Vec<Tree>,
}

impl Outer {
    /// The first element of that name beside the records.
    pub fn piece(&self, name: &str) -> Option<Element<'_>> {
        self.pieces()
            .find(|piece| piece.name() == name && piece.prefix().is_empty())
            .or_else(|| self.pieces().find(|piece| piece.name() == name))
    }

    /// All elements beside the records.
    pub fn pieces(&self) -> impl Iterator<Item = Element<'_>> {
        self.pieces.iter().filter_map(Tree::root)
    }

    /// An attribute of the elements around the records, the nearest first.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.containers.iter().rev().find_map(|tree| tree.root()?.attribute(name))
    }
}

/// Reads the records of a file.
#[derive(Debug, Clone, Copy)]
pub struct Xml {
    /// What the root element says.
    pub kind: Kind,
}

/// What is being recorded.
struct Open {
    name: String,
    place: Place,
    offset: u64,
    /// Elements of the same name inside of it.
    nested: usize,
}

impl StreamReader for Xml {
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()> {
        let mut scan = Scan::new(input);
        let mut outer = Outer::default();
        let mut around: Vec<String> = Vec::new();
        let mut open: Option<Open> = None;
        loop {
            let offset = scan.offset();
            let token = scan.next_token()?;
            let mut goes_on = true;
            match (&token, &mut open) {
                (Token::EndOfFile, None) => return Ok(()),
                (Token::EndOfFile, Some(cut)) => {
                    if cut.place == Place::Record {
                        let reason = "the file ends inside of this record; it was cut off";
                        each(Err(Flaw::new(cut.offset, "bad-xml", reason)));
                    }
                    return Ok(());
                }
                (Token::End(name), Some(at)) if *name == at.name && at.nested > 0 => {
                    at.nested -= 1;
                }
                (Token::End(name), Some(at)) if *name == at.name => {
                    goes_on = self.close(&mut scan, open.take(), true, &mut outer, each);
                }
                (Token::End(name), at) if around.contains(name) => {
                    if at.is_some() {
                        goes_on = self.close(&mut scan, open.take(), false, &mut outer, each);
                    }
                    while around.pop().is_some_and(|last| last != *name) {}
                }
                (Token::Begin(name, empty), at) => {
                    let place = self.kind.place(name);
                    match at {
                        // In feeds items hold no items: this one was not closed. Parts of news
                        // formats stand in each other.
                        Some(at)
                            if place == Place::Record
                                && (self.kind.is_feed() || at.place == Place::Beside) =>
                        {
                            goes_on = self.close(&mut scan, open.take(), false, &mut outer, each);
                        }
                        Some(at) => at.nested += usize::from(*name == at.name && !empty),
                        None => {}
                    }
                    if open.is_none() && goes_on {
                        scan.record();
                        if place == Place::Container {
                            let (bytes, _) = scan.recorded(true);
                            // Many of them in each other are no feed; the first few count.
                            if !empty && around.len() < 16 {
                                outer.containers.truncate(around.len());
                                outer.containers.extend(tree(&scan, &bytes));
                                around.push(name.clone());
                            }
                        } else {
                            open = Some(Open { name: name.clone(), place, offset, nested: 0 });
                            if *empty {
                                goes_on =
                                    self.close(&mut scan, open.take(), true, &mut outer, each);
                            }
                        }
                    }
                }
                _ => {}
            }
            if !goes_on {
                return Ok(());
            }
        }
    }
}

/// A small tree of what stands around records; broken ones say nothing.
fn tree(scan: &Scan<'_>, bytes: &[u8]) -> Option<Tree> {
    let text = scan.input().decode(&bytes[..bytes.len().min(LONGEST_PIECE)]);
    Tree::parse(&text.text, &HashSet::new()).ok()
}

impl Xml {
    /// Ends what was recorded; `whole` says that its end tag belongs to it.
    fn close(
        &self,
        scan: &mut Scan<'_>,
        open: Option<Open>,
        whole: bool,
        outer: &mut Outer,
        each: &mut Taker<'_>,
    ) -> bool {
        let Some(Open { place, offset, .. }) = open else { return true };
        let (bytes, stray) = scan.recorded(whole);
        if place != Place::Record {
            if outer.pieces.len() < MOST_PIECES {
                outer.pieces.extend(tree(scan, &bytes));
            }
            return true;
        }
        if scan.too_long {
            let reason = format!("this record is longer than {} bytes", scan.input().limit());
            return each(Err(Flaw::new(offset, "too-large", reason)));
        }
        each(self.record(scan, offset, &bytes, &stray, whole, outer))
    }

    fn record(
        &self,
        scan: &Scan<'_>,
        offset: u64,
        bytes: &[u8],
        stray: &[usize],
        whole: bool,
        outer: &Outer,
    ) -> Result<Record, Flaw> {
        let decoded = scan.input().decode(bytes);
        let mended = mend(bytes, &decoded.text, stray);
        let text = mended.as_deref().unwrap_or(&decoded.text);
        let flaw = |(code, reason): (&'static str, String)| Flaw::new(offset, code, reason);
        let tree = Tree::parse(text, &scan.declared).map_err(flaw)?;
        let Some(root) = tree.root() else {
            return Err(Flaw::new(offset, "bad-xml", "holds no element"));
        };
        let mut fields = match self.kind {
            Kind::Rss => Ok(rss::fields(root, outer)),
            Kind::Atom => Ok(atom::fields(root, outer)),
            Kind::Nitf => nitf::fields(root),
            Kind::NewsMl => newsml1::fields(root, outer),
            Kind::NewsMlG2 => newsml_g2::fields(root, outer),
        }
        .map_err(|stop| stop.at(offset))?;
        let mut notes: Vec<String> = clean::decode_note(decoded.replaced).into_iter().collect();
        if !whole {
            notes.push("this record is not closed; it was read up to the next one".to_owned());
        }
        clean::clean_fields(&mut fields, &mut notes);
        Ok(Record { offset, raw: decoded.text.into_owned(), fields, text: None, notes })
    }
}

/// Writes `&lt;` for every `<` that begins nothing. `None` where there are none, or where the text is
/// not in the bytes of the file, so that their places are not known.
fn mend(bytes: &[u8], text: &str, stray: &[usize]) -> Option<String> {
    if stray.is_empty() || bytes.len() != text.len() {
        return None;
    }
    let mut mended = String::with_capacity(text.len() + 3 * stray.len());
    let mut from = 0;
    for &at in stray {
        mended.push_str(text.get(from..at)?);
        mended.push_str("&lt;");
        from = at + 1;
    }
    mended.push_str(text.get(from..)?);
    Some(mended)
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
