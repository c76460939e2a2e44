//! The figures of one topic.
//!
//! As trec_eval 9 computes them, whose names stand in machine output: a document is relevant from grade 1 on;
//! what was not judged is not relevant. With g(i) the grade of the document at rank i, R the number of
//! relevant documents and rel(i) = 1 where g(i) ≥ 1:
//!
//! - `ndcg_cut_10`: Σ g(i) / log2(i + 1) for i ≤ 10, divided by what the best order of all judged documents
//!   gives (Järvelin and Kekäläinen 2002, gain linear in the grade);
//! - `map`: Σ rel(i) · (relevant among the first i) / i over all ranks, divided by R;
//! - `recip_rank`: 1 / rank of the first relevant document;
//! - `P_10`: relevant among the first ten, divided by ten, also where fewer were found;
//! - `recall_100`: relevant among the first hundred, divided by R.
//!
//! All are 0 for a topic without relevant documents.

use crate::measure::qrels::Judged;

/// What is measured. All lie between 0 and 1, and more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Normalised discounted cumulated gain of the first ten.
    Ndcg10,
    /// Average precision; its mean over topics is MAP.
    Map,
    /// Reciprocal rank of the first relevant document; its mean is MRR.
    Mrr,
    /// Precision of the first ten.
    P10,
    /// Recall of the first hundred.
    Recall100,
}

impl Metric {
    /// All of them, in the order of [`Scores::values`].
    pub const ALL: [Metric; 5] =
        [Metric::Ndcg10, Metric::Map, Metric::Mrr, Metric::P10, Metric::Recall100];

    /// Returns the name for people.
    pub fn label(self) -> &'static str {
        match self {
            Metric::Ndcg10 => "nDCG@10",
            Metric::Map => "MAP",
            Metric::Mrr => "MRR",
            Metric::P10 => "P@10",
            Metric::Recall100 => "recall@100",
        }
    }

    /// Returns the name that trec_eval gives it.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Ndcg10 => "ndcg_cut_10",
            Metric::Map => "map",
            Metric::Mrr => "recip_rank",
            Metric::P10 => "P_10",
            Metric::Recall100 => "recall_100",
        }
    }
}

/// The figures of one topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// The values of [`Metric::ALL`].
    pub values: [f64; Metric::ALL.len()],
    /// Documents among the first ten of which nobody said whether they are relevant.
    pub unjudged10: usize,
    /// The same among the first hundred.
    pub unjudged100: usize,
    /// Documents that were found, down to the depth of the run.
    pub found: usize,
    /// Relevant documents among them.
    pub relevant_found: usize,
}

impl Scores {
    /// Returns the value of a metric.
    pub fn value(&self, metric: Metric) -> f64 {
        self.values[metric as usize]
    }
}

/// Scores an answer, best document first, against what was judged.
pub fn score(answer: &[String], judged: &Judged) -> Scores {
    let grades: Vec<Option<u32>> =
        answer.iter().map(|document| judged.grades.get(document).copied()).collect();
    let relevant = judged.relevant();
    let unjudged = |depth| grades.iter().take(depth).filter(|grade| grade.is_none()).count();
    let (mut found, mut precisions, mut first) = (0_usize, 0.0, None);
    let (mut found10, mut found100) = (0_usize, 0_usize);
    for (at, grade) in grades.iter().enumerate() {
        if grade.unwrap_or(0) == 0 {
            continue;
        }
        let rank = at + 1;
        found += 1;
        precisions += found as f64 / rank as f64;
        first.get_or_insert(rank);
        found10 += usize::from(rank <= 10);
        found100 += usize::from(rank <= 100);
    }
    let share = |part: f64| if relevant == 0 { 0.0 } else { part / relevant as f64 };
    let mut best: Vec<u32> = judged.grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = gain10(best.into_iter());
    let gained = gain10(grades.iter().map(|grade| grade.unwrap_or(0)));
    Scores {
        values: [
            if ideal > 0.0 { gained / ideal } else { 0.0 },
            share(precisions),
            first.map_or(0.0, |rank| 1.0 / rank as f64),
            found10 as f64 / 10.0,
            share(found100 as f64),
        ],
        unjudged10: unjudged(10),
        unjudged100: unjudged(100),
        found: answer.len(),
        relevant_found: found,
    }
}

/// Discounted gain of the first ten grades.
fn gain10(grades: impl Iterator<Item = u32>) -> f64 {
    let first = grades.take(10).enumerate();
    first.map(|(at, grade)| f64::from(grade) / (at as f64 + 2.0).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::qrels;

    fn judged(lines: &[(&str, i32)]) -> Judged {
        let text: String = lines.iter().map(|(id, grade)| format!("1 0 {id} {grade}\n")).collect();
        qrels::read(&text).unwrap().topics.remove(0)
    }

    fn names(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[track_caller]
    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 5e-7, "{found} is not {wanted}");
    }

    #[test]
    fn metrics_index_their_own_values() {
        for (at, metric) in Metric::ALL.into_iter().enumerate() {
            assert_eq!(metric as usize, at);
        }
    }

    #[test]
    fn every_figure_by_hand() {
        // Ranks 2 and 4 are relevant, rank 1 was not judged, rank 3 is not relevant, d5 was not found.
        let judged = judged(&[("d2", 3), ("d3", 0), ("d4", 1), ("d5", 2)]);
        let scores = score(&names("d1 d2 d3 d4"), &judged);
        // 3/log2(3) + 1/log2(5) = 1.892789 + 0.430677; ideal 3 + 2/log2(3) + 1/2 = 4.761860.
        close(scores.value(Metric::Ndcg10), 2.323466 / 4.761860);
        // (1/2 + 2/4) / 3.
        close(scores.value(Metric::Map), 1.0 / 3.0);
        close(scores.value(Metric::Mrr), 0.5);
        // Of ten, though only four were found.
        close(scores.value(Metric::P10), 0.2);
        close(scores.value(Metric::Recall100), 2.0 / 3.0);
        assert_eq!((scores.unjudged10, scores.unjudged100), (1, 1));
        assert_eq!((scores.found, scores.relevant_found), (4, 2));
    }

    #[test]
    fn negative_grades_are_judged_and_not_relevant() {
        let judged = judged(&[("a", -1), ("b", 1)]);
        let scores = score(&names("a b"), &judged);
        close(scores.value(Metric::Ndcg10), 0.630930);
        close(scores.value(Metric::Map), 0.5);
        assert_eq!(scores.unjudged10, 0);
    }

    #[test]
    fn depths_are_ten_and_a_hundred() {
        let judged = judged(&[("r9", 1), ("r10", 1), ("r99", 1), ("r100", 1)]);
        // From r0 on: r9 is the tenth and r99 the hundredth.
        let answer: Vec<String> = (0..101).map(|at| format!("r{at}")).collect();
        let scores = score(&answer, &judged);
        close(scores.value(Metric::P10), 0.1);
        // 1/log2(11) = 0.289065; ideal 1 + 0.630930 + 0.5 + 0.430677.
        close(scores.value(Metric::Ndcg10), 0.289065 / 2.561606);
        close(scores.value(Metric::Recall100), 0.75);
        // 1/10 + 2/11 + 3/100 + 4/101.
        close(scores.value(Metric::Map), (0.1 + 2.0 / 11.0 + 0.03 + 4.0 / 101.0) / 4.0);
        close(scores.value(Metric::Mrr), 0.1);
        assert_eq!((scores.unjudged10, scores.unjudged100), (9, 97));
    }

    #[test]
    fn the_best_order_of_more_than_ten_stops_there() {
        let many: Vec<String> = (0..12).map(|at| format!("d{at:02}")).collect();
        let lines: Vec<(&str, i32)> = many.iter().map(|id| (id.as_str(), 1)).collect();
        close(score(&many, &judged(&lines)).value(Metric::Ndcg10), 1.0);
        close(score(&many[..5], &judged(&lines)).value(Metric::P10), 0.5);
    }

    #[test]
    fn nothing_found_or_nothing_relevant_is_zero() {
        let none = score(&[], &judged(&[("a", 1)]));
        assert_eq!((none.values, none.unjudged10), ([0.0; 5], 0));
        let idle = score(&names("a b"), &judged(&[("a", 0)]));
        assert_eq!((idle.values, idle.unjudged10), ([0.0; 5], 1));
    }
}
