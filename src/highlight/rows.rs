//! Where a row of slots stands, by positions, as the index decides it.
//!
//! The same reckoning as the engine's phrases: without slop the places are fixed; with slop *n*
//! each slot may be moved so that the largest and the smallest displacement differ by *n* at most
//! (a transposition costs 2), and two slots never take the same word.

use crate::spans::MOST_STEPS;

/// An accepted token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub position: u32,
    /// Byte range in the text of its part.
    pub start: usize,
    pub end: usize,
}

/// Gives every match of slots at fixed places: for each slot its place. `slots` pairs offsets with
/// places in order of position.
pub(super) fn fixed(slots: &[(u32, &[Place])], mut take: impl FnMut(&[Place])) {
    let Some(((zero, first), rest)) = slots.split_first() else {
        return;
    };
    let mut row = Vec::with_capacity(slots.len());
    'places: for place in *first {
        let base = i64::from(place.position) - i64::from(*zero);
        row.clear();
        row.push(*place);
        for (offset, places) in rest {
            let want = base + i64::from(*offset);
            match places.binary_search_by_key(&want, |place| i64::from(place.position)) {
                Ok(at) => row.push(places[at]),
                Err(_) => continue 'places,
            }
        }
        take(&row);
    }
}

/// Gives every match of slots that may be moved: the smallest window over several sorted lists,
/// moving the list that lags.
pub(super) fn sloppy(slots: &[(u32, &[Place])], slop: u32, mut take: impl FnMut(&[Place])) {
    if slots.is_empty() || slots.iter().any(|(_, places)| places.is_empty()) {
        return;
    }
    let moved = |slot: usize, at: usize| {
        let (offset, places) = slots[slot];
        i64::from(places[at].position) - i64::from(offset)
    };
    let mut at = vec![0; slots.len()];
    let mut row = Vec::with_capacity(slots.len());
    let mut words = Vec::with_capacity(slots.len());
    loop {
        let places = || at.iter().enumerate().map(|(slot, at)| (moved(slot, *at), slot));
        let (low, lagging) = places().min_by_key(|(place, _)| *place).unwrap_or_default();
        let high = places().map(|(place, _)| place).max().unwrap_or(low);
        if high - low <= i64::from(slop) {
            row.clear();
            row.extend(at.iter().zip(slots).map(|(at, (_, places))| places[*at]));
            words.clear();
            words.extend(row.iter().map(|place| place.position));
            words.sort_unstable();
            if words.windows(2).all(|pair| pair[0] != pair[1]) {
                take(&row);
            }
        }
        at[lagging] += 1;
        if at[lagging] == slots[lagging].1.len() {
            return;
        }
    }
}

/// Gives every match of slots that may be moved, each once, as the engine's `every`: what has to meet
/// others may want any of them. Looks at [`MOST_STEPS`] places at most; the smallest windows are always
/// among what is given.
pub(super) fn every(slots: &[(u32, &[Place])], slop: u32, mut take: impl FnMut(&[Place])) {
    let mut rows: Vec<Vec<Place>> = Vec::new();
    sloppy(slots, slop, |row| rows.push(row.to_vec()));
    if !rows.is_empty() {
        let mut choice = Choice { slots, slop: i64::from(slop), steps: 0, rows };
        choice.go_on(&mut Vec::with_capacity(slots.len()), (i64::MIN, i64::MAX));
        rows = choice.rows;
        let words = |row: &Vec<Place>| row.iter().map(|place| place.position).collect::<Vec<_>>();
        rows.sort_by_cached_key(words);
        rows.dedup();
    }
    rows.iter().for_each(|row| take(row));
}

/// Choosing a place for one slot after another.
struct Choice<'a> {
    slots: &'a [(u32, &'a [Place])],
    slop: i64,
    steps: usize,
    rows: Vec<Vec<Place>>,
}

impl Choice<'_> {
    /// Goes on behind the slots whose places were chosen; how far the next is moved may lie between the
    /// bounds.
    fn go_on(&mut self, row: &mut Vec<Place>, (low, high): (i64, i64)) {
        let Some((offset, places)) = self.slots.get(row.len()) else {
            self.rows.push(row.clone());
            return;
        };
        let moved = |place: &Place| i64::from(place.position) - i64::from(*offset);
        let from = places.partition_point(|place| moved(place) < low);
        for place in places[from..].iter().take_while(|place| moved(place) <= high) {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return;
            }
            if row.iter().all(|other| other.position != place.position) {
                row.push(*place);
                let moved = moved(place);
                self.go_on(row, (low.max(moved - self.slop), high.min(moved + self.slop)));
                row.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(positions: &[u32]) -> Vec<Place> {
        positions.iter().map(|p| Place { position: *p, start: 0, end: 0 }).collect()
    }

    fn rows(slots: &[(u32, &[u32])], slop: u32) -> Vec<Vec<u32>> {
        let lists: Vec<_> = slots.iter().map(|(offset, list)| (*offset, places(list))).collect();
        let lists: Vec<_> = lists.iter().map(|(offset, list)| (*offset, list.as_slice())).collect();
        let mut found = Vec::new();
        let take = |row: &[Place]| found.push(row.iter().map(|p| p.position).collect());
        if slop == 0 {
            fixed(&lists, take)
        } else {
            sloppy(&lists, slop, take)
        }
        found
    }

    #[test]
    fn fixed_places_must_agree() {
        assert_eq!(rows(&[(0, &[1, 5, 9]), (1, &[3, 6, 10])], 0), [[5, 6], [9, 10]]);
        assert_eq!(rows(&[(0, &[1, 5]), (2, &[2, 7])], 0), [[5, 7]]);
        assert_eq!(rows(&[(1, &[1]), (0, &[0])], 0), [[1, 0]]);
        assert!(rows(&[(0, &[1]), (1, &[])], 0).is_empty());
        assert!(rows(&[], 0).is_empty());
    }

    #[test]
    fn every_choice_is_given_once() {
        let (oil, prices) = (places(&[5]), places(&[6, 7]));
        let mut found: Vec<Vec<u32>> = Vec::new();
        every(&[(0, &oil), (1, &prices)], 2, |row| {
            found.push(row.iter().map(|place| place.position).collect());
        });
        assert_eq!(found, [[5, 6], [5, 7]]);
    }

    #[test]
    fn slop_counts_moves() {
        // "a b" where b stands right before a: a transposition costs 2.
        assert!(rows(&[(0, &[1]), (1, &[0])], 1).is_empty());
        assert_eq!(rows(&[(0, &[1]), (1, &[0])], 2), [[1, 0]]);
        // "a a" over a single a: one word cannot be both.
        assert!(rows(&[(0, &[4]), (1, &[4])], 3).is_empty());
        // Word, two between, word.
        assert!(rows(&[(0, &[10, 50]), (1, &[13])], 1).is_empty());
        assert_eq!(rows(&[(0, &[10, 50]), (1, &[13])], 2), [[10, 13]]);
    }
}
