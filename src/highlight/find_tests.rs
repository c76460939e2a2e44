//! What is marked in texts of several languages, and what is not.

use super::find::{ENOUGH, LONG_BODY};
use super::*;
use crate::analysis::{Analyzer, BODY_BASE, BoundKind, DECK_BASE, Part, StemPlan, Stemmer, Token};
use crate::article::Lang;

fn set(words: &[&str]) -> HashSet<String> {
    words.iter().map(|word| word.to_string()).collect()
}

fn stems(words: &[&str]) -> Spellings {
    Spellings { stems: set(words), ..Spellings::default() }
}

fn forms(words: &[&str]) -> Spellings {
    Spellings { forms: set(words), ..Spellings::default() }
}

fn verbatim(words: &[&str]) -> Spellings {
    Spellings { verbatim: set(words), ..Spellings::default() }
}

fn row_in(part: MarkPart, slop: u32, slots: &[Spellings]) -> Mark {
    Mark::Row { slots: (0..).zip(slots.iter().cloned()).collect(), slop, part }
}

fn row(slots: &[Spellings]) -> Mark {
    row_in(MarkPart::Text, 0, slots)
}

fn stem(word: &str) -> Mark {
    row(&[stems(&[word])])
}

fn form(word: &str) -> Mark {
    row(&[forms(&[word])])
}

/// A phrase as written.
fn phrase(words: &[&str]) -> Mark {
    row(&words.iter().map(|word| forms(&[word])).collect::<Vec<_>>())
}

/// A typed run of a script without spaces: a phrase of its pairs.
fn run(text: &str) -> Mark {
    let mut pairs = Vec::new();
    Analyzer::new().text(text, StemPlan::NONE, &mut |token| pairs.push(token.form.to_owned()));
    pairs.pop();
    phrase(&pairs.iter().map(String::as_str).collect::<Vec<_>>())
}

fn find_in(shown: &Shown<'_>, mark: &Mark) -> Found {
    find(&mut Analyzer::new(), shown, mark)
}

fn shown<'a>(headline: &'a str, body: &'a str, lang: &str) -> Shown<'a> {
    Shown { headline: Some(headline), deck: None, body, lang: Lang::parse(lang).unwrap() }
}

/// The strings that are marked in a body.
fn in_body<'a>(body: &'a str, lang: &str, mark: &Mark) -> Vec<&'a str> {
    let found = find_in(&shown("", body, lang), mark);
    assert_eq!(found.body.len(), found.body_leaves.len());
    found.body.iter().map(|range| &body[range.clone()]).collect()
}

/// The strings that are marked in headline, deck and body.
fn everywhere<'a>(shown: &Shown<'a>, mark: &Mark) -> [Vec<&'a str>; 3] {
    let found = find_in(shown, mark);
    let cut = |text: &'a str, ranges: &[std::ops::Range<usize>]| -> Vec<&'a str> {
        ranges.iter().map(|range| &text[range.clone()]).collect()
    };
    [
        cut(shown.headline.unwrap_or(""), &found.headline),
        cut(shown.deck.unwrap_or(""), &found.deck),
        cut(shown.body, &found.body),
    ]
}

const ENGLISH: &str = "Ministers signed two deals. The minister's deal was signed in the U.S. in \
                       COVID-19 times.\n\nA prime minister signs; PRIME\nminister does not.";

#[test]
fn words_are_marked_in_any_inflection() {
    assert_eq!(
        in_body(ENGLISH, "en", &stem("minist")),
        ["Ministers", "minister", "minister", "minister"]
    );
    assert_eq!(in_body(ENGLISH, "en", &stem("sign")), ["signed", "signed", "signs"]);
    assert_eq!(in_body(ENGLISH, "en", &form("sign")), [""; 0]);
    let russian = "Мишустин подписал. О Мишустине, Мишустиным и МИШУСТИНА.";
    let name = stem("мишустин");
    assert_eq!(in_body(russian, "ru", &name), ["Мишустин", "Мишустине", "Мишустиным", "МИШУСТИНА"]);
    assert_eq!(in_body("lying and dying", "en", &stem("lie")), ["lying"]);
}

#[test]
fn words_go_under_the_stemmer_of_the_article() {
    let words = Mark::Any(vec![stem("maak"), stem("udoad")]);
    assert_eq!(in_body("gemaakt", "nl", &words), ["gemaakt"]);
    assert_eq!(in_body("uedoad", "de", &words), ["uedoad"]);
    assert_eq!(in_body("gemaakt uedoad", "en", &words), [""; 0]);
    let mark = stem("haus");
    let german = StemPlan::default().with(crate::analysis::Script::Latin, Some(Stemmer::German));
    let text = shown("", "Häuser", "und");
    let finder = Finder::new(&mark).with_defaults(german);
    assert_eq!(finder.find(&mut Analyzer::new(), &text).body, [0..7]);
    assert!(find_in(&text, &mark).body.is_empty());
}

#[test]
fn verbatim_spellings_keep_their_capitals() {
    let text = "Premier premier PREMIER café cafe";
    assert_eq!(in_body(text, "en", &row(&[verbatim(&["Premier"])])), ["Premier"]);
    assert_eq!(in_body(text, "en", &form("premier")), ["Premier", "premier", "PREMIER"]);
    assert_eq!(in_body(text, "en", &row(&[verbatim(&["café"])])), ["café"]);
}

#[test]
fn patterns_mark_the_words_that_matched() {
    let pattern = row(&[forms(&["minister", "ministers", "ministry"])]);
    assert_eq!(
        in_body("A ministry, its Minister, minis", "en", &pattern),
        ["ministry", "Minister"]
    );
}

#[test]
fn a_phrase_is_one_range_and_ends_at_the_paragraph() {
    let prime = phrase(&["prime", "minister"]);
    assert_eq!(in_body(ENGLISH, "en", &prime), ["prime minister"]);
    assert_eq!(in_body("PRIME  Minister", "en", &prime), ["PRIME  Minister"]);
    assert_eq!(in_body("a b a b a c", "en", &phrase(&["a", "b", "a"])), ["a b a b a"]);
    let found = find_in(&shown("", ENGLISH, "en"), &prime);
    assert_eq!(found.positions.len(), 2);
    // A hole in a row: what stands there is marked with it.
    let slots = vec![(0, forms(&["deals"])), (2, forms(&["minister"]))];
    let holed = Mark::Row { slots, slop: 0, part: MarkPart::Text };
    assert_eq!(in_body(ENGLISH, "en", &holed), ["deals. The minister"]);
}

#[test]
fn a_row_with_slop_marks_its_words_one_by_one() {
    let near = |slop| row_in(MarkPart::Text, slop, &[stems(&["sign"]), stems(&["deal"])]);
    let text = "He signed a big deal. Deals were signed elsewhere and long after a deal.";
    assert_eq!(in_body(text, "en", &near(1)), [""; 0]);
    assert_eq!(in_body(text, "en", &near(2)), ["signed", "deal"]);
    assert_eq!(in_body(text, "en", &near(3)), ["signed", "deal", "Deals", "signed"]);
}

#[test]
fn scripts_without_spaces_are_marked_in_whole_runs() {
    assert_eq!(in_body("他在北京大学读书，不在北京。", "zh", &run("北京大学")), ["北京大学"]);
    assert_eq!(in_body("他在北京大学读书，不在北京。", "zh", &run("北京")), ["北京", "北京"]);
    let both = Mark::All(vec![run("北京"), run("大学")]);
    let text = "北京大学";
    assert_eq!(in_body(text, "zh", &both), ["北京大学"]);
    assert_eq!(find_in(&shown("", text, "zh"), &both).body_leaves, [0b11]);
    assert_eq!(in_body("東京タワーで", "ja", &run("タワー")), ["タワー"]);
    assert_eq!(in_body("นายกรัฐมนตรีที่กรุงเทพ", "th", &run("รัฐมนตรี")), ["รัฐมนตรี"]);
    assert_eq!(in_body("ที่นี่ที่", "th", &row(&[forms(&["ที่"])])), ["ที่"]);
}

#[test]
fn marks_stand_in_their_part() {
    let text = Shown {
        headline: Some("Deal one"),
        deck: Some("Deal two"),
        body: "\n\nDeal three.\n\nDeal four.",
        lang: Lang::parse("en").unwrap(),
    };
    let within = |part| everywhere(&text, &row_in(part, 0, &[forms(&["deal"])])).map(|m| m.len());
    assert_eq!(within(MarkPart::Text), [1, 1, 2]);
    assert_eq!(within(MarkPart::Headline), [1, 0, 0]);
    assert_eq!(within(MarkPart::Body), [0, 1, 2]);
    assert_eq!(within(MarkPart::Lead), [0, 0, 1]);
    assert_eq!(within(MarkPart::Elsewhere), [0, 0, 0]);
    for slop in [0, 9_999] {
        let across = row_in(MarkPart::Text, slop, &[forms(&["one"]), forms(&["two"])]);
        assert_eq!(everywhere(&text, &across), [[""; 0]; 3]);
    }
    let found = find_in(&text, &form("deal"));
    assert_eq!(found.positions, [0, DECK_BASE, BODY_BASE, BODY_BASE + 3]);
}

#[test]
fn all_must_be_found_and_some_suffice() {
    let text = "Deals signed by ministers";
    let (deal, sign, tea) = (|| stem("deal"), || stem("sign"), || stem("tea"));
    let any = Mark::Any(vec![deal(), tea()]);
    assert_eq!(in_body(text, "en", &any), ["Deals"]);
    let nested = Mark::Any(vec![Mark::All(vec![deal(), tea()]), sign()]);
    assert_eq!(in_body(text, "en", &nested), ["signed"]);
    let two = Mark::AtLeast(2, vec![deal(), tea(), sign()]);
    assert_eq!(in_body(text, "en", &two), ["Deals", "signed"]);
    // Headline and body count together.
    let found = find_in(&shown("Tea", text, "en"), &Mark::All(vec![deal(), tea()]));
    assert_eq!((found.headline.len(), found.body.len()), (1, 1));
}

#[test]
fn excluded_words_are_never_marked() {
    let text = "Deals and tea";
    let without = Mark::All(vec![stem("deal"), Mark::Silent]);
    assert_eq!(in_body(text, "en", &without), ["Deals"]);
    assert_eq!(in_body(text, "en", &Mark::Silent), [""; 0]);
    let never = Mark::Any(vec![Mark::All(vec![stem("tea"), Mark::Never]), stem("deal")]);
    assert_eq!(in_body(text, "en", &never), ["Deals"]);
    // The whole fails: what is there is shown all the same.
    assert_eq!(in_body(text, "en", &Mark::All(vec![stem("deal"), Mark::Never])), ["Deals"]);
}

#[test]
fn signs_emoji_and_accents_around_a_word() {
    assert_eq!(in_body("&amp;deal&#8217;s <b>deal</b>", "en", &form("deal")), ["deal", "deal"]);
    assert_eq!(in_body("👍🏽deal👩\u{200D}👧 \u{202E}deal\u{202C}", "en", &form("deal"))[0], "deal");
    assert_eq!(in_body("un cafe\u{301}.", "fr", &form("cafe")), ["cafe\u{301}"]);
    assert_eq!(in_body("葛\u{E0100}城", "ja", &run("葛城")), ["葛\u{E0100}城"]);
    assert_eq!(in_body("在葛城\u{E0100}。", "ja", &run("葛城")), ["葛城\u{E0100}"]);
    assert_eq!(in_body("deal\u{FE0F}\u{200D} it", "en", &form("deal")), ["deal\u{FE0F}\u{200D}"]);
    assert_eq!(in_body("“Deal”…deal—deal", "en", &form("deal")), ["Deal", "deal", "deal"]);
    assert_eq!(in_body("Ｄｅａｌ ﬁn", "en", &row(&[forms(&["deal", "fin"])])), ["Ｄｅａｌ", "ﬁn"]);
}

#[test]
fn joined_words_and_their_parts_overlap_in_one_range() {
    let whole = form("covid19");
    assert_eq!(in_body(ENGLISH, "en", &whole), ["COVID-19"]);
    assert_eq!(in_body(ENGLISH, "en", &form("covid")), ["COVID"]);
    let both = Mark::Any(vec![whole, form("19"), phrase(&["in", "covid"])]);
    assert_eq!(in_body(ENGLISH, "en", &both), ["in COVID-19"]);
    assert_eq!(in_body(ENGLISH, "en", &row(&[forms(&["covid", "covid19"])])), ["COVID-19"]);
    assert_eq!(in_body(ENGLISH, "en", &form("us")), ["U.S."]);
}

#[test]
fn one_finder_serves_many_articles() {
    let mark = Mark::All(vec![stem("deal"), phrase(&["prime", "minister"])]);
    let finder = Finder::new(&mark);
    let mut analyzer = Analyzer::new();
    for _ in 0..2 {
        for (body, marks) in [("Deals of a prime minister", 2), ("prime", 0), ("a deal", 1)] {
            assert_eq!(finder.find(&mut analyzer, &shown("", body, "en")).body.len(), marks);
        }
    }
}

#[test]
fn long_bodies_are_left_when_all_is_found() {
    let paragraph = format!("deal {}\n\n", "word ".repeat(50));
    let body = paragraph.repeat(4 * LONG_BODY / paragraph.len());
    let end = |mark: &Mark| find_in(&shown("", &body, "en"), mark).body.last().unwrap().end;
    let early = end(&form("deal"));
    assert!((LONG_BODY - 2 * paragraph.len()..body.len() / 2).contains(&early), "{early}");
    let wanting = Mark::Any(vec![form("deal"), form("tea")]);
    assert!(end(&wanting) > body.len() - 2 * paragraph.len());
    // Few marks are not enough, even if nothing is wanting.
    let rare = format!("deal\n{}deal", "word word\n".repeat(2 * LONG_BODY / 10));
    assert_eq!(in_body(&rare, "en", &form("deal")).len(), 2);
    assert!(find_in(&shown("", &body, "en"), &form("deal")).body.len() >= ENOUGH);
}

/// Collects what the index sees.
#[derive(Default)]
struct Indexed(Vec<(u32, usize, usize)>);

impl crate::analysis::ArticleSink for Indexed {
    fn token(&mut self, _: Part, token: &Token<'_>) {
        self.0.push((token.position, token.start, token.end));
    }

    fn bound(&mut self, _: u32, _: BoundKind) {}
}

#[test]
fn positions_are_those_of_the_index() {
    let body = "\n One two-three.\n\n \n北京大学 four\r\nfive.\n\u{2028}six\n";
    let mut indexed = Indexed::default();
    let mut analyzer = Analyzer::new();
    crate::analysis::article::body(&mut analyzer, body, StemPlan::NONE, &mut indexed);
    let mut words = HashSet::new();
    analyzer.text(body, StemPlan::NONE, &mut |token| {
        words.insert(token.form.to_owned());
    });
    let all = row(&[Spellings { forms: words, ..Spellings::default() }]);
    let found = find_in(&shown("", body, "en"), &all);
    let mut positions: Vec<u32> = indexed.0.iter().map(|(position, ..)| *position).collect();
    positions.dedup();
    assert_eq!(found.positions, positions);
    for (_, start, end) in indexed.0 {
        assert!(found.body.iter().any(|range| range.start <= start && end <= range.end));
    }
}

fn near(relation: Relation, left: Mark, right: Mark) -> Mark {
    Mark::Near { relation, left: Box::new(left), right: Box::new(right) }
}

/// What is marked in headline and body, joined by bars.
fn marked(headline: &str, body: &str, lang: &str, mark: &Mark) -> String {
    let found = find_in(&shown(headline, body, lang), mark);
    let cut = |text: &str, ranges: &[std::ops::Range<usize>]| {
        ranges.iter().map(|range| text[range.clone()].to_owned()).collect::<Vec<_>>().join("|")
    };
    format!("{} / {}", cut(headline, &found.headline), cut(body, &found.body))
}

#[test]
fn only_the_pair_that_met_is_marked() {
    let body = "Trade grew. The deal on trade fell, and another deal far away from all of it rose.";
    let pair = |relation| near(relation, stem("trade"), stem("deal"));
    let marked = |mark: &Mark| marked("A trade", body, "en", mark);
    assert_eq!(marked(&pair(Relation::Near(2))), " / deal|trade");
    assert_eq!(marked(&pair(Relation::Before(5))), " / Trade|deal|trade|deal");
    assert_eq!(marked(&pair(Relation::Before(3))), " / Trade|deal");
    assert_eq!(marked(&pair(Relation::Sentence)), " / deal|trade|deal");
    // Of what must not be near, nothing is marked.
    assert_eq!(marked(&pair(Relation::Apart(3))), "trade / ");
    // Headline and body are apart.
    assert_eq!(marked(&near(Relation::Paragraph, form("a"), stem("trade"))), "A|trade / ");
}

#[test]
fn mentions_are_marked_once_there_are_enough() {
    let mention = |least| Mark::Mentions {
        least,
        of: Box::new(Mark::Any(vec![stem("oil"), phrase(&["natural", "gas"])])),
    };
    let text = |least| marked("Oil", "Natural gas, oil and gas.", "en", &mention(least));
    assert_eq!(text(3), "Oil / Natural gas|oil");
    // Four there are not; what an article was found by must then be something else.
    let either = Mark::Any(vec![mention(4), form("and")]);
    assert_eq!(marked("Oil", "Natural gas, oil and gas.", "en", &either), " / and");
}

#[test]
fn the_first_words_of_a_body_are_counted_over_paragraphs() {
    let first = |words| row_in(MarkPart::First(words), 0, &[stems(&["oil"])]);
    let body = "Some oil.\n\nMore oil here, and oil.";
    assert_eq!(marked("Oil", body, "en", &first(4)), " / oil|oil");
    assert_eq!(marked("Oil", body, "en", &first(3)), " / oil");
    // A pair takes both of its characters.
    let first = |words| row_in(MarkPart::First(words), 0, &[forms(&["大学"])]);
    assert_eq!(marked("", "北京大学", "zh", &first(4)), " / 大学");
    assert_eq!(marked("", "北京大学", "zh", &first(3)), " / ");
}

#[test]
fn what_meets_is_marked_in_any_script() {
    let pair = near(Relation::Near(3), form("путин"), phrase(&["си", "цзиньпином"]));
    let body = "Путин встретился с Си Цзиньпином 👩\u{200D}👧. Потом оттуда уехал и Путин.";
    let stemmed = near(Relation::Near(3), stem("путин"), phrase(&["си", "цзиньпином"]));
    assert_eq!(marked("", body, "ru", &pair), " / Путин|Си Цзиньпином");
    assert_eq!(marked("", body, "ru", &stemmed), " / Путин|Си Цзиньпином");
    let pair = near(Relation::Before(1), run("北京"), run("大学"));
    assert_eq!(marked("", "北京大学，北京的大学", "zh", &pair), " / 北京大学");
}
