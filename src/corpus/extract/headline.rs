//! Headlines: which line can be one, how it is cleaned, and its repetition in the body.

use super::aliases::AliasTable;
use super::body::{Body, clean_line, ends_sentence};
use super::entities;
use super::fold::narrow;

/// Longest headline in characters; anything longer is a paragraph.
pub const LONGEST: usize = 300;
/// Longest line that counts as a headline although nothing but its form speaks for it.
const LONGEST_BY_FORM: usize = 120;

/// Cleans a headline: references decoded, line breaks and tabs made spaces. `None` if nothing is
/// left or it is longer than [`LONGEST`].
pub fn clean(text: &str) -> Option<String> {
    let decoded = entities::decode(text);
    let line = clean_line(&decoded);
    let chars = line.chars().count();
    (1..=LONGEST).contains(&chars).then(|| line.into_owned())
}

/// Tells whether the first line of a text may be its headline when a blank line follows.
pub fn is_plausible(line: &str) -> bool {
    let chars = line.chars().count();
    if chars == 0 || chars > LONGEST || !line.chars().any(char::is_alphanumeric) {
        return false;
    }
    // A sentence with a full stop is a paragraph, unless it is as short as headlines are
    // ("Ferries stop. Again."): those with a stop stay under 70 characters.
    let stopped =
        ends_sentence(line) && !line.ends_with(['?', '!', '？', '！', '”', '"', '’', '\'']);
    let longest =
        match (stopped, line.is_ascii() || !line.chars().any(crate::article::lang::is_unspaced)) {
            (true, true) => 70,
            (true, false) => 0,
            (false, true) => 200,
            (false, false) => 100,
        };
    chars <= longest
}

/// Tells whether a line is a headline over a paragraph that follows without a blank line: short,
/// no sentence, and the next line is a paragraph.
pub fn stands_over(line: &str, next: &str) -> bool {
    let (own, other) = (line.chars().count(), next.chars().count());
    let open = line.ends_with([',', ';', ':', '，', '、', '；', '：', '-']);
    own <= LONGEST_BY_FORM
        && !ends_sentence(line)
        && !open
        && other >= own * 3
        && ends_sentence(next)
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
/// knows it.
pub fn split_source<'h>(line: &'h str, aliases: &AliasTable) -> Option<(&'h str, &'h str)> {
    let (at, mark) = [" - ", " | ", " – ", " — "]
        .iter()
        .filter_map(|mark| Some((line.rfind(mark)?, *mark)))
        .max()?;
    let (title, source) = (line[..at].trim(), line[at + mark.len()..].trim());
    (!title.is_empty() && aliases.find(source).is_some()).then_some((title, source))
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
    (whole && !rest.trim().is_empty() && title.chars().count() <= 200).then_some((title, rest))
}

/// Takes the headline out of the body where it stands again as the first piece.
pub fn remove_doubled(headline: &str, body: &mut Body) {
    // Pictures and date lines may stand above it, text may not.
    if let Some(first) = body.first()
        && same(&body.pieces[first].text, headline)
        && key(headline).next().is_some()
    {
        body.remove(first, "doubled-headline");
    }
}

#[cfg(test)]
mod tests {
    use super::super::body::Piece;
    use super::*;

    #[test]
    fn cleaning() {
        assert_eq!(clean("A &#8211; B\n\tC  &amp; D").as_deref(), Some("A – B C & D"));
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
        assert!(stands_over("渡轮继续运营", "本报讯 经过两天的讨论，市政府决定渡轮将继续运营。"));
        assert!(!stands_over("Ferries", "Buses"));
    }

    #[test]
    fn a_source_behind_the_headline_is_split_off() {
        let table = AliasTable::shipped();
        assert_eq!(
            split_source("Ferries - old ones - run - Reuters", &table),
            Some(("Ferries - old ones - run", "Reuters"))
        );
        assert_eq!(split_source("Ferries - old ones", &table), None);
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
        remove_doubled("Other", &mut body);
        assert_eq!(body.pieces[1].removed, None);
    }
}
