//! Files to encoded articles on several threads, handed on in the order of the files.
//!
//! Results wait in a [`Queue`] until it is their file's turn. Workers that run ahead wait when too
//! many bytes are queued; the one whose file is due may always go on, so nothing can lock up.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::article::{Article, ItemVersion};
use crate::corpus::read::Reader;
use crate::corpus::{FileEntry, Outcome, Reject, content_hash};
use crate::engine::ledger::{Digest, Facts};
use crate::engine::{Encoded, Encoder};
use crate::ingest::tally::facts_of;

/// How long the taker sleeps when nothing is there.
const PAUSE: Duration = Duration::from_millis(2);

/// What became of one record.
pub enum Item {
    /// An article, ready for the index, with what the report counts.
    Article(Encoded, Facts),
    /// Left alone by a stated rule.
    Skipped(Reject),
    /// Left alone, with all that was sent of the item before.
    Withdrawn(Reject, ItemVersion),
    /// Meant to be an article, but unreadable.
    Rejected(Reject),
}

impl Item {
    fn bytes(&self) -> usize {
        match self {
            Item::Article(encoded, _) => encoded.bytes + 256,
            Item::Skipped(_) | Item::Withdrawn(..) | Item::Rejected(_) => 256,
        }
    }
}

/// Results by file, taken in the order of the files.
///
/// A worker that hands something in wakes nobody unless the queue fills up: waking a thread for each
/// short article costs more than handing it on. The taker looks again after two milliseconds.
pub struct Queue {
    state: Mutex<State>,
    /// The taker waits here.
    filled: Condvar,
    /// Workers wait here.
    emptied: Condvar,
    stopped: AtomicBool,
    /// Bytes that may wait for their turn.
    most: usize,
}

/// What has come of a file.
#[derive(Default)]
struct Pending {
    items: VecDeque<Item>,
    /// Set when all items are there: the hash of the file's bytes, where it could be read.
    end: Option<Option<Digest>>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<usize, Pending>,
    bytes: usize,
    due: usize,
    due_bytes: usize,
    /// Workers that wait for room.
    waiting: usize,
}

impl Queue {
    fn new(most: usize) -> Queue {
        Queue {
            most,
            state: Mutex::new(State::default()),
            filled: Condvar::new(),
            emptied: Condvar::new(),
            stopped: AtomicBool::new(false),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock; if something did, its data are still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes every worker give up soon.
    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Behind the lock, so that no worker looks before and waits after.
        drop(self.state());
        self.emptied.notify_all();
    }

    /// Hands in an item of a file; returns whether more is wanted.
    fn push(&self, file: usize, item: Item) -> bool {
        let bytes = item.bytes();
        let mut state = self.state();
        loop {
            if self.stopped.load(Ordering::Relaxed) {
                return false;
            }
            let full = match file == state.due {
                true => state.due_bytes > self.most,
                false => state.bytes > self.most,
            };
            if !full {
                break;
            }
            self.filled.notify_one();
            state.waiting += 1;
            state = self.emptied.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
        state.bytes += bytes;
        if file == state.due {
            state.due_bytes += bytes;
        }
        state.files.entry(file).or_default().items.push_back(item);
        true
    }

    fn finish(&self, file: usize, content: Option<Digest>) {
        self.state().files.entry(file).or_default().end = Some(content);
    }

    /// Takes all items that the file that is due has by now, and if these are its last, its hash. Waits
    /// until there are any, or the file is at its end.
    fn take(&self, file: usize) -> (VecDeque<Item>, Option<Option<Digest>>) {
        let mut state = self.state();
        loop {
            let pending = state.files.entry(file).or_default();
            let (items, end) = (std::mem::take(&mut pending.items), pending.end);
            if items.is_empty() && end.is_none() {
                let waited = self.filled.wait_timeout(state, PAUSE);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            state.bytes -= items.iter().map(Item::bytes).sum::<usize>();
            state.due_bytes = 0;
            if end.is_some() {
                state.files.remove(&file);
                state.due = file + 1;
                let next = state.files.get(&(file + 1));
                state.due_bytes = next.map_or(0, |next| next.items.iter().map(Item::bytes).sum());
            }
            if state.waiting > 0 {
                self.emptied.notify_all();
            }
            return (items, end);
        }
    }
}

/// What does the reading.
pub struct Workers<'a> {
    /// Reads files.
    pub reader: &'a Reader,
    /// One encoder a thread.
    pub encoders: Vec<Box<dyn Encoder>>,
    /// Makes a new one after a panic in an old one.
    pub fresh: &'a (dyn Fn() -> Box<dyn Encoder> + Sync),
    /// Bytes of finished articles that may wait for their turn.
    pub most_queued: usize,
}

/// What reading hands on.
pub enum Read {
    /// A record of the file at hand.
    Item(Item),
    /// The end of the file at hand, with the hash of its bytes where it could be read.
    End(Option<Digest>),
}

/// Reads all files and hands on every record with the number of its file, in order, and the end of each
/// file. Stops at the first error of `each`.
pub fn read_all<E>(
    files: &[&FileEntry],
    workers: Workers<'_>,
    each: &mut dyn FnMut(usize, Read) -> Result<(), E>,
) -> Result<(), E> {
    let Workers { reader, encoders, fresh, most_queued } = workers;
    let queue = Queue::new(most_queued);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for mut encoder in encoders {
            let (queue, next) = (&queue, &next);
            scope.spawn(move || {
                loop {
                    let file = next.fetch_add(1, Ordering::Relaxed);
                    let Some(entry) = files.get(file) else { break };
                    // Before the reading: a change meanwhile is then seen the next night.
                    let content = content_hash(&entry.path).ok();
                    let outcome = catch_unwind(AssertUnwindSafe(|| {
                        reader.read_file(entry, &mut |outcome| {
                            let item = match outcome {
                                Outcome::Article(article) => {
                                    encode(&mut encoder, fresh, &article, &entry.logical)
                                }
                                Outcome::Skipped(reject) => Item::Skipped(reject),
                                Outcome::Withdrawn(reject, item) => Item::Withdrawn(reject, item),
                                Outcome::Rejected(reject) => Item::Rejected(reject),
                            };
                            queue.push(file, item)
                        });
                    }));
                    if outcome.is_err() {
                        queue.push(file, Item::Rejected(internal(&entry.logical, 0)));
                        encoder = fresh();
                    }
                    queue.finish(file, content);
                }
            });
        }
        for file in 0..files.len() {
            let mut hand_on = || -> Result<(), E> {
                loop {
                    let (items, end) = queue.take(file);
                    items.into_iter().try_for_each(|item| each(file, Read::Item(item)))?;
                    if let Some(content) = end {
                        return each(file, Read::End(content));
                    }
                }
            };
            if let Err(error) = hand_on() {
                queue.stop();
                return Err(error);
            }
        }
        Ok(())
    })
}

/// Encodes one article. A panic in analysis costs the article, never the night.
fn encode(
    encoder: &mut Box<dyn Encoder>,
    fresh: &(dyn Fn() -> Box<dyn Encoder> + Sync),
    article: &Article,
    file: &str,
) -> Item {
    match catch_unwind(AssertUnwindSafe(|| encoder.encode(article))) {
        Ok(encoded) => Item::Article(encoded, facts_of(article, file)),
        Err(_) => {
            *encoder = fresh();
            Item::Rejected(internal(&article.origin.path, article.origin.offset))
        }
    }
}

fn internal(path: &str, offset: u64) -> Reject {
    Reject {
        path: path.to_owned(),
        offset,
        code: "internal".into(),
        reason: "the program failed on this record; please report it with the file".into(),
    }
}
