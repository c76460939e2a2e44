//! Bytes out of `.gz`, `.zst`, `.xz` and `.bz2`, told by their first bytes, within bounds.
//!
//! Takes an open file; gives the beginning of what is inside and a reader for the rest. Every
//! failure is an [`io::Error`] that carries a [`Fault`]; [`fault`] reads it back. What was
//! unpacked before a fault has been handed on, so articles before a damaged place are kept.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::corpus::gz_members::GzMembers;

/// Bytes that are looked at to tell encoding and format.
pub const HEAD: usize = 256 * 1024;

/// Compressed files and archives inside of each other that are opened: `a.tar.gz` is two.
pub const MAX_NESTING: usize = 3;

/// Memory that an xz decoder may take, in KiB. `xz -9` asks for 64 MiB and a little more.
const XZ_MEMORY: u32 = 96 * 1024;

/// Below this many unpacked bytes no ratio is a bomb: a page of one letter is not an attack.
const FREE: u64 = 1024 * 1024;

/// Why unpacking stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It unpacks to more than is allowed.
    #[error(
        "unpacks to more than {limit} bytes, {ratio} times its size or more; read as far as that"
    )]
    Expansion {
        /// The bytes that were allowed.
        limit: u64,
        /// The ratio that was allowed.
        ratio: u64,
    },
    /// The file ends within its compressed data.
    #[error("the packed file ends too early; it was read as far as it goes")]
    Truncated,
    /// The compressed data contradicts itself.
    #[error("the packed file is damaged: {0}")]
    Damaged(String),
    /// Packed over and over again.
    #[error("packed more than {MAX_NESTING} times over; unpack it first")]
    Nesting,
    /// The system could not read it.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}

impl Fault {
    /// Returns the reject code.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Expansion { .. } => "expansion",
            Fault::Truncated => "truncated",
            Fault::Damaged(_) => "damaged",
            Fault::Nesting => "nesting",
            Fault::Unreadable(_) => "unreadable",
        }
    }
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> io::Error {
        io::Error::other(fault)
    }
}

/// Returns the fault that an error carries; any other error is one of the file system.
pub fn fault(error: &io::Error) -> Fault {
    let carried = error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>());
    carried.cloned().unwrap_or_else(|| Fault::Unreadable(error.to_string()))
}

/// How far a file may unpack.
#[derive(Debug, Clone, Copy)]
pub struct Expansion {
    /// Unpacked bytes for each packed byte.
    pub ratio: u64,
    /// Unpacked bytes in all.
    pub bytes: u64,
}

/// What one file on disk may still unpack to, shared by everything inside of it.
#[derive(Debug, Clone)]
pub struct Budget {
    allowed: u64,
    ratio: u64,
    /// Bytes that came out so far, by layer: each layer may give what is allowed.
    out: Rc<[Cell<u64>; MAX_NESTING]>,
}

impl Budget {
    /// Begins a file of `size` bytes.
    pub fn new(size: u64, bounds: Expansion) -> Budget {
        let allowed = size.saturating_mul(bounds.ratio).max(FREE).min(bounds.bytes);
        Budget { allowed, ratio: bounds.ratio, out: Rc::default() }
    }

    /// Counts bytes that came out of a layer.
    fn spend(&self, layer: usize, bytes: usize) -> Result<(), Fault> {
        let out = &self.out[layer.min(MAX_NESTING - 1)];
        out.set(out.get().saturating_add(bytes as u64));
        match out.get() > self.allowed {
            true => Err(Fault::Expansion { limit: self.allowed, ratio: self.ratio }),
            false => Ok(()),
        }
    }
}

/// A file without its compression.
pub struct Unpacked {
    /// The first [`HEAD`] bytes, fewer only at the end of the file or before a fault.
    pub head: Vec<u8>,
    /// Whether `head` is the whole file.
    pub complete: bool,
    /// What follows `head`.
    pub rest: Box<dyn Read>,
    /// Whether anything was unpacked; then the size on disk says nothing about the content.
    pub packed: bool,
    /// Layers that were taken off so far, by whoever.
    pub layers: usize,
}

/// Makes a decoder of packed bytes.
pub type Decoder = fn(Box<dyn BufRead>) -> Box<dyn Read>;

/// Takes the compression off a file of `size` bytes that stands inside of `layers` others.
pub fn unpack(
    file: impl Read + 'static,
    size: u64,
    budget: &Budget,
    layers: usize,
) -> io::Result<Unpacked> {
    let mut reader: Box<dyn Read> = Box::new(file);
    let mut layer = layers;
    loop {
        let expected = if layer == layers { size } else { HEAD as u64 };
        let (head, complete, rest) = read_head(reader, expected);
        let Some(decoder) = decoder_of(&head) else {
            return Ok(Unpacked { head, complete, rest, packed: layer > 0, layers: layer });
        };
        if layer >= MAX_NESTING {
            return Err(Fault::Nesting.into());
        }
        reader = decoded(Cursor::new(head).chain(rest), decoder, budget, layer);
        layer += 1;
    }
}

/// Finds the compression of bytes by how they begin.
pub fn decoder_of(head: &[u8]) -> Option<Decoder> {
    if head.starts_with(b"\x1f\x8b\x08") {
        Some(|source| Box::new(GzMembers::new(source)))
    } else if is_zstd(head) {
        Some(|source| Box::new(ZstdFrames { source: Some(source), frame: None }))
    } else if head.starts_with(b"\xfd7zXZ\0") {
        Some(|source| Box::new(XzReader::new_mem_limit(source, true, XZ_MEMORY)))
    } else if begins_bzip2(head) {
        Some(|source| Box::new(MultiBzDecoder::new(source)))
    } else {
        None
    }
}

/// Unpacks bytes as layer number `layer` of a file; faults are named, and what comes out is counted.
pub fn decoded(
    packed: impl Read + 'static,
    decoder: Decoder,
    budget: &Budget,
    layer: usize,
) -> Box<dyn Read> {
    let ended = Rc::new(Cell::new(false));
    let source = Tap { inner: packed, ended: Rc::clone(&ended) };
    Box::new(Layer {
        inner: Ok(decoder(Box::new(BufReader::new(source)))),
        source_ended: ended,
        budget: budget.clone(),
        layer,
    })
}

/// Reads the beginning of `expected` bytes. An error is kept for the reader of the rest, behind what
/// could be read.
fn read_head(mut reader: Box<dyn Read>, expected: u64) -> (Vec<u8>, bool, Box<dyn Read>) {
    // One byte more than expected, so that the end is seen without growing.
    let mut head = Vec::with_capacity(usize::try_from(expected).unwrap_or(HEAD).min(HEAD) + 1);
    match reader.by_ref().take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) if head.len() < HEAD => (head, true, Box::new(io::empty())),
        Ok(_) => (head, false, reader),
        Err(error) => (head, false, Box::new(Failed(fault(&error)))),
    }
}

/// Tells whether bytes begin a bzip2 stream: its level, then a block or its end. `BZh` alone may
/// begin a text.
fn begins_bzip2(head: &[u8]) -> bool {
    head.starts_with(b"BZh")
        && head.get(3).is_some_and(|level| (b'1'..=b'9').contains(level))
        && head.get(4..10).is_some_and(|magic| {
            magic == b"\x31\x41\x59\x26\x53\x59" || magic == b"\x17\x72\x45\x38\x50\x90"
        })
}

/// Tells whether bytes begin a Zstandard frame or a skippable one (RFC 8878 §3.1).
fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(b"\x28\xb5\x2f\xfd") || skippable(head)
}

fn skippable(head: &[u8]) -> bool {
    head.first().is_some_and(|byte| byte & 0xf0 == 0x50) && head[1..].starts_with(b"\x2a\x4d\x18")
}

/// A reader that has already failed.
struct Failed(Fault);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.clone().into())
    }
}

/// Notes when the packed bytes are used up.
struct Tap<R> {
    inner: R,
    ended: Rc<Cell<bool>>,
}

impl<R: Read> Read for Tap<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && !buffer.is_empty() {
            self.ended.set(true);
        }
        Ok(read)
    }
}

/// One decompressor: counts what comes out, names faults and repeats them, survives a panic inside.
struct Layer {
    inner: Result<Box<dyn Read>, Fault>,
    source_ended: Rc<Cell<bool>>,
    budget: Budget,
    layer: usize,
}

impl Layer {
    fn read_counted(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let inner = self.inner.as_mut().map_err(|fault| fault.clone())?;
        let read = catch_unwind(AssertUnwindSafe(|| inner.read(buffer)))
            .unwrap_or_else(|_| Err(Fault::Damaged("its decoder gave up".to_owned()).into()))?;
        self.budget.spend(self.layer, read)?;
        Ok(read)
    }
}

impl Read for Layer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let error = match self.read_counted(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => error,
            other => return other,
        };
        // A fault of a layer below keeps its name.
        let fault = if error.get_ref().is_some_and(|inner| inner.is::<Fault>()) {
            fault(&error)
        } else if self.source_ended.get() {
            Fault::Truncated
        } else {
            Fault::Damaged(error.to_string())
        };
        self.inner = Err(fault.clone());
        Err(fault.into())
    }
}

/// All frames of a Zstandard file, one behind the other; skippable ones are skipped.
struct ZstdFrames {
    source: Option<Box<dyn BufRead>>,
    frame: Option<StreamingDecoder<Box<dyn BufRead>, FrameDecoder>>,
}

impl Read for ZstdFrames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(mut frame) = self.frame.take() {
                let read = frame.read(buffer)?;
                if read > 0 {
                    self.frame = Some(frame);
                    return Ok(read);
                }
                self.source = Some(frame.into_inner());
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let mut magic = [0; 4];
            source.read_exact(&mut magic)?;
            if skippable(&magic) {
                let mut size = [0; 4];
                source.read_exact(&mut size)?;
                let size = u64::from(u32::from_le_bytes(size));
                if io::copy(&mut source.by_ref().take(size), &mut io::sink())? < size {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                self.source = Some(source);
                continue;
            }
            let frame: Box<dyn BufRead> = Box::new(Cursor::new(magic).chain(source));
            self.frame = Some(StreamingDecoder::new(frame).map_err(io::Error::other)?);
        }
    }
}

#[cfg(test)]
#[path = "unpack_tests.rs"]
mod tests;
