//! The side file of texts in its written form.

use tantivy::{DocAddress, DocId};

use crate::local::texts::{MAGIC, RANKED};

/// Lays out the side file. `segments` are ids and numbers of documents in the order in which addresses
/// count them; `groups` hold the addresses of each text in the order of ids.
pub fn layout(segments: &[([u8; 16], u32)], groups: &[Vec<DocAddress>]) -> Vec<u8> {
    let mut in_segment: Vec<Vec<(DocId, u32)>> = vec![Vec::new(); segments.len()];
    for (number, group) in groups.iter().enumerate() {
        for address in group {
            in_segment[address.segment_ord as usize].push((address.doc_id, number as u32));
        }
    }
    let members: usize = groups.iter().map(Vec::len).sum();
    let mut out = Vec::with_capacity(64 + 16 * members);
    let mut put = |bytes: &[u8]| out.extend_from_slice(bytes);
    put(MAGIC);
    for number in [segments.len(), groups.len(), members, 0] {
        put(&(number as u32).to_le_bytes());
    }
    for ((id, docs), members) in segments.iter().zip(&in_segment) {
        put(id);
        put(&docs.to_le_bytes());
        put(&(members.len() as u32).to_le_bytes());
    }
    for ((_, docs), members) in segments.iter().zip(&mut in_segment) {
        members.sort_unstable();
        let mut bits = vec![0_u64; docs.div_ceil(64) as usize];
        for (doc, _) in members.iter() {
            bits[(doc / 64) as usize] |= 1 << (doc % 64);
        }
        bits.iter().for_each(|word| put(&word.to_le_bytes()));
        let mut before = 0;
        for block in bits.chunks((RANKED / 64) as usize) {
            put(&u32::to_le_bytes(before));
            before += block.iter().map(|word| word.count_ones()).sum::<u32>();
        }
        members.iter().for_each(|(_, group)| put(&group.to_le_bytes()));
    }
    let mut start = 0_u32;
    for group in groups {
        put(&start.to_le_bytes());
        start += group.len() as u32;
    }
    put(&start.to_le_bytes());
    for address in groups.iter().flatten() {
        put(&address.segment_ord.to_le_bytes());
        put(&address.doc_id.to_le_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::texts::Texts;
    use proptest::prelude::*;
    use tantivy::directory::OwnedBytes;

    fn segments() -> [([u8; 16], u32); 3] {
        [([1; 16], 1500), ([2; 16], 1), ([3; 16], 64)]
    }

    proptest! {
        #[test]
        fn what_is_written_is_found(
            docs in prop::collection::btree_set((0..3_u32, 0..1500_u32), 0..300),
            sizes in prop::collection::vec(2..6_usize, 1..60),
            turned in any::<bool>(),
        ) {
            let mut docs: Vec<DocAddress> = docs
                .into_iter()
                .map(|(segment, doc)| DocAddress::new(segment, doc % segments()[segment as usize].1))
                .collect();
            docs.sort_unstable();
            docs.dedup();
            let mut groups = Vec::new();
            for size in sizes {
                let step = docs.len() / size;
                if step > 0 {
                    let group: Vec<DocAddress> = (0..size).map(|n| docs[n * step]).collect();
                    docs.retain(|doc| !group.contains(doc));
                    groups.push(group);
                }
            }
            let bytes = layout(&segments(), &groups);
            let mut index = segments().to_vec();
            if turned {
                index.reverse();
            }
            // The searcher may number its segments otherwise.
            let number = |segment: u32| if turned { 2 - segment } else { segment };
            let texts = Texts::read(OwnedBytes::new(bytes.clone()), &index).unwrap();
            prop_assert_eq!(texts.groups() as usize, groups.len());
            let mut copied = 0;
            for segment in 0..3 {
                for doc in 0..segments()[segment as usize].1 + 2 {
                    let group = texts.group(number(segment), doc);
                    let address = DocAddress::new(segment, doc);
                    let expected = groups.iter().position(|group| group.contains(&address));
                    prop_assert_eq!(group, expected.map(|n| n as u32));
                    copied += usize::from(group.is_some());
                }
            }
            prop_assert_eq!(copied, groups.iter().map(Vec::len).sum::<usize>());
            for (n, group) in groups.iter().enumerate() {
                let members: Vec<DocAddress> = texts.members(n as u32).collect();
                let expected: Vec<DocAddress> = group
                    .iter()
                    .map(|doc| DocAddress::new(number(doc.segment_ord), doc.doc_id))
                    .collect();
                prop_assert_eq!(members, expected);
            }
            // Any other length is told, and no flipped byte makes it panic.
            prop_assert!(Texts::read(OwnedBytes::new(bytes[..bytes.len() - 1].to_vec()), &index).is_none());
        }

        #[test]
        fn a_damaged_file_is_refused_or_harmless(at in 0..400_usize, bit in 0..8_u32) {
            let group = |from: u32| (0..3).map(|n| DocAddress::new(0, from + n * 70)).collect();
            let mut bytes = layout(&segments(), &[group(1), group(2), group(400)]);
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Some(texts) = Texts::read(OwnedBytes::new(bytes), &segments()) {
                for doc in 0..1500 {
                    if let Some(group) = texts.group(0, doc) {
                        prop_assert!(texts.members(group).count() <= 9);
                    }
                }
            }
        }
    }
}
