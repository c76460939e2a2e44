//! Words that may be moved against each other: where a phrase with slop stands.
//!
//! Each slot has a place in the phrase and the positions at which its word stands. With slop *n* each may
//! be moved so that the largest and the smallest displacement differ by *n* at most (a transposition costs
//! 2), as in Lucene's sloppy phrases; two slots never take the same word, and all of them lie in one part.

use super::Bounds;
use crate::analysis::Part;

/// Most places that are looked at for the ways in which one row with moves stands in one article, beyond
/// its smallest windows. Only texts made for it come near: a row of twelve words that stand sixty times
/// within reach of each other.
pub const MOST_STEPS: usize = 100_000;

/// A slot: its place in the phrase, and its words in order of position.
pub type SlotWords<'a, W> = (u32, &'a [W]);

/// Gives the smallest windows, one word a slot: moving on the list that lags.
pub fn smallest<W: Copy>(
    slots: &[SlotWords<'_, W>],
    position: impl Fn(&W) -> u32,
    slop: u32,
    bounds: &Bounds<'_>,
    mut take: impl FnMut(&[W]),
) {
    if slots.is_empty() || slots.iter().any(|(_, words)| words.is_empty()) {
        return;
    }
    let moved = |slot: usize, at: usize| {
        let (offset, words) = slots[slot];
        i64::from(position(&words[at])) - i64::from(offset)
    };
    let mut at = vec![0; slots.len()];
    let mut row = Vec::with_capacity(slots.len());
    loop {
        let places = || at.iter().enumerate().map(|(slot, at)| (moved(slot, *at), slot));
        let (low, lagging) = places().min_by_key(|(place, _)| *place).unwrap_or_default();
        let high = places().map(|(place, _)| place).max().unwrap_or(low);
        if high - low <= i64::from(slop) {
            row.clear();
            row.extend(at.iter().zip(slots).map(|(at, (_, words))| words[*at]));
            let fits = |slot: usize| {
                let word = position(&row[slot]);
                row[..slot].iter().all(|other| stand_together(position(other), word, bounds))
            };
            if (1..row.len()).all(fits) {
                take(&row);
            }
        }
        at[lagging] += 1;
        if at[lagging] == slots[lagging].1.len() {
            return;
        }
    }
}

/// Gives every choice of one word a slot, each once, not only the smallest windows: what has to meet others
/// may want any of them. Looks at [`MOST_STEPS`] words at most; the smallest windows are always among what
/// is given.
pub fn every<W: Copy>(
    slots: &[SlotWords<'_, W>],
    position: impl Fn(&W) -> u32,
    slop: u32,
    bounds: &Bounds<'_>,
    mut take: impl FnMut(&[W]),
) {
    let mut rows: Vec<Vec<W>> = Vec::new();
    smallest(slots, &position, slop, bounds, |row| rows.push(row.to_vec()));
    if !rows.is_empty() {
        let slop = i64::from(slop);
        let mut choice = Choice { slots, position: &position, slop, bounds, steps: 0, rows };
        choice.go_on(&mut Vec::with_capacity(slots.len()), (i64::MIN, i64::MAX));
        rows = choice.rows;
        let words = |row: &Vec<W>| row.iter().map(&position).collect::<Vec<u32>>();
        rows.sort_by_cached_key(words);
        rows.dedup_by_key(|row| words(row));
    }
    rows.iter().for_each(|row| take(row));
}

/// Choosing a word for one slot after another.
struct Choice<'a, W, F> {
    slots: &'a [SlotWords<'a, W>],
    position: &'a F,
    slop: i64,
    bounds: &'a Bounds<'a>,
    steps: usize,
    rows: Vec<Vec<W>>,
}

impl<W: Copy, F: Fn(&W) -> u32> Choice<'_, W, F> {
    /// Goes on behind the slots whose words were chosen; how far the next is moved may lie between the
    /// bounds.
    fn go_on(&mut self, row: &mut Vec<W>, (low, high): (i64, i64)) {
        let Some((offset, words)) = self.slots.get(row.len()) else {
            self.rows.push(row.clone());
            return;
        };
        let position = self.position;
        let moved = |word: &W| i64::from(position(word)) - i64::from(*offset);
        let from = words.partition_point(|word| moved(word) < low);
        for word in words[from..].iter().take_while(|word| moved(word) <= high) {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return;
            }
            let here = position(word);
            if row.iter().all(|other| stand_together(position(other), here, self.bounds)) {
                row.push(*word);
                let moved = moved(word);
                self.go_on(row, (low.max(moved - self.slop), high.min(moved + self.slop)));
                row.pop();
            }
        }
    }
}

/// Tells whether two words are two, and in one part.
fn stand_together(a: u32, b: u32, bounds: &Bounds<'_>) -> bool {
    a != b && (!bounds.parted || Part::of(a) == Part::of(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(slots: &[(u32, &[u32])], slop: u32, parted: bool, all: bool) -> Vec<Vec<u32>> {
        let bounds = Bounds { parted, ..Bounds::default() };
        let mut found = Vec::new();
        let take = |row: &[u32]| found.push(row.to_vec());
        match all {
            true => every(slots, |at| *at, slop, &bounds, take),
            false => smallest(slots, |at| *at, slop, &bounds, take),
        }
        found
    }

    #[test]
    fn slop_counts_moves() {
        let found = |slots: &[(u32, &[u32])], slop| rows(slots, slop, true, false);
        // "a b" where b stands right before a: a transposition costs 2.
        assert!(found(&[(0, &[1]), (1, &[0])], 1).is_empty());
        assert_eq!(found(&[(0, &[1]), (1, &[0])], 2), [[1, 0]]);
        // "a a" over a single a: one word cannot be both.
        assert!(found(&[(0, &[4]), (1, &[4])], 3).is_empty());
        // Word, two between, word.
        assert!(found(&[(0, &[10, 50]), (1, &[13])], 1).is_empty());
        assert_eq!(found(&[(0, &[10, 50]), (1, &[13])], 2), [[10, 13]]);
        assert!(found(&[(0, &[10]), (1, &[])], 2).is_empty() && found(&[], 2).is_empty());
    }

    #[test]
    fn every_choice_is_given_once() {
        // "oil price" over: oil price price.
        assert_eq!(rows(&[(0, &[5]), (1, &[6, 7])], 2, true, true), [[5, 6], [5, 7]]);
        assert_eq!(rows(&[(0, &[5]), (1, &[6, 7])], 2, true, false), [[5, 6]]);
        assert_eq!(rows(&[(0, &[5]), (1, &[6, 7])], 0, true, true), [[5, 6]]);
        let many: Vec<u32> = (0..60).collect();
        let slots: Vec<(u32, &[u32])> = (0..12).map(|slot| (slot, many.as_slice())).collect();
        assert!(!rows(&slots, 64, true, true).is_empty(), "it ends");
    }

    #[test]
    fn no_phrase_reaches_into_another_part() {
        // The end of a headline and the beginning of a standfirst.
        for all in [false, true] {
            assert!(rows(&[(0, &[62]), (1, &[64])], 4, true, all).is_empty());
            assert_eq!(rows(&[(0, &[62]), (1, &[64])], 4, false, all), [[62, 64]]);
        }
    }
}
