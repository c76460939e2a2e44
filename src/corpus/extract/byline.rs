//! Bylines: who wrote an article, as printed.

use super::aliases::AliasTable;
use super::body::{clean_line, ends_sentence};
use super::chinese;
use super::fold::fold;

/// Longest byline, in characters.
const LONGEST: usize = 90;

/// A byline, and what is printed beside the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    pub names: String,
    pub agency: Option<String>,
    /// Where the text was sent from.
    pub place: Option<String>,
}

impl Byline {
    fn of(names: &str, agency: Option<String>) -> Byline {
        Byline { names: names.to_owned(), agency, place: None }
    }
}

/// Reads a line that may be a byline: `By JANE DOE`, `By Jane Doe, Reuters`, `Автор: …`, `作者：…`.
pub fn line(text: &str, aliases: &AliasTable) -> Option<Byline> {
    let text = text.trim().trim_matches(['(', ')', '（', '）', '【', '】', '*']).trim();
    if text.chars().count() > LONGEST || text.is_empty() {
        return None;
    }
    if let Some((label, rest)) = text.split_once([':', '：', '|', '｜'])
        && matches!(
            // "撰文／攝影：" names who wrote and took the pictures.
            fold(label.split(['/', '／', '、']).next().unwrap_or("").trim()).as_str(),
            "автор"
                | "авторы"
                | "作者"
                | "撰文"
                | "文"
                | "记者"
                | "記者"
                | "author"
                | "текст"
                | "by"
                | "text"
        )
    {
        let rest = rest.trim();
        return (!rest.is_empty() && !ends_sentence(rest)).then(|| Byline::of(rest, None));
    }
    if let Some(found) = chinese::reporter_line(text) {
        return Some(found);
    }
    if let Some(rest) = text.strip_prefix("文／").or_else(|| text.strip_prefix("文/")) {
        let rest = rest.trim_start_matches(['圖', '图', '：', ':']);
        return (rest.chars().count() <= 20).then(|| Byline::of(rest.trim(), None));
    }
    let rest = ["By ", "BY ", "by ", "Von ", "Par ", "Por "]
        .iter()
        .find_map(|by| text.strip_prefix(by))?;
    let rest = rest.trim();
    // "By Jane Doe, Reuters" and "By Jane Doe | AFP" name the agency last.
    let cut = rest.rfind([',', '|', '/', '-', '–']).filter(|&at| {
        let last = rest[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
        aliases.find(last).is_some()
    });
    let (names, agency) = match cut {
        Some(at) => {
            let last = rest[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
            (rest[..at].trim(), Some(last.to_owned()))
        }
        None => (rest, None),
    };
    if agency.is_none() && aliases.find(names).is_some() {
        return Some(Byline::of(names, Some(names.to_owned())));
    }
    are_names(names).then(|| Byline::of(names, agency))
}

/// Cleans a named value: outer space, a leading "By" and address parts of mail go.
pub fn value(text: &str) -> Option<String> {
    let line = clean_line(text);
    let line = line
        .strip_prefix("By ")
        .or_else(|| line.strip_prefix("BY "))
        .or_else(|| line.strip_prefix("by "))
        .unwrap_or(&line);
    // RSS gives "mail@host (Name)".
    let line = match line.split_once(" (") {
        Some((mail, name)) if mail.contains('@') && !mail.contains(' ') => {
            name.trim_end_matches(')')
        }
        _ => line,
    };
    // RSS 1.0 often has "Name (mail@host)".
    let line = match line.rsplit_once(" (") {
        Some((name, mail)) if mail.contains('@') && !mail.contains(' ') => name,
        _ => line,
    };
    // "Name <mail@host>"
    let line = match line.split_once('<') {
        Some((name, mail)) if mail.contains('@') && !name.trim().is_empty() => name,
        _ => line,
    };
    let line = line.trim();
    (!line.is_empty() && line.chars().count() <= 300).then(|| line.to_owned())
}

/// Takes the reporters out of `(Reporting by A and B in Town; Editing by C)` or of `To contact the
/// reporters on this story: A in Town at a@n.example;B …`, if that is all it says.
pub fn reporters(credit: &str) -> Option<String> {
    if let Some((_, list)) = credit.split_once(" this story:") {
        let mut names: Vec<&str> = Vec::new();
        for part in list.split(';') {
            let mut rest = part.trim();
            while !rest.is_empty() {
                let end = [" in ", " at "].iter().filter_map(|word| rest.find(word)).min();
                names.push(&rest[..end.unwrap_or(rest.len())]);
                // "a@n.exampleJohn Roe in": the next name may follow without a gap.
                let mail = rest.find('@').map_or("", |at| &rest[at..]);
                rest = mail.find(char::is_uppercase).map_or("", |at| &mail[at..]);
            }
        }
        let plain = |name: &&str| name.split_whitespace().count() <= 4 && are_names(name);
        return ((1..=8).contains(&names.len()) && names.iter().all(plain))
            .then(|| names.join(", "));
    }
    let at =
        credit.find("eporting by ").or_else(|| credit.find("eporting By "))? + "eporting by ".len();
    let rest = &credit[at..];
    let end = rest.find([';', ')', '.', '(']).unwrap_or(rest.len());
    let list = rest[..end].split("Editing").next()?.trim();
    let mut names = Vec::new();
    for name in list.split(", ").flat_map(|part| part.split(" and ")) {
        let name = name.trim().trim_start_matches("and ");
        let name = name.split(" in ").next()?.trim();
        if name.is_empty() {
            continue;
        }
        let words = name.split_whitespace().count();
        // "A in Paris, France, and B": a lone word is a place or a slip.
        if !(2..=4).contains(&words) || !are_names(name) {
            if words == 1 && !names.is_empty() {
                continue;
            }
            return None;
        }
        names.push(name);
    }
    (!names.is_empty() && names.len() <= 6).then(|| names.join(", "))
}

/// Two to ten words, all with capitals but for the small ones between names.
fn are_names(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = |word: &str| {
        matches!(
            word,
            "and"
                | "in"
                | "of"
                | "for"
                | "und"
                | "et"
                | "y"
                | "with"
                | "&"
                | "de"
                | "da"
                | "van"
                | "von"
                | "der"
                | "den"
                | "bin"
                | "al"
                | "el"
                | "la"
                | "и"
        )
    };
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    (2..=10).contains(&words.len())
        && capital(words[0])
        && words.iter().filter(|word| capital(word)).count() >= 2
        && words.iter().all(|word| small(word) || capital(word))
        && !text.chars().any(|c| c.is_ascii_digit() || matches!(c, '?' | '!' | ':' | '"' | '“'))
        && !(ends_sentence(text)
            && text.chars().rev().nth(1).is_some_and(char::is_lowercase)
            && !text.ends_with("Jr."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        line(text, &AliasTable::shipped()).map(|b| (b.names, b.agency))
    }

    #[test]
    fn lines() {
        assert_eq!(read("By JANE DOE"), Some(("JANE DOE".into(), None)));
        assert_eq!(
            read("By Jane van Doe and John Roe, Reuters"),
            Some(("Jane van Doe and John Roe".into(), Some("Reuters".into())))
        );
        assert_eq!(read("By Reuters"), Some(("Reuters".into(), Some("Reuters".into()))));
        assert_eq!(read("Автор: Иван Петров"), Some(("Иван Петров".into(), None)));
        assert_eq!(read("【撰文／攝影：飄揚】"), Some(("飄揚".into(), None)));
        assert_eq!(read("撰文 | 飄揚"), Some(("飄揚".into(), None)));
        assert_eq!(read("村镇新闻记者 | 王明"), Some(("王明".into(), Some("村镇新闻".into()))));
        assert_eq!(read("【撰文：飄揚】"), Some(("飄揚".into(), None)));
        for text in [
            "By Monday",
            "By Tuesday evening the ferries ran.",
            "By the way, Reuters",
            "作者：渡轮。",
            "Bystanders ran",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn values() {
        assert_eq!(value(" By Jane Doe ").as_deref(), Some("Jane Doe"));
        assert_eq!(value("jane@n.example (Jane Doe)").as_deref(), Some("Jane Doe"));
        assert_eq!(value("Jane Doe <jane@n.example>").as_deref(), Some("Jane Doe"));
        assert_eq!(value(""), None);
    }

    #[test]
    fn reporters_only_where_clean() {
        assert_eq!(
            reporters("(Reporting by Jane Doe and John Roe in Paris; Editing by Ann Poe)")
                .as_deref(),
            Some("Jane Doe, John Roe")
        );
        assert_eq!(
            reporters("(Reporting by Jane DoeEditing by Ann Poe)").as_deref(),
            Some("Jane Doe")
        );
        assert_eq!(reporters("(Reporting by the Paris newsroom)"), None);
        assert_eq!(reporters("(Editing by Ann Poe)"), None);
        let contact = "To contact the reporters on this story: Jane Doe in Dorf at jdoe@n.example;John Roe in Bonn at jroe@n.example";
        assert_eq!(reporters(contact).as_deref(), Some("Jane Doe, John Roe"));
        assert_eq!(reporters(&contact.replace(';', "")).as_deref(), Some("Jane Doe, John Roe"));
        assert_eq!(
            reporters("To contact the reporter on this story: the desk at x@n.example"),
            None
        );
    }
}
