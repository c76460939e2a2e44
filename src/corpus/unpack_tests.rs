use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const BOUNDS: Expansion = Expansion { ratio: 100, bytes: 4 << 30 };

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A Zstandard frame with one raw block per piece (RFC 8878 §3.1.1), enough to test framing.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut frame = b"\x28\xb5\x2f\xfd\x00\x30".to_vec();
    let pieces: Vec<&[u8]> = bytes.chunks(60_000).collect();
    for (number, piece) in pieces.iter().enumerate() {
        let last = u32::from(number + 1 == pieces.len());
        let header = last | ((piece.len() as u32) << 3);
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.extend_from_slice(piece);
    }
    frame
}

fn all(packed: Vec<u8>) -> (Vec<u8>, Option<Fault>) {
    let size = packed.len() as u64;
    let mut unpacked = match unpack(Cursor::new(packed), size, &Budget::new(size, BOUNDS), 0) {
        Ok(unpacked) => unpacked,
        Err(error) => return (Vec::new(), Some(fault(&error))),
    };
    let mut bytes = unpacked.head;
    let outcome = unpacked.rest.read_to_end(&mut bytes);
    (bytes, outcome.err().map(|error| fault(&error)))
}

/// Text that hardly compresses.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b'a' + (state >> 24) as u8 % 26
    };
    (0..len).map(|_| next()).collect()
}

#[test]
fn plain_packed_and_nested_files_give_the_same_bytes() {
    let text = noise(700_000);
    let twice = gz(&gz(&text));
    let mixed = zstd(&gz(&text));
    let mut members = gz(&text[..100]);
    members.extend(gz(&text[100..]));
    let mut frames = zstd(&text[..70_000]);
    frames.extend(b"\x5a\x2a\x4d\x18\x03\0\0\0abc");
    frames.extend(zstd(&text[70_000..]));
    for packed in [text.clone(), gz(&text), zstd(&text), twice, mixed, members, frames] {
        let (bytes, fault) = all(packed);
        assert!(bytes == text);
        assert_eq!(fault, None);
    }
    assert_eq!(all(gz(&gz(&gz(&gz(&text))))).1, Some(Fault::Nesting));
}

#[test]
fn a_bomb_is_stopped_at_its_bound() {
    let bomb = gz(&vec![b' '; 64 << 20]);
    let allowed = (bomb.len() * 100) as u64;
    let (bytes, fault) = all(bomb);
    assert_eq!(fault, Some(Fault::Expansion { limit: allowed, ratio: 100 }));
    assert!(bytes.len() as u64 <= allowed);
    let page = vec![b' '; 100_000];
    assert_eq!(all(gz(&page)), (page, None));
}

#[test]
fn what_stood_before_a_cut_is_kept() {
    let text = noise(700_000);
    for mut packed in [gz(&text), zstd(&text)] {
        packed.truncate(packed.len() / 2);
        let (bytes, fault) = all(packed);
        assert_eq!(fault, Some(Fault::Truncated));
        assert!(bytes.len() > 200_000 && text.starts_with(&bytes));
    }
    let mut damaged = gz(&text);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 40].fill(0xff);
    assert!(matches!(all(damaged).1, Some(Fault::Damaged(_))));
    let mut trailing = gz(&text);
    trailing.extend(b"garbage behind the end");
    let (bytes, fault) = all(trailing);
    assert!(bytes == text && matches!(fault, Some(Fault::Damaged(_))));
}

/// Three times `ferry ` and three hundred times `a`, packed by bzip2 1.0.8.
const FERRY: &[u8] = b"\
    \x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\xc2\x33\x40\x43\x00\x00\x08\x91\x80\xc0\
    \x20\x23\x00\x10\x20\x00\x08\x20\x00\x31\x0c\x08\x1b\x50\x64\x43\x12\xec\xb2\x16\
    \x9c\x39\x0f\xc5\xdc\x91\x4e\x14\x24\x30\x8c\xd0\x10\xc0";

#[test]
fn bzip2_is_told_by_more_than_its_letters() {
    assert!(begins_bzip2(FERRY) && begins_bzip2(b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0"));
    assert!(!begins_bzip2(b"BZh is a rapper") && !begins_bzip2(b"BZh9"));
}

#[test]
fn a_bent_or_cut_bzip2_is_never_taken_for_whole() {
    let all = |packed: &[u8]| {
        let budget = Budget::new(1 << 20, Expansion { ratio: 100, bytes: 1 << 30 });
        let unpacked = unpack(Cursor::new(packed.to_vec()), packed.len() as u64, &budget, 0)?;
        let mut bytes = unpacked.head;
        let mut rest = unpacked.rest;
        rest.read_to_end(&mut bytes).map(|_| bytes)
    };
    let text = ["ferry ".repeat(3), "a".repeat(300)].concat().into_bytes();
    assert_eq!(all(FERRY).unwrap(), text);
    assert_eq!(all(&FERRY.repeat(3)).unwrap(), text.repeat(3));
    for end in 10..FERRY.len() {
        assert!(all(&FERRY[..end]).is_err(), "{end}");
    }
    for bit in 80..FERRY.len() * 8 {
        let mut bent = FERRY.to_vec();
        bent[bit / 8] ^= 1 << (bit % 8);
        // A bit may mean nothing: a code that no symbol uses, what fills the last byte.
        assert!(all(&bent).map_or(true, |found| found == text), "{bit}");
    }
}
