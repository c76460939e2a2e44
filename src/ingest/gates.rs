//! What a new generation must not be, before it goes live: much smaller than the last one, full of
//! rejects, deaf to known questions, without dates, slow, or damaged.

use std::fmt;

use serde::Serialize;

use crate::article::Verdict;
use crate::engine::manifest::Past;
use crate::ingest::canaries::Asked;
use crate::ingest::report::Gate;

/// How far a night may differ from the one before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Per cent of the articles that may be missing.
    pub shrink: f64,
    /// Per cent of the records that may be rejected.
    pub rejects: f64,
    /// Percentage points by which the share of undated articles may rise.
    pub undated: f64,
    /// Per cent by which the 95th percentile of the canaries' times may rise; `None` for no look at it.
    pub latency: Option<f64>,
    /// Fewer records than these are no percentage: a corpus of ten may lose one.
    pub fewest: u64,
}

impl Default for Limits {
    /// 2 % fewer articles, 1 % of rejects, 5 points of undated ones, from 20 records on.
    fn default() -> Limits {
        Limits { shrink: 2.0, rejects: 1.0, undated: 5.0, latency: None, fewest: 20 }
    }
}

/// A gate's name, as typed behind `--accept`; its number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GateName {
    /// The corpus is missing, empty or unmounted.
    Corpus = 10,
    /// Fewer articles.
    Shrink = 11,
    /// Many rejects.
    Rejects = 12,
    /// A canary found nothing.
    Canary = 13,
    /// More articles without a date.
    Undated = 14,
    /// Slower.
    Latency = 15,
    /// The new generation failed its check.
    Verify = 16,
}

impl GateName {
    /// All of them, in the order of their exit codes.
    pub const ALL: [GateName; 7] = [
        GateName::Corpus,
        GateName::Shrink,
        GateName::Rejects,
        GateName::Canary,
        GateName::Undated,
        GateName::Latency,
        GateName::Verify,
    ];

    /// Returns the exit code of a night that this gate stopped.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            GateName::Corpus => "corpus",
            GateName::Shrink => "shrink",
            GateName::Rejects => "rejects",
            GateName::Canary => "canary",
            GateName::Undated => "undated",
            GateName::Latency => "latency",
            GateName::Verify => "verify",
        }
    }
}

impl fmt::Display for GateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Compares two generations by what their manifests say. Each gate that has something to say is told,
/// whether it stops the night or not.
pub fn compare(live: &Past, new: &Past, limits: &Limits) -> Vec<Gate> {
    vec![shrink(live, new, limits), rejects(live, new, limits), undated(live, new, limits)]
}

fn shrink(live: &Past, new: &Past, limits: &Limits) -> Gate {
    let lost = live.articles.saturating_sub(new.articles);
    let share = percent(lost, live.articles);
    let fired = lost >= limits.fewest && share > limits.shrink;
    let told = format!(
        "{} articles, {} last time ({share:.1} % fewer, limit {} %)",
        new.articles, live.articles, limits.shrink
    );
    Gate::new(GateName::Shrink, fired, told)
}

fn rejects(live: &Past, new: &Past, limits: &Limits) -> Gate {
    let rejected = |past: &Past| verdict(past, Verdict::Rejected);
    let records = new.articles + verdict(new, Verdict::Duplicate) + rejected(new);
    let more = rejected(new).saturating_sub(rejected(live));
    let share = percent(rejected(new), records);
    // What was rejected last night as well stopped that night, or was accepted.
    let fired = more >= limits.fewest && share > limits.rejects;
    let told = format!(
        "{} of {records} records rejected, {} last time ({share:.1} %, limit {} %)",
        rejected(new),
        rejected(live),
        limits.rejects
    );
    Gate::new(GateName::Rejects, fired, told)
}

fn undated(live: &Past, new: &Past, limits: &Limits) -> Gate {
    let share = |past: &Past| percent(past.undated, past.articles);
    let points = share(new) - share(live);
    let more = new.undated.saturating_sub(live.undated);
    let fired = more >= limits.fewest && points >= limits.undated;
    let told = format!(
        "{:.1} % undated, {:.1} % last time (limit {} points more)",
        share(new),
        share(live),
        limits.undated
    );
    Gate::new(GateName::Undated, fired, told)
}

/// Tells of the canaries; `first` is a build that no generation was before.
pub fn canaries(asked: &Asked, first: bool) -> Gate {
    let told = match asked.lost.as_slice() {
        [] => format!("{} canaries found", asked.found),
        [one] => format!("{one} found nothing"),
        many => {
            format!("{} of {} canaries found nothing: {}", many.len(), asked.all(), many.join(", "))
        }
    };
    Gate::new(GateName::Canary, !asked.lost.is_empty() && !first, told)
}

/// Compares the times of the canaries, if that is asked for and there is enough to compare.
pub fn latency(asked: &Asked, limits: &Limits) -> Option<Gate> {
    let (limit, (before, now)) = (limits.latency?, asked.p95?);
    let more = (now.as_secs_f64() / before.as_secs_f64().max(1e-9) - 1.0) * 100.0;
    let told = format!(
        "p95 of the canaries {:.2} ms, {:.2} ms last time (limit {limit} % more)",
        now.as_secs_f64() * 1e3,
        before.as_secs_f64() * 1e3
    );
    Some(Gate::new(GateName::Latency, more > limit, told))
}

fn verdict(past: &Past, verdict: Verdict) -> u64 {
    let found = past.verdicts.iter().find(|(name, _)| name == verdict.name());
    found.map_or(0, |(_, number)| *number)
}

fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(articles: u64, undated: u64, rejected: u64) -> Past {
        let verdicts = vec![("rejected".into(), rejected)];
        Past { articles, undated, verdicts, ..Past::default() }
    }

    fn fired(live: (u64, u64, u64), new: (u64, u64, u64)) -> Vec<&'static str> {
        let [live, new] = [live, new].map(|(a, u, r)| past(a, u, r));
        let gates = compare(&live, &new, &Limits::default());
        gates.into_iter().filter(|gate| gate.fired).map(|gate| gate.name.name()).collect()
    }

    #[test]
    fn percentages_count_from_twenty_records_on() {
        assert_eq!(fired((1000, 0, 0), (979, 0, 0)), ["shrink"]);
        assert_eq!(fired((1000, 0, 0), (980, 0, 0)), [""; 0]);
        assert_eq!(fired((100, 0, 0), (81, 0, 0)), [""; 0]);
        assert_eq!(fired((100, 0, 0), (80, 0, 0)), ["shrink"]);
        assert_eq!(fired((10_000, 0, 0), (9_900, 0, 0)), [""; 0]);
        assert_eq!(fired((1000, 0, 0), (1000, 0, 19)), [""; 0]);
        assert_eq!(fired((1000, 0, 0), (1000, 0, 20)), ["rejects"]);
        assert_eq!(fired((1000, 0, 300), (1000, 0, 310)), [""; 0]);
        assert_eq!(fired((1000, 100, 0), (1000, 150, 0)), ["undated"]);
        assert_eq!(fired((1000, 100, 0), (1000, 149, 0)), [""; 0]);
        assert_eq!(fired((10, 0, 0), (10, 10, 10)), [""; 0]);
    }
}
