//! YAML front matter to named values, with every number and date as it was written.
//!
//! YAML would read `007` as 7 and `1.10` as 1.1; an id or a version is a text. Size, depth and
//! alias expansion are bounded, and a panic inside of the parser becomes an error.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Options, Spanned};

/// The deepest nesting of front matter.
const MAX_DEPTH: usize = 32;

/// The most values in front matter, those that aliases repeat included.
const MAX_NODES: usize = 20_000;

/// The most bytes of text in front matter, repetitions by aliases included.
const MAX_BYTES: usize = 1024 * 1024;

/// Parses a block into its members, in order. The error names the line in the block.
pub fn parse(block: &str) -> Result<Vec<(String, Value)>, String> {
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        serde_saphyr::from_str_with_options::<Tree>(block, options())
    }))
    .map_err(|_| "its parser gave up".to_owned())?;
    let tree = parsed.map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        let message = error.without_snippet().to_string();
        let message = message.lines().next().unwrap_or("not YAML");
        format!("line {line}: {message}")
    })?;
    let starts: Vec<&str> = block.lines().collect();
    match tree {
        Tree::Members(members) => {
            Ok(members.into_iter().map(|(key, value)| (key, value.settle(&starts))).collect())
        }
        _ => Err("it names no values".to_owned()),
    }
}

fn options() -> Options {
    let budget = serde_saphyr::budget! {
        max_depth: MAX_DEPTH,
        flow_nesting_limit: MAX_DEPTH,
        max_nodes: MAX_NODES,
        max_events: 4 * MAX_NODES,
        max_total_scalar_bytes: MAX_BYTES,
        max_aliases: 200,
        max_anchors: 200,
        max_documents: 1,
    };
    serde_saphyr::options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        strict_booleans: true,
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_NODES,
            max_replay_stack_depth: 8,
            max_alias_expansions_per_anchor: 200,
        },
    }
}

/// A value whose numbers still stand in the text.
#[derive(Debug)]
enum Tree {
    Value(Value),
    /// A number with what the parser made of it and where it stands (line and column from 1).
    Number(String, u64, u64),
    Items(Vec<Tree>),
    Members(Vec<(String, Tree)>),
}

impl Tree {
    /// Puts the numbers back as they were written. The depth is bounded by [`MAX_DEPTH`].
    fn settle(self, lines: &[&str]) -> Value {
        match self {
            Tree::Value(value) => value,
            Tree::Number(parsed, line, column) => {
                Value::String(written(lines, line, column).unwrap_or(parsed))
            }
            Tree::Items(items) => {
                Value::Array(items.into_iter().map(|item| item.settle(lines)).collect())
            }
            Tree::Members(members) => Value::Object(
                members.into_iter().map(|(key, value)| (key, value.settle(lines))).collect(),
            ),
        }
    }
}

/// The number that stands at a line and column.
fn written(lines: &[&str], line: u64, column: u64) -> Option<String> {
    let line = lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let rest = line.chars().skip(usize::try_from(column).ok()?.checked_sub(1)?);
    let number: String =
        rest.take_while(|c| c.is_ascii_alphanumeric() || "+-._".contains(*c)).collect();
    (!number.is_empty()).then_some(number)
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(Grow)
    }
}

/// Adds the place to a number.
fn placed(spanned: Spanned<Tree>) -> Tree {
    match spanned.value {
        Tree::Number(parsed, ..) => {
            Tree::Number(parsed, spanned.defined.line(), spanned.defined.column())
        }
        other => other,
    }
}

struct Grow;

impl<'de> Visitor<'de> for Grow {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Tree, E> {
        Ok(Tree::Value(Value::Bool(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Number(number.to_string(), 0, 0))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Number(number.to_string(), 0, 0))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Number(number.to_string(), 0, 0))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Value(Value::String(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Value(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Value(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut tree = Vec::new();
        while let Some(item) = items.next_element::<Spanned<Tree>>()? {
            tree.push(placed(item));
        }
        Ok(Tree::Items(tree))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
        let mut tree = Vec::new();
        while let Some((key, value)) = members.next_entry::<String, Spanned<Tree>>()? {
            tree.push((key, placed(value)));
        }
        Ok(Tree::Members(tree))
    }
}
