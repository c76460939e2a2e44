//! Every form of the query language, alone and inside others, on a dozen short articles: what is found
//! and, of forms that look for text, what is marked.

mod corpus;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use news_search::engine::request::Snippet;
use news_search::engine::{Hit, SearchRequest};
use news_search::query::ast::Node;
use news_search::query::parse::{ParseOptions, parse};

use crate::engine::{Built, build};
use corpus::corpus;
use table::{FOUND, MARKED};

/// A Monday.
const NOW: &str = "2024-08-26T12:00:00Z[UTC]";

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
