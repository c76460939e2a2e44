//! Words and phrases to pieces of a query. What they may stand as is read in [`super::rows`], patterns
//! in [`super::patterns`].

use tantivy::Term;
use tantivy::query::PhraseQuery;
use tantivy::schema::Field;

use crate::analysis::Part;
use crate::analysis::query::QueryToken;
use crate::engine::EngineError;
use crate::highlight::{Mark, MarkPart, Spellings};
use crate::local::lower::Lowering;
use crate::local::piece::{Piece, Shape, any_of};
use crate::local::rows::RowOf;
use crate::local::schema as s;
use crate::local::slots::{SlotQuery, Window};
use crate::local::spans::SpanQuery;
use crate::local::spelling::Alternative;
use crate::query::ast::{PhraseWord, Scope};

/// Where a scope's text conditions look.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The field of inflected words; `form` where nothing is inflected.
    pub stem: Field,
    /// The field of words as written.
    pub form: Field,
    /// The positions that count.
    pub window: Window,
    /// The part that is highlighted.
    pub part: MarkPart,
}

impl Place {
    /// Returns the place of a scope.
    pub fn of(scope: Scope) -> Place {
        let text = |window, part| Place { stem: s::STEM, form: s::FORM, window, part };
        let other = |field| Place {
            stem: field,
            form: field,
            window: Window::All,
            part: MarkPart::Elsewhere,
        };
        match scope {
            Scope::Text => text(Window::All, MarkPart::Text),
            Scope::Headline => text(Window::Parts(&[Part::Headline]), MarkPart::Headline),
            Scope::Body => text(Window::Parts(&[Part::Deck, Part::Body]), MarkPart::Body),
            Scope::Lead => text(Window::Lead, MarkPart::Lead),
            Scope::Byline => other(s::BYLINE),
            Scope::Place => other(s::PLACE),
            Scope::Section => other(s::SECTION),
            Scope::Path => other(s::PATH),
            Scope::Url => other(s::URL),
        }
    }

    /// The same among the first words of the body alone.
    pub fn first(self, words: Option<u32>) -> Place {
        match words {
            Some(words) if !self.is_field() => {
                Place { window: Window::First(words), part: MarkPart::First(words), ..self }
            }
            _ => self,
        }
    }

    /// Tells whether it is a field beside the text, such as the place.
    pub fn is_field(&self) -> bool {
        self.part == MarkPart::Elsewhere
    }

    pub(super) fn inflects(&self) -> bool {
        self.stem != self.form
    }
}

/// What may stand in one slot: terms for the index, spellings for the marks.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    pub terms: Vec<Alternative>,
    pub spellings: Spellings,
}

impl Choice {
    pub fn add_form(&mut self, field: Field, form: &str) {
        self.terms.push(Alternative::plain(Term::from_field_text(field, form)));
        self.spellings.forms.insert(form.to_owned());
    }

    pub fn merge(&mut self, other: Choice) {
        self.terms.extend(other.terms);
        self.spellings.stems.extend(other.spellings.stems);
        self.spellings.forms.extend(other.spellings.forms);
        self.spellings.verbatim.extend(other.spellings.verbatim);
        self.spellings.heads.extend(other.spellings.heads);
    }
}

/// How a token of the query is to be met.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum How {
    Inflected,
    AsWritten,
    Exact,
}

impl Lowering<'_> {
    /// Lowers a typed word; see `word_rows`.
    pub fn word(&mut self, scope: Scope, text: &str, exact: bool) -> Result<Piece, EngineError> {
        let place = self.place(scope);
        let rows = self.word_rows(&place, text, exact)?;
        self.rows(&place, rows)
    }

    /// Lowers a quoted phrase; see `phrase_rows`.
    pub fn phrase(
        &mut self,
        scope: Scope,
        parts: &[Vec<PhraseWord>],
        slop: u32,
    ) -> Result<Piece, EngineError> {
        let place = self.place(scope);
        let rows = self.phrase_rows(&place, parts, slop)?;
        self.rows(&place, rows)
    }

    /// Returns where a scope looks here: inside `FIRST/n( )` among the first words alone.
    pub(super) fn place(&self, scope: Scope) -> Place {
        Place::of(scope).first(self.first)
    }

    /// Lowers what a word or phrase may stand as.
    pub(super) fn rows(&mut self, place: &Place, rows: Vec<RowOf>) -> Result<Piece, EngineError> {
        let mut pieces = Vec::with_capacity(rows.len());
        for row in rows {
            pieces.push(self.row(place, row)?);
        }
        Ok(match pieces.len() {
            0 => Piece::nothing(),
            1 => pieces.remove(0),
            _ => any_of(pieces),
        })
    }

    /// Looks up what may stand for a token.
    pub(super) fn choice(
        &self,
        place: &Place,
        token: &QueryToken,
        how: How,
    ) -> Result<Choice, EngineError> {
        let mut choice = Choice::default();
        match how {
            // What has no inflections stands among the forms only.
            How::Inflected if token.stems.is_empty() => choice.add_form(place.form, &token.form),
            How::Inflected => {
                for stem in &token.stems {
                    let term = Term::from_field_text(place.stem, stem);
                    choice.terms.push(Alternative::plain(term));
                    choice.spellings.stems.insert(stem.clone());
                }
            }
            How::AsWritten => choice.add_form(place.form, &token.form),
            How::Exact => {
                let spelling = token.exact_spelling();
                // A spelling that folding leaves alone is never stacked: it is the form itself.
                if spelling == token.form {
                    choice.add_form(place.form, &token.form);
                } else {
                    choice.terms.push(Alternative::printed(place.form, &token.form, spelling));
                    choice.spellings.verbatim.insert(spelling.to_owned());
                }
            }
        }
        Ok(choice)
    }

    /// Makes the query for a row.
    pub(super) fn row(&mut self, place: &Place, row: RowOf) -> Result<Piece, EngineError> {
        let mark = mark_row(place, &row);
        let Some(mut query) = self.slots(place, row)? else {
            return Ok(Piece { shape: Shape::Nothing, mark });
        };
        let paired = query.slots.len() > 1 && !query.pairs().terms.is_empty();
        let shape = match (query.slots.as_mut_slice(), place.window) {
            ([(_, terms)], Window::All) if terms.iter().all(|term| term.with.is_none()) => {
                let weight = match &self.weighing {
                    Some(weighing) => weighing.weight(terms)?,
                    None => 1.0,
                };
                let terms = std::mem::take(terms).into_iter();
                Shape::Terms(terms.map(|t| (t.term, weight)).collect())
            }
            (slots, Window::All) if query.slop == 0 && !paired && are_plain(slots) => {
                let terms = slots
                    .iter_mut()
                    .filter_map(|(at, terms)| terms.pop().map(|only| (*at as usize, only.term)));
                Shape::Scored(Box::new(PhraseQuery::new_with_offset(terms.collect())))
            }
            _ => Shape::Scored(Box::new(SpanQuery::row(query))),
        };
        Ok(Piece { shape, mark })
    }

    /// Makes the slots of a row. Terms that the index does not have are left out; `None` where nothing
    /// is left to stand in one of them.
    pub(super) fn slots(
        &mut self,
        place: &Place,
        row: RowOf,
    ) -> Result<Option<SlotQuery>, EngineError> {
        let first = row.slots.iter().map(|(at, _)| *at).min().unwrap_or(0);
        let last = row.slots.iter().max_by_key(|(at, _)| *at);
        let headed = last.is_some_and(|(_, choice)| !choice.spellings.heads.is_empty());
        let mut kept = Vec::with_capacity(row.slots.len());
        for (at, choice) in row.slots {
            let mut terms = Vec::with_capacity(choice.terms.len());
            for term in choice.terms {
                let with = match &term.with {
                    Some(with) => self.searcher.doc_freq(with)?,
                    None => 1,
                };
                if with > 0 && self.searcher.doc_freq(&term.term)? > 0 {
                    terms.push(term);
                }
            }
            if terms.is_empty() {
                return Ok(None);
            }
            terms.sort();
            terms.dedup();
            if terms.len() > 1 {
                self.statistics.share(terms.iter().map(|term| &term.term))?;
            }
            kept.push((at - first, terms));
        }
        Ok(Some(SlotQuery { slots: kept, slop: row.slop, window: place.window, headed }))
    }
}

/// Tells whether each slot is one term, all of one field: a phrase as tantivy knows it.
fn are_plain(slots: &[(u32, Vec<Alternative>)]) -> bool {
    let field = |terms: &[Alternative]| terms.first().map(|first| first.term.field());
    let common = slots.first().and_then(|(_, terms)| field(terms));
    slots.iter().all(|(_, terms)| {
        terms.len() == 1 && field(terms) == common && terms.iter().all(|term| term.with.is_none())
    })
}

impl Choice {
    pub(super) fn spellings_is_empty(&self) -> bool {
        let Spellings { stems, forms, verbatim, heads } = &self.spellings;
        stems.is_empty() && forms.is_empty() && verbatim.is_empty() && heads.is_empty()
    }
}

pub(super) fn mark_row(place: &Place, row: &RowOf) -> Mark {
    if place.is_field() {
        return Mark::Silent;
    }
    let slots = row.slots.iter().map(|(at, choice)| (*at, choice.spellings.clone())).collect();
    Mark::Row { slots, slop: row.slop, part: place.part }
}
