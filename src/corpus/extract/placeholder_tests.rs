use super::*;

fn is(text: &str) -> Option<&'static str> {
    super::text(&text.split("\n\n").collect::<Vec<_>>())
}

#[test]
fn the_shipped_table_is_valid() {
    let rules = read().unwrap();
    for rule in &rules.rule {
        let longest = if rule.words.is_empty() { LONGEST } else { LONGEST_FILLER };
        assert!(rule.max > 0 && rule.max <= longest, "{rule:?}");
        assert!(rule.patterns.is_empty() != rule.words.is_empty(), "{rule:?}");
        for pattern in &rule.patterns {
            let filled = pattern.replace('*', "Harbour 7");
            assert!(filled.chars().count() <= rule.max, "{pattern} is longer than its rule allows");
            assert!(pattern.chars().any(|c| c != '*'), "{rule:?}");
            // It is written as `strip` gives it.
            let taken = rules.taker(&format!("({filled}.)"), &[rule.place]);
            assert_eq!(taken.map(|taken| taken.id.as_str()), Some(rule.id.as_str()), "{pattern}");
        }
    }
}

#[test]
fn whole_texts_that_tell_nothing_are_told() {
    for (text, rule) in [
        ("Blah blah blah.", "filler"),
        ("******Blah blah blah.", "filler"),
        ("bla bla bla bla", "filler"),
        ("测试", "filler"),
        (
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n\nSed do eiusmod.",
            "lorem-ipsum",
        ),
        ("Temporarily Offline", "offline"),
        ("Sorry! The site is under maintenance. Please try again later.", "offline"),
        ("网站维护中，请稍后再试。", ""),
        ("网站维护中。请稍后再试。", "offline"),
        ("404 Not Found\n\nnginx/1.18.0", "not-found"),
        ("Not Found\n\nThe requested URL /news/7 was not found on this server.", "not-found"),
        ("This page is no longer available.", "not-found"),
        ("Страница не найдена. Вернуться на главную", "not-found"),
        ("抱歉，您访问的页面不存在。\n\n返回首页", "not-found"),
        ("お探しのページは見つかりませんでした。", "not-found"),
        ("Please enable JavaScript to continue using this application.", "script-needed"),
        (
            "Just a moment...\n\nVerifying you are human. This may take a few seconds.",
            "robot-check",
        ),
        ("We use cookies.\n\nAccept all\n\nPrivacy policy", "consent"),
        ("Already a subscriber? Log in", "subscribers-only"),
        ("(MORE)", "to-follow"),
        ("This is a developing story. Check back for updates.", "to-follow"),
        ("Новость дополняется.", "to-follow"),
    ] {
        assert_eq!(is(text).unwrap_or(""), rule, "{text}");
    }
}

#[test]
fn articles_that_quote_such_a_line_are_left() {
    for text in [
        "",
        "***",
        "The page of the ministry said: 404 Not Found.",
        "“This page is no longer available.”",
        "This page is no longer available, the ministry wrote on Monday.",
        "This page is no longer available. The ministry took it down after the ferry sank.",
        "Blah blah blah, said the minister, and left.",
        "The ferry is temporarily offline.",
        "Lorem ipsum dolor sit amet is the filler of typesetters.",
        "Back to home",
        "Home\n\nSearch\n\nnginx",
        "We use cookies to bake the cake of the harbour festival.",
        "More boats sail.",
        "Just a moment of silence was kept for the crew.",
    ] {
        assert_eq!(is(text), None, "{text}");
    }
    // A list of such lines is a text about them.
    assert_eq!(is(&"Not found. ".repeat(40)), None);
    assert_eq!(is(&"blah ".repeat(3_000)), None);
    assert_eq!(is(&"x. ".repeat(1 << 20)), None);
}

#[test]
fn headlines_alone_are_judged_too() {
    for (line, rule) in [
        ("404 Not Found", "not-found"),
        ("Page not found | Dorfbote", "not-found"),
        ("Страница не найдена - Dorfbote", "not-found"),
        ("眾新聞告別 感謝讀者", "farewell"),
        ("眾新聞告別　　感謝讀者", "farewell"),
        ("Untitled", "untitled"),
        ("Access Denied", "robot-check"),
    ] {
        assert_eq!(headline(line), Some(rule), "{line}");
    }
    for line in ["Ferry not found", "Home - Dorfbote", "Access denied to the ferry", "Nginx"] {
        assert_eq!(headline(line), None, "{line}");
    }
}
