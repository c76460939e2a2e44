//! Which passage is shown, where it is cut, and what is marked in it.

use unicode_width::UnicodeWidthStr;

use super::*;

/// Marks every place of each word in the body, a row for each word.
fn found(body: &str, words: &[&str]) -> Found {
    let mut spans: Vec<(usize, usize, u64)> = Vec::new();
    for (number, word) in words.iter().enumerate() {
        spans.extend(body.match_indices(word).map(|(at, _)| (at, at + word.len(), 1 << number)));
    }
    spans.sort_unstable();
    let mut found = Found::default();
    for (start, end, leaf) in spans {
        found.body.push(start..end);
        found.body_leaves.push(leaf);
    }
    found
}

fn cut(body: &str, words: &[&str], columns: usize) -> Excerpt {
    let excerpt = passage(body, &found(body, words), columns).unwrap();
    assert!(excerpt.text.width() <= columns, "{} columns: {excerpt:?}", excerpt.text.width());
    assert_eq!(excerpt.text, excerpt.text.trim());
    excerpt
}

fn marked(excerpt: &Excerpt) -> Vec<&str> {
    excerpt.highlights.iter().map(|range| &excerpt.text[range.clone()]).collect()
}

const BODY: &str = "The council met on Monday. It spoke of bread, and of little else. Nobody asked \
                    why.\n\nOn Tuesday the mayor bought bread and salt. Salt is dear this year. The \
                    bakers of the town were pleased, as bakers are when bread is sold.";

#[test]
fn the_passage_with_most_different_words_wins() {
    let both = cut(BODY, &["bread", "salt"], 60);
    assert_eq!(both.text, "On Tuesday the mayor bought bread and salt. Salt is dear");
    assert_eq!(marked(&both), ["bread", "salt"]);
    assert!(both.cut_before && both.cut_after);
}

#[test]
fn different_words_outweigh_many_marks() {
    let body = "Bread, bread, bread and bread again. Then a long pause before anything was said. \
                Of bread and salt.";
    let both = cut(body, &["bread", "salt"], 30);
    assert_eq!(both.text, "Of bread and salt.");
}

#[test]
fn a_mark_that_the_passage_cuts_into_is_marked_as_far_as_shown() {
    let body = "one two three four five six seven eight nine ten and then some bread with salt \
                on it for all";
    let mut marks =
        found(body, &["one two three four five six seven eight nine ten", "bread", "salt"]);
    marks.body_leaves[0] = 0b10;
    let excerpt = passage(body, &marks, 54).unwrap();
    assert_eq!(excerpt.text, "nine ten and then some bread with salt on it for all");
    assert_eq!(marked(&excerpt), ["nine ten", "bread", "salt"]);
}

#[test]
fn then_most_marks_then_the_first() {
    let bakers = cut(BODY, &["bakers"], 60);
    assert_eq!(marked(&bakers), ["bakers", "bakers"]);
    // Its own sentence begins the passage, though the one before would fit as well.
    assert!(cut(BODY, &["spoke"], 60).text.starts_with("It spoke of bread"));
    let bread = cut(BODY, &["bread"], 40);
    assert_eq!(bread.text, "It spoke of bread, and of little else.");
    assert!(bread.cut_before && bread.cut_after);
}

#[test]
fn without_marks_the_beginning_is_shown() {
    let lead = cut(BODY, &[], 40);
    assert_eq!(lead.text, "The council met on Monday. It spoke of");
    assert!(lead.highlights.is_empty());
    assert!(!lead.cut_before && lead.cut_after);
}

#[test]
fn a_body_that_fits_is_shown_whole() {
    let body = "  Bread\u{a0}and \r\n\n\u{3000}salt. ";
    let whole = cut(body, &["salt"], 40);
    assert_eq!(whole.text, "Bread and salt.");
    assert_eq!(marked(&whole), ["salt"]);
    assert!(!whole.cut_before && !whole.cut_after);
    assert_eq!(passage("", &Found::default(), 40), None);
    assert_eq!(passage(" \n\u{a0}", &Found::default(), 40), None);
}

#[test]
fn a_long_sentence_is_entered_at_a_word() {
    let body = "one two three four five six seven eight nine ten eleven twelve thirteen bread \
                fourteen fifteen sixteen seventeen";
    let middle = cut(body, &["bread"], 40);
    assert_eq!(middle.text, "thirteen bread fourteen fifteen sixteen");
    let end = cut(body, &["seventeen"], 40);
    assert_eq!(end.text, "bread fourteen fifteen sixteen seventeen");
    assert!(end.cut_before && !end.cut_after);
}

#[test]
fn the_end_of_a_body_is_shown_with_what_goes_before() {
    let last = cut(BODY, &["sold"], 120);
    assert!(last.text.starts_with("Salt is dear this year. The bakers"), "{last:?}");
    assert!(last.text.ends_with("sold."));
    let narrow = cut(BODY, &["sold"], 60);
    assert_eq!(narrow.text, "of the town were pleased, as bakers are when bread is sold.");
}

#[test]
fn opening_quotation_marks_come_along() {
    let body = "Nothing at all was said before that. \"Bread,\" she said at last, and went away \
                with all of it.";
    assert!(cut(body, &["she"], 40).text.starts_with("\"Bread,\" she said"));
    let chinese = "今天没有人说话，一直到很晚的时候。「面包」她说，然后走了。";
    assert!(cut(chinese, &["她"], 20).text.starts_with("「面包」她说"));
}

#[test]
fn scripts_without_spaces_are_cut_at_characters() {
    let body = "今天早上市长在市场买了面包和盐，大家都很高兴，因为面包很便宜";
    let chinese = cut(body, &["面包"], 20);
    assert_eq!(marked(&chinese)[0], "面包");
    assert!(chinese.text.width() >= 18, "{chinese:?}");
    let thai = cut("วันนี้นายกเทศมนตรีซื้อขนมปังและเกลือที่ตลาดในกรุงเทพ", &["ขนมปัง"], 20);
    assert_eq!(marked(&thai), ["ขนมปัง"]);
    assert!(!thai.text.starts_with(['ั', 'ี', '่', '้']));
    // No line begins with a full stop.
    for columns in 8..30 {
        let text = cut("面包。面包。面包。面包。面包。", &["包"], columns).text;
        assert!(!text.starts_with('。'), "{text}");
    }
}

#[test]
fn clusters_are_never_torn() {
    let family = "👩\u{200D}👩\u{200D}👧";
    let body = format!("{} bread {}", family.repeat(30), family.repeat(30));
    for columns in 8..40 {
        let text = cut(&body, &["bread"], columns).text;
        let rest = text.replace(family, "").replace("bread", "");
        assert_eq!(rest.trim(), "", "{columns}: {text:?}");
    }
    let accents = "e\u{301}".repeat(100);
    assert_eq!(cut(&accents, &[], 10).text, "e\u{301}".repeat(10));
}

#[test]
fn a_mark_wider_than_the_passage_is_cut() {
    let body = "They said a very long phrase of many words indeed.";
    let wide = cut(body, &["very long phrase of many words"], 20);
    assert_eq!(wide.text, "very long phrase of");
    assert_eq!(marked(&wide), ["very long phrase of"]);
    let word = cut(&"x".repeat(100), &[&"x".repeat(100)], 20);
    assert_eq!(marked(&word), ["x".repeat(20)]);
}

#[test]
fn a_mark_over_a_line_break_goes_on() {
    let joined = cut("It was the prime\n  minister again.", &["prime\n  minister"], 60);
    assert_eq!(marked(&joined), ["prime minister"]);
}

#[test]
fn the_narrowest_passage_is_one_cluster() {
    for columns in [0, 1] {
        let narrow = passage("北京", &found("北京", &["京"]), columns).unwrap();
        assert_eq!(narrow.text, "京");
        assert_eq!(marked(&narrow), ["京"]);
    }
}

#[test]
fn ranges_of_another_text_do_no_harm() {
    let foreign = Found {
        body: vec![1..2, 4..400, 500..600],
        body_leaves: vec![1, 1, 1],
        ..Found::default()
    };
    let excerpt = passage("北京", &foreign, 40).unwrap();
    assert_eq!(excerpt.text, "北京");
}
