//! Patterns to the words of the index that fit them, walked in the term dictionary.
//!
//! Each pattern stands for at most [`MOST_PER_PATTERN`] words, a query for [`MOST_PER_QUERY`]; the
//! most frequent words are kept and a cut is reported. The walk skips what cannot match, and it
//! ends after two million words, so that no pattern stalls.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, Input};
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy::{Searcher, Term};

use crate::analysis::fold::fold_pattern;
use crate::engine::EngineError;
use crate::local::schema::VERBATIM_MARK;
use crate::local::{faults, internal};
use crate::query::ast::Pattern;
use crate::query::codes;

/// Words that one pattern may stand for.
pub const MOST_PER_PATTERN: usize = 256;
/// Words that all patterns of a query may stand for.
pub const MOST_PER_QUERY: usize = 1024;
/// Pairs that one typed character of a script without spaces may stand at the head of. It is no
/// pattern; the most common characters have some three thousand in a year of a paper.
pub const MOST_PAIRS: usize = 8192;
/// Dictionary entries that one pattern may look at.
const MOST_STEPS: usize = 2_000_000;
/// Memory for one pattern's automaton, in bytes.
const AUTOMATON_LIMIT: usize = 1 << 20;

/// The words a pattern stands for.
#[derive(Debug, Default)]
pub struct Expansion {
    /// Words, most frequent first, with the edit distance where the pattern is fuzzy.
    pub words: Vec<(String, u8)>,
    /// How many fitted before the cut; equal to the number of words if nothing was cut.
    pub fitted: usize,
    /// Whether the walk ended before the dictionary did.
    pub unfinished: bool,
}

/// Finds the words of a field that fit a pattern, at most `most` of them.
pub fn expand(
    searcher: &Searcher,
    field: Field,
    pattern: &Pattern,
    most: usize,
) -> Result<Expansion, EngineError> {
    match pattern {
        Pattern::Prefix(text) => {
            begin_with(searcher, field, &fold_pattern(text), most.min(MOST_PER_PATTERN))
        }
        Pattern::Wildcard(text) => {
            let folded = fold_pattern(text);
            let (regex, prefix) = wildcard_regex(&folded);
            by_regex(searcher, field, &regex, &prefix, most)
        }
        Pattern::Regex(text) => by_regex(searcher, field, &fold_regex(text), "", most),
        Pattern::Fuzzy { text, distance } => {
            near(searcher, field, &fold_pattern(text), *distance, most.min(MOST_PER_PATTERN))
        }
    }
}

/// Finds the words of a field within an edit distance of a folded word, at most `most` of them.
pub fn near(
    searcher: &Searcher,
    field: Field,
    word: &str,
    distance: u8,
    most: usize,
) -> Result<Expansion, EngineError> {
    let mut found = Found::new(most);
    let term = Term::from_field_text(field, word);
    let query = FuzzyTermQuery::new(term, distance, true);
    let end = alphabets_end(word, distance);
    let automaton = query.automaton().map_err(|e| internal("reading a fuzzy word", e))?;
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().search(&automaton).ge(FIRST_FORM.as_bytes());
        if let Some(end) = end {
            stream = stream.lt(end.as_bytes());
        }
        let mut stream = stream.into_stream().map_err(faults::reading)?;
        while let Some((word, info)) = stream.next() {
            found.add(word, info.doc_freq);
        }
    }
    Ok(found.finish(|found| distance_of(word, found).min(u32::from(u8::MAX)) as u8))
}

/// Finds the words of a field that begin so, at most `most` of them. The beginning is folded.
pub fn begin_with(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
    most: usize,
) -> Result<Expansion, EngineError> {
    let mut found = Found::new(most);
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        walk_prefix(index.terms(), prefix, &mut found)?;
    }
    Ok(found.finish(|_| 0))
}

/// Where the words of the alphabets end in a dictionary, for a word in one of them that keeps a letter
/// under so many edits: what comes behind, some hundred thousand pairs of Chinese and kana in a mixed
/// corpus, cannot be near it.
fn alphabets_end(word: &str, distance: u8) -> Option<&'static str> {
    const CJK: char = '\u{2e80}';
    let keeps = word.chars().count() > usize::from(distance);
    (keeps && word.chars().all(|c| c < CJK)).then_some("\u{2e80}")
}

/// The first string behind all verbatim spellings.
const FIRST_FORM: &str = "\u{2}";

/// Collects words with their frequencies, keeping the most frequent.
pub(super) struct Found {
    most: usize,
    kept: BinaryHeap<Reverse<(u32, Reverse<Vec<u8>>)>>,
    fitted: usize,
    steps: usize,
    last: Vec<u8>,
}

impl Found {
    pub(super) fn new(most: usize) -> Found {
        Found { most, kept: BinaryHeap::new(), fitted: 0, steps: 0, last: Vec::new() }
    }

    pub(super) fn add(&mut self, word: &[u8], frequency: u32) {
        self.fitted += 1;
        self.kept.push(Reverse((frequency, Reverse(word.to_vec()))));
        // Several segments may bring one word more than once: keep some room.
        if self.kept.len() > self.most * 2 + 8 {
            self.kept.pop();
        }
        self.last.clear();
        self.last.extend_from_slice(word);
    }

    /// Counts an entry that is looked at; `false` after the last that may be.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps < MOST_STEPS
    }

    pub(super) fn finish(self, distance: impl Fn(&str) -> u8) -> Expansion {
        let unfinished = self.steps >= MOST_STEPS;
        let mut words: Vec<(u32, Vec<u8>)> =
            self.kept.into_iter().map(|Reverse((n, Reverse(word)))| (n, word)).collect();
        words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut seen = std::collections::HashSet::new();
        let mut words: Vec<(String, u8)> = words
            .into_iter()
            .filter_map(|(_, word)| String::from_utf8(word).ok())
            .filter(|word| seen.insert(word.clone()))
            .map(|word| {
                let distance = distance(&word);
                (word, distance)
            })
            .collect();
        // Nearest first; the sort is stable, so frequency decides among equals.
        words.sort_by_key(|(_, distance)| *distance);
        let fitted = if words.len() < self.most { words.len() } else { self.fitted };
        words.truncate(self.most);
        Expansion { words, fitted, unfinished }
    }
}

fn walk_prefix(terms: &TermDictionary, prefix: &str, found: &mut Found) -> Result<(), EngineError> {
    let from = if prefix.is_empty() { FIRST_FORM } else { prefix };
    let stream = terms.range().ge(from.as_bytes()).into_stream();
    let mut stream = stream.map_err(faults::reading)?;
    while let Some((word, info)) = stream.next() {
        if !word.starts_with(prefix.as_bytes()) || !found.step() {
            break;
        }
        found.add(word, info.doc_freq);
    }
    Ok(())
}

/// Turns a wildcard into a regular expression, and the letters before the first wildcard.
fn wildcard_regex(pattern: &str) -> (String, String) {
    let prefix: String = pattern.chars().take_while(|c| !matches!(c, '*' | '?')).collect();
    let mut regex = String::with_capacity(pattern.len() * 2);
    for c in pattern.chars() {
        match c {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            _ => push_literal(&mut regex, c),
        }
    }
    (regex, prefix)
}

fn push_literal(regex: &mut String, c: char) {
    if !c.is_alphanumeric() {
        regex.push('\\');
        if c.is_ascii_control() || !c.is_ascii() {
            regex.pop();
        }
    }
    regex.push(c);
}

/// Folds the letters of a regular expression; escapes such as `\S` and `\pL` keep their case.
fn fold_regex(pattern: &str) -> String {
    let mut folded = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        if c == '\\' {
            folded.push_str(&fold_pattern(&plain));
            plain.clear();
            folded.push(c);
            let escape = chars.next();
            folded.extend(escape);
            // A class has a name: one letter, or letters in braces.
            if matches!(escape, Some('p' | 'P')) {
                for c in chars.by_ref() {
                    folded.push(c);
                    if c == '}' || !(folded.ends_with('{') || in_braces(&folded)) {
                        break;
                    }
                }
            }
        } else if c.is_alphanumeric() {
            plain.push(c);
        } else {
            folded.push_str(&fold_pattern(&plain));
            plain.clear();
            folded.push(c);
        }
    }
    folded.push_str(&fold_pattern(&plain));
    folded
}

/// Tells whether the end of a pattern stands inside of braces.
fn in_braces(pattern: &str) -> bool {
    pattern.rfind('{') > pattern.rfind('}')
}

fn by_regex(
    searcher: &Searcher,
    field: Field,
    regex: &str,
    prefix: &str,
    most: usize,
) -> Result<Expansion, EngineError> {
    let automaton = compile(regex)?;
    let mut found = Found::new(most.min(MOST_PER_PATTERN));
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let from = if prefix.is_empty() { FIRST_FORM } else { prefix };
        let stream = index.terms().search(&automaton).ge(from.as_bytes());
        let mut stream = stream.into_stream().map_err(faults::reading)?;
        while let Some((word, info)) = stream.next() {
            if !found.step() {
                break;
            }
            if !word.starts_with(&[VERBATIM_MARK as u8]) {
                found.add(word, info.doc_freq);
            }
        }
    }
    Ok(found.finish(|_| 0))
}

/// A compiled pattern that the dictionary can walk.
struct WordAutomaton {
    dfa: Arc<dense::DFA<Vec<u32>>>,
    start: StateID,
}

fn compile(regex: &str) -> Result<WordAutomaton, EngineError> {
    let limits = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .dfa_size_limit(Some(AUTOMATON_LIMIT))
        .determinize_size_limit(Some(AUTOMATON_LIMIT));
    let syntax = regex_automata::util::syntax::Config::new().nest_limit(50);
    let nfa = regex_automata::nfa::thompson::Config::new().nfa_size_limit(Some(AUTOMATON_LIMIT));
    let built = dense::Builder::new().configure(limits).syntax(syntax).thompson(nfa).build(regex);
    let refused = |why: String| {
        EngineError::query(codes::UNUSABLE, format!("this pattern cannot be used: {why}"))
            .help("make it shorter or simpler, or use * and ?")
    };
    let dfa = built.map_err(|e| {
        let mut why = e.to_string();
        let mut source = std::error::Error::source(&e);
        while let Some(deeper) = source {
            why = deeper.to_string();
            source = deeper.source();
        }
        // The library draws multi-line pictures; the last line says what is wrong.
        let why = why.lines().last().unwrap_or_default().trim();
        refused(match why.strip_prefix("error: ").unwrap_or(why) {
            "" => "it is too large".to_owned(),
            why if why.contains("exceeded limit") => "it is too large".to_owned(),
            why if why.contains("word boundaries") => {
                "it is held against one whole word, so there are no \\b and \\B".to_owned()
            }
            why => why.to_owned(),
        })
    })?;
    let config = start::Config::new().anchored(Anchored::Yes);
    let start = dfa.start_state(&config).map_err(|e| refused(e.to_string()))?;
    // Not an input: only to be sure that the start needs no look-behind.
    debug_assert!(dfa.start_state_forward(&Input::new("").anchored(Anchored::Yes)).is_ok());
    Ok(WordAutomaton { dfa: Arc::new(dfa), start })
}

impl tantivy_fst::Automaton for WordAutomaton {
    type State = StateID;

    fn start(&self) -> StateID {
        self.start
    }

    fn is_match(&self, state: &StateID) -> bool {
        self.dfa.is_match_state(self.dfa.next_eoi_state(*state))
    }

    fn can_match(&self, state: &StateID) -> bool {
        !self.dfa.is_dead_state(*state) && !self.dfa.is_quit_state(*state)
    }

    fn accept(&self, state: &StateID, byte: u8) -> StateID {
        self.dfa.next_state(*state, byte)
    }
}

/// The edit distance of two words, transpositions counted once (optimal string alignment).
pub fn distance_of(a: &str, b: &str) -> u32 {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<u32> = Vec::new();
    let mut row: Vec<u32> = (0..=b.len() as u32).collect();
    for i in 0..a.len() {
        let mut next = vec![i as u32 + 1];
        for j in 0..b.len() {
            let substituted = row[j] + u32::from(a[i] != b[j]);
            let mut least = substituted.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_become_regular_expressions() {
        assert_eq!(wildcard_regex("m?shu*n"), ("m.shu.*n".into(), "m".into()));
        assert_eq!(wildcard_regex("26.3*"), ("26\\.3.*".into(), "26.3".into()));
    }

    #[test]
    fn letters_of_a_regular_expression_are_folded() {
        assert_eq!(fold_regex("Mish.+É"), "mish.+e");
        assert_eq!(fold_regex("\\SX\\pLÉ\\p{Lu}A"), "\\Sx\\pLe\\p{Lu}a");
    }

    #[test]
    fn a_bomb_is_refused() {
        assert!(compile("(a{100}){100}{100}").is_err());
        assert!(compile("(((((((").is_err());
        assert!(compile("mish.+in").is_ok());
    }

    #[test]
    fn distances_count_edits() {
        assert_eq!(distance_of("mishustin", "mishustn"), 1);
        assert_eq!(distance_of("ab", "ba"), 1);
        assert_eq!(distance_of("", "abc"), 3);
        assert_eq!(distance_of("мишустин", "мишустина"), 1);
    }
}
