//! Items of NewsML 1.0 to 1.2 (IPTC): a NewsItem with its identity, management and components.
//!
//! The first component with text is the story; a component's own lines (`NewsLines`) win over those
//! of the item. Text stands as NITF, as XHTML or as plain text in `DataContent`.

use serde_json::Value;

use crate::article::ItemVersion;
use crate::corpus::format::feed::{add, add_all};
use crate::corpus::format::wire::item_version;
use crate::corpus::format::wire::nitf;
use crate::corpus::format::wire::status::{self, Stop};
use crate::corpus::format::xml::Element;
use crate::corpus::format::xml::records::{Fields, Outer};
use crate::corpus::format::xml::text::{self, paragraphs};

/// Makes the named values of an item.
pub fn fields(item: Element<'_>, outer: &Outer) -> Result<Fields, Stop> {
    let version = version(item);
    let mut fields = story(item, outer).map_err(|stop| stop.of(version))?;
    item_version::add(&mut fields, version);
    Ok(fields)
}

/// Which state of its item it is: provider, day and id name the item, the revision counts
/// (NewsML 1.2, 5.4). The public identifier holds the revision and names no item.
fn version(item: Element<'_>) -> Option<ItemVersion> {
    let line = |name: &str| item.find(name).and_then(Element::line);
    let issuer = [line("providerid"), line("dateid")].map(Option::unwrap_or_default).join(" ");
    let made = line("thisrevisioncreated");
    item_version::state(
        &issuer,
        &line("newsitemid")?,
        line("revisionid").as_deref(),
        made.as_deref(),
    )
}

fn story(item: Element<'_>, outer: &Outer) -> Result<Fields, Stop> {
    let mut fields = Fields::new();
    let find = |name: &str| item.find(name);
    let line = |name: &str| find(name).and_then(Element::line);
    let formal = |element: Element<'_>| element.attribute("formalname").map(str::to_owned);
    let status = find("status").and_then(formal);
    let later = find("futurestatus").and_then(formal);
    let change = find("statuswillchange").and_then(|change| {
        let later = later.or_else(|| change.find("futurestatus").and_then(formal));
        later
            .is_none_or(|later| later.eq_ignore_ascii_case("usable"))
            .then(|| change.find("dateandtime").and_then(Element::line))?
    });
    let embargoed = status.as_deref().is_some_and(|is| is.eq_ignore_ascii_case("embargoed"));
    if let Some(status) = &status {
        status::judge(status, change.as_deref())?;
    }
    let orders = item.all().filter(|e| e.name() == "instruction" || e.name() == "revisionstatus");
    if orders.filter_map(|order| order.attribute("formalname")).any(status::is_kill) {
        return Err(status::killed());
    }
    if !text(&mut fields, item) {
        let reason = "no component holds text (pictures, or references to other items)";
        return Err(Stop::new("no-story", reason));
    }
    add(&mut fields, "guid", line("publicidentifier").or_else(|| line("newsitemid")));
    add(&mut fields, "title", find("headline").and_then(text::line));
    add(&mut fields, "subheadline", find("subheadline").and_then(text::line));
    let (first, version) = (line("firstcreated"), line("thisrevisioncreated"));
    add(&mut fields, "date modified", version.clone().filter(|_| first.is_some()));
    add(&mut fields, "date published", first.or(version));
    add(&mut fields, "created", line("dateid"));
    add(&mut fields, "embargo", change.filter(|_| embargoed));
    let bylines = item.all().filter(|e| e.name() == "byline").filter_map(Element::line);
    add_all(&mut fields, "author", bylines);
    let place = line("dateline").map(|line| line.split(" (").next().unwrap_or("").to_owned());
    add(&mut fields, "location", place.filter(|place| !place.contains(char::is_numeric)));
    let lang = find("descriptivemetadata").and_then(|meta| meta.find("language")).and_then(formal);
    let lang = lang.or_else(|| find("language").and_then(formal));
    let lang = lang.or_else(|| item.attribute("lang").map(str::to_owned));
    add(&mut fields, "language", lang.or_else(|| outer.attribute("lang").map(str::to_owned)));
    let party = |name: &str| {
        find(name).and_then(|e| e.find("party")).and_then(|party| {
            party
                .find("property")
                .and_then(|p| p.attribute("value"))
                .or(party.attribute("formalname"))
        })
    };
    add(&mut fields, "credit", line("creditline"));
    add(&mut fields, "source", party("source").map(str::to_owned));
    add(&mut fields, "provider", party("provider").map(str::to_owned));
    Ok(fields)
}

/// Adds the first text of the components. `false` if there is none.
fn text(fields: &mut Fields, item: Element<'_>) -> bool {
    for content in item.all().filter(|element| element.name() == "datacontent") {
        let body = match content.children().next() {
            Some(root) if root.name() == "nitf" => {
                nitf::body(fields, root);
                return true;
            }
            Some(root) if root.name() == "html" => paragraphs(root.child("body").unwrap_or(root)),
            Some(_) => paragraphs(content),
            None if content.attribute("encoding").is_some() => continue,
            None => text::escaped(content.text().trim()),
        };
        if !body.is_empty() {
            fields.push(("body".to_owned(), Value::from(body)));
            return true;
        }
    }
    false
}
