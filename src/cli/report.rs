//! What a build did, and what an index is, told to a person.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use news_search::article::Verdict;
use news_search::corpus::PLACEHOLDER;
use news_search::engine::Manifest;
use news_search::ingest::report::Report;
use news_search::render::terminal::grouped;
use news_search::render::{dates, sanitize};

/// Most unknown credits that are named.
const CREDITS: usize = 5;

/// Writes a number and what it counts: `1 file`, `1,300 files`.
pub fn several(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Tells what a build did.
pub fn build(report: &Report) -> String {
    let time: f64 = report.stages.iter().map(|(_, time)| time.as_secs_f64()).sum();
    let mut text = format!(
        "{} from {} in {time:.1} s; {} undated, {} with a source\n",
        several(report.articles, "article"),
        several(report.files, "file"),
        grouped(report.undated),
        grouped(report.sourced)
    );
    let copies = [("texts", report.texts), ("articles with copies", report.copied)];
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
    let credits = report.unknown_credits.iter().take(CREDITS);
    list("unknown credits", credits.cloned(), &mut text);
    if report.unknown_credits.len() > CREDITS {
        let more = report.unknown_credits.len() - CREDITS;
        let _ = writeln!(text, "                 and {} more", grouped(more as u64));
    }
    let stages: Vec<String> = report
        .stages
        .iter()
        .map(|(stage, time)| format!("{stage} {:.1} s", time.as_secs_f64()))
        .collect();
    let _ = writeln!(text, "{:<16} {}", "stages", stages.join(", "));
    let _ = writeln!(text, "{:<16} {}", "generation", report.generation);
    text
}

/// Tells the same to a script.
pub fn build_json(report: &Report) -> serde_json::Value {
    let verdicts = Verdict::ALL
        .iter()
        .map(|verdict| (verdict.name(), report.verdicts.get(verdict).copied().unwrap_or(0)));
    let credits = report.unknown_credits.iter();
    let stages = report.stages.iter().map(|(stage, time)| (*stage, time.as_secs_f64()));
    serde_json::json!({
        "format_version": 1,
        "generation": report.generation,
        "files": report.files,
        "articles": report.articles,
        "texts": report.texts,
        "copied": report.copied,
        "undated": report.undated,
        "sourced": report.sourced,
        "formats": report.formats,
        "headline_only": report.headline_only,
        "placeholders": report.placeholders,
        "placeholders_skipped": report.reasons.get(PLACEHOLDER).copied().unwrap_or(0),
        "verdicts": verdicts.collect::<BTreeMap<_, _>>(),
        "reasons": report.reasons,
        "dates_from": report.provenance,
        "unknown_credits": credits.map(|(name, n)| serde_json::json!({ "name": name, "articles": n }))
            .collect::<Vec<_>>(),
        "seconds": stages.collect::<BTreeMap<_, _>>(),
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

/// Tells what an index is. `now` is in Unix seconds, `bytes` its size on disk.
pub fn status(manifest: &Manifest, sources: usize, bytes: u64, now: i64) -> String {
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
    list("last run", manifest.verdicts.iter().cloned(), &mut text);
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
    use news_search::engine::GenerationId;
    use std::time::Duration;

    #[test]
    fn a_build_is_told_in_few_lines() {
        let report = Report {
            generation: GenerationId("000001-x".into()),
            files: 1_300,
            verdicts: BTreeMap::from([(Verdict::Indexed, 1_200), (Verdict::Rejected, 0)]),
            articles: 1_200,
            formats: BTreeMap::from([("html".into(), 1_150), ("text".into(), 50)]),
            texts: 1_150,
            copied: 90,
            undated: 7,
            provenance: BTreeMap::from([("none".into(), 7), ("url".into(), 1_193)]),
            sourced: 9,
            headline_only: 12,
            placeholders: 3,
            unknown_credits: vec![("Odd\u{1b} Wire".into(), 3)],
            reasons: BTreeMap::from([("placeholder".into(), 2)]),
            stages: vec![("read", Duration::from_millis(1_500)), ("seal", Duration::from_secs(1))],
        };
        assert_eq!(
            build(&report),
            "\
1,200 articles from 1,300 files in 2.5 s; 7 undated, 9 with a source
copies           texts 1,150, articles with copies 90
verdicts         indexed 1,200
reasons          placeholder 2
formats          html 1,150, text 50
headline only    all 12, for a placeholder 3, placeholders skipped 2
dates from       url 1,193, none 7
unknown credits  Odd Wire 3
stages           read 1.5 s, seal 1.0 s
generation       000001-x
"
        );
        let json = build_json(&report);
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
