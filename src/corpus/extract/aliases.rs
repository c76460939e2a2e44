//! The table of agencies and outlets: canonical names, acronyms, other scripts, web domains.
//!
//! The shipped table is `aliases.toml`, reviewed by hand; a user's table in the same form extends
//! it. Only whole names are looked up, after folding; nothing is matched inside a text.

use std::collections::HashMap;

use serde::Deserialize;

use super::fold::fold;

/// Whether a source supplies text to others or publishes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Supplies text to outlets: a wire or a syndicate.
    Agency,
    /// Publishes for readers: a paper, a broadcaster, a website.
    Outlet,
}

/// One agency or outlet.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The canonical name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// ISO 3166 code of the country it works from, where it has one.
    #[serde(default)]
    pub country: Option<String>,
    /// Every other name: acronyms, former names, other scripts.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Hosts of its site, without `www.`; subdomains belong to the same source unless listed apart.
    #[serde(default)]
    pub domains: Vec<String>,
}

/// Why a table of sources was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    /// The text is not TOML, or not of the expected form.
    #[error("the table of sources is not valid: {0}; each [[source]] needs name and kind")]
    Form(String),
    /// One name stands for two sources in one table.
    #[error("the name {alias:?} belongs to both {first:?} and {second:?}; keep it in one of them")]
    Clash {
        /// The name that clashes.
        alias: String,
        /// The source that had it first.
        first: String,
        /// The source that claims it as well.
        second: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    source: Vec<Entry>,
}

/// Knows outlets and agencies by all their names.
#[derive(Debug, Clone, Default)]
pub struct AliasTable {
    entries: Vec<Entry>,
    names: HashMap<String, usize>,
    domains: HashMap<String, usize>,
}

impl AliasTable {
    /// Returns the table that comes with the program.
    pub fn shipped() -> AliasTable {
        AliasTable::parse(include_str!("aliases.toml")).expect("a test reads the shipped table")
    }

    /// Reads a table from TOML: `[[source]]` with `name`, `kind` and optional `country`, `aliases`
    /// and `domains`.
    pub fn parse(toml: &str) -> Result<AliasTable, AliasError> {
        let mut table = AliasTable::default();
        let read: Table =
            toml::from_str(toml).map_err(|error| AliasError::Form(error.message().to_owned()))?;
        for entry in read.source {
            table.insert(entry, true)?;
        }
        Ok(table)
    }

    /// Adds a user's table. An entry with a known name extends that source (its kind and country
    /// win); a name that the shipped table gives to another source moves to the user's. Returns how many
    /// entries were read; on an error the table stays as it was.
    pub fn merge_user(&mut self, toml: &str) -> Result<usize, AliasError> {
        let user = AliasTable::parse(toml)?;
        let count = user.entries.len();
        for entry in user.entries {
            // Clashes inside the user's table were found by `parse`; against ours the user wins.
            self.insert(entry, false)?;
        }
        Ok(count)
    }

    fn insert(&mut self, entry: Entry, strict: bool) -> Result<(), AliasError> {
        let at = match self.names.get(&fold(&entry.name)) {
            Some(&known) if !strict => {
                self.extend(known, entry);
                known
            }
            _ => {
                self.entries.push(entry);
                self.entries.len() - 1
            }
        };
        let names = std::iter::once(&self.entries[at].name).chain(&self.entries[at].aliases);
        for name in names {
            let key = fold(name);
            match self.names.get(&key) {
                Some(&other) if strict && other != at => {
                    return Err(AliasError::Clash {
                        alias: name.clone(),
                        first: self.entries[other].name.clone(),
                        second: self.entries[at].name.clone(),
                    });
                }
                _ if key.is_empty() => {}
                _ => {
                    self.names.insert(key, at);
                }
            }
        }
        for domain in &self.entries[at].domains {
            let old = self.domains.insert(domain.to_ascii_lowercase(), at);
            if let Some(other) = old.filter(|&other| strict && other != at) {
                return Err(AliasError::Clash {
                    alias: domain.clone(),
                    first: self.entries[other].name.clone(),
                    second: self.entries[at].name.clone(),
                });
            }
        }
        Ok(())
    }

    fn extend(&mut self, at: usize, with: Entry) {
        let entry = &mut self.entries[at];
        entry.kind = with.kind;
        entry.country = with.country.or(entry.country.take());
        for alias in with.aliases {
            if !entry.aliases.contains(&alias) {
                entry.aliases.push(alias);
            }
        }
        for domain in with.domains {
            if !entry.domains.contains(&domain) {
                entry.domains.push(domain);
            }
        }
    }

    /// Returns the source of that name, acronym or spelling.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.names.get(&fold(name)).map(|&at| &self.entries[at])
    }

    /// Returns the source of a host: the longest listed domain that the host is or ends in.
    pub fn find_domain(&self, host: &str) -> Option<&Entry> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(&at) = self.domains.get(rest) {
                return Some(&self.entries[at]);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// Returns all sources, in the order of the table.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_has_no_clash() {
        let table = AliasTable::parse(include_str!("aliases.toml")).unwrap();
        assert!(table.entries().len() >= 500, "only {} sources", table.entries().len());
        for entry in table.entries() {
            assert_eq!(table.find(&entry.name).unwrap().name, entry.name);
            for alias in &entry.aliases {
                assert_eq!(table.find(alias).unwrap().name, entry.name, "{alias}");
                assert_ne!(alias, &entry.name);
            }
            for domain in &entry.domains {
                assert!(!domain.starts_with("www.") && !domain.contains('/'), "{domain}");
                assert_eq!(table.find_domain(&format!("www.{domain}")).unwrap().name, entry.name);
            }
        }
    }

    #[test]
    fn sources_are_found_in_any_script_and_by_host() {
        let table = AliasTable::shipped();
        for name in ["新华社", "XINHUA", "Xinhua News Agency", "Синьхуа"] {
            assert_eq!(table.find(name).unwrap().name, "Xinhua", "{name}");
        }
        assert_eq!(table.find("ТАСС").unwrap().name, "TASS");
        assert_eq!(table.find("ITAR-TASS").unwrap().name, "TASS");
        assert_eq!(table.find_domain("finance.yahoo.com").unwrap().name, "Yahoo Finance");
        assert_eq!(table.find_domain("edition.cnn.com").unwrap().name, "CNN");
        assert!(table.find_domain("example.org").is_none());
        assert!(table.find("").is_none() && table.find_domain("").is_none());
    }

    /// Acronyms that two agencies share, or that are a region or a word, are left unknown.
    #[test]
    fn ambiguous_names_are_in_nobodys_entry() {
        let table = AliasTable::shipped();
        for name in ["CNA", "CNS", "MENA", "APS", "AA", "ABC", "The Star", "Vanguard", "Zerkalo"] {
            assert!(table.find(name).is_none(), "{name}");
        }
        for (name, canonical, kind) in [
            ("Télam", "Télam", Kind::Agency),
            ("वेब", "", Kind::Outlet),
            ("Интерфакс-Украина", "Interfax-Ukraine", Kind::Agency),
            ("한겨레", "The Hankyoreh", Kind::Outlet),
            ("الأهرام", "Al-Ahram", Kind::Outlet),
            ("КАЗИНФОРМ", "Kazinform", Kind::Agency),
            ("ایسنا", "ISNA", Kind::Agency),
            ("Sputnik", "Sputnik", Kind::Agency),
        ] {
            let found = table.find(name).map(|entry| (entry.name.as_str(), entry.kind));
            assert_eq!(found, (!canonical.is_empty()).then_some((canonical, kind)), "{name}");
        }
    }

    #[test]
    fn a_user_table_extends_and_overrides() {
        let mut table = AliasTable::shipped();
        let read = table.merge_user(
            "[[source]]\nname = 'Reuters'\nkind = 'agency'\naliases = ['RTRS']\n\
             [[source]]\nname = 'Dorfbote'\nkind = 'outlet'\naliases = ['ANN']\ndomains = ['dorf.example']\n",
        );
        assert_eq!(read, Ok(2));
        assert_eq!(table.find("rtrs").unwrap().name, "Reuters");
        assert!(table.find_domain("reuters.com").is_some());
        assert_eq!(table.find("ANN").unwrap().name, "Dorfbote");
        assert_eq!(table.find_domain("m.dorf.example").unwrap().name, "Dorfbote");
    }

    #[test]
    fn a_bad_user_table_says_why() {
        let mut table = AliasTable::default();
        assert!(matches!(table.merge_user("name = 1"), Err(AliasError::Form(_))));
        let twice = "[[source]]\nname='A'\nkind='outlet'\naliases=['X']\n[[source]]\nname='B'\nkind='outlet'\naliases=['x']";
        assert!(matches!(table.merge_user(twice), Err(AliasError::Clash { .. })));
        assert!(table.entries().is_empty());
    }
}
