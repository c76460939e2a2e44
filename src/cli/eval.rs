//! `search eval TOPICS QRELS`: how good the answers to judged topics are, and whether another setting is
//! better.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use news_search::engine::hits::run_names;
use news_search::engine::request::Count;
use news_search::engine::{Engine, EngineError};
use news_search::measure::compare::{Comparison, Missing};
use news_search::measure::qrels::{self, Qrels};
use news_search::measure::run::{self, Run};

use super::args_measuring::EvalArgs;
use super::eval_report::{Report, Side};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::settings::{Layer, Settings};
use super::topics::{Question, Source, questions};
use super::values::{Collapsing, Format};
use super::{find, open, settings_file, settings_typed};

/// Measures answers.
pub fn run(args: EvalArgs) -> Result<Exit, Failure> {
    let json = args.format == Some(Format::Json);
    eval(&args).map_err(|failure| failure.into_json(json))
}

fn eval(args: &EvalArgs) -> Result<Exit, Failure> {
    let format = args.format.unwrap_or(Format::Text);
    if matches!(format, Format::Jsonl | Format::Trec) {
        let help = "a TREC run is written by: search batch TOPICS --bag --format trec";
        return Err(Failure::usage("search eval writes text, json, csv, tsv or md").help(help));
    }
    let (topics, judgements) = match (&args.qrels, &args.run) {
        (Some(qrels), _) => (Some(args.topics.as_path()), qrels.as_path()),
        (None, Some(_)) => (None, args.topics.as_path()),
        (None, None) => {
            let help = "type: search eval TOPICS QRELS, or: search eval QRELS --run FILE";
            return Err(Failure::usage("the judgements are missing").help(help));
        }
    };
    let source = Source::read(judgements)?;
    let qrels = qrels::read(&source.text).map_err(|error| source.wrong(error))?;
    let asked = match topics {
        Some(path) => Some(Topics::read(path, args, &qrels)?),
        None => None,
    };
    let sides = sides(args)?;
    let mut engines = Engines(Vec::new());
    let mut runs = Vec::new();
    let mut told = Vec::new();
    for (name, from) in sides {
        let (run, generation) = match from {
            Way::Run(run) => (run, None),
            Way::Search(settings) => {
                let Some(asked) = &asked else {
                    let help = "type: search eval TOPICS QRELS --run FILE --against SETTING";
                    return Err(Failure::usage("a setting needs topics to search for").help(help));
                };
                let engine = engines.of(&settings, runs.is_empty())?;
                let run = asked.search(engine, &settings, args)?;
                (run, Some(engine.manifest().generation.0.clone()))
            }
        };
        runs.push(run);
        told.push(Side { name, generation });
    }
    let missing = args.missing.of_measure();
    let comparison = Comparison::new(&qrels, &runs.iter().collect::<Vec<_>>(), missing);
    if comparison.topics.is_empty() {
        let message = "no judged topic was answered";
        let help = "do topics, judgements and run have the same ids? --missing zero counts all";
        return Err(Failure::new(Exit::NoHits, "E006", message).help(help));
    }
    let mut notes = notes(&comparison, &told);
    let asked = asked.as_ref();
    notes.splice(0..0, asked.map(|asked| asked.notes(&qrels, missing)).unwrap_or_default());
    let report = Report { comparison, sides: told, notes, asked, args };
    let mut answer = Vec::new();
    report.write(format, &mut answer)?;
    Output::plain(format == Format::Text).write(&answer)?;
    report.tell(format);
    // The end of the process unmaps the indexes for nothing.
    std::mem::forget(engines);
    Ok(Exit::Done)
}

/// The topics that are judged, and which are not.
pub struct Topics {
    pub questions: Vec<Question>,
    /// Ids of topics that nobody judged.
    pub left_out: Vec<String>,
}

impl Topics {
    fn read(path: &Path, args: &EvalArgs, qrels: &Qrels) -> Result<Topics, Failure> {
        let source = Source::read(path)?;
        let all = questions(&source, &args.topic_fields)?;
        let is_judged = |question: &Question| qrels.of(&question.topic.id).is_some();
        let (questions, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_judged);
        let left_out: Vec<String> = others.into_iter().map(|other| other.topic.id).collect();
        if questions.is_empty() {
            let judged: Vec<String> =
                qrels.topics.iter().map(|judged| judged.topic.clone()).collect();
            let message = format!(
                "no topic of {} is judged: it has {}, judged are {}",
                source.name,
                some(&left_out),
                some(&judged)
            );
            let help = "both files have to name topics alike";
            return Err(Failure::new(Exit::Usage, "E005", message).help(help));
        }
        Ok(Topics { questions, left_out })
    }

    /// Searches for every topic.
    fn search(
        &self,
        engine: &dyn Engine,
        settings: &Settings,
        args: &EvalArgs,
    ) -> Result<Run, Failure> {
        let all: Vec<&str> = self.questions.iter().map(|asked| asked.text.as_str()).collect();
        let now = find::now(settings, &all.join("\n"))?;
        let mut run = Run::default();
        for Question { topic, text } in &self.questions {
            // Figures without one of the topics would be of another collection.
            let of_topic = |failure: Failure| {
                let message = format!("topic {}: {}", topic.id, failure.message);
                Failure { message, shown: None, span: None, ..failure }
            };
            let parsed = find::parsed(settings, text, &now).map_err(of_topic)?;
            let query = find::filtered(settings, parsed.query.clone(), &now)?;
            let mut request = find::request(settings, query, &now)?;
            request.limit = args.depth as usize;
            (request.offset, request.copies) = (0, 0);
            (request.count, request.snippet, request.deadline) = (Count::None, None, None);
            let found = engine.search(&request);
            let hits =
                found.map_err(|error| of_topic(Failure::of_search(error, text, &parsed)))?.hits;
            run.add(&topic.id, run_names(&hits));
        }
        Ok(run)
    }

    fn notes(&self, qrels: &Qrels, missing: Missing) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.left_out.is_empty() {
            let all = self.left_out.len() + self.questions.len();
            let ids = some(&self.left_out);
            notes.push(format!("not judged and left out: {ids} of {all} topics"));
        }
        let asked: BTreeSet<&str> =
            self.questions.iter().map(|question| question.topic.id.as_str()).collect();
        let absent = qrels.topics.iter().filter(|judged| !asked.contains(judged.topic.as_str()));
        let absent: Vec<String> = absent.map(|judged| judged.topic.clone()).collect();
        if !absent.is_empty() {
            let (ids, what) = (some(&absent), counting(missing));
            notes.push(format!("judged but not among the topics, {what}: {ids}"));
        }
        notes
    }
}

/// Tells what becomes of a topic without an answer.
fn counting(missing: Missing) -> &'static str {
    match missing {
        Missing::Zero => "counted as 0",
        Missing::Skip => "left out unless another run has them",
    }
}

/// Counts topics and names the first of them: `3 topics (1, 2, 5)`.
fn some(ids: &[String]) -> String {
    let shown = ids.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if ids.len() > 10 { ", …" } else { "" };
    format!("{} ({shown}{more})", topics(ids.len()))
}

fn topics(number: usize) -> String {
    format!("{number} topic{}", if number == 1 { "" } else { "s" })
}

/// What has to be known of the figures before they are believed.
fn notes(comparison: &Comparison, sides: &[Side]) -> Vec<String> {
    let mut notes = Vec::new();
    let idle = comparison.topics.iter().filter(|row| row.relevant == 0).count();
    if idle > 0 {
        notes.push(format!("without a relevant document, counted as 0: {}", topics(idle)));
    }
    if !comparison.skipped.is_empty() {
        notes.push(format!("without an answer, left out: {}", some(&comparison.skipped)));
    }
    if !comparison.unjudged.is_empty() {
        let ids = some(&comparison.unjudged);
        notes.push(format!("answered but not judged, counted nowhere: {ids}"));
    }
    for (at, side) in sides.iter().enumerate() {
        let empty: Vec<String> = comparison.unanswered(at).map(str::to_owned).collect();
        if !empty.is_empty() {
            notes.push(format!("{}: nothing found, counted as 0: {}", side.name, some(&empty)));
        }
        let scores = || comparison.topics.iter().map(|row| &row.scores[at]);
        let first = |found: usize| found.min(100);
        if scores().any(|s| s.found > 0) && scores().all(|s| s.unjudged100 == first(s.found)) {
            let name = &side.name;
            notes.push(format!(
                "{name}: no document that was found is judged; the judgements have to name documents by \
                 the ids that the corpus gives (search --format csv --fields own_id QUERY shows them)"
            ));
        }
    }
    notes
}

/// Where a side's answers come from.
enum Way {
    Run(Run),
    Search(Box<Settings>),
}

/// Reads what is to be measured, the first of which others are compared with.
fn sides(args: &EvalArgs) -> Result<Vec<(String, Way)>, Failure> {
    let layer = Layer { now: args.now.clone(), ..Layer::of_places(&args.places) };
    let mut base = Settings::read(layer, args.places.config.as_deref())?
        .changed(of_answers)
        .changed(|layer| {
            layer.collapse = Some(Collapsing::Off);
            (layer.bag, layer.syntax) = (Some(args.syntax.is_none()), args.syntax);
            layer.format = Some(Format::Text);
        });
    for typed in &args.set {
        base = base.under(setting(typed)?);
    }
    let run = |path: &Path| {
        let source = Source::read(path)?;
        run::read(&source.text, args.depth as usize).map_err(|error| source.wrong(error))
    };
    let mut sides = vec![match &args.run {
        Some(path) => (path.display().to_string(), Way::Run(run(path)?)),
        None if args.set.is_empty() => ("base".to_owned(), Way::Search(Box::new(base.clone()))),
        None => (args.set.join(" "), Way::Search(Box::new(base.clone()))),
    }];
    for other in &args.against {
        let path = Path::new(other);
        let from = if path.extension().is_some_and(|ending| ending == "toml") {
            let Some(mut layer) = settings_file::read(path)? else {
                let message = format!("there is no settings file {other}");
                return Err(Failure::new(Exit::Usage, "E002", message));
            };
            of_answers(&mut layer);
            Way::Search(Box::new(base.under(layer)))
        } else if path.exists() || !other.contains('=') {
            Way::Run(run(path)?)
        } else {
            Way::Search(Box::new(base.under(setting(other)?)))
        };
        sides.push((other.clone(), from));
    }
    Ok(sides)
}

/// Keys of settings that cannot change which hits are found, nor their order.
const IDLE: [&str; 21] = [
    "corpus",
    "limit",
    "offset",
    "format",
    "fields",
    "snippet",
    "timeout",
    "color",
    "syntax",
    "quiet",
    "pager",
    "threads",
    "keep",
    "follow",
    "aliases",
    "memory",
    "canaries",
    "hook-before",
    "hook-after",
    "gates",
    "strict",
];

/// Reads a setting that is typed. One that would change nothing is refused, so that nobody takes that for
/// a result.
fn setting(typed: &str) -> Result<Layer, Failure> {
    let layer = settings_typed::read(typed)?;
    let key = typed.split(['=', '.']).next().unwrap_or_default().trim();
    if IDLE.contains(&key) {
        let message = format!("{key} changes neither which hits are found nor their order");
        let help = "an index is compared by index=DIR, a depth is set by -k";
        return Err(Failure::usage(message).help(help));
    }
    Ok(layer)
}

/// Takes out of a settings file what it says of pages and of the usual questions of a person, so that what
/// decides the order of hits is left.
fn of_answers(layer: &mut Layer) {
    (layer.limit, layer.offset, layer.snippet, layer.timeout) = (None, None, None, None);
    (layer.sort, layer.since, layer.until, layer.source) = (None, None, None, None);
    (layer.lang, layer.matching, layer.bag, layer.collapse) = (None, None, None, None);
    (layer.fields, layer.parse, layer.count, layer.strict) = (None, None, None, None);
    (layer.syntax, layer.format) = (None, None);
}

/// The indexes that are open.
struct Engines(Vec<(PathBuf, Box<dyn Engine>)>);

impl Engines {
    /// Opens the index of a setting, once. The first one is built if there is none.
    fn of(&mut self, settings: &Settings, first: bool) -> Result<&dyn Engine, Failure> {
        let dir = settings.index();
        let at = match self.0.iter().position(|(open, _)| *open == dir) {
            Some(at) => at,
            None => {
                let engine = match open::engine(&dir) {
                    Err(EngineError::NoIndex { .. }) if first => find::open_or_build(settings)?,
                    engine => engine?,
                };
                self.0.push((dir, engine));
                self.0.len() - 1
            }
        };
        Ok(self.0[at].1.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_change_nothing_are_keys() {
        assert!(IDLE.iter().all(|key| settings_file::KEYS.contains(key)));
    }
}
