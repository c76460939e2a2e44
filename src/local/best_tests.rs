use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::article::ArticleId;

/// Candidates of two segments, each newest first, with few scores and dates so that ties are common.
fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0..4_u8, prop::option::of(0..5_i64), prop::option::of(0..6_u32), 0..2_u32);
    prop::collection::vec(one, 0..40).prop_map(|all| {
        let mut segments = [Vec::new(), Vec::new()];
        for (n, (score, date, group, segment)) in all.into_iter().enumerate() {
            let id_key = (n as u64 * 0x9E37_79B9) % 97 * 100 + n as u64;
            let score = f32::from(score);
            segments[segment as usize].push(Candidate {
                score,
                date,
                id_key,
                segment,
                doc: 0,
                group,
            });
        }
        for segment in &mut segments {
            segment.sort_by_key(|c| std::cmp::Reverse(c.date));
            segment.iter_mut().enumerate().for_each(|(doc, c)| c.doc = doc as u32);
        }
        segments.concat()
    })
}

/// The whole list by the rules as they are written, all candidates at hand.
fn listed(all: &[Candidate], by: By) -> Vec<Candidate> {
    let mut texts: HashMap<(Option<u32>, u64), Vec<Candidate>> = HashMap::new();
    for candidate in all {
        let own = if candidate.group.is_some() { 0 } else { candidate.id_key };
        texts.entry((candidate.group, own)).or_default().push(*candidate);
    }
    let mut hits: Vec<(Candidate, Candidate)> = texts
        .into_values()
        .map(|copies| {
            let first = copies.iter().max_by(|a, b| by.compare(a, b)).unwrap();
            let best = copies.iter().map(|c| c.score).fold(f32::MIN, f32::max);
            let shown = copies
                .iter()
                .filter(|c| c.score == best)
                .min_by_key(|c| (c.date.is_none(), c.date, c.id_key))
                .unwrap();
            (*first, if by == By::Score { *shown } else { *first })
        })
        .collect();
    hits.sort_by(|a, b| by.compare(&b.0, &a.0));
    hits.into_iter().map(|hit| hit.1).collect()
}

/// Offers what a search would: nothing that the bar forbids, when `pruned`.
fn offer<K: Keep>(all: &[Candidate], keep: &mut K, pruned: bool) {
    for candidate in all {
        let below = |bar: &Candidate| keep.by() == By::Score && candidate.score < bar.score;
        if !(pruned && keep.bar().is_some_and(below)) {
            keep.offer(*candidate);
        }
    }
}

proptest! {
    #[test]
    fn the_best_are_those_of_the_whole_list(
        all in candidates(),
        k in 1..8_usize,
        by in prop::sample::select(vec![By::Score, By::Newest, By::Oldest]),
        pruned in any::<bool>(),
    ) {
        let mut best = Best::new(k, by, None);
        offer(&all, &mut best, pruned);
        let expected: Vec<Candidate> = listed(&all, by).into_iter().take(k).collect();
        prop_assert_eq!(best.into_sorted(), expected);
    }

    #[test]
    fn pages_behind_a_hit_show_each_text_once(
        all in candidates(),
        k in 1..5_usize,
        by in prop::sample::select(vec![By::Score, By::Newest, By::Oldest]),
    ) {
        let expected = listed(&all, by);
        let mut shown: Vec<Candidate> = Vec::new();
        loop {
            let before = shown.last().map(|last| {
                let mut id = [0; 16];
                id[..8].copy_from_slice(&last.id_key.to_be_bytes());
                let after = After { score: last.score, date: last.date, id: ArticleId(id) };
                let mut before = Before::new(by, Candidate::of_after(&after, last.group));
                offer(&all, &mut before, true);
                before
            });
            let mut best = Best::new(k, by, before);
            offer(&all, &mut best, true);
            let page = best.into_sorted();
            if page.is_empty() {
                break;
            }
            shown.extend(page);
            prop_assert!(shown.len() <= expected.len());
        }
        prop_assert_eq!(shown, expected);
    }
}
