//! Weekday words near the top ("on Wednesday"): a hint that tests a date and never makes one.

use super::calendar_words::{may_be_weekday, weekday, weekday_sign};
use super::fold::fold;
use crate::article::published::DAY;
use crate::article::{Precision, Published};

/// How much of a paragraph is read, in characters.
const REACH: usize = 1200;

/// Returns the first weekday that the paragraphs name, Monday 1 to Sunday 7, and the words that do.
pub fn hint<'p>(paragraphs: impl Iterator<Item = &'p str>) -> Option<(u8, &'p str)> {
    paragraphs.take(2).find_map(in_paragraph)
}

fn in_paragraph(text: &str) -> Option<(u8, &str)> {
    let mut before = "";
    let mut chars = text.char_indices().take(REACH).peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(day) = in_signs(text, at, c) {
            return Some((day, signs(text, at, c)));
        }
        if !c.is_alphabetic() {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, c)) = chars.peek()
            && (c.is_alphabetic() && !is_han(c))
        {
            end = next + c.len_utf8();
            chars.next();
        }
        if is_han(c) {
            continue;
        }
        let printed = &text[at..end];
        // Short forms and lower-case words of other meaning ("sun", "mar") are not weekdays.
        if printed.chars().nth(4).is_some()
            && may_be_weekday(printed)
            && let word = fold(printed)
            && let Some(day) = weekday(&word)
            && is_this_week(&fold(before))
            && (printed.starts_with(char::is_uppercase)
                || !printed.is_ascii()
                || is_lower_case_name(&word))
        {
            return Some((day, printed));
        }
        before = printed;
    }
    None
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

/// "last Friday" and "every Sunday" say nothing of the day of the story.
fn is_this_week(before: &str) -> bool {
    !matches!(
        before,
        "last"
            | "next"
            | "every"
            | "each"
            | "прошлую"
            | "прошлый"
            | "прошлои"
            | "следующую"
            | "следующии"
            | "каждую"
            | "black"
    )
}

/// Spanish, French and Italian write weekdays small.
fn is_lower_case_name(word: &str) -> bool {
    matches!(
        word,
        "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
            | "lunes"
            | "martes"
            | "miercoles"
            | "jueves"
            | "viernes"
            | "domingo"
            | "lunedi"
            | "martedi"
            | "mercoledi"
            | "giovedi"
            | "venerdi"
    )
}

/// The signs of the weekday that was found at `at`: 星期三, 周三, 水曜日.
fn signs(text: &str, at: usize, c: char) -> &str {
    let from = match c {
        '曜' => text[..at].char_indices().next_back().map_or(at, |(before, _)| before),
        _ => at,
    };
    let chars = if matches!(c, '周' | '週') { 2 } else { 3 };
    let rest = &text[from..];
    rest.char_indices().nth(chars).map_or(rest, |(end, _)| &rest[..end])
}

/// 星期三, 周三, 水曜日; not 上周三 and 下周三.
fn in_signs(text: &str, at: usize, c: char) -> Option<u8> {
    if !matches!(c, '星' | '周' | '週' | '礼' | '禮' | '曜') {
        return None;
    }
    let before = text[..at].chars().next_back();
    let mut after = text[at + c.len_utf8()..].chars();
    match (c, after.next()?) {
        _ if matches!(before, Some('上' | '下' | '每')) => None,
        ('星', '期') | ('礼' | '禮', '拜') => weekday_sign(after.next()?),
        ('曜', '日') => weekday_sign(before?),
        ('周' | '週', sign) => {
            // 周一 is Monday, but 周天 and 周日月 are names; 一周二次 counts.
            let counted = before.is_some_and(|c| {
                matches!(c, '一' | '两' | '兩' | '三' | '几' | '幾' | '数' | '每' | '本' | '四')
                    && c != '本'
            });
            (!counted && !matches!(sign, '天' | '月' | '火' | '水' | '木' | '金' | '土'))
                .then(|| weekday_sign(sign))?
        }
        _ => None,
    }
}

/// A remark where a weekday word does not go with the date: stories of a day name that day or the
/// one before.
pub fn note(hint: u8, published: &Published) -> Option<String> {
    if published.precision < Precision::Day {
        return None;
    }
    // 1970-01-01 was a Thursday.
    let weekday = (published.start.div_euclid(DAY) + 3).rem_euclid(7) + 1;
    let behind = (weekday - i64::from(hint)).rem_euclid(7);
    (behind > 1).then(|| format!("the text names weekday {hint}, the date is a weekday {weekday}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_in_many_languages() {
        for (text, day) in [
            ("The council voted on Wednesday to stay.", (3, "Wednesday")),
            ("Совет проголосовал в среду за паромы.", (3, "среду")),
            ("市政府星期三决定。", (3, "星期三")),
            ("市政府本周五决定。", (5, "周五")),
            ("市は水曜日に決めた。", (3, "水曜日")),
            ("Der Rat entschied am Mittwoch.", (3, "Mittwoch")),
            ("Le conseil a voté mercredi.", (3, "mercredi")),
        ] {
            assert_eq!(hint([text].into_iter()), Some(day), "{text}");
        }
    }

    #[test]
    fn other_words_are_no_hint() {
        for text in [
            "The sun rose.",
            "Last Friday they met.",
            "上周三他们见面。",
            "周天先生",
            "一周二次",
            "On Mon they met.",
            "в прошлую среду",
            "",
        ] {
            assert_eq!(hint([text].into_iter()), None, "{text}");
        }
        assert_eq!(hint(["A.", "B.", "On Monday."].into_iter()), None);
    }
}
