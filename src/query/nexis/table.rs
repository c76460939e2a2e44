//! What the names of that language stand for: connectors, segments, commands, comparisons.
//!
//! Data and look-ups; a name is found in any case. Sources: the help pages of Lexis and Nexis on
//! connectors and their order, on document sections and on commands. What is not decided there is
//! decided in `docs/QUERY.md`, whose tables a test reads.

use crate::article::Field;
use crate::query::ast::Scope;
use crate::query::codes;

/// Largest number that a connector of that product takes.
pub(super) const MAX_WORDS: u32 = 255;

/// Within what two operands stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// So many words: neighbours are within 1.
    Words(u32),
    Sentence,
    Paragraph,
    Segment,
}

/// A connector of proximity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Connector {
    pub reach: Reach,
    /// `pre/n`: in this order.
    pub ordered: bool,
    /// `not w/n`.
    pub negated: bool,
}

impl Connector {
    /// Returns when it is applied: the lower, the sooner. Numbers go from the smallest up.
    pub(super) fn rank(self) -> u32 {
        match self.reach {
            Reach::Words(n) => n,
            Reach::Sentence => MAX_WORDS + 1,
            Reach::Paragraph => MAX_WORDS + 2,
            Reach::Segment => MAX_WORDS + 3,
        }
    }
}

/// What a run that has the form of a connector is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Connector(Connector),
    /// The form of one, with something behind the slash that is no number or unit.
    Broken,
}

/// Reads `w/5`, `pre/3`, `/s`, `w/seg` and their kin; `None` for another word.
pub(super) fn connector(text: &str) -> Option<Form> {
    let lower = text.to_ascii_lowercase();
    let (name, unit) = lower.split_once('/')?;
    let (ordered, negated) = match name {
        "w" | "near" | "" => (false, false),
        "pre" | "onear" => (true, false),
        "not" => (false, true),
        _ => return None,
    };
    let digits = !unit.is_empty() && unit.bytes().all(|b| b.is_ascii_digit());
    let reach = match unit {
        "s" | "sent" => Reach::Sentence,
        "p" | "para" => Reach::Paragraph,
        "seg" => Reach::Segment,
        _ if digits => match unit.parse() {
            Ok(n) if (1..=MAX_WORDS).contains(&n) => Reach::Words(n),
            _ => return Some(Form::Broken),
        },
        // `w/` is nothing else; a path or `pre/post-war` is a word.
        _ if name == "w" => return Some(Form::Broken),
        _ if unit.is_empty() && !name.is_empty() => return Some(Form::Broken),
        _ => return None,
    };
    Some(Form::Connector(Connector { reach, ordered, negated }))
}

/// What stands before a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Words are looked for in these parts of a text.
    Segment(&'static [Scope]),
    /// A name of an outlet.
    Outlet,
    /// A language.
    Language,
    Date,
    Length,
    /// `atleast5`.
    AtLeast(u32),
    AllCaps,
    /// Nothing here means it exactly; why, and what to do.
    NoForm(&'static str),
}

/// Segments and commands.
const NAMES: &[(&str, Name)] = &[
    ("headline", Name::Segment(&[Scope::Headline])),
    ("lead", Name::Segment(&[Scope::Lead])),
    ("hlead", Name::Segment(&[Scope::Headline, Scope::Lead])),
    ("body", Name::Segment(&[Scope::Body])),
    ("byline", Name::Segment(&[Scope::Byline])),
    ("dateline", Name::Segment(&[Scope::Place])),
    ("section", Name::Segment(&[Scope::Section])),
    ("publication", Name::Outlet),
    ("source", Name::Outlet),
    ("language", Name::Language),
    ("date", Name::Date),
    ("length", Name::Length),
    ("allcaps", Name::AllCaps),
    ("caps", Name::NoForm("a capital anywhere in a word cannot be asked for; allcaps() can")),
    ("nocaps", Name::NoForm("a word without any capital cannot be asked for")),
    ("singular", Name::NoForm("put the form that is meant in quotes; it is not inflected there")),
    ("plural", Name::NoForm("put the form that is meant in quotes; it is not inflected there")),
];

/// Segments of that product which articles here do not have: what its editors add, and parts of
/// other kinds of documents.
const FOREIGN: &[&str] = &[
    "author",
    "city",
    "company",
    "correction",
    "country",
    "geographic",
    "graphic",
    "highlight",
    "industry",
    "load-date",
    "organization",
    "person",
    "publication-type",
    "series",
    "state",
    "subject",
    "term",
    "terms",
    "ticker",
    "title",
    "type",
];

/// Finds a segment or command.
pub(super) fn name(text: &str) -> Option<Name> {
    let lower = text.to_ascii_lowercase();
    if let Some((_, name)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some(*name);
    }
    let digits = lower.strip_prefix("atleast").or_else(|| lower.strip_prefix("atl"))?;
    let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    number.then(|| Name::AtLeast(digits.parse().unwrap_or(u32::MAX)))
}

/// Whether a segment of that product is known but not here.
pub(super) fn is_foreign(text: &str) -> bool {
    FOREIGN.contains(&text.to_ascii_lowercase().as_str())
}

/// All names of segments and commands here, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name).chain(["atleast"])
}

/// Returns the segment for a field of ours.
pub(super) fn segment_of(field: Field) -> Option<&'static str> {
    match field {
        Field::Headline => Some("headline"),
        Field::Body => Some("body"),
        Field::Lead => Some("lead"),
        Field::Byline => Some("byline"),
        Field::Place => Some("dateline"),
        Field::Section => Some("section"),
        Field::Source => Some("publication"),
        Field::Lang => Some("language"),
        Field::Date => Some("date"),
        Field::Words => Some("length"),
        _ => None,
    }
}

/// Reads the comparison of `date` and `length` as ours. `bare` are words that are also words of a
/// text; they count only where nothing else can stand.
pub(super) fn comparison(text: &str, bare: bool) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "aft" | ">" => Some(">"),
        "bef" | "<" => Some("<"),
        "geq" | ">=" => Some(">="),
        "leq" | "<=" => Some("<="),
        "=" => Some(""),
        "is" if bare => Some(""),
        "after" if bare => Some(">"),
        "before" if bare => Some("<"),
        _ => None,
    }
}

/// Returns a query of that language that shows how to say right what an error code is about.
pub(in crate::query) fn example(code: &str) -> Option<&'static str> {
    Some(match code {
        codes::QUOTE => "\"sign deals\"",
        codes::OPEN | codes::CLOSE | codes::HOLLOW => "(putin or kremlin) and visit",
        codes::DANGLING => "trade and deal",
        codes::SIDE | codes::NO_FORM | codes::CONNECTOR => "sign w/3 deal",
        codes::OPERAND => "(sign or seal) w/5 deal",
        codes::FIELDS_MEET => "headline(sign w/5 deal)",
        codes::PATTERN | codes::WILDCARD => "minist! or wom*n",
        codes::NESTED => "headline(deal) and lead(oil)",
        codes::VALUE => "publication(china daily)",
        codes::DATE | codes::DATE_ORDER | codes::YEAR | codes::BACKWARDS => "date is 2024-08-21",
        codes::ITEMS => "atleast3(putin or kremlin)",
        codes::SEGMENT => "headline(deal)",
        codes::SIDE_BY_SIDE => "oil and (price or cost)",
        codes::COMPARISON => "length > 500",
        _ => return None,
    })
}
