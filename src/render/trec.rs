//! TREC runs: `qid Q0 docid rank score tag`, as trec_eval reads them.

use std::io::{self, Write};

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
        // trec_eval orders by score, whatever the rank says: where the order is not by score
        // (newest first), the score has to follow the rank.
        let by_score = hits.windows(2).all(|pair| pair[0].score >= pair[1].score);
        for (at, hit) in hits.iter().enumerate() {
            let rank = page.offset + at + 1;
            let score = if by_score { f64::from(hit.score) } else { 1.0 / rank as f64 };
            let (qid, tag) = (word(&self.qid), word(&self.tag));
            writeln!(out, "{qid} Q0 {} {rank} {score:.6} {tag}", docid(hit))?;
        }
        Ok(())
    }

    fn article(&self, _: &Stored, _: &mut dyn Write) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "a TREC run lists hits, not one article"))
    }
}

/// The article's own id if it has one that is one printable word, else ours.
fn docid(hit: &Hit) -> String {
    let fits =
        |id: &&String| !id.is_empty() && !id.chars().any(|c| c.is_whitespace() || c.is_control());
    hit.own_id.as_ref().filter(fits).cloned().unwrap_or_else(|| hit.id.to_string())
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

    #[test]
    fn own_ids_are_used_where_they_fit() {
        let mut spaced = samples::hostile();
        spaced.own_id = Some("two words".into());
        assert_eq!(
            run(vec![samples::hit(), spaced]),
            "301 Q0 wire-17 11 8.410000 my_run\n\
             301 Q0 fefefefefefefefefefefefefefefefe 12 1.500000 my_run\n"
        );
    }

    #[test]
    fn scores_never_contradict_the_order() {
        let text = run(vec![samples::hostile(), samples::hit()]);
        let scores: Vec<f64> =
            text.lines().map(|line| line.split(' ').nth(4).unwrap().parse().unwrap()).collect();
        assert!(scores[0] > scores[1]);
    }
}
