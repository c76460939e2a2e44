//! Entries of Atom 1.0 (RFC 4287) and 0.3.
//!
//! A text construct is plain, HTML or XHTML (RFC 4287, 3.1); Atom 0.3 says so by `mode`. An entry
//! must have `updated` and may have `published`: where it has not, the former is all it says about
//! its time.

use crate::corpus::format::feed::{absolute, add, add_all, add_outer, html};
use crate::corpus::format::wire::item_version;
use crate::corpus::format::xml::Element;
use crate::corpus::format::xml::records::{Fields, Outer};
use crate::corpus::format::xml::text;

/// Makes the named values of an entry.
pub fn fields(entry: Element<'_>, outer: &Outer) -> Fields {
    let mut fields = Fields::new();
    let own = |name: &str| {
        entry.children().find(|child| child.name() == name && child.prefix() == entry.prefix())
    };
    let any = |name: &str| own(name).or_else(|| entry.child(name));
    let group = entry.child("group");
    let media = |name: &str| {
        entry
            .children()
            .chain(group.into_iter().flat_map(Element::children))
            .find(|child| child.name() == name && child.prefix() == "media")
            .and_then(html)
    };

    add(&mut fields, "id", own("id").and_then(Element::line));
    add(&mut fields, "title", own("title").and_then(headline));
    add(
        &mut fields,
        "content",
        own("content")
            .and_then(text)
            .or_else(|| own("summary").is_none().then(|| media("description")).flatten()),
    );
    add(&mut fields, "summary", own("summary").and_then(text));

    // Atom 0.3 has `issued`, `created` and `modified`.
    let published = own("published").or_else(|| own("issued")).or_else(|| any("pubdate"));
    let published = published.and_then(Element::line);
    let updated = own("updated").or_else(|| own("modified")).and_then(Element::line);
    if published.is_none() {
        add(
            &mut fields,
            "entry updated",
            own("created").and_then(Element::line).or(updated.clone()),
        );
    }
    add(&mut fields, "published", published);
    // RFC 4287, 4.2.6: an id is an IRI and names the entry for good. Others are counters of a site.
    let id = own("id").and_then(Element::line).filter(|id| id.contains(':'));
    let version = id.and_then(|id| item_version::state("", &id, None, updated.as_deref()));
    item_version::add(&mut fields, version);
    add(&mut fields, "updated", updated);

    let links_of_feed = || outer.pieces().filter(|piece| piece.name() == "link");
    let linked = |wanted: &str| {
        links_of_feed()
            .filter(|link| link.attribute("rel").unwrap_or("alternate") == wanted)
            .find_map(|link| link.attribute("href"))
    };
    // Each of them may be relative to those before it (XML Base, 4.2).
    let stated =
        [linked("self"), linked("alternate"), outer.attribute("base"), entry.attribute("base")];
    let base = stated
        .into_iter()
        .flatten()
        .fold(None::<String>, |base, next| Some(absolute(next, base.as_deref())));
    let links = || entry.children().filter(|child| child.name() == "link");
    let address = links()
        .find(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"))
        .and_then(|link| link.attribute("href").map(str::to_owned).or_else(|| link.line()))
        .or_else(|| Some(own("content")?.attribute("src")?.to_owned()))
        .or_else(|| own("id")?.line().filter(|id| is_page(id)));
    add(&mut fields, "link", address.map(|link| absolute(&link, base.as_deref())));

    let source = own("source");
    let authors = |element: Element<'_>| -> Vec<String> {
        let people = element.children().filter(|child| child.name() == "author");
        people
            .filter_map(|author| author.child("name").map_or_else(|| author.line(), Element::line))
            .collect()
    };
    let mut names = authors(entry);
    if names.is_empty() {
        names = source.map(authors).unwrap_or_default();
    }
    if names.is_empty() {
        let of_feed = outer.pieces().filter(|piece| piece.name() == "author");
        names = of_feed.filter_map(|author| author.child("name")?.line()).collect();
    }
    add_all(&mut fields, "author", names.into_iter());
    add(&mut fields, "source", source.and_then(|source| source.child("title")?.line()));
    let sections = entry.children().filter(|child| child.name() == "category");
    let sections = sections.filter_map(|category| {
        category.attribute("label").or(category.attribute("term")).map(str::to_owned)
    });
    add_all(&mut fields, "category", sections.filter(|term| !term.contains("://")));
    add_outer(&mut fields, entry, outer);
    fields
}

/// Tells whether an id is an address at which the entry may stand.
fn is_page(id: &str) -> bool {
    id.starts_with("https://") || id.starts_with("http://")
}

/// Reads a text construct.
fn text(element: Element<'_>) -> Option<String> {
    if element.attribute("src").is_some() {
        return None;
    }
    let kind = element.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let escaped = element.attribute("mode").is_some_and(|mode| mode == "escaped");
    if element.has_children() || kind == "html" || kind == "text/html" || escaped {
        return html(element);
    }
    match kind.as_str() {
        "text" | "text/plain" | "xhtml" | "application/xhtml+xml" => {
            // Programs forget to say that it is HTML.
            let plain = element.text();
            match plain.contains("</") || plain.contains("<br") {
                true => html(element),
                false => Some(text::escaped(plain.trim())),
            }
        }
        // Pictures and other data in base 64.
        _ => None,
    }
}

fn headline(element: Element<'_>) -> Option<String> {
    let is_html = element.attribute("type").is_some_and(|kind| kind.contains("html"));
    if is_html && !element.has_children() { element.line() } else { text::line(element) }
}
