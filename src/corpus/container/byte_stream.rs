//! Bytes of a container, front to back, with a view ahead and the offset of the next one.
//!
//! What is looked at stays at hand until it is passed, so that a reader who was told a wrong length
//! can look again where it began. Memory holds what was asked for and one piece more.

use std::io::{self, Read};

/// Bytes asked for at a time.
const PIECE: usize = 64 * 1024;

/// Reads ahead.
pub struct ByteStream {
    source: Box<dyn Read>,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are passed.
    used: usize,
    offset: u64,
    ended: bool,
}

impl ByteStream {
    /// Begins at the first byte of a source.
    pub fn new(source: Box<dyn Read>) -> ByteStream {
        ByteStream { source, buffer: Vec::new(), used: 0, offset: 0, ended: false }
    }

    /// Where the next byte stands.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns all bytes at hand, at least `wanted`, fewer only at the end.
    pub fn ahead(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.used < wanted && !self.ended {
            let more = PIECE.max(wanted - (self.buffer.len() - self.used));
            let read = self.source.by_ref().take(more as u64).read_to_end(&mut self.buffer)?;
            self.ended = read == 0;
        }
        Ok(&self.buffer[self.used..])
    }

    /// Passes bytes that [`ByteStream::ahead`] showed.
    pub fn pass(&mut self, bytes: usize) {
        let bytes = bytes.min(self.buffer.len() - self.used);
        self.used += bytes;
        self.offset += bytes as u64;
        if self.used >= PIECE && self.used * 2 >= self.buffer.len() {
            self.buffer.drain(..self.used);
            self.used = 0;
        }
    }

    /// Takes a line without its end, of at most `longest` bytes. `None` at the end of the bytes, or
    /// where the line is longer; then nothing is passed.
    pub fn line(&mut self, longest: usize) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.ahead(longest + 1)?;
        let bytes = &bytes[..bytes.len().min(longest + 1)];
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
        let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]).to_vec();
        self.pass(end + 1);
        Ok(Some(line))
    }

    /// Passes line ends; returns whether something follows.
    pub fn pass_line_ends(&mut self) -> io::Result<bool> {
        loop {
            let bytes = self.ahead(1)?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let whole = blank == bytes.len();
            self.pass(blank);
            if !whole {
                return Ok(true);
            }
        }
    }

    /// Passes everything up to the next line for which `begins` holds, leaving the line at hand out;
    /// at the latest up to the end. `begins` sees up to `reach` bytes from the beginning of a line.
    pub fn pass_to_line(&mut self, reach: usize, begins: &dyn Fn(&[u8]) -> bool) -> io::Result<()> {
        loop {
            let bytes = self.ahead(PIECE)?;
            if bytes.is_empty() {
                return Ok(());
            }
            let last = bytes.len() < PIECE;
            let mut from = 0;
            while let Some(end) = bytes[from..].iter().position(|byte| *byte == b'\n') {
                let start = from + end + 1;
                let seen = &bytes[start..bytes.len().min(start + reach)];
                if seen.len() < reach && !last {
                    break;
                }
                from = start;
                if begins(seen) {
                    self.pass(start);
                    return Ok(());
                }
            }
            // The line end behind `from` is looked at again with more behind it.
            let rest = bytes[from..].iter().position(|byte| *byte == b'\n');
            let passed = rest.map_or(bytes.len(), |end| from + end);
            let passed = if last { bytes.len() } else { passed.max(1) };
            self.pass(passed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn stream(text: Vec<u8>) -> ByteStream {
        ByteStream::new(Box::new(Cursor::new(text)))
    }

    #[test]
    fn lines_and_what_lies_ahead() {
        let mut stream = stream(b"one\r\ntwo\n\r\n\nthree".to_vec());
        assert_eq!(stream.line(10).unwrap().unwrap(), b"one");
        assert_eq!(stream.line(2).unwrap(), None);
        assert_eq!(stream.line(3).unwrap().unwrap(), b"two");
        assert!(stream.pass_line_ends().unwrap());
        assert_eq!((stream.offset(), stream.ahead(100).unwrap()), (12, &b"three"[..]));
        assert_eq!(stream.line(100).unwrap(), None);
        stream.pass(100);
        assert_eq!(stream.offset(), 17);
        assert!(!stream.pass_line_ends().unwrap());
    }

    #[test]
    fn the_next_line_is_found_wherever_it_stands() {
        for filler in (PIECE - 20..PIECE + 20).chain([0, 1, 3 * PIECE]) {
            for line in ["x", "\n", "mark\n"] {
                let mut text = line.repeat(filler / line.len()).into_bytes();
                text.insert(0, b'm');
                let at = text.len() as u64 + 1;
                text.extend_from_slice(b"\nmarker!");
                let mut stream = stream(text);
                stream.pass_to_line(6, &|line| line == b"marker").unwrap();
                assert_eq!(stream.offset(), at, "{line} {filler}");
                stream.pass_to_line(6, &|line| line == b"marker").unwrap();
                assert!(stream.ahead(1).unwrap().is_empty());
            }
        }
    }
}
