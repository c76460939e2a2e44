//! A query that scores, taken apart into what it adds up: the value of one document in one order and in
//! double precision, and why.
//!
//! The library explains a sum by going to a document that a part of it may have passed already, which
//! its own checks forbid; here every part is asked first.

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, Weight};
use tantivy::{DocId, DocSet, SegmentReader};

use crate::engine::Explanation;

/// A query taken apart.
pub struct Sum {
    whole: Box<dyn Weight>,
    /// What it adds up; none where it scores as one thing.
    parts: Vec<Sum>,
}

impl Sum {
    /// Takes a query apart.
    pub fn of(query: &dyn Query, scoring: EnableScoring<'_>) -> tantivy::Result<Sum> {
        let clauses = query.downcast_ref::<BooleanQuery>().map_or(&[][..], BooleanQuery::clauses);
        let adds = clauses.iter().filter(|(occur, _)| *occur != Occur::MustNot);
        let parts = adds.map(|(_, query)| Sum::of(query.as_ref(), scoring));
        Ok(Sum { whole: query.weight(scoring)?, parts: parts.collect::<tantivy::Result<_>>()? })
    }

    /// Returns the score of a document; `None` where it does not match.
    pub fn value(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Option<f64>> {
        let Some(score) = self.score(segment, doc)? else { return Ok(None) };
        if self.parts.is_empty() {
            return Ok(Some(f64::from(score)));
        }
        let mut sum = 0.0;
        for part in &self.parts {
            sum += part.value(segment, doc)?.unwrap_or(0.0);
        }
        Ok(Some(sum))
    }

    /// Tells how the score of a document comes about; `None` where it does not match.
    pub fn explanation(
        &self,
        segment: &SegmentReader,
        doc: DocId,
    ) -> tantivy::Result<Option<Explanation>> {
        let Some(value) = self.value(segment, doc)? else { return Ok(None) };
        if self.parts.is_empty() {
            return Ok(Some(explanation_of(&self.whole.explain(segment, doc)?)));
        }
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            parts.extend(part.explanation(segment, doc)?);
        }
        Ok(Some(Explanation { value: value as f32, description: "sum of".into(), parts }))
    }

    /// The score as the library adds it up.
    fn score(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Option<f32>> {
        let mut scorer = self.whole.scorer(segment, 1.0)?;
        if scorer.doc() < doc {
            scorer.seek(doc);
        }
        Ok((scorer.doc() == doc).then(|| scorer.score()))
    }
}

/// The library's explanation as ours.
fn explanation_of(explanation: &tantivy::query::Explanation) -> Explanation {
    fn read(json: &serde_json::Value) -> Explanation {
        let parts = json["details"].as_array().map(Vec::as_slice).unwrap_or_default();
        Explanation {
            value: json["value"].as_f64().unwrap_or(0.0) as f32,
            description: json["description"].as_str().unwrap_or("").to_owned(),
            parts: parts.iter().map(read).collect(),
        }
    }
    // What the library says of itself can be read only so.
    serde_json::to_value(explanation).map_or_else(
        |_| Explanation {
            value: explanation.value(),
            description: String::new(),
            parts: Vec::new(),
        },
        |json| read(&json),
    )
}
