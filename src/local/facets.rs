//! Counts by value over everything that matches.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query as _, Weight};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED};

use crate::article::Precision;
use crate::engine::hits::FacetCounts;
use crate::engine::request::{Facet, FacetBy};
use crate::local::schema as s;

/// Counts the values of a facet over the documents that a query matches.
pub fn count(
    searcher: &Searcher,
    weight: &dyn Weight,
    facet: &Facet,
) -> tantivy::Result<FacetCounts> {
    let mut counts: HashMap<String, u64> = HashMap::new();
    let mut missing = 0;
    for segment in searcher.segment_readers() {
        match facet.by {
            FacetBy::Source => {
                names(segment, weight, &[s::ORIGIN_NAME, s::VIA_NAME], &mut counts, &mut missing)?;
            }
            FacetBy::Lang => names(segment, weight, &[s::LANG_CODE], &mut counts, &mut missing)?,
            FacetBy::Section => {
                names(segment, weight, &[s::SECTION_NAME], &mut counts, &mut missing)?;
            }
            FacetBy::Place => names(segment, weight, &[s::PLACE_NAME], &mut counts, &mut missing)?,
            FacetBy::Year => numbers(segment, weight, s::MONTH, &mut counts, &mut missing, |m| {
                Some((m / 100).to_string())
            })?,
            FacetBy::Month => numbers(segment, weight, s::MONTH, &mut counts, &mut missing, |m| {
                (m % 100 > 0).then(|| format!("{:04}-{:02}", m / 100, m % 100))
            })?,
            FacetBy::Precision => {
                numbers(segment, weight, s::PRECISION, &mut counts, &mut missing, |code| {
                    Precision::ALL.get(code as usize).map(|p| p.name().to_owned())
                })?;
            }
        }
    }
    let mut values: Vec<(String, u64)> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values.truncate(facet.limit);
    Ok(FacetCounts { by: facet.by, values, missing })
}

/// Counts the values of columns of names over all articles, in the order of the names.
pub fn all_names(
    searcher: &Searcher,
    columns: &[&str],
) -> tantivy::Result<std::collections::BTreeMap<String, u64>> {
    let weight =
        tantivy::query::AllQuery.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut counts = HashMap::new();
    let mut missing = 0;
    for segment in searcher.segment_readers() {
        names(segment, weight.as_ref(), columns, &mut counts, &mut missing)?;
    }
    Ok(counts.into_iter().collect())
}

fn each(
    segment: &SegmentReader,
    weight: &dyn Weight,
    mut visit: impl FnMut(u32),
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

fn names(
    segment: &SegmentReader,
    weight: &dyn Weight,
    columns: &[&str],
    counts: &mut HashMap<String, u64>,
    missing: &mut u64,
) -> tantivy::Result<()> {
    let mut opened = Vec::new();
    for name in columns {
        opened.extend(segment.fast_fields().str(name)?);
    }
    let mut by_ordinal: Vec<HashMap<u64, u64>> = vec![HashMap::new(); opened.len()];
    each(segment, weight, |doc| {
        let mut any = false;
        for (column, counts) in opened.iter().zip(&mut by_ordinal) {
            for ordinal in column.term_ords(doc) {
                any = true;
                *counts.entry(ordinal).or_default() += 1;
            }
        }
        *missing += u64::from(!any);
    })?;
    let mut name = String::new();
    for (column, ordinals) in opened.iter().zip(by_ordinal) {
        for (ordinal, count) in ordinals {
            name.clear();
            column.ord_to_str(ordinal, &mut name)?;
            *counts.entry(name.clone()).or_default() += count;
        }
    }
    Ok(())
}

fn numbers(
    segment: &SegmentReader,
    weight: &dyn Weight,
    column: &str,
    counts: &mut HashMap<String, u64>,
    missing: &mut u64,
    name: impl Fn(u64) -> Option<String>,
) -> tantivy::Result<()> {
    let column: Option<Column<u64>> = segment.fast_fields().column_opt(column)?;
    let mut by_value: HashMap<u64, u64> = HashMap::new();
    each(segment, weight, |doc| match column.as_ref().and_then(|column| column.first(doc)) {
        Some(value) => *by_value.entry(value).or_default() += 1,
        None => *missing += 1,
    })?;
    for (value, count) in by_value {
        match name(value) {
            Some(name) => *counts.entry(name).or_default() += count,
            None => *missing += count,
        }
    }
    Ok(())
}
