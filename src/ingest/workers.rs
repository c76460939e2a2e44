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
use crate::corpus::{FileEntry, Outcome, Reject};
use crate::engine::{Encoded, Encoder};
use crate::ingest::tally::Facts;

/// Bytes that may wait for their turn.
const MOST_QUEUED: usize = 32 << 20;

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
}

#[derive(Default)]
struct State {
    files: BTreeMap<usize, (VecDeque<Item>, bool)>,
    bytes: usize,
    due: usize,
    due_bytes: usize,
    /// Workers that wait for room.
    waiting: usize,
}

impl Queue {
    fn new() -> Queue {
        Queue {
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
                true => state.due_bytes > MOST_QUEUED,
                false => state.bytes > MOST_QUEUED,
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
        state.files.entry(file).or_default().0.push_back(item);
        true
    }

    fn finish(&self, file: usize) {
        self.state().files.entry(file).or_default().1 = true;
    }

    /// Takes all items that the file that is due has by now, and whether these are its last. Waits
    /// until there are any, or the file is at its end.
    fn take(&self, file: usize) -> (VecDeque<Item>, bool) {
        let mut state = self.state();
        loop {
            let (items, finished) = state.files.entry(file).or_default();
            let (items, finished) = (std::mem::take(items), *finished);
            if items.is_empty() && !finished {
                let waited = self.filled.wait_timeout(state, PAUSE);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            state.bytes -= items.iter().map(Item::bytes).sum::<usize>();
            state.due_bytes = 0;
            if finished {
                state.files.remove(&file);
                state.due = file + 1;
                let next = state.files.get(&(file + 1));
                state.due_bytes = next.map_or(0, |next| next.0.iter().map(Item::bytes).sum());
            }
            if state.waiting > 0 {
                self.emptied.notify_all();
            }
            return (items, finished);
        }
    }
}

/// Reads all files on `encoders.len()` threads and calls `each` with every item and the number of
/// its file, in order, then `done` at the end of each file. Stops at the first error of either.
pub fn read_all<E>(
    files: &[FileEntry],
    reader: &Reader,
    encoders: Vec<Box<dyn Encoder>>,
    fresh: &(dyn Fn() -> Box<dyn Encoder> + Sync),
    each: &mut dyn FnMut(usize, Item) -> Result<(), E>,
    done: &mut dyn FnMut(usize) -> Result<(), E>,
) -> Result<(), E> {
    let queue = Queue::new();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for mut encoder in encoders {
            let (queue, next) = (&queue, &next);
            scope.spawn(move || {
                loop {
                    let file = next.fetch_add(1, Ordering::Relaxed);
                    let Some(entry) = files.get(file) else { break };
                    let outcome = catch_unwind(AssertUnwindSafe(|| {
                        reader.read_file(entry, &mut |outcome| {
                            let item = match outcome {
                                Outcome::Article(article) => encode(&mut encoder, fresh, &article),
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
                    queue.finish(file);
                }
            });
        }
        for file in 0..files.len() {
            let mut hand_on = || -> Result<(), E> {
                loop {
                    let (items, last) = queue.take(file);
                    items.into_iter().try_for_each(|item| each(file, item))?;
                    if last {
                        return done(file);
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
) -> Item {
    match catch_unwind(AssertUnwindSafe(|| encoder.encode(article))) {
        Ok(encoded) => Item::Article(encoded, Facts::of(article)),
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
