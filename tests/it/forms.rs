//! Every form of the query language, alone and inside others, on a dozen short articles: what is found
//! and, of forms that look for text, what is marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use news_search::article::{Article, Lang, Precision, Provenance, Published, Role, Source};
use news_search::engine::request::Snippet;
use news_search::engine::{Hit, SearchRequest};
use news_search::query::ast::Node;
use news_search::query::parse::{ParseOptions, parse};

use crate::engine::{Built, article, build};

/// A Monday.
const NOW: &str = "2024-08-26T12:00:00Z[UTC]";

const BRIDGE: &str = "The new bridge over the harbour opened on Sunday after nine years of work and \
    two changes of contractor. Thousands of people walked across it before the first tram came, and \
    the mayor cut a ribbon of blue silk. It cost twice what had been planned, and nobody seemed to \
    mind that on such a morning.";

fn named(id: &str, lang: &str, headline: &str, body: &str) -> Article {
    let mut made = article(headline, body);
    made.own_id = Some(format!("art-{id}"));
    made.origin.path = format!("c/{id}.txt");
    made.lang = Lang::parse(lang).unwrap();
    made
}

fn dated(date: [i16; 3], precision: Precision, mut article: Article) -> Article {
    let [year, month, day] = date;
    let start = jiff::civil::date(year, month as i8, day as i8).at(0, 0, 0, 0);
    article.published = Published::from_start(start, precision, Provenance::Metadata, None);
    article
}

fn source(name: &str, role: Role, alias: &str) -> Source {
    let (name, raw, aliases) = (name.to_owned(), name.to_owned(), vec![alias.to_owned()]);
    Source { name, role, raw, aliases, known: true }
}

fn corpus() -> Vec<Article> {
    let day = Precision::Day;
    let rail = Article {
        byline: Some("Anna Petrova".into()),
        place: Some("Moscow".into()),
        section: Some("World".into()),
        url: Some("https://example.org/rail/1".into()),
        sources: vec![
            source("Reuters", Role::Origin, "RTR"),
            source("Asia News Network", Role::Via, "ANN"),
        ],
        ..named(
            "a",
            "en",
            "Premier Mishustin signs rail deal",
            "Russian Premier Mikhail Mishustin signed deals in Beijing. Reuters said so.\n\n\
             The rail accord follows talks.",
        )
    };
    let oil = named(
        "b",
        "en",
        "Oil prices fall",
        "OPEC & allies met. Prices of crude oil fell.\n\n\
         Putin spoke, Putin left; the Kremlin was silent.",
    );
    let band = named(
        "c",
        "en",
        "The Who 🎉 on stage",
        "To be or not to be, sang a cafe\u{301} band. AT&T and COVID-19 in the U.S. again.",
    );
    let sea = Article {
        deck: Some("Accord signed at sea".into()),
        ..named(
            "d",
            "en",
            "Storm warning",
            "Ships &amp; crews 👩\u{200D}👧 wait. A premier said: no deal. The reuters of old.",
        )
    };
    let slip = named(
        "e",
        "en",
        "Mishutsin, a slip",
        "A minister and the ministry know no Mishustina.",
    );
    let guests = named(
        "f",
        "ru",
        "Мишустин встретил гостей",
        "Премьер Михаил Мишустин прибыл. Речь Мишустина была короткой.\n\nНефть дорожает.",
    );
    let price = named("g", "ru", "Цены на нефть", "Цена нефти выросла, сказал премьер.");
    let visit = named(
        "h",
        "zh",
        "李强总理抵达莫斯科",
        "北京大学代表随行。总理李强签署文件。\n\n中国石油价格上涨。",
    );
    let daily = Article {
        sources: vec![source("China Daily", Role::Origin, "中国日报")],
        ..named("i", "zh", "石油价格", "北京的油价上涨，各方报道。")
    };
    vec![
        dated([2024, 8, 21], day, rail),
        dated([2024, 8, 22], day, oil),
        dated([2023, 1, 5], day, band),
        sea,
        dated([2024, 1, 1], Precision::Year, slip),
        dated([2024, 8, 20], day, guests),
        dated([2019, 5, 1], day, price),
        dated([2024, 8, 21], day, visit),
        dated([2024, 7, 1], Precision::Month, daily),
        dated([2024, 8, 25], day, named("j", "en", "Harbour bridge opens", BRIDGE)),
        dated([2024, 8, 25], day, named("k", "en", "A bridge at last", BRIDGE)),
        named("l", "en", "Flash of a headline", ""),
    ]
}

/// A form, and the letters of the articles that it finds.
const FOUND: &[(&str, &str)] = &[
    // Words.
    ("mishustin", "a"),
    ("Мишустин", "f"),
    ("deal", "ad"),
    ("прибыть OR нефтью", "fg"),
    ("cafe", "c"),
    ("CAFÉ", "c"),
    ("AT&T", "c"),
    ("covid-19", "c"),
    ("covid19", "c"),
    ("U.S.", "c"),
    ("北京", "hi"),
    ("北京大学", "h"),
    ("京", "hi"),
    ("北大", ""),
    // As written.
    ("=Premier", "a"),
    ("=premier", "ad"),
    ("=deals", "a"),
    ("=Reuters", "a"),
    ("=reuters", "ad"),
    // Phrases.
    ("\"signed deals\"", "a"),
    ("\"sign deals\"", ""),
    ("\"signed (accords OR deals)\"", "a"),
    ("\"mikhail mishust* signed\"", "a"),
    ("\"talks oil\"", ""),
    ("\"accord storm\"", ""),
    ("\"总理 李强\"", "h"),
    ("\"to be or not to be\"", "c"),
    ("\"premier mishustin\"~1", "a"),
    ("\"premier deal\"~1", ""),
    ("\"premier deal\"~2", "d"),
    ("\"premier deal\"~3", "ad"),
    ("\"mishustin premier\"~1", ""),
    ("\"mishustin premier\"~2", "a"),
    // Bags and conditions.
    ("the who", "c"),
    ("the stage", "c"),
    ("oil putin", "b"),
    ("oil AND storm", ""),
    ("storm OR opec", "bd"),
    ("premier -mishustin", "d"),
    ("premier NOT mishustin", "d"),
    ("ANY/2(oil putin reuters)", "b"),
    ("ANY/1(oil putin reuters)", "abd"),
    ("oil^3 putin", "b"),
    ("*", "abcdefghijkl"),
    ("@rail", "a"),
    // Nearness.
    ("premier PRE/2 mishustin", "a"),
    ("mishustin PRE/9 premier", ""),
    ("премьер PRE/2 мишустин", "f"),
    ("премьер PRE/1 мишустин", ""),
    ("deal NEAR/3 premier", "d"),
    ("deal NEAR/4 premier", "ad"),
    ("(storm OR deal) NEAR/4 (mishustin OR premier)", "ad"),
    ("premier NEAR/2 mishustin PRE/1 signed", "a"),
    ("premier NOT NEAR/4 deal", ""),
    ("premier NOT NEAR/3 deal", "a"),
    ("нефть NOT NEAR/1 цена", "fg"),
    ("李强 PRE/1 总理", "h"),
    ("代表 PRE/3 总理", "h"),
    ("代表 PRE/2 总理", ""),
    ("accord NEAR/9 storm", ""),
    ("opec SENT prices", ""),
    ("crude SENT prices", "b"),
    ("价格 SENT 上涨", "h"),
    ("opec PARA prices", "b"),
    ("opec PARA putin", ""),
    ("мишустин PARA нефть", ""),
    // Counts.
    ("ATLEAST/2(putin)", "b"),
    ("ATLEAST/3(putin OR kremlin)", "b"),
    ("ATLEAST/4(putin OR kremlin)", ""),
    ("ATLEAST/2(总理)", "h"),
    ("ATLEAST/2(premier PRE/2 mishustin)", "a"),
    ("FIRST/4(mishustin)", "a"),
    ("FIRST/3(mishustin)", ""),
    ("FIRST/4(大学)", "h"),
    ("FIRST/3(大学)", ""),
    // A paragraph's end is no word.
    ("FIRST/13(rail)", "a"),
    ("FIRST/12(rail)", ""),
    // Patterns.
    ("minist*", "e"),
    ("m?shustin", "a"),
    ("*тин", "f"),
    ("mishustin~1", "ae"),
    ("mishustin~2", "ae"),
    ("/mish.+in/", "ae"),
    ("/мишустин.?/", "f"),
    // Fields.
    ("headline:deal", "a"),
    ("headline:mishustin PRE/3 deal", "a"),
    ("body:deal", "ad"),
    ("body:sea", "d"),
    ("lead:oil", "b"),
    ("lead:putin", ""),
    ("byline:petrova", "a"),
    ("byline:*", "a"),
    ("place:Moscow", "a"),
    ("section:world", "a"),
    ("path:b", "b"),
    ("url:rail", "a"),
    ("id:art-g", "g"),
    ("source:reuters", "a"),
    ("source:RTR", "a"),
    ("source:\"China Daily\"", "i"),
    ("source:中国日报", "i"),
    ("source:Reu*", "a"),
    ("origin:Reuters", "a"),
    ("origin:ann", ""),
    ("via:ann", "a"),
    // Dates.
    ("date:2024", "abefhijk"),
    ("date:2024-08", "abfhjk"),
    ("date:2024-08-21", "ah"),
    ("date:2024-08-19..2024-08-22", "abfh"),
    ("date:..2020", "g"),
    ("date:yesterday", "jk"),
    ("date:last-2w", "abfhjk"),
    ("date:monday..", ""),
    ("date~2024-08", "abefhjk"),
    ("date:*", "abcefghijk"),
    ("-date:*", "dl"),
    ("precision:day", "abcfghjk"),
    // Other values.
    ("lang:zh", "hi"),
    ("lang:(ru OR zh)", "fghi"),
    ("words:>40", "jk"),
    ("words:..4", "l"),
    ("copies:art-j", "jk"),
    ("copies:*", "jk"),
];

/// A form, an article, its headline and its passage as marked; both exactly.
const MARKED: &[(&str, char, &str, &str)] = &[
    (
        "mishustin",
        'a',
        "Premier [Mishustin] signs rail deal",
        "Russian Premier Mikhail [Mishustin] signed deals in Beijing. Reuters said so. The rail accord follows talks.",
    ),
    (
        "deal",
        'a',
        "Premier Mishustin signs rail [deal]",
        "Russian Premier Mikhail Mishustin signed [deals] in Beijing. Reuters said so. The rail accord follows talks.",
    ),
    (
        "deal",
        'd',
        "Storm warning",
        "Ships &amp; crews 👩\u{200D}👧 wait. A premier said: no [deal]. The reuters of old.",
    ),
    (
        "=reuters premier",
        'd',
        "Storm warning",
        "Ships &amp; crews 👩\u{200D}👧 wait. A [premier] said: no deal. The [reuters] of old.",
    ),
    ("sea", 'd', "Storm warning", "Accord signed at [sea]"),
    (
        "crews",
        'd',
        "Storm warning",
        "Ships &amp; [crews] 👩\u{200D}👧 wait. A premier said: no deal. The reuters of old.",
    ),
    (
        "мишустина",
        'f',
        "[Мишустин] встретил гостей",
        "Премьер Михаил [Мишустин] прибыл. Речь [Мишустина] была короткой. Нефть дорожает.",
    ),
    (
        "cafe AND the AND stage",
        'c',
        "[The] Who 🎉 on [stage]",
        "To be or not to be, sang a [cafe\u{301}] band. AT&T and COVID-19 in [the] U.S. again.",
    ),
    (
        "the stage AT&T",
        'c',
        "The Who 🎉 on [stage]",
        "To be or not to be, sang a cafe\u{301} band. [AT&T] and COVID-19 in the U.S. again.",
    ),
    (
        "covid-19 U.S.",
        'c',
        "The Who 🎉 on stage",
        "To be or not to be, sang a cafe\u{301} band. AT&T and [COVID-19] in the [U.S.] again.",
    ),
    (
        "\"to be or not to be\"",
        'c',
        "The Who 🎉 on stage",
        "[To be or not to be], sang a cafe\u{301} band. AT&T and COVID-19 in the U.S. again.",
    ),
    (
        "\"premier mishustin\"~1",
        'a',
        "[Premier] [Mishustin] signs rail deal",
        "Russian [Premier] Mikhail [Mishustin] signed deals in Beijing. Reuters said so. The rail accord follows talks.",
    ),
    (
        "premier -mishustin",
        'd',
        "Storm warning",
        "Ships &amp; crews 👩\u{200D}👧 wait. A [premier] said: no deal. The reuters of old.",
    ),
    (
        "oil OR (storm AND opec)",
        'b',
        "[Oil] prices fall",
        "OPEC & allies met. Prices of crude [oil] fell. Putin spoke, Putin left; the Kremlin was silent.",
    ),
    (
        "ANY/2(putin opec storm)",
        'b',
        "Oil prices fall",
        "[OPEC] & allies met. Prices of crude oil fell. [Putin] spoke, [Putin] left; the Kremlin was silent.",
    ),
    (
        "premier PRE/1 mishustin",
        'a',
        "[Premier] [Mishustin] signs rail deal",
        "Russian Premier Mikhail Mishustin signed deals in Beijing. Reuters said so. The rail accord follows talks.",
    ),
    (
        "mishustin NEAR/1 (premier OR signed)",
        'a',
        "[Premier] [Mishustin] [signs] rail deal",
        "Russian Premier Mikhail [Mishustin] [signed] deals in Beijing. Reuters said so. The rail accord follows talks.",
    ),
    ("нефть NOT NEAR/1 цена", 'g', "Цены на [нефть]", "Цена нефти выросла, сказал премьер."),
    (
        "opec PARA prices",
        'b',
        "Oil prices fall",
        "[OPEC] & allies met. [Prices] of crude oil fell. Putin spoke, Putin left; the Kremlin was silent.",
    ),
    (
        "crude SENT prices",
        'b',
        "Oil prices fall",
        "OPEC & allies met. [Prices] of [crude] oil fell. Putin spoke, Putin left; the Kremlin was silent.",
    ),
    (
        "ATLEAST/3(putin OR kremlin)",
        'b',
        "Oil prices fall",
        "OPEC & allies met. Prices of crude oil fell. [Putin] spoke, [Putin] left; the [Kremlin] was silent.",
    ),
    (
        "FIRST/8(oil)",
        'b',
        "Oil prices fall",
        "OPEC & allies met. Prices of crude [oil] fell. Putin spoke, Putin left; the Kremlin was silent.",
    ),
    (
        "lead:fall headline:oil",
        'b',
        "[Oil] prices fall",
        "OPEC & allies met. Prices of crude oil fell. Putin spoke, Putin left; the Kremlin was silent.",
    ),
    ("mishustin~1", 'e', "[Mishutsin], a slip", "A minister and the ministry know no [Mishustina]."),
    ("minist*", 'e', "Mishutsin, a slip", "A [minister] and the [ministry] know no Mishustina."),
    ("/mish.+in/", 'e', "[Mishutsin], a slip", "A minister and the ministry know no Mishustina."),
    (
        "北京大学",
        'h',
        "李强总理抵达莫斯科",
        "[北京大学]代表随行。总理李强签署文件。 中国石油价格上涨。",
    ),
    ("京", 'i', "石油价格", "北[京]的油价上涨，各方报道。"),
    (
        "李强 PRE/1 总理",
        'h',
        "[李强总理]抵达莫斯科",
        "北京大学代表随行。总理李强签署文件。 中国石油价格上涨。",
    ),
    (
        "李强 NEAR/1 总理",
        'h',
        "[李强总理]抵达莫斯科",
        "北京大学代表随行。[总理李强]签署文件。 中国石油价格上涨。",
    ),
    (
        "价格 SENT 石油",
        'h',
        "李强总理抵达莫斯科",
        "北京大学代表随行。总理李强签署文件。 中国[石油价格]上涨。",
    ),
    ("source:reuters oil OR storm", 'd', "[Storm] warning", "Ships &amp; crews 👩\u{200D}👧 wait. A premier said: no deal. The reuters of old."),
];

fn read(query: &str) -> Node {
    let now = NOW.parse().unwrap();
    let saved = BTreeMap::from([("rail".to_owned(), "rail deal".to_owned())]);
    let options = ParseOptions { now: &now, strict: false, bag: false, saved: &saved };
    parse(query, &options).unwrap_or_else(|error| panic!("{query}: {error}")).query
}

fn search(news: &Built, query: &str) -> Vec<Hit> {
    let mut request = SearchRequest::new(read(query), 1_724_673_600);
    (request.limit, request.snippet) = (100, Some(Snippet { columns: 10_000 }));
    news.engine.search(&request).unwrap_or_else(|error| panic!("{query}: {error}")).hits
}

fn letter(hit: &Hit) -> char {
    hit.own_id.as_deref().and_then(|id| id.chars().last()).unwrap()
}

fn find(news: &Built, query: &str) -> String {
    let letters: BTreeSet<char> = search(news, query).iter().map(letter).collect();
    letters.into_iter().collect()
}

#[test]
fn every_form_finds_what_it_says() {
    let (news, all) = (build(&corpus()), "abcdefghijkl");
    for (form, found) in FOUND {
        assert_eq!(find(&news, form), *found, "{form}");
        let rest: String = all.chars().filter(|letter| !found.contains(*letter)).collect();
        assert_eq!(find(&news, &format!("-({form})")), rest, "-({form})");
        let both = format!("ANY/2(({form}) * nosuchword)");
        assert_eq!(find(&news, &both), *found, "{both}");
        let dated: String = found.chars().filter(|letter| !"dl".contains(*letter)).collect();
        let both = format!("date:* AND (nosuchword OR ({form}))");
        assert_eq!(find(&news, &both), dated, "{both}");
    }
}

#[test]
fn every_form_marks_what_it_says() {
    let news = build(&corpus());
    for (form, of, headline, passage) in MARKED {
        for query in [
            (*form).to_owned(),
            format!("ANY/2(({form}) * nosuchword)"),
            format!("(nosuchword OR ({form})) AND words:>0 AND NOT nosuchword"),
        ] {
            let hits = search(&news, &query);
            let hit = hits.iter().find(|hit| letter(hit) == *of);
            let hit = hit.unwrap_or_else(|| panic!("{query}: {of} is not found"));
            let text = hit.headline.as_deref().unwrap_or("");
            assert_eq!(&shown(text, &hit.headline_highlights), headline, "{query}");
            let cut = hit.snippet.as_ref().unwrap();
            assert_eq!(&shown(&cut.text, &cut.highlights), passage, "{query}");
        }
        for hit in search(&news, &format!("* -({form})")) {
            assert!(hit.headline_highlights.is_empty(), "-({form})");
            assert!(hit.snippet.is_none_or(|cut| cut.highlights.is_empty()), "-({form})");
        }
    }
}

fn shown(text: &str, marks: &[Range<usize>]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for mark in marks {
        out += &format!("{}[{}]", &text[at..mark.start], &text[mark.clone()]);
        at = mark.end;
    }
    out + &text[at..]
}
