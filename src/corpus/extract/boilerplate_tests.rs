//! Page lines: what each rule takes, and what must stay.

use super::*;

#[test]
fn rules_take_their_lines() {
    assert_eq!(
        anywhere("For more articles like this, please visit us at example.com"),
        Some("see-more")
    );
    assert_eq!(anywhere("Image copyright A. Photographer"), Some("image-credit"));
    for text in ["视频简介", "主要内容：", "本期节目主要内容", "节目官网"] {
        assert_eq!(anywhere(text), Some("page-label"), "{text}");
    }
    assert_eq!(anywhere("主要内容是渡轮继续运营"), None);
    assert_eq!(at_end("©2019 Dorfbote L.P."), Some("copyright"));
    assert_eq!(at_end("Copyright 2024 Dorfbote. All rights reserved."), Some("copyright"));
    assert_eq!(at_end("(c) 2024 Dorfbote"), Some("copyright"));
    for text in [
        "❤ Подписаться | Прислать новость",
        "😄— Подписаться",
        "👉 Подпишись на Вестник",
        "請加入成為村報的月費訂戶，支持我們。",
        "月費訂戶 網址：dorf.example",
    ] {
        assert_eq!(at_end(text), Some("subscribe"), "{text}");
    }
    assert_eq!(anywhere("Jane Doe via Getty Images"), Some("image-credit"));
    assert_eq!(anywhere("SEE ALSO: Buses stop in Dorf"), Some("related"));
    assert_eq!(at_end("Continue reading..."), Some("see-more"));
    assert_eq!(at_end("続きを読む"), Some("see-more"));
    assert_eq!(at_end("Read the full story on Dorfbote."), Some("see-more"));
    assert_eq!(at_end("Jane Doe can be reached at http://n.example/jane"), Some("contact"));
    assert_eq!(at_end("___"), Some("divider"));
    assert_eq!(at_end("Follow Dorfbote on Facebook, and on Twitter."), Some("subscribe"));
    for text in [
        "More about Ferries, Winter, and Dorf",
        "TAGS: FERRIES, WINTER",
        "标签：渡轮",
        "Filed under: boats",
    ] {
        assert_eq!(at_end(text), Some("tags"), "{text}");
    }
    for text in [
        "To contact the reporter on this story: Jane Doe in Dorf at jdoe@n.example",
        "To contact the editors responsible for this story: John Roe at jroe@n.example",
        "-- Dorf Newsroom +44 171 555 0100",
        "Dorf bureau 212 555 0100",
        "-- Jane Doe, Dorf Newsdesk, 212-555-0100",
        "--212-555-0100",
    ] {
        assert_eq!(at_end(text), Some("contact"), "{text}");
    }
    assert_eq!(at_end("(Updates with the vote in the second paragraph.)"), Some("update-note"));
    assert_eq!(at_end("--With assistance from Jane Doe."), Some("reporting-by"));
    assert_eq!(anywhere("【字号：大 中 小】 【打印】"), Some("page-tools"));
    for text in [
        "Follow the ferries.",
        "Read more books, said the mayor.",
        "Bureau 20",
        "Tags: the council chose them.",
        "The newsroom has 40 people",
        "(Updates were late) and more",
        "Image rights were sold.",
        "Copyright law of long ago",
        "For more articles, ask.",
        "Паромы ходят.",
        "Подписаться на договор. Так решил совет.",
        "請加入成為義工。",
        "渡轮。",
        "© ünï 20",
    ] {
        assert_eq!(at_end(text), None, "{text}");
    }
}

#[test]
fn a_newsroom_behind_the_last_sentence() {
    assert_eq!(newsroom_tail("The end. -- Dorf Newsroom 212 555 0100"), Some(9));
    assert_eq!(newsroom_tail("The boats -- both of them -- run."), None);
    assert_eq!(newsroom_tail(&"语".repeat(100)), None);
}

#[test]
fn reporting_by_is_found_at_the_end_only() {
    assert_eq!(reporting_by("The end. (Reporting by A B; Editing by C D)"), Some(9));
    assert_eq!(reporting_by("(Editing by C D)"), Some(0));
    assert_eq!(reporting_by("Reporting by A B; Editing by C D"), Some(0));
    assert_eq!(reporting_by("A (Reporting by A B) story goes on here."), None);
    assert_eq!(reporting_by("Reporting by the council was late."), None);
    assert_eq!(reporting_by(""), None);
    assert_eq!(reporting_by(&"语".repeat(500)), None);
}

/// Every pattern of the table takes a line made from it, under its own rule.
#[test]
fn every_pattern_of_the_table_takes_its_line() {
    let shipped = shipped();
    let filled = |pattern: &str| pattern.replacen('*', " Dorf", 1).replace('*', "Dorf@n.example");
    for place in [Place::Anywhere, Place::End] {
        for rule in shipped.at(place) {
            for pattern in &rule.patterns {
                let text = filled(pattern).trim().to_owned();
                let text =
                    if text.ends_with("Images") { "Dorf via Getty Images".into() } else { text };
                let taken = if place == Place::End { at_end(&text) } else { anywhere(&text) };
                assert_eq!(taken, Some(rule.id.as_str()), "{pattern}: {text}");
                if pattern.starts_with('*') {
                    continue;
                }
                // The same words in a sentence of the story stay.
                let story =
                    format!("The mayor of the town read out one line, {text}, and sat down again.");
                assert_eq!(at_end(&story), None, "{story}");
            }
        }
    }
    for rule in shipped.at(Place::Mark) {
        for pattern in &rule.patterns {
            let id = rule.id.as_str();
            assert_eq!(mark(&format!("{pattern}Text.")), Some((id, pattern.len(), true)));
            assert_eq!(mark(&format!("Text. {pattern}")), Some((id, pattern.len(), false)));
        }
    }
    for (place, before) in [(Place::HeadlinePrefix, true), (Place::HeadlineSuffix, false)] {
        for rule in shipped.at(place) {
            for label in &rule.patterns {
                let line = if before {
                    format!("{label} 渡轮 runs")
                } else {
                    format!("渡轮 runs {label}")
                };
                let cut = ("headline-label", label.clone(), "渡轮 runs".to_owned());
                assert_eq!(headline_label(&line), Some(cut), "{line}");
            }
        }
    }
    for line in
        ["[视频]", "(Video) ", "Ferries (again)", "[Updated] Ferries", "A [Video] in it", ""]
    {
        assert_eq!(headline_label(line), None, "{line}");
    }
    assert_eq!(mark("[adult] Text."), None);
}

#[test]
fn share_prompts_go_and_sentences_stay() {
    for text in [
        "Share this article",
        "SHARE THIS:",
        "Click to share on Dorfbook",
        "分享到：微信 微博",
        "Поделиться",
    ] {
        assert_eq!(anywhere(text), Some("share"), "{text}");
    }
    for text in [
        "Share this bread with your neighbour.",
        "Shares rose",
        "Share prices of the ferry company",
        "Поделиться мнением пришли все.",
        "分享到最后的人是市长。",
    ] {
        assert_eq!(anywhere(text), None, "{text}");
    }
}
