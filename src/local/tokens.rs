//! Tokens on their way from a worker to tantivy: one string, decoded without allocation.
//!
//! tantivy's own hand-over of finished tokens goes through JSON and costs more than the indexing.
//! Here each token is `step term`: the step to its position is one control character (terms hold
//! none), a term ends where the next step begins.

use std::sync::{Arc, Condvar, Mutex};

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Same position as the token before.
const SAME: u8 = 0x02;
/// The next position.
const NEXT: u8 = 0x03;
/// A decimal step, then [`END_OF_STEP`], then the term.
const FAR: u8 = 0x04;
/// Closes a decimal step.
const END_OF_STEP: u8 = 0x05;
/// The next position, counted several times (headline words).
const NEXT_TRIPLE: u8 = 0x06;

/// Writes tokens into one string. Positions must never decrease.
#[derive(Debug, Default)]
pub struct TokenText {
    text: String,
    /// Position of the last token, plus one; 0 before the first.
    next: u32,
}

impl TokenText {
    /// Appends a token, which counts once or (in one place) [`super::schema::HEADLINE_WEIGHT`] times.
    pub fn push(&mut self, mark: Option<char>, term: &str, position: u32, triple: bool) {
        let step = (position + 1).saturating_sub(self.next);
        match step {
            0 => self.text.push(SAME as char),
            1 if triple => self.text.push(NEXT_TRIPLE as char),
            1 => self.text.push(NEXT as char),
            _ => {
                self.text.push(FAR as char);
                push_number(&mut self.text, step);
                self.text.push(END_OF_STEP as char);
            }
        }
        self.next = self.next.max(position + 1);
        self.text.extend(mark);
        self.text.push_str(term);
        if triple && step != 1 {
            for _ in 1..super::schema::HEADLINE_WEIGHT {
                self.text.push(SAME as char);
                self.text.push_str(term);
            }
        }
    }

    /// Takes the string out and starts anew.
    pub fn take(&mut self) -> String {
        self.next = 0;
        std::mem::take(&mut self.text)
    }
}

fn push_number(text: &mut String, mut number: u32) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend(digits[at..].iter().map(|d| *d as char));
}

/// Bytes that wait in tantivy's queue, so that a fast parser cannot fill the memory.
#[derive(Debug, Default)]
pub struct InFlight {
    held: Mutex<Held>,
    less: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    bytes: usize,
    /// Somebody waits for less. Telling nobody costs a call of the system all the same, and there
    /// are several encoded texts in an article.
    awaited: bool,
}

impl InFlight {
    /// Waits until fewer than `limit` bytes are under way, then adds these. Gives up waiting after
    /// some seconds: a writer that died never takes its bytes off, and says so at the next call.
    pub fn enter(&self, bytes: usize, limit: usize) {
        let Ok(mut held) = self.held.lock() else { return };
        while held.bytes > limit {
            held.awaited = true;
            let waited = self.less.wait_timeout(held, std::time::Duration::from_secs(5));
            let Ok((guard, timeout)) = waited else { return };
            held = guard;
            if timeout.timed_out() {
                break;
            }
        }
        held.awaited = false;
        held.bytes += bytes;
    }

    fn leave(&self, bytes: usize) {
        if let Ok(mut held) = self.held.lock() {
            held.bytes = held.bytes.saturating_sub(bytes);
            if held.awaited {
                self.less.notify_all();
            }
        }
    }
}

/// The tokenizer that tantivy knows under [`super::schema::ENCODED`].
#[derive(Clone, Default)]
pub struct Decoder {
    token: Token,
    in_flight: Option<Arc<InFlight>>,
}

impl Decoder {
    /// Makes a decoder that takes what it has read off the bytes in flight.
    pub fn counting(in_flight: Arc<InFlight>) -> Decoder {
        Decoder { token: Token::default(), in_flight: Some(in_flight) }
    }
}

impl Tokenizer for Decoder {
    type TokenStream<'a> = DecodedTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> DecodedTokens<'a> {
        if let Some(in_flight) = &self.in_flight {
            in_flight.leave(text.len());
        }
        self.token.reset();
        // The first step counts from −1.
        self.token.position = usize::MAX;
        DecodedTokens { rest: text, again: 0, token: &mut self.token }
    }
}

/// Tokens read from an encoded string.
pub struct DecodedTokens<'a> {
    rest: &'a str,
    /// How often the present token comes again.
    again: u32,
    token: &'a mut Token,
}

impl TokenStream for DecodedTokens<'_> {
    fn advance(&mut self) -> bool {
        if self.again > 0 {
            self.again -= 1;
            return true;
        }
        let Some((&step, _)) = self.rest.as_bytes().split_first() else { return false };
        let mut rest = &self.rest[1..];
        let step = match step {
            SAME => 0,
            NEXT => 1,
            NEXT_TRIPLE => {
                self.again = super::schema::HEADLINE_WEIGHT - 1;
                1
            }
            _ => {
                let Some((number, term)) = rest.split_once(END_OF_STEP as char) else {
                    return false;
                };
                rest = term;
                number.parse().unwrap_or(1)
            }
        };
        let end = rest.bytes().position(|b| (SAME..=NEXT_TRIPLE).contains(&b));
        let (term, rest) = rest.split_at(end.unwrap_or(rest.len()));
        self.rest = rest;
        self.token.position = self.token.position.wrapping_add(step);
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &str) -> Vec<(usize, String)> {
        let mut decoder = Decoder::default();
        let mut stream = decoder.token_stream(text);
        let mut tokens = Vec::new();
        while stream.advance() {
            tokens.push((stream.token().position, stream.token().text.clone()));
        }
        tokens
    }

    #[test]
    fn what_is_written_is_read() {
        let mut text = TokenText::default();
        text.push(None, "oil", 0, true);
        text.push(None, "prices", 3, true);
        text.push(Some('\u{1}'), "Prices", 3, false);
        text.push(None, "北京", 10_000, false);
        text.push(None, "x", 10_001, false);
        let expected: Vec<(usize, String)> = [
            (0, "oil"),
            (0, "oil"),
            (0, "oil"),
            (3, "prices"),
            (3, "prices"),
            (3, "prices"),
            (3, "\u{1}Prices"),
            (10_000, "北京"),
            (10_001, "x"),
        ]
        .map(|(position, term)| (position, term.to_owned()))
        .to_vec();
        assert_eq!(decode(&text.take()), expected);
        assert_eq!(decode(""), []);
    }

    #[test]
    fn an_article_may_begin_far_in() {
        let mut text = TokenText::default();
        text.push(None, "body", 10_000, false);
        assert_eq!(decode(&text.take()), [(10_000, "body".to_owned())]);
    }
}
