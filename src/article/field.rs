//! The names of the fields that can be searched, as people type them.

use serde::{Deserialize, Serialize};

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// Words of the headline.
    Headline,
    /// Words of deck and body.
    Body,
    /// Words of the first paragraph of the body.
    Lead,
    /// Words of the byline.
    Byline,
    /// Words of the place it was reported from.
    Place,
    /// Words of the section.
    Section,
    /// Words of the path in the corpus.
    Path,
    /// Words of the address.
    Url,
    /// The article's id or its beginning, or its own id.
    Id,
    /// Outlet or agency anywhere in the chain, by any alias.
    Source,
    /// Outlet or agency that made it, by any alias.
    Origin,
    /// Outlet or agency that passed it on, by any alias.
    Via,
    /// Date of publication.
    Date,
    /// How exactly the date is known, at least.
    Precision,
    /// Language code.
    Lang,
    /// Length in words.
    Words,
    /// The copies of one text, by the id of any of them.
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
