//! Queries at random, of words that the articles have.
//!
//! Most words of a query come from one place of one article, so that phrases and proximity are often
//! fulfilled; the rest from anywhere.

use std::ops::Range;

use news_search::analysis::{Analyzer, TokenKind, is_stop_word, query};
use news_search::query::ast::{KeyValue, Near, Node, Pattern, PhraseWord, Scope};

use super::random::Random;
use super::texts::{Corpus, Word};

/// Patterns that queries choose from, of each kind: each is held against all words once.
const PATTERNS: usize = 60;

/// Most words of the corpus that a pattern may fit; the engine keeps 256.
const FITTING: usize = 200;

pub struct Generator<'a> {
    corpus: &'a Corpus,
    random: Random,
    analyzer: Analyzer,
    patterns: Vec<Pattern>,
    /// Where the query under way takes its words from: a text and a word of it.
    home: (usize, usize),
    /// Patterns that the query under way may still have.
    left: usize,
}

impl<'a> Generator<'a> {
    pub fn new(corpus: &'a Corpus, seed: u64) -> Generator<'a> {
        let mut made = Generator {
            corpus,
            random: Random(seed),
            analyzer: Analyzer::new(),
            patterns: Vec::new(),
            home: (0, 0),
            left: 0,
        };
        for kind in 0..4 {
            let mut tries = 0;
            while made.patterns.len() < (kind + 1) * PATTERNS && tries < 20 * PATTERNS {
                tries += 1;
                made.home = made.anywhere();
                let pattern = made.pattern_of(kind);
                let fitting = pattern.as_ref().map_or(0, |pattern| corpus.fitting(pattern).len());
                made.patterns.extend(pattern.filter(|_| (1..=FITTING).contains(&fitting)));
            }
        }
        made
    }

    pub fn query(&mut self) -> Node {
        self.home = self.anywhere();
        self.left = 4;
        let depth = self.random.below(4);
        self.node(depth)
    }

    fn chance(&mut self, of: usize) -> bool {
        self.random.below(of) == 0
    }

    fn node(&mut self, depth: usize) -> Node {
        if depth == 0 {
            return if self.chance(25) { self.value() } else { self.leaf(true) };
        }
        match self.random.below(20) {
            0 => self.leaf(true),
            1..=3 => Node::Bag(self.nodes(depth)),
            4 | 5 => Node::And(self.nodes(depth)),
            6 | 7 => Node::Or(self.nodes(depth)),
            8 => Node::Bag(vec![self.node(depth - 1), Node::Not(Box::new(self.node(depth - 1)))]),
            9 => Node::Not(Box::new(self.node(depth - 1))),
            10 => {
                let of = self.nodes(depth);
                Node::Quorum { min: 1 + self.random.below(of.len()) as u32, of }
            }
            11 => Node::Weight { of: Box::new(self.node(depth - 1)), weight: 2.5 },
            12..=16 => self.proximity(depth),
            17 | 18 => {
                let of = Box::new(self.placed(depth - 1));
                Node::Mentions { min: 1 + self.random.below(4) as u32, of }
            }
            _ => {
                let words = *self.random.of(&[3, 10, 25, 60, 200]);
                Node::First { words, of: Box::new(self.early(depth - 1)) }
            }
        }
    }

    fn nodes(&mut self, depth: usize) -> Vec<Node> {
        (0..2 + self.random.below(2)).map(|_| self.node(depth - 1)).collect()
    }

    /// What may stand in FIRST.
    fn early(&mut self, depth: usize) -> Node {
        if depth == 0 {
            return self.leaf(false);
        }
        let several = |made: &mut Self| vec![made.early(depth - 1), made.early(depth - 1)];
        match self.random.below(6) {
            0 | 1 => self.leaf(false),
            2 => Node::Bag(several(self)),
            3 => Node::And(several(self)),
            4 => Node::Or(several(self)),
            _ => self.pair(depth),
        }
    }

    /// PRE, NEAR, NOT NEAR, SENT or PARA, perhaps in a field.
    fn proximity(&mut self, depth: usize) -> Node {
        let mut node = self.pair(depth);
        if self.chance(6) {
            put_in(&mut node, *self.random.of(&[Scope::Headline, Scope::Body, Scope::Lead]));
        }
        node
    }

    fn pair(&mut self, depth: usize) -> Node {
        let n = *self.random.of(&[1, 2, 3, 5, 10, 40]);
        let kinds =
            [Near::Pre(n), Near::Near(n), Near::NotNear(n), Near::Sentence, Near::Paragraph];
        let kind = *self.random.of(&kinds);
        let (left, right) = (self.placed(depth - 1), self.placed(depth - 1));
        Node::Near { kind, left: Box::new(left), right: Box::new(right) }
    }

    /// What may stand beside PRE and its like.
    fn placed(&mut self, depth: usize) -> Node {
        match self.random.below(6) {
            0 if depth > 0 => Node::Or(vec![self.placed(depth - 1), self.placed(depth - 1)]),
            1 | 2 if depth > 0 => self.pair(depth),
            _ => self.leaf(false),
        }
    }

    fn value(&mut self) -> Node {
        let text = &self.corpus.texts[self.random.below(self.corpus.texts.len())];
        match self.random.below(3) {
            0 => Node::All,
            1 => Node::Exists { field: news_search::article::Field::Date },
            _ => Node::Key {
                field: news_search::article::Field::Lang,
                value: KeyValue::Is(text.article.lang.code().to_owned()),
            },
        }
    }

    fn leaf(&mut self, fields: bool) -> Node {
        let scope = match self.random.below(10) {
            0 if fields => *self.random.of(&[Scope::Headline, Scope::Body, Scope::Lead]),
            _ => Scope::Text,
        };
        loop {
            let leaf = match self.random.below(12) {
                0..=4 => self.word().map(|text| Node::Word { scope, text, exact: false }),
                5 => self.word().map(|text| Node::Word { scope, text, exact: true }),
                6..=8 => self.phrase().map(|parts| Node::Phrase { scope, parts, slop: 0 }),
                9 | 10 => self.moved(scope),
                _ if self.left > 0 && !self.patterns.is_empty() => {
                    self.left -= 1;
                    let pattern = self.random.of(&self.patterns).clone();
                    Some(Node::Pattern { scope, pattern })
                }
                _ => None,
            };
            if let Some(leaf) = leaf {
                return leaf;
            }
        }
    }

    /// A word of any text.
    fn anywhere(&mut self) -> (usize, usize) {
        loop {
            let number = self.random.below(self.corpus.texts.len());
            let words = self.corpus.texts[number].words.len();
            if words > 0 {
                return (number, self.random.below(words));
            }
        }
    }

    /// A place to take a word from: mostly near the home of the query.
    fn place(&mut self) -> (usize, usize) {
        if self.chance(6) {
            return self.anywhere();
        }
        let (number, at) = self.home;
        let words = self.corpus.texts[number].words.len();
        (number, (at + self.random.below(17)).saturating_sub(8).min(words - 1))
    }

    fn at(&self, (number, at): (usize, usize)) -> &'a Word {
        &self.corpus.texts[number].words[at]
    }

    /// What is printed from one word to another of a text, if it can be typed.
    fn printed(&self, number: usize, words: Range<usize>) -> Option<String> {
        let text = &self.corpus.texts[number];
        let words = &text.words[words];
        let (first, last) = (words.first()?, words.last()?);
        let typed = text.of(first.part).get(first.start..last.end)?;
        let sound = |c: char| c.is_alphanumeric() || ".-'’&,".contains(c);
        (first.part == last.part && typed.chars().all(sound)).then(|| typed.to_owned())
    }

    /// A word as printed, or some characters of an unspaced script.
    fn word(&mut self) -> Option<String> {
        let (number, at) = self.place();
        let words = &self.corpus.texts[number].words;
        let common = self.corpus.by_form[&words[at].form].len() > self.corpus.texts.len() / 4;
        if common && !self.chance(8) {
            return None;
        }
        match words[at].kind {
            TokenKind::Pair => {
                if self.chance(8) {
                    return words[at].form.chars().next().map(String::from);
                }
                let most = 1 + self.random.below(3);
                let run = words[at..].iter().take(most);
                let run = run.take_while(|word| word.kind == TokenKind::Pair).count();
                self.printed(number, at..at + run)
            }
            _ => self.printed(number, at..at + 1),
        }
    }

    /// Words side by side, each perhaps with alternatives, a star or an equals sign.
    fn phrase(&mut self) -> Option<Vec<Vec<PhraseWord>>> {
        let (number, at) = self.place();
        let words = &self.corpus.texts[number].words;
        let mut parts: Vec<Vec<PhraseWord>> = Vec::new();
        let mut next = at;
        for _ in 0..1 + self.random.below(3) {
            let Some(word) = words.get(next) else { break };
            if word.part != words[at].part || next > at && word.first > words[next - 1].last + 1 {
                break;
            }
            let text = self.printed(number, next..next + 1)?;
            let joined = query::word(&mut self.analyzer, &text, &self.corpus.stems).joined;
            if joined.is_some() {
                return None;
            }
            let long = word.kind == TokenKind::Word && word.form.chars().count() >= 6;
            let plain = word.form.chars().all(char::is_alphabetic);
            let star = long && plain && self.left > 0 && self.chance(8);
            let exact = !star && self.chance(8);
            let text = match star {
                true => {
                    self.left -= 1;
                    word.form.chars().take(5).collect()
                }
                false => text,
            };
            let mut part = vec![PhraseWord { text, exact, prefix: star }];
            if self.chance(6)
                && let Some(text) = self.word()
                && query::word(&mut self.analyzer, &text, &self.corpus.stems).joined.is_none()
            {
                part.push(PhraseWord { text, exact: false, prefix: false });
            }
            parts.push(part);
            // A pair takes the next position too.
            next += 1 + usize::from(word.kind == TokenKind::Pair);
            if words.get(next).is_some_and(|word| word.kind == TokenKind::Last) {
                next += 1;
            }
        }
        let few = |part: &Vec<PhraseWord>| {
            let star = part.iter().find(|word| word.prefix);
            star.is_none_or(|word| {
                self.corpus.fitting(&Pattern::Prefix(word.text.clone())).len() <= FITTING
            })
        };
        (!parts.is_empty() && parts.iter().all(few)).then_some(parts)
    }

    /// A phrase of different words with moves.
    fn moved(&mut self, scope: Scope) -> Option<Node> {
        let mut parts: Vec<Vec<PhraseWord>> = Vec::new();
        let mut forms: Vec<String> = Vec::new();
        for _ in 0..2 + self.random.below(2) {
            let place = self.place();
            let word = self.at(place);
            if word.kind != TokenKind::Word || is_stop_word(&word.form) {
                return None;
            }
            let text = self.printed(place.0, place.1..place.1 + 1)?;
            let read = query::word(&mut self.analyzer, &text, &self.corpus.stems);
            if read.tokens.len() != 1 || read.joined.is_some() || forms.contains(&word.form) {
                return None;
            }
            forms.push(word.form.clone());
            parts.push(vec![PhraseWord { text, exact: false, prefix: false }]);
        }
        let slop = *self.random.of(&[1, 2, 3, 5, 10, 30]);
        Some(Node::Phrase { scope, parts, slop })
    }

    fn pattern_of(&mut self, kind: usize) -> Option<Pattern> {
        let word = self.at(self.home);
        let letters: Vec<char> = word.form.chars().collect();
        if word.kind != TokenKind::Word || letters.len() < 4 || letters.len() > 14 {
            return None;
        }
        if !letters.iter().all(|c| c.is_alphabetic()) {
            return None;
        }
        let at = 1 + self.random.below(letters.len() - 2);
        let (before, after): (String, String) =
            (letters[..at].iter().collect(), letters[at + 1..].iter().collect());
        Some(match kind {
            0 => Pattern::Prefix(letters[..3.max(letters.len() - 3)].iter().collect()),
            1 => match self.random.below(3) {
                0 => Pattern::Wildcard(format!("{before}?{after}")),
                1 => Pattern::Wildcard(format!("{before}*{after}")),
                _ => Pattern::Wildcard(format!("*{after}")),
            },
            2 => {
                let mut typed = letters.clone();
                match self.random.below(4) {
                    0 => typed.swap(at - 1, at),
                    1 => drop(typed.remove(at)),
                    2 => typed.insert(at, 'a'),
                    _ => {}
                }
                let distance = if typed.len() > 5 && self.chance(2) { 2 } else { 1 };
                Pattern::Fuzzy { text: typed.into_iter().collect(), distance }
            }
            _ => {
                let c = letters[at];
                let middle = match self.random.below(5) {
                    0 => ".*".to_owned(),
                    1 => ".?".to_owned(),
                    2 => format!("[a{c}]"),
                    3 => format!("{c}+"),
                    _ => format!("[{c}s]?"),
                };
                Pattern::Regex(format!("{before}{middle}{after}"))
            }
        })
    }
}

fn put_in(node: &mut Node, field: Scope) {
    match node {
        Node::Word { scope, .. } | Node::Phrase { scope, .. } | Node::Pattern { scope, .. } => {
            *scope = field;
        }
        Node::Or(of) => of.iter_mut().for_each(|node| put_in(node, field)),
        Node::Near { left, right, .. } => {
            put_in(left, field);
            put_in(right, field);
        }
        _ => {}
    }
}
