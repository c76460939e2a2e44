//! What a hit is told of its copies: how many there are, the first of them, and a date that only they have.

use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId};

use crate::article::published::DAY;
use crate::article::{Precision, Provenance, Published};
use crate::engine::hits::{Hit, Other};
use crate::engine::{EngineError, Stored};
use crate::local::columns::Columns;
use crate::local::engine::LocalEngine;
use crate::local::stored::Head;
use crate::local::texts::Texts;
use crate::local::{damaged, hits};

/// Days by which copies of one text may be dated apart and still date an undated one: the span that the
/// evidence of one article may have (see the order of evidence in docs/FORMATS.md).
const MOST_APART: i64 = 2 * DAY;

/// The least trusted provenance of a date that a copy may lend: ranks 1 to 4 of the order of evidence.
const LEAST_TRUSTED: Provenance = Provenance::Byline;

/// Copies that are looked at for a date; more of them add nothing.
const MOST_ASKED: usize = 10_000;

/// Tells of copies, as they may be seen at an instant.
pub struct Copies<'e> {
    engine: &'e LocalEngine,
    texts: &'e Texts,
    now: i64,
}

/// The date of an article as its copies may have it: at most to the day, for the hour is that of one
/// outlet.
fn lent(columns: &Columns, doc: DocId) -> tantivy::Result<Option<Published>> {
    let Some(start) = columns.start()?.and_then(|column| column.first(doc)) else {
        return Ok(None);
    };
    let code = |column: Option<&Column<u64>>| -> Option<usize> {
        usize::try_from(column?.first(doc)?).ok()
    };
    let provenance = code(columns.provenance()?).and_then(|code| Provenance::ALL.get(code));
    let precision = code(columns.precision()?).and_then(|code| Precision::ALL.get(code));
    let (Some(provenance), Some(precision)) = (provenance, precision) else { return Ok(None) };
    if *provenance > LEAST_TRUSTED {
        return Ok(None);
    }
    let end = columns.end()?.and_then(|end| end.first(doc)).unwrap_or(start);
    let day = start - start.rem_euclid(DAY);
    let (start, end) = match precision {
        Precision::Year | Precision::Month => (start, end),
        _ => (day, day + DAY - 1),
    };
    let precision = (*precision).min(Precision::Day);
    Ok(Some(Published { start, end, precision, provenance: Provenance::Copy, offset: None }))
}

impl<'e> Copies<'e> {
    /// Tells of the copies that may be seen at `now` (Unix seconds).
    pub fn new(engine: &'e LocalEngine, texts: &'e Texts, now: i64) -> Copies<'e> {
        Copies { engine, texts, now }
    }

    /// Tells a hit of its copies and names up to `named` of them.
    pub fn complete(&self, hit: &mut Hit, at: DocAddress, named: usize) -> Result<(), EngineError> {
        let Some(group) = self.texts.group(at.segment_ord, at.doc_id) else { return Ok(()) };
        let others = self.others(group, at)?;
        hit.copies = u32::try_from(others.len()).unwrap_or(u32::MAX);
        if hit.date.is_none() {
            hit.date = self.inferred(&others)?;
        }
        if named == 0 {
            return Ok(());
        }
        let mut dated = Vec::with_capacity(others.len());
        for (place, other) in others.into_iter().enumerate() {
            let start = self.columns(other)?.start()?.and_then(|start| start.first(other.doc_id));
            // Ties in the order of ids, in which they came.
            dated.push(((start.is_none(), start, place), other));
        }
        if dated.len() > named {
            dated.select_nth_unstable_by_key(named, |(key, _)| *key);
            dated.truncate(named);
        }
        dated.sort_unstable_by_key(|(key, _)| *key);
        for (_, other) in dated {
            hit.others.push(self.other(other)?);
        }
        Ok(())
    }

    /// Tells a whole article of its copies.
    pub fn complete_stored(&self, stored: &mut Stored, at: DocAddress) -> Result<(), EngineError> {
        let Some(group) = self.texts.group(at.segment_ord, at.doc_id) else { return Ok(()) };
        let others = self.others(group, at)?;
        stored.copies = Some(u32::try_from(others.len()).unwrap_or(u32::MAX));
        if stored.article.published.is_none() {
            stored.inferred = self.inferred(&others)?;
        }
        Ok(())
    }

    /// Lists the other articles of a text, in the order of ids, without those under an embargo.
    fn others(&self, group: u32, at: DocAddress) -> Result<Vec<DocAddress>, EngineError> {
        let mut others: Vec<DocAddress> =
            self.texts.members(group).filter(|other| *other != at).collect();
        if self.engine.has_embargoes(self.now) {
            let mut free = Vec::with_capacity(others.len());
            for other in others {
                let embargo = self.columns(other)?.embargo()?;
                let until = embargo.and_then(|embargo| embargo.first(other.doc_id));
                if until.is_none_or(|until| until <= self.now) {
                    free.push(other);
                }
            }
            others = free;
        }
        Ok(others)
    }

    /// The date that copies lend an undated article: the most exact, of these the earliest; `None`
    /// where they are dated more than two days apart, for then nobody knows which of them it is.
    fn inferred(&self, others: &[DocAddress]) -> Result<Option<Published>, EngineError> {
        let mut best: Option<Published> = None;
        let (mut last_start, mut first_end) = (i64::MIN, i64::MAX);
        for other in others.iter().take(MOST_ASKED) {
            let Some(date) = lent(self.columns(*other)?, other.doc_id)? else { continue };
            last_start = last_start.max(date.start);
            first_end = first_end.min(date.end);
            let better =
                |best: &Published| (date.precision, best.start) > (best.precision, date.start);
            if best.as_ref().is_none_or(better) {
                best = Some(date);
            }
        }
        Ok(best.filter(|_| last_start.saturating_sub(first_end) <= MOST_APART))
    }

    fn other(&self, at: DocAddress) -> Result<Other, EngineError> {
        let document = hits::fetch(self.engine.searcher(), at)?;
        let head = Head::read(&document).map_err(|why| damaged("a stored article", why))?;
        Ok(Other { id: head.id, date: head.published(), sources: head.sources(), path: head.path })
    }

    fn columns(&self, at: DocAddress) -> Result<&Columns, EngineError> {
        let columns = self.engine.columns().number(at.segment_ord);
        let missing = || damaged("texts", "it names a segment that is not there");
        columns.map(AsRef::as_ref).ok_or_else(missing)
    }
}
