//! The query tree to a [`Plan`]: what must match and scores, what filters, what is excluded.
//!
//! Conditions of the top level are kept apart from scoring parts, so that scoring keeps a shape
//! that prunes and filters are asked only about documents that could make the page.

use std::sync::Arc;

use tantivy::Searcher;
use tantivy::query::{BooleanQuery, Occur, Query};

use crate::analysis::names::groups::Group;
use crate::analysis::{Analyzer, StemSet, is_stop_word};
use crate::engine::EngineError;
use crate::engine::hits::{Note, Spelled};
use crate::engine::ranking::StopWords;
use crate::engine::request::{Match, SearchRequest, Sort};
use crate::highlight::Mark;
use crate::local::bag::{is_condition, relaxable, speaks};
use crate::local::columns::{AllColumns, ColumnQuery, Condition};
use crate::local::engine::LocalEngine;
use crate::local::excluded::Excluded;
use crate::local::piece::{Piece, Shape, any_of, any_term, at_least};
use crate::local::plan::Plan;
use crate::local::stats::Statistics;
use crate::local::texts::Texts;
use crate::local::trace::Trace;
use crate::local::until::Until;
use crate::local::weighing::Weighing;
use crate::query::ast::{Node, Scope};
use crate::query::codes;

/// Nodes deeper than this are refused; the parser's own limit is lower.
const MOST_DEPTH: usize = 200;

/// Lowers one query against one searcher.
pub struct Lowering<'a> {
    /// What it is lowered for.
    pub engine: &'a LocalEngine,
    /// Whose dictionaries patterns are looked up in.
    pub searcher: &'a Searcher,
    /// Reads typed words.
    pub analyzer: Analyzer,
    /// Stemmers of the generation.
    pub stems: StemSet,
    /// The columns that conditions are asked of.
    pub columns: &'a AllColumns,
    /// Which articles share their text; `None` where none do.
    pub texts: Option<&'a Texts>,
    /// Document frequencies that several terms share.
    pub statistics: Statistics<'a>,
    /// Weighs words that score; `None` where none is weighed.
    pub weighing: Option<Weighing<'a>>,
    /// Which function words a bag leaves out.
    pub stop_words: StopWords,
    /// Keeps which part of the query becomes what, where that is to be explained.
    pub trace: Option<Trace>,
    /// Groups of renderings of names, beside those that are shipped.
    pub groups: &'a [Group],
    /// What names were read as.
    pub spelled: Vec<Spelled>,
    /// Remarks for the answer.
    pub notes: Vec<Note>,
    /// Words that patterns were expanded to so far.
    pub expanded: usize,
    /// Pairs that single characters were expanded to so far.
    pub pairs: usize,
    /// Inside `FIRST/n( )`: only so many words at the beginning of the body count.
    pub first: Option<u32>,
    /// When the time for an answer is over, where it may ever be.
    pub until: Option<Arc<Until>>,
}

impl<'a> Lowering<'a> {
    /// Starts with nothing lowered, for the generation that an engine answers from.
    pub fn new(engine: &'a LocalEngine) -> Lowering<'a> {
        Lowering {
            engine,
            searcher: engine.searcher(),
            analyzer: Analyzer::new(),
            stems: *engine.stems(),
            columns: engine.columns(),
            texts: engine.texts(),
            statistics: Statistics::new(engine.searcher()),
            weighing: None,
            stop_words: StopWords::Wide,
            trace: None,
            groups: &[],
            spelled: Vec::new(),
            notes: Vec::new(),
            expanded: 0,
            pairs: 0,
            first: None,
            until: None,
        }
    }

    /// The same for a request, as that is to be ranked.
    pub fn for_request(engine: &'a LocalEngine, request: &'a SearchRequest) -> Lowering<'a> {
        let ranking = request.ranking;
        let scores = request.sort == Sort::Relevance && request.limit > 0;
        let weighing = match request.expand {
            true => Some(Weighing::of(engine, ranking)),
            false => Weighing::of_query(engine, ranking, &request.query),
        };
        Lowering {
            weighing: weighing.filter(|_| scores),
            stop_words: ranking.stop_words,
            groups: &request.names,
            ..Lowering::new(engine)
        }
    }

    /// Makes a condition on columns.
    pub fn column(&self, condition: Condition) -> ColumnQuery {
        ColumnQuery::new(self.columns, condition)
    }

    /// Adds a remark, once.
    pub fn note(&mut self, code: &'static str, message: String) {
        if !self.notes.iter().any(|note| note.message == message) {
            self.notes.push(Note::new(code, message));
        }
    }

    /// Lowers a whole query.
    pub fn plan(&mut self, query: &Node, matching: Match) -> Result<Plan, EngineError> {
        let mut plan = Plan::default();
        self.top(query, matching, &mut plan, 0)?;
        Ok(plan)
    }

    /// Takes a conjunction of the top level apart.
    fn top(
        &mut self,
        node: &Node,
        matching: Match,
        plan: &mut Plan,
        depth: usize,
    ) -> Result<(), EngineError> {
        match node {
            Node::And(of) if depth < MOST_DEPTH => {
                of.iter().try_for_each(|node| self.top(node, matching, plan, depth + 1))
            }
            Node::Bag(of) if of.is_empty() => {
                // A bag that held no word looks for something all the same.
                self.note("W201", "there is no word to look for".into());
                plan.take(Piece::nothing(), false);
                Ok(())
            }
            Node::Bag(of) if matching == Match::All || plan.bag > 0 || !plan.scored.is_empty() => {
                for node in self.without_stop_words(of) {
                    let before = plan.scored.len();
                    self.top(node, Match::All, plan, depth + 1)?;
                    if relaxable(node) && plan.scored.len() > before {
                        plan.bag += 1;
                    }
                }
                Ok(())
            }
            Node::Bag(of) => {
                // Most or any of the words; conditions and exceptions still hold.
                let (words, conditions): (Vec<&Node>, Vec<&Node>) =
                    self.without_stop_words(of).into_iter().partition(|node| relaxable(node));
                for node in conditions {
                    self.top(node, Match::All, plan, depth + 1)?;
                }
                let mut pieces = Vec::with_capacity(words.len());
                for node in words {
                    pieces.push(self.lower(node, depth + 1)?);
                }
                if matching == Match::Any && !pieces.is_empty() {
                    plan.take(any_of(pieces), false);
                } else if plan.scored.is_empty() {
                    plan.bag = pieces.len() as u32;
                    pieces.into_iter().for_each(|piece| plan.take(piece, false));
                } else {
                    let most = pieces.len().div_ceil(2) as u32;
                    plan.take(at_least(most.max(1), pieces), false);
                }
                Ok(())
            }
            Node::Date { .. } => {
                let piece = self.lower(node, depth)?;
                plan.take(piece, true);
                Ok(())
            }
            _ => {
                let mut piece = self.lower(node, depth)?;
                if is_condition(node) {
                    if let Some(trace) = &mut self.trace {
                        trace.forget(node);
                    }
                    piece = piece.unscored();
                }
                plan.take(piece, false);
                Ok(())
            }
        }
    }

    /// Leaves function words out of a bag, unless it holds nothing else to look for.
    pub(super) fn without_stop_words<'n>(&mut self, of: &'n [Node]) -> Vec<&'n Node> {
        if self.stop_words == StopWords::None {
            return of.iter().collect();
        }
        let is_stop = |node: &Node, analyzer: &mut Analyzer, stems: &StemSet| match node {
            Node::Word { scope: Scope::Text, text, exact: false } => {
                let read = crate::analysis::query::word(analyzer, text, stems);
                matches!(read.tokens.as_slice(), [token] if is_stop_word(&token.form))
            }
            _ => false,
        };
        let stops: Vec<bool> =
            of.iter().map(|node| is_stop(node, &mut self.analyzer, &self.stems)).collect();
        let something = of.iter().zip(&stops).any(|(node, stop)| !stop && speaks(node));
        if let Some(trace) = self.trace.as_mut().filter(|_| something) {
            let left_out = of.iter().zip(&stops).filter(|(_, stop)| **stop);
            trace.unscored.extend(left_out.map(|(node, _)| crate::query::print::print(node)));
        }
        of.iter().zip(stops).filter(|(_, stop)| !(something && *stop)).map(|(n, _)| n).collect()
    }

    /// Lowers a node to one piece.
    pub fn lower(&mut self, node: &Node, depth: usize) -> Result<Piece, EngineError> {
        if depth > MOST_DEPTH {
            let message = "the query is nested too deeply";
            return Err(EngineError::query(codes::TREE_DEEP, message));
        }
        let before = self.notes.len();
        if let Some(trace) = &mut self.trace {
            trace.open();
        }
        let piece = self.lower_as_it_is(node, depth).map_err(|error| error.about(node))?;
        if let Some(trace) = &mut self.trace {
            trace.close(node, &piece.shape);
        }
        self.notes[before..].iter_mut().for_each(|note| note.about(node));
        Ok(piece)
    }

    fn lower_as_it_is(&mut self, node: &Node, depth: usize) -> Result<Piece, EngineError> {
        match node {
            Node::All => Ok(Piece { shape: Shape::Everything, mark: Mark::Silent }),
            Node::Bag(of) => {
                let of = self.without_stop_words(of);
                let mut pieces = Vec::with_capacity(of.len());
                for node in of {
                    pieces.push(self.lower(node, depth + 1)?);
                }
                Ok(all_of(pieces))
            }
            Node::And(of) => Ok(all_of(self.lower_all(of, depth)?)),
            Node::Or(of) => Ok(any_of(self.lower_all(of, depth)?)),
            Node::Quorum { min, of } => Ok(at_least(*min, self.lower_all(of, depth)?)),
            Node::Not(of) => {
                // What is left out does not score.
                let weighing = self.weighing.take();
                let piece = self.lower(of, depth + 1);
                self.weighing = weighing;
                let piece = piece?;
                let shape = match piece.shape {
                    Shape::Nothing => Shape::Everything,
                    Shape::Everything => Shape::Nothing,
                    Shape::Except(query) => Shape::Filter(query),
                    // A lone term is looked up without more ado.
                    Shape::Terms(terms) => Shape::Except(any_term(terms)),
                    shape => Shape::Except(Box::new(Excluded(shape.into_query()))),
                };
                Ok(Piece { shape, mark: Mark::Silent })
            }
            Node::Weight { of, weight } => {
                let mut piece = self.lower(of, depth + 1)?;
                piece.shape.scale(*weight);
                Ok(piece)
            }
            Node::Word { scope, text, exact } => self.word(*scope, text, *exact),
            Node::Phrase { scope, parts, slop } => self.phrase(*scope, parts, *slop),
            Node::Pattern { scope, pattern } => self.pattern(*scope, pattern),
            Node::Key { field, value } => self.key(*field, value),
            Node::Exists { field } => self.exists(*field),
            Node::Date { relation, range } => {
                let condition = Condition::Date { relation: *relation, range: *range };
                Ok(Piece::filter(self.column(condition)))
            }
            Node::PrecisionAtLeast { precision } => {
                Ok(Piece::filter(self.column(Condition::PrecisionAtLeast(*precision))))
            }
            Node::Words { min, max } => {
                let min = u64::from(min.unwrap_or(0));
                let max = u64::from(max.unwrap_or(u32::MAX));
                Ok(Piece::filter(self.column(Condition::Words { min, max })))
            }
            Node::Near { .. } => self.meeting(node, 1),
            Node::Mentions { min, of } => self.meeting(of, *min),
            Node::First { words, of } => {
                let outer = self.first;
                self.first = Some(outer.map_or(*words, |outer| outer.min(*words)));
                let piece = self.lower(of, depth + 1);
                self.first = outer;
                piece
            }
            Node::Name { text } => self.name(text),
            Node::Saved { name } => {
                let message = format!("the saved query @{name} was not put in");
                Err(EngineError::query(codes::NOT_PUT_IN, message))
            }
        }
    }

    fn lower_all(&mut self, of: &[Node], depth: usize) -> Result<Vec<Piece>, EngineError> {
        of.iter().map(|node| self.lower(node, depth + 1)).collect()
    }
}

/// All of the parts, as one.
fn all_of(pieces: Vec<Piece>) -> Piece {
    let mut marks = Vec::with_capacity(pieces.len());
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(pieces.len());
    let mut scores = false;
    let mut never = false;
    let mut positive = false;
    for piece in pieces {
        marks.push(piece.mark);
        scores |= piece.shape.scores();
        match piece.shape {
            Shape::Everything => {}
            Shape::Nothing => never = true,
            Shape::Except(query) => clauses.push((Occur::MustNot, query)),
            shape => {
                positive = true;
                clauses.push((Occur::Must, shape.into_clause()));
            }
        }
    }
    let mark = Mark::All(marks);
    let shape = if never {
        Shape::Nothing
    } else if clauses.is_empty() {
        Shape::Everything
    } else {
        if !positive {
            clauses.push((Occur::Must, Shape::Everything.into_query()));
        }
        let query = Box::new(BooleanQuery::new(clauses));
        if scores { Shape::Scored(query) } else { Shape::Filter(query) }
    };
    Piece { shape, mark }
}
