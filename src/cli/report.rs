//! What a build did, and what an index is, told to a person.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use news_search::article::Verdict;
use news_search::corpus::PLACEHOLDER;
use news_search::engine::{GenerationId, Manifest};
use news_search::ingest::plan::PlanCounts;
use news_search::ingest::report::{Holds, Listed, Outcome, Report};
use news_search::render::terminal::grouped;
use news_search::render::{dates, sanitize};
use serde_json::{Value, json};

use super::exit::Failure;
use super::log_line::log_row;

/// Most unknown credits that are named.
const CREDITS: usize = 5;

/// Writes a number and what it counts: `1 file`, `1,300 files`.
pub fn several(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Columns of the word before a path in a plan.
const WIDTH: usize = 11;

/// Tells what a build did.
pub fn build(report: &Report) -> String {
    let time = report.took().as_secs_f64();
    let mut text = String::new();
    let head = format!(
        "{} from {} in {time:.1} s; {} undated",
        several(report.articles, "article"),
        several(report.files, "file"),
        grouped(report.undated),
    );
    let _ = match report.outcome {
        Outcome::Unchanged => writeln!(text, "{head}; nothing changed"),
        Outcome::Refused if report.verdicts.is_empty() => writeln!(text, "nothing was read"),
        _ => writeln!(text, "{head}, {} with a source", grouped(report.sourced)),
    };
    if report.full.is_none() {
        list("files", plan_counts(&report.plan), &mut text);
    }
    let copies = [
        ("texts", report.texts),
        ("articles with copies", report.copied),
        ("more than last time", report.new_copies),
    ];
    list("copies", copies.map(|(name, n)| (name.to_owned(), n)).into_iter(), &mut text);
    let verdicts = Verdict::ALL
        .iter()
        .filter_map(|verdict| Some((verdict.name().to_owned(), *report.verdicts.get(verdict)?)));
    list("verdicts", verdicts, &mut text);
    list("reasons", counts(&report.reasons), &mut text);
    list("formats", counts(&report.formats), &mut text);
    let refused = report.reasons.get(PLACEHOLDER).copied().unwrap_or(0);
    let alone = [
        ("all", report.headline_only),
        ("for a placeholder", report.placeholders),
        ("placeholders skipped", refused),
    ];
    list("headline only", alone.map(|(name, n)| (name.to_owned(), n)).into_iter(), &mut text);
    list("dates from", counts(&report.provenance), &mut text);
    credits("unknown credits", &report.unknown_credits, &mut text);
    if report.full.is_none() {
        credits("new among them", &report.new_credits, &mut text);
    }
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<16} {value}");
    };
    for gate in report.gates.iter().filter(|gate| gate.fired) {
        let end = if gate.accepted { "accepted" } else { "stopped" };
        row("gate", format!("{} {end}: {}", gate.name, sanitize::plain(&gate.told)));
    }
    let passed: Vec<&str> =
        report.gates.iter().filter(|gate| !gate.fired).map(|gate| gate.name.name()).collect();
    if !passed.is_empty() {
        row("gates passed", passed.join(", "));
    }
    let stages: Vec<String> = report
        .stages
        .iter()
        .map(|(stage, time)| format!("{stage} {:.1} s", time.as_secs_f64()))
        .collect();
    row("stages", stages.join(", "));
    if let Some(why) = report.full.as_ref().filter(|_| report.outcome == Outcome::Published) {
        row("read all, as", why.clone());
    }
    if let Some(generation) = &report.generation {
        let still = if report.outcome == Outcome::Refused { ", as before" } else { "" };
        row("generation", format!("{generation}{still}"));
    }
    text
}

fn credits(name: &str, credits: &[(String, u64)], text: &mut String) {
    list(name, credits.iter().take(CREDITS).cloned(), text);
    if credits.len() > CREDITS {
        let more = credits.len() - CREDITS;
        let _ = writeln!(text, "                 and {} more", grouped(more as u64));
    }
}

fn plan_counts(plan: &PlanCounts) -> impl Iterator<Item = (String, u64)> {
    let PlanCounts { new, changed, moved, same, deleted, unreadable, .. } = *plan;
    let counts = [
        ("new", new),
        ("changed", changed),
        ("moved", moved),
        ("same", same),
        ("deleted", deleted),
        ("unreadable", unreadable),
    ];
    counts.map(|(name, n)| (name.to_owned(), n)).into_iter()
}

/// Tells what a build would do: a line for every file that is not the same, then their numbers.
pub fn plan(report: &Report) -> String {
    let mut text = String::new();
    for Listed { what, path, from } in &report.listed {
        let from = from.as_ref().map(|from| format!("  from {}", sanitize::plain(from)));
        let from = from.unwrap_or_default();
        let _ = writeln!(text, "{what:<WIDTH$}{}{from}", sanitize::plain(path));
    }
    let counts: Vec<String> =
        plan_counts(&report.plan).map(|(name, n)| format!("{name} {}", grouped(n))).collect();
    let bytes = report.plan.bytes as f64 / 1e6;
    let _ = writeln!(text, "{}; {bytes:.1} MB to read", counts.join(", "));
    if let Some(why) = &report.full {
        let _ = writeln!(text, "all {} would be read: {why}", several(report.files, "file"));
    }
    for gate in report.gates.iter().filter(|gate| gate.fired) {
        let _ = writeln!(text, "gate {}: {}", gate.name, sanitize::plain(&gate.told));
    }
    text
}

/// Tells the same to a script; `exit` is the code that the program ends with.
pub fn build_json(report: &Report, exit: u8) -> Value {
    let verdicts = Verdict::ALL
        .iter()
        .map(|verdict| (verdict.name(), report.verdicts.get(verdict).copied().unwrap_or(0)));
    let named = |credits: &[(String, u64)]| -> Vec<Value> {
        credits.iter().map(|(name, n)| json!({ "name": name, "articles": n })).collect()
    };
    let stages = report.stages.iter().map(|(stage, time)| (*stage, time.as_secs_f64()));
    let gates = report.gates.iter().map(|gate| {
        json!({ "name": gate.name, "code": gate.name.code(), "fired": gate.fired,
                "accepted": gate.accepted, "told": gate.told })
    });
    json!({
        "format_version": 1,
        "outcome": report.outcome,
        "exit_code": exit,
        "began": dates::instant(report.began),
        "took_s": report.took().as_secs_f64(),
        "generation": report.generation,
        "live": report.live,
        "full": report.full,
        "plan": report.plan,
        "listed": report.listed,
        "gates": gates.collect::<Vec<_>>(),
        "files": report.files,
        "articles": report.articles,
        "texts": report.texts,
        "copied": report.copied,
        "new_copies": report.new_copies,
        "undated": report.undated,
        "sourced": report.sourced,
        "formats": report.formats,
        "headline_only": report.headline_only,
        "placeholders": report.placeholders,
        "placeholders_skipped": report.reasons.get(PLACEHOLDER).copied().unwrap_or(0),
        "verdicts": verdicts.collect::<BTreeMap<_, _>>(),
        "reasons": report.reasons,
        "dates_from": report.provenance,
        "unknown_credits": named(&report.unknown_credits),
        "new_credits": named(&report.new_credits),
        "seconds": stages.collect::<BTreeMap<_, _>>(),
        "error": null,
    })
}

/// Tells a script of a night that came to no end, and of what is live all the same. `began` is in Unix
/// seconds.
pub fn failed_json(
    failure: &Failure,
    began: i64,
    took: Duration,
    live: Option<&Manifest>,
) -> Value {
    json!({
        "format_version": 1,
        "outcome": "failed",
        "exit_code": failure.exit.code(),
        "began": dates::instant(began),
        "took_s": took.as_secs_f64(),
        "generation": live.map(|live| &live.generation),
        "live": live.map(Holds::from),
        "error": { "code": failure.code, "message": failure.message, "help": failure.help },
    })
}

fn counts(map: &std::collections::BTreeMap<String, u64>) -> impl Iterator<Item = (String, u64)> {
    let mut list: Vec<(String, u64)> = map.iter().map(|(name, n)| (name.clone(), *n)).collect();
    list.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    list.into_iter()
}

fn list(name: &str, values: impl Iterator<Item = (String, u64)>, text: &mut String) {
    let values: Vec<String> = values
        .filter(|(_, number)| *number > 0)
        .map(|(name, number)| format!("{} {}", sanitize::plain(&name), grouped(number)))
        .collect();
    if !values.is_empty() {
        let _ = writeln!(text, "{name:<16} {}", values.join(", "));
    }
}

/// What an index is.
pub struct Status<'a> {
    /// What the live generation says of itself.
    pub manifest: &'a Manifest,
    /// Names of outlets and agencies in it.
    pub sources: usize,
    /// Its size on disk.
    pub bytes: u64,
    /// The present, Unix seconds.
    pub now: i64,
    /// The last line of the log.
    pub last_run: Option<&'a Value>,
    /// Credits that no table knows, most frequent first.
    pub unknown_credits: &'a [(String, u64)],
    /// All generations, oldest first.
    pub generations: &'a [GenerationId],
}

/// Tells what an index is.
pub fn status(status: &Status<'_>) -> String {
    let Status { manifest, sources, bytes, now, .. } = *status;
    let mut text = String::new();
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<16} {value}");
    };
    row("generation", manifest.generation.to_string());
    row("built", format!("{}, {}", dates::instant(manifest.built), age(now - manifest.built)));
    row("articles", grouped(manifest.articles));
    row("texts", grouped(manifest.texts));
    row("with copies", grouped(manifest.copied));
    row("undated", grouped(manifest.undated));
    row("sources", grouped(sources as u64));
    row("size", format!("{:.1} MB", bytes as f64 / 1e6));
    for root in &manifest.roots {
        row("corpus", format!("{} = {}", sanitize::plain(&root.name), sanitize::plain(&root.path)));
    }
    list("languages", manifest.langs.iter().cloned(), &mut text);
    list("verdicts", manifest.verdicts.iter().cloned(), &mut text);
    credits("unknown credits", status.unknown_credits, &mut text);
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<16} {value}");
    };
    let kept: Vec<String> = status.generations.iter().map(ToString::to_string).collect();
    row("kept", kept.join(", "));
    if let Some(line) = status.last_run {
        row("last run", log_row(line));
    }
    text
}

fn age(seconds: i64) -> String {
    let (number, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use news_search::ingest::gates::GateName;
    use news_search::ingest::report::Gate;
    #[test]
    fn a_build_is_told_in_few_lines() {
        let report = Report {
            outcome: Outcome::Published,
            began: 0,
            generation: Some(GenerationId("000001-x".into())),
            live: None,
            full: None,
            plan: PlanCounts { new: 3, same: 1_297, ..PlanCounts::default() },
            listed: Vec::new(),
            gates: vec![
                Gate::new(GateName::Shrink, false, "as many".into()),
                Gate { accepted: true, ..Gate::new(GateName::Undated, true, "more".into()) },
            ],
            files: 1_300,
            verdicts: BTreeMap::from([(Verdict::Indexed, 1_200), (Verdict::Rejected, 0)]),
            articles: 1_200,
            formats: BTreeMap::from([("html".into(), 1_150), ("text".into(), 50)]),
            texts: 1_150,
            copied: 90,
            new_copies: 4,
            undated: 7,
            provenance: BTreeMap::from([("none".into(), 7), ("url".into(), 1_193)]),
            sourced: 9,
            headline_only: 12,
            placeholders: 3,
            unknown_credits: vec![("Odd\u{1b} Wire".into(), 3)],
            new_credits: Vec::new(),
            reasons: BTreeMap::from([("placeholder".into(), 2)]),
            stages: vec![("read", Duration::from_millis(1_500)), ("seal", Duration::from_secs(1))],
        };
        assert_eq!(
            build(&report),
            "\
1,200 articles from 1,300 files in 2.5 s; 7 undated, 9 with a source
files            new 3, same 1,297
copies           texts 1,150, articles with copies 90, more than last time 4
verdicts         indexed 1,200
reasons          placeholder 2
formats          html 1,150, text 50
headline only    all 12, for a placeholder 3, placeholders skipped 2
dates from       url 1,193, none 7
unknown credits  Odd Wire 3
gate             undated accepted: more
gates passed     shrink
stages           read 1.5 s, seal 1.0 s
generation       000001-x
"
        );
        let json = build_json(&report, 0);
        assert_eq!((&json["texts"], &json["copied"]), (&1_150.into(), &90.into()));
        assert_eq!(json["headline_only"], 12);
        assert_eq!(json["placeholders"], 3);
        assert_eq!(json["placeholders_skipped"], 2);
        assert_eq!(json["verdicts"]["indexed"], 1_200);
    }

    #[test]
    fn ages_are_rounded_down() {
        assert_eq!(age(-5), "just now");
        assert_eq!(age(60), "1 minute ago");
        assert_eq!(age(86_399), "23 hours ago");
        assert_eq!(age(86_400 * 3), "3 days ago");
    }
}
