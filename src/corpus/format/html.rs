//! Web pages: one page is one record.
//!
//! [`html_scan`] refuses what could exhaust a parser; everything behind it runs on a thread of its
//! own with a large stack and a time limit. First what the page says about itself, then the text.
//! Where the second fails or takes too long, the first is kept with the page's plain text.

use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use dom_query::Document;

use crate::corpus::clean::{clean_text, control_note};
use crate::corpus::format::html_body::{Known, Text};
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
/// Most elements of a page that is handed to the libraries, which take seconds for more. The fullest
/// of a thousand news pages has a fifth of them.
const MOST_TAGS: usize = 50_000;
/// Most threads that may be left running over their time; beyond, only plain text is taken.
const MOST_LATE: isize = 4;

/// How many threads nobody waits for any longer. A thread cannot be ended from outside.
static LATE: AtomicIsize = AtomicIsize::new(0);

/// What a thread and who waits for it know of each other: [`RUNS`], [`GIVEN_UP`] or [`DONE`].
type Watch = Arc<AtomicU8>;
const RUNS: u8 = 0;
const GIVEN_UP: u8 = 1;
const DONE: u8 = 2;

/// Tells the text of a page from the rest of it.
type Extract = fn(&str, Document, &Known) -> Result<Text, String>;

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
        read_within(text, LIMIT, html_body::extract)
    }
}

fn read_within(text: &str, limit: Duration, extract: Extract) -> Result<Record, Flaw> {
    let tags = html_scan::check(text)?;
    let mut replaced = 0;
    let html: Arc<str> = Arc::from(clean_text(text, &mut replaced).as_ref());
    let (to, from) = channel();
    let watch: Watch = Arc::default();
    let seen = Arc::clone(&watch);
    thread::Builder::new()
        .name("page".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            work(&html, tags, &to, extract);
            if seen.swap(DONE, Ordering::Relaxed) == GIVEN_UP {
                LATE.fetch_sub(1, Ordering::Relaxed);
            }
        })
        .map_err(|error| Flaw::new(0, "internal", format!("no thread to parse it: {error}")))?;
    let (page, body, note) = listen(&from, limit, &watch)?;
    let mut notes: Vec<String> = control_note(replaced).into_iter().collect();
    notes.extend(note);
    let (fields, text) = (vec![page.field()], text.to_owned());
    Ok(Record { offset: 0, raw: text, fields, text: Some(body), notes })
}

fn work(html: &str, tags: usize, to: &Sender<Told>, extract: Extract) {
    let document = Document::from(html);
    let outline = Outline::of(&document);
    let (page, stated) = html_facts::gather(&outline);
    let plain = html_body::plain(&outline, &page);
    let depth = outline.depth;
    let known = Known { stated, visible: html_body::chars(&outline.text) };
    drop(outline);
    // A closed channel means that nobody waits any longer.
    if to.send(Told::Facts(Box::new(page), plain)).is_err() {
        return;
    }
    let body = match LATE.load(Ordering::Relaxed) {
        // The scan of tags counts nearly as the parser does; what comes next uses the stack.
        _ if depth > MOST_DEEP => Err(format!("{depth} elements are within each other")),
        _ if tags > MOST_TAGS => Err(format!("it has {tags} elements")),
        late if late >= MOST_LATE => Err("other pages are still being read".to_owned()),
        _ => extract(html, document, &known),
    };
    let _ = to.send(Told::Body(body));
}

/// Waits for what the thread tells, twice the limit at most.
fn listen(
    from: &Receiver<Told>,
    limit: Duration,
    watch: &Watch,
) -> Result<(Page, String, Option<String>), Flaw> {
    let late = || {
        if watch.swap(GIVEN_UP, Ordering::Relaxed) == RUNS {
            LATE.fetch_add(1, Ordering::Relaxed);
        }
        format!("took longer than {} seconds", limit.as_secs())
    };
    let (page, plain) = match from.recv_timeout(limit) {
        Ok(Told::Facts(page, plain)) => (*page, plain),
        Err(RecvTimeoutError::Timeout) => {
            let reason = format!("parsing {}; cut the page to its article", late());
            return Err(Flaw::new(0, "too-slow", reason));
        }
        Ok(Told::Body(_)) | Err(RecvTimeoutError::Disconnected) => {
            return Err(Flaw::new(0, "bad-html", "the parser failed; convert the page to text"));
        }
    };
    let why = match from.recv_timeout(limit) {
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
