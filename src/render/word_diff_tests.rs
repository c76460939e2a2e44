use super::*;
use crate::render::samples;
use crate::render::wrap::columns;

fn stored(headline: &str, body: &str) -> Stored {
    let mut stored = samples::stored();
    stored.article.headline = Some(headline.into());
    stored.article.body = body.into();
    stored
}

fn told(width: usize, color: bool, old: &Stored, new: &Stored) -> String {
    let mut out = Vec::new();
    WordDiff { width, color }.write(old, new, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What stands behind the two lines that say which articles they are.
fn behind(text: &str) -> &str {
    text.split_once("\n\n").unwrap().1
}

const OLD: &str = "The council met on Tuesday and heard both sides.\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\nThe ferry starts in May, the mayor said.\n\nIt was late.";

#[test]
fn changed_words_stand_between_what_is_the_same() {
    let new = OLD.replace("in May", "in early June").replace("\n\nIt was late.", "");
    let text = told(80, false, &stored("Ferry", OLD), &stored("New ferry", &new));
    assert_eq!(
        text,
        "\
- 0123456789ab · Harbour Post via Coast Wire · 2024-08-21
+ 0123456789ab · Harbour Post via Coast Wire · 2024-08-21

[-Ferry-]{+New ferry+}

… 4 paragraphs the same …

Four.

The ferry starts in [-May-]{+early June+}, the mayor said.[-¶-]

[-It was late.-]

4 words removed, 2 added; 52 % of the runs of five words in common
"
    );
}

#[test]
fn characters_are_compared_where_words_have_no_spaces() {
    let (old, new) =
        ("特首今早在立法會發表最後一份施政報告", "特首今日在立法會宣讀最後一份施政報告");
    let text = told(30, false, &stored("同題", old), &stored("同題", new));
    assert_eq!(behind(&text).lines().next().unwrap(), "特首今[-早-]{+日+}在立法會[-發");
    assert!(text.lines().all(|line| columns(line) <= 30), "{text}");
}

#[test]
fn colours_run_over_the_ends_of_lines() {
    let new = OLD
        .replace("heard both sides", "listened to the fishermen and to the owner of the old ferry");
    let text = told(40, true, &stored("Ferry", OLD), &stored("Ferry", &new));
    let body = behind(&text);
    assert!(body.contains("\x1b[31;9mheard\x1b[0m\n\x1b[31;9mboth sides\x1b[0m"), "{text:?}");
    assert_eq!(body.matches("\x1b[32m").count(), 2, "{body:?}");
    let plain = body.replace("\x1b[31;9m", "").replace("\x1b[32m", "").replace("\x1b[0m", "");
    assert!(!plain.contains("[-") && plain.contains("owner"), "{plain:?}");
}

#[test]
fn what_is_the_same_is_said_in_a_line() {
    assert_eq!(behind(&told(80, false, &stored("A", OLD), &stored("A", OLD))), "the same text\n");
    let loud = OLD.to_uppercase();
    let text = told(80, false, &stored("A", OLD), &stored("A", &loud));
    assert!(
        text.ends_with("the same words; only case, accents, marks or breaks differ\n"),
        "{text}"
    );
}

#[test]
fn hostile_text_steers_nothing() {
    let evil = "\u{1b}[2JThe \u{202e}council\u{9b}31m met\u{7} on Tuesday.";
    for color in [false, true] {
        let text = told(60, color, &stored("A\u{1b}]0;x\u{7}", OLD), &stored("B", evil));
        let ours = ["\x1b[31;9m", "\x1b[32m", "\x1b[2m", "\x1b[33m", "\x1b[0m"];
        let plain = ours.iter().fold(text.clone(), |text, code| text.replace(code, ""));
        let harmful = plain.chars().find(|c| *c != '\n' && sanitize::is_harmful(*c));
        assert_eq!(harmful, None, "{text:?}");
    }
}

#[test]
fn paragraphs_that_came_leave_their_neighbours_alone() {
    let new = OLD.replace("Two.", "Two.\n\nSomebody asked for tickets.");
    let text = told(80, false, &stored("A", OLD), &stored("A", &new));
    assert!(
        behind(&text).contains("Two.\n\n{+Somebody asked for tickets.¶+}\n\nThree.\n"),
        "{text}"
    );
    let text = told(80, false, &stored("A", OLD), &stored("A", &format!("{OLD}\n\nMore came.")));
    assert!(behind(&text).contains("It was late.\n\n{+¶More came.+}\n\n"), "{text}");
    let mut with_deck = stored("A", OLD);
    with_deck.article.deck = Some("Vote ends a long dispute".into());
    let text = told(80, false, &stored("A", OLD), &with_deck);
    assert!(behind(&text).starts_with("Vote ends a {+long +}dispute[- of two years-]\n"), "{text}");
}

#[test]
fn bodies_that_repeat_end_in_time() {
    let of = |words: &[&str]| -> String {
        (0..60_000).map(|n| words[n * n / 7 % words.len()].to_owned() + " ").collect()
    };
    let (old, new) = (of(&["rain", "and", "wind"]), of(&["rain", "or", "and", "sun", "rain"]));
    let start = std::time::Instant::now();
    told(80, false, &stored("A", &old), &stored("A", &new));
    assert!(start.elapsed().as_secs() < 20);
}

#[test]
fn long_bodies_end_in_time() {
    // Nothing in common: the worst case of the comparison.
    let words = |of: &str| (0..40_000).map(|n| format!("{of}{n} ")).collect::<String>();
    let start = std::time::Instant::now();
    let text = told(80, false, &stored("A", &words("a")), &stored("A", &words("b")));
    assert!(text.ends_with(
        "40,000 words removed, 40,000 added; 0 % of the runs of five words in common\n"
    ));
    assert!(start.elapsed().as_secs() < 20);
}
