//! The last run as metrics, in the text format that the node exporter of Prometheus collects from files
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use std::fmt::Write as _;

use serde_json::Value;

/// Writes a report as metrics. Of a run that failed there are how it ended, when, and what is live.
pub fn text(report: &Value) -> String {
    let mut text = String::new();
    let mut family = |name: &str, help: &str, samples: Vec<(String, f64)>| {
        if samples.is_empty() {
            return;
        }
        let _ = writeln!(text, "# HELP news_search_{name} {help}");
        let _ = writeln!(text, "# TYPE news_search_{name} gauge");
        for (labels, value) in samples {
            let _ = writeln!(text, "news_search_{name}{labels} {value}");
        }
    };
    let number = |value: &Value| value.as_f64().map(|value| (String::new(), value));
    let one = |key: &str| number(&report[key]).into_iter().collect::<Vec<_>>();
    let labelled = |key: &str, label: &str| -> Vec<(String, f64)> {
        let entries = report[key].as_object().into_iter().flatten();
        entries
            .filter_map(|(name, value)| Some((format!("{{{label}=\"{name}\"}}"), value.as_f64()?)))
            .collect()
    };
    let began = report["began"].as_str().and_then(|began| began.parse::<jiff::Timestamp>().ok());
    let began = began.map(|began| (String::new(), began.as_second() as f64));
    family("last_run_timestamp_seconds", "When the last run began.", began.into_iter().collect());
    family("last_run_exit_code", "How the last run ended; 0 is success.", one("exit_code"));
    family("last_run_duration_seconds", "How long the last run took.", one("took_s"));
    family("stage_duration_seconds", "How long each stage took.", labelled("seconds", "stage"));
    let live = |key: &str| number(&report["live"][key]).into_iter().collect::<Vec<_>>();
    family("built_timestamp_seconds", "When the build of the live index began.", live("built"));
    family("articles", "Articles in the live index.", live("articles"));
    family("texts", "Texts in it, copies of one counted once.", live("texts"));
    family("undated_articles", "Articles in it without a date.", live("undated"));
    family("files", "Files of the corpus.", one("files"));
    let mut plan = labelled("plan", "state");
    plan.retain(|(labels, _)| labels != "{state=\"bytes\"}");
    family("plan_files", "Files by what the run found of them.", plan);
    family("records", "Files and records by verdict.", labelled("verdicts", "verdict"));
    let credits = report["unknown_credits"].as_array().map(|all| all.len() as f64);
    let credits = credits.map(|n| (String::new(), n)).into_iter().collect();
    family("unknown_credits", "Credits that no table knows.", credits);
    let gates = report["gates"].as_array().into_iter().flatten();
    let gates = gates.map(|gate| {
        let name = gate["name"].as_str().unwrap_or("");
        let stops = gate["fired"] == true && gate["accepted"] == false;
        (format!("{{gate=\"{name}\"}}"), f64::from(u8::from(stops)))
    });
    family("gate_stopped", "Whether a gate stopped the run.", gates.collect());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_report_becomes_families() {
        let told = text(&json!({
            "began": "2024-11-03T02:00:00Z", "exit_code": 11, "took_s": 1.5,
            "articles": 3, "live": { "articles": 7 },
            "verdicts": { "same": 5, "rejected": 0 }, "plan": { "new": 2, "bytes": 99 },
            "gates": [{ "name": "shrink", "fired": true, "accepted": false }],
        }));
        for line in [
            "# TYPE news_search_articles gauge",
            "news_search_last_run_timestamp_seconds 1730599200",
            "news_search_last_run_exit_code 11",
            "news_search_articles 7",
            "news_search_records{verdict=\"same\"} 5",
            "news_search_plan_files{state=\"new\"} 2",
            "news_search_gate_stopped{gate=\"shrink\"} 1",
        ] {
            assert!(told.lines().any(|told| told == line), "{line} is missing in\n{told}");
        }
        assert!(!told.contains("bytes"), "{told}");
        let failed = text(&json!({ "began": "2024-11-03T02:00:00Z", "exit_code": 3 }));
        assert_eq!(failed.lines().count(), 6, "{failed}");
    }
}
