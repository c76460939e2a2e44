//! Finds tags in a stream of XML without holding more than one of them.
//!
//! Takes an [`Input`]; gives [`Token`]s. It knows only where markup ends: comments, CDATA,
//! processing instructions, the document type. A `<` that begins nothing is text. What is passed is
//! recorded on demand, up to the limit of a record.

use std::collections::HashSet;
use std::io;

use crate::corpus::format::input::Input;

/// The longest tag or document type that is understood, in bytes.
const LONGEST_TAG: usize = 256 * 1024;
/// How many declared entities are remembered.
const MOST_ENTITIES: usize = 10_000;

/// A piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A beginning: name in lower case without prefix, and whether the element is empty.
    Begin(String, bool),
    /// An end: name in lower case without prefix.
    End(String),
    /// Markup or text that opens and closes nothing.
    Other,
    /// Nothing more.
    EndOfFile,
}

/// Reads tokens.
pub struct Scan<'i> {
    input: &'i mut Input,
    /// The token at hand, up to [`LONGEST_TAG`].
    token: Vec<u8>,
    record: Option<Vec<u8>>,
    /// Where in the record a `<` stands that begins nothing.
    stray: Vec<usize>,
    /// Whether the record outgrew its limit.
    pub too_long: bool,
    /// Entities that the document type declares.
    pub declared: HashSet<String>,
}

impl<'i> Scan<'i> {
    /// Begins at the next byte of an input.
    pub fn new(input: &'i mut Input) -> Scan<'i> {
        Scan {
            input,
            token: Vec::new(),
            record: None,
            stray: Vec::new(),
            too_long: false,
            declared: HashSet::new(),
        }
    }

    /// Where the next token stands in the file.
    pub fn offset(&mut self) -> u64 {
        self.input.offset()
    }

    /// The input, for decoding.
    pub fn input(&self) -> &Input {
        self.input
    }

    /// The bytes of the token at hand.
    pub fn token(&self) -> &[u8] {
        &self.token
    }

    /// Records from the token at hand on.
    pub fn record(&mut self) {
        self.record = Some(self.token.clone());
        self.stray.clear();
        self.too_long = false;
    }

    /// Ends the recording: what was passed, without the token at hand if it is not part of it, and
    /// the places of `<` that begin nothing.
    pub fn recorded(&mut self, with_token: bool) -> (Vec<u8>, Vec<usize>) {
        let mut bytes = self.record.take().unwrap_or_default();
        if !with_token {
            bytes.truncate(bytes.len().saturating_sub(self.token.len()));
        }
        (bytes, std::mem::take(&mut self.stray))
    }

    /// Reads the next token.
    pub fn next_token(&mut self) -> io::Result<Token> {
        self.token.clear();
        match self.input.peek()? {
            None => return Ok(Token::EndOfFile),
            Some(b'<') => {}
            Some(_) => {
                self.pass_text()?;
                return Ok(Token::Other);
            }
        }
        let at = self.record.as_ref().map_or(0, Vec::len);
        self.pass(1);
        let Some(next) = self.input.peek()? else { return Ok(Token::Other) };
        match next {
            b'!' => self.bang(),
            b'?' => {
                self.until(b"?>")?;
                Ok(Token::Other)
            }
            b'/' | b'_' | b':' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => self.tag(),
            _ => {
                if self.record.is_some() {
                    self.stray.push(at);
                }
                Ok(Token::Other)
            }
        }
    }

    fn tag(&mut self) -> io::Result<Token> {
        let mut quote = None;
        let mut broken = false;
        while let Some(byte) = self.input.peek()? {
            match (byte, quote) {
                // Values of attributes hold no `<` (XML 1.0, 3.1): the tag was never closed.
                (b'<', _) => {
                    broken = true;
                    break;
                }
                (b'"' | b'\'', None) if self.token.last() == Some(&b'=') => quote = Some(byte),
                (_, Some(open)) if byte == open => quote = None,
                (b'>', None) => {
                    self.pass(1);
                    break;
                }
                _ => {}
            }
            self.pass(1);
        }
        let ends = self.token.get(1) == Some(&b'/');
        let name = &self.token[if ends { 2 } else { 1 }.min(self.token.len())..];
        let stop = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<');
        let name = &name[..name.iter().position(stop).unwrap_or(name.len()).min(256)];
        let name = String::from_utf8_lossy(name).to_lowercase();
        let local = name.rsplit(':').next().unwrap_or("").to_owned();
        let empty = !broken && self.token.ends_with(b"/>");
        Ok(if ends { Token::End(local) } else { Token::Begin(local, empty) })
    }

    /// Passes a comment, CDATA or a document type.
    fn bang(&mut self) -> io::Result<Token> {
        for start in [&b"<!--"[..], b"<![CDATA[", b"<!DOCTYPE"] {
            while self.token.len() < start.len()
                && let Some(byte) = self.input.peek()?
                && start[self.token.len()].eq_ignore_ascii_case(&byte)
                && start.starts_with(&self.token.to_ascii_uppercase())
            {
                self.pass(1);
            }
            if self.token.len() == start.len() && self.token.eq_ignore_ascii_case(start) {
                match start {
                    b"<!--" => self.until(b"-->")?,
                    b"<![CDATA[" => self.until(b"]]>")?,
                    _ => self.document_type()?,
                }
                return Ok(Token::Other);
            }
        }
        self.until(b">")?;
        Ok(Token::Other)
    }

    fn document_type(&mut self) -> io::Result<()> {
        let (mut depth, mut quote, mut comment) = (0_usize, None, false);
        while let Some(byte) = self.input.peek()? {
            self.pass(1);
            match byte {
                b'>' if comment => comment = !self.token.ends_with(b"-->"),
                _ if comment => {}
                _ if quote == Some(byte) => quote = None,
                _ if quote.is_some() => {}
                b'"' | b'\'' => quote = Some(byte),
                b'-' if self.token.ends_with(b"<!--") => comment = true,
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => break,
                _ => {}
            }
        }
        let text = String::from_utf8_lossy(&self.token).into_owned();
        let names = text.split("<!ENTITY").skip(1).filter_map(|rest| {
            rest.split_whitespace().find(|word| *word != "%").map(str::to_owned)
        });
        self.declared.extend(names.take(MOST_ENTITIES));
        Ok(())
    }

    /// Passes everything up to and with a mark that ends in `>`.
    fn until(&mut self, mark: &[u8]) -> io::Result<()> {
        let (mut tail, wanted) = (Vec::new(), mark.len());
        loop {
            let bytes = self.input.fill()?;
            if bytes.is_empty() {
                return Ok(());
            }
            let end = bytes.iter().position(|byte| *byte == b'>');
            let length = end.map_or(bytes.len(), |end| end + 1);
            tail.extend_from_slice(&bytes[length.saturating_sub(wanted)..length]);
            let kept = tail.len().saturating_sub(wanted);
            tail.drain(..kept);
            self.pass(length);
            if end.is_some() && tail == mark {
                return Ok(());
            }
        }
    }

    fn pass_text(&mut self) -> io::Result<()> {
        loop {
            let bytes = self.input.fill()?;
            let length = bytes.iter().position(|byte| *byte == b'<').unwrap_or(bytes.len());
            let more = length == bytes.len() && length > 0;
            self.pass(length);
            if !more {
                return Ok(());
            }
        }
    }

    /// Uses up bytes at hand and keeps them where they are wanted.
    fn pass(&mut self, length: usize) {
        let limit = self.input.limit();
        // The piece at hand cannot fail: it was looked at.
        let Ok(bytes) = self.input.fill() else { return };
        let bytes = &bytes[..length.min(bytes.len())];
        if self.token.len() + bytes.len() <= LONGEST_TAG {
            self.token.extend_from_slice(bytes);
        }
        if let Some(record) = &mut self.record {
            match record.len() + bytes.len() <= limit {
                true => record.extend_from_slice(bytes),
                false => self.too_long = true,
            }
        }
        self.input.consume(length);
    }
}
