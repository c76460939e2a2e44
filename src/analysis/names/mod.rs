//! A person's or place's name in Cyrillic and in its common romanisations, reduced to keys.
//!
//! [`keys`] reads one word as sounds. Two words are spellings of one name if they have a key in common:
//! *Мишустин*, *Mishustin*, *Mischustin*, *Michoustine*, *Miszustin* are all `miSustin`. A word may have
//! several keys, for a spelling can be read in several ways (*ch* is ч in English, ш in French, х in
//! German and Polish), and a Cyrillic word may be a name in some case (*Мишустину*). Vowels count, so
//! that unrelated names stay apart. What no rule can know (*Xi* and *Си*, 习) stands in [`groups`].
//!
//! This is for `name:` alone; plain words are never read so. Letters become `sounds` in `latin` and
//! `cyrillic`. Change any of it, and [`VERSION`](super::VERSION) must change: an index keeps keys.

pub mod groups;

mod cyrillic;
mod latin;
mod sounds;

#[cfg(test)]
mod tests;

use super::Script;

/// Shortest and longest word, in letters, that is read as a name.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=32;

/// Most keys of one word; what would be more is left out, rarest readings first.
pub const MOST_KEYS: usize = 12;

/// Reads one word, as printed or folded, and gives its keys, each once. A spelling with its accents
/// (*Mišustin*) says more than its folded form. There are none where the word is not all of Latin or
/// all of Cyrillic letters, or is shorter than 2 or longer than 32 of them. Apostrophes do not count.
pub fn keys(word: &str) -> Vec<String> {
    let mut keys = Vec::new();
    each_key(word, &mut |key| keys.push(key.to_owned()));
    keys
}

/// Gives the keys of one word, as [`keys`] does, without a list of them.
pub fn each_key(word: &str, take: &mut dyn FnMut(&str)) {
    // Sounds of a word are one byte each, so that most words need no more than this.
    let mut seen: Vec<Vec<u8>> = Vec::new();
    let mut sounds = |raw: &[u8]| {
        let key = sounds::settle(raw);
        if key.len() >= *LETTERS.start() && seen.len() < MOST_KEYS && !seen.contains(&key) {
            seen.push(key);
        }
    };
    let mut letters: Vec<char> = Vec::with_capacity(word.len());
    letters.extend(word.chars().flat_map(char::to_lowercase).filter(|c| !is_mute(*c)));
    if !LETTERS.contains(&letters.len()) {
        return;
    }
    match letters.first().copied().and_then(Script::of) {
        Some(Script::Latin) => latin::read(&letters, &mut sounds),
        Some(Script::Cyrillic) => cyrillic::read(&letters, &mut sounds),
        _ => {}
    }
    for key in &seen {
        // All sounds are ASCII letters.
        take(std::str::from_utf8(key).unwrap_or_default());
    }
}

/// Writes a key so that a person can read it: `miSustin` as *mishustin*.
pub fn spoken(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 4);
    for sound in key.chars() {
        match sound {
            'S' => text.push_str("sh"),
            'Z' => text.push_str("zh"),
            'C' => text.push_str("ch"),
            'H' => text.push_str("kh"),
            'c' => text.push_str("ts"),
            'j' => text.push('y'),
            other => text.push(other),
        }
    }
    text
}

/// Tells whether a sign stands for a soft or hard sign, or parts a word without a sound of its own.
fn is_mute(c: char) -> bool {
    super::fold::is_apostrophe(c)
        || matches!(c, '\u{2BA}' | '\u{2B9}' | '"' | '\u{301}' | '\u{307}')
}
