//! Items of NewsML-G2 (IPTC, 2.x) whose content is text.
//!
//! A newsItem with NITF, XHTML or plain text inside is a story. Pictures, videos, packages,
//! concepts, events and plans are left alone, each with what it is. `firstCreated` of the item is
//! the day of publication of its first version, `versionCreated` that of this one.

use serde_json::Value;

use crate::corpus::format::feed::{add, add_all};
use crate::corpus::format::wire::item_version;
use crate::corpus::format::wire::nitf;
use crate::corpus::format::wire::status::{self, Stop};
use crate::corpus::format::xml::Element;
use crate::corpus::format::xml::records::{Fields, Outer};
use crate::corpus::format::xml::text::{self, paragraphs};

/// Makes the named values of an item.
pub fn fields(item: Element<'_>, outer: &Outer) -> Result<Fields, Stop> {
    let created = item.child("itemmeta").and_then(|meta| meta.child("versioncreated")?.line());
    let version = item.attribute("guid").and_then(|guid| {
        item_version::state("", guid, item.attribute("version"), created.as_deref())
    });
    let mut fields = story(item, outer).map_err(|stop| stop.of(version))?;
    item_version::add(&mut fields, version);
    Ok(fields)
}

fn story(item: Element<'_>, outer: &Outer) -> Result<Fields, Stop> {
    let what = match item.name() {
        "newsitem" | "contentset" => None,
        "packageitem" => Some("a package that lists other items"),
        "conceptitem" => Some("a concept: a person, place, subject or event"),
        "knowledgeitem" => Some("a set of concepts"),
        "catalogitem" => Some("a catalogue of schemes"),
        "planningitem" => Some("a plan of coverage"),
        _ => Some("no news item"),
    };
    if let Some(what) = what {
        return Err(Stop::new("no-story", format!("{what}, not a story")));
    }
    let meta = item.child("itemmeta");
    let content = item.child("contentmeta");
    let of_item = |name: &str| meta.and_then(|meta| meta.child(name));
    let of_content = |name: &str| content.and_then(|content| content.child(name));
    let embargo = of_item("embargoed").and_then(Element::line);
    if let Some(status) = of_item("pubstatus").and_then(code) {
        status::judge(status, embargo.as_deref())?;
    }
    let signals = meta.into_iter().flat_map(Element::children).filter(|e| e.name() == "signal");
    if signals.filter_map(code).any(status::is_kill) {
        return Err(status::killed());
    }
    if of_item("embargoed").is_some() && embargo.is_none() {
        status::judge("embargoed", None)?;
    }
    let mut fields = Fields::new();
    add(&mut fields, "guid", item.attribute("guid").map(str::to_owned));
    let class = of_item("itemclass").and_then(code).unwrap_or("").rsplit([':', '/']).next();
    let has_text = text(&mut fields, item);
    match class {
        Some("picture" | "graphic" | "video" | "audio" | "animation" | "still") if !has_text => {
            let class = class.unwrap_or("");
            return Err(Stop::new(
                "no-story",
                format!("{class} with its description, not a story"),
            ));
        }
        _ if !has_text => {
            let reason = "its content is not text in the item (none, elsewhere, or data)";
            return Err(Stop::new("no-story", reason));
        }
        _ => {}
    }
    let mut say = |name: &str, text: Option<String>| add(&mut fields, name, text);
    let line = |element: Option<Element<'_>>| element.and_then(Element::line);
    // The editors' headline is a fallback: what is printed above the text comes first.
    say("title", of_content("headline").and_then(text::line));
    let (first, version) = (line(of_item("firstcreated")), line(of_item("versioncreated")));
    let changed = version.clone().filter(|_| first.is_some());
    say("date modified", changed.or_else(|| line(of_content("contentmodified"))));
    say("date published", first.or(version));
    say("created", line(of_content("contentcreated")));
    say("embargo", embargo);
    say("author", line(of_content("by")));
    let located = of_content("located").or_else(|| of_content("dateline"));
    say("location", located.and_then(name));
    let language = of_content("language").and_then(|language| language.attribute("tag"));
    let language = language.or_else(|| item.attribute("lang")).or_else(|| outer.attribute("lang"));
    say("language", language.map(str::to_owned));
    let subjects = content.into_iter().flat_map(Element::children);
    let subjects = subjects.filter(|child| child.name() == "subject").filter_map(|subject| {
        subject.children().find(|child| child.name() == "name").and_then(Element::line)
    });
    add_all(&mut fields, "category", subjects);
    let creators = content.into_iter().flat_map(Element::children);
    let creators = creators.filter(|child| child.name() == "creator").filter_map(name);
    add_all(&mut fields, "creator", creators);
    add(&mut fields, "source name", of_content("infosource").and_then(name));
    add(&mut fields, "provider", of_item("provider").and_then(|by| name(by).or_else(|| site(by))));
    Ok(fields)
}

/// The code of a concept: by `qcode`, `uri` or as a literal.
fn code(element: Element<'_>) -> Option<&str> {
    ["qcode", "uri", "literal", "code"].into_iter().find_map(|name| element.attribute(name))
}

/// The name of a concept, or the literal that stands for it.
fn name(element: Element<'_>) -> Option<String> {
    let named = element.child("name").and_then(Element::line);
    named
        .or_else(|| element.attribute("literal").map(str::to_owned))
        .or_else(|| Some(code(element)?.rsplit_once(':')?.1.to_owned()).filter(|c| is_name(c)))
}

/// The site of a provider that has no name: the host of its address, or a code that is one
/// (`web:www.dorfbote.example`).
fn site(provider: Element<'_>) -> Option<String> {
    let address = provider.attribute("uri").and_then(|uri| uri.split_once("://"));
    let code = provider.attribute("qcode").and_then(|code| code.split_once(':'));
    let host = address.or(code)?.1.split(['/', '?', '#']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (host.contains('.') && !host.contains(char::is_whitespace)).then(|| host.to_owned())
}

/// A code is a name where it looks like one (`nprov:REUTERS`), and not like a number or an address.
fn is_name(code: &str) -> bool {
    code.len() > 1 && code.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-')
}

/// Adds the text of the content set. `false` if there is none.
fn text(fields: &mut Fields, item: Element<'_>) -> bool {
    let set = if item.name() == "contentset" { Some(item) } else { item.child("contentset") };
    for inline in set.into_iter().flat_map(Element::children) {
        if !matches!(inline.name(), "inlinexml" | "inlinedata") {
            continue;
        }
        let Some(root) = inline.children().next() else {
            let encoded = inline.attribute("encoding").is_some();
            let kind = inline.attribute("contenttype").unwrap_or("text/plain");
            let plain = inline.text();
            if encoded || !kind.starts_with("text/") || plain.trim().is_empty() {
                continue;
            }
            let is_html = kind.starts_with("text/html");
            let plain = plain.trim();
            let body = if is_html { text::html(plain) } else { text::escaped(plain) };
            fields.push(("body".to_owned(), Value::from(body)));
            return true;
        };
        match root.name() {
            "nitf" => nitf::body(fields, root),
            "html" => {
                let body = root.child("body").unwrap_or(root);
                add(fields, "headline", body.find("h1").and_then(text::line));
                add(fields, "body", Some(paragraphs(body)));
            }
            "div" | "p" | "article" | "section" | "body" => {
                add(fields, "body", Some(paragraphs(inline)));
            }
            _ => continue,
        }
        return fields.iter().any(|(name, _)| name == "body" || name == "headline");
    }
    false
}
