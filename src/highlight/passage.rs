//! The passage of a body that shows best what matched: one line, cut at words.
//!
//! First the group of marks is chosen that fits the width and shows most; then the text around it
//! is framed, from the beginning of a sentence if that fits. Nothing here analyses words again.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::Found;
use super::clusters::{Cluster, Kind, clusters, may_cut};
use crate::analysis::sentence_starts;

/// A passage of a body. The fields are those of the engines' passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// One line: every run of white space is one space, none at the ends.
    pub text: String,
    /// Byte ranges in `text`, ascending, apart from each other.
    pub highlights: Vec<Range<usize>>,
    /// Whether the body goes on before and after the passage.
    pub cut_before: bool,
    /// Whether the body goes on after the passage.
    pub cut_after: bool,
}

/// Cuts the best passage of a body, at most `columns` wide as a terminal shows it.
///
/// `found` must have been found in this very body. The best passage shows most different rows of
/// the mark, then most marks, and of equal ones it is the first. It begins with a sentence where
/// that fits, and is cut between words, in scripts without spaces between characters, and never
/// inside a cluster. A mark wider than `columns` is cut at its end; if not even one cluster fits,
/// the passage is that cluster. Without marks in the body it is the body's beginning. `None` if
/// the body is empty or blank.
pub fn passage(body: &str, found: &Found, columns: usize) -> Option<Excerpt> {
    let columns = columns.max(1);
    let first = body.len() - body.trim_start().len();
    let body = body.trim_end();
    if first >= body.len() {
        return None;
    }
    let core = best_group(body, found, columns);
    let start = core.as_ref().map_or(first, |core| frame(body, core, first, columns));
    let must = core.map_or(start, |core| core.end);
    let end = fill(body, start, must, columns);
    // A mark behind the group is shown whole or not at all.
    let torn = found.body.iter().find(|mark| {
        (must.max(start + 1)..end).contains(&mark.start)
            && end < mark.end
            && body.is_char_boundary(mark.start)
    });
    let end = torn.map_or(end, |mark| mark.start);
    Some(write(body, start..end, &found.body, first))
}

/// The marks that the passage is built around.
struct Core {
    start: usize,
    /// Where the first of them ends.
    first_end: usize,
    end: usize,
    width: usize,
}

/// Chooses the group of neighbouring marks that fits and shows most.
fn best_group(body: &str, found: &Found, columns: usize) -> Option<Core> {
    let sound = |range: &Range<usize>| body.get(range.clone()).is_some_and(|text| !text.is_empty());
    let marks: Vec<(&Range<usize>, u64)> = found
        .body
        .iter()
        .zip(&found.body_leaves)
        .filter(|(range, _)| sound(range))
        .map(|(range, leaves)| (range, *leaves))
        .collect();
    // Columns of each mark from its beginning, and from there to the beginning of the next.
    let mut widths = Vec::with_capacity(marks.len());
    let mut steps = Vec::with_capacity(marks.len());
    for (number, (range, _)) in marks.iter().enumerate() {
        let width = measure(body, range.start..range.end, columns);
        let next = marks.get(number + 1).map_or(range.end, |(next, _)| next.start);
        widths.push(width);
        steps.push(width + measure(body, range.end..next, columns));
    }
    let mut seen = Seen::default();
    let mut best: Option<((u32, usize), Core)> = None;
    // `upto` is the first mark outside the group, `across` the columns from the group's first mark
    // to that one.
    let (mut upto, mut across) = (0, 0);
    for (from, (range, leaves)) in marks.iter().enumerate() {
        while upto < marks.len() && (upto == from || across + widths[upto] <= columns) {
            seen.add(marks[upto].1);
            across += steps[upto];
            upto += 1;
        }
        let score = (seen.distinct(), upto - from);
        if best.as_ref().is_none_or(|(before, _)| score > *before) {
            let (start, first_end, end) = (range.start, range.end, marks[upto - 1].0.end);
            let width = across - steps[upto - 1] + widths[upto - 1];
            best = Some((score, Core { start, first_end, end, width }));
        }
        seen.remove(*leaves);
        across -= steps[from];
    }
    best.map(|(_, core)| core)
}

/// How often each row stands in the group.
struct Seen([u32; 64]);

impl Default for Seen {
    fn default() -> Seen {
        Seen([0; 64])
    }
}

impl Seen {
    fn add(&mut self, leaves: u64) {
        bits(leaves).for_each(|bit| self.0[bit] += 1);
    }

    fn remove(&mut self, leaves: u64) {
        bits(leaves).for_each(|bit| self.0[bit] -= 1);
    }

    fn distinct(&self) -> u32 {
        self.0.iter().map(|count| u32::from(*count > 0)).sum()
    }
}

fn bits(mut leaves: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = leaves.trailing_zeros();
        leaves &= leaves.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit as usize)
    })
}

/// Returns the columns of a stretch; anything above `limit` for one that is wider.
fn measure(body: &str, range: Range<usize>, limit: usize) -> usize {
    let mut width = 0;
    for cluster in clusters(body, range.start).take_while(|c| c.start < range.end) {
        width += cluster.width;
        if width > limit {
            break;
        }
    }
    width
}

/// Decides where the passage around a group begins.
fn frame(body: &str, core: &Core, first: usize, columns: usize) -> usize {
    let room = columns.saturating_sub(core.width);
    let right = measure(body, core.end..body.len(), room).min(room);
    let spare = room - right;
    let before = Before::read(body, core, first, room);
    // Something of what follows is shown too, even if a sentence must then be cut.
    let longest = room - right.min(room / 4);
    let sentences = || before.sentences.iter().filter(|(_, away)| *away <= longest);
    let whole = sentences().find(|(_, away)| *away <= spare).or_else(|| sentences().next_back());
    if let Some((start, _)) = whole {
        return *start;
    }
    let budget = spare.max(room / 3);
    let cut = before.cuts.iter().find(|(_, away)| *away <= budget);
    cut.map_or(core.start, |(start, _)| *start)
}

/// Bytes read back for each column of room. Letters take four bytes at most; a text that spends
/// more on marks is shown with less before the group.
const BYTES_PER_COLUMN: usize = 8;

/// Returns a character boundary far enough before byte `end` to fill `room`, `first` at most.
fn far_enough(body: &str, first: usize, end: usize, room: usize) -> usize {
    let most = room.saturating_mul(BYTES_PER_COLUMN);
    let (mut width, mut space, mut low) = (0, false, end);
    let Some(before) = body.get(first..end) else {
        return end;
    };
    for (at, c) in before.char_indices().rev() {
        let was_space = std::mem::replace(&mut space, c.is_whitespace());
        width += if space { usize::from(!was_space) } else { c.width().unwrap_or(1) };
        // Two more, because the first cluster may turn out torn.
        if width > room + 2 || end - (first + at) > most {
            break;
        }
        low = first + at;
    }
    low
}

/// Where a passage may begin before a group: byte offsets and the columns from there to the group,
/// in order of the text.
struct Before {
    sentences: Vec<(usize, usize)>,
    cuts: Vec<(usize, usize)>,
}

impl Before {
    fn read(body: &str, core: &Core, first: usize, room: usize) -> Before {
        let low = far_enough(body, first, core.start, room);
        let near: Vec<Cluster> = clusters(body, low).take_while(|c| c.start < core.start).collect();
        let mut starts = starts_between(body, low, core);
        if low == first {
            starts.push(first);
        }
        for start in &mut starts {
            *start = before_opening(body, &near, *start);
        }
        starts.sort_unstable();
        let mut found = Before { sentences: Vec::new(), cuts: Vec::new() };
        let mut away: usize = near.iter().map(|c| c.width).sum();
        let mut left = Kind::Space;
        // The first cluster may be torn, unless the body begins with it.
        let whole = |start| start > low || low == first;
        let mut consider = |start: usize, kind: Kind, left: Kind, away: usize| {
            if away > room || kind == Kind::Space || !whole(start) {
                return;
            }
            if starts.binary_search(&start).is_ok() {
                found.sentences.push((start, away));
            }
            if may_cut(left, kind) {
                found.cuts.push((start, away));
            }
        };
        for cluster in &near {
            consider(cluster.start, cluster.kind, left, away);
            away -= cluster.width;
            left = cluster.kind;
        }
        consider(core.start, Kind::Letter, left, 0);
        found
    }
}

/// Returns where sentences and paragraphs begin from `low` up to the first mark of a group.
fn starts_between(body: &str, low: usize, core: &Core) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut offsets = Vec::new();
    let mut offset = low;
    for (number, paragraph) in body[low..core.first_end].split('\n').enumerate() {
        let blank = paragraph.len() - paragraph.trim_start().len();
        if number > 0 && blank < paragraph.len() {
            starts.push(offset + blank);
        }
        offsets.clear();
        sentence_starts(paragraph, &mut offsets);
        starts.extend(offsets.iter().map(|start| offset + start));
        offset += paragraph.len() + 1;
    }
    starts
}

/// Moves the start of a sentence before the quotation marks, brackets and bullets that open it.
fn before_opening(body: &str, near: &[Cluster], start: usize) -> usize {
    let at = near.partition_point(|cluster| cluster.start < start);
    let opening = |cluster: &&Cluster| {
        matches!(cluster.kind, Kind::Opening | Kind::OpenQuote)
            || matches!(
                &body[cluster.start..cluster.end],
                "\"" | "'"
                    | "("
                    | "["
                    | "«"
                    | "‹"
                    | "„"
                    | "¿"
                    | "¡"
                    | "-"
                    | "–"
                    | "—"
                    | "*"
                    | "•"
            )
    };
    near[..at].iter().rev().take_while(opening).last().map_or(start, |cluster| cluster.start)
}

/// Decides where a passage that begins at `start` ends: at the last cut within `columns`. A cut
/// before `must` is passed over if `must` itself is within reach.
fn fill(body: &str, start: usize, must: usize, columns: usize) -> usize {
    let (mut used, mut end) = (0, start);
    let mut cut = None;
    let mut left: Option<Kind> = None;
    for cluster in clusters(body, start) {
        if left.is_some_and(|left| may_cut(left, cluster.kind)) {
            cut = Some(cluster.start);
        }
        used += cluster.width;
        if used > columns && left.is_some() {
            return match cut {
                Some(cut) if cut >= must || end < must => cut,
                _ if (start + 1..=end).contains(&must) => must,
                _ => end,
            };
        }
        end = cluster.end;
        left = Some(cluster.kind);
    }
    body.len()
}

/// Writes the passage as one line.
fn write(body: &str, shown: Range<usize>, marks: &[Range<usize>], first: usize) -> Excerpt {
    let mut text = String::with_capacity(shown.len());
    let mut highlights: Vec<Range<usize>> = Vec::new();
    let mut marks = marks.iter().filter(|mark| mark.end > shown.start).peekable();
    let mut open: Option<usize> = None;
    let mut space = false;
    for (at, c) in body[shown.clone()].char_indices() {
        let at = shown.start + at;
        if c.is_whitespace() {
            space = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            text.push(' ');
        }
        if marks.peek().is_some_and(|mark| mark.start <= at) {
            open.get_or_insert(text.len());
        }
        text.push(c);
        if marks.next_if(|mark| mark.end <= at + c.len_utf8()).is_some() {
            highlights.extend(open.take().map(|start| start..text.len()));
        }
    }
    // The last mark may go on behind the passage.
    highlights.extend(open.map(|start| start..text.len()));
    Excerpt { text, highlights, cut_before: shown.start > first, cut_after: shown.end < body.len() }
}
