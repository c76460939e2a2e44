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

impl Reader<'_> {
    /// Reads the table; what does not stand there is as usual.
    pub(super) fn ranking(&self, value: &Value<'_>) -> Result<Ranking, Failure> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.mismatch("ranking", value, "a table of settings"))?;
        let (mut ranking, mut feedback) = (Ranking::default(), Feedback::default());
        for (key, value) in table {
            let name: &str = key.get_ref();
            let full = format!("ranking.{name}");
            match name {
                "term-weight" => ranking.term_weight = self.truth(&full, value)?,
                "term-weight-cap" => {
                    let cap = self.between(&full, value, (0.0, 1e6))?;
                    if cap == 0.0 {
                        return Err(self.mismatch(&full, value, "a number above 0"));
                    }
                    ranking.term_weight_cap = cap;
                }
                "stop-words" => {
                    ranking.stop_words = self.read(&full, value, |text| match text {
                        "wide" => Ok(StopWords::Wide),
                        "none" => Ok(StopWords::None),
                        _ => Err(format!("{text:?} is none of wide, none")),
                    })?;
                }
                "undated" => ranking.undated = Some(self.between(&full, value, (0.0, 1.0))?),
                "feedback-articles" => {
                    feedback.articles = self.count(&full, value, MOST_ARTICLES)?;
                }
                "feedback-words" => feedback.words = self.count(&full, value, MOST_WORDS)?,
                "feedback-weight" => feedback.weight = self.between(&full, value, (0.0, 100.0))?,
                "feedback-common" => feedback.common = self.between(&full, value, (0.0, 1.0))?,
                _ => return Err(self.unknown(key, &full, &KEYS)),
            }
        }
        Ok(Ranking { feedback, ..ranking })
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
        Ok(layer.ranking.unwrap_or_default())
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
