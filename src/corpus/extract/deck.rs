//! The deck: what a summary says beyond the text.
//!
//! Crawlers and feeds often fill the summary with the beginning of the text, or put that behind a
//! real standfirst. Only sentences that do not stand in the text are kept.

use super::aliases::AliasTable;
use super::body::{Body, clean_line};
use super::{dateline, headline, inline};

/// How much of the text is compared, in letters.
const REACH: usize = 6000;
/// Longest deck, in characters.
const LONGEST: usize = 1000;

/// Reads a summary: its own part, unless that is the headline again or nothing but the dateline.
pub fn read(
    summary: &str,
    body: &Body,
    headline: Option<&str>,
    aliases: &AliasTable,
) -> Option<String> {
    let decoded = inline::strip_tags(summary);
    // A summary that a machine cut from the page begins with what was taken out since.
    let said = |rule: &str| !matches!(rule, "figure" | "image" | "key-value" | "shortcode");
    let pieces = body.pieces.iter().filter(|piece| piece.removed.is_none_or(said));
    let paragraphs = pieces.map(|piece| piece.text.as_str());
    let deck = own_part(&clean_line(&decoded), paragraphs)?;
    let doubled = headline.is_some_and(|line| headline::same(line, &deck));
    // "By Jane Doe BONN (Reuters)" is left where the text repeats the rest.
    let line = dateline::read(&format!("{deck} - "), aliases);
    let only_dateline = line.is_some_and(|line| line.text.len() > deck.len());
    (!doubled && !only_dateline).then_some(deck)
}

/// Returns the leading sentences of a summary that the text does not repeat.
pub fn own_part<'p>(summary: &str, paragraphs: impl Iterator<Item = &'p str>) -> Option<String> {
    let summary = summary.trim();
    let mut text = String::new();
    let mut left = REACH;
    paragraphs.for_each(|paragraph| letters(paragraph, &mut left, &mut text));
    let mut end = 0;
    for sentence in sentences(summary) {
        let (mut own, mut all) = (String::new(), usize::MAX);
        letters(sentence, &mut all, &mut own);
        if own.is_empty() || text.contains(&own) {
            break;
        }
        end += sentence.len();
    }
    let own = summary[..end].trim();
    (!own.is_empty() && own.chars().count() <= LONGEST).then(|| own.to_owned())
}

/// Appends the letters and digits of a text in small letters, `left` of them at most.
fn letters(text: &str, left: &mut usize, out: &mut String) {
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        match c.is_ascii() {
            true => out.push(c.to_ascii_lowercase()),
            false => out.extend(c.to_lowercase()),
        }
    }
}

/// Splits after full stops, with everything kept.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|&(_, c)| c);
        let stop = matches!(c, '。' | '！' | '？')
            || (matches!(c, '.' | '!' | '?' | '"' | '”' | ')')
                && next.is_none_or(char::is_whitespace));
        if stop {
            sentences.push(&text[from..end]);
            from = end;
        }
    }
    sentences.push(&text[from..]);
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deck(summary: &str, text: &str) -> Option<String> {
        own_part(summary, text.lines())
    }

    #[test]
    fn repeated_beginnings_are_dropped() {
        let text =
            "LONDON (AP) — The ferries run on, the council said.\nThey are old. Buses run too.";
        assert_eq!(deck("The ferries run on, the coun...", text), None);
        assert_eq!(deck("The ferries run on, the council said. They are old.", text), None);
        assert_eq!(deck("", text), None);
        assert_eq!(deck("渡轮将继续…", "渡轮将继续运营。"), None);
    }

    #[test]
    fn a_real_deck_stays() {
        let text = "The ferries run on.\nThey are old.";
        assert_eq!(
            deck("A town votes for its boats.", text).as_deref(),
            Some("A town votes for its boats.")
        );
        let mixed = deck("A town votes for its boats. The ferries run on. They are", text);
        assert_eq!(mixed.as_deref(), Some("A town votes for its boats."));
        assert_eq!(deck("Совет за паромы", text).as_deref(), Some("Совет за паромы"));
    }
}
