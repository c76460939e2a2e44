//! What scores are made of: weights of words, feedback, the same order whatever way an index was built.

use std::path::PathBuf;

use news_search::article::{Article, ArticleId};
use news_search::engine::ranking::{Feedback, StopWords};
use news_search::engine::request::{After, Count, Match, Recency, Sort};
use news_search::engine::{Base, Engine, Ranking, SearchRequest, Store};
use news_search::local::LocalStore;
use news_search::query::ast::Node;
use news_search::query::parse::{ParseOptions, parse};

use crate::engine::{article, build, draft, on, words};

pub const NOW: i64 = 1_724_000_000;

pub fn query(text: &str) -> Node {
    let now = jiff::Timestamp::from_second(NOW).unwrap().to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let saved = std::collections::BTreeMap::new();
    let options = ParseOptions { now: &now, strict: false, bag: false, saved: &saved };
    parse(text, &options).unwrap().query
}

pub fn any(text: &str) -> SearchRequest {
    SearchRequest { matching: Match::Any, ..SearchRequest::new(query(text), NOW) }
}

/// An index that is built in so many steps.
pub struct Index {
    pub store: LocalStore,
    dir: tempfile::TempDir,
}

impl Index {
    pub fn of(nights: &[&[Article]]) -> Index {
        let dir = tempfile::tempdir().unwrap();
        let store = LocalStore::new(dir.path().join("index"));
        let lock = store.lock(0).unwrap();
        for night in nights {
            let base = store.current().unwrap().map_or(Base::Empty, Base::From);
            let mut build = store.begin(base, NOW, 1 << 30, lock.as_ref()).unwrap();
            let mut encoder = build.encoder();
            for article in *night {
                build.add(encoder.encode(article)).unwrap();
            }
            let id = build.seal(draft()).unwrap();
            store.verify(&id).unwrap();
            store.publish(&id, lock.as_ref()).unwrap();
        }
        Index { store, dir }
    }

    pub fn engine(&self) -> Box<dyn Engine> {
        self.store.open(None).unwrap()
    }

    /// The files of occurrences in a generation, oldest generation first.
    fn occurrences(&self, generation: usize) -> Vec<PathBuf> {
        let id = &self.store.generations().unwrap()[generation];
        let folder = self.dir.path().join("index/generations").join(&id.0).join("tantivy");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|e| e == "occurrences")).collect()
    }
}

/// Short articles from few words, so that many have one score; some of them undated.
pub fn many(count: usize) -> Vec<Article> {
    const WORDS: [&str; 12] = [
        "harbour", "ferry", "storm", "council", "bridge", "strike", "budget", "school", "river",
        "festival", "market", "museum",
    ];
    let mut seed: u64 = 7;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    (0..count)
        .map(|n| {
            let mut text = |most: usize| {
                let words: Vec<&str> = (0..1 + next(most)).map(|_| WORDS[next(12)]).collect();
                words.join(" ")
            };
            let (headline, body) = (text(4), text(14));
            let mut article = article(&headline, &body);
            article.id = ArticleId::of_record(None, format!("{n}").as_bytes());
            match n % 5 {
                0 => article,
                _ => on(2023, 1 + (n % 12) as i8, 1 + (n % 3) as i8, article),
            }
        })
        .collect()
}

fn order(engine: &dyn Engine, request: &SearchRequest) -> Vec<(ArticleId, f32)> {
    let hits = engine.search(request).unwrap().hits;
    hits.into_iter().map(|hit| (hit.id, hit.score)).collect()
}

#[test]
fn words_that_come_often_where_they_come_weigh_more() {
    // Four articles have each word, all as long; one of them says its word over and over.
    let filler = "quay dock pier mole";
    let mut articles = vec![
        article("One", "ferry a1 a2 a3"),
        article("Two", "storm b1 b2 b3"),
        article("Three", "ferry ferry ferry ferry"),
        article("Four", "storm c1 c2 c3"),
    ];
    articles.extend((0..8).map(|n| article(&format!("Other {n}"), filler)));
    let built = build(&articles);
    let score = |request: &SearchRequest, name: &str| {
        let hits = built.engine.search(request).unwrap().hits;
        hits.iter().find(|hit| hit.headline.as_deref() == Some(name)).unwrap().score
    };
    let mut request = any("ferry storm");
    // ferry: 5 times in 2 articles, storm: 2 in 2.
    let weight = 3.5_f32.log2();
    let ratio = score(&request, "One") / score(&request, "Two");
    assert!((ratio - weight).abs() < 1e-4, "{ratio}");
    request.ranking.term_weight_cap = 1.5;
    let capped = score(&request, "One") / score(&request, "Two");
    assert!((capped - 2.5_f32.log2()).abs() < 1e-4, "{capped}");
    request.ranking.term_weight = false;
    assert_eq!(score(&request, "One"), score(&request, "Two"));
    // What was typed in quotes or as a pattern is not weighed.
    let quoted = any("\"ferry\" OR \"storm\"");
    assert_eq!(score(&quoted, "One"), score(&quoted, "Two"));
}

#[test]
fn repeated_words_add_up() {
    let built = build(&many(60));
    for matching in [Match::All, Match::Any, Match::Most] {
        let asked = |text: &str| {
            let request = SearchRequest { matching, ..SearchRequest::new(words(text), NOW) };
            SearchRequest { query: query(text), limit: 60, ..request }
        };
        let twice = order(built.engine.as_ref(), &asked("ferry ferry storm"));
        let heavy = order(built.engine.as_ref(), &asked("ferry^2 storm"));
        assert!(!twice.is_empty());
        assert_eq!(twice.len(), heavy.len());
        for (a, b) in twice.iter().zip(&heavy) {
            // Of three parts the sum is rounded, of two it is not.
            assert!(a.0 == b.0 && (a.1 - b.1).abs() < 1e-4 * b.1, "{a:?} {b:?}");
        }
        assert_ne!(twice, order(built.engine.as_ref(), &asked("ferry storm")));
    }
}

#[test]
fn only_words_beside_others_open_the_file_of_occurrences() {
    let index = Index::of(&[&many(30)]);
    let [file] = &index.occurrences(0)[..] else { panic!("one segment has one file") };
    std::fs::remove_file(file).unwrap();
    let engine = index.engine();
    for text in
        ["ferry", "\"ferry storm\"", "\"a\" OR ferr*", "date:2023", "-ferry -storm", "the ferry"]
    {
        let found = engine.search(&SearchRequest::new(query(text), NOW));
        if text == "the ferry" {
            // A function word is something beside it: whether it scores is known later.
            continue;
        }
        found.unwrap();
    }
    for sort in [Sort::Newest, Sort::Oldest] {
        engine.search(&SearchRequest { sort, ..any("ferry storm") }).unwrap();
    }
    let error = engine.search(&any("ferry storm")).unwrap_err().to_string();
    assert!(error.contains(".occurrences") && error.contains("rebuild"), "{error}");
    let id = index.store.current().unwrap().unwrap();
    let error = index.store.verify(&id).unwrap_err().to_string();
    assert!(error.contains(".occurrences") && error.contains("missing"), "{error}");
    // One that is cut is told as well.
    std::fs::write(file, b"NSOCCUR1\x01\0\0\0\0\0\0\0").unwrap();
    let error = index.engine().search(&any("ferry storm")).unwrap_err().to_string();
    assert!(error.contains("does not fit"), "{error}");
}

#[cfg(unix)]
#[test]
fn generations_share_the_occurrences_of_their_segments() {
    use std::os::unix::fs::MetadataExt as _;
    let articles = many(120);
    let index = Index::of(&[&articles[..100], &articles[100..110], &articles[110..]]);
    let inodes = |generation: usize| -> Vec<u64> {
        let files = index.occurrences(generation);
        let mut inodes: Vec<u64> =
            files.iter().map(|file| std::fs::metadata(file).unwrap().ino()).collect();
        inodes.sort_unstable();
        inodes
    };
    assert_eq!((inodes(0).len(), inodes(1).len(), inodes(2).len()), (1, 2, 3));
    assert!(inodes(0).iter().all(|file| inodes(2).contains(file)));
    // A merge leaves one segment, and its file alone.
    let merged = Index::of(&[&articles[..60], &articles[60..]]);
    assert_eq!(merged.occurrences(1).len(), 1);
}

#[test]
fn hits_and_pages_do_not_depend_on_how_the_index_was_built() {
    let articles = many(400);
    let turned: Vec<Article> = articles.iter().rev().cloned().collect();
    let at_once = Index::of(&[&articles]);
    let others = [
        Index::of(&[&turned]),
        Index::of(&[&articles[..330], &articles[330..370], &articles[370..]]),
        Index::of(&[&turned[..310], &turned[310..350], &turned[350..390], &turned[390..]]),
    ];
    let engine = at_once.engine();
    let soft = Recency::HalfLife { days: 365.0, floor: 0.5 };
    for text in [
        "ferry",
        "ferry storm",
        "ferry storm council",
        "harbour ferry storm council bridge strike",
        "(ferry OR storm) harbour council",
        "(ferry AND storm) OR (council AND bridge AND river) OR school",
        "\"ferry storm\" harbour market museum",
        "ferr* AND market AND museum",
        "ANY/2(ferry storm council school)",
        "ferry^3 storm council^0.3",
    ] {
        for matching in [Match::All, Match::Any] {
            for (recency, expand) in [(Recency::Off, false), (soft, false), (Recency::Off, true)] {
                let base = SearchRequest { matching, recency, expand, ..any(text) };
                let all = SearchRequest { limit: 400, ..base.clone() };
                let expected = order(engine.as_ref(), &all);
                for (n, other) in others.iter().enumerate() {
                    let engine = other.engine();
                    assert_eq!(order(engine.as_ref(), &all), expected, "{text} {n}");
                    // Short pages skip what longer ones look at; they show the same.
                    for count in [Count::None, Count::Exact] {
                        let short = SearchRequest { limit: 7, count, ..base.clone() };
                        let top = order(engine.as_ref(), &short);
                        assert_eq!(top, expected[..7.min(expected.len())], "{text} {n}");
                    }
                }
                let mut paged: Vec<(ArticleId, f32)> = Vec::new();
                let mut page = SearchRequest { limit: 9, count: Count::None, ..base.clone() };
                loop {
                    let hits = engine.search(&page).unwrap().hits;
                    let Some(last) = hits.last() else { break };
                    let date = last.date.map(|date| date.start);
                    page.after = Some(After { score: last.score, date, id: last.id });
                    paged.extend(hits.iter().map(|hit| (hit.id, hit.score)));
                }
                assert_eq!(paged, expected, "{text}");
            }
        }
    }
}

#[test]
fn undated_articles_keep_what_was_set() {
    let built = build(&many(300));
    let recency = Recency::HalfLife { days: 20.0, floor: 0.1 };
    let asked = |undated, limit| SearchRequest {
        recency,
        limit,
        ranking: Ranking { undated, ..Ranking::default() },
        ..any("ferry storm")
    };
    let dated = |request: &SearchRequest| {
        let hits = built.engine.search(request).unwrap().hits;
        hits.into_iter().map(|hit| hit.date.is_some()).collect::<Vec<_>>()
    };
    // All of 2023 are at the floor, so that undated ones stand among them; with more they come first.
    assert!(dated(&asked(Some(1.0), 8)).iter().all(|dated| !dated));
    assert!(dated(&asked(Some(0.0), 100)).iter().take(50).all(|dated| *dated));
    assert_eq!(
        order(built.engine.as_ref(), &asked(None, 30)),
        order(built.engine.as_ref(), &asked(Some(0.1), 30))
    );
    // Skipping takes into account that they come last in a segment.
    let all = order(built.engine.as_ref(), &asked(Some(0.7), 300));
    let mut short = asked(Some(0.7), 5);
    short.count = Count::None;
    assert_eq!(order(built.engine.as_ref(), &short), all[..5]);
}

#[test]
fn function_words_count_where_none_are_left_out() {
    let built =
        build(&[article("One", "the ferry sailed"), article("Two", "a ferry sailed at noon")]);
    let mut request = SearchRequest::new(query("the ferry"), NOW);
    assert_eq!(built.engine.search(&request).unwrap().hits.len(), 2);
    request.ranking.stop_words = StopWords::None;
    let hits = built.engine.search(&request).unwrap().hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].headline.as_deref(), Some("One"));
}

/// Articles about a storm that say flood as well, one that says only flood, and others.
fn floods() -> Vec<Article> {
    let mut articles: Vec<Article> = (0..4)
        .map(|n| article(&format!("Storm {n}"), &format!("storm flood floods dyke rain n{n}")))
        .collect();
    articles.push(article("Water", "flood dyke pumps"));
    articles.extend((0..60).map(|n| article(&format!("Other {n}"), &format!("council vote m{n}"))));
    articles
}

#[test]
fn feedback_adds_words_of_the_best_hits() {
    let built = build(&floods());
    let ask = |request: &SearchRequest| built.engine.search(request).unwrap();
    let mut request = any("storm");
    request.expand = true;
    let found = ask(&request);
    assert_eq!(found.hits.len(), 5, "{:?}", found.notes);
    assert_eq!(found.hits[4].headline.as_deref(), Some("Water"));
    assert_eq!(found.total.articles, 5);
    let added: Vec<&str> = found.expansion.iter().map(|added| added.word.as_str()).collect();
    assert!(added.contains(&"flood") && added.contains(&"dyke"), "{added:?}");
    assert!(found.expansion.iter().all(|added| added.weight > 0.0));
    let note = found.notes.iter().find(|note| note.code == "W208").unwrap();
    assert!(note.message.contains("flood") && !note.message.contains("storm"), "{}", note.message);
    // Where all words must match, only the order changes.
    let all = SearchRequest { matching: Match::All, ..request.clone() };
    assert_eq!(ask(&all).total.articles, 4);
    // By date nothing scores, and nothing is added.
    let newest = SearchRequest { sort: Sort::Newest, ..request.clone() };
    assert_eq!((ask(&newest).total.articles, ask(&newest).expansion.len()), (4, 0));
    let few = Feedback { words: 1, ..Feedback::default() };
    let few = SearchRequest { ranking: Ranking { feedback: few, ..Ranking::default() }, ..request };
    assert_eq!(ask(&few).expansion.len(), 1);
    let nothing = SearchRequest { expand: true, ..any("zzz") };
    assert!(ask(&nothing).hits.is_empty());
}
