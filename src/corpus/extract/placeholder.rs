//! Texts that stand where an article should be: filler, error pages, walls, "more to come".
//!
//! The rules are data, `placeholder.toml`. A rule speaks of a whole text, after cleaning and within a
//! bounded length, never of a part: an article that quotes such a line keeps it. Takes time linear
//! in the text, and nothing at all of a longer one.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::body::Body;
use super::boilerplate_rules::matches;
use crate::corpus::PLACEHOLDER;

/// No pattern takes a longer text, in characters.
const LONGEST: usize = 400;
/// Most characters of a text that is made of the words of one rule.
const LONGEST_FILLER: usize = 10_000;
/// No text of more sentences is looked at sentence by sentence.
const SENTENCES: usize = 12;

/// What a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    /// A whole text, or a headline that has none.
    Text,
    /// A headline that has no text.
    Headline,
    /// A sentence beside one of `Text`.
    Beside,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    #[serde(rename = "where")]
    place: Place,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default)]
    words: HashSet<String>,
    max: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
    /// Patterns without a star, with the rules they stand in.
    #[serde(skip)]
    plain: HashMap<String, Vec<usize>>,
    /// Patterns with one, and their rule.
    #[serde(skip)]
    starred: Vec<(String, usize)>,
}

/// The table that comes with the program; a test reads it, so it is never empty.
fn shipped() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| read().unwrap_or_default());
    &RULES
}

fn read() -> Result<Rules, toml::de::Error> {
    let mut rules: Rules = toml::from_str(include_str!("placeholder.toml"))?;
    for (at, rule) in rules.rule.iter().enumerate() {
        for pattern in &rule.patterns {
            if pattern.contains('*') {
                rules.starred.push((pattern.clone(), at));
            } else {
                rules.plain.entry(pattern.clone()).or_default().push(at);
            }
        }
    }
    Ok(rules)
}

impl Rules {
    /// Returns the rule of these places that takes a whole text of no more than [`LONGEST`]
    /// characters.
    fn taker(&self, text: &str, places: &[Place]) -> Option<&Rule> {
        let chars = text.chars().take(LONGEST + 1).count();
        if chars > LONGEST {
            return None;
        }
        let bare = strip(text);
        let fits = |at: &&usize| {
            self.rule.get(**at).is_some_and(|r| chars <= r.max && places.contains(&r.place))
        };
        let plain = self.plain.get(&bare).and_then(|rules| rules.iter().find(fits));
        let starred = || {
            let rules = self.starred.iter().filter(|(pattern, _)| matches(pattern, &bare));
            rules.map(|(_, at)| at).find(fits)
        };
        plain.or_else(starred).and_then(|at| self.rule.get(*at))
    }

    /// Returns the rule all words of a text are of.
    fn made_of(&self, paragraphs: &[&str]) -> Option<&Rule> {
        self.rule.iter().filter(|rule| !rule.words.is_empty()).find(|rule| {
            let mut words = 0;
            // The first word of nearly every text ends this.
            paragraphs.iter().flat_map(|text| text.split(|c| !is_of_word(c))).all(|word| {
                words += usize::from(!word.is_empty());
                word.is_empty() || (word.len() < 30 && rule.words.contains(&word.to_lowercase()))
            }) && words > 0
        })
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'')
}

/// Returns the rule that the whole of a text is a placeholder of, given its paragraphs.
pub fn text(paragraphs: &[&str]) -> Option<&'static str> {
    // No character has more than four bytes.
    let mut bytes = 0;
    let long = |limit: usize, bytes: &mut usize| {
        paragraphs.iter().any(|paragraph| {
            *bytes += paragraph.len();
            *bytes > 4 * limit
        })
    };
    if long(LONGEST_FILLER, &mut bytes) {
        return None;
    }
    let rules = shipped();
    if let Some(rule) = rules.made_of(paragraphs) {
        let chars: usize = paragraphs.iter().map(|paragraph| paragraph.chars().count()).sum();
        return (chars <= rule.max).then_some(rule.id.as_str());
    }
    if bytes > 4 * LONGEST {
        return None;
    }
    let joined = paragraphs.join(" ");
    if joined.contains(['"', '“', '”', '„', '«', '»', '「', '『', '《']) {
        return None;
    }
    if let Some(rule) = rules.taker(&joined, &[Place::Text]) {
        return Some(rule.id.as_str());
    }
    // "404 Not Found", "The requested URL was not found on this server." and the server's name.
    let mut all = None;
    let mut sentences = 0;
    for &paragraph in paragraphs {
        let whole = rules.taker(paragraph, &[Place::Text, Place::Beside]).is_some();
        let parts = if whole { vec![paragraph] } else { split(paragraph) };
        for part in parts.into_iter().filter(|part| part.contains(char::is_alphanumeric)) {
            sentences += 1;
            if sentences > SENTENCES {
                return None;
            }
            let rule = rules.taker(part, &[Place::Text, Place::Beside])?;
            if rule.place == Place::Text {
                all = all.or(Some(rule.id.as_str()));
            }
        }
    }
    all
}

/// Returns the rule that a headline without a text is a placeholder of.
pub fn headline(line: &str) -> Option<&'static str> {
    let rules = shipped();
    if let Some(rule) = rules.taker(line, &[Place::Text, Place::Headline]) {
        return Some(rule.id.as_str());
    }
    // "404 Not Found | Dorfbote": the name behind it is the site's.
    let (title, _) = line.split_once(" | ").or_else(|| line.rsplit_once(" - "))?;
    let rule = rules.taker(title, &[Place::Text]);
    rule.filter(|rule| rule.id == "not-found" || rule.id == "offline").map(|rule| rule.id.as_str())
}

/// Takes the whole of a body out if it is a placeholder; returns the rule that says so.
pub fn take(body: &mut Body) -> Option<&'static str> {
    body.first()?;
    let kept: Vec<&str> = body.kept().map(|at| body.pieces[at].text.as_str()).collect();
    let rule = text(&kept)?;
    let all: Vec<usize> = body.kept().collect();
    all.into_iter().for_each(|at| body.remove(at, PLACEHOLDER));
    Some(rule)
}

/// Splits a paragraph into its sentences.
fn split(paragraph: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let (mut from, mut stop) = (0, false);
    for (at, c) in paragraph.char_indices() {
        if stop && c.is_whitespace() || matches!(c, '。' | '！' | '？' | '｡') {
            sentences.push(&paragraph[from..at]);
            from = at;
        }
        stop = matches!(c, '.' | '!' | '?' | '…');
    }
    sentences.push(&paragraph[from..]);
    sentences
}

/// Takes the signs around the words away, makes letters small, apostrophes straight and spaces one.
fn strip(text: &str) -> String {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let mut out = String::with_capacity(bare.len());
    for c in bare.chars() {
        match c {
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '’' | '‘' => out.push('\''),
            '–' | '—' => out.push('-'),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
#[path = "placeholder_tests.rs"]
mod tests;
