//! A mark taken apart: the rows it looks for, and how they hang together.
//!
//! Rows are numbered as *leaves* in the order in which they stand in the mark, behind them the
//! *meetings*, which are made of leaves that count for nothing by themselves. Which of both are found is
//! told from outside; here it is decided which of those are marked.

use super::{Mark, MarkPart, Spellings};
use crate::analysis::is_pair;
use crate::spans::Spans;

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
    /// The leaf is a part of a meeting.
    pub held: bool,
}

impl Leaf<'_> {
    /// Returns how many positions the row takes behind the last one of its words: a pair of characters
    /// takes two.
    pub fn beyond(&self) -> u32 {
        let last = self.slots.iter().max_by_key(|(offset, _)| *offset);
        u32::from(last.is_some_and(|(_, Spellings { stems, forms, verbatim, heads })| {
            stems.is_empty() && heads.is_empty() && forms.iter().chain(verbatim).all(|f| is_pair(f))
        }))
    }

    /// Tells whether the row is looked for in text that is shown.
    pub fn is_shown(&self) -> bool {
        self.part != MarkPart::Elsewhere
    }
}

/// Leaves that have to stand to each other in some way.
pub(super) struct Meeting {
    /// How; its rows are leaves by number.
    pub spans: Spans,
    /// How many mentions there must be.
    pub least: u32,
}

/// How leaves hang together.
enum Node {
    Silent,
    Leaf(u32),
    /// The number of a meeting.
    Meeting(u32),
    /// At least so many of these.
    Some(usize, Vec<Node>),
}

/// The tree over the leaves of a mark.
pub(super) struct Tree(Node);

/// A mark taken apart.
pub(super) struct Read<'m> {
    pub tree: Tree,
    pub leaves: Vec<Leaf<'m>>,
    pub meetings: Vec<Meeting>,
}

/// Takes a mark apart.
pub(super) fn read(mark: &Mark) -> Read<'_> {
    let mut reader = Reader { slots: 0, leaves: Vec::new(), meetings: Vec::new() };
    let tree = Tree(reader.node(mark, DEEPEST));
    Read { tree, leaves: reader.leaves, meetings: reader.meetings }
}

struct Reader<'m> {
    /// Slots so far.
    slots: usize,
    leaves: Vec<Leaf<'m>>,
    meetings: Vec<Meeting>,
}

impl<'m> Reader<'m> {
    fn node(&mut self, mark: &'m Mark, depth: usize) -> Node {
        if depth == 0 {
            return Node::Silent;
        }
        let mut all = |marks: &'m [Mark]| {
            marks.iter().map(|mark| self.node(mark, depth - 1)).collect::<Vec<_>>()
        };
        match mark {
            Mark::Silent => Node::Silent,
            Mark::Never => Node::Some(1, Vec::new()),
            Mark::Row { slots, slop, part } => {
                Node::Leaf(self.leaf(slots, *slop, *part, false) as u32)
            }
            Mark::All(marks) => Node::Some(marks.len(), all(marks)),
            Mark::Any(marks) => Node::Some(1, all(marks)),
            Mark::AtLeast(least, marks) => Node::Some(*least as usize, all(marks)),
            Mark::Near { .. } => self.meeting(mark, 1, depth),
            Mark::Mentions { least, of } => self.meeting(of, *least, depth),
        }
    }

    fn leaf(
        &mut self,
        slots: &'m [(u32, Spellings)],
        slop: u32,
        part: MarkPart,
        held: bool,
    ) -> usize {
        let first = self.slots;
        self.slots += slots.len();
        self.leaves.push(Leaf { first, slots, slop, part, held });
        self.leaves.len() - 1
    }

    fn meeting(&mut self, mark: &'m Mark, least: u32, depth: usize) -> Node {
        // A field that is not shown has no marks that could meet.
        let Some(spans) = self.spans(mark, depth) else { return Node::Silent };
        self.meetings.push(Meeting { spans, least });
        Node::Meeting(self.meetings.len() as u32 - 1)
    }

    fn spans(&mut self, mark: &'m Mark, depth: usize) -> Option<Spans> {
        let depth = depth.checked_sub(1)?;
        match mark {
            Mark::Row { slots, slop, part } => {
                Some(Spans::Row(self.leaf(slots, *slop, *part, true)))
            }
            Mark::Any(marks) => {
                let of = marks.iter().map(|mark| self.spans(mark, depth));
                Some(Spans::Any(of.collect::<Option<_>>()?))
            }
            Mark::Near { relation, left, right } => {
                let left = Box::new(self.spans(left, depth)?);
                let right = Box::new(self.spans(right, depth)?);
                Some(Spans::Pair { relation: *relation, left, right })
            }
            _ => None,
        }
    }
}

impl Tree {
    /// Tells whether what is marked in one part of a text that satisfies the tree depends on what is found
    /// in others.
    pub fn is_plain(&self, meetings: &[Meeting]) -> bool {
        is_plain(&self.0, meetings)
    }

    /// Returns for each leaf, and behind them each meeting, whether it is marked, given for each whether
    /// it was found.
    ///
    /// If the tree as a whole is not satisfied, every leaf that was found is marked: an engine
    /// would not have given the article, so the two readings differ (a deadline, a text that was
    /// cut), and showing what is there serves better than showing nothing. Excluded words are no
    /// leaves and stay unmarked.
    pub fn marked(&self, leaves: &[Leaf<'_>], found: &[bool]) -> Vec<bool> {
        let mut stack = Vec::new();
        if !satisfied(&self.0, leaves, found, &mut stack) {
            let held = leaves.iter().map(|leaf| leaf.held).chain(std::iter::repeat(false));
            return found.iter().zip(held).map(|(found, held)| *found && !held).collect();
        }
        let mut marked = vec![false; found.len()];
        stack.into_iter().for_each(|leaf| marked[leaf as usize] = true);
        marked
    }
}

/// Tells whether a part of the text can be marked alone where the tree is satisfied by the whole text:
/// every leaf that is found there is marked, whatever was found elsewhere.
fn is_plain(node: &Node, meetings: &[Meeting]) -> bool {
    let single = |node: &Node| match node {
        Node::Silent | Node::Leaf(_) => true,
        Node::Meeting(_) => false,
        Node::Some(_, nodes) => nodes.is_empty(),
    };
    match node {
        // Alone it is found or not; a mention counts with those elsewhere.
        Node::Meeting(meeting) => meetings[*meeting as usize].least <= 1,
        // All of them hold where the whole does.
        Node::Some(least, nodes) if *least == nodes.len() && !nodes.is_empty() => {
            let alone = nodes.len() == 1;
            let plain = |node: &Node| {
                (alone || !matches!(node, Node::Meeting(_))) && is_plain(node, meetings)
            };
            nodes.iter().all(plain)
        }
        Node::Some(_, nodes) => nodes.iter().all(single),
        _ => single(node),
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
        Node::Meeting(meeting) => {
            let at = leaves.len() + *meeting as usize;
            if found[at] {
                marked.push(at as u32);
            }
            found[at]
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
        let Read { tree, leaves, meetings } = read(mark);
        assert_eq!(leaves.len() + meetings.len(), found.len());
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
    fn some_marks_depend_on_the_whole_text() {
        let plain = |mark: &Mark| {
            let Read { tree, meetings, .. } = read(mark);
            tree.is_plain(&meetings)
        };
        let any = || Mark::Any(vec![word(), word()]);
        let near = || Mark::Near {
            relation: crate::spans::Relation::Near(3),
            left: Box::new(word()),
            right: Box::new(word()),
        };
        assert!(plain(&word()) && plain(&any()) && plain(&near()));
        assert!(plain(&Mark::All(vec![any(), word(), Mark::Silent, Mark::All(vec![word()])])));
        assert!(plain(&Mark::AtLeast(2, vec![word(), word(), word()])));
        // The other branch may be the one that holds.
        assert!(!plain(&Mark::Any(vec![Mark::All(vec![word(), word()]), word()])));
        assert!(!plain(&Mark::All(vec![near(), word()])));
        assert!(!plain(&Mark::Mentions { least: 2, of: Box::new(word()) }));
    }

    #[test]
    fn depth_is_bounded() {
        let mut deep = word();
        for _ in 0..5_000 {
            deep = Mark::Any(vec![deep]);
        }
        assert!(read(&deep).leaves.is_empty());
        // Taken apart by hand: dropping it would recurse as deep as it is.
        while let Mark::Any(mut inner) = deep {
            deep = inner.pop().unwrap();
        }
    }
}
