//! The table of page lines, `boilerplate.toml`: read once, matched in time linear in the paragraph.
//!
//! A pattern is plain text in which `*` stands for any text; the paragraph's greatest length bounds
//! it. Parts between stars are looked for from left to right and never again, so nothing is tried
//! twice.

use std::sync::LazyLock;

use serde::Deserialize;

/// No rule takes a longer paragraph, in characters.
pub const LONGEST: usize = 400;

/// Where a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A whole paragraph wherever it stands.
    Anywhere,
    /// A whole paragraph at the end of the text.
    End,
    /// A piece at the begin or end of any paragraph.
    Mark,
    /// A label before a headline.
    HeadlinePrefix,
    /// A label behind a headline.
    HeadlineSuffix,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name under which removed text is told.
    pub id: String,
    #[serde(rename = "where")]
    pub place: Place,
    pub patterns: Vec<String>,
    #[serde(default)]
    pub unless: Vec<String>,
    /// Longest paragraph in characters.
    #[serde(default)]
    max: usize,
    /// Signs around the words and the case of letters are ignored.
    #[serde(default)]
    bare: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    rule: Vec<Rule>,
}

/// The table that comes with the program; a test reads it, so it is never empty.
pub fn shipped() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| read().unwrap_or_default());
    &RULES
}

/// Reads the shipped table.
pub fn read() -> Result<Rules, toml::de::Error> {
    toml::from_str(include_str!("boilerplate.toml"))
}

impl Rules {
    /// Returns the rules of a place, in the order of the table.
    pub fn at(&self, place: Place) -> impl Iterator<Item = &Rule> {
        self.rule.iter().filter(move |rule| rule.place == place)
    }

    /// Returns the rule of a place that takes a whole paragraph of so many characters.
    pub fn whole(&self, place: Place, text: &str, chars: usize) -> Option<&str> {
        let mut bare = None;
        let taken = self.at(place).find(|rule| {
            let read = match rule.bare {
                _ if chars > rule.max => return false,
                false => text,
                true => bare.get_or_insert_with(|| strip(text)).as_str(),
            };
            rule.patterns.iter().any(|pattern| matches(pattern, read))
                && !rule.unless.iter().any(|but| matches(but, text.trim_end()))
        });
        taken.map(|rule| rule.id.as_str())
    }

    /// Returns the label of a place that a headline begins or ends with: its rule and its bytes.
    pub fn label(&self, place: Place, headline: &str) -> Option<(&str, usize)> {
        let stands = |label: &str| match place {
            Place::HeadlineSuffix => headline.ends_with(label),
            _ => headline.starts_with(label),
        };
        self.at(place).find_map(|rule| {
            let label = rule.patterns.iter().find(|label| stands(label))?;
            Some((rule.id.as_str(), label.len()))
        })
    }

    /// Returns the mark at the begin or end of a paragraph: its rule, its bytes, and whether it is
    /// at the begin.
    pub fn mark(&self, text: &str) -> Option<(&str, usize, bool)> {
        if !text.starts_with('[') && !text.ends_with(']') {
            return None;
        }
        self.at(Place::Mark).find_map(|rule| {
            rule.patterns.iter().find_map(|mark| {
                let begins = text.starts_with(mark.as_str());
                (begins || text.ends_with(mark.as_str())).then_some((
                    rule.id.as_str(),
                    mark.len(),
                    begins,
                ))
            })
        })
    }
}

/// Takes signs before the words away and behind them those that are no stop, and makes letters small.
fn strip(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    text.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Tells whether a pattern is the whole of a text.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_valid() {
        let rules = read().unwrap();
        for rule in &rules.rule {
            let whole = matches!(rule.place, Place::Anywhere | Place::End);
            assert_eq!(rule.max > 0, whole, "{rule:?}");
            assert!(rule.max <= LONGEST && !rule.patterns.is_empty(), "{rule:?}");
            for pattern in &rule.patterns {
                assert!(pattern.chars().any(|c| c != '*'), "{rule:?}");
                assert!(whole || !pattern.contains('*'), "{rule:?}");
                assert!(!rule.bare || pattern.to_lowercase() == *pattern, "{rule:?}");
            }
        }
    }

    #[test]
    fn patterns_are_of_the_whole_text() {
        for (pattern, text, is) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*b", "ab", true),
            ("a*b*c", "axbxc", true),
            ("a*b*c", "acb", false),
            ("(A *)", "(A b)", true),
            ("(A *)", "(A b) c", false),
            ("*ab", "ab", true),
            ("ab*ab", "ab", false),
            ("*", "", true),
            ("分享到*", "分享到微信", true),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
        }
        // Many stars on a long text: still one pass.
        assert!(!matches(&"a*".repeat(50), &"ab".repeat(49)));
    }
}
