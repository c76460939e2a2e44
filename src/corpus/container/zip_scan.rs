//! The members of a zip archive whose directory is lost, by their own headers, front to back.
//!
//! Used where an archive was cut or its directory is damaged. A member whose size stands only behind
//! its data ends where the next signature stands.

use std::io::{self, SeekFrom};

use crate::corpus::container::zip_directory::{
    Listed, Source, decode_name, piece, u16_at, u32_at, wide,
};

/// Finds the member whose header stands at `place` or behind it. `None` where none does.
pub fn next(source: &mut dyn Source, place: u64) -> io::Result<Option<Listed>> {
    let Some(header) = find(source, place, &[b"PK\x03\x04"])? else { return Ok(None) };
    let Ok(head) = piece(source, header, 30) else { return Ok(None) };
    let (name_len, extra_len) = (usize::from(u16_at(&head, 26)), usize::from(u16_at(&head, 28)));
    let Ok(rest) = piece(source, header + 30, name_len + extra_len) else { return Ok(None) };
    let flags = u16_at(&head, 6);
    let mut bytes = u64::from(u32_at(&head, 22));
    let mut packed = u64::from(u32_at(&head, 18));
    wide(&rest[name_len..], [&mut bytes, &mut packed, &mut 0]);
    let data = header + 30 + rest.len() as u64;
    let mut facts = Some((bytes, u32_at(&head, 14)));
    if flags & 8 != 0 && packed == 0 {
        facts = None;
        let signatures: [&[u8; 4]; 3] = [b"PK\x07\x08", b"PK\x03\x04", b"PK\x01\x02"];
        let end = match find(source, data, &signatures)? {
            Some(end) => end,
            None => source.seek(SeekFrom::End(0))?,
        };
        packed = end.saturating_sub(data);
    }
    Ok(Some(Listed {
        name: decode_name(&rest[..name_len], flags),
        header,
        method: u16_at(&head, 8),
        encrypted: flags & 0x41 != 0,
        packed,
        facts,
        mode: 0,
        overlaps: false,
    }))
}

/// The first place from `place` on where one of the signatures stands.
fn find(source: &mut dyn Source, place: u64, signatures: &[&[u8; 4]]) -> io::Result<Option<u64>> {
    let mut window = Vec::new();
    let mut at = place;
    source.seek(SeekFrom::Start(place))?;
    // Mostly it stands right there: a file of nothing but headers must not be read 64 KiB a header.
    let mut part = vec![0; 64];
    loop {
        let read = source.read(&mut part)?;
        if read == 0 {
            return Ok(None);
        }
        window.extend_from_slice(&part[..read]);
        let found = window.windows(4).position(|four| signatures.iter().any(|s| four == &s[..]));
        if let Some(found) = found {
            return Ok(Some(at + found as u64));
        }
        let used = window.len().saturating_sub(3);
        at += used as u64;
        window.drain(..used);
        part.resize((part.len() * 4).min(64 * 1024), 0);
    }
}
