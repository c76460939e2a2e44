//! Names to pieces of a query: the words of the index that are spellings of a typed one.
//!
//! Each typed word stands for the words of the index that share a key with it (see
//! [`crate::analysis::names`]), as a pattern stands for the words that fit it. A name typed with a capital
//! is met where it is printed with one, or in capitals: *Волков* is not *волков*, *May* is not *may*. All
//! in lower case means any case, as in `=premier`. A name of several words is a phrase; one of two is met
//! the other way round as well, as Russian papers and lists print it. What the groups of
//! [`groups`] say beside it, a rendering in Chinese, is met as a phrase of its own.

use std::collections::BTreeSet;

use tantivy::Term;

use crate::analysis::TokenKind;
use crate::analysis::names::{each_key, groups, keys};
use crate::analysis::query::{QueryToken, word};
use crate::engine::EngineError;
use crate::engine::hits::Spelled;
use crate::local::expand::{Expansion, Found, MOST_PER_PATTERN, MOST_PER_QUERY};
use crate::local::faults;
use crate::local::lower::Lowering;
use crate::local::name_index::word_of;
use crate::local::piece::Piece;
use crate::local::rows::{RowOf, open_ended};
use crate::local::schema as s;
use crate::local::spelling::Alternative;
use crate::local::words::{Choice, How, Place};
use crate::query::ast::Scope;

impl Lowering<'_> {
    /// Lowers a name to any of its readings.
    pub fn name(&mut self, text: &str) -> Result<Piece, EngineError> {
        let rows = self.name_rows(text)?;
        if rows.is_empty() {
            self.note("W201", format!("{text:?} holds nothing to look for"));
            return Ok(Piece::nothing());
        }
        let place = self.place(Scope::Text);
        self.rows(&place, rows)
    }

    /// Reads a name: the rows of words in any of which it stands in a text. None where nothing typed is a
    /// word.
    pub(super) fn name_rows(&mut self, text: &str) -> Result<Vec<RowOf>, EngineError> {
        let names = groups::shipped().iter().chain(self.groups);
        let others: Vec<String> =
            groups::others(text, names).into_iter().map(str::to_owned).collect();
        let mut spelled = Spelled { name: text.to_owned(), forms: Vec::new() };
        let mut rows = Vec::new();
        for name in std::iter::once(text).chain(others.iter().map(String::as_str)) {
            self.rendering(name, &mut rows, &mut spelled.forms)?;
        }
        let mut seen = BTreeSet::new();
        spelled.forms.retain(|form| seen.insert(form.clone()));
        if !self.spelled.iter().any(|known| known.name == spelled.name) {
            self.spelled.push(spelled);
        }
        Ok(rows)
    }

    /// Adds the rows of one rendering of a name, and the spellings that they stand for.
    fn rendering(
        &mut self,
        name: &str,
        rows: &mut Vec<RowOf>,
        forms: &mut Vec<String>,
    ) -> Result<(), EngineError> {
        let place = self.place(Scope::Text);
        let read = word(&mut self.analyzer, name, &self.stems);
        let mut row = Vec::with_capacity(read.tokens.len());
        let mut written = false;
        for (at, token) in read.tokens.iter().enumerate() {
            let choice = if open_ended(&read, at) {
                written = true;
                self.headed(&place, &token.form)?
            } else if token.kind == TokenKind::Word {
                self.name_choice(&place, token, forms)?
            } else {
                written = true;
                self.choice(&place, token, How::AsWritten)?
            };
            row.push((token.position, choice));
        }
        if written {
            // Pairs of characters are nothing to show.
            forms.push(name.to_owned());
        }
        if let Some(joined) = &read.joined {
            rows.push(RowOf::one(self.name_choice(&place, joined, forms)?));
        }
        if let [(0, first), (1, second)] = row.as_slice()
            && !written
            && read.joined.is_none()
        {
            let slots = vec![(0, second.clone()), (1, first.clone())];
            rows.push(RowOf { slots, slop: 0 });
        }
        if !row.is_empty() {
            rows.push(RowOf { slots: row, slop: 0 });
        }
        Ok(())
    }

    /// Looks up the words of the index that are spellings of a typed one; that itself is always among
    /// them.
    fn name_choice(
        &mut self,
        place: &Place,
        token: &QueryToken,
        forms: &mut Vec<String>,
    ) -> Result<Choice, EngineError> {
        let capital = token.verbatim.starts_with(char::is_uppercase);
        let mut choice = Choice::default();
        add_word(&mut choice, place, &token.form, capital);
        if capital && token.verbatim != token.form {
            let printed = Alternative::printed(place.form, &token.form, &token.verbatim);
            choice.terms.push(printed);
            choice.spellings.verbatim.insert(token.verbatim.clone());
        }
        let left = MOST_PER_QUERY.saturating_sub(self.expanded);
        let found = self.spellings_of(&keys(&token.verbatim), left)?;
        self.expanded += found.words.len();
        self.tell_cut(&token.verbatim, &found, left);
        for (word, _) in &found.words {
            match word.strip_prefix(s::VERBATIM_MARK) {
                Some(printed) => {
                    let term = Term::from_field_text(place.form, word);
                    choice.terms.push(Alternative::plain(term));
                    choice.spellings.verbatim.insert(printed.to_owned());
                    forms.push(printed.to_owned());
                }
                None => {
                    add_word(&mut choice, place, word, capital);
                    forms.push(if capital { titled(word) } else { word.clone() });
                }
            }
        }
        choice.terms.sort();
        choice.terms.dedup();
        Ok(choice)
    }

    /// Finds the words of the dictionaries of forms that have one of these keys, at most `most` of them.
    fn spellings_of(&self, keys: &[String], most: usize) -> Result<Expansion, EngineError> {
        let mut found = Found::new(most.min(MOST_PER_PATTERN));
        if keys.is_empty() {
            return Ok(found.finish(|_| 0));
        }
        let mut term = Vec::new();
        let segments = self.searcher.segment_readers().iter();
        for (segment, names) in segments.zip(self.engine.names()?) {
            let index = segment.inverted_index(s::FORM)?;
            let terms = index.terms();
            let candidates: BTreeSet<u32> =
                keys.iter().flat_map(|key| names.candidates(key)).collect();
            for number in candidates {
                if !found.step() {
                    break;
                }
                term.clear();
                terms.ord_to_term(number.into(), &mut term).map_err(faults::reading)?;
                let mut meets = false;
                if let Some(word) = word_of(&term) {
                    each_key(word, &mut |key| meets |= keys.iter().any(|own| own == key));
                }
                if meets && let Some(info) = terms.get(&term).map_err(faults::reading)? {
                    found.add(&term, info.doc_freq);
                }
            }
        }
        Ok(found.finish(|_| 0))
    }
}

/// Adds a form: where it is printed with a capital or in capitals, or however it is printed.
fn add_word(choice: &mut Choice, place: &Place, form: &str, capital: bool) {
    let printed = [titled(form), form.to_uppercase()];
    if !capital || printed.iter().any(|printed| printed == form) {
        choice.add_form(place.form, form);
        return;
    }
    for printed in printed {
        choice.terms.push(Alternative::printed(place.form, form, &printed));
        choice.spellings.verbatim.insert(printed);
    }
}

/// A form with a capital first letter.
fn titled(form: &str) -> String {
    let mut letters = form.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
