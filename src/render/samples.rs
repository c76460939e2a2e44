//! Answers to render in tests: plain ones and hostile ones.

use std::time::Duration;

use jiff::civil::datetime;

use crate::article::{
    Article, ArticleId, Candidate, Evidence, Lang, Origin, Precision, Provenance, Published,
    Removed, Role, Source,
};
use crate::engine::hits::{Other, Passage, Total};
use crate::engine::{GenerationId, Hit, Hits, Stored};

pub fn source(name: &str, role: Role) -> Source {
    Source { name: name.into(), role, raw: name.into(), aliases: Vec::new(), known: true }
}

pub fn day(year: i16, month: i8, day: i8) -> Published {
    Published::from_start(
        datetime(year, month, day, 0, 0, 0, 0),
        Precision::Day,
        Provenance::Metadata,
        None,
    )
    .unwrap()
}

pub fn other() -> Other {
    Other {
        id: "89abcdef0123456789abcdef01234567".parse().unwrap(),
        date: Some(day(2024, 8, 22)),
        sources: vec![source("Ferry News", Role::Origin)],
        path: "sample/again.txt".into(),
    }
}

pub fn hit() -> Hit {
    Hit {
        id: "0123456789abcdef0123456789abcdef".parse().unwrap(),
        own_id: Some("wire-17".into()),
        score: 8.41,
        headline: Some("Harbour council backs the new ferry".into()),
        headline_highlights: vec![30..35],
        date: Some(day(2024, 8, 21)),
        sources: vec![source("Harbour Post", Role::Origin), source("Coast Wire", Role::Via)],
        byline: Some("Ada Quill".into()),
        place: Some("Port Alder".into()),
        section: Some("Transport".into()),
        url: Some("https://example.org/ferry".into()),
        lang: Lang::parse("en").unwrap(),
        path: "sample/ferry.txt".into(),
        words: 612,
        snippet: Some(Passage {
            text: "The ferry will cross the bay every hour, the council said.".into(),
            highlights: vec![4..9],
            cut_before: true,
            cut_after: false,
        }),
        copies: 2,
        others: vec![other()],
        positions: vec![],
    }
}

pub fn hostile() -> Hit {
    Hit {
        id: ArticleId([0xfe; 16]),
        own_id: None,
        score: 1.5,
        headline: Some("\u{1b}[2J北京\u{202e}时间\n=cmd|'/c calc'!A1 🎉, \"x\"\t<b>".into()),
        headline_highlights: vec![4..10],
        date: None,
        sources: vec![source("Evil\u{9b}31m, \"Wire\"", Role::Via)],
        byline: None,
        place: None,
        section: None,
        url: Some("javascript:alert(1)".into()),
        lang: Lang::UND,
        path: "sample/\u{7}bad\tname.txt".into(),
        words: 3,
        snippet: Some(Passage {
            text: "新華社\u{1b}]8;;http://x\u{7}記者報道，本港天氣良好，多雲間有陽光🎉🎉🎉"
                .repeat(5),
            highlights: vec![0..9],
            cut_before: false,
            cut_after: true,
        }),
        copies: 0,
        others: vec![],
        positions: vec![],
    }
}

pub fn hits(list: Vec<Hit>) -> Hits {
    let many = list.len() as u64;
    Hits {
        generation: GenerationId("000001-20241103T020000Z-1f3a".into()),
        took: Duration::from_micros(412),
        total: Total { articles: many, articles_exact: true, texts: many, texts_exact: true },
        undated_excluded: 0,
        relaxed: None,
        expansion: Vec::new(),
        partial: false,
        names: Vec::new(),
        notes: Vec::new(),
        suggestion: None,
        hits: list,
        facets: Vec::new(),
    }
}

pub fn stored() -> Stored {
    let hit = hit();
    Stored {
        article: Article {
            id: hit.id,
            own_id: hit.own_id,
            headline: hit.headline,
            deck: Some("Vote ends a dispute of two years".into()),
            body: "The ferry will cross the bay.\n\nIt starts in May, \u{1b}[1mthe council said."
                .into(),
            byline: hit.byline,
            place: hit.place,
            section: hit.section,
            url: hit.url,
            lang: hit.lang,
            sources: hit.sources,
            published: hit.date,
            weekday_hint: Some(3),
            modified: None,
            crawled: None,
            embargo: None,
            version: None,
            origin: Origin { path: hit.path.clone(), offset: 0, format: "text".into() },
            removed: vec![
                Removed { rule: "dateline".into(), at: 0, text: "PORT ALDER, Aug. 21 -- ".into() },
                Removed { rule: "credit".into(), at: 70, text: "Coast Wire/Harbour Post".into() },
            ],
            evidence: Evidence {
                date: vec![
                    Candidate {
                        kind: "metadata".into(),
                        place: "Date:".into(),
                        text: "2024-08-21".into(),
                        rejected: None,
                    },
                    Candidate {
                        kind: "url".into(),
                        place: "url".into(),
                        text: "/2023/01/01/".into(),
                        rejected: Some("of lower rank".into()),
                    },
                ],
                ..Evidence::default()
            },
            notes: vec!["2 characters were replaced".into()],
        },
        locations: vec![hit.path, "sample/again.txt".into()],
        text: ArticleId([1; 16]),
        copies: Some(2),
        inferred: None,
    }
}
