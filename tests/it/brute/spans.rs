//! Rows that stand to each other as PRE, NEAR, NOT NEAR, SENT and PARA ask: every pair that does.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use news_search::analysis::Part;
use news_search::query::ast::{Near, Node};

use super::rows::{Row, rows};
use super::texts::{Corpus, Text};

/// Most matches of one operand in one text; the engine stops at 10,000.
const MOST: usize = 3_000;

/// A stretch of positions and the rows that make it, in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub first: u32,
    pub last: u32,
    pub rows: Vec<Rc<Row>>,
}

/// The matches of each text that has any.
pub type Spans = BTreeMap<usize, Vec<Span>>;

/// Says that a query has more matches in some text than this way of finding them is made for.
#[derive(Debug, Clone, Copy)]
pub struct TooMany;

/// Finds all matches of a word, phrase, pattern, proximity, or of alternatives of them. What has to meet
/// others or is counted stands in every way, a phrase with moves alone in its smallest windows.
pub fn spans(
    corpus: &Corpus,
    node: &Node,
    first: Option<u32>,
    every: bool,
) -> Result<Spans, TooMany> {
    let mut found: BTreeMap<usize, BTreeSet<Span>> = BTreeMap::new();
    match node {
        Node::Or(of) => {
            for node in of {
                for (number, list) in spans(corpus, node, first, every)? {
                    found.entry(number).or_default().extend(list);
                }
            }
        }
        Node::Near { kind, left, right } => {
            let (left, right) =
                (spans(corpus, left, first, true)?, spans(corpus, right, first, true)?);
            for (number, ones) in &left {
                let others = right.get(number).map_or(&[][..], Vec::as_slice);
                if ones.len() > MOST || others.len() > MOST {
                    return Err(TooMany);
                }
                let met = meet(&corpus.texts[*number], *kind, ones, others);
                if met.len() > MOST {
                    return Err(TooMany);
                }
                if !met.is_empty() {
                    found.insert(*number, met);
                }
            }
        }
        leaf => {
            for (number, list) in rows(corpus, leaf, first, every) {
                let span =
                    |row: Rc<Row>| Span { first: row.first, last: row.last, rows: vec![row] };
                found.insert(number, list.into_iter().map(span).collect());
            }
        }
    }
    Ok(found.into_iter().map(|(number, spans)| (number, spans.into_iter().collect())).collect())
}

fn meet(text: &Text, kind: Near, ones: &[Span], others: &[Span]) -> BTreeSet<Span> {
    let mut met = BTreeSet::new();
    for one in ones {
        if let Near::NotNear(n) = kind {
            if !others.iter().any(|other| stand(text, Near::Near(n), one, other)) {
                met.insert(one.clone());
            }
            continue;
        }
        for other in others.iter().filter(|other| stand(text, kind, one, other)) {
            let mut rows = [&one.rows[..], &other.rows[..]].concat();
            rows.sort();
            let (first, last) = (one.first.min(other.first), one.last.max(other.last));
            met.insert(Span { first, last, rows });
            if met.len() > MOST {
                return met;
            }
        }
    }
    met
}

/// Tells whether two stand so to each other.
fn stand(text: &Text, kind: Near, one: &Span, other: &Span) -> bool {
    let apart = |a: &Row, b: &Row| a.last < b.first || b.last < a.first;
    let disjoint = one.rows.iter().all(|a| other.rows.iter().all(|b| apart(a, b)));
    if Part::of(one.first) != Part::of(other.first) || !disjoint {
        return false;
    }
    let between = if one.last < other.first {
        other.first - one.last - 1
    } else if other.last < one.first {
        one.first - other.last - 1
    } else {
        0
    };
    let (first, last) = (one.first.min(other.first), one.last.max(other.last));
    match kind {
        Near::Pre(n) => one.last < other.first && between < n,
        Near::Near(n) => between < n,
        Near::NotNear(_) => unreachable!("asked of all others at once"),
        Near::Sentence => text.one_sentence(first, last),
        Near::Paragraph => text.one_paragraph(first, last),
    }
}

/// Returns the greatest number of matches of which no two overlap.
pub fn mentions(spans: &[Span]) -> usize {
    let mut by_end: Vec<&Span> = spans.iter().collect();
    by_end.sort_by_key(|span| span.last);
    let (mut count, mut free) = (0, 0);
    for span in by_end {
        if span.first >= free {
            (count, free) = (count + 1, span.last + 1);
        }
    }
    count
}
