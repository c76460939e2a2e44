use serde_json::json;

use super::*;

fn read(text: &str) -> Record {
    Markdown.read(text).unwrap()
}

fn field<'a>(record: &'a Record, name: &str) -> &'a Value {
    &record.fields.iter().find(|(key, _)| key == name).unwrap().1
}

#[test]
fn yaml_becomes_fields_as_written() {
    let text = "---\ntitle: \"Über 007\"\ndate: 2025-01-02 22:41\nid: 007\nversion: 1.10\nlang: no\n\
                big: 12345678901234567890123\ndraft: true\nnothing:\ntags:\n  - 2024\n  - 1e3\n\
                image: {src: a.jpg, width: 0640}\n---\n\n# Über 007\r\n\n---\nText\n";
    let record = read(text);
    let keys: Vec<&str> = record.fields.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        ["title", "date", "id", "version", "lang", "big", "draft", "nothing", "tags", "image"]
    );
    assert_eq!(field(&record, "date"), "2025-01-02 22:41");
    assert_eq!(field(&record, "id"), "007");
    assert_eq!(field(&record, "version"), "1.10");
    assert_eq!(field(&record, "lang"), "no");
    assert_eq!(field(&record, "big"), "12345678901234567890123");
    assert_eq!(field(&record, "draft"), true);
    assert_eq!(field(&record, "nothing"), &Value::Null);
    assert_eq!(field(&record, "tags"), &json!(["2024", "1e3"]));
    assert_eq!(field(&record, "image"), &json!({"src": "a.jpg", "width": "0640"}));
    assert_eq!(record.text.as_deref(), Some("\n# Über 007\n\n---\nText\n"));
    assert_eq!((record.raw.as_str(), record.notes.len()), (text, 0));
}

#[test]
fn toml_and_json_are_front_matter_too() {
    let record = read("+++\ntitle = \"T\"\ndate = 2024-08-21\n+++\nBody");
    assert_eq!(
        (field(&record, "title"), field(&record, "date")),
        (&json!("T"), &json!("2024-08-21"))
    );
    assert_eq!(record.text.as_deref(), Some("Body"));
    let record = read("{\"title\": \"T\"}\n\nBody");
    assert_eq!((field(&record, "title"), record.text.as_deref()), (&json!("T"), Some("\n\nBody")));
    let record = read(";;;\n{\"title\": \"T\"}\n;;;\nBody");
    assert_eq!((field(&record, "title"), record.text.as_deref()), (&json!("T"), Some("Body")));
}

#[test]
fn broken_front_matter_is_read_by_lines_and_noted() {
    let record = read("---\ntitle: Trade: a deal\ndate: '2024-08-21'\n  odd\n---\nBody");
    assert_eq!(field(&record, "title"), "Trade: a deal");
    assert_eq!(field(&record, "date"), "2024-08-21");
    assert_eq!(record.text.as_deref(), Some("Body"));
    assert!(record.notes[0].contains("line "), "{:?}", record.notes);
    let record = read("+++\ntitle = \"open\ndate = 2024\n+++\nBody");
    assert_eq!(field(&record, "date"), "2024");
    assert_eq!(record.text.as_deref(), Some("Body"));
}

#[test]
fn rules_across_the_page_are_no_front_matter() {
    for text in
        ["---\nA paragraph.\n---\nMore.", "---\ntitle: never closed\n\nText", "# H\n\nText", ""]
    {
        let record = read(text);
        assert_eq!((record.text.as_deref(), record.fields.len()), (Some(text), 0));
    }
    assert!(has_front_matter("---\ntitle: x\n---\n"));
    assert!(!has_front_matter("---\nprose\n---\n"));
}

#[test]
fn bombs_are_bounded() {
    let mut bomb = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", [below.as_str(); 9].join(", "));
    }
    bomb += "title: T\n---\nBody";
    let record = read(&bomb);
    assert!(record.notes[0].starts_with("the front matter is broken"));
    assert_eq!((field(&record, "title"), record.text.as_deref()), (&json!("T"), Some("Body")));
    let long = "x".repeat(100_000);
    let aliases = "*a, ".repeat(100);
    let heavy = format!("---\ntitle: T\na: &a {long}\nb: &b [{aliases}]\nc: [*b, *b]\n---\nBody");
    let record = read(&heavy);
    let size: usize = record.fields.iter().map(|(_, value)| value.to_string().len()).sum();
    assert!(size < 2_000_000, "{size}");
    let deep = format!("---\ntitle: T\na: {}\n---\nBody", "[".repeat(100_000));
    assert_eq!(read(&deep).text.as_deref(), Some("Body"));
    let nested: String =
        (0..2000).map(|depth| format!("{}a:\n", " ".repeat(depth % 100))).collect();
    assert_eq!(read(&format!("---\n{nested}---\nBody")).text.as_deref(), Some("Body"));
    let endless = format!("---\n{}", "title: x\n".repeat(500_000));
    assert_eq!(read(&endless).fields.len(), 0);
}
