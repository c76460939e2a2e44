//! The names of the fields that can be searched, as people type them.

use serde::{Deserialize, Serialize};

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    Headline,
    Body,
    Lead,
    Byline,
    Place,
    Section,
    Path,
    Url,
    Id,
    Source,
    Origin,
    Via,
    Date,
    Precision,
    Lang,
    Words,
    Copies,
    /// Names across scripts (`name:Мишустин`).
    Name,
}

impl Field {
    /// All fields, in the order of the manual.
    pub const ALL: [Field; 18] = [
        Field::Headline,
        Field::Body,
        Field::Lead,
        Field::Byline,
        Field::Place,
        Field::Section,
        Field::Path,
        Field::Url,
        Field::Id,
        Field::Source,
        Field::Origin,
        Field::Via,
        Field::Date,
        Field::Precision,
        Field::Lang,
        Field::Words,
        Field::Copies,
        Field::Name,
    ];

    /// Returns the name as typed before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Field::Headline => "headline",
            Field::Body => "body",
            Field::Lead => "lead",
            Field::Byline => "byline",
            Field::Place => "place",
            Field::Section => "section",
            Field::Path => "path",
            Field::Url => "url",
            Field::Id => "id",
            Field::Source => "source",
            Field::Origin => "origin",
            Field::Via => "via",
            Field::Date => "date",
            Field::Precision => "precision",
            Field::Lang => "lang",
            Field::Words => "words",
            Field::Copies => "copies",
            Field::Name => "name",
        }
    }

    /// Returns the field of that name, in any case.
    pub fn from_name(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name))
    }
}
