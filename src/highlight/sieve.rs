//! Telling fast that a token is none of those looked for.
//!
//! Nearly every token of an article is none. Whole spellings are sieved by a key of length and
//! ends; stems by what a stemmer leaves of a word's beginning, so that most words need no stemmer.

use std::collections::HashMap;

use super::Spellings;
use crate::analysis::ends::ends;
use crate::analysis::{Script, StemPlan, Stemmer};

/// Bits of a key of whole spellings.
const KEY_BITS: u32 = 12;

/// A set of small numbers.
struct Bits(Box<[u64]>);

impl Bits {
    fn new(size: usize) -> Bits {
        Bits(vec![0; size / 64].into())
    }

    fn insert(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    #[inline]
    fn contains(&self, bit: usize) -> bool {
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }
}

/// Spellings of one kind and the slots that accept them.
struct Words<'m> {
    keys: Bits,
    slots: HashMap<&'m str, Vec<u32>>,
}

impl<'m> Words<'m> {
    fn new() -> Words<'m> {
        Words { keys: Bits::new(1 << KEY_BITS), slots: HashMap::new() }
    }

    fn insert(&mut self, word: &'m str, slot: u32) {
        self.keys.insert(key(word));
        self.slots.entry(word).or_default().push(slot);
    }

    #[inline]
    fn get(&self, word: &str) -> &[u32] {
        if !self.keys.contains(key(word)) {
            return &[];
        }
        self.slots.get(word).map_or(&[], Vec::as_slice)
    }
}

#[inline]
fn key(word: &str) -> usize {
    (ends(word.as_bytes()) >> (u64::BITS - KEY_BITS)) as usize
}

/// All spellings of a mark.
pub(super) struct Sieve<'m> {
    stems: Words<'m>,
    forms: Words<'m>,
    verbatim: Words<'m>,
    /// Characters that stand at the head of a pair, and the slots that accept them.
    heads: Vec<(&'m str, u32)>,
    /// First bytes of wanted stems.
    firsts: Bits,
    /// First two bytes that a word with a wanted stem may have.
    pairs: Bits,
    /// First two bytes that the form of any wanted token may have, unless [`Sieve::is_loose`].
    begins: Bits,
    /// Scripts of wanted stems, told by their first letters.
    scripts: [bool; 5],
}

impl<'m> Sieve<'m> {
    /// Makes a sieve from slots and their numbers.
    pub fn new(slots: impl Iterator<Item = (u32, &'m Spellings)>) -> Sieve<'m> {
        let mut sieve = Sieve {
            stems: Words::new(),
            forms: Words::new(),
            verbatim: Words::new(),
            heads: Vec::new(),
            firsts: Bits::new(1 << 8),
            pairs: Bits::new(1 << 16),
            begins: Bits::new(1 << 16),
            scripts: [false; 5],
        };
        for (slot, spellings) in slots {
            for stem in &spellings.stems {
                sieve.stems.insert(stem, slot);
                sieve.insert_beginning(stem.as_bytes());
                if let Some(script) = stem.chars().next().and_then(Script::of) {
                    sieve.scripts[script as usize] = true;
                }
            }
            for form in &spellings.forms {
                sieve.forms.insert(form, slot);
                sieve.begins.insert(beginning(form));
            }
            spellings.verbatim.iter().for_each(|word| sieve.verbatim.insert(word, slot));
            for head in &spellings.heads {
                sieve.heads.push((head, slot));
                sieve.begins.insert(beginning(head));
            }
        }
        sieve
    }

    fn insert_beginning(&mut self, stem: &[u8]) {
        let Some(&first) = stem.first() else {
            return;
        };
        self.firsts.insert(first.into());
        let mut insert = |second| {
            self.pairs.insert(pair(first, second));
            self.begins.insert(pair(first, second));
        };
        match stem.get(1) {
            // English: lying → lie.
            Some(b'i') => [b'i', b'y'].into_iter().for_each(insert),
            Some(second) => insert(*second),
            None => (0..=u8::MAX).for_each(insert),
        }
    }

    /// Tells whether, under a plan, words may have wanted stems that begin otherwise than they do
    /// themselves; [`Sieve::may_accept`] does not know of them.
    pub fn is_loose(&self, plan: &StemPlan) -> bool {
        let keeps = |stemmer| beginning_kept(stemmer) == Kept::Pair;
        let loose = |script| plan.stemmer(script).is_some_and(|stemmer| !keeps(stemmer));
        Script::ALL.into_iter().any(|script| loose(script) && self.scripts[script as usize])
    }

    /// Tells whether a token with this form may be wanted; a `false` is certain, verbatim spellings
    /// aside.
    #[inline]
    pub fn may_accept(&self, form: &str) -> bool {
        self.begins.contains(beginning(form))
    }

    /// Tells whether verbatim spellings are looked for.
    pub fn has_verbatim(&self) -> bool {
        !self.verbatim.slots.is_empty()
    }

    /// Tells whether a form may have a wanted stem under that stemmer; a `false` is certain.
    #[inline]
    pub fn wants_stem(&self, form: &str, stemmer: Stemmer) -> bool {
        match beginning_kept(stemmer) {
            Kept::Pair => self.pairs.contains(beginning(form)),
            Kept::First => {
                form.bytes().next().is_some_and(|byte| self.firsts.contains(byte.into()))
            }
            Kept::Nothing => !self.stems.slots.is_empty(),
        }
    }

    /// Gives the numbers of the slots that accept the first character of a pair, or a last one.
    #[inline]
    pub fn accept_head(&self, form: &str, mut take: impl FnMut(usize)) {
        let heads = self.heads.iter().filter(|(head, _)| form.starts_with(head));
        heads.for_each(|(_, slot)| take(*slot as usize));
    }

    /// Gives the numbers of the slots that accept a token; a slot may be given more than once.
    #[inline]
    pub fn accept(
        &self,
        stem: Option<&str>,
        form: &str,
        verbatim: Option<&str>,
        mut take: impl FnMut(usize),
    ) {
        let stemmed = stem.map_or(&[][..], |word| self.stems.get(word));
        let printed = verbatim.map_or(&[][..], |word| self.verbatim.get(word));
        for slots in [stemmed, self.forms.get(form), printed] {
            slots.iter().for_each(|slot| take(*slot as usize));
        }
    }
}

/// What a stemmer certainly keeps of a word's beginning.
#[derive(PartialEq, Eq)]
enum Kept {
    /// Its first two bytes (English *lying* → *lie* aside), or all of a stem of one letter.
    Pair,
    /// Its first byte.
    First,
    Nothing,
}

/// Which beginnings the stemmers of Snowball keep was settled by trying each on three million
/// made-up words and stands as a test here: Dutch takes *ge-* off, Turkish changes the letter
/// before an ending, Arabic and Tamil take prefixes off; German (*ue* → *u*) and Finnish (doubled
/// consonants) keep the first letter only; the others keep two bytes.
#[inline]
fn beginning_kept(stemmer: Stemmer) -> Kept {
    match stemmer {
        Stemmer::Arabic | Stemmer::Dutch | Stemmer::Tamil | Stemmer::Turkish => Kept::Nothing,
        Stemmer::Finnish | Stemmer::German => Kept::First,
        _ => Kept::Pair,
    }
}

/// The first two bytes of a word; the second is 0 in a word of one.
#[inline]
fn beginning(word: &str) -> usize {
    match word.as_bytes() {
        [first, second, ..] => pair(*first, *second),
        [first] => pair(*first, 0),
        [] => 0,
    }
}

#[inline]
fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::analysis::Analyzer;

    fn spellings(stem: &str) -> Spellings {
        Spellings { stems: HashSet::from([stem.to_owned()]), ..Spellings::default() }
    }

    #[test]
    fn keys_are_found_again() {
        let words = ["a", "ab", "abc", "abcd", "abcde", "Мишустин", "北京", ""];
        let mut table = Words::new();
        words.iter().zip(0..).for_each(|(word, slot)| table.insert(word, slot));
        for (word, slot) in words.iter().zip(0..) {
            assert_eq!(table.get(word), [slot], "{word}");
        }
        assert!(table.get("abd").is_empty());
    }

    /// Made-up words with real endings, from a fixed generator (xorshift, Marsaglia 2003).
    fn made_up(script: Script, count: usize) -> Vec<String> {
        let (letters, endings): (&str, &[&str]) = match script {
            Script::Latin => (
                "abcdefghijklmnopqrstuvwxyz",
                &[
                    "ing", "ying", "ed", "es", "ies", "y", "ness", "ation", "ement", "eux", "ise",
                    "lich", "ungen", "ini", "mente", "ado", "ler", "lar", "en", "er", "s", "ly",
                    "a", "e", "ssa", "lla", "ban", "nek", "ul", "urilor", "het",
                ],
            ),
            Script::Cyrillic => (
                "абвгдежзийклмнопрстуфхцчшщъыьэюя",
                &["ами", "ого", "ему", "ость", "ейший", "ивши", "ться", "нн", "ь", "ые"],
            ),
            Script::Greek => {
                ("αβγδεζηθικλμνξοπρστυφχψω", &["οσ", "ουσ", "ησ", "εσ", "ματα", "ιζω", "ουνε"])
            }
            Script::Arabic => ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", &["ات", "ون", "ين", "ها"]),
            Script::Tamil => ("அஆஇஈஉகஙசடணதநபமயரலவழளறன", &["கள்", "ில்", "ை"]),
        };
        let letters: Vec<char> = letters.chars().collect();
        let mut seed = 88_172_645_463_325_252_u64;
        let mut below = move |limit: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % limit as u64) as usize
        };
        let word = |_| {
            let mut word = String::new();
            (0..1 + below(6)).for_each(|_| word.push(letters[below(letters.len())]));
            (0..below(3)).for_each(|_| word.push_str(endings[below(endings.len())]));
            word
        };
        (0..count).map(word).collect()
    }

    #[test]
    fn no_word_with_a_wanted_stem_is_sieved_out() {
        let mut analyzer = Analyzer::new();
        for stemmer in Stemmer::ALL {
            let script = stemmer.script();
            let plan = StemPlan::default().with(script, Some(stemmer));
            let mut stopped = 0;
            for word in made_up(script, 5_000) {
                analyzer.text(&word, plan, &mut |token| {
                    let Some(stem) = token.stem else { return };
                    let wanted = spellings(stem);
                    let sieve = Sieve::new(std::iter::once((0, &wanted)));
                    assert!(sieve.wants_stem(token.form, stemmer), "{stemmer:?} {token:?}");
                    assert!(sieve.is_loose(&plan) || sieve.may_accept(token.form), "{token:?}");
                    stopped += usize::from(!sieve.wants_stem("qqq", stemmer));
                });
            }
            let lets_all_pass = [Stemmer::Arabic, Stemmer::Dutch, Stemmer::Tamil, Stemmer::Turkish];
            assert_eq!(stopped == 0, lets_all_pass.contains(&stemmer), "{stemmer:?}");
        }
    }
}
