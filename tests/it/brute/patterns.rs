//! Patterns held against whole folded words, each in the most obvious way.

use news_search::query::ast::Pattern;

/// Tells whether a word fits a pattern, which is folded already.
pub fn fits(pattern: &Pattern, word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    match pattern {
        Pattern::Prefix(start) => word.starts_with(&start.chars().collect::<Vec<_>>()),
        Pattern::Wildcard(text) => wild(&text.chars().collect::<Vec<_>>(), &word),
        Pattern::Fuzzy { text, distance } => {
            let text: Vec<char> = text.chars().collect();
            text.len().abs_diff(word.len()) <= usize::from(*distance)
                && edits(&text, &word) <= usize::from(*distance)
        }
        Pattern::Regex(text) => regex(&text.chars().collect::<Vec<_>>(), &word),
    }
}

fn wild(pattern: &[char], word: &[char]) -> bool {
    match pattern {
        [] => word.is_empty(),
        ['*', rest @ ..] => (0..=word.len()).any(|at| wild(rest, &word[at..])),
        ['?', rest @ ..] => !word.is_empty() && wild(rest, &word[1..]),
        [c, rest @ ..] => word.first() == Some(c) && wild(rest, &word[1..]),
    }
}

/// Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
fn edits(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            if i == 0 || j == 0 {
                table[i][j] = i + j;
                continue;
            }
            let same = usize::from(one[i - 1] != other[j - 1]);
            let step = (table[i - 1][j] + 1).min(table[i][j - 1] + 1);
            table[i][j] = step.min(table[i - 1][j - 1] + same);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                table[i][j] = table[i][j].min(table[i - 2][j - 2] + 1);
            }
        }
    }
    table[one.len()][other.len()]
}

/// Letters, `.`, `[abc]`, each with `*`, `+` or `?` behind it, or none.
fn regex(pattern: &[char], word: &[char]) -> bool {
    let (one, rest): (&[char], &[char]) = match pattern {
        [] => return word.is_empty(),
        ['[', ..] => {
            let end = pattern.iter().position(|c| *c == ']').expect("a class is closed");
            (&pattern[1..end], &pattern[end + 1..])
        }
        _ => pattern.split_at(1),
    };
    let is_one = |c: &char| one.contains(c) || (pattern[0] == '.' && *c != '\n');
    let many = word.iter().take_while(|c| is_one(c)).count();
    let (least, most, rest) = match rest {
        ['*', rest @ ..] => (0, many, rest),
        ['+', rest @ ..] => (1, many, rest),
        ['?', rest @ ..] => (0, many.min(1), rest),
        _ if many == 0 => return false,
        _ => (1, 1, rest),
    };
    (least..=most).any(|count| regex(rest, &word[count..]))
}

#[test]
fn patterns_fit_as_told() {
    let fuzzy = |text: &str, distance| Pattern::Fuzzy { text: text.into(), distance };
    assert!(fits(&fuzzy("mishutsin", 1), "mishustin"));
    assert!(!fits(&fuzzy("mishutsin", 1), "mishustina"));
    assert!(fits(&Pattern::Wildcard("m?sh*n".into()), "mishustin"));
    assert!(!fits(&Pattern::Wildcard("m?sh".into()), "mish2"));
    assert!(fits(&Pattern::Regex("m.[st]h+u*s?tin".into()), "mishhtin"));
    assert!(!fits(&Pattern::Regex("m.".into()), "mis"));
}
