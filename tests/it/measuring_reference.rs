//! The figures of `measure` against a second reading of trec_eval's definitions, written to be obvious: it
//! works on the lines of the files, ranks by counting what comes before, and looks everything up anew.

use news_search::measure::compare::{Comparison, Missing};
use news_search::measure::scores::Metric;
use news_search::measure::{qrels, run};

use crate::copies_real::random::Random;

struct Judgement {
    topic: String,
    document: String,
    grade: i64,
}

struct Answer {
    topic: String,
    document: String,
    score: f32,
}

struct Reference {
    judgements: Vec<Judgement>,
    answers: Vec<Answer>,
}

impl Reference {
    fn new(qrels: &str, run: &str) -> Reference {
        let mut reference = Reference { judgements: Vec::new(), answers: Vec::new() };
        for line in qrels.lines() {
            let parts: Vec<&str> = line.split(' ').collect();
            let (topic, document) = (parts[0].to_owned(), parts[2].to_owned());
            reference.judgements.push(Judgement {
                topic,
                document,
                grade: parts[3].parse().unwrap(),
            });
        }
        for line in run.lines() {
            let parts: Vec<&str> = line.split(' ').collect();
            let (topic, document) = (parts[0].to_owned(), parts[2].to_owned());
            reference.answers.push(Answer { topic, document, score: parts[4].parse().unwrap() });
        }
        reference
    }

    /// The rank of an answer, from 1 on: one more than the answers before it.
    fn rank(&self, of: &Answer) -> usize {
        let mut rank = 1;
        for other in &self.answers {
            if other.topic != of.topic || other.document == of.document {
                continue;
            }
            if other.score > of.score || (other.score == of.score && other.document > of.document) {
                rank += 1;
            }
        }
        rank
    }

    /// The document at a rank.
    fn at(&self, topic: &str, rank: usize) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.topic == topic && self.rank(answer) == rank)
    }

    fn grade(&self, topic: &str, document: &str) -> i64 {
        for judgement in &self.judgements {
            if judgement.topic == topic && judgement.document == document && judgement.grade > 0 {
                return judgement.grade;
            }
        }
        0
    }

    fn grade_at(&self, topic: &str, rank: usize) -> i64 {
        self.at(topic, rank).map_or(0, |answer| self.grade(topic, &answer.document))
    }

    fn relevant(&self, topic: &str) -> f64 {
        let relevant = self.judgements.iter().filter(|j| j.topic == topic && j.grade >= 1);
        relevant.count() as f64
    }

    fn ndcg_cut_10(&self, topic: &str) -> f64 {
        let mut sum = 0.0;
        for rank in 1..=10 {
            sum += self.grade_at(topic, rank) as f64 / ((rank + 1) as f64).ln() * 2.0_f64.ln();
        }
        // The ideal takes the best grade that is left, ten times.
        let mut left: Vec<i64> =
            self.judgements.iter().filter(|j| j.topic == topic).map(|j| j.grade.max(0)).collect();
        let mut ideal = 0.0;
        for rank in 1..=10 {
            let Some(best) = left.iter().copied().max() else { break };
            let place = left.iter().position(|grade| *grade == best).unwrap();
            left.remove(place);
            ideal += best as f64 / ((rank + 1) as f64).ln() * 2.0_f64.ln();
        }
        if ideal == 0.0 { 0.0 } else { sum / ideal }
    }

    fn map(&self, topic: &str) -> f64 {
        let mut sum = 0.0;
        for answer in self.answers.iter().filter(|answer| answer.topic == topic) {
            if self.grade(topic, &answer.document) == 0 {
                continue;
            }
            let rank = self.rank(answer);
            let mut so_far = 0;
            for other in self.answers.iter().filter(|other| other.topic == topic) {
                if self.rank(other) <= rank && self.grade(topic, &other.document) > 0 {
                    so_far += 1;
                }
            }
            sum += f64::from(so_far) / rank as f64;
        }
        if self.relevant(topic) == 0.0 { 0.0 } else { sum / self.relevant(topic) }
    }

    fn recip_rank(&self, topic: &str) -> f64 {
        let relevant = self
            .answers
            .iter()
            .filter(|answer| answer.topic == topic && self.grade(topic, &answer.document) > 0);
        relevant.map(|answer| 1.0 / self.rank(answer) as f64).fold(0.0, f64::max)
    }

    /// Relevant documents down to a rank.
    fn down_to(&self, topic: &str, rank: usize) -> f64 {
        let mut relevant = 0.0;
        for answer in self.answers.iter().filter(|answer| answer.topic == topic) {
            if self.grade(topic, &answer.document) > 0 && self.rank(answer) <= rank {
                relevant += 1.0;
            }
        }
        relevant
    }

    fn value(&self, topic: &str, metric: Metric) -> f64 {
        match metric {
            Metric::Ndcg10 => self.ndcg_cut_10(topic),
            Metric::Map => self.map(topic),
            Metric::Mrr => self.recip_rank(topic),
            Metric::P10 => self.down_to(topic, 10) / 10.0,
            Metric::Recall100 if self.relevant(topic) == 0.0 => 0.0,
            Metric::Recall100 => self.down_to(topic, 100) / self.relevant(topic),
        }
    }
}

/// Judgements and a run with ties, negative grades, topics without an answer or without anything relevant,
/// short answers and long ones.
fn files(random: &mut Random, topics: usize) -> (String, String) {
    let (mut qrels, mut run) = (String::new(), String::new());
    for topic in 0..topics {
        let documents = *random.of(&[3, 12, 40, 130]);
        let grades = random.of(&[vec![0, 1], vec![-1, 0, 0, 1, 2, 3], vec![0], vec![1, 4]]).clone();
        for document in 0..documents {
            if document == 0 || random.below(3) == 0 {
                let grade = random.of(&grades);
                qrels += &format!("t{topic} 0 d{document} {grade}\n");
            }
        }
        if random.below(6) == 0 {
            continue;
        }
        let skip = random.below(4) + 1;
        for document in (0..documents).step_by(skip) {
            let score = match random.below(3) {
                0 => random.below(5) as f64,
                1 => 2.5,
                _ => random.below(100_000) as f64 / 7_919.0 - 3.0,
            };
            run += &format!("t{topic} Q0 d{document} 1 {score} x\n");
        }
    }
    (qrels, run)
}

#[test]
fn figures_are_those_of_the_definitions() {
    let mut random = Random(20_240_826);
    let mut compared = 0;
    for _ in 0..12 {
        let (qrels_text, run_text) = files(&mut random, 8);
        let (qrels, run) =
            (qrels::read(&qrels_text).unwrap(), run::read(&run_text, 100_000).unwrap());
        let reference = Reference::new(&qrels_text, &run_text);
        let found = Comparison::new(&qrels, &[&run], Missing::Zero);
        assert_eq!(found.topics.len(), 8);
        for metric in Metric::ALL {
            let mut sum = 0.0;
            for row in &found.topics {
                let wanted = reference.value(&row.topic, metric);
                let value = row.scores[0].value(metric);
                assert!(
                    (value - wanted).abs() < 1e-9,
                    "{} of {}: {value}, by definition {wanted}\n{qrels_text}\n{run_text}",
                    metric.name(),
                    row.topic
                );
                sum += wanted;
                compared += usize::from(wanted > 0.0);
            }
            assert!((found.mean(0, metric) - sum / 8.0).abs() < 1e-9);
        }
    }
    // Otherwise all of it would be about nothing.
    assert!(compared > 200, "{compared}");
}
