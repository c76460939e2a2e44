use super::*;

/// Rows by the positions at which their words stand, one each.
fn ask(tree: &Spans, rows: &[&[(u32, u32)]], bounds: Bounds<'_>) -> (u32, Vec<(usize, usize)>) {
    let mut meeting = Meeting::default();
    meeting.find(tree, &bounds, &mut |row, take| {
        rows[row].iter().for_each(|(first, last)| take(Stand { first: *first, last: *last }));
    });
    let mut made = Vec::new();
    meeting.rows(|row, stand| made.push((row, stand)));
    made.sort_unstable();
    made.dedup();
    (meeting.mentions(), made)
}

fn pair(relation: Relation, left: Spans, right: Spans) -> Spans {
    Spans::Pair { relation, left: Box::new(left), right: Box::new(right) }
}

fn two(relation: Relation) -> Spans {
    pair(relation, Spans::Row(0), Spans::Row(1))
}

fn words(positions: &[u32]) -> Vec<(u32, u32)> {
    positions.iter().map(|at| (*at, *at)).collect()
}

#[test]
fn distance_is_counted_in_words_between() {
    let (a, b) = (words(&[10]), words(&[13]));
    let rows: [&[(u32, u32)]; 2] = [&a, &b];
    let swapped: [&[(u32, u32)]; 2] = [&b, &a];
    for (n, met) in [(1, false), (2, false), (3, true), (5, true)] {
        let none = Bounds::default();
        assert_eq!(ask(&two(Relation::Before(n)), &rows, none).0 > 0, met, "{n}");
        assert_eq!(ask(&two(Relation::Near(n)), &rows, none).0 > 0, met, "{n}");
        assert_eq!(ask(&two(Relation::Near(n)), &swapped, none).0 > 0, met, "{n}");
        assert_eq!(ask(&two(Relation::Before(n)), &swapped, none).0, 0, "{n}");
        assert_eq!(ask(&two(Relation::Apart(n)), &rows, none).0 > 0, !met, "{n}");
    }
}

#[test]
fn phrases_end_where_their_last_word_stands() {
    let rows: [&[(u32, u32)]; 2] = [&[(10, 14)], &[(16, 17)]];
    assert_eq!(ask(&two(Relation::Before(2)), &rows, Bounds::default()).0, 1);
    assert_eq!(ask(&two(Relation::Before(1)), &rows, Bounds::default()).0, 0);
}

#[test]
fn a_word_is_not_near_itself() {
    let one = words(&[10]);
    let rows: [&[(u32, u32)]; 2] = [&one, &one];
    assert_eq!(ask(&two(Relation::Near(5)), &rows, Bounds::default()).0, 0);
    assert_eq!(ask(&two(Relation::Apart(5)), &rows, Bounds::default()).0, 1);
    let several = words(&[10, 12, 40]);
    let rows: [&[(u32, u32)]; 2] = [&several, &several];
    assert_eq!(ask(&two(Relation::Near(5)), &rows, Bounds::default()).1.len(), 4);
    assert_eq!(ask(&two(Relation::Apart(5)), &rows, Bounds::default()).1, [(0, 2)]);
}

#[test]
fn what_stands_inside_a_stretch_is_near_it() {
    // a x c b: c lies between the two of a NEAR b.
    let (a, b, c) = (words(&[10]), words(&[13]), words(&[12]));
    let rows: [&[(u32, u32)]; 3] = [&a, &b, &c];
    let tree = pair(Relation::Near(1), two(Relation::Near(5)), Spans::Row(2));
    assert_eq!(ask(&tree, &rows, Bounds::default()).1, [(0, 0), (1, 0), (2, 0)]);
    let tree = pair(Relation::Before(1), two(Relation::Near(5)), Spans::Row(2));
    assert_eq!(ask(&tree, &rows, Bounds::default()).0, 0);
}

#[test]
fn an_outer_operator_may_want_a_farther_pair() {
    // a b x b c: only the second b is next to c.
    let (a, b, c) = (words(&[10]), words(&[11, 13]), words(&[14]));
    let rows: [&[(u32, u32)]; 3] = [&a, &b, &c];
    let tree = pair(Relation::Before(1), two(Relation::Near(5)), Spans::Row(2));
    assert_eq!(ask(&tree, &rows, Bounds::default()).1, [(0, 0), (1, 1), (2, 0)]);
}

#[test]
fn sentences_and_paragraphs_end_at_bounds() {
    let bounds = Bounds { sentences: &[128, 134], paragraphs: &[128, 140], parted: true };
    let met = |relation, a: u32, b: u32| {
        let (a, b) = (words(&[a]), words(&[b]));
        ask(&two(relation), &[&a, &b], bounds).0 == 1
    };
    assert!(met(Relation::Sentence, 128, 133) && met(Relation::Sentence, 139, 134));
    assert!(!met(Relation::Sentence, 133, 134) && met(Relation::Paragraph, 133, 134));
    // A paragraph is a sentence's end, too.
    assert!(!met(Relation::Sentence, 138, 140) && !met(Relation::Paragraph, 138, 140));
    assert!(!met(Relation::Paragraph, 5, 130) && met(Relation::Paragraph, 5, 9));
    // Without bounds all is one.
    let (a, b) = (words(&[0]), words(&[500]));
    assert_eq!(ask(&two(Relation::Sentence), &[&a, &b], Bounds::default()).0, 1);
}

#[test]
fn nothing_is_near_across_parts() {
    let bounds = Bounds { parted: true, ..Bounds::default() };
    let (a, b) = (words(&[63]), words(&[64]));
    assert_eq!(ask(&two(Relation::Near(9)), &[&a, &b], bounds).0, 0);
    assert_eq!(ask(&two(Relation::Near(9)), &[&a, &b], Bounds::default()).0, 1);
}

#[test]
fn mentions_that_overlap_count_once() {
    // a b a: two pairs, one mention.
    let (a, b) = (words(&[10, 12, 20]), words(&[11, 21]));
    assert_eq!(ask(&two(Relation::Near(1)), &[&a, &b], Bounds::default()).0, 2);
    let any = Spans::Any(vec![Spans::Row(0), Spans::Row(1)]);
    let phrase: &[(u32, u32)] = &[(10, 11)];
    assert_eq!(ask(&any, &[phrase, &a], Bounds::default()).0, 3);
}

#[test]
fn a_crowd_is_bounded() {
    let many: Vec<(u32, u32)> = (0..5_000).map(|at| (at, at)).collect();
    let tree = pair(Relation::Paragraph, two(Relation::Paragraph), Spans::Row(2));
    let began = std::time::Instant::now();
    assert!(ask(&tree, &[&many, &many, &many], Bounds::default()).0 > 0);
    assert!(began.elapsed().as_secs() < 5);
}

/// Numbers from a fixed generator (xorshift, Marsaglia 2003).
fn below(seed: &mut u64, limit: u32) -> u32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed % u64::from(limit)) as u32
}

#[test]
fn the_short_way_counts_the_same() {
    let mut seed = 88_172_645_463_325_252;
    for round in 0..20_000_u32 {
        let mut row = |most: u32, width: u32| {
            let mut stands: Vec<(u32, u32)> = (0..below(&mut seed, most))
                .map(|_| {
                    let first = below(&mut seed, 60) + if round % 2 == 0 { 100 } else { 0 };
                    (first, first + below(&mut seed, width))
                })
                .collect();
            stands.sort_unstable();
            stands
        };
        let rows = [row(7, 1 + round % 3), row(7, 1 + round % 2)];
        let bounds = Bounds {
            sentences: &[7, 20, 110, 134, 150],
            paragraphs: &[0, 30, 64, 128, 140],
            parted: round % 5 > 0,
        };
        let n = 1 + round % 6;
        for relation in [
            Relation::Before(n),
            Relation::Near(n),
            Relation::Apart(n),
            Relation::Sentence,
            Relation::Paragraph,
        ] {
            let stands = |row: &[(u32, u32)]| -> Vec<Stand> {
                row.iter().map(|(first, last)| Stand { first: *first, last: *last }).collect()
            };
            let (left, right) = (stands(&rows[0]), stands(&rows[1]));
            let whole = ask(&two(relation), &[&rows[0], &rows[1]], bounds).0;
            let lists = (left.as_slice(), right.as_slice());
            let mut met = Vec::new();
            let short = count_pair(relation, &bounds, lists, u32::MAX, &mut met);
            assert_eq!(short, whole, "{relation:?} {rows:?} {bounds:?}");
            assert_eq!(count_pair(relation, &bounds, lists, 1, &mut met) > 0, whole > 0);
        }
    }
}
