//! `search show ID`: one article to read, as it stood, or how its fields were decided.

use news_search::engine::Stored;
use news_search::render::article::{ArticlePage, Part};

use super::args::ShowArgs;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::settings::{Layer, Settings};
use super::values::Format;
use super::{copies, environment, formats, open};

/// Shows an article.
pub fn run(args: ShowArgs) -> Result<Exit, Failure> {
    let layer = Layer {
        format: args.format.or(Some(Format::Text)),
        color: args.color,
        pager: args.no_pager.then_some(false),
        ..Layer::of_places(&args.places)
    };
    let settings = Settings::read(layer, args.places.config.as_deref())?;
    let format = settings.format();
    show(&settings, &args).map_err(|failure| failure.into_json(format == Format::Json))
}

fn show(settings: &Settings, args: &ShowArgs) -> Result<Exit, Failure> {
    let format = settings.format();
    if format == Format::Trec {
        return Err(Failure::usage(
            "a TREC run lists hits; show takes text, json, jsonl, md, csv or tsv",
        ));
    }
    let part = match (args.raw, args.evidence) {
        (true, _) => Part::Raw,
        (_, true) => Part::Evidence,
        _ => Part::Readable,
    };
    if part != Part::Readable && format != Format::Text {
        return Err(Failure::usage(
            "--raw and --evidence are for people; json has all of it in one object",
        ));
    }
    let told = args.copies || args.diff.is_some();
    if told && !matches!(format, Format::Text | Format::Json | Format::Jsonl) {
        return Err(Failure::usage("--copies and --diff are told as text, json or jsonl"));
    }
    if args.copies && args.diff.is_some() && format == Format::Jsonl {
        return Err(Failure::usage("jsonl lists articles; for a difference as well take json"));
    }
    let engine = open::engine(&settings.index())?;
    let now = environment::now().as_second();
    let stored = free(engine.article(&args.id, now)?, now)?;
    let mut answer = Vec::new();
    if let Some(other) = &args.diff {
        let other = free(engine.article(other, now)?, now)?;
        if args.copies {
            let both = (&stored, Some(&other));
            copies::list(engine.as_ref(), settings, both, now, &mut answer)?;
        } else {
            copies::difference(settings, &stored, &other, &mut answer)?;
        }
    } else if args.copies {
        copies::list(engine.as_ref(), settings, (&stored, None), now, &mut answer)?;
    } else if format == Format::Text {
        let (width, color) = (environment::size().0, settings.color());
        let page = ArticlePage { width, color, part, built: Some(engine.manifest().built) };
        page.article(&stored, &mut answer)?;
    } else {
        formats::renderer(settings, Exit::Done).article(&stored, &mut answer)?;
    }
    let paged = format == Format::Text && settings.options().pager != Some(false);
    Output::plain(paged).write(&answer)?;
    // The end of the process unmaps the index for nothing.
    std::mem::forget(engine);
    Ok(Exit::Done)
}

/// Refuses an article that is under an embargo at `now`.
fn free(stored: Stored, now: i64) -> Result<Stored, Failure> {
    match stored.article.embargo.filter(|until| *until > now) {
        None => Ok(stored),
        Some(until) => {
            let until = news_search::render::dates::instant(until);
            let id = stored.article.id;
            let message = format!("the article {id} is under embargo until {until}");
            Err(Failure::new(Exit::NoHits, "E310", message))
        }
    }
}
