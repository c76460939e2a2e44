//! Numbers as printed: which points and commas stay inside.
//!
//! | printed | form | why |
//! |---|---|---|
//! | `26.3` `22.08.2024` `1.2.3` | as it stands | points between digits stay |
//! | `1,000,000` `1,234.5` | `1000000` `1234.5` | commas before groups of three go |
//! | `1.000.000` `1.234,56` | `1000000` `1234.56` | the same the other way round, if unmistakable |
//! | `26,3` `0,375` | `26.3` `0.375` | a decimal comma becomes a point |
//! | `2023,2024` `1,2,3` | several numbers | any other comma separates |
//!
//! `1.000` alone is ambiguous and stays `1.000`. Index and query read numbers alike.

use super::fold::decimal;
use super::units::{Class, Unit};

/// How the separators of one number are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Points stay, a comma ends the number.
    Points,
    /// Commas group, a point is decimal.
    Commas,
    /// Points group (or there are none), a comma is decimal.
    Continental,
}

/// Reads the number that begins at `at`, gives its characters to `put`, and returns where it ends.
/// `at` must be a digit that follows no digit of the same word.
pub(crate) fn number(units: &[Unit], at: usize, mut put: impl FnMut(char)) -> usize {
    // What follows a comma that was just read as a separator belongs to the same list.
    let listed = at >= 2 && is_comma(units[at - 1].c) && units[at - 2].class == Class::Digit;
    let style = if listed { Style::Points } else { style(&units[at..]) };
    let mut at = at;
    while let Some(unit) = units.get(at) {
        if unit.class == Class::Digit {
            put(unit.c);
        } else if !separates(units, at) || (is_comma(unit.c) && style == Style::Points) {
            break;
        } else {
            match (style, is_comma(unit.c)) {
                (Style::Commas, true) | (Style::Continental, false) => {}
                (Style::Continental, true) => put('.'),
                _ => put(if is_point(unit.c) { '.' } else { unit.c }),
            }
        }
        at += 1;
    }
    at
}

/// Looks at the whole number once and decides how to read it.
fn style(units: &[Unit]) -> Style {
    let mut shape = Shape { point_groups: true, comma_groups: true, ..Shape::default() };
    let mut length = 0;
    let mut before = None;
    for (at, unit) in units.iter().enumerate() {
        if unit.class == Class::Digit {
            length += 1;
            continue;
        }
        if !separates(units, at) {
            break;
        }
        if !is_comma(unit.c) && !is_point(unit.c) {
            return Style::Points; // A fraction slash.
        }
        shape.group(length, before);
        length = 0;
        before = Some(is_comma(unit.c));
    }
    shape.group(length, before);
    shape.style(units.first().and_then(|u| decimal(u.c)) == Some(0), length)
}

/// What the groups of a number look like.
#[derive(Default)]
struct Shape {
    points: usize,
    commas: usize,
    /// Digits before the first separator.
    first: usize,
    /// Every group after a point, after a comma, has three digits.
    point_groups: bool,
    comma_groups: bool,
    comma_after_point: bool,
    point_after_comma: bool,
}

impl Shape {
    /// Takes a group of `length` digits in, and whether a comma stands before it.
    fn group(&mut self, length: usize, comma: Option<bool>) {
        match comma {
            None => self.first = length,
            Some(true) => {
                self.comma_after_point |= self.points > 0;
                self.comma_groups &= length == 3;
                self.commas += 1;
            }
            Some(false) => {
                self.point_after_comma |= self.commas > 0;
                self.point_groups &= length == 3;
                self.points += 1;
            }
        }
    }

    /// Decides, given whether the number begins with 0 and the length of its last group.
    fn style(&self, zero: bool, last: usize) -> Style {
        let groups = (1..=3).contains(&self.first) && !zero;
        let decimals = last <= 2 || (zero && self.first == 1);
        match (self.points, self.commas) {
            (2.., 0) if groups && self.point_groups => Style::Continental,
            (_, 0) => Style::Points,
            (0, 1) if decimals => Style::Continental,
            (0 | 1, _) if groups && self.comma_groups && !self.comma_after_point => Style::Commas,
            (1.., 1) if groups && self.point_groups && !self.point_after_comma && last <= 2 => {
                Style::Continental
            }
            _ => Style::Points,
        }
    }
}

/// Tells whether the unit stands between two digits and may belong to a number.
fn separates(units: &[Unit], at: usize) -> bool {
    let digit = |unit: Option<&Unit>| unit.is_some_and(|u| u.class == Class::Digit);
    let c = units[at].c;
    (is_comma(c) || is_point(c) || c == '\u{2044}') && at > 0 && digit(units.get(at + 1))
}

fn is_comma(c: char) -> bool {
    matches!(c, ',' | '\u{66C}')
}

fn is_point(c: char) -> bool {
    matches!(c, '.' | '\u{66B}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::units::fill;

    fn read(text: &str) -> String {
        let mut units = Vec::new();
        fill(text, 0, &mut units);
        let mut out = String::new();
        let mut at = 0;
        while at < units.len() {
            if units[at].class != Class::Digit {
                at += 1;
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            at = number(&units, at, |c| out.push(c));
        }
        out
    }

    #[test]
    fn separators_are_read_as_people_mean_them() {
        for (printed, form) in [
            ("26.3", "26.3"),
            ("26,3", "26.3"),
            ("1,000", "1000"),
            ("1,000,000", "1000000"),
            ("1,234.5", "1234.5"),
            ("12,345,678.90", "12345678.90"),
            ("1.000.000", "1000000"),
            ("1.234,56", "1234.56"),
            ("1.234.567,8", "1234567.8"),
            ("1.000", "1.000"),
            ("0,375", "0.375"),
            ("22.08.2024", "22.08.2024"),
            ("192.168.1.10", "192.168.1.10"),
            ("2023,2024", "2023 2024"),
            ("1,2,3", "1 2 3"),
            ("1,2,300", "1 2 300"),
            ("1,000,00", "1 000 00"),
            ("1234,567", "1234 567"),
            ("3,1416", "3 1416"),
            ("1.5,2.5", "1.5 2.5"),
            ("10:30", "10 30"),
            ("5,", "5"),
            ("½", "1⁄2"),
            ("１，０００", "1"),
            ("١٬٠٠٠٫٥", "١٠٠٠.٥"),
        ] {
            assert_eq!(read(printed), form, "{printed}");
        }
    }
}
