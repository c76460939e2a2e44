//! The end of the time for an answer, for what looks at documents and finds nothing to tell.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// An instant, and whether somebody stopped by it.
#[derive(Debug)]
pub struct Until {
    end: Instant,
    stopped: AtomicBool,
}

impl Until {
    /// Nobody has stopped yet.
    pub fn new(end: Instant) -> Until {
        Until { end, stopped: AtomicBool::new(false) }
    }

    /// Tells whether to stop; who is told so does.
    pub fn is_over(&self) -> bool {
        let over = Instant::now() >= self.end;
        if over {
            self.stopped.store(true, Ordering::Relaxed);
        }
        over
    }

    /// Tells whether somebody stopped, so that an answer is one in part.
    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}
