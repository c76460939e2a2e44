//! Threads for parsers that may overflow their stack or never end.
//!
//! Takes the text of a page; gives what the page says about itself and its text, within a time limit.
//! Each reading thread keeps one such thread, with a large stack, and leaves it behind where a page
//! takes too long or the parser fails. (A thread for each page would cost memory: the allocator gives
//! each new one a heap of its own.)

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use dom_query::Document;

use crate::corpus::format::html::body::{Known, Text};
use crate::corpus::format::html::page::Page;
use crate::corpus::format::html::tree::Outline;
use crate::corpus::format::html::{body, facts, scan};
use crate::corpus::format::reader::Flaw;

/// How long one page may take.
pub const LIMIT: Duration = Duration::from_secs(20);
/// Stack of the thread, in bytes. The parsers' own recursion is bounded by the depth of the page.
const STACK: usize = 64 << 20;
/// Deepest tree that is handed to the libraries, which use the stack for each level.
pub(super) const MOST_DEEP: usize = 2 * scan::MAX_DEPTH;
/// Most elements of a page that is handed to the libraries, which take seconds for more. The fullest
/// of a thousand news pages has a fifth of them.
pub(super) const MOST_TAGS: usize = 50_000;
/// Most threads that may be left running over their time; beyond, only plain text is taken.
const MOST_LATE: isize = 4;

/// How many threads nobody waits for any longer. A thread cannot be ended from outside.
pub(super) static LATE: AtomicIsize = AtomicIsize::new(0);

/// What a thread and who waits for it know of each other: [`RUNS`], [`GIVEN_UP`] or [`DONE`].
type Watch = Arc<AtomicU8>;
const RUNS: u8 = 0;
const GIVEN_UP: u8 = 1;
const DONE: u8 = 2;

/// Tells the text of a page from the rest of it.
pub type Extract = fn(&str, Document, &Known) -> Result<Text, String>;

/// What the thread tells, in this order.
enum Told {
    Facts(Box<Page>, String),
    Body(Result<Text, String>),
}

/// A page to be read.
struct Job {
    html: String,
    tags: usize,
    extract: Extract,
    to: Sender<Told>,
    watch: Watch,
}

thread_local! {
    /// The thread of this thread, while it is fit for another page.
    static PARSER: RefCell<Option<Sender<Job>>> = const { RefCell::new(None) };
}

/// Reads a page of so many elements: what it says of itself, its text, and a remark where the text was
/// not told from the rest.
///
/// # Errors
/// `too-slow` and `bad-html` where not even the page's own statements could be read.
pub fn read(html: String, tags: usize, limit: Duration, extract: Extract) -> Read {
    let (to, from) = channel();
    let watch: Watch = Arc::default();
    let job = Job { html, tags, extract, to, watch: Arc::clone(&watch) };
    let mut parser = PARSER.take();
    let unsent = match &parser {
        Some(jobs) => jobs.send(job).err().map(|error| error.0),
        None => Some(job),
    };
    if let Some(job) = unsent {
        let jobs = start()?;
        // It has just been started and waits for this.
        let _ = jobs.send(job);
        parser = Some(jobs);
    }
    let (told, fit) = listen(&from, limit, &watch);
    if fit {
        PARSER.set(parser);
    }
    told
}

/// Tells the end of a page, also where its parser panics.
struct End(Watch);

impl Drop for End {
    fn drop(&mut self) {
        if self.0.swap(DONE, Ordering::Relaxed) == GIVEN_UP {
            LATE.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Starts a thread that reads pages until nobody can send it any.
fn start() -> Result<Sender<Job>, Flaw> {
    let (jobs, waiting) = channel::<Job>();
    let run = move || {
        for Job { html, tags, extract, to, watch } in waiting {
            let _end = End(watch);
            work(&html, tags, &to, extract);
        }
    };
    let thread = thread::Builder::new().name("page".to_owned()).stack_size(STACK).spawn(run);
    thread.map_err(|error| Flaw::new(0, "internal", format!("no thread to parse it: {error}")))?;
    Ok(jobs)
}

fn work(html: &str, tags: usize, to: &Sender<Told>, extract: Extract) {
    let document = Document::from(html);
    let outline = Outline::of(&document);
    let (page, stated) = facts::gather(&outline);
    let plain = body::plain(&outline, &page);
    let depth = outline.depth;
    let known = Known { stated, visible: body::visible(&outline) };
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

/// What was read of a page.
type Read = Result<(Page, String, Option<String>), Flaw>;

/// Waits for what the thread tells, twice the limit at most; also tells whether the thread is fit for
/// another page.
fn listen(from: &Receiver<Told>, limit: Duration, watch: &Watch) -> (Read, bool) {
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
            return (Err(Flaw::new(0, "too-slow", reason)), false);
        }
        Ok(Told::Body(_)) | Err(RecvTimeoutError::Disconnected) => {
            let reason = "the parser failed; convert the page to text";
            return (Err(Flaw::new(0, "bad-html", reason)), false);
        }
    };
    let (why, fit) = match from.recv_timeout(limit) {
        Ok(Told::Body(Ok(Text { body, note }))) => return (Ok((page, body, note)), true),
        Ok(Told::Body(Err(why))) => (why, true),
        Ok(Told::Facts(..)) | Err(RecvTimeoutError::Disconnected) => {
            ("it failed".to_owned(), false)
        }
        Err(RecvTimeoutError::Timeout) => (late(), false),
    };
    let note =
        format!("the text was not told from the rest of the page ({why}); all of it is kept");
    (Ok((page, plain, Some(note))), fit)
}
