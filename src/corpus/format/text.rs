//! Plain text: the whole file is one record. Its layout is the extractors' business.

use crate::article::lang::is_unspaced;
use crate::corpus::clean::{clean_text, control_note};
use crate::corpus::format::reader::{Flaw, Record, TextReader};

/// Reads a file of plain text.
#[derive(Debug, Clone, Copy)]
pub struct Text;

impl TextReader for Text {
    fn read(&self, text: &str) -> Result<Record, Flaw> {
        let mut replaced = 0;
        let clean = clean_text(text, &mut replaced).into_owned();
        if is_word_list(&clean) {
            let reason = "a list of words, one a line, and no article";
            return Err(Flaw::by_rule(0, "word-list", reason));
        }
        Ok(Record {
            offset: 0,
            raw: text.to_owned(),
            fields: Vec::new(),
            text: Some(clean),
            notes: control_note(replaced).into_iter().collect(),
        })
    }
}

/// Tells whether a text is bare words, one a line, as lists of categories and stop words are: at least
/// twenty lines, and nothing in any of them that belongs to a sentence or a name.
fn is_word_list(text: &str) -> bool {
    let mut lines = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // Scripts without spaces write a whole paragraph as one word; a capital may begin a name.
        let bare = |c: char| (c.is_alphanumeric() || "-_.'&".contains(c)) && !c.is_uppercase();
        let word = line.len() <= 60 && line.chars().all(|c| bare(c) && !is_unspaced(c));
        if !word || line.ends_with('.') {
            return false;
        }
        lines += 1;
    }
    lines >= 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_cleaned_and_raw_is_not() {
        let record = Text.read("Headline\r\n\r\nBody \u{3}").unwrap();
        assert_eq!(record.text.as_deref(), Some("Headline\n\nBody  "));
        assert_eq!(record.raw, "Headline\r\n\r\nBody \u{3}");
        assert_eq!(record.notes, ["1 control character was replaced by a space"]);
    }

    #[test]
    fn lists_of_words_are_no_articles() {
        let list = "ferry\nsmall-boat\nharbour \n".repeat(7);
        let flaw = Text.read(&list).unwrap_err();
        assert!(flaw.by_rule && flaw.code == "word-list");
        for text in [
            "ferry\nboat\n".to_owned(),
            format!("Ferries\n\n{list}"),
            format!("{list}It ran late."),
            format!("{list}ran."),
            "渡轮继续运营\n".repeat(30),
        ] {
            assert!(Text.read(&text).is_ok(), "{text}");
        }
    }
}
