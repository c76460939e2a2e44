//! The five layouts of plain text articles.
//!
//! (1) headline, blank line, the same headline again, paragraphs; (2) headline, blank line,
//! paragraphs; (3) `Key: value` lines, blank line, text; (4) address, date, headline, text; (5) text
//! only. Takes the lines and says which of them are headline, values and text; the doubled headline is
//! dealt with in `headline`, because other formats have it too.

use super::body::{Body, Piece, clean_line, ends_sentence};
use super::keys::{Key, key_of};
use super::paragraphs;
use super::{edges, headline};
use crate::article::lang::is_unspaced;

/// How many lines may stand before the blank line that ends a `Key: value` block.
const MOST_KEYS: usize = 40;

/// What the lines of a plain text say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    pub headline: Option<String>,
    /// Named values, as in a `Key: value` block.
    pub values: Vec<(String, String)>,
    pub body: Body,
}

/// Reads a plain text. `titled` says that the headline is known from elsewhere.
pub fn read(text: &str, titled: bool) -> Layout {
    let lines: Vec<&str> = text.split('\n').collect();
    let start = lines.iter().position(|line| !clean_line(line).is_empty()).unwrap_or(lines.len());
    let lines = &lines[start..];
    key_values(lines, titled)
        .or_else(|| address(lines, titled))
        .unwrap_or_else(|| headed(lines, titled))
}

/// Layout 3.
fn key_values(lines: &[&str], titled: bool) -> Option<Layout> {
    let mut values: Vec<(String, String)> = Vec::new();
    let mut seen: Vec<Key> = Vec::new();
    let mut end = 0;
    for line in lines.iter().take(MOST_KEYS) {
        if clean_line(line).is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) && !values.is_empty() {
            let (_, value) = values.last_mut()?;
            value.push(' ');
            value.push_str(&clean_line(line));
        } else {
            let Some((name, value)) = pair(line) else { break };
            seen.extend(key_of(name).map(|(key, _)| key));
            values.push((name.to_owned(), value.to_owned()));
        }
        end += 1;
    }
    // One known name alone may be a headline such as "Time: a short history".
    let telling = [Key::Headline, Key::Date, Key::Source, Key::Url, Key::Author];
    let known = seen.iter().filter(|key| telling.contains(key)).count();
    let ended = lines.get(end).is_none_or(|line| clean_line(line).is_empty());
    // Three telling names are a block also where others stand between them.
    let firm = seen.contains(&Key::Headline)
        && seen.len() >= 2
        && (seen.len() == values.len() || known >= 3);
    let lone_title = values.len() == 1 && seen == [Key::Headline];
    if !(ended || firm) || known == 0 || (values.len() < 2 && !lone_title) {
        return None;
    }
    let titled = titled || seen.contains(&Key::Headline);
    let mut layout = read_rest(lines.get(end..).unwrap_or(&[]), titled);
    let block: Vec<_> = lines[..end].iter().map(|line| clean_line(line)).collect();
    layout.body.pieces.insert(0, Piece::taken(block.join("\n"), "key-value"));
    layout.values = values;
    Some(layout)
}

/// Splits `Key: value`; a name is a few letters with spaces, `-` or `_`.
fn pair(line: &str) -> Option<(&str, &str)> {
    let at = line.find([':', '：'])?;
    let (name, rest) = line.split_at(at);
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let value = rest.trim_start_matches([':', '：']);
    let spaced = value.is_empty()
        || rest.starts_with('：')
        || value.starts_with([' ', '\t'])
        || key_of(name).is_some();
    let plain = name.chars().count() <= 30
        && name.split_whitespace().count() <= 3
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        && name.chars().next().is_some_and(char::is_alphabetic);
    (plain && spaced).then(|| (name, value.trim()))
}

/// Layout 4.
fn address(lines: &[&str], titled: bool) -> Option<Layout> {
    let url = clean_line(lines.first()?).into_owned();
    if !is_address(&url) {
        return None;
    }
    let next = |from: usize| {
        (from..lines.len()).find(|&at| !clean_line(lines[at]).is_empty()).unwrap_or(lines.len())
    };
    let mut at = next(1);
    let mut values = vec![("url".to_owned(), url.clone())];
    let mut top = vec![Piece::taken(url, "url-line")];
    if let Some(line) = lines.get(at).map(|line| clean_line(line))
        && super::dates::parse(&line, None).is_ok()
    {
        if edges::date_line(&line, None).is_some() {
            // It stays above the text as any line that tells a day: no key names it, so it is
            // weaker evidence than the address.
            top.push(Piece::kept(line.into_owned()));
        } else {
            values.push(("date".to_owned(), line.clone().into_owned()));
            top.push(Piece::taken(line.into_owned(), "date-line"));
        }
        at = next(at + 1);
    }
    let mut headline = None;
    let mut from = at;
    if !titled && let Some(line) = lines.get(at).map(|line| clean_line(line)) {
        // The place says that it is the headline, so only its length is tested.
        if line.chars().count() <= headline::LONGEST && !line.is_empty() {
            headline = Some(line.into_owned());
            from = at + 1;
        }
    }
    let mut layout = read_rest(lines.get(from..).unwrap_or(&[]), true);
    layout.headline = headline;
    layout.body.pieces.splice(0..0, top);
    layout.values = values;
    Some(layout)
}

fn is_address(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://"))
        && !line.contains(char::is_whitespace)
}

fn read_rest(lines: &[&str], titled: bool) -> Layout {
    let start = lines.iter().position(|line| !clean_line(line).is_empty()).unwrap_or(lines.len());
    headed(&lines[start..], titled)
}

/// Layouts 1, 2 and 5.
fn headed(lines: &[&str], titled: bool) -> Layout {
    let body = |from: usize| paragraphs::read(lines.get(from..).unwrap_or(&[]).iter().copied());
    let Some(first) = lines.first().map(|line| clean_line(line)) else { return Layout::default() };
    if titled || !headline::is_plausible(&first) {
        return Layout { body: body(0), ..Layout::default() };
    }
    let blank_follows = lines.get(1).is_none_or(|line| clean_line(line).is_empty());
    let next = lines[1..].iter().map(|line| clean_line(line)).find(|line| !line.is_empty());
    let is_headline = match &next {
        // A file of one line is a flash: all of it is the headline, unless it is a sentence.
        None => !ends_sentence(&first) || first.ends_with(['?', '!', '？', '！']),
        Some(next) => {
            headline::same(&first, next)
                || blank_follows
                || headline::stands_over(&first, next)
                || edges::stands_below_headline(next)
                || has_second_line(&first, next, lines)
        }
    };
    if !is_headline {
        return Layout { body: body(0), ..Layout::default() };
    }
    Layout { headline: Some(first.into_owned()), values: Vec::new(), body: body(1) }
}

/// Tells whether the first two lines of a Chinese or Japanese text are a headline in two lines.
fn has_second_line(first: &str, second: &str, lines: &[&str]) -> bool {
    let wide = |line: &str| line.chars().any(is_unspaced);
    let third =
        lines[1..].iter().map(|line| clean_line(line)).filter(|line| !line.is_empty()).nth(1);
    wide(first)
        && headline::is_plausible(second)
        && !ends_sentence(second)
        && third.is_some_and(|third| {
            headline::stands_over(first, &third) && headline::stands_over(second, &third)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(layout: &Layout) -> Vec<&str> {
        layout.body.kept().map(|at| layout.body.pieces[at].text.as_str()).collect()
    }

    #[test]
    fn headline_then_paragraphs() {
        let layout = read(
            "\u{FEFF}Ferries keep running\r\n\r\nThe boats run on.\r\n\r\nThey are old.\r\n",
            false,
        );
        assert_eq!(layout.headline.as_deref(), Some("Ferries keep running"));
        assert_eq!(kept(&layout), ["The boats run on.", "They are old."]);
        let layout = read("北京渡轮继续运营\n\n　　渡轮将继续运营。\n", false);
        assert_eq!(layout.headline.as_deref(), Some("北京渡轮继续运营"));
        assert_eq!(kept(&layout), ["渡轮将继续运营。"]);
    }

    #[test]
    fn a_day_between_headline_and_text() {
        let layout = read("Old bridge closed\nUpdated: 2024-08-22 07:20\n\nIt is closed.\n", false);
        assert_eq!(layout.headline.as_deref(), Some("Old bridge closed"));
        assert_eq!(kept(&layout), ["Updated: 2024-08-22 07:20", "It is closed."]);
    }

    #[test]
    fn reporters_or_a_second_line_below_a_chinese_headline() {
        let text = "渡轮继续运营\n本报记者李红发自上海\n市政府昨天决定两艘渡轮冬天也继续运营，居民表示欢迎。\n";
        assert_eq!(read(text, false).headline.as_deref(), Some("渡轮继续运营"));
        let text =
            "渡轮继续运营\n居民表示欢迎\n市政府昨天决定两艘渡轮冬天也继续运营，居民表示欢迎。\n";
        let layout = read(text, false);
        assert_eq!(layout.headline.as_deref(), Some("渡轮继续运营"));
        assert_eq!(kept(&layout)[0], "居民表示欢迎");
        let text =
            "渡轮继续运营。\n居民表示欢迎\n市政府昨天决定两艘渡轮冬天也继续运营，居民表示欢迎。\n";
        assert_eq!(read(text, false).headline, None);
    }

    #[test]
    fn body_only() {
        let text = "The harbour town voted on Tuesday to keep its ferries, the council said.\nThe boats are old.";
        assert_eq!(read(text, false).headline, None);
        assert_eq!(kept(&read(text, false)).len(), 2);
        assert_eq!(read("", false), Layout::default());
        assert_eq!(read("One sentence, and no more than that.", false).headline, None);
    }

    #[test]
    fn a_flash_is_a_headline_alone() {
        let layout = read("Ferries stop after storm warning\n", false);
        assert_eq!(layout.headline.as_deref(), Some("Ferries stop after storm warning"));
        assert!(kept(&layout).is_empty());
    }

    #[test]
    fn key_value_lines() {
        let layout = read(
            "Title: Паромы: что дальше\nDate: 21 августа 2024\nX-Note: kept out\n\nТекст статьи.\n",
            false,
        );
        assert_eq!(layout.values[0], ("Title".to_owned(), "Паромы: что дальше".to_owned()));
        assert_eq!(layout.values.len(), 3);
        assert_eq!(kept(&layout), ["Текст статьи."]);
        assert_eq!(layout.body.pieces[0].removed, Some("key-value"));
        let chinese = read("标题：渡轮\n来源：新华社\n\n正文。", false);
        assert_eq!(chinese.values[1], ("来源".to_owned(), "新华社".to_owned()));
        // Headlines with a colon are not values.
        let headline = read("Time: the ferries\n\nThey run on.", false);
        assert_eq!(headline.headline.as_deref(), Some("Time: the ferries"));
        let quoted = read("Mayor: ferries stay\nCouncil: they go\n\nText.", false);
        assert!(quoted.values.is_empty());
    }

    #[test]
    fn address_date_headline() {
        let layout = read(
            "http://n.example/1/\n2011-12-12T12:50:00+0900\n見出しです\n本文の一行目。\n\n二行目。\n",
            false,
        );
        assert_eq!(layout.headline.as_deref(), Some("見出しです"));
        assert_eq!(kept(&layout), ["2011-12-12T12:50:00+0900", "本文の一行目。", "二行目。"]);
        let undated = read("https://n.example/2\nA headline\nText.", false);
        assert_eq!((undated.headline.as_deref(), undated.values.len()), (Some("A headline"), 1));
    }
}
