//! Which segments a night merges.
//!
//! A build from nothing ends in one segment. Each night adds a small one, and deletes in the others
//! without rewriting them. A reader opens every segment at every start, so there are never more than
//! [`MOST`]; and merging costs as much as a third of indexing anew, so the large one is left alone until
//! a quarter of it is out of date. A night with one changed article in a hundred then rewrites a few
//! hundredths of the index, and all of it about every twentieth time.

/// Most segments of a generation.
pub const MOST: usize = 4;

/// Share of a segment's documents that may be deleted, and of all documents that may stand in the smaller
/// segments, before the whole is written anew.
const WORN: f64 = 0.25;

/// A segment: documents that live in it, and those with them that do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Documents that live.
    pub alive: u32,
    /// All of them.
    pub all: u32,
}

/// Chooses what is merged into one; nothing where that would be a single segment without deleted
/// documents.
pub fn choose(segments: &[Size]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..segments.len()).collect();
    // The largest first; equal ones in the order in which they stand.
    order.sort_by_key(|n| (std::cmp::Reverse(segments[*n].alive), *n));
    let Some((largest, smaller)) = order.split_first() else { return Vec::new() };
    let largest_size = segments[*largest];
    let alive = |of: &[usize]| of.iter().map(|n| f64::from(segments[*n].alive)).sum::<f64>();
    let worn = |size: Size| f64::from(size.all - size.alive) > WORN * f64::from(size.all);
    let outgrown = alive(smaller) > WORN * alive(&order);
    if worn(largest_size) || (outgrown && segments.len() > 1) {
        let clean = segments.len() == 1 && largest_size.all == largest_size.alive;
        return if clean { Vec::new() } else { order };
    }
    if segments.len() > MOST {
        return smaller.to_vec();
    }
    // A small one that is mostly deleted costs little to write anew.
    smaller.iter().copied().filter(|n| worn(segments[*n])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(alive: u32, deleted: u32) -> Size {
        Size { alive, all: alive + deleted }
    }

    #[test]
    fn the_large_segment_is_left_alone_until_it_is_worn() {
        assert_eq!(choose(&[]), [0; 0]);
        assert_eq!(choose(&[size(100, 0)]), [0; 0]);
        assert_eq!(choose(&[size(100, 20), size(2, 0)]), [0; 0]);
        assert_eq!(choose(&[size(70, 30)]), [0]);
        assert_eq!(choose(&[size(2, 0), size(70, 30)]), [1, 0]);
        assert_eq!(choose(&[size(70, 0), size(30, 0)]), [0, 1]);
        assert_eq!(choose(&[size(1000, 0), size(9, 1), size(3, 7)]), [2]);
    }

    #[test]
    fn there_are_never_more_than_stated() {
        assert_eq!(
            choose(&[size(1, 0), size(1000, 9), size(3, 0), size(2, 0), size(4, 1)]),
            [4, 2, 3, 0]
        );
        let mut segments = vec![size(100_000, 0)];
        let mut written = 0;
        for _ in 0..100 {
            segments.push(size(1000, 0));
            let old = segments.remove(0);
            segments.insert(0, Size { alive: old.alive - 1000, all: old.all });
            let chosen = choose(&segments);
            let alive: u32 = chosen.iter().map(|n| segments[*n].alive).sum();
            written += alive;
            if !chosen.is_empty() {
                let mut rest: Vec<Size> = (0..segments.len())
                    .filter(|n| !chosen.contains(n))
                    .map(|n| segments[n])
                    .collect();
                rest.push(size(alive, 0));
                rest.sort_by_key(|size| std::cmp::Reverse(size.alive));
                segments = rest;
            }
            assert!(segments.len() <= MOST, "{segments:?}");
        }
        // A hundred nights of one in a hundred rewrite the index less than ten times over.
        assert!(written < 1_000_000, "{written}");
    }
}
