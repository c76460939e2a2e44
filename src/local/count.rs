//! How much was found: articles and texts.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, DocSet, Searcher, TERMINATED};

use crate::engine::hits::Total;
use crate::local::texts::Texts;

/// Matches up to which texts are counted one by one. Beyond it the rest is taken to hold as many copies
/// as these: articles can be counted from the dictionary, texts only by looking at each.
pub const MOST_COUNTED: u64 = 10_000;

/// Counts articles and their texts, document by document.
pub struct Tally<'t> {
    articles: u64,
    alone: u64,
    copies: Option<Copies<'t>>,
}

struct Copies<'t> {
    texts: &'t Texts,
    seen: Vec<u64>,
    found: u64,
}

/// What a tally came to.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    articles: u64,
    texts: u64,
    whole: bool,
}

impl<'t> Tally<'t> {
    /// Starts at nothing. Without `texts` every article is a text.
    pub fn new(texts: Option<&'t Texts>) -> Tally<'t> {
        let copies = texts.map(|texts| Copies {
            texts,
            seen: vec![0; texts.groups().div_ceil(64) as usize],
            found: 0,
        });
        Tally { articles: 0, alone: 0, copies }
    }

    /// Counts an article; each only once.
    pub fn add(&mut self, segment: u32, doc: DocId) {
        self.articles += 1;
        let group = self.copies.as_ref().and_then(|copies| copies.texts.group(segment, doc));
        match (&mut self.copies, group) {
            (Some(copies), Some(group)) => {
                let bit = 1 << (group % 64);
                let word = &mut copies.seen[(group / 64) as usize];
                copies.found += u64::from(*word & bit == 0);
                *word |= bit;
            }
            _ => self.alone += 1,
        }
    }

    /// Ends counting; `whole` says whether all matches were counted.
    pub fn counted(self, whole: bool) -> Counted {
        let texts = self.alone + self.copies.map_or(0, |copies| copies.found);
        Counted { articles: self.articles, texts, whole }
    }
}

impl Counted {
    /// The numbers as they are told.
    pub fn total(self) -> Total {
        let Counted { articles, texts, whole } = self;
        Total { articles, articles_exact: whole, texts, texts_exact: whole }
    }
}

/// Counts what a query matches.
pub fn count(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<u64> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut count = 0;
    for segment in searcher.segment_readers() {
        count += u64::from(weight.count(segment)?);
    }
    Ok(count)
}

/// Counts the articles and texts that a query matches: articles exactly, texts up to
/// [`MOST_COUNTED`] matches.
pub fn total(
    searcher: &Searcher,
    query: &dyn Query,
    texts: Option<&Texts>,
) -> tantivy::Result<Total> {
    if texts.is_none() {
        let articles = count(searcher, query)?;
        return Ok(Counted { articles, texts: articles, whole: true }.total());
    }
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut tally = Tally::new(texts);
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let mut scorer = weight.scorer(segment, 1.0)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                if tally.articles == MOST_COUNTED {
                    let sample = tally.counted(false);
                    return Ok(estimate(sample, count(searcher, query)?));
                }
                tally.add(number as u32, doc);
            }
            doc = scorer.advance();
        }
    }
    Ok(tally.counted(true).total())
}

/// The texts of so many articles, if all hold as many copies as the sample.
fn estimate(sample: Counted, articles: u64) -> Total {
    let texts =
        u128::from(articles) * u128::from(sample.texts) / u128::from(sample.articles.max(1));
    Total {
        articles,
        articles_exact: true,
        texts: u64::try_from(texts).unwrap_or(articles).min(articles),
        texts_exact: sample.texts == articles,
    }
}
