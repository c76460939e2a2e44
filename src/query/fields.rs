//! Leaves to nodes: what a word, a phrase or a value means in its field.
//!
//! Takes one leaf, the field over it and its span; gives a node. Dates are read in
//! [`super::dates`].

use std::ops::Range;

use super::ast::{DateRelation, KeyValue, Node, Scope};
use super::error::QueryError;
use super::lexer::Leaf;
use super::parser::{Shared, Within};
use super::{codes, dates, suggest};
use crate::article::{Field, Lang, Precision};

/// Makes the node of a leaf.
pub(super) fn leaf(
    leaf: Leaf,
    within: Option<Within>,
    text: &str,
    span: Range<usize>,
    shared: &mut Shared,
) -> Result<Node, QueryError> {
    let scope = within.and_then(|within| Scope::of_field(within.field)).unwrap_or_default();
    Ok(match leaf {
        Leaf::All => match within {
            Some(within) => exists(within.field, text, span)?,
            None => Node::All,
        },
        Leaf::Word { text, exact } => Node::Word { scope, text, exact },
        Leaf::Phrase { parts, slop } => Node::Phrase { scope, parts, slop },
        Leaf::Pattern(pattern) => Node::Pattern { scope, pattern },
        Leaf::Saved(name) => Node::Saved { name },
        Leaf::Value { text: typed, star } => {
            let Some(within) = within else {
                return Err(QueryError::new(codes::VALUE, span, "a value needs a field"));
            };
            if star && typed.is_empty() {
                exists(within.field, text, span)?
            } else {
                value(within, typed, star, text, span, shared)?
            }
        }
    })
}

fn exists(field: Field, text: &str, span: Range<usize>) -> Result<Node, QueryError> {
    let instead = match field {
        Field::Precision => "date:*",
        Field::Name => "name:Mishustin",
        Field::Id => "*",
        _ => return Ok(Node::Exists { field }),
    };
    let whole = text.trim().len() <= field.name().len() + 2;
    let error = QueryError::new(
        codes::VALUE,
        span,
        format!("{}:* says nothing about an article", field.name()),
    );
    Err(if whole { error.help(instead) } else { error.advice(format!("write {instead}")) })
}

fn value(
    within: Within,
    typed: String,
    star: bool,
    text: &str,
    span: Range<usize>,
    shared: &mut Shared,
) -> Result<Node, QueryError> {
    let field = within.field;
    let bad = |message: String, instead: &str| {
        let (before, after) = (&text[..span.start], &text[span.end..]);
        QueryError::new(codes::VALUE, span.clone(), message)
            .help(format!("{before}{instead}{after}"))
    };
    let no_star = |what: &str, instead: &str| {
        bad(format!("{}: takes {what}, without a star", field.name()), instead)
    };
    match field {
        Field::Date => {
            if star {
                return Err(no_star("a date or a range", &typed));
            }
            date(within, &typed, text, span, shared)
        }
        Field::Precision => Precision::from_name(&typed.to_lowercase())
            .filter(|_| !star)
            .map(|precision| Node::PrecisionAtLeast { precision })
            .ok_or_else(|| {
                let names: Vec<&str> = Precision::ALL.iter().map(|p| p.name()).collect();
                let near = suggest::nearest(&typed.to_lowercase(), names.iter().copied());
                let message = format!("precision: takes one of {}", names.join(", "));
                bad(message, near.unwrap_or("day"))
            }),
        Field::Words if star => Err(no_star("a number or a range", ">400")),
        Field::Words => words(&typed).ok_or_else(|| {
            let message = "words: takes a number, a comparison or a range, as in >400 or 100..200";
            let error = bad(message.to_owned(), ">400");
            match closed_up(text, &typed, &span) {
                Some(help) => error.help(help),
                None => error,
            }
        }),
        Field::Name if star => Err(no_star("a whole name", &typed)),
        Field::Name => Ok(Node::Name { text: typed }),
        Field::Lang if star => Err(no_star("a language code", "en")),
        Field::Lang => match Lang::parse(&typed) {
            Some(lang) => Ok(Node::Key { field, value: KeyValue::Is(lang.code().to_owned()) }),
            None => {
                let message = "lang: takes a code of two or three letters, such as en, ru, zh";
                Err(bad(message.to_owned(), language(&typed).unwrap_or("en")))
            }
        },
        _ if star => Ok(Node::Key { field, value: KeyValue::StartsWith(typed) }),
        _ => Ok(Node::Key { field, value: KeyValue::Is(typed) }),
    }
}

fn date(
    within: Within,
    typed: &str,
    text: &str,
    span: Range<usize>,
    shared: &mut Shared,
) -> Result<Node, QueryError> {
    let reading = dates::read(typed, shared.options.now).map_err(|mut error| {
        let whole =
            error.help.map(|date| format!("{}{date}{}", &text[..span.start], &text[span.end..]));
        error.help = closed_up(text, typed, &span).or(whole);
        // Carets can be narrower than the value only if it stands there letter by letter.
        error.span = if text.get(span.clone()) == Some(typed) {
            span.start + error.span.start..span.start + error.span.end
        } else {
            span.clone()
        };
        error
    })?;
    if reading.relative {
        shared.dates.push((span, dates::print(&reading.range)));
    }
    let relation = if within.overlaps { DateRelation::Overlaps } else { DateRelation::Within };
    Ok(Node::Date { relation, range: reading.range })
}

/// Takes the space away behind a comparison that stands alone, as in `words:> 400`.
fn closed_up(text: &str, typed: &str, span: &Range<usize>) -> Option<String> {
    let after = text[span.end..].trim_start();
    let sign = matches!(typed, ">" | ">=" | "<" | "<=");
    (sign && after.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| format!("{}{after}", &text[..span.end]))
}

/// Reads `400`, `>400`, `>=400`, `<400`, `<=400`, `100..200`, `100..`, `..200`.
pub(super) fn words(typed: &str) -> Option<Node> {
    let number = |digits: &str| -> Option<u32> {
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let (min, max) = if let Some((from, to)) = typed.split_once("..") {
        let side = |digits: &str| match digits {
            "" => Some(None),
            digits => number(digits).map(Some),
        };
        (side(from)?, side(to)?)
    } else if let Some(digits) = typed.strip_prefix(">=") {
        (Some(number(digits)?), None)
    } else if let Some(digits) = typed.strip_prefix("<=") {
        (None, Some(number(digits)?))
    } else if let Some(digits) = typed.strip_prefix('>') {
        (Some(number(digits)?.checked_add(1)?), None)
    } else if let Some(digits) = typed.strip_prefix('<') {
        (None, Some(number(digits)?.checked_sub(1)?))
    } else {
        let exactly = number(typed)?;
        (Some(exactly), Some(exactly))
    };
    let ordered = match (min, max) {
        (Some(min), Some(max)) => min <= max,
        (None, None) => false,
        _ => true,
    };
    ordered.then_some(Node::Words { min, max })
}

/// Returns the code of a language that was called by its English name.
pub(super) fn language(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "english" => "en",
        "russian" => "ru",
        "chinese" | "mandarin" => "zh",
        "german" => "de",
        "french" => "fr",
        "spanish" => "es",
        "japanese" => "ja",
        "arabic" => "ar",
        "portuguese" => "pt",
        "italian" => "it",
        "turkish" => "tr",
        "thai" => "th",
        "korean" => "ko",
        _ => return None,
    })
}
