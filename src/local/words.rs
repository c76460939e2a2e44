//! Words and phrases to pieces of a query. Patterns stand in [`super::patterns`].

use tantivy::Term;
use tantivy::query::PhraseQuery;
use tantivy::schema::Field;

use crate::analysis::query::{QueryToken, QueryWord, word};
use crate::analysis::{Part, TokenKind};
use crate::engine::EngineError;
use crate::highlight::{Mark, MarkPart, Spellings};
use crate::local::lower::Lowering;
use crate::local::piece::{Piece, Shape, any_of};
use crate::local::schema as s;
use crate::local::slots::{SlotQuery, Window};
use crate::local::spelling::Alternative;
use crate::query::ast::{Pattern, PhraseWord, Scope};
use crate::query::codes;

/// Phrases that alternatives of several words may multiply out to.
const MOST_PHRASES: usize = 64;

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

    /// Tells whether it is a field beside the text, such as the place.
    pub fn is_field(&self) -> bool {
        self.part == MarkPart::Elsewhere
    }

    fn inflects(&self) -> bool {
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

    fn merge(&mut self, other: Choice) {
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
    /// Lowers a typed word. Several tokens (`covid-19`, `AT&T`, 北京大学) are a phrase; a hyphenated
    /// word is met in one piece too.
    pub fn word(&mut self, scope: Scope, text: &str, exact: bool) -> Result<Piece, EngineError> {
        let place = Place::of(scope);
        let read = word(&mut self.analyzer, text, &self.stems);
        // Pairs are looked up as forms, and a row stands in one field.
        let headed = read.tokens.last().is_some_and(|last| last.kind == TokenKind::Last);
        let how = match (exact, place.inflects() && !headed) {
            (true, _) => How::Exact,
            (false, true) => How::Inflected,
            (false, false) => How::AsWritten,
        };
        if read.tokens.is_empty() {
            self.note("W201", format!("{text:?} holds nothing to look for"));
            return Ok(Piece::nothing());
        }
        if read.single_unspaced {
            let choice = self.headed(&place, &read.tokens[0].form)?;
            return self.row(&place, vec![(0, choice)], 0);
        }
        let mut slots = Vec::with_capacity(read.tokens.len());
        for (at, token) in read.tokens.iter().enumerate() {
            let choice = if open_ended(&read, at) {
                self.headed(&place, &token.form)?
            } else {
                self.choice(&place, token, how)?
            };
            slots.push((token.position, choice));
        }
        let whole = self.row(&place, slots, 0)?;
        let Some(joined) = &read.joined else { return Ok(whole) };
        let choice = self.choice(&place, joined, how)?;
        let joined = self.row(&place, vec![(0, choice)], 0)?;
        Ok(any_of(vec![whole, joined]))
    }

    /// Lowers a quoted phrase: as written, each part with its alternatives.
    pub fn phrase(
        &mut self,
        scope: Scope,
        parts: &[Vec<PhraseWord>],
        slop: u32,
    ) -> Result<Piece, EngineError> {
        let place = Place::of(scope);
        let mut rows: Vec<(u32, Vec<(u32, Choice)>)> = vec![(0, Vec::new())];
        for part in parts {
            // Alternatives of one token share a slot; longer ones make rows of their own.
            let mut shared = Choice::default();
            let mut long = Vec::new();
            for alternative in part {
                let (width, mut slots) = self.phrase_word(&place, alternative)?;
                if width == 1 && slots.len() == 1 {
                    shared.merge(slots.remove(0).1);
                } else if !slots.is_empty() {
                    long.push((width, slots));
                }
            }
            if !shared.spellings_is_empty() || !shared.terms.is_empty() {
                long.push((1, vec![(0, shared)]));
            }
            if long.is_empty() {
                continue;
            }
            if rows.len() * long.len() > MOST_PHRASES {
                let message = format!("the phrase has more than {MOST_PHRASES} readings");
                let error = EngineError::query(codes::READINGS, message);
                return Err(error.help("use fewer alternatives of several words"));
            }
            let mut longer = Vec::with_capacity(rows.len() * long.len());
            for (base, row) in &rows {
                for (width, slots) in &long {
                    let mut row = row.clone();
                    row.extend(slots.iter().map(|(at, choice)| (base + at, choice.clone())));
                    longer.push((base + width, row));
                }
            }
            rows = longer;
        }
        let mut pieces = Vec::with_capacity(rows.len());
        for (_, row) in rows {
            if row.is_empty() {
                self.note("W201", "the quoted words hold nothing to look for".into());
                return Ok(Piece::nothing());
            }
            pieces.push(self.row(&place, row, slop)?);
        }
        Ok(any_of(pieces))
    }

    /// Reads one alternative of a phrase: how many positions it takes, and its slots.
    fn phrase_word(
        &mut self,
        place: &Place,
        alternative: &PhraseWord,
    ) -> Result<(u32, Vec<(u32, Choice)>), EngineError> {
        let how = if alternative.exact { How::Exact } else { How::AsWritten };
        let read = word(&mut self.analyzer, &alternative.text, &self.stems);
        let width = read.tokens.last().map_or(0, |last| last.position + width_of(last));
        let mut slots = Vec::with_capacity(read.tokens.len());
        let last = read.tokens.len().saturating_sub(1);
        for (at, token) in read.tokens.iter().enumerate() {
            let choice = if alternative.prefix && at == last {
                let pattern = Pattern::Prefix(token.form.clone());
                self.expanded(place, &pattern)?.1
            } else if open_ended(&read, at) {
                self.headed(place, &token.form)?
            } else {
                self.choice(place, token, how)?
            };
            slots.push((token.position, choice));
        }
        Ok((width, slots))
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

    /// Makes the query for slots in a row. Terms that the index does not have are left out.
    pub(super) fn row(
        &mut self,
        place: &Place,
        slots: Vec<(u32, Choice)>,
        slop: u32,
    ) -> Result<Piece, EngineError> {
        let mark = mark_row(place, &slots, slop);
        let first = slots.iter().map(|(at, _)| *at).min().unwrap_or(0);
        let mut kept = Vec::with_capacity(slots.len());
        for (at, choice) in slots {
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
                return Ok(Piece { shape: Shape::Nothing, mark });
            }
            terms.sort();
            terms.dedup();
            if terms.len() > 1 {
                self.statistics.share(terms.iter().map(|term| &term.term))?;
            }
            kept.push((at - first, terms));
        }
        let shape = match (kept.as_mut_slice(), place.window) {
            ([(_, terms)], Window::All) if terms.iter().all(|term| term.with.is_none()) => {
                Shape::Terms(std::mem::take(terms).into_iter().map(|t| (t.term, 1.0)).collect())
            }
            (slots, Window::All) if slop == 0 && are_plain(slots) => {
                let terms = slots
                    .iter_mut()
                    .filter_map(|(at, terms)| terms.pop().map(|only| (*at as usize, only.term)));
                Shape::Scored(Box::new(PhraseQuery::new_with_offset(terms.collect())))
            }
            _ => {
                let query = SlotQuery { slots: kept, slop, window: place.window };
                Shape::Scored(Box::new(query))
            }
        };
        Ok(Piece { shape, mark })
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
    fn spellings_is_empty(&self) -> bool {
        let Spellings { stems, forms, verbatim, heads } = &self.spellings;
        stems.is_empty() && forms.is_empty() && verbatim.is_empty() && heads.is_empty()
    }
}

pub(super) fn mark_row(place: &Place, slots: &[(u32, Choice)], slop: u32) -> Mark {
    if place.part == MarkPart::Elsewhere {
        return Mark::Silent;
    }
    let slots = slots.iter().map(|(at, choice)| (*at, choice.spellings.clone())).collect();
    Mark::Row { slots, slop, part: place.part }
}

/// Tells whether a token is a lone unspaced character at the end: in the index it may be the head
/// of a pair.
pub(super) fn open_ended(read: &QueryWord, at: usize) -> bool {
    at + 1 == read.tokens.len() && read.tokens[at].kind == TokenKind::Last
}

/// How many positions a token takes: a pair stands for two characters.
fn width_of(token: &QueryToken) -> u32 {
    if token.kind == TokenKind::Pair { 2 } else { 1 }
}
