//! Judgements of relevance: `topic iteration document grade`, as TREC's files of qrels have them.

use rustc_hash::FxHashMap;

use crate::measure::error::{ReadError, lines};

/// What was said of the documents of one topic: their grades by name. 0 is not relevant.
pub type Grades = FxHashMap<String, u32>;

/// The judgements of one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The topic's id.
    pub topic: String,
    /// What was said.
    pub grades: Grades,
}

impl Judged {
    /// Counts the relevant documents: those of a grade of 1 or more.
    pub fn relevant(&self) -> usize {
        self.grades.values().filter(|grade| **grade > 0).count()
    }
}

/// The judgements of a collection, topics in the order in which they first stand in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qrels {
    /// The topics that were judged.
    pub topics: Vec<Judged>,
    index: FxHashMap<String, usize>,
}

impl Qrels {
    /// Returns the judgements of a topic.
    pub fn of(&self, topic: &str) -> Option<&Judged> {
        self.index.get(topic).map(|at| &self.topics[*at])
    }
}

const HELP: &str = "a line is: topic iteration document grade, such as 301 0 doc-17 1";

/// Reads judgements. A negative grade counts as 0, as in trec_eval: judged, and not relevant. What is judged
/// twice is an error, as there.
pub fn read(text: &str) -> Result<Qrels, ReadError> {
    let mut qrels = Qrels::default();
    for (line, text) in lines(text) {
        let columns: Vec<&str> = text.split_whitespace().collect();
        let [topic, _, document, grade] = columns[..] else {
            let message = format!("there are {} columns, not 4", columns.len());
            return Err(ReadError::at(line, message, HELP));
        };
        let Ok(grade) = grade.parse::<i32>() else {
            let message = format!("{grade:?} is not a grade");
            return Err(ReadError::at(
                line,
                message,
                "a grade is a whole number; 0 is not relevant",
            ));
        };
        let next = qrels.topics.len();
        let at = *qrels.index.entry(topic.to_owned()).or_insert(next);
        if at == next {
            qrels.topics.push(Judged { topic: topic.to_owned(), grades: Grades::default() });
        }
        let grade = u32::try_from(grade).unwrap_or(0);
        if qrels.topics[at].grades.insert(document.to_owned(), grade).is_some() {
            let message = format!("document {document} is judged twice for topic {topic}");
            return Err(ReadError::at(line, message, "keep one of the lines"));
        }
    }
    if qrels.topics.is_empty() {
        return Err(ReadError::whole("there is no judgement in it", HELP));
    }
    Ok(qrels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_keep_their_order_and_negative_grades_are_none() {
        let qrels = read("9 0 a 2\r\n\n1 Q0 b -1\n9\t0\tb\t0\n1 0 c 1\n").unwrap();
        let topics: Vec<&str> = qrels.topics.iter().map(|judged| judged.topic.as_str()).collect();
        assert_eq!(topics, ["9", "1"]);
        assert_eq!(qrels.of("1").unwrap().grades["b"], 0);
        assert_eq!(qrels.of("1").unwrap().relevant(), 1);
        assert_eq!(qrels.of("9").unwrap().grades.len(), 2);
        assert!(qrels.of("2").is_none());
    }

    #[test]
    fn faults_have_lines() {
        for (text, line) in [
            ("1 0 a 1\n1 0 a", Some(2)),
            ("1 0 a 1 2", Some(1)),
            ("1 0 a 0.5", Some(1)),
            ("1 0 a 1\n2 0 a 1\n\n1 0 a 1\n", Some(4)),
            ("\n", None),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.line, line, "{text:?}");
            assert!(!error.help.is_empty());
        }
    }
}
