//! Web pages: one page is one record.
//!
//! [`scan`] refuses what could exhaust a parser; everything behind it runs on a thread of its own
//! ([`thread`]). First what the page says about itself, then the text. Where the second fails or
//! takes too long, the first is kept with the page's plain text.

pub mod areas;
pub mod authors;
pub mod body;
pub mod facts;
pub mod labels;
pub mod ld;
pub mod page;
pub mod scan;
pub mod thread;
pub mod tree;

use std::time::Duration;

use crate::corpus::clean::{clean_text, control_note};
use crate::corpus::format::html::thread::{Extract, LIMIT};
use crate::corpus::format::reader::{Flaw, Record, TextReader};

/// Reads a file that is a web page.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl TextReader for Html {
    fn read(&self, text: &str) -> Result<Record, Flaw> {
        read_within(text, LIMIT, body::extract)
    }
}

fn read_within(text: &str, limit: Duration, extract: Extract) -> Result<Record, Flaw> {
    let tags = scan::check(text)?;
    let mut replaced = 0;
    let html = clean_text(text, &mut replaced).into_owned();
    let (page, body, note) = thread::read(html, tags, limit, extract)?;
    let mut notes: Vec<String> = control_note(replaced).into_iter().collect();
    notes.extend(note);
    let (fields, text) = (vec![page.field()], text.to_owned());
    Ok(Record { offset: 0, raw: text, fields, text: Some(body), notes })
}

#[cfg(test)]
mod tests;
