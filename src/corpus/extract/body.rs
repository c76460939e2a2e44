//! The running text as pieces: what stays, what was taken out, and where it stood.
//!
//! Every cleaning rule works on a [`Body`] and only marks pieces; [`Body::finish`] then gives the
//! paragraphs joined by one blank line and the removed pieces with their offsets in that text.

use std::borrow::Cow;

use crate::article::Removed;
use crate::article::lang::is_unspaced;

/// A paragraph, or a part of one that a rule took out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// The rule that took it out.
    pub removed: Option<&'static str>,
    /// The address, if the piece is one link and nothing else.
    pub link: Option<String>,
    /// Whether the piece is a heading or wholly bold.
    pub heading: bool,
}

impl Piece {
    /// Makes a piece that stays.
    pub fn kept(text: String) -> Piece {
        Piece { text, ..Piece::default() }
    }

    /// Makes a piece that a rule took out.
    pub fn taken(text: String, rule: &'static str) -> Piece {
        Piece { text, removed: Some(rule), ..Piece::default() }
    }
}

/// The pieces of an article's text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    pub pieces: Vec<Piece>,
}

impl Body {
    /// Returns the positions of the pieces that stay.
    pub fn kept(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.pieces.len()).filter(|&at| self.pieces[at].removed.is_none())
    }

    /// Returns the position of the first piece that stays.
    pub fn first(&self) -> Option<usize> {
        self.kept().next()
    }

    /// Returns the position of the last piece that stays.
    pub fn last(&self) -> Option<usize> {
        self.kept().next_back()
    }

    /// Takes a whole piece out.
    pub fn remove(&mut self, at: usize, rule: &'static str) {
        self.pieces[at].removed = Some(rule);
    }

    /// Takes the end of a piece out, from a byte offset in it (a character boundary).
    pub fn remove_tail(&mut self, at: usize, from: usize, rule: &'static str) {
        let tail = self.pieces[at].text.split_off(from);
        let kept = self.pieces[at].text.trim_end().len();
        self.pieces[at].text.truncate(kept);
        if kept == 0 {
            self.pieces[at].text = tail;
            self.remove(at, rule);
        } else {
            self.pieces.insert(at + 1, Piece::taken(tail, rule));
        }
    }

    /// Takes the beginning of a piece out, up to a byte offset in it (a character boundary).
    pub fn remove_head(&mut self, at: usize, end: usize, rule: &'static str) {
        let rest = self.pieces[at].text[end..].trim_start().to_owned();
        if rest.is_empty() {
            self.remove(at, rule);
        } else {
            self.pieces[at].text.truncate(end);
            let head = std::mem::replace(&mut self.pieces[at].text, rest);
            self.pieces.insert(at, Piece::taken(head, rule));
        }
    }

    /// Gives the cleaned text and what was taken out of it.
    pub fn finish(self) -> (String, Vec<Removed>) {
        let mut text = String::with_capacity(self.pieces.iter().map(|p| p.text.len() + 2).sum());
        let mut removed = Vec::new();
        for piece in self.pieces {
            match piece.removed {
                Some(rule) => {
                    let at = text.len();
                    removed.push(Removed { rule: rule.to_owned(), at, text: piece.text });
                }
                None => {
                    if !text.is_empty() {
                        text.push_str("\n\n");
                    }
                    text.push_str(&piece.text);
                }
            }
        }
        (text, removed)
    }
}

/// Cleans one line: outer space of any width and invisible marks go, runs of space inside become
/// one. A single full-width space inside stays, Chinese headlines use it as punctuation.
pub fn clean_line(line: &str) -> Cow<'_, str> {
    let line = line.trim_matches(is_outer);
    if !is_dirty(line) {
        return Cow::Borrowed(line);
    }
    let mut clean = String::with_capacity(line.len());
    for c in line.chars().filter(|&c| !is_noise(c)) {
        if c.is_whitespace() && c != '\u{3000}' {
            if !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else {
            clean.push(c);
        }
    }
    Cow::Owned(clean)
}

/// Tells whether a line has noise, or space that is not one plain space. Most lines have neither,
/// and are told so byte by byte.
fn is_dirty(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut before = 0;
    bytes.iter().enumerate().any(|(at, &byte)| {
        let here = match byte {
            b' ' => before == b' ',
            // A control character or other space of ASCII.
            0..=0x1F | 0x7F => true,
            // What all other spaces and noise begin with.
            0xC2 | 0xE1 | 0xE2 | 0xEF => line[at..]
                .chars()
                .next()
                .is_some_and(|c| is_noise(c) || (c != '\u{3000}' && c.is_whitespace())),
            _ => false,
        };
        before = byte;
        here
    })
}

fn is_outer(c: char) -> bool {
    c.is_whitespace() || is_noise(c)
}

/// Marks that print nothing and only break words: byte order mark, zero-width space, soft hyphen,
/// control characters other than space.
fn is_noise(c: char) -> bool {
    matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{2060}' | '\u{AD}')
        || (c.is_control() && !c.is_whitespace())
}

/// Appends a line to the paragraph it continues: a space between words, none between characters of
/// scripts written without spaces.
pub fn join_line(paragraph: &mut String, line: &str) {
    let wide = |c: Option<char>| c.is_some_and(|c| is_unspaced(c) || is_wide_mark(c));
    if !paragraph.is_empty() && !(wide(paragraph.chars().next_back()) && wide(line.chars().next()))
    {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}')
}

/// Tells whether a text ends a sentence: a full stop, question or exclamation mark of any script,
/// before closing quotes and brackets.
pub fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', '）', '」', '』', ']', ' ']);
    end.ends_with(['.', '?', '!', '。', '？', '！', '…', '．', '።', '।', '؟', '۔'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_point_to_where_a_piece_stood() {
        let mut body = Body::default();
        for text in ["Head", "First.", "Second. (tail)", "Credit"] {
            body.pieces.push(Piece::kept(text.to_owned()));
        }
        body.remove(0, "doubled-headline");
        body.remove(3, "credit");
        body.remove_tail(2, 8, "reporting-by");
        let (text, removed) = body.finish();
        assert_eq!(text, "First.\n\nSecond.");
        let got: Vec<_> =
            removed.iter().map(|r| (r.rule.as_str(), r.at, r.text.as_str())).collect();
        assert_eq!(
            got,
            [
                ("doubled-headline", 0, "Head"),
                ("reporting-by", 15, "(tail)"),
                ("credit", 15, "Credit")
            ]
        );
    }

    #[test]
    fn lines_lose_outer_space_of_any_width() {
        assert_eq!(clean_line("　　本报记者\u{FEFF} 报道 \r"), "本报记者 报道");
        assert_eq!(clean_line(" a\t b  c "), "a b c");
        assert_eq!(clean_line("移民成趨勢　中共港府"), "移民成趨勢　中共港府");
        assert_eq!(clean_line("plain"), "plain");
    }

    #[test]
    fn joined_lines_keep_words_apart() {
        let mut text = "A wrapped".to_owned();
        join_line(&mut text, "line");
        assert_eq!(text, "A wrapped line");
        let mut text = "中国与".to_owned();
        join_line(&mut text, "俄罗斯");
        assert_eq!(text, "中国与俄罗斯");
    }

    #[test]
    fn sentences_end_in_every_script() {
        assert!(ends_sentence("He said “no.”") && ends_sentence("他说。") && ends_sentence("Why?"));
        assert!(!ends_sentence("Asia News Network (ANN)/China Daily"));
    }
}
