//! The [`Analyzer`]: text in, tokens out, without an allocation per token.

use super::ascii::{CLASS, DIGIT, HIGH, UPPER, WORD, ends_plainly, separator};
use super::stem::{StemPlan, Stemmer};
use super::stem_cache::{Stems, Traits};
use super::stem_set::StemSet;
use super::units::{Class, Unit, fill};
use super::word::Words;
use super::{MAX_WORD, Token, TokenKind, is_stop_word, unspaced};

/// Most units whose buffer is kept from one text to the next: 16 MB.
const KEPT: usize = 1 << 20;

/// Turns text into tokens; one per worker, for it holds buffers and the stems it has seen.
///
/// The tokens of a text depend on the text and the plan alone, never on what was analysed before.
pub struct Analyzer {
    units: Vec<Unit>,
    words: Words,
    /// Forms of the fast way and of unspaced runs.
    buffer: String,
    stems: Stems,
    /// Starts of sentences of the paragraph under way; lent to [`super::article`].
    pub(super) sentences: Vec<usize>,
}

impl Default for Analyzer {
    fn default() -> Analyzer {
        Analyzer::new()
    }
}

impl Analyzer {
    /// Makes an analyzer with empty buffers.
    pub fn new() -> Analyzer {
        Analyzer {
            units: Vec::new(),
            words: Words::default(),
            buffer: String::new(),
            stems: Stems::new(),
            sentences: Vec::new(),
        }
    }

    /// Gives the tokens of a text to `sink`, in order of position, and returns the number of
    /// positions used: the position after the last.
    ///
    /// Positions never decrease; a [`TokenKind::Joined`] stands on the position of the word before
    /// it. Ranges are byte offsets in `text`, on character boundaries, in order of their starts
    /// (joined words aside). Forms hold 1 to [`MAX_WORD`] bytes.
    pub fn text(&mut self, text: &str, plan: StemPlan, sink: &mut dyn FnMut(&Token<'_>)) -> u32 {
        self.each(text, plan, sink)
    }

    /// As [`Analyzer::text`], but a word goes under its stemmer only where `wants` says so of its
    /// form; elsewhere it is given without a stem. For a reader that looks for few stems in
    /// much text: most words differ from all of them at the first letter.
    pub fn scan<W, S>(&mut self, text: &str, plan: StemPlan, wants: W, sink: &mut S) -> u32
    where
        W: Fn(&str, Stemmer) -> bool,
        S: FnMut(&Token<'_>) + ?Sized,
    {
        self.tokens(text, &Wanted { plan, wants }, sink)
    }

    /// As [`Analyzer::text`], compiled for one sink.
    pub(super) fn each<S>(&mut self, text: &str, plan: StemPlan, sink: &mut S) -> u32
    where
        S: FnMut(&Token<'_>) + ?Sized,
    {
        self.tokens(text, &plan, sink)
    }

    fn tokens<P: Stemming, S>(&mut self, text: &str, plan: &P, sink: &mut S) -> u32
    where
        S: FnMut(&Token<'_>) + ?Sized,
    {
        let bytes = text.as_bytes();
        let mut position = 0;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let class = CLASS[byte as usize];
            if class & WORD != 0 {
                let start = at;
                let mut seen = 0;
                while let Some(&byte) = bytes.get(at) {
                    let class = CLASS[byte as usize];
                    if class & WORD == 0 {
                        break;
                    }
                    seen |= class;
                    at += 1;
                }
                if ends_plainly(bytes, at) {
                    self.plain(&text[start..at], seen, (start, at), position, plan, sink);
                    position += 1;
                } else {
                    at = self.stretch(text, start, &mut position, plan, sink);
                }
            } else if class == HIGH {
                at = match separator(bytes, at) {
                    Some(length) => at + length,
                    None => self.stretch(text, at, &mut position, plan, sink),
                };
            } else {
                at += 1;
            }
        }
        self.shed();
        position
    }

    /// Gives back what one monstrous word took.
    fn shed(&mut self) {
        if self.units.capacity() > KEPT {
            self.units = Vec::new();
            self.buffer = String::new();
            self.words = Words::default();
        }
    }

    /// As [`Analyzer::each`] without the fast way: what the fast way must agree with.
    #[cfg(test)]
    pub(super) fn each_slowly<S>(&mut self, text: &str, plan: StemPlan, sink: &mut S) -> u32
    where
        S: FnMut(&Token<'_>) + ?Sized,
    {
        let (mut position, mut at) = (0, 0);
        while at < text.len() {
            at = self.stretch(text, at, &mut position, &plan, sink);
        }
        position
    }

    /// Returns which stemmers read words since the analyzer was made, or since they were last taken.
    pub fn used(&self) -> StemSet {
        self.stems.used
    }

    /// Returns the same, and begins anew.
    pub fn take_used(&mut self) -> StemSet {
        std::mem::take(&mut self.stems.used)
    }

    /// A word of ASCII letters and digits.
    #[inline]
    fn plain<P: Stemming, S>(
        &mut self,
        word: &str,
        seen: u8,
        (start, end): (usize, usize),
        position: u32,
        plan: &P,
        sink: &mut S,
    ) where
        S: FnMut(&Token<'_>) + ?Sized,
    {
        let word = cut(word);
        let form = if seen & UPPER == 0 {
            word
        } else {
            self.buffer.clear();
            self.buffer.push_str(word);
            self.buffer.make_ascii_lowercase();
            self.buffer.as_str()
        };
        let stem = match seen & DIGIT {
            0 => plan.stem(&mut self.stems, form, Traits::LATIN),
            _ => None,
        };
        let verbatim = (seen & UPPER != 0).then_some(word);
        sink(&Token { form, stem, verbatim, position, start, end, kind: TokenKind::Word });
    }

    /// Reads a stretch the general way: from `start` to the next space or stop. Returns its end.
    fn stretch<P: Stemming, S>(
        &mut self,
        text: &str,
        start: usize,
        position: &mut u32,
        plan: &P,
        sink: &mut S,
    ) -> usize
    where
        S: FnMut(&Token<'_>) + ?Sized,
    {
        let Analyzer { units, words, buffer, stems, .. } = self;
        let end = fill(text, start, units);
        let mut at = 0;
        while let Some(unit) = units.get(at) {
            match unit.class {
                Class::Letter | Class::Digit => {
                    let mut before = *position;
                    at = words.chain(units, at, |words, piece, joined| {
                        let verbatim = cut(words.verbatim(piece));
                        // A word of nothing but tatweel folds to nothing; it stays as printed.
                        let form = match cut(words.form(piece)) {
                            "" => verbatim,
                            form => form,
                        };
                        let kind = if joined { TokenKind::Joined } else { TokenKind::Word };
                        let here = if joined { before } else { *position };
                        sink(&Token {
                            form,
                            stem: plan.stem(stems, form, piece.traits),
                            verbatim: (verbatim != form).then_some(verbatim),
                            position: here,
                            start: start + piece.start as usize,
                            end: start + piece.end as usize,
                            kind,
                        });
                        if !joined {
                            before = here;
                            *position += 1;
                        }
                    });
                }
                Class::Unspaced => {
                    at = unspaced::run(units, at, buffer, |form, from, to, pair| {
                        let form = cut(form);
                        sink(&Token {
                            form,
                            stem: None,
                            verbatim: None,
                            position: *position,
                            start: start + from as usize,
                            end: start + to as usize,
                            kind: if pair { TokenKind::Pair } else { TokenKind::Last },
                        });
                        *position += 1;
                    });
                }
                Class::Mark | Class::Other => at += 1,
            }
        }
        end
    }
}

/// How words come to their stems.
trait Stemming {
    fn stem<'a>(&self, stems: &'a mut Stems, form: &'a str, traits: Traits) -> Option<&'a str>;
}

impl Stemming for StemPlan {
    #[inline]
    fn stem<'a>(&self, stems: &'a mut Stems, form: &'a str, traits: Traits) -> Option<&'a str> {
        if traits.digits || is_stop_word(form) {
            None
        } else {
            Some(stems.stem(form, traits, self))
        }
    }
}

/// A plan that is followed for some words only.
struct Wanted<W> {
    plan: StemPlan,
    wants: W,
}

impl<W: Fn(&str, Stemmer) -> bool> Stemming for Wanted<W> {
    #[inline]
    fn stem<'a>(&self, stems: &'a mut Stems, form: &'a str, traits: Traits) -> Option<&'a str> {
        match traits.stemmed_script().and_then(|script| self.plan.stemmer(script)) {
            Some(stemmer) if !(self.wants)(form, stemmer) => None,
            _ if traits.digits || is_stop_word(form) => None,
            Some(stemmer) => Some(stems.under(form, stemmer)),
            None => Some(form),
        }
    }
}

/// Cuts a word to [`MAX_WORD`] bytes, at a character.
#[inline]
fn cut(word: &str) -> &str {
    if word.len() <= MAX_WORD {
        return word;
    }
    let mut end = MAX_WORD;
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}
