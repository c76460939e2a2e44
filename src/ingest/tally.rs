//! What a build counts while articles go by.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::article::{Article, ArticleId, ItemVersion, Verdict};
use crate::corpus::walk::is_rule;
use crate::corpus::{PLACEHOLDER, Reject};
use crate::engine::ledger::Facts;
use crate::ingest::previous::Previous;
use crate::ingest::versions::{Change, Held, Versions};

/// Takes the facts of an article that stands in the file of this logical path.
pub fn facts_of(article: &Article, file: &str) -> Facts {
    let unknown = article.sources.iter().filter(|source| !source.known);
    let path = &article.origin.path;
    Facts {
        member: (path != file).then(|| path.clone()),
        offset: article.origin.offset,
        format: article.origin.format.clone(),
        provenance: article.published.map(|date| date.provenance),
        sourced: !article.sources.is_empty(),
        unknown_credits: unknown.map(|source| source.name.clone()).collect(),
        headline_only: article.body.is_empty(),
        placeholder: article.removed.iter().any(|piece| piece.rule == PLACEHOLDER),
        state: article.version.map(Into::into),
    }
}

/// Running numbers of a build.
#[derive(Debug, Default)]
pub struct Tally {
    /// Files and records by verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Articles taken in.
    pub articles: u64,
    /// Articles by the provenance of their date, `none` for undated ones.
    pub provenance: BTreeMap<String, u64>,
    /// Articles by format.
    pub formats: BTreeMap<String, u64>,
    /// Articles with at least one source.
    pub sourced: u64,
    /// Unknown credits with their articles.
    pub unknown_credits: HashMap<String, u64>,
    /// Articles without a text below their headline.
    pub headline_only: u64,
    /// Those of them in which a placeholder stood for the text.
    pub placeholders: u64,
    /// Codes of skipped and rejected files and records, with their numbers.
    pub reasons: BTreeMap<String, u64>,
    /// Lines of `rejects.jsonl`.
    pub rejects: Vec<String>,
    /// Every id so far, and for records that stand more than once, their further places.
    seen: HashMap<ArticleId, Vec<String>>,
    /// What the generation before held.
    pub previous: Previous,
    /// Articles of items that are sent more than once; counted in the end.
    versions: Versions,
}

impl Tally {
    /// Begins to count, beside what the generation before held.
    pub fn new(previous: Previous) -> Tally {
        Tally { previous, ..Tally::default() }
    }

    /// Counts a file or folder that the walk left alone, or could not list.
    pub fn left_alone(&mut self, reject: &Reject) {
        let rule = is_rule(&reject.code);
        self.reject(if rule { Verdict::Skipped } else { Verdict::Rejected }, reject);
    }

    /// Counts a file or record that became no article.
    pub fn reject(&mut self, verdict: Verdict, reject: &Reject) {
        *self.verdicts.entry(verdict).or_default() += 1;
        *self.reasons.entry(reject.code.clone()).or_default() += 1;
        let line = serde_json::json!({
            "verdict": verdict, "path": reject.path, "offset": reject.offset,
            "code": reject.code, "reason": reject.reason,
        });
        self.rejects.push(line.to_string());
    }

    /// Counts an article of the file with this logical path; returns what that changes in the index. An
    /// equal record seen before is a duplicate: one article with a further place.
    pub fn article(&mut self, id: ArticleId, facts: &Facts, file: &str) -> Change {
        match self.seen.entry(id) {
            Entry::Occupied(mut seen) => {
                *self.verdicts.entry(Verdict::Duplicate).or_default() += 1;
                seen.get_mut().push(facts.member.as_deref().unwrap_or(file).to_owned());
                Change::default()
            }
            Entry::Vacant(new) => {
                new.insert(Vec::new());
                if let Some(state) = facts.state {
                    let (version, facts, file) = (state.into(), facts.clone(), file.to_owned());
                    return self.versions.article(Held { id, version, facts, file });
                }
                self.count(id, facts, file);
                Change { add: true, take_out: None }
            }
        }
    }

    /// Counts an order to take an item back.
    pub fn withdraw(&mut self, reject: &Reject, order: ItemVersion) -> Change {
        self.reject(Verdict::Skipped, reject);
        self.versions.order(order, &reject.path, reject.offset)
    }

    fn count(&mut self, id: ArticleId, facts: &Facts, file: &str) {
        if let Some(verdict) = self.previous.meet(id, file) {
            *self.verdicts.entry(verdict).or_default() += 1;
        }
        self.articles += 1;
        let provenance = facts.provenance.map_or("none", |provenance| provenance.name());
        *self.provenance.entry(provenance.to_owned()).or_default() += 1;
        *self.formats.entry(facts.format.clone()).or_default() += 1;
        self.sourced += u64::from(facts.sourced);
        self.headline_only += u64::from(facts.headline_only);
        self.placeholders += u64::from(facts.placeholder);
        for credit in &facts.unknown_credits {
            *self.unknown_credits.entry(credit.clone()).or_default() += 1;
        }
    }

    /// Ends the counting, when everything is read. Returns the articles that were taken back.
    pub fn finish(&mut self) -> HashSet<ArticleId> {
        let settled = std::mem::take(&mut self.versions).settle();
        for held in settled.articles {
            self.count(held.id, &held.facts, &held.file);
        }
        let mut taken_back = HashSet::new();
        for (id, reject) in settled.superseded {
            taken_back.insert(id);
            self.previous.pass(id);
            self.seen.remove(&id);
            self.reject(Verdict::Skipped, &reject);
        }
        for (verdict, number) in self.previous.finish() {
            *self.verdicts.entry(verdict).or_default() += number;
        }
        taken_back
    }

    /// Returns the articles without a date.
    pub fn undated(&self) -> u64 {
        self.provenance.get("none").copied().unwrap_or(0)
    }

    /// Takes out the further places of records that stand more than once, sorted by id.
    pub fn locations(&mut self) -> Vec<(ArticleId, Vec<String>)> {
        let mut all: Vec<(ArticleId, Vec<String>)> = std::mem::take(&mut self.seen)
            .into_iter()
            .filter(|(_, places)| !places.is_empty())
            .collect();
        all.sort();
        all
    }

    /// Returns the credits that the alias table does not know, most frequent first.
    pub fn unknown(&self) -> Vec<(String, u64)> {
        let mut all: Vec<(String, u64)> =
            self.unknown_credits.iter().map(|(name, n)| (name.clone(), *n)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_records_are_one_article_with_two_places() {
        let mut tally = Tally::default();
        let id = ArticleId::of_record(None, b"x");
        let facts = Facts {
            format: "text".into(),
            headline_only: true,
            unknown_credits: vec!["Daily".into()],
            ..Facts::default()
        };
        assert!(tally.article(id, &facts, "a").add);
        assert!(!tally.article(id, &facts, "b").add);
        tally.finish();
        assert_eq!(tally.verdicts[&Verdict::Indexed], 1);
        assert_eq!(tally.formats["text"], 1);
        assert_eq!(tally.articles, 1);
        assert_eq!(tally.undated(), 1);
        assert_eq!(tally.verdicts[&Verdict::Duplicate], 1);
        assert_eq!(tally.unknown(), [("Daily".to_owned(), 1)]);
        assert_eq!(tally.locations(), [(id, vec!["b".to_owned()])]);
    }
}
