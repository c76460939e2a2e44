//! What words are, told by examples in many scripts.

use super::*;
use crate::article::Lang;
use crate::article::{Article, ArticleId, Evidence, Origin};

/// Forms with positions: `covid@0 covid19^0 19@1`; `^` marks joined, `/` pairs, `.` last ones.
fn forms(text: &str) -> String {
    let mut out = Vec::new();
    Analyzer::new().text(text, StemPlan::NONE, &mut |token| {
        let sign = match token.kind {
            TokenKind::Word => '@',
            TokenKind::Joined => '^',
            TokenKind::Pair => '/',
            TokenKind::Last => '.',
        };
        out.push(format!("{}{sign}{}", token.form, token.position));
    });
    out.join(" ")
}

/// Forms without positions, joined ones left out.
fn words(text: &str) -> String {
    let mut out = Vec::new();
    Analyzer::new().text(text, StemPlan::NONE, &mut |token| {
        if token.kind != TokenKind::Joined {
            out.push(token.form.to_owned());
        }
    });
    out.join(" ")
}

fn ranges(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    Analyzer::new().text(text, StemPlan::NONE, &mut |t| out.push(&text[t.start..t.end]));
    out
}

fn stems(text: &str, lang: &str) -> String {
    let plan = StemPlan::for_lang(Lang::parse(lang).unwrap(), StemPlan::default());
    let mut out = Vec::new();
    Analyzer::new().text(text, plan, &mut |token| out.push(token.stem.unwrap_or("–").to_owned()));
    out.join(" ")
}

#[test]
fn english_words() {
    for (text, expected) in [
        ("It's 26 percent", "it 26 percent"),
        ("China’s China's CHINA'S China`s China´s China＇s", "china china china china china china"),
        ("O'Brien O’Neill's D’Souza", "obrien oneill d souza"),
        ("don't won’t we'll they're", "dont wont well theyre"),
        (
            "Jones' the boys’ 'quoted' ‘quoted’ rock'n'roll",
            "jones the boys quoted quoted rocknroll",
        ),
        ("the 1980's MH370's '90s", "the 1980 mh370 90s"),
        ("U.S. U.S.A. U.S U.N. e.g. p.m. J.K. Rowling", "us usa us un eg pm jk rowling"),
        (
            "the U.S.-led U.S.'s A.B.Smith J.Smith end.Next example.com",
            "the us led us ab smith j smith end next example com",
        ),
        ("AT&T R&D #tag @name a_b a:b a/b", "at t r d tag name a b a b a b"),
        (
            "$240bn €5m 5G MH370 COVID19 26.3 1,000,000 1,000km 26,3",
            "240bn 5m 5g mh370 covid19 26.3 1000000 1000km 26.3",
        ),
        ("10:30 22.08.2024 v1.2 3% x²", "10 30 22.08.2024 v1.2 3 x2"),
        ("word—word word–word word--word pre- and -5", "word word word word word word pre and 5"),
        ("Zürich Łódź café cafe\u{301} ﬁnance №5 ℃", "zurich lodz cafe cafe finance no5 c"),
        ("soft\u{ad}hyphen zero\u{200d}width \u{feff}mark", "softhyphen zerowidth mark"),
        ("😀 ❤️ 1️⃣ 👍🏽ok", "1 ok"),
        ("", ""),
        (" .,;!?-'’ ", ""),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn hyphenated_words_are_also_one_word() {
    assert_eq!(forms("COVID-19 e-mails"), "covid@0 covid19^0 19@1 e@2 emails^2 mails@3");
    assert_eq!(forms("a-b-c"), "a@0 abc^0 b@1 c@2");
    assert_eq!(forms("a-b-c-d"), "a@0 b@1 c@2 d@3");
    assert_eq!(forms("a-b-c-d-e-f-g"), "a@0 b@1 c@2 d@3 e@4 f@5 g@6");
    assert_eq!(forms("x‐y p‑q"), "x@0 xy^0 y@1 p@2 pq^2 q@3");
    assert_eq!(forms("won 3-2 in 2024-08-22"), "won@0 3@1 2@2 in@3 2024@4 08@5 22@6");
    assert_eq!(forms("vice-president's"), "vice@0 vicepresident^0 president@1");
    assert_eq!(forms("l'est-ouest"), "l@0 est@1 estouest^1 ouest@2");
    assert_eq!(forms("Côte-d'Ivoire"), "cote@0 d@1 ivoire@2");
    let long = format!("{}-{}", "a".repeat(20), "b".repeat(21));
    assert!(!forms(&long).contains('^'));
}

#[test]
fn words_of_other_languages() {
    for (text, expected) in [
        ("L’élection d'Aujourd'hui qu'il n’a", "l election d aujourdhui qu il na"),
        ("dell'Italia all’ultimo un'altra c'è", "dell italia all ultimo un altra ce"),
        ("Ёлки-палки, Мишустин’у об'єкт", "елки палки мишустину обєкт"),
        ("т.е. США (С.Ш.А.)", "те сша сша"),
        ("Straße ŒUVRE Ærø", "strasse oeuvre aero"),
        ("الرئيس مُحَمَّد أعلن ٢٠٢٤ می‌خواهم", "الرييس محمد اعلن 2024 ميخواهم"),
        ("צה\"ל צה״ל ג'ורג' \"שלום\"", "צהל צהל גורג שלום"),
        ("हिन्दी समाचार। प्रधानमंत्री", "हिन्दी समाचार प्रधानमंत्री"),
        ("தமிழ் செய்தி", "தமிழ் செய்தி"),
        ("한국 대통령은", "한국 대통령은"),
        ("ΑΘΗΝΑΣ Αθήνας", "αθηνασ αθηνασ"),
        ("Hawaiʻi Saʿūd", "hawaii saud"),
        ("ምርጫ፡ዜና", "ምርጫ ዜና"),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn unspaced_scripts_become_pairs() {
    assert_eq!(forms("北京大学"), "北京/0 京大/1 大学/2 学.3");
    assert_eq!(forms("我。"), "我.0");
    assert_eq!(forms("2024年，COVID-19疫情"), "2024@0 年.1 covid@2 covid19^2 19@3 疫情/4 情.5");
    assert_eq!(forms("東京タワー"), "東京/0 京タ/1 タワ/2 ワー/3 ー.4");
    assert_eq!(forms("ﾄｳｷｮｳ ｶﾞｽ"), "トウ/0 ウキ/1 キョ/2 ョウ/3 ウ.4 ガス/5 ス.6");
    assert_eq!(ranges("ｶﾞｽ"), ["ｶﾞｽ", "ｽ"]);
    assert_eq!(forms("ジョン・スミス"), "ジョ/0 ョン/1 ン.2 スミ/3 ミス/4 ス.5");
    assert_eq!(forms("ที่นี่"), "ที่นี่/0 นี่.1");
    assert_eq!(forms("กรุง ๒๕๖๗"), "กรุ/0 รุง/1 ง.2 2567@3");
    assert_eq!(forms("ｗｅｂ版５号"), "web@0 版.1 5@2 号.3");
}

#[test]
fn ranges_point_into_the_text_as_given() {
    assert_eq!(
        ranges("The U.S. and China’s “cafe\u{301}”."),
        ["The", "U.S.", "and", "China", "cafe\u{301}"]
    );
    assert_eq!(ranges("COVID-19!"), ["COVID", "COVID-19", "19"]);
    assert_eq!(ranges("L’élection 1,000.5km"), ["L", "élection", "1,000.5km"]);
    assert_eq!(ranges("so\u{ad}ft😀ﬁn"), ["so\u{ad}ft", "ﬁn"]);
}

#[test]
fn verbatim_is_kept_only_where_it_differs() {
    let mut seen = Vec::new();
    let text = "The U.S. premier’s café O'Brien e-Mail 1,000 北京";
    Analyzer::new().text(text, StemPlan::NONE, &mut |t| seen.push(t.verbatim.map(str::to_owned)));
    let seen: Vec<&str> = seen.iter().map(|v| v.as_deref().unwrap_or("-")).collect();
    assert_eq!(seen, ["The", "US", "-", "café", "OBrien", "-", "eMail", "Mail", "-", "-", "-"]);
}

#[test]
fn stems_follow_the_language_and_never_the_accents() {
    assert_eq!(stems("signed agreements U.S. 5Gs", "en"), "sign agreement us –");
    assert_eq!(stems("électeurs electeurs", "fr"), "electeur electeur");
    assert_eq!(stems("électorale", "fr"), stems("electorale", "fr"));
    assert_eq!(stems("Мишустина Мишустиным", "ru"), "мишустин мишустин");
    assert_eq!(stems("Мишустина", "en"), "мишустин");
    assert_eq!(stems("Мишустина", "uk"), "мишустина");
    assert_eq!(stems("waandishi signed", "sw"), "waandishi signed");
    assert_eq!(stems("signed the 签署", "zh"), "sign – – –");
    // Mixed scripts (a Cyrillic а) are left alone.
    assert_eq!(stems("signed\u{430}s", "en"), "signed\u{430}s");
}

#[test]
fn long_words_are_cut_at_a_character_and_kept() {
    for (letter, bytes) in [("a", 255), ("ж", 254), ("\u{1e4d}", 255), ("字", 0)] {
        let text = letter.repeat(1_000);
        let mut sizes = Vec::new();
        Analyzer::new().text(&text, StemPlan::default(), &mut |t| {
            sizes.push((t.form.len(), t.end - t.start));
        });
        if bytes > 0 {
            assert_eq!(sizes, [(bytes, text.len())], "{letter}");
        } else {
            assert_eq!(sizes.len(), 1_000);
        }
    }
}

#[test]
fn what_was_used_is_known() {
    let mut analyzer = Analyzer::new();
    let plan = StemPlan::for_lang(Lang::parse("sw").unwrap(), StemPlan::default());
    analyzer.text("北京 2024 5G", plan, &mut |_| {});
    assert!(analyzer.used().is_empty());
    analyzer.text("habari Мишустин", plan, &mut |_| {});
    assert_eq!(analyzer.used().names(), ["ru", "none-latin"]);
}

struct Recorder(Vec<String>);

impl ArticleSink for Recorder {
    fn token(&mut self, _: Part, token: &Token<'_>) {
        self.0.push(format!("{}@{}", token.form, token.position));
    }

    fn bound(&mut self, position: u32, kind: BoundKind) {
        let sign = if kind == BoundKind::Paragraph { '¶' } else { '§' };
        self.0.push(format!("{sign}{position}"));
    }
}

fn sample(headline: Option<&str>, deck: Option<&str>, body: &str) -> Article {
    Article {
        id: ArticleId([0; 16]),
        own_id: None,
        headline: headline.map(str::to_owned),
        deck: deck.map(str::to_owned),
        body: body.to_owned(),
        byline: None,
        place: None,
        section: None,
        url: None,
        lang: Lang::UND,
        sources: Vec::new(),
        published: None,
        weekday_hint: None,
        modified: None,
        crawled: None,
        embargo: None,
        version: None,
        origin: Origin { path: "a/b".into(), offset: 0, format: "text".into() },
        removed: Vec::new(),
        evidence: Evidence::default(),
        notes: Vec::new(),
    }
}

fn lay_out(article: &Article) -> String {
    let mut sink = Recorder(Vec::new());
    super::article::article(&mut Analyzer::new(), article, StemPlan::NONE, &mut sink);
    sink.0.join(" ")
}

#[test]
fn an_article_lies_in_one_space_of_positions() {
    let article = sample(Some("Pact signed"), Some("A deck"), "One. Two three.\n\n\n \nFour");
    assert_eq!(
        lay_out(&article),
        "¶0 §0 pact@0 signed@1 ¶64 §64 a@64 deck@65 \
         ¶128 §128 one@128 §129 two@129 three@130 ¶132 §132 four@132"
    );
    assert_eq!(lay_out(&sample(None, None, "")), "");
}

#[test]
fn a_headline_or_deck_too_long_for_its_place_stands_behind_the_body() {
    for (words, near) in [(63, true), (64, false), (6_000, false)] {
        let text = "word ".repeat(words);
        let told = lay_out(&sample(Some(&text), Some(&text), "body"));
        let (headline, deck) = if near { (0, DECK_BASE) } else { (FAR_HEADLINE, FAR_DECK) };
        for base in [headline, deck] {
            let (first, last) = (base, base + words as u32 - 1);
            assert!(told.contains(&format!("¶{first} §{first} word@{first}")), "{told}");
            assert!(told.contains(&format!("word@{last}")));
            let part = Part::of(base);
            assert!(part == Part::of(last) && part == Part::of(last + 1));
        }
        let position = |at: usize| told.split(' ').nth(at).unwrap();
        assert_eq!(position(0), if near { "¶0" } else { "¶128" });
    }
}

#[test]
fn a_body_alone_has_the_positions_of_the_article() {
    let text = "Uno dos. Tres\n\n北京大学 四。五\nsix";
    let whole = lay_out(&sample(None, None, text));
    let mut alone = Recorder(Vec::new());
    super::article::body(&mut Analyzer::new(), text, StemPlan::NONE, &mut alone);
    assert_eq!(alone.0.join(" "), whole);
}

#[test]
fn stems_are_for_words_that_say_something() {
    let mut told = Vec::new();
    let mut analyzer = Analyzer::new();
    analyzer.text("The Who met 北京 in-house", StemPlan::NONE, &mut |token| {
        told.push((token.form.to_owned(), token.stem.is_some()));
    });
    let told: Vec<(&str, bool)> = told.iter().map(|(form, yes)| (form.as_str(), *yes)).collect();
    assert_eq!(
        told,
        [
            ("the", false),
            ("who", false),
            ("met", true),
            ("北京", false),
            ("京", false),
            ("in", false),
            ("inhouse", true),
            ("house", true)
        ]
    );
}

#[test]
fn typed_words_mean_what_the_index_holds() {
    let set = StemSet::parse(&["en", "fr", "none-latin", "ru"]).unwrap();
    let mut analyzer = Analyzer::new();
    let mut read = |text: &str| query::word(&mut analyzer, text, &set);

    let word = read("Elections");
    assert_eq!(word.tokens.len(), 1);
    assert_eq!(word.tokens[0].form, "elections");
    assert_eq!(word.tokens[0].verbatim, "Elections");
    assert_eq!(word.tokens[0].exact_spelling(), "Elections");
    assert_eq!(word.tokens[0].stems, ["elect", "elections"]);
    assert_eq!(read("élections").tokens[0].exact_spelling(), "elections");
    assert_eq!(read("Мишустиным").tokens[0].stems, ["мишустин"]);
    assert_eq!(read("5Gs").tokens[0].stems, [""; 0]);
    assert_eq!(read("Αθήνας").tokens[0].stems, ["αθηνασ"]);

    let word = read("COVID-19");
    let forms: Vec<&str> = word.tokens.iter().map(|t| t.form.as_str()).collect();
    assert_eq!(forms, ["covid", "19"]);
    assert_eq!(word.joined.as_ref().unwrap().form, "covid19");
    let word = read("e-mails");
    assert_eq!(word.joined.unwrap().stems, ["email", "emails"]);
    assert_eq!(read("covid-19 cases").joined, None);

    let word = read("北京大学");
    let forms: Vec<&str> = word.tokens.iter().map(|t| t.form.as_str()).collect();
    assert_eq!(forms, ["北京", "京大", "大学"]);
    assert!(!word.single_unspaced);
    assert!(read("京").single_unspaced);
    assert_eq!(read("第5代").tokens.len(), 3);
    let word = read("北京 pact");
    assert_eq!(word.tokens.iter().map(|t| t.position).collect::<Vec<_>>(), [0, 2]);

    assert!(read("&?!").is_empty());
    assert_eq!(read("U.S.").tokens[0].exact_spelling(), "US");
}
