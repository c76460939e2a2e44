//! From the outline of a page to what it says about its article.
//!
//! Names of meta elements are those of OpenGraph, Dublin Core, Google Scholar (`citation_*`),
//! Parse.ly, Sailthru, and of the systems of publishers met on real pages.

use super::{authors, ld};
use crate::corpus::format::html::areas::Areas;
use crate::corpus::format::html::labels::says;
use crate::corpus::format::html::page::{Dated, Level, Page, Stated};
use crate::corpus::format::html::tree::{Kind, Outline, Spot};

/// Longest text of a place that can be a date or a name, in characters.
const LONGEST_LINE: usize = 120;
/// How far from the headline a line with a date may stand, in bytes of text.
const NEAR: usize = 1500;
/// How far below the headline a short line may be its date without saying so, in bytes.
const BELOW: usize = 500;
/// Longest line that may, in characters.
const SHORT_LINE: usize = 60;
/// How much text behind the headline is handed on for dates written in it, in bytes.
const AFTER: usize = 3000;
/// Longest title or heading, in bytes.
const LONGEST_TITLE: usize = 2000;
/// Most statements of one kind.
const MOST: usize = 24;

const PUBLISHED: [&str; 46] = [
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publicationdate",
    "publication-date",
    "published_time",
    "published-date",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "bt:pubdate",
    "vr:published_time",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "shareaholic:article_published_time",
    "iso-8601-publish-date",
    "displaydate",
    "ptime",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dcterms.created",
    "dc.date.created",
    "dcsext.articlefirstpublished",
    "og:pubdate",
    "article:publication_date",
    "firstpublished",
    "created",
    "creation_date",
    "datecreated",
    "date",
    "release_date",
];

const MODIFIED: [&str; 12] = [
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "last-modified",
    "lastmod",
    "modified",
    "dcterms.modified",
    "dc.date.modified",
    "revision_date",
    "updated_time",
    "og:article:modified_time",
];

const SITE: [&str; 10] = [
    "og:site_name",
    "article:publisher_name",
    "citation_journal_title",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "cre",
    "application-name",
    "apple-mobile-web-app-title",
    "twitter:app:name:iphone",
];

/// Gathers what a page says, and the text that its JSON-LD holds.
pub fn gather(outline: &Outline) -> (Page, Option<String>) {
    let mut page = Page { lang: outline.lang.clone(), ..Page::default() };
    let metas = |names: &'static [&'static str]| {
        names.iter().flat_map(|name| {
            let metas = outline.metas.iter().filter(move |(key, _)| key == name);
            metas.take(MOST).map(|(key, content)| Stated {
                place: format!("meta {key}"),
                text: content.clone(),
            })
        })
    };
    let mut body = None;
    for script in &outline.scripts {
        body = ld::read(script, &mut page).or(body);
    }
    // An object of the page may come before the article's own in another script.
    page.dates.sort_by_key(|dated| dated.level);
    page.titles.extend(metas(&[
        "og:title",
        "twitter:title",
        "dc.title",
        "citation_title",
        "title",
    ]));
    if !outline.title.is_empty() {
        page.titles.push(Stated { place: "title".to_owned(), text: outline.title.clone() });
    }
    page.titles.retain(|title| title.text.len() <= LONGEST_TITLE);
    page.titles.truncate(MOST);
    let mut sites: Vec<Stated> = metas(&SITE[..1]).collect();
    sites.append(&mut page.sites);
    sites.extend(metas(&SITE[1..]));
    page.sites = sites;
    page.sites.truncate(MOST);
    let mut og = metas(&["og:url", "parsely-link"]).map(|said| said.text);
    page.url =
        outline.canonical.clone().or_else(|| og.find(|url| url.starts_with("http"))).or(page.url);
    page.section =
        page.section.or_else(|| metas(&["article:section", "parsely-section", "section"]).next());
    page.description =
        metas(&["og:description", "description", "dc.description", "twitter:description"]).next();

    let heading = heading(outline, &page);
    let anchor = heading.map(|(spot, _)| (spot.start, spot.end));
    page.heading = heading
        .map(|(spot, place)| Stated { place: place.to_owned(), text: outline.line_of(spot) });
    let dated = |level| move |said| Dated { level, said };
    page.dates.extend(metas(&PUBLISHED).map(dated(Level::Meta)));
    let outside = outline.outside(anchor, true);
    authors::gather(outline, anchor, &outside, &mut page);
    places(outline, anchor, &outside, &mut page);
    page.dates.extend(metas(&MODIFIED).map(dated(Level::Modified)));
    page.dates.sort_by_key(|dated| dated.level);
    (page, body)
}

/// Finds the heading that is the headline: one that agrees with a title, or the only one.
fn heading<'o>(outline: &'o Outline, page: &Page) -> Option<(&'o Spot, &'static str)> {
    let titles: Vec<String> = page.titles.iter().map(|title| fold(&title.text)).collect();
    let sites: Vec<String> = page.sites.iter().map(|site| fold(&site.text)).collect();
    let frame = outline.frame();
    let of = |kind| {
        outline
            .spots
            .iter()
            .filter(move |spot| spot.kind == kind && spot.end - spot.start <= LONGEST_TITLE)
    };
    let of = |kind| of(kind).filter(|spot| !frame.hold(spot.start, spot.end));
    let agrees = |spot: &&Spot| {
        let text = fold(&outline.line_of(spot));
        // A short heading in a long title is the name of the site or of a section.
        let long = |title: &String| text.chars().count() * 4 >= title.chars().count();
        text.chars().count() >= 3
            && !sites.contains(&text)
            && titles.iter().any(|title| (title.contains(&text) && long(title)) || *title == text)
    };
    let longest = |kind| of(kind).filter(agrees).max_by_key(|spot| spot.end - spot.start);
    if let Some(spot) = longest(Kind::Heading1) {
        return Some((spot, "h1 that agrees with the title"));
    }
    if let Some(spot) = longest(Kind::Heading2) {
        return Some((spot, "h2 that agrees with the title"));
    }
    let mut headings = of(Kind::Heading1);
    let only = headings.next().filter(|_| headings.next().is_none())?;
    let text = outline.line_of(only);
    (text.chars().count() > 15 && !sites.contains(&fold(&text))).then_some((only, "only h1"))
}

/// Adds what the places of a page say about its date, the nearest to the headline first.
fn places(outline: &Outline, anchor: Option<(usize, usize)>, outside: &Areas, page: &mut Page) {
    let (from, to) = anchor.unwrap_or((0, 0));
    let away = |spot: &Spot| match spot.start {
        at if at >= to => at - to,
        // Above the headline stand other things as well.
        at => 2 * from.saturating_sub(at),
    };
    let mut spots: Vec<&Spot> = outline
        .spots
        .iter()
        .filter(|spot| spot.end - spot.start <= 4 * LONGEST_LINE)
        .filter(|spot| !outside.hold(spot.start, spot.end))
        .filter(|spot| outline.text[spot.start..spot.end].chars().count() <= LONGEST_LINE)
        .collect();
    spots.sort_by_key(|spot| (is_update(&spot.label), away(spot)));
    for spot in spots {
        let text = outline.line_of(spot);
        let machine =
            spot.machine.clone().filter(|text| text.contains(|c: char| c.is_ascii_digit()));
        let said = |place: &str, text: String| Stated { place: place.to_owned(), text };
        let digits = text.contains(|c: char| c.is_ascii_digit());
        let mut dated = |level, place: &str, text: String| {
            if page.dates.iter().filter(|dated| dated.level == level).count() < MOST {
                page.dates.push(Dated { level, said: said(place, text) });
            }
        };
        match spot.kind {
            Kind::Item => match spot.label.as_str() {
                "datepublished" => {
                    dated(Level::Marked, "itemprop datePublished", machine.unwrap_or(text));
                }
                "datemodified" => {
                    dated(Level::Modified, "itemprop dateModified", machine.unwrap_or(text));
                }
                _ => {}
            },
            Kind::Time if is_update(&spot.label) => {
                dated(Level::Modified, "time", machine.unwrap_or(text));
            }
            Kind::Time => {
                let marked = says(&spot.label, &["pubdate"]);
                let level = if marked { Level::Marked } else { Level::Time };
                if let Some(machine) = machine {
                    dated(level, "time datetime", machine);
                }
                if digits {
                    dated(level, "time", text);
                }
            }
            Kind::DateLine if digits || machine.is_some() => {
                let update = is_update(&spot.label);
                let level = if update { Level::Modified } else { Level::Line };
                let published = says(&spot.label, &["published"]) && !update;
                if let Some(machine) = machine.filter(|_| published) {
                    dated(Level::Marked, "class published", machine);
                } else if digits && away(spot) <= NEAR {
                    dated(level, &format!("class {}", shorten(&spot.label)), text);
                }
            }
            _ => {}
        }
    }
    short_lines(outline, to, outside, page);
    let mut end = (to + AFTER).min(outline.text.len());
    while !outline.text.is_char_boundary(end) {
        end -= 1;
    }
    let after = outline.text.get(to..end).unwrap_or("").to_owned();
    page.dates
        .push(Dated { level: Level::Text, said: Stated { place: "text".to_owned(), text: after } });
}

/// Adds short lines with digits right below the headline: a date there needs no class to be one.
fn short_lines(outline: &Outline, from: usize, outside: &Areas, page: &mut Page) {
    let mut at = from;
    for line in outline.text.get(from..).unwrap_or("").split_inclusive('\n').take(12) {
        if at - from > BELOW {
            break;
        }
        let text = line.trim();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let outside = outside.hold(at, at + line.len());
        if digits >= 4 && text.chars().count() <= SHORT_LINE && !outside {
            let said =
                Stated { place: "line below the headline".to_owned(), text: text.to_owned() };
            page.dates.push(Dated { level: Level::Line, said });
        }
        if !outside && let Some(name) = credited(text) {
            // Who is credited there made it, whatever the name of the site.
            let place = "line below the headline".to_owned();
            page.sites.insert(0, Stated { place, text: name.to_owned() });
        }
        at += line.len();
    }
}

/// The name behind `来源：` in a line, up to a space or a digit.
fn credited(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("来源：").or_else(|| line.split_once("來源："))?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| c.is_whitespace() || c.is_ascii_digit() || "|（(".contains(c));
    Some(&rest[..end.unwrap_or(rest.len())]).filter(|name| !name.is_empty())
}

fn is_update(label: &str) -> bool {
    says(label, &["updated", "modified", "update", "updatetime", "lastmod"])
        && !says(label, &["published", "pubdate"])
}

fn shorten(label: &str) -> String {
    label.chars().take(40).collect()
}

/// Letters and digits alone, in lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
