//! The query language asked in the most obvious way: queries at random, answered by the engine and by
//! loops over all words of all articles. Both must find the same articles and mark the same characters.
//!
//! Only the analysis of text and of typed words is shared. Not asked: phrases with moves that have a word
//! twice, hyphenated words among others in quotes, patterns that fit more words than the engine keeps,
//! fields beside the text, and bodies that the highlighter need not read to the end. Where an exclusion or
//! a value stands under alternatives, only what is found is compared, not what is marked.
//!
//! What is marked of a phrase with moves alone are its smallest windows (see `highlight::Finder::find`);
//! beside PRE and its like it stands in every way.
//!
//! A normal run asks some hundreds of queries of
//! the sample corpus and of articles made of few words. To ask more, of real articles too (they are no
//! part of this project; without the folder `shared/data` beside it that test ends at once):
//!
//! ```text
//! BRUTE_QUERIES=20000 BRUTE_SEED=1 cargo test --test it brute:: -- --ignored --nocapture
//! ```
//!
//! Also `BRUTE_ARTICLES`, how many real ones are read, and `BRUTE_SHOWN`, how many differences are told.

mod answer;
mod compare;
mod corpus;
mod generator;
mod patterns;
pub use crate::copies_real::random;
mod rows;
mod spans;
mod texts;

use news_search::analysis::StemSet;
use news_search::article::Article;
use news_search::query::print::print;

use crate::engine::build;
use crate::newsroom::variable;
use compare::Comparer;
use generator::Generator;
use random::Random;
use texts::Corpus;

/// Asks so many queries of these articles.
fn check(articles: &[Article], queries: usize, seed: u64) {
    let built = build(articles);
    let stems = StemSet::parse(&built.engine.manifest().stemmers).unwrap();
    let corpus = Corpus::new(articles, stems);
    let comparer = Comparer::new(&corpus, built.engine.as_ref());
    let mut generator = Generator::new(&corpus, seed);
    let mut random = Random(seed);
    let (mut agreed, mut skipped, mut wrong) = (0, 0, 0);
    let shown = number("BRUTE_SHOWN", 5);
    for asked in 0..queries {
        let query = comparer.typed(&generator.query());
        match comparer.compare(&query, random.below(1 << 20), None) {
            None => skipped += 1,
            Some(None) => agreed += 1,
            Some(Some(difference)) => {
                wrong += 1;
                if wrong <= shown {
                    eprintln!("--- query {asked}: {}", print(&query));
                    let (query, difference) = comparer.shrink(&query, difference.text);
                    let text = &corpus.texts[difference.text];
                    eprintln!("smallest: {}", print(&query));
                    eprintln!("article {} {}", text.article.id, text.article.lang.code());
                    eprintln!("{}: engine {}", difference.what, difference.engine);
                    eprintln!("{}: slow   {}", difference.what, difference.slow);
                    if text.article.body.len() < 1000 {
                        eprintln!("{:?}\n{:?}", text.article.headline, text.article.body);
                    }
                }
            }
        }
        if asked % 500 == 499 {
            eprintln!("{} asked: {agreed} agreed, {skipped} left out, {wrong} differ", asked + 1);
        }
    }
    eprintln!(
        "{} articles, {queries} queries: {agreed} agreed, {skipped} left out",
        articles.len()
    );
    assert_eq!(wrong, 0, "{wrong} of {queries} queries are answered otherwise");
    assert!(skipped * 20 <= queries, "{skipped} of {queries} have too many matches to be asked");
}

fn number(name: &str, or: usize) -> usize {
    let typed = variable(name).map(|text| text.to_string_lossy().parse());
    typed.map_or(or, |number| number.unwrap_or_else(|_| panic!("{name} is not a number")))
}

#[test]
fn few_words_in_every_way() {
    check(&corpus::made(60, &mut Random(7)), number("BRUTE_QUERIES", 600), 11);
}

#[test]
fn the_sample_corpus() {
    check(&corpus::sample(), number("BRUTE_QUERIES", 250), 12);
}

#[test]
#[ignore = "minutes; see the head of the module"]
fn real_articles() {
    let Some(data) = corpus::data() else {
        eprintln!("no folder shared/data beside the project, not tested");
        return;
    };
    let articles = corpus::real(&data, number("BRUTE_ARTICLES", 2_000));
    check(&articles, number("BRUTE_QUERIES", 20_000), number("BRUTE_SEED", 1) as u64);
}
