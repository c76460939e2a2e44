//! Written dates of many corpora and languages, and what must not be read as one.

use super::*;

fn read(text: &str) -> String {
    match parse(text, None) {
        Ok(w) => {
            let offset = w.offset.map_or(String::new(), |o| format!(" {o:+}"));
            format!("{} {}{offset}", w.start, w.precision.name())
        }
        Err(unread) => format!("{unread:?}"),
    }
}

fn case(text: &str, expected: &str) {
    assert_eq!(read(text), expected, "{text}");
}

#[test]
fn machine_forms() {
    case("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01 second");
    case(" 2-MAR-1987 16:51:43.42", "1987-03-02T16:51:43 second");
    case("2025-02-12 16:28:21", "2025-02-12T16:28:21 second");
    case("2011-10-02T10:00:00+0900", "2011-10-02T10:00:00 second +32400");
    case("2026-01-01T21:12:09+00:00", "2026-01-01T21:12:09 second +0");
    case("2026-01-04T20:10:25.469510+00:00", "2026-01-04T20:10:25 second +0");
    case("2024-08-22T07:20Z", "2024-08-22T07:20:00 minute +0");
    case("2024-08-22T07:20:00-04:00", "2024-08-22T07:20:00 second -14400");
    case("Thu, 22 Aug 2024 07:20:00 GMT", "2024-08-22T07:20:00 second +0");
    case("Thu, 22 Aug 24 07:20 -0500 (EST)", "2024-08-22T07:20:00 minute -18000");
    case("20240822", "2024-08-22T00:00:00 day");
    case("20240822T072000Z", "2024-08-22T07:20:00 second +0");
    case("20240822072000", "2024-08-22T07:20:00 second");
    case("2020-04-20", "2020-04-20T00:00:00 day");
    case("2020/4/20", "2020-04-20T00:00:00 day");
    case("2025-11-28 13:38", "2025-11-28T13:38:00 minute");
    case("1724311200", "2024-08-22T07:20:00 second +0");
    case("1724311200000", "2024-08-22T07:20:00 second +0");
}

#[test]
fn printed_forms() {
    case("Aug. 21, 2024", "2024-08-21T00:00:00 day");
    case("21 August 2024", "2024-08-21T00:00:00 day");
    case("Wednesday, August 21st, 2024", "2024-08-21T00:00:00 day");
    case("13:13, August 22, 2024", "2024-08-22T13:13:00 minute");
    case("August 22, 2024 at 1:13 p.m. EDT", "2024-08-22T13:13:00 minute -14400");
    case("Aug 22, 2024 12:05 am ET", "2024-08-22T00:05:00 minute");
    case("22.08.2024", "2024-08-22T00:00:00 day");
    case("22.08.2024, 13:13 Uhr", "2024-08-22T13:13:00 minute");
    case("21. August 2024", "2024-08-21T00:00:00 day");
    case("21 août 2024 à 14h30", "2024-08-21T14:30:00 minute");
    case("1er mai 2024", "2024-05-01T00:00:00 day");
    case("21 de agosto de 2024", "2024-08-21T00:00:00 day");
    case("21 августа 2024 г., 13:13 мск", "2024-08-21T13:13:00 minute +10800");
    case("21 августа 2024 года", "2024-08-21T00:00:00 day");
    case("среда, 21 авг. 2024", "2024-08-21T00:00:00 day");
    case("2023年04月11日 19:41", "2023-04-11T19:41:00 minute");
    case("2023年4月11日 星期二 19时41分", "2023-04-11T19:41:00 minute");
    case("２０２３年４月１１日", "2023-04-11T00:00:00 day");
    case("2012年3月25日(日)20時23分", "2012-03-25T20:23:00 minute");
    case("2024년 8월 22일 13:13", "2024-08-22T13:13:00 minute");
    case("2023-04-11 下午 7:41", "2023-04-11T19:41:00 minute");
}

#[test]
fn coarse_dates() {
    case("2024", "2024-01-01T00:00:00 year");
    case("2024-08", "2024-08-01T00:00:00 month");
    case("August 2024", "2024-08-01T00:00:00 month");
    case("август 2024", "2024-08-01T00:00:00 month");
    case("2024年8月", "2024-08-01T00:00:00 month");
}

#[test]
fn midnight_to_the_second_is_a_bare_day() {
    case("2025-02-12 00:00:00", "2025-02-12T00:00:00 day");
    case("2025-02-12T00:00:00Z", "2025-02-12T00:00:00 day");
    case("2025-02-12T00:00:00+09:00", "2025-02-12T00:00:00 second +32400");
    case("2025-02-12 00:00:01", "2025-02-12T00:00:01 second");
}

#[test]
fn days_without_a_year_are_partial() {
    case("Aug. 21", "NoYear { month: 8, day: 21 }");
    case("21 авг", "NoYear { month: 8, day: 21 }");
    case("8月21日", "NoYear { month: 8, day: 21 }");
}

#[test]
fn the_order_of_numbers_is_not_guessed() {
    case("03/04/2024", "Ambiguous");
    case("22/08/2024", "2024-08-22T00:00:00 day");
    case("08/22/2024", "2024-08-22T00:00:00 day");
    case("04/04/2024", "2024-04-04T00:00:00 day");
    case("03.04.2024", "2024-04-03T00:00:00 day");
    let day = |order| parse("03/04/2024", Some(order)).unwrap().start.date().to_string();
    assert_eq!(day(DayOrder::DayFirst), "2024-04-03");
    assert_eq!(day(DayOrder::MonthFirst), "2024-03-04");
}

#[test]
fn other_texts_are_no_dates() {
    for text in [
        "",
        "soon",
        "12:30",
        "17",
        "61792300123",
        "2024-08-22 was hot",
        "In August 2024 the",
        "8/22",
        "1/2/3",
        "3000",
        "٢٠٢٤",
    ] {
        assert!(matches!(read(text).as_str(), "NoDate" | "Impossible"), "{text}: {}", read(text));
    }
    for text in
        ["2024-13-01", "2023-02-29", "31 April 2024", "2024-08-22 25:00", "32.01.2024", "20241340"]
    {
        assert_eq!(read(text), "Impossible", "{text}");
    }
    assert_eq!(read(&"1 ".repeat(60)), "NoDate");
}
