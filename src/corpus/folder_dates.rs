//! Dates in file names that need no settings, because every file of the folder has one.
//!
//! Takes the names in a folder; gives the one pattern under which all of them hold a whole day. A
//! single name without one, and no name of the folder is a date. Days that are all the same say when
//! the files were written out, not when the articles appeared: they are no dates either.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::corpus::file_date::DatePattern;
use crate::corpus::walk::name_rule;

/// The patterns that are tried. Only whole days with the year first: other orders are guesses.
const PATTERNS: [&str; 4] =
    ["{year}-{month}-{day}", "{year}_{month}_{day}", "{year}.{month}.{day}", "{year}{month}{day}"];

/// Fewer files than this agree by chance.
const FEWEST: usize = 5;

/// What a folder's names agree on.
#[derive(Debug, Clone)]
pub struct Agreed {
    pattern: DatePattern,
    /// Which of the patterns it is, for the fingerprint of a file's settings.
    pub number: usize,
}

impl Agreed {
    /// Finds the pattern on which the names in a folder agree. A folder that cannot be listed agrees on
    /// nothing. Names that the walk leaves alone (hidden files, a README) have no say.
    pub fn of_folder(folder: &Path) -> Option<Agreed> {
        let entries = fs::read_dir(folder).ok()?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !entry.file_type().ok()?.is_dir() && name_rule(&name).is_none() {
                names.push(name);
            }
        }
        Agreed::of_names(&names)
    }

    fn of_names(names: &[String]) -> Option<Agreed> {
        if names.len() < FEWEST {
            return None;
        }
        PATTERNS.iter().enumerate().find_map(|(number, pattern)| {
            let agreed = Agreed { pattern: DatePattern::new(pattern).ok()?, number };
            let mut days = HashSet::new();
            for name in names {
                days.insert(agreed.date(name)?.0);
            }
            (days.len() > 1).then_some(agreed)
        })
    }

    /// The day in a name, in ISO form, with the text it was read from. A name with two days has none.
    pub fn date(&self, name: &str) -> Option<(String, String)> {
        let (iso, text) = self.pattern.find(name)?;
        let behind = &name[name.find(&text)? + text.len()..];
        self.pattern.find(behind).is_none().then_some((iso, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(names: &[&str]) -> Option<Agreed> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Agreed::of_names(&names)
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
        assert!(Agreed::of_names(&names).is_none());
    }
}
