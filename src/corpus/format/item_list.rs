//! Days of news in Markdown: headings, and under them list items that are each a short article.
//!
//! Wikipedia keeps its current events so, and so do many digests. An item that has others below it is
//! a topic; the items below carry the chain of topics with them. An item ends with the credits of
//! those who reported it, links in brackets: `[(Dorfbote)](https://…)`. Front matter speaks for all
//! items, but for its title, which is that of the day.

use std::io;

use serde_json::Value;

use crate::corpus::clean;
use crate::corpus::extract::inline::{self, Marks};
use crate::corpus::format::input::{Input, Line};
use crate::corpus::format::markdown;
use crate::corpus::format::reader::{Flaw, Record, StreamReader, Taker};

/// How deep topics are remembered.
const DEEPEST: usize = 16;
/// The longest item, in bytes: more is no short article.
const LONGEST_ITEM: usize = 1024 * 1024;
/// How many credits an item may have.
const MOST_CREDITS: usize = 50;
/// The longest chain of topics that is kept, in bytes.
const LONGEST_CHAIN: usize = 4 * 1024;

/// Tells whether a text is such a list: nothing but headings and items, the first of them under a
/// heading, and at least half of the items that are no topics end in a credit, two at the least.
pub fn is_list(head: &str) -> bool {
    let text = markdown::without_front_matter(head);
    let (mut items, mut leaves, mut credited, mut strays) = (0, 0, 0, 0);
    let mut last: Option<(usize, bool)> = None;
    let mut headed = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if is_heading(line) {
            headed = true;
        } else if !headed {
            return false;
        } else if let Some((indent, item)) = item(line) {
            if let Some((above, credit)) = last
                && indent <= above
            {
                leaves += 1;
                credited += usize::from(credit);
            }
            items += 1;
            last = Some((indent, !credits(item).1.is_empty()));
        } else if let Some((indent, _)) = last.filter(|_| line.starts_with(' ')) {
            // The credit may stand on a later line of the item.
            last = Some((indent, !credits(line).1.is_empty()));
        } else {
            strays += 1;
        }
    }
    if let Some((_, credit)) = last {
        leaves += 1;
        credited += usize::from(credit);
    }
    credited >= 2 && credited * 2 >= leaves && strays * 5 <= items
}

fn is_heading(line: &str) -> bool {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&marks) && line[marks..].starts_with(' ')
}

/// The columns before an item, and its text.
fn item(line: &str) -> Option<(usize, &str)> {
    let bare = line.trim_start_matches([' ', '\t']);
    let text = ["* ", "- ", "+ "].iter().find_map(|mark| bare.strip_prefix(mark))?;
    let indent = line[..line.len() - bare.len()].chars().map(|c| if c == '\t' { 4 } else { 1 });
    Some((indent.sum(), text.trim()))
}

/// Takes the credits off the end of an item: what is left, then names and addresses in the order in
/// which they stand.
fn credits(item: &str) -> (&str, Vec<(String, &str)>) {
    let mut rest = item.trim_end();
    let mut credits = Vec::new();
    while credits.len() < MOST_CREDITS {
        let bare = rest.trim_end_matches(['.', ' ']);
        let Some(at) = bare.strip_suffix(')').and_then(|_| bare.rfind("[(")) else { break };
        let Some((name, address)) = bare[at + 2..bare.len() - 1].split_once(")](") else { break };
        // "AFP via *Dorfbote*": names of papers are in italics.
        let name = name.replace('*', "");
        let name = name.trim_matches(['_', ' ']);
        let plain = !address.is_empty() && !address.contains(char::is_whitespace);
        if name.is_empty() || name.chars().count() > 80 || !plain {
            break;
        }
        credits.push((name.to_owned(), address));
        rest = bare[..at].trim_end();
    }
    credits.reverse();
    (rest, credits)
}

/// Reads a file that [`is_list`] knows.
#[derive(Debug, Clone, Copy)]
pub struct ItemList;

/// An item that is being read.
struct Open {
    indent: usize,
    offset: u64,
    text: String,
    replaced: u64,
    too_long: bool,
}

#[derive(Default)]
struct State {
    /// Values of the front matter.
    front: Vec<(String, Value)>,
    section: Option<String>,
    /// Columns and texts of the items above.
    topics: Vec<(usize, String)>,
    open: Option<Open>,
}

impl StreamReader for ItemList {
    fn read(&self, input: &mut Input, each: &mut Taker<'_>) -> io::Result<()> {
        let mut state = State { front: front(input)?, ..State::default() };
        let mut bytes = Vec::new();
        let mut blank = true;
        loop {
            let offset = input.offset();
            bytes.clear();
            let found = input.read_line(&mut bytes)?;
            if found == Line::End {
                break;
            }
            let decoded = input.decode(&bytes);
            let line: &str = &decoded.text;
            let before = std::mem::replace(&mut blank, line.trim().is_empty());
            if blank && found == Line::Whole {
                continue;
            }
            let new = match item(line) {
                Some(found) => Some(found),
                // Credits alone belong to the item above.
                None if state.open.is_some() && credits(line).0.is_empty() => None,
                // A paragraph between items stands for itself; any other line goes on with the item.
                None if state.open.is_none() || (before && !line.starts_with([' ', '\t'])) => {
                    Some((0, line.trim()))
                }
                None => None,
            };
            let goes_on = if is_heading(line) {
                let goes_on = state.close(None, each);
                state.topics.clear();
                state.section = Some(line.trim_matches(['#', ' ']).to_owned());
                goes_on
            } else if let Some((indent, text)) = new {
                let goes_on = state.close(Some(indent), each);
                let (text, replaced) = (text.to_owned(), decoded.replaced);
                let too_long = found == Line::TooLong || text.len() > LONGEST_ITEM;
                state.open = Some(Open { indent, offset, text, replaced, too_long });
                goes_on
            } else {
                state.go_on(line, decoded.replaced);
                true
            };
            if !goes_on {
                return Ok(());
            }
        }
        state.close(None, each);
        Ok(())
    }
}

impl State {
    fn go_on(&mut self, line: &str, replaced: u64) {
        let Some(open) = &mut self.open else { return };
        if open.text.len() + line.len() > LONGEST_ITEM {
            open.too_long = true;
            return;
        }
        open.text.push('\n');
        open.text.push_str(line.trim());
        open.replaced += replaced;
    }

    /// Ends the item at hand; `next` is the column of the one that follows.
    fn close(&mut self, next: Option<usize>, each: &mut Taker<'_>) -> bool {
        let Some(open) = self.open.take() else { return true };
        while self.topics.last().is_some_and(|(indent, _)| *indent >= open.indent) {
            self.topics.pop();
        }
        let (text, credits) = credits(&open.text);
        let is_topic = next.is_some_and(|indent| indent > open.indent);
        let mut goes_on = true;
        if open.too_long {
            let reason = format!("this item is longer than {LONGEST_ITEM} bytes");
            goes_on = each(Err(Flaw::new(open.offset, "too-large", reason)));
        } else if !is_topic || !credits.is_empty() {
            goes_on = each(Ok(self.record(&open, text, &credits)));
        }
        if is_topic && self.topics.len() < DEEPEST && text.len() < LONGEST_CHAIN {
            let plain = inline::clean(text, Marks { markdown: true, html: true }).text;
            self.topics.push((open.indent, plain.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        goes_on
    }

    fn record(&self, open: &Open, text: &str, credits: &[(String, &str)]) -> Record {
        let mut fields = self.front.clone();
        let mut add = |name: &str, value: Value| fields.push((name.to_owned(), value));
        let chain: Vec<&str> = self.topics.iter().map(|(_, topic)| topic.as_str()).collect();
        let chain = chain.join(" – ");
        add("body", Value::from(text));
        if let Some(section) = &self.section {
            add("section", Value::from(section.as_str()));
        }
        if !chain.is_empty() {
            add("deck", Value::from(chain.as_str()));
        }
        if let Some((_, address)) = credits.first() {
            let names: Vec<&str> = credits.iter().map(|(name, _)| name.as_str()).collect();
            add("credit", Value::from(names));
            add("url", Value::from(*address));
        }
        let mut notes: Vec<String> = clean::decode_note(open.replaced).into_iter().collect();
        clean::clean_fields(&mut fields, &mut notes);
        let day = self.front.iter().find(|(name, _)| name == "date");
        let day = day.and_then(|(_, day)| day.as_str()).unwrap_or("");
        let section = self.section.as_deref().unwrap_or("");
        let raw = format!("{day}\u{1f}{section}\u{1f}{chain}\u{1f}{}", open.text);
        Record { offset: open.offset, raw, fields, text: None, notes }
    }
}

/// Reads the front matter that the input begins with, without the title.
fn front(input: &mut Input) -> io::Result<Vec<(String, Value)>> {
    // A piece of the input may end inside of a character; what is whole before it has the length that it
    // has in the input.
    let text = input.fill()?.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let length = text.len() - markdown::without_front_matter(text).len();
    if length == 0 {
        return Ok(Vec::new());
    }
    let mut fields = markdown::front_matter(text);
    fields.retain(|(name, _)| !matches!(name.as_str(), "title" | "headline"));
    input.consume(length);
    Ok(fields)
}

#[cfg(test)]
#[path = "item_list_tests.rs"]
mod tests;
