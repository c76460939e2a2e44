//! Leaves that have to stand to each other: where they do in one article, by positions.

use std::collections::HashSet;

use super::find::{Match, add_row, rows_of};
use super::rows::Place;
use super::tree::{Leaf, Meeting};
use crate::spans::{self, Bounds, Stand};

/// What has to meet in one article, and where it stands.
pub(super) struct Meetings {
    /// For every leaf the stretches at which it stands, if it has to meet others.
    stands: Vec<Vec<Stand>>,
    /// Beginnings of sentences and paragraphs, where they matter.
    starts: Option<[Vec<u32>; 2]>,
    /// What was found of each meeting.
    found: Vec<spans::Meeting>,
}

impl Meetings {
    /// Starts with nothing found. Costs nothing where nothing has to meet.
    pub fn new(leaves: &[Leaf<'_>], meetings: &[Meeting]) -> Meetings {
        let any = !meetings.is_empty();
        let bounded = meetings.iter().any(|meeting| meeting.spans.has_bounds());
        Meetings {
            stands: if any { vec![Vec::new(); leaves.len()] } else { Vec::new() },
            starts: bounded.then(Default::default),
            found: Vec::new(),
        }
    }

    /// Tells whether nothing has to meet.
    pub fn is_empty(&self) -> bool {
        self.stands.is_empty()
    }

    /// Keeps where a leaf stands in the part just read, and adds its matches, which count once it meets.
    pub fn collect(
        &mut self,
        number: u32,
        leaf: &Leaf<'_>,
        places: &[Vec<Place>],
        out: &mut Vec<Match>,
    ) {
        let stands = &mut self.stands[number as usize];
        let beyond = leaf.beyond();
        rows_of(leaf, places, |row| {
            let positions = || row.iter().map(|place| place.position);
            let (Some(first), Some(last)) = (positions().min(), positions().max()) else { return };
            add_row(number, row, leaf.slop, Some(stands.len() as u32), out);
            stands.push(Stand { first, last: last.saturating_add(beyond) });
        });
    }

    /// Looks which meetings come about, once all parts were read; adds to `found`, for each, whether.
    pub fn find(&mut self, meetings: &[Meeting], found: &mut Vec<bool>) {
        // A headline that is too long for its place stands behind the body.
        self.starts.iter_mut().flatten().for_each(|starts| starts.sort_unstable());
        let (sentences, paragraphs): (&[u32], &[u32]) = match &self.starts {
            Some([sentences, paragraphs]) => (sentences, paragraphs),
            None => (&[], &[]),
        };
        let bounds = Bounds { sentences, paragraphs, parted: true };
        for meeting in meetings {
            let mut met = spans::Meeting::default();
            let any = met.find(&meeting.spans, &bounds, &mut |row, take| {
                self.stands[row].iter().for_each(|stand| take(*stand));
            });
            found.push(any && met.mentions() >= meeting.least);
            self.found.push(met);
        }
    }

    /// Returns leaf and stretch of what is marked, given for each meeting whether it is.
    pub fn kept(&self, marked: &[bool]) -> HashSet<(u32, u32)> {
        let mut kept = HashSet::new();
        for (met, _) in self.found.iter().zip(marked).filter(|(_, marked)| **marked) {
            met.rows(|leaf, stand| {
                kept.insert((leaf as u32, stand as u32));
            });
        }
        kept
    }
}

/// Takes down where sentences and paragraphs begin, word by word, as the index does it.
pub(super) struct Starts<'a> {
    lists: &'a mut [Vec<u32>; 2],
    /// Bytes at which sentences of the paragraph begin, the next one last.
    sentences: Vec<usize>,
    fresh: bool,
}

impl<'a> Starts<'a> {
    /// Begins a paragraph; `None` where bounds do not matter. Only a body has several sentences.
    pub fn of(meetings: &'a mut Meetings, text: &str, body: bool) -> Option<Starts<'a>> {
        let lists = meetings.starts.as_mut()?;
        let mut sentences = Vec::new();
        if body {
            crate::analysis::sentence_starts(text, &mut sentences);
            sentences.reverse();
        }
        Some(Starts { lists, sentences, fresh: true })
    }

    /// Takes a word that begins at byte `start` and stands at `position`.
    pub fn word(&mut self, start: usize, position: u32) {
        let [sentences, paragraphs] = &mut *self.lists;
        let mut begins = false;
        while self.sentences.last().is_some_and(|begin| *begin <= start) {
            self.sentences.pop();
            begins = true;
        }
        if std::mem::take(&mut self.fresh) {
            paragraphs.push(position);
        } else if begins {
            sentences.push(position);
        }
    }
}
