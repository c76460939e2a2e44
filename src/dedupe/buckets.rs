//! Candidates: which pairs of sketches are worth comparing.
//!
//! The eighty rows are sixteen bands of five. Two texts meet if they agree in one band at least: with
//! a Jaccard index of 0.8 in 998 of 1,000 cases, of 0.85 nearly always, of 0.3 in four of a hundred
//! (1 − (1 − s⁵)¹⁶; Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, 3.4).

use std::ops::Range;

use super::Sketch;
use super::sketch::ROWS;

/// Rows of a band.
const BAND: usize = 5;

/// Bands of a sketch.
pub const BANDS: usize = ROWS / BAND;

/// Most texts that are compared each with each because they agree in a band. More of them are told
/// apart by the next band as well, and so on: a hundred thousand notices made from one form would be
/// five thousand million pairs. Those that are almost the same still meet.
pub const MOST_IN_BUCKET: usize = 512;

/// Calls `each` with every bucket: numbers of sketches, ascending, that agree in a band and may be
/// compared each with each. Sketches that have no near copies must not be among them.
pub fn buckets<E>(
    sketches: &[Sketch],
    long: &[u32],
    each: &mut dyn FnMut(&[u32]) -> Result<(), E>,
) -> Result<(), E> {
    let mut keyed: Vec<(u32, u32)> = Vec::with_capacity(long.len());
    for band in 0..BANDS {
        keyed.clear();
        keyed.extend(long.iter().map(|n| (key(&sketches[*n as usize], band), *n)));
        split(sketches, &mut keyed, band, 1, each)?;
    }
    Ok(())
}

/// Sorts by key and hands on what has equal keys. `depth` bands have told them apart so far, the
/// last of which is `band`.
fn split<E>(
    sketches: &[Sketch],
    keyed: &mut [(u32, u32)],
    band: usize,
    depth: usize,
    each: &mut dyn FnMut(&[u32]) -> Result<(), E>,
) -> Result<(), E> {
    keyed.sort_unstable();
    let mut numbers = Vec::new();
    for run in keyed.chunk_by_mut(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        if run.len() > MOST_IN_BUCKET && depth < BANDS {
            let next = (band + 1) % BANDS;
            for (key_of, number) in run.iter_mut() {
                *key_of = key(&sketches[*number as usize], next);
            }
            split(sketches, run, next, depth + 1, each)?;
            continue;
        }
        // What agrees in every band goes on in stretches that share one text, and so one group.
        let step = MOST_IN_BUCKET - 1;
        for from in (0..run.len() - 1).step_by(step) {
            let part: Range<usize> = from..run.len().min(from + step + 1);
            numbers.clear();
            numbers.extend(run[part].iter().map(|(_, number)| *number));
            each(&numbers)?;
        }
    }
    Ok(())
}

/// The rows of a band as a number.
fn key(sketch: &Sketch, band: usize) -> u32 {
    (0..BAND).fold(0, |key, row| key << 4 | u32::from(sketch.row(band * BAND + row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(of: impl Fn(usize) -> u8) -> Sketch {
        let rows = std::array::from_fn(|i| of(2 * i) & 0xF | (of(2 * i + 1) & 0xF) << 4);
        Sketch { exact: [1; 16], rows }
    }

    fn all_of(sketches: &[Sketch]) -> Vec<Vec<u32>> {
        let long: Vec<u32> = (0..sketches.len() as u32).collect();
        let mut all = Vec::new();
        buckets::<()>(sketches, &long, &mut |bucket| {
            all.push(bucket.to_vec());
            Ok(())
        })
        .unwrap();
        all
    }

    #[test]
    fn one_band_in_common_is_a_meeting() {
        let one = sketch(|row| row as u8);
        // Equal in the rows 20 to 24 alone.
        let two = sketch(|row| if row / 5 == 4 { row as u8 } else { row as u8 + 1 });
        let three = sketch(|row| row as u8 + 2);
        assert_eq!(all_of(&[one, two, three]), [vec![0, 1]]);
    }

    #[test]
    fn a_crowd_is_told_apart_by_more_bands() {
        // All agree in the first band; in the second only those of a thousandth do.
        let crowd: Vec<Sketch> = (0..3000_usize)
            .map(|n| {
                sketch(
                    |row| if row < 5 { 3 } else { ((n % 1000) >> (row % 3 * 4)) as u8 ^ row as u8 },
                )
            })
            .collect();
        let all = all_of(&crowd);
        assert!(all.iter().all(|bucket| bucket.len() == 3), "{:?}", all[0]);
        assert_eq!(all.iter().filter(|bucket| bucket[0] == 0).count(), BANDS);
    }

    #[test]
    fn a_crowd_of_equals_hangs_together() {
        let crowd = vec![sketch(|row| row as u8); 2000];
        let all = all_of(&crowd);
        assert!(all.iter().all(|bucket| bucket.len() <= MOST_IN_BUCKET));
        let mut sets = super::super::sets::Sets::new(2000);
        for bucket in &all {
            bucket.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
        }
        assert_eq!(sets.into_groups().len(), 1);
    }
}
