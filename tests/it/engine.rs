//! The local engine through its trait: built from articles made here, asked in trees.

use news_search::article::{
    Article, ArticleId, Evidence, Lang, Origin, Precision, Provenance, Published,
};
use news_search::article::{Role, Source};
use news_search::engine::manifest::Draft;
use news_search::engine::request::Match;
use news_search::engine::{Base, Engine, SearchRequest, Store};
use news_search::local::LocalStore;
use news_search::query::ast::{
    DateBound, DateRange, DateRelation, KeyValue, Node, Pattern, PhraseWord, Scope,
};

/// An article with a headline, a body and nothing else.
pub fn article(headline: &str, body: &str) -> Article {
    Article {
        id: ArticleId::of_record(Some(headline), body.as_bytes()),
        own_id: None,
        headline: Some(headline.into()),
        deck: None,
        body: body.into(),
        byline: None,
        place: None,
        section: None,
        url: None,
        lang: Lang::parse("en").unwrap(),
        sources: Vec::new(),
        published: None,
        weekday_hint: None,
        modified: None,
        crawled: None,
        embargo: None,
        version: None,
        origin: Origin { path: format!("c/{headline}.txt"), offset: 0, format: "text".into() },
        removed: Vec::new(),
        evidence: Evidence::default(),
        notes: Vec::new(),
    }
}

pub fn on(year: i16, month: i8, day: i8, mut article: Article) -> Article {
    let start = jiff::civil::date(year, month, day).at(0, 0, 0, 0);
    article.published = Published::from_start(start, Precision::Day, Provenance::Metadata, None);
    article
}

pub fn from(name: &str, mut article: Article) -> Article {
    article.sources.push(Source {
        name: name.into(),
        role: Role::Origin,
        raw: name.into(),
        aliases: vec!["ANN".into()],
        known: true,
    });
    article
}

/// A sealed generation of its own.
pub struct Built {
    pub engine: Box<dyn Engine>,
    _dir: tempfile::TempDir,
}

/// What the ingester knows of a generation made here.
pub fn draft() -> Draft {
    Draft {
        follow: false,
        tables: String::new(),
        credits: Vec::new(),
        roots: Vec::new(),
        corpus_version: 1,
        verdicts: Vec::new(),
        rejects: Vec::new(),
        locations: Vec::new(),
        ledger: Default::default(),
    }
}

pub fn build(articles: &[Article]) -> Built {
    let dir = tempfile::tempdir().unwrap();
    let store = LocalStore::new(dir.path().join("index"));
    let lock = store.lock(0).unwrap();
    let mut build = store.begin(Base::Empty, 1_724_000_000, 1 << 30, lock.as_ref()).unwrap();
    let mut encoder = build.encoder();
    for article in articles {
        build.add(encoder.encode(article)).unwrap();
    }
    let id = build.seal(draft()).unwrap();
    store.verify(&id).unwrap();
    store.publish(&id, lock.as_ref()).unwrap();
    Built { engine: store.open(None).unwrap(), _dir: dir }
}

impl Built {
    fn headlines(&self, request: &SearchRequest) -> Vec<String> {
        let hits = self.engine.search(request).unwrap();
        hits.hits.into_iter().map(|hit| hit.headline.unwrap_or_default()).collect()
    }

    fn find(&self, query: Node) -> Vec<String> {
        let mut found = self.headlines(&SearchRequest::new(query, 1_724_000_000));
        found.sort();
        found
    }
}

pub fn words(text: &str) -> Node {
    Node::Bag(text.split(' ').map(Node::word).collect())
}

fn phrase(scope: Scope, text: &str, slop: u32) -> Node {
    let word = |text: &str| vec![PhraseWord { text: text.into(), exact: false, prefix: false }];
    Node::Phrase { scope, parts: text.split(' ').map(word).collect(), slop }
}

fn sample() -> Built {
    build(&[
        on(
            2024,
            8,
            21,
            from(
                "China Daily",
                article(
                    "Oil prices rise",
                    "Crude went up in London.\n\nAnalysts of the bank expect more.",
                ),
            ),
        ),
        on(
            2024,
            8,
            22,
            article("Bank cuts rates", "The central bank cut its rate. Oil prices were steady."),
        ),
        on(2023, 1, 5, article("Café opens", "A new café by O’Brien in the U.S. after COVID-19.")),
        article("Undated oil", "Prices of cooking oil, says AT&T."),
        {
            let mut zh =
                article("总理抵达莫斯科", "李强总理抵达莫斯科，双方签署文件。北京大学代表随行。");
            zh.lang = Lang::parse("zh").unwrap();
            zh
        },
        {
            let mut ru = article(
                "Встреча премьеров",
                "Михаил Мишустин встретил гостей. Речь Мишустина была короткой.",
            );
            ru.lang = Lang::parse("ru").unwrap();
            ru
        },
    ])
}

#[test]
fn words_are_found_in_any_inflection_case_and_accent() {
    let news = sample();
    assert_eq!(
        news.find(words("oil price")),
        ["Bank cuts rates", "Oil prices rise", "Undated oil"]
    );
    assert_eq!(news.find(Node::word("cafe")), ["Café opens"]);
    assert_eq!(news.find(Node::word("U.S.")), ["Café opens"]);
    assert_eq!(news.find(Node::word("US")), ["Café opens"]);
    assert_eq!(news.find(Node::word("covid-19")), ["Café opens"]);
    assert_eq!(news.find(Node::word("covid19")), ["Café opens"]);
    assert_eq!(news.find(words("covid 19")), ["Café opens"]);
    assert_eq!(news.find(Node::word("o'brien")), ["Café opens"]);
    assert_eq!(news.find(Node::word("AT&T")), ["Undated oil"]);
    assert_eq!(news.find(Node::word("Мишустину")), ["Встреча премьеров"]);
    assert_eq!(news.find(Node::word("北京")), ["总理抵达莫斯科"]);
    assert_eq!(news.find(Node::word("北")), ["总理抵达莫斯科"]);
    assert_eq!(news.find(Node::word("莫斯科")), ["总理抵达莫斯科"]);
    assert!(news.find(Node::word("莫科")).is_empty());
}

#[test]
fn phrases_keep_order_and_windows_hold() {
    let news = sample();
    assert_eq!(
        news.find(phrase(Scope::Text, "oil prices", 0)),
        ["Bank cuts rates", "Oil prices rise"]
    );
    assert_eq!(news.find(phrase(Scope::Headline, "oil prices", 0)), ["Oil prices rise"]);
    assert_eq!(
        news.find(phrase(Scope::Text, "prices oil", 3)),
        ["Bank cuts rates", "Oil prices rise", "Undated oil"]
    );
    assert!(
        news.find(phrase(Scope::Text, "rise crude", 0)).is_empty(),
        "headline and body are apart"
    );
    assert!(
        news.find(phrase(Scope::Text, "london analysts", 0)).is_empty(),
        "paragraphs are apart"
    );
    let bank = |scope| Node::Word { scope, text: "bank".into(), exact: false };
    assert_eq!(news.find(bank(Scope::Lead)), ["Bank cuts rates"]);
    assert_eq!(news.find(bank(Scope::Body)), ["Bank cuts rates", "Oil prices rise"]);
    assert_eq!(news.find(bank(Scope::Headline)), ["Bank cuts rates"]);
}

#[test]
fn function_words_stand_among_the_forms() {
    let news = build(&[
        article("The Who on stage", "A state-of-the-art show."),
        article("State art", "Which of the two states bought the art?"),
        article("Long", "Nothing here."),
        article(&"very ".repeat(200).replace("very very", "very long"), "Short body of the end"),
    ]);
    assert_eq!(news.find(words("the who")), ["The Who on stage"]);
    assert_eq!(news.find(phrase(Scope::Headline, "the who", 0)), ["The Who on stage"]);
    assert_eq!(news.find(Node::word("state-of-the-art")), ["The Who on stage"]);
    assert_eq!(news.find(Node::word("states-of-the-art")), ["The Who on stage"]);
    assert_eq!(news.find(words("which art")), ["State art", "The Who on stage"]);
    let both = Node::And(vec![Node::word("which"), Node::word("arts")]);
    assert_eq!(news.find(both), ["State art"]);
    // A headline too long for its place is a headline all the same, and apart from the body.
    let long = news.find(phrase(Scope::Headline, "long very long", 0));
    assert_eq!(long.len(), 1);
    assert_eq!(news.find(phrase(Scope::Body, "long very long", 0)).len(), 0);
    assert_eq!(news.find(phrase(Scope::Text, "end very", 9)).len(), 0);
    assert_eq!(news.find(phrase(Scope::Lead, "of the end", 0)), long);
}

#[test]
fn exact_words_keep_case_only_if_they_have_it() {
    let news = sample();
    let exact = |text: &str| Node::Word { scope: Scope::Text, text: text.into(), exact: true };
    assert_eq!(news.find(exact("Prices")), ["Undated oil"]);
    assert_eq!(news.find(exact("prices")).len(), 3);
    assert!(news.find(exact("price")).is_empty());
}

#[test]
fn patterns_stand_for_words_of_the_index() {
    let news = sample();
    let pattern = |pattern| Node::Pattern { scope: Scope::Text, pattern };
    let fuzzy = |text: &str, distance| pattern(Pattern::Fuzzy { text: text.into(), distance });
    assert_eq!(news.find(pattern(Pattern::Prefix("Anal".into()))), ["Oil prices rise"]);
    assert_eq!(news.find(pattern(Pattern::Wildcard("c?ok*g".into()))), ["Undated oil"]);
    assert_eq!(news.find(pattern(Pattern::Regex("Мишустин.?".into()))), ["Встреча премьеров"]);
    assert_eq!(news.find(fuzzy("mishustn", 1)), Vec::<String>::new());
    assert_eq!(news.find(fuzzy("lonbon", 1)), ["Oil prices rise"]);
    let hits = news
        .engine
        .search(&SearchRequest::new(pattern(Pattern::Regex("(a{100}){100}{100}".into())), 0));
    assert!(hits.is_err());
}

#[test]
fn values_dates_and_negations_filter() {
    let news = sample();
    let oil = || Node::word("oil");
    let and = |a, b| Node::Bag(vec![a, b]);
    let source = |value: &str| Node::Key {
        field: news_search::article::Field::Source,
        value: KeyValue::Is(value.into()),
    };
    assert_eq!(news.find(and(oil(), source("ann"))), ["Oil prices rise"]);
    assert_eq!(news.find(source("china daily")), ["Oil prices rise"]);
    assert_eq!(
        news.find(and(oil(), Node::Not(Box::new(source("ann"))))),
        ["Bank cuts rates", "Undated oil"]
    );
    let second = |day| DateBound {
        civil: news_search::article::published::civil_seconds(day),
        instant: None,
    };
    let year = DateRange {
        from: Some(second(jiff::civil::datetime(2024, 1, 1, 0, 0, 0, 0))),
        to: Some(second(jiff::civil::datetime(2024, 12, 31, 23, 59, 59, 0))),
    };
    let dated = Node::Date { relation: DateRelation::Within, range: year };
    let request = SearchRequest::new(and(oil(), dated.clone()), 0);
    let hits = news.engine.search(&request).unwrap();
    assert_eq!(hits.total.articles, 2);
    assert_eq!(hits.undated_excluded, 1);
    assert_eq!(news.find(dated), ["Bank cuts rates", "Oil prices rise"]);
    let exists = Node::Exists { field: news_search::article::Field::Date };
    assert_eq!(news.find(exists.clone()).len(), 3);
    assert_eq!(news.find(Node::Not(Box::new(exists))).len(), 3);
    let headline = Node::Exists { field: news_search::article::Field::Headline };
    assert_eq!(news.find(headline).len(), 6);
    let byline = Node::Exists { field: news_search::article::Field::Byline };
    assert_eq!(news.find(byline).len(), 0);
}

#[test]
fn a_bag_is_relaxed_to_most_of_its_words() {
    let news = sample();
    let mut request = SearchRequest::new(words("oil prices zzz"), 0);
    request.relax = true;
    let hits = news.engine.search(&request).unwrap();
    let relaxed = hits.relaxed.unwrap();
    assert_eq!((relaxed.required, relaxed.of), (2, 3));
    assert_eq!(hits.total.articles, 3);
    request.relax = false;
    assert_eq!(news.engine.search(&request).unwrap().total.articles, 0);
    request.matching = Match::Any;
    assert_eq!(news.engine.search(&request).unwrap().total.articles, 3);
}

#[test]
fn newest_first_puts_the_undated_last() {
    let news = sample();
    let mut request = SearchRequest::new(Node::word("oil"), 0);
    request.sort = news_search::engine::request::Sort::Newest;
    assert_eq!(news.headlines(&request), ["Bank cuts rates", "Oil prices rise", "Undated oil"]);
    request.sort = news_search::engine::request::Sort::Oldest;
    assert_eq!(news.headlines(&request), ["Oil prices rise", "Bank cuts rates", "Undated oil"]);
}

#[test]
fn an_id_or_its_beginning_names_an_article() {
    let news = sample();
    let oil = article("Undated oil", "Prices of cooking oil, says AT&T.");
    let id = oil.id.to_string();
    for name in [id.as_str(), &id[..8]] {
        let stored = news.engine.article(name, 0).unwrap();
        assert_eq!(stored.article.body, oil.body);
    }
    assert!(news.engine.article("0", 0).is_err());
    assert_eq!(news.engine.scan(None, 100).unwrap().len(), 6);
}
