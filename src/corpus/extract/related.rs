//! Lists of other articles below a text: `Related stories`, `More from …`, `【関連記事】`.
//!
//! Such a list names the subjects of other texts and would make this one a hit for them. It is told by its
//! heading, and only where nothing but short lines follows to the end.

use super::body::{Body, ends_sentence};
use crate::article::lang::is_unspaced;

/// How many pieces at the end a list may have.
const REACH: usize = 40;
/// Longest heading, in characters.
const LONGEST_HEADING: usize = 60;
/// Longest entry, in characters; with a final stop it is a sentence unless it is short.
const LONGEST_ENTRY: usize = 160;
const LONGEST_SENTENCE: usize = 70;

/// Headings as they stand between marks, in lower case, without a final colon.
const HEADINGS: [&str; 58] = [
    "related",
    "related articles",
    "related stories",
    "related news",
    "related links",
    "related coverage",
    "related content",
    "related posts",
    "read more",
    "read next",
    "see also",
    "also read",
    "read also",
    "also see",
    "more stories",
    "more news",
    "more coverage",
    "most read",
    "most popular",
    "recommended",
    "recommended stories",
    "you may also like",
    "you might also like",
    "trending now",
    "trending right now",
    "latest news",
    "further reading",
    "читайте также",
    "также по теме",
    "по теме",
    "материалы по теме",
    "смотрите также",
    "lesen sie auch",
    "mehr zum thema",
    "lire aussi",
    "à lire aussi",
    "sur le même sujet",
    "lea también",
    "lee también",
    "leia também",
    "leia mais",
    "leggi anche",
    "関連記事",
    "関連リンク",
    "関連ニュース",
    "関連サイト",
    "関連情報",
    "関連エントリー",
    "相关文章",
    "相關文章",
    "相关阅读",
    "相關閱讀",
    "相关报道",
    "相關報道",
    "相关新闻",
    "相關新聞",
    "延伸阅读",
    "延伸閱讀",
];
/// Headings that a name follows; only with a colon at the end.
const OPENINGS: [&str; 7] = [
    "more from ",
    "more on ",
    "read more from ",
    "top reads from ",
    "most read from ",
    "more stories from ",
    "also on ",
];

/// Returns where a list of other articles begins that reaches to the end of the text, if some text
/// is left before it.
pub fn start(body: &Body) -> Option<usize> {
    let first = body.first()?;
    for at in body.kept().rev().take(REACH) {
        let text = body.pieces[at].text.as_str();
        if at == first {
            return None;
        }
        if is_heading(text) {
            return Some(at);
        }
        if !is_entry(text) {
            return None;
        }
    }
    None
}

fn is_entry(text: &str) -> bool {
    let chars = text.chars().take(LONGEST_ENTRY + 1).count();
    // A character of Chinese or Japanese says as much as two letters.
    let bullet = text.starts_with(['・', '•', '●', '-', '*', '▶']);
    let factor = if !bullet && text.chars().any(is_unspaced) { 2 } else { 1 };
    chars * factor <= LONGEST_SENTENCE
        || (chars * factor <= LONGEST_ENTRY && !text.ends_with(['"', '”']) && !ends_sentence(text))
        || text.starts_with("http") && !text.contains(' ')
}

/// Tells whether a line is the heading of such a list.
pub fn is_heading(text: &str) -> bool {
    if text.len() > LONGEST_HEADING * 4 || text.chars().count() > LONGEST_HEADING {
        return false;
    }
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let colon = text.trim_end().ends_with([':', '：']);
    let lower = bare.to_lowercase();
    let opening = OPENINGS.iter().find(|opening| lower.starts_with(**opening));
    // "More from Dorfbote" needs no colon, "More from this town" is a line of the text.
    let named =
        || opening.is_some_and(|opening| bare[opening.len()..].starts_with(char::is_uppercase));
    HEADINGS.contains(&lower.as_str())
        || ["もっと読む", "もっと見る", "もっとみる"].iter().any(|end| lower.ends_with(end))
        || (colon && (lower == "more" || opening.is_some()))
        || (named() && !ends_sentence(text))
}

/// Tells whether a paragraph is one link to another article: `SEE ALSO: Buses stop`.
pub fn line(text: &str) -> bool {
    let Some(at) = text.find([':', '：']).filter(|&at| at <= LONGEST_HEADING) else {
        return false;
    };
    let (label, rest) = text.split_at(at);
    let rest = rest.trim_start_matches([':', '：', ' ']);
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    !rest.is_empty()
        && text.chars().nth(LONGEST_ENTRY).is_none()
        && !rest.ends_with(['.', '。'])
        && (label.starts_with(char::is_uppercase) || !label.is_ascii())
        && HEADINGS.contains(&label.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::body::Piece;
    use super::*;

    fn find(lines: &[&str]) -> Option<usize> {
        let pieces = lines.iter().map(|line| Piece::kept((*line).to_owned())).collect();
        start(&Body { pieces })
    }

    #[test]
    fn lists_at_the_end_are_found() {
        assert_eq!(
            find(&["The ferries run.", "More from Dorfbote:", "Buses stop", "Who pays?"]),
            Some(1)
        );
        assert_eq!(
            find(&["渡轮继续运营。", "【相关文章】", "・公交停运", "https://n.example/1"]),
            Some(1)
        );
        assert_eq!(find(&["Паромы ходят.", "Читайте также", "Автобусы стоят."]), Some(1));
        assert_eq!(find(&["The ferries run.", "Related stories"]), Some(1));
        assert_eq!(find(&["The ferries run.", "More From Dorfbote", "Buses stop"]), Some(1));
        assert_eq!(find(&["フェリーは続く。", "■関連記事", "・バスは止まる"]), Some(1));
    }

    #[test]
    fn one_link_in_a_paragraph() {
        for text in [
            "SEE ALSO: Buses stop",
            "Related: Who pays?",
            "相關新聞： 公交停運",
            "Читайте также: Автобусы",
        ] {
            assert!(line(text), "{text}");
        }
        for text in
            ["Related: the ferries stop as well.", "Also: buses", "related: x", "Related:", ""]
        {
            assert!(!line(text), "{text}");
        }
    }

    #[test]
    fn text_is_no_list() {
        let long =
            "The council of the town voted on Tuesday to keep the two ferries running all winter.";
        assert_eq!(find(&["The ferries run.", "Related:", "Buses stop", long]), None);
        assert_eq!(find(&["Related stories", "Buses stop"]), None);
        assert_eq!(find(&["Related stories"]), None);
        let wide =
            "市政府星期三决定两艘渡轮在冬天也继续运营，居民们表示非常欢迎这个决定，船员也一样。";
        assert_eq!(find(&["渡轮继续运营。", "相关新闻", "公交停运", wide]), None);
        assert_eq!(find(&["The ferries run.", "More from this town", "Buses stop"]), None);
        assert_eq!(find(&["The ferries run.", "More than boats:", "Buses stop"]), None);
        assert_eq!(find(&[]), None);
    }
}
