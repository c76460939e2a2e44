//! Stems seen before, so that a common word costs a look-up and not a stemmer run.
//!
//! One table per stemmer and analyzer, an open-addressing hash over one arena of text. Stemming
//! doubled the cost of a bare index (2.2 × CPU); news repeats its words, so nearly every look-up
//! hits. Bounded: a full table is emptied, never evicted piece by piece.

use std::hash::{BuildHasher, RandomState};

use super::MAX_WORD;
use super::script::Script;
use super::stem::{StemPlan, Stemmer};
use super::stem_set::StemSet;

/// Most words kept per stemmer; with its table about 8 MB.
const MOST: usize = 200_000;

/// What of a word decides whether and how it is stemmed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    /// Script of the first letter that has a script.
    pub script: Option<Script>,
    /// Some letter is of another script than the first, or of none.
    pub mixed: bool,
    pub letters: bool,
    pub digits: bool,
}

impl Traits {
    pub const LATIN: Traits =
        Traits { script: Some(Script::Latin), mixed: false, letters: true, digits: false };

    /// Takes a letter in.
    pub fn letter(&mut self, script: Option<Script>) {
        if !self.letters {
            self.script = script;
        }
        self.mixed |= self.letters && script != self.script;
        self.letters = true;
    }

    /// Takes in what stands to the right.
    pub fn join(&mut self, right: Traits) {
        self.digits |= right.digits;
        if right.letters {
            let mixed = right.mixed;
            self.letter(right.script);
            self.mixed |= mixed;
        }
    }

    /// Returns the script whose stemmers may read the word.
    pub fn stemmed_script(&self) -> Option<Script> {
        if self.digits || self.mixed { None } else { self.script }
    }
}

/// The caches of all stemmers, and which of them were asked.
pub(crate) struct Stems {
    caches: [Option<Box<Cache>>; 18],
    pub used: StemSet,
}

impl Stems {
    pub fn new() -> Stems {
        Stems { caches: [const { None }; 18], used: StemSet::default() }
    }

    /// Returns the stem of a form under a plan; the form itself where the plan has no stemmer.
    #[inline]
    pub fn stem<'a>(&'a mut self, form: &'a str, traits: Traits, plan: &StemPlan) -> &'a str {
        let Some(script) = traits.stemmed_script() else {
            return form;
        };
        let stemmer = plan.stemmer(script);
        self.used.insert(script, stemmer);
        match stemmer {
            Some(stemmer) => self.under(form, stemmer),
            None => form,
        }
    }

    /// Returns the stem of a form under one stemmer.
    #[inline]
    pub fn under<'a>(&'a mut self, form: &'a str, stemmer: Stemmer) -> &'a str {
        let cache =
            self.caches[stemmer as usize].get_or_insert_with(|| Box::new(Cache::new(stemmer)));
        cache.stem(form)
    }
}

/// Where a word lies in the arena, its stem being a prefix of it or following it.
#[derive(Clone, Copy, Default)]
struct Slot {
    hash: u32,
    at: u32,
    /// Bytes of the word; 0 marks a free slot.
    word: u8,
    stem: u8,
    follows: bool,
}

struct Cache {
    stemmer: frostem::Stemmer,
    /// A power of two, at least twice the number of words.
    slots: Vec<Slot>,
    arena: String,
    words: usize,
    /// Differs between processes, so that no corpus can be written to make words collide.
    seed: u64,
}

impl Cache {
    fn new(stemmer: Stemmer) -> Cache {
        Cache {
            stemmer: frostem::Stemmer::new(stemmer.algorithm()),
            slots: vec![Slot::default(); 1 << 10],
            arena: String::new(),
            words: 0,
            seed: RandomState::new().hash_one(0),
        }
    }

    #[inline]
    fn stem<'a>(&'a mut self, form: &'a str) -> &'a str {
        let hash = hash(form.as_bytes(), self.seed);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.word == 0 {
                return self.learn(form, hash);
            }
            let start = slot.at as usize;
            let word = start..start + slot.word as usize;
            if slot.hash == hash && self.arena.as_bytes()[word.clone()] == *form.as_bytes() {
                let from = if slot.follows { word.end } else { start };
                return &self.arena[from..from + slot.stem as usize];
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn learn<'a>(&'a mut self, form: &'a str, hash: u32) -> &'a str {
        let Ok(word) = u8::try_from(form.len()) else {
            return form; // Forms are never longer than MAX_WORD, which is 255.
        };
        if word == 0 {
            return form;
        }
        if self.words == MOST {
            self.slots.fill(Slot::default());
            self.arena.clear();
            self.words = 0;
        }
        if self.words * 2 >= self.slots.len() {
            self.grow();
        }
        let stem = self.stemmer.stem(form);
        // A stemmer that leaves nothing has not understood the word.
        let stem = if stem.is_empty() || stem.len() > MAX_WORD { form } else { stem.as_ref() };
        let start = self.arena.len();
        let follows = !form.starts_with(stem);
        self.arena.push_str(form);
        if follows {
            self.arena.push_str(stem);
        }
        let slot = Slot { hash, at: start as u32, word, stem: stem.len() as u8, follows };
        Cache::place(&mut self.slots, slot);
        self.words += 1;
        let from = if follows { start + form.len() } else { start };
        &self.arena[from..from + slot.stem as usize]
    }

    fn grow(&mut self) {
        let mut slots = vec![Slot::default(); self.slots.len() * 2];
        for slot in self.slots.iter().filter(|s| s.word != 0) {
            Cache::place(&mut slots, *slot);
        }
        self.slots = slots;
    }

    fn place(slots: &mut [Slot], slot: Slot) {
        let mask = slots.len() - 1;
        let mut at = slot.hash as usize & mask;
        while slots[at].word != 0 {
            at = (at + 1) & mask;
        }
        slots[at] = slot;
    }
}

/// Multiply-and-fold hash over eight bytes at a time, after wyhash (Wang Yi); the multipliers are
/// its. The value never leaves the table.
#[inline]
fn hash(bytes: &[u8], seed: u64) -> u32 {
    const A: u64 = 0xa076_1d64_78bd_642f;
    const B: u64 = 0xe703_7ed1_a0b4_28db;
    let fold = |x: u64, y: u64| {
        let wide = u128::from(x) * u128::from(y);
        (wide as u64) ^ ((wide >> 64) as u64)
    };
    let mut state = seed ^ bytes.len() as u64;
    let mut rest = bytes;
    while let Some((eight, tail)) = rest.split_first_chunk::<8>() {
        state = fold(state ^ u64::from_le_bytes(*eight), B);
        rest = tail;
    }
    let last = match rest {
        [] => 0,
        [a, .., z] if rest.len() < 4 => {
            u64::from(*a) | u64::from(rest[rest.len() / 2]) << 8 | u64::from(*z) << 16
        }
        [a] => u64::from(*a),
        _ => match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            (Some(head), Some(tail)) => {
                u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << 32
            }
            _ => 0,
        },
    };
    let mixed = fold(state ^ last, A);
    (mixed ^ (mixed >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_stem_is_the_stemmers_own() {
        for stemmer in Stemmer::ALL {
            let plain = frostem::Stemmer::new(stemmer.algorithm());
            let mut cache = Cache::new(stemmer);
            for number in 0..5_000_u32 {
                let word = format!("wor{}ings", number % 2_500);
                let want = plain.stem(&word);
                assert_eq!(cache.stem(&word), want);
            }
        }
    }

    #[test]
    fn a_full_table_starts_again() {
        let mut cache = Cache::new(Stemmer::English);
        for number in 0..MOST + 10 {
            let word = format!("x{number}k");
            assert_eq!(cache.stem(&word), word);
        }
        assert_eq!(cache.words, 10);
        assert_eq!(cache.stem("signing"), "sign");
    }

    #[test]
    fn inflections_share_a_stem() {
        let mut stems = Stems::new();
        let plan = StemPlan::default();
        let russian = Traits { script: Some(Script::Cyrillic), ..Traits::LATIN };
        let mut stem = |word, traits| stems.stem(word, traits, &plan).to_owned();
        for word in ["мишустина", "мишустиным", "мишустину"] {
            assert_eq!(stem(word, russian), stem("мишустин", russian), "{word}");
        }
        assert_eq!(stem("signed", Traits::LATIN), "sign");
        assert_eq!(stem("organization", Traits::LATIN), "organiz");
        assert_eq!(stem("organisation", Traits::LATIN), "organis");
        let number = Traits { digits: true, ..Traits::LATIN };
        assert_eq!(stem("240bns", number), "240bns");
    }
}
