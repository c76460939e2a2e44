//! Topics: what is asked of an engine when it is measured, and the queries of a batch.
//!
//! Four forms, told apart by the first line that holds anything: TREC topics (`<top>`), JSON lines (`{`),
//! `number TAB query`, and plain lines, which are numbered from 1. All topics of a file have one form; a line
//! that does not fit is an error, never left out.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::measure::error::{ReadError, lines};
use crate::measure::topics_trec;

/// Names of a topic's id in JSON lines; the first that is there counts.
const IDS: [&str; 6] = ["id", "qid", "query_id", "_id", "number", "num"];

/// Names of the parts of a topic in JSON lines; the first that is there counts.
const PARTS: [(Part, &[&str]); 3] = [
    (Part::Title, &["query", "title", "text", "question"]),
    (Part::Desc, &["desc", "description"]),
    (Part::Narr, &["narr", "narrative"]),
];

/// A part of a topic. Only TREC topics and JSON lines have others than the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A few words, as people type them; the whole query of the other forms.
    Title,
    /// A sentence.
    Desc,
    /// What is relevant and what is not.
    Narr,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::Title, Part::Desc, Part::Narr];

    /// Returns the name, as TREC topics have it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::Desc => "desc",
            Part::Narr => "narr",
        }
    }
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its id, one word, unique in its file.
    pub id: String,
    /// The line on which it begins, from 1 on.
    pub line: usize,
    parts: Vec<(Part, String)>,
}

impl Topic {
    pub(super) fn new(id: String, line: usize, parts: Vec<(Part, String)>) -> Topic {
        Topic { id, line, parts }
    }

    /// Joins the parts that are wanted, in that order. One that the topic has not is an error.
    pub fn text(&self, wanted: &[Part]) -> Result<String, ReadError> {
        let mut text = String::new();
        for part in wanted {
            let found = self.parts.iter().find(|(name, text)| name == part && !text.is_empty());
            let Some((_, found)) = found else {
                let there: Vec<&str> = self.parts.iter().map(|(part, _)| part.name()).collect();
                let there = if there.is_empty() { "nothing".to_owned() } else { there.join(", ") };
                let message = format!("topic {} has no {}", self.id, part.name());
                let help = format!("it has {there}; choose with --topic-fields");
                return Err(ReadError { line: Some(self.line), message, help });
            };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(found);
        }
        Ok(text)
    }
}

/// Reads a file of topics, in its order.
pub fn read(text: &str) -> Result<Vec<Topic>, ReadError> {
    let Some((_, first)) = lines(text).next() else {
        let help = "one query a line, number TAB query, JSON lines or TREC topics are read";
        return Err(ReadError::whole("there is no topic in it", help));
    };
    let start = first.trim_start();
    let topics = if start.get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case("<top>")) {
        topics_trec::read(text)?
    } else if start.starts_with('{') {
        lines(text).map(|(line, text)| of_json(line, text)).collect::<Result<Vec<_>, _>>()?
    } else if first.contains('\t') {
        lines(text).map(|(line, text)| of_columns(line, text)).collect::<Result<Vec<_>, _>>()?
    } else {
        let plain = lines(text).enumerate().map(|(at, (line, text))| {
            Topic::new((at + 1).to_string(), line, vec![(Part::Title, text.trim().to_owned())])
        });
        plain.collect()
    };
    let mut seen = BTreeMap::new();
    for topic in &topics {
        if topic.id.is_empty() || topic.id.contains(|c: char| c.is_whitespace() || c.is_control()) {
            let message = format!("{:?} is not an id of a topic", topic.id);
            return Err(ReadError::at(topic.line, message, "an id is one word without spaces"));
        }
        if let Some(before) = seen.insert(topic.id.as_str(), topic.line) {
            let message = format!("topic {} stands on line {before} already", topic.id);
            return Err(ReadError::at(topic.line, message, "give each topic an id of its own"));
        }
    }
    Ok(topics)
}

fn of_columns(line: usize, text: &str) -> Result<Topic, ReadError> {
    let help = "the first line is number TAB query, so all have to be";
    let Some((id, query)) = text.split_once('\t') else {
        return Err(ReadError::at(line, "there is no tab between number and query", help));
    };
    if query.trim().is_empty() {
        return Err(ReadError::at(line, "there is no query behind the tab", help));
    }
    Ok(Topic::new(id.trim().to_owned(), line, vec![(Part::Title, query.trim().to_owned())]))
}

fn of_json(line: usize, text: &str) -> Result<Topic, ReadError> {
    let help = "a line is one object such as {\"id\": \"301\", \"query\": \"harbour ferry\"}";
    let wrong = |message: String| ReadError::at(line, message, help);
    let object: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| wrong(format!("not a JSON object: {error}")))?;
    let id = IDS.iter().find_map(|key| Some((key, object.get(*key)?)));
    let id = match id {
        Some((_, Value::String(id))) => id.trim().to_owned(),
        Some((_, Value::Number(id))) if id.is_i64() || id.is_u64() => id.to_string(),
        Some((key, _)) => return Err(wrong(format!("{key:?} is neither a text nor a number"))),
        None => return Err(wrong("the topic has no id".to_owned())),
    };
    let mut parts = Vec::new();
    for (part, keys) in PARTS {
        match keys.iter().find_map(|key| Some((key, object.get(*key)?))) {
            Some((_, Value::String(text))) => parts.push((part, text.trim().to_owned())),
            Some((_, Value::Null)) | None => {}
            Some((key, _)) => return Err(wrong(format!("{key:?} is not a text"))),
        }
    }
    if parts.iter().all(|(_, text)| text.is_empty()) {
        return Err(wrong("the topic has no query".to_owned()));
    }
    Ok(Topic::new(id, line, parts))
}

#[cfg(test)]
#[path = "topics_tests.rs"]
mod tests;
