//! Every error code as a terminal shows it, with its caret, kept in `messages.txt`.
//!
//! The test fails if a code has no case; codes that only an engine can give are tested with it.

use std::fmt::Write as _;

use super::{nexis, read_with};

/// How a case is read.
#[derive(Clone, Copy)]
enum Mode {
    Own,
    Strict,
    Nexis,
}

use Mode::{Nexis, Own, Strict};

/// `{n*text}` stands for the text so many times.
const CASES: &[(Mode, &str)] = &[
    (Own, " "),
    (Own, "习近平 “讲话"),
    (Own, "cafe\u{301} (a OR b"),
    (Own, "渡轮) x"),
    (Own, "re\u{301}sume\u{301} ()"),
    (Own, "习近平 讲话 AND"),
    (Own, "headline:sign PRE/3"),
    (Own, "習近平 NEAR/3 date:2024"),
    (Own, "headline:sign PRE/3 body:déal"),
    (Own, "ニュース NEAR/x b"),
    (Own, "渡轮^0"),
    (Own, "\"渡轮 港口\"~65"),
    (Own, "cafe\u{301}~3"),
    (Own, "港口 /a"),
    (Own, "source:*uters"),
    (Own, "👩\u{200d}🔬 headlien:a"),
    (Own, "渡轮 source:"),
    (Own, "headline:(ｆｕｌｌ source:b)"),
    (Own, "text:3f9a"),
    (Own, "lang:russian"),
    (Own, "渡轮 date:昨天"),
    (Own, "date:03/04/2024"),
    (Own, "date:2025..2024"),
    (Own, "date:1500"),
    (Own, "渡轮 @kremln"),
    (Own, "渡轮 @loop"),
    (Own, "渡轮 @deep"),
    (Strict, "渡轮 b OR c"),
    (Own, "渡轮 && b"),
    (Own, "ANY/3(渡轮 b)"),
    (Strict, "渡轮 or e\u{301}cole"),
    (Strict, "渡轮 - b"),
    (Nexis, "渡轮 not w/s cafe\u{301}"),
    (Nexis, "caps(Apple) and 渡轮"),
    (Nexis, "渡轮 w/x cafe\u{301}"),
    (Nexis, "渡轮 and *cafe\u{301}"),
    (Nexis, "渡轮 and hedline(oil)"),
    (Nexis, "渡轮 and company(oil)"),
    (Nexis, "渡轮 (price or cost)"),
    (Nexis, "渡轮 and length > many"),
    (Nexis, "渡轮 w/5 (price and cost)"),
    (Nexis, "e\u{301}cole and not"),
    (Nexis, "oil and date aft 3/4/2024"),
    (Own, "{1400*渡}"),
    (Own, "{51*(}渡轮"),
    (Own, "{65*a }"),
    (Own, "渡轮 /{257*a}/"),
];

/// Codes that come from an engine or from options: integration tests show them, carets included.
const ELSEWHERE: [&str; 3] = ["Q210", "Q211", "Q215"];

/// Codes by which an engine guards against trees that this parser never makes.
const GUARDS: [&str; 4] = ["Q212", "Q213", "Q214", "Q216"];

fn expanded(text: &str) -> String {
    let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
    let (inside, after) = rest.split_once('}').unwrap();
    let (times, piece) = inside.split_once('*').unwrap();
    format!("{before}{}{}", piece.repeat(times.parse().unwrap()), expanded(after))
}

fn told() -> (String, Vec<&'static str>) {
    let (mut shown, mut codes) = (String::new(), Vec::new());
    for (mode, case) in CASES {
        let text = expanded(case);
        let (options, outcome) = match mode {
            Own => ("", read_with(&text, false, false).map(|_| ())),
            Strict => ("--strict ", read_with(&text, true, false).map(|_| ())),
            Nexis => ("--syntax nexis ", nexis::read(&text).map(|_| ())),
        };
        let error = outcome.expect_err(case);
        codes.push(error.code);
        writeln!(shown, "$ {options}{case}\n{}\n", error.render(&text)).unwrap();
    }
    (shown, codes)
}

#[test]
fn every_error_is_shown_as_it_was() {
    let kept = include_str!("messages.txt");
    let (shown, _) = told();
    let differs = kept.lines().zip(shown.lines()).position(|(kept, shown)| kept != shown);
    assert!(kept == shown, "differs from line {differs:?} on; if that is meant, keep:\n{shown}");
}

#[test]
fn every_code_has_a_case() {
    let source = include_str!("../codes.rs");
    let telling = include_str!("../../../tests/it/telling.rs");
    let (_, tested) = told();
    let mut found = 0;
    for line in source.lines().filter(|line| line.starts_with("pub const ")) {
        let Some(code) = line.split('"').nth(1).filter(|code| code.starts_with('Q')) else {
            continue;
        };
        found += 1;
        let elsewhere = ELSEWHERE.contains(&code) && telling.contains(code);
        let known = tested.contains(&code) || elsewhere || GUARDS.contains(&code);
        assert!(known, "{code} has no case");
    }
    assert!(found > 45, "{found}");
}
