//! Finding a mark in one article: byte ranges of what matched, part by part.
//!
//! The article's text is analysed again, by the code that indexed it, in one pass over each part.
//! Few words can matter; the others cost a look at a bit table and no stemmer.

use std::ops::Range;

use super::clusters::end_of_cluster;
use super::meet::{Meetings, Starts};
use super::rows::{self, Place};
use super::sieve::Sieve;
use super::tree::{self, Leaf, Meeting, Read, Tree};
use super::{Mark, MarkPart};
use crate::analysis::{Analyzer, BODY_BASE, Part, StemPlan, Token, TokenKind};
use crate::article::Lang;
use crate::spans::{Bounds, slop};

/// Bodies longer than this, in bytes, need not be read to the end.
pub(super) const LONG_BODY: usize = 32 << 10;

/// Marks in a long body after which reading may stop, once every row has been found.
pub(super) const ENOUGH: usize = 64;

/// The texts of an article that are shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown<'a> {
    /// The headline.
    pub headline: Option<&'a str>,
    /// The standfirst.
    pub deck: Option<&'a str>,
    /// The body, paragraphs parted by one blank line.
    pub body: &'a str,
    /// The language by which the article was indexed.
    pub lang: Lang,
}

/// What was found in an article.
///
/// Ranges are byte offsets on character boundaries, ascending, apart from each other: what overlaps
/// or touches is one range. They end after the marks and joiners that belong to their last letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Byte ranges in the headline, ascending, apart from each other.
    pub headline: Vec<Range<usize>>,
    /// Byte ranges in the deck, likewise.
    pub deck: Vec<Range<usize>>,
    /// Byte ranges in the body, likewise.
    pub body: Vec<Range<usize>>,
    /// For each range in `body`, the rows of the mark that made it: bit *i* is the *i*-th row in
    /// the order in which rows stand in the mark, counted modulo 64 (a query has 64 clauses at
    /// most).
    pub body_leaves: Vec<u64>,
    /// Positions of the words marked, in the article's space of positions; ascending, each once.
    pub positions: Vec<u32>,
}

/// A mark made ready to be found in many articles. Share it between threads as you like; the
/// analyzer is what is not shared.
pub struct Finder<'m> {
    tree: Tree,
    leaves: Vec<Leaf<'m>>,
    meetings: Vec<Meeting>,
    /// Of every slot, by number, where it is looked for.
    parts: Vec<MarkPart>,
    sieve: Sieve<'m>,
    defaults: StemPlan,
}

/// Finds a mark in one article; for several, make a [`Finder`] once.
pub fn find(analyzer: &mut Analyzer, shown: &Shown<'_>, mark: &Mark) -> Found {
    Finder::new(mark).find(analyzer, shown)
}

impl<'m> Finder<'m> {
    /// Reads a mark. Takes time proportional to the number of its spellings.
    pub fn new(mark: &'m Mark) -> Finder<'m> {
        let Read { tree, leaves, meetings } = tree::read(mark);
        let part_of_slots = |leaf: &Leaf<'m>| std::iter::repeat_n(leaf.part, leaf.slots.len());
        let parts: Vec<MarkPart> = leaves.iter().flat_map(part_of_slots).collect();
        let shown = leaves.iter().filter(|leaf| leaf.is_shown());
        let numbered = shown.flat_map(|leaf| {
            let spellings = leaf.slots.iter().map(|(_, spellings)| spellings);
            (leaf.first as u32..).zip(spellings)
        });
        let sieve = Sieve::new(numbered);
        Finder { tree, leaves, meetings, parts, sieve, defaults: StemPlan::default() }
    }

    /// Reads articles by other stemmers than the program's own where a language does not decide;
    /// they must be those the index was built with.
    pub fn with_defaults(mut self, defaults: StemPlan) -> Finder<'m> {
        self.defaults = defaults;
        self
    }

    /// Tells whether what is marked in one part of an article that matches depends on the others, as in
    /// `ATLEAST/2(oil)` or `(oil AND gas) OR coal`: then a headline cannot be read alone.
    pub fn needs_all_parts(&self) -> bool {
        !self.tree.is_plain(&self.meetings)
    }

    /// Finds the mark in an article.
    ///
    /// A row without slop is one range from its first word to its last; the words of a row with
    /// slop are marked one by one, in every smallest window, or where they meet what they have to. No
    /// row spans two parts. Of a body longer than 32 KiB the rest is left unread once 64 places are found
    /// and none of the rows is wanting; not so where rows have to meet.
    pub fn find(&self, analyzer: &mut Analyzer, shown: &Shown<'_>) -> Found {
        let plan = StemPlan::for_lang(shown.lang, self.defaults);
        let mut search = Search {
            finder: self,
            analyzer,
            loose: self.sieve.is_loose(&plan),
            plan,
            places: vec![Vec::new(); self.parts.len()],
            found: vec![false; self.leaves.len()],
            meetings: Meetings::new(&self.leaves, &self.meetings),
        };
        let headline = search.line(Part::Headline, shown.headline.unwrap_or(""));
        let deck = search.line(Part::Deck, shown.deck.unwrap_or(""));
        let body = search.body(shown.body);
        let Search { found: mut leaves, mut meetings, .. } = search;
        meetings.find(&self.meetings, &mut leaves);
        let marked = self.tree.marked(&self.leaves, &leaves);
        let held = meetings.kept(&marked[self.leaves.len()..]);
        let keeps = |m: &Match| match m.held {
            Some(stand) => held.contains(&(m.leaf, stand)),
            None => marked[m.leaf as usize],
        };
        let mut found = Found::default();
        let mut keep = |matches: Vec<Match>, text: &str| {
            merge(matches.into_iter().filter(keeps), text, &mut found.positions)
        };
        found.headline = keep(headline, shown.headline.unwrap_or("")).0;
        found.deck = keep(deck, shown.deck.unwrap_or("")).0;
        (found.body, found.body_leaves) = keep(body, shown.body);
        found.positions.sort_unstable();
        found.positions.dedup();
        found
    }
}

/// One match of a leaf, or one word of it if it has slop.
pub(super) struct Match {
    leaf: u32,
    start: usize,
    end: usize,
    position: u32,
    /// Words at the positions that follow, which belong to it.
    more: Vec<u32>,
    /// Of a leaf that has to meet others: number of the stretch that it is a word of.
    held: Option<u32>,
}

/// The state of finding in one article.
struct Search<'f, 'm> {
    finder: &'f Finder<'m>,
    analyzer: &'f mut Analyzer,
    plan: StemPlan,
    /// Whether every token must be looked up.
    loose: bool,
    /// For every slot the places in the present part, by position.
    places: Vec<Vec<Place>>,
    /// For every leaf whether it was found in some part.
    found: Vec<bool>,
    /// What has to meet, and where it stands.
    meetings: Meetings,
}

impl Search<'_, '_> {
    /// Reads a headline or deck.
    fn line(&mut self, part: Part, text: &str) -> Vec<Match> {
        let window = part.place(self.analyzer, text);
        let here = |wanted, _| match part {
            Part::Headline => matches!(wanted, MarkPart::Text | MarkPart::Headline),
            _ => matches!(wanted, MarkPart::Text | MarkPart::Body),
        };
        self.clear();
        self.scan(text, 0, window, here);
        self.collect()
    }

    /// Reads a body paragraph by paragraph, laid out as [`crate::analysis::article::body`] does it.
    fn body(&mut self, text: &str) -> Vec<Match> {
        let (mut base, mut offset, mut lead) = (BODY_BASE, 0, true);
        // Words of the paragraphs before.
        let mut words = 0;
        // What meets may do so at the very end.
        let mut next_look = if self.meetings.is_empty() { LONG_BODY } else { usize::MAX };
        self.clear();
        for paragraph in text.split('\n') {
            let here = |wanted, last: u32| match wanted {
                MarkPart::Text | MarkPart::Body => true,
                MarkPart::Lead => lead,
                MarkPart::First(first) => last.saturating_add(words) < first,
                MarkPart::Headline | MarkPart::Elsewhere => false,
            };
            let used = self.scan(paragraph, offset, base..u32::MAX, here);
            if used > 0 {
                base = base.saturating_add(used).saturating_add(1);
                words = words.saturating_add(used);
                lead = false;
            }
            offset += paragraph.len() + 1;
            if offset >= next_look {
                next_look = offset + LONG_BODY;
                let matches = self.collect();
                if matches.len() >= ENOUGH && !self.is_wanting() {
                    return matches;
                }
            }
        }
        self.collect()
    }

    fn clear(&mut self) {
        self.places.iter_mut().for_each(Vec::clear);
    }

    /// Tells whether a leaf that could be found was not.
    fn is_wanting(&self) -> bool {
        let mut leaves = self.found.iter().zip(&self.finder.leaves);
        leaves.any(|(found, leaf)| !found && leaf.is_shown())
    }

    /// Reads one paragraph; returns the number of positions it takes. `here` is asked with the last
    /// position of a word in the paragraph.
    fn scan(
        &mut self,
        text: &str,
        offset: usize,
        window: Range<u32>,
        here: impl Fn(MarkPart, u32) -> bool,
    ) -> u32 {
        let Search { finder, analyzer, places, loose, meetings, .. } = self;
        let mut starts = Starts::of(meetings, text, window.start == BODY_BASE || offset > 0);
        let every = *loose || finder.sieve.has_verbatim();
        let last = window.end - 1;
        let wants = |form: &str, stemmer| finder.sieve.wants_stem(form, stemmer);
        analyzer.scan(text, self.plan, wants, &mut |token: &Token<'_>| {
            if let Some(starts) = &mut starts {
                starts.word(token.start, window.start.saturating_add(token.position).min(last));
            }
            if !every && !finder.sieve.may_accept(token.form) {
                return;
            }
            let mut take = |slot: usize, end: usize, width: u32| {
                if here(finder.parts[slot], token.position.saturating_add(width - 1)) {
                    let position = window.start.saturating_add(token.position).min(last);
                    let (start, end) = (offset + token.start, offset + end);
                    push(&mut places[slot], Place { position, start, end });
                }
            };
            let width = if token.kind == TokenKind::Pair { 2 } else { 1 };
            let whole = |slot| take(slot, token.end, width);
            finder.sieve.accept(token.stem, token.form, token.verbatim, whole);
            if matches!(token.kind, TokenKind::Pair | TokenKind::Last) {
                // What belongs to the character is added when ranges are made.
                let first = text[token.start..].chars().next().map_or(0, char::len_utf8);
                finder.sieve.accept_head(token.form, |slot| take(slot, token.start + first, 1));
            }
        })
    }

    /// Matches all leaves in the part just read.
    fn collect(&mut self) -> Vec<Match> {
        let mut matches = Vec::new();
        for (number, leaf) in self.finder.leaves.iter().enumerate() {
            let before = matches.len();
            let slots = &self.places[leaf.first..leaf.first + leaf.slots.len()];
            if leaf.held {
                self.meetings.collect(number as u32, leaf, slots, &mut matches);
            } else {
                collect_leaf(number as u32, leaf, slots, &mut matches);
                self.found[number] |= matches.len() > before;
            }
        }
        matches
    }
}

/// Adds a place. Tokens that share a position (a hyphenated word and its first part) are one place,
/// as long as the longest.
fn push(places: &mut Vec<Place>, place: Place) {
    match places.last_mut() {
        Some(last) if last.position == place.position && last.start == place.start => {
            last.end = last.end.max(place.end);
        }
        _ => places.push(place),
    }
}

/// Gives the stretches at which a leaf stands, each with its words.
pub(super) fn rows_of(leaf: &Leaf<'_>, places: &[Vec<Place>], mut take: impl FnMut(&[Place])) {
    if let [single] = places {
        return single.iter().for_each(|place| take(std::slice::from_ref(place)));
    }
    let offsets = leaf.slots.iter().map(|(offset, _)| *offset);
    let slots: Vec<(u32, &[Place])> = offsets.zip(places.iter().map(Vec::as_slice)).collect();
    let position = |place: &Place| place.position;
    match leaf.slop {
        0 => rows::fixed(&slots, take),
        // All of it stands in the part just read.
        slop if leaf.held => slop::every(&slots, position, slop, &Bounds::default(), take),
        slop => slop::smallest(&slots, position, slop, &Bounds::default(), take),
    }
}

/// Adds the matches that one stretch makes: one range, or its words one by one where they may be moved.
pub(super) fn add_row(
    leaf: u32,
    row: &[Place],
    slop: u32,
    held: Option<u32>,
    out: &mut Vec<Match>,
) {
    if slop > 0 {
        return out.extend(row.iter().map(|place| {
            let Place { position, start, end } = *place;
            Match { leaf, start, end, position, more: Vec::new(), held }
        }));
    }
    let Some((first, rest)) = row.split_first() else { return };
    out.push(Match {
        leaf,
        start: row.iter().map(|place| place.start).min().unwrap_or(first.start),
        end: row.iter().map(|place| place.end).max().unwrap_or(first.end),
        position: first.position,
        more: rest.iter().map(|place| place.position).collect(),
        held,
    });
}

fn collect_leaf(number: u32, leaf: &Leaf<'_>, places: &[Vec<Place>], out: &mut Vec<Match>) {
    rows_of(leaf, places, |row| add_row(number, row, leaf.slop, None, out));
}

/// Makes ranges of matches: sorted, widened to whole clusters, joined where they overlap or touch.
fn merge(
    matches: impl Iterator<Item = Match>,
    text: &str,
    positions: &mut Vec<u32>,
) -> (Vec<Range<usize>>, Vec<u64>) {
    let mut spans: Vec<(usize, usize, u64)> = Vec::new();
    for found in matches {
        positions.push(found.position);
        positions.extend(found.more);
        let end = end_of_cluster(text, found.end);
        spans.push((found.start, end, 1 << (found.leaf % u64::BITS)));
    }
    spans.sort_unstable();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut leaves: Vec<u64> = Vec::new();
    for (start, end, leaf) in spans {
        match (ranges.last_mut(), leaves.last_mut()) {
            (Some(range), Some(bits)) if start <= range.end => {
                range.end = range.end.max(end);
                *bits |= leaf;
            }
            _ => {
                ranges.push(start..end);
                leaves.push(leaf);
            }
        }
    }
    (ranges, leaves)
}
