//! Where JSON values end, without parsing them.
//!
//! Counts brackets outside of strings, so that a file of any length falls into its records, and a
//! record that is not valid JSON does not hide where the next begins.

use std::io;

use crate::corpus::format::input::Input;

/// Follows one value byte by byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct Balance {
    depth: usize,
    in_string: bool,
    escaped: bool,
    scalar: bool,
}

/// What a byte meant to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It belongs to the value, and more follows.
    Inside,
    /// It is the value's last byte.
    Last,
    /// The value ended before it.
    Behind,
}

impl Balance {
    /// Takes the next byte; the first must not be white space.
    pub fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => {
                    self.in_string = false;
                    return self.ended();
                }
                _ => {}
            }
            return Step::Inside;
        }
        match byte {
            b',' | b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'[' | b'}' | b']' | b':'
                if self.scalar =>
            {
                Step::Behind
            }
            b'"' if self.scalar => Step::Behind,
            b'"' => {
                self.in_string = true;
                Step::Inside
            }
            b'{' | b'[' => {
                self.depth += 1;
                Step::Inside
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.ended()
            }
            _ => {
                self.scalar = self.depth == 0;
                Step::Inside
            }
        }
    }

    fn ended(self) -> Step {
        if self.depth == 0 { Step::Last } else { Step::Inside }
    }

    /// Tells whether the value may end where the text ends: only a number or a word may.
    pub fn may_end(self) -> bool {
        self.scalar
    }
}

/// Returns where the value that begins at `start` ends, or `None` if the text ends first.
pub fn value_end(text: &[u8], start: usize) -> Option<usize> {
    let mut balance = Balance::default();
    for (at, byte) in text.iter().enumerate().skip(start) {
        match balance.step(*byte) {
            Step::Inside => {}
            Step::Last => return Some(at + 1),
            Step::Behind => return Some(at),
        }
    }
    (balance.may_end() && start < text.len()).then_some(text.len())
}

/// Returns the first place from `start` on that is not white space.
pub fn skip_space(text: &[u8], start: usize) -> usize {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    text.iter().skip(start).position(|byte| !space(byte)).map_or(text.len(), |at| start + at)
}

/// Returns the ranges of the elements of the array whose `[` stands at `start`.
pub fn elements(text: &[u8], start: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = skip_space(text, start + 1);
    while text.get(at).is_some_and(|byte| *byte != b']') {
        let start = at;
        // A comma or colon where a value should be is stepped over.
        let Some(end) = value_end(text, start) else { break };
        let end = end.max(start + 1);
        if !matches!(text[start], b',' | b':') {
            found.push((start, end));
        }
        at = skip_space(text, end);
        if text.get(at) == Some(&b',') {
            at = skip_space(text, at + 1);
        }
    }
    found
}

/// Returns where the value of a member of the object at the beginning of `text` begins.
pub fn member(text: &str, key: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = skip_space(bytes, 0);
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    loop {
        at = skip_space(bytes, at + 1);
        let end = value_end(bytes, at)?;
        let name: String = serde_json::from_str(text.get(at..end)?).ok()?;
        let colon = skip_space(bytes, end);
        let value = skip_space(bytes, colon + 1);
        if name == key {
            return (bytes.get(colon) == Some(&b':')).then_some(value);
        }
        at = skip_space(bytes, value_end(bytes, value)?);
        if bytes.get(at) != Some(&b',') {
            return None;
        }
    }
}

/// What [`next_value`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A value, whole.
    Whole,
    /// A value beyond the limit of a record; it was skipped.
    TooLong,
    /// A value that the end of the input cut.
    Cut,
}

/// Puts the value that begins at the next byte (not white space) into `value`.
pub fn next_value(input: &mut Input, value: &mut Vec<u8>) -> io::Result<Value> {
    value.clear();
    let limit = input.limit();
    let mut balance = Balance::default();
    let mut too_long = false;
    loop {
        let bytes = input.fill()?;
        if bytes.is_empty() {
            return Ok(match (balance.may_end(), too_long) {
                (_, true) => Value::TooLong,
                (true, false) => Value::Whole,
                (false, false) => Value::Cut,
            });
        }
        let mut end = None;
        for (at, byte) in bytes.iter().enumerate() {
            match balance.step(*byte) {
                Step::Inside => {}
                Step::Last => end = Some(at + 1),
                Step::Behind => end = Some(at),
            }
            if end.is_some() {
                break;
            }
        }
        let part = &bytes[..end.unwrap_or(bytes.len())];
        if too_long || value.len() + part.len() > limit {
            too_long = true;
            value.clear();
        } else {
            value.extend_from_slice(part);
        }
        let used = part.len();
        input.consume(used);
        if end.is_some() {
            return Ok(if too_long { Value::TooLong } else { Value::Whole });
        }
    }
}

/// Steps over white space.
pub fn skip_blank(input: &mut Input) -> io::Result<Option<u8>> {
    loop {
        let bytes = input.fill()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let at = skip_space(bytes, 0);
        let next = bytes.get(at).copied();
        input.consume(at);
        if next.is_some() {
            return Ok(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_their_brackets_close() {
        let cases = [
            (r#"{"a": "}\"]"} x"#, Some(13)),
            ("[1, [2]], 3", Some(8)),
            ("12, 3", Some(2)),
            ("null", Some(4)),
            (r#""a" "#, Some(3)),
            ("{\"a\": 1", None),
            ("", None),
            ("}", Some(1)),
        ];
        for (text, end) in cases {
            assert_eq!(value_end(text.as_bytes(), 0), end, "{text}");
        }
        let text = r#" [ {"a":1} , "x",2,,]"#;
        let found: Vec<&str> =
            elements(text.as_bytes(), 1).into_iter().map(|(from, to)| &text[from..to]).collect();
        assert_eq!(found[..3], [r#"{"a":1}"#, r#""x""#, "2"]);
        assert_eq!(member(r#"{"n": {"x": [1]}, "articles" : [2]}"#, "articles"), Some(31));
        assert_eq!(member(r#"{"n": 1}"#, "articles"), None);
        assert_eq!(member("{", "articles"), None);
    }
}
