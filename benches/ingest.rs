//! What a build costs one worker, step by step: reading files into articles, cutting their text
//! into tokens, encoding the tokens for the index.
//!
//! Each step is measured alone, on one thread, because a build runs them side by side and its own
//! time shows only the slowest. What is not in here: walking the folder, tantivy's indexing and
//! merging (`search index` tells the time of those stages). Throughput is bytes of headline, deck
//! and body in UTF-8, not of the files.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use news_search::analysis::article::article as analyse;
use news_search::analysis::{Analyzer, ArticleSink, BoundKind, Part, StemPlan, Token};
use news_search::article::Article;
use news_search::engine::{Base, Store};
use news_search::local::LocalStore;

mod sample;

/// Counts, so that no work can be left out.
#[derive(Default)]
struct Tally {
    tokens: usize,
    bounds: usize,
}

impl ArticleSink for Tally {
    fn token(&mut self, _: Part, token: &Token<'_>) {
        self.tokens += black_box(token).form.len().min(1);
    }

    fn bound(&mut self, _: u32, _: BoundKind) {
        self.bounds += 1;
    }
}

/// Counts the bytes of headline, deck and body.
fn text_bytes(articles: &[Article]) -> u64 {
    let text = |part: &Option<String>| part.as_ref().map_or(0, String::len);
    let of = |a: &Article| text(&a.headline) + text(&a.deck) + a.body.len();
    articles.iter().map(|article| of(article) as u64).sum()
}

fn ingest(c: &mut Criterion) {
    let articles = sample::articles();
    let files = sample::files();
    let mut group = c.benchmark_group("ingest");
    group.throughput(Throughput::Bytes(text_bytes(&articles)));

    let reader = sample::reader();
    group.bench_function("read", |b| {
        b.iter(|| {
            let mut outcomes = 0_usize;
            for file in &files {
                reader.read_file(file, &mut |outcome| {
                    outcomes += 1;
                    drop(black_box(outcome));
                    true
                });
            }
            outcomes
        });
    });

    // The analyzer is kept, as a worker keeps it: its table of stems is warm after the first round.
    let mut analyzer = Analyzer::default();
    group.bench_function("analyse", |b| {
        b.iter(|| {
            let mut tally = Tally::default();
            for article in &articles {
                let plan = StemPlan::for_lang(article.lang, StemPlan::default());
                analyse(&mut analyzer, article, plan, &mut tally);
            }
            (tally.tokens, tally.bounds)
        });
    });

    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let store = LocalStore::new(dir.path().join("index"));
    let lock = store.lock(0).expect("nobody else builds in a temporary folder");
    let build = store.begin(Base::Empty, 0, 1 << 30, lock.as_ref()).expect("a build begins");
    let mut encoder = build.encoder();
    group.bench_function("encode", |b| {
        b.iter(|| articles.iter().map(|article| encoder.encode(article).bytes).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
