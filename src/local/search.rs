//! One request, answered: lowered, collected, counted, fetched.

use std::sync::Arc;
use std::time::Instant;

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query};

use crate::engine::hits::{Hits, Note, Relaxed, Total};
use crate::engine::request::{Collapse, Count, Counting, Match, Sort};
use crate::engine::{EngineError, SearchRequest};
use crate::local::bag::relaxable;
use crate::local::best::{Before, Best, By, Candidate, Keep};
use crate::local::collect::{Aging, Conditions, Deadline, by_date, by_score};
use crate::local::columns::{ColumnQuery, Condition};
use crate::local::copies::Copies;
use crate::local::count::{Tally, count, total};
use crate::local::engine::LocalEngine;
use crate::local::feedback::Expansion;
use crate::local::lower::Lowering;
use crate::local::plan::Plan;
use crate::local::scores::Scores;
use crate::local::texts::Texts;
use crate::local::until::Until;
use crate::local::weighing::Weighing;
use crate::local::{facets, feedback, hits, suggest, unknown};
use crate::query::ast::Node;
use crate::query::codes;

/// Hits that one request may skip and return together.
const MOST_HITS: usize = 100_000;

/// Answers a request.
pub fn search(engine: &LocalEngine, request: &SearchRequest) -> Result<Hits, EngineError> {
    let began = Instant::now();
    let wanted = request.offset.saturating_add(request.limit);
    if wanted > MOST_HITS {
        let message = format!("offset and limit together exceed {MOST_HITS} hits");
        let error = EngineError::query(codes::FAR, message);
        return Err(error.help("narrow the query, for example with date:"));
    }
    let mut lowering = Lowering::for_request(engine, request);
    let end = request.deadline.and_then(|limit| began.checked_add(limit));
    lowering.until = end.map(|end| Arc::new(Until::new(end)));
    let mut plan = lowering.plan(&request.query, request.matching)?;
    let mut search = Search::new(engine, request, began);
    let relaxed = search.relax(&mut plan)?;
    let expansion = search.expand(&mut lowering, &mut plan)?;
    let articles = search.collect(&lowering, &plan, relaxed.is_some())?;
    let mut found = Hits {
        generation: engine.manifest().generation.clone(),
        took: began.elapsed(),
        total: articles.total,
        undated_excluded: search.undated_excluded(&plan)?,
        relaxed,
        expansion: expansion.as_ref().map_or_else(Vec::new, Expansion::told),
        partial: search.deadline.passed,
        names: std::mem::take(&mut lowering.spelled),
        notes: Vec::new(),
        suggestion: None,
        hits: Vec::new(),
        facets: Vec::new(),
    };
    for facet in &request.facets {
        let query = search.matching_query(&plan, true);
        let weight = query.weight(EnableScoring::disabled_from_searcher(engine.searcher()))?;
        let texts = engine.texts().filter(|_| facet.counting == Counting::Texts);
        found.facets.push(facets::count(engine.searcher(), weight.as_ref(), facet, texts)?);
    }
    let mark = plan.mark();
    let finder = crate::highlight::Finder::new(&mark);
    let copies = engine.texts().map(|texts| Copies::new(engine, texts, request.now));
    for candidate in articles.best.iter().skip(request.offset) {
        let analyzer = &mut lowering.analyzer;
        let mut hit = hits::hit(engine.searcher(), analyzer, candidate, &finder, request.snippet)?;
        if let Some(copies) = &copies {
            copies.complete(&mut hit, candidate.address(), request.copies)?;
        }
        found.hits.push(hit);
    }
    if (found.total.articles == 0 || found.relaxed.is_some()) && request.limit > 0 {
        let respelt = suggest::respell(engine.searcher(), &request.query)?;
        found.suggestion = respelt.map(|query| crate::query::print::print(&query));
    }
    found.notes = std::mem::take(&mut lowering.notes);
    let (analyzer, stems) = (&mut lowering.analyzer, engine.stems());
    found.notes.extend(unknown::remarks(engine.searcher(), analyzer, stems, &request.query)?);
    if let Some(note) = none_has_all(&found) {
        found.notes.push(note);
    }
    found.notes.extend(expansion.and_then(|expansion| searched_again(&expansion)));
    // Counts and facets may have been cut short, too.
    found.partial |= lowering.until.as_ref().is_some_and(|until| until.stopped());
    found.took = began.elapsed();
    Ok(found)
}

/// A request under way.
pub(super) struct Search<'a> {
    engine: &'a LocalEngine,
    request: &'a SearchRequest,
    /// Excludes what may not be shown yet; absent where no article has an embargo.
    embargoed: Option<ColumnQuery>,
    deadline: Deadline,
}

struct Collected {
    best: Vec<Candidate>,
    total: Total,
}

impl<'a> Search<'a> {
    /// Begins to answer a request.
    pub fn new(engine: &'a LocalEngine, request: &'a SearchRequest, began: Instant) -> Search<'a> {
        let condition = Condition::EmbargoedAt(request.now);
        let embargoed = engine.has_embargoes(request.now);
        let embargoed = embargoed.then(|| ColumnQuery::new(engine.columns(), condition));
        let deadline = Deadline::new(began, request.deadline);
        Search { engine, request, embargoed, deadline }
    }

    /// How scores fall with age.
    pub fn aging(&self) -> Aging {
        let SearchRequest { recency, ranking, now, zone_offset, .. } = *self.request;
        Aging { recency, undated: ranking.undated, now: now + i64::from(zone_offset) }
    }

    /// Adds words of the best hits, where that was asked for and a score orders hits.
    pub fn expand(
        &mut self,
        lowering: &mut Lowering<'_>,
        plan: &mut Plan,
    ) -> Result<Option<Expansion>, EngineError> {
        let SearchRequest { query, ranking, matching, .. } = self.request;
        let ordered = self.request.sort == Sort::Relevance && self.request.limit > 0;
        let Some(scoring) = plan.scoring_query().filter(|_| self.request.expand && ordered) else {
            return Ok(None);
        };
        let mut best = Best::new(ranking.feedback.articles, By::Score, None);
        self.by_score(lowering, plan, scoring.as_ref(), None, &mut best)?;
        let best = best.into_sorted();
        let widen = *matching == Match::Any && any_will_do(query);
        feedback::add(self.engine, lowering, plan, query, &best, (*ranking, widen)).map(Some)
    }

    /// Finds how many words of a bag must match, where that is not all of them.
    pub fn relax(&self, plan: &mut Plan) -> Result<Option<Relaxed>, EngineError> {
        let words = plan.scored.len() as u32;
        let may = match self.request.matching {
            Match::Most => true,
            Match::All => self.request.relax,
            Match::Any => false,
        };
        // With an operator a query means what it says; conditions on values hold in any case.
        let operators = self.request.matching == Match::All && !plan.excluded.is_empty();
        let only_a_bag = plan.bag == words && !operators;
        if !may || !only_a_bag || words < 2 || self.any(plan)? {
            return Ok(None);
        }
        for required in (words.div_ceil(2)..words).rev() {
            plan.required = Some(required);
            if self.any(plan)? {
                let relaxed = Relaxed { required, of: words };
                return Ok((self.request.matching == Match::All).then_some(relaxed));
            }
        }
        plan.required = None;
        Ok(None)
    }

    /// Tells whether anything matches.
    fn any(&self, plan: &Plan) -> Result<bool, EngineError> {
        if plan.required.is_none() && plan.never {
            return Ok(false);
        }
        let query = self.matching_query(plan, true);
        let searcher = self.engine.searcher();
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut best = Best::new(1, By::Newest, None);
        let mut endless = Deadline::new(Instant::now(), None);
        let columns = self.engine.columns();
        by_date(searcher, columns, weight.as_ref(), None, &mut best, &mut endless)?;
        Ok(!best.into_sorted().is_empty())
    }

    /// Everything that matches, unscored.
    pub fn matching_query(&self, plan: &Plan, with_dates: bool) -> Box<dyn Query> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        if !plan.scored.is_empty() {
            let scoring = plan.scoring_query();
            let scoring = scoring.unwrap_or_else(|| Box::new(tantivy::query::EmptyQuery));
            clauses.push((Occur::Must, scoring));
        }
        let dates: &[_] = if with_dates { &plan.dates } else { &[] };
        let filters = plan.filters.iter().chain(dates);
        clauses.extend(filters.map(|query| (Occur::Must, query.box_clone())));
        if clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(tantivy::query::AllQuery)));
        }
        clauses.extend(plan.excluded.iter().map(|query| (Occur::MustNot, query.box_clone())));
        if let Some(embargoed) = &self.embargoed {
            clauses.push((Occur::MustNot, Box::new(embargoed.clone())));
        }
        match clauses.len() {
            // A lone term is counted from the dictionary.
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn collect(
        &mut self,
        lowering: &Lowering<'_>,
        plan: &Plan,
        relaxed: bool,
    ) -> Result<Collected, EngineError> {
        let request = self.request;
        if plan.never && plan.required.is_none() {
            return Ok(Collected { best: Vec::new(), total: exactly(0) });
        }
        let searcher = self.engine.searcher();
        let texts = self.engine.texts();
        let k = request.offset + request.limit;
        let scoring = plan.scoring_query().filter(|_| request.sort == Sort::Relevance);
        let counted = request.count != Count::None;
        let mut in_passing = None;
        let best = match scoring {
            Some(query) if k > 0 => {
                let mut best = Best::new(k, By::Score, self.before(lowering, plan, By::Score)?);
                let tally = (counted && (relaxed || !plan.prunes())).then(|| Tally::new(texts));
                in_passing = self.by_score(lowering, plan, query.as_ref(), tally, &mut best)?;
                best
            }
            _ => {
                let by = if request.sort == Sort::Oldest { By::Oldest } else { By::Newest };
                let mut best = Best::new(k, by, self.before(lowering, plan, by)?);
                if k > 0 {
                    self.by_date(plan, &mut best)?;
                }
                best
            }
        };
        let total = match (in_passing, request.count) {
            (Some(total), _) => total,
            (None, Count::None) => Total::default(),
            (None, _) => total(searcher, self.matching_query(plan, true).as_ref(), texts)?,
        };
        Ok(Collected { best: best.into_sorted(), total })
    }

    /// The texts whose copies are one hit.
    fn collapse(&self) -> Option<&Texts> {
        self.engine.texts().filter(|_| self.request.collapse == Collapse::Text)
    }

    fn by_score<K: Keep>(
        &mut self,
        lowering: &Lowering<'_>,
        plan: &Plan,
        query: &dyn Query,
        tally: Option<Tally<'_>>,
        best: &mut K,
    ) -> Result<Option<Total>, EngineError> {
        let searcher = self.engine.searcher();
        let scoring =
            EnableScoring::enabled_from_statistics_provider(&lowering.statistics, searcher);
        let weight = query.weight(scoring)?;
        let filters: Vec<&dyn Query> =
            plan.filters.iter().chain(&plan.dates).map(AsRef::as_ref).collect();
        let embargoed = self.embargoed.as_ref().map(|query| query as &dyn Query);
        let excluded: Vec<&dyn Query> =
            plan.excluded.iter().map(AsRef::as_ref).chain(embargoed).collect();
        let conditions = Conditions {
            filters: &filters,
            excluded: &excluded,
            aging: self.aging(),
            columns: self.engine.columns(),
            collapse: self.collapse(),
        };
        let mut deadline = self.deadline;
        let scores = Scores::new(plan, searcher, &lowering.statistics);
        let scored = (weight.as_ref(), &scores);
        let counted = by_score(searcher, scored, &conditions, tally, best, &mut deadline)?;
        scores.finish()?;
        self.deadline = deadline;
        Ok(counted.map(|counted| counted.total()))
    }

    fn by_date<K: Keep>(&mut self, plan: &Plan, best: &mut K) -> Result<(), EngineError> {
        let searcher = self.engine.searcher();
        let query = self.matching_query(plan, true);
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut deadline = self.deadline;
        let columns = self.engine.columns();
        by_date(searcher, columns, weight.as_ref(), self.collapse(), best, &mut deadline)?;
        self.deadline = deadline;
        Ok(())
    }

    /// Finds where the page before ended. Where copies are one hit, its texts have to be known: a worse
    /// copy of one of them is no new hit. So that what comes before is collected, too.
    fn before(
        &mut self,
        lowering: &Lowering<'_>,
        plan: &Plan,
        by: By,
    ) -> Result<Option<Before>, EngineError> {
        let Some(after) = &self.request.after else { return Ok(None) };
        let address = self.collapse().and(self.engine.address(after.id)?);
        let group = address
            .zip(self.collapse())
            .and_then(|(at, texts)| texts.group(at.segment_ord, at.doc_id));
        let mut before = Before::new(by, Candidate::of_after(after, group));
        if self.collapse().is_some() {
            match plan.scoring_query().filter(|_| by == By::Score) {
                Some(query) => {
                    self.by_score(lowering, plan, query.as_ref(), None, &mut before)?;
                }
                None => self.by_date(plan, &mut before)?,
            }
        }
        Ok(Some(before))
    }

    /// Counts the undated articles that match everything but the conditions on dates.
    fn undated_excluded(&self, plan: &Plan) -> Result<u64, EngineError> {
        if plan.dates.is_empty() || (plan.never && plan.required.is_none()) {
            return Ok(0);
        }
        let rest = self.matching_query(plan, false);
        let undated: Box<dyn Query> =
            Box::new(ColumnQuery::new(self.engine.columns(), Condition::Undated));
        let both = BooleanQuery::new(vec![(Occur::Must, undated), (Occur::Must, rest)]);
        Ok(count(self.engine.searcher(), &both)?)
    }
}

/// Tells whether a query is a bag of words, or one part, beside conditions: under `--match any` one of
/// its words is enough.
fn any_will_do(query: &Node) -> bool {
    match query {
        Node::Bag(_) => true,
        Node::And(of) => {
            let mut scored = of.iter().filter(|node| Weighing::may_score(node));
            scored.next().is_some_and(any_will_do) && scored.next().is_none()
        }
        node => relaxable(node),
    }
}

/// Says which words were added, without those that the query had.
fn searched_again(expansion: &Expansion) -> Option<Note> {
    let new = expansion.added.iter().filter(|added| !added.typed);
    let words: Vec<&str> = new.map(|added| added.form.as_str()).collect();
    let message = format!("searched again with {}", words.join(", "));
    (!words.is_empty()).then(|| Note::new("W208", message))
}

/// Says what was found instead, where no article has every word.
fn none_has_all(found: &Hits) -> Option<Note> {
    let Relaxed { required, of } = found.relaxed?;
    let articles = found.total.articles;
    let have = if articles == 1 { "has" } else { "have" };
    let message = format!("no article has all {of} words; {articles} {have} {required} of them");
    Some(Note::new("W204", message))
}

fn exactly(articles: u64) -> Total {
    Total { articles, articles_exact: true, texts: articles, texts_exact: true }
}
