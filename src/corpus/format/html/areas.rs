//! Parts of a page's text, merged, so that asking about a place is a search and not a walk.
//!
//! A page may have as many asides as lines; asking each of one about each of the other would take
//! time that grows with the square of the page.

/// Parts of a text that do not overlap, in order.
#[derive(Debug, Default)]
pub struct Areas {
    parts: Vec<(usize, usize)>,
    /// Where parts without any text stand, in order.
    empty: Vec<usize>,
}

impl Areas {
    /// Merges parts that overlap or lie within each other.
    pub fn of(parts: impl Iterator<Item = (usize, usize)>) -> Areas {
        let mut areas = Areas::default();
        let mut all: Vec<(usize, usize)> = parts.collect();
        all.sort_unstable();
        for (start, end) in all {
            match areas.parts.last_mut() {
                _ if start == end => areas.empty.push(start),
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => areas.parts.push((start, end)),
            }
        }
        areas
    }

    /// Tells whether an element that begins and ends there is in one of the parts.
    pub fn hold(&self, start: usize, end: usize) -> bool {
        let after = self.parts.partition_point(|part| part.0 <= start);
        let within = after > 0 && start < self.parts[after - 1].1;
        within || (start >= end && self.empty.binary_search(&start).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_merged_parts() {
        let areas = Areas::of([(10, 20), (2, 4), (12, 30), (7, 7)].into_iter());
        let held: Vec<usize> = (0..32).filter(|at| areas.hold(*at, at + 1)).collect();
        let wanted: Vec<usize> = (2..4).chain(10..30).collect();
        assert_eq!(held, wanted);
        // An element without text is in a part without text; one with text begins behind it.
        assert!(areas.hold(7, 7) && !areas.hold(7, 8) && !areas.hold(8, 8));
        assert!(!Areas::of([].into_iter()).hold(0, 0));
    }
}
