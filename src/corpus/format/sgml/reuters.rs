//! Reuters-21578: newswire of 1987 in the SGML of its `lewis.dtd`.
//!
//! The element `REUTERS` itself says who made the text. Dates are those of the wire, to the second,
//! in no stated zone. Of the lists of subjects the topics are the section; places and people are what
//! a text is about, not where it was sent from, and are left alone.

use crate::corpus::format::feed::add;
use crate::corpus::format::sgml::text::{line, paragraphs, without_controls};
use crate::corpus::format::sgml::{Element, Node, elements, nodes};
use crate::corpus::format::xml::records::Fields;

/// The longest list of topics, in bytes; more of them are subjects of no section.
const LONGEST_TOPICS: usize = 200;

/// Adds the named values of a record and returns its text. `controls` counts the control characters
/// that were taken out.
pub fn read(root: Element<'_>, fields: &mut Fields, controls: &mut u64) -> String {
    // Alone the number would be taken for the beginning of some other id.
    let number = root.attribute("NEWID").map(str::trim).filter(|id| !id.is_empty());
    add(fields, "newid", number.map(|id| format!("reuters-21578:{id}")));
    add(fields, "agency", Some("Reuters".to_owned()));
    // All of the collection is in English; its tables of numbers do not show it.
    add(fields, "lang", Some("en".to_owned()));
    let mut body = String::new();
    for element in elements(root.inner) {
        if element.is("DATE") {
            add(fields, "date", date(element.inner));
        } else if element.is("TOPICS") {
            add(fields, "section", topics(element.inner));
        } else if element.is("TEXT") {
            body = text(element.inner, fields, controls);
        }
    }
    body
}

fn text(inner: &str, fields: &mut Fields, controls: &mut u64) -> String {
    // The dateline is the beginning of the first line of the text.
    let mut dateline = String::new();
    let mut body = String::new();
    for node in nodes(inner) {
        match node {
            Node::Element(element) if element.is("TITLE") => {
                add(fields, "title", line(element.inner, controls));
            }
            Node::Element(element) if element.is("AUTHOR") => {
                add(fields, "author", line(element.inner, controls).as_deref().map(author));
            }
            Node::Element(element) if element.is("DATELINE") => {
                dateline = line(element.inner, controls).unwrap_or_default();
            }
            Node::Element(element) => body.push_str(element.inner),
            Node::Text(text) => {
                let text = without_controls(text, controls);
                // Stars alone mark a flash whose text never came.
                if text.contains(char::is_alphanumeric) {
                    body.push_str(&text);
                }
            }
        }
    }
    let dateline = dateline.trim_end_matches(['-', ' ']);
    if !dateline.is_empty() {
        // "DORF, Feb 26-": with the space that tells a dash from a hyphen.
        body = format!("{dateline} - {}", body.trim_start());
    }
    let mut text = paragraphs(&body, controls);
    sign(&mut text);
    text
}

/// Sets the wire's own mark at the end (`Reuter`, `reuter...`, `said. REUTER`) on a line of its own,
/// as it is printed nearly everywhere, so that it is seen to be a credit.
fn sign(text: &mut String) {
    const MARK: &str = "reuter";
    // "^M" is a line end that went through too many hands.
    let bare = text.trim_end().trim_end_matches("^M").trim_end_matches(['.', ' ']);
    let Some(at) = bare.len().checked_sub(MARK.len()).filter(|at| bare.is_char_boundary(*at))
    else {
        return;
    };
    let (before, mark) = bare.split_at(at);
    let own_line = before.is_empty() || before.ends_with('\n');
    let behind = mark == "REUTER" && before.ends_with([' ', '\t']);
    if mark.eq_ignore_ascii_case(MARK) && (own_line || behind) {
        *text = format!("{}\n\nReuter", before.trim_end());
    }
}

/// `26-FEB-1987 15:01:01.79`, without the marks of desks that may follow.
fn date(inner: &str) -> Option<String> {
    let stamp = inner.split('&').next().unwrap_or("");
    let mut words = stamp.split_whitespace();
    let day = words.next()?;
    let time = words.next().map(|time| time.split('.').next().unwrap_or(time));
    Some(match time {
        Some(time) => format!("{day} {time}"),
        None => day.to_owned(),
    })
}

/// All topics as one value, so that each is found.
fn topics(inner: &str) -> Option<String> {
    let mut list = String::new();
    for topic in elements(inner).iter().filter(|element| element.is("D")) {
        let topic = topic.inner.trim();
        if list.len() + topic.len() + 2 > LONGEST_TOPICS {
            break;
        }
        if !list.is_empty() && !topic.is_empty() {
            list.push_str(", ");
        }
        list.push_str(topic);
    }
    (!list.is_empty()).then_some(list)
}

/// `by Jane Doe, Reuters`: the names alone.
fn author(line: &str) -> String {
    let agency = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        matches!(word.as_str(), "reuter" | "reuters")
    };
    let names = match line.rsplit_once([',', ' ']) {
        Some((names, last)) if agency(last) => names.trim_end_matches([',', ' ']),
        _ => line,
    };
    let by = names.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    names[if by { 3 } else { 0 }..].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn bylines_lose_the_agency() {
        for (line, names) in [
            ("by Jane Doe, Reuters", "Jane Doe"),
            ("By Jane Doe and John Roe, REUTERS.", "Jane Doe and John Roe"),
            ("By Jane Doe", "Jane Doe"),
            ("by Jane Doe,", "Jane Doe,"),
            ("Reuters", "Reuters"),
            ("", ""),
        ] {
            assert_eq!(author(line), names, "{line}");
        }
    }

    #[test]
    fn the_mark_of_the_wire_stands_alone() {
        for (text, expected) in [
            ("It ran.\n\nreuter...", "It ran.\n\nReuter"),
            ("It ran. REUTER...^M", "It ran.\n\nReuter"),
            ("It ran.\n\nReuter", "It ran.\n\nReuter"),
            ("They told Reuter", "They told Reuter"),
            ("é", "é"),
            ("", ""),
        ] {
            let mut signed = text.to_owned();
            sign(&mut signed);
            assert_eq!(signed, expected);
        }
    }

    #[test]
    fn dates_lose_what_follows() {
        assert_eq!(date(" 5-MAR-1987  09:05:42.43&#9;&#9;F A"), Some("5-MAR-1987 09:05:42".into()));
        assert_eq!(date("5-MAR-1987"), Some("5-MAR-1987".into()));
        assert_eq!(date(" "), None);
    }

    #[test]
    fn topics_are_one_list() {
        assert_eq!(topics("<D>grain</D><D> wheat </D>"), Some("grain, wheat".into()));
        assert_eq!(topics(""), None);
        assert!(topics(&"<D>grain</D>".repeat(500)).is_some_and(|list| list.len() <= 200));
    }

    #[test]
    fn values_are_named() {
        let root = elements("<REUTERS NEWID=\"7\"><TEXT><TITLE>A</TITLE></TEXT></REUTERS>")[0];
        let mut fields = Fields::new();
        read(root, &mut fields, &mut 0);
        let named = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, v)| v.clone());
        assert_eq!(named("newid"), Some(Value::from("reuters-21578:7")));
        assert_eq!(named("title"), Some(Value::from("A")));
    }
}
