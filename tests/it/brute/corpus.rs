//! Articles to ask: the project's samples, real ones where there are, and some made of few words.

use std::path::{Path, PathBuf};

use news_search::article::{Article, Lang};
use news_search::corpus::Outcome;
use news_search::corpus::read::{ReadOptions, Reader};
use news_search::corpus::walk::{name_roots, walk};

use super::random::Random;
use crate::engine::article;

/// Longest body that is asked: in longer ones the highlighter may stop early.
const LONGEST: usize = 32 << 10;

/// Real articles of many languages and formats, and how many of each set are taken.
const SETS: &[(&str, usize)] = &[
    ("bbc-news/bbc-news.tar.zst", 400),
    ("telegram-ru/telegram-ru.tar.zst", 450),
    ("hk-citizen-news/hk-citizen-news.tar.zst", 250),
    ("cctv-html/cctv-html.tar.zst", 150),
    ("sogou-zh", 200),
    ("livedoor-ja/livedoor-ja.tar.zst", 150),
    ("masakhane-news/masakhane-news.tar.zst", 150),
    ("reuters-21578/reut2-000.sgm.gz", 300),
    ("newswire-markdown/newswire-markdown.tar.zst", 200),
    ("rss-entries/rss-entries.tar.zst", 150),
    ("political-news-2016", 150),
];

/// Returns the folder of real articles beside the project. They belong to their publishers and are no
/// part of it.
pub fn data() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/data", "../../shared/data"].map(|place| here.join(place));
    places.into_iter().find(|place| place.is_dir())
}

/// Reads up to `most` articles of the real ones.
pub fn real(data: &Path, most: usize) -> Vec<Article> {
    let mut articles = Vec::new();
    for (set, number) in SETS {
        articles.extend(read(&data.join(set), *number));
    }
    sorted(articles, most)
}

/// Reads the project's sample corpus.
pub fn sample() -> Vec<Article> {
    sorted(read(&crate::newsroom::project("corpus"), 1_000), 1_000)
}

fn sorted(mut articles: Vec<Article>, most: usize) -> Vec<Article> {
    articles.retain(|article| article.body.len() <= LONGEST && article.embargo.is_none());
    articles.sort_by_key(|article| article.id);
    articles.dedup_by_key(|article| article.id);
    articles.truncate(most);
    articles
}

fn read(path: &Path, most: usize) -> Vec<Article> {
    let reader = Reader::new(ReadOptions::default());
    let mut files = Vec::new();
    walk(&name_roots(&[path.to_owned()]), false, &mut |found| files.extend(found.ok()));
    // Not the first files alone: sets are sorted by subject or date.
    let step = (files.len() / most).max(1);
    let mut articles: Vec<Article> = Vec::new();
    for file in files.into_iter().step_by(step) {
        if articles.len() < most {
            reader.read_file(&file, &mut |outcome| {
                if let Outcome::Article(article) = outcome {
                    articles.push(*article);
                }
                articles.len() < most
            });
        }
    }
    articles
}

/// Few words, so that they meet in every way; and what edges of words are made of.
const WORDS: [(&str, &[&str]); 3] = [
    (
        "en",
        &[
            "oil",
            "price",
            "prices",
            "Oil",
            "bank",
            "banks",
            "the",
            "of",
            "said",
            "U.S.",
            "AT&T",
            "covid-19",
            "OPEC",
            "rise",
            "rises",
            "café",
            "cafe\u{301}",
            "🛢",
            "“deal”",
            "2.5",
        ],
    ),
    (
        "ru",
        &[
            "нефть",
            "нефти",
            "цена",
            "цены",
            "Банк",
            "банка",
            "и",
            "в",
            "вырос",
            "Ёлка",
            "елка",
            "«сделка»",
            "2,5",
            "ОПЕК",
            "oil",
        ],
    ),
    (
        "zh",
        &[
            "石油",
            "价格",
            "上涨",
            "银行",
            "，",
            "的",
            "油价",
            "中国石油",
            "上",
            "OPEC",
            "3",
            "石油价格",
        ],
    ),
];

/// Makes articles of few words.
pub fn made(count: usize, random: &mut Random) -> Vec<Article> {
    let mut articles = Vec::new();
    for number in 0..count {
        let (lang, words) = WORDS[number % WORDS.len()];
        let line = |random: &mut Random, most: usize| {
            let mut line = String::new();
            for _ in 0..1 + random.below(most) {
                line.push_str(random.of::<&str>(words));
                line.push_str(random.of::<&str>(&[" ", " ", " ", " ", ", ", ". "]));
                if lang == "zh" && random.below(3) > 0 {
                    line.truncate(line.trim_end().len());
                }
            }
            line.trim_end().to_owned()
        };
        let headline = format!("{} {number}", line(random, 6));
        let paragraphs: Vec<String> = (0..1 + random.below(4)).map(|_| line(random, 20)).collect();
        let mut one = article(&headline, &paragraphs.join(*random.of(&["\n", "\n\n"])));
        if random.below(4) == 0 {
            one.deck = Some(line(random, 8));
        }
        one.lang = Lang::parse(lang).unwrap();
        articles.push(one);
    }
    articles
}
