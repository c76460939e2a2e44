//! Brings the evidence for sources together: one chain per article, each name once.
//!
//! Evidence comes in the order of trust: the credit line, the dateline's agency, the byline's, the
//! metadata, the address. An agency in the dateline or byline wrote the text; an outlet named by
//! metadata beside it passed it on. The address tells who wrote a text only where nothing else does; the
//! known outlet at whose address an agency's text stands passed it on.

use super::aliases::{AliasTable, Kind};
use crate::article::{Candidate, Role, Source};

/// The sources found so far, with all evidence.
#[derive(Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    evidence: Vec<Candidate>,
}

impl Sources {
    /// Adds what a credit line says; its own roles stand.
    pub fn credit(&mut self, kind: &str, place: &str, text: &str, chain: Vec<Source>) {
        let taken = self.list.is_empty();
        self.note(kind, place, text, (!taken).then_some("another credit was taken"));
        if taken {
            self.list = chain;
        }
    }

    /// Adds the agency of a dateline or byline: it wrote the text.
    pub fn agency(&mut self, kind: &str, place: &str, found: Source) {
        let known = self.list.iter().position(|source| source.name == found.name);
        self.note(kind, place, &found.raw, known.map(|_| "already named by better evidence"));
        if known.is_none() {
            for source in &mut self.list {
                source.role = Role::Via;
            }
            self.list.insert(0, found);
        }
    }

    /// Adds what a named value says.
    pub fn metadata(&mut self, place: &str, text: &str, chain: Vec<Source>, aliases: &AliasTable) {
        let mut new = false;
        for mut found in chain {
            if self.list.iter().any(|source| super::fold::same(&source.name, &found.name)) {
                continue;
            }
            new = true;
            let is_agency = |source: &Source| {
                aliases.find(&source.name).is_some_and(|e| e.kind == Kind::Agency)
            };
            let outlet_origin = self.list.len() == 1
                && self.list[0].role == Role::Origin
                && !is_agency(&self.list[0]);
            if self.list.is_empty() {
                found.role = Role::Origin;
                self.list.push(found);
            } else if outlet_origin && is_agency(&found) && !is_syndicate(&found) {
                // An agency supplies, an outlet publishes.
                self.list[0].role = Role::Via;
                found.role = Role::Origin;
                self.list.insert(0, found);
            } else {
                found.role = Role::Via;
                self.list.push(found);
            }
        }
        self.note("metadata", place, text, (!new).then_some("already named by better evidence"));
    }

    /// Adds one of several who reported the same, each for themselves: none passed on what another wrote.
    pub fn reporter(&mut self, place: &str, text: &str, chain: Vec<Source>) {
        self.note("metadata", place, text, None);
        for found in chain {
            if !self.list.iter().any(|source| source.name == found.name) {
                self.list.push(found);
            }
        }
    }

    /// Adds evidence that only counts where nothing else was found.
    pub fn fallback(&mut self, kind: &str, place: &str, text: &str, found: Source) {
        let taken = self.list.is_empty();
        self.note(kind, place, text, (!taken).then_some("better evidence was taken"));
        if taken {
            self.list.push(found);
        }
    }

    /// Adds the site at whose address the text stands. `guess` says that the name was made of it.
    pub fn address(&mut self, host: &str, mut found: Source, aliases: &AliasTable, guess: bool) {
        let kind = |source: &Source| aliases.find(&source.name).map(|entry| entry.kind);
        let named = self.list.iter().any(|source| source.name == found.name);
        let agency = self.list.len() == 1 && kind(&self.list[0]) == Some(Kind::Agency);
        if agency && !named && found.known && kind(&found) == Some(Kind::Outlet) {
            self.note("url", "url", host, None);
            found.role = Role::Via;
            self.list.push(found);
        } else {
            let place = if guess { "a guess from the host" } else { "url" };
            self.fallback("url", place, host, found);
        }
    }

    /// Tells whether a text is one of the names found.
    pub fn names(&self, text: &str) -> bool {
        let text = text.trim();
        self.list.iter().any(|source| {
            super::fold::same(&source.name, text)
                || super::fold::same(&source.raw, text)
                || source.aliases.iter().any(|alias| super::fold::same(alias, text))
        })
    }

    /// Gives the chain and the evidence.
    pub fn finish(self) -> (Vec<Source>, Vec<Candidate>) {
        (self.list, self.evidence)
    }

    fn note(&mut self, kind: &str, place: &str, text: &str, rejected: Option<&str>) {
        self.evidence.push(Candidate {
            kind: kind.to_owned(),
            place: place.to_owned(),
            text: text.to_owned(),
            rejected: rejected.map(str::to_owned),
        });
    }
}

/// What stands between the name of an outlet and that of a section in the title of a feed.
const JOINTS: [&str; 11] =
    [" | ", " - ", " – ", " — ", " » ", " > ", " :: ", " · ", " : ", ": ", " / "];

/// Finds the outlet in the title of a feed (`World news | The Guardian`, `BBC News - Home`): the part
/// that the table knows, or the whole title where it knows none.
pub fn of_title<'t>(title: &'t str, aliases: &AliasTable) -> &'t str {
    let title = title.trim();
    if aliases.find(title).is_some() {
        return title;
    }
    let parts = JOINTS.iter().flat_map(|joint| title.split(joint));
    let mut known = parts.map(str::trim).filter(|part| aliases.find(part).is_some());
    known.next().unwrap_or(title)
}

/// Syndicates pass on what member papers wrote.
fn is_syndicate(source: &Source) -> bool {
    matches!(source.name.as_str(), "Asia News Network" | "Tribune News Service")
}

#[cfg(test)]
mod tests {
    use super::super::credit;
    use super::*;

    fn chain(sources: Sources) -> Vec<(String, Role)> {
        sources.finish().0.into_iter().map(|s| (s.name, s.role)).collect()
    }

    fn one(name: &str, table: &AliasTable) -> Source {
        credit::value(name, table).remove(0)
    }

    #[test]
    fn a_site_passed_on_what_an_agency_wrote() {
        let table = AliasTable::shipped();
        let at = |name: Option<&str>, host: &str| {
            let mut sources = Sources::default();
            if let Some(name) = name {
                sources.credit("credit", "last line", name, vec![one(name, &table)]);
            }
            sources.address(host, credit::by_host(host, host, &table), &table, false);
            chain(sources)
        };
        let names = [("Reuters".to_owned(), Role::Origin), ("TradingView".to_owned(), Role::Via)];
        assert_eq!(at(Some("Reuters"), "tradingview.com"), names);
        assert_eq!(at(Some("Reuters"), "reuters.com"), names[..1]);
        assert_eq!(at(Some("Reuters"), "n.example"), names[..1]);
        assert_eq!(at(Some("China Daily"), "tradingview.com").len(), 1);
        assert_eq!(at(None, "n.example"), [("n.example".to_owned(), Role::Origin)]);
    }

    #[test]
    fn the_title_of_a_feed_names_an_outlet() {
        let table = AliasTable::shipped();
        for (title, outlet) in [
            ("World news | The Guardian", "The Guardian"),
            ("BBC News - Home", "BBC News"),
            ("Reuters: Top News", "Reuters"),
            ("Reuters", "Reuters"),
            ("Dorfbote - Sport", "Dorfbote - Sport"),
        ] {
            assert_eq!(of_title(title, &table), outlet);
        }
    }

    #[test]
    fn a_dateline_agency_wrote_what_a_site_passed_on() {
        let table = AliasTable::shipped();
        let mut sources = Sources::default();
        sources.agency("dateline", "line 1", one("Bloomberg", &table));
        sources.metadata(
            "source_domain",
            "finance.yahoo.com",
            credit::value("finance.yahoo.com", &table),
            &table,
        );
        sources.fallback("url", "url", "https://finance.yahoo.com/1", one("Yahoo Finance", &table));
        assert_eq!(
            chain(sources),
            [("Bloomberg".into(), Role::Origin), ("Yahoo Finance".into(), Role::Via)]
        );
    }

    #[test]
    fn a_credit_and_its_metadata_are_one_source() {
        let table = AliasTable::shipped();
        let mut sources = Sources::default();
        sources.credit(
            "credit",
            "last line",
            "来源：新华社",
            credit::line("来源：新华社", None, &table).unwrap(),
        );
        sources.metadata("source", "Xinhua", credit::value("Xinhua", &table), &table);
        assert!(sources.names("XINHUA") && !sources.names("AFP"));
        let (list, evidence) = sources.finish();
        assert_eq!(list.len(), 1);
        assert_eq!(evidence[0].rejected, None);
        assert!(evidence[1].rejected.is_some());
    }

    #[test]
    fn metadata_with_an_agency_and_an_outlet() {
        let table = AliasTable::shipped();
        let mut sources = Sources::default();
        sources.metadata("publisher", "China Daily", credit::value("China Daily", &table), &table);
        sources.metadata("agency", "Xinhua", credit::value("Xinhua", &table), &table);
        assert_eq!(
            chain(sources),
            [("Xinhua".into(), Role::Origin), ("China Daily".into(), Role::Via)]
        );
        let mut sources = Sources::default();
        sources.metadata("source", "Dorfbote", credit::value("Dorfbote", &table), &table);
        assert!(!sources.finish().0[0].known);
    }
}
