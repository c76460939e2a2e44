//! Copies through the engine's trait: what facets count, how pages go on behind a hit, how many texts
//! there are among many matches, copies that are deleted while a generation is built.

use news_search::article::Article;
use news_search::engine::request::{After, Collapse, Count, Counting, Facet, FacetBy, Match, Sort};
use news_search::engine::{Base, SearchRequest, Store};
use news_search::local::LocalStore;

use crate::engine::{article, build, draft, from, on, words};

/// A body of forty words that begins with a word of its own.
fn body(of: &str) -> String {
    let rest: Vec<String> = (0..39).map(|n| format!("{of}word{n}")).collect();
    format!("ferry {}", rest.join(" "))
}

/// Three texts: one in four papers (a near copy among them), one in two, one alone and without a source.
fn papers() -> Vec<Article> {
    let near = body("a").replace("aword38", "another end");
    vec![
        from("Harbour Post", on(2024, 5, 1, article("One", &body("a")))),
        from("Coast Wire", on(2024, 5, 2, article("Two", &body("a")))),
        from("Coast Wire", on(2023, 5, 3, article("Three", &near))),
        article("Four", &body("a")),
        from("Coast Wire", on(2024, 6, 1, article("Five", &body("b")))),
        from("Coast Wire", on(2024, 6, 2, article("Six", &body("b")))),
        on(2024, 7, 1, article("Seven", &body("c"))),
    ]
}

fn asked(query: &str) -> SearchRequest {
    let mut request = SearchRequest::new(words(query), 1_724_000_000);
    request.collapse = Collapse::Text;
    request
}

#[test]
fn facets_count_articles_or_texts() {
    let built = build(&papers());
    let count = |by, counting| {
        let mut request = asked("ferry");
        request.facets = vec![Facet { by, counting, limit: 10 }];
        let facet = built.engine.search(&request).unwrap().facets.remove(0);
        let values: Vec<String> = facet.values.iter().map(|(v, n)| format!("{v} {n}")).collect();
        (values.join(", "), facet.missing)
    };
    let sources = |counting| count(FacetBy::Source, counting);
    assert_eq!(sources(Counting::Articles), ("Coast Wire 4, Harbour Post 1".into(), 2));
    // A text counts once for each outlet it stood in; the article without one has copies that do.
    assert_eq!(sources(Counting::Texts), ("Coast Wire 2, Harbour Post 1".into(), 1));
    assert_eq!(count(FacetBy::Year, Counting::Articles), ("2024 5, 2023 1".into(), 1));
    assert_eq!(count(FacetBy::Year, Counting::Texts), ("2024 3, 2023 1".into(), 0));
}

#[test]
fn pages_go_on_behind_a_hit_without_worse_copies_of_it() {
    let built = build(&papers());
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        let mut request = asked("ferry");
        (request.sort, request.limit) = (sort, 100);
        let whole = built.engine.search(&request).unwrap().hits;
        assert_eq!(whole.len(), 3, "{sort:?}");
        let mut joined = Vec::new();
        request.limit = 1;
        loop {
            let page = built.engine.search(&request).unwrap();
            let Some(hit) = page.hits.into_iter().next() else { break };
            let date = hit.date.map(|date| date.start);
            request.after = Some(After { score: hit.score, date, id: hit.id });
            joined.push(hit.id);
            assert!(joined.len() <= whole.len(), "{sort:?}: {joined:?}");
        }
        let ids: Vec<_> = whole.iter().map(|hit| hit.id).collect();
        assert_eq!(joined, ids, "{sort:?}");
    }
}

#[test]
fn many_matches_are_counted_exactly_or_told_as_about() {
    let mut crowd: Vec<Article> = Vec::new();
    for n in 0..10_600_u32 {
        // Every tenth article has a copy of its own beside it.
        let text = format!("ferry number {} of all", n - u32::from(n % 10 == 1));
        let title = if n % 10 < 2 { "Twice".to_owned() } else { format!("Once {n}") };
        let mut one = article(&title, &text);
        one.id = news_search::article::ArticleId::of_record(None, &n.to_le_bytes());
        crowd.push(one);
    }
    let built = build(&crowd);
    assert_eq!(built.engine.manifest().texts, 9_540);
    let mut request = asked("ferry");
    let total = built.engine.search(&request).unwrap().total;
    assert_eq!((total.articles, total.articles_exact, total.texts_exact), (10_600, true, false));
    assert!((9_400..=9_700).contains(&total.texts), "{total:?}");
    request.count = Count::None;
    assert_eq!(built.engine.search(&request).unwrap().total.articles, 0);
    // Where every match is looked at anyway, texts are counted with them.
    let mut most = asked("ferry number nothing");
    most.matching = Match::Most;
    let total = built.engine.search(&most).unwrap().total;
    assert_eq!((total.articles, total.texts, total.texts_exact), (10_600, 9_540, true));
}

#[test]
fn what_was_taken_out_again_is_nobodys_copy() {
    let dir = tempfile::tempdir().unwrap();
    let store = LocalStore::new(dir.path().join("index"));
    let lock = store.lock(0).unwrap();
    let mut build = store.begin(Base::Empty, 1_724_000_000, 1 << 30, lock.as_ref()).unwrap();
    let mut encoder = build.encoder();
    let papers = papers();
    for article in &papers {
        build.add(encoder.encode(article)).unwrap();
    }
    for gone in [0, 1, 4] {
        build.delete(papers[gone].id).unwrap();
    }
    // Deleted and added again is there once.
    build.add(encoder.encode(&papers[1])).unwrap();
    let id = build.seal(draft()).unwrap();
    store.verify(&id).unwrap();
    let engine = store.open(Some(&id)).unwrap();
    assert_eq!((engine.manifest().articles, engine.manifest().texts), (5, 3));
    let copies = |n: usize| engine.article(&papers[n].id.to_string(), 0).unwrap().copies;
    assert_eq!([1, 2, 3, 5, 6].map(copies), [2, 2, 2, 0, 0].map(Some));
}
