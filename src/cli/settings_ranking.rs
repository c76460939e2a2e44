//! The table `ranking` of a `search.toml`.

use news_search::engine::Ranking;
use news_search::engine::ranking::{Feedback, StopWords};

use super::{Failure, Reader, Value};

/// Every key of the table.
pub const KEYS: [&str; 8] = [
    "term-weight",
    "term-weight-cap",
    "stop-words",
    "undated",
    "feedback-articles",
    "feedback-words",
    "feedback-weight",
    "feedback-common",
];

/// Most articles that feedback may read and words that it may add: beyond, a search would take seconds.
const MOST_ARTICLES: usize = 100;
const MOST_WORDS: usize = 100;

/// What one place sets of the ranking; see [`Ranking`] and [`Feedback`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RankingLayer {
    pub term_weight: Option<bool>,
    pub term_weight_cap: Option<f32>,
    pub stop_words: Option<StopWords>,
    pub undated: Option<f32>,
    pub articles: Option<usize>,
    pub words: Option<usize>,
    pub weight: Option<f32>,
    pub common: Option<f32>,
}

impl RankingLayer {
    /// Takes what is set here, and the rest from below.
    pub fn over(self, below: RankingLayer) -> RankingLayer {
        RankingLayer {
            term_weight: self.term_weight.or(below.term_weight),
            term_weight_cap: self.term_weight_cap.or(below.term_weight_cap),
            stop_words: self.stop_words.or(below.stop_words),
            undated: self.undated.or(below.undated),
            articles: self.articles.or(below.articles),
            words: self.words.or(below.words),
            weight: self.weight.or(below.weight),
            common: self.common.or(below.common),
        }
    }

    /// Takes the rest from the defaults.
    pub fn settled(self) -> Ranking {
        let usual = Ranking::default();
        let feedback = Feedback {
            articles: self.articles.unwrap_or(usual.feedback.articles),
            words: self.words.unwrap_or(usual.feedback.words),
            weight: self.weight.unwrap_or(usual.feedback.weight),
            common: self.common.unwrap_or(usual.feedback.common),
        };
        Ranking {
            term_weight: self.term_weight.unwrap_or(usual.term_weight),
            term_weight_cap: self.term_weight_cap.unwrap_or(usual.term_weight_cap),
            stop_words: self.stop_words.unwrap_or(usual.stop_words),
            undated: self.undated.or(usual.undated),
            feedback,
        }
    }
}

impl Reader<'_> {
    /// Reads the table.
    pub(super) fn ranking(&self, value: &Value<'_>) -> Result<RankingLayer, Failure> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.mismatch("ranking", value, "a table of settings"))?;
        let mut ranking = RankingLayer::default();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let full = format!("ranking.{name}");
            match name {
                "term-weight" => ranking.term_weight = Some(self.truth(&full, value)?),
                "term-weight-cap" => {
                    let cap = self.between(&full, value, (0.0, 1e6))?;
                    if cap == 0.0 {
                        return Err(self.mismatch(&full, value, "a number above 0"));
                    }
                    ranking.term_weight_cap = Some(cap);
                }
                "stop-words" => {
                    let words = self.read(&full, value, |text| match text {
                        "wide" => Ok(StopWords::Wide),
                        "none" => Ok(StopWords::None),
                        _ => Err(format!("{text:?} is none of wide, none")),
                    })?;
                    ranking.stop_words = Some(words);
                }
                "undated" => ranking.undated = Some(self.between(&full, value, (0.0, 1.0))?),
                "feedback-articles" => {
                    ranking.articles = Some(self.count(&full, value, MOST_ARTICLES)?);
                }
                "feedback-words" => ranking.words = Some(self.count(&full, value, MOST_WORDS)?),
                "feedback-weight" => {
                    ranking.weight = Some(self.between(&full, value, (0.0, 100.0))?)
                }
                "feedback-common" => {
                    ranking.common = Some(self.between(&full, value, (0.0, 1.0))?)
                }
                _ => return Err(self.unknown(key, &full, &KEYS)),
            }
        }
        Ok(ranking)
    }

    /// A number between two others, both inclusive.
    fn between(
        &self,
        name: &str,
        value: &Value<'_>,
        (least, most): (f64, f64),
    ) -> Result<f32, Failure> {
        let number = self.share(name, value)?;
        if !(least..=most).contains(&number) {
            let why = format!("{name} must lie between {least} and {most}");
            return Err(self.wrong(value.span(), &why));
        }
        Ok(number as f32)
    }

    /// A whole number from 1 on.
    fn count(&self, name: &str, value: &Value<'_>, most: usize) -> Result<usize, Failure> {
        let number = self.number(name, value)?;
        if !(1..=most).contains(&number) {
            return Err(self.wrong(value.span(), &format!("{name} must lie between 1 and {most}")));
        }
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::parse;
    use super::*;

    fn read(text: &str) -> Result<Ranking, String> {
        let text = format!("[ranking]\n{text}\n");
        let layer = parse(&text, Path::new("s.toml")).map_err(|failure| failure.message)?;
        Ok(layer.ranking.unwrap_or_default().settled())
    }

    #[test]
    fn what_is_not_set_is_as_usual() {
        let usual = Ranking::default();
        assert_eq!(read(""), Ok(usual));
        assert_eq!(read("undated = 1"), Ok(Ranking { undated: Some(1.0), ..usual }));
        let feedback = Feedback { words: 5, weight: 0.25, ..Feedback::default() };
        let set = Ranking { term_weight: false, stop_words: StopWords::None, feedback, ..usual };
        let text = "term-weight = false\nstop-words = \"none\"\nfeedback-words = 5\n\
                    feedback-weight = 0.25";
        assert_eq!(read(text), Ok(set));
    }

    #[test]
    fn what_cannot_be_is_told() {
        let error = |text: &str| read(text).unwrap_err();
        assert_eq!(
            error("term-wieght = true"),
            "s.toml:2: unknown key \"ranking.term-wieght\"; did you mean \"term-weight\""
        );
        assert!(error("term-weight-cap = 0").contains("a number above 0"));
        assert!(error("undated = 1.5").contains("between 0 and 1"));
        assert!(error("feedback-articles = 0").contains("between 1 and 100"));
        assert!(error("stop-words = \"all\"").contains("none of wide, none"));
        assert!(error("term-weight = 1").contains("true or false"));
    }
}
