//! What one question costs inside the process, step by step: parsing it, answering it, and the same
//! question put to the bare library in the same run.
//!
//! "search" is all that an answer takes but printing: lowering, the best ten, an exact count, the
//! stored heads, passages with highlights. "top" leaves count and passages out. "bare" is tantivy
//! as it comes: one text field, the default tokenizer, one segment, its stock collector, ten stored
//! texts fetched; "bare-count" counts as well, in a pass of its own. The bare figures are the floor
//! under ours: what lies between is the price of inflections, dates, sources and highlights.
//!
//! The index is warm and stays open. What a person waits for (process start, opening the index,
//! printing) is measured on the whole program: see `benches/README.md`.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use news_search::article::Article;
use news_search::engine::manifest::Draft;
use news_search::engine::request::{Count, Sort};
use news_search::engine::{Base, Engine, SearchRequest, Store};
use news_search::local::LocalStore;
use news_search::query::ast::Node;
use news_search::query::parse::{ParseOptions, parse};
use tantivy::collector::{Count as Counting, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TEXT};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

mod sample;

/// The instant that relative dates and recency count from: 23 August 2024, noon UTC.
const NOW: i64 = 1_724_414_400;

/// Kinds of questions with one of each, in words that any newspaper has.
const QUESTIONS: [(&str, &str); 9] = [
    ("word", "government"),
    ("and", "minister government"),
    ("or", "minister OR government"),
    ("phrase", "\"prime minister\""),
    ("headline", "headline:new"),
    ("prefix", "minist*"),
    ("fuzzy", "goverment~1"),
    ("dated", "government date:2024-08-19..2024-08-25"),
    ("excluded", "minister -government"),
];

fn read(text: &str) -> Node {
    let saved = BTreeMap::new();
    let now = jiff::Timestamp::from_second(NOW).expect("the instant is in range");
    let now = now.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let options = ParseOptions { now: &now, strict: false, bag: false, saved: &saved };
    parse(text, &options).expect("the questions can be read").query
}

fn build(articles: &[Article], dir: &Path) -> Box<dyn Engine> {
    let store = LocalStore::new(dir.to_path_buf());
    let lock = store.lock(NOW).expect("nobody else builds in a temporary folder");
    let mut build = store.begin(Base::Empty, NOW, 1 << 30, lock.as_ref()).expect("a build begins");
    let mut encoder = build.encoder();
    for article in articles {
        build.add(encoder.encode(article)).expect("an article is added");
    }
    let draft = Draft {
        follow: false,
        tables: String::new(),
        credits: Vec::new(),
        roots: Vec::new(),
        corpus_version: news_search::corpus::VERSION,
        verdicts: Vec::new(),
        rejects: Vec::new(),
        locations: Vec::new(),
        ledger: Default::default(),
    };
    let id = build.seal(draft).expect("the build is sealed");
    store.publish(&id, lock.as_ref()).expect("the build is published");
    store.open(None).expect("the index opens")
}

/// The library as it comes.
struct Bare {
    reader: IndexReader,
    text: Field,
}

impl Bare {
    fn build(articles: &[Article], dir: &Path) -> tantivy::Result<Bare> {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT | STORED);
        std::fs::create_dir_all(dir)?;
        let index = Index::create_in_dir(dir, schema.build())?;
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 128 << 20)?;
        for article in articles {
            let mut document = TantivyDocument::new();
            let headline = article.headline.as_deref().unwrap_or("");
            document.add_text(text, format!("{headline}\n\n{}", article.body));
            writer.add_document(document)?;
        }
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        writer.wait_merging_threads()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Bare { reader, text })
    }

    fn terms(&self, words: &[&str]) -> Vec<Term> {
        words.iter().map(|word| Term::from_field_text(self.text, word)).collect()
    }

    fn words(&self, occur: Occur, words: &[&str]) -> Box<dyn Query> {
        let term = |term| -> Box<dyn Query> {
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        let mut clauses: Vec<_> = self.terms(words).into_iter().map(|t| (occur, term(t))).collect();
        match clauses.len() {
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn ask(&self, query: &dyn Query, count: bool) -> tantivy::Result<usize> {
        let searcher = self.reader.searcher();
        let best = searcher.search(query, &TopDocs::with_limit(10).order_by_score())?;
        let counted = if count { searcher.search(query, &Counting)? } else { 0 };
        for (_, address) in &best {
            black_box(searcher.doc::<TantivyDocument>(*address)?);
        }
        Ok(best.len() + counted)
    }
}

fn questions(c: &mut Criterion) {
    let articles = sample::articles();
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let engine = build(&articles, &dir.path().join("index"));
    let bare = Bare::build(&articles, &dir.path().join("bare")).expect("the bare index is built");

    let mut group = c.benchmark_group("parse");
    for (kind, text) in QUESTIONS {
        group.bench_function(kind, |b| b.iter(|| read(black_box(text))));
    }
    group.finish();

    let mut group = c.benchmark_group("search");
    let ask = |request: &SearchRequest| engine.search(request).expect("the questions are answered");
    for (kind, text) in QUESTIONS {
        let full = SearchRequest::new(read(text), NOW);
        let top = SearchRequest { count: Count::None, snippet: None, ..full.clone() };
        group.bench_function(BenchmarkId::new("full", kind), |b| b.iter(|| ask(&full)));
        group.bench_function(BenchmarkId::new("top", kind), |b| b.iter(|| ask(&top)));
    }
    let newest =
        SearchRequest { sort: Sort::Newest, ..SearchRequest::new(read("government"), NOW) };
    group.bench_function("full/newest", |b| b.iter(|| ask(&newest)));

    let phrase = PhraseQuery::new(bare.terms(&["prime", "minister"]));
    let floor: [(&str, Box<dyn Query>); 4] = [
        ("word", bare.words(Occur::Must, &["government"])),
        ("and", bare.words(Occur::Must, &["minister", "government"])),
        ("or", bare.words(Occur::Should, &["minister", "government"])),
        ("phrase", Box::new(phrase)),
    ];
    for (kind, query) in &floor {
        let run = |count| bare.ask(query.as_ref(), count).expect("the bare library answers");
        group.bench_function(BenchmarkId::new("bare", kind), |b| b.iter(|| run(false)));
        group.bench_function(BenchmarkId::new("bare-count", kind), |b| b.iter(|| run(true)));
    }
    group.finish();
}

criterion_group!(benches, questions);
criterion_main!(benches);
