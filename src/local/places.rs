//! The places of one document at which slots meet.

use crate::analysis::Part;
use crate::spans::MOST_STEPS;

/// Gives the first and the last word of each choice of one place a slot whose spread is `slop` at
/// most: the smallest window over several sorted lists, moving the list that lags. With `parted` all
/// of it must lie in one part.
pub fn sloppy(slots: &[(u32, &[i64])], slop: u32, parted: bool, mut take: impl FnMut(i64, i64)) {
    let mut at = vec![0; slots.len()];
    loop {
        let places = || at.iter().zip(slots).map(|(at, (_, places))| places[*at]);
        let (lagging, low) =
            places().enumerate().min_by_key(|(_, place)| *place).unwrap_or_default();
        let high = places().max().unwrap_or(low);
        if high - low <= i64::from(slop) {
            let mut words: Vec<i64> = places()
                .zip(slots)
                .map(|(place, (offset, _))| place + i64::from(*offset))
                .collect();
            words.sort_unstable();
            let apart = words.windows(2).all(|pair| pair[0] != pair[1]);
            if let (Some(first), Some(last)) = (words.first(), words.last())
                && apart
                && (!parted || part(*first) == part(*last))
            {
                take(*first, *last);
            }
        }
        at[lagging] += 1;
        if at[lagging] == slots[lagging].1.len() {
            return;
        }
    }
}

/// Gives the first and the last word of every choice of one place a slot whose spread is `slop` at most,
/// not only of the smallest windows, each stretch once, in order: what has to meet others may want any of
/// them. Looks at [`MOST_STEPS`] places at most; the smallest windows are always among what is given.
pub fn every(slots: &[(u32, &[i64])], slop: u32, parted: bool, mut take: impl FnMut(i64, i64)) {
    let mut stretches = Vec::new();
    sloppy(slots, slop, parted, |first, last| stretches.push((first, last)));
    if !stretches.is_empty() {
        let mut choice = Choice { slots, slop: i64::from(slop), parted, steps: 0, stretches };
        choice.go_on(&mut Vec::with_capacity(slots.len()), (i64::MIN, i64::MAX));
        stretches = choice.stretches;
        stretches.sort_unstable();
        stretches.dedup();
    }
    stretches.into_iter().for_each(|(first, last)| take(first, last));
}

/// Choosing a place for one slot after another.
struct Choice<'a> {
    slots: &'a [(u32, &'a [i64])],
    slop: i64,
    parted: bool,
    steps: usize,
    stretches: Vec<(i64, i64)>,
}

impl Choice<'_> {
    /// Goes on behind the slots whose words were chosen; the next place may lie between the bounds.
    fn go_on(&mut self, words: &mut Vec<i64>, (low, high): (i64, i64)) {
        let Some((offset, places)) = self.slots.get(words.len()) else {
            let (first, last) = (words.iter().min(), words.iter().max());
            self.stretches.extend(first.copied().zip(last.copied()));
            return;
        };
        let from = places.partition_point(|place| *place < low);
        for place in places[from..].iter().take_while(|place| **place <= high) {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return;
            }
            let word = place + i64::from(*offset);
            let fits = |other: &i64| *other != word && (!self.parted || part(*other) == part(word));
            if words.iter().all(fits) {
                words.push(word);
                let within = (low.max(place - self.slop), high.min(place + self.slop));
                self.go_on(words, within);
                words.pop();
            }
        }
    }
}

fn part(position: i64) -> Option<Part> {
    u32::try_from(position).ok().map(Part::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_given_once() {
        let all = |slots: &[(u32, &[i64])], slop, parted| {
            let mut found = Vec::new();
            every(slots, slop, parted, |first, last| found.push((first, last)));
            found
        };
        // "oil price" over: oil price price.
        assert_eq!(all(&[(0, &[5]), (1, &[5, 6])], 2, true), [(5, 6), (5, 7)]);
        assert_eq!(all(&[(0, &[5]), (1, &[5, 6])], 0, true), [(5, 6)]);
        // One word cannot be both, and a stretch that comes about in two ways is one.
        assert!(all(&[(0, &[4]), (1, &[3])], 3, true).is_empty());
        assert_eq!(all(&[(0, &[1, 9]), (1, &[1]), (2, &[0, 1])], 9, true).len(), 2);
        // The end of the headline, the beginning of the deck.
        assert!(all(&[(0, &[62]), (1, &[63])], 4, true).is_empty());
        assert_eq!(all(&[(0, &[62]), (1, &[63])], 4, false), [(62, 64)]);
        let many: Vec<i64> = (0..60).collect();
        let slots: Vec<(u32, &[i64])> = (0..12).map(|slot| (slot, many.as_slice())).collect();
        assert!(!all(&slots, 64, true).is_empty(), "it ends");
    }

    fn count_sloppy(slots: &[(u32, &[i64])], slop: u32, parted: bool) -> u32 {
        let mut count = 0;
        sloppy(slots, slop, parted, |_, _| count += 1);
        count
    }

    #[test]
    fn slop_counts_moves() {
        // "a b" where b stands right before a: a transposition costs 2.
        let swapped: [(u32, &[i64]); 2] = [(0, &[1]), (1, &[-1])];
        assert_eq!(count_sloppy(&swapped, 1, true), 0);
        assert_eq!(count_sloppy(&swapped, 2, true), 1);
        // "a a" over a single a: one word cannot be both.
        let single: [(u32, &[i64]); 2] = [(0, &[4]), (1, &[3])];
        assert_eq!(count_sloppy(&single, 3, true), 0);
        // Word, two between, word.
        let gap: [(u32, &[i64]); 2] = [(0, &[10, 50]), (1, &[12])];
        assert_eq!(count_sloppy(&gap, 1, true), 0);
        assert_eq!(count_sloppy(&gap, 2, true), 1);
        // The end of a headline and the beginning of a deck.
        let across: [(u32, &[i64]); 2] = [(0, &[62]), (1, &[63])];
        assert_eq!(count_sloppy(&across, 4, true), 0);
        assert_eq!(count_sloppy(&across, 4, false), 1);
    }
}
