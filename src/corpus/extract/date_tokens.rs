//! The parts of a written date: numbers, words, signs such as 年, marks.

use super::calendar_words::weekday_sign;
use super::fold::{fold, narrow};

/// A part of a written date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Number {
        value: u64,
        digits: usize,
    },
    /// A folded word.
    Word(String),
    /// A Chinese, Japanese or Korean sign after a number: 年 月 日 号 时 点 分 秒.
    Unit(char),
    Mark(char),
}

/// Most parts a date has.
const MOST: usize = 24;

/// Splits a text. `None` if it has too many parts, or signs that no date has.
pub fn tokens(text: &str) -> Option<Vec<Token>> {
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        if tokens.len() > MOST {
            return None;
        }
        if c.is_whitespace() {
            at += 1;
        } else if c.is_ascii_digit() {
            let end = run(&chars, at, |c| c.is_ascii_digit());
            if end - at > 18 {
                return None;
            }
            let value = chars[at..end]
                .iter()
                .fold(0, |sum, d| sum * 10 + u64::from(*d as u32 - '0' as u32));
            tokens.push(Token::Number { value, digits: end - at });
            at = end;
        } else if let Some(len) = weekday_in_signs(&chars[at..]) {
            at += len;
        } else if is_unit(c) {
            tokens.push(Token::Unit(c));
            at += 1;
        } else if c.is_alphabetic() {
            // "a.m." and "p.m." are one word each; a word's own full stop belongs to it.
            let han = is_han(c);
            let mut end = run(&chars, at, |c| {
                c.is_alphabetic() && !is_unit(c) && is_han(c) == han
                    || matches!(c, '\u{300}'..='\u{36F}')
            });
            while !han
                && chars.get(end) == Some(&'.')
                && chars.get(end + 1).is_some_and(|c| c.is_alphabetic())
                && end - at <= 3
            {
                end = run(&chars, end + 1, char::is_alphabetic);
            }
            let word: String = chars[at..end].iter().collect();
            at = end + usize::from(!han && chars.get(end) == Some(&'.'));
            let word = fold(&word);
            if !word.is_empty() {
                tokens.push(Token::Word(word));
            }
        } else {
            let mark = match c {
                '−' | '–' | '—' => '-',
                '、' => ',',
                '•' => '·',
                _ => c,
            };
            if !matches!(
                mark,
                '-' | '/' | '.' | ':' | ',' | '(' | ')' | '[' | ']' | '+' | '|' | '·'
            ) {
                return None;
            }
            // A full stop that does not separate numbers only ends something: "21. August".
            let separates = chars.get(at + 1).is_some_and(char::is_ascii_digit);
            if mark != '.' || separates {
                tokens.push(Token::Mark(mark));
            }
            at += 1;
        }
    }
    Some(tokens)
}

fn run(chars: &[char], from: usize, of: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|&c| !of(c)).map_or(chars.len(), |len| from + len)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

fn is_unit(c: char) -> bool {
    matches!(
        c,
        '年' | '月'
            | '日'
            | '号'
            | '號'
            | '时'
            | '時'
            | '点'
            | '點'
            | '分'
            | '秒'
            | '년'
            | '월'
            | '일'
            | '시'
            | '분'
            | '초'
    )
}

/// Length of a weekday in Chinese (`星期三`, `周三`) or Japanese (`水曜日`, `(水)`).
fn weekday_in_signs(chars: &[char]) -> Option<usize> {
    let sign = |at: usize| chars.get(at).copied().and_then(weekday_sign).is_some();
    match chars {
        ['星', '期', ..] | ['礼' | '禮', '拜', ..] if sign(2) => Some(3),
        ['周' | '週', ..] if sign(1) => Some(2),
        ['(', _, ')', ..] if sign(1) => Some(3),
        [_, '曜', '日', ..] if sign(0) => Some(3),
        _ => None,
    }
}
