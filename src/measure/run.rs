//! A run: what an engine answered to each topic, best first.
//!
//! From a file, `topic Q0 document rank score tag`, in the order that trec_eval gives it: by score, whatever
//! the rank says, equal scores by the names of documents backwards (`comp_sim_docno` in `form_res_rels.c` of
//! trec_eval 9). Or from an engine, in the engine's own order.

use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::measure::error::{ReadError, lines};

/// Answers by topic. A topic for which nothing was found is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    answers: FxHashMap<String, Vec<String>>,
}

impl Run {
    /// Adds the answer to a topic: names of documents, best first.
    pub fn add(&mut self, topic: &str, documents: Vec<String>) {
        if !documents.is_empty() {
            self.answers.insert(topic.to_owned(), documents);
        }
    }

    /// Returns the answer to a topic, best first; empty if there is none.
    pub fn of(&self, topic: &str) -> &[String] {
        self.answers.get(topic).map_or(&[], Vec::as_slice)
    }

    /// The topics that were answered, in no order.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.answers.keys().map(String::as_str)
    }
}

const HELP: &str = "a line is: topic Q0 document rank score tag, such as 301 Q0 doc-17 1 8.41 mine";

/// Reads a run and keeps the best `depth` documents of each topic.
pub fn read(text: &str, depth: usize) -> Result<Run, ReadError> {
    let mut scored: FxHashMap<String, Vec<(f32, String)>> = FxHashMap::default();
    let mut seen: FxHashSet<(String, String)> = FxHashSet::default();
    for (line, text) in lines(text) {
        let columns: Vec<&str> = text.split_whitespace().collect();
        let [topic, _, document, _, score, _] = columns[..] else {
            let message = format!("there are {} columns, not 6", columns.len());
            return Err(ReadError::at(line, message, HELP));
        };
        // trec_eval keeps scores in single precision, so that more of them are equal.
        let score = score.parse::<f64>().ok().filter(|score| score.is_finite());
        let Some(score) = score.map(|score| score as f32) else {
            let message = format!("{:?} is not a score", columns[4]);
            return Err(ReadError::at(line, message, HELP));
        };
        if !seen.insert((topic.to_owned(), document.to_owned())) {
            let message = format!("document {document} stands twice under topic {topic}");
            return Err(ReadError::at(line, message, "keep the better of the two"));
        }
        scored.entry(topic.to_owned()).or_default().push((score, document.to_owned()));
    }
    if scored.is_empty() {
        return Err(ReadError::whole("there is no answer in it", HELP));
    }
    let mut run = Run::default();
    for (topic, mut list) in scored {
        list.sort_by(|(a, one), (b, two)| {
            b.partial_cmp(a).unwrap_or(Ordering::Equal).then_with(|| two.cmp(one))
        });
        list.truncate(depth);
        run.add(&topic, list.into_iter().map(|(_, document)| document).collect());
    }
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_decide_and_equal_ones_go_backwards() {
        let text =
            "7 Q0 a 1 2.5 t\n7 Q0 b 2 2.5 t\n7 Q0 B 3 2.5 t\n7 Q0 c 4 9e0 t\n\n8 Q0 x 1 -1 t\n";
        let run = read(text, 1_000).unwrap();
        assert_eq!(run.of("7"), ["c", "b", "a", "B"]);
        assert_eq!(run.of("8"), ["x"]);
        assert!(run.of("9").is_empty());
        assert_eq!(read(text, 2).unwrap().of("7"), ["c", "b"]);
        // Told apart by double precision alone.
        let close = "1 Q0 a 1 2.00000001 t\n1 Q0 b 2 2.0 t\n";
        assert_eq!(read(close, 9).unwrap().of("1"), ["b", "a"]);
    }

    #[test]
    fn faults_have_lines() {
        for (text, line) in [
            ("1 Q0 a 1 2.5", Some(1)),
            ("1 Q0 a 1 2.5 t\n1 Q0 b 2 good t", Some(2)),
            ("1 Q0 a 1 nan t", Some(1)),
            ("1 Q0 a 1 2 t\n1 Q0 a 2 1 t", Some(2)),
            ("", None),
        ] {
            assert_eq!(read(text, 9).unwrap_err().line, line, "{text:?}");
        }
    }
}
