use super::*;

/// Three times `ferry ` and three hundred times `a`, packed by bzip2 1.0.8.
const FERRY: &[u8] = b"\
    \x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\xc2\x33\x40\x43\x00\x00\x08\x91\x80\xc0\
   \x20\x23\x00\x10\x20\x00\x08\x20\x00\x31\x0c\x08\x1b\x50\x64\x43\x12\xec\xb2\x16\
   \x9c\x39\x0f\xc5\xdc\x91\x4e\x14\x24\x30\x8c\xd0\x10\xc0";

fn all(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Bzip2::new(packed).read_to_end(&mut bytes).map(|_| bytes)
}

#[test]
fn runs_and_streams_are_unpacked() {
    let text = ["ferry ".repeat(3), "a".repeat(300)].concat().into_bytes();
    assert!(begins(FERRY) && !begins(b"BZh is a rapper") && !begins(b"BZh9"));
    assert_eq!(all(FERRY).unwrap(), text);
    assert_eq!(all(&FERRY.repeat(3)).unwrap(), text.repeat(3));
    let empty = b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0";
    assert!(begins(empty) && all(empty).unwrap().is_empty());
}

#[test]
fn no_cut_and_no_flip_is_taken_for_whole() {
    for end in 1..FERRY.len() {
        assert!(all(&FERRY[..end]).is_err(), "{end}");
    }
    let text = all(FERRY).unwrap();
    for bit in 32..FERRY.len() * 8 {
        let mut bent = FERRY.to_vec();
        bent[bit / 8] ^= 1 << (bit % 8);
        // A bit may mean nothing: a code that no symbol uses, what fills the last byte.
        assert!(all(&bent).map_or(true, |found| found == text), "{bit}");
    }
}
