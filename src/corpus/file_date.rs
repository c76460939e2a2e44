//! Dates in the names of files and folders, where the folder's settings say what stands where.
//!
//! Takes a pattern such as `{year}-{month}-{day}` or `{year}/{month}/*`; finds it in a file name or
//! a path. Nothing is guessed: without a pattern a name is never a date.

use jiff::civil::Date;

/// A pattern that says where a name holds year, month and day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePattern {
    parts: Vec<Part>,
    /// Compared with the path and not with the file name alone.
    whole_path: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Literal(char),
    /// `*`: characters other than `/` and digits, as many as there are.
    Any,
    Year,
    /// One or two digits; exactly two beside another number.
    Month(bool),
    Day(bool),
}

impl DatePattern {
    /// Reads a pattern. The error says what is wrong with it.
    pub fn new(pattern: &str) -> Result<DatePattern, String> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        let number =
            |part: Option<&Part>| matches!(part, Some(Part::Year | Part::Month(_) | Part::Day(_)));
        while let Some(c) = rest.chars().next() {
            let beside = number(parts.last());
            let (part, len) = match c {
                '{' => {
                    let end = rest.find('}').ok_or("a { is never closed")?;
                    let exact = beside || rest[end + 1..].starts_with('{');
                    let part = match &rest[1..end] {
                        "year" => Part::Year,
                        "month" => Part::Month(exact),
                        "day" => Part::Day(exact),
                        other => {
                            return Err(format!(
                                "{{{other}}} is not {{year}}, {{month}} or {{day}}"
                            ));
                        }
                    };
                    (part, end + 1)
                }
                '*' => (Part::Any, 1),
                c => (Part::Literal(c), c.len_utf8()),
            };
            parts.push(part);
            rest = &rest[len..];
        }
        let times = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
        let years = times(|part| matches!(part, Part::Year));
        let months = times(|part| matches!(part, Part::Month(_)));
        let days = times(|part| matches!(part, Part::Day(_)));
        if years != 1 || months > 1 || days > months {
            return Err("a date pattern has {year} once, {month} at most once, and {day} only \
                        beside {month}"
                .to_owned());
        }
        Ok(DatePattern { whole_path: pattern.contains('/'), parts })
    }

    /// Finds the first date in a path (with `/`), in ISO form (`2024`, `2024-08`, `2024-08-21`),
    /// with the text it was read from. A number that goes on beside the match is no match.
    pub fn find(&self, path: &str) -> Option<(String, String)> {
        let text = match self.whole_path {
            true => path,
            false => path.rsplit('/').next().unwrap_or(path),
        };
        let chars: Vec<char> = text.chars().collect();
        (0..chars.len()).find_map(|start| {
            let begins_number = !matches!(self.parts.first(), Some(Part::Literal(_) | Part::Any));
            if begins_number && start > 0 && chars[start - 1].is_ascii_digit() {
                return None;
            }
            let (iso, end) = self.match_at(&chars, start)?;
            Some((iso, chars[start..end].iter().collect()))
        })
    }

    fn match_at(&self, chars: &[char], start: usize) -> Option<(String, usize)> {
        let (mut year, mut month, mut day) = (0, None, None);
        let mut at = start;
        let mut last_number = false;
        for part in &self.parts {
            last_number = true;
            match part {
                Part::Literal(c) => {
                    (chars.get(at) == Some(c)).then_some(())?;
                    at += 1;
                    last_number = false;
                }
                Part::Any => {
                    while chars.get(at).is_some_and(|c| *c != '/' && !c.is_ascii_digit()) {
                        at += 1;
                    }
                    last_number = false;
                }
                Part::Year => year = digits(chars, &mut at, 4, 4)?,
                Part::Month(exact) => {
                    month = Some(digits(chars, &mut at, if *exact { 2 } else { 1 }, 2)?);
                }
                Part::Day(exact) => {
                    day = Some(digits(chars, &mut at, if *exact { 2 } else { 1 }, 2)?);
                }
            }
        }
        if last_number && chars.get(at).is_some_and(char::is_ascii_digit) {
            return None;
        }
        let narrow = |number: i16| i8::try_from(number).ok();
        Date::new(year, narrow(month.unwrap_or(1))?, narrow(day.unwrap_or(1))?).ok()?;
        let mut iso = format!("{year:04}");
        for number in [month, day].into_iter().flatten() {
            iso.push_str(&format!("-{number:02}"));
        }
        Some((iso, at))
    }
}

/// Reads between `least` and `most` digits.
fn digits(chars: &[char], at: &mut usize, least: usize, most: usize) -> Option<i16> {
    let run = chars.iter().skip(*at).take(most).take_while(|c| c.is_ascii_digit()).count();
    if run < least {
        return None;
    }
    let number: String = chars[*at..*at + run].iter().collect();
    *at += run;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_where_the_pattern_says() {
        let cases = [
            ("{year}-{month}-{day}", "a/2025-01-02-index.md", Some(("2025-01-02", "2025-01-02"))),
            ("{year}-{month}-{day}", "a/2025-1-2.md", Some(("2025-01-02", "2025-1-2"))),
            ("{year}{month}{day}", "x20250102.txt", Some(("2025-01-02", "20250102"))),
            ("{year}{month}{day}", "120250102.txt", None),
            ("{year}{month}{day}", "202501023.txt", None),
            ("{year}{month}{day}", "20251302.txt", None),
            ("{year}/{month}/{day}/", "2024/8/21/a.txt", Some(("2024-08-21", "2024/8/21/"))),
            ("{year}/*{month}", "2024/m08.txt", Some(("2024-08", "2024/m08"))),
            ("{day}.{month}.{year}", "21.8.2024.txt", Some(("2024-08-21", "21.8.2024"))),
            ("{year}", "report 1999.txt", Some(("1999", "1999"))),
            ("{year}-{month}-{day}", "2025-02-30.txt", None),
            ("{year}-{month}-{day}", "2025-01-02/a.txt", None),
        ];
        for (pattern, path, expected) in cases {
            let found = DatePattern::new(pattern).unwrap().find(path);
            let expected = expected.map(|(iso, text)| (iso.to_owned(), text.to_owned()));
            assert_eq!(found, expected, "{pattern} in {path}");
        }
    }

    #[test]
    fn patterns_that_name_no_date_are_errors() {
        for pattern in ["{month}-{day}", "{year", "{jahr}", "{year}{year}", "{year}-{day}", ""] {
            assert!(DatePattern::new(pattern).is_err(), "{pattern}");
        }
    }
}
