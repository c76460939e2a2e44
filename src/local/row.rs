//! Slots in a row over one segment: which documents may have it, and where it stands in one.
//!
//! Documents are found by their lists alone, cheap; positions are read only when somebody asks
//! where the row stands.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::analysis::Part;
use crate::analysis::article::end_of_first;
use crate::local::places::{every, fixed, sloppy};
use crate::local::schema as s;
use crate::local::slot::Slot;
use crate::local::slots::{SlotQuery, Window};
use crate::spans::Stand;

/// A row of slots, standing on a document that has all of them somewhere.
pub struct Row {
    slots: Vec<Slot>,
    slop: u32,
    /// Whether a row with moves gives every way in which it stands, not the smallest windows alone.
    every: bool,
    /// The positions are those of an article, of which each part is searched for itself.
    parted: bool,
    window: Window,
    /// Positions that the last slot takes beyond its first.
    beyond: u32,
    paragraphs: Option<SegmentPostings>,
    /// The present document.
    pub doc: DocId,
    scratch: Vec<u32>,
}

impl Row {
    /// Opens a row; `None` if the segment has not all of its words. With `every` a row with moves gives
    /// all ways in which it stands, because it has to meet others; else the smallest windows, which are
    /// what counts of a phrase alone.
    pub fn open(
        query: &SlotQuery,
        segment: &SegmentReader,
        every: bool,
    ) -> tantivy::Result<Option<Row>> {
        let mut slots = Vec::with_capacity(query.slots.len());
        for (offset, terms) in &query.slots {
            match Slot::open(segment, *offset, terms)? {
                Some(slot) => slots.push(slot),
                None => return Ok(None),
            }
        }
        let paragraphs = match query.window {
            Window::Lead | Window::First(_) => segment.inverted_index(s::BOUNDS)?.read_postings(
                &Term::from_field_text(s::BOUNDS, s::PARAGRAPH),
                IndexRecordOption::WithFreqsAndPositions,
            )?,
            _ => None,
        };
        let mut row = Row {
            slots,
            slop: query.slop,
            every,
            parted: query.is_of_text(),
            window: query.window,
            beyond: u32::from(query.ends_in_pair()),
            paragraphs,
            doc: 0,
            scratch: Vec::new(),
        };
        row.seek(0);
        Ok(Some(row))
    }

    /// Goes to the first document at or after `target` that has all slots somewhere.
    pub fn seek(&mut self, mut target: DocId) -> DocId {
        'documents: while target < TERMINATED {
            for slot in &mut self.slots {
                let doc = slot.seek(target);
                if doc > target {
                    target = doc;
                    continue 'documents;
                }
            }
            break;
        }
        self.doc = target.min(TERMINATED);
        self.doc
    }

    /// Returns how often the row stands in the present document, at most. No position is read.
    pub fn most(&self) -> u32 {
        self.slots.iter().map(Slot::most).min().unwrap_or(0)
    }

    /// Returns in how many documents it stands, at most.
    pub fn size_hint(&self) -> u32 {
        self.slots.iter().map(Slot::size_hint).min().unwrap_or(0)
    }

    /// Counts how often the row stands in the present document.
    pub fn count(&mut self) -> u32 {
        let mut count = 0;
        self.stands(&mut |_| count += 1);
        count
    }

    /// Gives the stretches at which the row stands in the present document, in order of position.
    pub fn stands(&mut self, take: &mut dyn FnMut(Stand)) {
        let (window, beyond) = (self.window, self.beyond);
        let end = match window {
            Window::Lead => self.end_of_lead(),
            Window::First(words) => self.end_of_words(words),
            _ => u32::MAX,
        };
        let inside = |position| match window {
            Window::All => true,
            Window::Parts(parts) => parts.contains(&Part::of(position)),
            Window::Lead | Window::First(_) => position < end && Part::of(position) == Part::Body,
        };
        for slot in &mut self.slots {
            slot.read(inside, &mut self.scratch);
            if slot.places.is_empty() {
                return;
            }
        }
        // A pair's second character has to lie inside, too.
        let mut give = |first: i64, last: i64| {
            let (Ok(first), Ok(last)) = (u32::try_from(first), u32::try_from(last)) else { return };
            let last = last.saturating_add(beyond);
            if last < end || !matches!(window, Window::First(_)) {
                take(Stand { first, last });
            }
        };
        if let [only] = self.slots.as_slice() {
            return only.places.iter().for_each(|place| give(*place, *place));
        }
        let places: Vec<(u32, &[i64])> =
            self.slots.iter().map(|slot| (slot.offset, slot.places.as_slice())).collect();
        let offsets = || places.iter().map(|(offset, _)| i64::from(*offset));
        let (least, most) = (offsets().min().unwrap_or(0), offsets().max().unwrap_or(0));
        match self.slop {
            0 => fixed(&places, |place| give(place + least, place + most)),
            slop if self.every => every(&places, slop, self.parted, give),
            slop => sloppy(&places, slop, self.parted, give),
        }
    }

    /// Returns the position at which the second paragraph of the body begins, or a later one.
    fn end_of_lead(&mut self) -> u32 {
        self.starts();
        let in_body = |position: &&u32| Part::of(**position) == Part::Body;
        self.scratch.iter().filter(in_body).nth(1).copied().unwrap_or(u32::MAX)
    }

    /// Returns the position behind so many words of the body.
    fn end_of_words(&mut self, words: u32) -> u32 {
        self.starts();
        let in_body = |position: &u32| Part::of(*position) == Part::Body;
        end_of_first(words, self.scratch.iter().copied().filter(in_body))
    }

    /// Reads where the paragraphs of the present document begin.
    fn starts(&mut self) {
        self.scratch.clear();
        if let Some(bounds) = &mut self.paragraphs {
            if bounds.doc() < self.doc {
                bounds.seek(self.doc);
            }
            if bounds.doc() == self.doc {
                bounds.positions(&mut self.scratch);
            }
        }
    }
}
