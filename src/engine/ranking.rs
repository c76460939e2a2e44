//! How scores come about: what of it may be set, and the defaults, in this one place.
//!
//! The defaults are those that did best on three judged collections (Cranfield, CISI, LISA). Only how often
//! a headline word counts is not here: that is decided when an index is built.

/// What of the ranking may be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// Whether words count more that come often where they come at all.
    pub term_weight: bool,
    /// The mean number of occurrences that such a word is credited with at most; above 0. One odd page
    /// shall not rule.
    pub term_weight_cap: f32,
    /// Which function words a bag leaves out.
    pub stop_words: StopWords,
    /// What undated articles keep of their score under recency, between 0 and 1; `None` is the floor of
    /// the recency in use, so that they stand with the oldest.
    pub undated: Option<f32>,
    /// How words are taken from the best hits, where that was asked for.
    pub feedback: Feedback,
}

impl Default for Ranking {
    fn default() -> Ranking {
        Ranking {
            term_weight: true,
            term_weight_cap: 8.0,
            stop_words: StopWords::Wide,
            undated: None,
            feedback: Feedback::default(),
        }
    }
}

impl Ranking {
    /// The weight of a word that stands `occurrences` times in `articles` articles, log2(1 + min(cf/df,
    /// cap)): 1 for a word that comes once an article, 2 at three times. Words that an article is about
    /// come often in it.
    ///
    /// Average term frequency: K. L. Kwok, "A new method of weighting query terms for ad-hoc retrieval",
    /// SIGIR 1996; J. H. Paik, "A novel TF-IDF weighting scheme for effective ranking", SIGIR 2013.
    pub fn weight_of(&self, occurrences: u64, articles: u64) -> f32 {
        if !self.term_weight || articles == 0 {
            return 1.0;
        }
        let mean = occurrences as f64 / articles as f64;
        (1.0 + mean.min(f64::from(self.term_weight_cap))).log2() as f32
    }
}

/// Which function words a bag leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopWords {
    /// All that the analysis knows.
    Wide,
    /// None: each of them is looked for and scored.
    None,
}

/// Expansion by feedback (J. J. Rocchio, "Relevance feedback in information retrieval", 1971): the best hits
/// are taken for relevant, and the words that tell them from other articles are added to the query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feedback {
    /// How many of the best hits are read; 1 at least.
    pub articles: usize,
    /// How many words are added at most.
    pub words: usize,
    /// What they weigh together beside the query.
    pub weight: f32,
    /// The largest share of all articles that may have a word which is added.
    pub common: f32,
}

impl Default for Feedback {
    fn default() -> Feedback {
        Feedback { articles: 10, words: 20, weight: 0.5, common: 0.1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_weighs_more_the_more_often_it_comes_up_to_the_cap() {
        let ranking = Ranking::default();
        assert_eq!(ranking.weight_of(7, 7), 1.0);
        assert_eq!(ranking.weight_of(9, 3), 2.0);
        assert_eq!(ranking.weight_of(800, 10), 9.0_f32.log2());
        assert_eq!(ranking.weight_of(0, 0), 1.0);
        assert_eq!(Ranking { term_weight: false, ..ranking }.weight_of(9, 3), 1.0);
        assert_eq!(Ranking { term_weight_cap: 1.0, ..ranking }.weight_of(9, 3), 1.0);
    }
}
