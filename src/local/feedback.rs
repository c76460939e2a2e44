//! Words of the best hits that are added to a query, which is then searched again.
//!
//! Rocchio's formula in the form that drifts least where few articles are relevant: each of the hits is a
//! vector (1 + ln tf)·idf over its stems, of unit length; of their mean the best words make a vector
//! of unit length again, r. A word then weighs q/|q| + w·r/idf, for idf comes in again with the score. Common
//! words are not added, nor those without a stem: function words and numbers.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;

use crate::analysis::{Analyzer, StemPlan, Token};
use crate::engine::EngineError;
use crate::engine::hits::Expanded;
use crate::engine::ranking::{Feedback, Ranking};
use crate::highlight::{Mark, MarkPart, Spellings};
use crate::local::best::Candidate;
use crate::local::engine::LocalEngine;
use crate::local::lower::Lowering;
use crate::local::piece::{Piece, Shape, any_of};
use crate::local::plan::Plan;
use crate::local::slots::idf;
use crate::local::spelling::Alternative;
use crate::local::stored::{Head, text_of};
use crate::local::weighing::Weighing;
use crate::local::{damaged, hits, schema as s};
use crate::query::ast::Node;
use crate::query::print::print;

/// What feedback made of a query.
#[derive(Debug, Clone, Default)]
pub struct Expansion {
    /// What the query's own parts are multiplied by, 1/|q|.
    pub scale: f32,
    /// The words that were added, the heaviest first.
    pub added: Vec<Added>,
}

/// A word that was added.
#[derive(Debug, Clone)]
pub struct Added {
    /// Its most frequent form in the articles that were read.
    pub form: String,
    /// What is looked for.
    pub term: Term,
    /// The weight that feedback gives it.
    pub weight: f32,
    /// Its own weight as a query word.
    pub typical: f32,
    /// Whether the query has it already.
    pub typed: bool,
}

impl Expansion {
    /// Returns the words for an answer.
    pub fn told(&self) -> Vec<Expanded> {
        let told = |added: &Added| Expanded { word: added.form.clone(), weight: added.weight };
        self.added.iter().map(told).collect()
    }
}

/// A stem in the articles that were read.
#[derive(Default)]
struct Found {
    /// Sum over the articles of its share in their vectors.
    sum: f64,
    idf: f64,
    forms: BTreeMap<String, u32>,
}

/// Chooses words from the best hits.
fn choose(
    lowering: &mut Lowering<'_>,
    best: &[Candidate],
    feedback: Feedback,
) -> Result<Vec<(String, f64, String)>, EngineError> {
    let articles = lowering.statistics.total_num_docs()?;
    let most = articles as f64 * f64::from(feedback.common);
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for candidate in best {
        let mut counts = BTreeMap::new();
        read(lowering, candidate, &mut counts)?;
        let mut vector = Vec::with_capacity(counts.len());
        for (stem, (times, forms)) in counts {
            let of = match found.entry(stem.clone()) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    let term = Term::from_field_text(s::STEM, &stem);
                    let having = lowering.searcher.doc_freq(&term)?;
                    let rare = having > 0 && having as f64 <= most;
                    let idf = if rare { idf(having, articles) } else { 0.0 };
                    entry.insert(Found { idf, ..Found::default() })
                }
            };
            for (form, times) in forms {
                *of.forms.entry(form).or_default() += times;
            }
            vector.push((stem, (1.0 + f64::from(times).ln()) * of.idf));
        }
        let length = norm(vector.iter().map(|(_, value)| *value));
        for (stem, value) in vector {
            if let Some(of) = found.get_mut(&stem).filter(|_| value > 0.0) {
                of.sum += value / length;
            }
        }
    }
    let mut best: Vec<(String, Found)> = found.into_iter().filter(|(_, of)| of.sum > 0.0).collect();
    // Stable: of equal ones the first in the alphabet.
    best.sort_by(|a, b| b.1.sum.total_cmp(&a.1.sum));
    best.truncate(feedback.words);
    let length = norm(best.iter().map(|(_, of)| of.sum));
    let word = |(stem, of): (String, Found)| {
        let form = of.forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        let weight = f64::from(feedback.weight) * of.sum / length / of.idf;
        (stem, weight, form.map_or_else(String::new, |(form, _)| form))
    };
    Ok(best.into_iter().map(word).collect())
}

/// Counts the stems of an article as the index counts them, with the forms that they stand for.
fn read(
    lowering: &mut Lowering<'_>,
    candidate: &Candidate,
    counts: &mut BTreeMap<String, (u32, BTreeMap<String, u32>)>,
) -> Result<(), EngineError> {
    let document = hits::fetch(lowering.searcher, candidate.address())?;
    let head = Head::read(&document).map_err(|why| damaged("a stored article", why))?;
    let plan = StemPlan::for_lang(head.lang, StemPlan::default());
    let analyzer: &mut Analyzer = &mut lowering.analyzer;
    let mut take = |text: &str, times: u32| {
        analyzer.text(text, plan, &mut |token: &Token<'_>| {
            let Some(stem) = token.stem else { return };
            let of = counts.entry(stem.to_owned()).or_default();
            of.0 += times;
            *of.1.entry(token.form.to_owned()).or_default() += times;
        });
    };
    take(head.headline.as_deref().unwrap_or(""), s::HEADLINE_WEIGHT);
    take(head.deck.as_deref().unwrap_or(""), 1);
    take(text_of(&document, s::TEXT).unwrap_or(""), 1);
    Ok(())
}

fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt()
}

/// The length of the vector of a query: each of its words and other parts with its weight, repeated ones
/// added up.
fn length_of(lowering: &mut Lowering<'_>, query: &Node) -> f64 {
    let mut weights = BTreeMap::new();
    collect(lowering, query, 1.0, &mut weights);
    norm(weights.into_values())
}

fn collect(
    lowering: &mut Lowering<'_>,
    node: &Node,
    weight: f64,
    weights: &mut BTreeMap<String, f64>,
) {
    match node {
        Node::Bag(of) => {
            for node in lowering.without_stop_words(of) {
                collect(lowering, node, weight, weights);
            }
        }
        Node::And(of) | Node::Or(of) | Node::Quorum { of, .. } => {
            of.iter().for_each(|node| collect(lowering, node, weight, weights));
        }
        Node::Weight { of, weight: typed } => {
            collect(lowering, of, weight * f64::from(*typed), weights);
        }
        node if Weighing::may_score(node) => {
            *weights.entry(print(node).to_lowercase()).or_default() += weight;
        }
        _ => {}
    }
}

/// Adds words of the best hits to a plan. Where any word will do (`widen`), so will an added one; else they
/// only score, and what matches stays what the query asked for.
pub fn add(
    engine: &LocalEngine,
    lowering: &mut Lowering<'_>,
    plan: &mut Plan,
    query: &Node,
    best: &[Candidate],
    (ranking, widen): (Ranking, bool),
) -> Result<Expansion, EngineError> {
    let length = length_of(lowering, query);
    let chosen = choose(lowering, best, ranking.feedback)?;
    if chosen.is_empty() || length == 0.0 {
        return Ok(Expansion { scale: 1.0, added: Vec::new() });
    }
    let scale = (1.0 / length) as f32;
    for piece in &mut plan.scored {
        piece.shape.scale(scale);
    }
    let mut own: BTreeSet<Term> = BTreeSet::new();
    for piece in &plan.scored {
        if let Shape::Terms(terms) = &piece.shape {
            own.extend(terms.iter().map(|(term, _)| term.clone()));
        }
    }
    let weighing = Weighing::of(engine, ranking);
    let mut added = Vec::with_capacity(chosen.len());
    let (mut terms, mut marks) = (Vec::new(), Vec::new());
    for (stem, weight, form) in chosen {
        let term = Term::from_field_text(s::STEM, &stem);
        let typical = weighing.weight(&[Alternative::plain(term.clone())])?;
        let weight = weight as f32;
        terms.push((term.clone(), weight * typical));
        let mut spellings = Spellings::default();
        spellings.stems.insert(stem);
        marks.push(Mark::Row { slots: vec![(0, spellings)], slop: 0, part: MarkPart::Text });
        let typed = own.contains(&term);
        added.push(Added { form, term, weight, typical, typed });
    }
    if widen && plan.scored.len() == 1 && plan.required.is_none() {
        let own = plan.scored.remove(0);
        let words = Piece { shape: Shape::Terms(terms), mark: Mark::Any(marks) };
        plan.scored.push(any_of(vec![own, words]));
        plan.never = false;
    } else {
        plan.optional = terms;
    }
    Ok(Expansion { scale, added })
}
