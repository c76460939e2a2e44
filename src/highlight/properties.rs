//! Laws that hold for every text and every mark.

use std::ops::Range;

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::clusters::clusters;
use super::*;
use crate::analysis::{Analyzer, StemPlan};
use crate::article::Lang;

/// Bits of text that meet the edges of the rules.
const PIECES: [&str; 40] = [
    "bread",
    "Bread",
    "breads",
    "salt",
    "the",
    "U.S.",
    "COVID-19",
    "l’eau",
    "26.3",
    "хлеб",
    "хлебом",
    "Ёлка",
    "北京",
    "大学",
    "。",
    "東京タワー",
    "ที่นี่",
    "กรุงเทพ",
    "ក្រុង",
    "خبز",
    "e\u{301}",
    "\u{301}",
    "👩\u{200D}👧",
    "🇷🇺",
    "🇷",
    "\u{200D}",
    "\u{FE0F}",
    "\u{200B}",
    "&amp;",
    ".",
    "\"",
    "“",
    "」",
    "-",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\u{3000}",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    let spaced =
        (piece, any::<bool>()).prop_map(|(piece, space)| piece + if space { " " } else { "" });
    prop::collection::vec(spaced, 0..60).prop_map(|pieces| pieces.concat())
}

fn spellings() -> impl Strategy<Value = Spellings> {
    let words = || prop::collection::hash_set(prop::sample::select(PIECES.to_vec()), 0..3);
    (words(), words(), words()).prop_map(|(stems, forms, verbatim)| {
        let mut analyzer = Analyzer::new();
        let mut spelt = Spellings::default();
        for word in stems {
            analyzer.text(word, StemPlan::default(), &mut |token| {
                spelt.stems.extend(token.stem.map(str::to_owned));
            });
        }
        for word in forms {
            analyzer.text(word, StemPlan::NONE, &mut |token| {
                spelt.forms.insert(token.form.to_owned());
            });
        }
        spelt.verbatim = verbatim.into_iter().map(str::to_owned).collect();
        spelt
    })
}

fn mark() -> impl Strategy<Value = Mark> {
    let part = prop::sample::select(vec![
        MarkPart::Text,
        MarkPart::Text,
        MarkPart::Headline,
        MarkPart::Body,
        MarkPart::Lead,
        MarkPart::Elsewhere,
    ]);
    let row = (prop::collection::vec((0..4_u32, spellings()), 0..4), 0..6_u32, part)
        .prop_map(|(slots, slop, part)| Mark::Row { slots, slop, part });
    let leaf = prop_oneof![1 => Just(Mark::Silent), 1 => Just(Mark::Never), 8 => row];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let several = prop::collection::vec(inner, 0..4);
        prop_oneof![
            several.clone().prop_map(Mark::All),
            several.clone().prop_map(Mark::Any),
            (0..4_u32, several).prop_map(|(least, marks)| Mark::AtLeast(least, marks)),
        ]
    })
}

fn lang() -> impl Strategy<Value = Lang> {
    let codes = vec!["en", "ru", "zh", "th", "de", "nl", "tr", "ar", "sw", "und"];
    prop::sample::select(codes).prop_map(|code| Lang::parse(code).unwrap())
}

fn check_ranges(text: &str, ranges: &[Range<usize>]) -> Result<(), TestCaseError> {
    for range in ranges {
        prop_assert!(range.start < range.end, "{ranges:?}");
        prop_assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
    }
    prop_assert!(ranges.windows(2).all(|pair| pair[0].end < pair[1].start), "{ranges:?}");
    Ok(())
}

/// The words as a passage prints them.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #[test]
    fn ranges_are_sound(
        headline in text(), deck in text(), body in text(), mark in mark(), lang in lang(),
    ) {
        let shown = Shown { headline: Some(&headline), deck: Some(&deck), body: &body, lang };
        let found = find(&mut Analyzer::new(), &shown, &mark);
        check_ranges(&headline, &found.headline)?;
        check_ranges(&deck, &found.deck)?;
        check_ranges(&body, &found.body)?;
        prop_assert_eq!(found.body.len(), found.body_leaves.len());
        prop_assert!(found.body_leaves.iter().all(|leaves| *leaves != 0));
        prop_assert!(found.positions.windows(2).all(|pair| pair[0] < pair[1]));
    }

    /// The sieve and the skipped stemmers change nothing: each word is marked if and only if a
    /// plain reading of its token says so.
    #[test]
    fn single_words_are_marked_as_a_plain_reading_does(
        body in text(), wanted in spellings(), lang in lang(),
    ) {
        let mut plain = Vec::new();
        let plan = StemPlan::for_lang(lang, StemPlan::default());
        let mut offset = 0;
        for paragraph in body.split('\n') {
            Analyzer::new().text(paragraph, plan, &mut |token| {
                let accepted = token.stem.is_some_and(|stem| wanted.stems.contains(stem))
                    || wanted.forms.contains(token.form)
                    || token.verbatim.is_some_and(|word| wanted.verbatim.contains(word));
                if accepted {
                    plain.push(offset + token.start..offset + token.end);
                }
            });
            offset += paragraph.len() + 1;
        }
        let mark = Mark::Row { slots: vec![(0, wanted)], slop: 0, part: MarkPart::Text };
        let shown = Shown { body: &body, lang, ..Shown::default() };
        let found = find(&mut Analyzer::new(), &shown, &mark);
        for range in &plain {
            let inside = |r: &Range<usize>| r.start <= range.start && range.end <= r.end;
            prop_assert!(found.body.iter().any(inside), "{range:?} is not marked");
        }
        for range in &found.body {
            prop_assert!(plain.iter().any(|p| p.start == range.start), "{range:?} is marked");
        }
    }

    #[test]
    fn passages_show_what_the_body_has(
        body in text(), mark in mark(), lang in lang(), columns in 0..100_usize,
    ) {
        let shown = Shown { body: &body, lang, ..Shown::default() };
        let found = find(&mut Analyzer::new(), &shown, &mark);
        let Some(excerpt) = passage(&body, &found, columns) else {
            prop_assert!(body.trim().is_empty());
            return Ok(());
        };
        check_ranges(&excerpt.text, &excerpt.highlights)?;
        let line = one_line(&body);
        prop_assert!(line.contains(&excerpt.text), "{excerpt:?} of {line:?}");
        prop_assert_eq!(excerpt.cut_before || excerpt.cut_after, excerpt.text != line);
        // Not wider than asked, unless one cluster alone is.
        let width = excerpt.text.width();
        let alone = clusters(&excerpt.text, 0).count() == 1;
        prop_assert!(width <= columns.max(1) || alone, "{width} > {columns}: {excerpt:?}");
        // Marked strings are those of the body; only one at either end may be a part of one.
        let marked: Vec<String> = found.body.iter().map(|r| one_line(&body[r.clone()])).collect();
        for range in &excerpt.highlights {
            let shown = &excerpt.text[range.clone()];
            let at_edge = range.start == 0 || range.end == excerpt.text.len();
            let whole = marked.iter().any(|mark| mark == shown);
            let part = at_edge && marked.iter().any(|mark| mark.contains(shown));
            prop_assert!(whole || part, "{shown:?} is not among {marked:?}");
        }
        prop_assert_eq!(found.body.is_empty(), excerpt.highlights.is_empty());
    }

    #[test]
    fn clusters_cover_the_text(text in text()) {
        let mut at = 0;
        for cluster in clusters(&text, 0) {
            prop_assert_eq!(cluster.start, at);
            prop_assert!(text.get(cluster.start..cluster.end).is_some_and(|c| !c.is_empty()));
            at = cluster.end;
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}", word in "\\PC{1,3}", columns in 0..60_usize) {
        let spelt = Spellings { forms: HashSet::from([word]), ..Spellings::default() };
        let mark = Mark::Row { slots: vec![(0, spelt)], slop: 0, part: MarkPart::Text };
        let shown = Shown { headline: Some(&text), body: &text, ..Shown::default() };
        let found = find(&mut Analyzer::new(), &shown, &mark);
        check_ranges(&text, &found.body)?;
        prop_assert_eq!(&found.body, &found.headline);
        if let Some(excerpt) = passage(&text, &found, columns) {
            check_ranges(&excerpt.text, &excerpt.highlights)?;
        }
    }
}
