//! `search fields`: what the index holds.

use std::cmp::Reverse;
use std::ops::Bound;

use news_search::engine::{Engine, TermCount, Terms};
use news_search::render::fields::Listing;

use super::args::FieldsArgs;
use super::exit::{Exit, Failure};
use super::open;
use super::output::Output;
use super::settings::{Layer, Settings};
use super::values::Format;

/// Most values of one field that are listed.
const LISTED: usize = 10_000;

/// Lists fields, languages, sources and sections.
pub fn run(args: FieldsArgs) -> Result<Exit, Failure> {
    let format = args.format.unwrap_or(Format::Text);
    let settings = Settings::read(Layer::of_places(&args.places), args.places.config.as_deref())?;
    list(&settings, format).map_err(|failure| failure.into_json(format == Format::Json))
}

fn list(settings: &Settings, format: Format) -> Result<Exit, Failure> {
    let engine = open::engine(&settings.index())?;
    let sources = by_count(engine.as_ref(), Terms::Sources)?;
    let sections = by_count(engine.as_ref(), Terms::Sections)?;
    let listing = Listing { manifest: engine.manifest(), sources: &sources, sections: &sections };
    let mut answer = Vec::new();
    match format {
        Format::Text => listing.text(&mut answer)?,
        Format::Json => listing.json(&mut answer)?,
        _ => return Err(Failure::usage("search fields writes text or json")),
    }
    Output::plain(format == Format::Text && settings.options().pager != Some(false))
        .write(&answer)?;
    Ok(Exit::Done)
}

/// Lists values, most frequent first, equals in alphabetical order.
pub fn by_count(engine: &dyn Engine, of: Terms) -> Result<Vec<TermCount>, Failure> {
    let mut list = engine.terms(of, (Bound::Unbounded, Bound::Unbounded), LISTED)?;
    list.sort_by_key(|term| Reverse(term.articles));
    Ok(list)
}
