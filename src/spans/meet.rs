//! The evaluation of [`Spans`] over one article.

use std::ops::Range;

use super::{Bounds, Relation, Spans, Stand};
use crate::analysis::Part;

/// Most stretches that one operator gives in one article, the first ones. Words that stand in a text
/// without paragraphs a thousand times each would meet a million times.
pub const MOST_MEETINGS: usize = 10_000;

/// Gives the stands of a row, by its number, to what takes them.
pub type StandsOf<'a> = dyn FnMut(usize, &mut dyn FnMut(Stand)) + 'a;

/// One article's meetings; keep it for the next article, for its memory.
#[derive(Debug, Default)]
pub struct Meeting {
    /// All stretches so far, of all operators.
    found: Vec<Stretch>,
    /// Those of the whole tree.
    whole: Vec<u32>,
    /// Lists of numbers that are not in use.
    spare: Vec<Vec<u32>>,
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    stand: Stand,
    made_of: MadeOf,
}

#[derive(Debug, Clone, Copy)]
enum MadeOf {
    /// A row's number, and the number of its stand.
    Row(u32, u32),
    /// Two other stretches.
    Both(u32, u32),
}

impl Meeting {
    /// Finds where a tree is met. `stands` gives the stands of a row, in any order; it is asked once for each
    /// row that can still matter: where the left operand stands nowhere, the right is not asked for.
    /// Returns whether there are any.
    pub fn find(&mut self, tree: &Spans, bounds: &Bounds<'_>, stands: &mut StandsOf<'_>) -> bool {
        self.found.clear();
        let before = std::mem::take(&mut self.whole);
        self.spare.push(before);
        self.whole = self.meet(tree, bounds, stands);
        !self.whole.is_empty()
    }

    /// Counts the mentions found: the most stretches of which no two overlap.
    pub fn mentions(&mut self) -> u32 {
        // Taking the one that ends first, again and again, takes the most.
        let found = &self.found;
        let stand = |number: &u32| found[*number as usize].stand;
        self.whole.sort_unstable_by_key(|number| (stand(number).last, stand(number).first));
        let (mut count, mut free) = (0, 0);
        for Stand { first, last } in self.whole.iter().map(stand) {
            if first >= free {
                count += 1;
                free = last.saturating_add(1);
            }
        }
        count
    }

    /// Gives the rows that made what was found: number of the row, number of its stand in the order
    /// in which stands were given. Each may come more than once.
    pub fn rows(&self, mut take: impl FnMut(usize, usize)) {
        let mut seen = vec![false; self.found.len()];
        let mut open = self.whole.clone();
        while let Some(number) = open.pop() {
            if std::mem::replace(&mut seen[number as usize], true) {
                continue;
            }
            match self.found[number as usize].made_of {
                MadeOf::Row(row, stand) => take(row as usize, stand as usize),
                MadeOf::Both(left, right) => open.extend([left, right]),
            }
        }
    }

    /// Returns the numbers of the stretches of one operator, in the order in which they begin.
    fn meet(&mut self, tree: &Spans, bounds: &Bounds<'_>, stands: &mut StandsOf<'_>) -> Vec<u32> {
        let mut list = self.spare.pop().unwrap_or_default();
        list.clear();
        match tree {
            Spans::Row(row) => {
                let mut number = 0;
                stands(*row, &mut |stand| {
                    list.push(self.found.len() as u32);
                    let made_of = MadeOf::Row(*row as u32, number);
                    self.found.push(Stretch { stand, made_of });
                    number += 1;
                });
                let stand = |number: &u32| self.found[*number as usize].stand;
                if !list.is_sorted_by_key(stand) {
                    list.sort_by_key(stand);
                }
            }
            Spans::Any(of) => {
                for tree in of {
                    let mut more = self.meet(tree, bounds, stands);
                    list.append(&mut more);
                    self.spare.push(more);
                }
                let stand = |number: &u32| self.found[*number as usize].stand;
                list.sort_by_key(stand);
                list.truncate(MOST_MEETINGS);
            }
            Spans::Pair { relation, left, right } => {
                let lefts = self.meet(left, bounds, stands);
                if !lefts.is_empty() {
                    let rights = self.meet(right, bounds, stands);
                    self.pair(*relation, bounds, (&lefts, &rights), &mut list);
                    self.spare.push(rights);
                }
                self.spare.push(lefts);
            }
        }
        list
    }

    fn pair(
        &mut self,
        relation: Relation,
        bounds: &Bounds<'_>,
        (lefts, rights): (&[u32], &[u32]),
        list: &mut Vec<u32>,
    ) {
        // A right may begin far before it comes near.
        let width = |number: &u32| {
            let Stand { first, last } = self.found[*number as usize].stand;
            last - first
        };
        let widest = rights.iter().map(width).max().unwrap_or(0);
        for left in lefts {
            let stand = self.found[*left as usize].stand;
            let Some(window) = window(relation, bounds, stand, widest) else { continue };
            let begins = |number: &u32| self.found[*number as usize].stand.first;
            let from = rights.partition_point(|right| begins(right) < window.start);
            let mut near = false;
            for right in &rights[from..] {
                let other = self.found[*right as usize].stand;
                if other.first >= window.end {
                    break;
                }
                if !together(relation, bounds, stand, other, &window) || !self.apart(*left, *right)
                {
                    continue;
                }
                near = true;
                if matches!(relation, Relation::Apart(_)) {
                    break;
                }
                if list.len() >= MOST_MEETINGS {
                    break;
                }
                let first = stand.first.min(other.first);
                let last = stand.last.max(other.last);
                list.push(self.found.len() as u32);
                let made_of = MadeOf::Both(*left, *right);
                self.found.push(Stretch { stand: Stand { first, last }, made_of });
            }
            if matches!(relation, Relation::Apart(_)) && !near {
                list.push(*left);
            }
        }
        list.sort_by_key(|number| self.found[*number as usize].stand);
    }

    /// Tells whether two stretches share no word.
    fn apart(&self, a: u32, b: u32) -> bool {
        let (one, other) = (self.found[a as usize], self.found[b as usize]);
        if one.stand.last < other.stand.first || other.stand.last < one.stand.first {
            return true;
        }
        // Rows are whole: nothing stands between their words.
        match (one.made_of, other.made_of) {
            (MadeOf::Both(left, right), _) => self.apart(left, b) && self.apart(right, b),
            (_, MadeOf::Both(left, right)) => self.apart(a, left) && self.apart(a, right),
            (MadeOf::Row(..), MadeOf::Row(..)) => false,
        }
    }
}

/// Returns where what meets a stretch may begin, if it is `widest` wide at most; `None` if nothing can.
fn window(
    relation: Relation,
    bounds: &Bounds<'_>,
    stand: Stand,
    widest: u32,
) -> Option<Range<u32>> {
    match relation {
        Relation::Before(n) => Some(stand.last..stand.last.saturating_add(n).saturating_add(1)),
        Relation::Near(n) | Relation::Apart(n) => {
            let start = stand.first.saturating_sub(n.saturating_add(widest));
            Some(start..stand.last.saturating_add(n).saturating_add(1))
        }
        Relation::Sentence => unit(bounds, stand, true),
        Relation::Paragraph => unit(bounds, stand, false),
    }
}

/// Tells whether two stretches stand to each other as a relation wants it, where the second begins in
/// the window.
fn together(
    relation: Relation,
    bounds: &Bounds<'_>,
    a: Stand,
    b: Stand,
    window: &Range<u32>,
) -> bool {
    let near = |n: u32| {
        let between = if a.last < b.first {
            b.first - a.last - 1
        } else if b.last < a.first {
            a.first - b.last - 1
        } else {
            0
        };
        between < n
    };
    match relation {
        Relation::Before(n) => a.last < b.first && near(n) && one_part(bounds, a, b),
        Relation::Near(n) | Relation::Apart(n) => near(n) && one_part(bounds, a, b),
        Relation::Sentence | Relation::Paragraph => b.last < window.end,
    }
}

fn one_part(bounds: &Bounds<'_>, a: Stand, b: Stand) -> bool {
    !bounds.parted || Part::of(a.first) == Part::of(b.first)
}

/// Returns the positions of the sentence or paragraph that a stretch lies in; `None` if it reaches
/// over an end.
fn unit(bounds: &Bounds<'_>, stand: Stand, sentence: bool) -> Option<Range<u32>> {
    let mut unit = part(bounds, stand.first);
    let mut narrow = |starts: &[u32]| {
        let next = starts.partition_point(|start| *start <= stand.first);
        let begins = next.checked_sub(1).map_or(0, |at| starts[at]);
        unit.start = unit.start.max(begins);
        unit.end = starts.get(next).map_or(unit.end, |start| unit.end.min(*start));
    };
    narrow(bounds.paragraphs);
    if sentence {
        narrow(bounds.sentences);
    }
    (stand.last < unit.end).then_some(unit)
}

/// Returns the positions of the part of the article that a position lies in.
fn part(bounds: &Bounds<'_>, position: u32) -> Range<u32> {
    match bounds.parted {
        true => Part::range(position),
        false => 0..u32::MAX,
    }
}

/// Counts the mentions of a pair of rows, as [`Meeting`] does, without keeping what they are made of.
/// Stands are sorted. `enough` mentions end the count: nobody asks for more. `met` is overwritten; keep
/// it for the next article, for its memory.
pub fn count_pair(
    relation: Relation,
    bounds: &Bounds<'_>,
    (lefts, rights): (&[Stand], &[Stand]),
    enough: u32,
    met: &mut Vec<Stand>,
) -> u32 {
    let widest = rights.iter().map(|right| right.last - right.first).max().unwrap_or(0);
    met.clear();
    for left in lefts {
        let Some(window) = window(relation, bounds, *left, widest) else { continue };
        let from = rights.partition_point(|right| right.first < window.start);
        let here = rights[from..].iter().take_while(|right| right.first < window.end);
        let mut here = here.filter(|right| meets(relation, bounds, *left, **right, &window));
        if let Relation::Apart(_) = relation {
            met.extend(here.next().is_none().then_some(*left));
        } else {
            met.extend(here.map(|right| Stand {
                first: left.first.min(right.first),
                last: left.last.max(right.last),
            }));
        }
        if !met.is_empty() && enough == 1 {
            return 1;
        }
        if met.len() > MOST_MEETINGS {
            break;
        }
    }
    let (mut count, mut free) = (0, 0);
    // Taking the one that ends first, again and again, takes the most.
    if met.len() > 1 {
        met.sort_unstable_by_key(|stand| (stand.last, stand.first));
    }
    for Stand { first, last } in met {
        if *first >= free {
            count += 1;
            free = last.saturating_add(1);
        }
    }
    count
}

/// Tells whether two rows meet, the second of which begins in the window.
fn meets(relation: Relation, bounds: &Bounds<'_>, a: Stand, b: Stand, window: &Range<u32>) -> bool {
    (a.last < b.first || b.last < a.first) && together(relation, bounds, a, b, window)
}
