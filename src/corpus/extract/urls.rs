//! What a web address says: the host, and a whole date in the path.

use jiff::civil;

use super::dates::Written;
use crate::article::Precision;

/// Returns the host of an address, in lower case, without `www.` and port.
pub fn host(url: &str) -> Option<String> {
    let rest = original(url).split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let plain =
        host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    plain.then(|| host.to_owned())
}

/// Skips the prefix of an archive (`https://web.archive.org/web/20210117060844/https://…`), whose
/// number is the day of the crawl.
pub fn original(url: &str) -> &str {
    let Some(at) = url.find("web.archive.org/web/") else { return url };
    let rest = &url[at..];
    rest.find("http").map_or(url, |from| &rest[from..])
}

/// Finds a whole date in an address: `/2024/08/22/`, `/2024-08-22/`, `/2024/0822/`, `/202408/22/`,
/// `20240822` between marks or at the start of a step. Returns the date and the text it was read from.
pub fn date(url: &str) -> Option<(Written, &str)> {
    let url = original(url);
    let path_at = url.find("://").map_or(0, |at| at + 3);
    let path_at = path_at + url[path_at..].find('/')?;
    let path = &url[path_at..];
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let starts_step = at > 0
            && match bytes[at - 1] {
                b'/' | b'-' | b'_' | b'.' | b':' | b't' => true,
                b'=' => follows_key(&path[..at - 1]),
                _ => false,
            };
        let digits = run(bytes, at);
        if starts_step && let Some((written, len)) = date_at(path, at, digits) {
            return Some((written, &path[at..at + len]));
        }
        at += digits;
    }
    None
}

/// Tells whether a text ends in the key of a query, `?date` or `&day`. Other `=` stand in text that was
/// pasted into the address (`%7Caccess-date=…`) and tell of another page.
fn follows_key(text: &str) -> bool {
    let key = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    key.len() < text.len() && key.ends_with(['?', '&'])
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count()
}

fn date_at(path: &str, at: usize, digits: usize) -> Option<(Written, usize)> {
    let bytes = path.as_bytes();
    let number = |from: usize, len: usize| path.get(from..from + len)?.parse::<i16>().ok();
    let separator = |at: usize| bytes.get(at).copied().filter(|b| matches!(b, b'/' | b'-' | b'_'));
    // A run of digits must end where the pattern ends, and a letter may only follow after a
    // step's whole date ("/20250212A01").
    let (month, day, len) = match digits {
        8 => (number(at + 4, 2)?, number(at + 6, 2)?, 8),
        4 => {
            let mark = separator(at + 4)?;
            match run(bytes, at + 5) {
                4 => (number(at + 5, 2)?, number(at + 7, 2)?, 9),
                2 if separator(at + 7) == Some(mark) && run(bytes, at + 8) == 2 => {
                    (number(at + 5, 2)?, number(at + 8, 2)?, 10)
                }
                // One digit only between slashes: "/2016/12/3-things" is no day.
                months @ (1 | 2) if mark == b'/' && separator(at + 5 + months) == Some(b'/') => {
                    let days_at = at + 6 + months;
                    let days = run(bytes, days_at);
                    let closed = bytes.get(days_at + days).is_none_or(|b| *b == b'/');
                    if !(1..=2).contains(&days) || !closed {
                        return None;
                    }
                    (number(at + 5, months)?, number(days_at, days)?, 6 + months + days)
                }
                _ => return None,
            }
        }
        6 if separator(at + 6) == Some(b'/') && run(bytes, at + 7) == 2 => {
            (number(at + 4, 2)?, number(at + 7, 2)?, 9)
        }
        _ => return None,
    };
    let year = number(at, 4)?;
    // The web's news begins in 1995; numbers that read as older days are ids.
    if !(1995..=2100).contains(&year) {
        return None;
    }
    let date = civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((Written { start: date.at(0, 0, 0, 0), precision: Precision::Day, offset: None }, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(url: &str) -> Option<String> {
        date(url).map(|(written, _)| written.start.date().to_string())
    }

    #[test]
    fn whole_dates_are_found() {
        for url in [
            "https://n.example/2024/08/22/ferries",
            "https://n.example/a/202408/22/WS66c.html",
            "http://world.n.example/n3/2024/0822/c90000-1.html",
            "https://n.example/news/2024-08-22/ferries",
            "https://n.example/ferries-20240822.html",
            "https://n.example/rain/a/20240822A01KV800",
            "https://n.example/2024/8/22/",
            "https://web.archive.org/web/20210117060844/https://n.example/20240822/1",
        ] {
            assert_eq!(day(url).as_deref(), Some("2024-08-22"), "{url}");
        }
        let (_, text) = date("https://n.example/2024/08/22/x").unwrap();
        assert_eq!(text, "2024/08/22");
    }

    #[test]
    fn ids_are_no_dates() {
        for url in [
            "https://n.example/2016/12/3-things",
            "https://n.example/article/61792300",
            "https://n.example/25/02/43723036/intel",
            "https://n.example/ruling-204502511.html",
            "https://n.example/2024/13/01/",
            "https://web.archive.org/web/20210117060844/https://n.example/article/1896",
            "/news/business-61792300",
            "https://n.example",
        ] {
            assert_eq!(day(url), None, "{url}");
        }
    }

    #[test]
    fn hosts() {
        assert_eq!(host("https://www.N.example:8080/a?b").as_deref(), Some("n.example"));
        assert_eq!(
            host("https://web.archive.org/web/2021/https://www.hk.example/a").as_deref(),
            Some("hk.example")
        );
        assert_eq!(host("/relative"), None);
        assert_eq!(host("https:///x"), None);
    }
}
