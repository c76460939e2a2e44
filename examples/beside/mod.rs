//! The bare library's side of `beside_bare`, and the words asked for.

use std::ops::Bound;
use std::path::Path;

use news_search::analysis::{Analyzer, StemPlan, is_stop_word};
use news_search::engine::{Engine, EngineError};
use tantivy::collector::{Count, TopDocs};
use tantivy::columnar::Column;
use tantivy::directory::{Advice, MmapDirectory};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::{SimpleTokenizer, TextAnalyzer};
use tantivy::{
    DocAddress, DocId, Index, Order, ReloadPolicy, Score, Searcher, SegmentReader, TantivyDocument,
    Term,
};

/// The instant that age is counted from: within the dates that news samples have.
pub const NOW: i64 = 1_735_689_600;

const MONTH: i64 = 30 * 86_400;

fn open(dir: &Path) -> tantivy::Result<Searcher> {
    let index = Index::open(MmapDirectory::open_with_madvice(dir, Advice::Random)?)?;
    // Our own fields are decoded by a tokenizer that nothing here asks for.
    index.tokenizers().register("encoded", TextAnalyzer::from(SimpleTokenizer::default()));
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}

fn word(field: Field, word: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, word);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn joined(field: Field, words: &[String], occur: Occur) -> Box<dyn Query> {
    match words {
        [one] => word(field, one),
        _ => Box::new(BooleanQuery::new(words.iter().map(|w| (occur, word(field, w))).collect())),
    }
}

/// Reads what is stored of each hit, as our engine does.
fn fetch<T>(searcher: &Searcher, found: tantivy::Result<Vec<(T, DocAddress)>>) -> bool {
    let Ok(found) = found else { return false };
    found.into_iter().all(|(_, address)| searcher.doc::<TantivyDocument>(address).is_ok())
}

/// The bare index.
pub struct Bare {
    searcher: Searcher,
    text: Field,
}

impl Bare {
    pub fn open(dir: &Path) -> tantivy::Result<Bare> {
        let searcher = open(dir)?;
        let text = searcher.schema().get_field("text")?;
        Ok(Bare { searcher, text })
    }

    fn holding(&self, word: &str) -> u64 {
        self.searcher.doc_freq(&Term::from_field_text(self.text, word)).unwrap_or(0)
    }

    /// Ten best, and a count in the way that is cheaper for this shape: apart where the best are found
    /// by skipping, else in passing.
    fn ask(&self, query: &dyn Query, counted: bool, skips: bool) -> bool {
        let best = TopDocs::with_limit(10).order_by_score();
        let found = match (counted, skips) {
            (false, _) => self.searcher.search(query, &best),
            (true, true) => {
                let found = self.searcher.search(query, &best);
                self.searcher.search(query, &Count).and(found)
            }
            (true, false) => self.searcher.search(query, &(best, Count)).map(|(best, _)| best),
        };
        fetch(&self.searcher, found)
    }

    pub fn all(&self, words: &[String], counted: bool) -> bool {
        self.ask(joined(self.text, words, Occur::Must).as_ref(), counted, true)
    }

    /// With a count there are two ways: apart, or in passing.
    pub fn any(&self, words: &[String], counted: bool, apart: bool) -> bool {
        self.ask(joined(self.text, words, Occur::Should).as_ref(), counted, apart)
    }

    pub fn phrase(&self, words: &[String], counted: bool) -> bool {
        let terms = words.iter().map(|w| Term::from_field_text(self.text, w)).collect();
        self.ask(&PhraseQuery::new(terms), counted, false)
    }
}

/// The library's stock collectors over our own index.
pub struct Stock {
    searcher: Searcher,
    form: Field,
    month: (i64, i64),
}

impl Stock {
    pub fn open(dir: &Path) -> tantivy::Result<Stock> {
        let searcher = open(dir)?;
        let form = searcher.schema().get_field("form")?;
        // The month of the article in the middle of those that are dated.
        let mut dates = Vec::new();
        for segment in searcher.segment_readers() {
            let column: Column<i64> = segment.fast_fields().i64("start")?;
            dates.extend((0..segment.max_doc()).filter_map(|doc| column.first(doc)));
        }
        dates.sort_unstable();
        let middle = dates.get(dates.len() / 2).copied().unwrap_or(NOW);
        let day = jiff::Timestamp::from_second(middle).unwrap_or_default();
        let day = day.to_zoned_datetime(jiff::tz::TimeZone::UTC).date().first_of_month();
        let second = |date: jiff::civil::Date| {
            date.to_zoned_datetime(jiff::tz::TimeZone::UTC)
                .map_or(0, |at| at.timestamp().as_second())
        };
        let next = day.checked_add(jiff::Span::new().months(1)).unwrap_or(day);
        Ok(Stock { searcher, form, month: (second(day), second(next)) })
    }

    /// The month that windows are asked for, as people type it.
    pub fn month(&self) -> String {
        let at = jiff::Timestamp::from_second(self.month.0).unwrap_or_default();
        at.to_zoned_datetime(jiff::tz::TimeZone::UTC).strftime("%Y-%m").to_string()
    }

    pub fn tweaked(&self, words: &[String]) -> bool {
        let tweak = TopDocs::with_limit(10).tweak_score(|segment: &SegmentReader| {
            let dates: Option<Column<i64>> = segment.fast_fields().i64("start").ok();
            move |doc: DocId, score: Score| {
                let date = dates.as_ref().and_then(|dates| dates.first(doc));
                let age = date.map(|date| (NOW - date).max(0) as f64 / MONTH as f64);
                score * age.map_or(0.3, |age| (0.5_f64.powf(age) as Score).max(0.3))
            }
        });
        let found = self.searcher.search(joined(self.form, words, Occur::Must).as_ref(), &tweak);
        fetch(&self.searcher, found)
    }

    pub fn newest(&self, words: &[String]) -> bool {
        let newest = TopDocs::with_limit(10).order_by_fast_field::<i64>("start", Order::Desc);
        let found = self.searcher.search(joined(self.form, words, Occur::Must).as_ref(), &newest);
        fetch(&self.searcher, found)
    }

    pub fn in_month(&self, words: &[String]) -> bool {
        let field = self.searcher.schema().get_field("start");
        let term = |second| field.clone().map(|field| Term::from_field_i64(field, second));
        let (Ok(from), Ok(to)) = (term(self.month.0), term(self.month.1)) else { return false };
        let range = RangeQuery::new(Bound::Included(from), Bound::Excluded(to));
        let both = BooleanQuery::new(vec![
            (Occur::Must, joined(self.form, words, Occur::Must)),
            (Occur::Must, Box::new(range)),
        ]);
        fetch(
            &self.searcher,
            self.searcher.search(&both, &TopDocs::with_limit(10).order_by_score()),
        )
    }
}

/// Five neighbouring words of a body each, drawn from all over the corpus.
pub fn rows(
    engine: &dyn Engine,
    bare: &Bare,
    wanted: usize,
    seed: u64,
) -> Result<Vec<Vec<String>>, EngineError> {
    let articles = engine.manifest().articles;
    let fits = |word: &str| {
        let plain = word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
        let holding = bare.holding(word);
        plain && !is_stop_word(word) && holding >= articles / 2_000 && holding <= articles / 10
    };
    let mut analyzer = Analyzer::new();
    let mut rows = Vec::new();
    let mut state = seed;
    while rows.len() < wanted {
        // Ids are hashes: any place to begin is as good as another.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut id = [0; 16];
        id[..8].copy_from_slice(&state.to_be_bytes());
        let found = engine.scan(Some(news_search::article::ArticleId(id)), 20)?;
        for stored in found {
            let mut words = Vec::new();
            analyzer.text(&stored.article.body, StemPlan::NONE, &mut |token| {
                words.push(token.form.to_owned());
            });
            // Two that touch, three that stand anywhere near.
            let pairs = words.windows(2).find(|pair| pair.iter().all(|word| fits(word)));
            let Some(pair) = pairs else { continue };
            let more = words.iter().filter(|word| fits(word) && !pair.contains(word));
            let row: Vec<String> = pair.iter().chain(more.take(3)).cloned().collect();
            if row.len() == 5 && rows.len() < wanted {
                rows.push(row);
            }
        }
    }
    Ok(rows)
}
