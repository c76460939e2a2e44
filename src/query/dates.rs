//! Dates and ranges as people type them, to civil seconds and back.
//!
//! Takes a text such as `2024-08`, `..2020`, `>=2024-W34` or `last-2w`, and "now" with its zone;
//! gives a [`DateRange`]. [`print()`] writes a range so that it reads back the same.
//!
//! `last-7d` alone reaches from the day seven days ago up to the end of today, `last-24h` from that
//! instant up to now; as an end of a range or in a comparison each is that day, or instant, itself.
//! A weekday is the latest such day, today included. Weeks begin on Monday (ISO 8601).

use std::ops::Range;

use jiff::ZonedDateTime;

use super::ast::{DateBound, DateRange};
use super::calendar::{self, Covered, Fault};
use super::error::QueryError;
use super::{codes, suggest};
use crate::article::published::{DAY, civil_datetime};

/// A range, and whether it depends on "now".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub range: DateRange,
    pub relative: bool,
}

/// Reads a date or a range. For "since WHEN" give `WHEN..`, for "until WHEN" `..WHEN`: then
/// `last-2w` means that day.
///
/// # Errors
/// A [`QueryError`] with a span in `text`; its help is a date, not a query.
pub fn resolve(text: &str, now: &ZonedDateTime) -> Result<DateRange, QueryError> {
    read(text, now).map(|reading| reading.range)
}

pub(super) fn read(text: &str, now: &ZonedDateTime) -> Result<Reading, QueryError> {
    let reading = match text.find("..") {
        Some(dots) => between(text, dots, now)?,
        None => compared(text, now)?,
    };
    check_order(text, &reading.range)?;
    Ok(reading)
}

fn between(text: &str, dots: usize, now: &ZonedDateTime) -> Result<Reading, QueryError> {
    let side = |part: Range<usize>| match text[part.clone()].trim() {
        "" => Ok(None),
        _ => single(text, part, now, false).map(Some),
    };
    let (first, last) = (side(0..dots)?, side(dots + 2..text.len())?);
    if first.is_none() && last.is_none() {
        let message = "a range needs a date on at least one side";
        return Err(QueryError::new(codes::DATE, 0..text.len(), message)
            .help("2024-08-19..2024-08-25")
            .advice("date:* finds whatever is dated"));
    }
    Ok(Reading {
        range: DateRange { from: first.map(|c| c.from), to: last.map(|c| c.to) },
        relative: [first, last].iter().flatten().any(|covered| covered.relative),
    })
}

/// Reads a single date with `>`, `>=`, `<` or `<=` before it, or none.
fn compared(text: &str, now: &ZonedDateTime) -> Result<Reading, QueryError> {
    let sign = [">=", "<=", ">", "<"].into_iter().find(|sign| text.starts_with(sign));
    let at = sign.map_or(0, str::len);
    let covered = single(text, at..text.len(), now, sign.is_none())?;
    let Covered { from, to, relative } = covered;
    let range = match sign {
        None => DateRange { from: Some(from), to: Some(to) },
        Some(">=") => DateRange { from: Some(from), to: None },
        Some("<=") => DateRange { from: None, to: Some(to) },
        Some(">") => DateRange { from: Some(moved(to, 1)), to: None },
        Some(_) => DateRange { from: None, to: Some(moved(from, -1)) },
    };
    Ok(Reading { range, relative })
}

fn moved(bound: DateBound, seconds: i64) -> DateBound {
    DateBound {
        civil: bound.civil + seconds,
        instant: bound.instant.map(|instant| instant + seconds),
    }
}

/// Reads the single date in a part of the text.
fn single(
    text: &str,
    part: Range<usize>,
    now: &ZonedDateTime,
    alone: bool,
) -> Result<Covered, QueryError> {
    let date = text[part.clone()].trim();
    if date.is_empty() {
        let message = "a date is missing here";
        return Err(QueryError::new(codes::DATE, part.clone(), message)
            .help(format!("{}2024", &text[..part.start])));
    }
    calendar::read(date, now, alone).map_err(|fault| unread(text, part, fault))
}

fn unread(text: &str, part: Range<usize>, fault: Fault) -> QueryError {
    let Fault { code, message, instead } = fault;
    let near = || {
        let typed = text[part.clone()].trim().to_lowercase();
        suggest::nearest(&typed, calendar::WORDS.into_iter())
    };
    let (before, after) = (&text[..part.start], &text[part.end..]);
    let error = QueryError::new(code, part.clone(), message);
    match instead.or_else(|| near().map(str::to_owned)) {
        Some(range) if range.contains("..") => error.help(range),
        Some(date) => error.help(format!("{before}{date}{after}")),
        None => error.help(format!("{before}2024-08-21{after}")).advice(
            "dates are written 2024, 2024-08, 2024-08-21, 2024-W34, 2024-Q3, aug-2024, \
             2024-08-21T10:00, yesterday, monday, last-2w, a..b, >=2024",
        ),
    }
}

fn check_order(text: &str, range: &DateRange) -> Result<(), QueryError> {
    let known = |bound: &Option<DateBound>| {
        bound.is_none_or(|bound| {
            civil_datetime(bound.civil).is_some_and(|at| (1600..=2200).contains(&at.year()))
        })
    };
    let whole: Range<usize> = 0..text.len();
    if !known(&range.from) || !known(&range.to) {
        return Err(unread(text, whole, calendar::far()));
    }
    let (Some(from), Some(to)) = (range.from, range.to) else { return Ok(()) };
    let backwards = match (from.instant, to.instant) {
        (Some(from), Some(to)) => from > to,
        _ => from.civil > to.civil,
    };
    if !backwards {
        return Ok(());
    }
    let error = QueryError::new(codes::BACKWARDS, whole, "this range ends before it begins");
    Err(match text.split_once("..") {
        Some((from, to)) => error.help(format!("{}..{}", to.trim(), from.trim())),
        None => error,
    })
}

/// Writes a range as the language has it: as a year, month or day where it is one, else as a range
/// of days, or of moments with their offset. A range that is open on both sides is `..`.
pub fn print(range: &DateRange) -> String {
    let day = |bound: &Option<DateBound>, edge: i64| {
        let bound = bound.as_ref().filter(|bound| bound.instant.is_none())?;
        (bound.civil.rem_euclid(DAY) == edge).then(|| civil_datetime(bound.civil)).flatten()
    };
    if let (Some(first), Some(last)) = (day(&range.from, 0), day(&range.to, DAY - 1)) {
        let (first, last) = (first.date(), last.date());
        if first == last {
            return first.to_string();
        }
        let same_year = first.year() == last.year();
        let whole_months = first.day() == 1 && last == last.last_of_month();
        if same_year && whole_months && (first.month(), last.month()) == (1, 12) {
            return format!("{:04}", first.year());
        }
        if same_year && whole_months && first.month() == last.month() {
            return format!("{:04}-{:02}", first.year(), first.month());
        }
    }
    let side = |bound: &Option<DateBound>, edge: i64| match (day(bound, edge), bound) {
        (Some(at), _) => at.date().to_string(),
        (None, Some(bound)) => moment(bound),
        (None, None) => String::new(),
    };
    format!("{}..{}", side(&range.from, 0), side(&range.to, DAY - 1))
}

fn moment(bound: &DateBound) -> String {
    let Some(at) = civil_datetime(bound.civil) else { return String::new() };
    let (date, time) = (at.date(), at.time());
    let clock = format!("{date}T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    let Some(instant) = bound.instant else { return clock };
    let offset = bound.civil - instant;
    let (sign, seconds) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    let odd = match seconds % 60 {
        0 => String::new(),
        odd => format!(":{odd:02}"),
    };
    format!("{clock}{sign}{:02}:{:02}{odd}", seconds / 3600, seconds / 60 % 60)
}
