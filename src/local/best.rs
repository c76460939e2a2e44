//! The best candidates so far: each article for itself, or each text once.
//!
//! Order of hits: score (times the factor of recency), then date (newest first, undated last), then id.
//! Copies of one text are one hit. It stands where its first copy in that order stands; the article that
//! is shown for it is the one with the best score, then dated before undated, then the earliest, then by
//! id: of equal copies the first print. Where hits are sorted by date, the copy that comes first in that
//! order is shown itself.
//!
//! That keeps pruning exact: a text's place can only rise while documents go by, so whatever the worst
//! of k texts beats needs no look.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{DocAddress, DocId, Score};

use crate::engine::request::After;

/// A document that may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// BM25 times the factor of recency; 0 where nothing scores.
    pub score: Score,
    /// First civil second of its date.
    pub date: Option<i64>,
    /// First eight bytes of its id, which break ties.
    pub id_key: u64,
    /// Number of its segment.
    pub segment: u32,
    /// Number within the segment.
    pub doc: DocId,
    /// The text that it shares with others, where copies are one hit.
    pub group: Option<u32>,
}

impl Candidate {
    /// The place of the hit that a page ended with. `group` is the text that it shares.
    pub fn of_after(after: &After, group: Option<u32>) -> Candidate {
        let After { score, date, id } = *after;
        Candidate { score, date, id_key: id.prefix_u64(), segment: 0, doc: 0, group }
    }

    /// Where its document stands.
    pub fn address(&self) -> DocAddress {
        DocAddress::new(self.segment, self.doc)
    }

    /// Orders two candidates; the better one is greater.
    fn by_score(&self, other: &Candidate) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| self.by_date(other))
    }

    /// Newest first (undated last), then by id; the better one is greater.
    fn by_date(&self, other: &Candidate) -> Ordering {
        self.date.cmp(&other.date).then_with(|| other.id_key.cmp(&self.id_key))
    }

    /// Oldest first (undated last), then by id; the better one is greater.
    fn by_age(&self, other: &Candidate) -> Ordering {
        let key = |c: &Candidate| c.date.unwrap_or(i64::MAX);
        key(other).cmp(&key(self)).then_with(|| other.id_key.cmp(&self.id_key))
    }

    /// Of two copies with equal scores the one to show is greater.
    fn by_print(&self, other: &Candidate) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| self.by_age(other))
    }
}

/// In which order the best are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Best score first.
    Score,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

impl By {
    fn compare(self, a: &Candidate, b: &Candidate) -> Ordering {
        match self {
            By::Score => a.by_score(b),
            By::Newest => a.by_date(b),
            By::Oldest => a.by_age(b),
        }
    }

    /// Compares two copies of one text; the greater one is shown for it.
    fn compare_copies(self, a: &Candidate, b: &Candidate) -> Ordering {
        match self {
            By::Score => a.by_print(b),
            By::Newest | By::Oldest => self.compare(a, b),
        }
    }
}

/// Takes candidates and tells below which no more need come.
pub trait Keep {
    /// The order in which candidates are better.
    fn by(&self) -> By;

    /// Takes a candidate.
    fn offer(&mut self, candidate: Candidate);

    /// What is no better than this need not be offered; `None` while anything may.
    fn bar(&self) -> Option<&Candidate>;
}

#[derive(Debug, Clone, Copy)]
struct Ranked(Candidate, By);

impl PartialEq for Ranked {
    fn eq(&self, other: &Ranked) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Ranked {}
impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ranked {
    // The worst comes first. Two documents are never equal.
    fn cmp(&self, other: &Ranked) -> Ordering {
        let place = |c: &Candidate| (c.segment, c.doc);
        let (one, two) = (&self.0, &other.0);
        self.1.compare(one, two).then_with(|| place(two).cmp(&place(one)))
    }
}

/// What is known of a text by now.
#[derive(Debug, Clone, Copy)]
struct Text {
    /// The copy that gives it its place.
    first: Candidate,
    /// The copy that is shown.
    shown: Candidate,
    /// Whether it is among the best.
    kept: bool,
}

/// Keeps the best `k` candidates, all of them behind `after`.
pub struct Best {
    k: usize,
    by: By,
    after: Option<Candidate>,
    kept: BTreeSet<Ranked>,
    /// Texts with copies that were among the best at some time.
    texts: FxHashMap<u32, Text>,
    /// Texts that stood before `after`: they were shown on an earlier page.
    spent: FxHashSet<u32>,
}

impl Best {
    /// Starts empty. Memory grows with what is kept, not with `k`.
    pub fn new(k: usize, by: By, after: Option<Before>) -> Best {
        let (after, spent) = after.map(Before::settle).unzip();
        let (kept, texts) = (BTreeSet::new(), FxHashMap::default());
        Best { k, by, after, kept, texts, spent: spent.unwrap_or_default() }
    }

    /// Puts a candidate among the best, if it belongs there, and tells whether it does.
    fn insert(&mut self, candidate: Candidate) -> bool {
        let ranked = Ranked(candidate, self.by);
        if self.kept.len() >= self.k {
            if self.kept.first().is_none_or(|worst| ranked <= *worst) {
                return false;
            }
            let worst = self.kept.pop_first();
            if let Some(group) = worst.and_then(|worst| worst.0.group)
                && let Some(text) = self.texts.get_mut(&group)
            {
                text.kept = false;
            }
        }
        self.kept.insert(ranked)
    }

    /// Takes a candidate that shares its text with others.
    fn offer_copy(&mut self, group: u32, candidate: Candidate) {
        let Some(text) = self.texts.get(&group).copied() else {
            let kept = self.insert(candidate);
            // In a later segment a newer copy may lift the text in; then this one may be the first print.
            let tied = |worst: &Candidate| worst.score == candidate.score;
            if kept || (self.by == By::Score && self.bar().is_some_and(tied)) {
                let text = Text { first: candidate, shown: candidate, kept };
                self.texts.insert(group, text);
            }
            return;
        };
        let Text { mut first, mut shown, mut kept } = text;
        if self.by.compare_copies(&candidate, &shown) == Ordering::Greater {
            shown = candidate;
        }
        if self.by.compare(&candidate, &first) == Ordering::Greater {
            if kept {
                self.kept.remove(&Ranked(first, self.by));
                self.kept.insert(Ranked(candidate, self.by));
            } else {
                kept = self.insert(candidate);
            }
            first = candidate;
        }
        self.texts.insert(group, Text { first, shown, kept });
    }

    /// Returns what was kept, best first.
    pub fn into_sorted(self) -> Vec<Candidate> {
        let shown = |of: &Candidate| {
            let text = of.group.and_then(|group| self.texts.get(&group));
            text.map_or(*of, |text| text.shown)
        };
        self.kept.iter().rev().map(|ranked| shown(&ranked.0)).collect()
    }
}

impl Keep for Best {
    fn by(&self) -> By {
        self.by
    }

    fn offer(&mut self, candidate: Candidate) {
        let behind = |after: &Candidate| self.by.compare(&candidate, after) == Ordering::Less;
        if self.k == 0 || !self.after.as_ref().is_none_or(behind) {
            return;
        }
        match candidate.group {
            None => {
                self.insert(candidate);
            }
            Some(group) if self.spent.contains(&group) => {}
            Some(group) => self.offer_copy(group, candidate),
        }
    }

    fn bar(&self) -> Option<&Candidate> {
        let full = self.kept.len() >= self.k;
        self.kept.first().filter(|_| full).map(|worst| &worst.0)
    }
}

/// Where a page ended, and which texts stood before that: a worse copy of one of them is no new hit.
pub struct Before {
    by: By,
    after: Candidate,
    first: FxHashMap<u32, Candidate>,
}

impl Before {
    /// Begins with the place of the last hit. Where copies are one hit, it must be offered all
    /// candidates before it is used.
    pub fn new(by: By, after: Candidate) -> Before {
        Before { by, after, first: FxHashMap::default() }
    }

    /// Returns the place behind which hits go on, and the texts that came before.
    fn settle(self) -> (Candidate, FxHashSet<u32>) {
        let own = self.after.group.and_then(|group| self.first.get(&group));
        let last = own.copied().unwrap_or(self.after);
        let before = |first: &Candidate| self.by.compare(first, &last) != Ordering::Less;
        let spent = self.first.iter().filter(|(_, first)| before(first));
        (last, spent.map(|(group, _)| *group).collect())
    }
}

impl Keep for Before {
    fn by(&self) -> By {
        self.by
    }

    fn offer(&mut self, candidate: Candidate) {
        let Some(group) = candidate.group else { return };
        if self.by.compare(&candidate, &self.after) == Ordering::Less {
            return;
        }
        let first = self.first.entry(group).or_insert(candidate);
        if self.by.compare(&candidate, first) == Ordering::Greater {
            *first = candidate;
        }
    }

    fn bar(&self) -> Option<&Candidate> {
        Some(&self.after)
    }
}

#[cfg(test)]
#[path = "best_tests.rs"]
mod tests;
