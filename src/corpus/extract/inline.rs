//! Markdown and HTML marks inside a paragraph: links to their text, emphasis and tags away.
//!
//! Takes the source of one paragraph and gives plain lines (a `<br>` or `</p>` makes a new one).
//! Time is proportional to the text: brackets are matched with a bounded stack and a link's
//! address is read only up to a bound.

use super::elements::{BREAKING, KNOWN};
use super::entities;

/// Longest address (with title) of a link, in bytes.
const LONGEST_ADDRESS: usize = 4096;
/// Longest tag, in bytes; a `<` without `>` in reach is text.
const LONGEST_TAG: usize = 4096;
/// How many open brackets are remembered.
const OPEN_BRACKETS: usize = 32;
/// Stands in the output for a character that was dropped later.
const DROPPED: char = '\0';

/// The bytes that may mean something else than themselves.
static MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let all = b"&<\\![]*_~`\0";
    let mut at = 0;
    while at < all.len() {
        marks[all[at] as usize] = true;
        at += 1;
    }
    marks
};

/// What a paragraph's source says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    /// Plain text, one or more lines.
    pub text: String,
    /// The address, if the paragraph is one link and nothing else.
    pub link: Option<String>,
    /// Whether everything is bold.
    pub bold: bool,
    /// Images that were dropped, as `alt` texts.
    pub images: Vec<String>,
}

/// Which marks are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    pub markdown: bool,
    pub html: bool,
}

impl Marks {
    /// Looks for marks in a text of unknown kind, such as a value of a JSON record.
    pub fn of(text: &str) -> Marks {
        let html = ["</", "<br", "<p>", "<p ", "<img", "<a href=", "<BR", "<P>"]
            .iter()
            .any(|tag| text.contains(tag));
        let markdown = text.contains("](") || text.contains("**") || text.contains("__");
        Marks { markdown, html }
    }
}

struct Open {
    at: usize,
    image: bool,
}

/// A run of marks, such as `**`.
struct Run {
    at: usize,
    len: usize,
    mark: char,
    opens: bool,
    closes: bool,
    /// Follows a letter, digit or stop, as the stars of a footnote do.
    after_text: bool,
}

/// Cleans the source of one paragraph.
pub fn clean(source: &str, marks: Marks) -> Inline {
    if !source.bytes().any(|byte| MARKS[byte as usize]) {
        return Inline { text: source.to_owned(), ..Inline::default() };
    }
    let mut out: Vec<char> = Vec::with_capacity(source.len());
    let mut runs: Vec<Run> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut inline = Inline::default();
    let mut links: Vec<(usize, usize, String)> = Vec::new();
    let mut doubles = 0_usize;
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let size = c.len_utf8();
        match c {
            '&' => {
                if let Some((decoded, len)) = entities::reference(rest) {
                    out.push(decoded);
                    rest = &rest[len..];
                    continue;
                }
            }
            '<' if marks.html || marks.markdown => {
                if let Some(after) = read_tag(rest, &mut out, marks.html) {
                    rest = after;
                    continue;
                }
            }
            '\\' if marks.markdown => {
                if let Some(next) = rest[1..].chars().next().filter(char::is_ascii_punctuation) {
                    out.push(next);
                    rest = &rest[2..];
                    continue;
                }
            }
            '!' if marks.markdown && rest[1..].starts_with('[') && open.len() < OPEN_BRACKETS => {
                open.push(Open { at: out.len(), image: true });
                out.extend(['!', '[']);
                rest = &rest[2..];
                continue;
            }
            '[' if marks.markdown && open.len() < OPEN_BRACKETS => {
                open.push(Open { at: out.len(), image: false });
            }
            ']' if marks.markdown => {
                if let Some(bracket) = open.pop()
                    && let Some((address, after)) = read_address(&rest[1..])
                {
                    if bracket.image {
                        let alt: String =
                            out[bracket.at + 2..].iter().filter(|&&c| c != DROPPED).collect();
                        inline.images.push(if alt.is_empty() { address } else { alt });
                        while runs.last().is_some_and(|run| run.at >= bracket.at) {
                            runs.pop();
                        }
                        out.truncate(bracket.at);
                    } else {
                        out[bracket.at] = DROPPED;
                        links.push((bracket.at, out.len(), address));
                    }
                    rest = after;
                    continue;
                }
            }
            '*' | '_' | '~' | '`' if marks.markdown => {
                let len = rest.bytes().take_while(|&b| b == c as u8).count();
                let before = out
                    .iter()
                    .rev()
                    .take(OPEN_BRACKETS)
                    .find(|&&c| c != DROPPED)
                    .copied()
                    .unwrap_or(' ');
                let after = rest[len..].chars().next().unwrap_or(' ');
                let intraword = c == '_' && before.is_alphanumeric() && after.is_alphanumeric();
                let lone = (c == '~' && len < 2) || intraword;
                let opens = !after.is_whitespace() && !lone;
                let closes = !before.is_whitespace() && !lone;
                // "**one:****two**" closes and opens again; after no opening mark it hides a word.
                doubles += usize::from(len == 2 && c == '*');
                if len == 4 && c == '*' && doubles % 2 == 1 {
                    let at = out.len();
                    for (at, opens) in [(at, false), (at + 2, true)] {
                        let closes = !opens;
                        runs.push(Run { at, len: 2, mark: c, opens, closes, after_text: false });
                    }
                } else if !lone {
                    let after_text = before.is_alphanumeric()
                        || before.is_ascii_punctuation()
                        || matches!(before, '…' | '»' | '”' | '’' | '。' | '」' | '）');
                    let at = out.len();
                    runs.push(Run { at, len, mark: c, opens, closes, after_text });
                }
                out.extend(std::iter::repeat_n(c, len));
                rest = &rest[len..];
                continue;
            }
            _ => {}
        }
        out.push(c);
        rest = &rest[size..];
    }
    let pairs = drop_emphasis(&mut out, &runs);
    inline.bold = pairs.iter().any(|&(from, to, len)| len >= 2 && is_all(&out, from, to));
    inline.link = links
        .into_iter()
        .next_back()
        .filter(|(from, to, _)| is_all(&out, *from, *to))
        .map(|(_, _, address)| address);
    inline.text = out.into_iter().filter(|&c| c != DROPPED).collect();
    inline
}

/// Drops tags from a value that has some.
pub fn strip_tags(text: &str) -> String {
    let html = Marks::of(text).html;
    if !html {
        return entities::decode(text).into_owned();
    }
    clean(text, Marks { markdown: false, html }).text
}

/// Tells whether nothing but space stands outside of a range.
fn is_all(out: &[char], from: usize, to: usize) -> bool {
    let blank = |c: &char| *c == DROPPED || c.is_whitespace();
    out[..from].iter().all(blank)
        && out[to.min(out.len())..].iter().all(blank)
        && !out[from..to.min(out.len())].iter().all(blank)
}

/// Drops the marks of matched emphasis and returns the ranges with the length of their marks.
/// A mark that has no partner is text (`5 * 3`, a footnote star).
fn drop_emphasis(out: &mut [char], runs: &[Run]) -> Vec<(usize, usize, usize)> {
    let mut pairs = Vec::new();
    let mut openers: Vec<usize> = Vec::new();
    let mut matched = vec![false; runs.len()];
    for (this, run) in runs.iter().enumerate() {
        let partner = |&o: &usize| runs[o].mark == run.mark && runs[o].len == run.len;
        if run.closes
            && let Some(place) = openers.iter().rposition(partner)
        {
            let opener = openers[place];
            pairs.push((runs[opener].at, run.at + run.len, run.len));
            (matched[opener], matched[this]) = (true, true);
            openers.truncate(place);
        } else if run.opens && openers.len() < OPEN_BRACKETS {
            openers.push(this);
        }
    }
    for mark in ['*', '_'] {
        // Programs that write messages put `** bold **` over spaces and paragraphs. Double marks that
        // are left over in pairs are emphasis too, unless all of them stand as footnote stars do.
        let double = |at: &usize| runs[*at].mark == mark && runs[*at].len == 2;
        let (paired, left): (Vec<usize>, Vec<usize>) =
            (0..runs.len()).filter(double).partition(|&at| matched[at]);
        let footnote = |run: &Run| run.closes && !run.opens && run.after_text;
        let between_words = |run: &Run| !run.closes && !run.opens;
        let sure = !paired.is_empty()
            || left.iter().any(|&at| !footnote(&runs[at]) && !between_words(&runs[at]));
        if left.len() % 2 == 0 && sure {
            left.into_iter().for_each(|at| matched[at] = true);
        }
    }
    for (run, _) in runs.iter().zip(&matched).filter(|(_, matched)| **matched) {
        out[run.at..run.at + run.len].fill(DROPPED);
    }
    pairs
}

/// Reads `(address "title")` or `[reference]` after a closing bracket: the address and the rest.
fn read_address(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('(')?;
    let mut depth = 0_usize;
    for (at, byte) in inner.bytes().enumerate().take(LONGEST_ADDRESS) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => {
                let target = inner[..at].trim();
                let address = target.split_ascii_whitespace().next().unwrap_or("");
                return Some((address.trim_matches(['<', '>']).to_owned(), &inner[at + 1..]));
            }
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Reads a tag or comment; tags that end a line or paragraph leave a line break. `None` if the `<`
/// is text.
fn read_tag<'t>(text: &'t str, out: &mut Vec<char>, html: bool) -> Option<&'t str> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return Some(comment.find("-->").map_or("", |end| &comment[end + 3..]));
    }
    let Some(end) = text.bytes().take(LONGEST_TAG).position(|b| b == b'>') else {
        // Feeds cut a text anywhere, also inside its last tag.
        let cut = text.len() < LONGEST_TAG && !text.contains('\n') && is_cut_tag(&text[1..]);
        return (html && cut).then_some("");
    };
    let inner = &text[1..end];
    if inner.starts_with("http://") || inner.starts_with("https://") {
        out.extend(inner.chars());
        return Some(&text[end + 1..]);
    }
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(12)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if !KNOWN.contains(&name.as_str()) && !(html && is_tag(inner)) {
        return None;
    }
    if BREAKING.contains(&name.as_str()) {
        out.push('\n');
    }
    let after = &text[end + 1..];
    if matches!(name.as_str(), "script" | "style") && !inner.starts_with('/') {
        let close = if name == "script" { "</script>" } else { "</style>" };
        return Some(after.find(close).map_or("", |at| &after[at + close.len()..]));
    }
    Some(after)
}

/// `a href="https://…` or `/` at the very end of a text.
fn is_cut_tag(inner: &str) -> bool {
    let name = inner.split([' ', '=', '"']).next().unwrap_or("");
    inner == "/"
        || inner.strip_prefix('/').is_some_and(|name| KNOWN.contains(&name))
        || (inner.len() > name.len()
            && KNOWN.contains(&name.to_ascii_lowercase().as_str())
            && inner.contains('='))
}

fn is_tag(inner: &str) -> bool {
    inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
}

#[cfg(test)]
#[path = "inline_tests.rs"]
mod tests;
