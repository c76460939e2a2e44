//! When an article was published, how exactly, and how that is known.
//!
//! Times are **civil seconds**: seconds since 1970-01-01T00:00:00 on the wall clock of the
//! article's own zone, as if that clock were UTC. A bare day is therefore one interval whatever
//! the zone, and calendar conditions compare civil with civil. Only conditions with a time of day
//! use the offset, where one is known. Days from 1600 to 2200 are accepted.

use serde::{Deserialize, Serialize};

/// Seconds of one day.
pub const DAY: i64 = 86_400;

/// How exactly a date is known, from the coarsest to the finest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The year alone.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
    /// The minute.
    Minute,
    /// The second.
    Second,
}

impl Precision {
    /// All precisions, coarsest first; the index is the code of the `precision` column.
    pub const ALL: [Precision; 5] =
        [Precision::Year, Precision::Month, Precision::Day, Precision::Minute, Precision::Second];

    /// Returns the word that queries and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Minute => "minute",
            Precision::Second => "second",
        }
    }

    /// Returns the precision of that name.
    pub fn from_name(name: &str) -> Option<Precision> {
        Precision::ALL.into_iter().find(|p| p.name() == name)
    }
}

/// How a date is known, in the order of trust: the first usable evidence wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// Stated by a sidecar, `corpus.toml` or the command line.
    Override,
    /// Stated by the record's own metadata.
    Metadata,
    /// Stated by a feed for its item.
    Feed,
    /// A whole date in the URL.
    Url,
    /// A short line of its own near the top.
    Byline,
    /// The dateline (`MOSCOW, Aug. 21 (Xinhua) --`).
    Dateline,
    /// The file's or folder's name.
    Filename,
    /// Inferred from a copy of the text elsewhere; shown, never filtered or sorted by.
    Copy,
}

impl Provenance {
    /// All provenances, most trusted first; the index is the code of the `provenance` column.
    pub const ALL: [Provenance; 8] = [
        Provenance::Override,
        Provenance::Metadata,
        Provenance::Feed,
        Provenance::Url,
        Provenance::Byline,
        Provenance::Dateline,
        Provenance::Filename,
        Provenance::Copy,
    ];

    /// Returns the word that JSON and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Provenance::Override => "override",
            Provenance::Metadata => "metadata",
            Provenance::Feed => "feed",
            Provenance::Url => "url",
            Provenance::Byline => "byline",
            Provenance::Dateline => "dateline",
            Provenance::Filename => "filename",
            Provenance::Copy => "copy",
        }
    }
}

/// A publication date: an interval, its precision and its provenance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// First civil second of the interval.
    pub start: i64,
    /// Last civil second of the interval (inclusive): 23:59:59 for a day, the second itself for a
    /// second, :59 for a minute.
    pub end: i64,
    /// How exactly the date is known.
    pub precision: Precision,
    /// From where the date is known.
    pub provenance: Provenance,
    /// Offset of the article's own clock from UTC in seconds, where it is known.
    pub offset: Option<i32>,
}

impl Published {
    /// Makes the interval that starts at `start` (already the first second of a year, month, day,
    /// minute or second) and has that precision. `None` outside the years 1600–2200.
    pub fn from_start(
        start: jiff::civil::DateTime,
        precision: Precision,
        provenance: Provenance,
        offset: Option<i32>,
    ) -> Option<Published> {
        if !(1600..=2200).contains(&start.year()) {
            return None;
        }
        let next = match precision {
            Precision::Year => start.checked_add(jiff::Span::new().years(1)),
            Precision::Month => start.checked_add(jiff::Span::new().months(1)),
            Precision::Day => start.checked_add(jiff::Span::new().days(1)),
            Precision::Minute => start.checked_add(jiff::Span::new().minutes(1)),
            Precision::Second => start.checked_add(jiff::Span::new().seconds(1)),
        }
        .ok()?;
        Some(Published {
            start: civil_seconds(start),
            end: civil_seconds(next) - 1,
            precision,
            provenance,
            offset,
        })
    }
}

/// Turns a civil date and time into civil seconds.
pub fn civil_seconds(at: jiff::civil::DateTime) -> i64 {
    let days = days_from_civil(at.year().into(), at.month().into(), at.day().into());
    days * DAY + i64::from(at.hour()) * 3600 + i64::from(at.minute()) * 60 + i64::from(at.second())
}

/// Turns civil seconds into a civil date and time; `None` outside jiff's years −9999…9999.
pub fn civil_datetime(seconds: i64) -> Option<jiff::civil::DateTime> {
    let (year, month, day) = civil_from_days(seconds.div_euclid(DAY));
    let rest = seconds.rem_euclid(DAY);
    jiff::civil::DateTime::new(
        i16::try_from(year).ok()?,
        month,
        day,
        (rest / 3600) as i8,
        (rest / 60 % 60) as i8,
        (rest % 60) as i8,
        0,
    )
    .ok()
}

/// Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `days_from_civil`).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`] (the same source, `civil_from_days`).
fn civil_from_days(days: i64) -> (i64, i8, i8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as i8;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as i8;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn seconds_agree_with_the_calendar() {
        assert_eq!(civil_seconds(datetime(1970, 1, 1, 0, 0, 0, 0)), 0);
        assert_eq!(civil_seconds(datetime(2024, 8, 21, 10, 5, 7, 0)), 1_724_234_707);
        for year in [1600, 1700, 1899, 1969, 1970, 2000, 2024, 2100, 2200] {
            for month in 1..=12 {
                let at = datetime(year, month, 28, 23, 59, 59, 0);
                assert_eq!(civil_datetime(civil_seconds(at)), Some(at));
            }
        }
    }

    #[test]
    fn a_month_ends_on_its_last_second() {
        let start = date(2024, 2, 1).at(0, 0, 0, 0);
        let month =
            Published::from_start(start, Precision::Month, Provenance::Metadata, None).unwrap();
        assert_eq!(civil_datetime(month.end), Some(datetime(2024, 2, 29, 23, 59, 59, 0)));
        let early = date(1599, 1, 1).at(0, 0, 0, 0);
        assert_eq!(Published::from_start(early, Precision::Day, Provenance::Url, None), None);
    }
}
