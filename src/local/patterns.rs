//! Patterns to pieces of a query: the words of the index that fit them.

use tantivy::Term;

use crate::analysis::TokenKind;
use crate::analysis::fold::fold_pattern;
use crate::analysis::query::word;
use crate::engine::EngineError;
use crate::local::expand::{self, Expansion, MOST_PAIRS, MOST_PER_PATTERN, MOST_PER_QUERY};
use crate::local::lower::Lowering;
use crate::local::piece::{Piece, Shape};
use crate::local::rows::RowOf;
use crate::local::slots::Window;
use crate::local::spelling::Alternative;
use crate::local::words::{Choice, How, Place, mark_row};
use crate::query::ast::{Pattern, Scope};

impl Lowering<'_> {
    /// Lowers a pattern to the words of the index that fit it.
    pub fn pattern(&mut self, scope: Scope, pattern: &Pattern) -> Result<Piece, EngineError> {
        let place = self.place(scope);
        if let Pattern::Prefix(text) = pattern
            && let Some(rows) = self.beginning(&place, text)?
        {
            return self.rows(&place, rows);
        }
        let (distances, choice) = self.fitting(&place, pattern)?;
        if place.window != Window::All {
            return self.row(&place, RowOf::one(choice));
        }
        let mark = mark_row(&place, &RowOf::one(choice.clone()));
        if choice.terms.is_empty() {
            return Ok(Piece { shape: Shape::Nothing, mark });
        }
        self.statistics.share(choice.terms.iter().map(|word| &word.term))?;
        // A word one edit away counts half, two edits a quarter.
        let weight = |distance: u8| 0.5_f32.powi(i32::from(distance));
        let terms = choice.terms.into_iter().zip(distances).map(|(word, d)| (word.term, weight(d)));
        Ok(Piece { shape: Shape::Terms(terms.collect()), mark })
    }

    /// Reads a pattern as rows, for operators on positions.
    pub(super) fn pattern_rows(
        &mut self,
        place: &Place,
        pattern: &Pattern,
    ) -> Result<Vec<RowOf>, EngineError> {
        if let Pattern::Prefix(text) = pattern
            && let Some(rows) = self.beginning(place, text)?
        {
            return Ok(rows);
        }
        Ok(vec![RowOf::one(self.fitting(place, pattern)?.1)])
    }

    /// Expands a pattern, and says where it can fit nothing.
    fn fitting(
        &mut self,
        place: &Place,
        pattern: &Pattern,
    ) -> Result<(Vec<u8>, Choice), EngineError> {
        let fitting = self.expanded(place, pattern)?;
        if fitting.1.terms.is_empty()
            && let Some(why) = cut_apart(pattern)
        {
            self.note("W207", format!("{} can fit no word: {why}", describe(pattern)));
        }
        Ok(fitting)
    }

    /// Reads a beginning that is more than the beginning of one word: `covid-1*` is a phrase that ends
    /// in a beginning, `北京大*` is the run itself. `None` if it is a plain one.
    fn beginning(&mut self, place: &Place, text: &str) -> Result<Option<Vec<RowOf>>, EngineError> {
        let read = word(&mut self.analyzer, text, &self.stems);
        let Some(last) = read.tokens.last() else { return Ok(None) };
        if matches!(last.kind, TokenKind::Pair | TokenKind::Last) && last.end == text.len() {
            return Ok(Some(self.word_rows(place, text, false)?));
        }
        let whole = fold_pattern(text);
        if last.form == whole
            || !expand::begin_with(self.searcher, place.form, &whole, 1)?.words.is_empty()
        {
            return Ok(None);
        }
        let typed = whole.trim_start_matches(|c: char| !c.is_alphanumeric());
        if read.tokens.len() == 1 && last.form != typed {
            let form = &last.form;
            self.note(
                "W207",
                format!("{text}* is read as {form}*: words are kept without such signs"),
            );
        }
        let mut slots = Vec::with_capacity(read.tokens.len());
        for (at, token) in read.tokens.iter().enumerate() {
            let choice = if at + 1 == read.tokens.len() {
                self.expanded(place, &Pattern::Prefix(token.form.clone()))?.1
            } else {
                self.choice(place, token, How::AsWritten)?
            };
            slots.push((token.position, choice));
        }
        let mut rows = vec![RowOf { slots, slop: 0 }];
        if let Some(joined) = &read.joined {
            let joined = Pattern::Prefix(joined.form.clone());
            rows.push(RowOf::one(self.expanded(place, &joined)?.1));
        }
        Ok(Some(rows))
    }

    /// Expands a pattern; reports a cut. Gives the edit distance of each word beside it.
    pub(super) fn expanded(
        &mut self,
        place: &Place,
        pattern: &Pattern,
    ) -> Result<(Vec<u8>, Choice), EngineError> {
        let left = MOST_PER_QUERY.saturating_sub(self.expanded);
        let found = expand::expand(self.searcher, place.form, pattern, left)?;
        self.expanded += found.words.len();
        self.tell_cut(&describe(pattern), &found, left);
        let mut choice = Choice::default();
        let mut distances = Vec::with_capacity(found.words.len());
        for (word, distance) in &found.words {
            choice.add_form(place.form, word);
            distances.push(*distance);
        }
        Ok((distances, choice))
    }

    /// Says that what was typed fits more words than are searched; `left` were still allowed.
    pub(super) fn tell_cut(&mut self, typed: &str, found: &Expansion, left: usize) {
        let (kept, fitted) = (found.words.len(), found.fitted);
        if found.unfinished {
            self.note("W203", format!("{typed} fits too much; the search stopped early"));
        } else if fitted > kept {
            let cap = if left < MOST_PER_PATTERN { MOST_PER_QUERY } else { MOST_PER_PATTERN };
            self.note(
                "W202",
                format!(
                    "{typed} fits {fitted} words; the {kept} most frequent were searched (limit {cap})"
                ),
            );
        }
    }

    /// Looks up where one character of a script without spaces stands: at the head of a pair, or
    /// alone at the end of a run.
    pub(super) fn headed(&mut self, place: &Place, character: &str) -> Result<Choice, EngineError> {
        let left = MOST_PAIRS.saturating_sub(self.pairs);
        let found = expand::begin_with(self.searcher, place.form, character, left)?;
        self.pairs += found.words.len();
        if found.fitted > found.words.len() {
            let (kept, fitted) = (found.words.len(), found.fitted);
            self.note(
                "W202",
                format!(
                    "{character} begins {fitted} pairs; the {kept} most frequent were searched"
                ),
            );
        }
        let term =
            |(word, _): &(String, u8)| Alternative::plain(Term::from_field_text(place.form, word));
        let mut choice =
            Choice { terms: found.words.iter().map(term).collect(), ..Choice::default() };
        choice.spellings.heads.insert(character.to_owned());
        Ok(choice)
    }
}

/// Says why a pattern can fit no word of any index, as far as its letters tell.
fn cut_apart(pattern: &Pattern) -> Option<&'static str> {
    let text = match pattern {
        Pattern::Prefix(text) | Pattern::Wildcard(text) | Pattern::Fuzzy { text, .. } => text,
        // What a sign means in a regular expression is not told here.
        Pattern::Regex(_) => return None,
    };
    let letters = text.chars().filter(|c| !matches!(c, '*' | '?'));
    if letters.clone().filter(|c| crate::article::lang::is_unspaced(*c)).count() > 2 {
        Some("in scripts without spaces words are pairs of characters")
    } else if letters.clone().any(|c| matches!(c, '-' | '&' | '/' | '_' | '@' | '+' | '#')) {
        Some("words are cut at such signs")
    } else {
        None
    }
}

fn describe(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Prefix(text) => format!("{text}*"),
        Pattern::Wildcard(text) => text.clone(),
        Pattern::Fuzzy { text, distance } => format!("{text}~{distance}"),
        Pattern::Regex(text) => format!("/{text}/"),
    }
}
