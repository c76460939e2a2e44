//! Headlines: which line can be one, how it is cleaned, and its repetition in the body.

use std::borrow::Cow;

use super::aliases::AliasTable;
use super::body::{Body, clean_line, ends_sentence};
use super::entities;
use super::fold::narrow;
use crate::article::lang::is_unspaced;

/// Longest headline in characters; anything longer is a paragraph.
pub const LONGEST: usize = 300;
/// Longest line that counts as a headline although nothing but its form speaks for it.
const LONGEST_BY_FORM: usize = 120;

/// Cleans a headline: references decoded, line breaks and tabs made spaces. `None` if nothing is
/// left or it is longer than [`LONGEST`].
pub fn clean(text: &str) -> Option<String> {
    let decoded = entities::decode(text);
    let line = unquote(clean_line(&decoded));
    let chars = line.chars().count();
    (1..=LONGEST).contains(&chars).then(|| line.into_owned())
}

/// `"He said ""no"" twice"` is a cell of a table with its quotes.
fn unquote(line: Cow<'_, str>) -> Cow<'_, str> {
    let inner = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner.filter(|inner| inner.contains("\"\"") && !inner.replace("\"\"", "").contains('"')) {
        Some(inner) => Cow::Owned(inner.replace("\"\"", "\"")),
        None => line,
    }
}

/// Tells whether the first line of a text may be its headline when a blank line follows.
pub fn is_plausible(line: &str) -> bool {
    let chars = line.chars().count();
    if chars == 0 || chars > LONGEST || !line.chars().any(char::is_alphanumeric) {
        return false;
    }
    let wide = line.chars().any(is_unspaced);
    let asks = line.ends_with(['?', '!', '？', '！']);
    let longest = match (asks, wide) {
        (true, false) => 110,
        (false, false) => 200,
        (true, true) => 60,
        (false, true) => 100,
    };
    // A lead without its full stop.
    let clauses = wide && line.matches('，').count() >= 4;
    chars <= longest && !clauses && !is_sentence(line) && !is_furniture(line)
}

/// Tells whether a line is prose: a final full stop that no abbreviation explains, or a stop inside.
fn is_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '”', '’', '\'', '」', '）', ')']);
    let last = bare.rsplit(' ').next().unwrap_or("");
    let inner = &last[..last.len() - last.chars().next_back().map_or(0, char::len_utf8)];
    let short = inner.contains('.')
        || matches!(inner, "Inc" | "Co" | "Corp" | "Ltd" | "Jr" | "Sr" | "St" | "No" | "vs");
    if bare.ends_with("..") || bare.ends_with('…') {
        return false;
    }
    if bare.ends_with(['。', '።', '।', '．']) || (bare.ends_with('.') && !short) {
        return true;
    }
    // "DON'T go," I told her. "Stay." and 第一句。第二句
    let stops = [". ", ".” ", "! ", "? ", "!” ", "?” "];
    let within = stops.iter().any(|stop| {
        bare.match_indices(stop).any(|(at, _)| {
            let word = bare[..at].rsplit(' ').next().unwrap_or("");
            word.chars().count() > 3
                && !word.contains('.')
                && word.chars().all(|c| !c.is_uppercase())
        })
    });
    within && bare.chars().count() > 60 || bare.trim_end_matches('。').contains('。')
}

/// Tells whether a line is something else that stands above a text: a byline, a dateline, a label.
fn is_furniture(line: &str) -> bool {
    let open = line.ends_with([':', '：', ',', '，', '、', '-', '–', '—', ';']);
    let byline = line.starts_with("By ") && line.split_whitespace().count() <= 6
        || line.starts_with(['□', '■', '◎', '【'])
        || ["记者", "記者", "通讯员", "来源：", "作者："].iter().any(|word| line.contains(word))
            && line.chars().count() <= 40;
    let dateline =
        line.ends_with(['电', '電']) && line.contains(['日', '社']) && line.chars().count() <= 20;
    let label = ["Updated ", "Published ", "Posted "].iter().any(|word| line.starts_with(word))
        && line.chars().any(|c| c.is_ascii_digit());
    open || byline || dateline || label
}

/// Tells whether a line is a headline over a paragraph that follows without a blank line: short,
/// no sentence, and the next line is a paragraph.
pub fn stands_over(line: &str, next: &str) -> bool {
    let (own, other) = (line.chars().count(), next.chars().count());
    let asks = line.ends_with(['?', '!', '？', '！', '…']);
    let spaced =
        line.contains('\u{3000}') && line.split('\u{3000}').all(|part| part.chars().count() <= 4);
    // A character of Chinese says as much as two or three letters, in headlines more than in text.
    let factor = if line.chars().any(is_unspaced) { 2 } else { 3 };
    own <= LONGEST_BY_FORM && !asks && !spaced && other >= own * factor && ends_sentence(next)
}

/// Tells whether two lines are the same headline, whatever their case, spacing, quotes and final
/// stop.
pub fn same(left: &str, right: &str) -> bool {
    key(left).eq(key(right))
}

fn key(line: &str) -> impl Iterator<Item = char> + '_ {
    line.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Splits `Ferries keep running - Reuters`: the headline and the source behind it, if the table
/// knows it. `any` says that some source always stands there.
pub fn split_source<'h>(
    line: &'h str,
    any: bool,
    aliases: &AliasTable,
) -> Option<(&'h str, &'h str)> {
    let (at, mark) = [" - ", " | ", " – ", " — "]
        .iter()
        .filter_map(|mark| Some((line.rfind(mark)?, *mark)))
        .max()?;
    let (title, source) = (line[..at].trim(), line[at + mark.len()..].trim());
    let name = any && source.chars().count() <= 50;
    (!title.is_empty() && !source.is_empty() && (name || aliases.find(source).is_some()))
        .then_some((title, source))
}

/// Splits a text whose first line is wholly bold Markdown: that line and the rest, if there is one.
pub fn bold_line(text: &str) -> Option<(&str, &str)> {
    let (line, rest) = text.trim_start().split_once('\n')?;
    let line = line.trim();
    let inner = line.strip_prefix("**").or_else(|| {
        // An emoji may stand before it.
        let (mark, inner) = line.split_once("**")?;
        (mark.chars().count() <= 4 && !mark.contains(char::is_alphanumeric)).then_some(inner)
    })?;
    let title = inner.trim_end().strip_suffix("**")?;
    let whole = !title.contains("**") && title.contains(char::is_alphanumeric);
    (whole
        && !title.trim_end().ends_with(':')
        && !rest.trim().is_empty()
        && title.chars().count() <= 200)
        .then_some((title, rest))
}

/// Takes the headline out of the body where it stands again as the first piece.
pub fn remove_doubled(headline: &str, body: &mut Body) {
    // Pictures and date lines may stand above it, text may not.
    if let Some(first) = body.first()
        && same(&body.pieces[first].text, headline)
        && key(headline).next().is_some()
    {
        body.remove(first, "doubled-headline");
    } else if let Some(first) = body.first()
        && let Some((inner, _)) =
            body.pieces[first].text.strip_prefix('【').and_then(|rest| rest.split_once('】'))
        && same(inner, headline)
    {
        // "【Headline】Agency, day: text" as Chinese agencies write it.
        let end = inner.len() + 2 * '【'.len_utf8();
        body.remove_head(first, end, "doubled-headline");
    }
}

#[cfg(test)]
mod tests {
    use super::super::body::Piece;
    use super::*;

    #[test]
    fn cleaning() {
        assert_eq!(clean("A &#8211; B\n\tC  &amp; D").as_deref(), Some("A – B C & D"));
        assert_eq!(clean("\"Mayor: \"\"No\"\" twice\"").as_deref(), Some("Mayor: \"No\" twice"));
        assert_eq!(clean("\"No\" and \"yes\"").as_deref(), Some("\"No\" and \"yes\""));
        assert_eq!(clean("  "), None);
        assert_eq!(clean(&"x".repeat(301)), None);
    }

    #[test]
    fn paragraphs_are_no_headlines() {
        assert!(is_plausible("Ferries keep running, says mayor"));
        assert!(is_plausible("Will ferries run?") && is_plausible("渡轮继续运营 居民表示欢迎"));
        assert!(!is_plausible("　　渡轮将继续运营。") && !is_plausible("***") && !is_plausible(""));
        assert!(!is_plausible(
            "The council voted on Tuesday to keep the two ferries running through the winter."
        ));
        for line in [
            "By Jane Doe",
            "WASHINGTON, D.C. –",
            "Updated Dec. 25 at 3:53 pm",
            "本报海港5月9日电",
            "□本报记者 王小明",
            "Here is what he learned:",
        ] {
            assert!(!is_plausible(line), "{line}");
        }
        assert!(!is_plausible(
            "“Don’t go near the boats,” I told my mother. “Stay on land, O.K.?”"
        ));
        assert!(is_plausible("Ferries stop in the U.S.") && is_plausible("Ferries v. Buses Inc."));
        assert!(!is_plausible("渡轮继续运营，居民欢迎，船员欢迎，市长欢迎，大家期待冬天"));
        assert!(stands_over("渡轮继续运营", "本报讯 经过两天的讨论，市政府决定渡轮将继续运营。"));
        assert!(!stands_over("Ferries", "Buses"));
    }

    #[test]
    fn a_source_behind_the_headline_is_split_off() {
        let table = AliasTable::shipped();
        assert_eq!(
            split_source("Ferries - old ones - run - Reuters", false, &table),
            Some(("Ferries - old ones - run", "Reuters"))
        );
        assert_eq!(split_source("Ferries - old ones", false, &table), None);
    }

    #[test]
    fn a_bold_first_line() {
        assert_eq!(bold_line("🧐 **Паромы ходят?**\n\nДа."), Some(("Паромы ходят?", "\nДа.")));
        assert_eq!(bold_line("**Паромы** ходят\nДа."), None);
        assert_eq!(bold_line("**Паромы**"), None);
    }

    #[test]
    fn the_second_headline_is_taken_out() {
        let mut body = Body {
            pieces: vec![
                Piece::kept("“Ferries”  KEEP running.".into()),
                Piece::kept("Text.".into()),
            ],
        };
        remove_doubled("Ferries keep running", &mut body);
        assert_eq!(body.pieces[0].removed, Some("doubled-headline"));
        let mut wire = Body {
            pieces: vec![Piece::kept("【渡轮继续运营】新华社电，渡轮。".into())],
        };
        remove_doubled("渡轮继续运营", &mut wire);
        assert_eq!(wire.pieces[1].text, "新华社电，渡轮。");
        assert_eq!(wire.pieces[0].removed, Some("doubled-headline"));
        remove_doubled("Other", &mut body);
        assert_eq!(body.pieces[1].removed, None);
    }
}
