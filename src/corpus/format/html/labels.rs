//! What the classes, ids and addresses of a page's elements say about them.

/// Words of what holds a date.
pub const DATE_WORDS: [&str; 16] = [
    "date",
    "time",
    "posted",
    "published",
    "publish",
    "pubdate",
    "timestamp",
    "byline",
    "datum",
    "fecha",
    "dateline",
    "postmeta",
    "meta",
    "datetime",
    "pubtime",
    "info",
];
/// Words of what is beside the article; the first is that of page builders as well.
pub const ASIDE_WORDS: [&str; 9] = [
    "widget", "related", "comment", "comments", "sidebar", "recent", "popular", "archive", "footer",
];

/// Longer words than this, in bytes, are none that is looked for.
const LONGEST_WORD: usize = 64;

/// Tells whether one of the words stands in a label: `post-date`, `entry_date`, `articleDate`.
pub fn says(label: &str, words: &[&str]) -> bool {
    any_word(label, |word| words.contains(&word))
}

/// Tells whether a word of a label is one that is looked for, in lower case.
pub fn any_word(label: &str, wanted: impl Fn(&str) -> bool) -> bool {
    if label.is_empty() {
        return false;
    }
    // No allocation: this is asked of every element, several times.
    let mut word = [0; LONGEST_WORD];
    let (mut length, mut before) = (0, ' ');
    for c in label.chars().take(400).chain([' ']) {
        let new = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if new {
            let whole = word.get(..length).and_then(|word| std::str::from_utf8(word).ok());
            if whole.is_some_and(&wanted) {
                return true;
            }
            length = 0;
        }
        if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                if let Some(place) = word.get_mut(length..length + lower.len_utf8()) {
                    lower.encode_utf8(place);
                }
                length += lower.len_utf8();
            }
        }
        before = c;
    }
    false
}

/// Tells whether a class is that of text that is only read aloud.
pub fn is_read_aloud(label: &str) -> bool {
    const CLASSES: [&str; 4] = ["screen-reader", "sr-only", "visually-hidden", "visuallyhidden"];
    !label.is_empty() && CLASSES.iter().any(|class| label.contains(class))
}

/// `author`, `authors`, `authorbox`, `autor`, `byline`, `writer`; but not `authorization`.
pub fn is_author_word(word: &str) -> bool {
    let begins =
        ["author", "autor", "auteur", "byline"].iter().any(|begin| word.starts_with(begin));
    word == "writer" || (begins && word.len() <= 14 && !word.starts_with("authori"))
}

/// Tells whether an address is that of a person who writes: `/author/jane-roe`.
pub fn is_author_page(href: &str) -> bool {
    const STEPS: [&str; 14] = [
        "author",
        "authors",
        "autor",
        "autoren",
        "autores",
        "auteur",
        "auteurs",
        "autore",
        "staff",
        "reporter",
        "reporters",
        "journalist",
        "contributor",
        "contributors",
    ];
    let path = href.split(['?', '#']).next().unwrap_or("");
    let mut steps = path.split('/').filter(|step| !step.is_empty());
    steps.any(|step| STEPS.contains(&step)) && steps.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_labels() {
        assert!(says("entry post-date", &DATE_WORDS) && says("articleDate", &DATE_WORDS));
        assert!(!says("candidate update", &DATE_WORDS) && any_word("x Byline", is_author_word));
    }

    #[test]
    fn pages_of_authors() {
        assert!(
            is_author_page("https://n.example/author/jane") && is_author_page("../autoren/x#y")
        );
        assert!(!is_author_page("/author/") && !is_author_page("/authority/x"));
        assert!(any_word("mo-authorbox", is_author_word) && !any_word("authorize", is_author_word));
    }
}
