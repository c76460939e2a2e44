//! Dates as people and programs read them, never finer than they are known.

use crate::article::published::{civil_datetime, civil_seconds};
use crate::article::{Precision, Provenance, Published};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Returns the date for a person: `2024`, `Aug 2024`, `2024-08-21`, `2024-08-21 10:05`, `undated`.
/// A date inferred from a copy says so.
pub fn human(date: Option<&Published>) -> String {
    let Some(date) = date else { return "undated".to_owned() };
    let Some(at) = civil_datetime(date.start) else { return "undated".to_owned() };
    let text = match date.precision {
        Precision::Year => format!("{:04}", at.year()),
        Precision::Month => {
            let name = MONTHS.get(usize::try_from(at.month() - 1).unwrap_or(0)).unwrap_or(&"");
            format!("{name} {:04}", at.year())
        }
        Precision::Day => day(at),
        Precision::Minute | Precision::Second => {
            format!("{} {:02}:{:02}", day(at), at.hour(), at.minute())
        }
    };
    if date.provenance == Provenance::Copy { text + " (from a copy)" } else { text }
}

/// Returns the date for a table, in ISO 8601 at its own precision: `2024`, `2024-08`, `2024-08-21`,
/// `2024-08-21T10:05+02:00`. Empty where it is not known.
pub fn iso(date: Option<&Published>) -> String {
    let Some(date) = date else { return String::new() };
    let Some(at) = civil_datetime(date.start) else { return String::new() };
    match date.precision {
        Precision::Year => format!("{:04}", at.year()),
        Precision::Month => format!("{:04}-{:02}", at.year(), at.month()),
        Precision::Day => day(at),
        Precision::Minute => {
            format!("{}T{:02}:{:02}{}", day(at), at.hour(), at.minute(), zone(date.offset))
        }
        Precision::Second => stamp(date.start, date.offset),
    }
}

/// Returns first and last of the interval for JSON: inclusive days up to a day's precision,
/// RFC 3339 beyond, with an offset only if it is known.
pub fn interval(date: &Published) -> (String, String) {
    match date.precision {
        Precision::Year | Precision::Month | Precision::Day => {
            let days = |seconds| civil_datetime(seconds).map(day).unwrap_or_default();
            (days(date.start), days(date.end))
        }
        Precision::Minute | Precision::Second => {
            (stamp(date.start, date.offset), stamp(date.end, date.offset))
        }
    }
}

/// Returns civil seconds as `2024-08-21T10:05:07`, followed by the offset where it is known.
pub fn stamp(seconds: i64, offset: Option<i32>) -> String {
    let Some(at) = civil_datetime(seconds) else { return String::new() };
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{}T{hour:02}:{minute:02}:{second:02}{}", day(at), zone(offset))
}

/// Returns an instant (Unix seconds) as RFC 3339 in UTC.
pub fn instant(unix: i64) -> String {
    let earliest = civil_seconds(jiff::civil::DateTime::MIN);
    let latest = civil_seconds(jiff::civil::DateTime::MAX);
    stamp(unix.clamp(earliest, latest), Some(0))
}

fn day(at: jiff::civil::DateTime) -> String {
    format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
}

fn zone(offset: Option<i32>) -> String {
    match offset {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(seconds) => {
            let minutes = seconds.unsigned_abs() / 60;
            let sign = if seconds < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    fn at(precision: Precision, offset: Option<i32>) -> Published {
        let start = match precision {
            Precision::Year => datetime(2024, 1, 1, 0, 0, 0, 0),
            Precision::Month => datetime(2024, 8, 1, 0, 0, 0, 0),
            Precision::Day => datetime(2024, 8, 21, 0, 0, 0, 0),
            Precision::Minute => datetime(2024, 8, 21, 10, 5, 0, 0),
            Precision::Second => datetime(2024, 8, 21, 10, 5, 7, 0),
        };
        Published::from_start(start, precision, Provenance::Metadata, offset).unwrap()
    }

    #[test]
    fn people_see_what_is_known() {
        let see = |precision| human(Some(&at(precision, None)));
        assert_eq!(see(Precision::Year), "2024");
        assert_eq!(see(Precision::Month), "Aug 2024");
        assert_eq!(see(Precision::Day), "2024-08-21");
        assert_eq!(see(Precision::Second), "2024-08-21 10:05");
        assert_eq!(human(None), "undated");
        let copy = Published { provenance: Provenance::Copy, ..at(Precision::Day, None) };
        assert_eq!(human(Some(&copy)), "2024-08-21 (from a copy)");
    }

    #[test]
    fn programs_get_inclusive_days_or_stamps() {
        let ends = |precision, offset| interval(&at(precision, offset));
        assert_eq!(ends(Precision::Year, None), ("2024-01-01".into(), "2024-12-31".into()));
        assert_eq!(ends(Precision::Month, None), ("2024-08-01".into(), "2024-08-31".into()));
        assert_eq!(
            ends(Precision::Minute, Some(-12_600)),
            ("2024-08-21T10:05:00-03:30".into(), "2024-08-21T10:05:59-03:30".into())
        );
        assert_eq!(ends(Precision::Second, None).0, "2024-08-21T10:05:07");
        assert_eq!(iso(Some(&at(Precision::Minute, Some(0)))), "2024-08-21T10:05Z");
        assert_eq!(iso(Some(&at(Precision::Month, None))), "2024-08");
    }

    #[test]
    fn instants_never_overflow() {
        assert_eq!(instant(0), "1970-01-01T00:00:00Z");
        assert!(instant(i64::MAX).starts_with("9999-"));
        assert!(!instant(i64::MIN).is_empty());
    }
}
