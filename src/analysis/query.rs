//! What a typed word or a quoted run of words means to the index.
//!
//! The same analyzer as for articles, so that a word is found as people type it. More than one
//! token is a phrase: `COVID-19` is covid followed by 19 (or the one token covid19), `北京大学` is
//! the pairs 北京, 京大, 大学. Engines lower a [`QueryWord`]; nothing here searches.

use super::script::Script;
use super::{Analyzer, StemPlan, StemSet, Stemmer, Token, TokenKind};

/// One token of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryToken {
    /// Relative to the first token of the word; gaps count in phrases.
    pub position: u32,
    /// Folded.
    pub form: String,
    /// As typed, apostrophes and points of acronyms removed.
    pub verbatim: String,
    /// What the form may have become in the index: its stem under every stemmer the build used for
    /// its script, and the form itself where words of the script were left as they are. Without
    /// repeats; empty where the index holds the form alone ([`Token::stem`]).
    pub stems: Vec<String>,
    /// What kind of token it is.
    pub kind: TokenKind,
    /// Byte range in the typed text.
    pub start: usize,
    /// Where that range ends, exclusive.
    pub end: usize,
}

impl QueryToken {
    /// Returns what `=word` looks for among forms and verbatim spellings: the spelling as typed if
    /// it holds a capital (`=Premier`), else the form, in any case (`=premier`).
    pub fn exact_spelling(&self) -> &str {
        if self.verbatim.contains(char::is_uppercase) { &self.verbatim } else { &self.form }
    }
}

/// What a typed word or quoted run means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueryWord {
    /// In order of position; more than one is a phrase. Empty if nothing typed was a word.
    ///
    /// The last character of an unspaced run of two or more is left out: its pairs say it already.
    /// A [`TokenKind::Last`] stands for a single such character. In the index that character is a
    /// `Last` only at the end of a run and the head of a pair elsewhere, so at the end of `tokens`
    /// it must be read as a prefix (`第5代` is found in `第5代表`).
    pub tokens: Vec<QueryToken>,
    /// The whole text in one piece, if it is one hyphenated word: an alternative to the phrase.
    pub joined: Option<QueryToken>,
    /// The text is one unspaced character: a prefix of pairs.
    pub single_unspaced: bool,
}

impl QueryWord {
    /// Tells whether nothing typed was a word; it can never match.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}

/// Reads a typed word or quoted run; `stems` are the stemmers that the index was built with.
pub fn word(analyzer: &mut Analyzer, text: &str, stems: &StemSet) -> QueryWord {
    let mut read = QueryWord::default();
    let mut joined = None;
    analyzer.each(text, StemPlan::NONE, &mut |token: &Token<'_>| {
        let owned = QueryToken {
            position: token.position,
            form: token.form.to_owned(),
            verbatim: token.verbatim.unwrap_or(token.form).to_owned(),
            stems: Vec::new(),
            kind: token.kind,
            start: token.start,
            end: token.end,
        };
        match token.kind {
            TokenKind::Joined => joined = Some(owned),
            // A last character right after its pair.
            TokenKind::Last
                if read.tokens.last().is_some_and(|before| {
                    before.kind == TokenKind::Pair && before.position + 1 == token.position
                }) => {}
            _ => read.tokens.push(owned),
        }
    });
    let range = |token: &QueryToken| (token.start, token.end);
    let whole = read.tokens.first().zip(read.tokens.last());
    let whole = whole.map(|(first, last)| (first.start, last.end));
    read.joined = joined.filter(|joined| Some(range(joined)) == whole);
    read.single_unspaced = matches!(&read.tokens[..], [only] if only.kind == TokenKind::Last);
    for plan in plans(stems) {
        // The analyzer itself says how each token is stemmed, so index and query cannot differ.
        let QueryWord { tokens, joined, .. } = &mut read;
        let mut tokens = tokens.iter_mut().peekable();
        analyzer.each(text, plan, &mut |token: &Token<'_>| {
            let is = |own: &QueryToken| (own.start, own.kind) == (token.start, token.kind);
            let own = match token.kind {
                TokenKind::Joined => joined.as_mut().filter(|own| is(own)),
                _ => tokens.next_if(|own| is(own)),
            };
            if let (Some(own), Some(stem)) = (own, token.stem)
                && own.stems.iter().all(|known| known != stem)
            {
                own.stems.push(stem.to_owned());
            }
        });
    }
    read
}

/// Returns plans that between them hold every stemmer of the set, and none where words were left.
fn plans(set: &StemSet) -> Vec<StemPlan> {
    let options = Script::ALL.map(|script| {
        let mut options: Vec<Option<Stemmer>> = set.stemmers(script).map(Some).collect();
        if options.is_empty() || set.contains(script, None) {
            options.push(None);
        }
        (script, options)
    });
    let most = options.iter().map(|(_, options)| options.len()).max().unwrap_or(0);
    let plan = |number: usize| {
        options.iter().fold(StemPlan::NONE, |plan, (script, options)| {
            plan.with(*script, options[number % options.len()])
        })
    };
    (0..most).map(plan).collect()
}
