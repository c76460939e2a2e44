//! A dozen short articles, each named by a letter.

use news_search::article::{Article, Lang, Precision, Provenance, Published, Role, Source};

use crate::engine::article;

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

/// Makes the articles.
pub fn corpus() -> Vec<Article> {
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
    let slip =
        named("e", "en", "Mishutsin, a slip", "A minister and the ministry know no Mishustina.");
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
