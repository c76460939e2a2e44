//! The most frequent words of several languages, of which two side by side are indexed as a pair.
//!
//! A phrase of such words alone stands in few articles, but its words stand in nearly all, and their
//! positions would have to be read there. English function words are among them.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::stopwords;

/// Length of the longest word in bytes.
const LONGEST: usize = 16;

static WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| words().collect());

fn words() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("data/frequent.txt").lines();
    let more = lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    more.chain(stopwords::words())
}

/// Tells whether a form (folded, as in [`Token::form`](super::Token::form)) is one of the most frequent
/// words.
#[inline]
pub fn is_frequent(form: &str) -> bool {
    form.len() <= LONGEST && WORDS.contains(form)
}

/// Stands between the words in the term of a pair; no word has one.
pub const BETWEEN: char = ' ';

/// Returns the term of two neighbours.
pub fn pair(first: &str, second: &str) -> String {
    format!("{first}{BETWEEN}{second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_word_is_one_form_of_the_tokenizer() {
        let mut analyzer = crate::analysis::Analyzer::new();
        for word in words() {
            let mut forms = Vec::new();
            analyzer.each(word, crate::analysis::StemPlan::NONE, &mut |token| {
                forms.push(token.form.to_owned());
            });
            assert_eq!(forms, [word]);
            assert!(is_frequent(word), "{word}");
        }
        assert!(!is_frequent("minister") && !is_frequent("") && !is_frequent("министр"));
    }
}
