//! TREC runs: `qid Q0 docid rank score tag`, as trec_eval reads them.

use std::io::{self, Write};

use crate::engine::hits::run_names;
use crate::engine::{Hit, Stored};
use crate::render::renderer::{Page, Renderer};

/// Renders hits as lines of a run.
#[derive(Debug, Clone)]
pub struct Trec {
    /// The topic's number.
    pub qid: String,
    /// Names the run.
    pub tag: String,
}

impl Renderer for Trec {
    fn hits(&self, page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
        let hits = &page.hits.hits;
        let (qid, tag) = (word(&self.qid), word(&self.tag));
        let named = run_names(hits).into_iter().zip(falling_scores(hits, page.offset));
        for (at, (name, score)) in named.enumerate() {
            let rank = page.offset + at + 1;
            writeln!(out, "{qid} Q0 {} {rank} {} {tag}", word(&name), exact(score))?;
        }
        Ok(())
    }

    fn article(&self, _: &Stored, _: &mut dyn Write) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "a TREC run lists hits, not one article"))
    }
}

/// The scores of a run, which fall from hit to hit. trec_eval orders by score whatever the rank says, and
/// equal scores by docid, so that a score that is not below the one before is put just below it: to the
/// next number of single precision, in which trec_eval keeps scores. Where the order is not by score
/// (newest first), or nothing scores, it is 1 / rank.
fn falling_scores(hits: &[Hit], offset: usize) -> Vec<f32> {
    let by_score = hits.windows(2).all(|pair| pair[0].score >= pair[1].score);
    let scored = hits.iter().any(|hit| hit.score > 0.0);
    let mut last = f32::INFINITY;
    let fall = hits.iter().enumerate().map(|(at, hit)| {
        let rank = offset + at + 1;
        let score = if by_score && scored { hit.score } else { 1.0 / rank as f32 };
        last = score.min(last.next_down());
        last
    });
    fall.collect()
}

/// The shortest text that is this number again, also where it is read in double precision first.
fn exact(score: f32) -> String {
    let short = score.to_string();
    match short.parse::<f64>() {
        Ok(read) if read as f32 == score => short,
        _ => f64::from(score).to_string(),
    }
}

fn word(text: &str) -> String {
    let word: String =
        text.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    if word.is_empty() { "_".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    fn run(list: Vec<Hit>) -> String {
        let hits = samples::hits(list);
        let page = Page { query: "q", parsed: "q", warnings: &[], hits: &hits, offset: 10 };
        let mut out = Vec::new();
        let trec = Trec { qid: "301".into(), tag: "my run".into() };
        trec.hits(&page, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Scores as trec_eval reads them: in double precision, kept in single.
    fn scores(text: &str) -> Vec<f32> {
        let read = |line: &str| line.split(' ').nth(4).unwrap().parse::<f64>().unwrap() as f32;
        text.lines().map(read).collect()
    }

    fn falls(scores: &[f32]) -> bool {
        scores.windows(2).all(|pair| pair[0] > pair[1])
    }

    #[test]
    fn own_ids_are_used_where_they_fit() {
        let mut spaced = samples::hostile();
        spaced.own_id = Some("two words".into());
        assert_eq!(
            run(vec![samples::hit(), spaced]),
            "301 Q0 wire-17 11 8.41 my_run\n\
             301 Q0 fefefefefefefefefefefefefefefefe 12 1.5 my_run\n"
        );
    }

    #[test]
    fn an_own_id_that_stands_twice_names_nobody() {
        let twin = Hit { id: samples::hostile().id, ..samples::hit() };
        let text = run(vec![samples::hit(), twin]);
        let names: Vec<&str> = text.lines().map(|line| line.split(' ').nth(2).unwrap()).collect();
        assert_eq!(names, ["0123456789abcdef0123456789abcdef", "fefefefefefefefefefefefefefefefe"]);
    }

    #[test]
    fn scores_never_contradict_the_order() {
        let text = run(vec![samples::hostile(), samples::hit()]);
        assert!(falls(&scores(&text)), "{text}");
        let newest: Vec<Hit> =
            (0..5_000).map(|at| Hit { score: at as f32, ..samples::hit() }).collect();
        assert!(falls(&scores(&run(newest))));
    }

    #[test]
    fn equal_scores_are_told_apart_and_others_kept() {
        let of = |score: f32| Hit { score, ..samples::hit() };
        let close = 8.41_f32.next_down();
        let text = run([8.41, 8.41, 8.41, close, 7.0].map(of).to_vec());
        let read = scores(&text);
        assert!(falls(&read), "{text}");
        assert_eq!((read[0], read[4]), (8.41, 7.0));
        let unscored = run(vec![of(0.0); 3_000]);
        assert!(falls(&scores(&unscored)) && scores(&unscored).iter().all(|score| *score > 0.0));
    }
}
