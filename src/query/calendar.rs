//! Single dates: what one day, month, week, moment or word such as `yesterday` covers.
//!
//! Takes a text without `..` and comparisons, and "now"; gives the first and last second, or why it
//! cannot be read. Ranges are put together in [`super::dates`].

use jiff::Timestamp;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ZonedDateTime};

use super::ast::DateBound;
use super::codes;
use crate::article::published::{DAY, civil_seconds};

/// What a single date covers; both ends are inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Covered {
    pub from: DateBound,
    pub to: DateBound,
    /// Whether it depends on "now".
    pub relative: bool,
}

/// Why a date cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub code: &'static str,
    pub message: String,
    /// A date to type instead.
    pub instead: Option<String>,
}

fn fault<T>(code: &'static str, message: String, instead: Option<String>) -> Result<T, Fault> {
    Err(Fault { code, message, instead })
}

/// Months by their English names.
pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// All words that are dates by themselves, for suggestions.
pub(super) const WORDS: [&str; 16] = [
    "today",
    "yesterday",
    "tomorrow",
    "this-week",
    "this-month",
    "this-year",
    "last-week",
    "last-month",
    "last-year",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Reads a single date. `alone` says that it is not an end of a range: then `last-7d` reaches up to
/// now, while in a range or a comparison it is the day itself.
pub(super) fn read(text: &str, now: &ZonedDateTime, alone: bool) -> Result<Covered, Fault> {
    let lower = text.to_lowercase();
    if let Some((first, last)) = word(&lower, now.date())? {
        return Ok(Covered { relative: true, ..days(first, last) });
    }
    if let Some(amount) = lower.strip_prefix("last-") {
        return last(amount, now, alone);
    }
    if let Some((first, last)) = month_name(&lower)? {
        return Ok(days(first, last));
    }
    // `T` or a space may follow a date of figures only.
    let (date, time) = match lower.find(['t', ' ']) {
        Some(at) if lower.starts_with(|c: char| c.is_ascii_digit()) => {
            (&lower[..at], Some(lower[at + 1..].trim_start()))
        }
        _ => (lower.as_str(), None),
    };
    match (figures(date)?, time) {
        (Some((first, last)), None) => Ok(days(first, last)),
        (Some((first, last)), Some(time)) if first == last => moment(first, time, now),
        _ => fault(codes::DATE, format!("{text} is no date that can be read here"), None),
    }
}

fn days(first: Date, last: Date) -> Covered {
    let from = civil_seconds(first.at(0, 0, 0, 0));
    let to = civil_seconds(last.at(0, 0, 0, 0)) + DAY - 1;
    let bound = |civil| DateBound { civil, instant: None };
    Covered { from: bound(from), to: bound(to), relative: false }
}

/// Reads `today`, `monday` (the latest one, today included), `last-week` and their kin.
fn word(text: &str, today: Date) -> Result<Option<(Date, Date)>, Fault> {
    let step = |span: Span| today.checked_add(span).map_err(|_| far());
    let monday = |day: Date| {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        day.checked_sub(Span::new().days(back)).map_err(|_| far())
    };
    let one = |day: Date| Ok(Some((day, day)));
    let week = |day: Date| {
        let first = monday(day)?;
        Ok(Some((first, first.checked_add(Span::new().days(6)).map_err(|_| far())?)))
    };
    match text {
        "today" => one(today),
        "yesterday" => one(step(Span::new().days(-1))?),
        "tomorrow" => one(step(Span::new().days(1))?),
        "this-week" => week(today),
        "last-week" => week(step(Span::new().days(-7))?),
        "this-month" => Ok(Some((today.first_of_month(), today.last_of_month()))),
        "last-month" => {
            let day = step(Span::new().months(-1))?;
            Ok(Some((day.first_of_month(), day.last_of_month())))
        }
        "this-year" => year(today.year()).map(Some),
        "last-year" => year(today.year() - 1).map(Some),
        _ => match WEEKDAYS.iter().find(|(name, _)| *name == text) {
            Some((_, weekday)) => {
                let offset = |day: Weekday| i64::from(day.to_monday_zero_offset());
                let back = (offset(today.weekday()) - offset(*weekday)).rem_euclid(7);
                one(step(Span::new().days(-back))?)
            }
            None => Ok(None),
        },
    }
}

/// Reads what follows `last-`: a number and a unit.
fn last(amount: &str, now: &ZonedDateTime, alone: bool) -> Result<Covered, Fault> {
    let unit_at = amount.find(|c: char| !c.is_ascii_digit()).unwrap_or(amount.len());
    let (digits, unit) = amount.split_at(unit_at);
    let Some(number) = digits.parse::<i64>().ok().filter(|n| *n <= 100_000) else {
        return fault(
            codes::DATE,
            "last- takes a number and a unit, as in last-7d".to_owned(),
            Some("last-7d".to_owned()),
        );
    };
    let span = match unit {
        "d" | "day" | "days" => Span::new().try_days(-number),
        "w" | "week" | "weeks" => Span::new().try_weeks(-number),
        "mo" | "month" | "months" => Span::new().try_months(-number),
        "y" | "year" | "years" => Span::new().try_years(-number),
        "h" | "hour" | "hours" => {
            let here = now.timestamp().as_second();
            let from = instant(here - number * 3600, now)?;
            let to = if alone { instant(here, now)? } else { from };
            return Ok(Covered { from, to, relative: true });
        }
        _ => {
            return fault(
                codes::DATE,
                format!("last-{digits} needs a unit: h, d, w, mo or y"),
                Some(if unit == "m" { format!("last-{digits}mo") } else { "last-7d".to_owned() }),
            );
        }
    };
    let day = span.and_then(|span| now.date().checked_add(span)).map_err(|_| far())?;
    let until = if alone { now.date() } else { day };
    Ok(Covered { relative: true, ..days(day, until) })
}

/// Reads `aug-2024` and `august-2024`.
fn month_name(text: &str) -> Result<Option<(Date, Date)>, Fault> {
    let (name, rest) = text.split_once('-').unwrap_or((text, ""));
    let known = |month: &str| name == month || (name.len() >= 3 && month.starts_with(name));
    let Some(index) = MONTHS.iter().position(|month| known(month)) else { return Ok(None) };
    match rest.parse::<i16>() {
        Ok(year) if rest.len() == 4 => month(year, index as i8 + 1).map(Some),
        _ => fault(
            codes::DATE,
            "a month needs its year, as in august-2024".to_owned(),
            Some(format!("{name}-2024")),
        ),
    }
}

/// Reads a date of figures: years, months, days, weeks and quarters.
fn figures(text: &str) -> Result<Option<(Date, Date)>, Fault> {
    if let Some((year_text, rest)) = split_letter(text) {
        return week_or_quarter(year_text, rest);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit());
    let parts: Vec<&str> = match separator {
        Some(c @ ('-' | '/' | '.')) => text.split(c).collect(),
        Some(_) => return Ok(None),
        None => vec![text],
    };
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(digits) {
        return Ok(None);
    }
    // At most eight figures, so that nothing overflows.
    let number = |part: &str| part.parse::<i64>().ok().filter(|_| part.len() <= 8);
    let small = |part: &str| number(part).filter(|_| part.len() <= 2);
    match parts[..] {
        [part] if part.len() == 4 => year(number(part).unwrap_or(0) as i16).map(Some),
        [part] if part.len() == 8 => {
            let Some(all) = number(part) else { return Ok(None) };
            day(all / 10_000, all / 100 % 100, all % 100).map(Some)
        }
        [y, m] if y.len() == 4 => match (number(y), small(m)) {
            (Some(y), Some(m)) => month(y as i16, m as i8).map(Some),
            _ => Ok(None),
        },
        [y, m, d] if y.len() == 4 => match (number(y), small(m), small(d)) {
            (Some(y), Some(m), Some(d)) => day(y, m, d).map(Some),
            _ => Ok(None),
        },
        [a, b, y] if y.len() == 4 => match (small(a), small(b), number(y)) {
            (Some(d), Some(m), Some(y)) if separator == Some('.') => day(y, m, d).map(Some),
            (Some(a), Some(b), Some(y)) => in_which_order(text, a, b, y),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// Splits `2024-w34` and `2024q3` before the letter.
fn split_letter(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['w', 'q'])?;
    let year = text[..at].strip_suffix('-').unwrap_or(&text[..at]);
    (year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())).then_some((year, &text[at..]))
}

fn week_or_quarter(year_text: &str, rest: &str) -> Result<Option<(Date, Date)>, Fault> {
    let (kind, digits) = rest.split_at(1);
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let (Ok(y), Ok(n)) = (year_text.parse::<i16>(), digits.parse::<i8>()) else { return Ok(None) };
    if !plain {
        return Ok(None);
    }
    if kind == "q" {
        if !(1..=4).contains(&n) {
            let instead = Some(format!("{year_text}-Q4"));
            return fault(codes::DATE, "a year has quarters 1 to 4".to_owned(), instead);
        }
        return Ok(Some((month(y, n * 3 - 2)?.0, month(y, n * 3)?.1)));
    }
    check_year(y)?;
    match ISOWeekDate::new(y, n, Weekday::Monday) {
        Ok(first) => {
            let first = first.date();
            Ok(Some((first, first.checked_add(Span::new().days(6)).map_err(|_| far())?)))
        }
        Err(_) => {
            let instead = Some(format!("{year_text}-W52"));
            fault(codes::DATE, format!("the year {y} has no week {n}"), instead)
        }
    }
}

/// Refuses a day and a month that could be either way round.
fn in_which_order(text: &str, a: i64, b: i64, y: i64) -> Result<Option<(Date, Date)>, Fault> {
    let iso = |m: i64, d: i64| day(y, m, d).ok().map(|_| format!("{y:04}-{m:02}-{d:02}"));
    let (day_first, month_first) = (iso(b, a), iso(a, b));
    let message = match (&day_first, &month_first) {
        (Some(one), Some(other)) if one != other => {
            format!("{text} may be {one} or {other}; write the year first")
        }
        _ => format!("{text} puts the year last; write the year first"),
    };
    fault(codes::DATE_ORDER, message, day_first.or(month_first))
}

fn check_year(year: i16) -> Result<(), Fault> {
    if (1600..=2200).contains(&year) { Ok(()) } else { Err(far()) }
}

fn year(year: i16) -> Result<(Date, Date), Fault> {
    check_year(year)?;
    Ok((month(year, 1)?.0, month(year, 12)?.1))
}

fn month(year: i16, month: i8) -> Result<(Date, Date), Fault> {
    check_year(year)?;
    match Date::new(year, month, 1) {
        Ok(first) => Ok((first, first.last_of_month())),
        Err(_) => {
            fault(codes::DATE, format!("there is no month {month}"), Some(format!("{year:04}")))
        }
    }
}

fn day(y: i64, m: i64, d: i64) -> Result<(Date, Date), Fault> {
    // Callers give at most four figures of a year and two of the rest.
    let (year, month_number, day_number) = (y as i16, m as i8, d as i8);
    check_year(year)?;
    let (first, last) = month(year, month_number)?;
    match Date::new(year, month_number, day_number) {
        Ok(day) => Ok((day, day)),
        Err(_) => {
            let near = if day_number < 1 { first } else { last };
            let message = format!("there is no day {y:04}-{m:02}-{d:02}");
            fault(codes::DATE, message, Some(near.to_string()))
        }
    }
}

/// Reads a time of day with an optional offset, on a day.
fn moment(day: Date, time: &str, now: &ZonedDateTime) -> Result<Covered, Fault> {
    let zone_at = time.find(['z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let bad = || Fault {
        code: codes::DATE,
        message: "a time of day is written as in 2024-08-21T10:00 or 2024-08-21T10:00:05+03:00"
            .to_owned(),
        instead: Some(format!("{day}T10:00")),
    };
    let fields = sexagesimal(clock, ':').filter(|fields| fields.len() <= 3).ok_or_else(bad)?;
    let [hour, minute, second] = [0, 1, 2].map(|index| fields.get(index).copied().unwrap_or(0));
    if hour > 23 || minute > 59 || second > 59 {
        return Err(bad());
    }
    let at = day.at(hour as i8, minute as i8, second as i8, 0);
    let start = match offset(zone).ok_or_else(bad)? {
        Some(offset) => civil_seconds(at) - offset,
        None => {
            let zoned = now.time_zone().to_zoned_datetime(at).map_err(|_| far())?;
            zoned.timestamp().as_second()
        }
    };
    let length = [3600, 60, 1][fields.len() - 1];
    Ok(Covered {
        from: instant(start, now)?,
        to: instant(start + length - 1, now)?,
        relative: false,
    })
}

/// Reads numbers of one or two figures.
fn sexagesimal(text: &str, separator: char) -> Option<Vec<i64>> {
    text.split(separator)
        .map(|part| {
            let plain = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse().ok()).flatten()
        })
        .collect()
}

/// Reads an offset from UTC in seconds; `None` inside for no offset at all.
fn offset(zone: &str) -> Option<Option<i64>> {
    if zone.is_empty() {
        return Some(None);
    }
    if zone == "z" {
        return Some(Some(0));
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits = &zone[1..];
    let parts = match digits.len() {
        4 if !digits.contains(':') => {
            sexagesimal(&format!("{}:{}", digits.get(..2)?, digits.get(2..)?), ':')
        }
        _ => sexagesimal(digits, ':'),
    }?;
    let [hours, minutes, seconds] = [0, 1, 2].map(|index| parts.get(index).copied().unwrap_or(0));
    let fits = parts.len() <= 3 && hours <= 25 && minutes <= 59 && seconds <= 59;
    fits.then_some(Some(sign * (hours * 3600 + minutes * 60 + seconds)))
}

/// Makes a bound with a time of day, in the zone of the query.
fn instant(seconds: i64, now: &ZonedDateTime) -> Result<DateBound, Fault> {
    let timestamp = Timestamp::from_second(seconds).map_err(|_| far())?;
    let civil = civil_seconds(now.time_zone().to_datetime(timestamp));
    Ok(DateBound { civil, instant: Some(seconds) })
}

pub(super) fn far() -> Fault {
    Fault {
        code: codes::YEAR,
        message: "dates from 1600 to 2200 are known here".to_owned(),
        instead: Some("1600..2200".to_owned()),
    }
}
