//! Shingle sets that were read already, within a bound.

use std::collections::HashMap;
use std::rc::Rc;

use super::Shingles;

/// Bytes of shingles that are kept, all in all.
const MOST_BYTES: usize = 64 << 20;

/// Keeps the sets that were asked for last: two generations, of which the older is dropped whole when
/// the younger has filled its half.
#[derive(Default)]
pub struct Kept {
    young: HashMap<u32, Rc<Shingles>>,
    old: HashMap<u32, Rc<Shingles>>,
    young_bytes: usize,
}

impl Kept {
    /// Returns the set of an article, read by `read` unless it is kept.
    pub fn get<E>(
        &mut self,
        article: u32,
        read: &mut dyn FnMut(u32) -> Result<Shingles, E>,
    ) -> Result<Rc<Shingles>, E> {
        if let Some(kept) = self.young.get(&article) {
            return Ok(kept.clone());
        }
        let shingles = match self.old.remove(&article) {
            Some(kept) => kept,
            None => Rc::new(read(article)?),
        };
        let bytes = shingles.len() * 8 + 64;
        if self.young_bytes + bytes > MOST_BYTES / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += bytes;
        self.young.insert(article, shingles.clone());
        Ok(shingles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_is_read_again() {
        let mut kept = Kept::default();
        let reads = std::cell::Cell::new(0);
        let mut read = |_| {
            reads.set(reads.get() + 1);
            Ok::<_, ()>(Shingles::of((0..(1 << 20)).collect()))
        };
        // Eight megabytes each: of ten not all can stay.
        for article in 0..10 {
            kept.get(0, &mut read).unwrap();
            kept.get(article, &mut read).unwrap();
        }
        assert_eq!(reads.get(), 10);
        for article in 1..10 {
            kept.get(article, &mut read).unwrap();
        }
        assert!(reads.get() > 12);
    }
}
