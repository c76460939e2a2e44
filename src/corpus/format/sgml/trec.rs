//! The SGML of TREC's news collections (NIST) and of the LDC's: `<DOC>`, `<DOCNO>`, `<TEXT>`.
//!
//! Each collection names its elements in its own way: Associated Press (`HEAD`, `BYLINE`,
//! `DATELINE`, `FILEID`), Wall Street Journal (`HL`, `DD`, `SO`, `LP`), Financial Times (`HEADLINE`,
//! `PUB`, `DATE` as `YYMMDD`), Los Angeles Times (`<P>` in every element), FBIS (`HEADER`, `TI`,
//! `DATE1`), AQUAINT and Gigaword (`<DOC id=…>`, `BODY`). One list of names serves them all.
//! Who made a text is told by `PUB` or `SO`, else by the letters its number begins with.

use crate::corpus::extract::place::title_case;
use crate::corpus::format::feed::add;
use crate::corpus::format::sgml::text::{line, paragraphs};
use crate::corpus::format::sgml::{Element, Node, nodes};
use crate::corpus::format::xml::records::Fields;

/// Elements that say something about the record even inside of its text.
const IN_TEXT: [&str; 4] = ["HEADLINE", "DOCTITLE", "BYLINE", "DATELINE"];

/// The collections whose numbers begin with these letters (NIST, "TREC Data – English Documents").
const COLLECTIONS: [(&str, &str); 9] = [
    ("AP", "Associated Press"),
    ("APW", "Associated Press"),
    ("WSJ", "Wall Street Journal"),
    ("FT", "Financial Times"),
    ("LA", "Los Angeles Times"),
    ("SJMN", "San Jose Mercury News"),
    ("NYT", "New York Times"),
    ("XIE", "Xinhua"),
    ("AFP", "AFP"),
];

/// Adds the named values of a record and returns its text. `controls` counts the control characters
/// that were taken out.
pub fn read(root: Element<'_>, fields: &mut Fields, controls: &mut u64) -> String {
    let mut doc = Doc { number: root.attribute("id").map(str::to_owned), ..Doc::default() };
    doc.elements(root.inner, Place::Head(0), controls);
    if doc.text.is_empty() {
        // Small collections put the text right into the record.
        let bare = nodes(root.inner).into_iter().filter_map(|node| match node {
            Node::Text(text) => Some(text),
            Node::Element(element) => element.is("P").then_some(element.inner),
        });
        doc.text = paragraphs(&bare.collect::<Vec<_>>().join("\n\n"), controls);
    }
    let by_number = doc.number.as_deref().and_then(collection).map(str::to_owned);
    add(fields, "docno", doc.number);
    add(fields, "headline", doc.headline);
    add(fields, "byline", doc.byline);
    add(fields, "place", doc.place);
    add(fields, "agency", doc.agency);
    add(fields, "section", doc.section);
    match doc.source {
        Some(source) => add(fields, "newspaper", Some(source)),
        None => add(fields, "publisher", by_number),
    }
    add(fields, "date", doc.date.or(doc.file_date));
    doc.text
}

#[derive(Default)]
struct Doc {
    number: Option<String>,
    headline: Option<String>,
    byline: Option<String>,
    place: Option<String>,
    agency: Option<String>,
    section: Option<String>,
    source: Option<String>,
    date: Option<String>,
    file_date: Option<String>,
    text: String,
}

/// What an element is to the text of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Around the text: only what has a name of its own counts, and no more than a few levels.
    Head(u8),
    /// `BODY`: bare text and paragraphs are text.
    Body,
    /// `TEXT`: everything is text.
    Text,
}

impl Doc {
    fn elements(&mut self, inner: &str, place: Place, controls: &mut u64) {
        let mut running = String::new();
        for node in nodes(inner) {
            match node {
                Node::Text(text) if place >= Place::Body => running.push_str(text),
                Node::Text(_) => {}
                Node::Element(element) => {
                    let known = self.element(element, place, controls);
                    if !known && (place == Place::Text || element.is("P") && place == Place::Body) {
                        running.push_str("\n<P>\n");
                        running.push_str(element.inner);
                        running.push('\n');
                    }
                }
            }
        }
        self.say(&paragraphs(&running, controls));
    }

    fn say(&mut self, text: &str) {
        let text = text.trim_matches('\n');
        if text.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(text);
    }

    /// Reads an element; `false` if its name says nothing where it stands.
    fn element(&mut self, element: Element<'_>, place: Place, controls: &mut u64) -> bool {
        let Element { name, inner, .. } = element;
        let name = name.to_ascii_uppercase();
        // Inside of the text a heading is a heading, and a title that of something else.
        if place == Place::Text && !IN_TEXT.contains(&name.as_str()) {
            return false;
        }
        let mut one = || line(inner, controls);
        match name.as_str() {
            "DOCNO" => self.number = one().or(self.number.take()),
            "DOCID" => self.number = self.number.take().or_else(one),
            "HEADLINE" | "HEAD" | "HL" | "TI" | "TITLE" | "DOCTITLE" | "H3" => {
                // AP repeats its headline in other words; the first is the one that was sent.
                self.headline = self.headline.take().or_else(|| Some(headline(&one()?).to_owned()));
            }
            "BYLINE" | "AUTHOR" => self.byline = self.byline.take().or_else(one),
            "DATE" | "DATE1" | "DD" | "DATE_TIME" | "PUBDATE" => {
                self.date = self.date.take().or_else(|| date(&one()?));
            }
            "FILEID" => self.file_date = one().as_deref().and_then(file_date),
            "PUB" | "SO" | "SOURCE" => {
                // "WALL STREET JOURNAL (J), PAGE C21"
                let source = one().map(|line| line.split(['(', ',']).next().unwrap_or("").into());
                self.source = self.source.take().or(source);
            }
            "SECTION" => {
                // "Metro; Part 2; Page 1; Column 4"
                let section = one().map(|line| line.split(';').next().unwrap_or("").to_owned());
                self.section = self.section.take().or(section);
            }
            "DATELINE" => {
                if let Some(line) = one() {
                    self.dateline(&line);
                }
            }
            // The lead paragraph is the beginning of the text.
            "LP" => {
                let text = paragraphs(inner, controls);
                self.say(&text);
            }
            "TEXT" => self.elements(inner, Place::Text, controls),
            "BODY" if place < Place::Body => self.elements(inner, Place::Body, controls),
            "HEADER" if place == Place::Head(0) => self.elements(inner, Place::Head(1), controls),
            _ => return false,
        }
        true
    }

    /// `LONDON (AP)`, `NEW YORK, June 19`, `MOSCOW _`.
    fn dateline(&mut self, line: &str) {
        let bare = line.trim_end_matches([' ', '-', '_', '–', '—', ',']);
        let (place, agency) = match bare.split_once('(') {
            Some((place, rest)) => (place, rest.split_once(')').map(|(agency, _)| agency)),
            None => (bare, None),
        };
        let place = match place.rsplit_once(',') {
            Some((place, day)) if day.contains(|c: char| c.is_ascii_digit()) => place,
            _ => place,
        };
        let place = place.trim().trim_end_matches(',');
        self.place = (!place.is_empty()).then(|| title_case(place));
        self.agency = agency.map(str::to_owned);
    }
}

/// `FT  06 APR 92 / Boats bought`: the headline without the day of the paper.
fn headline(line: &str) -> &str {
    match line.split_once(" / ") {
        Some((day, rest)) if day.starts_with("FT ") && day.len() <= 14 => rest,
        _ => line,
    }
}

/// The maker of a collection, by the letters before the first digit or `_` of a number.
fn collection(number: &str) -> Option<&'static str> {
    let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, rest) = number.split_at(letters);
    let numbered = rest.contains(|c: char| c.is_ascii_digit());
    COLLECTIONS.iter().find(|(known, _)| numbered && *known == letters).map(|(_, name)| *name)
}

/// Brings the dates of the collections to one that is read everywhere: `920406` and `03/24/87` are
/// days of the 20th century, `January 1, 1989, Sunday, Home Edition` begins with its day.
fn date(line: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if line.len() == 6 && digits(line) {
        return Some(format!("19{}-{}-{}", &line[..2], &line[2..4], &line[4..]));
    }
    let parts: Vec<&str> = line.split('/').collect();
    if let [month, day, year] = parts[..]
        && [month, day, year].iter().all(|part| part.len() == 2 && digits(part))
    {
        return Some(format!("19{year}-{month}-{day}"));
    }
    let mut commas = line.split(',').map(str::trim);
    match (commas.next(), commas.next()) {
        (Some(day), Some(year)) if year.get(..4).is_some_and(digits) => {
            Some(format!("{day}, {}", &year[..4]))
        }
        _ => Some(line.to_owned()),
    }
}

/// `AP-NR-02-12-88 2344EST`: day and minute of sending, on the clock of the agency.
fn file_date(id: &str) -> Option<String> {
    let rest = id.strip_prefix("AP-")?;
    let mut words = rest.split_whitespace();
    let parts: Vec<&str> = words.next()?.split('-').collect();
    let [_, month, day, year] = parts[..] else { return None };
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if ![month, day, year].into_iter().all(two) {
        return None;
    }
    let day = format!("19{year}-{month}-{day}");
    let clock = words.next().and_then(|word| word.get(..4));
    Some(match clock.filter(|clock| clock.bytes().all(|byte| byte.is_ascii_digit())) {
        Some(clock) => format!("{day} {}:{}", &clock[..2], &clock[2..]),
        None => day,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_collections() {
        for (line, expected) in [
            ("920406", "1992-04-06"),
            ("03/24/87", "1987-03-24"),
            ("January 1, 1989, Sunday, Home Edition", "January 1, 1989"),
            ("15 March 1994", "15 March 1994"),
            ("2000-09-01 12:00", "2000-09-01 12:00"),
        ] {
            assert_eq!(date(line).as_deref(), Some(expected));
        }
        assert_eq!(file_date("AP-NR-02-12-88 2344EST").as_deref(), Some("1988-02-12 23:44"));
        assert_eq!(file_date("AP-NR-02-12-88").as_deref(), Some("1988-02-12"));
        assert_eq!(file_date("AP-NR-02-é2-88 2344EST"), None);
        assert_eq!(file_date("x"), None);
    }

    #[test]
    fn numbers_name_their_collection() {
        assert_eq!(collection("AP880212-0001"), Some("Associated Press"));
        assert_eq!(collection("AFP_ENG_19940512.0001"), Some("AFP"));
        assert_eq!(collection("FT911-1"), Some("Financial Times"));
        assert_eq!(collection("APPLE"), None);
        assert_eq!(collection("7"), None);
    }

    #[test]
    fn datelines_give_place_and_agency() {
        for (line, place, agency) in [
            ("DORF (AP) _", "Dorf", Some("AP")),
            ("NEW DORF, June 19 -", "New Dorf", None),
            ("DORF, Texas", "Dorf, Texas", None),
            ("(AP)", "", Some("AP")),
        ] {
            let mut doc = Doc::default();
            doc.dateline(line);
            assert_eq!(doc.place.as_deref().unwrap_or(""), place, "{line}");
            assert_eq!(doc.agency.as_deref(), agency, "{line}");
        }
    }
}
