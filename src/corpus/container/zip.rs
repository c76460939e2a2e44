//! zip: members by the directory at the end, or by their own headers where there is none.
//!
//! Packed as is, or by Deflate, bzip2, Zstandard or xz. Sizes and checksums are compared. All that
//! comes out of one archive is counted together, so that no arrangement of its members unpacks
//! further than the bound.

use std::cell::RefCell;
use std::io::{self, BufReader, Read, SeekFrom};
use std::rc::Rc;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::corpus::container::zip_directory::{self, Listed, Source, piece, u16_at};
use crate::corpus::container::{Entry, Member, TakeEntry, names, zip_scan};
use crate::corpus::format::reader::Flaw;
use crate::corpus::unpack::{Budget, Decoder, Fault, decoded, decoder_of, fault};

type Shared = Rc<RefCell<Box<dyn Source>>>;

/// Hands on the members of a zip archive that stands inside of `layers` others, until `each` returns
/// `false`. An error tells where reading ended; what stood before it has been handed on.
pub fn read(
    source: Box<dyn Source>,
    budget: &Budget,
    layers: usize,
    each: &mut TakeEntry<'_>,
) -> Result<(), Flaw> {
    let source: Shared = Rc::new(RefCell::new(source));
    let broken = |at: u64, error: &io::Error| {
        let fault = fault(error);
        Flaw::new(at, fault.code(), format!("the rest of the archive: {fault}"))
    };
    let directory = zip_directory::read(&mut **source.borrow_mut()).map_err(|e| broken(0, &e))?;
    if let Some(members) = directory {
        for member in members {
            if !take(&source, member, budget, layers, each) {
                return Ok(());
            }
        }
        return Ok(());
    }
    let mut place = 0;
    loop {
        let found = zip_scan::next(&mut **source.borrow_mut(), place);
        let Some(member) = found.map_err(|e| broken(place, &e))? else { break };
        // Past the header at least, so that the search goes on.
        place = member.header.saturating_add(30).saturating_add(member.packed);
        if !take(&source, member, budget, layers, each) {
            return Ok(());
        }
    }
    let reason = "the archive has no whole directory at its end: it is cut or damaged; what could \
                  be found without it was read";
    Err(Flaw::new(place, "truncated", reason))
}

/// Hands on one member; folders are passed over.
fn take(
    source: &Shared,
    member: Listed,
    budget: &Budget,
    layers: usize,
    each: &mut TakeEntry<'_>,
) -> bool {
    let place = member.header;
    // The file type of a Unix mode (`sys/stat.h`): a folder, a link, a regular file or none stated.
    let kind = member.mode & 0o170_000;
    if member.name.ends_with('/') || kind == 0o040_000 {
        return true;
    }
    let name = match names::check(&member.name, place) {
        Ok(name) => name,
        Err(entry) => return each(entry),
    };
    each(match kind {
        0o120_000 => names::link(name, place),
        0 | 0o100_000 => match content(source, &member, budget, layers) {
            Ok(content) => {
                let bytes = member.facts.map_or(0, |(bytes, _)| bytes);
                Entry::Member(Member { name, bytes, content })
            }
            Err(flaw) => Entry::Rejected(name, flaw),
        },
        _ => names::special(name, place),
    })
}

/// The unpacked bytes of a member.
fn content(
    source: &Shared,
    member: &Listed,
    budget: &Budget,
    layers: usize,
) -> Result<Box<dyn Read>, Flaw> {
    let refuse = |code, reason: String| Flaw::new(member.header, code, reason);
    if member.encrypted {
        let reason = "the member is encrypted; unpack the archive with its password first";
        return Err(refuse("encrypted", reason.to_owned()));
    }
    if member.overlaps {
        let reason = "the member's bytes are those of another member as well";
        return Err(refuse("damaged", reason.to_owned()));
    }
    let decoder: Decoder = match member.method {
        0 => |source| Box::new(source),
        8 => |source| Box::new(DeflateDecoder::new(source)),
        12 => decoder_of(b"BZh91AY&SY").ok_or_else(|| refuse("damaged", String::new()))?,
        93 => decoder_of(b"\x28\xb5\x2f\xfd").ok_or_else(|| refuse("damaged", String::new()))?,
        95 => decoder_of(b"\xfd7zXZ\0").ok_or_else(|| refuse("damaged", String::new()))?,
        other => {
            let reason = format!("packed by method {other}, which is not read; unpack it first");
            return Err(refuse("unsupported-method", reason));
        }
    };
    let head = piece(&mut **source.borrow_mut(), member.header, 30);
    let Some(head) = head.ok().filter(|head| head.starts_with(b"PK\x03\x04")) else {
        let reason = "the directory names it, but no member stands there";
        return Err(refuse("damaged", reason.to_owned()));
    };
    let names = u64::from(u16_at(&head, 26)) + u64::from(u16_at(&head, 28));
    let start = member.header + 30 + names;
    let segment =
        Segment { source: Rc::clone(source), at: start, end: start.saturating_add(member.packed) };
    let inner = decoded(BufReader::new(segment), decoder, budget, layers);
    Ok(Box::new(Checked { inner, facts: member.facts, crc: Crc::new() }))
}

/// Some bytes of the archive.
struct Segment {
    source: Shared,
    at: u64,
    end: u64,
}

impl Read for Segment {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.end.saturating_sub(self.at).min(buffer.len() as u64) as usize;
        if most == 0 {
            return Ok(0);
        }
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(self.at))?;
        let read = source.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(Fault::Truncated.into());
        }
        self.at += read as u64;
        Ok(read)
    }
}

/// Compares size and checksum at the end.
struct Checked {
    inner: Box<dyn Read>,
    facts: Option<(u64, u32)>,
    crc: Crc,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(&buffer[..read]);
        if read == 0
            && !buffer.is_empty()
            && let Some((bytes, crc)) = self.facts
            && (u64::from(self.crc.amount()) != bytes & 0xffff_ffff || self.crc.sum() != crc)
        {
            let why = "its size or checksum differs from what the archive states";
            return Err(Fault::Damaged(why.to_owned()).into());
        }
        Ok(read)
    }
}
