//! The places of one document at which slots meet.

use crate::analysis::Part;

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

fn part(position: i64) -> Option<Part> {
    u32::try_from(position).ok().map(Part::of)
}

#[cfg(test)]
mod tests {
    use super::*;

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
