//! Holds what the program writes against `docs/output-v1.schema.json` and `docs/report-v1.schema.json`.
//!
//! Only the words of JSON Schema that stand in those files are understood; any other is a failure, so
//! that the files cannot say more than is checked.

use std::fs;

use regex_automata::dfa::regex::Regex;
use serde_json::{Map, Value};

use crate::newsroom::project;

/// Words that say something to people only.
const REMARKS: [&str; 5] = ["$schema", "$id", "$defs", "title", "description"];

/// Checks a value against one of the definitions of what queries and commands write.
#[track_caller]
pub fn conforms(value: &Value, definition: &str) {
    conforms_to("docs/output-v1.schema.json", value, definition);
}

/// Checks a value against one of the definitions of what nights write.
#[track_caller]
pub fn reports(value: &Value, definition: &str) {
    conforms_to("docs/report-v1.schema.json", value, definition);
}

#[track_caller]
fn conforms_to(file: &str, value: &Value, definition: &str) {
    let text = fs::read_to_string(project(file)).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let rule = &schema["$defs"][definition];
    assert!(rule.is_object(), "the schema has no {definition}");
    let fault = fault(&schema, rule, value, definition);
    assert!(fault.is_none(), "{}: {value}", fault.unwrap_or_default());
}

/// The first thing that is wrong, or `None`.
fn fault(root: &Value, rule: &Value, value: &Value, at: &str) -> Option<String> {
    let words = rule.as_object().expect("a rule is an object");
    words.iter().find_map(|(word, said)| {
        let inner = |rule: &Value, value: &Value, at: &str| fault(root, rule, value, at);
        let wrong = match word.as_str() {
            "$ref" => {
                let pointer = said.as_str().unwrap().trim_start_matches('#');
                return inner(root.pointer(pointer).expect("a reference that leads"), value, at);
            }
            "properties" | "additionalProperties" => return properties(words, value, at, &inner),
            "items" => {
                let items = value.as_array()?.iter().enumerate();
                return items.into_iter().find_map(|(i, v)| inner(said, v, &format!("{at}[{i}]")));
            }
            "prefixItems" => {
                let pairs = said.as_array().unwrap().iter().zip(value.as_array()?);
                return pairs.into_iter().find_map(|(rule, v)| inner(rule, v, at));
            }
            "anyOf" | "oneOf" => {
                let rules = said.as_array().unwrap().iter();
                let fit = rules.filter(|rule| inner(rule, value, at).is_none()).count();
                if word == "oneOf" { fit != 1 } else { fit == 0 }
            }
            "required" => {
                let object = value.as_object()?;
                !said
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|key| object.contains_key(key.as_str().unwrap()))
            }
            "type" => !match said {
                Value::Array(names) => names.iter().any(|name| is(name, value)),
                name => is(name, value),
            },
            "const" => said != value,
            "enum" => !said.as_array().unwrap().contains(value),
            "minimum" => value.as_f64()? < said.as_f64().unwrap(),
            "maximum" => value.as_f64()? > said.as_f64().unwrap(),
            "minItems" => (value.as_array()?.len() as u64) < said.as_u64().unwrap(),
            "maxItems" => value.as_array()?.len() as u64 > said.as_u64().unwrap(),
            "pattern" => !Regex::new(said.as_str().unwrap()).unwrap().is_match(value.as_str()?),
            remark if REMARKS.contains(&remark) => false,
            other => return Some(format!("{at}: the schema says {other:?}, which is not checked")),
        };
        wrong.then(|| format!("{at}: {word} is {said}, found {value}"))
    })
}

/// Checks the keys of an object, where a rule says these words. A key of which it does not speak is a
/// fault, too, even where the schema lets it be: what the program writes has to be described.
fn properties(
    words: &Map<String, Value>,
    value: &Value,
    at: &str,
    inner: &dyn Fn(&Value, &Value, &str) -> Option<String>,
) -> Option<String> {
    let named = |key: &str| words.get("properties").and_then(|rules| rules.get(key));
    let others = words.get("additionalProperties").filter(|rule| rule.is_object());
    value.as_object()?.iter().find_map(|(key, value)| match named(key).or(others) {
        Some(rule) => inner(rule, value, &format!("{at}.{key}")),
        None => Some(format!("{at}.{key} is not described")),
    })
}

fn is(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the schema has a type {other}"),
    }
}

#[test]
#[should_panic(expected = "article_page.article.words")]
fn a_wrong_type_is_found() {
    let article = serde_json::json!({
        "format_version": 1,
        "article": { "id": "0".repeat(32), "body": "", "path": "", "lang": "en", "words": "many" },
    });
    conforms(&article, "article_page");
}

#[test]
#[should_panic(expected = "required")]
fn a_missing_key_is_found() {
    conforms(&serde_json::json!({ "format_version": 1 }), "article_page");
}
