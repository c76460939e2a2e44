//! Counts by value over everything that matches: of articles, or of texts.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query as _, Weight};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

use crate::article::Precision;
use crate::engine::hits::FacetCounts;
use crate::engine::request::{Facet, FacetBy};
use crate::local::schema as s;
use crate::local::texts::Texts;

/// Counts the values of a facet over the documents that a query matches. With `texts` the copies of a
/// text count once for each value that any of them has.
pub fn count(
    searcher: &Searcher,
    weight: &dyn Weight,
    facet: &Facet,
    texts: Option<&Texts>,
) -> tantivy::Result<FacetCounts> {
    let mut counter = Counter::new(texts);
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let number = number as u32;
        let mut names = |columns: &[&str]| counter.names((number, segment), weight, columns);
        match facet.by {
            FacetBy::Source => names(&[s::ORIGIN_NAME, s::VIA_NAME])?,
            FacetBy::Lang => names(&[s::LANG_CODE])?,
            FacetBy::Section => names(&[s::SECTION_NAME])?,
            FacetBy::Place => names(&[s::PLACE_NAME])?,
            FacetBy::Year => counter
                .numbers((number, segment), weight, s::MONTH, |m| Some((m / 100).to_string()))?,
            FacetBy::Month => counter.numbers((number, segment), weight, s::MONTH, |m| {
                (m % 100 > 0).then(|| format!("{:04}-{:02}", m / 100, m % 100))
            })?,
            FacetBy::Precision => {
                counter.numbers((number, segment), weight, s::PRECISION, |code| {
                    Precision::ALL.get(code as usize).map(|p| p.name().to_owned())
                })?;
            }
        }
    }
    let (counts, missing) = counter.settle();
    let mut values: Vec<(String, u64)> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values.truncate(facet.limit);
    Ok(FacetCounts { by: facet.by, values, missing })
}

/// Counts the values of columns of names over all articles, in the order of the names.
pub fn all_names(searcher: &Searcher, columns: &[&str]) -> tantivy::Result<BTreeMap<String, u64>> {
    let weight =
        tantivy::query::AllQuery.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut counter = Counter::new(None);
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        counter.names((number as u32, segment), weight.as_ref(), columns)?;
    }
    Ok(counter.settle().0.into_iter().collect())
}

struct Counter<'t> {
    texts: Option<&'t Texts>,
    /// Articles, or texts without copies.
    counts: HashMap<String, u64>,
    missing: u64,
    /// Texts with copies, by value.
    copied: HashMap<String, FxHashSet<u32>>,
    /// Texts of which a copy has no value.
    bare: FxHashSet<u32>,
}

impl<'t> Counter<'t> {
    fn new(texts: Option<&'t Texts>) -> Counter<'t> {
        Counter {
            texts,
            counts: HashMap::new(),
            missing: 0,
            copied: HashMap::new(),
            bare: FxHashSet::default(),
        }
    }

    fn miss(&mut self, group: Option<u32>) {
        match group {
            Some(group) => {
                self.bare.insert(group);
            }
            None => self.missing += 1,
        }
    }

    /// Adds what one segment came to.
    fn add(&mut self, name: String, found: Found) {
        if !found.groups.is_empty() {
            self.copied.entry(name.clone()).or_default().extend(found.groups);
        }
        if found.alone > 0 {
            *self.counts.entry(name).or_default() += found.alone;
        }
    }

    fn names(
        &mut self,
        (number, segment): (u32, &SegmentReader),
        weight: &dyn Weight,
        columns: &[&str],
    ) -> tantivy::Result<()> {
        let mut opened = Vec::new();
        for name in columns {
            opened.extend(segment.fast_fields().str(name)?);
        }
        let mut by_ordinal: Vec<FxHashMap<u64, Found>> = vec![FxHashMap::default(); opened.len()];
        each(segment, weight, |doc| {
            let group = self.texts.and_then(|texts| texts.group(number, doc));
            let mut any = false;
            for (column, found) in opened.iter().zip(&mut by_ordinal) {
                for ordinal in column.term_ords(doc) {
                    any = true;
                    found.entry(ordinal).or_default().add(group);
                }
            }
            if !any {
                self.miss(group);
            }
        })?;
        let mut name = String::new();
        for (column, ordinals) in opened.iter().zip(by_ordinal) {
            for (ordinal, found) in ordinals {
                name.clear();
                column.ord_to_str(ordinal, &mut name)?;
                self.add(name.clone(), found);
            }
        }
        Ok(())
    }

    fn numbers(
        &mut self,
        (number, segment): (u32, &SegmentReader),
        weight: &dyn Weight,
        column: &str,
        name: impl Fn(u64) -> Option<String>,
    ) -> tantivy::Result<()> {
        let column: Option<Column<u64>> = segment.fast_fields().column_opt(column)?;
        let mut by_value: FxHashMap<u64, Found> = FxHashMap::default();
        each(segment, weight, |doc| {
            let group = self.texts.and_then(|texts| texts.group(number, doc));
            match column.as_ref().and_then(|column| column.first(doc)) {
                Some(value) => by_value.entry(value).or_default().add(group),
                None => self.miss(group),
            }
        })?;
        for (value, found) in by_value {
            match name(value) {
                Some(name) => self.add(name, found),
                None => {
                    self.missing += found.alone;
                    self.bare.extend(found.groups);
                }
            }
        }
        Ok(())
    }

    /// Returns the counts by value, and how many have none.
    fn settle(self) -> (HashMap<String, u64>, u64) {
        let Counter { mut counts, mut missing, copied, bare, .. } = self;
        let valued: FxHashSet<u32> = copied.values().flatten().copied().collect();
        missing += bare.difference(&valued).count() as u64;
        for (name, groups) in copied {
            *counts.entry(name).or_default() += groups.len() as u64;
        }
        (counts, missing)
    }
}

/// What has one value in one segment.
#[derive(Debug, Clone, Default)]
struct Found {
    alone: u64,
    groups: FxHashSet<u32>,
}

impl Found {
    fn add(&mut self, group: Option<u32>) {
        match group {
            Some(group) => {
                self.groups.insert(group);
            }
            None => self.alone += 1,
        }
    }
}

fn each(
    segment: &SegmentReader,
    weight: &dyn Weight,
    mut visit: impl FnMut(DocId),
) -> tantivy::Result<()> {
    let mut scorer = weight.scorer(segment, 1.0)?;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        if !segment.is_deleted(doc) {
            visit(doc);
        }
        doc = scorer.advance();
    }
    Ok(())
}
