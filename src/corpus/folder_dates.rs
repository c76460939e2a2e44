//! Dates in file names that need no settings, because every file of the folder has one.
//!
//! Takes the names in a folder; gives the one pattern under which all of them hold a whole day. A
//! single name without one, and no name of the folder is a date. Days that are all the same say when
//! the files were written out, not when the articles appeared: they are no dates either.

use jiff::civil::Date;

/// What stands between year, month and day in the patterns that are tried. Only whole days with the
/// year first: other orders are guesses.
const BETWEEN: [Option<u8>; 4] = [Some(b'-'), Some(b'_'), Some(b'.'), None];

/// Fewer files than this agree by chance.
const FEWEST: usize = 5;

/// What a folder's names agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// Which of the patterns it is, for the fingerprint of a file's settings.
    pub number: u8,
}

impl Agreed {
    /// Finds the pattern on which the names of a folder's files agree. Every night asks this of every
    /// name, so it looks at bytes and keeps nothing.
    pub fn of_names<N: AsRef<str>>(names: impl Iterator<Item = N> + Clone) -> Option<Agreed> {
        if names.clone().take(FEWEST).count() < FEWEST {
            return None;
        }
        (0..BETWEEN.len() as u8).map(|number| Agreed { number }).find(|agreed| {
            let mut first = None;
            let mut differ = false;
            for name in names.clone() {
                let Some(Found { day, .. }) = agreed.only(name.as_ref()) else { return false };
                differ |= *first.get_or_insert(day) != day;
            }
            differ
        })
    }

    /// The day in a name, in ISO form, with the text it was read from. A name with two days has none.
    pub fn date(&self, name: &str) -> Option<(String, String)> {
        let Found { day, start, end } = self.only(name)?;
        let iso = format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
        Some((iso, name[start..end].to_owned()))
    }

    fn only(&self, name: &str) -> Option<Found> {
        let found = self.find(name.as_bytes())?;
        // The text may stand earlier, too, as the end of a longer number.
        let text = &name[found.start..found.end];
        let behind = name.find(text)? + text.len();
        self.find(&name.as_bytes()[behind..]).is_none().then_some(found)
    }

    /// Finds the first day; as `file_date` would by `{year}-{month}-{day}`.
    fn find(&self, name: &[u8]) -> Option<Found> {
        let digit = |at: usize| name.get(at).is_some_and(u8::is_ascii_digit);
        (0..name.len().saturating_sub(7)).find_map(|start| {
            if !digit(start) || start > 0 && digit(start - 1) {
                return None;
            }
            let mut at = start;
            let year = number(name, &mut at, 4, 4)?;
            let (month, day) = match BETWEEN[usize::from(self.number)] {
                Some(between) => {
                    let mut next = || {
                        (name.get(at) == Some(&between)).then(|| at += 1)?;
                        number(name, &mut at, 1, 2)
                    };
                    (next()?, next()?)
                }
                None => (number(name, &mut at, 2, 2)?, number(name, &mut at, 2, 2)?),
            };
            if digit(at) {
                return None;
            }
            // Of two digits at most.
            let day = Date::new(year, month as i8, day as i8).ok()?;
            Some(Found { day, start, end: at })
        })
    }
}

/// A day in a name, and the bytes where it stands.
struct Found {
    day: Date,
    start: usize,
    end: usize,
}

/// Reads between `least` and `most` digits.
fn number(name: &[u8], at: &mut usize, least: usize, most: usize) -> Option<i16> {
    let digits = name[*at..].iter().take(most).take_while(|byte| byte.is_ascii_digit());
    let (count, number) =
        digits.fold((0, 0), |(n, sum), digit| (n + 1, sum * 10 + i16::from(digit - b'0')));
    *at += count;
    (count >= least).then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::file_date::DatePattern;

    fn agree(names: &[&str]) -> Option<Agreed> {
        Agreed::of_names(names.iter())
    }

    #[test]
    fn a_folder_agrees_when_every_name_holds_a_day() {
        let names =
            ["2024-08-21-port.txt", "2024-08-21-a.txt", "2024-08-22.txt", "x-2023-01-02.md"];
        assert!(agree(&names).is_none(), "too few");
        let more = [&names[..], &["2024-08-23 rain.txt"]].concat();
        let agreed = agree(&more).unwrap();
        assert_eq!(agreed.date("2024-08-21-a.txt").unwrap().0, "2024-08-21");
        for odd in ["notes.txt", "2024-13-01.txt", "2024-08.txt", "2024-08-21 to 2024-08-28.txt"] {
            assert!(agree(&[&more[..], &[odd]].concat()).is_none(), "{odd}");
        }
        assert!(
            agree(&["20240821.txt", "20240822.txt", "20240823a", "20240824", "20240825"]).is_some()
        );
    }

    #[test]
    fn one_day_for_all_is_when_they_were_written_out() {
        let names: Vec<String> = (0..9).map(|n| format!("export-2024-08-21-{n}.txt")).collect();
        assert!(Agreed::of_names(names.iter()).is_none());
    }

    /// The same by the patterns that people may state.
    fn stated(pattern: &str, name: &str) -> Option<(String, String)> {
        let pattern = DatePattern::new(pattern).unwrap();
        let (iso, text) = pattern.find(name)?;
        let behind = &name[name.find(&text)? + text.len()..];
        pattern.find(behind).is_none().then_some((iso, text))
    }

    proptest! {
        #[test]
        fn days_are_those_of_stated_patterns(
            name in r"[0-9a]{0,2}([ax\u{e9} ]{0,2}(19|20|0)?[0-9]{2}[-_.]?[0-1]?[0-9]{1,2}[-_.]?[0-3]?[0-9]){0,3}[0-9x.]{0,3}"
        ) {
            let patterns = [
                "{year}-{month}-{day}",
                "{year}_{month}_{day}",
                "{year}.{month}.{day}",
                "{year}{month}{day}",
            ];
            for (number, pattern) in (0..).zip(patterns) {
                prop_assert_eq!(Agreed { number }.date(&name), stated(pattern, &name));
            }
        }
    }
}
