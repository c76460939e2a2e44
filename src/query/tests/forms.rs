//! Every form of the language, and its canonical text.

use super::{good, read_with};
use crate::query::ast::{KeyValue, Near, Node, Pattern, PhraseWord, Scope};
use crate::query::print::print;
use crate::query::tree::{tree, tree_with};

/// What is typed, and how it is printed; `=` stands for the same text.
const FORMS: &[(&str, &str)] = &[
    // Words.
    ("mishustin", "="),
    ("  two   words ", "two words"),
    ("=Premier =premier", "="),
    ("AT&T O'Brien it's U.S. $240bn 26.3 covid-19 C++ #tag user@mail.com 10:30 5G", "="),
    ("China’s d’Ivoire", "="),
    ("http://x.com/a?b=c https://x.org/y_(z) www.x.com/?q=*", "="),
    ("(https://x.org/y_(z))", "https://x.org/y_(z)"),
    ("http://x.org/((((((((a))))))))", "="),
    ("Analysis: what next", "Analysis\\: what next"),
    ("std::vector Q3:2024 2:1 习近平:讲话", "std\\::vector Q3\\:2024 2:1 习近平:讲话"),
    ("and/or w/o 50/50 a/b", "="),
    ("/usr/local/bin //", "\\/usr/local/bin"),
    ("foo,bar! (really)", "foo,bar! really"),
    ("foo\"bar baz\"qux", "foo \"bar baz\" qux"),
    ("foo(bar)baz", "foo bar baz"),
    ("צה\"ל", "צה\\\"ל"),
    ("AND- ANDROID Or not", "AND- ANDROID Or \\not"),
    ("war \\and peace near/5 =and \"or\"", "war \\and peace \\near/5 =and \"or\""),
    ("\\NOT \\AND x\\*y \\-a \\=b \\@c \\\"d", "="),
    ("ANY FIRST ATLEAST thing", "\\ANY \\FIRST \\ATLEAST thing"),
    ("Premier?", "Premier"),
    ("習近平 новости ニュース", "="),
    ("ｆｕｌｌ　ｗｉｄｔｈ", "ｆｕｌｌ ｗｉｄｔｈ"),
    // Phrases.
    ("\"sign deals\"", "="),
    ("“sign deals”", "\"sign deals\""),
    ("„sign deals“", "\"sign deals\""),
    ("«sign deals»", "\"sign deals\""),
    ("»sign deals«", "\"sign deals\""),
    ("“sign deals\"", "\"sign deals\""),
    ("\"sign deals”", "\"sign deals\""),
    ("\"«Rosatom» signs\"", "\"«Rosatom» signs\""),
    ("\"sign (deals OR accords)\"", "="),
    ("\"sign (deals OR deals)\"", "\"sign deals\""),
    ("\"Reuters (US) - report\"", "\"Reuters US report\""),
    ("\"a b\"~3 \"a b\"~0", "\"a b\"~3 \"a b\""),
    ("\"sign deal*\" \"=Premier visits\"", "="),
    ("\"say \\\"yes\\\"\"", "="),
    ("\"x\"", "="),
    ("\"AND (OR) NOT\"", "\"AND OR NOT\""),
    // Patterns.
    ("minist* m?shustin m?shu*tin *ing", "="),
    ("f*** a**b", "f* a*b"),
    ("minist*, deal", "minist* deal"),
    ("mishustin~ mishustin~1 mishustin~2", "mishustin~1 mishustin~1 mishustin~2"),
    ("/mish.+in/ /a\\/b/ /(x|y)z/", "="),
    ("(won?)", "="),
    ("who (won?) it", "="),
    ("date~1", "="),
    // Precedence.
    ("a b", "="),
    ("a AND b", "="),
    ("a b AND c", "a AND b AND c"),
    ("a OR b OR c", "="),
    ("(a OR b) OR c", "a OR b OR c"),
    ("(a AND b) AND c", "a AND b AND c"),
    ("(a b) c", "="),
    ("((((a))))", "a"),
    ("a b OR c", "(a b) OR c"),
    ("a OR b c", "a OR (b c)"),
    ("a OR b AND c", "a OR (b AND c)"),
    ("NOT a b", "-a b"),
    ("NOT a OR b", "-a OR b"),
    ("a NOT b -c", "a -b -c"),
    ("a AND NOT b", "a AND -b"),
    ("NOT NOT a --b NOT -c", "a b c"),
    ("NOT (NOT a)", "a"),
    ("-(a b) -\"c d\" -/e/ -f* -*", "="),
    ("a -> b", "a b"),
    ("a - b", "a b"),
    ("x-y -5", "="),
    ("-a NEAR/3 b", "-(a NEAR/3 b)"),
    ("a NEAR/3 b c", "(a NEAR/3 b) c"),
    ("a OR b NEAR/3 c", "a OR (b NEAR/3 c)"),
    // Fields.
    ("headline:sign", "="),
    ("HEADLINE:sign Body:\"x y\"", "headline:sign body:\"x y\""),
    ("headline:(a OR b)", "headline:a OR headline:b"),
    ("headline:(a -b \"c d\" e*)", "(headline:a -headline:b headline:\"c d\" headline:e*)"),
    ("headline:(headline:a b)", "(headline:a headline:b)"),
    ("headline:=Premier byline:/sm.th/ place:mosc*", "="),
    ("section:x path:a/b url:x.com/y", "="),
    ("url:http://x.com/a?b", "="),
    ("path:/reuters/x", "path:\\/reuters/x"),
    ("place:OR headline:NOT", "place:\\OR headline:\\NOT"),
    ("headline:* body:* date:* words:* lang:*", "="),
    ("source:reuters source:\"China Daily\" source:reut*", "="),
    ("source:“China Daily” via:AT&T", "source:\"China Daily\" via:AT&T"),
    ("source:\"China D*\" source:\"a\\*\"", "="),
    ("source:(reuters OR \"China Daily\")", "source:reuters OR source:\"China Daily\""),
    ("source:OR", "="),
    ("source:http://x.com", "source:\"http://x.com\""),
    ("id:3f9a* copies:3f9a id:a=b~1", "id:3f9a* copies:3f9a id:\"a=b~1\""),
    ("lang:EN lang:zh-Hant lang:(en OR ru)", "lang:en lang:zh (lang:en OR lang:ru)"),
    ("precision:DAY", "precision:day"),
    ("words:400 words:100..200 words:100.. words:..200", "="),
    (
        "words:>400 words:>=400 words:<400 words:<=400",
        "words:401.. words:400.. words:..399 words:..400",
    ),
    ("words:(100 OR 200..)", "words:100 OR words:200.."),
    ("name:Мишустин name:\"Li Qiang\"", "="),
    ("date：2024", "date:2024"),
    // Functions, weights, saved queries.
    ("ANY/2(a b c)", "="),
    ("ANY/2 (a b \"c d\")", "ANY/2(a b \"c d\")"),
    ("ANY/1((a b)) ANY/1(a)", "="),
    ("headline:ANY/2(a b)", "ANY/2(headline:a headline:b)"),
    ("ATLEAST/3(putin OR kremlin)", "="),
    ("FIRST/60(mishustin)", "="),
    ("FIRST/60(a -b)", "="),
    ("FIRST/60(ANY/2(a b c) ATLEAST/2(d OR e) x^2 -(y NEAR/3 z))", "="),
    ("FIRST/60(NOT a)", "FIRST/60(-a)"),
    ("body:FIRST/60(a -b)", "FIRST/60(body:a -body:b)"),
    ("x^3 x^0.5 \"a b\"~2^2 (a b)^1.5 a*^2 /x/^2", "="),
    ("(a^2)^3 (-a)^2 -a^2", "="),
    ("(http://x.com)^2", "="),
    ("headline:a^2", "="),
    ("*", "="),
    ("* -sport", "="),
    ("@kremlin", "putin OR kremlin"),
    ("@kremlin visit", "(putin OR kremlin) visit"),
    ("headline:@kremlin^2", "(headline:putin OR headline:kremlin)^2"),
    ("source:@kremlin", "source:putin OR source:kremlin"),
    // Proximity.
    ("a PRE/5 b", "="),
    ("a NOT NEAR/5 b", "="),
    ("a SENT b PARA c", "="),
    ("a PRE/5 (b NEAR/2 c)", "="),
    ("(a PRE/5 b) NEAR/2 c", "a PRE/5 b NEAR/2 c"),
    ("(a OR \"b c\") NEAR/2 d*", "="),
    ("headline:sign PRE/3 deal", "headline:sign PRE/3 headline:deal"),
    (
        "sign PRE/3 headline:deal NEAR/2 (x OR y)",
        "headline:sign PRE/3 headline:deal NEAR/2 (headline:x OR headline:y)",
    ),
    ("headline:(sign PRE/3 deal)", "headline:sign PRE/3 headline:deal"),
];

#[test]
fn every_form_prints_and_reads_back() {
    for (typed, printed) in FORMS {
        let printed = if *printed == "=" { typed } else { printed };
        let query = good(typed).query;
        let text = print(&query);
        let same = text == *printed || format!("({text})") == *printed;
        assert!(same, "{typed} printed as {text}, not as {printed}");
        assert_eq!(good(&text).query, query, "{typed} printed as {text} reads otherwise");
    }
}

#[test]
fn words_keep_what_was_typed() {
    let Node::Bag(words) = good("U.S. x\\*y =Premier \\NOT").query else { panic!() };
    let texts: Vec<&str> = words
        .iter()
        .map(|word| match word {
            Node::Word { scope: Scope::Text, text, .. } => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts, ["U.S.", "x*y", "Premier", "NOT"]);
    assert!(matches!(&words[2], Node::Word { exact: true, .. }));
}

#[test]
fn leaves_have_their_parts() {
    let word = |text: &str, prefix| PhraseWord { text: text.to_owned(), exact: false, prefix };
    assert_eq!(
        good("body:\"sign (deals OR accord*)\"~2").query,
        Node::Phrase {
            scope: Scope::Body,
            parts: vec![
                vec![word("sign", false)],
                vec![word("deals", false), word("accord", true)]
            ],
            slop: 2,
        }
    );
    assert_eq!(
        good("source:reut*").query,
        Node::Key {
            field: crate::article::Field::Source,
            value: KeyValue::StartsWith("reut".to_owned())
        }
    );
    let fuzzy = Pattern::Fuzzy { text: "mishustin".to_owned(), distance: 2 };
    assert_eq!(good("mishustin~2").query, Node::Pattern { scope: Scope::Text, pattern: fuzzy });
    let regex = Pattern::Regex("a/b".to_owned());
    assert_eq!(good("/a\\/b/").query, Node::Pattern { scope: Scope::Text, pattern: regex });
}

#[test]
fn proximity_associates_to_the_left() {
    let near =
        |kind, left, right| Node::Near { kind, left: Box::new(left), right: Box::new(right) };
    assert_eq!(
        good("a PRE/5 b NOT NEAR/2 c").query,
        near(
            Near::NotNear(2),
            near(Near::Pre(5), Node::word("a"), Node::word("b")),
            Node::word("c")
        )
    );
}

#[test]
fn a_bag_has_no_syntax() {
    let texts = [
        ("AND (a OR \"b c\") date:2024 -x *", "\\AND a \\OR b c date\\:2024 \\-x"),
        ("who won?", "who won"),
        ("one", "one"),
        ("))((\"", ""),
        ("", ""),
    ];
    for (typed, printed) in texts {
        let parsed = read_with(typed, true, true).unwrap();
        assert_eq!(print(&parsed.query), printed, "{typed}");
        assert!(parsed.warnings.is_empty());
    }
    let long = "word ".repeat(2_000);
    let parsed = read_with(&long, false, true).unwrap();
    assert!(matches!(&parsed.query, Node::Bag(of) if of.len() == 1_024));
    assert_eq!(parsed.warnings[0].code, "W110");
}

#[test]
fn a_tree_is_told() {
    let query = "headline:sign PRE/3 deal (a OR =B) -\"c (d OR e*)\"~2 m?n xy~1^2 source:reut* \
                 date:2024-08 date~2020 words:>400 precision:day ANY/2(x y z) FIRST/60(q) \
                 ATLEAST/3(r) date:* name:Li lang:zh /s.t/ *";
    let told = "\
words side by side
  the first before the second, with at most 2 words between
    sign, in any inflection, in headline
    deal, in any inflection, in headline
  any of
    a, in any inflection
    exactly B
  everything except
    the phrase \"c d|e*\", within 2 moves
  words like m?n
  with weight 2
    xy, with at most 1 edit
  source begins with reut
  dated within 2024-08
  dated so that it may be within 2020
  at least 401 words long
  dated at least to the day
  at least 2 of these 3
    x, in any inflection
    y, in any inflection
    z, in any inflection
  within the first 60 words of the body
    q, in any inflection
  mentioned at least 3 times
    r, in any inflection
  date is known
  the name Li, in any script and spelling, read as li
  lang is zh
  words that match /s.t/
  every article
";
    assert_eq!(tree(&good(query).query), told);
}

#[test]
fn a_name_is_told_with_its_readings_and_renderings() {
    for (query, told) in [
        (
            "name:Мишустину",
            "the name Мишустину, in any script and spelling, read as mishustinu|mishustin|mishustina; \
             also 米舒斯京\n",
        ),
        (
            "name:\"Xi Jinping\"",
            "the name Xi Jinping, in any script and spelling, read as ksi inping|zhinping; \
             also Си Цзиньпин, 习近平, 習近平\n",
        ),
        (
            "name:北京",
            "the name 北京, in any script and spelling; also Beijing, Peking, Pékin, Пекин\n",
        ),
    ] {
        assert_eq!(tree(&good(query).query), told);
    }
    let own = [vec!["Li Testov".to_owned(), "李测试".to_owned()]];
    let told = tree_with(&good("name:\"Ли Тестов\"").query, &own);
    assert!(told.ends_with("; also 李测试\n"), "{told}");
}
