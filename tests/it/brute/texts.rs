//! Articles as lists of tokens, and where in them each spelling stands.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use news_search::analysis::article::article as analyse;
use news_search::analysis::{
    Analyzer, ArticleSink, BoundKind, Part, StemPlan, StemSet, Token, TokenKind,
};
use news_search::article::Article;
use news_search::query::ast::Pattern;

use super::patterns;

/// A token of an article.
pub struct Word {
    pub part: Part,
    pub form: String,
    pub stem: Option<String>,
    /// As printed, also where that is the form.
    pub printed: String,
    /// The positions that it takes: two for a pair.
    pub first: u32,
    pub last: u32,
    /// Byte range in the text of its part.
    pub start: usize,
    pub end: usize,
    pub kind: TokenKind,
}

/// An article with all its tokens.
pub struct Text {
    pub article: Article,
    pub words: Vec<Word>,
    /// Words by their first position.
    pub at: HashMap<u32, Vec<usize>>,
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
    /// Positions of the body at which words stand, ascending.
    body: Vec<u32>,
}

/// Where a spelling stands: number of the text, number of the word.
pub type Places = HashMap<String, Vec<(usize, usize)>>;

/// All articles.
pub struct Corpus {
    pub texts: Vec<Text>,
    pub stems: StemSet,
    pub by_form: Places,
    pub by_stem: Places,
    pub by_print: Places,
    pub by_head: Places,
    fitted: RefCell<HashMap<Pattern, Rc<HashSet<String>>>>,
}

impl ArticleSink for Text {
    fn token(&mut self, part: Part, token: &Token<'_>) {
        let last = token.position + u32::from(token.kind == TokenKind::Pair);
        self.at.entry(token.position).or_default().push(self.words.len());
        self.words.push(Word {
            part,
            form: token.form.to_owned(),
            stem: token.stem.map(str::to_owned),
            printed: token.verbatim.unwrap_or(token.form).to_owned(),
            first: token.position,
            last,
            start: token.start,
            end: token.end,
            kind: token.kind,
        });
    }

    fn bound(&mut self, position: u32, kind: BoundKind) {
        match kind {
            BoundKind::Sentence => self.sentences.push(position),
            BoundKind::Paragraph => self.paragraphs.push(position),
        }
    }
}

impl Text {
    fn read(analyzer: &mut Analyzer, article: Article) -> Text {
        let mut text = Text {
            words: Vec::new(),
            at: HashMap::new(),
            sentences: Vec::new(),
            paragraphs: Vec::new(),
            body: Vec::new(),
            article: article.clone(),
        };
        let plan = StemPlan::for_lang(article.lang, StemPlan::default());
        analyse(analyzer, &article, plan, &mut text);
        let body = text.words.iter().filter(|word| word.part == Part::Body);
        let body: BTreeSet<u32> = body.flat_map(|word| word.first..=word.last).collect();
        text.body = body.into_iter().collect();
        text
    }

    /// Returns the text of a part.
    pub fn of(&self, part: Part) -> &str {
        match part {
            Part::Headline => self.article.headline.as_deref().unwrap_or(""),
            Part::Deck => self.article.deck.as_deref().unwrap_or(""),
            Part::Body => &self.article.body,
        }
    }

    /// Tells whether two positions of one part lie in one sentence.
    pub fn one_sentence(&self, first: u32, last: u32) -> bool {
        self.sentences
            .iter()
            .chain(&self.paragraphs)
            .all(|start| !(first < *start && *start <= last))
    }

    /// Tells whether two positions of one part lie in one paragraph.
    pub fn one_paragraph(&self, first: u32, last: u32) -> bool {
        self.paragraphs.iter().all(|start| !(first < *start && *start <= last))
    }

    /// Tells whether a position of the body is among the first so many words there.
    pub fn is_among_first(&self, position: u32, words: u32) -> bool {
        self.body.iter().take(words as usize).any(|word| *word == position)
    }

    /// Tells whether a position of the body is in its first paragraph.
    pub fn is_in_lead(&self, position: u32) -> bool {
        self.one_paragraph(self.body[0], position)
    }

    /// Returns how many bytes of a pair its first character takes, as far as where the next begins.
    pub fn head_end(&self, word: &Word) -> usize {
        let next = self.at.get(&(word.first + 1)).into_iter().flatten();
        let mut next = next.map(|number| &self.words[*number]);
        let next = next.find(|next| matches!(next.kind, TokenKind::Pair | TokenKind::Last));
        next.expect("behind a pair stands its second character").start
    }
}

impl Corpus {
    /// Reads articles; `stems` are the stemmers that their index names.
    pub fn new(articles: &[Article], stems: StemSet) -> Corpus {
        let mut analyzer = Analyzer::new();
        let mut corpus = Corpus {
            texts: Vec::new(),
            stems,
            by_form: Places::new(),
            by_stem: Places::new(),
            by_print: Places::new(),
            by_head: Places::new(),
            fitted: RefCell::default(),
        };
        for (number, article) in articles.iter().enumerate() {
            let text = Text::read(&mut analyzer, article.clone());
            for (at, word) in text.words.iter().enumerate() {
                let add = |places: &mut Places, spelling: &str| {
                    places.entry(spelling.to_owned()).or_default().push((number, at));
                };
                add(&mut corpus.by_form, &word.form);
                add(&mut corpus.by_print, &word.printed);
                if let Some(stem) = &word.stem {
                    add(&mut corpus.by_stem, stem);
                }
                if matches!(word.kind, TokenKind::Pair | TokenKind::Last) {
                    add(&mut corpus.by_head, &word.form[..first_character(&word.form)]);
                }
            }
            corpus.texts.push(text);
        }
        corpus
    }

    /// Returns the forms that fit a pattern.
    pub fn fitting(&self, pattern: &Pattern) -> Rc<HashSet<String>> {
        let mut fitted = self.fitted.borrow_mut();
        let fits = || {
            let forms = self.by_form.keys().filter(|form| patterns::fits(pattern, form));
            Rc::new(forms.cloned().collect())
        };
        Rc::clone(fitted.entry(pattern.clone()).or_insert_with(fits))
    }
}

/// Returns how many bytes the first character takes.
pub fn first_character(form: &str) -> usize {
    form.chars().next().map_or(0, char::len_utf8)
}
