//! From `--format` to the renderer that writes it.

use news_search::render::json::Json;
use news_search::render::markdown::Markdown;
use news_search::render::renderer::Renderer;
use news_search::render::table::{Column, Separator, Table};
use news_search::render::terminal::Terminal;
use news_search::render::trec::Trec;

use super::environment;
use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::values::Format;

/// The topic's number of a single query in a TREC run.
const QID: &str = "1";
/// The run's name.
const TAG: &str = "news-search";

/// Makes the renderer that the settings ask for. `exit` stands in JSON.
pub fn renderer(settings: &Settings, exit: Exit) -> Box<dyn Renderer> {
    let columns = settings.options().fields.clone();
    let json = |lines| Json { lines, columns: columns.clone(), exit_code: exit.code() };
    let table = |separator| Table {
        separator,
        columns: columns.clone().unwrap_or_else(|| Column::USUAL.to_vec()),
    };
    match settings.format() {
        Format::Text => {
            let color = settings.color();
            Box::new(Terminal {
                width: environment::size().0,
                color,
                links: color && environment::stdout_is_terminal(),
                remarks: !settings.is_quiet(),
            })
        }
        Format::Json => Box::new(json(false)),
        Format::Jsonl => Box::new(json(true)),
        Format::Csv => Box::new(table(Separator::Comma)),
        Format::Tsv => Box::new(table(Separator::Tab)),
        Format::Md => Box::new(Markdown),
        Format::Trec => Box::new(Trec { qid: QID.to_owned(), tag: TAG.to_owned() }),
    }
}

/// Tells whether hits in the format asked for carry a passage.
pub fn has_passages(settings: &Settings) -> bool {
    let chosen = |usual| match &settings.options().fields {
        Some(columns) => columns.contains(&Column::Snippet),
        None => usual,
    };
    match settings.format() {
        Format::Text | Format::Md => true,
        Format::Json | Format::Jsonl => chosen(true),
        Format::Csv | Format::Tsv => chosen(false),
        Format::Trec => false,
    }
}

/// Refuses `--fields` where it would do nothing.
pub fn check_fields(typed: bool, format: Format) -> Result<(), Failure> {
    if typed && matches!(format, Format::Text | Format::Md | Format::Trec) {
        return Err(Failure::usage("--fields goes with --format csv, tsv, json or jsonl"));
    }
    Ok(())
}
