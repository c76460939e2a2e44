//! The alternatives of one place in a phrase, walked as one list.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use crate::local::spelling::Alternative;

/// One place, over one segment.
pub struct Slot {
    /// Offset from the first place.
    pub offset: u32,
    /// Postings of each, and of what must stand with it.
    postings: Vec<(SegmentPostings, Option<SegmentPostings>)>,
    /// The present document.
    pub doc: DocId,
    /// Positions in the present document, less the offset; ascending, each once.
    pub places: Vec<i64>,
    /// Positions of what must stand with a term.
    marks: Vec<u32>,
}

impl Slot {
    /// Opens the alternatives of a place; `None` if the segment has none of them.
    pub fn open(
        segment: &SegmentReader,
        offset: u32,
        terms: &[Alternative],
    ) -> tantivy::Result<Option<Slot>> {
        let mut postings = Vec::with_capacity(terms.len());
        for term in terms {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let index = segment.inverted_index(term.term.field())?;
            let Some(of_term) = index.read_postings(&term.term, option)? else { continue };
            let with = match &term.with {
                Some(with) => match index.read_postings(with, option)? {
                    Some(with) => Some(with),
                    None => continue,
                },
                None => None,
            };
            postings.push((of_term, with));
        }
        if postings.is_empty() {
            return Ok(None);
        }
        let mut slot = Slot { offset, postings, doc: 0, places: Vec::new(), marks: Vec::new() };
        slot.settle();
        Ok(Some(slot))
    }

    fn settle(&mut self) -> DocId {
        self.doc = self.postings.iter().map(|(p, _)| p.doc()).min().unwrap_or(TERMINATED);
        self.doc
    }

    /// Goes to the first document at or after `target` that has one of the alternatives.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            if let [(only, _)] = self.postings.as_mut_slice() {
                self.doc = only.seek(target);
                return self.doc;
            }
            for (postings, _) in &mut self.postings {
                if postings.doc() < target {
                    postings.seek(target);
                }
            }
            self.settle();
        }
        self.doc
    }

    /// Returns how often the alternatives stand in the present document, at most. No position is read.
    pub fn most(&self) -> u32 {
        let here = self.postings.iter().filter(|(postings, _)| postings.doc() == self.doc);
        here.map(|(postings, _)| postings.term_freq()).fold(0, u32::saturating_add)
    }

    /// Returns in how many documents the alternatives stand, at most.
    pub fn size_hint(&self) -> u32 {
        self.postings.iter().map(|(p, _)| p.size_hint()).fold(0, u32::saturating_add)
    }

    /// Reads the positions of the present document, wherever they are; ascending, each once.
    pub fn positions(&mut self, positions: &mut Vec<u32>) {
        if let [(only, None)] = self.postings.as_mut_slice() {
            only.positions(positions);
            positions.dedup();
            return;
        }
        self.read(|_| true, positions);
    }

    /// Reads the places inside the window in the present document.
    pub fn read(&mut self, inside: impl Fn(u32) -> bool, scratch: &mut Vec<u32>) {
        scratch.clear();
        for (postings, with) in &mut self.postings {
            if postings.doc() != self.doc {
                continue;
            }
            let Some(with) = with else {
                postings.append_positions_with_offset(0, scratch);
                continue;
            };
            if with.doc() < self.doc {
                with.seek(self.doc);
            }
            if with.doc() == self.doc {
                let (start, marks) = (scratch.len(), &mut self.marks);
                postings.append_positions_with_offset(0, scratch);
                with.positions(marks);
                let mut kept = start;
                for at in start..scratch.len() {
                    if marks.binary_search(&scratch[at]).is_ok() {
                        scratch[kept] = scratch[at];
                        kept += 1;
                    }
                }
                scratch.truncate(kept);
            }
        }
        if self.postings.len() > 1 {
            scratch.sort_unstable();
        }
        scratch.dedup();
        self.places.clear();
        let inside = scratch.iter().filter(|p| inside(**p));
        self.places.extend(inside.map(|p| i64::from(*p) - i64::from(self.offset)));
    }
}
