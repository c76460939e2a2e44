//! Patterns for paths, as `corpus.toml` uses them: `*`, `**`, `?`.
//!
//! Takes a pattern and a path with `/`; says whether they match and what each wildcard stood for.
//! There are no brackets, braces or escapes: names with those characters match themselves.

/// A pattern over paths. Without `/` it is compared with the file name at any depth, with `/` with
/// the whole path from the folder that states it. `*` and `?` do not cross `/`; `**` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    parts: Vec<Part>,
    whole_path: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(char),
    /// `?`: one character other than `/`.
    One,
    /// `*`: any number of characters other than `/`.
    Many,
    /// `**`: any number of characters.
    Deep,
    /// `**/`: nothing, or anything that ends in `/`.
    DeepFolder,
}

impl Glob {
    /// Reads a pattern. Every text is one.
    pub fn new(pattern: &str) -> Glob {
        let pattern = pattern.trim_start_matches("./");
        let whole_path = pattern.contains('/');
        let mut parts = Vec::new();
        let mut chars = pattern.trim_start_matches('/').chars().peekable();
        while let Some(c) = chars.next() {
            parts.push(match c {
                '?' => Part::One,
                '*' if chars.next_if_eq(&'*').is_some() => {
                    // Any further stars say nothing new.
                    while chars.next_if_eq(&'*').is_some() {}
                    match chars.next_if_eq(&'/') {
                        Some(_) => Part::DeepFolder,
                        None => Part::Deep,
                    }
                }
                '*' => Part::Many,
                other => Part::Literal(other),
            });
        }
        Glob { parts, whole_path }
    }

    /// Tells whether the pattern matches a path that is relative to the folder of the pattern.
    pub fn matches(&self, path: &str) -> bool {
        self.captures(path).is_some()
    }

    /// Returns what each wildcard stood for, or `None` where the path does not match. Takes time in
    /// proportion to pattern × path at worst.
    pub fn captures(&self, path: &str) -> Option<Vec<String>> {
        let compared = match self.whole_path {
            true => path,
            false => path.rsplit('/').next().unwrap_or(path),
        };
        let text: Vec<char> = compared.chars().collect();
        let width = text.len() + 1;
        // reach[p * width + t]: the parts from p on match the text from t on.
        let mut reach = vec![false; (self.parts.len() + 1) * width];
        reach[self.parts.len() * width + text.len()] = true;
        for p in (0..self.parts.len()).rev() {
            for t in (0..width).rev() {
                let next = |t: usize| reach[(p + 1) * width + t];
                let here = |t: usize| reach[p * width + t];
                reach[p * width + t] = match &self.parts[p] {
                    Part::Literal(c) => text.get(t) == Some(c) && next(t + 1),
                    Part::One => text.get(t).is_some_and(|c| *c != '/') && next(t + 1),
                    Part::Many => {
                        next(t) || (text.get(t).is_some_and(|c| *c != '/') && here(t + 1))
                    }
                    Part::Deep => next(t) || (t < text.len() && here(t + 1)),
                    Part::DeepFolder => {
                        next(t) && (t == 0 || text[t - 1] == '/') || (t < text.len() && here(t + 1))
                    }
                };
            }
        }
        if !reach[0] {
            return None;
        }
        // Walk forward, each wildcard as short as possible.
        let mut captures = Vec::new();
        let mut t = 0;
        for (p, part) in self.parts.iter().enumerate() {
            let start = t;
            match part {
                Part::Literal(_) => {
                    t += 1;
                    continue;
                }
                Part::One => t += 1,
                Part::Many | Part::Deep => {
                    while t < text.len() && !reach[(p + 1) * width + t] {
                        t += 1;
                    }
                }
                Part::DeepFolder => {
                    while t < text.len()
                        && !(reach[(p + 1) * width + t] && (t == 0 || text[t - 1] == '/'))
                    {
                        t += 1;
                    }
                }
            }
            captures.push(text[start..t].iter().collect());
        }
        Some(captures)
    }

    /// Puts captures back in place of the wildcards, in order. `None` if their number differs.
    pub fn fill(&self, captures: &[String]) -> Option<String> {
        let mut filled = String::new();
        let mut left = captures.iter();
        for part in &self.parts {
            match part {
                Part::Literal(c) => filled.push(*c),
                _ => filled.push_str(left.next()?),
            }
        }
        left.next().is_none().then_some(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_folder_unless_doubled() {
        let cases = [
            ("*.txt", "a/b/c.txt", true),
            ("*.txt", "c.txt.gz", false),
            ("wire/*.txt", "wire/a.txt", true),
            ("wire/*.txt", "wire/2024/a.txt", false),
            ("wire/**/*.txt", "wire/a.txt", true),
            ("wire/**/*.txt", "wire/2024/08/a.txt", true),
            ("**/08/*", "2024/08/a", true),
            ("**/08/*", "208/a", false),
            ("wire/**", "wire/2024/a", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("/top.txt", "top.txt", true),
            ("/top.txt", "sub/top.txt", false),
            ("*", "", true),
            ("данные/*.txt", "данные/файл.txt", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(Glob::new(pattern).matches(path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn captures_fill_the_partner_pattern() {
        let headlines = Glob::new("*_titles/*.txt");
        let captures = headlines.captures("Real_titles/7.txt").unwrap();
        assert_eq!(captures, ["Real", "7"]);
        assert_eq!(Glob::new("*/*.txt").fill(&captures).unwrap(), "Real/7.txt");
        assert_eq!(Glob::new("*.txt").fill(&captures), None);
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let glob = Glob::new(&"*a".repeat(200));
        assert!(!glob.matches(&"a".repeat(150)));
    }
}
