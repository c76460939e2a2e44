//! Cyrillic letters to sounds, and the case endings of names taken off.
//!
//! A word in a text may be a name in any case, so that besides the word itself every nominative is read
//! that it could come from: *Мишустину* is read as itself, as *Мишустин* and as *Мишустина*. The endings
//! stand in `data/name_endings.txt`. No dictionary is asked: what ends like a case may be a name of its
//! own, and is both.

use std::sync::LazyLock;

/// Fewest letters of a nominative that is read beside the word, signs of softness not counted.
const FEWEST: usize = 3;

/// An ending and what a nominative may have instead of it.
struct Ending {
    letters: Vec<char>,
    nominatives: Vec<Vec<char>>,
}

/// By their last letters, so that few are tried on a word.
static ENDINGS: LazyLock<Vec<Ending>> =
    LazyLock::new(|| read_endings(include_str!("../data/name_endings.txt")));

fn read_endings(text: &str) -> Vec<Ending> {
    let mut endings: Vec<Ending> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((cases, nominatives)) = line.split_once('>') else { continue };
        let letters = |word: &str| word.chars().filter(|c| *c != '-').collect::<Vec<char>>();
        for case in cases.split_whitespace() {
            let nominatives = nominatives.split_whitespace().map(letters).collect();
            endings.push(Ending { letters: letters(case), nominatives });
        }
    }
    endings
}

/// Gives the sounds of every reading of a word; none if a letter is unknown.
pub(super) fn read(word: &[char], take: &mut dyn FnMut(&[u8])) {
    let mut raw = Vec::with_capacity(word.len() + 4);
    if !sound_out(word, &mut raw) {
        return;
    }
    take(&raw);
    if word.contains(&'ў') {
        // Printed both Bykau and Bykaw.
        take(&with_v(word));
    }
    if word.starts_with(&['л', 'ю', 'д']) {
        // Ludmila as often as Lyudmila.
        take(&[b"lu", raw.get(3..).unwrap_or_default()].concat());
    }
    let mut nominative: Vec<char> = Vec::with_capacity(word.len() + 2);
    for ending in ENDINGS.iter().filter(|ending| word.ends_with(&ending.letters)) {
        let stem = &word[..word.len() - ending.letters.len()];
        for instead in &ending.nominatives {
            nominative.clear();
            nominative.extend_from_slice(stem);
            nominative.extend_from_slice(instead);
            let heard = nominative.iter().filter(|c| !matches!(c, 'ь' | 'ъ')).count();
            if heard < FEWEST {
                continue;
            }
            raw.clear();
            if sound_out(&nominative, &mut raw) {
                take(&raw);
            }
            if nominative.ends_with(&['ў']) {
                take(&with_v(&nominative));
            }
        }
    }
}

fn with_v(word: &[char]) -> Vec<u8> {
    let hard: Vec<char> = word.iter().map(|c| if *c == 'ў' { 'в' } else { *c }).collect();
    let mut raw = Vec::with_capacity(hard.len() + 4);
    sound_out(&hard, &mut raw);
    raw
}

/// Appends the sounds of letters; `false` at one that is unknown.
fn sound_out(word: &[char], out: &mut Vec<u8>) -> bool {
    for (at, letter) in word.iter().enumerate() {
        let sounds: &[u8] = match letter {
            'а' | 'ә' => b"a",
            'б' => b"b",
            'в' => b"v",
            'г' | 'ґ' | 'ғ' | 'ѓ' => b"g",
            'д' => b"d",
            'е' | 'ё' | 'э' | 'є' | 'ѐ' => b"e",
            'ж' => b"Z",
            'з' => b"z",
            'и' | 'і' | 'ї' | 'ы' | 'ѝ' => b"i",
            'й' | 'ј' => b"j",
            'к' | 'қ' | 'ќ' => b"k",
            'л' => b"l",
            'м' => b"m",
            'н' | 'ң' => b"n",
            'о' | 'ө' => b"o",
            'п' => b"p",
            'р' => b"r",
            'с' => b"s",
            'т' => b"t",
            'у' | 'ў' | 'ұ' | 'ү' => b"u",
            'ф' => b"f",
            'х' | 'һ' | 'ҳ' => b"H",
            'ц' => b"c",
            'ч' | 'ћ' => b"C",
            'ш' | 'щ' => b"S",
            'ю' => b"ju",
            'я' => b"ja",
            'љ' => b"lj",
            'њ' => b"nj",
            'џ' | 'ђ' => b"dZ",
            // Soft before о (Ковальов), else unheard.
            'ь' if word.get(at + 1) == Some(&'о') => b"j",
            'ь' | 'ъ' => b"",
            _ => return false,
        };
        out.extend_from_slice(sounds);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_is_cyrillic_and_changes_the_word() {
        assert!(ENDINGS.len() > 100, "{}", ENDINGS.len());
        for ending in ENDINGS.iter() {
            let mut raw = Vec::new();
            assert!(!ending.letters.is_empty() && sound_out(&ending.letters, &mut raw));
            assert!(!ending.nominatives.is_empty(), "{:?}", ending.letters);
            for instead in &ending.nominatives {
                assert!(sound_out(instead, &mut raw) && *instead != ending.letters);
            }
        }
    }
}
