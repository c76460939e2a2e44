//! Conditions combined: which texts match, and what is marked in each.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use news_search::analysis::{Analyzer, is_stop_word, query};
use news_search::article::Field;
use news_search::query::ast::{KeyValue, Node, Scope};

use super::rows::Row;
use super::spans::{Span, Spans, TooMany, mentions, spans};
use super::texts::Corpus;

/// The texts that match, by number, and the rows that are marked in each.
pub type Answer = BTreeMap<usize, BTreeSet<Rc<Row>>>;

/// Answers a query; within the first so many words of the body, if so asked.
pub fn answer(corpus: &Corpus, node: &Node, first: Option<u32>) -> Result<Answer, TooMany> {
    let all = |of: &[&Node]| -> Result<Vec<Answer>, TooMany> {
        of.iter().map(|node| answer(corpus, node, first)).collect()
    };
    let each = |of: &'_ [Node]| all(&of.iter().collect::<Vec<_>>());
    let such = |is: &dyn Fn(usize) -> bool| -> Answer {
        let numbers = (0..corpus.texts.len()).filter(|number| is(*number));
        numbers.map(|number| (number, BTreeSet::new())).collect()
    };
    Ok(match node {
        Node::All => such(&|_| true),
        Node::Bag(of) => {
            let words: Vec<&Node> =
                of.iter().filter(|node| !is_function_word(corpus, node)).collect();
            let others = words.iter().any(|node| asks_for_words(node));
            let asked = if others { words } else { of.iter().collect() };
            at_least(&all(&asked)?, asked.len())
        }
        Node::And(of) => at_least(&each(of)?, of.len()),
        Node::Or(of) => at_least(&each(of)?, 1),
        Node::Quorum { min, of } => at_least(&each(of)?, *min as usize),
        Node::Not(of) => {
            let without = answer(corpus, of, first)?;
            such(&|number| !without.contains_key(&number))
        }
        Node::Weight { of, .. } => answer(corpus, of, first)?,
        Node::First { words, of } => {
            answer(corpus, of, Some(first.map_or(*words, |first| first.min(*words))))?
        }
        Node::Mentions { min, of } => {
            let mut found = spans(corpus, of, first, *min > 1)?;
            found.retain(|_, spans| mentions(spans) >= *min as usize);
            marked(found)
        }
        Node::Key { field: Field::Lang, value: KeyValue::Is(code) } => {
            such(&|number| corpus.texts[number].article.lang.code() == code)
        }
        Node::Exists { field: Field::Date } => {
            such(&|number| corpus.texts[number].article.published.is_some())
        }
        _ => marked(spans(corpus, node, first, false)?),
    })
}

fn marked(spans: Spans) -> Answer {
    let rows = |spans: Vec<Span>| spans.into_iter().flat_map(|span| span.rows).collect();
    spans.into_iter().map(|(number, spans)| (number, rows(spans))).collect()
}

/// The texts that so many of these match, with the marks of those that do.
fn at_least(of: &[Answer], least: usize) -> Answer {
    let mut held: BTreeMap<usize, (usize, BTreeSet<Rc<Row>>)> = BTreeMap::new();
    for answer in of {
        for (number, rows) in answer {
            let (count, marks) = held.entry(*number).or_default();
            *count += 1;
            marks.extend(rows.iter().cloned());
        }
    }
    held.retain(|_, (count, _)| *count >= least);
    held.into_iter().map(|(number, (_, marks))| (number, marks)).collect()
}

/// Tells whether an item of a bag is an English function word, which a bag does not ask for.
fn is_function_word(corpus: &Corpus, node: &Node) -> bool {
    let Node::Word { scope: Scope::Text, text, exact: false } = node else { return false };
    let read = query::word(&mut Analyzer::new(), text, &corpus.stems);
    matches!(&read.tokens[..], [only] if is_stop_word(&only.form))
}

/// Tells whether a node looks for words: exclusions and values do not.
fn asks_for_words(node: &Node) -> bool {
    let mut asks = false;
    node.walk(&mut |node| {
        asks |= matches!(node, Node::Word { .. } | Node::Phrase { .. } | Node::Pattern { .. });
    });
    asks && !matches!(node, Node::Not(_))
}
