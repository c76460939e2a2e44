//! Latin spellings of Cyrillic names to sounds, read in each of the ways that the word gives cause for.
//!
//! A word is read throughout in one way: as English and passports spell (*kh zh ts ya*), as French
//! (*kh j ts ou ch*), German (*ch sch z w j*), Polish (*ch ż c w sz cz*) or scientific works (*h ž c č*)
//! do. Only what a word's letters give cause for is tried, so that most words have one key.

use super::sounds::is_vowel;
use crate::analysis::Script;
use crate::analysis::fold::fold_char;

/// One way to read Latin letters.
#[derive(Clone, Copy)]
struct Way {
    /// *ch*.
    ch: u8,
    /// *sch*.
    sch: u8,
    /// *cz*.
    cz: u8,
    /// *c* where it is not k: before e, i, y in English, everywhere in Slavic spellings.
    c: u8,
    /// Whether *c* is so before every letter, in *ck* as well.
    every_c: bool,
    /// *h* alone: the Ukrainian г, or х.
    h: u8,
    /// *j*: the glide, or ж.
    j: u8,
    /// *z*.
    z: u8,
    /// Whether *s* before a vowel or a voiced consonant is з.
    voiced_s: bool,
    /// *x*.
    x: &'static [u8],
    /// Whether *rz* is ж.
    rz: bool,
    /// Whether *ou* is у, *gu* before e and i is г, and an e at the end is mute.
    french: bool,
    /// Whether *i* between a consonant and a vowel only softens.
    soft: bool,
}

const ENGLISH: Way = Way {
    ch: b'C',
    sch: b'S',
    cz: b'C',
    c: b's',
    every_c: false,
    h: b'H',
    j: b'j',
    z: b'z',
    voiced_s: false,
    x: b"ks",
    rz: false,
    french: false,
    soft: false,
};
const FRENCH: Way = Way { ch: b'S', j: b'Z', french: true, ..ENGLISH };
const GERMAN: Way = Way { ch: b'H', c: b'k', h: b'g', z: b'c', ..ENGLISH };
const POLISH: Way = Way { ch: b'H', c: b'c', every_c: true, h: b'g', rz: true, ..ENGLISH };
const SCIENTIFIC: Way = Way { ch: b'H', cz: b'c', c: b'c', every_c: true, x: b"H", ..ENGLISH };

/// Gives the sounds of every reading of a word; none if it holds a letter of another script.
pub(super) fn read(word: &[char], take: &mut dyn FnMut(&[u8])) {
    let mut letters: Vec<char> = Vec::with_capacity(word.len() + 2);
    for &letter in word {
        if !plain(letter, &mut letters) {
            return;
        }
    }
    let seen = Seen::of(&letters);
    let mut raw = Vec::with_capacity(letters.len() + 4);
    let mut read_as = |way: Way| {
        for soft in [false, true] {
            if !soft || seen.soft {
                raw.clear();
                sound_out(&letters, Way { soft, ..way }, &mut raw);
                take(&raw);
            }
        }
    };
    read_as(ENGLISH);
    if seen.h {
        read_as(Way { h: b'g', ..ENGLISH });
    }
    if seen.french {
        read_as(FRENCH);
        if seen.h {
            read_as(Way { h: b'g', ..FRENCH });
        }
    }
    if seen.german {
        for sch in [b'S', b'Z'] {
            read_as(Way { sch, ..GERMAN });
            read_as(Way { sch, voiced_s: true, ..GERMAN });
        }
    }
    if seen.polish {
        read_as(POLISH);
    }
    if seen.scientific {
        read_as(SCIENTIFIC);
    }
}

/// Which readings a word gives cause for.
///
/// The more a reading changes, the longer a word must be for it: of short words too many are English
/// words or Chinese syllables.
struct Seen {
    /// *h* may be the Ukrainian г.
    h: bool,
    soft: bool,
    french: bool,
    german: bool,
    polish: bool,
    scientific: bool,
}

impl Seen {
    fn of(word: &[char]) -> Seen {
        let has = |part: &str| has(word, part);
        let ends = |part: &&str| word.len() > part.len() && ends(word, part);
        let (ch, c, j) = (has("ch") && word.len() > 5, word.contains(&'c'), word.contains(&'j'));
        let soft = (1..word.len()).any(|at| softens(word, at));
        Seen {
            h: is_ukrainian(word),
            soft,
            french: (ch && is_slavic(word))
                || j
                || word.contains(&'ï')
                || (word.len() > 4 && ["ou", "gue", "gui"].into_iter().any(has))
                || (word.len() > 4 && ["ine", "yne", "dre"].iter().any(ends)),
            german: j || word.contains(&'w') || has("sch"),
            polish: ch || (c && word.len() > 4) || has("rz"),
            scientific: ch || ((c || word.contains(&'x')) && word.len() > 4),
        }
    }
}

/// Tells whether a word looks like a Slavic name, so that a *ch* in it may be the French ш: *Charapova*,
/// but not *Hongcheng*.
fn is_slavic(word: &[char]) -> bool {
    const ENDS: [&str; 9] = ["in", "ine", "ko", "off", "eff", "ka", "ski", "sky", "yi"];
    const PARTS: [&str; 8] = ["ov", "ev", "tch", "kh", "slav", "mir", "chk", "yh"];
    PARTS.into_iter().any(|part| has(word, part)) || ENDS.into_iter().any(|end| ends(word, end))
}

/// Tells whether an i at a place may do no more than soften the consonant before it: not at the end of
/// *Marie* or *Mario*, and not in *station*.
fn softens(word: &[char], at: usize) -> bool {
    let Some([before, 'i', vowel]) = word.get(at.wrapping_sub(1)..at + 2) else { return false };
    let last = at + 2 == word.len();
    let ion = *vowel == 'o' && *before != 'm' && ends(&word[at..], "ion") && at + 3 == word.len();
    !is_vowel_letter(*before)
        && match vowel {
            'a' | 'u' => true,
            'e' | 'ë' => !last && word.len() > 5,
            'o' => !last && !ion,
            _ => false,
        }
}

/// Tells whether a word with an h of its own looks Ukrainian or Belarusian, so that the h may be г:
/// *Hryhoriy*, *Bohdan*, *Honcharenko*, *Serhii*, *Shmyhal*, but not *Harry* or *Hang*.
fn is_ukrainian(word: &[char]) -> bool {
    const BEFORE: [char; 7] = ['r', 'l', 'n', 'd', 'v', 'w', 'm'];
    const ENDS: [&str; 24] = [
        "ko", "uk", "iy", "ij", "ii", "yi", "yy", "yj", "sky", "ski", "ych", "ytsch", "ytch", "iv",
        "iw", "ih", "eh", "ka", "hei", "hey", "hej", "ov", "iou", "iej",
    ];
    const PARTS: [&str; 5] = ["zh", "shch", "kh", "tsk", "horod"];
    let own = |at: &usize| {
        word[*at] == 'h' && !at.checked_sub(1).is_some_and(|at| "cgkpstz".contains(word[at]))
    };
    let Some(first) = (0..word.len()).find(own) else { return false };
    let vowel_y = |three: &[char]| {
        three[1] == 'y' && !is_vowel_letter(three[0]) && !is_vowel_letter(three[2])
    };
    word.get(first + 1).is_some_and(|next| BEFORE.contains(next))
        || ENDS.into_iter().any(|end| ends(word, end))
        || PARTS.into_iter().any(|part| has(word, part))
        || word.windows(3).any(vowel_y)
}

fn has(word: &[char], part: &str) -> bool {
    let first = part.chars().next();
    (0..word.len()).any(|at| Some(word[at]) == first && starts(&word[at..], part))
}

fn starts(word: &[char], part: &str) -> bool {
    let mut letters = word.iter();
    part.chars().all(|c| letters.next() == Some(&c))
}

fn ends(word: &[char], part: &str) -> bool {
    // All parts are ASCII.
    word.len().checked_sub(part.len()).is_some_and(|at| starts(&word[at..], part))
}

/// Appends a letter as the rules know it: accents that change a sound stay, others go. `false` if it is
/// not of the Latin script.
fn plain(letter: char, out: &mut Vec<char>) -> bool {
    match letter {
        'a'..='z' | 'š' | 'č' | 'ž' | 'ï' | 'ë' => out.push(letter),
        'ś' => out.push('s'),
        'ŝ' | 'ş' | 'ș' => out.push('š'),
        'ć' | 'ĉ' | 'ç' => out.push('č'),
        'ż' => out.push('ž'),
        'â' => out.extend(['j', 'a']),
        'û' => out.extend(['j', 'u']),
        _ if Script::of(letter) == Some(Script::Latin) => {
            let mut folded = String::new();
            fold_char(letter, &mut folded);
            if !folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return false;
            }
            out.extend(folded.chars());
        }
        _ => return false,
    }
    true
}

fn is_vowel_letter(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ï' | 'ë')
}

/// Parts of words with sounds of their own in every way of reading; the longest come first.
const PARTS: [(&str, &[u8]); 15] = [
    ("schtsch", b"S"),
    ("shtsh", b"S"),
    ("chtch", b"S"),
    ("szcz", b"S"),
    ("shch", b"S"),
    ("tsch", b"C"),
    ("tch", b"C"),
    ("shh", b"S"),
    ("sh", b"S"),
    ("sz", b"S"),
    ("zh", b"Z"),
    ("kh", b"H"),
    ("gh", b"g"),
    ("ph", b"f"),
    ("tz", b"c"),
];

/// Appends the sounds of letters, read in one way.
fn sound_out(word: &[char], way: Way, out: &mut Vec<u8>) {
    let end = silent_end(word, way);
    let word = &word[..end];
    let mut at = 0;
    while at < word.len() {
        let rest = &word[at..];
        let starts = |part: &str| starts(rest, part);
        // Only these letters begin a part.
        if matches!(rest[0], 's' | 'c' | 't' | 'z' | 'k' | 'g' | 'p')
            && let Some((part, sounds)) = PARTS.iter().find(|(part, _)| starts(part))
        {
            out.extend_from_slice(sounds);
            at += part.len();
            continue;
        }
        let (used, sounds): (usize, &[u8]) = if starts("sch") {
            (3, one(way.sch))
        } else if starts("ch") {
            (2, one(way.ch))
        } else if starts("cz") {
            (2, one(way.cz))
        } else if starts("ck") && !way.every_c {
            (2, b"k")
        } else if way.rz && starts("rz") {
            (2, b"Z")
        } else if way.french && starts("ou") {
            (2, b"u")
        } else if way.french && (starts("gue") || starts("gui")) {
            (2, b"g")
        } else {
            let before = at.checked_sub(1).map(|at| word[at]);
            let soft = way.soft && rest[0] == 'i' && softens(word, at);
            (1, if soft { b"j" } else { letter(rest[0], before, rest.get(1).copied(), way) })
        };
        out.extend_from_slice(sounds);
        at += used;
    }
    // -off, -eff.
    if word.ends_with(&['f', 'f'])
        && let Some(from) = out.len().checked_sub(2)
    {
        out.truncate(from);
        out.push(b'v');
    }
}

/// Returns where the letters end that are spoken: French writes *Poutine*, *Alexandre*.
fn silent_end(word: &[char], way: Way) -> usize {
    let mute = way.french && ["ine", "yne", "dre"].into_iter().any(|end| ends(word, end));
    word.len() - usize::from(mute)
}

/// The sounds of one letter between its neighbours.
fn letter(letter: char, before: Option<char>, next: Option<char>, way: Way) -> &'static [u8] {
    let vowel = |letter: Option<char>| letter.is_some_and(is_vowel_letter);
    let full_vowel = |letter: Option<char>| {
        letter.is_some_and(|c| is_vowel_letter(c) && !matches!(c, 'y' | 'ï'))
    };
    match letter {
        'c' if way.every_c || matches!(next, Some('e' | 'i' | 'y')) => one(way.c),
        'c' | 'k' | 'q' => b"k",
        's' if way.voiced_s && is_voiced(before, next) => b"z",
        'š' => b"S",
        'č' => b"C",
        'ž' => b"Z",
        'z' => one(way.z),
        'x' => way.x,
        'w' => b"v",
        'h' => one(way.h),
        // Behind a consonant it softens (Tjumen), but not in French.
        'j' if !way.french && before.is_some_and(|c| !is_vowel_letter(c)) && vowel(next) => b"j",
        'j' => one(way.j),
        'y' | 'ï' if full_vowel(before) || full_vowel(next) => b"j",
        'y' | 'ï' => b"i",
        'ë' => b"e",
        'a'..='z' => one(letter as u8),
        _ => b"",
    }
}

/// Tells whether German speaks an s as з: before a vowel or a voiced consonant, unless it stands behind
/// a consonant or is doubled.
fn is_voiced(before: Option<char>, next: Option<char>) -> bool {
    before.is_none_or(is_vowel_letter)
        && next.is_some_and(|c| is_vowel_letter(c) || "jbdglmnrw".contains(c))
}

/// One sound, as a slice.
fn one(sound: u8) -> &'static [u8] {
    const ALL: &[u8] = b"abcdefghijklmnopqrstuvwxyzSCZH";
    debug_assert!(is_vowel(sound) || ALL.contains(&sound));
    ALL.iter().position(|known| *known == sound).map_or(b"", |at| &ALL[at..=at])
}
