//! The content of a file as a stream of UTF-8-like bytes with offsets of the file.
//!
//! Files in UTF-8 pass through, and each record is decoded by itself, so that one record in another
//! encoding does not spoil the rest. Files in other encodings are turned into UTF-8 on the way.
//! Either way [`Input::offset`] counts bytes of the file.

use std::borrow::Cow;
use std::io::{self, Read};

use crate::corpus::charset::{self, Choice, Hints};
use crate::corpus::decode::{self, Charset, Decoded, PieceDecoder};

/// Bytes asked for at a time; a multiple of four, so that UTF-16 and UTF-32 are rarely cut.
const PIECE: usize = 64 * 1024;

/// The content of a file, front to back.
pub struct Input {
    source: Box<dyn Read>,
    hints: Hints,
    charset: Charset,
    decoder: Option<PieceDecoder>,
    /// The piece at hand, in UTF-8 where `decoder` is set.
    piece: Vec<u8>,
    /// Bytes of the piece that are used up.
    used: usize,
    /// Bytes of the piece whose place in the file is counted in `offset`.
    counted: usize,
    offset: u64,
    /// Bytes read from the file.
    taken: u64,
    /// Whether the piece holds characters that could not be decoded.
    lossy: bool,
    ended: bool,
    /// The longest record.
    limit: usize,
}

/// What [`Input::read_line`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Nothing: the input is at its end.
    End,
    /// A line, without its line end.
    Whole,
    /// A line beyond the limit of a record; it was skipped.
    TooLong,
}

impl Input {
    /// Begins a file whose encoding is known. `limit` is the longest record in bytes.
    pub fn new(source: impl Read + 'static, choice: Choice, hints: Hints, limit: usize) -> Input {
        let passes = choice.charset.is_utf8();
        let mut input = Input {
            source: Box::new(source),
            hints,
            charset: choice.charset,
            decoder: (!passes).then(|| PieceDecoder::new(choice.charset)),
            piece: Vec::new(),
            used: 0,
            counted: 0,
            offset: 0,
            taken: 0,
            lossy: false,
            ended: false,
            limit,
        };
        if choice.mark > 0 {
            let mark = (&mut input.source).take(choice.mark as u64);
            // A failure shows again at the next read.
            let skipped = io::copy(&mut { mark }, &mut io::sink()).unwrap_or(0);
            input.offset = skipped;
            input.taken = skipped;
        }
        input
    }

    /// Returns the longest record in bytes.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Returns the bytes at hand; none only at the end.
    pub fn fill(&mut self) -> io::Result<&[u8]> {
        while self.used == self.piece.len() && !self.ended {
            self.next_piece()?;
        }
        Ok(&self.piece[self.used..])
    }

    /// Takes the next byte without using it up.
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.fill()?.first().copied())
    }

    /// Uses up bytes that [`Input::fill`] showed.
    pub fn consume(&mut self, bytes: usize) {
        self.used = (self.used + bytes).min(self.piece.len());
    }

    /// Returns where the next byte stands in the file.
    pub fn offset(&mut self) -> u64 {
        let newly = &self.piece[self.counted..self.used];
        self.offset += match &self.decoder {
            None => newly.len() as u64,
            Some(_) => self.charset.encoded_len(&String::from_utf8_lossy(newly)),
        };
        self.counted = self.used;
        self.offset
    }

    /// Puts the next line behind `line`, without `\n` or `\r\n`.
    pub fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<Line> {
        let start = line.len();
        let (mut any, mut too_long) = (false, false);
        loop {
            let limit = self.limit;
            let bytes = self.fill()?;
            if bytes.is_empty() {
                break;
            }
            any = true;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            if too_long || line.len() - start + part.len() > limit {
                too_long = true;
                line.truncate(start);
            } else {
                line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.consume(used);
            if end.is_some() {
                break;
            }
        }
        if line.len() > start && line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(match (any, too_long) {
            (false, _) => Line::End,
            (true, false) => Line::Whole,
            (true, true) => Line::TooLong,
        })
    }

    /// Decodes the bytes of one record.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Decoded<'a> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            // Characters that the way to UTF-8 lost.
            let lost = self.decoder.is_some().then(|| text.matches('\u{fffd}').count());
            return Decoded { text: Cow::Borrowed(text), replaced: lost.unwrap_or(0) as u64 };
        }
        let choice = charset::choose(bytes, true, self.hints);
        decode::decode(&bytes[choice.mark..], choice.charset)
    }

    fn next_piece(&mut self) -> io::Result<()> {
        self.offset();
        if self.lossy {
            // Lost characters have no length of their own; count again from what was read.
            self.offset = self.taken;
        }
        self.piece.clear();
        self.used = 0;
        self.counted = 0;
        let mut bytes = Vec::with_capacity(PIECE);
        self.source.by_ref().take(PIECE as u64).read_to_end(&mut bytes).or_else(|error| {
            // What came before the error is read first; the error comes again.
            if bytes.is_empty() { Err(error) } else { Ok(bytes.len()) }
        })?;
        self.taken += bytes.len() as u64;
        self.ended = bytes.is_empty();
        match &mut self.decoder {
            None => self.piece = bytes,
            Some(decoder) => {
                let mut text = String::new();
                self.lossy = decoder.push(&bytes, self.ended, &mut text) > 0;
                self.piece = text.into_bytes();
            }
        }
        Ok(())
    }
}
