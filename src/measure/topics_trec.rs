//! Topics as TREC has published them since 1992: `<top>`, `<num>`, `<title>`, `<desc>`, `<narr>`.
//!
//! It looks like SGML and is not: elements are mostly not closed, and texts begin with words that belong to
//! the form (`Number:`, `Topic:`, `Description:`, `Narrative:`). A part goes to the next tag.

use crate::measure::error::ReadError;
use crate::measure::topics::{Part, Topic};

/// What a part may begin with without meaning it.
const LABELS: [&str; 4] = ["number:", "topic:", "description:", "narrative:"];

/// Reads topics.
pub fn read(text: &str) -> Result<Vec<Topic>, ReadError> {
    let mut topics = Vec::new();
    let mut open: Option<Draft> = None;
    let mut tags = Tags { text, at: 0 };
    let mut begun = 0;
    loop {
        let tag = tags.next();
        let (start, end, name) = tag.unwrap_or((text.len(), text.len(), String::new()));
        let before = &text[begun..start];
        match &mut open {
            Some(draft) => draft.say(before),
            None => nothing_between(text, begun, before)?,
        }
        begun = end;
        match (name.as_str(), open.take()) {
            ("", None) => return Ok(topics),
            ("top", None) => open = Some(Draft::new(line_of(text, start))),
            ("/top", Some(draft)) => topics.push(draft.finish()?),
            ("" | "top", Some(draft)) => {
                let message = "the topic that begins here has no </top>";
                return Err(ReadError::at(draft.line, message, "close it"));
            }
            (_, Some(mut draft)) => {
                draft.part = name;
                open = Some(draft);
            }
            (_, None) => {
                let message = format!("<{name}> stands outside of a topic");
                return Err(ReadError::at(line_of(text, start), message, OUTSIDE));
            }
        }
    }
}

const OUTSIDE: &str = "topics stand between <top> and </top>";

/// Refuses text between topics.
fn nothing_between(text: &str, begun: usize, between: &str) -> Result<(), ReadError> {
    let between = between.trim_start_matches('\u{feff}');
    if between.trim().is_empty() {
        return Ok(());
    }
    let lead = between.len() - between.trim_start().len();
    let line = line_of(text, begun + lead);
    Err(ReadError::at(line, "there is text outside of a topic", OUTSIDE))
}

/// A topic being read.
struct Draft {
    line: usize,
    /// The tag that was last.
    part: String,
    number: String,
    parts: Vec<(Part, String)>,
}

impl Draft {
    fn new(line: usize) -> Draft {
        Draft { line, part: String::new(), number: String::new(), parts: Vec::new() }
    }

    fn say(&mut self, text: &str) {
        let text = unlabelled(&plain(text));
        if text.is_empty() {
            return;
        }
        if self.part == "num" {
            self.number = text;
            return;
        }
        let part = Part::ALL.into_iter().find(|part| part.name() == self.part);
        if let Some(part) = part.filter(|part| self.parts.iter().all(|(have, _)| have != part)) {
            self.parts.push((part, text));
        }
    }

    fn finish(self) -> Result<Topic, ReadError> {
        if self.number.is_empty() {
            return Err(ReadError::at(self.line, "the topic has no <num>", "number it"));
        }
        Ok(Topic::new(self.number, self.line, self.parts))
    }
}

/// The text on one line, entities resolved.
fn plain(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !joined.contains('&') {
        return joined;
    }
    let known = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    known.iter().fold(joined, |text, (entity, sign)| text.replace(entity, sign))
}

fn unlabelled(text: &str) -> String {
    let label = LABELS.iter().find(|label| {
        text.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label))
    });
    text[label.map_or(0, |label| label.len())..].trim().to_owned()
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The tags of a text: where each begins and ends, and its name in lower case, with `/` where it closes.
/// A `<` before anything but a name and `>` is a character of the text.
struct Tags<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Tags<'_> {
    type Item = (usize, usize, String);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at + self.text[self.at..].find('<')?;
            self.at = start + 1;
            let rest = &self.text[self.at..];
            let Some(end) = rest.find('>') else { continue };
            let name = &rest[..end];
            let bare = name.strip_prefix('/').unwrap_or(name);
            if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                self.at += end + 1;
                return Some((start, self.at, name.to_ascii_lowercase()));
            }
        }
    }
}
