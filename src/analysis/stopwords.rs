//! English function words, which a bag of words neither requires nor scores.
//!
//! English only: the list was measured on English collections (Cranfield, CISI, LISA: mean
//! nDCG@10 .422 with it, .415 with Lucene's 33 words); other languages rely on idf. The words stay
//! in the index, for quotes and for queries of nothing else ("The Who").

use std::sync::LazyLock;

use super::ends::ends;

/// Places of the table: several times the number of words, so that most other words are told by one
/// empty place.
const PLACES: usize = 1 << 10;

/// Length of the longest word in bytes.
const LONGEST: usize = 10;

/// Open addressing over the words; every word of every article asks it once.
static TABLE: LazyLock<[&'static str; PLACES]> = LazyLock::new(|| {
    let mut table = [""; PLACES];
    for word in words() {
        let mut at = place(word.as_bytes());
        while !table[at].is_empty() {
            at = (at + 1) % PLACES;
        }
        table[at] = word;
    }
    table
});

pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("data/stopwords.txt").lines();
    lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Tells whether a form (folded, as in [`Token::form`](super::Token::form)) is an English function
/// word.
#[inline]
pub fn is_stop_word(form: &str) -> bool {
    if form.is_empty() || form.len() > LONGEST {
        return false;
    }
    let mut at = place(form.as_bytes());
    loop {
        match TABLE[at] {
            "" => return false,
            word if word == form => return true,
            _ => at = (at + 1) % PLACES,
        }
    }
}

/// Returns where a word belongs.
#[inline]
fn place(word: &[u8]) -> usize {
    (ends(word) >> (u64::BITS - PLACES.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_and_contractions_are_listed_and_news_words_are_not() {
        for word in ["the", "of", "yourselves", "dont", "theyre", "i"] {
            assert!(is_stop_word(word), "{word}");
        }
        for word in ["will", "may", "won", "against", "well", "shell", "ill", "id", "china", ""] {
            assert!(!is_stop_word(word), "{word}");
        }
        assert_eq!(words().count(), 157);
        assert!(words().all(|word| word.len() <= LONGEST && is_stop_word(word)));
    }

    #[test]
    fn every_listed_word_is_one_form_of_the_tokenizer() {
        let mut analyzer = crate::analysis::Analyzer::new();
        for word in words() {
            let mut forms = Vec::new();
            analyzer.each(word, crate::analysis::StemPlan::NONE, &mut |token| {
                forms.push(token.form.to_owned());
            });
            assert_eq!(forms, [word]);
        }
    }
}
