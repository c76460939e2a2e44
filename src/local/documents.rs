//! A stated set of documents, as a query that only matches and never scores.

use std::sync::Arc;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Matches these documents; every one scores 0.
#[derive(Debug, Clone)]
pub struct DocumentsQuery {
    documents: Arc<Vec<DocAddress>>,
    /// The searcher's segments, in its order: a weight is asked by segment, not by number.
    segments: Arc<Vec<tantivy::index::SegmentId>>,
}

impl DocumentsQuery {
    /// Makes the query; the order of documents does not matter.
    pub fn new(searcher: &tantivy::Searcher, mut documents: Vec<DocAddress>) -> DocumentsQuery {
        documents.sort_unstable();
        documents.dedup();
        let segments = searcher.segment_readers().iter().map(SegmentReader::segment_id);
        DocumentsQuery { documents: Arc::new(documents), segments: Arc::new(segments.collect()) }
    }
}

impl Query for DocumentsQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for DocumentsQuery {
    fn scorer(&self, segment: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let number = self.segments.iter().position(|id| *id == segment.segment_id());
        let number = number.and_then(|number| u32::try_from(number).ok());
        let of = |doc: &&DocAddress| Some(doc.segment_ord) == number;
        let docs = self.documents.iter().filter(of).map(|doc| doc.doc_id).collect();
        Ok(Box::new(Documents { docs, at: 0 }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("one of the articles that were named, not scored", 0.0))
    }
}

/// Walks a list of documents.
struct Documents {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for Documents {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.docs.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        (self.docs.len() - self.at) as u32
    }
}

impl Scorer for Documents {
    fn score(&mut self) -> Score {
        0.0
    }
}
