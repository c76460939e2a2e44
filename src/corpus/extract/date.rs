//! Decides when an article was published: all evidence in the order of trust, each with a verdict.
//!
//! The first usable evidence wins. Everything that was considered is kept with the reason why it
//! was not taken, so that a wrong date can be traced.

use super::dates::{Unread, Written};
use crate::article::published::{DAY, civil_seconds};
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
        && let Some((better, refined)) = refine(written, &clues)
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
    if written.start.year() < 1600 {
        return Some("before 1600".to_owned());
    }
    if written.published(clue.provenance).is_none() {
        return Some("after 2200".to_owned());
    }
    if arrival > NO_ARRIVAL && written.instant() > arrival + DAY {
        return Some("later than the file's arrival".to_owned());
    }
    None
}

/// Tells whether days of equal rank lie more than two days apart. Coarse dates are not compared.
fn apart(usable: &[(usize, Written)]) -> bool {
    let days = || {
        usable
            .iter()
            .filter(|(_, w)| w.precision >= Precision::Day)
            .map(|(_, w)| civil_seconds(w.start))
    };
    match (days().min(), days().max()) {
        (Some(first), Some(last)) => last - first > 2 * DAY + DAY,
        _ => false,
    }
}

/// Joins a year or month of better rank with the day of a dateline.
fn refine(coarse: Written, clues: &[Clue]) -> Option<(usize, Written)> {
    let at = clues.iter().position(|clue| {
        clue.provenance == Provenance::Dateline
            && matches!(clue.reading, Err(Unread::NoYear { .. }))
    })?;
    let Err(Unread::NoYear { month, day }) = clues[at].reading else { return None };
    if coarse.precision == Precision::Month && coarse.start.month() != month {
        return None;
    }
    let date = jiff::civil::Date::new(coarse.start.year(), month, day).ok()?;
    Some((at, Written { start: date.at(0, 0, 0, 0), precision: Precision::Day, offset: None }))
}

#[cfg(test)]
mod tests {
    use super::super::dates::parse;
    use super::*;
    use Provenance::*;

    /// 2024-12-01.
    const ARRIVAL: i64 = 1_733_011_200;

    fn clue(provenance: Provenance, text: &str) -> Clue {
        Clue {
            provenance,
            place: "test".into(),
            text: text.into(),
            reading: parse(text, None),
            barred: None,
        }
    }

    fn day(published: Option<Published>) -> String {
        let at = crate::article::published::civil_datetime(published.unwrap().start).unwrap();
        at.date().to_string()
    }

    #[test]
    fn the_first_usable_evidence_wins_and_all_is_kept() {
        let (published, all) = decide(
            vec![
                clue(Byline, "Aug. 23, 2024"),
                clue(Metadata, "03/04/2024"),
                clue(Url, "2024-08-22"),
                clue(Filename, "2024-08-25"),
            ],
            ARRIVAL,
        );
        assert_eq!(day(published), "2024-08-22");
        assert_eq!(published.unwrap().provenance, Url);
        assert_eq!(all.len(), 4);
        assert!(all[0].rejected.as_ref().unwrap().contains("either way round"));
        assert_eq!(all[1].rejected, None);
        assert_eq!(all[2].rejected.as_deref(), Some("better evidence was taken"));
    }

    #[test]
    fn impossible_dates_are_turned_down() {
        for (text, why) in [
            ("2025-01-05", "arrival"),
            ("1599-12-31", "1600"),
            ("2024-02-30", "calendar"),
            ("soon", "known form"),
        ] {
            let (published, all) = decide(vec![clue(Metadata, text)], ARRIVAL);
            assert_eq!(published, None, "{text}");
            assert!(
                all[0].rejected.as_ref().unwrap().contains(why),
                "{text}: {:?}",
                all[0].rejected
            );
        }
        // One day of grace; and without a known arrival nothing is too late.
        assert!(decide(vec![clue(Metadata, "2024-12-02")], ARRIVAL).0.is_some());
        assert!(decide(vec![clue(Metadata, "2025-01-05")], 0).0.is_some());
        assert_eq!(day(decide(vec![clue(Metadata, "1665-11-16")], ARRIVAL).0), "1665-11-16");
    }

    #[test]
    fn equal_rank_must_agree() {
        let (published, all) = decide(
            vec![
                clue(Metadata, "2024-08-01"),
                clue(Metadata, "2024-08-20"),
                clue(Url, "2024-08-21"),
            ],
            ARRIVAL,
        );
        assert_eq!(published.unwrap().provenance, Url);
        assert!(all[0].rejected.as_ref().unwrap().contains("equal rank"));
        let (published, _) =
            decide(vec![clue(Metadata, "2024-08-21 07:20"), clue(Metadata, "2024-08-22")], ARRIVAL);
        assert_eq!(published.unwrap().precision, Precision::Minute);
    }

    #[test]
    fn a_datelines_year_comes_from_better_evidence_only() {
        let (published, _) = decide(vec![clue(Dateline, "Aug. 21")], ARRIVAL);
        assert_eq!(published, None);
        let (published, _) =
            decide(vec![clue(Dateline, "Aug. 21"), clue(Metadata, "2024")], ARRIVAL);
        assert_eq!(day(published), "2024-08-21");
        assert_eq!(published.unwrap().provenance, Dateline);
        let (published, _) =
            decide(vec![clue(Dateline, "21 августа"), clue(Metadata, "2024-07")], ARRIVAL);
        assert_eq!(published.unwrap().precision, Precision::Month);
    }

    #[test]
    fn barred_clues_are_kept_with_their_reason() {
        let mut modified = clue(Metadata, "2024-08-22");
        modified.barred = Some("a time of change, not of publication");
        let (published, all) = decide(vec![modified], ARRIVAL);
        assert_eq!(published, None);
        assert_eq!(all[0].rejected.as_deref(), Some("a time of change, not of publication"));
    }
}
