//! Work that is done ahead of the one who will want it, on a few threads.
//!
//! Takes pieces of work in any order and gives each a [`Promise`]; the one taker redeems promises in
//! the order that it likes. Helpers only make it faster: what they have not begun when it is wanted
//! the taker does itself, so that nothing ever waits for a free helper and one thread is enough. What
//! lies finished and not taken is bounded by its weight.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Work for which helpers are worth starting: threads cost more than two small pieces.
const WORTH_HELP: usize = 3;

/// A piece of work: gives its result and what that weighs.
type Work<R> = Box<dyn FnOnce(&Ahead) -> (R, usize) + Send>;

/// The work that waits, and who does it.
pub(super) struct Ahead {
    shared: Mutex<Shared>,
    /// Something was offered, finished or taken.
    changed: Condvar,
    /// The weight of finished results from which helpers pause.
    bound: usize,
}

#[derive(Default)]
struct Shared {
    /// The last offered is done first: it is wanted soonest.
    waiting: Vec<Arc<dyn Job>>,
    /// Weight of results that are finished and not taken.
    weight: usize,
    over: bool,
}

/// Work that was offered, whatever its result is.
trait Job: Send + Sync {
    /// Does the work, unless someone has begun it.
    fn run(&self, ahead: &Ahead);
}

/// The result of offered work, for the one who will want it.
pub(super) struct Promise<R>(Arc<Slot<R>>);

struct Slot<R>(Mutex<State<R>>);

enum State<R> {
    Waiting(Work<R>),
    Begun,
    Done(thread::Result<(R, usize)>),
}

/// Runs `run` with a taker whose work up to `helpers` further threads do ahead. They pause while results
/// of more than `bound` in weight lie untaken, and have ended when this returns.
pub(super) fn with_helpers<T>(
    helpers: usize,
    bound: usize,
    run: impl FnOnce(&mut Taker<'_>) -> T,
) -> T {
    let ahead = Ahead { shared: Mutex::default(), changed: Condvar::new(), bound };
    thread::scope(|scope| {
        let _over = Over(&ahead);
        let mut start = || {
            for _ in 0..helpers {
                // A system that gives no further thread gets the work done by fewer.
                let _ = thread::Builder::new().spawn_scoped(scope, || ahead.help());
            }
        };
        run(&mut Taker { ahead: &ahead, start: (helpers > 0).then_some(&mut start) })
    })
}

/// Sends the helpers home, also when the taker panics.
struct Over<'a>(&'a Ahead);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.changed.notify_all();
    }
}

impl Ahead {
    /// Offers work. Of several pieces the one offered last is done first.
    pub fn offer<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Ahead) -> (R, usize) + Send + 'static,
    ) -> Promise<R> {
        let slot = Arc::new(Slot(Mutex::new(State::Waiting(Box::new(work)))));
        self.lock().waiting.push(Arc::clone(&slot) as Arc<dyn Job>);
        self.changed.notify_one();
        Promise(slot)
    }

    fn help(&self) {
        let mut shared = self.lock();
        while !shared.over {
            match self.next(&mut shared) {
                Some(job) => {
                    drop(shared);
                    job.run(self);
                    shared = self.lock();
                }
                None => {
                    shared = self.changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    fn next(&self, shared: &mut Shared) -> Option<Arc<dyn Job>> {
        if shared.weight > self.bound { None } else { shared.waiting.pop() }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Nothing panics between two changes that belong together.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R> Slot<R> {
    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: Send> Job for Slot<R> {
    fn run(&self, ahead: &Ahead) {
        let mut state = self.lock();
        if !matches!(*state, State::Waiting(_)) {
            return;
        }
        let State::Waiting(work) = std::mem::replace(&mut *state, State::Begun) else { return };
        drop(state);
        // A panic belongs to the taker; a helper that died with it would leave him waiting.
        let result = catch_unwind(AssertUnwindSafe(|| work(ahead)));
        let weight = result.as_ref().map_or(0, |(_, weight)| *weight);
        let mut shared = ahead.lock();
        shared.weight += weight;
        *self.lock() = State::Done(result);
        drop(shared);
        ahead.changed.notify_all();
    }
}

/// The one who redeems promises.
pub(super) struct Taker<'a> {
    pub ahead: &'a Ahead,
    /// Starts the helpers, until that was done.
    start: Option<&'a mut dyn FnMut()>,
}

impl Taker<'_> {
    /// Redeems a promise: does the work where nobody has begun it, and other work while somebody is at
    /// it. A panic of the work goes on here.
    pub fn take<R: Send + 'static>(&mut self, promise: Promise<R>) -> R {
        let Promise(slot) = promise;
        loop {
            let mut state = slot.lock();
            match std::mem::replace(&mut *state, State::Begun) {
                State::Waiting(work) => {
                    drop(state);
                    return work(self.ahead).0;
                }
                State::Done(result) => {
                    drop(state);
                    let (result, weight) = result.unwrap_or_else(|panic| resume_unwind(panic));
                    let mut shared = self.ahead.lock();
                    shared.weight -= weight;
                    drop(shared);
                    self.ahead.changed.notify_all();
                    return result;
                }
                State::Begun => drop(state),
            }
            self.do_other(&slot);
        }
    }

    /// Starts helpers where enough work waits for them.
    pub fn call_helpers(&mut self) {
        if self.start.is_some()
            && self.ahead.lock().waiting.len() >= WORTH_HELP
            && let Some(start) = self.start.take()
        {
            start();
        }
    }

    /// Does one other piece of work, or waits until something changes, unless this one is done.
    fn do_other<R: Send>(&self, wanted: &Slot<R>) {
        let mut shared = self.ahead.lock();
        if !matches!(*wanted.lock(), State::Begun) {
            return;
        }
        match self.ahead.next(&mut shared) {
            Some(job) => {
                drop(shared);
                job.run(self.ahead);
            }
            None => {
                // Whoever finishes `wanted` needs this lock to say so, so that is not missed.
                drop(self.ahead.changed.wait(shared));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn every_piece_is_done_once_whoever_does_it() {
        for (helpers, bound) in [(0, 0), (1, 0), (3, 5), (3, usize::MAX)] {
            let done = Arc::new(AtomicUsize::new(0));
            let sum: usize = with_helpers(helpers, bound, |taker| {
                let promises: Vec<_> = (0..500)
                    .map(|number| {
                        let done = Arc::clone(&done);
                        taker.ahead.offer(move |ahead| {
                            done.fetch_add(1, Ordering::Relaxed);
                            (ahead.offer(move |_| (number, 2)), 1)
                        })
                    })
                    .collect();
                taker.call_helpers();
                let inner: Vec<_> = promises.into_iter().map(|piece| taker.take(piece)).collect();
                inner.into_iter().map(|piece| taker.take(piece)).sum()
            });
            assert_eq!((sum, done.load(Ordering::Relaxed)), (499 * 250, 500));
        }
    }

    #[test]
    fn helpers_pause_while_enough_lies_untaken() {
        let begun = Arc::new(AtomicUsize::new(0));
        with_helpers(2, 10, |taker| {
            let offer = |_| {
                let begun = Arc::clone(&begun);
                taker.ahead.offer(move |_| (begun.fetch_add(1, Ordering::Relaxed), 4))
            };
            let promises: Vec<_> = (0..100).map(offer).collect();
            taker.call_helpers();
            thread::sleep(std::time::Duration::from_millis(50));
            // Three fill the bound, and the other helper may have begun one more.
            assert!(begun.load(Ordering::Relaxed) <= 4);
            promises.into_iter().for_each(|promise| _ = taker.take(promise));
            assert_eq!(begun.load(Ordering::Relaxed), 100);
        });
    }

    #[test]
    fn a_panic_of_the_work_reaches_the_taker() {
        let panicked = catch_unwind(|| {
            with_helpers(2, 10, |taker| {
                let promises: Vec<_> =
                    (0..9).map(|at| taker.ahead.offer(move |_| (assert_ne!(at, 4), 1))).collect();
                taker.call_helpers();
                thread::sleep(std::time::Duration::from_millis(10));
                promises.into_iter().for_each(|promise| taker.take(promise));
            });
        });
        assert!(panicked.is_err());
    }
}
