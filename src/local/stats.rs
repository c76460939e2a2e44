//! Document frequencies for scoring, where several terms are one thing to the reader.
//!
//! The stems of a word under several stemmers, and the words that a pattern stands for, share one
//! inverse document frequency: else a rare misspelling would outrank what was meant.

use std::collections::HashMap;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// The searcher's statistics, with some document frequencies replaced.
pub struct Statistics<'a> {
    searcher: &'a Searcher,
    shared: HashMap<Term, u64>,
    articles: u64,
}

impl<'a> Statistics<'a> {
    /// Starts with the searcher's own numbers.
    pub fn new(searcher: &'a Searcher) -> Statistics<'a> {
        let articles = searcher.segment_readers().iter().map(|s| u64::from(s.max_doc())).sum();
        Statistics { searcher, shared: HashMap::new(), articles }
    }

    /// Gives these terms one frequency together: the sum, at most all articles. A term that is
    /// already shared keeps the larger one.
    pub fn share<'t, T>(&mut self, terms: T) -> tantivy::Result<()>
    where
        T: Iterator<Item = &'t Term> + Clone,
    {
        let mut sum: u64 = 0;
        for term in terms.clone() {
            sum += self.searcher.doc_freq(term)?;
        }
        let sum = sum.min(self.articles);
        for term in terms {
            let shared = self.shared.entry(term.clone()).or_default();
            *shared = sum.max(*shared);
        }
        Ok(())
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.articles)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.shared.get(term) {
            Some(shared) => Ok(*shared),
            None => self.searcher.doc_freq(term),
        }
    }
}
