//! Weighs what a web page says about its date.
//!
//! The first usable statement in the order of levels is taken; all others stay as evidence with the
//! reason. What is weak, a date in the running text or a time of change, is taken only where two
//! independent ways agree. An instant in UTC that lies a day beside the day in the address or the
//! day that is shown means that shown day: readers live by the local one.

use super::date::Clue;
use super::dates::{self, Unread, Written};
use super::urls;
use crate::article::published::{DAY, civil_seconds};
use crate::article::{Precision, Provenance};
use crate::corpus::context::DayOrder;
use crate::corpus::format::html::page::{Dated, Level, Page};

/// The web's news begins here.
const FIRST_YEAR: i16 = 1995;
/// Most words that are looked at for a date.
const WORDS: usize = 500;
/// Most words that one date is made of.
const WIDEST: usize = 7;

/// Makes the clues of a page. `url` is its address, wherever that is known from.
pub fn clues(page: &Page, url: Option<&str>, stated: Option<DayOrder>, arrival: i64) -> Vec<Clue> {
    let order = stated.or_else(|| order(page.lang.as_deref()));
    let read: Vec<(&Dated, Result<Written, Unread>, String)> = page
        .dates
        .iter()
        .map(|dated| {
            let (reading, text) = read(&dated.said.text, order, dated.level);
            (dated, reading, text)
        })
        .collect();
    let usable = |reading: &Result<Written, Unread>| {
        reading.ok().filter(|written| {
            written.precision >= Precision::Day
                && written.start.year() >= FIRST_YEAR
                && (arrival <= 0 || written.instant() <= arrival + DAY)
        })
    };
    let strong = read
        .iter()
        .position(|(dated, reading, _)| dated.level <= Level::Line && usable(reading).is_some());
    let in_url = url.and_then(urls::date).map(|(written, _)| written);
    let shown = read
        .iter()
        .filter(|(dated, ..)| matches!(dated.level, Level::Time | Level::Line))
        .filter_map(|(_, reading, _)| usable(reading))
        .find(|written| written.offset.is_none_or(|offset| offset != 0));
    let changed: Vec<Written> = read
        .iter()
        .filter(|(dated, ..)| dated.level == Level::Modified)
        .filter_map(|(_, reading, _)| usable(reading))
        .collect();
    let month = url.and_then(month_of);
    let agreed = |written: Written| {
        changed.iter().any(|other| day(*other) == day(written))
            || month == Some((written.start.year(), written.start.month()))
    };
    let exact: Vec<Written> = read
        .iter()
        .filter(|(dated, ..)| dated.level <= Level::Time)
        .filter_map(|(_, reading, _)| usable(reading))
        .filter(|written| written.offset.is_some_and(|offset| offset != 0))
        .collect();
    read.iter()
        .enumerate()
        .map(|(at, (dated, reading, text))| {
            let provenance = match dated.level {
                Level::Article | Level::Meta | Level::Marked => Provenance::Metadata,
                _ => Provenance::Byline,
            };
            let weak = match (dated.level, usable(reading)) {
                (Level::Text, Some(written)) if strong.is_none() && agreed(written) => None,
                (Level::Text, _) => {
                    Some("a date somewhere in the text, which nothing else supports")
                }
                _ => Some("a time of change, not of publication"),
            };
            let barred = match strong {
                _ if dated.level > Level::Line => weak,
                Some(winner) if winner == at => None,
                _ if usable(reading).is_none() => Some("not a whole day of the web's time"),
                _ => Some("better evidence was taken"),
            };
            let reading = match (barred, reading) {
                (None, Ok(written)) if dated.level <= Level::Time => {
                    Ok(local(*written, &exact, in_url, shown))
                }
                _ => *reading,
            };
            let place = dated.said.place.clone();
            Clue { provenance, place, text: text.clone(), reading, barred }
        })
        .collect()
}

/// The order of all-number dates by the page's language: month first in American English or where
/// none is stated.
fn order(lang: Option<&str>) -> Option<DayOrder> {
    let lang = lang.unwrap_or("").trim().to_ascii_lowercase().replace('_', "-");
    Some(match lang.as_str() {
        "" | "en" | "en-us" => DayOrder::MonthFirst,
        _ => DayOrder::DayFirst,
    })
}

/// The day of an instant in UTC by the clock of its readers, where the page shows it.
fn local(
    written: Written,
    exact: &[Written],
    in_url: Option<Written>,
    shown: Option<Written>,
) -> Written {
    if written.offset != Some(0) || written.precision < Precision::Minute {
        return written;
    }
    if let Some(same) = exact.iter().find(|other| other.instant() == written.instant()) {
        return *same;
    }
    let beside = |other: &Written| (day(*other) - day(written)).abs() == 1;
    match in_url.filter(beside).or(shown.filter(beside)) {
        Some(other) => Written {
            start: other.start.date().at(0, 0, 0, 0),
            precision: Precision::Day,
            offset: None,
        },
        None => written,
    }
}

fn day(written: Written) -> i64 {
    civil_seconds(written.start).div_euclid(DAY)
}

/// Finds `/2019/05/` in an address.
fn month_of(url: &str) -> Option<(i16, i8)> {
    let steps: Vec<&str> = urls::original(url).split('/').collect();
    steps.windows(2).find_map(|pair| {
        let plain = pair[0].len() == 4 && pair[1].len() == 2;
        let year: i16 = pair[0].parse().ok().filter(|year| (1995..2100).contains(year))?;
        let month: i8 = pair[1].parse().ok().filter(|month| (1..=12).contains(month))?;
        plain.then_some((year, month))
    })
}

/// Reads a statement: wholly a date, or a date within a short text.
fn read(text: &str, order: Option<DayOrder>, level: Level) -> (Result<Written, Unread>, String) {
    let whole = dates::parse(text, order);
    if let Ok(written) = whole
        && level != Level::Text
    {
        return (Ok(written), text.to_owned());
    }
    match within(text, order) {
        Some((written, found)) => (Ok(written), found),
        None => (whole.and(Err(Unread::NoDate)), text.chars().take(120).collect()),
    }
}

/// Finds the first date with a day in a text.
fn within(text: &str, order: Option<DayOrder>) -> Option<(Written, String)> {
    let spaced = spaced(text);
    let words: Vec<&str> = spaced.split_whitespace().take(WORDS).collect();
    let digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    for at in 0..words.len() {
        let near = words[at..words.len().min(at + 3)].iter().any(digit);
        let long_number = words[at].len() > 8 && words[at].bytes().all(|b| b.is_ascii_digit());
        if !near || long_number {
            continue;
        }
        for end in (at + 1..=words.len().min(at + WIDEST)).rev() {
            let joined = words[at..end].join(" ");
            let bare = joined.trim_matches(|c: char| !c.is_alphanumeric());
            if let Ok(written) = dates::parse(bare, order)
                && written.precision >= Precision::Day
                && written.start.year() >= FIRST_YEAR
            {
                return Some((written, bare.to_owned()));
            }
        }
    }
    None
}

/// Parts a date from what stands beside it without a space: `发布时间：2023年04月11日19:41来源`.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    let unit = |c: char| matches!(c, '年' | '月' | '日' | '号' | '時' | '时' | '分' | '秒');
    let wide = |c: char| ('\u{2E80}'..'\u{A000}').contains(&c) && !unit(c);
    for c in text.chars() {
        let digit = c.is_ascii_digit();
        if (digit && (wide(before) || before == '日'))
            || (wide(c) && (before.is_ascii_digit() || unit(before)))
        {
            out.push(' ');
        }
        out.push(if matches!(c, '：' | '|' | '•' | '·' | '，' | '（' | '）') {
            ' '
        } else {
            c
        });
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        within(text, Some(DayOrder::MonthFirst)).map_or(String::new(), |(w, _)| w.start.to_string())
    }

    #[test]
    fn dates_are_found_in_lines() {
        assert_eq!(found("Posted by A. Roe on May 12, 2019 in News"), "2019-05-12T00:00:00");
        assert_eq!(found("来源：渡轮报 2023年04月11日 19:41"), "2023-04-11T19:41:00");
        assert_eq!(found("发布时间：2023年04月11日19:41来源"), "2023-04-11T19:41:00");
        assert_eq!(found("12. Mai 2019 von A. Roe"), "2019-05-12T00:00:00");
        assert_eq!(found("call 1234567890 in 2019, 12 people"), "");
        assert_eq!(month_of("https://n.example/2019/05/ferries"), Some((2019, 5)));
    }

    fn stated(level: Level, text: &str) -> Dated {
        let said =
            crate::corpus::format::html::page::Stated { place: "p".into(), text: text.into() };
        Dated { level, said }
    }

    fn taken(dates: Vec<Dated>, url: &str) -> String {
        let page = Page { dates, ..Page::default() };
        let clues = clues(&page, Some(url), None, 0);
        let clue = clues.into_iter().find(|clue| clue.barred.is_none());
        clue.map_or("none".into(), |clue| clue.reading.unwrap().start.to_string())
    }

    #[test]
    fn strong_statements_win_and_weak_ones_need_support() {
        let text = || stated(Level::Text, "It was on May 12, 2019 that");
        assert_eq!(taken(vec![text()], "https://n.example/1"), "none");
        assert_eq!(taken(vec![text()], "https://n.example/2019/05/x"), "2019-05-12T00:00:00");
        let changed = stated(Level::Modified, "2019-05-12T10:00:00Z");
        assert_eq!(taken(vec![text(), changed.clone()], ""), "2019-05-12T00:00:00");
        assert_eq!(taken(vec![changed], ""), "none");
        let line = stated(Level::Line, "May 3, 2019");
        assert_eq!(taken(vec![line, text()], ""), "2019-05-03T00:00:00");
    }

    #[test]
    fn the_shown_day_is_the_local_one() {
        let machine = || stated(Level::Article, "2023-11-08T01:30:00Z");
        assert_eq!(taken(vec![machine()], "https://n.example/2023/11/07/x"), "2023-11-07T00:00:00");
        let shown = stated(Level::Line, "Nov 7, 2023");
        assert_eq!(taken(vec![machine(), shown], ""), "2023-11-07T00:00:00");
        let exact = stated(Level::Meta, "2023-11-07T20:30:00-05:00");
        assert_eq!(taken(vec![machine(), exact], ""), "2023-11-07T20:30:00");
        assert_eq!(taken(vec![machine()], "https://n.example/2023/11/01/x"), "2023-11-08T01:30:00");
    }
}
