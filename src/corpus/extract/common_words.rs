//! The commonest words of some languages, to check a detector's answer.
//!
//! Prose has a quarter to a half of its tokens among the thirty commonest words of its language;
//! names, tables and other languages have far fewer. For Nigerian Pidgin only the words that English
//! does not have are listed.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// For every listed word, the languages it is common in: bit *i* is the *i*-th of [`WORDS`].
static LANGUAGES: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut languages = FxHashMap::default();
    for (at, (_, words)) in WORDS.iter().enumerate() {
        for word in *words {
            *languages.entry(*word).or_default() |= 1 << at;
        }
    }
    languages
});

/// Least share of common words in a text of that language.
pub const LEAST: f64 = 0.10;

/// Share of the tokens of a text that are common words, by language.
#[derive(Debug)]
pub struct Shares([f64; WORDS.len()], u32);

impl Shares {
    /// Returns the share of a language; `None` if its words are not listed.
    pub fn of(&self, code: &str) -> Option<f64> {
        WORDS.iter().position(|(name, _)| *name == code).map(|at| self.0[at])
    }

    /// Returns the language with the greatest share among some.
    pub fn best_of(&self, codes: &[&str]) -> Option<(&'static str, f64)> {
        let listed = WORDS.iter().zip(self.0).filter(|((name, _), _)| codes.contains(name));
        listed.map(|((name, _), share)| (*name, share)).max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Returns how many tokens a share stands for.
    pub fn tokens(&self, share: f64) -> f64 {
        share * f64::from(self.1)
    }

    /// Returns the language whose common words are at least a quarter of the text and half as many
    /// again as those of any other.
    pub fn clear_winner(&self) -> Option<&'static str> {
        let best = (0..WORDS.len()).max_by(|&a, &b| self.0[a].total_cmp(&self.0[b]))?;
        let second =
            (0..WORDS.len()).filter(|&at| at != best).map(|at| self.0[at]).fold(0.0, f64::max);
        (self.0[best] >= 0.25 && self.0[best] >= second * 1.5).then_some(WORDS[best].0)
    }
}

/// Counts the common words of a text.
pub fn shares(text: &str) -> Shares {
    let mut counts = [0_u32; WORDS.len()];
    let mut tokens = 0_u32;
    for token in text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’') {
        let token = token.trim_matches(['\'', '’']);
        if token.is_empty() {
            continue;
        }
        tokens += 1;
        if token.chars().nth(10).is_some() {
            continue;
        }
        let mut languages = if token.chars().any(char::is_uppercase) {
            LANGUAGES.get(token.to_lowercase().as_str()).copied().unwrap_or(0)
        } else {
            LANGUAGES.get(token).copied().unwrap_or(0)
        };
        while languages != 0 {
            counts[languages.trailing_zeros() as usize] += 1;
            languages &= languages - 1;
        }
    }
    Shares(counts.map(|count| f64::from(count) / f64::from(tokens.max(1))), tokens)
}

/// The commonest words, by language.
pub const WORDS: [(&str, &[&str]); 23] = [
    (
        "en",
        &[
            "the", "of", "and", "to", "in", "a", "is", "that", "for", "on", "was", "with", "as",
            "it", "by", "at", "from", "be", "have", "has", "are", "an", "said", "its", "this",
            "will", "he", "his", "they", "their", "were", "not", "but", "who", "which",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "in", "den", "von", "zu", "mit", "ist", "im", "auf", "für",
            "des", "dem", "ein", "eine", "nicht", "sich", "auch", "es", "als", "an", "hat", "sie",
            "er", "aus", "bei", "nach", "am", "werden", "wird",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "de", "des", "du", "un", "une", "et", "en", "à", "au", "aux", "est",
            "que", "qui", "dans", "pour", "par", "sur", "pas", "plus", "avec", "ce", "il", "elle",
            "ont", "a", "d", "l", "se", "sont",
        ],
    ),
    (
        "es",
        &[
            "el", "la", "los", "las", "de", "del", "y", "en", "que", "a", "un", "una", "por",
            "con", "para", "se", "no", "es", "su", "al", "como", "más", "lo", "ha", "o", "sus",
            "este", "fue",
        ],
    ),
    (
        "pt",
        &[
            "o", "a", "os", "as", "de", "do", "da", "dos", "das", "e", "em", "no", "na", "que",
            "um", "uma", "para", "com", "por", "se", "não", "é", "ao", "mais", "foi", "como",
            "pelo", "pela",
        ],
    ),
    (
        "it",
        &[
            "il", "la", "di", "e", "che", "in", "un", "una", "del", "della", "per", "non", "è",
            "con", "i", "le", "da", "si", "al", "ha", "sono", "dei", "nel", "lo", "gli", "alla",
            "più",
        ],
    ),
    (
        "nl",
        &[
            "de", "het", "een", "van", "en", "in", "is", "dat", "op", "te", "zijn", "met", "voor",
            "niet", "aan", "er", "om", "ook", "als", "bij", "door", "naar", "hij", "die", "heeft",
        ],
    ),
    (
        "ru",
        &[
            "в",
            "и",
            "на",
            "не",
            "что",
            "с",
            "по",
            "из",
            "за",
            "для",
            "о",
            "от",
            "как",
            "его",
            "это",
            "к",
            "у",
            "до",
            "а",
            "но",
            "при",
            "также",
            "после",
            "он",
            "они",
            "было",
            "будет",
            "со",
            "во",
            "об",
            "их",
            "все",
        ],
    ),
    (
        "uk",
        &[
            "в",
            "у",
            "і",
            "й",
            "та",
            "на",
            "не",
            "що",
            "з",
            "за",
            "до",
            "про",
            "від",
            "як",
            "це",
            "для",
            "по",
            "його",
            "також",
            "після",
            "він",
            "є",
            "або",
            "із",
        ],
    ),
    (
        "pl",
        &[
            "w", "i", "na", "z", "nie", "do", "się", "że", "to", "jest", "o", "od", "po", "za",
            "dla", "jak", "przez", "ze", "ale", "są", "oraz", "był", "tym", "które",
        ],
    ),
    (
        "cs",
        &[
            "a", "v", "na", "se", "je", "že", "s", "z", "do", "o", "to", "i", "za", "by", "pro",
            "ve", "po", "jsou", "by", "od", "podle", "jako", "který", "byl",
        ],
    ),
    (
        "sv",
        &[
            "och", "i", "att", "en", "det", "som", "på", "är", "av", "för", "med", "den", "till",
            "har", "inte", "om", "ett", "från", "de", "var", "vid",
        ],
    ),
    (
        "da",
        &[
            "og", "i", "at", "en", "det", "som", "på", "er", "af", "for", "med", "den", "til",
            "har", "ikke", "om", "et", "fra", "de", "var", "der",
        ],
    ),
    (
        "nb",
        &[
            "og", "i", "å", "en", "det", "som", "på", "er", "av", "for", "med", "den", "til",
            "har", "ikke", "om", "et", "fra", "de", "var", "at",
        ],
    ),
    (
        "fi",
        &[
            "ja", "on", "ei", "että", "se", "oli", "mutta", "myös", "hän", "ovat", "kun", "joka",
            "mukaan", "kuin", "vuoden", "tai", "niin", "jo", "ole",
        ],
    ),
    (
        "hu",
        &[
            "a", "az", "és", "hogy", "nem", "is", "egy", "van", "meg", "volt", "de", "ezt", "csak",
            "már", "szerint", "azt", "ki", "el",
        ],
    ),
    (
        "tr",
        &[
            "ve", "bir", "bu", "da", "de", "için", "ile", "olarak", "daha", "çok", "olan", "en",
            "kadar", "gibi", "sonra", "ise", "var", "ne",
        ],
    ),
    (
        "ro",
        &[
            "și", "de", "a", "în", "la", "cu", "pe", "din", "că", "o", "un", "care", "nu",
            "pentru", "este", "mai", "au", "al", "fost", "se", "s",
        ],
    ),
    (
        "id",
        &[
            "yang", "dan", "di", "ini", "itu", "dengan", "untuk", "dari", "dalam", "tidak", "akan",
            "pada", "ke", "juga", "adalah", "tersebut", "oleh", "kata",
        ],
    ),
    (
        "vi",
        &[
            "và", "của", "là", "có", "cho", "các", "được", "không", "trong", "đã", "một", "với",
            "người", "này", "những", "đến", "để", "về",
        ],
    ),
    (
        "sw",
        &[
            "ya", "na", "wa", "kwa", "ni", "katika", "la", "za", "cha", "kuwa", "hiyo", "huo",
            "huyo", "yake", "wake", "hii", "baada", "ambayo", "alisema", "kama", "vya", "pia",
            "kutoka", "hilo", "lakini", "mwa", "siku", "watu",
        ],
    ),
    (
        "ha",
        &[
            "da", "a", "ta", "na", "ya", "cewa", "wani", "wata", "ba", "su", "kuma", "an", "don",
            "shi", "cikin", "domin", "ga", "yi", "daga", "ne", "ce", "sun", "kan", "za", "masu",
            "shugaban", "wanda", "mai",
        ],
    ),
    (
        "pcm",
        &[
            "di", "dey", "na", "wey", "dem", "im", "don", "tok", "wetin", "pipo", "dis", "dat",
            "una", "dia", "sey", "afta", "wan", "becos", "e", "de", "deh", "neva", "abi", "sabi",
            "bin", "wia",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_above_the_bound_and_noise_below() {
        let english = shares(
            "The council of the town voted to keep its ferries, and the mayor said that it was right.",
        );
        assert!(english.of("en").unwrap() > 0.4 && english.of("pcm").unwrap() < 0.1);
        assert!(shares("Alpha Beta 12 Gamma").of("en").unwrap() < LEAST);
        assert_eq!(english.of("xx"), None);
        assert_eq!(shares("").of("en"), Some(0.0));
        assert_eq!(english.clear_winner(), Some("en"));
    }

    #[test]
    fn every_listed_word_counts_for_all_its_languages() {
        for word in WORDS.iter().flat_map(|(_, words)| *words) {
            let shares = shares(word);
            for (code, listed) in WORDS {
                let expected = f64::from(u8::from(listed.contains(word)));
                assert_eq!(shares.of(code), Some(expected), "{word} in {code}");
            }
        }
    }
}
