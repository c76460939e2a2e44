//! Cuts a file of SGML into its records without holding more than one.
//!
//! Takes an [`Input`] and the name of the element that is a record; gives each with its offset and
//! how it ended. Nothing else of the markup is understood here, so that an open quote or comment in
//! one record cannot swallow the next: a record ends where its end tag stands, or where the next
//! one begins. Records do not stand in each other.

use std::io;

use crate::corpus::format::input::Input;

/// How a record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With its end tag.
    Whole,
    /// The next one began before its end tag.
    NotClosed,
    /// The file ended before its end tag.
    CutOff,
    /// It is longer than a record may be; the bytes are not all there.
    TooLong,
}

/// A record as it stands in the file, with its tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Where it begins, in bytes of the file.
    pub offset: u64,
    /// Its bytes; none if it is too long.
    pub bytes: Vec<u8>,
    /// How it ended.
    pub ended: Ended,
}

/// Gives one record after the other.
pub struct Cuts<'i> {
    input: &'i mut Input,
    name: &'static str,
    /// Where the record at hand begins.
    open: Option<u64>,
    bytes: Vec<u8>,
    too_long: bool,
}

enum Step {
    /// Text, or a tag that is none of ours.
    Other,
    Begin(u64),
    End,
    EndOfFile,
}

impl<'i> Cuts<'i> {
    /// Begins at the next byte of an input; `name` is compared without case.
    pub fn new(input: &'i mut Input, name: &'static str) -> Cuts<'i> {
        Cuts { input, name, open: None, bytes: Vec::new(), too_long: false }
    }

    /// The input, for decoding.
    pub fn input(&self) -> &Input {
        self.input
    }

    /// Gives the next record, `None` at the end of the file.
    pub fn next_cut(&mut self) -> io::Result<Option<Cut>> {
        loop {
            let before = self.bytes.len();
            match self.step()? {
                Step::Other => {}
                Step::Begin(offset) => {
                    let tag = self.bytes.split_off(before.min(self.bytes.len()));
                    let last = self.close(Ended::NotClosed);
                    self.open = Some(offset);
                    self.bytes = tag;
                    if last.is_some() {
                        return Ok(last);
                    }
                }
                Step::End => {
                    if let Some(cut) = self.close(Ended::Whole) {
                        return Ok(Some(cut));
                    }
                }
                Step::EndOfFile => return Ok(self.close(Ended::CutOff)),
            }
        }
    }

    fn close(&mut self, ended: Ended) -> Option<Cut> {
        let bytes = std::mem::take(&mut self.bytes);
        let ended = if std::mem::take(&mut self.too_long) { Ended::TooLong } else { ended };
        Some(Cut { offset: self.open.take()?, bytes, ended })
    }

    fn step(&mut self) -> io::Result<Step> {
        match self.input.peek()? {
            None => return Ok(Step::EndOfFile),
            Some(b'<') => {}
            Some(_) => {
                let bytes = self.input.fill()?;
                let length = bytes.iter().position(|byte| *byte == b'<').unwrap_or(bytes.len());
                self.pass(length)?;
                return Ok(Step::Other);
            }
        }
        let offset = self.input.offset();
        let mut tag = vec![b'<'];
        self.input.consume(1);
        let mut matched = 0;
        let name = self.name.as_bytes();
        let end = self.input.peek()? == Some(b'/');
        if end {
            tag.push(b'/');
            self.input.consume(1);
        }
        while matched < name.len()
            && let Some(byte) = self.input.peek()?
            && byte.eq_ignore_ascii_case(&name[matched])
        {
            tag.push(byte);
            self.input.consume(1);
            matched += 1;
        }
        let next = self.input.peek()?;
        let ours = matched == name.len()
            && next.is_none_or(|byte| byte == b'>' || byte.is_ascii_whitespace());
        // A record that outgrew its bound, or text between records, is not kept.
        if ours && !end {
            // The caller splits the tag off what was kept so far.
            self.bytes.extend_from_slice(&tag);
            return Ok(Step::Begin(offset));
        }
        self.keep(&tag);
        if !ours {
            return Ok(Step::Other);
        }
        while let Some(byte) = self.input.peek()?
            && (byte == b'>' || byte.is_ascii_whitespace())
        {
            self.pass(1)?;
            if byte == b'>' {
                break;
            }
        }
        Ok(Step::End)
    }

    /// Uses up bytes at hand and keeps them where they belong to a record.
    fn pass(&mut self, length: usize) -> io::Result<()> {
        let bytes = self.input.fill()?;
        let bytes = bytes[..length.min(bytes.len())].to_vec();
        self.keep(&bytes);
        self.input.consume(bytes.len());
        Ok(())
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.open.is_none() {
            return;
        }
        if self.too_long || self.bytes.len() + bytes.len() > self.input.limit() {
            self.too_long = true;
            self.bytes.clear();
            return;
        }
        self.bytes.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::corpus::charset::{self, Hints};

    fn cuts(text: &'static str, limit: usize) -> Vec<(u64, String, Ended)> {
        let choice = charset::choose(text.as_bytes(), true, Hints::default());
        let mut input = Input::new(Cursor::new(text), choice, Hints::default(), limit);
        let mut cuts = Cuts::new(&mut input, "DOC");
        let mut all = Vec::new();
        while let Some(cut) = cuts.next_cut().unwrap() {
            all.push((cut.offset, String::from_utf8(cut.bytes).unwrap(), cut.ended));
        }
        all
    }

    #[test]
    fn a_record_ends_with_its_tag_or_where_the_next_begins() {
        let text = "<x>\n<DOC>a<DOCNO>1</DOCNO></DOC >\n<doc id=\"2\">b \"<\n<DOC>c <!-- </DOC></DOC><DOC>d";
        let got = cuts(text, 1000);
        let expected = [
            (4, "<DOC>a<DOCNO>1</DOCNO></DOC >", Ended::Whole),
            (34, "<doc id=\"2\">b \"<\n", Ended::NotClosed),
            (51, "<DOC>c <!-- </DOC>", Ended::Whole),
            (75, "<DOC>d", Ended::CutOff),
        ];
        assert_eq!(got.len(), expected.len(), "{got:?}");
        for ((offset, text, ended), expected) in got.into_iter().zip(expected) {
            assert_eq!((offset, text.as_str(), ended), expected);
        }
    }

    #[test]
    fn a_record_without_end_is_not_kept() {
        let got = cuts("<DOC>123456789012345678901234567890</DOC>\n<DOC>x</DOC>", 20);
        assert_eq!(got[0], (0, String::new(), Ended::TooLong));
        assert_eq!(got[1].2, Ended::Whole);
        assert_eq!(got.len(), 2);
    }
}
