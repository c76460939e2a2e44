//! Items of RSS 0.9x, 1.0 and 2.0, with the modules that news sites use.
//!
//! Names: RSS 2.0 (rssboard.org), RSS 1.0 (RDF Site Summary), Dublin Core (`dc:`), `content:encoded`,
//! Media RSS (`media:`). A title is plain or HTML, a description is HTML by RSS 2.0.

use crate::corpus::format::feed::{absolute, add, add_all, add_outer, html};
use crate::corpus::format::xml::Element;
use crate::corpus::format::xml::records::{Fields, Outer};

/// Makes the named values of an item.
pub fn fields(item: Element<'_>, outer: &Outer) -> Fields {
    let mut fields = Fields::new();
    let own = |name: &str| {
        item.children().find(|child| child.name() == name && child.prefix() == item.prefix())
    };
    let module = |prefix: &str, name: &str| {
        item.children().find(|child| child.name() == name && child.prefix() == prefix)
    };
    let any = |name: &str| item.child(name);
    let base = item
        .attribute("base")
        .or_else(|| outer.attribute("base"))
        .map(str::to_owned)
        .or_else(|| outer.piece("link").and_then(Element::line));

    let guid = own("guid").and_then(Element::line);
    let is_link = own("guid")
        .is_some_and(|guid| guid.attribute("ispermalink").is_none_or(|is| is != "false"));
    let about = item.attribute("about").map(str::to_owned);
    let id = guid.clone().or_else(|| about.clone());
    add(&mut fields, "guid", id.or_else(|| module("dc", "identifier")?.line()));
    let title = own("title").or_else(|| module("dc", "title")).or_else(|| any("title"));
    add(&mut fields, "title", title.and_then(Element::line));

    let encoded = any("encoded").and_then(html);
    let group = module("media", "group");
    let media = |name: &str| module("media", name).or_else(|| group?.child(name)).and_then(html);
    let description = own("description").and_then(html);
    let rest = || own("summary").or_else(|| module("itunes", "summary")).and_then(html);
    let full = encoded.or_else(|| any("fulltext").or_else(|| any("full-text")).and_then(html));
    add(&mut fields, "description", description.or_else(rest).or_else(|| media("description")));
    add(&mut fields, "content:encoded", full);

    add(&mut fields, "pubDate", own("pubdate").and_then(Element::line));
    add(
        &mut fields,
        "dc:date",
        module("dc", "date")
            .or_else(|| own("date"))
            .or_else(|| any("issued"))
            .or_else(|| any("published"))
            .and_then(Element::line),
    );
    add(&mut fields, "updated", any("updated").or_else(|| any("modified")).and_then(Element::line));

    let links = item.children().filter(|child| child.name() == "link");
    let link = links
        .filter(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"))
        .find_map(|link| link.line().or_else(|| link.attribute("href").map(str::to_owned)));
    let address = any("origlink").and_then(Element::line).or(link);
    let address = address
        .or_else(|| guid.filter(|guid| is_link && guid.contains("://")))
        .or_else(|| about.filter(|about| about.contains("://")));
    add(&mut fields, "link", address.map(|link| absolute(&link, base.as_deref())));

    let creators = item.children().filter(|child| child.name() == "creator");
    add_all(
        &mut fields,
        "dc:creator",
        creators.filter_map(Element::line).filter(|it| !is_mail(it)),
    );
    // With an element inside it is Atom's.
    let author = own("author").or_else(|| any("author"));
    add(
        &mut fields,
        "author",
        author.and_then(|author| {
            let name = author.child("name").and_then(Element::line).or_else(|| author.line());
            name.filter(|name| !is_mail(name))
        }),
    );
    let source = own("source").and_then(Element::line);
    add(
        &mut fields,
        "source",
        source.or_else(|| module("dc", "source")?.line().filter(|text| !text.contains("://"))),
    );
    add(&mut fields, "publisher", module("dc", "publisher").and_then(Element::line));
    let sections = item.children().filter(|child| {
        child.name() == "category" && child.prefix() == item.prefix()
            || (child.name() == "subject" && child.prefix() == "dc")
            || (child.name() == "section")
    });
    add_all(&mut fields, "category", sections.filter_map(Element::line));
    add_outer(&mut fields, item, outer);
    fields
}

/// Tells whether an author is an address of mail without a name.
fn is_mail(author: &str) -> bool {
    author.contains('@') && !author.contains(char::is_whitespace)
}
