//! Words that evidence says again and again, as numbers in the document store.
//!
//! A block of the store holds one or two articles, so that its compression never sees most of the
//! repetition. The list is append-only: a stored number keeps its meaning as long as the schema has
//! its version.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The words; a number is a place in this list.
const WORDS: [&str; 31] = [
    "metadata",
    "url",
    "text",
    "detector",
    "date",
    "channel",
    "better evidence was taken",
    "script",
    "category",
    "line at the top",
    "byline",
    "dateline",
    "already named by better evidence",
    "date_publish",
    "news_outlet",
    "source_domain",
    "language",
    "credit",
    "last line",
    "lang",
    "last_updated",
    "a time of change, not of publication",
    "detector not sure",
    "common words of that language are missing",
    "too few letters",
    "source",
    "published",
    "weekday",
    "a weekday tests a date and makes none",
    "a time of fetching, not of publication",
    "date_download",
];

/// A text that is stored as a number if it is one of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said(pub String);

#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Number(usize),
    Text(String),
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match WORDS.iter().position(|word| *word == self.0) {
            Some(number) => serializer.serialize_u64(number as u64),
            None => serializer.serialize_str(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Said, D::Error> {
        match Stored::deserialize(deserializer)? {
            Stored::Text(text) => Ok(Said(text)),
            Stored::Number(number) => match WORDS.get(number) {
                Some(word) => Ok(Said((*word).to_owned())),
                None => Err(D::Error::custom(format!("there is no word number {number}"))),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_read_again() {
        for text in WORDS.into_iter().chain(["", "7", "some other evidence"]) {
            let json = serde_json::to_string(&Said(text.into())).unwrap();
            assert_eq!(json.starts_with('"'), !WORDS.contains(&text), "{json}");
            assert_eq!(serde_json::from_str::<Said>(&json).unwrap(), Said(text.into()));
        }
        assert!(serde_json::from_str::<Said>("4000").is_err());
    }
}
