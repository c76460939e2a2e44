//! One record of XML as a small tree, for records that may be broken and may be meant to harm.
//!
//! Takes the decoded text of a record; gives a [`Tree`] that is walked without recursion. Tags that
//! do not match are closed where their parent closes, a bare `&` is text, names are compared
//! without their prefix and in lower case. Character references are those of XML and HTML.
//! What a document type declares is never expanded and nothing outside of the text is read
//! (XML 1.0, 4.1 and 4.4: a processor that does not validate need not): a record that leans on
//! such an entity is refused.

pub mod records;
pub mod scan;
pub mod text;

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::corpus::extract::entities;

/// How deep elements may stand in each other. Real feeds and wires stay below 30.
pub const MAX_DEPTH: usize = 256;
/// How many elements, texts and attributes a record may have: about 20 MB of memory.
const MAX_NODES: usize = 200_000;
/// How many attributes of one element are read.
const MAX_ATTRIBUTES: usize = 200;
/// Elements of HTML that have no content and are often left open.
const VOID: [&str; 4] = ["br", "img", "hr", "wbr"];

/// Why a record cannot be read: a stable code and a sentence.
pub type Fault = (&'static str, String);

#[derive(Debug)]
enum What {
    Element { prefix: String, name: String, attributes: Vec<(String, String)> },
    Text(String),
}

#[derive(Debug)]
struct Node {
    what: What,
    /// Index behind the last node inside of this one.
    end: usize,
}

/// The elements and texts of a record, in the order in which they stand.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    /// How many attributes its elements have.
    attributes: usize,
}

impl Tree {
    /// Parses a record. `declared` are the entities that the file's document type declares.
    ///
    /// # Errors
    /// `xml-entity` for a declared entity, `too-deep`, `too-large` for too many elements, `bad-xml`
    /// where markup does not end or there is no element.
    pub fn parse(text: &str, declared: &HashSet<String>) -> Result<Tree, Fault> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut tree = Tree::default();
        let mut open: Vec<usize> = Vec::new();
        loop {
            if tree.nodes.len() + tree.attributes > MAX_NODES {
                let reason = format!("has more than {MAX_NODES} elements and attributes");
                return Err(("too-large", reason));
            }
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let at = tree.element(&tag);
                    if VOID.contains(&tree.name(at)) {
                        continue;
                    }
                    if open.len() == MAX_DEPTH {
                        let reason =
                            format!("more than {MAX_DEPTH} elements stand inside of each other");
                        return Err(("too-deep", reason));
                    }
                    open.push(at);
                }
                Ok(Event::Empty(tag)) => {
                    tree.element(&tag);
                }
                Ok(Event::End(tag)) => {
                    let local = tag.local_name().into_inner().to_lowercase();
                    // An end without a beginning is passed over.
                    if let Some(depth) = open.iter().rposition(|&at| tree.name(at) == local) {
                        tree.close(&mut open, depth);
                        if open.is_empty() {
                            return Ok(tree);
                        }
                    }
                }
                Ok(Event::Text(text)) => tree.text(&text.xml10_content()),
                Ok(Event::CData(text)) => tree.text(&text.xml10_content()),
                Ok(Event::GeneralRef(name)) => {
                    let whole = format!("&{};", &*name);
                    match entities::reference(&whole) {
                        Some((c, _)) => tree.text(c.encode_utf8(&mut [0; 4])),
                        None if declared.contains(&*name) => {
                            let reason = format!(
                                "uses {whole}, which its own document type declares; such \
                                 entities are not expanded: replace them by their text"
                            );
                            return Err(("xml-entity", reason));
                        }
                        None => tree.text(&whole),
                    }
                }
                Ok(Event::Eof) if tree.root().is_none() => {
                    return Err(("bad-xml", "holds no element".to_owned()));
                }
                Ok(Event::Eof) => {
                    tree.close(&mut open, 0);
                    return Ok(tree);
                }
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
                Err(error) => return Err(("bad-xml", format!("broken XML: {error}"))),
            }
        }
    }

    /// The outermost element.
    pub fn root(&self) -> Option<Element<'_>> {
        let at = self.nodes.iter().position(|node| matches!(node.what, What::Element { .. }))?;
        Some(Element { tree: self, at })
    }

    fn element(&mut self, tag: &BytesStart<'_>) -> usize {
        let name = tag.name();
        let prefix = name.prefix().map_or("", |prefix| prefix.into_inner()).to_lowercase();
        let local = name.local_name().into_inner().to_lowercase();
        let attributes: Vec<(String, String)> = tag
            .html_attributes()
            .with_checks(false)
            .take(MAX_ATTRIBUTES)
            .filter_map(Result::ok)
            .map(|attribute| {
                let key = attribute.key.local_name().into_inner().to_lowercase();
                (key, entities::decode(&attribute.value).into_owned())
            })
            .collect();
        self.attributes += attributes.len();
        let end = self.nodes.len() + 1;
        let what = What::Element { prefix, name: local, attributes };
        self.nodes.push(Node { what, end });
        end - 1
    }

    fn text(&mut self, text: &str) {
        if let Some(Node { what: What::Text(before), .. }) = self.nodes.last_mut() {
            before.push_str(text);
            return;
        }
        if !text.is_empty() {
            let end = self.nodes.len() + 1;
            self.nodes.push(Node { what: What::Text(text.to_owned()), end });
        }
    }

    /// Closes all open elements down to one.
    fn close(&mut self, open: &mut Vec<usize>, depth: usize) {
        let end = self.nodes.len();
        for at in open.drain(depth..) {
            self.nodes[at].end = end;
        }
        // Text behind an end is not part of the text before it.
        if let Some(Node { what: What::Text(_), .. }) = self.nodes.last() {
            let what = What::Text(String::new());
            self.nodes.push(Node { what, end: end + 1 });
        }
    }

    fn name(&self, at: usize) -> &str {
        match &self.nodes[at].what {
            What::Element { name, .. } => name,
            What::Text(_) => "",
        }
    }
}

/// An element of a tree.
#[derive(Debug, Clone, Copy)]
pub struct Element<'t> {
    tree: &'t Tree,
    at: usize,
}

/// A step of a walk through an element.
#[derive(Debug, Clone, Copy)]
pub enum Step<'t> {
    /// An element begins; its content follows.
    Begin(Element<'t>),
    /// Text, with references decoded.
    Text(&'t str),
    /// An element ends.
    End(Element<'t>),
}

impl<'t> Element<'t> {
    /// The name without its prefix, in lower case.
    pub fn name(self) -> &'t str {
        self.tree.name(self.at)
    }

    /// The prefix as written, in lower case; empty if there is none.
    pub fn prefix(self) -> &'t str {
        match &self.tree.nodes[self.at].what {
            What::Element { prefix, .. } => prefix,
            What::Text(_) => "",
        }
    }

    /// The value of an attribute, by its name without prefix, in lower case. `None` where it is
    /// missing or blank.
    pub fn attribute(self, name: &str) -> Option<&'t str> {
        let What::Element { attributes, .. } = &self.tree.nodes[self.at].what else { return None };
        let (_, value) = attributes.iter().find(|(key, _)| key == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// The elements directly inside.
    pub fn children(self) -> impl Iterator<Item = Element<'t>> {
        let (tree, end) = (self.tree, self.tree.nodes[self.at].end);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            while at < end {
                let here = at;
                at = tree.nodes[at].end;
                if let What::Element { .. } = tree.nodes[here].what {
                    return Some(Element { tree, at: here });
                }
            }
            None
        })
    }

    /// The first element of that name directly inside.
    pub fn child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name() == name)
    }

    /// All elements inside, however deep, in their order.
    pub fn all(self) -> impl Iterator<Item = Element<'t>> {
        let (tree, inside) = (self.tree, self.at + 1..self.tree.nodes[self.at].end);
        inside
            .filter(|&at| matches!(tree.nodes[at].what, What::Element { .. }))
            .map(|at| Element { tree, at })
    }

    /// The first element of that name inside, however deep.
    pub fn find(self, name: &str) -> Option<Element<'t>> {
        self.all().find(|element| element.name() == name)
    }

    /// All text inside, as it stands.
    pub fn text(self) -> String {
        let inside = &self.tree.nodes[self.at + 1..self.tree.nodes[self.at].end];
        let texts = inside.iter().filter_map(|node| match &node.what {
            What::Text(text) => Some(text.as_str()),
            What::Element { .. } => None,
        });
        texts.collect()
    }

    /// All text inside on one line. `None` if it is blank.
    pub fn line(self) -> Option<String> {
        let line = self.text().split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    /// Tells whether there are elements inside.
    pub fn has_children(self) -> bool {
        self.children().next().is_some()
    }

    /// Walks through everything inside; where `each` answers a beginning with `false`, the inside of
    /// that element is passed over, and so is its end.
    pub fn walk(self, each: &mut dyn FnMut(Step<'t>) -> bool) {
        let (tree, end) = (self.tree, self.tree.nodes[self.at].end);
        let mut open: Vec<usize> = Vec::new();
        let mut at = self.at + 1;
        loop {
            while let Some(&last) = open.last()
                && tree.nodes[last].end <= at
            {
                open.pop();
                each(Step::End(Element { tree, at: last }));
            }
            if at >= end {
                return;
            }
            match &tree.nodes[at].what {
                What::Text(text) => {
                    each(Step::Text(text));
                    at += 1;
                }
                What::Element { .. } => {
                    if each(Step::Begin(Element { tree, at })) {
                        open.push(at);
                        at += 1;
                    } else {
                        at = tree.nodes[at].end;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
