//! English function words, which a bag of words neither requires nor scores.
//!
//! English only: the list was measured on English collections (Cranfield, CISI, LISA: mean
//! nDCG@10 .422 with it, .415 with Lucene's 33 words); other languages rely on idf. The words stay
//! in the index, for quotes and for queries of nothing else ("The Who").

use std::collections::HashSet;
use std::sync::LazyLock;

static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("data/stopwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Tells whether a form (folded, as in [`Token::form`](super::Token::form)) is an English function
/// word.
pub fn is_stop_word(form: &str) -> bool {
    WORDS.contains(form)
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
        assert_eq!(WORDS.len(), 157);
    }

    #[test]
    fn every_listed_word_is_one_form_of_the_tokenizer() {
        let mut analyzer = crate::analysis::Analyzer::new();
        for word in WORDS.iter() {
            let mut forms = Vec::new();
            analyzer.each(word, crate::analysis::StemPlan::NONE, &mut |token| {
                forms.push(token.form.to_owned());
            });
            assert_eq!(forms, [*word]);
        }
    }
}
