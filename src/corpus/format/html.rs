//! Web pages: one page is one record.
//!
//! [`html_scan`] refuses what could exhaust a parser; everything behind it runs on a thread of its
//! own with a large stack and a time limit. First what the page says about itself, then the text.
//! Where the second fails or takes too long, the first is kept with the page's plain text.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use dom_query::Document;

use crate::corpus::clean::{clean_text, control_note};
use crate::corpus::format::html_body::Text;
use crate::corpus::format::html_page::Page;
use crate::corpus::format::html_tree::Outline;
use crate::corpus::format::reader::{Flaw, Record, TextReader};
use crate::corpus::format::{html_body, html_facts, html_scan};

/// How long one page may take.
const LIMIT: Duration = Duration::from_secs(20);
/// Stack of the thread, in bytes. The parsers' own recursion is bounded by the depth of the page.
const STACK: usize = 64 << 20;
/// Deepest tree that is handed to the libraries, which use the stack for each level.
const MOST_DEEP: usize = 2 * html_scan::MAX_DEPTH;
/// Most threads that may be left running over their time; beyond, only plain text is taken.
const MOST_LATE: usize = 4;

static LATE: AtomicUsize = AtomicUsize::new(0);

/// Reads a file that is a web page.
#[derive(Debug, Clone, Copy)]
pub struct Html;

/// What the thread tells, in this order.
enum Told {
    Facts(Box<Page>, String),
    Body(Result<Text, String>),
}

impl TextReader for Html {
    fn read(&self, text: &str) -> Result<Record, Flaw> {
        html_scan::check(text)?;
        let mut replaced = 0;
        let html: Arc<str> = Arc::from(clean_text(text, &mut replaced).as_ref());
        let (to, from) = channel();
        let name = "page".to_owned();
        thread::Builder::new()
            .name(name)
            .stack_size(STACK)
            .spawn(move || work(&html, &to))
            .map_err(|error| Flaw::new(0, "internal", format!("no thread to parse it: {error}")))?;
        let (page, body, note) = listen(&from)?;
        let mut notes: Vec<String> = control_note(replaced).into_iter().collect();
        notes.extend(note);
        Ok(Record {
            offset: 0,
            raw: text.to_owned(),
            fields: vec![page.field()],
            text: Some(body),
            notes,
        })
    }
}

fn work(html: &str, to: &Sender<Told>) {
    let started = Instant::now();
    let document = Document::from(html);
    let outline = Outline::of(&document);
    let (page, stated) = html_facts::gather(&outline);
    let plain = html_body::plain(&outline, &page);
    let depth = outline.depth;
    drop(outline);
    // A closed channel means that nobody waits any longer.
    if to.send(Told::Facts(Box::new(page), plain)).is_ok() {
        let body = match LATE.load(Ordering::Relaxed) {
            // The scan of tags counts nearly as the parser does; what comes next uses the stack.
            _ if depth > MOST_DEEP => Err(format!("{depth} elements are within each other")),
            late if late >= MOST_LATE => Err("other pages are still being read".to_owned()),
            _ => html_body::extract(html, document, stated.as_deref()),
        };
        let _ = to.send(Told::Body(body));
    }
    if started.elapsed() > LIMIT {
        let less = |late: usize| Some(late.saturating_sub(1));
        let _ = LATE.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }
}

fn listen(from: &Receiver<Told>) -> Result<(Page, String, Option<String>), Flaw> {
    let late = || {
        LATE.fetch_add(1, Ordering::Relaxed);
        format!("took longer than {} seconds", LIMIT.as_secs())
    };
    let (page, plain) = match from.recv_timeout(LIMIT) {
        Ok(Told::Facts(page, plain)) => (*page, plain),
        Err(RecvTimeoutError::Timeout) => {
            let reason = format!("parsing {}; cut the page to its article", late());
            return Err(Flaw::new(0, "too-slow", reason));
        }
        Ok(Told::Body(_)) | Err(RecvTimeoutError::Disconnected) => {
            return Err(Flaw::new(0, "bad-html", "the parser failed; convert the page to text"));
        }
    };
    let why = match from.recv_timeout(LIMIT) {
        Ok(Told::Body(Ok(Text { body, note }))) => return Ok((page, body, note)),
        Ok(Told::Body(Err(why))) => why,
        Ok(Told::Facts(..)) | Err(RecvTimeoutError::Disconnected) => "it failed".to_owned(),
        Err(RecvTimeoutError::Timeout) => late(),
    };
    let note =
        format!("the text was not told from the rest of the page ({why}); all of it is kept");
    Ok((page, plain, Some(note)))
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
