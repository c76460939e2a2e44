//! Names that no rule of letters can bring together: *Xi Jinping*, *Си Цзиньпин*, 习近平.
//!
//! A group is a list of names for one person or place, each of one or more words. The shipped table is
//! `data/names.toml`, written by hand; a user's file in the same form adds groups of its own. A name that
//! is looked up need not be spelled as it stands in a group: its words are compared by their keys.

use std::sync::LazyLock;

use serde::Deserialize;

use super::keys;
use crate::analysis::fold::fold;

/// Names for one person or place.
pub type Group = Vec<String>;

/// Why a table of names was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupsError {
    /// The text is not TOML, or not of the expected form.
    #[error("the table of names is not valid: {0}; each [[name]] needs spellings = [\"…\", \"…\"]")]
    Form(String),
    /// A group says nothing.
    #[error("the group of names {0:?} needs two spellings at least, and each of them a letter")]
    Hollow(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    name: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    spellings: Group,
}

static SHIPPED: LazyLock<Vec<Group>> = LazyLock::new(|| {
    parse(include_str!("../data/names.toml")).expect("a test reads the shipped table")
});

/// Returns the table that comes with the program. It is read when it is first asked for.
pub fn shipped() -> &'static [Group] {
    &SHIPPED
}

/// Reads a table from TOML: `[[name]]` with `spellings`, two of them at least.
///
/// # Errors
/// [`GroupsError`] says what is wrong with the text.
pub fn parse(toml: &str) -> Result<Vec<Group>, GroupsError> {
    let table: Table =
        toml::from_str(toml).map_err(|error| GroupsError::Form(error.message().to_owned()))?;
    let groups = table.name.into_iter().map(|entry| entry.spellings);
    groups
        .map(|group| {
            let hollow = group.len() < 2 || group.iter().any(|name| words(name).is_empty());
            if hollow { Err(GroupsError::Hollow(group.join(", "))) } else { Ok(group) }
        })
        .collect()
}

/// Returns the other names of the groups that hold this one, each once, in their order.
pub fn others<'g>(name: &str, groups: impl IntoIterator<Item = &'g Group>) -> Vec<&'g str> {
    let typed = Name::of(name);
    let mut others: Vec<&str> = Vec::new();
    for group in groups {
        let holds: Vec<bool> = group.iter().map(|known| typed.is(known)).collect();
        if holds.iter().any(|held| *held) {
            let rest = group.iter().zip(&holds).filter(|(_, held)| !**held);
            others.extend(rest.map(|(name, _)| name.as_str()));
        }
    }
    let mut seen = std::collections::HashSet::new();
    others.retain(|name| seen.insert(*name));
    others
}

/// A typed name, ready to be compared with many.
struct Name {
    words: Vec<(String, Vec<String>)>,
}

impl Name {
    fn of(name: &str) -> Name {
        // Keys are of the spelling as typed, for accents count.
        let printed: Vec<&str> = cut(name).collect();
        let words = words(name);
        let keyed = words.into_iter().enumerate().map(|(at, word)| {
            let keys = keys(printed.get(at).copied().unwrap_or(&word));
            (word, keys)
        });
        Name { words: keyed.collect() }
    }

    fn is(&self, other: &str) -> bool {
        let others: Vec<&str> = cut(other).collect();
        !self.words.is_empty()
            && others.len() == self.words.len()
            && self.words.iter().zip(others).all(|((word, own), other)| {
                *word == fold(other) || keys(other).iter().any(|key| own.contains(key))
            })
    }
}

/// The folded words of a name.
fn words(name: &str) -> Vec<String> {
    cut(name).map(fold).filter(|word| !word.is_empty()).collect()
}

fn cut(name: &str) -> impl Iterator<Item = &str> {
    let parts = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '·' | '・' | ','));
    parts.filter(|part| part.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_read_and_no_name_is_in_two_groups() {
        assert!(shipped().len() >= 60, "{}", shipped().len());
        for (at, group) in shipped().iter().enumerate() {
            for name in group {
                for (other, names) in shipped().iter().enumerate() {
                    let there = names.iter().any(|known| Name::of(name).is(known));
                    assert!(other == at || !there, "{name} is in {group:?} and {names:?}");
                }
            }
        }
    }

    #[test]
    fn a_name_is_found_by_any_spelling_and_case() {
        for name in ["Xi Jinping", "СИ ЦЗИНЬПИН", "Си Цзиньпина", "习近平"]
        {
            let others = others(name, shipped());
            assert!(others.contains(&"習近平"), "{name}: {others:?}");
            assert!(!others.iter().any(|other| fold(other) == fold(name)), "{others:?}");
        }
        assert!(others("Mischustin", shipped()).contains(&"米舒斯京"));
        assert!(others("Пекине", shipped()).contains(&"北京"));
        assert!(others("Xi", shipped()).is_empty() && others("", shipped()).is_empty());
    }

    #[test]
    fn a_users_table_is_read_or_says_why_not() {
        let table = "[[name]]\nspellings = ['Ivan Testov', '伊万']\n";
        assert_eq!(parse(table), Ok(vec![vec!["Ivan Testov".to_owned(), "伊万".to_owned()]]));
        assert!(matches!(parse("name = 1"), Err(GroupsError::Form(_))));
        assert!(matches!(parse("[[name]]\nspelings = []"), Err(GroupsError::Form(_))));
        for hollow in ["['one']", "['one', '--']", "[]"] {
            let read = parse(&format!("[[name]]\nspellings = {hollow}"));
            assert!(matches!(read, Err(GroupsError::Hollow(_))), "{hollow}");
        }
    }
}
