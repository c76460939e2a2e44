//! Groups of whole corpora: against plain sets, in any order.

use std::collections::{BTreeSet, HashSet};
use std::convert::Infallible;

use proptest::prelude::*;

use super::*;
use crate::analysis::{Analyzer, StemPlan};

/// A small world of texts: sentences of made-up words, put together and edited.
#[derive(Debug, Clone)]
struct Text {
    headline: String,
    words: Vec<String>,
}

impl Text {
    fn sketch(&self) -> Sketch {
        let mut sketcher = Sketcher::default();
        let body = self.words.join(" ");
        Analyzer::new().text(&body, StemPlan::NONE, &mut |token| sketcher.token(token));
        sketcher.finish(Some(&self.headline))
    }

    /// The same, by plain sets of plain texts.
    fn is_pair(&self, other: &Text) -> bool {
        if self.words == other.words && !self.words.is_empty() {
            return self.words.len() >= FEWEST_UNITS || self.headline == other.headline;
        }
        let set = |text: &Text| -> HashSet<String> {
            text.words.windows(SHINGLE).map(|words| words.join(" ")).collect()
        };
        let (a, b) = (set(self), set(other));
        let long = self.words.len().min(other.words.len()) >= FEWEST_UNITS;
        long && a.intersection(&b).count() * 5 >= a.union(&b).count() * 4
    }
}

fn texts() -> impl Strategy<Value = Vec<Text>> {
    let original = prop_oneof![Just(4_usize), 20..40_usize, 60..150_usize];
    let originals = prop::collection::vec((original, 0..3_u32), 1..6);
    // Copies: of which original, which words change, how many are cut.
    let edits = prop::collection::vec(0..150_usize, 0..4);
    let copies = prop::collection::vec((0..6_usize, edits, 0..3_usize, 0..3_u32), 0..12);
    (originals, copies).prop_map(|(originals, copies)| {
        let headline = |n: u32| format!("Headline {n}");
        let mut texts: Vec<Text> = originals
            .iter()
            .enumerate()
            .map(|(text, (length, title))| Text {
                headline: headline(*title),
                words: (0..*length).map(|word| format!("w{text}x{word}")).collect(),
            })
            .collect();
        for (of, edits, cut, title) in copies {
            let mut words = texts[of % originals.len()].words.clone();
            for (number, at) in edits.iter().enumerate() {
                if let Some(word) = words.get_mut(*at) {
                    *word = format!("edit{number}at{at}");
                }
            }
            words.truncate(words.len().saturating_sub(cut));
            texts.push(Text { headline: headline(title), words });
        }
        texts
    })
}

/// Groups by our way; members as numbers of `texts`.
fn grouped(texts: &[Text], order: &[usize]) -> BTreeSet<BTreeSet<usize>> {
    let sketches: Vec<Sketch> = order.iter().map(|n| texts[*n].sketch()).collect();
    let mut read = |n: u32| {
        let body = texts[order[n as usize]].words.join(" ");
        Ok::<_, Infallible>(of_body(&mut Analyzer::new(), &body))
    };
    let Ok(groups) = groups(&sketches, &mut Compared::default(), &mut read);
    let named = groups.iter().map(|group| group.iter().map(|n| order[*n as usize]).collect());
    named.collect()
}

/// Groups by comparing each with each.
fn brute(texts: &[Text]) -> BTreeSet<BTreeSet<usize>> {
    let mut sets = sets::Sets::new(texts.len());
    for a in 0..texts.len() {
        for b in a + 1..texts.len() {
            if texts[a].is_pair(&texts[b]) {
                sets.join(a as u32, b as u32);
            }
        }
    }
    sets.into_groups()
        .into_iter()
        .map(|group| group.into_iter().map(|n| n as usize).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn groups_are_those_of_plain_sets_in_any_order(
        (texts, order) in texts().prop_flat_map(|texts| {
            let order: Vec<usize> = (0..texts.len()).collect();
            (Just(texts), Just(order).prop_shuffle())
        })
    ) {
        let straight: Vec<usize> = (0..texts.len()).collect();
        let ours = grouped(&texts, &straight);
        prop_assert_eq!(&ours, &grouped(&texts, &order));
        prop_assert_eq!(&ours, &brute(&texts));
    }
}

/// Notices from one form, each pair less alike than copies are.
fn notices(number: usize) -> Vec<Text> {
    (0..number)
        .map(|n| Text {
            headline: "Notice".into(),
            words: (0..90)
                .map(|w| if w % 26 == 3 { format!("own{n}at{w}") } else { format!("form{w}") })
                .collect(),
        })
        .collect()
}

#[test]
fn copies_are_found_in_a_crowd_made_from_one_form() {
    let mut texts = notices(3000);
    for n in (0..3000).step_by(100) {
        let mut copy = texts[n].clone();
        copy.words.truncate(84 + n % 5);
        texts.push(copy);
    }
    let order: Vec<usize> = (0..texts.len()).collect();
    let groups = grouped(&texts, &order);
    let expected = (0..30).map(|n| BTreeSet::from([n * 100, 3000 + n]));
    assert_eq!(groups, expected.collect());
}

#[test]
fn forms_filled_in_differently_end_in_time() {
    let texts = notices(2000);
    assert!(!texts[0].is_pair(&texts[1]));
    let sketches: Vec<Sketch> = texts.iter().map(Text::sketch).collect();
    let mut analyzer = Analyzer::new();
    let mut read = 0_usize;
    let Ok(groups) = groups(&sketches, &mut Compared::default(), &mut |n| {
        read += 1;
        let body = texts[n as usize].words.join(" ");
        Ok::<_, Infallible>(of_body(&mut analyzer, &body))
    });
    assert_eq!(groups, Vec::<Vec<u32>>::new());
    assert_eq!(read, 2000, "each body is read once");
}
