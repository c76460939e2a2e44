//! Decides when an article was published: all evidence in the order of trust, each with a verdict.
//!
//! The first usable evidence wins. Everything that was considered is kept with the reason why it
//! was not taken, so that a wrong date can be traced.

use super::dates::{Unread, Written};
use super::edges::tells_change;
use crate::article::published::DAY;
use crate::article::{Candidate, Precision, Provenance, Published};

/// A piece of evidence for the date of publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    pub provenance: Provenance,
    /// Where it was found: a key, "url", a line.
    pub place: String,
    /// The text that speaks.
    pub text: String,
    pub reading: Result<Written, Unread>,
    /// Why it must not be used, whatever it reads as.
    pub barred: Option<&'static str>,
}

/// File times up to 1980-01-02 are what archives write when they know none.
const NO_ARRIVAL: i64 = 315_619_200;

/// Bars lines that tell when a text was changed (`Updated: …`) where another line tells when it was
/// published. Alone such a line is the best that the text says.
pub fn bar_changes(clues: &mut [Clue]) {
    let is_line = |clue: &Clue| clue.provenance == Provenance::Byline && clue.reading.is_ok();
    if clues.iter().any(|clue| is_line(clue) && !tells_change(&clue.text)) {
        let changes = clues.iter_mut().filter(|clue| is_line(clue) && tells_change(&clue.text));
        changes.for_each(|clue| clue.barred = Some("a time of change, not of publication"));
    }
}

/// Decides between the clues. `arrival` is the file's time of last change in Unix seconds.
pub fn decide(mut clues: Vec<Clue>, arrival: i64) -> (Option<Published>, Vec<Candidate>) {
    clues.sort_by_key(|clue| clue.provenance);
    let mut reasons: Vec<Option<String>> = clues.iter().map(|clue| refuse(clue, arrival)).collect();
    let mut taken: Option<(usize, Written)> = None;
    let mut from = 0;
    while from < clues.len() && taken.is_none() {
        let rank = clues[from].provenance;
        let to = clues[from..]
            .iter()
            .position(|c| c.provenance != rank)
            .map_or(clues.len(), |n| from + n);
        let usable: Vec<(usize, Written)> = (from..to)
            .filter(|&at| reasons[at].is_none())
            .filter_map(|at| Some((at, clues[at].reading.ok()?)))
            .collect();
        if apart(&usable) {
            for (at, _) in usable {
                reasons[at] =
                    Some("another date of equal rank lies more than two days away".to_owned());
            }
        } else {
            taken = usable.first().copied();
        }
        from = to;
    }
    if let Some((at, written)) = taken
        && written.precision < Precision::Day
        && let Some((better, refined)) = refine(at, written, &clues, arrival)
    {
        reasons[better] = None;
        reasons[at] = Some("gives the year for the day in the dateline".to_owned());
        taken = Some((better, refined));
    }
    let published = taken.and_then(|(at, written)| written.published(clues[at].provenance));
    let candidates = clues
        .into_iter()
        .zip(reasons)
        .enumerate()
        .map(|(at, (clue, reason))| Candidate {
            kind: clue.provenance.name().to_owned(),
            place: clue.place,
            text: clue.text,
            rejected: match taken {
                Some((winner, _)) if winner == at => None,
                _ => Some(reason.unwrap_or_else(|| "better evidence was taken".to_owned())),
            },
        })
        .collect();
    (published, candidates)
}

/// Why a clue cannot be used by itself.
fn refuse(clue: &Clue, arrival: i64) -> Option<String> {
    if let Some(reason) = clue.barred {
        return Some(reason.to_owned());
    }
    let written = match clue.reading {
        Ok(written) => written,
        Err(unread) => return Some(unread.to_string()),
    };
    if clue.provenance == Provenance::Copy {
        return Some("inferred from a copy, never a date of publication".to_owned());
    }
    if written.start.year() < 1600 {
        return Some("before 1600".to_owned());
    }
    if written.published(clue.provenance).is_none() {
        return Some("after 2200".to_owned());
    }
    is_late(written, arrival).then(|| "later than the file's arrival".to_owned())
}

fn is_late(written: Written, arrival: i64) -> bool {
    arrival > NO_ARRIVAL && written.instant() > arrival + DAY
}

/// Tells whether dates of equal rank lie more than two days of the calendar apart. A year or month
/// is as far away as its nearest day.
fn apart(usable: &[(usize, Written)]) -> bool {
    let days = |written: Written| {
        let interval = written.published(Provenance::Metadata)?;
        Some((interval.start.div_euclid(DAY), interval.end.div_euclid(DAY)))
    };
    let intervals = || usable.iter().filter_map(|&(_, written)| days(written));
    let latest = intervals().map(|(first, _)| first).max();
    let earliest = intervals().map(|(_, last)| last).min();
    matches!((latest, earliest), (Some(latest), Some(earliest)) if latest - earliest > 2)
}

/// Joins a year or month with the day of a dateline. Only evidence that ranks above the dateline may
/// give the year, and the day must not lie after the file's arrival.
fn refine(from: usize, coarse: Written, clues: &[Clue], arrival: i64) -> Option<(usize, Written)> {
    if clues[from].provenance >= Provenance::Dateline {
        return None;
    }
    let at = clues.iter().position(|clue| {
        clue.provenance == Provenance::Dateline
            && matches!(clue.reading, Err(Unread::NoYear { .. }))
    })?;
    let Err(Unread::NoYear { month, day }) = clues[at].reading else { return None };
    if coarse.precision == Precision::Month && coarse.start.month() != month {
        return None;
    }
    let date = jiff::civil::Date::new(coarse.start.year(), month, day).ok()?;
    let start = date.at(0, 0, 0, 0);
    let refined = Written { start, precision: Precision::Day, offset: None };
    (!is_late(refined, arrival)).then_some((at, refined))
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
