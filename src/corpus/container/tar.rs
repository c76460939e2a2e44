//! tar: headers of 512 bytes, each before its file. POSIX.1-2017 (pax) with what GNU tar adds.
//!
//! Read front to back as a stream; of an archive no more than one header and one long name is in
//! memory. A header whose checksum differs ends the archive: where the next one stands is unknown.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::corpus::container::{Entry, Member, TakeEntry, names};
use crate::corpus::format::reader::Flaw;
use crate::corpus::unpack::{Fault, fault};

const BLOCK: usize = 512;
/// The longest name, link or list of pax records, in bytes.
const LONGEST_EXTRA: u64 = 1024 * 1024;

/// Tells whether a block is a header: its checksum agrees (POSIX.1-2017, pax, "ustar Interchange
/// Format"), summed unsigned or, by old programs, signed.
pub fn is_header(block: &[u8]) -> bool {
    let Some(stated) = octal(&block[148..156]).filter(|sum| *sum > 0) else { return false };
    let sum = |byte_of: fn(u8) -> i64| -> i64 {
        let all = |part: &[u8]| part.iter().map(|byte| byte_of(*byte)).sum::<i64>();
        all(&block[..148]) + all(&block[156..]) + 8 * 32
    };
    let stated = i64::try_from(stated).unwrap_or(-1);
    sum(i64::from) == stated || sum(|byte| i64::from(byte as i8)) == stated
}

/// Digits in base 8, with white space or zero bytes around them.
fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if text.is_empty() {
        return Some(0);
    }
    u64::from_str_radix(text, 8).ok()
}

/// A number: digits in base 8, or GNU's binary form with the highest bit set.
fn number(field: &[u8]) -> Option<u64> {
    match field[0] {
        0x80 => {
            let (high, low) = field.split_at(field.len() - 8);
            let zero = high[1..].iter().all(|byte| *byte == 0);
            zero.then(|| low.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
        }
        0xff => None,
        _ => octal(field),
    }
}

/// The source, and how far it was read.
struct Front {
    source: Box<dyn Read>,
    at: u64,
}

impl Front {
    /// Fills a buffer as far as the source goes.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.source.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.at += filled as u64;
        Ok(filled)
    }

    /// Goes on to a place, past what a member's reader left.
    fn skip_to(&mut self, place: u64) -> io::Result<()> {
        let mut waste = vec![0; 16 * 1024];
        while self.at < place {
            let most = (place - self.at).min(waste.len() as u64) as usize;
            if self.fill(&mut waste[..most])? == 0 {
                return Err(Fault::Truncated.into());
            }
        }
        Ok(())
    }
}

/// The bytes of one member.
struct Content {
    front: Rc<RefCell<Front>>,
    end: u64,
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut front = self.front.borrow_mut();
        let left = self.end.saturating_sub(front.at).min(buffer.len() as u64) as usize;
        if left == 0 {
            return Ok(0);
        }
        let read = front.source.read(&mut buffer[..left])?;
        front.at += read as u64;
        if read == 0 {
            return Err(Fault::Truncated.into());
        }
        Ok(read)
    }
}

/// What GNU and pax headers say of the member that follows them.
#[derive(Default)]
struct Extra {
    name: Option<String>,
    size: Option<u64>,
    sparse: bool,
}

/// Hands on the members of a tar archive until `each` returns `false`. An error tells where reading
/// ended; what stood before it has been handed on.
pub fn read(source: Box<dyn Read>, each: &mut TakeEntry<'_>) -> Result<(), Flaw> {
    let front = Rc::new(RefCell::new(Front { source, at: 0 }));
    let mut extra = Extra::default();
    loop {
        let place = front.borrow().at;
        let broken = |error: &io::Error| {
            let fault = fault(error);
            Flaw::new(place, fault.code(), format!("the rest of the archive: {fault}"))
        };
        let mut block = [0; BLOCK];
        let filled = front.borrow_mut().fill(&mut block).map_err(|e| broken(&e))?;
        if filled < BLOCK {
            return Err(broken(&Fault::Truncated.into()));
        }
        if block.iter().all(|byte| *byte == 0) {
            return Ok(());
        }
        let size = number(&block[124..136]);
        let Some(size) = size.filter(|_| is_header(&block)) else {
            let reason = "no header of a member stands here; the rest of the archive is not read";
            return Err(Flaw::new(place, "damaged", reason));
        };
        let kind = block[156];
        if matches!(kind, b'L' | b'K' | b'x' | b'g') {
            if size > LONGEST_EXTRA {
                let reason = "a name longer than a megabyte; the rest of the archive is not read";
                return Err(Flaw::new(place, "damaged", reason));
            }
            let mut front = front.borrow_mut();
            let mut text = vec![0; size as usize];
            let end = padded(front.at, size);
            if front.fill(&mut text).map_err(|e| broken(&e))? < text.len() {
                return Err(broken(&Fault::Truncated.into()));
            }
            front.skip_to(end).map_err(|e| broken(&e))?;
            match kind {
                b'L' => extra.name = Some(text_of(&text)),
                b'x' => pax(&text, &mut extra),
                _ => {}
            }
            continue;
        }
        let told = std::mem::take(&mut extra);
        let size = told.size.unwrap_or(size);
        // Links and devices have a size that means nothing (POSIX says to ignore it).
        let size = if matches!(kind, b'1'..=b'6') { 0 } else { size };
        let end = padded(place + BLOCK as u64, size);
        let raw = told.name.unwrap_or_else(|| name_of(&block));
        if kind != b'5' && !raw.ends_with('/') {
            let content = Content {
                front: Rc::clone(&front),
                end: (place + BLOCK as u64).saturating_add(size),
            };
            let entry = match names::check(&raw, place) {
                Err(entry) => entry,
                Ok(name) => match kind {
                    b'1' | b'2' => names::link(name, place),
                    _ if told.sparse || kind == b'S' => {
                        let reason = "a file with holes; unpack the archive first";
                        Entry::Rejected(name, Flaw::new(place, "unsupported-method", reason))
                    }
                    0 | b'0' | b'7' => {
                        Entry::Member(Member { name, bytes: size, content: Box::new(content) })
                    }
                    _ => names::special(name, place),
                },
            };
            if !each(entry) {
                return Ok(());
            }
        }
        front.borrow_mut().skip_to(end).map_err(|e| broken(&e))?;
    }
}

/// Where the block behind so many bytes begins.
fn padded(place: u64, size: u64) -> u64 {
    place.saturating_add(size.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX))
}

/// A text up to its zero byte; bytes that are not UTF-8 are replaced.
fn text_of(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

fn name_of(block: &[u8]) -> String {
    let name = text_of(&block[..100]);
    let prefix = text_of(&block[345..500]);
    // GNU's own form (`ustar  `) keeps other things there.
    let posix = block[257..263] == *b"ustar\0";
    if posix && !prefix.is_empty() { format!("{prefix}/{name}") } else { name }
}

/// Reads pax records, `LENGTH KEY=VALUE\n` each.
fn pax(mut text: &[u8], extra: &mut Extra) {
    while let Some(space) = text.iter().position(|byte| *byte == b' ') {
        let length = std::str::from_utf8(&text[..space]).ok().and_then(|n| n.parse().ok());
        let Some(record) = length.and_then(|length: usize| text.get(space + 1..length)) else {
            return;
        };
        text = &text[space + 1 + record.len()..];
        let record = String::from_utf8_lossy(record);
        let Some((key, value)) = record.trim_end_matches('\n').split_once('=') else { continue };
        match key {
            "path" => extra.name = Some(value.to_owned()),
            "size" => extra.size = value.parse().ok(),
            key if key.starts_with("GNU.sparse.") => extra.sparse = true,
            _ => {}
        }
    }
}
