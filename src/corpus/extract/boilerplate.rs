//! Lines that belong to the page and not to the story: one rule each, with a name.
//!
//! Rules test a whole paragraph and are narrow on purpose: a rule that is not sure leaves the text.

use super::related;

/// Longest paragraph that a rule takes, in characters.
const LONGEST: usize = 400;

/// Returns the rule that takes a paragraph out, wherever it stands.
pub fn anywhere(text: &str) -> Option<&'static str> {
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    if starts(text, "For more articles like this, please visit us at") {
        return Some("see-more");
    }
    if starts(text, "Image copyright ") || starts(text, "Image source, ") {
        return Some("image-credit");
    }
    if text.starts_with("【字号：") || text.starts_with("【字體：") {
        return Some("page-tools");
    }
    if text.ends_with("Getty Images") && text.len() <= 80 && !text.contains(". ") {
        return Some("image-credit");
    }
    if related::line(text) {
        return Some("related");
    }
    let asks = text.starts_with("請加入成為") || text.starts_with("请加入成为");
    if asks && (text.contains("訂戶") || text.contains("订户")) || text.starts_with("月費訂戶 網址")
    {
        return Some("subscribe");
    }
    None
}

/// Returns the rule that takes a paragraph out at the end of a text.
pub fn at_end(text: &str) -> Option<&'static str> {
    let rule = anywhere(text);
    if rule.is_some() || text.chars().nth(LONGEST).is_some() {
        return rule;
    }
    if copyright(text) {
        return Some("copyright");
    }
    if invitation(text) || follow(text) {
        return Some("subscribe");
    }
    if text.len() <= 40 && text.chars().all(|c| "_-–—*#=~•·. ".contains(c)) {
        return Some("divider");
    }
    if more(text) {
        return Some("see-more");
    }
    if tags(text) {
        return Some("tags");
    }
    if contact(text) {
        return Some("contact");
    }
    if update_note(text) {
        return Some("update-note");
    }
    text.trim_start_matches(['-', '–', '—', ' '])
        .starts_with("With assistance ")
        .then_some("reporting-by")
}

/// `Read more`, `Continue reading...`: what a button or a link said.
fn more(text: &str) -> bool {
    const LABELS: [&str; 22] = [
        "read more",
        "continue reading",
        "read full story",
        "read the full story",
        "read full article",
        "read the full article",
        "click here to read more",
        "view original post",
        "original post",
        "читать далее",
        "читать дальше",
        "читать полностью",
        "weiterlesen",
        "lire la suite",
        "leer más",
        "leggi tutto",
        "czytaj więcej",
        "czytaj dalej",
        "pełna wersja strony",
        "続きを読む",
        "クチコミを見る",
        "阅读全文",
    ];
    let page = ["Read the full story ", "Read the full article ", "Read the original article on "];
    if text.len() <= 100 && page.iter().any(|start| text.starts_with(start)) {
        return true;
    }
    text.len() <= 60 && {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        LABELS.contains(&bare.to_lowercase().as_str())
    }
}

/// `Follow Dorfbote on Facebook, on Twitter, and on Instagram.`
fn follow(text: &str) -> bool {
    let sites = [" on Facebook", " on Twitter", " on Instagram", " on X ", " on X."];
    (text.starts_with("Follow ") || text.starts_with("Find ") || text.starts_with("Like "))
        && sites.iter().any(|site| text.contains(site))
}

/// `Tags: ferries, winter`, `标签：渡轮`, `More about Ferries, Winter, and Dorf`.
fn tags(text: &str) -> bool {
    if text.starts_with("More about ") && text.contains(", and ") && !text.ends_with('.') {
        return true;
    }
    let Some((label, rest)) = text.split_once([':', '：']) else { return false };
    const LABELS: [&str; 10] = [
        "tags",
        "tag",
        "filed under",
        "теги",
        "метки",
        "标签",
        "標籤",
        "タグ",
        "関連タグ",
        "schlagworte",
    ];
    label.len() <= 24
        && LABELS.contains(&label.trim().to_lowercase().as_str())
        && !rest.trim_end().ends_with(['.', '。', '?', '!'])
}

/// `To contact the reporter on this story: …`, `-- London Newsroom +44 171 555 0100`.
fn contact(text: &str) -> bool {
    starts(text, "To contact the reporter")
        || starts(text, "To contact the editor")
        || starts(text, "To contact the author")
        || (text.len() <= 160 && text.contains(" can be reached at ") && text.contains(['@', '/']))
        || newsroom(text)
}

/// A desk and its number, and nothing else.
fn newsroom(text: &str) -> bool {
    const DESKS: [&str; 7] =
        ["newsroom", "news room", "newsdesk", "news desk", "bureau", "editorial desk", "redaktion"];
    if text.len() > 100
        || text.contains("://")
        || text.bytes().filter(u8::is_ascii_digit).count() < 7
    {
        return false;
    }
    let lower = text.to_lowercase();
    let number = text.starts_with("--") && !lower.contains(char::is_alphabetic);
    let desk = DESKS.iter().any(|word| lower.contains(word));
    number || (desk && text.split_whitespace().count() <= 10)
}

/// Finds `-- London Newsroom +44 171 555 0100` behind the last sentence of a text.
pub fn newsroom_tail(text: &str) -> Option<usize> {
    let mut from = text.len().saturating_sub(80);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let at = from + text[from..].rfind(" --")? + 1;
    newsroom(&text[at..]).then_some(at)
}

/// `(Updates with the vote in the second paragraph.)`
fn update_note(text: &str) -> bool {
    let words = ["(Updates ", "(Updated ", "(Adds ", "(Corrects ", "(Recasts ", "(Refiles "];
    words.iter().any(|word| text.starts_with(word))
        && text.find(')').is_some_and(|at| at + 1 == text.len())
}

/// `❤ Подписаться | Прислать новость`, `— Подписаться`, `👉 Подпишись на …`: a channel's own links.
fn invitation(text: &str) -> bool {
    const WORDS: [&str; 5] =
        ["Подписаться", "Подпишись", "Подписывайтесь", "Прислать новость", "Прислано через бота"];
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    text.chars().count() <= 60
        && !text.contains(". ")
        && WORDS.iter().any(|word| bare.starts_with(word))
}

/// `©2019 Bloomberg L.P.`, `Copyright 2024 …`, `(c) 2024 …`, `© …, 2024`.
fn copyright(text: &str) -> bool {
    let short = text.chars().count() <= 200;
    let lower = text.to_lowercase();
    let mark =
        lower.starts_with('©') || lower.starts_with("(c) ") || lower.starts_with("copyright");
    short && mark && has_year(&lower)
}

fn has_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| {
        (bytes[at..].starts_with(b"19") || bytes[at..].starts_with(b"20"))
            && (0..4).all(|n| is_digit(at + n))
            && !is_digit(at + 4)
            && (at == 0 || !is_digit(at - 1))
    })
}

/// Finds `(Reporting by …)` and its kin at the end of a paragraph: the byte offset where it begins.
pub fn reporting_by(text: &str) -> Option<usize> {
    const REACH: usize = 600;
    let mut from = text.len().saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let words = [
        "Reporting by ",
        "Reporting By ",
        "Writing by ",
        "Editing by ",
        "Additional reporting by ",
        "Compiled by ",
    ];
    let opened = words.iter().filter_map(|word| tail.find(&format!("({word}"))).min();
    if let Some(at) = opened {
        let closed = tail.trim_end_matches(['.', ' ']).ends_with(')') || from + at == 0;
        return closed.then_some(from + at);
    }
    // Without brackets only as a paragraph of its own that names two jobs.
    let whole = words.iter().any(|word| text.starts_with(word));
    let jobs = text.matches(" by ").count() + text.matches(" By ").count();
    (whole && jobs >= 2 && text.len() <= REACH && text.contains(';')).then_some(0)
}

fn starts(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_take_their_lines() {
        assert_eq!(
            anywhere("For more articles like this, please visit us at example.com"),
            Some("see-more")
        );
        assert_eq!(anywhere("Image copyright A. Photographer"), Some("image-credit"));
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
}
