//! What comparisons of bodies came to, kept from one night to the next.
//!
//! Whether two texts are alike depends on the two alone, so that a verdict of last night holds. A night
//! that adds a few articles would otherwise read the bodies of all candidates again.

use twox_hash::XxHash3_64;

use super::Sketch;

/// Most verdicts that are kept. Those beyond are found by reading again.
const MOST: usize = 4 << 20;

/// Verdicts on pairs of texts: of an earlier night, and of this one.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// A hash of the pair with the verdict in its lowest bit; sorted.
    before: Vec<u64>,
    now: Vec<u64>,
}

impl Compared {
    /// Knows what an earlier night found, as [`Compared::into_verdicts`] gave it. What is not sorted is
    /// no such list, and nothing is known.
    pub fn new(before: Vec<u64>) -> Compared {
        let sorted = before.is_sorted();
        Compared { before: if sorted { before } else { Vec::new() }, now: Vec::new() }
    }

    /// Returns what is known of two texts.
    pub(super) fn get(&self, a: &Sketch, b: &Sketch) -> Option<bool> {
        let pair = pair(a, b);
        let at = self.before.partition_point(|known| *known < pair);
        self.before.get(at).filter(|known| **known & !1 == pair).map(|known| known & 1 == 1)
    }

    /// Keeps a verdict of this night.
    pub(super) fn keep(&mut self, a: &Sketch, b: &Sketch, alike: bool) {
        if self.now.len() < MOST {
            self.now.push(pair(a, b) | u64::from(alike));
        }
    }

    /// Returns the verdicts of this night, for the next one.
    pub fn into_verdicts(mut self) -> Vec<u64> {
        self.now.sort_unstable();
        self.now.dedup();
        self.now
    }
}

/// Names a pair by 63 bits of a hash over both texts: among four million pairs two share a name with a
/// chance of one in a million.
fn pair(a: &Sketch, b: &Sketch) -> u64 {
    let (first, second) = if a.exact <= b.exact { (a, b) } else { (b, a) };
    let mut both = [0; 32];
    both[..16].copy_from_slice(&first.exact);
    both[16..].copy_from_slice(&second.exact);
    XxHash3_64::oneshot(&both) & !1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_hold_for_a_pair_in_either_order() {
        let sketch = |n: u8| Sketch { exact: [n; 16], rows: [n; super::super::sketch::ROW_BYTES] };
        let mut first = Compared::default();
        first.keep(&sketch(1), &sketch(2), true);
        first.keep(&sketch(3), &sketch(2), false);
        assert_eq!(first.get(&sketch(1), &sketch(2)), None);
        let second = Compared::new(first.into_verdicts());
        assert_eq!(second.get(&sketch(2), &sketch(1)), Some(true));
        assert_eq!(second.get(&sketch(2), &sketch(3)), Some(false));
        assert_eq!(second.get(&sketch(1), &sketch(3)), None);
        assert_eq!(Compared::new(vec![7, 3]).before, [0_u64; 0]);
    }
}
