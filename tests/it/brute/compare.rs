//! The engine's answer beside the slow one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;

use news_search::analysis::Part;
use news_search::engine::request::Snippet;
use news_search::engine::{Engine, Hit, SearchRequest};
use news_search::query::ast::Node;
use news_search::query::error::QueryError;
use news_search::query::parse::{ParseOptions, parse};
use news_search::query::print::print;
use unicode_width::UnicodeWidthChar;

use super::answer::{Answer, answer};
use super::rows::Row;
use super::texts::{Corpus, Text};

/// Hits of a query whose passages are compared; their bodies are read by the highlighter.
const PASSAGES: usize = 12;

/// Wider than any body.
const COLUMNS: usize = 1 << 30;

/// One text in which the two differ.
pub struct Difference {
    pub text: usize,
    pub what: &'static str,
    pub engine: String,
    pub slow: String,
}

pub struct Comparer<'a> {
    pub corpus: &'a Corpus,
    pub engine: &'a dyn Engine,
    numbers: BTreeMap<[u8; 16], usize>,
}

impl<'a> Comparer<'a> {
    pub fn new(corpus: &'a Corpus, engine: &'a dyn Engine) -> Comparer<'a> {
        let id = |(number, text): (usize, &Text)| (text.article.id.0, number);
        let numbers = corpus.texts.iter().enumerate().map(id).collect();
        Comparer { corpus, engine, numbers }
    }

    /// Prints a query and reads it again: what a person would have typed.
    pub fn typed(&self, node: &Node) -> Node {
        self.read(node).unwrap_or_else(|error| panic!("{}: {error}", print(node)))
    }

    fn read(&self, node: &Node) -> Result<Node, QueryError> {
        let now = "2024-08-26T12:00:00Z[UTC]".parse().unwrap();
        let saved = BTreeMap::new();
        let options = ParseOptions { now: &now, strict: false, bag: false, saved: &saved };
        Ok(parse(&print(node), &options)?.query)
    }

    fn search(&self, query: &Node, offset: usize, limit: usize, shown: bool) -> Vec<Hit> {
        let mut request = SearchRequest::new(query.clone(), 0);
        request.snippet = shown.then_some(Snippet { columns: COLUMNS });
        (request.offset, request.limit) = (offset, limit);
        let hits = self.engine.search(&request);
        let hits = hits.unwrap_or_else(|error| panic!("{}: {error}", print(query)));
        assert!(!hits.partial);
        hits.hits
    }

    /// Compares the answers to a query; `pick` chooses whose passages are compared. `None` where there
    /// are too many matches for the slow way. With `only`, all about one text alone.
    pub fn compare(
        &self,
        query: &Node,
        pick: usize,
        only: Option<usize>,
    ) -> Option<Option<Difference>> {
        let slow = answer(self.corpus, query, None).ok()?;
        let mut hits = self.search(query, 0, self.corpus.texts.len() + 1, false);
        let found = hits.len();
        let number = |hit: &Hit| self.numbers[&hit.id.0];
        let ids: BTreeSet<usize> = hits.iter().map(number).collect();
        assert_eq!(ids.len(), found, "{}: some came twice", print(query));
        let wanted: BTreeSet<usize> = slow.keys().copied().collect();
        let of = |text: &usize| only.is_none_or(|only| only == *text);
        if let Some(text) = ids.symmetric_difference(&wanted).find(|text| of(text)) {
            let told = |found: bool| String::from(if found { "found" } else { "not found" });
            let (engine, slow) = (told(ids.contains(text)), told(wanted.contains(text)));
            return Some(Some(Difference { text: *text, what: "article", engine, slow }));
        }
        if takes_for_granted(query, false) {
            return Some(None);
        }
        for hit in hits.iter().filter(|hit| of(&number(hit))) {
            let (text, headline) = (number(hit), hit.headline.as_deref().unwrap_or(""));
            let engine = shown(headline, &hit.headline_highlights);
            let slow = shown(headline, &marks(&slow, text, Part::Headline));
            if engine != slow {
                let (engine, slow) = (told(&engine), told(&slow));
                return Some(Some(Difference { text, what: "headline", engine, slow }));
            }
        }
        let offset = pick % found.saturating_sub(PASSAGES).max(1);
        hits = match only {
            None => self.search(query, offset, PASSAGES, true),
            Some(_) => self.search(query, 0, found.max(1), true),
        };
        for hit in hits.iter().filter(|hit| of(&number(hit))) {
            if let Some(difference) = self.passage(hit, number(hit), &slow) {
                return Some(Some(difference));
            }
        }
        Some(None)
    }

    fn passage(&self, hit: &Hit, number: usize, slow: &Answer) -> Option<Difference> {
        let text = &self.corpus.texts[number];
        let of = |part| marks(slow, number, part);
        let in_deck = of(Part::Body).is_empty() && !of(Part::Deck).is_empty();
        let part = if in_deck { Part::Deck } else { Part::Body };
        let slow = shown(text.of(part), &of(part));
        let engine = match &hit.snippet {
            Some(passage) => {
                assert!(!passage.cut_before && !passage.cut_after);
                shown(&passage.text, &passage.highlights)
            }
            None => Vec::new(),
        };
        let difference = |engine, slow| Difference { text: number, what: "passage", engine, slow };
        (engine != slow).then(|| difference(told(&engine), told(&slow)))
    }

    /// Makes a query smaller for as long as the two differ on that text.
    pub fn shrink(&self, query: &Node, text: usize) -> (Node, Difference) {
        let differs = |query: &Node| {
            let typed = self.read(query).ok()?;
            let difference = self.compare(&typed, 0, Some(text))??;
            Some((typed, difference))
        };
        let mut best = differs(query).expect("it differed before");
        while let Some(smaller) = smaller(&best.0).iter().find_map(differs) {
            best = smaller;
        }
        best
    }
}

/// Tells whether an exclusion or a value stands under alternatives. The highlighter takes both for
/// granted, so that there it may mark a word of an alternative that does not hold; such queries are
/// compared by what they find alone.
fn takes_for_granted(node: &Node, among: bool) -> bool {
    let any = |of: &[Node], among| of.iter().any(|node| takes_for_granted(node, among));
    match node {
        Node::Or(of) | Node::Quorum { of, .. } => any(of, true),
        Node::Bag(of) | Node::And(of) => any(of, among),
        Node::Weight { of, .. } | Node::First { of, .. } => takes_for_granted(of, among),
        Node::Not(_) | Node::Key { .. } | Node::Exists { .. } => among,
        _ => false,
    }
}

fn marks(slow: &Answer, number: usize, part: Part) -> Vec<Range<usize>> {
    let rows = slow.get(&number).into_iter().flatten().filter(|row: &&Rc<Row>| row.part() == part);
    rows.flat_map(|row| row.marks.iter().map(|(start, end)| *start..*end)).collect()
}

/// A text as a passage prints it, each character with whether it is marked; characters without width
/// aside, because marks are widened over them.
fn shown(text: &str, marks: &[Range<usize>]) -> Vec<(char, bool)> {
    let mut all: Vec<(char, bool)> = Vec::new();
    let mut covered = vec![false; text.len()];
    marks.iter().for_each(|range| covered[range.clone()].fill(true));
    for (at, c) in text.char_indices() {
        let marked = covered[at];
        match all.last_mut() {
            Some((' ', before)) if c.is_whitespace() => *before &= marked,
            None if c.is_whitespace() => {}
            _ if c.is_whitespace() => all.push((' ', marked)),
            _ if c.width().unwrap_or(0) == 0 => {}
            _ => all.push((c, marked)),
        }
    }
    if all.last().is_some_and(|last| last.0 == ' ') {
        all.pop();
    }
    all
}

/// Tells what is marked, with a little around it.
fn told(shown: &[(char, bool)]) -> String {
    let mut text = String::new();
    let near = |at: usize| {
        let around = at.saturating_sub(25)..(at + 25).min(shown.len());
        shown[around].iter().any(|(_, marked)| *marked)
    };
    for (at, (c, marked)) in shown.iter().enumerate() {
        let before = at > 0 && shown[at - 1].1;
        if *marked && !before {
            text.push('⟦');
        }
        if !*marked && before {
            text.push('⟧');
        }
        if near(at) {
            text.push(*c);
        } else if !text.ends_with('…') {
            text.push('…');
        }
    }
    if text.len() > 1500 {
        let cut = (0..=1500).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(cut);
        let _ = write!(text, " (and more)");
    }
    text
}

/// Returns queries that are a step smaller.
fn smaller(node: &Node) -> Vec<Node> {
    let mut made = Vec::new();
    let mut list = |of: &[Node], make: &dyn Fn(Vec<Node>) -> Node| {
        for (at, item) in of.iter().enumerate() {
            made.push(item.clone());
            let mut without = of.to_vec();
            without.remove(at);
            if without.len() > 1 {
                made.push(make(without));
            }
            for item in smaller(item) {
                let mut changed = of.to_vec();
                changed[at] = item;
                made.push(make(changed));
            }
        }
    };
    match node {
        Node::Bag(of) => list(of, &Node::Bag),
        Node::And(of) => list(of, &Node::And),
        Node::Or(of) => list(of, &Node::Or),
        Node::Quorum { min, of } => {
            list(of, &|of| Node::Quorum { min: (*min).min(of.len() as u32), of });
        }
        Node::Not(of) => {
            made.push((**of).clone());
            made.extend(smaller(of).into_iter().map(|of| Node::Not(Box::new(of))));
        }
        Node::Weight { of, .. } => made.push((**of).clone()),
        Node::Mentions { min, of } => {
            made.push((**of).clone());
            let lower = (*min > 1).then(|| Node::Mentions { min: min - 1, of: of.clone() });
            made.extend(lower);
            let again = |of| Node::Mentions { min: *min, of: Box::new(of) };
            made.extend(smaller(of).into_iter().map(again));
        }
        Node::First { words, of } => {
            made.push((**of).clone());
            let again = |of| Node::First { words: *words, of: Box::new(of) };
            made.extend(smaller(of).into_iter().map(again));
        }
        Node::Near { kind, left, right } => {
            made.extend([(**left).clone(), (**right).clone()]);
            let pair = |left: Node, right: Node| Node::Near {
                kind: *kind,
                left: Box::new(left),
                right: Box::new(right),
            };
            made.extend(smaller(left).into_iter().map(|left| pair(left, (**right).clone())));
            made.extend(smaller(right).into_iter().map(|right| pair((**left).clone(), right)));
        }
        Node::Phrase { scope, parts, slop } => {
            for at in 0..parts.len() {
                let mut fewer = parts.clone();
                if fewer[at].len() > 1 {
                    fewer[at].pop();
                } else if fewer.len() > 1 && (at == 0 || at + 1 == fewer.len()) {
                    fewer.remove(at);
                } else {
                    continue;
                }
                made.push(Node::Phrase { scope: *scope, parts: fewer, slop: *slop });
            }
        }
        _ => {}
    }
    made
}
