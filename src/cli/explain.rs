//! `search explain ID QUERY`: why an article has the score that a page of hits shows.

use std::ffi::OsString;

use news_search::query::print::print;
use news_search::render::explain::ExplainPage;

use super::args::QueryArgs;
use super::args_explain::ExplainArgs;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::settings::{Layer, Settings};
use super::values::Format;
use super::{find, open};

/// Explains a score.
pub fn run(args: ExplainArgs) -> Result<Exit, Failure> {
    let ExplainArgs {
        id,
        query,
        format,
        matching,
        bag,
        recency,
        expand,
        now,
        zone,
        no_pager,
        places,
    } = args;
    let config = places.config.clone();
    let layer = Layer::of_query(QueryArgs {
        places,
        format: format.or(Some(Format::Text)),
        matching,
        bag,
        recency,
        expand,
        now,
        zone,
        no_pager,
        ..QueryArgs::default()
    });
    let settings = Settings::read(layer, config.as_deref())?;
    let json = settings.format() == Format::Json;
    explain(&settings, &id, query).map_err(|failure| failure.into_json(json))
}

fn explain(settings: &Settings, id: &str, words: Vec<OsString>) -> Result<Exit, Failure> {
    let format = settings.format();
    if !matches!(format, Format::Text | Format::Json) {
        return Err(Failure::usage("search explain writes text or json"));
    }
    let text = find::text_of(settings, words)?;
    let now = find::now(settings, &text)?;
    let options = settings.options();
    let parsed = find::parsed(settings, &text, &now)?;
    let query = find::filtered(settings, parsed.query.clone(), &now)?;
    let canonical = print(&query);
    let request = find::request(settings, query, &now)?;
    let engine = open::engine(&settings.index())?;
    let explained =
        engine.explain(id, &request).map_err(|error| Failure::of_search(error, &text, &parsed))?;
    let page = ExplainPage {
        query: &text,
        parsed: &canonical,
        explained: &explained,
        tree: settings.is_verbose(),
    };
    let mut answer = Vec::new();
    match format {
        Format::Json => page.json(&mut answer)?,
        _ => page.text(&mut answer)?,
    }
    Output::plain(format == Format::Text && options.pager != Some(false)).write(&answer)?;
    // The end of the process unmaps the index for nothing.
    std::mem::forget(engine);
    Ok(Exit::Done)
}
