//! Lines above and below the text: what is taken, and what must stay.

use super::super::body::Piece;
use super::*;

fn body(lines: &[&str]) -> Body {
    Body { pieces: lines.iter().map(|line| Piece::kept((*line).to_owned())).collect() }
}

fn rules(body: &Body) -> Vec<Option<&'static str>> {
    body.pieces.iter().map(|piece| piece.removed).collect()
}

#[test]
fn the_top_gives_dates_bylines_and_sources() {
    let table = AliasTable::shipped();
    let mut text = body(&[
        "Updated: 2024-08-22 07:20",
        "By JANE DOE",
        "The ferries run on.",
        "August 1, 2020",
    ]);
    let found = top(&mut text, None, &table);
    assert_eq!(rules(&text), [Some("date-line"), Some("byline"), None, None]);
    assert_eq!(found.dates.len(), 1);
    assert_eq!(found.dates[0].1.start.to_string(), "2024-08-22T07:20:00");
    assert_eq!(found.byline.unwrap().names, "JANE DOE");

    let mut text = body(&["发布时间：2023年04月11日 19:41 来源：新华社", "渡轮继续运营。"]);
    let found = top(&mut text, None, &table);
    assert_eq!(found.dates[0].1.precision, Precision::Minute);
    assert_eq!(found.credit.unwrap().1[0].name, "Xinhua");

    let mut text = body(&["http://www.n.example 2006年01月28日10:31", "渡轮继续运营。"]);
    assert_eq!(top(&mut text, None, &table).dates.len(), 1);

    let mut text = body(&["www.n.example2006年02月01日 20:00:35来源：新华网", "渡轮。"]);
    let found = top(&mut text, None, &table);
    assert_eq!((found.dates.len(), found.credit.unwrap().1[0].name.as_str()), (1, "Xinhua"));

    let mut text = body(&["【来源：新华网】 【作者：李红】", "渡轮继续运营。"]);
    let found = top(&mut text, None, &table);
    assert_eq!((found.byline.unwrap().names.as_str(), found.credit.is_some()), ("李红", true));

    let mut text = body(&["Опубликовано: 21 августа 2024, 13:13", "Паромы ходят."]);
    assert_eq!(top(&mut text, None, &table).dates.len(), 1);

    let mut text = body(&["By Jane Doe, Reuters | 13:13, August 22, 2024", "Text."]);
    let found = top(&mut text, None, &table);
    assert_eq!((found.dates.len(), found.byline.unwrap().agency.as_deref()), (1, Some("Reuters")));
}

#[test]
fn ordinary_lines_stay() {
    let table = AliasTable::shipped();
    for line in ["2024", "20240822", "A subheading", "August 22", "The 22.08.2024 storm", "12:30"] {
        let mut text = body(&[line, "The ferries run on."]);
        assert_eq!(top(&mut text, None, &table), Top::default(), "{line}");
    }
}

#[test]
fn the_end_gives_credit_and_reporters() {
    let table = AliasTable::shipped();
    let mut text = body(&[
        "The ferries run on.",
        "They are old. (Reporting by Jane Doe; Editing by John Roe)",
        "Reuters",
        "©2024 Dorfbote",
    ]);
    let found = end(&mut text, true, None, None, &table);
    assert_eq!(found.credit.unwrap().1[0].name, "Reuters");
    assert_eq!(found.reporting.as_deref(), Some("(Reporting by Jane Doe; Editing by John Roe)"));
    let (clean, removed) = text.finish();
    assert_eq!(clean, "The ferries run on.\n\nThey are old.");
    assert_eq!(removed.len(), 3);

    let mut text = body(&["渡轮继续运营。", "（来源：中国日报）"]);
    assert_eq!(end(&mut text, true, None, None, &table).credit.unwrap().1[0].name, "China Daily");
}

#[test]
fn boxes_and_lists_at_the_end_go() {
    let table = AliasTable::shipped();
    let mut text =
        body(&["The ferries run on.", "Blog | Jane Doe", "Jane lives in Dorf and likes boats."]);
    end(&mut text, true, None, Some("Jane Doe"), &table);
    assert_eq!(rules(&text), [None, Some("author-note"), Some("author-note")]);
    let mut text = body(&["The ferries run on.", "Jane Doe is a reporter in Dorf."]);
    end(&mut text, true, None, Some("Jane Doe"), &table);
    assert_eq!(rules(&text), [None, Some("author-note")]);
    let mut text = body(&["The ferries run on.", "Jane Doe is a sailor, they say."]);
    end(&mut text, true, None, None, &table);
    assert_eq!(rules(&text), [None, None]);
    let mut text = body(&[
        "The ferries run on.",
        "To contact the reporter on this story: Jane Doe in Dorf at jdoe@n.example",
        "To contact the editors responsible for this story: John Roe at jroe@n.example",
        "Related stories",
        "Buses stop",
        "Copyright 2024 Dorfbote",
    ]);
    let found = end(&mut text, true, None, None, &table);
    assert_eq!(text.finish().0, "The ferries run on.");
    assert!(found.reporting.is_some_and(|text| text.contains("Jane Doe")));
}

#[test]
fn a_source_that_the_text_speaks_of_is_no_credit() {
    let table = AliasTable::shipped();
    let mut text = body(&["The Harbour Board counted the boats.", "Source: Harbour Board"]);
    assert_eq!(end(&mut text, true, None, None, &table).credit, None);
    assert_eq!(rules(&text), [None, None]);
    for line in ["Source: NHS", "Source: LCH, Dorfbank"] {
        let mut text = body(&["The ferries run on.", line]);
        assert_eq!(end(&mut text, true, None, None, &table).credit, None, "{line}");
    }
    let mut text = body(&["The ferries run on.", "Related links", "China Daily"]);
    assert_eq!(end(&mut text, true, None, None, &table).credit, None);
    assert_eq!(rules(&text), [None, Some("related"), Some("related")]);
    let mut text = body(&["Xinhua counted the boats.", "Source: Xinhua"]);
    assert!(end(&mut text, true, None, None, &table).credit.is_some());
}

#[test]
fn a_text_is_never_emptied_by_its_credit() {
    let table = AliasTable::shipped();
    let mut text = body(&["Reuters"]);
    assert_eq!(end(&mut text, false, None, None, &table), End::default());
    assert_eq!(end(&mut text, true, None, None, &table).credit.unwrap().1.len(), 1);
}
