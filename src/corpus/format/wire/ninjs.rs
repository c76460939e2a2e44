//! ninjs, the IPTC's news in JSON (1.x, 2.x and 3.x): an object whose names are those of NewsML-G2.
//!
//! Names are compared in lower case: ninjs 3 writes `versionCreated` for `versioncreated`.
//!
//! Takes the members of any JSON object; where they are those of ninjs, gives the values that the
//! rules understand. Objects may stand alone, in lists or one a line.

use serde_json::Value;

use crate::article::ItemVersion;
use crate::corpus::format::feed::{add, add_all};
use crate::corpus::format::wire::item_version;
use crate::corpus::format::wire::status::{self, Stop};
use crate::corpus::format::xml::records::Fields;
use crate::corpus::format::xml::text;

/// Members that only ninjs has, beside its `uri`.
const MARKS: [&str; 6] =
    ["pubstatus", "versioncreated", "firstcreated", "body_xhtml", "bodies", "representationtype"];

/// Gives the named values of a ninjs object; `None` where the members are not those of ninjs.
///
/// # Errors
/// A [`Stop`] where the item was taken back or is no story.
pub fn fields(members: &Fields) -> Result<Option<Fields>, Stop> {
    let has = |name: &str| get(members, name).is_some();
    if !has("uri") || !MARKS.iter().any(|mark| has(mark)) {
        return Ok(None);
    }
    let version = version(members);
    let mut fields = story(members).map_err(|stop| stop.of(version))?;
    item_version::add(&mut fields, version);
    Ok(Some(fields))
}

/// Which state of its item it is: `version` is text in ninjs 1 and 2, a number elsewhere.
fn version(members: &Fields) -> Option<ItemVersion> {
    let text = |name: &str| match get(members, name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        one => one.get("name")?.as_str().map(str::to_owned),
    };
    let uri = text("uri")?;
    // A name without a scheme is unique with its provider only.
    let issuer = if uri.contains(':') { None } else { text("provider") };
    let issuer = issuer.unwrap_or_default();
    let (number, made) = (text("version"), text("versioncreated"));
    item_version::state(&issuer, &uri, number.as_deref(), made.as_deref())
}

fn story(members: &Fields) -> Result<Fields, Stop> {
    let get = |name: &str| get(members, name);
    let text = |name: &str| get(name).and_then(Value::as_str).map(str::to_owned);
    let embargo = text("embargoed").or_else(|| text("embargoeduntil"));
    if let Some(status) = text("pubstatus") {
        status::judge(&status, embargo.as_deref())?;
    }
    let names = |name: &str| {
        let list = get(name).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|one| one.get("name").unwrap_or(one).as_str().map(str::to_owned))
    };
    let html = |name: &str| text(name).map(|html| text::html(&html));
    let plain = |name: &str| text(name).map(|text| text::escaped(&text));
    let filled = |text: &String| !text.trim().is_empty();
    let body = html("body_html")
        .filter(filled)
        .or_else(|| html("body_xhtml").filter(filled))
        .or_else(|| plain("body_text").filter(filled))
        .or_else(|| of_list(get("bodies"), true));
    let kind = text("type").or_else(|| text("representationtype")).unwrap_or_default();
    if body.is_none() && !matches!(kind.as_str(), "" | "text" | "complete" | "associated") {
        return Err(Stop::new("no-story", format!("{kind} without text, not a story")));
    }
    let mut fields = Fields::new();
    add(&mut fields, "uri", text("uri"));
    let headline = plain("headline").filter(filled).or_else(|| of_list(get("headlines"), false));
    add(&mut fields, "headline", headline.or_else(|| plain("title")));
    let description = html("description_html").filter(filled).or_else(|| plain("description_text"));
    add(&mut fields, "description", description.or_else(|| of_list(get("descriptions"), false)));
    add(&mut fields, "body", body);
    let first = text("firstcreated");
    add(&mut fields, "date modified", text("versioncreated").filter(|_| first.is_some()));
    add(&mut fields, "date published", first.or_else(|| text("versioncreated")));
    add(&mut fields, "created", text("contentcreated"));
    add(&mut fields, "embargo", embargo);
    let byline = text("byline").filter(filled).or_else(|| text("by").filter(filled));
    add(&mut fields, "byline", byline.or_else(|| of_list(get("bylines"), false)));
    add(&mut fields, "location", text("located").or_else(|| of_list(get("located"), false)));
    add(&mut fields, "language", text("language"));
    add_all(&mut fields, "category", names("subject").chain(names("subjects")));
    add_all(&mut fields, "source name", names("infosource").chain(names("infosources")));
    add(&mut fields, "provider", text("provider").or_else(|| of_list(get("provider"), false)));
    Ok(fields)
}

/// The value of a member, by its name in lower case.
fn get<'v>(members: &'v Fields, name: &str) -> Option<&'v Value> {
    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The value of the main object of a list, as ninjs 2 has them for headlines and bodies: the one whose
/// role is `main`, else the first. Of texts one in HTML comes first, because it has paragraphs.
fn of_list(list: Option<&Value>, is_text: bool) -> Option<String> {
    let list: Vec<&Value> = match list? {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    let is_main = |one: &&&Value| one.get("role").and_then(Value::as_str) == Some("main");
    let is_html = |one: &Value| {
        let kind = one.get("contenttype").or_else(|| one.get("contentType"));
        kind.and_then(Value::as_str).is_some_and(|kind| kind.contains("html"))
    };
    let rich = list.iter().find(|one| is_text && is_html(one));
    let one = rich.or_else(|| list.iter().find(is_main)).or_else(|| list.first())?;
    let text = one.get("value").or_else(|| one.get("name"))?.as_str()?;
    Some(if is_html(one) { text::html(text) } else { text::escaped(text) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(object: Value) -> Result<Option<Fields>, Stop> {
        fields(&object.as_object().unwrap().clone().into_iter().collect())
    }

    #[test]
    fn other_json_is_left_alone_and_kills_are_heeded() {
        assert_eq!(read(json!({"uri": "a", "headline": "H", "body": "B"})), Ok(None));
        assert_eq!(read(json!({"versioncreated": "2024"})), Ok(None));
        let code = |status| {
            read(json!({"uri": "a", "pubstatus": status, "type": "text"})).err().map(|s| s.code)
        };
        assert_eq!(code("canceled"), Some("canceled"));
        assert_eq!(code("usable"), None);
        let picture = json!({"uri": "a", "pubstatus": "usable", "type": "picture"});
        assert_eq!(read(picture).unwrap_err().code, "no-story");
    }
}
