//! JSON-LD of pages: the statements of schema.org about the article.
//!
//! Types and properties are those of <https://schema.org/Article>. Broken JSON is mended where the
//! flaw is a common one (a raw line break in a text, a comment around the whole) and passed over
//! otherwise. Walks without recursion; the parser bounds the depth.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::corpus::format::html::page::{Dated, Level, Page, Stated};

/// Most objects that are looked at.
const MAX_OBJECTS: usize = 500;

/// Longest text of an article that is kept, in bytes.
const MAX_BODY: usize = 500_000;

/// Adds what one `application/ld+json` script says. What is already known is kept. Returns the text of
/// the article (`articleBody`), if the script is about one article and holds it.
pub fn read(script: &str, page: &mut Page) -> Option<String> {
    let value = parse(script)?;
    let mut queue = vec![&value];
    let mut seen = 0;
    let mut objects: Vec<(u8, &str, &Map<String, Value>)> = Vec::new();
    let mut named = Named::new();
    while let Some(value) = queue.pop() {
        seen += 1;
        if seen > MAX_OBJECTS {
            break;
        }
        match value {
            Value::Array(list) => queue.extend(list.iter().rev()),
            Value::Object(object) => {
                for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    queue.extend(object.get(key).filter(|inner| !inner.is_string()));
                }
                if let (Some(Value::String(id)), Some(name)) = (object.get("@id"), first(value)) {
                    named.entry(id).or_insert(name);
                }
                if let Some((rank, kind)) = kind(object) {
                    objects.push((rank, kind, object));
                }
            }
            _ => {}
        }
    }
    // Several articles are a list of other pages: the first is no better than the rest.
    objects.sort_by_key(|(rank, ..)| *rank);
    let mut bodies = Vec::new();
    for (rank, kind, object) in objects {
        statements(rank, kind, object, &named, page);
        if rank == 0
            && let Some(Value::String(body)) = object.get("articleBody")
        {
            bodies.push(body);
        }
    }
    match bodies[..] {
        [body] if body.len() <= MAX_BODY => Some(body.clone()),
        _ => None,
    }
}

/// Names of people and organisations by their `@id`.
type Named<'v> = HashMap<&'v str, String>;

fn parse(script: &str) -> Option<Value> {
    let text = script.trim();
    let text = text.strip_prefix("<!--").unwrap_or(text);
    let text = text.strip_suffix("-->").unwrap_or(text);
    let text = text.trim().trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let text = text.trim_end_matches("//]]>").trim_end_matches("]]>").trim();
    let text = text.trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&plain).ok()
    })
}

/// Ranks an object: 0 an article, 1 the page, 2 the site or its publisher.
fn kind(object: &Map<String, Value>) -> Option<(u8, &str)> {
    let types: Vec<&str> = match object.get("@type")? {
        Value::String(one) => vec![one],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    // A person who is the publisher as well is not the site.
    if types.contains(&"Person") {
        return None;
    }
    types.into_iter().find_map(|kind| {
        let bare = kind.rsplit(['/', ':']).next().unwrap_or(kind);
        let rank = match bare {
            _ if bare.ends_with("Article") || bare.ends_with("BlogPosting") => 0,
            "Report" | "Review" | "SocialMediaPosting" | "LiveBlogPosting" => 0,
            "WebPage" | "ItemPage" | "AboutPage" | "VideoObject" | "Recipe" => 1,
            "WebSite" | "Organization" | "NewsMediaOrganization" => 2,
            _ => return None,
        };
        Some((rank, bare))
    })
}

fn statements(
    rank: u8,
    kind: &str,
    object: &Map<String, Value>,
    named: &Named<'_>,
    page: &mut Page,
) {
    let place = format!("json-ld {kind}");
    let said = |text: String| Stated { place: place.clone(), text };
    let text = |key: &str| object.get(key).and_then(first);
    if rank == 2 {
        if kind == "WebSite" || page.sites.is_empty() {
            page.sites.extend(text("name").map(said));
        }
        return;
    }
    let level = if rank == 0 { Level::Article } else { Level::Meta };
    let dated = |level, key: &str| text(key).map(|text| Dated { level, said: said(text) });
    page.dates.extend(dated(level, "datePublished"));
    page.dates.extend(dated(Level::Modified, "dateModified"));
    if rank == 0 {
        page.titles.extend(text("headline").or_else(|| text("name")).map(said));
        if page.section.is_none() {
            page.section = text("articleSection").map(said);
        }
    } else {
        page.titles.extend(text("headline").map(said));
    }
    for key in ["author", "creator"] {
        page.authors.extend(object.get(key).and_then(|value| names(value, named)).map(said));
    }
    if page.lang.is_none() {
        page.lang = text("inLanguage");
    }
    page.sites.extend(text("publisher").map(said));
    let own = || text("url").or_else(|| object.get("mainEntityOfPage").and_then(id));
    if page.url.is_none() && rank == 0 {
        page.url = own().filter(|url| url.starts_with("http"));
    }
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("@id")?.as_str().map(str::to_owned),
        value => value.as_str().map(str::to_owned),
    }
}

/// Reads a text, the name of an object, or the first of a list.
fn first(value: &Value) -> Option<String> {
    let mut value = value;
    for _ in 0..4 {
        value = match value {
            Value::String(text) => {
                return Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            }
            Value::Array(list) => list.first()?,
            Value::Object(object) => object.get("name").or_else(|| object.get("@value"))?,
            _ => return None,
        };
    }
    None
}

/// Reads one name or several. Somebody may be named elsewhere in the script and meant by `@id` here.
fn names(value: &Value, named: &Named<'_>) -> Option<String> {
    let one =
        |value: &Value| first(value).or_else(|| named.get(value.get("@id")?.as_str()?).cloned());
    let mut names: Vec<String> = match value {
        Value::Array(list) => list.iter().take(12).filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    };
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_comes_before_its_page() {
        let mut page = Page::default();
        read(
            r#"<!-- {"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"},
            {"@type": ["NewsArticle"], "headline": "Ferries
            run", "author": [{"name": "A. Roe"}, "B. Poe"], "datePublished": "2020-01-02",
            "publisher": {"name": "Dorfbote"}, "mainEntityOfPage": {"@id": "https://n.example/1"}}]} -->"#,
            &mut page,
        );
        assert_eq!((page.dates[0].level, page.dates[1].level), (Level::Article, Level::Meta));
        assert_eq!(page.dates[0].said.text, "2020-01-02");
        assert_eq!(page.authors[0].text, "A. Roe, B. Poe");
        assert_eq!(page.sites[0].text, "Dorfbote");
        assert_eq!(page.url.as_deref(), Some("https://n.example/1"));
    }

    #[test]
    fn people_are_found_by_their_id() {
        let mut page = Page::default();
        let body = read(
            r##"{"@graph": [{"@type": "Person", "@id": "#p/1", "name": "Jane Roe"},
            {"@type": "WebPage", "author": {"@id": "#p/1"}},
            {"@type": "Article", "articleBody": "Both run.", "author": [{"@id": "#p/1"}, {"@id": "#x"}]}]}"##,
            &mut page,
        );
        let authors: Vec<&str> = page.authors.iter().map(|said| said.text.as_str()).collect();
        assert_eq!(authors, ["Jane Roe", "Jane Roe"]);
        assert_eq!(page.authors[0].place, "json-ld Article");
        assert_eq!(body.as_deref(), Some("Both run."));
        // Two articles are a list of others: neither is this page's text.
        let two = r#"[{"@type": "Article", "articleBody": "a"}, {"@type": "Article", "articleBody": "b"}]"#;
        assert_eq!(read(two, &mut page), None);
    }

    #[test]
    fn broken_and_odd_values_say_nothing() {
        let mut page = Page::default();
        for script in
            ["", "{", "[[[]]]", "{\"@type\": 1}", "{\"@type\": \"Article\", \"author\": {}}"]
        {
            read(script, &mut page);
        }
        assert_eq!(page, Page::default());
    }
}
