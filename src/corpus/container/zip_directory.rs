//! The directory at the end of a zip archive (APPNOTE 6.3.10 §4.3.12 to §4.3.16, §4.5.3).
//!
//! Takes an archive that can be read from any place; gives its members in the directory's order. The
//! directory is the authority: what it does not name is not there.

use std::io::{self, Read, Seek, SeekFrom};

/// The longest directory, in bytes: about 700,000 members.
const LONGEST: u64 = 64 << 20;
/// The end record with the longest comment.
const END: u64 = 22 + 65_535;

/// What can be read from any place.
pub trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

/// A member, as its header or the directory tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its name with `/`.
    pub name: String,
    /// Where its local header stands.
    pub header: u64,
    /// How its bytes are packed.
    pub method: u16,
    /// Bit 0: encrypted.
    pub encrypted: bool,
    /// Packed bytes.
    pub packed: u64,
    /// Bytes, and their checksum; `None` where only what follows the data tells.
    pub facts: Option<(u64, u32)>,
    /// Mode of Unix, or 0.
    pub mode: u32,
    /// It shares bytes with a member before it.
    pub overlaps: bool,
}

/// Reads a number of 16 bits, the low byte first.
pub fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// Reads a number of 32 bits, the low byte first.
pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// Reads so many bytes from a place on.
pub fn piece(source: &mut dyn Source, place: u64, bytes: usize) -> io::Result<Vec<u8>> {
    source.seek(SeekFrom::Start(place))?;
    let mut piece = Vec::new();
    source.take(bytes as u64).read_to_end(&mut piece)?;
    match piece.len() < bytes {
        true => Err(io::ErrorKind::UnexpectedEof.into()),
        false => Ok(piece),
    }
}

/// Finds the directory and reads it. `None` where there is none that can be read whole.
pub fn read(source: &mut dyn Source) -> io::Result<Option<Vec<Listed>>> {
    let size = source.seek(SeekFrom::End(0))?;
    let tail_len = size.min(END + 20);
    let tail_at = size - tail_len;
    let tail = piece(source, tail_at, tail_len as usize)?;
    let Some(end) = (0..tail.len().saturating_sub(21)).rev().find(|&at| {
        tail[at..].starts_with(b"PK\x05\x06")
            && at + 22 + usize::from(u16_at(&tail, at + 20)) <= tail.len()
    }) else {
        return Ok(None);
    };
    let mut count = u64::from(u16_at(&tail, end + 10));
    let mut length = u64::from(u32_at(&tail, end + 12));
    let mut stated = u64::from(u32_at(&tail, end + 16));
    let mut behind = tail_at + end as u64;
    if end >= 20 && tail[end - 20..].starts_with(b"PK\x06\x07") {
        let place = u64_at(&tail, end - 12);
        let Ok(record) = piece(source, place, 56) else { return Ok(None) };
        if !record.starts_with(b"PK\x06\x06") {
            return Ok(None);
        }
        (count, length, stated) = (u64_at(&record, 32), u64_at(&record, 40), u64_at(&record, 48));
        behind = place;
    }
    if length > LONGEST || length > behind {
        return Ok(None);
    }
    // What stands before an archive, such as a program that unpacks it, moves all places.
    let begin = behind - length;
    let moved = begin.wrapping_sub(stated);
    let bytes = piece(source, begin, length as usize)?;
    Ok(listed(&bytes, count, moved).map(|mut all| {
        mark_overlaps(&mut all);
        all
    }))
}

fn listed(bytes: &[u8], count: u64, moved: u64) -> Option<Vec<Listed>> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let entry = &bytes[at..];
        if entry.len() < 46 || !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        let lengths = [28, 30, 32].map(|place| usize::from(u16_at(entry, place)));
        let whole = 46 + lengths.iter().sum::<usize>();
        let entry = entry.get(..whole)?;
        let (name, rest) = entry[46..].split_at(lengths[0]);
        let unix = matches!(entry[5], 3 | 19);
        let mut member = Listed {
            name: decode_name(name, u16_at(entry, 8)),
            header: u64::from(u32_at(entry, 42)),
            method: u16_at(entry, 10),
            encrypted: u16_at(entry, 8) & 0x41 != 0,
            packed: u64::from(u32_at(entry, 20)),
            facts: None,
            mode: if unix { u32_at(entry, 38) >> 16 } else { 0 },
            overlaps: false,
        };
        let mut bytes = u64::from(u32_at(entry, 24));
        let extra = &rest[..lengths[1]];
        wide(extra, [&mut bytes, &mut member.packed, &mut member.header]);
        member.header = member.header.wrapping_add(moved);
        member.facts = Some((bytes, u32_at(entry, 16)));
        all.push(member);
        at += whole;
    }
    // The count has 16 bits where there is no zip64 record.
    (all.len() as u64 & 0xffff == count & 0xffff).then_some(all)
}

/// Puts the 64-bit values of the extra field in place of those that are all ones.
pub fn wide(mut extra: &[u8], values: [&mut u64; 3]) {
    while extra.len() >= 4 {
        let (kind, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(mut field) = extra.get(4..4 + length) else { return };
        if kind == 1 {
            for value in values {
                if *value == 0xffff_ffff && field.len() >= 8 {
                    *value = u64_at(field, 0);
                    field = &field[8..];
                }
            }
            return;
        }
        extra = &extra[4 + length..];
    }
}

/// Marks each member whose bytes are those of one before it as well: the trick of bombs that unpack
/// one block many times over.
fn mark_overlaps(all: &mut [Listed]) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&at| (all[at].header, at));
    let mut free = 0;
    for at in order {
        let member = &mut all[at];
        member.overlaps = member.header < free;
        let bytes = (30 + member.name.len() as u64).saturating_add(member.packed);
        // A name in another encoding may be longer here than there.
        let sure = if member.name.is_ascii() { bytes } else { member.packed.saturating_add(30) };
        free = free.max(member.header.saturating_add(sure));
    }
}

/// A name in UTF-8, or in the encoding of the IBM PC (APPNOTE appendix D). Some programs write `\`.
pub fn decode_name(bytes: &[u8], flags: u16) -> String {
    let name = match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) if flags & 0x800 != 0 => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => {
            let high: Vec<char> = CP437.chars().collect();
            let decoded = bytes.iter().map(|byte| match byte {
                0..0x80 => char::from(*byte),
                byte => high[usize::from(byte - 0x80)],
            });
            decoded.collect()
        }
    };
    if name.contains('/') { name } else { name.replace('\\', "/") }
}

/// The upper half of code page 437.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
