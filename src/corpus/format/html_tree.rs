//! One walk over the tree of a page: its visible text, and the places in it that say something.
//!
//! Takes a parsed page; gives an [`Outline`]. Walks with a stack of its own, so that no depth of
//! nesting matters, and keeps a bounded number of places.

use dom_query::{Document, NodeRef};

/// Most places of one kind that are kept.
const MAX_SPOTS: usize = 400;
/// Longest visible text that is gathered, in bytes.
const MAX_TEXT: usize = 2_000_000;

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

/// A page in the order of its text.
#[derive(Debug, Default)]
pub struct Outline {
    /// Visible text; blocks on lines of their own.
    pub text: String,
    /// Places in the order of their begin.
    pub spots: Vec<Spot>,
    /// Parts that are not the article: navigation, footers, lists of other articles.
    pub aside: Vec<(usize, usize)>,
    /// Navigation, footers and asides by their element, which never hold the headline.
    pub frame: Vec<(usize, usize)>,
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
}

enum Step<'d> {
    Enter(NodeRef<'d>),
    Leave { block: bool, spots: Vec<usize>, aside: Option<(bool, usize)> },
}

impl Outline {
    /// Walks a page.
    pub fn of(document: &Document) -> Outline {
        let mut outline = Outline::default();
        let mut steps = vec![Step::Enter(document.root())];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node) => outline.enter(node, &mut steps),
                Step::Leave { block, spots, aside } => {
                    let end = outline.text.len();
                    for spot in spots {
                        outline.spots[spot].end = end;
                    }
                    match aside {
                        Some((true, start)) => outline.frame.push((start, end)),
                        Some((false, start)) => outline.aside.push((start, end)),
                        None => {}
                    }
                    if block {
                        outline.line();
                    }
                }
            }
        }
        outline
    }

    fn enter<'d>(&mut self, node: NodeRef<'d>, steps: &mut Vec<Step<'d>>) {
        if node.is_text() {
            if self.text.len() < MAX_TEXT {
                self.push(&node.text());
            }
            return;
        }
        if node.is_element() {
            let name = node.node_name().unwrap_or_default();
            if self.read_head(&name, &node) {
                return;
            }
            let block = is_block(&name);
            if block {
                self.line();
            }
            let spots = self.mark(&name, &node);
            let aside = self.outside(&name, &node);
            steps.push(Step::Leave { block, spots, aside });
        }
        let mut child = node.last_child();
        while let Some(inner) = child {
            child = inner.prev_sibling();
            steps.push(Step::Enter(inner));
        }
    }

    /// Reads what is not shown. `true` where nothing within is text.
    fn read_head(&mut self, name: &str, node: &NodeRef<'_>) -> bool {
        let attribute = |key: &str| node.attr(key).map(|value| value.trim().to_owned());
        match name {
            "html" => self.lang = attribute("lang").or_else(|| attribute("xml:lang")),
            "meta" => {
                let key = attribute("property").or_else(|| attribute("name"));
                let key = key.or_else(|| attribute("itemprop")).or_else(|| attribute("http-equiv"));
                if let (Some(key), Some(content)) = (key, attribute("content"))
                    && !content.is_empty()
                {
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
        if rel || says(&label, &AUTHOR_WORDS) {
            let label = if rel { "rel=author".to_owned() } else { label.clone() };
            kinds.push((Kind::Author, label));
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

    /// Tells whether an element is beside the article, and whether its name says so.
    fn outside(&self, name: &str, node: &NodeRef<'_>) -> Option<(bool, usize)> {
        if matches!(name, "nav" | "footer" | "aside") {
            return Some((true, self.text.len()));
        }
        if matches!(name, "html" | "body" | "main" | "article") {
            return None;
        }
        says(&label(node), &ASIDE_WORDS).then_some((false, self.text.len()))
    }

    /// Tells whether a place is beside the article whose headline stands at `anchor`.
    pub fn is_outside(&self, at: usize, anchor: Option<(usize, usize)>) -> bool {
        let around = |part: &(usize, usize)| {
            part.0 <= at
                && at < part.1.max(part.0 + 1)
                && !anchor.is_some_and(|(start, end)| part.0 <= start && end <= part.1)
        };
        self.frame.iter().chain(&self.aside).any(around)
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

const AUTHOR_WORDS: [&str; 5] = ["byline", "author", "autor", "auteur", "writer"];
const DATE_WORDS: [&str; 16] = [
    "date",
    "time",
    "posted",
    "published",
    "publish",
    "pubdate",
    "timestamp",
    "byline",
    "datum",
    "fecha",
    "dateline",
    "postmeta",
    "meta",
    "datetime",
    "pubtime",
    "info",
];
const ASIDE_WORDS: [&str; 10] = [
    "related", "comment", "comments", "sidebar", "recent", "popular", "teaser", "archive",
    "widget", "footer",
];

/// Class and id of an element.
fn label(node: &NodeRef<'_>) -> String {
    let class = node.attr("class").unwrap_or_default();
    let id = node.attr("id").unwrap_or_default();
    format!("{class} {id}").trim().to_owned()
}

/// Tells whether one of the words stands in a label: `post-date`, `entry_date`, `articleDate`.
pub fn says(label: &str, words: &[&str]) -> bool {
    if label.is_empty() {
        return false;
    }
    let mut word = String::new();
    let mut before = ' ';
    for c in label.chars().take(400).chain([' ']) {
        let new = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if new {
            if words.contains(&word.as_str()) {
                return true;
            }
            word.clear();
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    false
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
    fn words_of_labels() {
        assert!(says("entry post-date", &DATE_WORDS) && says("articleDate", &DATE_WORDS));
        assert!(!says("candidate update", &DATE_WORDS) && says("x Byline", &AUTHOR_WORDS));
    }

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
        assert!(outline.is_outside(0, None) && !outline.is_outside(6, None));
    }
}
