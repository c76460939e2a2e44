//! What all feeds have in common: the feed speaks for its items where they are silent.

pub mod atom;
pub mod json_feed;
pub mod rss;

use serde_json::Value;

use crate::corpus::extract::entities;
use crate::corpus::format::xml::Element;
use crate::corpus::format::xml::records::{Fields, Outer};
use crate::corpus::format::xml::text;

/// The name under which the title of a feed stands among the values of its items. The feed passes
/// on what others may have written, so it is the weakest of the names of a source.
pub const FEED_TITLE: &str = "feed title";

/// Adds a text if there is one.
pub fn add(fields: &mut Fields, name: &str, text: Option<String>) {
    if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
        fields.push((name.to_owned(), Value::from(text)));
    }
}

/// Adds texts as a list, each once.
pub fn add_all(fields: &mut Fields, name: &str, texts: impl Iterator<Item = String>) {
    let mut list: Vec<Value> = Vec::new();
    for text in texts.map(Value::from) {
        if !list.contains(&text) {
            list.push(text);
        }
    }
    if !list.is_empty() {
        fields.push((name.to_owned(), Value::Array(list)));
    }
}

/// A value that is HTML, or elements of XHTML that someone put there without marking them as text.
pub fn html(element: Element<'_>) -> Option<String> {
    let text = if element.has_children() {
        text::paragraphs(element)
    } else {
        text::html(element.text().trim())
    };
    (!text.is_empty()).then_some(text)
}

/// Makes an address absolute (RFC 3986, 5.2, without `..`). An address that cannot be made so stays
/// as it is.
pub fn absolute(address: &str, base: Option<&str>) -> String {
    let address = address.trim();
    let Some(base) = base.map(str::trim).filter(|base| base.contains("://")) else {
        return address.to_owned();
    };
    let scheme_end = base.find("://").unwrap_or(0);
    let has_scheme = address.find(':').is_some_and(|colon| {
        let scheme = &address[..colon];
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    if has_scheme || address.is_empty() {
        return address.to_owned();
    }
    if address.starts_with("//") {
        return format!("{}:{address}", &base[..scheme_end]);
    }
    let host_end = base[scheme_end + 3..].find(['/', '?', '#']).map(|at| scheme_end + 3 + at);
    let (host, path) = base.split_at(host_end.unwrap_or(base.len()));
    let path = path.split(['?', '#']).next().unwrap_or("");
    match address.as_bytes()[0] {
        b'/' => format!("{host}{address}"),
        b'?' | b'#' => format!("{host}{path}{address}"),
        _ => {
            let folder = &path[..path.rfind('/').map_or(0, |at| at + 1)];
            let address = address.trim_start_matches("./");
            format!("{host}{}{address}", if folder.is_empty() { "/" } else { folder })
        }
    }
}

/// Adds the title of the feed; programs like to write it in HTML twice over.
pub fn add_title(fields: &mut Fields, title: Option<String>) {
    add(fields, FEED_TITLE, title.map(|title| entities::decode(&title).into_owned()));
}

/// Adds the title of the feed and, where the record itself has none, its language.
pub fn add_outer(fields: &mut Fields, record: Element<'_>, outer: &Outer) {
    add_title(fields, outer.piece("title").and_then(Element::line));
    let own = record.child("language").and_then(Element::line);
    let lang = own
        .or_else(|| record.attribute("lang").map(str::to_owned))
        .or_else(|| outer.piece("language").and_then(Element::line))
        .or_else(|| outer.attribute("lang").map(str::to_owned));
    add(fields, "language", lang);
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn addresses_are_made_absolute() {
        let base = Some("https://n.example/news/index.html?x=1");
        for (address, expected) in [
            ("/a", "https://n.example/a"),
            ("a/b?c", "https://n.example/news/a/b?c"),
            ("./a", "https://n.example/news/a"),
            ("//m.example/a", "https://m.example/a"),
            ("?p=2", "https://n.example/news/index.html?p=2"),
            ("http://o.example/", "http://o.example/"),
            ("urn:uuid:1", "urn:uuid:1"),
        ] {
            assert_eq!(absolute(address, base), expected);
        }
        assert_eq!(absolute(" /a ", None), "/a");
        assert_eq!(absolute("a", Some("https://n.example")), "https://n.example/a");
    }
}
