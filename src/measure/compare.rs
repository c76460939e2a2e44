//! Several runs on the same judged topics: every topic's figures, means, and what of a difference may be
//! chance.

use std::collections::BTreeSet;

use crate::measure::qrels::Qrels;
use crate::measure::run::Run;
use crate::measure::scores::{Metric, Scores, score};
use crate::measure::significance::p_value;

/// What a judged topic counts that no run answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// Nothing: 0 in every metric, as with `trec_eval -c`. A run gains nothing by leaving topics out.
    #[default]
    Zero,
    /// It is left out, as by trec_eval without `-c`. With several runs a topic stays that one of them
    /// answers, so that all are measured on the same.
    Skip,
}

/// One topic's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The topic's id.
    pub topic: String,
    /// Its relevant documents.
    pub relevant: usize,
    /// What each run has, in the order of the runs.
    pub scores: Vec<Scores>,
}

/// Runs side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The topics that count, in the order of the judgements.
    pub topics: Vec<Row>,
    /// Judged topics that no run answers and that are left out for it.
    pub skipped: Vec<String>,
    /// Topics that a run answers and nobody judged; they count nowhere.
    pub unjudged: Vec<String>,
}

/// A difference between two runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean of the one less mean of the first.
    pub value: f64,
    /// Two-sided p of the paired randomisation test.
    pub p: f64,
}

impl Comparison {
    /// Scores runs, the first of which is the one that others are compared with.
    pub fn new(qrels: &Qrels, runs: &[&Run], missing: Missing) -> Comparison {
        let (mut topics, mut skipped) = (Vec::new(), Vec::new());
        for judged in &qrels.topics {
            let answered = runs.iter().any(|run| !run.of(&judged.topic).is_empty());
            if !answered && missing == Missing::Skip {
                skipped.push(judged.topic.clone());
                continue;
            }
            topics.push(Row {
                topic: judged.topic.clone(),
                relevant: judged.relevant(),
                scores: runs.iter().map(|run| score(run.of(&judged.topic), judged)).collect(),
            });
        }
        let answered = runs.iter().flat_map(|run| run.topics());
        let unjudged: BTreeSet<&str> = answered.filter(|id| qrels.of(id).is_none()).collect();
        let unjudged = unjudged.into_iter().map(str::to_owned).collect();
        Comparison { topics, skipped, unjudged }
    }

    /// Returns the mean of a metric over the topics; 0 if there are none.
    pub fn mean(&self, run: usize, metric: Metric) -> f64 {
        self.mean_of(|row| row.scores[run].value(metric))
    }

    /// Returns how many of the first ten and of the first hundred documents were not judged, as means over
    /// the topics.
    pub fn unjudged_hits(&self, run: usize) -> (f64, f64) {
        let first = |of: fn(&Scores) -> usize| self.mean_of(|row| of(&row.scores[run]) as f64);
        (first(|scores| scores.unjudged10), first(|scores| scores.unjudged100))
    }

    /// Lists the topics that a run does not answer.
    pub fn unanswered(&self, run: usize) -> impl Iterator<Item = &str> {
        let empty = self.topics.iter().filter(move |row| row.scores[run].found == 0);
        empty.map(|row| row.topic.as_str())
    }

    /// Returns what a run has more than the first, and how likely chance gives that much.
    pub fn difference(&self, run: usize, metric: Metric, flips: u32, seed: u64) -> Difference {
        let differences: Vec<f64> = self
            .topics
            .iter()
            .map(|row| row.scores[run].value(metric) - row.scores[0].value(metric))
            .collect();
        let value = self.mean(run, metric) - self.mean(0, metric);
        Difference { value, p: p_value(&differences, flips, seed) }
    }

    fn mean_of(&self, of: impl Fn(&Row) -> f64) -> f64 {
        if self.topics.is_empty() {
            return 0.0;
        }
        self.topics.iter().map(of).sum::<f64>() / self.topics.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{qrels, run};

    fn runs() -> (Qrels, Run, Run) {
        // Topic 4 has nothing relevant, nobody answers 3, nobody judged 9.
        let qrels = "1 0 a 1\n1 0 b 1\n2 0 a 1\n3 0 a 1\n4 0 a 0\n";
        let one = "1 Q0 a 1 2 t\n1 Q0 b 2 1 t\n4 Q0 a 1 1 t\n9 Q0 a 1 1 t\n";
        let two = "1 Q0 x 1 2 t\n1 Q0 a 2 1 t\n2 Q0 a 1 1 t\n";
        let run = |text| run::read(text, 1_000).unwrap();
        (qrels::read(qrels).unwrap(), run(one), run(two))
    }

    #[test]
    fn missing_topics_count_as_zero_or_not_at_all() {
        let (qrels, one, _) = runs();
        let whole = Comparison::new(&qrels, &[&one], Missing::Zero);
        assert_eq!((whole.topics.len(), whole.mean(0, Metric::Map)), (4, 0.25));
        assert_eq!(whole.unanswered(0).collect::<Vec<_>>(), ["2", "3"]);
        assert_eq!(whole.unjudged, ["9"]);
        // A topic without relevant documents counts, as in trec_eval.
        let answered = Comparison::new(&qrels, &[&one], Missing::Skip);
        assert_eq!((answered.topics.len(), answered.mean(0, Metric::Map)), (2, 0.5));
        assert_eq!(answered.skipped, ["2", "3"]);
    }

    #[test]
    fn runs_are_compared_on_the_same_topics() {
        let (qrels, one, two) = runs();
        let both = Comparison::new(&qrels, &[&one, &two], Missing::Skip);
        let topics: Vec<&str> = both.topics.iter().map(|row| row.topic.as_str()).collect();
        assert_eq!(topics, ["1", "2", "4"]);
        assert_eq!(both.skipped, ["3"]);
        // 1: 1 against (1/2)/2; 2: 0 against 1; 4: nothing.
        let difference = both.difference(1, Metric::Map, 1_000, 5);
        assert!((difference.value - (1.25 - 1.0) / 3.0).abs() < 1e-12);
        assert!(difference.p > 0.3);
        assert_eq!(both.unjudged_hits(1), (1.0 / 3.0, 1.0 / 3.0));
        let same = Comparison::new(&qrels, &[&one, &one], Missing::Zero);
        assert_eq!(same.difference(1, Metric::Ndcg10, 1_000, 5), Difference { value: 0.0, p: 1.0 });
    }

    #[test]
    fn no_topics_are_no_division() {
        let (qrels, ..) = runs();
        let nothing = Comparison::new(&qrels, &[&Run::default()], Missing::Skip);
        assert_eq!((nothing.topics.len(), nothing.mean(0, Metric::Mrr)), (0, 0.0));
    }
}
