//! Lines that belong to the page and not to the story: one rule each, with a name.
//!
//! Most rules are data, `boilerplate.toml`; what must count or look back is here. Rules test a whole
//! paragraph and are narrow on purpose: a rule that is not sure leaves the text.

use super::boilerplate_rules::{LONGEST, Place, shipped};
use super::related;

/// Returns the rule that takes a paragraph out, wherever it stands.
pub fn anywhere(text: &str) -> Option<&'static str> {
    let chars = chars(text)?;
    if let Some(rule) = shipped().whole(Place::Anywhere, text, chars) {
        return Some(rule);
    }
    related::line(text).then_some("related")
}

/// Counts the characters of a paragraph; `None` where it is too long for every rule.
fn chars(text: &str) -> Option<usize> {
    // No character has more than four bytes.
    if text.len() > 4 * LONGEST {
        return None;
    }
    Some(text.chars().count()).filter(|&chars| chars <= LONGEST)
}

/// Returns the rule that takes a paragraph out at the end of a text.
pub fn at_end(text: &str) -> Option<&'static str> {
    let rule = anywhere(text);
    let chars = chars(text)?;
    if rule.is_some() {
        return rule;
    }
    if copyright(text) {
        return Some("copyright");
    }
    if text.len() <= 40 && text.chars().all(|c| "_-–—*#=~•·. ".contains(c)) {
        return Some("divider");
    }
    if newsroom(text) {
        return Some("contact");
    }
    shipped().whole(Place::End, text, chars)
}

/// Takes the label off a headline, `[视频]` before or `(Video)` behind it: the rule, the label and
/// the headline without it. A headline that is nothing else stays.
pub fn headline_label(line: &str) -> Option<(&'static str, String, String)> {
    let cut = |at: usize, before: bool| {
        let (left, right) = line.split_at(at);
        let (label, rest) = if before { (left, right) } else { (right, left) };
        let rest = rest.trim_matches([' ', '\u{3000}', ':', '：']);
        let named = rest.chars().any(char::is_alphanumeric);
        named.then(|| (label.to_owned(), rest.to_owned()))
    };
    let rules = shipped();
    let ends = |c: char| matches!(c, ']' | '】' | '）' | ')');
    if line.starts_with(['[', '【', '（', '('])
        && let Some((rule, len)) = rules.label(Place::HeadlinePrefix, line)
    {
        return cut(len, true).map(|(label, rest)| (rule, label, rest));
    }
    if line.ends_with(ends)
        && let Some((rule, len)) = rules.label(Place::HeadlineSuffix, line)
    {
        return cut(line.len() - len, false).map(|(label, rest)| (rule, label, rest));
    }
    None
}

/// Finds a mark of the page at the begin or end of a paragraph: the rule, its bytes, and whether it
/// is at the begin.
pub fn mark(text: &str) -> Option<(&'static str, usize, bool)> {
    shipped().mark(text)
}

/// A desk and its number, and nothing else.
fn newsroom(text: &str) -> bool {
    const DESKS: [&str; 7] =
        ["newsroom", "news room", "newsdesk", "news desk", "bureau", "editorial desk", "redaktion"];
    if text.len() > 100
        || text.contains("://")
        || text.bytes().filter(u8::is_ascii_digit).count() < 7
    {
        return false;
    }
    let lower = text.to_lowercase();
    let number = text.starts_with("--") && !lower.contains(char::is_alphabetic);
    let desk = DESKS.iter().any(|word| lower.contains(word));
    number || (desk && text.split_whitespace().count() <= 10)
}

/// Finds `-- London Newsroom +44 171 555 0100` behind the last sentence of a text.
pub fn newsroom_tail(text: &str) -> Option<usize> {
    let mut from = text.len().saturating_sub(80);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let at = from + text[from..].rfind(" --")? + 1;
    newsroom(&text[at..]).then_some(at)
}

/// `©2019 Bloomberg L.P.`, `Copyright 2024 …`, `(c) 2024 …`, `© …, 2024`.
fn copyright(text: &str) -> bool {
    let short = text.chars().count() <= 200;
    let lower = text.to_lowercase();
    let mark =
        lower.starts_with('©') || lower.starts_with("(c) ") || lower.starts_with("copyright");
    short && mark && has_year(&lower)
}

fn has_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| {
        (bytes[at..].starts_with(b"19") || bytes[at..].starts_with(b"20"))
            && (0..4).all(|n| is_digit(at + n))
            && !is_digit(at + 4)
            && (at == 0 || !is_digit(at - 1))
    })
}

/// Finds `(Reporting by …)` and its kin at the end of a paragraph: the byte offset where it begins.
pub fn reporting_by(text: &str) -> Option<usize> {
    const REACH: usize = 600;
    let mut from = text.len().saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let words = [
        "Reporting by ",
        "Reporting By ",
        "Writing by ",
        "Editing by ",
        "Additional reporting by ",
        "Compiled by ",
    ];
    let opened = words.iter().filter_map(|word| tail.find(&format!("({word}"))).min();
    if let Some(at) = opened {
        let closed = tail.trim_end_matches(['.', ' ']).ends_with(')') || from + at == 0;
        return closed.then_some(from + at);
    }
    // Without brackets only as a paragraph of its own that names two jobs.
    let whole = words.iter().any(|word| text.starts_with(word));
    let jobs = text.matches(" by ").count() + text.matches(" By ").count();
    (whole && jobs >= 2 && text.len() <= REACH && text.contains(';')).then_some(0)
}

#[cfg(test)]
#[path = "boilerplate_tests.rs"]
mod tests;
