//! The side files of names in their written form.

use std::path::Path;

use tantivy::{Searcher, SegmentReader};

use crate::analysis::names::each_key;
use crate::engine::EngineError;
use crate::local::name_index::{ENDING, MAGIC, hash, word_of};
use crate::local::{faults, internal, schema as s, segment_files};

/// Entries of a bucket, about: what a look-up reads.
const PER_BUCKET: usize = 8;

/// Makes the side files of a sealed index, whose folder this is.
pub fn seal(folder: &Path, searcher: &Searcher) -> Result<(), EngineError> {
    segment_files::seal(folder, searcher, ENDING, of_segment)
}

/// Reads the dictionary of forms once and lays out its names.
fn of_segment(segment: &SegmentReader) -> Result<Vec<u8>, EngineError> {
    let index = segment.inverted_index(s::FORM)?;
    let terms = index.terms();
    let words = u32::try_from(terms.num_terms())
        .map_err(|_| internal("gathering names", "more words than can be numbered"))?;
    let mut entries = Vec::new();
    let mut stream = terms.stream().map_err(faults::reading)?;
    let mut number = 0;
    while let Some((term, _)) = stream.next() {
        if let Some(word) = word_of(term) {
            each_key(word, &mut |key| entries.push((hash(key), number)));
        }
        number += 1;
    }
    Ok(layout(entries, words))
}

/// Lays out entries, hashes with the numbers of words, for a dictionary of so many words.
pub fn layout(mut entries: Vec<(u32, u32)>, words: u32) -> Vec<u8> {
    let buckets = (entries.len() / PER_BUCKET).next_power_of_two();
    let mask = (buckets - 1) as u32;
    entries.iter_mut().for_each(|(hash, _)| *hash &= mask);
    entries.sort_unstable();
    // Two keys of one word may fall into one bucket.
    entries.dedup();
    let mut out = Vec::with_capacity(32 + 4 * (buckets + entries.len()));
    out.extend_from_slice(MAGIC);
    for number in [buckets as u32, entries.len() as u32, words, 0] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    let mut start = 0;
    for bucket in 0..=buckets {
        while start < entries.len() && (entries[start].0 as usize) < bucket {
            start += 1;
        }
        out.extend_from_slice(&(start as u32).to_le_bytes());
    }
    entries.iter().for_each(|(_, number)| out.extend_from_slice(&number.to_le_bytes()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::name_index::NameIndex;
    use proptest::prelude::*;
    use tantivy::directory::OwnedBytes;

    proptest! {
        #[test]
        fn every_word_is_a_candidate_for_its_keys(
            words in prop::collection::vec("[a-zšž]{2,9}|[а-яіў]{2,9}", 0..60)
        ) {
            let mut entries = Vec::new();
            for (word, number) in words.iter().zip(0..) {
                each_key(word, &mut |key| entries.push((hash(key), number)));
            }
            let bytes = layout(entries, words.len() as u32);
            prop_assert!(NameIndex::read(OwnedBytes::new(bytes.clone()), words.len() + 1).is_none());
            let cut = bytes[..bytes.len() - 1].to_vec();
            prop_assert!(NameIndex::read(OwnedBytes::new(cut), words.len()).is_none());
            let index = NameIndex::read(OwnedBytes::new(bytes), words.len()).unwrap();
            for (word, number) in words.iter().zip(0..) {
                each_key(word, &mut |key| assert!(index.candidates(key).any(|n| n == number)));
            }
        }
    }

    #[test]
    fn only_words_have_keys() {
        assert_eq!(word_of("putin".as_bytes()), Some("putin"));
        assert_eq!(word_of("\u{1}Lukašenko".as_bytes()), Some("Lukašenko"));
        for other in [s::TITLE.as_bytes(), s::CAPITALS.as_bytes(), "\u{1}für".as_bytes(), b"\xff"]
        {
            assert_eq!(word_of(other), None);
        }
    }
}
