//! Standard output: written at once, through a pager where a person reads, and quietly ended when
//! the reader has gone away.

use std::io::{self, ErrorKind, Write};

use super::{environment, pager};

/// Where an answer goes.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    pager: bool,
}

impl Output {
    /// Answers for people; `pager` is whether a long one may be paged on a terminal.
    pub fn plain(pager: bool) -> Output {
        Output { pager }
    }

    /// Writes an answer. A reader that has closed the pipe is no error.
    pub fn write(self, answer: &[u8]) -> io::Result<()> {
        if self.pager
            && let (_, Some(rows)) = environment::size()
            && answer.iter().filter(|byte| **byte == b'\n').count() >= rows
            && pager::show(answer)
        {
            return Ok(());
        }
        write_stdout(answer)
    }
}

/// Writes to standard output without its line buffer. A closed pipe is no error.
pub fn write_stdout(answer: &[u8]) -> io::Result<()> {
    forgive(raw_stdout().write_all(answer)).map(|_| ())
}

/// Returns standard output as a plain file.
pub fn raw_stdout() -> io::StdoutLock<'static> {
    io::stdout().lock()
}

/// Turns a closed pipe into `Ok(false)`: nobody reads any more.
pub fn forgive(result: io::Result<()>) -> io::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}
