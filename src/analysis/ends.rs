//! A quick hash of short words: of their length and their ends.
//!
//! For small tables that tell nearly every word apart at one look. A corpus may be written to make
//! words collide, so nothing may depend on more than a bounded number of words that share a place.

/// Hashes length, first four and last four bytes of a word. The high bits are the good ones.
#[inline]
pub fn ends(word: &[u8]) -> u64 {
    let ends = match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        (Some(head), Some(tail)) => {
            u64::from(u32::from_le_bytes(*head)) << 32 | u64::from(u32::from_le_bytes(*tail))
        }
        _ => word.iter().fold(0, |ends, byte| ends << 8 | u64::from(*byte)),
    };
    // 2⁶⁴ over the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
    (ends ^ (word.len() as u64) << 24).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
