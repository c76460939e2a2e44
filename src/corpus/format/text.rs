//! Plain text: the whole file is one record. Its layout is the extractors' business.

use crate::corpus::clean::{clean_text, control_note};
use crate::corpus::format::reader::{Flaw, Record, TextReader};

/// Reads a file of plain text.
#[derive(Debug, Clone, Copy)]
pub struct Text;

impl TextReader for Text {
    fn read(&self, text: &str) -> Result<Record, Flaw> {
        let mut replaced = 0;
        let clean = clean_text(text, &mut replaced).into_owned();
        Ok(Record {
            offset: 0,
            raw: text.to_owned(),
            fields: Vec::new(),
            text: Some(clean),
            notes: control_note(replaced).into_iter().collect(),
        })
    }
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
}
