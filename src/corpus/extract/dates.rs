//! Written dates to calendar dates: one text that is a date and nothing else.
//!
//! Takes forms from wire headers, feeds, front matter, crawlers, Chinese and Russian pages
//! (`26-FEB-1987 15:01:01.79`, `2011-10-02T10:00:00+0900`, `2023年04月11日 19:41`,
//! `13:13, August 22, 2024`, `21 августа 2024`, epoch seconds). Gives civil time with the precision
//! that is written. Prose is not read, and an ambiguous day is not guessed.

use jiff::civil;

use super::calendar_words::{is_filler, is_unclear_zone, month, weekday, zone};
use super::date_tokens::{Token, tokens};
use crate::article::published::{civil_datetime, civil_seconds};
use crate::article::{Precision, Provenance, Published};
use crate::corpus::context::DayOrder;

/// Longest text that is read as a date, in bytes.
const LONGEST: usize = 100;

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// First moment of what is written, on the writer's clock.
    pub start: civil::DateTime,
    pub precision: Precision,
    /// Offset of that clock from UTC in seconds.
    pub offset: Option<i32>,
}

impl Written {
    /// Makes the interval that is written. `None` outside the years 1600–2200.
    pub fn published(self, provenance: Provenance) -> Option<Published> {
        Published::from_start(self.start, self.precision, provenance, self.offset)
    }

    /// Returns the Unix time of its first moment, read as UTC where no offset is known.
    pub fn instant(self) -> i64 {
        civil_seconds(self.start) - i64::from(self.offset.unwrap_or(0))
    }
}

/// Why a text is not read as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    #[error("not a date in a known form")]
    NoDate,
    #[error("day and month could be either way round; state the order in corpus.toml")]
    Ambiguous,
    #[error("no such day in the calendar")]
    Impossible,
    #[error("a day without a year")]
    NoYear { month: i8, day: i8 },
}

/// Reads a text that is a date and nothing else.
pub fn parse(text: &str, order: Option<DayOrder>) -> Result<Written, Unread> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return Err(Unread::NoDate);
    }
    if let Some(written) = epoch(text) {
        return Ok(written);
    }
    let mut tokens = tokens(text).ok_or(Unread::NoDate)?;
    let (clock, offset) = take_clock(&mut tokens)?;
    let (year, month, day, inner) = calendar(&tokens, order)?;
    let clock = clock.or(inner);
    let date = civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1))
        .map_err(|_| Unread::Impossible)?;
    let precision = match (month, day, clock) {
        (None, _, _) => Precision::Year,
        (_, None, _) => Precision::Month,
        (_, _, None) => Precision::Day,
        // Midnight to the second is what software writes for a bare day, with no zone or with UTC.
        (_, _, Some((0, 0, Some(0) | None))) if offset.unwrap_or(0) == 0 => Precision::Day,
        (_, _, Some((_, _, None))) => Precision::Minute,
        (_, _, Some((_, _, Some(_)))) => Precision::Second,
    };
    let (hour, minute, second) = match (precision, clock) {
        (Precision::Minute | Precision::Second, Some((hour, minute, second))) => {
            (hour, minute, second.unwrap_or(0))
        }
        _ => (0, 0, 0),
    };
    let start = civil::DateTime::new(year, date.month(), date.day(), hour, minute, second, 0)
        .map_err(|_| Unread::Impossible)?;
    let offset = offset.filter(|_| precision >= Precision::Minute);
    Ok(Written { start, precision, offset })
}

/// Seconds or milliseconds since 1970, from 2000 to 2100 only: shorter numbers are ids.
fn epoch(text: &str) -> Option<Written> {
    let digits = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !digits.bytes().all(|b| b.is_ascii_digit())
        || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        9 | 10 => number,
        12 | 13 => number / 1000,
        _ => return None,
    };
    if !(946_684_800..4_102_444_800).contains(&seconds) {
        return None;
    }
    let start = civil_datetime(seconds)?;
    Some(Written { start, precision: Precision::Second, offset: Some(0) })
}

type Clock = (i8, i8, Option<i8>);

/// Takes the time of day and its zone out of the tokens.
fn take_clock(tokens: &mut Vec<Token>) -> Result<(Option<Clock>, Option<i32>), Unread> {
    let Some((at, mut end, (mut hour, minute, second))) = find_clock(tokens) else {
        return Ok((None, None));
    };
    let mut start = at;
    let mut half = |word: &str| {
        match word {
            "am" | "上午" | "午前" | "오전" => hour = if hour == 12 { 0 } else { hour },
            "pm" | "下午" | "午后" | "午後" | "晚上" | "오후" => {
                hour = if hour < 12 { hour + 12 } else { hour }
            }
            _ => return false,
        }
        true
    };
    if let Some(Token::Word(word)) = tokens.get(end)
        && half(word)
    {
        end += 1;
    } else if let Some(Token::Word(word)) =
        start.checked_sub(1).and_then(|before| tokens.get(before))
        && half(word)
    {
        start -= 1;
    }
    let (offset, after) = read_zone(tokens, end);
    end = after;
    if let Some(Token::Word(word)) = start.checked_sub(1).and_then(|before| tokens.get(before))
        && word == "t"
    {
        start -= 1;
    }
    tokens.drain(start..end);
    if !(0..24).contains(&hour)
        || !(0..60).contains(&minute)
        || !second.is_none_or(|s| (0..=60).contains(&s))
    {
        return Err(Unread::Impossible);
    }
    Ok((Some((hour, minute, second.map(|s| s.min(59)))), offset))
}

/// Finds `19:41`, `15:01:01.79`, `19时41分`, `14h30`, or `T072000`.
fn find_clock(tokens: &[Token]) -> Option<(usize, usize, Clock)> {
    let number = |at: usize, digits: std::ops::RangeInclusive<usize>| match tokens.get(at) {
        Some(Token::Number { value, digits: d }) if digits.contains(d) => i8::try_from(*value).ok(),
        _ => None,
    };
    let mark = |at: usize, c: char| tokens.get(at) == Some(&Token::Mark(c));
    let unit =
        |at: usize, of: &[char]| matches!(tokens.get(at), Some(Token::Unit(c)) if of.contains(c));
    for at in 0..tokens.len() {
        if let (Some(hour), true, Some(minute)) =
            (number(at, 1..=2), mark(at + 1, ':'), number(at + 2, 2..=2))
        {
            let mut end = at + 3;
            let mut second = None;
            if mark(end, ':')
                && let Some(value) = number(end + 1, 2..=2)
            {
                second = Some(value);
                end += 2;
                if (mark(end, '.') || mark(end, ','))
                    && matches!(tokens.get(end + 1), Some(Token::Number { .. }))
                {
                    end += 2;
                }
            }
            return Some((at, end, (hour, minute, second)));
        }
        let hour_unit = unit(at + 1, &['时', '時', '点', '點', '시'])
            || matches!(tokens.get(at + 1), Some(Token::Word(w)) if w == "h" && at + 2 < tokens.len());
        if let (Some(hour), true) = (number(at, 1..=2), hour_unit) {
            let Some(minute) = number(at + 2, 1..=2) else {
                return Some((at, at + 2, (hour, 0, None)));
            };
            let mut end = at + 3;
            end += usize::from(unit(end, &['分', '분']));
            let second = number(end, 1..=2).filter(|_| unit(end + 1, &['秒', '초']));
            end += if second.is_some() { 2 } else { 0 };
            return Some((at, end, (hour, minute, second)));
        }
        if let (Some(Token::Word(t)), Some(Token::Number { value, digits: digits @ (4 | 6) })) =
            (tokens.get(at), tokens.get(at + 1))
            && t == "t"
        {
            let value = if *digits == 4 { value * 100 } else { *value };
            let part = |divisor: u64| i8::try_from(value / divisor % 100).ok();
            let second = part(1).filter(|_| *digits == 6);
            return Some((at + 1, at + 2, (part(10_000)?, part(100)?, second)));
        }
    }
    None
}

/// Reads the zone after a time: the offset in seconds, and where the rest begins.
fn read_zone(tokens: &[Token], mut at: usize) -> (Option<i32>, usize) {
    let mut offset = None;
    if let Some(Token::Word(word)) = tokens.get(at) {
        if let Some(named) = zone(word) {
            offset = Some(named);
            at += 1;
        } else if is_unclear_zone(word) {
            return (None, at + 1);
        }
    }
    if let (Some(Token::Mark(sign @ ('+' | '-'))), Some(Token::Number { value, digits })) =
        (tokens.get(at), tokens.get(at + 1))
        && (offset.is_none() || offset == Some(0))
    {
        let value = i32::try_from(*value).unwrap_or(0);
        let (hours, mut minutes, mut end) = match digits {
            4 => (value / 100, value % 100, at + 2),
            1 | 2 => (value, 0, at + 2),
            _ => return (offset, at),
        };
        if tokens.get(end) == Some(&Token::Mark(':'))
            && let Some(Token::Number { value, digits: 2 }) = tokens.get(end + 1)
        {
            minutes = i32::try_from(*value).unwrap_or(0);
            end += 2;
        }
        if hours <= 15 && minutes < 60 {
            let seconds = hours * 3600 + minutes * 60;
            offset = Some(if *sign == '-' { -seconds } else { seconds });
            at = end;
        }
    }
    // A comment such as "(GMT)" after a numeric offset.
    while let Some(Token::Word(word)) =
        tokens.get(at + usize::from(tokens.get(at) == Some(&Token::Mark('('))))
        && (zone(word).is_some() || is_unclear_zone(word))
    {
        at += 1 + usize::from(tokens.get(at) == Some(&Token::Mark('(')));
    }
    (offset, at)
}

type Day = (i16, Option<i8>, Option<i8>, Option<Clock>);

/// Matches what is left against the forms of a calendar date.
fn calendar(tokens: &[Token], order: Option<DayOrder>) -> Result<Day, Unread> {
    let mut parts: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token {
            Token::Word(word) if month(word).is_some() => parts.push(token.clone()),
            Token::Word(word) if is_filler(word) || weekday(word).is_some() => {}
            Token::Word(word)
                if matches!(word.as_str(), "st" | "nd" | "rd" | "th" | "er" | "º") => {}
            Token::Mark(',' | '(' | ')' | '[' | ']' | '|' | '·') => {}
            _ => parts.push(token.clone()),
        }
    }
    let named = parts.iter().any(|part| matches!(part, Token::Word(_)));
    if named {
        // Marks only separate where the month is a word: "26-FEB-1987", "21. August 2024".
        parts.retain(|part| !matches!(part, Token::Mark('-' | '.' | '/')));
    }
    use Token::{Mark, Number, Unit, Word};
    let small = |value: u64| i8::try_from(value).map_err(|_| Unread::Impossible);
    let year = |value: u64| i16::try_from(value).map_err(|_| Unread::Impossible);
    match parts.as_slice() {
        [
            Number { value: y, digits: 4 },
            Mark(a @ ('-' | '/' | '.')),
            Number { value: m, digits: 1 | 2 },
            Mark(b),
            Number { value: d, digits: 1 | 2 },
        ] if a == b => Ok((year(*y)?, Some(small(*m)?), Some(small(*d)?), None)),
        [
            Number { value: a, digits: 1 | 2 },
            Mark(s @ ('-' | '/' | '.')),
            Number { value: b, digits: 1 | 2 },
            Mark(t),
            Number { value: y, digits: 4 },
        ] if s == t => {
            let (day, month) = match (*a > 12, *b > 12, order) {
                // Full stops are used with the day first (Germany, Russia, most of Europe).
                _ if *s == '.' && order.is_none() => (a, b),
                (true, false, _) => (a, b),
                (false, true, _) => (b, a),
                (true, true, _) => return Err(Unread::Impossible),
                (false, false, Some(DayOrder::DayFirst)) => (a, b),
                (false, false, Some(DayOrder::MonthFirst)) => (b, a),
                (false, false, None) if a == b => (a, b),
                (false, false, None) => return Err(Unread::Ambiguous),
            };
            Ok((year(*y)?, Some(small(*month)?), Some(small(*day)?), None))
        }
        [Number { value: d, digits: 1 | 2 }, Word(name), Number { value: y, digits: 4 }]
        | [Word(name), Number { value: d, digits: 1 | 2 }, Number { value: y, digits: 4 }]
        | [Number { value: y, digits: 4 }, Word(name), Number { value: d, digits: 1 | 2 }] => {
            Ok((year(*y)?, Some(month(name).ok_or(Unread::NoDate)?), Some(small(*d)?), None))
        }
        [Number { value: d, digits: 1 | 2 }, Word(name), Number { value: y, digits: 2 }] => {
            // RFC 2822, section 4.3: two digits up to 49 are 20xx, from 50 on 19xx.
            let y = if *y < 50 { 2000 + y } else { 1900 + y };
            Ok((year(y)?, Some(month(name).ok_or(Unread::NoDate)?), Some(small(*d)?), None))
        }
        [
            Number { value: y, digits: 4 },
            Unit('年' | '년'),
            Number { value: m, .. },
            Unit('月' | '월'),
            Number { value: d, .. },
            Unit('日' | '号' | '號' | '일'),
        ] => Ok((year(*y)?, Some(small(*m)?), Some(small(*d)?), None)),
        [
            Number { value: y, digits: 4 },
            Unit('年' | '년'),
            Number { value: m, .. },
            Unit('月' | '월'),
        ] => Ok((year(*y)?, Some(small(*m)?), None, None)),
        [Number { value: y, digits: 4 }, Mark('-' | '/'), Number { value: m, digits: 2 }] => {
            Ok((year(*y)?, Some(small(*m)?), None, None))
        }
        [Word(name), Number { value: y, digits: 4 }] => {
            Ok((year(*y)?, Some(month(name).ok_or(Unread::NoDate)?), None, None))
        }
        [Number { value: y, digits: 4 }] | [Number { value: y, digits: 4 }, Unit('年' | '년')]
            if (1600..=2200).contains(y) =>
        {
            Ok((year(*y)?, None, None, None))
        }
        [Number { value, digits: 8 }] => Ok((
            year(value / 10_000)?,
            Some(small(value / 100 % 100)?),
            Some(small(value % 100)?),
            None,
        )),
        [Number { value, digits: 14 }] => {
            let day = value / 1_000_000;
            let clock = (
                small(value / 10_000 % 100)?,
                small(value / 100 % 100)?,
                Some(small(value % 100)?),
            );
            Ok((
                year(day / 10_000)?,
                Some(small(day / 100 % 100)?),
                Some(small(day % 100)?),
                Some(clock),
            ))
        }
        [Word(name), Number { value: d, digits: 1 | 2 }]
        | [Number { value: d, digits: 1 | 2 }, Word(name)] => {
            let (month, day) = (month(name).ok_or(Unread::NoDate)?, small(*d)?);
            Err(if (1..=31).contains(&day) {
                Unread::NoYear { month, day }
            } else {
                Unread::Impossible
            })
        }
        [
            Number { value: m, digits: 1 | 2 },
            Unit('月' | '월'),
            Number { value: d, digits: 1 | 2 },
            Unit('日' | '号' | '號' | '일'),
        ] if (1..=12).contains(m) && (1..=31).contains(d) => {
            Err(Unread::NoYear { month: small(*m)?, day: small(*d)? })
        }
        _ => Err(Unread::NoDate),
    }
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
