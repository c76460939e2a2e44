//! What a typed word or a quoted phrase may stand as: rows of slots, each with its choices.

use crate::analysis::TokenKind;
use crate::analysis::query::{QueryToken, QueryWord, word};
use crate::engine::EngineError;
use crate::local::lower::Lowering;
use crate::local::words::{Choice, How, Place};
use crate::query::ast::{Pattern, PhraseWord};
use crate::query::codes;

/// Phrases that alternatives of several words may multiply out to.
const MOST_PHRASES: usize = 64;

/// A row that a word or phrase may stand as.
#[derive(Debug, Clone)]
pub(super) struct RowOf {
    /// Offsets, and what may stand there.
    pub slots: Vec<(u32, Choice)>,
    /// How far slots may be moved against each other.
    pub slop: u32,
}

impl RowOf {
    /// One word.
    pub fn one(choice: Choice) -> RowOf {
        RowOf { slots: vec![(0, choice)], slop: 0 }
    }
}

impl Lowering<'_> {
    /// Reads a typed word. Several tokens (`covid-19`, `AT&T`, 北京大学) are a phrase; a hyphenated
    /// word is met in one piece too.
    pub(super) fn word_rows(
        &mut self,
        place: &Place,
        text: &str,
        exact: bool,
    ) -> Result<Vec<RowOf>, EngineError> {
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
            return Ok(Vec::new());
        }
        if read.single_unspaced {
            return Ok(vec![RowOf::one(self.headed(place, &read.tokens[0].form)?)]);
        }
        let mut slots = Vec::with_capacity(read.tokens.len());
        for (at, token) in read.tokens.iter().enumerate() {
            let choice = if open_ended(&read, at) {
                self.headed(place, &token.form)?
            } else {
                self.choice(place, token, how)?
            };
            slots.push((token.position, choice));
        }
        let mut rows = vec![RowOf { slots, slop: 0 }];
        if let Some(joined) = &read.joined {
            rows.push(RowOf::one(self.choice(place, joined, how)?));
        }
        Ok(rows)
    }

    /// Reads a quoted phrase: as written, each part with its alternatives.
    pub(super) fn phrase_rows(
        &mut self,
        place: &Place,
        parts: &[Vec<PhraseWord>],
        slop: u32,
    ) -> Result<Vec<RowOf>, EngineError> {
        let mut rows: Vec<(u32, Vec<(u32, Choice)>)> = vec![(0, Vec::new())];
        for part in parts {
            // Alternatives of one token share a slot; longer ones make rows of their own.
            let mut shared = Choice::default();
            let mut long = Vec::new();
            for alternative in part {
                let (width, mut slots) = self.phrase_word(place, alternative)?;
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
        if rows.iter().any(|(_, row)| row.is_empty()) {
            self.note("W201", "the quoted words hold nothing to look for".into());
            return Ok(Vec::new());
        }
        Ok(rows.into_iter().map(|(_, slots)| RowOf { slots, slop }).collect())
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
