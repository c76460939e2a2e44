//! NITF, the IPTC's markup of one story (News Industry Text Format, 3.x).
//!
//! The head says what the desk knows (`docdata`, `pubdata`), `body.head` what is printed above the
//! text, `body.content` the text. Urgency, keys and media are left alone.

use crate::article::ItemVersion;
use crate::corpus::format::feed::{add, add_all};
use crate::corpus::format::wire::item_version;
use crate::corpus::format::wire::status::{self, Stop};
use crate::corpus::format::xml::Element;
use crate::corpus::format::xml::records::Fields;
use crate::corpus::format::xml::text::{self, paragraphs};

/// Makes the named values of a story.
pub fn fields(nitf: Element<'_>) -> Result<Fields, Stop> {
    let version = version(nitf);
    let mut fields = story(nitf).map_err(|stop| stop.of(version))?;
    item_version::add(&mut fields, version);
    Ok(fields)
}

/// Which state of its story it is: `doc-id` names the story, `du-key` counts its states, the last
/// revision or the issue dates this one.
fn version(nitf: Element<'_>) -> Option<ItemVersion> {
    let data = nitf.find("docdata")?;
    let id = data.find("doc-id")?;
    let name = id.attribute("id-string").map(str::to_owned).or_else(|| id.line())?;
    let number = data.find("du-key").and_then(|key| key.attribute("version"));
    let revised = nitf.all().filter(|element| element.name() == "revision-history");
    let revised = revised.filter_map(|revision| revision.attribute("norm")).max();
    let issued = data.find("date.issue").and_then(|date| date.attribute("norm"));
    // Without a registrar the id is unique in its newspaper at best.
    let newspaper = || nitf.find("pubdata")?.attribute("name");
    let issuer = id.attribute("regsrc").or_else(newspaper).unwrap_or("");
    item_version::state(issuer, &name, number, revised.or(issued).map(with_mark).as_deref())
}

fn story(nitf: Element<'_>) -> Result<Fields, Stop> {
    let mut fields = Fields::new();
    let docdata = nitf.find("docdata");
    let data = |name: &str| docdata.and_then(|data| data.find(name));
    let norm = |name: &str| {
        data(name).and_then(|date| date.attribute("norm").map(with_mark).or_else(|| date.line()))
    };
    let management = docdata.and_then(|data| data.attribute("management-status"));
    let release = norm("date.release");
    if let Some(status) = management {
        status::judge(status, release.as_deref())?;
    }
    let message = data("ed-msg").into_iter();
    let said =
        message.flat_map(|message| [message.attribute("msg-type"), message.attribute("info")]);
    if said.flatten().any(status::is_kill) {
        return Err(status::killed());
    }
    add(
        &mut fields,
        "doc-id",
        data("doc-id")
            .and_then(|id| id.attribute("id-string").map(str::to_owned).or_else(|| id.line())),
    );
    let pubdata = nitf.find("pubdata");
    let printed = pubdata.and_then(|data| data.attribute("date.publication"));
    let (issued, printed) = (norm("date.issue").map(day), printed.map(|date| day(with_mark(date))));
    // Dates of equal rank that differ cancel each other.
    match issued {
        Some(issued) => add(&mut fields, "date.issue", Some(issued)),
        None => add(&mut fields, "publication-date", printed),
    }
    add(&mut fields, "embargo", release);
    let metas = nitf.child("head").into_iter().flat_map(Element::children);
    let online = metas.filter(|meta| meta.attribute("name") == Some("online_sections"));
    let online = online.filter_map(|meta| meta.attribute("content")?.split(';').next()).next();
    // A section of the paper by its letter says less than one of the site by its name.
    let printed = pubdata.and_then(|data| data.attribute("position.section"));
    add(&mut fields, "section", online.or(printed).map(str::to_owned));
    let address = pubdata.and_then(|data| data.attribute("ex-ref"));
    add(&mut fields, "url", address.filter(|url| url.contains("://")).map(str::to_owned));
    let name = pubdata.and_then(|data| data.attribute("name"));
    add(&mut fields, "newspaper", name.map(str::to_owned));
    body(&mut fields, nitf);
    if !fields.iter().any(|(name, _)| name == "headline") {
        add(&mut fields, "title", nitf.find("title").and_then(text::line));
    }
    let lang = nitf.attribute("lang").or_else(|| nitf.find("body")?.attribute("lang"));
    add(&mut fields, "lang", lang.map(str::to_owned));
    Ok(fields)
}

/// Writes the `T` into `20240822072000-0400`, as NITF before 3.1 wrote times.
fn with_mark(norm: &str) -> String {
    let digits = norm.bytes().take_while(u8::is_ascii_digit).count();
    match digits {
        14 => format!("{}T{}", &norm[..8], &norm[8..]),
        _ => norm.to_owned(),
    }
}

/// Leaves the time out that stands "when no time is available": `000000` with the zone of the desk
/// (notes of the DTD, 3.1).
fn day(norm: String) -> String {
    match norm.get(8..16) {
        Some("T000000-" | "T000000+") => norm[..8].to_owned(),
        _ => norm,
    }
}

/// Adds what is printed: headline, byline, dateline and text.
pub fn body(fields: &mut Fields, nitf: Element<'_>) {
    let head = nitf.find("body.head");
    let top = |name: &str| head.and_then(|head| head.find(name));
    let hedline = top("hedline").or_else(|| nitf.find("hedline"));
    let main = hedline.and_then(|line| line.find("hl1")).or(hedline);
    add(fields, "headline", main.and_then(text::line));
    let below = hedline.into_iter().flat_map(Element::all);
    // The New York Times repeats the headline of its site there.
    let below = below.filter(|line| line.name() == "hl2" && class(*line) != "online_headline");
    add(fields, "deck", below.filter_map(text::line).next());
    add(fields, "abstract", top("abstract").map(paragraphs));
    let bylines = head.into_iter().flat_map(Element::children);
    let bylines = bylines.filter(|child| child.name() == "byline");
    // A second one may stand for sorting: surname first, in capitals.
    let (sorted, printed): (Vec<_>, Vec<_>) =
        bylines.partition(|byline| class(*byline) == "normalized_byline");
    let bylines = if printed.is_empty() { sorted } else { printed };
    add_all(fields, "byline", bylines.into_iter().filter_map(byline));
    add(fields, "source", top("distributor").and_then(Element::line));
    add(fields, "place", top("dateline").and_then(place));
    // Notes to editors in the head have a `body.content` of their own.
    let body = nitf.child("body").unwrap_or(nitf);
    let texts = body.children().filter(|element| element.name() == "body.content");
    add(fields, "body", Some(texts.map(text).collect::<Vec<_>>().join("\n\n")));
}

/// The text of a story. Archives give its beginning in a block of its own and all of it in another.
fn text(content: Element<'_>) -> String {
    let whole = content.children().find(|block| class(*block) == "full_text");
    paragraphs(whole.unwrap_or(content))
}

fn class(element: Element<'_>) -> &str {
    element.attribute("class").unwrap_or("")
}

/// The names in a byline: of persons where they are marked, else all but the title (`byttl`).
fn byline(byline: Element<'_>) -> Option<String> {
    let people: Vec<String> =
        byline.all().filter(|e| e.name() == "person").filter_map(Element::line).collect();
    if !people.is_empty() {
        return Some(people.join(", "));
    }
    let mut text = byline.text();
    if let Some(title) = byline.find("byttl") {
        text = text.replacen(&title.text(), "", 1);
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches([',', ';', ' ']).to_owned();
    if line.is_empty() { byline.line() } else { Some(line) }
}

/// The place of a dateline, without the day.
fn place(dateline: Element<'_>) -> Option<String> {
    if let Some(location) = dateline.find("location") {
        return location.line();
    }
    let mut text = dateline.text();
    if let Some(day) = dateline.find("story.date") {
        text = text.replacen(&day.text(), "", 1);
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.find(" (").unwrap_or(line.len());
    let mut place = line[..end].trim_end_matches([',', '-', '–', '—', ' ']);
    while let Some((before, day)) = place.rsplit_once(',')
        && day.contains(|c: char| c.is_ascii_digit())
    {
        place = before.trim_end();
    }
    (!place.is_empty()).then(|| place.to_owned())
}
