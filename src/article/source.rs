//! Who made an article and who passed it on.

use serde::{Deserialize, Serialize};

/// The part that an outlet or agency played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Wrote or published it first.
    Origin,
    /// Passed it on.
    Via,
}

impl Role {
    /// Returns the word that queries and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Role::Origin => "origin",
            Role::Via => "via",
        }
    }
}

/// An outlet or agency in an article's chain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The canonical name from the alias table, or the credit as printed where it is unknown.
    pub name: String,
    /// Whether it made the article or passed it on.
    pub role: Role,
    /// The credit as it stood in the article.
    pub raw: String,
    /// Every other name the alias table or the credit gives (acronyms, other scripts).
    pub aliases: Vec<String>,
    /// Whether the alias table knows it.
    pub known: bool,
}
