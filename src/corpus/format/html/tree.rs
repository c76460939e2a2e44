//! One walk over the tree of a page: its visible text, and the places in it that say something.
//!
//! Takes a parsed page; gives an [`Outline`]. Walks with a stack of its own, so that no depth of
//! nesting matters, and keeps a bounded number of places.

use dom_query::{Document, NodeRef};

use crate::corpus::format::html::areas::Areas;
use crate::corpus::format::html::labels::{
    ASIDE_WORDS, DATE_WORDS, any_word, is_author_page, is_author_word, is_read_aloud, says,
};

/// Most places of one kind that are kept.
const MAX_SPOTS: usize = 400;
/// Longest visible text that is gathered, in bytes.
const MAX_TEXT: usize = 2_000_000;
/// Longest content of a meta element that is kept, in bytes.
const MAX_META: usize = 8_000;

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `<h1>`.
    Heading1,
    /// `<h2>`.
    Heading2,
    /// `<time>`.
    Time,
    /// An element with an `itemprop`.
    Item,
    /// `rel=author`, or a class or id that says byline or author.
    Author,
    /// A class or id that says date.
    DateLine,
}

/// A place on the page.
#[derive(Debug, Clone)]
pub struct Spot {
    /// What it is.
    pub kind: Kind,
    /// Where it begins and ends in the visible text.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// `datetime`, `content` or `title`: what it says to machines.
    pub machine: Option<String>,
    /// `itemprop`, or class and id.
    pub label: String,
}

/// A part beside the article.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Where it begins and ends in the visible text.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// Whether it may be the article's own: an `<aside>` or a teaser right below the headline.
    pub doubtful: bool,
}

/// A page in the order of its text.
#[derive(Debug, Default)]
pub struct Outline {
    /// Visible text; blocks on lines of their own.
    pub text: String,
    /// Places in the order of their begin.
    pub spots: Vec<Spot>,
    /// Parts that are not the article by their class: footers, lists of other articles.
    pub aside: Vec<Part>,
    /// Navigation, footers and asides by their element, which never hold the headline.
    pub frame: Vec<Part>,
    /// Name, property or itemprop in lower case, and content.
    pub metas: Vec<(String, String)>,
    /// Texts of `application/ld+json`.
    pub scripts: Vec<String>,
    /// `<title>`.
    pub title: String,
    /// `link rel=canonical`.
    pub canonical: Option<String>,
    /// `html lang`.
    pub lang: Option<String>,
    /// Most elements that are within each other.
    pub depth: usize,
}

enum Step<'d> {
    Enter(NodeRef<'d>),
    Leave { block: bool, spots: Vec<usize>, aside: Option<Beside> },
}

/// An open part beside the article.
struct Beside {
    frame: bool,
    doubtful: bool,
    start: usize,
}

impl Outline {
    /// Walks a page.
    pub fn of(document: &Document) -> Outline {
        let mut outline = Outline::default();
        let mut steps = vec![Step::Enter(document.root())];
        let mut depth = 0;
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) => {
                    depth += usize::from(outline.enter(node, &mut steps));
                    outline.depth = outline.depth.max(depth);
                }
                Step::Leave { block, spots, aside } => {
                    depth -= 1;
                    let end = outline.text.len();
                    for spot in spots {
                        outline.spots[spot].end = end;
                    }
                    if let Some(Beside { frame, doubtful, start }) = aside {
                        let list = if frame { &mut outline.frame } else { &mut outline.aside };
                        list.push(Part { start, end, doubtful });
                    }
                    if block {
                        outline.line();
                    }
                }
            }
        }
        outline
    }

    /// Enters a node. `true` where it is an element that will be left again.
    fn enter<'d>(&mut self, node: NodeRef<'d>, steps: &mut Vec<Step<'d>>) -> bool {
        if node.is_text() {
            if self.text.len() < MAX_TEXT {
                self.push(&node.text());
            }
            return false;
        }
        let element = node.is_element();
        if element {
            let name = node.node_name().unwrap_or_default();
            if self.read_head(&name, &node) {
                return false;
            }
            let block = is_block(&name);
            if block {
                self.line();
            }
            let spots = self.mark(&name, &node);
            let aside = self.beside(&name, &node);
            steps.push(Step::Leave { block, spots, aside });
        }
        let mut child = node.last_child();
        while let Some(inner) = child {
            child = inner.prev_sibling();
            steps.push(Step::Enter(inner));
        }
        element
    }

    /// Reads what is not shown. `true` where nothing within is text.
    fn read_head(&mut self, name: &str, node: &NodeRef<'_>) -> bool {
        let attribute = |key: &str| node.attr(key).map(|value| value.trim().to_owned());
        match name {
            "html" => self.lang = attribute("lang").or_else(|| attribute("xml:lang")),
            "meta" => {
                let key = attribute("property").or_else(|| attribute("name"));
                // In the body it may be the author of a work that is cited.
                let item = attribute("itemprop").map(|item| match item.as_str() {
                    "author" | "creator" => "itemprop author".to_owned(),
                    _ => item,
                });
                let key = key.or(item).or_else(|| attribute("http-equiv"));
                if let (Some(key), Some(mut content)) = (key, attribute("content"))
                    && !content.is_empty()
                {
                    content.truncate(content.floor_char_boundary(MAX_META));
                    self.metas.push((key.to_ascii_lowercase(), content));
                }
            }
            "link" => {
                let canonical = attribute("rel").is_some_and(|rel| rel == "canonical");
                if canonical && self.canonical.is_none() {
                    self.canonical = attribute("href").filter(|href| href.starts_with("http"));
                }
            }
            "title" if self.title.is_empty() => self.title = node.text().trim().to_owned(),
            "script" => {
                if attribute("type").is_some_and(|kind| kind.contains("ld+json"))
                    && self.scripts.len() < 50
                {
                    self.scripts.push(node.text().to_string());
                }
            }
            "title" | "style" | "noscript" | "template" | "svg" | "iframe" | "object"
            | "textarea" | "select" => {}
            "span" => return is_read_aloud(&label(node)),
            _ => return false,
        }
        name != "html"
    }

    /// Notes what an element is, if it says something.
    fn mark(&mut self, name: &str, node: &NodeRef<'_>) -> Vec<usize> {
        let attribute = |key: &str| node.attr(key).map(|value| value.to_string());
        let item = attribute("itemprop");
        let label = label(node);
        let mut kinds: Vec<(Kind, String)> = Vec::new();
        match name {
            "h1" => kinds.push((Kind::Heading1, label.clone())),
            "h2" => kinds.push((Kind::Heading2, label.clone())),
            "time" => {
                let pubdate = attribute("pubdate").map_or("", |_| " pubdate");
                kinds.push((Kind::Time, format!("{label}{pubdate}")));
            }
            _ => {}
        }
        if let Some(item) = item {
            kinds.push((Kind::Item, item.to_ascii_lowercase()));
        }
        let rel = attribute("rel").is_some_and(|rel| rel.split(' ').any(|one| one == "author"));
        if rel {
            kinds.push((Kind::Author, "rel=author".to_owned()));
        } else if name == "a" && attribute("href").is_some_and(|href| is_author_page(&href)) {
            kinds.push((Kind::Author, "link to an author".to_owned()));
        } else if name == "byline" || any_word(&label, is_author_word) {
            kinds.push((Kind::Author, label.clone()));
        }
        if says(&label, &DATE_WORDS) {
            kinds.push((Kind::DateLine, label));
        }
        if kinds.is_empty() || self.spots.len() > 6 * MAX_SPOTS {
            return Vec::new();
        }
        let machine =
            attribute("datetime").or_else(|| attribute("content")).or_else(|| attribute("title"));
        let start = self.text.len();
        let first = self.spots.len();
        self.spots.extend(kinds.into_iter().map(|(kind, label)| Spot {
            kind,
            start,
            end: start,
            machine: machine.clone(),
            label,
        }));
        (first..self.spots.len()).collect()
    }

    /// Tells whether an element is beside the article by its name or class.
    fn beside(&self, name: &str, node: &NodeRef<'_>) -> Option<Beside> {
        let start = self.text.len();
        if matches!(name, "nav" | "footer" | "aside") {
            return Some(Beside { frame: true, doubtful: name == "aside", start });
        }
        if matches!(name, "html" | "body" | "main" | "article") {
            return None;
        }
        let label = label(node);
        // Page builders call every part a widget.
        let built = label.contains("elementor") || label.contains("et_pb");
        let words = if built { &ASIDE_WORDS[1..] } else { &ASIDE_WORDS[..] };
        let doubtful = !says(&label, words);
        (!doubtful || says(&label, &["teaser"])).then_some(Beside { frame: false, doubtful, start })
    }

    /// Navigation, footers and asides.
    pub fn frame(&self) -> Areas {
        Areas::of(self.frame.iter().map(|part| (part.start, part.end)))
    }

    /// The parts beside the article whose headline stands at `anchor`, with or without those that
    /// may be its own.
    pub fn outside(&self, anchor: Option<(usize, usize)>, doubtful: bool) -> Areas {
        let holds = |part: &&Part| {
            anchor.is_some_and(|(start, end)| part.start <= start && end <= part.end)
        };
        let parts = self.frame.iter().chain(&self.aside).filter(|part| !holds(part));
        let parts = parts.filter(|part| doubtful || !part.doubtful);
        Areas::of(parts.map(|part| (part.start, part.end)))
    }

    /// Returns the text of a place as one line.
    pub fn line_of(&self, spot: &Spot) -> String {
        let text = self.text.get(spot.start..spot.end).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Adds text; runs of white space are one space, or the line break that is there.
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if !c.is_whitespace() || c == '\u{3000}' {
                self.text.push(c);
            } else if !self.text.ends_with([' ', '\n']) && !self.text.is_empty() {
                self.text.push(' ');
            }
        }
    }

    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// Class and id of an element.
fn label(node: &NodeRef<'_>) -> String {
    let class = node.attr("class").unwrap_or_default();
    let id = node.attr("id").unwrap_or_default();
    format!("{class} {id}").trim().to_owned()
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "tr"
            | "td"
            | "table"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "main"
            | "blockquote"
            | "pre"
            | "br"
            | "hr"
            | "dt"
            | "dd"
            | "figure"
            | "figcaption"
            | "form"
            | "body"
            | "address"
            | "center"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_and_its_places() {
        let page = "<html lang=de><title>T</title><body><nav><h1>Menu</h1></nav><h1>Head\n line</h1>\
             <p>By <a rel=author>A. Roe</a></p><script>x</script><p>One<br>two</p></body>";
        let outline = Outline::of(&Document::from(page));
        assert_eq!(outline.text, "Menu\nHead line\nBy A. Roe\nOne\ntwo\n");
        assert_eq!((outline.title.as_str(), outline.lang.as_deref()), ("T", Some("de")));
        let heads: Vec<String> = outline
            .spots
            .iter()
            .filter(|spot| spot.kind == Kind::Heading1)
            .map(|spot| outline.line_of(spot))
            .collect();
        assert_eq!(heads, ["Menu", "Head line"]);
        let outside = outline.outside(None, true);
        assert!(outside.hold(0, 4) && !outside.hold(5, 8));
    }
}
