//! What holds for every text, tried on generated ones.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone, PartialEq)]
struct Owned {
    form: String,
    stem: Option<String>,
    verbatim: Option<String>,
    position: u32,
    range: (usize, usize),
    kind: TokenKind,
}

fn own(token: &Token<'_>) -> Owned {
    Owned {
        form: token.form.to_owned(),
        stem: token.stem.map(str::to_owned),
        verbatim: token.verbatim.map(str::to_owned),
        position: token.position,
        range: (token.start, token.end),
        kind: token.kind,
    }
}

fn quickly(analyzer: &mut Analyzer, text: &str, plan: StemPlan) -> (Vec<Owned>, u32) {
    let mut out = Vec::new();
    let used = analyzer.text(text, plan, &mut |token| out.push(own(token)));
    (out, used)
}

fn slowly(text: &str, plan: StemPlan) -> (Vec<Owned>, u32) {
    let mut out = Vec::new();
    let used = Analyzer::new().each_slowly(text, plan, &mut |token: &Token<'_>| {
        out.push(own(token));
    });
    (out, used)
}

/// Texts made of what the tokenizer has rules for.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "s", "S", "qu", "l", "d", "word", "Über", "é", "e\u{301}", "ñ", "1", "000", "26", "3",
        "½", ".", ",", "'", "’", "‘", "`", "´", "-", "‐", "‑", "–", "—", " ", "\n", "\u{a0}", "&",
        "_", "\"", "”", "״", "צ", "ל", "й", "Ё", "ж", "ї", "北", "京", "。", "，", "カ", "ﾞ", "ｶ",
        "ー", "ก", "ิ", "ำ", "์", "न", "्", "द", "ी", "ا", "ً", "ـ", "٢", "٬", "ﬁ", "№", "İ", "ı", "ß",
        "Σ", "ς", "\u{ad}", "\u{200d}", "\u{200b}", "\u{feff}", "\u{fe0f}", "😀", "한", "\u{1100}",
        "\u{1161}", "\u{11a8}", "\u{323}", "\u{3099}", "\u{2044}", "…", "！", "℃", "்", "த", "0",
        "U.S.", "!", "\0", "\u{7f}",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![4 => pieces(), 1 => any::<String>(), 1 => "\\PC{0,300}", 1 => "[a-zA-Z0-9 .,'`-]{0,60}"]
}

/// Words as stemmers get them, and a few that no stemmer expects.
fn one_script() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,30}",
        "[a-z]{0,8}(issimo|ations|ungen|ement|iyor|lar[iı]n|heid|ssa|ban|skap|ului|amente)",
        "[а-яїўѓ]{1,30}",
        "[α-ω]{1,30}",
        "[\u{620}-\u{64a}]{1,30}",
        "[\u{b85}-\u{bcd}]{1,30}",
        "\\PC{1,30}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn pairs_are_told_by_their_form(text in texts()) {
        for token in slowly(&text, StemPlan::NONE).0 {
            prop_assert_eq!(is_pair(&token.form), token.kind == TokenKind::Pair, "{:?}", token);
        }
    }

    #[test]
    fn tokens_keep_the_contract(text in texts()) {
        let (tokens, used) = quickly(&mut Analyzer::new(), &text, StemPlan::default());
        let (mut position, mut start) = (0, 0);
        let mut next = 0;
        for token in &tokens {
            prop_assert!((1..=MAX_WORD).contains(&token.form.len()), "{token:?}");
            let stem = token.stem.as_ref().map_or(1, String::len);
            prop_assert!((1..=MAX_WORD).contains(&stem), "{token:?}");
            prop_assert!(token.range.0 < token.range.1, "{token:?}");
            prop_assert!(text.get(token.range.0..token.range.1).is_some(), "{token:?}");
            prop_assert!(token.position >= position, "{token:?}");
            position = token.position;
            if let Some(verbatim) = &token.verbatim {
                prop_assert!(verbatim != &token.form && verbatim.len() <= MAX_WORD);
            }
            if token.kind == TokenKind::Joined {
                prop_assert_eq!(token.position + 1, next);
                prop_assert_eq!(token.range.0, start);
            } else {
                prop_assert!(token.range.0 >= start, "{token:?}");
                prop_assert_eq!(token.position, next);
                start = token.range.0;
                next += 1;
            }
        }
        prop_assert_eq!(used, next);
    }

    #[test]
    fn the_fast_way_is_the_general_way(text in texts()) {
        let plan = StemPlan::default();
        prop_assert_eq!(quickly(&mut Analyzer::new(), &text, plan), slowly(&text, plan));
    }

    #[test]
    fn what_was_analysed_before_changes_nothing(before in texts(), text in texts()) {
        let mut used = Analyzer::new();
        quickly(&mut used, &before, StemPlan::default());
        let plan = StemPlan::default();
        prop_assert_eq!(quickly(&mut used, &text, plan), quickly(&mut Analyzer::new(), &text, plan));
    }

    #[test]
    fn spaces_around_a_text_change_only_ranges(text in texts()) {
        let (plain, _) = quickly(&mut Analyzer::new(), &text, StemPlan::default());
        let (padded, _) = quickly(&mut Analyzer::new(), &format!("  {text} "), StemPlan::default());
        let forms = |tokens: &[Owned]| -> Vec<_> {
            tokens.iter().map(|t| (t.form.clone(), t.position, t.kind)).collect()
        };
        prop_assert_eq!(forms(&plain), forms(&padded));
    }

    #[test]
    fn a_word_typed_as_printed_finds_its_stem(text in texts()) {
        let plan = StemPlan::default();
        let mut analyzer = Analyzer::new();
        let (tokens, _) = quickly(&mut analyzer, &text, plan);
        let set = analyzer.used();
        let word = query::word(&mut Analyzer::new(), &text, &set);
        for token in &word.tokens {
            prop_assert!(tokens.iter().any(|t| {
                t.position == token.position && t.form == token.form && t.kind == token.kind
                    && token.stems.iter().eq(&t.stem)
            }), "{token:?}");
        }
    }

    #[test]
    fn any_word_survives_any_stemmer(word in one_script()) {
        let mut stems = stem_cache::Stems::new();
        for stemmer in Stemmer::ALL {
            let stem = stems.under(&word, stemmer).to_owned();
            prop_assert!(!stem.is_empty() && stem.len() <= MAX_WORD);
            prop_assert_eq!(stems.under(&word, stemmer), stem);
        }
    }

    #[test]
    fn bounds_come_before_their_tokens(text in texts()) {
        struct Check { position: u32, pending: Vec<u32>, fine: bool }
        impl ArticleSink for Check {
            fn token(&mut self, _: Part, token: &Token<'_>) {
                self.fine &= self.pending.drain(..).all(|bound| bound == token.position);
                self.fine &= token.position >= self.position;
                self.position = token.position;
            }
            fn bound(&mut self, position: u32, _: BoundKind) {
                self.pending.push(position);
            }
        }
        let mut check = Check { position: 0, pending: Vec::new(), fine: true };
        super::article::body(&mut Analyzer::new(), &text, StemPlan::NONE, &mut check);
        prop_assert!(check.fine && check.pending.is_empty());
    }
}
