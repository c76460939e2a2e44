//! Where a page names its author: meta elements, links to an author's page, bylines by class, lines
//! that say so.
//!
//! Only gathers, the more trusted first; `extract::page_author` tells names from the rest.

use crate::corpus::format::html::areas::Areas;
use crate::corpus::format::html::page::{Page, Stated};
use crate::corpus::format::html::tree::{Kind, Outline, Spot};

/// Most statements.
const MOST: usize = 24;
/// Longest statement in characters.
const LONGEST: usize = 160;
/// How near below the headline an author is the article's, whatever the part is called, in bytes.
const BESIDE: usize = 300;
/// How far from the headline a link to an author's page is taken for the article's, in bytes.
const NEAR: usize = 1500;
/// Most text between two links that name the authors together, in bytes.
const GAP: usize = 24;
/// Longest line that names an author, in characters.
const LINE: usize = 90;

/// Names of meta elements, best first. The last is what `tree` makes of `meta itemprop`.
const METAS: [&str; 17] = [
    "author",
    "article:author",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.creator",
    "byl",
    "authors",
    "article.author",
    "og:author",
    "article:author_name",
    "cxenseparse:author",
    "twitter:data1",
    "itemprop author",
];

/// Labels under which `twitter:data1` names the author.
const WRITTEN: [&str; 10] = [
    "written by",
    "geschrieben von",
    "verfasst von",
    "écrit par",
    "escrito por",
    "scritto da",
    "author",
    "autor",
    "von",
    "by",
];

/// Words before the name on a line of its own. With a colon they count everywhere.
const BEFORE: [&str; 16] = [
    "by", "von", "par", "por", "autor", "autorin", "autoren", "author", "authors", "auteur",
    "auteure", "auteurs", "autora", "text", "texte", "texto",
];

/// Adds what a page says behind what its JSON-LD says.
pub fn gather(
    outline: &Outline,
    heading: Option<(usize, usize)>,
    outside: &Areas,
    page: &mut Page,
) {
    for key in METAS {
        page.authors.extend(meta(outline, key));
    }
    let (from, to) = heading.unwrap_or((0, 0));
    let away = |spot: &Spot| match spot.start {
        at if at >= to => at - to,
        at => 2 * from.saturating_sub(at),
    };
    let firm = outline.outside(heading, false);
    let beside = |start: usize, end: usize| {
        heading.is_some() && start >= to && start - to <= BESIDE && !firm.hold(start, end)
    };
    let within = |start, end| beside(start, end) || !outside.hold(start, end);
    let named = |spot: &&Spot| {
        let item = matches!(spot.label.as_str(), "author" | "creator");
        (spot.kind == Kind::Author || (spot.kind == Kind::Item && item))
            && spot.start < spot.end
            && spot.end - spot.start <= 4 * LONGEST
            && within(spot.start, spot.end)
    };
    let mut spots: Vec<&Spot> = outline.spots.iter().filter(named).collect();
    let linked = |spot: &Spot| is_link(spot) && away(spot) <= NEAR;
    let together = links(outline, &spots, linked);
    spots.sort_by_key(|spot| (!linked(spot), away(spot)));
    let mut found: Vec<Stated> = together.into_iter().collect();
    for spot in spots {
        let place = match spot.kind {
            Kind::Item => "itemprop author".to_owned(),
            _ if is_link(spot) => "link to an author".to_owned(),
            _ => format!("class {}", spot.label.chars().take(40).collect::<String>()),
        };
        found.push(Stated { place, text: lines_of(outline, spot) });
    }
    found.extend(lines(outline, to, within));
    page.authors.extend(found);
    page.authors.truncate(MOST);
}

/// Joins the values of a meta element that stands once for each author.
fn meta(outline: &Outline, key: &str) -> Option<Stated> {
    if key == "twitter:data1" {
        let of = |key: &str| outline.metas.iter().find(|(name, _)| name == key);
        let label = of("twitter:label1")?.1.trim().trim_end_matches(':').to_lowercase();
        if !WRITTEN.contains(&label.as_str()) {
            return None;
        }
    }
    let mut names: Vec<&str> = Vec::new();
    for (_, content) in outline.metas.iter().filter(|(name, _)| name == key).take(MOST) {
        if !names.contains(&content.as_str()) {
            names.push(content);
        }
    }
    // A list of works that are cited names many.
    let cited = key == "itemprop author" && names.len() > 3;
    (!names.is_empty() && !cited)
        .then(|| Stated { place: format!("meta {key}"), text: names.join(", ") })
}

fn is_link(spot: &Spot) -> bool {
    matches!(spot.label.as_str(), "rel=author" | "link to an author")
}

/// Joins the names of links that stand right behind each other, the nearest group first.
fn links(outline: &Outline, spots: &[&Spot], linked: impl Fn(&Spot) -> bool) -> Option<Stated> {
    let mut names: Vec<String> = Vec::new();
    let mut end = 0;
    for spot in spots.iter().filter(|spot| linked(spot)) {
        if !names.is_empty() && spot.start > end + GAP {
            if names.len() > 1 {
                break;
            }
            names.clear();
        }
        let name = outline.line_of(spot);
        if !names.contains(&name) {
            names.push(name);
        }
        end = spot.end;
    }
    (2..=8)
        .contains(&names.len())
        .then(|| Stated { place: "link to an author".to_owned(), text: names.join(", ") })
}

/// The text of a place, a block a line.
fn lines_of(outline: &Outline, spot: &Spot) -> String {
    let text = outline.text.get(spot.start..spot.end).unwrap_or("");
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.filter(|line| !line.is_empty()).take(4).collect::<Vec<_>>().join("\n");
    text.chars().take(LONGEST).collect()
}

/// Lines `By A. Roe` right below the headline, and lines `Author: A. Roe` anywhere behind it.
fn lines(outline: &Outline, from: usize, within: impl Fn(usize, usize) -> bool) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut at = from;
    let mut label: Option<&str> = None;
    for (number, line) in outline.text.get(from..).unwrap_or("").split_inclusive('\n').enumerate() {
        let (start, text) = (at, line.trim());
        at += line.len();
        if text.is_empty() || found.len() >= 6 {
            continue;
        }
        let said = |text: &str| {
            let place = "line that names the author".to_owned();
            Stated { place, text: text.to_owned() }
        };
        let short = text.len() <= 4 * LINE && text.chars().count() <= LINE;
        if let Some(before) = label.take().filter(|_| short) {
            // "Author:" may stand on a line of its own.
            found.push(said(&format!("{before} {text}")));
        } else if short && let Some(colon) = says_author(text) {
            let near = number <= 12;
            let alone = colon && text.ends_with([':', '：']);
            if !within(start, at) {
                continue;
            }
            if alone && near {
                label = Some(text);
            } else if near || colon {
                found.push(said(text));
            }
        }
    }
    found
}

/// Tells whether a line begins with a word that names its author, and whether a colon follows.
fn says_author(line: &str) -> Option<bool> {
    let end = line.find(|c: char| !c.is_alphabetic())?;
    let (word, rest) = line.split_at(end);
    let word = word.to_lowercase();
    let colon = rest.trim_start().starts_with([':', '：']);
    let spaced = rest.starts_with(' ');
    ((colon || spaced) && BEFORE.contains(&word.as_str())).then_some(colon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn said(html: &str) -> Vec<(String, String)> {
        let outline = Outline::of(&Document::from(html));
        let head = outline.spots.iter().find(|spot| spot.kind == Kind::Heading1);
        let anchor = head.map(|spot| (spot.start, spot.end));
        let mut page = Page::default();
        gather(&outline, anchor, &outline.outside(anchor, true), &mut page);
        page.authors.into_iter().map(|said| (said.place, said.text)).collect()
    }

    #[test]
    fn metas_of_one_name_are_joined() {
        let html = "<meta name=author content='Jane Roe'><meta name=author content='Ann Poe'>\
            <meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content=Jo>";
        let found = said(html);
        assert_eq!(found[0], ("meta author".to_owned(), "Jane Roe, Ann Poe".to_owned()));
        assert_eq!(found[1].1, "Jo");
        let time =
            said("<meta name=twitter:label1 content='Time'><meta name=twitter:data1 content=4>");
        assert!(time.is_empty());
        let cited = "<meta itemprop=author content=A><meta itemprop=author content=B>\
            <meta itemprop=author content=C><meta itemprop=author content=D>";
        assert!(said(cited).is_empty());
    }

    #[test]
    fn links_near_the_headline_come_before_classes() {
        let html = "<h1>Ferries run</h1><aside><p class=byline>By <a href='/author/roe/'>Jane Roe</a> \
            and <a href=/autoren/poe>Ann Poe</a>, Staff</p></aside><p>Text.</p>\
            <div class=related><a rel=author href=/x>Someone Else</a></div>";
        let found = said(html);
        assert_eq!(found[0].1, "Jane Roe, Ann Poe");
        assert!(found.iter().all(|(_, text)| !text.contains("Else")), "{found:?}");
    }

    #[test]
    fn lines_name_authors() {
        let html = "<h1>Ferries run</h1><p>By Jane Roe</p><p>By the way, it rained.</p>\
            <p>Long text.</p><p>Autorin: Ann Poe</p><footer>Author: The Site</footer>";
        let texts: Vec<String> = said(html).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["By Jane Roe", "By the way, it rained.", "Autorin: Ann Poe"]);
        assert_eq!(said("<h1>Head</h1><b>Von:</b><br>Jane Roe")[0].1, "Von: Jane Roe");
    }
}
