//! Slots in a row over one segment: which documents may have it, and where it stands in one.
//!
//! Documents are found by their lists alone, cheap; positions are read only when somebody asks
//! where the row stands.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::analysis::Part;
use crate::analysis::article::end_of_first;
use crate::local::schema as s;
use crate::local::slot::Slot;
use crate::local::slots::{Pairs, SlotQuery, Window};
use crate::spans::{Bounds, Stand, slop};

/// A row of slots, standing on a document that has all of them somewhere.
pub struct Row {
    slots: Vec<Slot>,
    /// For each slot whether a pair says already that a document has it.
    covered: Vec<bool>,
    /// Pairs of frequent words in the row.
    pairs: Vec<SegmentPostings>,
    /// The row is one such pair and nothing else.
    is_a_pair: bool,
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
    /// The slots, the one that fewest documents have first.
    order: Vec<usize>,
    /// Places that the slots read so far have all.
    common: Vec<i64>,
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
        let Pairs { terms, covered, alone } = query.pairs();
        let mut pairs = Vec::with_capacity(terms.len());
        for term in &terms {
            let index = segment.inverted_index(s::PAIRS)?;
            match index.read_postings(term, IndexRecordOption::WithFreqs)? {
                Some(postings) => pairs.push(postings),
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
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_key(|at| slots[*at].size_hint());
        let mut row = Row {
            slots,
            order,
            common: Vec::new(),
            covered,
            pairs,
            is_a_pair: alone,
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
    #[inline]
    pub fn seek(&mut self, target: DocId) -> DocId {
        match self.slots.as_mut_slice() {
            // A pair covers two.
            [only] => {
                self.doc = only.seek(target);
                self.doc
            }
            _ => self.seek_all(target),
        }
    }

    fn seek_all(&mut self, mut target: DocId) -> DocId {
        'documents: while target < TERMINATED {
            for pair in &mut self.pairs {
                let doc = if pair.doc() < target { pair.seek(target) } else { pair.doc() };
                if doc > target {
                    target = doc;
                    continue 'documents;
                }
            }
            let alone = self.slots.iter_mut().zip(&self.covered).filter(|(_, covered)| !**covered);
            for (slot, _) in alone {
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
        let pairs = self.pairs.iter().map(Postings::term_freq);
        self.alone().map(Slot::most).chain(pairs).min().unwrap_or(0)
    }

    /// Returns the slots that no pair covers.
    fn alone(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().zip(&self.covered).filter(|(_, covered)| !**covered).map(|(slot, _)| slot)
    }

    /// Returns in how many documents it stands, at most.
    pub fn size_hint(&self) -> u32 {
        let pairs = self.pairs.iter().map(DocSet::size_hint);
        self.alone().map(Slot::size_hint).chain(pairs).min().unwrap_or(0)
    }

    /// Counts how often the row stands in the present document.
    pub fn count(&mut self) -> u32 {
        if self.is_a_pair {
            return self.pairs.first().map_or(0, Postings::term_freq);
        }
        let mut count = 0;
        self.stands(&mut |_| count += 1);
        count
    }

    /// Lists the stretches at which the row stands in the present document, in order.
    pub fn list(&mut self, stands: &mut Vec<Stand>) {
        stands.clear();
        if let ([only], Window::All) = (self.slots.as_mut_slice(), self.window) {
            only.positions(&mut self.scratch);
            let beyond = self.beyond;
            let stand = |first: &u32| Stand { first: *first, last: first.saturating_add(beyond) };
            return stands.extend(self.scratch.iter().map(stand));
        }
        self.stands(&mut |stand| stands.push(stand));
        if !stands.is_sorted() {
            stands.sort_unstable();
        }
    }

    /// Gives the stretches at which the row stands in the present document.
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
        // The rarest first: where the row does not stand, frequent words are left unread.
        self.common.clear();
        for (number, at) in self.order.iter().enumerate() {
            let slot = &mut self.slots[*at];
            // Those that a pair covers were left behind.
            if slot.seek(self.doc) != self.doc {
                return;
            }
            slot.read(inside, &mut self.scratch);
            if self.slop > 0 {
                if slot.places.is_empty() {
                    return;
                }
                continue;
            }
            match number {
                0 => self.common.extend_from_slice(&slot.places),
                _ => self.common.retain(|place| slot.places.binary_search(place).is_ok()),
            }
            if self.common.is_empty() {
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
        if self.slop > 0 {
            let word = |slot: &Slot, place: &i64| {
                u32::try_from(place + i64::from(slot.offset)).unwrap_or(u32::MAX)
            };
            let words: Vec<(u32, Vec<u32>)> = self
                .slots
                .iter()
                .map(|slot| (slot.offset, slot.places.iter().map(|p| word(slot, p)).collect()))
                .collect();
            let words: Vec<(u32, &[u32])> =
                words.iter().map(|(offset, words)| (*offset, words.as_slice())).collect();
            let bounds = Bounds { parted: self.parted, ..Bounds::default() };
            let take = |row: &[u32]| {
                let ends = row.iter().min().zip(row.iter().max());
                ends.into_iter().for_each(|(first, last)| give((*first).into(), (*last).into()));
            };
            return match self.every {
                true => slop::every(&words, |at| *at, self.slop, &bounds, take),
                false => slop::smallest(&words, |at| *at, self.slop, &bounds, take),
            };
        }
        let offsets = || self.slots.iter().map(|slot| i64::from(slot.offset));
        let (least, most) = (offsets().min().unwrap_or(0), offsets().max().unwrap_or(0));
        self.common.iter().for_each(|place| give(place + least, place + most));
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
