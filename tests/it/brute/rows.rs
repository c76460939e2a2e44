//! Words, phrases and patterns: every row of words that fulfils one.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::rc::Rc;

use news_search::analysis::query::{QueryToken, QueryWord, word as read_word};
use news_search::analysis::{Analyzer, Part, TokenKind};
use news_search::query::ast::{Node, Pattern, PhraseWord, Scope};

use super::texts::{Corpus, Text, Word, first_character};

/// Words that stand in a text as a word, phrase or pattern asks for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub first: u32,
    pub last: u32,
    /// The byte ranges that are marked of it.
    pub marks: Vec<(usize, usize)>,
}

impl Row {
    pub fn part(&self) -> Part {
        Part::of(self.first)
    }
}

/// The rows of each text that has any.
pub type Rows = BTreeMap<usize, Vec<Rc<Row>>>;

/// What may stand at a place.
enum Accept {
    Inflected { stems: Vec<String>, form: String },
    Form(String),
    Printed(String),
    Head(String),
    OneOf(Rc<HashSet<String>>),
}

/// A word of a text as a place of a phrase takes it.
#[derive(Clone)]
struct Stand {
    part: Part,
    first: u32,
    last: u32,
    marked: Range<usize>,
}

impl Accept {
    fn of(token: &QueryToken, exact: bool, inflected: bool) -> Accept {
        if token.kind == TokenKind::Last {
            return Accept::Head(token.form.clone());
        }
        let spelling = token.exact_spelling();
        match (exact, inflected) {
            (true, _) if spelling != token.form => Accept::Printed(spelling.to_owned()),
            (false, true) => {
                Accept::Inflected { stems: token.stems.clone(), form: token.form.clone() }
            }
            _ => Accept::Form(token.form.clone()),
        }
    }

    fn takes(&self, text: &Text, word: &Word) -> Option<Stand> {
        let (mut last, mut end) = (word.last, word.end);
        let takes = match self {
            Accept::Inflected { stems, form } => match &word.stem {
                Some(stem) => stems.contains(stem),
                None => word.form == *form,
            },
            Accept::Form(form) => word.form == *form,
            Accept::Printed(printed) => word.printed == *printed,
            Accept::OneOf(forms) => forms.contains(&word.form),
            Accept::Head(head) => {
                let unspaced = matches!(word.kind, TokenKind::Pair | TokenKind::Last);
                let takes = unspaced && word.form[..first_character(&word.form)] == **head;
                if takes && word.kind == TokenKind::Pair {
                    (last, end) = (word.first, text.head_end(word));
                }
                takes
            }
        };
        let stand = Stand { part: word.part, first: word.first, last, marked: word.start..end };
        takes.then_some(stand)
    }

    /// Finds all words of all texts that it takes.
    fn everywhere(&self, corpus: &Corpus) -> Vec<(usize, Stand)> {
        let mut places: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut add =
            |found: Option<&Vec<(usize, usize)>>| places.extend(found.into_iter().flatten());
        match self {
            Accept::Inflected { stems, form } => {
                stems.iter().for_each(|stem| add(corpus.by_stem.get(stem)));
                add(corpus.by_form.get(form));
            }
            Accept::Form(form) => add(corpus.by_form.get(form)),
            Accept::Printed(printed) => add(corpus.by_print.get(printed)),
            Accept::Head(head) => add(corpus.by_head.get(head)),
            Accept::OneOf(forms) => forms.iter().for_each(|form| add(corpus.by_form.get(form))),
        }
        let stand = |(number, at): (usize, usize)| {
            let text = &corpus.texts[number];
            Some((number, self.takes(text, &text.words[at])?))
        };
        places.into_iter().filter_map(stand).collect()
    }
}

/// One reading of a phrase: what stands how many positions behind its beginning.
type Reading = Vec<(u32, Accept)>;

/// Finds the rows of a leaf that may stand in its field and, if so asked, in the first words.
pub fn rows(corpus: &Corpus, leaf: &Node, first: Option<u32>, every: bool) -> Rows {
    let mut analyzer = Analyzer::new();
    let mut read = |text: &str| read_word(&mut analyzer, text, &corpus.stems);
    let (scope, readings, slop) = match leaf {
        Node::Word { scope, text, exact } => (scope, word_readings(&read(text), *exact), 0),
        Node::Phrase { scope, parts, slop } => {
            (scope, phrase_readings(corpus, parts, &mut read), *slop)
        }
        Node::Pattern { scope, pattern } => (scope, vec![pattern_reading(corpus, pattern)], 0),
        other => panic!("no leaf: {other:?}"),
    };
    let mut found: BTreeMap<usize, BTreeSet<Row>> = BTreeMap::new();
    for reading in &readings {
        for (number, row) in stands(corpus, reading, slop, every) {
            if lies_in(&corpus.texts[number], &row, *scope, first) {
                found.entry(number).or_default().insert(row);
            }
        }
    }
    let shared = |rows: BTreeSet<Row>| rows.into_iter().map(Rc::new).collect();
    found.into_iter().map(|(number, rows)| (number, shared(rows))).collect()
}

fn lies_in(text: &Text, row: &Row, scope: Scope, first: Option<u32>) -> bool {
    let fits = match scope {
        Scope::Text => true,
        Scope::Headline => row.part() == Part::Headline,
        Scope::Body => row.part() != Part::Headline,
        Scope::Lead => {
            row.part() == Part::Body && text.is_in_lead(row.first) && text.is_in_lead(row.last)
        }
        other => panic!("not a field of the text: {other:?}"),
    };
    let early = |words: u32| row.part() == Part::Body && text.is_among_first(row.last, words);
    fits && first.is_none_or(early)
}

/// The words in a row, or all of them in one piece.
fn word_readings(word: &QueryWord, exact: bool) -> Vec<Reading> {
    let slot = |token: &QueryToken| (token.position, Accept::of(token, exact, !exact));
    let mut readings = vec![word.tokens.iter().map(slot).collect::<Reading>()];
    readings.extend(word.joined.iter().map(|joined| vec![(0, Accept::of(joined, exact, !exact))]));
    readings
}

/// Returns how many positions a typed word takes.
fn width(word: &QueryWord) -> u32 {
    let last = word.tokens.last();
    last.map_or(0, |last| last.position + 1 + u32::from(last.kind == TokenKind::Pair))
}

/// Offset, the word it is of, its token, whether it is the last one of a beginning.
type Slot = (u32, PhraseWord, QueryToken, bool);

fn phrase_readings(
    corpus: &Corpus,
    parts: &[Vec<PhraseWord>],
    read: &mut dyn FnMut(&str) -> QueryWord,
) -> Vec<Reading> {
    // The readings so far, and where the next word of each stands.
    let mut readings: Vec<(u32, Vec<Slot>)> = vec![(0, Vec::new())];
    for part in parts {
        let mut longer = Vec::new();
        for (next, reading) in &readings {
            for word in part {
                let typed = read(&word.text);
                let mut reading = reading.clone();
                for (number, token) in typed.tokens.iter().enumerate() {
                    let is_last = number + 1 == typed.tokens.len();
                    let place = next + token.position;
                    reading.push((place, word.clone(), token.clone(), word.prefix && is_last));
                }
                longer.push((next + width(&typed), reading));
                if let (Some(joined), true) = (&typed.joined, parts.len() == 1) {
                    longer.push((1, vec![(0, word.clone(), joined.clone(), word.prefix)]));
                }
            }
        }
        readings = longer;
    }
    let accept = |(place, word, token, prefix): (u32, PhraseWord, QueryToken, bool)| {
        let unspaced = matches!(token.kind, TokenKind::Pair | TokenKind::Last);
        let accept = match prefix && !unspaced {
            true => fitting(corpus, &Pattern::Prefix(token.form)),
            false => Accept::of(&token, word.exact, false),
        };
        (place, accept)
    };
    readings.into_iter().map(|(_, slots)| slots.into_iter().map(accept).collect()).collect()
}

fn fitting(corpus: &Corpus, pattern: &Pattern) -> Accept {
    Accept::OneOf(corpus.fitting(pattern))
}

fn pattern_reading(corpus: &Corpus, pattern: &Pattern) -> Reading {
    vec![(0, fitting(corpus, pattern))]
}

/// Finds every way in which a reading stands in any text.
fn stands(corpus: &Corpus, reading: &Reading, slop: u32, every: bool) -> Vec<(usize, Row)> {
    if slop > 0 && reading.len() > 1 {
        return moved(corpus, reading, slop, every);
    }
    let mut found = Vec::new();
    let Some(((_, begin), rest)) = reading.split_first() else { return found };
    for (number, start) in begin.everywhere(corpus) {
        let text = &corpus.texts[number];
        // All ways of going on from here.
        let mut ways = vec![vec![start.clone()]];
        for (offset, accept) in rest {
            let here = text.at.get(&(start.first + offset)).into_iter().flatten();
            let here: Vec<Stand> =
                here.filter_map(|at| accept.takes(text, &text.words[*at])).collect();
            let longer =
                |way: &Vec<Stand>, stand: &Stand| [&way[..], std::slice::from_ref(stand)].concat();
            ways = ways.iter().flat_map(|way| here.iter().map(|s| longer(way, s))).collect();
        }
        for way in ways.into_iter().filter(|way| way.iter().all(|s| s.part == start.part)) {
            let last = way.last().expect("a way has a beginning");
            let marks = vec![(start.marked.start, last.marked.end)];
            let (first, last) = (start.first, last.last);
            found.push((number, Row { first, last, marks }));
        }
    }
    found
}

/// Finds where a reading stands with moves: how far each word is from its place may differ by the slop
/// at most, and no two are the same word. Either every choice of words, or the smallest windows: of each
/// word that is least ahead of its place, the first of the others behind it.
fn moved(corpus: &Corpus, reading: &Reading, slop: u32, every: bool) -> Vec<(usize, Row)> {
    // Of each text and part how far a word is from its place, which place, and the word.
    let mut all: BTreeMap<(usize, u32), Vec<Moved>> = BTreeMap::new();
    for (slot, (offset, accept)) in reading.iter().enumerate() {
        for (number, stand) in accept.everywhere(corpus) {
            let away = i64::from(stand.first) - i64::from(*offset);
            let part = Part::range(stand.first).start;
            all.entry((number, part)).or_default().push((away, slot, stand));
        }
    }
    let mut found = Vec::new();
    for ((number, _), mut stands) in all {
        stands.sort_by_key(|(away, slot, _)| (*away, *slot));
        for (at, (low, own, stand)) in stands.iter().enumerate() {
            // The others that may stand with it, slot by slot.
            let behind = |slot: usize| {
                let near = stands[at..].iter().filter(move |(_, other, _)| *other == slot);
                let near = near.take(if every { usize::MAX } else { 1 });
                near.filter(|(away, _, _)| away - low <= i64::from(slop)).map(|(_, _, stand)| stand)
            };
            let mut ways: Vec<Vec<&Stand>> = vec![vec![stand]];
            for slot in (0..reading.len()).filter(|slot| slot != own) {
                let longer = |way: &Vec<_>, stand| [&way[..], &[stand]].concat();
                ways = ways.iter().flat_map(|way| behind(slot).map(|s| longer(way, s))).collect();
            }
            for mut row in ways {
                row.sort_by_key(|stand| stand.first);
                if row.windows(2).any(|pair| pair[0].first == pair[1].first) {
                    continue;
                }
                let last = row.iter().map(|stand| stand.last).max().unwrap_or(0);
                let marks = row.iter().map(|stand| (stand.marked.start, stand.marked.end));
                found.push((number, Row { first: row[0].first, last, marks: marks.collect() }));
            }
        }
    }
    found
}

/// How far a word is from its place, which place, and the word.
type Moved = (i64, usize, Stand);
