//! Telling outcomes to the caller: flaws as verdicts, panics as rejects.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::corpus::format::reader::Flaw;
use crate::corpus::open::{End, rejected};
use crate::corpus::{FileEntry, Outcome, Reject};

/// Takes outcomes; `false` ends the file.
pub(super) type Each<'a> = dyn FnMut(Outcome) -> bool + 'a;

/// Hands outcomes to the caller.
pub(super) struct Teller<'a, 'b> {
    each: &'a mut Each<'b>,
    /// Whether the caller is at work: a panic then is its own.
    in_caller: bool,
    /// Whether the caller wants no more.
    pub stopped: bool,
}

impl<'a, 'b> Teller<'a, 'b> {
    /// Makes one of the caller's function.
    pub fn new(each: &'a mut Each<'b>) -> Teller<'a, 'b> {
        Teller { each, in_caller: false, stopped: false }
    }
}

impl Teller<'_, '_> {
    /// Hands on an outcome; returns whether more is wanted.
    pub fn tell(&mut self, outcome: Outcome) -> bool {
        self.in_caller = true;
        let goes_on = (self.each)(outcome);
        self.in_caller = false;
        self.stopped |= !goes_on;
        goes_on
    }

    /// Reads a file or a member of one, and tells how it ended. A panic of the caller goes on to the
    /// caller; any other is one reject.
    pub fn guard(
        &mut self,
        entry: &FileEntry,
        offset: u64,
        read: impl FnOnce(&mut Self) -> Result<(), End>,
    ) {
        let end = match catch_unwind(AssertUnwindSafe(|| read(self))) {
            Ok(Ok(())) => return,
            Ok(Err(end)) => end,
            Err(panic) if self.in_caller => resume_unwind(panic),
            Err(panic) => rejected("internal", failure(panic.as_ref())),
        };
        self.tell(match end {
            End::Skipped(flaw) => Outcome::Skipped(reject(entry, offset, flaw)),
            End::Rejected(flaw) => Outcome::Rejected(reject(entry, offset, flaw)),
        });
    }
}

/// Words a panic for people.
pub(super) fn failure(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let why = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    format!("the program failed here, which is a fault in it: {why}")
}

/// Tells a flaw by whether a rule leaves its record alone.
pub(super) fn refused(entry: &FileEntry, base: u64, flaw: Flaw) -> Outcome {
    let (by_rule, withdraws) = (flaw.by_rule, flaw.withdraws);
    let reject = reject(entry, base, flaw);
    match withdraws {
        Some(item) => Outcome::Withdrawn(reject, item),
        None if by_rule => Outcome::Skipped(reject),
        None => Outcome::Rejected(reject),
    }
}

/// Names the file of a flaw.
fn reject(entry: &FileEntry, base: u64, flaw: Flaw) -> Reject {
    let Flaw { offset, code, reason, .. } = flaw;
    let offset = base.saturating_add(offset);
    Reject { path: entry.logical.clone(), offset, code: code.to_owned(), reason }
}
