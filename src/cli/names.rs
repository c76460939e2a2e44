//! The user's own groups of renderings of names, for queries with `name:`.

use news_search::analysis::names::groups::{self, Group};
use news_search::query::ast::Node;

use super::exit::{Exit, Failure};
use super::settings::Settings;

/// Spellings of a name that are shown to a person.
const SHOWN: usize = 24;

/// Reads the user's table where a query asks for a name; nothing otherwise.
pub fn groups_for(query: &Node, settings: &Settings) -> Result<Vec<Group>, Failure> {
    let mut asks = false;
    query.walk(&mut |node| asks |= matches!(node, Node::Name { .. }));
    let Some(file) = settings.options().names.as_ref().filter(|_| asks) else {
        return Ok(Vec::new());
    };
    let wrong = |why: String| {
        let message = format!("names: {}: {why}", file.display());
        Failure::new(Exit::Usage, "E002", message)
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    groups::parse(&text).map_err(|error| wrong(error.to_string()))
}

/// Says what a name stands for.
pub fn told(name: &str, forms: &[String]) -> String {
    match forms.len() {
        0 => format!("the name {name} has no other spelling in this index"),
        many if many > SHOWN => {
            let more = many - SHOWN;
            format!("the name {name} stands for {}, and {more} more", forms[..SHOWN].join(", "))
        }
        _ => format!("the name {name} stands for {}", forms.join(", ")),
    }
}
