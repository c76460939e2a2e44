//! A score taken apart: each part of the query with what it adds, in words.
//!
//! The query is lowered as for a search, with a trace of what each of its parts became.
//! A part that scores is then weighed alone in this one article; parts inside of what does not match as
//! a whole add nothing.

use std::time::Instant;

use tantivy::postings::Postings;
use tantivy::query::{Bm25StatisticsProvider, EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, SegmentReader, Term};

use crate::analysis::Part as TextPart;
use crate::article::published::DAY;
use crate::engine::explained::{Age, Explained, Explanation, Length, Part, Word};
use crate::engine::request::{Recency, Sort};
use crate::engine::{EngineError, SearchRequest};
use crate::local::engine::LocalEngine;
use crate::local::feedback::Expansion;
use crate::local::lower::Lowering;
use crate::local::piece::{any_term, term_query};
use crate::local::plan::Plan;
use crate::local::scores::Scores;
use crate::local::search::Search;
use crate::local::slots::idf;
use crate::local::stored::Head;
use crate::local::sums::Sum;
use crate::local::trace::{Scored, Trace, Traced};
use crate::local::{damaged, hits, schema as s};
use crate::query::ast::{Node, Scope};
use crate::query::codes;
use crate::query::print::print;

/// Explains the score that an article has for a request.
pub fn explain(
    engine: &LocalEngine,
    at: DocAddress,
    request: &SearchRequest,
) -> Result<Explained, EngineError> {
    // The score of a page of hits, whatever page this would be.
    let request = SearchRequest { sort: Sort::Relevance, limit: 1, ..request.clone() };
    let mut lowering = Lowering::for_request(engine, &request);
    lowering.trace = Some(Trace::default());
    let mut plan = lowering.plan(&request.query, request.matching)?;
    let trace = lowering.trace.take().unwrap_or_default();
    let mut search = Search::new(engine, &request, Instant::now());
    let relaxed = search.relax(&mut plan)?;
    let expansion = search.expand(&mut lowering, &mut plan)?.unwrap_or_default();
    let segment = engine.searcher().segment_reader(at.segment_ord);
    let document = hits::fetch(engine.searcher(), at)?;
    let head = Head::read(&document).map_err(|why| damaged("a stored article", why))?;
    let one = One { engine, lowering: &lowering, segment, at };
    if !one.matches(search.matching_query(&plan, true).as_ref())? {
        let message = format!("the article {} does not match the query", head.id);
        return Err(EngineError::query(codes::NO_MATCH, message));
    }
    let (mut parts, mut missing) = (Vec::new(), Vec::new());
    let scale = if expansion.added.is_empty() { 1.0 } else { expansion.scale };
    for traced in &trace.parts {
        one.part(traced, scale, &mut parts, &mut missing)?;
    }
    one.added(&expansion, &mut parts)?;
    let (sum, tree) = one.score(&plan)?;
    let date = one.date()?;
    let aging = search.aging();
    let factor = aging.factor(date);
    let age = (request.recency != Recency::Off)
        .then(|| Age { factor, days: date.map(|date| (aging.now - date).div_euclid(DAY)) });
    Ok(Explained {
        id: head.id,
        headline: head.headline,
        score: sum * factor,
        sum,
        parts,
        missing,
        unscored: trace.unscored,
        relaxed,
        expansion: expansion.told(),
        age,
        length: one.length()?,
        tree,
    })
}

/// One article, and how words are weighed.
struct One<'a> {
    engine: &'a LocalEngine,
    lowering: &'a Lowering<'a>,
    segment: &'a SegmentReader,
    at: DocAddress,
}

impl One<'_> {
    fn scoring(&self) -> EnableScoring<'_> {
        let (statistics, searcher) = (&self.lowering.statistics, self.engine.searcher());
        EnableScoring::enabled_from_statistics_provider(statistics, searcher)
    }

    /// Tells whether it matches.
    fn matches(&self, query: &dyn Query) -> Result<bool, EngineError> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.engine.searcher()))?;
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        if scorer.doc() < self.at.doc_id {
            scorer.seek(self.at.doc_id);
        }
        Ok(scorer.doc() == self.at.doc_id && !self.segment.is_deleted(self.at.doc_id))
    }

    /// Explains a query; `None` where it does not match.
    fn explanation(&self, query: &dyn Query) -> Result<Option<(f64, Explanation)>, EngineError> {
        let sum = Sum::of(query, self.scoring())?;
        let value = sum.value(self.segment, self.at.doc_id)?;
        Ok(value.zip(sum.explanation(self.segment, self.at.doc_id)?))
    }

    /// The score without age, as hits have it.
    fn score(&self, plan: &Plan) -> Result<(f32, Explanation), EngineError> {
        let nothing = || Explanation {
            value: 0.0,
            description: "nothing in the query scores".into(),
            parts: Vec::new(),
        };
        let Some(query) = plan.scoring_query() else { return Ok((0.0, nothing())) };
        let weight = query.weight(self.scoring())?;
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        if scorer.doc() < self.at.doc_id {
            scorer.seek(self.at.doc_id);
        }
        let scores = Scores::new(plan, self.engine.searcher(), &self.lowering.statistics);
        let score = scores.settle(self.segment, self.at.doc_id, scorer.score());
        scores.finish()?;
        let tree = self.explanation(query.as_ref())?.map(|(_, tree)| tree);
        Ok((score, tree.unwrap_or_else(nothing)))
    }

    /// Takes a traced part apart.
    fn part(
        &self,
        traced: &Traced,
        weight: f32,
        parts: &mut Vec<Part>,
        missing: &mut Vec<String>,
    ) -> Result<(), EngineError> {
        let query = match &traced.scored {
            Scored::Terms(terms) => any_term(terms.clone()),
            Scored::Query(query) => query.box_clone(),
        };
        if !self.matches(query.as_ref())? {
            missing.push(print(&traced.node));
            return Ok(());
        }
        if !traced.inside.is_empty() {
            let inner = match &traced.node {
                Node::Weight { weight: typed, .. } => weight * typed,
                _ => weight,
            };
            return traced.inside.iter().try_for_each(|of| self.part(of, inner, parts, missing));
        }
        let query_text = print(&traced.node);
        let part = match (&traced.scored, &traced.node) {
            (Scored::Terms(terms), Node::Word { scope: Scope::Text, .. }) => {
                let typical = terms.first().map_or(1.0, |(_, weight)| *weight);
                let terms: Vec<Term> = terms.iter().map(|(term, _)| term.clone()).collect();
                self.word(query_text, &terms, typical, weight)?
            }
            (Scored::Terms(terms), _) => {
                let mut there = Vec::new();
                let mut points = 0.0;
                for (term, own) in terms {
                    let value = self.value(term, *own)?;
                    if value > 0.0 {
                        points += value * f64::from(weight);
                        there.push(term.value().as_str().unwrap_or("?").to_owned());
                    }
                }
                let description = format!("words that fit: {}", there.join(", "));
                let points = points as f32;
                Part { query: query_text, added: false, weight, points, word: None, description }
            }
            (Scored::Query(query), _) => {
                let Some((value, explanation)) = self.explanation(query.as_ref())? else {
                    return Ok(());
                };
                let points = (value * f64::from(weight)) as f32;
                let description = explanation.description;
                Part { query: query_text, added: false, weight, points, word: None, description }
            }
        };
        parts.push(part);
        Ok(())
    }

    /// Explains the words that were added and that the article has.
    fn added(&self, expansion: &Expansion, parts: &mut Vec<Part>) -> Result<(), EngineError> {
        for added in &expansion.added {
            let terms = std::slice::from_ref(&added.term);
            if self.value(&added.term, 1.0)? > 0.0 {
                let part = self.word(added.form.clone(), terms, added.typical, added.weight)?;
                parts.push(Part { added: true, ..part });
            }
        }
        Ok(())
    }

    /// The points of a term of this weight; 0 where the article has it not.
    fn value(&self, term: &Term, weight: f32) -> Result<f64, EngineError> {
        let query = term_query(term.clone(), weight);
        let sum = Sum::of(query.as_ref(), self.scoring())?;
        Ok(sum.value(self.segment, self.at.doc_id)?.unwrap_or(0.0))
    }

    /// Explains a word that these terms stand for.
    fn word(
        &self,
        query: String,
        terms: &[Term],
        typical: f32,
        weight: f32,
    ) -> Result<Part, EngineError> {
        let mut places = Vec::new();
        let mut value = 0.0;
        for term in terms {
            value += self.value(term, 1.0)?;
            self.places(term, &mut places)?;
        }
        // A headline word stands three times in its place.
        places.sort_unstable();
        places.dedup();
        let in_headline = |place: &&u32| TextPart::of(**place) == TextPart::Headline;
        let headline = places.iter().filter(in_headline).count() as u32;
        let statistics = &self.lowering.statistics;
        let articles = terms.first().map_or(Ok(0), |term| statistics.doc_freq(term))?;
        let rarity = idf(articles, statistics.total_num_docs()?);
        let word = Word {
            headline,
            body: places.len() as u32 - headline,
            articles,
            rarity: rarity as f32,
            typical,
            presence: (value / rarity) as f32,
        };
        let points = (value * f64::from(typical) * f64::from(weight)) as f32;
        let description = "a word in any inflection".to_owned();
        Ok(Part { query, added: false, weight, points, word: Some(word), description })
    }

    /// Adds the positions of a term in the article.
    fn places(&self, term: &Term, places: &mut Vec<u32>) -> Result<(), EngineError> {
        let index = self.segment.inverted_index(term.field())?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let postings = index.read_postings(term, option);
        let Some(mut postings) = postings.map_err(crate::local::faults::reading)? else {
            return Ok(());
        };
        if postings.doc() < self.at.doc_id {
            postings.seek(self.at.doc_id);
        }
        if postings.doc() == self.at.doc_id {
            postings.append_positions_with_offset(0, places);
        }
        Ok(())
    }

    /// First civil second of its date.
    fn date(&self) -> Result<Option<i64>, EngineError> {
        let columns = self.engine.columns().number(self.at.segment_ord);
        let column = columns.map(|columns| columns.start()).transpose()?.flatten();
        Ok(column.and_then(|column| column.first(self.at.doc_id)))
    }

    fn length(&self) -> Result<Length, EngineError> {
        let norms = self.segment.fieldnorms_readers().get_field(s::STEM)?;
        let statistics = &self.lowering.statistics;
        let (words, articles) =
            (statistics.total_num_tokens(s::STEM)?, statistics.total_num_docs()?);
        Ok(Length {
            own: norms.map_or(0, |norms| norms.fieldnorm(self.at.doc_id)),
            average: words as f32 / articles.max(1) as f32,
        })
    }
}
