//! Running text out of elements: of NITF, of XHTML and of HTML that stands in a value.
//!
//! Paragraphs, headings and list items become paragraphs parted by a blank line, a row of a table
//! one line. What comes out is written as HTML would write it (`&lt;` for `<`), because the rules
//! that read values of records decode it once.

use crate::corpus::extract::elements::BREAKING;
use crate::corpus::format::xml::{Element, Step};

/// Elements of NITF and wrappers of XHTML that end the paragraph before them and begin one, beside those
/// that do so everywhere.
const BLOCKS: [&str; 13] = [
    "bq",
    "hl1",
    "hl2",
    "nitf-table",
    "block",
    "fn",
    "note",
    "caption",
    "datasource",
    "credit",
    "dl",
    "main",
    "body",
];
fn is_block(name: &str) -> bool {
    BREAKING.contains(&name) || BLOCKS.contains(&name)
}

/// Elements whose inside is no text of the article.
const SILENT: [&str; 15] = [
    "script",
    "style",
    "media",
    "figure",
    "head",
    "body.head",
    "body.end",
    "iframe",
    "object",
    "nav",
    "form",
    "button",
    "svg",
    "video",
    "audio",
];

/// Gives the paragraphs inside of an element.
pub fn paragraphs(element: Element<'_>) -> String {
    let mut out: Vec<String> = vec![String::new()];
    // What is blank goes, so that it is not looked at again at every break.
    let begin = |out: &mut Vec<String>| match out.last_mut() {
        Some(last) if last.trim_start().is_empty() => last.clear(),
        _ => out.push(String::new()),
    };
    let mut cells = 0_usize;
    element.walk(&mut |step| {
        match step {
            Step::Begin(inner) => {
                let name = inner.name();
                if SILENT.contains(&name) {
                    return false;
                }
                if name == "tr" {
                    cells = 0;
                }
                if is_block(name) && cells == 0 {
                    begin(&mut out);
                }
                if matches!(name, "td" | "th") {
                    if cells > 0
                        && let Some(last) = out.last_mut()
                    {
                        last.push_str(" | ");
                    }
                    cells += 1;
                }
            }
            Step::Text(text) => {
                if let Some(last) = out.last_mut() {
                    escape(text, last);
                }
            }
            Step::End(inner) => {
                let name = inner.name();
                if matches!(name, "tr" | "table") {
                    cells = 0;
                }
                if is_block(name) {
                    if cells == 0 {
                        begin(&mut out);
                    } else if let Some(last) = out.last_mut() {
                        last.push(' ');
                    }
                }
            }
        }
        true
    });
    let lines = out.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Gives the text inside of an element as one line that the rules decode once. `None` if it is blank.
pub fn line(element: Element<'_>) -> Option<String> {
    element.line().map(|line| escaped(&line))
}

/// Writes plain text so that the rules, which decode it once, find it as it was.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape(text, &mut escaped);
    escaped
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            c => out.push(c),
        }
    }
}

/// What links to the rest of a story say; they stand at the end of descriptions.
const MORE: [&str; 14] = [
    "continue reading",
    "read more",
    "read the full story",
    "read full story",
    "read full article",
    "read the rest",
    "full story",
    "more",
    "weiterlesen",
    "mehr",
    "lire la suite",
    "leer más",
    "leggi tutto",
    "читать далее",
];
/// A line of plain text as long as this may have been broken to fit a page, in bytes.
const WRAPPED: usize = 60;

/// Prepares a value that is HTML by its format's definition: where it has tags, line ends are mere
/// white space (HTML standard, "inter-element whitespace"), except in `<pre>`. Without tags it may
/// be plain text all the same: then lines are joined that go on in the middle of a sentence.
pub fn html(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    if lower.contains("<pre") {
        return value.to_owned();
    }
    if ["</", "<p>", "<p ", "<br"].iter().any(|tag| lower.contains(tag)) {
        return without_figures(value, &lower).replace(['\n', '\r'], " ");
    }
    let mut joined = String::with_capacity(value.len());
    let mut before = "";
    for (number, line) in value.lines().enumerate() {
        if number > 0 {
            joined.push(if goes_on(before, line) { ' ' } else { '\n' });
        }
        before = line.trim();
        joined.push_str(if number > 0 { line.trim_start() } else { line });
    }
    joined
}

/// Leaves pictures with their captions out, and the link to the rest that stands at the end. `lower`
/// is the value in lower case (ASCII, so that places agree).
fn without_figures(value: &str, lower: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut from = 0;
    while let Some(at) = lower[from..].find("<figure") {
        let begin = from + at;
        // One that is not closed is left in: it might hold the text.
        let Some(length) = lower[begin..].find("</figure>") else { break };
        text.push_str(&value[from..begin]);
        text.push_str("<br>");
        from = begin + length + "</figure>".len();
    }
    text.push_str(&value[from..]);
    let end = text.trim_end().trim_end_matches("</p>").trim_end();
    if let Some(link) = end.rfind("<a ").filter(|_| end.ends_with("</a>"))
        && let Some((_, words)) = end[link..end.len() - 4].split_once('>')
        && MORE.contains(&words.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase().as_str())
    {
        text.truncate(link);
    }
    text
}

/// Tells whether a sentence goes on over the end of a line.
fn goes_on(before: &str, line: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().last(), line.trim_start().chars().next())
    else {
        return false;
    };
    let ends = matches!(last, '.' | '!' | '?' | ':' | '。' | '！' | '？' | '…' | '"' | '”' | '»');
    first.is_lowercase()
        || !ends && before.len() >= WRAPPED && (first.is_alphanumeric() || "\"“«(".contains(first))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::corpus::format::xml::Tree;

    fn read(text: &str) -> String {
        let tree = Tree::parse(text, &HashSet::new()).unwrap();
        paragraphs(tree.root().unwrap())
    }

    #[test]
    fn paragraphs_lists_and_tables() {
        assert_eq!(
            read(
                "<x>Lead\n in <b>two</b> lines<p>A &amp; B &lt;c&gt;</p><ul><li>one</li><li><p>two</p></li></ul></x>"
            ),
            "Lead in two lines\n\nA &amp; B &lt;c>\n\none\n\ntwo"
        );
        assert_eq!(
            read(
                "<x><table><tr><th>Team</th><th>Won</th></tr><tr><td><p>Reds</p></td><td>3</td></tr></table>after</x>"
            ),
            "Team | Won\n\nReds | 3\n\nafter"
        );
        assert_eq!(
            read("<x><p>a<br/>b</p><media><p>c</p></media><script>d</script></x>"),
            "a\n\nb"
        );
    }

    #[test]
    fn line_ends_count_only_without_paragraphs() {
        assert_eq!(html("One\nTwo"), "One\nTwo");
        assert_eq!(html("One line\nthat goes on.\nTwo"), "One line that goes on.\nTwo");
        let wrapped = "A long line of a feed that was broken where the page ended, near";
        assert_eq!(html(&format!("{wrapped}\nOslo.")), format!("{wrapped} Oslo."));
        assert_eq!(html("one\n\ntwo"), "one\n\ntwo");
        assert_eq!(html("<P>one\ntwo</P>"), "<P>one two</P>");
        let more = "<p>One.</p><Figure><img><figcaption>Two</figcaption></figure>three <a href='x'>Read more…</a>";
        assert_eq!(html(more), "<p>One.</p><br>three ");
        assert_eq!(html("<p>a</p><figure>b"), "<p>a</p><figure>b");
        assert_eq!(html("One <a href='x'>Marta</a>"), "One <a href='x'>Marta</a>");
        assert_eq!(html("<pre>one\ntwo</pre><p>"), "<pre>one\ntwo</pre><p>");
    }
}
