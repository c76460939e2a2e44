//! A mark taken apart: the rows it looks for, and how they hang together.
//!
//! Rows are numbered as *leaves* in the order in which they stand in the mark. Which of them are
//! found is told from outside; here it is decided which of those are marked.

use super::{Mark, MarkPart, Spellings};

/// Deepest nesting that is read. A query has 50 levels at most and lowering adds one or two to
/// each; what lies deeper is taken as [`Mark::Silent`].
const DEEPEST: usize = 256;

/// A row of slots to be looked for.
pub(super) struct Leaf<'m> {
    /// Number of its first slot among all slots; the others follow.
    pub first: usize,
    pub slots: &'m [(u32, Spellings)],
    pub slop: u32,
    pub part: MarkPart,
}

impl Leaf<'_> {
    /// Tells whether the row is looked for in text that is shown.
    pub fn is_shown(&self) -> bool {
        self.part != MarkPart::Elsewhere
    }
}

/// How leaves hang together.
enum Node {
    Silent,
    Leaf(u32),
    /// At least so many of these.
    Some(usize, Vec<Node>),
}

/// The tree over the leaves of a mark.
pub(super) struct Tree(Node);

/// Takes a mark apart.
pub(super) fn read(mark: &Mark) -> (Tree, Vec<Leaf<'_>>) {
    let mut leaves = Vec::new();
    let mut slots = 0;
    let root = node(mark, DEEPEST, &mut slots, &mut leaves);
    (Tree(root), leaves)
}

fn node<'m>(mark: &'m Mark, depth: usize, next: &mut usize, leaves: &mut Vec<Leaf<'m>>) -> Node {
    if depth == 0 {
        return Node::Silent;
    }
    let mut all =
        |marks: &'m [Mark]| marks.iter().map(|mark| node(mark, depth - 1, next, leaves)).collect();
    match mark {
        Mark::Silent => Node::Silent,
        Mark::Never => Node::Some(1, Vec::new()),
        Mark::Row { slots, slop, part } => {
            let first = *next;
            *next += slots.len();
            leaves.push(Leaf { first, slots, slop: *slop, part: *part });
            Node::Leaf(leaves.len() as u32 - 1)
        }
        Mark::All(marks) => Node::Some(marks.len(), all(marks)),
        Mark::Any(marks) => Node::Some(1, all(marks)),
        Mark::AtLeast(least, marks) => Node::Some(*least as usize, all(marks)),
    }
}

impl Tree {
    /// Returns for each leaf whether it is marked, given for each whether it was found.
    ///
    /// If the tree as a whole is not satisfied, every leaf that was found is marked: an engine
    /// would not have given the article, so the two readings differ (a deadline, a text that was
    /// cut), and showing what is there serves better than showing nothing. Excluded words are no
    /// leaves and stay unmarked.
    pub fn marked(&self, leaves: &[Leaf<'_>], found: &[bool]) -> Vec<bool> {
        let mut stack = Vec::new();
        if !satisfied(&self.0, leaves, found, &mut stack) {
            return found.to_vec();
        }
        let mut marked = vec![false; found.len()];
        stack.into_iter().for_each(|leaf| marked[leaf as usize] = true);
        marked
    }
}

/// Tells whether a node is satisfied, and pushes the leaves it marks if so. The depth was bounded
/// when the tree was read.
fn satisfied(node: &Node, leaves: &[Leaf<'_>], found: &[bool], marked: &mut Vec<u32>) -> bool {
    match node {
        Node::Silent => true,
        Node::Leaf(leaf) => {
            let at = *leaf as usize;
            if found[at] {
                marked.push(*leaf);
            }
            found[at] || !leaves[at].is_shown()
        }
        Node::Some(least, nodes) => {
            let before = marked.len();
            let held = nodes.iter().filter(|node| satisfied(node, leaves, found, marked)).count();
            if held < *least {
                marked.truncate(before);
            }
            held >= *least
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(part: MarkPart) -> Mark {
        Mark::Row { slots: vec![(0, Spellings::default())], slop: 0, part }
    }

    fn word() -> Mark {
        row(MarkPart::Text)
    }

    fn marked(mark: &Mark, found: &[bool]) -> Vec<bool> {
        let (tree, leaves) = read(mark);
        assert_eq!(leaves.len(), found.len());
        tree.marked(&leaves, found)
    }

    #[test]
    fn all_marks_nothing_unless_all_are_found() {
        let pair = Mark::All(vec![word(), word()]);
        let either = Mark::Any(vec![pair, word()]);
        assert_eq!(marked(&either, &[true, false, true]), [false, false, true]);
        assert_eq!(marked(&either, &[true, true, false]), [true, true, false]);
    }

    #[test]
    fn a_quorum_marks_those_found() {
        let two = Mark::Any(vec![Mark::AtLeast(2, vec![word(), word(), word()]), word()]);
        assert_eq!(marked(&two, &[true, false, true, false]), [true, false, true, false]);
        assert_eq!(marked(&two, &[true, false, false, true]), [false, false, false, true]);
    }

    #[test]
    fn silence_satisfies_and_never_does_not() {
        let silent = Mark::All(vec![Mark::Silent, row(MarkPart::Elsewhere), word()]);
        assert_eq!(marked(&silent, &[false, true]), [false, true]);
        let never = Mark::Any(vec![Mark::All(vec![word(), Mark::Never]), word()]);
        assert_eq!(marked(&never, &[true, true]), [false, true]);
    }

    #[test]
    fn an_unsatisfied_whole_marks_what_is_there() {
        let all = Mark::All(vec![word(), word()]);
        assert_eq!(marked(&all, &[true, false]), [true, false]);
    }

    #[test]
    fn depth_is_bounded() {
        let mut deep = word();
        for _ in 0..5_000 {
            deep = Mark::Any(vec![deep]);
        }
        assert!(read(&deep).1.is_empty());
        // Taken apart by hand: dropping it would recurse as deep as it is.
        while let Mark::Any(mut inner) = deep {
            deep = inner.pop().unwrap();
        }
    }
}
