use std::io::Cursor;

use super::*;
use crate::corpus::charset::{self, Hints};

const DAY: &str = "---\ntitle: 2024 August 22\ndate: 2024-08-22\n---\n\n#### Boats\n\n* [Ferries](https://w.example/f \"Ferries\")\n  * [Winter service](https://w.example/w)\n    * Two boats run. [(*Dorfbote*)](https://d.example/1) [(AP)](https://ap.example/2)\n  * A third is not planned.\n    It would cost too much. [(AFP)](https://afp.example/3)\n* The mayor was late. [(Dorfbote)](https://d.example/4)\n\n#### Sport\n\n- Dorf won. [(Dorfbote)](https://d.example/5).\n";

fn records(text: &str) -> Vec<Record> {
    let choice = charset::choose(text.as_bytes(), true, Hints::default());
    let source = Cursor::new(text.as_bytes().to_vec());
    let mut input = Input::new(source, choice, Hints::default(), 1 << 20);
    let mut all = Vec::new();
    ItemList
        .read(&mut input, &mut |record| {
            all.push(record.unwrap());
            true
        })
        .unwrap();
    all
}

fn text<'r>(record: &'r Record, name: &str) -> &'r str {
    let found = record.fields.iter().find(|(key, _)| key == name);
    found.and_then(|(_, value)| value.as_str()).unwrap_or("-")
}

#[test]
fn items_carry_section_topics_credits_and_day() {
    let records = records(DAY);
    let bodies: Vec<&str> = records.iter().map(|record| text(record, "body")).collect();
    let expected = [
        "Two boats run.",
        "A third is not planned.\nIt would cost too much.",
        "The mayor was late.",
        "Dorf won.",
    ];
    assert_eq!(bodies, expected);
    let first = &records[0];
    assert_eq!((text(first, "date"), text(first, "title")), ("2024-08-22", "-"));
    assert_eq!((text(first, "section"), text(first, "url")), ("Boats", "https://d.example/1"));
    assert_eq!(text(first, "deck"), "Ferries – Winter service");
    assert!(first.fields.contains(&("credit".into(), serde_json::json!(["Dorfbote", "AP"]))));
    assert_eq!((text(&records[2], "deck"), text(&records[3], "section")), ("-", "Sport"));
    for record in &records {
        assert!(DAY[record.offset as usize..].trim_start().starts_with(['*', '-']));
    }
}

#[test]
fn articles_with_lists_are_no_list_of_articles() {
    assert!(is_list(DAY));
    for text in [
        "---\ntitle: x\n---\n\nA paragraph.\n\n* one [(AP)](https://x)\n* two [(AP)](https://x)",
        "# Headline\n\n* one\n* two\n* three",
        "# Headline\n\n* one [link](https://x)\n* two [link](https://x)",
        "# Headline\n\n* one [(AP)](https://x)\n\nA paragraph follows.\n\n* two [(AP)](https://x)",
        "# Headline\n\n[(AP)](https://x)",
        "",
    ] {
        assert!(!is_list(text), "{text}");
    }
}

#[test]
fn credits_stand_at_the_end() {
    let names = |item| credits(item).1.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names("It ran. [(A (B))](x) [(C)](y)."), ["A (B)", "C"]);
    assert_eq!(credits("It [(A)](x) ran."), ("It [(A)](x) ran.", vec![]));
    assert_eq!(names("It ran. [(A)](x y)"), Vec::<String>::new());
    assert_eq!(names(")"), Vec::<String>::new());
    assert_eq!(names("[(é)](x) [(AFP via *B*)](y)"), ["é", "AFP via B"]);
}

#[test]
fn lines_go_on_with_their_item() {
    let records = records(
        "# A\n\n* Two boats\n\n[(AP)](https://ap.example/2)\n\nA third is late.\nIt sank.\n",
    );
    let bodies: Vec<&str> = records.iter().map(|record| text(record, "body")).collect();
    assert_eq!(bodies, ["Two boats", "A third is late.\nIt sank."]);
}

#[test]
fn deep_and_odd_lists_end() {
    let deep: String = (0..500).map(|at| format!("{}* x [(A)](y)\n", " ".repeat(at))).collect();
    assert_eq!(records(&deep).len(), 500);
    assert_eq!(records("* ").len() + records("#\n").len(), 2);
    assert!(records("").is_empty());
}

#[test]
fn a_long_list_in_another_script_keeps_its_day() {
    let item = "* Паром снова идёт в порт. [(Dorfbote)](https://d.example/1)\n";
    // Wherever a piece of the input ends, some of these begin with it inside of a letter.
    for pad in ["", "я", "x"] {
        let day = format!("---\ntitle: День {pad}\ndate: 2024-08-22\n---\n\n#### Порт\n\n");
        let records = records(&(day + &item.repeat(2_000)));
        assert_eq!(records.len(), 2_000);
        assert_eq!(text(&records[1_999], "date"), "2024-08-22", "{pad}");
    }
}
