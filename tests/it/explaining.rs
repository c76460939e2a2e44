//! Scores taken apart: what adds up to them, in words, as text and as JSON.

use news_search::engine::explained::Explained;
use news_search::engine::request::{Match, Recency};
use news_search::engine::{Engine, SearchRequest};

use crate::engine::{article, build, on};
use crate::newsroom::Newsroom;
use crate::ranking::{Index, NOW, any, many, query};
use crate::schema::conforms;

/// Holds the parts of a score against the score of a hit.
fn adds_up(explained: &Explained, score: f32, about: &str) {
    let close = |a: f32, b: f32| (a - b).abs() <= 1e-4 * b.abs();
    let sum: f32 = explained.parts.iter().map(|part| part.points).sum();
    assert!(close(sum, explained.sum), "{about}: {sum} {explained:#?}");
    let factor = explained.age.map_or(1.0, |age| age.factor);
    assert!(close(sum * factor, score), "{about}: {sum} × {factor} is not {score}");
    assert_eq!(explained.score, score, "{about}");
    for part in &explained.parts {
        let Some(word) = part.word else { continue };
        let product = part.weight * word.rarity * word.typical * word.presence;
        assert!(close(product, part.points), "{about}: {part:?}");
        assert!(word.headline + word.body > 0 && word.presence <= 2.2 + 1e-4, "{about}: {part:?}");
    }
}

fn check(engine: &dyn Engine, request: &SearchRequest, about: &str) -> usize {
    let hits = engine.search(request).unwrap().hits;
    for hit in hits.iter().step_by(3) {
        let explained = engine.explain(&hit.id.to_string(), request).unwrap();
        assert_eq!(explained.id, hit.id);
        adds_up(&explained, hit.score, about);
    }
    hits.len()
}

#[test]
fn the_parts_of_a_score_add_up_to_it() {
    let articles = many(300);
    let index = Index::of(&[&articles[..250], &articles[250..]]);
    let engine = index.engine();
    let mut explained = 0;
    for text in [
        "ferry",
        "the ferry",
        "ferry storm",
        "ferry ferry storm",
        "ferry storm council bridge",
        "harbour OR museum",
        "(ferry AND storm) OR council",
        "(ferry AND (storm OR council)) OR (bridge AND -river) OR school^0.2",
        "\"ferry storm\"",
        "\"ferry storm\" OR market",
        "\"ferry storm\"~4^3 harbour",
        "ferr* market",
        "strom~1 OR bridge",
        "ferry^4 storm^0.5",
        "(ferry OR (storm council)^2)^3",
        "headline:ferry OR body:storm",
        "=Ferry OR =ferry OR storm",
        "ANY/2(ferry storm council school)",
        "ferry NEAR/5 storm",
        "(ferry PRE/3 storm) OR museum",
        "ATLEAST/2(ferry OR storm) market",
        "FIRST/5(ferry OR storm) OR council",
        "ferry -storm date:2023",
        "ferry storm words:>3",
        "(words:>3 AND ferry) OR storm",
        "ferry zzz",
    ] {
        for matching in [Match::All, Match::Most, Match::Any] {
            let request = SearchRequest { matching, limit: 40, ..any(text) };
            let recency = Recency::HalfLife { days: 200.0, floor: 0.2 };
            explained += check(engine.as_ref(), &request, text);
            check(engine.as_ref(), &SearchRequest { recency, ..request.clone() }, text);
            check(engine.as_ref(), &SearchRequest { expand: true, ..request }, text);
        }
    }
    assert!(explained > 1000, "{explained}");
}

#[test]
fn words_are_counted_where_they_stand() {
    let built = build(&[
        article("The ferry and its captain", "Ferries sail. The storm came, a storm of storms."),
        on(2024, 1, 1, article("Another day", "The ferry rests.")),
        article("Council", "Nothing of note."),
    ]);
    let request = any("the ferry storm gale");
    let hit = &built.engine.search(&request).unwrap().hits[0];
    let explained = built.engine.explain(&hit.id.to_string()[..8], &request).unwrap();
    let counts: Vec<(&str, u32, u32, u64)> = explained
        .parts
        .iter()
        .map(|part| {
            let word = part.word.unwrap();
            (part.query.as_str(), word.headline, word.body, word.articles)
        })
        .collect();
    assert_eq!(counts, [("ferry", 1, 1, 2), ("storm", 0, 3, 1)]);
    assert_eq!(explained.missing, ["gale"]);
    assert_eq!(explained.unscored, ["the"]);
    assert_eq!(explained.headline.as_deref(), Some("The ferry and its captain"));
    assert!(explained.tree.value > 0.0 && !explained.tree.parts.is_empty());
    // Four occurrences counted in two articles: three in a headline, one in a body, one in another.
    let typical = explained.parts[0].word.unwrap().typical;
    assert!((typical - 3.5_f32.log2()).abs() < 1e-5, "{typical}");
}

#[test]
fn what_does_not_match_or_score_is_told() {
    let built = build(&[article("One", "ferry storm"), on(2024, 1, 1, article("Two", "ferry"))]);
    let id = |name: &str| {
        let hits = built.engine.search(&any("ferry")).unwrap().hits;
        hits.iter().find(|hit| hit.headline.as_deref() == Some(name)).unwrap().id.to_string()
    };
    let explain = |name: &str, text: &str| {
        built.engine.explain(&id(name), &SearchRequest::new(query(text), NOW))
    };
    assert!(explain("Two", "ferry storm").unwrap_err().to_string().contains("does not match"));
    assert!(explain("One", "ferry date:2024").is_err());
    let explained = explain("Two", "date:2024").unwrap();
    assert_eq!((explained.score, explained.parts.len()), (0.0, 0));
}

#[test]
fn a_person_reads_a_table_and_a_program_json() {
    let room = Newsroom::with(&[
        ("corpus/a.txt", "Storm over the harbour\n\nThe storm tore two ferries loose.\n"),
        ("corpus/b.txt", "Quiet day\n\nThe ferry sailed on time.\n"),
    ]);
    room.run(["index", "-q", "corpus"]).code(0);
    let found = room.json(&[], "storm ferry the");
    let (id, score) = (found["hits"][0]["id"].as_str().unwrap(), &found["hits"][0]["score"]);
    let told = room.run(["explain", id, "storm ferry the"]).code(0);
    for part in ["Storm over the harbour", "storm", "ferry", "together", "score"] {
        assert!(told.out.contains(part), "{told:?}");
    }
    assert!(told.out.contains("not scored, as function words: the"), "{told:?}");
    let shown = format!("{:.4}  score", score.as_f64().unwrap());
    assert!(told.out.contains(&shown), "{shown} {told:?}");
    assert!(!told.out.contains("TermQuery"));
    assert!(room.run(["explain", "-v", id, "storm ferry"]).out.contains("TermQuery"));
    let json = room.run(["explain", id, "storm ferry the", "--format", "json"]).code(0).json();
    conforms(&json, "explained");
    assert_eq!((&json["score"], &json["tree"]), (score, &serde_json::Value::Null));
    assert_eq!(json["parts"][0]["word"]["headline"], 1);
    assert_eq!(json["unscored"], serde_json::json!(["the"]));
    room.run(["explain", id, "--bag", "--", "storm", "-ferry"]).code(0);
    room.run(["explain", id, "quiet"]).code(2).says("does not match");
    room.run(["explain", "ffffffff", "storm"]).code(1);
    room.run(["explain", id]).code(2);
    room.run(["explain", id, "storm", "--format", "csv"]).code(2);
}
