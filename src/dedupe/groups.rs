//! Sketches to groups: exact copies, then near ones, then what is connected.

use std::collections::HashSet;

use super::buckets::buckets;
use super::kept::Kept;
use super::sets::Sets;
use super::sketch::ROWS;
use super::{Compared, Shingles, Sketch};

/// Fewest rows in which two texts agree before their shingles are read. With a Jaccard index of 0.8
/// sixty-five do, give or take 3.5: of a hundred thousand such pairs two have fewer.
const FEWEST_AGREEING: usize = ROWS * 5 / 8;

/// Rows in which likely copies agree: with a Jaccard index of 0.8 three of four pairs do.
const LIKELY: usize = 63;

/// How often a text may turn out to be another than its candidate, before it is left alone by doubtful
/// candidates, and by likely ones: notices made from one form would be compared for hours. Real texts
/// stay far below, and in a crowd likely candidates are read first.
const MOST_REFUSED: [u32; 2] = [256, 1024];

/// Pairs that are remembered as refused; more of them are only read again.
const MOST_REMEMBERED: usize = 1 << 20;

/// Groups the articles that are copies of one text.
///
/// Takes the sketches of all articles in the order of their ids and reads bodies with `shingles`,
/// which is called only for pairs that may be near copies and of which `compared` knows nothing. Returns every group of two articles or
/// more: numbers of sketches, ascending, so that the first one has the smallest id; groups in the
/// order of their first members.
///
/// Besides the sketches it needs at most about 30 bytes an article and 100 MB. Time grows with the
/// articles and with the pairs that are alike; where thousands are alike without being copies (notices
/// made from one form), each is compared with a thousand of them or so, no more.
///
/// # Errors
/// Whatever `shingles` fails with.
pub fn groups<E>(
    sketches: &[Sketch],
    compared: &mut Compared,
    shingles: &mut dyn FnMut(u32) -> Result<Shingles, E>,
) -> Result<Vec<Vec<u32>>, E> {
    let mut sets = Sets::new(sketches.len());
    let long = exact(sketches, &mut sets);
    let mut near = Near {
        sketches,
        sets,
        compared,
        shingles,
        kept: Kept::default(),
        refused: HashSet::new(),
        refusals: vec![[0; 2]; sketches.len()],
        candidates: Vec::new(),
    };
    buckets(sketches, &long, &mut |bucket| near.compare(bucket))?;
    Ok(near.sets.into_groups())
}

/// Joins exact copies. Returns the first of each text that can have near copies, ascending.
fn exact(sketches: &[Sketch], sets: &mut Sets) -> Vec<u32> {
    let mut order: Vec<u32> = (0..sketches.len() as u32)
        .filter(|n| sketches[*n as usize].exact != Sketch::EMPTY.exact)
        .collect();
    let exact = |n: &u32| sketches[*n as usize].exact;
    order.sort_unstable_by_key(|n| (exact(n), *n));
    let mut firsts = Vec::new();
    for equal in order.chunk_by(|a, b| exact(a) == exact(b)) {
        equal[1..].iter().for_each(|n| sets.join(equal[0], *n));
        if sketches[equal[0] as usize].is_long() {
            firsts.push(equal[0]);
        }
    }
    firsts.sort_unstable();
    firsts
}

struct Near<'a, E> {
    sketches: &'a [Sketch],
    sets: Sets,
    compared: &'a mut Compared,
    shingles: &'a mut dyn FnMut(u32) -> Result<Shingles, E>,
    kept: Kept,
    /// Pairs that turned out to be different texts.
    refused: HashSet<(u32, u32)>,
    /// How often each text was refused, by doubtful and by likely candidates.
    refusals: Vec<[u32; 2]>,
    /// The pairs of a bucket: rows in which they do not agree, and the two.
    candidates: Vec<(u8, u32, u32)>,
}

impl<E> Near<'_, E> {
    /// Compares each with each, the most alike first, and joins the near copies. What is connected
    /// already need not be compared.
    fn compare(&mut self, bucket: &[u32]) -> Result<(), E> {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for (at, a) in bucket.iter().enumerate() {
            let one = &self.sketches[*a as usize];
            for b in &bucket[at + 1..] {
                let agreement = one.agreement(&self.sketches[*b as usize]);
                if agreement >= FEWEST_AGREEING {
                    candidates.push(((ROWS - agreement) as u8, *a, *b));
                }
            }
        }
        candidates.sort_unstable();
        for (apart, a, b) in &candidates {
            let likely = usize::from(ROWS - usize::from(*apart) >= LIKELY);
            if self.is_pair(likely, *a, *b)? {
                self.sets.join(*a, *b);
            }
        }
        self.candidates = candidates;
        Ok(())
    }

    fn is_pair(&mut self, likely: usize, a: u32, b: u32) -> Result<bool, E> {
        let worn_out = |n: u32| self.refusals[n as usize][likely] >= MOST_REFUSED[likely];
        if self.sets.first(a) == self.sets.first(b) || worn_out(a) || worn_out(b) {
            return Ok(false);
        }
        if self.refused.contains(&(a, b)) {
            return Ok(false);
        }
        let (one, other) = (&self.sketches[a as usize], &self.sketches[b as usize]);
        let alike = match self.compared.get(one, other) {
            Some(alike) => alike,
            None => {
                let shingles = self.kept.get(a, self.shingles)?;
                shingles.similar(&*self.kept.get(b, self.shingles)?)
            }
        };
        self.compared.keep(one, other, alike);
        if alike {
            return Ok(true);
        }
        self.refusals[a as usize][likely] += 1;
        self.refusals[b as usize][likely] += 1;
        if self.refused.len() < MOST_REMEMBERED {
            self.refused.insert((a, b));
        }
        Ok(false)
    }
}
